//! Measures of experiments that are recorded (C3.1.1-CE3).
//!
//! # What it looks for
//! Parameters and metrics logged to MLflow, Weights & Biases, TensorBoard, DVC and their like; tables of scores written to
//! a file; scores that are only computed and displayed.
//! # Does not count
//! A server started or an experiment named without any measure.

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{Call, PythonFacts, UnitIdx, Value};

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
        "to_",
        "start_run",
        "set_experiment",
        "init",
    ];
    starts_with_any(method, &beginnings)
        || method.starts_with(char::is_uppercase)
        || matches!(method, "evaluate" | "setup" | "score" | "dump")
        || starts_with_any(callee, SCORERS)
}

/// Computed scores shown of one file: what is only displayed shows nothing more the tenth time.
const MAX_DISPLAYED: u32 = 3;

/// Scores shown so far, by file and strength.
pub(super) type Displayed = HashMap<(UnitIdx, Strength), u32>;

pub(super) fn look_at(
    python: &PythonFacts,
    call: &Call,
    displayed: &mut Displayed,
    sink: &mut EvidenceSink,
) {
    let signal = if records(call) {
        "experiment.recorded"
    } else if writes_scores(call) {
        "experiment.table-written"
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
        // Measures before parameters, and both before curves for one's own eyes.
        "log_metric" | "log_metrics" | "log_batch" => -1,
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

/// Words of the name of a file, table or variable that holds results.
const RESULTS: &[&str] = &[
    "benchmark",
    "comparaison",
    "comparison",
    "experiment",
    "leaderboard",
    "metric",
    "perf",
    "result",
    "résultat",
    "resultat",
    "score",
    "scores",
    "cv_results",
    "history",
];

/// Words of such names that mean the data or its predictions instead.
const NO_RESULTS: &[&str] = &[
    "submission",
    "predict",
    "nutri",
    "customer",
    "client",
    "credit",
    "sample",
    "score_data",
    "data_score",
];

/// Whether a call writes a table of scores to a file.
fn writes_scores(call: &Call) -> bool {
    let writes = matches!(
        call.method(),
        "to_csv" | "to_excel" | "to_json" | "to_pickle" | "to_parquet" | "to_html" | "to_markdown"
    ) || &*call.callee == "json.dump";
    if !writes || call.args.is_empty() {
        return false;
    }
    let named = |value: &Value| {
        let texts = value.as_str().into_iter().chain(value.name.as_deref());
        texts.map(str::to_lowercase).any(|text| {
            RESULTS.iter().any(|word| text.contains(word))
                && !NO_RESULTS.iter().any(|word| text.contains(word))
        })
    };
    call.args.iter().any(|arg| named(&arg.value)) || call.receiver.as_ref().is_some_and(named)
}

/// Beginnings of the names of functions that compute a score.
const SCORERS: &[&str] = &[
    "sklearn.metrics.",
    "sklearn.model_selection.cross_val",
    "torchmetrics.",
];

/// Whether a call computes a score.
fn scores(call: &Call) -> bool {
    let callee = &*call.callee;
    starts_with_any(callee, SCORERS)
        || (call.method() == "evaluate" && starts_with_any(callee, &["keras.", "tensorflow."]))
        || (call.method() == "score" && !callee.starts_with("local:"))
}
