//! Training that can be run again, stored models and recorded experiments (C3.1.1).

mod experiments;
mod pipelines;
mod registries;
mod sqlite;
mod stores;
mod tables;

pub(in crate::analyses) use pipelines::training_units;
use prejury_python::{Call, PythonFacts};

use super::{Analysis, Context};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "tracking",
    signals: &[
        "experiment.displayed",
        "experiment.recorded",
        "experiment.table-written",
        "model.in-registry",
        "model.read-from-registry",
        "model.saved-locally",
        "model.tracked",
        "training.pipeline",
        "training.pipeline-saved",
        "training.script",
        "training.seeds",
        "training.stages",
    ],
    run,
};

/// Marks of calls.
const REGISTRY: u32 = 1;
const EXPERIMENT: u32 = 2;
const WRITES: u32 = 4;
const MEASURES: u32 = 8;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    pipelines::find(ctx, sink);
    let mut displayed = experiments::Displayed::default();
    let handed = experiments::Handed::default();
    let calls = ctx.facts.marked_calls(|callee, method| {
        let stores = REGISTRY * u32::from(registries::may_be_one(method));
        let records = EXPERIMENT * u32::from(experiments::may_be_one(callee, method));
        let writes = WRITES * u32::from(tables::may_write(callee, method));
        let measures = MEASURES * u32::from(tables::may_measure(callee, method));
        stores | records | writes | measures
    });
    let mut tables = tables::Tables::default();
    for (_, call, mark) in calls {
        if mark & MEASURES != 0 {
            tables.measure(call);
        }
        if call.is_attribute {
            continue;
        }
        if mark & WRITES != 0 {
            tables.write(call);
        }
        let is_idle = || call.method() == "ModelCheckpoint" && !handed.holds(python, call);
        if mark & REGISTRY != 0 && !is_idle() {
            registries::look_at(python, call, sink);
        }
        if mark & EXPERIMENT != 0 {
            experiments::look_at(python, call, &mut displayed, &handed, sink);
        }
    }
    for call in tables.of_measures(python) {
        emit(
            python,
            sink,
            "experiment.table-written",
            call,
            call.method(),
        );
    }
    stores::find(ctx.facts, sink);
}

fn emit(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
    emit_code(
        python,
        sink,
        signal,
        strength_of_call(call),
        call.place,
        subject,
    );
}

/// Whether the last name of a callee's library or method is one of these.
fn starts_with_any(callee: &str, beginnings: &[&str]) -> bool {
    beginnings
        .iter()
        .any(|beginning| callee.starts_with(beginning))
}

#[cfg(test)]
mod tests;
