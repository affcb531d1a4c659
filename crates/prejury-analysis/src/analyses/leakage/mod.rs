//! Leaks between training and evaluation (C2.1.1-CE3): what was fitted on rows that are later used for the score, what the
//! features know of the target, and what the test part was used for. `Flow` reads the calls once; each module beside it
//! emits the findings of one kind.
//!
//! # Certain and doubtful
//! A finding is as strong as the code that shows it. A doubt (a fit before the folds only, a test part that is merely
//! watched) is only a mention: rules that deny a leak do not take it for one.

mod considered;
mod fits;
mod flow;
mod other_target;
mod preparation;
mod reuse;
mod rows;
mod sound;
mod target;

use prejury_core::{Evidence, Location, Strength};
use prejury_python::{Call, CodePlace};

use super::{Analysis, Context};
use crate::matching::strength_of_call;
use crate::sink::EvidenceSink;
use flow::Flow;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "leakage",
    signals: &[
        "leakage.augmentation",
        "leakage.considered",
        "leakage.considered-in-code",
        "leakage.overlap",
        "leakage.preprocessing",
        "leakage.resampling",
        "leakage.sound-pipeline",
        "leakage.target",
        "leakage.test-in-train",
        "leakage.test-reuse",
        "leakage.network-test-reuse",
        "leakage.unfit-removed",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let flow = Flow::read(ctx);
    if flow.consumers.is_empty() {
        return;
    }
    considered::find(ctx, sink);
    preparation::find(&flow, sink);
    target::find(&flow, sink);
    other_target::find(&flow, sink);
    rows::find(&flow, sink);
    reuse::find(&flow, ctx, sink);
    sound::find(&flow, sink);
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Certainty {
    Doubtful,
    Certain,
}

/// Lines of code that an excerpt shows.
const EXCERPT_LINES: usize = 3;

/// Puts a leak into the sink: at the call that leaks, with the split (or what else it contradicts) beside it.
fn leak(
    flow: &Flow<'_>,
    sink: &mut EvidenceSink,
    signal: &str,
    certainty: Certainty,
    call: &Call,
    subject: &str,
    related: Option<CodePlace>,
) {
    let strength = match certainty {
        Certainty::Certain => strength_of_call(call),
        Certainty::Doubtful => Strength::Mentioned,
    };
    let related: Vec<Location> = related
        .filter(|place| *place != call.place)
        .map(|place| flow.python.location(place))
        .into_iter()
        .collect();
    sink.push(Evidence {
        signal: signal.into(),
        strength,
        supports: false,
        location: flow.python.location(call.place),
        excerpt: flow.python.excerpt(call.place, EXCERPT_LINES),
        subject: (!subject.is_empty()).then(|| subject.to_owned()),
        related,
    });
}
