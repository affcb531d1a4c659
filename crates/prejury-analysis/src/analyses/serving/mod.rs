//! Prediction APIs (C3.1.3): their routes, the programs that call them, what shows that they answer, and how they reach
//! production. `Serving` reads the code once; each module beside it emits the signals of one theme.

pub(in crate::analyses) mod addresses;
mod answers;
mod clients;
mod machines;
mod manual;
mod pipelines;
pub(in crate::analyses) mod reach;
pub(in crate::analyses) mod routes;
mod told;

use std::cell::OnceCell;

use prejury_core::Strength;
use prejury_python::{CodePlace, PythonFacts, Reach, Run};

use super::{Analysis, Context};
use crate::matching::strength_of_code;
use crate::sink::EvidenceSink;
use reach::CallGraph;
use routes::Route;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "serving",
    signals: &[
        "api.answer.logged",
        "api.answer.shown",
        "api.answer.tested",
        "api.called-by-application",
        "api.called-by-script",
        "api.model-server",
        "api.prediction-page",
        "api.prediction-route",
        "api.prediction-stub",
        "app.prediction",
        "deployment.by-hand",
        "deployment.hosted",
        "deployment.image-pushed",
        "deployment.switched-off",
        "deployment.told",
        "deployment.workflow",
        "workflow.commented-out",
        "workflow.delivers",
        "workflow.elsewhere",
        "workflow.removed",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let serving = Serving::read(ctx);
    routes::find(&serving, sink);
    clients::find(&serving, sink);
    answers::find(&serving, sink);
    pipelines::find(ctx.facts, sink);
    manual::find(ctx.facts, sink);
    told::find(ctx.facts, sink);
}

/// What the code says about serving predictions.
struct Serving<'f> {
    ctx: &'f Context<'f>,
    python: &'f PythonFacts,
    graph: OnceCell<CallGraph<'f>>,
    /// Routes that return a prediction.
    routes: Vec<Route<'f>>,
}

impl<'f> Serving<'f> {
    fn read(ctx: &'f Context<'f>) -> Self {
        let python = &ctx.facts.python;
        let graph = OnceCell::new();
        let routes = routes::predicting(python, || graph.get_or_init(|| CallGraph::of(python)));
        Self {
            ctx,
            python,
            graph,
            routes,
        }
    }

    /// Which function calls which: most submissions never ask.
    fn graph(&self) -> &CallGraph<'f> {
        self.graph.get_or_init(|| CallGraph::of(self.python))
    }

    /// Strength of code reached as told, at `place`.
    fn strength(&self, reach: Reach, place: CodePlace) -> Strength {
        let run = self
            .python
            .units
            .get(place.unit.0 as usize)
            .and_then(|unit| unit.cells.get(place.cell as usize))
            .map_or(Run::Unknown, |cell| cell.run);
        strength_of_code(reach, run)
    }
}

#[cfg(test)]
mod tests;
