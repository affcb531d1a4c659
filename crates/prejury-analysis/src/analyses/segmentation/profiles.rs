//! How clusters are looked at: their sizes, their profiles, their shape; scaling before, and labels for new data.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_python::{Arg, Call, Literal, Roles, Value};
use regex::Regex;

use super::evaluation::view;
use super::{CHART, ESTIMATOR, MIXED, SCALER, SHAPE_VIEW, Segmentation};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Aggregates that make a profile of groups.
const PROFILES: &[&str] = &[
    "agg",
    "aggregate",
    "apply",
    "boxplot",
    "describe",
    "hist",
    "mean",
    "median",
    "plot",
    "quantile",
    "std",
    "sum",
    "transform",
];
/// Arguments by which charts are cut or coloured.
const CUTS: &[&str] = &[
    "by",
    "c",
    "class_column",
    "color",
    "column",
    "hue",
    "names",
    "theta",
    "x",
    "y",
    "labels",
    "col",
    "row",
];
/// Charts of counts.
const COUNTS: &[&str] = &["countplot", "pie", "Pie", "treemap", "histogram", "bar"];

pub(super) fn find(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    let python = segmentation.python;
    for call in &python.calls {
        if call.is_attribute {
            if matches!(
                call.method(),
                "cluster_centers_" | "cluster_centroids_" | "means_"
            ) && of_clustering(segmentation, call)
            {
                segmentation.emit(sink, "segmentation.profile-table", call, call.method());
            }
            continue;
        }
        sizes(segmentation, call, sink);
        profile(segmentation, call, sink);
        if segmentation.families.holds(SHAPE_VIEW, &call.callee) {
            segmentation.emit(sink, "clustering.shape", call, view(&call.callee));
        }
        if segmentation.families.holds(CHART, &call.callee)
            && !only_counts(call)
            && (is_cut_by_cluster(segmentation, call) || draws_each_cluster(segmentation, call))
        {
            let turn = doubt(segmentation, call);
            segmentation.emit_in_turn(sink, "clustering.shape", call, call.method(), turn);
        }
        if is_named_view(segmentation, call) {
            segmentation.emit(sink, "clustering.shape", call, call.method());
        }
        if segmentation.families.holds(MIXED, &call.callee) {
            segmentation.emit(sink, "segmentation.mixed-method", call, view(&call.callee));
        }
    }
    scaled(segmentation, sink);
}

pub(super) fn of_clustering(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    call.callee
        .rsplit_once('.')
        .is_some_and(|(owner, _)| segmentation.families.holds(ESTIMATOR, owner))
}

/// How much later a place is shown: labels that the code makes come first, then a name that may mean them where an algorithm
/// is fitted, last one where none is.
fn doubt(segmentation: &Segmentation<'_, '_>, call: &Call) -> i16 {
    let mut values = call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
    if values.any(|value| is_proven(segmentation, value)) {
        return 0;
    }
    1 + i16::from(!segmentation.index.is_fitted_in(call.caller))
}

/// A chart of how many there are of each, and of nothing else.
fn only_counts(call: &Call) -> bool {
    let is_variable = |name: Option<&str>| matches!(name, None | Some("hue" | "x" | "y"));
    match call.method() {
        "Pie" | "pie" | "treemap" => true,
        "countplot" => {
            let variables = call.args.iter().filter(|arg| {
                is_variable(arg.name.as_deref()) && !arg.value.is_a("pandas.DataFrame")
            });
            variables.count() < 2
        }
        _ => false,
    }
}

fn is_label(segmentation: &Segmentation<'_, '_>, value: &Value) -> bool {
    segmentation
        .labels
        .holds(segmentation.python, &segmentation.families, value)
}

fn is_proven(segmentation: &Segmentation<'_, '_>, value: &Value) -> bool {
    segmentation
        .labels
        .are_proven(segmentation.python, &segmentation.families, value)
}

/// The column behind an attribute: `frame.cluster.value_counts`.
fn receiver_is_label(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    call.receiver
        .as_ref()
        .is_some_and(|receiver| is_label(segmentation, receiver))
        || call
            .callee
            .strip_prefix("pandas.DataFrame.")
            .and_then(|rest| rest.rsplit_once('.'))
            .is_some_and(|(column, _)| segmentation.labels.is_column(column))
}

