//! Hyper-parameters that are varied (C2.3.2-CE5).
//!
//! # What it looks for
//! Tuners, loops over values, trainings of one run with different values, and training lengths that are left to a callback.
//! # Counts as evidence
//! A tuner's search; a batch size, learning rate, optimiser, loss or other setting with two or more values; epochs with early
//! stopping; a learning rate that a schedule changes.
//! # Does not count
//! A callback that is imported or made and given to no training; other epochs without early stopping.
//! # Limits
//! Two values in trainings of different networks count: whether they were compared is for the evaluator to see.

use std::collections::{BTreeMap, BTreeSet};

use prejury_core::Strength;
use prejury_python::{Call, Literal, Reach, UnitIdx, Value};

use super::{Networks, emit, emit_call_in_turn, short, walk};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const SIGNAL: &str = "network.tuned";

/// Callbacks that choose the number of epochs or the learning rate.
const CALLBACKS: &[&str] = &[
    "CosineAnnealingLR",
    "EarlyStopping",
    "EarlyStoppingCallback",
    "ExponentialDecay",
    "LearningRateScheduler",
    "OneCycleLR",
    "ReduceLROnPlateau",
    "StepLR",
];

/// Turns of places: what is searched or varied on purpose comes before a callback, and settings of networks that are compiled
/// apart come last.
const SEARCHED: i16 = -1;
const OF_NETWORKS: i16 = 1;

/// Values of one setting, and the calls that give them.
#[derive(Default)]
struct Tried<'f> {
    values: BTreeSet<String>,
    calls: Vec<&'f Call>,
}

pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    for training in networks
        .trainings
        .iter()
        .filter(|training| training.is_search)
    {
        emit_call_in_turn(python, sink, SIGNAL, training.call, "search", SEARCHED);
    }
    // Values of each setting, in the run of one unit.
    let mut values: BTreeMap<(UnitIdx, &str), Tried<'_>> = BTreeMap::new();
    for call in networks.calls().filter(|call| networks.trains_in(call)) {
        let name = short(&call.callee);
        if matches!(
            name,
            "RandomSearch"
                | "Hyperband"
                | "BayesianOptimization"
                | "lr_find"
                | "hyperparameter_search"
        ) || name == "optimize" && call.callee.starts_with("optuna")
        {
            emit_call_in_turn(python, sink, SIGNAL, call, name, SEARCHED);
        }
        if CALLBACKS.contains(&name) && !call.callee.contains("Callback.") {
            match use_of(networks, call) {
                Some(Reach::Live) => emit(python, sink, SIGNAL, call, name),
                // Made for a training that nothing starts.
                Some(_) => emit_code(python, sink, SIGNAL, Strength::Mentioned, call.place, name),
                None => {}
            }
        }
        if is_varied_in_a_loop(call) {
            // A reader of data is handed what the loop varies; the training says it.
            let turn = if reads_data(name) { 0 } else { SEARCHED };
            emit_call_in_turn(python, sink, SIGNAL, call, name, turn);
        }
        for (setting, value) in settings(call) {
            let tried = values.entry((call.caller, setting)).or_default();
            if tried.values.insert(value) {
                tried.calls.push(call);
            }
        }
    }
    for ((_, setting), tried) in &values {
        if tried.values.len() > 1 {
            // Two optimisers may belong to two networks, each of which had one; so may two sizes of batches.
            let is_of_one = || {
                let mut names = tried.calls.iter().map(|call| trained_name(call));
                let first = names.next().flatten();
                first.is_some() && names.all(|name| name == first)
            };
            let turn = match *setting {
                "batch_size" if is_of_one() => 0,
                _ => OF_NETWORKS,
            };
            for call in tried.calls.iter().take(4) {
                emit_call_in_turn(python, sink, SIGNAL, call, setting, turn);
            }
        }
    }
}

/// The name of the network that a call trains.
fn trained_name(call: &Call) -> Option<&str> {
    call.receiver.as_ref()?.name.as_deref()
}

