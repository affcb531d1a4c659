//! Which values are labels of clusters, and which columns hold them.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{Columns, PythonFacts, Roles, Value};
use regex::Regex;
use smol_str::SmolStr;

use super::families::Families;

/// Names that labels of clusters go by.
static LABEL_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        // `km` behind another word is a unit: `distance_km`.
        r"(?i)cluster|segment|kmeans|(^|_)(labels?|cah|dbscan|groupes?|personas?)(_?\d*)(_|$)|^km(_?\d*)(_|$)",
    )
    .ok()
});
/// Those of them that name much else: captions of a chart, classes of the data.
static WEAK_NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^(labels?|km|groupes?|personas?)_?\d*$").ok());
/// Copies of copies that are followed.
const MAX_COPIES: usize = 3;
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
    /// Names that are bound to something known that is no labels.
    others: HashSet<SmolStr>,
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
            others: HashSet::default(),
        };
        for assignment in python.units.iter().flat_map(|unit| &unit.assignments) {
            if is_partition(python, families, &assignment.value) {
                labels
                    .columns
                    .extend(last_name(&assignment.target).map(SmolStr::new));
            } else if is_weak(&assignment.target) && is_known(&assignment.value) {
                labels.others.insert(assignment.target.clone());
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
                // `DataFrame({"x": points[:, 0], "group": labels})`
                "DataFrame" => {
                    let data = call.arg("data", Some(0));
                    let filled = data
                        .into_iter()
                        .flat_map(|data| data.keys.iter().zip(&data.elements));
                    let filled = filled.filter(|(_, value)| is_partition(python, families, value));
                    labels.columns.extend(filled.map(|(key, _)| key.clone()));
                }
                _ => {}
            }
        }
        if !labels.columns.is_empty() {
            labels.add_copies(python, families);
            labels.add_renamed(python);
        }
        labels
    }

    /// Columns and names that take their labels from one that has them: `table["profile"] = table["group"].map(names)`.
    fn add_copies(&mut self, python: &PythonFacts, families: &Families<'_>) {
        for unit in &python.units {
            // A name that means labels in one file may mean anything in another.
            let mut own: HashSet<&str> = HashSet::default();
            for _ in 0..MAX_COPIES {
                let before = own.len();
                for assignment in &unit.assignments {
                    let Some(target) = last_name(&assignment.target) else {
                        continue;
                    };
                    let source = column_behind(&assignment.value);
                    let is_copy = source.is_some_and(|source| {
                        own.contains(source)
                            || self.columns.contains(source) && assignment.target.contains('[')
                    });
                    let is_filled = is_partition(python, families, &assignment.value);
                    if is_copy || is_filled {
                        own.insert(target);
                    }
                }
                if own.len() == before {
                    break;
                }
            }
            self.columns.extend(own.into_iter().map(SmolStr::new));
        }
    }

    /// `table.rename(columns={"group": "profile"})`
    fn add_renamed(&mut self, python: &PythonFacts) {
        let renaming = python.calls.iter().filter(|call| call.method() == "rename");
        for columns in renaming.filter_map(|call| call.keyword("columns")) {
            let renamed = columns.keys.iter().zip(&columns.elements);
            let renamed: Vec<SmolStr> = renamed
                .filter(|(old, _)| self.columns.contains(*old))
                .filter_map(|(_, new)| new.as_str().map(SmolStr::new))
                .collect();
            self.columns.extend(renamed);
        }
    }

    /// Whether a column was filled with labels.
    pub(crate) fn is_filled(&self, column: &str) -> bool {
        self.columns.contains(column)
    }

    /// Whether a value was shown to hold labels, by more than how it is called. A variable of one file may mean anything in
    /// another: only names of columns go across.
    pub(crate) fn are_proven(
        &self,
        python: &PythonFacts,
        families: &Families<'_>,
        value: &Value,
    ) -> bool {
        let column = value
            .name
            .as_deref()
            .filter(|name| name.contains(['[', '.']));
        let name = value.as_str().or_else(|| column.and_then(last_name));
        is_partition(python, families, value)
            || name.is_some_and(|name| self.is_filled(name))
            || value
                .elements
                .iter()
                .any(|element| self.are_proven(python, families, element))
    }

    /// Whether a text names a column of labels.
    pub(crate) fn is_column(&self, text: &str) -> bool {
        self.columns.contains(text)
            || !is_weak(text) && LABEL_NAME.as_ref().is_some_and(|name| name.is_match(text))
    }

    /// Whether a value goes by a name of labels: a variable by a weaker one, too, where nothing else is known of it.
    fn is_named(&self, value: &Value) -> bool {
        let Some(name) = value.name.as_deref() else {
            return false;
        };
        last_name(name).is_some_and(|last| {
            self.is_column(last)
                || is_weak(last)
                    && !name.contains('[')
                    && !self.others.contains(name)
                    && !is_known(value)
        })
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
            || self.is_named(value)
            || value
                .elements
                .iter()
                .any(|element| self.holds(python, families, element))
    }
}

fn is_weak(name: &str) -> bool {
    WEAK_NAME.as_ref().is_some_and(|weak| weak.is_match(name))
}

/// Whether a value is known to be a list of its own, a column of the data, or the target.
fn is_known(value: &Value) -> bool {
    let is_column = value.columns.as_deref().and_then(Columns::one);
    is_column.is_some()
        || value.literal.is_some()
        || value.roles.contains(Roles::TARGET)
        || value
            .elements
            .iter()
            .any(|element| element.literal.is_some())
}

/// The one column, or the variable, that a value is read from or computed of.
fn column_behind(value: &Value) -> Option<&str> {
    let column = value.columns.as_deref().and_then(Columns::one);
    column.or_else(|| value.name.as_deref().and_then(last_name))
}

/// Whether a value is what a clustering algorithm yields.
pub(crate) fn is_partition(python: &PythonFacts, families: &Families<'_>, value: &Value) -> bool {
    value.roles.contains(Roles::CLUSTER)
        || value.types.iter().any(|name| {
            // `labels_` itself, or a copy of it: `labels_.copy`, `labels_.astype`.
            name.rsplit_once(".labels_")
                .filter(|(_, rest)| {
                    matches!(*rest, "" | ".astype" | ".copy" | ".reshape" | ".ravel")
                })
                .is_some_and(|(owner, _)| is_clustering(families, owner))
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
