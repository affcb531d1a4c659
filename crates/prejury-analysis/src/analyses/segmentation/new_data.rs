//! Customers that get a segment from a clustering fitted before (C2.2.1-CE3).
//!
//! # Counts as evidence
//! `predict` of a fitted clustering on other data than it was fitted on.
//! # Does not count
//! Labels that only go into a comparison of two partitions: that is the stability of the clustering. Labels that nobody
//! keeps or sees.

use foldhash::HashSet;
use prejury_python::{Call, CallIdx, Value};

use super::algorithms::estimators_in;
use super::profiles::of_clustering;
use super::{AGREEMENT, Segmentation};
use crate::sink::EvidenceSink;

/// What is done with labels that somebody is to see or keep.
const USES: &[&str] = &[
    "DataFrame",
    "Series",
    "assign",
    "bar",
    "concat",
    "countplot",
    "display",
    "insert",
    "join",
    "merge",
    "pie",
    "print",
    "scatter",
    "scatterplot",
    "to_csv",
    "value_counts",
];

pub(super) fn find(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    let calls = &segmentation.python.calls;
    let labelled: Vec<(CallIdx, &Call, &str)> = (0..)
        .map(CallIdx)
        .zip(calls)
        .filter_map(|(at, call)| Some((at, call, other_data(segmentation, call)?)))
        .collect();
    if labelled.is_empty() {
        return;
    }
    let measured = measured_only(segmentation, &labelled);
    for (at, call, name) in labelled {
        if !measured.contains(&at) && !is_thrown_away(segmentation, call) {
            segmentation.emit(sink, "segmentation.new-data", call, name);
        }
    }
}

/// Whether a call is a statement of its own whose labels go nowhere: not even below its cell.
fn is_thrown_away(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let unit = segmentation.python.units.get(call.place.unit.0 as usize);
    let Some(cell) = unit.and_then(|unit| unit.cells.get(call.place.cell as usize)) else {
        return false;
    };
    let Some(receiver) = call
        .receiver
        .as_ref()
        .and_then(|value| value.name.as_deref())
    else {
        return false;
    };
    let mut lines = cell
        .source
        .lines()
        .skip(call.place.line.saturating_sub(1) as usize);
    let Some(line) = lines.next() else {
        return false;
    };
    let n_lines = call.place.end_line.saturating_sub(call.place.line) as usize;
    let is_blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let is_last = lines.skip(n_lines).all(is_blank);
    let is_statement = line
        .trim_start()
        .strip_prefix(receiver)
        .is_some_and(|rest| rest.starts_with(&format!(".{}(", call.method())));
    let is_shown = is_last && !line.starts_with(char::is_whitespace);
    is_statement && !is_shown && line.trim_end().ends_with(')')
}

/// The name of the data to which a fitted clustering gives labels, where these are other data than it was fitted on.
fn other_data<'f>(segmentation: &Segmentation<'_, '_>, call: &'f Call) -> Option<&'f str> {
    if !matches!(call.method(), "predict" | "approximate_predict") {
        return None;
    }
    let is_clustering = call
        .receiver
        .as_ref()
        .is_some_and(|receiver| !estimators_in(&segmentation.families, receiver).is_empty())
        || of_clustering(segmentation, call)
        || call.callee.starts_with("hdbscan.");
    let data = call.arg("X", Some(0)).filter(|_| is_clustering)?;
    let name = data.name.as_deref()?;
    segmentation
        .index
        .is_other_data(call.caller, name)
        .then_some(name)
}

/// Those whose labels a measure of agreement reads, and nothing else.
fn measured_only(
    segmentation: &Segmentation<'_, '_>,
    labelled: &[(CallIdx, &Call, &str)],
) -> HashSet<CallIdx> {
    let python = segmentation.python;
    let candidates: HashSet<CallIdx> = labelled.iter().map(|(at, ..)| *at).collect();
    let compares = |call: &Call| segmentation.families.holds(AGREEMENT, &call.callee);
    // What comes out of a measure is a score, and no label any more.
    let labels_in = |value: &Value| -> Vec<CallIdx> {
        let is_score = value.history.iter().any(|at| {
            let call = python.calls.get(at.0 as usize);
            call.is_some_and(compares)
        });
        let found = value.history.iter().filter(|at| candidates.contains(at));
        found.filter(|_| !is_score).copied().collect()
    };
    let (mut measured, mut used) = (HashSet::default(), HashSet::default());
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let is_measure = compares(call);
        if !is_measure && !USES.contains(&call.method()) {
            continue;
        }
        let values = call.args.iter().map(|arg| &arg.value);
        let read = values.chain(&call.receiver).flat_map(labels_in);
        if is_measure {
            measured.extend(read);
        } else {
            used.extend(read);
        }
    }
    for unit in &python.units {
        let columns = unit
            .assignments
            .iter()
            .filter(|one| one.target.contains('['));
        used.extend(columns.flat_map(|column| labels_in(&column.value)));
    }
    measured.retain(|at| !used.contains(at));
    measured
}
