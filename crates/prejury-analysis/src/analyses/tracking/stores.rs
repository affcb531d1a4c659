//! Stores of experiments handed in: `mlruns` folders and the databases of MLflow and Optuna.
//!
//! # Counts as evidence
//! Runs with measures, models with their versions, each with how many there are.
//! # Limits
//! A database beyond the limit is not opened; of a folder only the summaries of runs and models are read, so that a run is
//! taken to have measures when the folder holds files of them.

use std::collections::BTreeSet;

use prejury_core::{Location, Strength};
use prejury_intake::FileKind;

use super::sqlite;
use crate::Facts;
use crate::sink::EvidenceSink;

/// Largest database that is opened, and how many of them.
const MAX_BYTES: u64 = 64 << 20;
const MAX_DATABASES: usize = 4;

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    folders(facts, sink);
    databases(facts, sink);
}

/// `MLmodel` files of logged models, registered models and runs.
fn folders(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for file in facts.submission.files.iter().filter(|file| file.size > 0) {
        let Some((_, rest)) = file.path.split_once("mlruns/") else {
            // A model that MLflow wrote into a folder of the project is a local copy.
            if file.path.ends_with("/MLmodel") && seen.insert("copy") {
                let location = Location::file(file.path.clone());
                sink.found(
                    "model.saved-locally",
                    Strength::Written,
                    location,
                    &*file.path,
                    Some("MLmodel".to_owned()),
                );
            }
            continue;
        };
        // Runs that were thrown away are kept there until they are purged.
        if rest.starts_with(".trash/") {
            continue;
        }
        let name = rest.rsplit('/').next().unwrap_or(rest);
        let location = Location::file(file.path.clone());
        let shown = || Some("mlruns".to_owned());
        if (name == "MLmodel" || name == "registered_model_meta" || rest.starts_with("models/"))
            && seen.insert("model")
        {
            sink.found(
                "model.in-registry",
                Strength::Executed,
                location.clone(),
                &*file.path,
                shown(),
            );
        }
        // mlruns/<experiment>/<run>/meta.yaml
        let is_run =
            name == "meta.yaml" && rest.split('/').count() == 3 && !rest.starts_with("models/");
        if is_run && seen.insert("run") {
            sink.found(
                "experiment.recorded",
                Strength::Executed,
                location.clone(),
                &*file.path,
                shown(),
            );
            sink.found(
                "model.tracked",
                Strength::Executed,
                location,
                &*file.path,
                shown(),
            );
        }
    }
}

fn databases(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let candidates = facts.submission.files.iter().filter(|file| {
        let name = file
            .path
            .rsplit('/')
            .next()
            .unwrap_or(&file.path)
            .to_lowercase();
        let is_store = [
            "mlflow",
            "mlruns",
            "optuna",
            "study",
            "experiment",
            "tracking",
        ]
        .iter()
        .any(|word| name.contains(word) || file.path.to_lowercase().contains(word));
        file.kind == FileKind::Database && file.size <= MAX_BYTES && is_store
    });
    for file in candidates.take(MAX_DATABASES) {
        let Ok(bytes) = facts.submission.read(file) else {
            continue;
        };
        let store = sqlite::read(bytes);
        let location = Location::file(file.path.clone());
        if store.metrics > 0 {
            let excerpt = format!(
                "runs: {}, metrics: {}, params: {}",
                store.runs, store.metrics, store.params
            );
            let subject = store.an_experiment.clone();
            sink.found(
                "experiment.recorded",
                Strength::Executed,
                location.clone(),
                excerpt.as_str(),
                subject.clone(),
            );
            sink.found(
                "model.tracked",
                Strength::Executed,
                location.clone(),
                excerpt,
                subject,
            );
        }
        if store.models > 0 {
            let excerpt = format!("models: {}, versions: {}", store.models, store.versions);
            sink.found(
                "model.in-registry",
                Strength::Executed,
                location,
                excerpt,
                store.a_model,
            );
        }
    }
}