/// A group of rows by cluster, at any length of the chain.
fn is_by_cluster(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let Some(receiver) = &call.receiver else {
        return false;
    };
    let groupings = receiver
        .history
        .iter()
        .rev()
        .filter_map(|at| segmentation.python.calls.get(at.0 as usize));
    let mut grouping =
        groupings.filter(|one| matches!(one.method(), "groupby" | "groupBy" | "pivot_table"));
    grouping
        .next()
        .is_some_and(|one| groups_by_cluster(segmentation, one))
}

/// Whether rows are grouped by their segments of two times (`groupby(["old", "cluster"])`): that counts who moved.
fn crosses_segments(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let groupings = call.receiver.iter().flat_map(|receiver| &receiver.history);
    let mut groupings = groupings
        .rev()
        .filter_map(|at| segmentation.python.calls.get(at.0 as usize))
        .filter(|one| matches!(one.method(), "groupby" | "groupBy"));
    let Some(by) = groupings.next().and_then(|one| one.arg("by", Some(0))) else {
        return false;
    };
    let is_older = |key: &Value| {
        key.as_str().is_some_and(|name| {
            let number = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
            name.len() > number.len()
                && name.len() - number.len() < 2
                && number.trim_start_matches('_').parse::<u32>().is_ok()
        })
    };
    let keys = by.elements.iter();
    let n_labels = keys
        .clone()
        .filter(|key| is_label(segmentation, key))
        .count();
    by.elements.len() > 1 && n_labels > 0 && (n_labels > 1 || keys.clone().any(is_older))
}

fn groups_by_cluster(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    call.arg("by", Some(0))
        .is_some_and(|by| is_label(segmentation, by))
}

fn sizes(segmentation: &Segmentation<'_, '_>, call: &Call, sink: &mut EvidenceSink) {
    let by_cluster = || is_by_cluster(segmentation, call) && !crosses_segments(segmentation, call);
    let is_size = match call.method() {
        "value_counts" => {
            receiver_is_label(segmentation, call)
                || call
                    .args
                    .iter()
                    .any(|arg| is_label(segmentation, &arg.value))
        }
        "size" | "count" | "nunique" => by_cluster(),
        "agg" | "aggregate" => by_cluster() && names_count(segmentation, call),
        "unique" => {
            call.keyword("return_counts").is_some()
                && call
                    .args
                    .iter()
                    .any(|arg| is_label(segmentation, &arg.value))
        }
        "bincount" | "Counter" => call
            .args
            .iter()
            .any(|arg| is_label(segmentation, &arg.value)),
        name if COUNTS.contains(&name) => {
            is_cut_by_cluster(segmentation, call) || receiver_is_label(segmentation, call)
        }
        _ => false,
    };
    if is_size {
        // Sizes are counted by names, too, in the file that makes them.
        let turn = i16::from(doubt(segmentation, call) > 1);
        segmentation.emit_in_turn(sink, "segmentation.sizes", call, call.method(), turn);
    }
}

/// Lines of a call that are looked at for what it is given.
const CALL_LINES: usize = 20;

/// `agg({"amount": ["mean", "count"]})`, `agg(n=("id", "size"))`, `agg(n=pd.NamedAgg("id", "count"))`.
fn names_count(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    fn counts(value: &Value) -> bool {
        matches!(value.as_str(), Some("count" | "size" | "nunique"))
            || value.elements.iter().any(counts)
    }
    // What the constructor of a named aggregate is given is read off its lines.
    let named = || {
        let code = segmentation.python.excerpt(call.place, CALL_LINES);
        let quoted = |word: &&str| {
            code.contains(&format!("'{word}'")) || code.contains(&format!("\"{word}\""))
        };
        code.contains("NamedAgg(") && ["count", "size", "nunique"].iter().any(quoted)
    };
    call.args.iter().any(|arg| counts(&arg.value)) || named()
}

fn profile(segmentation: &Segmentation<'_, '_>, call: &Call, sink: &mut EvidenceSink) {
    let is_profile = PROFILES.contains(&call.method()) && is_by_cluster(segmentation, call)
        || call.method() == "pivot_table"
            && call
                .args
                .iter()
                .any(|arg| is_label(segmentation, &arg.value))
        || call.method() == "melt"
            && call
                .args
                .iter()
                .any(|arg| is_label(segmentation, &arg.value));
    if is_profile {
        segmentation.emit(sink, "segmentation.profile-table", call, call.method());
    }
}

