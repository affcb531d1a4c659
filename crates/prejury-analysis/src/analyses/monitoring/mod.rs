//! Models watched over time (C3.1.4): drift, stored predictions, alerts, maintenance of segments, and what is said of them.

mod alerts;
mod drift;
mod events;
mod maintenance;
mod reports;
mod strategy;

use prejury_core::Strength;
use prejury_python::{CodePlace, PythonFacts, Run};

use super::{Analysis, Context};
use crate::matching::strength_of_code;
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "monitoring",
    signals: &[
        "alert.configured",
        "alert.on-threshold",
        "alert.sent",
        "drift.analysis",
        "drift.read",
        "drift.report-kept",
        "events.logged-to-file",
        "events.stored",
        "maintenance.announced",
        "maintenance.concluded",
        "maintenance.study",
        "monitoring.named",
        "monitoring.strategy",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let (analyses, analysed) = drift::find(ctx.facts, sink);
    let reported = reports::find(ctx.facts, &analyses, sink);
    let studied = maintenance::find(ctx.facts, sink);
    strategy::find(ctx.facts, analysed || reported, &studied, sink);
    let watched = events::find(ctx.facts, sink);
    alerts::find(ctx.facts, analysed || watched, sink);
}

/// Strength of live code at `place`.
fn strength_at(python: &PythonFacts, place: CodePlace) -> Strength {
    let run = python
        .units
        .get(place.unit.0 as usize)
        .and_then(|unit| unit.cells.get(place.cell as usize))
        .map_or(Run::Unknown, |cell| cell.run);
    strength_of_code(prejury_python::Reach::Live, run)
}

#[cfg(test)]
mod tests;
