//! Preparations that see training rows only.
//!
//! # What it looks for
//! Pipelines of preparations and a model that are fitted on the training part or cross-validated as one; preparations fitted on the
//! training part whose `transform` the test part goes through.
//! # Does not count
//! A pipeline fitted on all rows; encoders alone, which are no leak wherever they are fitted.

use foldhash::HashSet;
use prejury_python::{Call, Roles};

use super::fits::Kind;
use super::flow::{Flow, HELD_OUT, PARTS, data_of, short};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) fn find(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let mut emit = |call: &Call, subject: &str| {
        emit_code(
            flow.python,
            sink,
            "leakage.sound-pipeline",
            strength_of_call(call),
            call.place,
            subject,
        );
    };
    let mut seen = HashSet::default();
    for call in &flow.consumers {
        let whole = if flow.is_cross_validation(call) {
            call.arg("estimator", Some(0))
        } else {
            call.receiver.as_ref()
        };
        if let Some(whole) = whole {
            let is_fit = matches!(call.method(), "fit" | "partial_fit");
            let on_train = call.arg("X", Some(0)).is_some_and(|data| {
                data.roles.contains(Roles::TRAIN) && !data.roles.intersects(HELD_OUT)
            });
            let is_search = whole.types.iter().any(|name| name.ends_with("SearchCV"));
            let is_sound = flow.is_cross_validation(call) || is_fit && (on_train || is_search);
            if is_sound && flow.holds_preparation(whole) {
                emit(
                    call,
                    whole.types.first().map_or("Pipeline", |name| short(name)),
                );
            }
        }
        // The test part went through a preparation that had seen training rows alone.
        for arg in call
            .args
            .iter()
            .filter(|arg| arg.value.roles.intersects(HELD_OUT))
        {
            for at in &arg.value.history {
                let Some(fit) = flow
                    .fit_at(*at)
                    .filter(|fit| fit.kind == Kind::Preprocessing)
                else {
                    continue;
                };
                let on_train = fit
                    .data
                    .or_else(|| data_of(fit.call))
                    .is_some_and(|data| data.roles & PARTS == Roles::TRAIN);
                if on_train && seen.insert((fit.call.place, fit.call.order)) {
                    emit(fit.call, fit.subject);
                }
            }
        }
    }
}
