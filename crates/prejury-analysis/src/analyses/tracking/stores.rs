//! Stores of experiments handed in: `mlruns` folders and the databases of MLflow and Optuna.
//!
//! # Counts as evidence
//! Runs with measures, models with their versions, each with how many there are; as a mention, the pipeline and the seed
//! that a run has kept.
//! # Limits
//! A database beyond the limit is not opened; of a folder only the summaries of runs and models are read, so that a run is
//! taken to have measures when the folder holds files of them. Runs that were deleted show nothing.

use std::collections::BTreeSet;

use memchr::memmem;
use prejury_core::{Location, Strength};
use prejury_intake::{FileKind, SourceFile};

use super::sqlite;
use crate::Facts;
use crate::sink::EvidenceSink;

/// Largest database that is opened, and how many of them.
const MAX_BYTES: u64 = 64 << 20;
const MAX_DATABASES: usize = 4;

/// Runs whose summaries are read to find one with measures.
const MAX_RUNS: usize = 200;
/// Model files that are looked into for the class of a pipeline, and the largest of them.
const MAX_MODELS: usize = 4;
const MAX_MODEL_BYTES: u64 = 8 << 20;
/// The same for files that hold one seed.
const MAX_SEEDS: usize = 50;
const MAX_SEED_BYTES: u64 = 64;

/// Modules of pipelines as pickles name them.
const PIPELINE_CLASSES: &[&str] = &["sklearn.pipeline", "imblearn.pipeline"];

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    folders(facts, sink);
    logged_training(facts, sink);
    databases(facts, sink);
}

/// `MLmodel` files of logged models, registered models and runs.
fn folders(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut best = (RunState::Deleted, None);
    let mut n_runs = 0;
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
        if is_run && n_runs < MAX_RUNS {
            n_runs += 1;
            let state = RunState::of(facts, file);
            if state < best.0 {
                best = (state, Some(file));
            }
        }
    }
    if let (_, Some(file)) = best {
        for signal in ["experiment.recorded", "model.tracked"] {
            sink.found(
                signal,
                Strength::Executed,
                Location::file(file.path.clone()),
                &*file.path,
                Some("mlruns".to_owned()),
            );
        }
    }
}

/// What a run tells, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RunState {
    WithMetrics,
    Kept,
    /// It broke off.
    Failed,
    /// The candidate took it away: it shows nothing.
    Deleted,
}

impl RunState {
    /// `meta` is the summary of a run; its measures lie beside it, one file each.
    fn of(facts: &Facts<'_>, meta: &SourceFile) -> Self {
        let files = &facts.submission.files;
        let summary = facts.submission.read(meta).unwrap_or_default();
        let says = |line: &str| {
            let mut lines = summary.split(|byte| *byte == b'\n');
            lines.any(|one| one.trim_ascii() == line.as_bytes())
        };
        if says("lifecycle_stage: deleted") {
            return Self::Deleted;
        }
        if says("status: 4") || says("status: FAILED") {
            return Self::Failed;
        }
        let metrics = meta.path.replace("meta.yaml", "metrics/");
        let next = files.partition_point(|file| *file.path < *metrics);
        let has_metrics = files
            .get(next)
            .is_some_and(|file| file.path.starts_with(&metrics));
        if has_metrics {
            Self::WithMetrics
        } else {
            Self::Kept
        }
    }
}

/// What a run keeps of the training behind it: the class of a pipeline in the model's file, the seed among its parameters.
/// The code itself may not be handed in, so that both are no more than mentioned.
fn logged_training(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut n_opened = 0;
    let mut n_seeds = 0;
    let mut has_pipeline = false;
    let mut has_seed = false;
    for file in facts.submission.files.iter().filter(|file| file.size > 0) {
        let stored = ["mlruns/", "mlartifacts/"]
            .iter()
            .find_map(|store| file.path.split_once(store));
        let Some((_, rest)) = stored.filter(|(_, rest)| !rest.starts_with(".trash/")) else {
            continue;
        };
        let (folder, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        let is_model = name == "model.pkl" && file.size <= MAX_MODEL_BYTES;
        let is_seed = folder.ends_with("/params")
            && (name == "seed" || name.ends_with("random_state"))
            && file.size <= MAX_SEED_BYTES;
        let signal = if is_model && !has_pipeline && n_opened < MAX_MODELS {
            n_opened += 1;
            has_pipeline = facts.submission.read(file).is_ok_and(|bytes| {
                PIPELINE_CLASSES
                    .iter()
                    .any(|class| memmem::find(&bytes, class.as_bytes()).is_some())
            });
            has_pipeline.then_some("training.pipeline")
        } else if is_seed && !has_seed && n_seeds < MAX_SEEDS {
            n_seeds += 1;
            // `None` is a parameter too.
            has_seed = facts
                .submission
                .read(file)
                .is_ok_and(|value| value.first().is_some_and(u8::is_ascii_digit));
            has_seed.then_some("training.seeds")
        } else {
            None
        };
        let Some(signal) = signal else {
            continue;
        };
        sink.found(
            signal,
            Strength::Mentioned,
            Location::file(file.path.clone()),
            &*file.path,
            Some("mlruns".to_owned()),
        );
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
