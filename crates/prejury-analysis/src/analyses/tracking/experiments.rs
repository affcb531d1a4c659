//! Measures of experiments that are recorded (C3.1.1-CE3).
//!
//! # What it looks for
//! Parameters and metrics logged to MLflow, Weights & Biases, TensorBoard, DVC and their like; scores that are only computed
//! and displayed. Tables of scores that are written to a file are found beside.
//! # Does not count
//! A server started or an experiment named without any measure; a callback that no training is given.

use std::cell::OnceCell;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{Call, PythonFacts, Reach, UnitIdx, Value};
use smol_str::SmolStr;

use super::registries::is_switched_off;
use super::{emit, starts_with_any};
use crate::matching::{emit_code_in_turn, strength_of_call};
use crate::sink::EvidenceSink;

/// Whether the name of a call alone lets it record, write or compute a measure, or belong to a tracking tool.
pub(super) fn may_be_one(callee: &str, method: &str) -> bool {
    let beginnings = [
        "log",
        "autolog",
        "add_",
        "start_run",
        "set_experiment",
        "init",
    ];
    starts_with_any(method, &beginnings)
        || method.starts_with(char::is_uppercase)
        || matches!(method, "evaluate" | "setup" | "score")
        || is_scorer(callee)
}

/// Computed scores shown of one file: what is only displayed shows nothing more the tenth time.
const MAX_DISPLAYED: u32 = 3;

/// Scores shown so far, by file and strength.
pub(super) type Displayed = HashMap<(UnitIdx, Strength), u32>;

pub(super) fn look_at(
    python: &PythonFacts,
    call: &Call,
    displayed: &mut Displayed,
    handed: &Handed,
    sink: &mut EvidenceSink,
) {
    let signal = if records(call) {
        if call.method().starts_with(char::is_uppercase) && !handed.holds(python, call) {
            return;
        }
        "experiment.recorded"
    } else if is_tracked(call) {
        "model.tracked"
    } else if scores(call) {
        let key = (call.place.unit, strength_of_call(call));
        let n_displayed = displayed.entry(key).or_default();
        *n_displayed += 1;
        if *n_displayed > MAX_DISPLAYED {
            return;
        }
        "experiment.displayed"
    } else {
        return;
    };
    let turn = match call.method() {
        // Measures before parameters, and both before curves for one's own eyes. A setting tells nothing of a result.
        "log_metric" | "log_metrics" | "log_batch" | "log" => match measured(call) {
            Measured::Setting => 2,
            Measured::Time => 0,
            Measured::Other => -1,
        },
        method if is_callback(method) => 1,
        _ => 0,
    };
    let strength = strength_of_call(call);
    emit_code_in_turn(
        python,
        sink,
        signal,
        strength,
        call.place,
        call.method(),
        turn,
    );
    // The callbacks of a training write curves for one's own eyes; a tool that follows experiments keeps them side by side.
    if signal == "experiment.recorded" && !is_callback(call.method()) {
        emit(python, sink, "model.tracked", call, call.method());
    }
}

/// What live calls are handed: a callback that no training gets records nothing.
#[derive(Default)]
pub(super) struct Handed(OnceCell<HashSet<SmolStr>>);

/// Keywords under which a training is given its callbacks.
const CALLBACKS: &[&str] = &["callback", "callbacks", "logger", "loggers"];
/// Stands for callbacks of which nothing is known.
const ANY: &str = "*";

impl Handed {
    /// Whether some call is handed an object of the class that `call` makes, or callbacks that may hold one.
    pub(super) fn holds(&self, python: &PythonFacts, call: &Call) -> bool {
        let names = self.0.get_or_init(|| handed(python));
        names.contains(call.method()) || names.contains(ANY)
    }
}

