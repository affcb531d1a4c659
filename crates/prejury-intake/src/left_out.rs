//! What is left out of a submission on purpose, found by what it is and not only by its name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prejury_core::LeftOut;

use crate::walk::{Entry, EntryKind, Tree};

/// Reasons, as the report says them (message id `left-out-` and the reason).
pub(crate) mod reason {
    pub(crate) const VIRTUAL_ENVIRONMENT: &str = "virtual-environment";
    pub(crate) const NODE_MODULES: &str = "node-modules";
    pub(crate) const CACHE: &str = "cache";
    pub(crate) const NOTEBOOK_CHECKPOINTS: &str = "notebook-checkpoints";
    pub(crate) const LOCAL_HISTORY: &str = "local-history";
    pub(crate) const BUILD_OUTPUT: &str = "build-output";
    pub(crate) const EXPERIMENT_STORE: &str = "experiment-store";
    pub(crate) const HIDDEN: &str = "hidden";
    pub(crate) const IGNORED: &str = "ignored";
    pub(crate) const VENDORED: &str = "vendored";
}

/// Hidden folders that hold deliverables: workflows, settings of a deployment, versioned data.
const KNOWN_HIDDEN_FOLDERS: [&str; 16] = [
    ".azure",
    ".azure-pipelines",
    ".buildkite",
    ".ci",
    ".circleci",
    ".devcontainer",
    ".docker",
    ".dvc",
    ".ebextensions",
    ".github",
    ".gitlab",
    ".husky",
    ".platform",
    ".render",
    ".streamlit",
    ".woodpecker",
];

/// Files of an experiment store that say which runs and models it holds, and of what class a model is.
const EXPERIMENT_RECORDS: [&str; 5] = [
    "meta.yaml",
    "MLmodel",
    "model.pkl",
    "registered_model_meta",
    "seed",
];

/// Whether a left-out file is still read, because it is the store's own summary, or the seed of a run.
pub(crate) fn is_experiment_record(name: &str) -> bool {
    EXPERIMENT_RECORDS.contains(&name) || name.ends_with("random_state")
}

/// Why a folder below the root is left out, from its name and its entries.
pub(crate) fn folder<T: Tree>(
    tree: &T,
    name: &str,
    entries: &[Entry<T::Node>],
) -> Option<&'static str> {
    let has = |wanted: &str| entries.iter().any(|entry| entry.name == wanted);
    let any = |test: &dyn Fn(&str) -> bool| entries.iter().any(|entry| test(&entry.name));
    if has("pyvenv.cfg") || has("conda-meta") || is_environment(tree, entries) {
        return Some(reason::VIRTUAL_ENVIRONMENT);
    }
    let lower = name.to_lowercase();
    match lower.as_str() {
        "site-packages" | "dist-packages" => return Some(reason::VIRTUAL_ENVIRONMENT),
        "node_modules" | "bower_components" => return Some(reason::NODE_MODULES),
        "__pycache__" | ".pytest_cache" | ".mypy_cache" | ".ruff_cache" | ".cache" | ".tox"
        | ".nox" | ".hypothesis" | ".ipython" | ".sass-cache" | ".parcel-cache" => {
            return Some(reason::CACHE);
        }
        ".ipynb_checkpoints" => return Some(reason::NOTEBOOK_CHECKPOINTS),
        ".history" => return Some(reason::LOCAL_HISTORY),
        "htmlcov" | ".eggs" | ".next" | ".nuxt" => return Some(reason::BUILD_OUTPUT),
        "mlruns" | "mlartifacts" | "lightning_logs" | "catboost_info" | ".neptune" | ".aim" => {
            return Some(reason::EXPERIMENT_STORE);
        }
        "wandb"
            if any(&|child| {
                child.starts_with("run-")
                    || child.starts_with("offline-run-")
                    || child == "latest-run"
            }) =>
        {
            return Some(reason::EXPERIMENT_STORE);
        }
        "build"
            if any(&|child| {
                child == "lib" || child.starts_with("bdist.") || child == "asset-manifest.json"
            }) =>
        {
            return Some(reason::BUILD_OUTPUT);
        }
        "dist" if any(&|child| child.ends_with(".whl") || child.ends_with(".tar.gz")) => {
            return Some(reason::BUILD_OUTPUT);
        }
        "_build" if has("doctrees") || has("html") => return Some(reason::BUILD_OUTPUT),
        _ => {}
    }
    if has("CACHEDIR.TAG") {
        return Some(reason::CACHE);
    }
    if lower.ends_with(".egg-info") || lower.ends_with(".dist-info") {
        return Some(reason::BUILD_OUTPUT);
    }
    // A folder of keras-tuner: one file that names the search, one folder for each trial.
    if has("oracle.json") && any(&|child| child.starts_with("trial_")) {
        return Some(reason::EXPERIMENT_STORE);
    }
    None
}

