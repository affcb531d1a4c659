//! Parts that Ultralytics reads from folders (C2.3.1-CE2, CE3, CE4).
//!
//! # What it looks for
//! `model.train(data=...)`, which learns from `train/` and watches `val/`, and `model.val(split="test")`, which scores `test/`.
//! # Counts as evidence
//! Two parts for a training, three with a score of the test part. The folders are told by a name or a file only: that they are
//! apart, and what their classes are, is no more than a mention.
//! # Does not count
//! `val()` alone for the test part: it scores the part that the training watches.
//! # Limits
//! A `data.yaml` that names one folder twice is not opened.

use prejury_core::Strength;
use prejury_python::{Call, Value};

use super::{Networks, emit_call_in_turn, emit_with};
use crate::sink::EvidenceSink;

/// Whether a call scores a network of Ultralytics.
pub(super) fn scores(call: &Call) -> bool {
    call.method() == "val"
        && call.callee.starts_with("ultralytics.")
        && call.keyword("split").and_then(Value::as_str) != Some("train")
}

pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let trainings: Vec<&Call> = networks
        .trainings
        .iter()
        .map(|training| training.call)
        .filter(|call| {
            call.method() == "train"
                && call.callee.starts_with("ultralytics.")
                && call.arg("data", None).is_some()
        })
        .collect();
    let Some(first) = trainings.first() else {
        return;
    };
    let python = networks.python;
    for call in &trainings {
        emit_call_in_turn(python, sink, "network.parts.two", call, "train", 0);
        for signal in ["network.parts.separate", "network.target-in-code"] {
            emit_with(python, sink, signal, Strength::Mentioned, call, "data");
        }
    }
    let is_of_test = |call: &&Call| {
        scores(call) && call.keyword("split").and_then(Value::as_str) == Some("test")
    };
    if let Some(test) = networks.calls().find(is_of_test) {
        const SIGNAL: &str = "network.parts.three";
        emit_call_in_turn(python, sink, SIGNAL, test, "test", -1);
        emit_call_in_turn(python, sink, SIGNAL, first, "validation", 0);
    }
}
