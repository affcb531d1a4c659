//! Means that are no central tendency of a variable (C1.3.1-CE3): scores, shares of missing values, rates of a target or
//! of 0/1 columns, and steps of a treatment (a value to fill with, a table to join, a value for each row of a group).

use foldhash::HashSet;
use prejury_python::{Call, CallIdx, PythonFacts, Roles, Value};

/// Parts of the names of what a model yields.
const RESULTS: &[&str] = &["score", "loss", "error", "acc", "auc"];
/// Parts of the names of what counts missing values.
const MISSING: &[&str] = &[
    "isna",
    "manquant",
    "missing",
    "notna",
    "null",
    "remplissage",
    "renseign",
];
/// Whole names of columns that hold 0 or 1, or the class to be predicted.
const CLASSES: &[&str] = &["class", "classe", "label", "labels", "target"];
/// Methods that use a statistic to change data.
const TREATMENTS: &[&str] = &["fillna", "fill_null", "join", "merge"];

/// What the calls of a submission do with statistics.
pub(super) struct NoTendency<'f> {
    python: &'f PythonFacts,
    /// Calls whose result is filled in or joined.
    treated: HashSet<CallIdx>,
}

impl<'f> NoTendency<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let mut treated = HashSet::default();
        for call in &python.calls {
            if TREATMENTS.contains(&call.method()) {
                // The table that is filled or joined to was there before: only what is given counts.
                for arg in &call.args {
                    treated.extend(arg.value.history.iter().copied());
                }
            }
        }
        Self { python, treated }
    }

    /// Whether the call at `at` says nothing of a variable's centre.
    pub(super) fn holds(&self, at: CallIdx, call: &Call) -> bool {
        is_result(call)
            || self.is_of_missing(call)
            || is_rate(self.python, call)
            || is_writer(call)
            || self.treated.contains(&at)
            || call.method() == "transform"
    }

    /// Means of missing values, at once or through a name.
    fn is_of_missing(&self, call: &Call) -> bool {
        values(call).any(|value| {
            let last = self.last(value);
            let before = last.and_then(|last| self.last(made_from(last)?));
            let mut steps = last.into_iter().chain(before);
            steps.any(tests_missing) || has_part(value, MISSING)
        })
    }

    /// The last call that a value went through.
    fn last(&self, value: &Value) -> Option<&'f Call> {
        let last = value.history.last()?;
        self.python.calls.get(last.0 as usize)
    }
}

fn tests_missing(call: &Call) -> bool {
    matches!(call.method(), "isna" | "isnull" | "notna" | "notnull")
}

/// What a call changes: in `x.mask(x.isna(), 0)` the values, whose test for missing ones is a condition only.
fn made_from(call: &Call) -> Option<&Value> {
    let data = call.receiver.as_ref().or_else(|| call.positional(0));
    data.filter(|_| call.method() != "where" || call.receiver.is_some())
}

fn values(call: &Call) -> impl Iterator<Item = &Value> {
    call.receiver
        .iter()
        .chain(call.args.iter().map(|arg| &arg.value))
}

fn has_part(value: &Value, parts: &[&str]) -> bool {
    value.name.as_deref().is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        parts.iter().any(|part| name.contains(part))
    })
}

/// Scores and errors of models.
fn is_result(call: &Call) -> bool {
    values(call).any(|value| {
        value.roles.contains(Roles::PREDICTED)
            || value
                .types
                .iter()
                .any(|name| name.starts_with("sklearn.") || name.contains("cross_val"))
            || has_part(value, RESULTS)
    })
}

/// The mean of a column that says yes or no, alone or by groups of the other columns that were kept with it.
fn is_rate(python: &PythonFacts, call: &Call) -> bool {
    let grouped = call.receiver.iter().filter_map(|value| {
        let last = value.history.last()?;
        let grouping = python.calls.get(last.0 as usize)?;
        (grouping.method() == "groupby").then_some(grouping.receiver.as_ref()?)
    });
    call.receiver.iter().chain(grouped).any(|value| {
        let columns = value.columns.as_ref();
        let only = columns.and_then(|columns| columns.only.as_deref());
        only.is_some_and(|names| {
            let is_class = |name: &str| {
                let name = name.to_ascii_lowercase();
                CLASSES.contains(&name.as_str())
                    || ["flag_", "has_", "is_"]
                        .iter()
                        .any(|start| name.starts_with(start))
            };
            names.len() <= 3 && names.iter().any(|name| is_class(name))
        })
    })
}

/// `write.mode("overwrite")` of Spark is told how to write.
fn is_writer(call: &Call) -> bool {
    call.method() == "mode" && call.args.iter().any(|arg| arg.value.as_str().is_some())
}
