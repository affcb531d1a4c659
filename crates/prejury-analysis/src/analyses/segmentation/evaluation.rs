//! Measures of clusters: over candidate values, between algorithms, between runs and periods.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_python::{Call, Literal, UnitIdx};
use regex::Regex;

use super::algorithms::{estimators_in, group_of, groups_behind};
use super::search::{is_varied, varied_parameters};
use super::{AGREEMENT, CURVE, ESTIMATOR, MEASURE, Segmentation};
use crate::analyses::own_functions::OwnFunctions;
use crate::analyses::partitions::is_clustering;
use crate::matching::strength_of_call;
use crate::sink::EvidenceSink;

/// Names of true classes.
static TRUTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(y|y_?(true|cat|num|real|vrai)\w*|true_(labels?|classes|cat\w*)|real_(labels?|classes|cat\w*)|targets?)$").ok()
});

/// Literal values of one parameter, from which measures one after the other are a search.
const MIN_VALUES: usize = 3;

pub(super) fn find(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    let python = segmentation.python;
    let searched = searched_places(segmentation);
    let by_hand: BTreeSet<UnitIdx> = by_hand(segmentation)
        .into_keys()
        .map(|(unit, _)| unit)
        .collect();
    let mut scored: BTreeMap<&'static str, &Call> = BTreeMap::new();
    for call in &python.calls {
        if segmentation.families.holds(MEASURE, &call.callee) && is_of_clusters(segmentation, call)
        {
            segmentation.emit(sink, "clustering.measure", call, call.method());
            let place = (
                call.place.unit,
                call.place.cell,
                call.function.map(|at| at.0),
            );
            let repeats = segmentation.loops.repeats(python, call);
            if repeats && searched.contains(&place) || by_hand.contains(&call.caller) {
                segmentation.emit(sink, "clustering.measure-over-values", call, call.method());
            }
            for group in measured_groups(segmentation, call) {
                let best = scored.entry(group).or_insert(call);
                let rank = |call: &Call| (strength_of_call(call), !is_of_one(call));
                if rank(call) > rank(best) {
                    *best = call;
                }
            }
        }
        if call.is_attribute {
            continue;
        }
        if segmentation.families.holds(CURVE, &call.callee) {
            // A dendrogram is looked at: what measures one number after the other says more.
            let turn = i16::from(call.callee.contains("dendrogram"));
            let signal = "clustering.measure-over-values";
            segmentation.emit_in_turn(sink, signal, call, view(&call.callee), turn);
        }
        if segmentation.distances.is_curve(call) {
            segmentation.emit(sink, "clustering.measure-over-values", call, "kneighbors");
        }
        if segmentation.families.holds(AGREEMENT, &call.callee) {
            agreement(segmentation, call, sink);
            // Agreement between runs for one number after the other measures the numbers, too, if only their stability.
            if by_hand.contains(&call.caller) {
                segmentation.emit(sink, "clustering.measure", call, call.method());
            }
        }
        // What flows from one partition to another is not known of a chart alone.
        let turn = i16::from(call.method() == "Sankey");
        if call.method() == "crosstab" && is_flow(segmentation, call) || turn > 0 {
            let signal = "clustering.stability";
            segmentation.emit_in_turn(sink, signal, call, call.method(), turn);
        }
    }
    if scored.len() > 1 {
        // What only one of them measures compares nothing by itself.
        for (group, call) in scored {
            // Almost all try k-means: the measure of another algorithm shows that two are compared.
            let is_usual = group == "KMeans";
            let turn = match (is_of_one(call), is_usual) {
                (true, _) => 1,
                (false, true) => 0,
                (false, false) => -1,
            };
            segmentation.emit_in_turn(sink, "clustering.algorithms-compared", call, group, turn);
        }
    }
    several_runs(segmentation, sink);
}

/// A measure that algorithms of other kinds do not have.
fn is_of_one(call: &Call) -> bool {
    matches!(call.method(), "aic" | "bic" | "cost_" | "inertia_")
}

/// `SilhouetteVisualizer` of `yellowbrick.cluster.SilhouetteVisualizer.fit`.
pub(super) fn view(callee: &str) -> &str {
    let mut names = callee.rsplit('.');
    match (names.next(), names.next()) {
        (Some("fit" | "fit_transform"), Some(owner)) => owner,
        (Some(last), _) => last,
        _ => callee,
    }
}

/// Cells and functions in which an algorithm is made anew for each value of a parameter.
fn searched_places(segmentation: &Segmentation<'_, '_>) -> BTreeSet<(UnitIdx, u32, Option<u32>)> {
    let python = segmentation.python;
    let mut places = BTreeSet::new();
    for call in python
        .calls
        .iter()
        .filter(|call| is_clustering(&segmentation.families, &call.callee))
    {
        if segmentation.loops.repeats(python, call) && !varied_parameters(call).is_empty() {
            places.insert((
                call.place.unit,
                call.place.cell,
                call.function.map(|at| at.0),
            ));
        }
    }
    // `model.set_params(n_clusters=k)` in a loop.
    for call in python
        .calls
        .iter()
        .filter(|call| call.method() == "set_params")
    {
        let is_estimator = call
            .receiver
            .as_ref()
            .is_some_and(|receiver| !estimators_in(&segmentation.families, receiver).is_empty());
        if is_estimator && segmentation.loops.repeats(python, call) {
            places.insert((
                call.place.unit,
                call.place.cell,
                call.function.map(|at| at.0),
            ));
        }
    }
    // A function that makes the model for the loop that measures it: measures beside its calls count, too.
    let functions = OwnFunctions::of(python);
    let beside = |call: &Call| {
        let own = functions.called(call)?;
        let home = (own.unit, own.definition.place.cell, Some(own.at.0));
        let place = call.place;
        places
            .contains(&home)
            .then(|| (place.unit, place.cell, call.function.map(|at| at.0)))
    };
    let own = python
        .calls
        .iter()
        .filter(|call| call.callee.starts_with("local:"));
    let more: Vec<_> = own.filter_map(beside).collect();
    places.extend(more);
    places
}

