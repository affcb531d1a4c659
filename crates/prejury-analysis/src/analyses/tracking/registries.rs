//! Where trained models are kept (C3.1.1-CE2).
//!
//! # What it looks for
//! Models logged to MLflow, Weights & Biases, Comet, Neptune, BentoML, Azure ML, Hugging Face or a bucket; models read back
//! from there; models saved to a file.
//! # Counts as evidence
//! The call that stores the model or reads it from the store.
//! # Does not count
//! Libraries imported only; checkpoints of other people's models; data; a `ModelCheckpoint` that no training gets.
//! # Limits
//! A file sent to a bucket counts when its name says that it is a model.

use prejury_python::{Call, Literal, PythonFacts, Value};

use super::starts_with_any;
use crate::matching::emit_call_in_turn;
use crate::sink::EvidenceSink;

/// Whether the last name of a callee alone lets a call store, read or save a model.
pub(super) fn may_be_one(method: &str) -> bool {
    let beginnings = [
        "autolog",
        "create",
        "download",
        "dump",
        "export",
        "get",
        "hf_hub",
        "link_model",
        "load_",
        "log_",
        "ModelCheckpoint",
        "push_to_hub",
        "put_",
        "register",
        "save",
        "search_model",
        "snapshot",
        "to_onnx",
        "upload",
        "use_",
    ];
    starts_with_any(method, &beginnings)
}

/// What a call does with a model.
pub(super) fn look_at(python: &PythonFacts, call: &Call, sink: &mut EvidenceSink) {
    let signal = if stores(call) {
        "model.in-registry"
    } else if reads(call) || downloads_in_model_function(python, call) {
        "model.read-from-registry"
    } else if saves_locally(call) {
        "model.saved-locally"
    } else {
        return;
    };
    // A file that is uploaded says less than a model that is registered.
    let turn = i16::from(signal == "model.in-registry" && uploads(call.method()));
    emit_call_in_turn(python, sink, signal, call, call.method(), turn);
}

fn uploads(method: &str) -> bool {
    matches!(
        method,
        "upload_file"
            | "upload_folder"
            | "upload_fileobj"
            | "put_object"
            | "upload_blob"
            | "upload_from_filename"
            | "upload_from_file"
    )
}

fn stores(call: &Call) -> bool {
    let callee = &*call.callee;
    if callee.starts_with("mlflow.") {
        return match call.method() {
            "log_model" | "register_model" | "create_model_version" | "create_registered_model" => {
                true
            }
            // Automatic logging keeps the models unless told otherwise.
            "autolog" => {
                !is_switched_off(call)
                    && !call
                        .keyword("log_models")
                        .is_some_and(|value| value.literal == Some(Literal::Bool(false)))
            }
            _ => false,
        };
    }
    match call.method() {
        "log_artifact" | "log_model" | "link_model" | "use_model" => {
            starts_with_any(callee, &["wandb.", "comet_ml.", "neptune."])
        }
        "save" if callee == "wandb.save" => true,
        "save_model" | "create" | "put_model" => starts_with_any(callee, &["bentoml."]),
        "register" => callee.contains("azureml") && callee.contains("odel"),
        "create_or_update" => callee.contains("azure.ai.ml") && callee.contains("models"),
        "push_to_hub" | "push_to_hub_keras" => true,
        method => uploads(method) && names_a_model(python_texts(call)),
    }
}

fn reads(call: &Call) -> bool {
    let callee = &*call.callee;
    match call.method() {
        "load_model" | "get" | "load_runner" => {
            let first = call
                .args
                .first()
                .and_then(|arg| arg.value.as_str())
                .unwrap_or_default();
            callee.starts_with("bentoml.")
                || (callee.starts_with("mlflow.")
                    && starts_with_any(first, &["models:/", "runs:/", "s3://", "gs://"]))
        }
        "get_model_version_by_alias"
        | "get_latest_versions"
        | "get_model_version"
        | "search_model_versions" => callee.contains("mlflow"),
        "download_file"
        | "download_fileobj"
        | "get_object"
        | "download_blob"
        | "download_to_filename"
        | "get_blob_client"
        | "hf_hub_download"
        | "snapshot_download"
        | "use_artifact" => names_a_model(python_texts(call)),
        _ => false,
    }
}

