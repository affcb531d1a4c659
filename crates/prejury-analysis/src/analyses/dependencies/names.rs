//! Names of distributions and modules, from the word lists of `rules/packages`.

use std::sync::LazyLock;

use super::entry::normalise;
use foldhash::{HashMap, HashSet};

const DISTRIBUTIONS: &str = include_str!("../../../../../rules/packages/distributions.txt");
const PROVIDED: &str = include_str!("../../../../../rules/packages/provided.txt");
const STANDARD_LIBRARY: &str = include_str!("../../../../../rules/packages/standard-library.txt");
const COMMON: &str = include_str!("../../../../../rules/packages/common.txt");

struct Names {
    /// Module → distributions that bring it, the usual one first.
    distributions: HashMap<&'static str, Vec<&'static str>>,
    provided: Vec<&'static str>,
    standard_library: HashSet<&'static str>,
    common: HashSet<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    distributions: items(DISTRIBUTIONS)
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, words.collect()))
        })
        .collect(),
    provided: items(PROVIDED).collect(),
    standard_library: items(STANDARD_LIBRARY).collect(),
    common: items(COMMON).collect(),
});

/// Lines of a word list without its comments.
fn items(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Distributions that bring the module `root`, the usual one first.
pub(super) fn distributions_of(root: &str) -> Vec<String> {
    match NAMES.distributions.get(root) {
        Some(names) => names.iter().map(|name| (*name).to_owned()).collect(),
        None => vec![normalise(root).to_string()],
    }
}

/// Whether `module` (its whole dotted name) comes with Python or with the place where notebooks run.
pub(super) fn comes_along(module: &str) -> bool {
    let root = module.split('.').next().unwrap_or(module);
    let is_in = |name: &str| {
        module
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    NAMES.standard_library.contains(root) || NAMES.provided.iter().any(|name| is_in(name))
}

/// Whether data projects often name this distribution.
pub(super) fn is_common(distribution: &str) -> bool {
    NAMES.common.contains(distribution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_and_their_distributions() {
        assert_eq!(distributions_of("sklearn")[0], "scikit-learn");
        assert_eq!(distributions_of("streamlit_shap"), ["streamlit-shap"]);
        assert!(
            comes_along("os.path")
                && comes_along("google.colab.drive")
                && !comes_along("google.cloud.storage")
        );
        assert!(is_common("pandas") && !is_common("libgl1"));
    }

    #[test]
    fn word_lists_are_sorted_without_doubles() {
        for text in [DISTRIBUTIONS, PROVIDED, STANDARD_LIBRARY, COMMON] {
            let names: Vec<&str> = items(text)
                .map(|line| line.split(' ').next().unwrap())
                .collect();
            assert!(
                names.len() > 5 && names.windows(2).all(|pair| pair[0] < pair[1]),
                "{names:?}"
            );
        }
    }
}
