//! A model kept in notes and slides that is not the one which the API or the application loads.

use std::collections::BTreeSet;

use prejury_core::Finding;
use prejury_python::{Call, Literal, UnitIdx, UnitKind, Value};

use crate::Facts;
use crate::analyses::modelling;

/// Imports that make a script a service or an application.
const SERVICES: &[&str] = &[
    "bentoml",
    "dash",
    "django",
    "fastapi",
    "flask",
    "gradio",
    "streamlit",
];
/// Endings of files that hold a model.
const ENDINGS: &[&str] = &[
    ".bin", ".cbm", ".h5", ".joblib", ".json", ".keras", ".model", ".onnx", ".pickle", ".pkl",
    ".pt", ".pth", ".sav", ".ubj",
];
/// What a loaded file holds beside models.
const OTHERS: &[&str] = &[
    "col", "data", "encod", "expl", "feat", "imput", "label", "norm", "param", "prep", "scal",
    "seuil", "shap", "thresh", "token", "transf", "vect",
];

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let loads: Vec<&Call> = facts
        .python
        .calls
        .iter()
        .filter(|call| loads(facts, call))
        .collect();
    if loads.is_empty() {
        return Vec::new();
    }
    let chosen = modelling::chosen(facts);
    let numbers: BTreeSet<u32> = chosen.iter().map(|model| model.number).collect();
    // Texts that keep several models tell of several works.
    let (Some(first), 1) = (chosen.first(), numbers.len()) else {
        return Vec::new();
    };
    let mut against = None;
    for call in loads {
        let Some(name) = file_of(facts, call) else {
            return Vec::new();
        };
        let base = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(&name)
            .to_lowercase();
        if OTHERS.iter().any(|word| base.contains(word)) {
            continue;
        }
        let loaded = modelling::algorithms_named(&base);
        if loaded.is_empty() || loaded.contains(&first.number) {
            return Vec::new();
        }
        against.get_or_insert((facts.python.location(call.place), base));
    }
    against
        .into_iter()
        .map(|(place, name)| {
            Finding::at(first.location.clone(), "model.not-loaded")
                .against(place)
                .with("model", first.names.first().copied().unwrap_or_default())
                .with("loaded", name)
        })
        .collect()
}

/// Whether a call loads something in a service or an application.
fn loads(facts: &Facts<'_>, call: &Call) -> bool {
    let callee = &*call.callee;
    let is_load = !call.is_attribute
        && (callee.ends_with(".load_model")
            || matches!(
                callee,
                "joblib.load" | "pickle.load" | "cloudpickle.load" | "dill.load" | "torch.load"
            ));
    is_load && is_service(facts, call.place.unit)
}

fn is_service(facts: &Facts<'_>, unit: UnitIdx) -> bool {
    let unit = &facts.python.units[unit.0 as usize];
    unit.kind == UnitKind::Script
        && unit.imports.iter().any(|import| {
            let root = import.name.split('.').next().unwrap_or_default();
            SERVICES.contains(&root)
        })
}

/// The file that a call loads, also through `open`.
fn file_of(facts: &Facts<'_>, call: &Call) -> Option<String> {
    let first = &call.args.first()?.value;
    let opened = first
        .history
        .iter()
        .rev()
        .map(|index| &facts.python.calls[index.0 as usize])
        .filter_map(|call| call.args.first())
        .map(|arg| &arg.value);
    std::iter::once(first).chain(opened).find_map(name_of)
}

fn name_of(value: &Value) -> Option<String> {
    let Some(Literal::Str(text)) = &value.literal else {
        return None;
    };
    let is_file =
        ENDINGS.iter().any(|ending| text.ends_with(ending)) || text.starts_with("models:/");
    is_file.then(|| text.to_string())
}