/// Last names of the types of everything that live calls are handed.
fn handed(python: &PythonFacts) -> HashSet<SmolStr> {
    let mut names: HashSet<SmolStr> = HashSet::default();
    // What is only put into a list is handed on where some call is given callbacks.
    let mut kept: HashSet<SmolStr> = HashSet::default();
    let mut are_given = false;
    let calls = python.calls.iter().filter(|call| call.reach == Reach::Live);
    for (call, arg) in calls.flat_map(|call| call.args.iter().map(move |arg| (call, arg))) {
        let values = std::iter::once(&arg.value).chain(&arg.value.elements);
        let keeps = matches!(call.method(), "append" | "extend" | "insert" | "list");
        let into = if keeps { &mut kept } else { &mut names };
        are_given |= arg
            .name
            .as_deref()
            .is_some_and(|name| CALLBACKS.contains(&name));
        for name in values.clone().flat_map(|value| &value.types) {
            let last = name.rsplit('.').next().unwrap_or(name);
            if last.starts_with(char::is_uppercase) && !into.contains(last) {
                into.insert(last.into());
            }
        }
        let is_unknown = |value: &Value| {
            value.types.is_empty() && value.elements.is_empty() && value.literal.is_none()
        };
        let may_hold = match arg.name.as_deref() {
            // Settings spread out for a training may hold its callbacks.
            Some("**") => call.method().contains("fit") || call.callee.starts_with("local:"),
            Some(name) => CALLBACKS.contains(&name) && values.into_iter().any(is_unknown),
            None => false,
        };
        if may_hold {
            names.insert(ANY.into());
        }
    }
    if are_given {
        names.extend(kept);
    }
    names
}

/// What a measure is by its name.
enum Measured {
    Setting,
    Time,
    Other,
}

/// What is logged under one name, where a literal gives it.
fn measured(call: &Call) -> Measured {
    let first = call.positional(0).or_else(|| call.keyword("key"));
    let named = first.map(|value| match value.keys.as_slice() {
        [key] => key.to_lowercase(),
        _ => value.as_str().unwrap_or_default().to_lowercase(),
    });
    let name = named.unwrap_or_default();
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    if SETTINGS.contains(&&*name) {
        Measured::Setting
    } else if words.any(|word| TIMES.contains(&word)) {
        Measured::Time
    } else {
        Measured::Other
    }
}

/// Names of settings that are logged like measures.
const SETTINGS: &[&str] = &[
    "batch_size",
    "epoch",
    "epochs",
    "learning_rate",
    "lr",
    "n_epochs",
    "seed",
    "step",
];
/// Words of names of times.
const TIMES: &[&str] = &["duration", "duree", "durée", "elapsed", "temps", "time"];

fn is_callback(method: &str) -> bool {
    method.starts_with(char::is_uppercase) || method.starts_with("add_")
}

/// Whether a call records a measure or the parameters of an experiment.
fn records(call: &Call) -> bool {
    if is_switched_off(call) {
        return false;
    }
    let callee = &*call.callee;
    match call.method() {
        "log_metric" | "log_metrics" | "log_param" | "log_params" | "autolog" | "log_batch"
        | "log_dict" => {
            starts_with_any(
                callee,
                &["mlflow.", "comet_ml.", "dvclive.", "aim.", "azureml."],
            ) || callee.contains("Client.")
                || callee.starts_with("?.log_metric")
        }
        "log" => starts_with_any(callee, &["wandb.", "azureml.", "neptune."]),
        "add_scalar" | "add_scalars" | "add_hparams" => true,
        "TensorBoard" | "WandbCallback" | "WandbMetricsLogger" | "MLflowCallback"
        | "MlflowCallback" | "DVCLiveCallback" | "CSVLogger" | "TensorBoardLogger"
        | "MLFlowLogger" | "WandbLogger" => true,
        "evaluate" => callee == "mlflow.evaluate" || callee == "mlflow.models.evaluate",
        "setup" => callee.starts_with("pycaret.") && call.keyword("log_experiment").is_some(),
        _ => false,
    }
}

/// Whether a call belongs to a tracking of experiments without recording a measure.
fn is_tracked(call: &Call) -> bool {
    matches!(
        &*call.callee,
        "mlflow.start_run"
            | "mlflow.set_experiment"
            | "wandb.init"
            | "neptune.init_run"
            | "comet_ml.Experiment"
    )
}

/// Beginnings of the names of functions that compute a score.
const SCORERS: &[&str] = &[
    "sklearn.metrics.",
    "sklearn.model_selection.cross_val",
    "surprise.accuracy.",
    "surprise.model_selection.cross_validate",
    "torchmetrics.",
];

/// Whether a name is that of a function that computes a score.
pub(super) fn is_scorer(callee: &str) -> bool {
    starts_with_any(callee, SCORERS)
}

/// Whether a call computes a score.
pub(super) fn scores(call: &Call) -> bool {
    let callee = &*call.callee;
    is_scorer(callee)
        || (call.method() == "evaluate" && starts_with_any(callee, &["keras.", "tensorflow."]))
        || (call.method() == "score" && !callee.starts_with("local:"))
}
