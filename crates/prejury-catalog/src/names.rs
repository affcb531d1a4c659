//! Sets of qualified names, built for one quick look-up per call.

use foldhash::{HashMap, HashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::wildcard;

/// Qualified names such as `sklearn.svm.SVC`, with `*` for any text, dots included.
///
/// Exact names are looked up by hash. Patterns are filed under their last segment where that is a plain text
/// (`pandas.*.boxplot` under `boxplot`), so that only the few that can match are tried. Families are shared, not copied.
#[derive(Debug, Clone, Default)]
pub struct NameSet {
    exact: HashSet<SmolStr>,
    by_last_segment: HashMap<SmolStr, Vec<SmolStr>>,
    /// Patterns with a `*` in their last segment, by their first one where that is a plain text (`nltk.*` under `nltk`).
    by_first_segment: HashMap<SmolStr, Vec<SmolStr>>,
    /// Patterns whose first and last segments both hold a `*`.
    open: Vec<SmolStr>,
    families: Vec<Included>,
    ignores_case: bool,
}

/// A family inside a set, as written by `@family` (no suffix) or `@family.fit` (suffix `.fit`).
#[derive(Debug, Clone)]
struct Included {
    family: Arc<NameSet>,
    suffix: SmolStr,
}

impl NameSet {
    /// A set of names and patterns.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut set = Self::default();
        names.into_iter().for_each(|name| set.insert(name.as_ref()));
        set
    }

    /// An empty set that takes `Stem` and `stem` for the same.
    pub(crate) fn ignoring_case() -> Self {
        Self {
            ignores_case: true,
            ..Self::default()
        }
    }

    /// Whether the set holds `name`, or a pattern of it covers `name`.
    pub fn matches(&self, name: &str) -> bool {
        if self.ignores_case && name.chars().any(char::is_uppercase) {
            self.holds(&name.to_lowercase())
        } else {
            self.holds(name)
        }
    }

    /// Whether the set matches one of `names`.
    pub fn matches_any<S: AsRef<str>>(&self, names: impl IntoIterator<Item = S>) -> bool {
        names.into_iter().any(|name| self.matches(name.as_ref()))
    }

    /// Whether nothing can match.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
            && self.by_last_segment.is_empty()
            && self.by_first_segment.is_empty()
            && self.open.is_empty()
            && self.families.is_empty()
    }

    fn holds(&self, name: &str) -> bool {
        let covers = |patterns: &Vec<SmolStr>| {
            let mut patterns = patterns.iter();
            patterns.any(|pattern| wildcard::matches(pattern, name))
        };
        self.exact.contains(name)
            || (!self.by_last_segment.is_empty()
                && self
                    .by_last_segment
                    .get(last_segment(name))
                    .is_some_and(covers))
            || (!self.by_first_segment.is_empty()
                && self
                    .by_first_segment
                    .get(first_segment(name))
                    .is_some_and(covers))
            || covers(&self.open)
            || self.families.iter().any(|Included { family, suffix }| {
                name.strip_suffix(suffix.as_str())
                    .is_some_and(|rest| family.matches(rest))
            })
    }

    /// Adds a name or pattern.
    pub(crate) fn insert(&mut self, name: &str) {
        let name = if self.ignores_case {
            SmolStr::from(name.to_lowercase())
        } else {
            SmolStr::from(name)
        };
        let last = last_segment(&name);
        if wildcard::is_pattern(last) {
            let first = first_segment(&name);
            // A pattern of one segment has no first one beside its last.
            if first.len() == name.len() || wildcard::is_pattern(first) {
                self.open.push(name);
            } else {
                self.by_first_segment
                    .entry(first.into())
                    .or_default()
                    .push(name);
            }
        } else if wildcard::is_pattern(&name) {
            self.by_last_segment
                .entry(last.into())
                .or_default()
                .push(name);
        } else {
            self.exact.insert(name);
        }
    }

    /// Adds a family, each of its names followed by `suffix`, which has no `*`.
    pub(crate) fn include(&mut self, family: &Arc<NameSet>, suffix: &str) {
        self.families.push(Included {
            family: family.clone(),
            suffix: suffix.into(),
        });
    }

    /// Last segments that a matching name can have; none when a pattern leaves them open.
    pub(crate) fn last_segments(&self) -> Option<BTreeSet<SmolStr>> {
        if !(self.open.is_empty() && self.by_first_segment.is_empty()) || self.ignores_case {
            return None;
        }
        let mut segments: BTreeSet<SmolStr> = self
            .exact
            .iter()
            .map(|name| last_segment(name).into())
            .collect();
        segments.extend(self.by_last_segment.keys().cloned());
        for Included { family, suffix } in &self.families {
            match last_segment(suffix) {
                "" => segments.extend(family.last_segments()?),
                last => {
                    segments.insert(last.into());
                }
            }
        }
        Some(segments)
    }
}

/// The text before the first `.` or `:`: the package of a qualified name.
fn first_segment(name: &str) -> &str {
    let end = name.bytes().position(|byte| matches!(byte, b'.' | b':'));
    end.map_or(name, |end| &name[..end])
}

/// The text after the last `.` or `:`: the function or method of a qualified name.
pub(crate) fn last_segment(name: &str) -> &str {
    let end = name.bytes().rposition(|byte| matches!(byte, b'.' | b':'));
    end.map_or(name, |end| &name[end + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_names_and_patterns_match() {
        let set = NameSet::new([
            "seaborn.boxplot",
            "pandas.*.boxplot",
            "nltk.*",
            "local:*:clean",
        ]);
        for name in [
            "seaborn.boxplot",
            "pandas.DataFrame.plot.boxplot",
            "nltk.stem.PorterStemmer",
            "local:src/a.py:clean",
        ] {
            assert!(set.matches(name), "{name}");
        }
        for name in [
            "boxplot",
            "seaborn.boxplot.x",
            "pandas.boxplot",
            "nltk",
            "local:src/a.py:clean_all",
            "",
        ] {
            assert!(!set.matches(name), "{name}");
        }
        assert!(set.matches_any(["x", "nltk.y"]) && !set.matches_any(Vec::<&str>::new()));
    }

    #[test]
    fn a_family_is_matched_with_and_without_a_suffix() {
        let family = Arc::new(NameSet::new(["sklearn.svm.SVC", "keras.*.Dense"]));
        let mut set = NameSet::default();
        set.include(&family, ".fit");
        assert!(set.matches("sklearn.svm.SVC.fit") && set.matches("keras.layers.Dense.fit"));
        assert!(!set.matches("sklearn.svm.SVC") && !set.matches("sklearn.svm.SVC.predict"));
        set.include(&family, "");
        assert!(set.matches("sklearn.svm.SVC"));
    }

    #[test]
    fn case_is_ignored_on_demand_only() {
        let mut set = NameSet::ignoring_case();
        set.insert("*Stem*");
        assert!(set.matches("TextStemmer") && set.matches("stem"));
        assert!(!NameSet::new(["*stem*"]).matches("Stem"));
    }

    #[test]
    fn last_segments_are_known_unless_a_star_ends_a_pattern() {
        let family = Arc::new(NameSet::new(["sklearn.svm.SVC"]));
        let mut set = NameSet::new(["seaborn.boxplot", "pandas.*.plot"]);
        set.include(&family, ".fit");
        set.include(&family, "");
        let segments: Vec<_> = set.last_segments().unwrap().into_iter().collect();
        assert_eq!(segments, ["SVC", "boxplot", "fit", "plot"]);
        assert!(NameSet::new(["nltk.*"]).last_segments().is_none());
    }
}
