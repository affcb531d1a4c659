//! Where in the work a reader looks for something first: the exploration stands in the notebooks that explore, and neither
//! of it nor of the modelling do tests, web applications and drafts say most.

use prejury_intake::is_named_test;
use std::sync::LazyLock;

use prejury_documents::fold;

static EXPLORING: LazyLock<Vec<&str>> =
    LazyLock::new(|| words(include_str!("../../../../rules/places/exploring.txt")));
static MODELLING: LazyLock<Vec<&str>> =
    LazyLock::new(|| words(include_str!("../../../../rules/places/modelling.txt")));
static SERVING: LazyLock<Vec<&str>> =
    LazyLock::new(|| words(include_str!("../../../../rules/places/serving.txt")));

static ASIDE: LazyLock<Vec<&str>> =
    LazyLock::new(|| words(include_str!("../../../../rules/places/aside.txt")));

fn words(list: &'static str) -> Vec<&'static str> {
    let lines = list.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// What a criterion is about, as far as it tells where its evidence is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    Exploration,
    Modelling,
    Any,
}

impl Shelf {
    pub(super) fn of(criterion: &str) -> Self {
        let is_one_of = |starts: &[&str]| starts.iter().any(|start| criterion.starts_with(start));
        if is_one_of(&["C1.2.", "C1.3."]) {
            Self::Exploration
        } else if is_one_of(&["C1.4.", "C2."]) {
            Self::Modelling
        } else {
            Self::Any
        }
    }

    /// Whether `path` is a test, an application or a draft, where the work itself stands elsewhere.
    pub(super) fn is_beside(self, path: &str) -> bool {
        let is_script = path.ends_with(".py");
        let is_code = is_script || path.ends_with(".ipynb");
        self != Self::Any
            && (is_script && (is_named_test(path) || serves(path)) || is_code && is_draft(path))
    }

    /// How late evidence in `path` is shown among its equals: 0 for texts and for the code that is about it, by their names.
    pub(super) fn distance(self, path: &str) -> u8 {
        let is_code = path.ends_with(".ipynb") || path.ends_with(".py");
        if self != Self::Exploration || !is_code {
            return 0;
        }
        let name = fold(path.rsplit('/').next().unwrap_or(path));
        let begins = |list: &[&str]| {
            name.split(|letter: char| !letter.is_alphanumeric())
                .any(|word| list.iter().any(|start| word.starts_with(start)))
        };
        match (begins(&EXPLORING), begins(&MODELLING)) {
            (true, false) => 0,
            (false, true) => 2,
            _ => 1,
        }
    }
}

fn serves(path: &str) -> bool {
    has_word(path, &SERVING)
}

fn is_draft(path: &str) -> bool {
    has_word(path, &ASIDE)
}

fn has_word(path: &str, list: &[&str]) -> bool {
    path.split(|letter: char| !letter.is_alphanumeric())
        .any(|word| list.iter().any(|one| word.eq_ignore_ascii_case(one)))
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    #[test]
    fn a_criterion_is_looked_for_where_its_work_is_done() {
        let shelf = Shelf::of("C1.3.1-CE3");
        assert_eq!(shelf.distance("Notebook_nettoyage_2023.ipynb"), 0);
        assert_eq!(shelf.distance("notebook.ipynb"), 1);
        assert_eq!(shelf.distance("README.md"), 0);
        assert_eq!(shelf.distance("Notebook_modélisation.ipynb"), 2);
        assert_eq!(shelf.distance("exploration_et_modelisation.ipynb"), 1);
        assert_eq!(Shelf::of("C2.1.2-CE2").distance("nettoyage.ipynb"), 0);
    }

    #[test]
    fn tests_and_applications_stand_beside_the_modelling() {
        let shelf = Shelf::of("C2.1.2-CE2");
        assert!(shelf.is_beside("app.py"));
        assert!(shelf.is_beside("tests/test_features.py"));
        assert!(shelf.is_beside("pages/Production.py"));
        assert!(shelf.is_beside("Archives/modelisation.ipynb"));
        assert!(shelf.is_beside("template_modelisation.ipynb"));
        assert!(!shelf.is_beside("src/train.py"));
        assert!(!shelf.is_beside("notebooks/api.ipynb"));
        assert!(!Shelf::of("C3.1.3-CE4").is_beside("tests/test_features.py"));
        assert!(!Shelf::of("C1.1-CE2").is_beside("api.py"));
    }
}
