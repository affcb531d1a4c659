//! The target of another model among the features: energy and emissions are both measured afterwards, and whoever predicts
//! the one does not know the other yet.
//!
//! # What it looks for
//! Splits and cross-validations of one frame with different targets, and of one file of features that two models read.
//! # Counts as a leak
//! The features keep the column that another model predicts from the same frame; of two models that read the same file, one
//! drops a target and the other does not.
//! # Does not count
//! Columns chosen by an unknown list; fits without a split, by which missing values are filled in.

use std::collections::{BTreeMap, BTreeSet};

use prejury_python::{Call, Columns, Roles, UnitIdx, Value};

use super::flow::{Flow, is_split};
use super::target::{is_dropped_later, pair};
use super::{Certainty, leak};
use crate::sink::EvidenceSink;

/// Calls that are compared: a bound for hostile input, far above what people write.
const MAX_CALLS: usize = 500;

/// Features and what is known of their columns, as one call is given them.
struct Given<'f> {
    call: &'f Call,
    features: &'f Value,
    columns: &'f Columns,
    target: Option<&'f str>,
}

pub(super) fn find(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let crossed = flow.consumers.iter().copied().filter(|call| {
        matches!(call.method(), "cross_val_score" | "cross_validate")
            && flow.is_cross_validation(call)
    });
    let splits = flow.splits.iter().map(|(_, call)| *call);
    let given: Vec<Given<'_>> = crossed
        .chain(splits)
        .take(MAX_CALLS)
        .filter_map(given)
        .collect();
    in_one_frame(flow, &given, sink);
    in_one_file(flow, &given, sink);
}

fn given(call: &Call) -> Option<Given<'_>> {
    let (features, target) = pair(call)?;
    Some(Given {
        call,
        features,
        columns: features.columns.as_ref()?,
        target: only_column(target),
    })
}

fn only_column(value: &Value) -> Option<&str> {
    value.columns.as_ref()?.one()
}

fn in_one_frame(flow: &Flow<'_>, given: &[Given<'_>], sink: &mut EvidenceSink) {
    let mut targets: BTreeMap<(UnitIdx, u32), BTreeSet<&str>> = BTreeMap::new();
    for one in given {
        let of_frame = targets.entry((one.call.caller, one.columns.frame));
        of_frame.or_default().extend(one.target);
    }
    for one in given {
        let others = targets.get(&(one.call.caller, one.columns.frame));
        let Some(own) = one.target else { continue };
        let kept = others
            .into_iter()
            .flatten()
            .copied()
            .find(|other| *other != own && one.columns.keeps(other));
        let Some(other) = kept else { continue };
        if is_split(one.call) && is_dropped_later(flow, one.call, one.columns.frame, other) {
            continue;
        }
        let twin = given.iter().find(|twin| {
            twin.target == Some(other)
                && twin.call.caller == one.call.caller
                && twin.columns.frame == one.columns.frame
        });
        show(flow, sink, one.call, other, twin.map(|twin| twin.call));
    }
}

fn in_one_file(flow: &Flow<'_>, given: &[Given<'_>], sink: &mut EvidenceSink) {
    let mut files: BTreeMap<&str, Vec<&Given<'_>>> = BTreeMap::new();
    for one in given {
        if let Some(path) = file_behind(flow, one.features) {
            files.entry(path).or_default().push(one);
        }
    }
    files.retain(|_, readers| readers.len() > 1);
    if files.is_empty() {
        return;
    }
    let targets: BTreeSet<&str> = flow
        .python
        .units
        .iter()
        .flat_map(|unit| &unit.assignments)
        .filter(|one| one.value.roles.contains(Roles::TARGET))
        .filter_map(|one| only_column(&one.value))
        .chain(given.iter().filter_map(|one| one.target))
        .collect();
    for readers in files.values() {
        for one in readers {
            let dropped = readers.iter().find_map(|other| {
                if other.call.caller == one.call.caller {
                    return None;
                }
                let mut names = other.columns.without.iter().map(|name| name.as_str());
                let is_kept = |name: &&str| {
                    targets.contains(name)
                        && one.target != Some(*name)
                        && one.columns.only.is_none()
                        && one.columns.keeps(name)
                };
                names.find(is_kept).map(|name| (name, other.call))
            });
            if let Some((name, other)) = dropped {
                show(flow, sink, one.call, name, Some(other));
            }
        }
    }
}

/// The file that a table was read from last.
fn file_behind<'f>(flow: &Flow<'f>, value: &'f Value) -> Option<&'f str> {
    let calls = value.history.iter().rev().filter_map(|at| flow.call(*at));
    let mut reads = calls.filter(|call| call.method().starts_with("read_"));
    reads.next()?.positional(0)?.as_str()
}

fn show(flow: &Flow<'_>, sink: &mut EvidenceSink, call: &Call, name: &str, other: Option<&Call>) {
    let beside = other.map(|other| other.place);
    leak(
        flow,
        sink,
        "leakage.target",
        Certainty::Certain,
        call,
        name,
        beside,
    );
}
