//! Whether the data of a test are a part of their own: what another estimator predicts, and what watches a training, is none.

use foldhash::{HashMap, HashSet};
use prejury_python::{Call, CallIdx, CodePlace, DefinitionIdx, Literal, UnitIdx, Value};

use super::parts::watching_data;
use super::{Networks, walk};

/// Libraries whose estimators are no networks.
const OTHERS: &[&str] = &["catboost.", "lightgbm.", "sklearn.", "xgboost."];

/// Whether a prediction or score is that of a clustering or another estimator, beside the networks.
pub(super) fn is_of_another_estimator(networks: &Networks<'_>, call: &Call) -> bool {
    let is_other = |value: &Value| {
        !networks.is_network(value)
            && value.types.iter().any(|name| {
                // A search or a pipeline may hold a network.
                OTHERS.iter().any(|library| name.starts_with(library))
                    && !name.starts_with("sklearn.model_selection.")
                    && !name.starts_with("sklearn.pipeline.")
            })
    };
    if let Some(receiver) = &call.receiver {
        return is_other(receiver);
    }
    // A score is of those whose predictions it is given.
    let mut predictors = 0;
    let mut others = 0;
    for arg in &call.args {
        let predictions = arg.value.history.iter().filter_map(|at| networks.call(*at));
        for receiver in predictions
            .filter(|made| made.method().starts_with("predict"))
            .filter_map(|made| made.receiver.as_ref())
        {
            predictors += 1;
            others += usize::from(is_other(receiver));
        }
    }
    predictors > 0 && predictors == others
}

/// Where a value is known by its name: the unit that runs, and the function within it.
type Scope = (UnitIdx, Option<DefinitionIdx>);

/// The data that watch the trainings, by name and by folder.
pub(super) struct Watching<'f> {
    names: HashSet<(UnitIdx, &'f str, &'f [CallIdx])>,
    /// Names whose value nothing made that is remembered: they mean the same within one function only.
    bare: HashSet<(Scope, &'f str)>,
    folders: HashSet<(Scope, &'f str)>,
    read_from: HashMap<(UnitIdx, &'f str), &'f str>,
}

impl<'f> Watching<'f> {
    pub(super) fn read(networks: &Networks<'f>) -> Self {
        let mut found = Self {
            names: HashSet::default(),
            bare: HashSet::default(),
            folders: HashSet::default(),
            read_from: folders(networks),
        };
        for training in &networks.trainings {
            let call = training.call;
            let scope = (call.caller, call.function);
            for data in watching_data(call) {
                walk(data, &mut |value: &'f Value| {
                    let Some(name) = value.name.as_deref() else {
                        return;
                    };
                    if value.history.is_empty() {
                        found.bare.insert((scope, name));
                    } else {
                        found.names.insert((call.caller, name, &value.history));
                    }
                    if let Some(folder) = found.read_from.get(&(call.place.unit, name)) {
                        found.folders.insert((scope, folder));
                    }
                });
            }
        }
        found
    }

    /// Whether a test is given the very data that watch a training of its run.
    pub(super) fn holds_data_of(&self, test: &Call) -> bool {
        let scope = (test.caller, test.function);
        let mut found = false;
        for arg in &test.args {
            walk(&arg.value, &mut |value| {
                let Some(name) = value.name.as_deref() else {
                    return;
                };
                let folder = self.read_from.get(&(test.place.unit, name));
                found |= self.names.contains(&(test.caller, name, &*value.history))
                    || value.history.is_empty() && self.bare.contains(&(scope, name))
                    || folder.is_some_and(|folder| self.folders.contains(&(scope, folder)));
            });
        }
        found
    }
}

/// The whole folders that names of units are read from.
fn folders<'f>(networks: &Networks<'f>) -> HashMap<(UnitIdx, &'f str), &'f str> {
    let mut read: HashMap<CodePlace, &str> = HashMap::default();
    for call in networks.calls().filter(|call| {
        matches!(
            call.method(),
            "ImageFolder" | "flow_from_directory" | "image_dataset_from_directory"
        )
    }) {
        // `subset` cuts several parts out of one folder.
        let is_cut = call.keyword("subset").is_some();
        let folder = ["directory", "root"]
            .iter()
            .find_map(|name| call.keyword(name))
            .or_else(|| call.positional(0))
            .filter(|_| !is_cut);
        let path = folder.and_then(|folder| match &folder.literal {
            Some(Literal::Str(path)) => Some(&**path),
            _ => folder.name.as_deref(),
        });
        if let Some(path) = path {
            read.insert(call.place, path);
        }
    }
    let mut found = HashMap::default();
    if read.is_empty() {
        return found;
    }
    for assignment in networks
        .python
        .units
        .iter()
        .flat_map(|unit| &unit.assignments)
    {
        if let Some(folder) = read.get(&assignment.place) {
            found.insert((assignment.place.unit, &*assignment.target), *folder);
        }
    }
    found
}
