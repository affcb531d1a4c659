//! Which values are labels of clusters, and which columns hold them.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{PythonFacts, Roles, Value};
use regex::Regex;
use smol_str::SmolStr;

use super::algorithms::is_clustering;
use crate::analyses::families::Families;

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

/// Columns that hold labels.
pub(super) struct Labels {
    columns: HashSet<SmolStr>,
}

/// The column or variable that a name ends in.
fn last_name(name: &str) -> Option<&str> {
    let found = COLUMN.as_ref()?.captures(name)?;
    found
        .get(1)
        .or_else(|| found.get(2))
        .map(|one| one.as_str())
}

impl Labels {
    pub(super) fn of(python: &PythonFacts, families: &Families<'_>) -> Self {
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

    /// Whether a text names a column of labels.
    pub(super) fn is_column(&self, text: &str) -> bool {
        self.columns.contains(text) || LABEL_NAME.as_ref().is_some_and(|name| name.is_match(text))
    }

    /// Whether a value is labels, or the name of a column that holds them, or a list with one.
    pub(super) fn holds(
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
pub(super) fn is_partition(python: &PythonFacts, families: &Families<'_>, value: &Value) -> bool {
    value.roles.contains(Roles::CLUSTER)
        || value.types.iter().any(|name| {
            name.strip_suffix(".labels_")
                .is_some_and(|owner| is_clustering(families, owner))
                || is_clustering(families, name) && name.starts_with("scipy.")
        })
        || value.roles.contains(Roles::PREDICTED)
            && !groups_behind(python, families, value).is_empty()
}

/// Algorithms whose labels a value holds.
pub(super) fn groups_behind(
    python: &PythonFacts,
    families: &Families<'_>,
    value: &Value,
) -> Vec<&'static str> {
    let mut found = Vec::new();
    let owners = value
        .types
        .iter()
        .filter_map(|name| name.strip_suffix(".labels_"));
    let calls = value
        .history
        .iter()
        .filter_map(|at| python.calls.get(at.0 as usize));
    let callees = calls.filter_map(|call| call.callee.rsplit_once('.').map(|(owner, _)| owner));
    for owner in owners
        .chain(callees)
        .filter(|owner| is_clustering(families, owner))
    {
        let group = super::algorithms::group_of(owner);
        if !found.contains(&group) {
            found.push(group);
        }
    }
    found
}