/// Settings with literal values: `batch_size=32`, `Adam(learning_rate=1e-4)`, `optimizer="rmsprop"`.
fn settings(call: &Call) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let text = |value: &Value| match &value.literal {
        Some(Literal::Int(number)) => Some(number.to_string()),
        Some(Literal::Float(number)) => Some(number.to_string()),
        Some(Literal::Str(text)) => Some(text.to_string()),
        _ => None,
    };
    let method = call.method();
    if matches!(method, "fit" | "fit_generator")
        && let Some(value) = call.keyword("batch_size").and_then(text)
    {
        found.push(("batch_size", value));
    }
    if method == "DataLoader" {
        let is_training = call
            .positional(0)
            .is_some_and(|data| data.roles.contains(prejury_python::Roles::TRAIN));
        if let Some(value) = call
            .keyword("batch_size")
            .and_then(text)
            .filter(|_| is_training)
        {
            found.push(("batch_size", value));
        }
    }
    if method == "compile" {
        for (position, setting) in ["optimizer", "loss"].into_iter().enumerate() {
            let Some(value) = call.arg(setting, Some(position)) else {
                continue;
            };
            let named =
                text(value).or_else(|| value.types.first().map(|name| short(name).to_lowercase()));
            if let Some(value) = named {
                found.push((setting, value));
            }
        }
    }
    let is_optimiser =
        call.callee.starts_with("keras.optimizers.") || call.callee.starts_with("torch.optim.");
    if is_optimiser && method.starts_with(|first: char| first.is_ascii_uppercase()) {
        let rate = ["learning_rate", "lr"]
            .iter()
            .find_map(|name| call.keyword(name))
            .and_then(text);
        if let Some(rate) = rate {
            found.push(("learning_rate", rate));
        }
    }
    found
}

fn reads_data(name: &str) -> bool {
    name.starts_with("flow_from_") || name.ends_with("_from_directory") || name == "DataLoader"
}

/// A network, layer, optimiser or training in a loop, with a setting that comes from the loop.
fn is_varied_in_a_loop(call: &Call) -> bool {
    const SETTINGS: &[&str] = &[
        "activation",
        "alpha",
        "batch_size",
        "dropout",
        "dropout_rate",
        "epochs",
        "filters",
        "hidden_size",
        "learning_rate",
        "loss",
        "lr",
        "n_units",
        "optimizer",
        "units",
    ];
    // `train(epoch, model, ...)`: one training, epoch by epoch.
    let is_of_epoch = || {
        let given = call.args.iter().filter(|arg| arg.name.is_none());
        let mut names = given.filter_map(|arg| arg.value.name.as_deref());
        call.callee.starts_with("local:")
            && names.any(|name| matches!(name, "epoch" | "ep" | "i_epoch" | "epoch_index"))
    };
    call.in_loop
        && !is_of_epoch()
        && call.args.iter().any(|arg| {
            let is_setting = arg
                .name
                .as_deref()
                .is_some_and(|name| SETTINGS.contains(&name))
                || arg.name.is_none()
                    && call.callee.starts_with("local:")
                    && arg
                        .value
                        .name
                        .as_deref()
                        .is_some_and(|name| SETTINGS.contains(&name));
            is_setting
                && arg.value.literal.is_none()
                && arg.value.name.is_some()
                && arg.value.elements.is_empty()
        })
        && (call.callee.starts_with("keras.")
            || call.callee.starts_with("torch.")
            || call.callee.starts_with("local:"))
}

/// How well the code is reached that hands a callback or schedule to a training (through a list) or steps it in a loop; none where
/// nothing does.
fn use_of(networks: &Networks<'_>, made: &Call) -> Option<Reach> {
    let uses = networks.calls().filter(|call| {
        if call.caller != made.caller {
            return false;
        }
        let steps = call.method() == "step"
            && call
                .receiver
                .as_ref()
                .is_some_and(|receiver| receiver.types.contains(&made.callee));
        steps
            || call
                .args
                .iter()
                .filter(|arg| {
                    matches!(
                        arg.name.as_deref(),
                        Some("callbacks" | "optimizer" | "learning_rate" | "cbs") | None
                    )
                })
                .any(|arg| {
                    let mut found = false;
                    walk(&arg.value, &mut |value| {
                        found |= value.types.contains(&made.callee);
                    });
                    found
                })
    });
    let named = names_callbacks(networks, made).then_some(Reach::Live);
    uses.map(|call| call.reach).chain(named).max()
}

/// A list of callbacks that lost its elements on the way (`callbacks=callbacks_list`).
fn names_callbacks(networks: &Networks<'_>, made: &Call) -> bool {
    networks.trainings.iter().any(|training| {
        training.call.caller == made.caller
            && training
                .call
                .keyword("callbacks")
                .is_some_and(|value| value.elements.is_empty() && value.types.is_empty())
    })
}
