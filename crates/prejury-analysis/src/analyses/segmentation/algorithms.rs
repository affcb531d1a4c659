//! Fits of clustering algorithms, and loops that hold them.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};
use prejury_python::{Call, CodePlace, PythonFacts, UnitIdx, Value};

use super::{CURVE, ESTIMATOR, FUNCTION, SHAPE_VIEW, UNSTRUCTURED};
use crate::Facts;
use crate::analyses::families::Families;
use crate::analyses::own_functions::OwnFunctions;
use crate::analyses::partitions::makers_behind;

/// One fit of an algorithm on structured data.
pub(super) struct Fit<'f> {
    pub(super) call: &'f Call,
    /// Algorithm, variants of one method taken together.
    pub(super) group: &'static str,
    pub(super) data: Option<&'f Value>,
}

/// Methods that fit.
const FITTING: &[&str] = &[
    "fit",
    "fit_predict",
    "fit_transform",
    "partial_fit",
    "train",
    "train_batch",
    "train_random",
];

/// Algorithms by a part of their qualified name; variants of one method share a name.
const GROUPS: &[(&str, &str)] = &[
    ("HDBSCAN", "HDBSCAN"),
    ("DBSCAN", "DBSCAN"),
    ("dbscan", "DBSCAN"),
    ("OPTICS", "OPTICS"),
    ("KMeans", "KMeans"),
    ("k_means", "KMeans"),
    ("vq.kmeans", "KMeans"),
    ("KPrototypes", "KPrototypes"),
    ("KModes", "KModes"),
    ("KMedoids", "KMedoids"),
    ("Agglomerative", "AgglomerativeClustering"),
    ("hierarchy", "AgglomerativeClustering"),
    ("ward_tree", "AgglomerativeClustering"),
    ("GaussianMixture", "GaussianMixture"),
    ("Birch", "Birch"),
    ("Spectral", "SpectralClustering"),
    ("MeanShift", "MeanShift"),
    ("AffinityPropagation", "AffinityPropagation"),
    ("MiniSom", "SOM"),
    ("SOM", "SOM"),
    ("FCM", "FuzzyCMeans"),
];

pub(super) fn group_of(name: &str) -> &'static str {
    GROUPS
        .iter()
        .find(|(part, _)| name.contains(part))
        .map_or("clustering", |(_, group)| *group)
}

/// Algorithms whose labels a value holds.
pub(super) fn groups_behind(
    python: &PythonFacts,
    families: &Families<'_>,
    value: &Value,
) -> Vec<&'static str> {
    let mut found = Vec::new();
    for group in makers_behind(python, families, value).map(group_of) {
        if !found.contains(&group) {
            found.push(group);
        }
    }
    found
}

/// Clustering algorithms that a value is or holds (a pipeline's step, a visualizer's model).
pub(super) fn estimators_in<'v>(families: &Families<'_>, value: &'v Value) -> Vec<&'v str> {
    let mut found: Vec<&'v str> = Vec::new();
    collect(families, value, &mut found);
    found
}

fn collect<'v>(families: &Families<'_>, value: &'v Value, found: &mut Vec<&'v str>) {
    // Most values are data: nothing to ask of them.
    if value.types.is_empty() && value.elements.is_empty() {
        return;
    }
    for name in &value.types {
        if families.holds(ESTIMATOR, name) && !found.contains(&name.as_str()) {
            found.push(name);
        }
    }
    value
        .elements
        .iter()
        .for_each(|element| collect(families, element, found));
}

/// Calls that draw what an algorithm they hold makes.
const VIEWS: u32 = 1 << CURVE | 1 << SHAPE_VIEW;

/// Algorithms given to the makers of visualizers, by unit and maker.
pub(super) struct Held<'f>(HashMap<(UnitIdx, &'f str), Vec<&'static str>>);

impl<'f> Held<'f> {
    pub(super) fn of(facts: &'f Facts<'_>, families: &Families<'_>) -> Self {
        let mut held: HashMap<(UnitIdx, &'f str), Vec<&'static str>> = HashMap::default();
        let views = facts.marked_calls(|callee, _| families.mask(callee) & VIEWS);
        let makers: HashSet<&str> = views
            .filter_map(|(_, call, _)| call.callee.rsplit_once('.'))
            .map(|(maker, _)| maker)
            .collect();
        if makers.is_empty() {
            return Self(held);
        }
        let made = facts.marked_calls(|callee, _| u32::from(makers.contains(callee)));
        for (_, call, _) in made.filter(|(_, call, _)| !call.is_attribute) {
            let values = call.args.iter().map(|arg| &arg.value);
            for name in values.flat_map(|value| estimators_in(families, value)) {
                let groups = held.entry((call.caller, call.callee.as_str())).or_default();
                if !groups.contains(&group_of(name)) {
                    groups.push(group_of(name));
                }
            }
        }
        Self(held)
    }

    /// Algorithms that a call of a visualizer draws.
    pub(super) fn drawn_by(&self, families: &Families<'_>, call: &Call) -> Vec<&'static str> {
        let values = call
            .receiver
            .iter()
            .chain(call.args.iter().map(|arg| &arg.value));
        let mut groups: Vec<&'static str> = values
            .flat_map(|value| estimators_in(families, value))
            .map(group_of)
            .collect();
        if groups.is_empty() {
            let owner = call.callee.rsplit_once('.').map(|(owner, _)| owner);
            let made = owner.and_then(|owner| self.0.get(&(call.caller, owner)));
            groups.extend(made.into_iter().flatten());
        }
        groups.sort_unstable();
        groups.dedup();
        groups
    }
}

/// Every fit on structured data, in order.
pub(super) fn fits<'f>(
    facts: &'f Facts<'_>,
    families: &Families<'_>,
    held: &Held<'f>,
) -> Vec<Fit<'f>> {
    let python = &facts.python;
    let mut found = Vec::new();
    let calls = facts.marked_calls(|callee, method| {
        let is_asked = families.mask(callee) & (VIEWS | 1 << FUNCTION) != 0;
        u32::from(is_asked || FITTING.contains(&method))
    });
    for (_, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let groups: Vec<&'static str> = if families.holds(FUNCTION, &call.callee) {
            vec![group_of(&call.callee)]
        } else if families.holds(CURVE, &call.callee) || families.holds(SHAPE_VIEW, &call.callee) {
            held.drawn_by(families, call)
        } else if FITTING.contains(&call.method()) {
            let Some(receiver) = &call.receiver else {
                continue;
            };
            estimators_in(families, receiver)
                .into_iter()
                .map(group_of)
                .collect()
        } else {
            continue;
        };
        let data = call.arg("X", Some(0));
        if data.is_some_and(|data| is_unstructured(python, families, data)) {
            continue;
        }
        found.extend(groups.into_iter().map(|group| Fit { call, group, data }));
    }
    found
}

