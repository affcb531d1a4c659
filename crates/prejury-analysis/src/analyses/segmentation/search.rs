//! Parameters that are searched: the number of clusters, and others (C2.2.2-CE4).

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{Call, Literal, UnitIdx, Value};

use super::algorithms::{estimators_in, group_of};
use super::evaluation::by_hand;
use super::{AGREEMENT, CURVE, MEASURE, Segmentation};
use crate::analyses::partitions::is_clustering;
use crate::matching::{emit_call_in_turn, strength_of_call};
use crate::sink::EvidenceSink;

/// Parameters that say how many clusters there are.
const NUMBER: &[&str] = &[
    "k",
    "maxclust",
    "n_clusters",
    "n_components",
    "num_clusters",
    "t",
];
/// Parameters whose value changes no partition on purpose.
const SETTINGS: &[&str] = &[
    "copy_x",
    "data",
    "n_jobs",
    "random_state",
    "seed",
    "verbose",
    "X",
    "Z",
    "y",
    "store_centers",
];

/// A value that the code around it chooses: neither a literal nor a known object.
pub(super) fn is_varied(value: &Value) -> bool {
    value.literal.is_none()
        && value.types.is_empty()
        && value.elements.is_empty()
        && value.roles.is_empty()
        && value.name.is_some()
}

/// Parameters that an algorithm gets from a variable; the first positional one of an estimator is its number.
pub(super) fn varied_parameters(call: &Call) -> Vec<&str> {
    let mut found = Vec::new();
    let is_class = call
        .method()
        .starts_with(|first: char| first.is_uppercase());
    for (position, arg) in call.args.iter().enumerate() {
        let name = match arg.name.as_deref() {
            Some(name) if name.starts_with('*') => {
                found.push("parameters");
                continue;
            }
            Some(name) => name,
            None if is_class && position == 0 => first_parameter(call),
            // `fcluster(tree, number)`, `cut_tree(tree, number)`, `k_means(X, number)`
            None if position == 1 => match call.method() {
                "fcluster" => "t",
                "cut_tree" | "k_means" => "n_clusters",
                _ => continue,
            },
            None => continue,
        };
        if !SETTINGS.contains(&name) && is_varied(&arg.value) {
            found.push(name);
        }
    }
    found
}

fn first_parameter(call: &Call) -> &'static str {
    match group_of(&call.callee) {
        "DBSCAN" => "eps",
        "HDBSCAN" => "min_cluster_size",
        "OPTICS" => "min_samples",
        "MeanShift" => "bandwidth",
        _ => "n_clusters",
    }
}

pub(super) fn find(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    let python = segmentation.python;
    let mut literals: BTreeMap<(&'static str, &str), (BTreeSet<String>, &Call)> = BTreeMap::new();
    let hierarchies = hierarchies(segmentation);
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        if is_clustering(&segmentation.families, &call.callee) {
            let group = group_of(&call.callee);
            if segmentation.loops.repeats(python, call) {
                for parameter in varied_parameters(call) {
                    emit(segmentation, sink, call, group, parameter);
                }
            }
            for arg in &call.args {
                let (Some(name), Some(literal)) = (arg.name.as_deref(), &arg.value.literal) else {
                    continue;
                };
                if !SETTINGS.contains(&name) {
                    let entry = literals
                        .entry((group, name))
                        .or_insert_with(|| (BTreeSet::new(), call));
                    entry.0.insert(format!("{literal:?}"));
                }
            }
        }
        if call.method() == "set_params" && segmentation.loops.repeats(python, call) {
            for name in call
                .receiver
                .iter()
                .flat_map(|receiver| estimators_in(&segmentation.families, receiver))
            {
                for parameter in call.args.iter().filter_map(|arg| arg.name.as_deref()) {
                    emit(segmentation, sink, call, group_of(name), parameter);
                }
            }
        }
        if segmentation.families.holds(CURVE, &call.callee) {
            curve(segmentation, sink, call, &hierarchies);
        }
        if segmentation.distances.is_curve(call) {
            segmentation.emit(sink, "clustering.search-other", call, "eps");
        }
        if is_grid(segmentation, call) {
            segmentation.emit(sink, "clustering.search-other", call, call.method());
        }
    }
    // Numbers tried one after the other, in cells of their own, and measured: a search by hand.
    let measured: BTreeSet<UnitIdx> = python
        .calls
        .iter()
        .filter(|call| {
            let families = &segmentation.families;
            families.holds(MEASURE, &call.callee) || families.holds(AGREEMENT, &call.callee)
        })
        .map(|call| call.caller)
        .collect();
    for ((unit, group), call) in by_hand(segmentation) {
        if measured.contains(&unit) {
            search_k(segmentation, sink, call, group);
        }
    }
    // Two models side by side with another `linkage`, `init` or `affinity` try both.
    for ((_, name), (values, call)) in &literals {
        let needed = match *name {
            "affinity" | "covariance_type" | "init" | "linkage" | "method" | "metric" => 2,
            "eps" | "min_samples" | "min_cluster_size" | "n_init" => 3,
            _ => continue,
        };
        if values.len() >= needed {
            segmentation.emit(sink, "clustering.search-other", call, name);
        }
    }
}

