//! Fits of clustering algorithms, and loops that hold them.

use foldhash::HashSet;
use prejury_python::{Call, DefinitionKind, PythonFacts, Roles, UnitIdx, Value};

use super::{CURVE, ESTIMATOR, FUNCTION, SHAPE_VIEW, UNSTRUCTURED};
use crate::analyses::families::Families;

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

/// Whether a class or function of this name clusters.
pub(super) fn is_clustering(families: &Families<'_>, name: &str) -> bool {
    families.holds(ESTIMATOR, name) || families.holds(FUNCTION, name)
}

/// Clustering algorithms that a value is or holds (a pipeline's step, a visualizer's model).
pub(super) fn estimators_in<'v>(families: &Families<'_>, value: &'v Value) -> Vec<&'v str> {
    let mut found: Vec<&'v str> = Vec::new();
    collect(families, value, &mut found);
    found
}

fn collect<'v>(families: &Families<'_>, value: &'v Value, found: &mut Vec<&'v str>) {
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

/// Algorithms that a call of a visualizer draws: those given to it when it was made.
pub(super) fn drawn_by<'f>(
    python: &'f PythonFacts,
    families: &Families<'_>,
    call: &'f Call,
) -> Vec<&'static str> {
    let values = call
        .receiver
        .iter()
        .chain(call.args.iter().map(|arg| &arg.value));
    let mut names: Vec<&str> = values
        .flat_map(|value| estimators_in(families, value))
        .collect();
    if names.is_empty()
        && let Some((owner, _)) = call.callee.rsplit_once('.')
    {
        let made = python
            .calls
            .iter()
            .filter(|one| one.caller == call.caller && one.callee == owner);
        let held = made.flat_map(|one| one.args.iter().map(|arg| &arg.value));
        names.extend(held.flat_map(|value| estimators_in(families, value)));
    }
    let mut groups: Vec<&'static str> = names.into_iter().map(group_of).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Every fit on structured data, in order.
pub(super) fn fits<'f>(python: &'f PythonFacts, families: &Families<'_>) -> Vec<Fit<'f>> {
    let mut found = Vec::new();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let groups: Vec<&'static str> = if families.holds(FUNCTION, &call.callee) {
            vec![group_of(&call.callee)]
        } else if families.holds(CURVE, &call.callee) || families.holds(SHAPE_VIEW, &call.callee) {
            drawn_by(python, families, call)
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
    data.roles.intersects(Roles::TEXT | Roles::IMAGE)
        || data.history.iter().any(|at| {
            python
                .calls
                .get(at.0 as usize)
                .is_some_and(|call| families.holds(UNSTRUCTURED, &call.callee))
        })
        || data
            .types
            .iter()
            .any(|name| families.holds(UNSTRUCTURED, name))
}

/// Functions of the candidate's own that a loop calls: what stands in them is repeated.
pub(super) struct Loops<'f> {
    functions: HashSet<(UnitIdx, &'f str)>,
}

impl<'f> Loops<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
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
                    && let Some(function) = definition(python, &call.callee)
                {
                    loops.functions.insert(function);
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

/// The function that a callee of the candidate's own names.
fn definition<'f>(python: &'f PythonFacts, callee: &str) -> Option<(UnitIdx, &'f str)> {
    let (path, name) = callee.strip_prefix("local:")?.rsplit_once(':')?;
    let unit = python.units.iter().position(|unit| &*unit.path == path)?;
    let mut definitions = python.units[unit].definitions.iter();
    let definition =
        definitions.find(|one| one.name == name && one.kind != DefinitionKind::Class)?;
    Some((UnitIdx(u32::try_from(unit).ok()?), definition.name.as_str()))
}
