//! What networks are scored on (C2.3.2-CE1).
//!
//! # What it looks for
//! `evaluate` and metric functions over the test or validation part, metrics compiled into a network whose training is
//! watched by a validation part, metrics in a hand-written evaluation loop.
//! # Counts as evidence
//! Any of these on data that were not trained on.
//! # Does not count
//! A metric over training data; a loss alone.
//! # Limits
//! A metric written by hand is known by its name.

use prejury_catalog::NameSet;
use prejury_python::{Call, CodePlace, Roles};

use super::training::{Validation, roles_of};
use super::{Networks, emit, emit_call_in_turn, holds, short};
use crate::analyses::{Context, parts};
use crate::matching::{emit_code, strength_of_code};
use crate::sink::EvidenceSink;

const HELD_OUT: Roles = Roles::TEST.union(Roles::VALIDATION);

/// The families of metric functions.
pub(super) struct Metrics<'c> {
    classification: Option<&'c NameSet>,
    regression: Option<&'c NameSet>,
    diagnostic: Option<&'c NameSet>,
}

impl<'c> Metrics<'c> {
    pub(super) fn of(ctx: &Context<'c>) -> Self {
        Self {
            classification: ctx.catalog.family("classification-metric"),
            regression: ctx.catalog.family("regression-metric"),
            diagnostic: ctx.catalog.family("diagnostic"),
        }
    }

    pub(super) fn is_metric(&self, name: &str) -> bool {
        holds(self.classification, name)
            || holds(self.regression, name)
            || name.starts_with("torchmetrics.")
            || name.starts_with("keras.metrics.")
            || name.starts_with("segmentation_models_pytorch.metrics")
            || name.starts_with("evaluate.load.")
    }

    pub(super) fn is_diagnostic(&self, name: &str) -> bool {
        holds(self.diagnostic, name)
    }
}

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    const SIGNAL: &str = "network.score.held-out";
    let python = networks.python;
    let metrics = Metrics::of(ctx);
    let mut is_scored = false;
    for call in networks.calls() {
        let subject = if is_evaluation(networks, call) {
            "evaluate"
        } else if is_metric_of_network(networks, &metrics, call) {
            short(call.callee.trim_end_matches(".__call__"))
        } else {
            continue;
        };
        let roles = call
            .args
            .iter()
            .fold(Roles::empty(), |roles, arg| roles | roles_of(&arg.value));
        let is_held_out = roles.intersects(HELD_OUT) || super::ultralytics::scores(call);
        if is_held_out && !is_of_what_was_trained(networks, call) {
            // A score computed on purpose says more than the metrics of a training that is watched.
            // Accuracy says least of those that are computed side by side.
            let turn = if call.method() == "accuracy_score" {
                -1
            } else {
                -2
            };
            emit_call_in_turn(python, sink, SIGNAL, call, subject, turn);
            is_scored = true;
        }
    }
    for training in &networks.trainings {
        let is_watched = training.validation != Validation::None;
        if is_watched && compiles_metrics(networks, training.call) {
            emit(python, sink, SIGNAL, training.call, "validation");
            is_scored = true;
        }
    }
    // Hand-written loops: `val_iou = total / len(val_loader)`.
    for (unit, number) in python.units.iter().zip(0..) {
        if !networks
            .trainings
            .iter()
            .any(|training| training.call.caller.0 == number)
        {
            continue;
        }
        for assignment in &unit.assignments {
            if names_held_out_metric(&assignment.target) && assignment.value.literal.is_none() {
                let strength = strength_of_code(assignment.reach, assignment.run);
                emit_code(
                    python,
                    sink,
                    SIGNAL,
                    strength,
                    assignment.place,
                    &assignment.target,
                );
                is_scored = true;
            }
        }
    }
    if !is_scored {
        for training in &networks.trainings {
            if compiles_metrics(networks, training.call) {
                emit(
                    python,
                    sink,
                    "network.score.train-only",
                    training.call,
                    training.call.method(),
                );
            }
        }
    }
}