/// Texts, images and what is made of them.
fn is_unstructured(python: &PythonFacts, families: &Families<'_>, data: &Value) -> bool {
    data.history.iter().any(|at| {
        python
            .calls
            .get(at.0 as usize)
            .is_some_and(|call| families.holds(UNSTRUCTURED, &call.callee))
    }) || data
        .types
        .iter()
        .any(|name| families.holds(UNSTRUCTURED, name))
}

/// Fits by where they stand and by what they are fitted on.
pub(super) struct FitIndex<'f> {
    places: BTreeMap<(UnitIdx, u32, u32), Vec<&'static str>>,
    /// Names of the data, by unit; no name for data made on the spot.
    data: HashSet<(UnitIdx, Option<&'f str>)>,
    callers: HashSet<UnitIdx>,
}

/// Lines above a measure in which the fit that it measures stands.
const NEAR_LINES: u32 = 25;

impl<'f> FitIndex<'f> {
    pub(super) fn of(fits: &[Fit<'f>]) -> Self {
        let mut index = Self {
            places: BTreeMap::new(),
            data: HashSet::default(),
            callers: HashSet::default(),
        };
        for fit in fits {
            let place = fit.call.place;
            let key = (place.unit, place.cell, place.line);
            index.places.entry(key).or_default().push(fit.group);
            index.callers.insert(fit.call.caller);
            if let Some(data) = fit.data {
                index.data.insert((fit.call.caller, data.name.as_deref()));
            }
        }
        index
    }

    /// Algorithms fitted in the lines above a place.
    pub(super) fn near(&self, place: CodePlace) -> Vec<&'static str> {
        let key = |line: u32| (place.unit, place.cell, line);
        let lines = key(place.line.saturating_sub(NEAR_LINES))..=key(place.line);
        let mut groups: Vec<&'static str> = Vec::new();
        for group in self.places.range(lines).flat_map(|(_, groups)| groups) {
            if !groups.contains(group) {
                groups.push(group);
            }
        }
        groups
    }

    pub(super) fn is_fitted_in(&self, unit: UnitIdx) -> bool {
        self.callers.contains(&unit)
    }

    /// Whether some algorithm was fitted in the unit, and surely on other data than what is called `name`.
    pub(super) fn is_other_data(&self, unit: UnitIdx, name: &str) -> bool {
        self.callers.contains(&unit)
            && !self.data.contains(&(unit, None))
            && !self.data.contains(&(unit, Some(name)))
    }
}

/// Functions of the candidate's own that a loop calls: what stands in them is repeated.
pub(super) struct Loops<'f> {
    functions: HashSet<(UnitIdx, &'f str)>,
}

impl<'f> Loops<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let functions = OwnFunctions::of(python);
        let mut loops = Self {
            functions: HashSet::default(),
        };
        for _ in 0..3 {
            let before = loops.functions.len();
            for call in python
                .calls
                .iter()
                .filter(|call| call.callee.starts_with("local:"))
            {
                if (call.in_loop || loops.is_inside(python, call))
                    && let Some(own) = functions.called(call)
                {
                    loops
                        .functions
                        .insert((own.unit, own.definition.name.as_str()));
                }
            }
            if loops.functions.len() == before {
                break;
            }
        }
        loops
    }

    /// Whether a call is repeated by a loop around it, or around a call of its function.
    pub(super) fn repeats(&self, python: &PythonFacts, call: &Call) -> bool {
        call.in_loop || self.is_inside(python, call)
    }

    fn is_inside(&self, python: &PythonFacts, call: &Call) -> bool {
        let definition = call.function.and_then(|at| {
            python
                .units
                .get(call.place.unit.0 as usize)?
                .definitions
                .get(at.0 as usize)
        });
        definition.is_some_and(|definition| {
            self.functions
                .contains(&(call.place.unit, definition.name.as_str()))
        })
    }
}
