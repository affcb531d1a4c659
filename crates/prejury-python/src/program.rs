//! All units of a submission, and which of them an import names.

use foldhash::{HashMap, HashSet};
use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::facts::UnitKind;
use crate::parse::ParsedUnit;
use crate::renamed::{self, Renamed};

pub(crate) struct Program {
    pub(crate) units: Vec<ParsedUnit>,
    /// Last segment of a module's dotted path → units that end with it.
    by_last_segment: HashMap<SmolStr, Vec<usize>>,
    /// Dotted path of each script (`src.prep.clean`), by unit; empty for notebooks.
    dotted: Vec<String>,
    /// Folders that hold scripts, as dotted paths: packages without `__init__`.
    folders: BTreeSet<String>,
    /// Modules that are imported under another name than their file's.
    renamed: Renamed,
}

impl Program {
    pub(crate) fn new(units: Vec<ParsedUnit>) -> Self {
        let mut by_last_segment: HashMap<SmolStr, Vec<usize>> = HashMap::default();
        let mut dotted = Vec::with_capacity(units.len());
        let mut folders = BTreeSet::new();
        for (index, unit) in units.iter().enumerate() {
            let Some(path) = unit
                .path
                .strip_suffix(".py")
                .filter(|_| unit.kind == UnitKind::Script)
            else {
                dotted.push(String::new());
                continue;
            };
            let path = path
                .strip_suffix("/__init__")
                .unwrap_or(path)
                .replace('/', ".");
            if let Some((folder, _)) = path.rsplit_once('.') {
                folders.insert(folder.to_owned());
            }
            let last = path.rsplit('.').next().unwrap_or(&path);
            by_last_segment
                .entry(SmolStr::new(last))
                .or_default()
                .push(index);
            dotted.push(path);
        }
        let mut program = Self {
            units,
            by_last_segment,
            dotted,
            folders,
            renamed: Renamed::default(),
        };
        program.renamed = renamed::find(&program.units, |importer, module| {
            program.resolve(importer, module, 0).is_some() || program.is_folder(module)
        });
        program
    }

    /// One unit without the others of its submission.
    pub(crate) fn alone(unit: ParsedUnit) -> Self {
        Self {
            units: vec![unit],
            by_last_segment: HashMap::default(),
            dotted: vec![String::new()],
            folders: BTreeSet::new(),
            renamed: Renamed::default(),
        }
    }

    /// The unit that `module` names when `importer` imports it; `level` is the number of leading dots.
    pub(crate) fn resolve(&self, importer: usize, module: &str, level: u32) -> Option<usize> {
        if !self.renamed.is_empty()
            && let Some(unit) = self.renamed.get(&(importer, SmolStr::new(module)))
        {
            return Some(*unit);
        }
        let last = module.rsplit('.').next()?;
        let candidates = self.by_last_segment.get(last)?;
        let folder = folder_of(&self.units[importer].path);
        let mut best: Option<(usize, usize)> = None;
        for &candidate in candidates {
            if candidate == importer {
                continue;
            }
            let dotted = &self.dotted[candidate];
            let Some(prefix) = dotted.strip_suffix(module) else {
                continue;
            };
            if !(prefix.is_empty() || prefix.ends_with('.')) {
                continue;
            }
            let prefix = prefix.trim_end_matches('.');
            let shared = shared_segments(prefix, &folder);
            let depth = prefix.split('.').filter(|part| !part.is_empty()).count();
            // A module that no search path of Python would find is only taken when nothing else has its name.
            let on_path = folder == prefix
                || folder.starts_with(&format!("{prefix}."))
                || prefix.is_empty()
                || level > 0;
            if !on_path && is_well_known(module) {
                continue;
            }
            let score = shared * 4 + usize::from(on_path) * 2 + usize::from(depth == 0);
            if best.is_none_or(|(_, other)| score > other) {
                best = Some((candidate, score));
            }
        }
        best.map(|(unit, _)| unit)
    }

    /// Whether `module` is a folder of scripts of the submission.
    pub(crate) fn is_folder(&self, module: &str) -> bool {
        !is_well_known(module)
            && self.folders.iter().any(|folder| {
                folder
                    .strip_suffix(module)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
    }

    /// Units that any other unit imports.
    pub(crate) fn imported_units(&self) -> HashSet<usize> {
        let mut imported = HashSet::default();
        for (index, unit) in self.units.iter().enumerate() {
            for import in &unit.module.imports {
                let mut name = import.name.trim_end_matches(".*");
                while !name.is_empty() {
                    if let Some(target) = self.resolve(index, name, 0) {
                        imported.insert(target);
                        break;
                    }
                    name = name.rsplit_once('.').map_or("", |(head, _)| head);
                }
            }
        }
        imported
    }
}

fn folder_of(path: &str) -> String {
    path.rsplit_once('/')
        .map(|(folder, _)| folder.replace('/', "."))
        .unwrap_or_default()
}

fn shared_segments(a: &str, b: &str) -> usize {
    a.split('.')
        .zip(b.split('.'))
        .take_while(|(x, y)| x == y && !x.is_empty())
        .count()
}

/// Names of libraries that candidates' files rarely mean when they share one.
fn is_well_known(module: &str) -> bool {
    const LIBRARIES: &[&str] = &[
        "airflow",
        "bentoml",
        "catboost",
        "dask",
        "evidently",
        "fastapi",
        "flask",
        "gensim",
        "imblearn",
        "joblib",
        "keras",
        "lightgbm",
        "lime",
        "logging",
        "matplotlib",
        "mlflow",
        "nltk",
        "numpy",
        "optuna",
        "os",
        "pandas",
        "pickle",
        "plotly",
        "pyspark",
        "pytest",
        "re",
        "requests",
        "scipy",
        "seaborn",
        "shap",
        "sklearn",
        "spacy",
        "statsmodels",
        "streamlit",
        "sys",
        "tensorflow",
        "torch",
        "transformers",
        "xgboost",
    ];
    let head = module.split('.').next().unwrap_or(module);
    LIBRARIES.binary_search(&head).is_ok()
}
