//! Families of names: `@linear-model` in a pattern stands for every name of the family.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Problems;
use crate::key::Key;
use crate::names::NameSet;
use crate::nearest::hint;
use crate::raw::RawFamily;
use crate::wildcard;

/// Families inside families, one inside the other; more is a mistake.
const MAX_DEPTH: usize = 8;

/// Every family by name.
#[derive(Debug, Default)]
pub(crate) struct Families {
    sets: BTreeMap<String, Arc<NameSet>>,
    /// Names as written, for the rare suffix that has a `*`.
    written: BTreeMap<String, (String, Vec<String>)>,
}

impl Families {
    /// Families with the file that defines each, by name.
    pub(crate) fn new(raw: BTreeMap<String, (String, RawFamily)>, problems: &mut Problems) -> Self {
        let written = raw
            .into_iter()
            .map(|(name, (file, family))| (name, (file, family.names)))
            .collect();
        let mut families = Self {
            sets: BTreeMap::new(),
            written,
        };
        let names: Vec<String> = families.written.keys().cloned().collect();
        for name in names {
            families.build(&name, 0, problems);
        }
        families
    }

    /// The family `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<NameSet>> {
        self.sets.get(name)
    }

    /// The set of `names`, families included.
    pub(crate) fn names(
        &self,
        names: &[String],
        file: &str,
        key: Key<'_>,
        problems: &mut Problems,
    ) -> NameSet {
        let mut set = NameSet::default();
        for (position, name) in names.iter().enumerate() {
            let Some((family, suffix)) = reference(name) else {
                set.insert(name);
                continue;
            };
            match self.get(family) {
                Some(shared) if !wildcard::is_pattern(suffix) => set.include(shared, suffix),
                Some(_) => self
                    .expanded(family, 0)
                    .iter()
                    .for_each(|name| set.insert(&format!("{name}{suffix}"))),
                None => problems.push(file, key.at(position), self.unknown(family)),
            }
        }
        set
    }

    /// Like `names`, and case does not matter. Families are written out, because their shared sets tell cases apart.
    pub(crate) fn names_ignoring_case(
        &self,
        names: &[String],
        file: &str,
        key: Key<'_>,
        problems: &mut Problems,
    ) -> NameSet {
        let mut set = NameSet::ignoring_case();
        for (position, name) in names.iter().enumerate() {
            match reference(name) {
                None => set.insert(name),
                Some((family, suffix)) if self.get(family).is_some() => {
                    self.expanded(family, 0)
                        .iter()
                        .for_each(|name| set.insert(&format!("{name}{suffix}")));
                }
                Some((family, _)) => problems.push(file, key.at(position), self.unknown(family)),
            }
        }
        set
    }

    /// Builds a family after the families that it names.
    fn build(&mut self, name: &str, depth: usize, problems: &mut Problems) {
        if self.sets.contains_key(name) {
            return;
        }
        let Some((file, names)) = self.written.get(name).cloned() else {
            return;
        };
        let root = Key::root(name);
        if depth > MAX_DEPTH {
            problems.push(&file, root, format!("the family `{name}` contains itself"));
            self.sets.insert(name.to_owned(), Arc::default());
            return;
        }
        for inner in names.iter().filter_map(|name| reference(name)) {
            self.build(inner.0, depth + 1, problems);
        }
        if names.is_empty() {
            problems.push(&file, root, "the list of names is empty");
        }
        let set = self.names(&names, &file, root.name("names"), problems);
        self.sets.insert(name.to_owned(), Arc::new(set));
    }

    /// Every name of a family, families inside it written out.
    fn expanded(&self, family: &str, depth: usize) -> Vec<String> {
        let Some((_, names)) = self.written.get(family).filter(|_| depth <= MAX_DEPTH) else {
            return Vec::new();
        };
        let mut expanded = Vec::new();
        for name in names {
            match reference(name) {
                None => expanded.push(name.clone()),
                Some((inner, suffix)) => {
                    expanded.extend(
                        self.expanded(inner, depth + 1)
                            .into_iter()
                            .map(|name| name + suffix),
                    );
                }
            }
        }
        expanded
    }

    fn unknown(&self, family: &str) -> String {
        format!(
            "there is no family `{family}`{}",
            hint(family, self.written.keys().map(String::as_str))
        )
    }
}

/// Family and suffix of `@family` or `@family.fit`.
fn reference(name: &str) -> Option<(&str, &str)> {
    let name = name.strip_prefix('@')?;
    Some(name.split_at(name.find('.').unwrap_or(name.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn families(list: &[(&str, &[&str])]) -> (Families, Vec<String>) {
        let raw = list
            .iter()
            .map(|(name, names)| {
                let names = names.iter().map(|name| (*name).to_owned()).collect();
                (
                    (*name).to_owned(),
                    (
                        "vocabulary/x.toml".to_owned(),
                        RawFamily {
                            name: (*name).to_owned(),
                            names,
                        },
                    ),
                )
            })
            .collect();
        let mut problems = Problems::default();
        let families = Families::new(raw, &mut problems);
        let found = problems
            .into_result(())
            .err()
            .map_or(Vec::new(), |error| error.problems);
        (families, found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn families_may_name_families() {
        let (families, problems) =
            families(&[("linear", &["a.Ridge"]), ("model", &["@linear", "b.*"])]);
        assert_eq!(problems, Vec::<String>::new());
        let mut none = Problems::default();
        let set = families.names(&["@model.fit*".to_owned()], "f", Key::root("k"), &mut none);
        assert!(
            set.matches("a.Ridge.fit_transform")
                && set.matches("b.X.fit")
                && !set.matches("a.Ridge.predict")
        );
        let set =
            families.names_ignoring_case(&["@linear".to_owned()], "f", Key::root("k"), &mut none);
        assert!(set.matches("A.ridge"));
    }

    #[test]
    fn circles_and_unknown_families_are_problems() {
        let (_, problems) = families(&[("a", &["@b"]), ("b", &["@a"]), ("linear", &["@linaer"])]);
        assert!(
            problems
                .iter()
                .any(|problem| problem.contains("contains itself")),
            "{problems:?}"
        );
        let hint = "vocabulary/x.toml: linear.names[0]: there is no family `linaer`, did you mean `linear`?";
        assert!(
            problems.iter().any(|problem| problem == hint),
            "{problems:?}"
        );
    }
}
