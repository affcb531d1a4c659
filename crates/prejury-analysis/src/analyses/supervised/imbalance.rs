//! Class imbalance (C2.1.2-CE5).
//!
//! # What it looks for
//! Counts of the target's classes; weights, samplers and thresholds that treat an imbalance; stratified splits.
//! # Counts as evidence
//! Measured: `value_counts`, `Counter`, `countplot`, ... of the target. Treated: `class_weight`, `scale_pos_weight`,
//! imbalanced-learn samplers that are fitted (also inside a pipeline), a tuned decision threshold.
//! # Does not count
//! A sampler that is only imported; `class_weight=None`; stratification alone (it has a signal of its own).
//! # Limits
//! Classes that were counted in another tool, or in SQL, are not seen.

use std::collections::BTreeSet;

use prejury_catalog::NameSet;
use prejury_python::{Call, Literal, Roles, Value};

use super::estimators::short;
use super::{Supervised, emit, walk};
use crate::analyses::Context;
use crate::matching::{emit_code, strength_of_code};
use crate::sink::EvidenceSink;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let targets = super::target::columns(supervised);
    let resampler = ctx.catalog.family("resampler");
    for call in &python.calls {
        if counts_classes(call, &targets) {
            emit(python, sink, "imbalance.measured", call, call.method());
        }
        if call.is_attribute {
            continue;
        }
        if let Some(option) = weighting(call) {
            emit(python, sink, "imbalance.treated", call, option);
        }
        if is_sampling(call, resampler) {
            emit(
                python,
                sink,
                "imbalance.treated",
                call,
                sampler_name(call, resampler).unwrap_or("fit_resample"),
            );
        }
        if matches!(call.method(), "fit" | "fit_transform")
            && call.callee.contains("TunedThresholdClassifierCV")
        {
            emit(
                python,
                sink,
                "imbalance.treated",
                call,
                "TunedThresholdClassifierCV",
            );
        }
        if call
            .keyword("stratify")
            .is_some_and(|value| value.literal != Some(Literal::None))
        {
            emit(python, sink, "imbalance.stratified", call, "stratify");
        }
        if call.callee.contains("Stratified") && matches!(call.method(), "split") {
            emit(
                python,
                sink,
                "imbalance.stratified",
                call,
                short(call.callee.trim_end_matches(".split")),
            );
        }
    }
    for unit in &python.units {
        for assignment in &unit.assignments {
            let name = assignment.target.to_ascii_lowercase();
            let is_threshold = name.contains("threshold") || name.contains("seuil");
            let is_chosen = ["best", "opt", "meilleur"]
                .iter()
                .any(|word| name.contains(word));
            if is_threshold && is_chosen && assignment.value.literal.is_none() {
                let strength = strength_of_code(assignment.reach, assignment.run);
                emit_code(
                    python,
                    sink,
                    "imbalance.treated",
                    strength,
                    assignment.place,
                    &assignment.target,
                );
            }
        }
    }
}

/// A count or chart of the classes of the target.
fn counts_classes(call: &Call, targets: &BTreeSet<&str>) -> bool {
    let method = call.method();
    let counts = matches!(
        method,
        "value_counts"
            | "Counter"
            | "bincount"
            | "countplot"
            | "histplot"
            | "unique"
            | "groupby"
            | "crosstab"
            | "pie"
            | "bar"
            | "barplot"
            | "hist"
            | "histogram"
            | "catplot"
            | "displot"
    );
    if !counts || call.is_attribute {
        return false;
    }
    let is_target = |value: &Value| {
        let is_column = super::target::column_of(value).is_some_and(|name| targets.contains(name));
        (value.roles.contains(Roles::TARGET) || is_column)
            && !value.roles.intersects(Roles::PREDICTED)
    };
    let names_target = |name: &str| names_target(name) || targets.contains(name);
    let from_receiver = call.receiver.as_ref().is_some_and(is_target);
    let arg_is_target = call
        .args
        .iter()
        .any(|arg| is_target(&arg.value) || arg.value.as_str().is_some_and(names_target));
    match method {
        "value_counts" | "Counter" | "bincount" => from_receiver || arg_is_target,
        "unique" => call.keyword("return_counts").is_some() && (from_receiver || arg_is_target),
        // A chart counts classes when the target is its one variable: with two it shows a relation.
        "countplot" | "histplot" | "hist" | "histogram" | "catplot" | "displot" => {
            let n_variables = call
                .args
                .iter()
                .filter(|arg| matches!(arg.name.as_deref(), None | Some("x" | "y")))
                .count();
            (from_receiver || arg_is_target) && n_variables <= 2
        }
        "groupby" => arg_is_target && call.args.len() == 1,
        "pie" | "bar" | "barplot" => from_receiver,
        _ => false,
    }
}

/// Column names that mean the target wherever they stand.
fn names_target(column: &str) -> bool {
    matches!(
        column.to_ascii_lowercase().as_str(),
        "target"
            | "label"
            | "labels"
            | "class"
            | "classe"
            | "cible"
            | "y"
            | "is_fraud"
            | "sentiment"
            | "churn"
    )
}

/// The option of an estimator that weighs the classes.
fn weighting(call: &Call) -> Option<&'static str> {
    for option in [
        "class_weight",
        "scale_pos_weight",
        "is_unbalance",
        "auto_class_weights",
        "class_weights",
        "sample_weight",
    ] {
        let Some(value) = call.keyword(option) else {
            continue;
        };
        let is_off = matches!(
            value.literal,
            Some(Literal::None | Literal::Bool(false) | Literal::Int(1))
        );
        if !is_off {
            return Some(option);
        }
    }
    // A search over `class_weight` in a grid.
    let mut found = None;
    if matches!(
        call.method(),
        "GridSearchCV" | "RandomizedSearchCV" | "BayesSearchCV" | "HalvingGridSearchCV"
    ) {
        for arg in &call.args {
            walk(&arg.value, &mut |value| {
                if value
                    .keys
                    .iter()
                    .any(|key| key.ends_with("class_weight") || key.ends_with("scale_pos_weight"))
                {
                    found = Some("class_weight");
                }
            });
        }
    }
    found.or_else(|| {
        (call.method() == "compute_class_weight" || call.method() == "compute_sample_weight")
            .then_some("class_weight")
    })
}

fn sampler_name<'v>(call: &'v Call, family: Option<&NameSet>) -> Option<&'v str> {
    let mut found = None;
    if let (Some(receiver), Some(family)) = (&call.receiver, family) {
        walk(receiver, &mut |value| {
            found = found.or_else(|| {
                value
                    .types
                    .iter()
                    .find(|name| family.matches(name))
                    .map(|name| short(name))
            });
        });
    }
    found
}

/// A sampler is fitted: alone, or as a step of a pipeline.
fn is_sampling(call: &Call, family: Option<&NameSet>) -> bool {
    match call.method() {
        "fit_resample" | "fit_sample" => true,
        "fit" | "cross_val_score" | "cross_validate" => sampler_name(call, family).is_some(),
        "resample" => call.callee == "sklearn.utils.resample",
        _ => false,
    }
}
