//! Augmentation of training data (C2.3.3-CE1).
//!
//! # What it looks for
//! Layers, transforms and options that make new examples of training data, in the usual libraries or in a function of the
//! candidate's own that augments.
//! # Counts as evidence
//! Each technique counts once: a flip, a rotation, a zoom, noise, the replacement of words.
//! # Does not count
//! Flows that are made and only evaluated; options that only change the scale or cut off a validation part (`ImageDataGenerator(rescale=...)`), resizing,
//! normalisation, resampling (SMOTE).
//! # Limits
//! An operation of an image library counts only inside a function or class whose name says that it augments.

use foldhash::HashSet;
use prejury_catalog::NameSet;
use prejury_python::{Call, Literal, PythonFacts, UnitIdx, Value};
use smol_str::SmolStr;

use super::{Networks, emit, holds, short};
use crate::analyses::Context;
use crate::sink::EvidenceSink;

const SIGNAL: &str = "augmentation.technique";

/// Options of `ImageDataGenerator` that make new examples.
const OPTIONS: &[&str] = &[
    "brightness_range",
    "channel_shift_range",
    "height_shift_range",
    "horizontal_flip",
    "rotation_range",
    "shear_range",
    "vertical_flip",
    "width_shift_range",
    "zoom_range",
];

/// Options of a training by ultralytics.
const TRAINING_OPTIONS: &[&str] = &[
    "degrees",
    "fliplr",
    "flipud",
    "hsv_h",
    "hsv_s",
    "hsv_v",
    "mixup",
    "mosaic",
    "scale",
    "shear",
    "translate",
];

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    let techniques = ctx.catalog.family("augmentation-technique");
    let helpers = ctx.catalog.family("augmentation-helper");
    let operations = ctx.catalog.family("augmenting-operation");
    let only_evaluates = only_evaluating(networks);
    for call in networks.calls() {
        if short(&call.callee) == "ImageDataGenerator" {
            let signal = if only_evaluates.contains(&call.caller) {
                "augmentation.not-trained-on"
            } else {
                SIGNAL
            };
            for option in OPTIONS {
                if call.keyword(option).is_some_and(is_on) {
                    emit(python, sink, signal, call, option);
                }
            }
        }
        if call.callee.starts_with("ultralytics.") && call.method() == "train" {
            for option in TRAINING_OPTIONS {
                if call.keyword(option).is_some_and(is_on) {
                    emit(python, sink, SIGNAL, call, option);
                }
            }
        }
        // The defaults of fastai flip, rotate, zoom, warp and light.
        if short(&call.callee) == "aug_transforms" {
            emit(python, sink, SIGNAL, call, "flip");
            emit(python, sink, SIGNAL, call, "rotate");
        }
        if is_technique(call, techniques, helpers) {
            emit(python, sink, SIGNAL, call, short(&call.callee));
        }
        if holds(operations, &call.callee) && is_in_augmenting_code(python, call) {
            emit(python, sink, SIGNAL, call, short(&call.callee));
        }
    }
}

/// Files in which flows of generators are evaluated or predicted, and none is fitted: nothing is trained on what they make.
fn only_evaluating(networks: &Networks<'_>) -> HashSet<UnitIdx> {
    let is_flow = |value: &Value| {
        let is_named = |name: &SmolStr| name.contains("ImageDataGenerator.flow");
        value.types.iter().any(is_named)
    };
    let with_flow = |methods: &[&str]| -> HashSet<UnitIdx> {
        networks
            .calls()
            .filter(|call| methods.contains(&call.method()))
            .filter(|call| call.args.iter().any(|arg| is_flow(&arg.value)))
            .map(|call| call.caller)
            .collect()
    };
    let mut evaluated = with_flow(&[
        "evaluate",
        "evaluate_generator",
        "predict",
        "predict_generator",
    ]);
    if !evaluated.is_empty() {
        let fitted = with_flow(&["fit", "fit_generator", "train_on_batch"]);
        evaluated.retain(|unit| !fitted.contains(unit));
    }
    evaluated
}

fn is_on(value: &prejury_python::Value) -> bool {
    !matches!(
        value.literal,
        Some(Literal::None | Literal::Bool(false) | Literal::Int(0))
    ) && value.literal != Some(Literal::Float(0.0))
}

fn is_technique(call: &Call, techniques: Option<&NameSet>, helpers: Option<&NameSet>) -> bool {
    // Classes, and functions of TensorFlow; a method of a transform (`Compose.__call__`) is no further technique.
    let (owner, name) = call.callee.rsplit_once('.').unwrap_or(("", &call.callee));
    let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
    let is_function = name.starts_with("random_") || name.starts_with("stateless_random_");
    let of_class = short(owner).starts_with(|first: char| first.is_ascii_uppercase());
    (is_class || is_function)
        && !of_class
        && holds(techniques, &call.callee)
        && !holds(helpers, &call.callee)
}

/// Inside a function or class whose name says that it augments.
fn is_in_augmenting_code(python: &PythonFacts, call: &Call) -> bool {
    call.function
        .and_then(|at| {
            python
                .units
                .get(call.place.unit.0 as usize)?
                .definitions
                .get(at.0 as usize)
        })
        .is_some_and(|definition| definition.name.to_lowercase().contains("aug"))
}