fn emit(
    segmentation: &Segmentation<'_, '_>,
    sink: &mut EvidenceSink,
    call: &Call,
    group: &'static str,
    parameter: &str,
) {
    if NUMBER.contains(&parameter) {
        search_k(segmentation, sink, call, group);
    } else {
        segmentation.emit(sink, "clustering.search-other", call, parameter);
    }
}

/// The number of k-means is what everybody searches: that of another algorithm says more, but for a dendrogram, which is
/// looked at and tries nothing.
fn search_k(
    segmentation: &Segmentation<'_, '_>,
    sink: &mut EvidenceSink,
    call: &Call,
    group: &'static str,
) {
    if segmentation.aside.contains(&call.caller) {
        return;
    }
    let turn = match (group, strength_of_call(call)) {
        ("KMeans", _) => 1,
        (_, Strength::Mentioned) => 2,
        _ if call.callee.contains("dendrogram") => 2,
        _ => 0,
    };
    let python = segmentation.python;
    emit_call_in_turn(python, sink, "clustering.search-k", call, group, turn);
}

/// An elbow of a visualizer searches the number of its model; a dendrogram that of a hierarchy.
fn curve(
    segmentation: &Segmentation<'_, '_>,
    sink: &mut EvidenceSink,
    call: &Call,
    hierarchies: &HashMap<UnitIdx, Hierarchies>,
) {
    let mut groups = segmentation.held.drawn_by(&segmentation.families, call);
    let draws_a_fixed_number = || {
        let of_unit = hierarchies.get(&call.caller);
        of_unit.is_some_and(|of_unit| of_unit.are_fixed_before(call.order))
    };
    if groups.is_empty() && call.callee.contains("dendrogram") && !draws_a_fixed_number() {
        groups.push("AgglomerativeClustering");
    }
    for group in groups {
        search_k(segmentation, sink, call, group);
    }
}

/// The hierarchies that are fitted in a notebook.
#[derive(Default)]
struct Hierarchies {
    /// The last fit whose number is written down.
    last_fixed: Option<u32>,
    /// A number that is not written down, or a tree that is cut.
    is_open: bool,
}

impl Hierarchies {
    /// Whether a dendrogram is drawn after the only hierarchies of its notebook were fitted with a number written down, and
    /// no tree is cut: it looks at a choice that was made.
    fn are_fixed_before(&self, order: u32) -> bool {
        !self.is_open && self.last_fixed.is_some_and(|last| last <= order)
    }
}

fn hierarchies(segmentation: &Segmentation<'_, '_>) -> HashMap<UnitIdx, Hierarchies> {
    let mut found: HashMap<UnitIdx, Hierarchies> = HashMap::default();
    let calls = segmentation.python.calls.iter();
    for call in calls.filter(|call| !call.is_attribute) {
        match call.method() {
            "AgglomerativeClustering" => {
                let number = call.arg("n_clusters", Some(0));
                let is_fixed =
                    number.is_some_and(|number| matches!(number.literal, Some(Literal::Int(_))));
                let of_unit = found.entry(call.caller).or_default();
                of_unit.is_open |= !is_fixed;
                of_unit.last_fixed = of_unit.last_fixed.max(Some(call.order));
            }
            "axhline" | "cut_tree" | "fcluster" => {
                found.entry(call.caller).or_default().is_open = true;
            }
            _ => {}
        }
    }
    found
}

/// A grid or an optimiser over a clustering algorithm.
fn is_grid(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    match call.method() {
        "GridSearchCV" | "RandomizedSearchCV" => call
            .args
            .iter()
            .any(|arg| !estimators_in(&segmentation.families, &arg.value).is_empty()),
        "ParameterGrid" | "ParameterSampler" => segmentation.index.is_fitted_in(call.caller),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dendrogram_after_a_fixed_number_tries_nothing() {
        let of = |last_fixed, is_open| Hierarchies {
            last_fixed,
            is_open,
        };
        assert!(of(Some(3), false).are_fixed_before(4));
        assert!(!of(Some(5), false).are_fixed_before(4));
        assert!(!of(Some(3), true).are_fixed_before(4));
        assert!(!of(None, false).are_fixed_before(4));
    }
}
