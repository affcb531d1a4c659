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

use prejury_python::{Call, Literal, Roles, Value};

use super::estimators::{Family, short};
use super::{Supervised, emit, walk};
use crate::analyses::Context;
use crate::matching::{emit_code, strength_of_code};
use crate::sink::EvidenceSink;

/// Letters of the shortest name of a chosen threshold.
const MIN_THRESHOLD: usize = 8;

/// Marks of calls.
const COUNTS: u32 = 1;
const SAMPLES: u32 = 2;
const TUNES: u32 = 4;
const STRATIFIES: u32 = 8;
const SEARCHES: u32 = 16;
const WEIGHS: u32 = 32;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let targets = super::target::columns(supervised);
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "value_counts" | "Counter" | "bincount" | "countplot" | "histplot" | "unique"
        | "groupby" | "crosstab" | "pie" | "bar" | "barplot" | "hist" | "histogram" | "catplot"
        | "displot" => COUNTS,
        "fit_resample" | "fit_sample" | "cross_val_score" | "cross_validate" => SAMPLES,
        "fit" | "fit_transform" if callee.contains("TunedThresholdClassifierCV") => TUNES | SAMPLES,
        "fit" => SAMPLES,
        "resample" if callee == "sklearn.utils.resample" => SAMPLES,
        "split" if callee.contains("Stratified") => STRATIFIES,
        "GridSearchCV" | "RandomizedSearchCV" | "BayesSearchCV" | "HalvingGridSearchCV" => SEARCHES,
        "compute_class_weight" | "compute_sample_weight" => WEIGHS,
        _ => 0,
    });
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark & COUNTS != 0 && counts_classes(call, &targets) {
            emit(python, sink, "imbalance.measured", call, call.method());
        }
        if mark & SEARCHES != 0 && searches_weights(call) || mark & WEIGHS != 0 {
            emit(python, sink, "imbalance.treated", call, "class_weight");
        }
        if mark & SAMPLES != 0 {
            let sampler = sampler_name(supervised, call);
            if sampler.is_some()
                || !matches!(call.method(), "fit" | "cross_val_score" | "cross_validate")
            {
                let subject = sampler.unwrap_or("fit_resample");
                emit(python, sink, "imbalance.treated", call, subject);
            }
        }
        if mark & TUNES != 0 {
            emit(
                python,
                sink,
                "imbalance.treated",
                call,
                "TunedThresholdClassifierCV",
            );
        }
        if mark & STRATIFIES != 0 {
            let class = short(call.callee.trim_end_matches(".split"));
            emit(python, sink, "imbalance.stratified", call, class);
        }
    }
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let named = call
            .args
            .iter()
            .filter_map(|arg| Some((arg.name.as_deref()?, &arg.value)));
        for (name, value) in named {
            if let Some(option) = weighting(name, value) {
                emit(python, sink, "imbalance.treated", call, option);
                break;
            }
            if name == "stratify" && value.literal != Some(Literal::None) {
                emit(python, sink, "imbalance.stratified", call, "stratify");
            }
        }
    }
    for unit in &python.units {
        for assignment in &unit.assignments {
            if assignment.value.literal.is_some() || assignment.target.len() < MIN_THRESHOLD {
                continue;
            }
            let name = assignment.target.to_ascii_lowercase();
            let is_threshold = name.contains("threshold") || name.contains("seuil");
            let is_chosen = ["best", "opt", "meilleur"]
                .iter()
                .any(|word| name.contains(word));
            if is_threshold && is_chosen {
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

/// Options that weigh the classes.
const WEIGHTING: &[&str] = &[
    "class_weight",
    "scale_pos_weight",
    "is_unbalance",
    "auto_class_weights",
    "class_weights",
    "sample_weight",
];

/// The option by which an argument weighs the classes.
fn weighting(name: &str, value: &Value) -> Option<&'static str> {
    let option = WEIGHTING.iter().find(|option| **option == name)?;
    let is_off = matches!(
        value.literal,
        Some(Literal::None | Literal::Bool(false) | Literal::Int(1))
    );
    (!is_off).then_some(*option)
}

/// A search over `class_weight` in a grid.
fn searches_weights(call: &Call) -> bool {
    let mut found = false;
    for arg in &call.args {
        walk(&arg.value, &mut |value| {
            found |= value
                .keys
                .iter()
                .any(|key| key.ends_with("class_weight") || key.ends_with("scale_pos_weight"));
        });
    }
    found
}

/// The sampler that a call fits: alone, or as a step of a pipeline.
fn sampler_name<'f>(supervised: &Supervised<'f>, call: &'f Call) -> Option<&'f str> {
    let mut found = None;
    walk(call.receiver.as_ref()?, &mut |value| {
        found = found.or_else(|| {
            let mut types = value.types.iter();
            let sampler = types.find(|name| supervised.estimators.is(Family::Resampler, name));
            sampler.map(|name| short(name))
        });
    });
    found
}
