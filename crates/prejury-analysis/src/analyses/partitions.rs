//! Which values are labels of clusters, and which columns hold them.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{PythonFacts, Roles, Value};
use regex::Regex;
use smol_str::SmolStr;

use super::families::Families;

/// Names that labels of clusters go by.
static LABEL_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)cluster|segment|kmeans|(^|_)(labels?|km|cah|dbscan|groupes?|personas?)(_?\d*)(_|$)",
    )
    .ok()
});
/// The last column of `frame["column"]`, or the last attribute.
static COLUMN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:\[\s*["']([^"']+)["']\s*\]|([A-Za-z_]\w*))\s*$"#).ok());

/// Families that every `Families` given to this module begins with.
pub(crate) const FAMILIES: [&str; 2] = ["clustering-estimator", "clustering-function"];
pub(crate) const ESTIMATOR: usize = 0;
pub(crate) const FUNCTION: usize = 1;

/// Whether a class or function of this name clusters.
pub(crate) fn is_clustering(families: &Families<'_>, name: &str) -> bool {
    families.mask(name) & (1 << ESTIMATOR | 1 << FUNCTION) != 0
}

/// Columns that hold labels.
pub(crate) struct Labels {
    columns: HashSet<SmolStr>,
}

/// The column or variable that a name ends in.
pub(crate) fn last_name(name: &str) -> Option<&str> {
    let found = COLUMN.as_ref()?.captures(name)?;
    found
        .get(1)
        .or_else(|| found.get(2))
        .map(|one| one.as_str())
}

impl Labels {
    pub(crate) fn of(python: &PythonFacts, families: &Families<'_>) -> Self {
        let mut labels = Self {
            columns: HashSet::default(),
        };
        for assignment in python.units.iter().flat_map(|unit| &unit.assignments) {
            if is_partition(python, families, &assignment.value) {
                labels
                    .columns
                    .extend(last_name(&assignment.target).map(SmolStr::new));
            }
        }
        for call in python.calls.iter().filter(|call| !call.is_attribute) {
            match call.method() {
                "assign" => {
                    let parts = call
                        .args
                        .iter()
                        .filter(|arg| is_partition(python, families, &arg.value));
                    labels
                        .columns
                        .extend(parts.filter_map(|arg| arg.name.clone()));
                }
                "insert"
                    if call
                        .positional(2)
                        .is_some_and(|value| is_partition(python, families, value)) =>
                {
                    labels
                        .columns
                        .extend(call.positional(1).and_then(Value::as_str).map(SmolStr::new));
                }
                _ => {}
            }
        }
        labels
    }

    /// Whether a column was filled with labels.
    pub(crate) fn is_filled(&self, column: &str) -> bool {
        self.columns.contains(column)
    }

    /// Whether a text names a column of labels.
    pub(crate) fn is_column(&self, text: &str) -> bool {
        self.columns.contains(text) || LABEL_NAME.as_ref().is_some_and(|name| name.is_match(text))
    }

    /// Whether a value is labels, or the name of a column that holds them, or a list with one.
    pub(crate) fn holds(
        &self,
        python: &PythonFacts,
        families: &Families<'_>,
        value: &Value,
    ) -> bool {
        is_partition(python, families, value)
            || value.as_str().is_some_and(|text| self.is_column(text))
            || value
                .name
                .as_deref()
                .and_then(last_name)
                .is_some_and(|name| self.is_column(name))
            || value
                .elements
                .iter()
                .any(|element| self.holds(python, families, element))
    }
}

/// Whether a value is what a clustering algorithm yields.
pub(crate) fn is_partition(python: &PythonFacts, families: &Families<'_>, value: &Value) -> bool {
    value.roles.contains(Roles::CLUSTER)
        || value.types.iter().any(|name| {
            name.strip_suffix(".labels_")
                .is_some_and(|owner| is_clustering(families, owner))
                || is_clustering(families, name) && name.starts_with("scipy.")
        })
        || value.roles.contains(Roles::PREDICTED)
            && makers_behind(python, families, value).next().is_some()
}

/// Classes and functions whose labels a value holds.
pub(crate) fn makers_behind<'v>(
    python: &'v PythonFacts,
    families: &'v Families<'_>,
    value: &'v Value,
) -> impl Iterator<Item = &'v str> {
    let owners = value
        .types
        .iter()
        .filter_map(|name| name.strip_suffix(".labels_"));
    let calls = value
        .history
        .iter()
        .filter_map(|at| python.calls.get(at.0 as usize));
    let callees = calls.filter_map(|call| call.callee.rsplit_once('.').map(|(owner, _)| owner));
    owners
        .chain(callees)
        .filter(|owner| is_clustering(families, owner))
}
