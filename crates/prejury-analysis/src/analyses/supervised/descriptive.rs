//! Regressions that describe: the trend line of a chart, the model behind an ANOVA, a summary of coefficients. They belong to
//! the exploration of data, and open no supervised competence.

use foldhash::HashSet;
use prejury_python::{Call, CallIdx, Roles};

use super::{Supervised, Training};
use crate::analyses::Context;

/// Statistical models are described with; a prediction on other rows, or a fit on the training part, makes one a predictor.
const STATISTICAL: &str = "statsmodels.";

/// Takes the fits that only describe out of the trainings.
pub(super) fn set_aside(supervised: &mut Supervised<'_>, ctx: &Context<'_>) {
    if !supervised.trainings.iter().any(may_describe) {
        return;
    }
    let predicting = makers_that_predict(supervised, ctx);
    let trainings = std::mem::take(&mut supervised.trainings);
    let predicts = |training: &Training<'_>| {
        let mut makers = history_of(training.call).iter();
        makers.any(|at| predicting.contains(at))
    };
    supervised.trainings = trainings
        .into_iter()
        .filter(|training| !may_describe(training) || predicts(training))
        .collect();
}

fn may_describe(training: &Training<'_>) -> bool {
    !training.algorithms.is_empty()
        && !training.is_search
        && !training.fitted_on.contains(Roles::TRAIN)
        && training
            .algorithms
            .iter()
            .all(|name| name.starts_with(STATISTICAL))
}

/// Makers of the models that predict on a part kept aside.
fn makers_that_predict(supervised: &Supervised<'_>, ctx: &Context<'_>) -> HashSet<CallIdx> {
    let calls = ctx.facts.marked_calls(|callee, method| {
        u32::from(method == "predict" && callee.starts_with(STATISTICAL))
    });
    calls
        .filter(|(_, call, _)| {
            let mut roles = call.args.iter().map(|arg| arg.value.roles);
            roles.any(|roles| roles.intersects(Roles::TEST | Roles::VALIDATION))
        })
        .flat_map(|(_, call, _)| history_of(call).iter().copied())
        .filter(|at| {
            let maker = supervised.call(*at);
            maker.is_some_and(|maker| maker.callee.starts_with(STATISTICAL))
        })
        .collect()
}

fn history_of(call: &Call) -> &[CallIdx] {
    let receiver = call.receiver.as_ref();
    receiver.map_or(&[], |receiver| receiver.history.as_slice())
}
