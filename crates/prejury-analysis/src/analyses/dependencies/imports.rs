//! Third-party imports of all code, under the names of their distributions.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use prejury_core::Location;
use prejury_python::CodeUnit;

use super::names;
use crate::Facts;

/// One distribution that the code imports.
#[derive(Debug)]
pub(super) struct Import {
    /// The usual distribution.
    pub(super) distribution: String,
    /// Every distribution that would bring the module.
    pub(super) accepted: Vec<String>,
    /// The module as the code names it.
    pub(super) module: String,
    /// First import of it.
    pub(super) location: Location,
}

/// Packages that share one name space: each of their distributions begins with it.
const NAME_SPACES: &[&str] = &["azure", "google", "opencensus", "opentelemetry"];

impl Import {
    /// Whether a list that holds these names brings the module.
    pub(super) fn is_covered_by(&self, named: &BTreeSet<&str>) -> bool {
        self.accepted
            .iter()
            .any(|accepted| match accepted.strip_suffix("-*") {
                Some(name_space) => named.iter().any(|name| {
                    name.strip_prefix(name_space)
                        .is_some_and(|rest| rest.starts_with('-'))
                }),
                None => named.contains(accepted.as_str()),
            })
    }
}

/// Distributions that the code imports, used or not, in the order of their names.
pub(super) fn third_party(facts: &Facts<'_>) -> Vec<Import> {
    third_party_of(facts, facts.python.units.iter())
}

/// The same of some files.
pub(super) fn third_party_of<'f>(
    facts: &Facts<'_>,
    units: impl Iterator<Item = &'f CodeUnit>,
) -> Vec<Import> {
    let own = own_modules(facts);
    let mut found: BTreeMap<String, Import> = BTreeMap::new();
    let mut seen: HashSet<&str> = HashSet::default();
    let python = &facts.python;
    for import in units.flat_map(|unit| &unit.imports) {
        let module = import.name.trim_end_matches(".*");
        if import.local.is_some() || !seen.insert(module) {
            continue;
        }
        let root = module.split('.').next().unwrap_or(module);
        let is_own = own.contains(root) || root.is_empty() || root.starts_with("local:");
        if is_own || names::comes_along(module) {
            continue;
        }
        let accepted = if NAME_SPACES.contains(&root) {
            vec![format!("{root}-*")]
        } else {
            names::distributions_of(root)
        };
        let distribution = accepted.first().cloned().unwrap_or_else(|| root.to_owned());
        found.entry(distribution.clone()).or_insert_with(|| Import {
            distribution,
            accepted,
            module: root.to_owned(),
            location: python.location(import.place),
        });
    }
    found.into_values().collect()
}

/// Names of the modules and packages that the submission holds, wherever they lie: paths are often set up by hand. Those of
/// libraries kept beside the work need no list either.
fn own_modules<'a>(facts: &'a Facts<'_>) -> HashSet<&'a str> {
    let mut own = HashSet::default();
    let submission = &facts.submission;
    let paths = submission.files.iter().map(|file| &file.path);
    for path in paths.chain(&submission.vendored) {
        let Some(without) = path.strip_suffix(".py") else {
            continue;
        };
        let mut parts = without.rsplit('/');
        own.extend(parts.next());
        own.extend(parts);
    }
    own
}
