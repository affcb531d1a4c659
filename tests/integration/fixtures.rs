//! Every folder of `fixtures/` is a small hand-in whose name says what the tool must say of it.
//!
//! `fixtures/C2.1.2/CE4-naive-baseline/partial-fitted-only/` is checked, and the status of C2.1.2-CE4 must be `partial`.
//! There is nothing to register: a new folder is a new test. `FIXTURE=CE4-naive cargo test --package prejury-tests` checks
//! the folders whose path holds that text.

use std::path::{Path, PathBuf};

use prejury_catalog::Catalog;
use rayon::prelude::*;

use crate::project::{HandedIn, catalog, criterion, describe, folders, name, root};

/// Statuses that the name of a fixture can begin with.
pub(crate) const STATUSES: &[&str] = &[
    "present",
    "partial",
    "absent",
    "human",
    "out_of_scope",
    "not_applicable",
];

/// One fixture of one criterion.
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    /// Folder of the competence, `C2.1.2`.
    pub(crate) competence: String,
    /// Folder of the criterion, `CE4-naive-baseline`.
    pub(crate) key: String,
    /// What stands before the first `-` of its own name.
    pub(crate) expected: String,
}

impl Fixture {
    fn at(path: PathBuf) -> Self {
        let key = path.parent().unwrap();
        Self {
            competence: name(key.parent().unwrap()).to_owned(),
            key: name(key).to_owned(),
            expected: name(&path).split('-').next().unwrap().to_owned(),
            path,
        }
    }

    /// The code of its criterion.
    fn code(&self) -> String {
        format!(
            "{}-{}",
            self.competence,
            self.key.split('-').next().unwrap()
        )
    }

    /// Why the tool does not say what the name says.
    fn failure(&self, catalog: &Catalog) -> Option<String> {
        let report = HandedIn::of(&self.path).check(catalog);
        let found = criterion(&report, &self.code());
        (found.status.as_str() != self.expected)
            .then(|| format!("{}\n{}", self.shown(), describe(&report, found)))
    }

    /// Its path inside the project.
    pub(crate) fn shown(&self) -> String {
        self.path
            .strip_prefix(root())
            .unwrap()
            .display()
            .to_string()
    }
}

/// Every fixture of every criterion, sorted by path.
pub(crate) fn all() -> Vec<Fixture> {
    // `leakage` has a test of its own, beside the analysis; `whole` holds submissions of no single criterion.
    let is_apart = |folder: &PathBuf| matches!(name(folder), "leakage" | "whole");
    let competences = folders(&root().join("fixtures"))
        .into_iter()
        .filter(|folder| !is_apart(folder));
    let criteria = competences.flat_map(|competence| folders(&competence));
    criteria
        .flat_map(|criterion| folders(&criterion))
        .map(Fixture::at)
        .collect()
}

#[test]
fn the_tool_says_what_the_folder_name_says() {
    let catalog = catalog();
    let wanted = std::env::var("FIXTURE").unwrap_or_default();
    let fixtures: Vec<Fixture> = all()
        .into_iter()
        .filter(|fixture| fixture.shown().contains(&wanted))
        .collect();
    assert!(
        !fixtures.is_empty(),
        "no fixture holds `{wanted}` in its path"
    );
    let failures: Vec<String> = fixtures
        .par_iter()
        .filter_map(|fixture| fixture.failure(&catalog))
        .collect();
    assert!(
        failures.is_empty(),
        "{} of {} fixtures:\n{}",
        failures.len(),
        fixtures.len(),
        failures.join("\n")
    );
}

/// The same bytes in, the same report out: in a folder with history, twice.
#[test]
fn a_check_is_deterministic() {
    let catalog = catalog();
    let path = root().join("fixtures/whole/good");
    let reports: Vec<String> = (0..2)
        .map(|_| {
            let mut report = HandedIn::of(Path::new(&path)).check(&catalog);
            report.input.label.clear();
            format!("{report:?}")
        })
        .collect();
    assert_eq!(reports[0], reports[1]);
}