fn is_evaluation(networks: &Networks<'_>, call: &Call) -> bool {
    let method = call.method();
    let is_named = matches!(method, "evaluate" | "evaluate_generator" | "validate")
        || method == "val" && call.callee.starts_with("ultralytics.");
    is_named
        && call
            .receiver
            .as_ref()
            .is_some_and(|receiver| networks.is_network(receiver) || receiver.types.is_empty())
        && networks.trains_in(call)
}

/// A metric over what a network predicts.
pub(super) fn is_metric_of_network(
    networks: &Networks<'_>,
    metrics: &Metrics<'_>,
    call: &Call,
) -> bool {
    let is_metric = (metrics.is_metric(&call.callee) || metrics.is_diagnostic(&call.callee))
        && !parts::mixes_parts(call);
    let is_own = call.callee.starts_with("local:") && names_metric(call.method());
    let follows_a_training = networks
        .trainings
        .iter()
        .any(|training| training.call.caller == call.caller && training.call.order < call.order);
    if !is_metric && !is_own || !follows_a_training {
        return false;
    }
    let predictions = call.args.iter().flat_map(|arg| &arg.value.history);
    let mut by_other = false;
    for made in predictions.filter_map(|at| networks.call(*at)) {
        if matches!(
            made.method(),
            "predict" | "predict_proba" | "predict_generator" | "__call__"
        ) {
            let Some(receiver) = &made.receiver else {
                continue;
            };
            if networks.is_network(receiver) || receiver.types.is_empty() {
                return true;
            }
            by_other = true;
        }
    }
    !by_other
}

/// `model.fit(dataset)`, then a score of `model.predict(dataset)`: whatever the truth beside it is called, nothing was held out.
fn is_of_what_was_trained(networks: &Networks<'_>, score: &Call) -> bool {
    let made = score.args.iter().flat_map(|arg| &arg.value.history);
    let made = made.filter_map(|at| networks.call(*at));
    let mut predictions = made.filter(|made| made.method() == "predict").peekable();
    predictions.peek().is_some()
        && predictions.all(|made| {
            let data = made.arg("x", Some(0));
            let name = data.and_then(|data| data.name.as_deref());
            let (Some(data), Some(name)) = (data, name) else {
                return false;
            };
            let is_same = |fit: &Call| {
                fit.arg("x", Some(0)).is_some_and(|trained| {
                    trained.name == data.name && trained.history == data.history
                })
            };
            !data.roles.intersects(HELD_OUT)
                && networks.trainings.iter().any(|training| {
                    let fit = training.call;
                    fit.caller == made.caller
                        && fit.order < made.order
                        && is_same(fit)
                        && !is_bound_between(networks, name, (fit, made))
                })
        })
}

/// Whether a name is bound anew between two calls of one unit.
fn is_bound_between(networks: &Networks<'_>, name: &str, (first, second): (&Call, &Call)) -> bool {
    let at = |place: CodePlace| (place.cell, place.line);
    let between = at(first.place)..=at(second.place);
    let unit = networks.python.units.get(first.place.unit.0 as usize);
    let mut assigned = unit.into_iter().flat_map(|unit| &unit.assignments);
    first.place.unit != second.place.unit
        || assigned.any(|one| one.target == name && between.contains(&at(one.place)))
}

/// Whether a network of this run is compiled with metrics.
fn compiles_metrics(networks: &Networks<'_>, training: &Call) -> bool {
    networks.calls().any(|call| {
        call.caller == training.caller
            && (call.method() == "compile" && call.keyword("metrics").is_some()
                || call.callee.ends_with("Trainer") && call.keyword("compute_metrics").is_some()
                || call.callee.contains("earner") && call.keyword("metrics").is_some()
                || call.callee.starts_with("ultralytics."))
    })
}

fn names_metric(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "iou", "dice", "accuracy", "score", "metric", "evaluat", "f1", "jaccard",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn names_held_out_metric(target: &str) -> bool {
    let target = target.to_lowercase();
    let is_part = target.starts_with("val") || target.contains("_val") || target.contains("test");
    is_part
        && [
            "acc", "iou", "dice", "f1", "auc", "score", "rmse", "mae", "recall",
        ]
        .iter()
        .any(|word| {
            target
                .split(|c: char| !c.is_alphanumeric())
                .any(|token| token.starts_with(word))
        })
}