/// A chart with one part or colour for each cluster.
fn is_cut_by_cluster(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    call.args.iter().any(|arg| {
        // Captions are no cut, unless they are the labels themselves.
        let is_caption =
            arg.name.as_deref() == Some("labels") && !is_proven(segmentation, &arg.value);
        let is_cut = arg.name.as_deref().is_none_or(|name| CUTS.contains(&name)) && !is_caption;
        // The data of a chart may be called after clusters without being cut by them.
        let is_frame = arg.name.is_none()
            && arg.value.is_a("pandas.DataFrame")
            && arg.value.roles.is_empty()
            && arg.value.as_str().is_none();
        is_cut && !is_frame && !is_boxed(call, arg) && is_label(segmentation, &arg.value)
    }) || call
        .receiver
        .as_ref()
        .is_some_and(|_| is_by_cluster(segmentation, call))
}

/// What boxes are drawn of, whatever it is called: `plt.boxplot(groups)` is cut by its labels.
fn is_boxed(call: &Call, arg: &Arg) -> bool {
    matches!(arg.name.as_deref(), None | Some("x"))
        && matches!(call.method(), "boxplot" | "violinplot")
        && call.callee.starts_with("matplotlib.")
}

/// Lines of a chart that are looked at for the rows that it draws.
const CHART_LINES: usize = 6;
/// `table[table.cluster == number]`: the rows of one cluster.
static ROWS_OF_ONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\[[^\[\]]*?(\w+)["']?\]?\s*==\s*\w+"#).ok());
/// A table of centres by its name.
static CENTRES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)centro[iï]d|cluster_centers_").ok());

/// A chart that a loop draws of the rows or the centre of one cluster after the other.
fn draws_each_cluster(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    if !call.in_loop || !segmentation.index.is_fitted_in(call.caller) {
        return false;
    }
    let code = segmentation.python.excerpt(call.place, CHART_LINES);
    let of_rows = ROWS_OF_ONE.as_ref().is_some_and(|rows| {
        let mut columns = rows.captures_iter(&code).filter_map(|found| found.get(1));
        columns.any(|column| segmentation.labels.is_column(column.as_str()))
    });
    of_rows || CENTRES.as_ref().is_some_and(|name| name.is_match(&code))
}

/// A function of the candidate's own that draws clusters: `plot_radars(data, group="cluster")`, `display_scatterplot(labels)`.
fn is_named_view(segmentation: &Segmentation<'_, '_>, call: &Call) -> bool {
    let Some((_, name)) = call
        .callee
        .strip_prefix("local:")
        .and_then(|callee| callee.rsplit_once(':'))
    else {
        return false;
    };
    let name = name.to_lowercase();
    // The mean silhouette of each number of clusters chooses the number, and shows no shape.
    let is_mean = ["calcul", "comput", "mean", "moyen", "score"]
        .iter()
        .any(|word| name.contains(word));
    if name.contains("silhouette") && is_mean {
        return false;
    }
    let draws = [
        "radar",
        "spider",
        "snake",
        "silhouette",
        "parallel",
        "scatter",
        "boxplot",
        "factorial",
        "tsne",
        "projection",
    ]
    .iter()
    .any(|word| name.contains(word));
    draws
        && (["radar", "snake", "silhouette"]
            .iter()
            .any(|word| name.contains(word))
            || call
                .args
                .iter()
                .any(|arg| is_label(segmentation, &arg.value)))
}

/// Data that went through a scaler before the algorithm.
fn scaled(segmentation: &Segmentation<'_, '_>, sink: &mut EvidenceSink) {
    let python = segmentation.python;
    for fit in &segmentation.fits {
        if fit
            .data
            .is_some_and(|data| data.roles.contains(Roles::SCALED))
        {
            segmentation.emit(sink, "segmentation.scaled", fit.call, fit.group);
        }
    }
    let units: Vec<_> = segmentation
        .fits
        .iter()
        .map(|fit| fit.call.caller)
        .collect();
    for call in python
        .calls
        .iter()
        .filter(|call| segmentation.families.holds(SCALER, &call.callee))
    {
        if units.contains(&call.caller) {
            let strength: Strength = strength_of_call(call);
            emit_code(
                python,
                sink,
                "segmentation.scaled",
                strength,
                call.place,
                view(&call.callee),
            );
        }
    }
    // Scalers inside a ColumnTransformer or a Pipeline are fitted with it.
    for call in python
        .calls
        .iter()
        .filter(|call| !call.is_attribute && units.contains(&call.caller))
    {
        let is_made =
            call.method().ends_with("Scaler") && call.callee.starts_with("sklearn.preprocessing.");
        if is_made && !matches!(call.result.literal, Some(Literal::None)) {
            segmentation.emit(sink, "segmentation.scaled", call, call.method());
        }
    }
}