/// Units in which one algorithm is made with several literal values of its number of clusters, and where it begins.
pub(super) fn by_hand<'f>(
    segmentation: &Segmentation<'f, '_>,
) -> BTreeMap<(UnitIdx, &'static str), &'f Call> {
    let mut values: BTreeMap<(UnitIdx, &str), (BTreeSet<i64>, &Call)> = BTreeMap::new();
    let python = segmentation.python;
    for call in python
        .calls
        .iter()
        .filter(|call| segmentation.families.holds(ESTIMATOR, &call.callee))
    {
        let number = call
            .keyword("n_clusters")
            .or_else(|| call.keyword("n_components"))
            .or_else(|| call.positional(0));
        if let Some(Literal::Int(number)) = number.and_then(|value| value.literal.clone()) {
            values
                .entry((call.caller, group_of(&call.callee)))
                .or_insert_with(|| (BTreeSet::new(), call))
                .0
                .insert(number);
        }
    }
    values
        .into_iter()
        .filter(|(_, (values, _))| values.len() >= MIN_VALUES)
        .map(|(key, (_, first))| (key, first))
        .collect()
}

/// A measure of clusters: `bic` and `cost_` are names of other things, too.
fn is_of_clusters(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let is_shared = matches!(call.method(), "aic" | "bic" | "cost_");
    let of_estimator = || {
        call.receiver
            .as_ref()
            .is_some_and(|receiver| !estimators_in(&segmentation.families, receiver).is_empty())
            || call
                .callee
                .rsplit_once('.')
                .is_some_and(|(owner, _)| segmentation.families.holds(ESTIMATOR, owner))
    };
    !is_shared || of_estimator()
}

/// Algorithms whose labels a measure looks at.
fn measured_groups(segmentation: &Segmentation<'_, '_>, call: &Call) -> Vec<&'static str> {
    let mut groups = Vec::new();
    if let Some((owner, _)) = call.callee.rsplit_once('.')
        && is_clustering(&segmentation.families, owner)
    {
        groups.push(group_of(owner));
    }
    for arg in &call.args {
        groups.extend(groups_behind(
            segmentation.python,
            &segmentation.families,
            &arg.value,
        ));
    }
    if groups.is_empty() && call.function.is_some() {
        // Labels that a function gets as parameter: the algorithms fitted where its callers stand are not known.
        return groups;
    }
    if groups.is_empty() {
        groups = segmentation.index.near(call.place);
    }
    groups
}

/// Agreement between two partitions: of two algorithms it compares them, of one it shows stability.
fn agreement(segmentation: &Segmentation<'_, '_>, call: &Call, sink: &mut EvidenceSink) {
    let groups: Vec<Vec<&str>> = call
        .args
        .iter()
        .take(2)
        .map(|arg| groups_behind(segmentation.python, &segmentation.families, &arg.value))
        .collect();
    let differ = matches!(groups.as_slice(), [one, other] if !one.is_empty() && !other.is_empty() && one != other);
    let with_truth = call.args.iter().zip(&groups).any(|(arg, groups)| {
        groups.is_empty()
            && arg
                .value
                .name
                .as_deref()
                .is_some_and(|name| TRUTH.as_ref().is_some_and(|truth| truth.is_match(name)))
    });
    let is_itself = matches!(call.args.as_slice(), [one, other, ..]
        if one.value.name.is_some() && one.value.name == other.value.name);
    if is_itself {
        // The start of a series of agreements: it is always 1.
        return;
    }
    if with_truth {
        // True classes beside clusters: how well texts or images are told apart, not whether segments are stable.
    } else if differ {
        segmentation.emit(sink, "clustering.algorithms-compared", call, call.method());
    } else if call.args.len() > 1 {
        segmentation.emit(sink, "clustering.stability", call, call.method());
    }
}

/// A table of one partition against another: customers who change segments.
fn is_flow(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let mut args = call.args.iter().take(2);
    args.len() == 2
        && args.all(|arg| {
            segmentation
                .labels
                .holds(segmentation.python, &segmentation.families, &arg.value)
        })
}

/// The same algorithm fitted again and again with another seed or on other rows.
fn several_runs(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    for call in segmentation
        .python
        .calls
        .iter()
        .filter(|call| is_clustering(&segmentation.families, &call.callee))
    {
        let is_seeded = call.keyword("random_state").is_some_and(is_varied);
        if is_seeded && segmentation.loops.repeats(segmentation.python, call) {
            let strength = strength_of_call(call).min(Strength::Executed);
            crate::matching::emit_code(
                segmentation.python,
                sink,
                "clustering.several-runs",
                strength,
                call.place,
                "random_state",
            );
        }
    }
}
