//! The target, or something computed from it, among the features.
//!
//! # What it looks for
//! Calls that are given features and a target of one frame, by the columns that selections and drops leave.
//! # Counts as a leak
//! The target's column was not dropped; a kept column is computed from the target, or the target from a kept column.
//! # Does not count
//! Values of earlier rows (`shift`), encodings by the target that are computed on the training part.
//! # Limits
//! Columns chosen by an unknown list, or by a `ColumnTransformer` that stands before the model, are not judged.

use foldhash::HashSet;
use prejury_python::{Call, CodeUnit, NewColumn, Roles, UnitIdx, Value};

use super::flow::{Flow, is_split};
use super::{Certainty, leak};
use crate::sink::EvidenceSink;

/// Calls and new columns that are compared: bounds for hostile input, far above what people write.
const MAX_CALLS: usize = 2_000;
const MAX_COLUMNS: usize = 1_000;

pub(super) fn find(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let letting = letting_through(flow);
    let splits = flow.splits.iter().map(|(_, call)| *call);
    let calls = flow
        .consumers
        .iter()
        .copied()
        .filter(|call| is_training(call));
    for call in calls.chain(splits).take(MAX_CALLS) {
        let Some((features, target)) = pair(call) else {
            continue;
        };
        let (Some(kept), Some(target)) = (&features.columns, &target.columns) else {
            continue;
        };
        let Some([name]) = target.only.as_deref() else {
            continue;
        };
        if kept.frame != target.frame || kept.only == target.only {
            continue;
        }
        if kept.keeps(name) {
            if chooses_columns(call) && !letting.contains(&call.place.unit) {
                continue;
            }
            if is_split(call) && is_dropped_later(flow, call, kept.frame, name) {
                continue;
            }
            leak(
                flow,
                sink,
                "leakage.target",
                Certainty::Certain,
                call,
                name,
                None,
            );
            continue;
        }
        let Some(unit) = flow.python.units.get(call.place.unit.0 as usize) else {
            continue;
        };
        for column in unit.new_columns.iter().take(MAX_COLUMNS) {
            let Some(made) = &column.column else { continue };
            let is_copy = made != name
                && column.from.contains(name)
                && kept.with.contains(made)
                && kept.keeps(made)
                && !is_of_earlier_rows(column)
                && !is_of_training_rows(flow, unit, column);
            let source = (made == name)
                .then(|| {
                    let others = column.from.iter();
                    others
                        .filter(|source| *source != name)
                        .find(|source| kept.keeps(source) && is_plain_source(column))
                })
                .flatten();
            if is_copy || source.is_some() {
                let subject = source.unwrap_or(made);
                leak(
                    flow,
                    sink,
                    "leakage.target",
                    Certainty::Certain,
                    call,
                    subject,
                    Some(column.place),
                );
            }
        }
    }
}

/// What goes through the split with the target is given to the models without it.
pub(super) fn is_dropped_later(flow: &Flow<'_>, split: &Call, frame: u32, target: &str) -> bool {
    let fits = flow.consumers.iter().filter(|call| {
        is_training(call) && call.caller == split.caller && call.order > split.order
    });
    let mut of_frame = fits
        .take(MAX_CALLS)
        .filter_map(|call| pair(call)?.0.columns.as_ref())
        .filter(|columns| columns.frame == frame)
        .peekable();
    of_frame.peek().is_some() && of_frame.all(|columns| !columns.keeps(target))
}

/// Whether what is trained takes columns by their names out of the table that it is given.
fn chooses_columns(call: &Call) -> bool {
    let first = || call.arg("estimator", Some(0));
    let mut parts: Vec<&Value> = call.receiver.as_ref().or_else(first).into_iter().collect();
    while let Some(part) = parts.pop() {
        let mut types = part.types.iter();
        if types.any(|name| name.ends_with(".ColumnTransformer")) {
            return true;
        }
        parts.extend(&part.elements);
    }
    false
}

/// Units with a transformer of columns that lets those through which it does not name.
fn letting_through(flow: &Flow<'_>) -> HashSet<UnitIdx> {
    let transformers = flow.python.calls.iter().filter(|call| {
        matches!(
            call.method(),
            "ColumnTransformer" | "make_column_transformer"
        )
    });
    let passes = |call: &&Call| {
        let remainder = call.keyword("remainder").and_then(Value::as_str);
        remainder == Some("passthrough")
    };
    transformers
        .filter(passes)
        .map(|call| call.place.unit)
        .collect()
}

fn is_training(call: &Call) -> bool {
    matches!(call.method(), "fit" | "partial_fit")
        || matches!(call.method(), "cross_val_score" | "cross_validate")
}

/// Features and target of a call.
pub(super) fn pair(call: &Call) -> Option<(&Value, &Value)> {
    if is_split(call) || matches!(call.method(), "fit" | "partial_fit") {
        Some((call.arg("X", Some(0))?, call.arg("y", Some(1))?))
    } else {
        Some((call.arg("X", Some(1))?, call.arg("y", Some(2))?))
    }
}

fn is_of_earlier_rows(column: &NewColumn) -> bool {
    column.calls.iter().any(|name| {
        matches!(
            name.as_str(),
            "shift" | "cumcount" | "isna" | "isnull" | "notna" | "notnull"
        )
    })
}

/// The target is computed from one or two columns, row by row: those say what it is.
fn is_plain_source(column: &NewColumn) -> bool {
    column.from.len() <= 2
        && !is_of_earlier_rows(column)
        && !column.calls.iter().any(|name| name == "groupby")
}

/// An encoding by the target's mean that is learnt on a part of the rows.
fn is_of_training_rows(flow: &Flow<'_>, unit: &CodeUnit, column: &NewColumn) -> bool {
    let aggregates = column
        .calls
        .iter()
        .any(|name| matches!(name.as_str(), "groupby" | "map" | "mean"));
    aggregates
        && unit.assignments.iter().any(|assignment| {
            assignment.place == column.place
                && (assignment.value.roles.contains(Roles::TRAIN)
                    || flow.split_behind(&assignment.value).is_some())
        })
}