/// A download from a bucket in a function that is named after a model (`download_model`).
fn downloads_in_model_function(python: &PythonFacts, call: &Call) -> bool {
    matches!(
        call.method(),
        "download_blob"
            | "download_file"
            | "download_fileobj"
            | "download_to_filename"
            | "get_object"
    ) && call
        .function
        .and_then(|index| {
            python
                .units
                .get(call.place.unit.0 as usize)?
                .definitions
                .get(index.0 as usize)
        })
        .is_some_and(|definition| definition.name.to_lowercase().contains("model"))
}

/// Texts and names that a call is given.
fn python_texts(call: &Call) -> impl Iterator<Item = &str> {
    let args = call.args.iter().flat_map(|arg| {
        let name = arg.value.name.as_deref();
        arg.value.as_str().into_iter().chain(name)
    });
    args.chain(
        call.receiver
            .iter()
            .filter_map(|receiver| receiver.name.as_deref()),
    )
}

fn names_a_model<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    texts.any(|text| {
        let text = text.to_lowercase();
        [
            "model", "modèle", "modele", ".pkl", ".pickle", ".joblib", ".h5", ".keras", ".pt",
            ".onnx", "weights", "pipeline",
        ]
        .iter()
        .any(|word| text.contains(word))
    })
}

fn saves_locally(call: &Call) -> bool {
    let callee = &*call.callee;
    match call.method() {
        "dump" => {
            let libraries = ["joblib.", "pickle.", "dill.", "cloudpickle.", "skops."];
            starts_with_any(callee, &libraries) && !call.positional(0).is_some_and(is_data)
        }
        "save" => {
            callee == "torch.save"
                || (starts_with_any(callee, &["keras.", "tensorflow.", "pyspark.ml"])
                    && !callee.contains("image"))
        }
        "save_model" | "save_pretrained" | "save_weights" | "ModelCheckpoint" | "to_onnx" => true,
        // A network of Ultralytics or Keras in another format.
        "export" => call.keyword("format").is_some_and(|format| {
            let format = format.as_str().unwrap_or_default();
            ["onnx", "torchscript", "tflite", "saved_model", "openvino"].contains(&format)
        }),
        _ => false,
    }
}

/// Last words of names that hold data and no model.
const DATA_WORDS: &[&str] = &[
    "array",
    "arrays",
    "corpus",
    "data",
    "dataset",
    "descriptors",
    "df",
    "embeddings",
    "ids",
    "images",
    "labels",
    "mask",
    "masks",
    "test",
    "texts",
    "train",
    "val",
    "vectors",
    "y",
];

/// Whether a value that is written holds data: arrays and tables, or a list that is called so.
fn is_data(value: &Value) -> bool {
    let libraries = ["numpy.", "pandas.", "scipy.sparse."];
    if !value.types.is_empty() {
        return value
            .types
            .iter()
            .all(|name| starts_with_any(name, &libraries));
    }
    // A model in a dict is a model, whatever the dict is called.
    let mut held = value.elements.iter().filter(|one| !one.types.is_empty());
    if held.any(|one| !is_data(one)) {
        return false;
    }
    let name = value.name.as_deref().unwrap_or_default().to_lowercase();
    let last = name.rsplit(['_', '.']).next().unwrap_or_default();
    DATA_WORDS.contains(&last)
}

/// Whether automatic logging is switched off by the call.
pub(super) fn is_switched_off(call: &Call) -> bool {
    call.keyword("disable")
        .is_some_and(|value| value.literal == Some(Literal::Bool(true)))
}