/// An environment whose `pyvenv.cfg` was not handed in: programs beside libraries that hold `site-packages`.
fn is_environment<T: Tree>(tree: &T, entries: &[Entry<T::Node>]) -> bool {
    let child = |wanted: &[&str]| {
        entries.iter().find(|entry| {
            entry.kind == EntryKind::Folder && wanted.contains(&entry.name.to_lowercase().as_str())
        })
    };
    if child(&["bin", "scripts"]).is_none() {
        return false;
    }
    let Some(library) = child(&["lib"]) else {
        return false;
    };
    let Ok(inside) = tree.list(&library.node) else {
        return false;
    };
    let packages =
        |entries: &[Entry<T::Node>]| entries.iter().any(|entry| entry.name == "site-packages");
    packages(&inside)
        || inside
            .iter()
            .filter(|entry| entry.kind == EntryKind::Folder && entry.name.starts_with("python"))
            .take(4)
            .any(|entry| {
                tree.list(&entry.node)
                    .is_ok_and(|entries| packages(&entries))
            })
}

/// Folders that belong to an environment made in the root of the submission itself (`python -m venv .`).
pub(crate) fn is_part_of_environment(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "bin" | "include" | "lib" | "lib64" | "scripts" | "share" | "etc"
    )
}

/// Why a hidden folder that git does not track is left out.
pub(crate) fn is_unknown_hidden_folder(name: &str) -> bool {
    name.starts_with('.') && !KNOWN_HIDDEN_FOLDERS.contains(&name.to_lowercase().as_str())
}

/// Why one file is left out, from its name.
pub(crate) fn file(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    match lower.as_str() {
        ".ds_store" | "thumbs.db" | "desktop.ini" | ".localized" | "ehthumbs.db" => {
            Some(reason::HIDDEN)
        }
        _ if lower.starts_with("._") || lower.starts_with("~$") || lower.starts_with(".~lock.") => {
            Some(reason::HIDDEN)
        }
        _ if lower.ends_with(".pyc") || lower.ends_with(".pyo") => Some(reason::CACHE),
        _ if lower.contains(".tfevents.") => Some(reason::EXPERIMENT_STORE),
        _ => None,
    }
}

/// Counts by reason, with a few examples each.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<&'static str, (usize, BTreeSet<Arc<str>>)>);

const EXAMPLES: usize = 5;

impl Tally {
    pub(crate) fn add(&mut self, reason: &'static str, path: &str, files: usize) {
        if files == 0 {
            return;
        }
        let (count, examples) = self.0.entry(reason).or_default();
        *count += files;
        examples.insert(path.into());
        if examples.len() > EXAMPLES {
            examples.pop_last();
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (reason, (files, examples)) in other.0 {
            let (count, known) = self.0.entry(reason).or_default();
            *count += files;
            known.extend(examples);
            while known.len() > EXAMPLES {
                known.pop_last();
            }
        }
    }

    /// The same counts with examples below `folder`.
    pub(crate) fn below(self, folder: &str) -> Self {
        let strip = |path: Arc<str>| path.strip_prefix(folder).map_or(path.clone(), Arc::from);
        let rebased = |(reason, (count, examples)): (_, (usize, BTreeSet<Arc<str>>))| {
            (reason, (count, examples.into_iter().map(strip).collect()))
        };
        Self(self.0.into_iter().map(rebased).collect())
    }

    pub(crate) fn into_left_out(self) -> Vec<LeftOut> {
        self.0
            .into_iter()
            .map(|(reason, (files, examples))| LeftOut {
                reason,
                files,
                examples: examples.into_iter().collect(),
            })
            .collect()
    }
}
