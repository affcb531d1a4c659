//! Class imbalance (C2.1.2-CE5).
//!
//! # What it looks for
//! Counts of the target's classes; weights, samplers and thresholds that treat an imbalance; stratified splits.
//! # Counts as evidence
//! Measured: `value_counts`, `Counter`, `countplot`, ... of the target, sums of several labels. Treated: as many rows drawn of each class, `class_weight`, `scale_pos_weight`,
//! imbalanced-learn samplers that are fitted (also inside a pipeline), a tuned decision threshold.
//! # Does not count
//! A sampler that is only imported; `class_weight=None`; stratification alone (it has a signal of its own).
//! # Limits
//! Classes that were counted in another tool, or in SQL, are not seen.

use std::collections::{BTreeMap, BTreeSet};

use prejury_core::Strength;
use prejury_python::{Call, CodePlace, Keywords, Literal, PythonFacts, Reach, Roles, Value};

use super::estimators::{Family, short};
use super::{Supervised, emit, walk};
use crate::analyses::Context;
use crate::matching::{emit_call_in_turn, emit_code, strength_of_call, strength_of_code};
use crate::sink::EvidenceSink;

/// Letters of the shortest name of a chosen threshold.
const MIN_THRESHOLD: usize = 8;

/// Lines of a call that are looked at for one of its options.
const MAX_LINES: usize = 60;
/// Marks of calls.
const COUNTS: u32 = 1;
const SAMPLES: u32 = 2;
const TUNES: u32 = 4;
const STRATIFIES: u32 = 8;
const SEARCHES: u32 = 16;
const WEIGHS: u32 = 32;
const DRAWS: u32 = 64;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let mut targets = super::target::columns(supervised);
    encoded(python, &mut targets);
    let labels = super::target::lists(supervised);
    let counted = Steps::of(supervised, &targets);
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "value_counts" | "Counter" | "bincount" | "countplot" | "histplot" | "unique" | "size"
        | "count" | "sum" | "mean" | "crosstab" | "pie" | "bar" | "barplot" | "hist"
        | "histogram" | "catplot" | "displot" => COUNTS,
        "fit_resample" | "fit_sample" | "cross_val_score" | "cross_validate" => SAMPLES,
        "fit" | "fit_transform" if callee.contains("TunedThresholdClassifierCV") => TUNES | SAMPLES,
        "fit" => SAMPLES,
        "resample" if callee == "sklearn.utils.resample" => SAMPLES,
        // So many rows of each class, drawn.
        "sample" => DRAWS,
        "split" if callee.contains("Stratified") => STRATIFIES,
        "GridSearchCV" | "RandomizedSearchCV" | "BayesSearchCV" | "HalvingGridSearchCV" => SEARCHES,
        "compute_class_weight" | "compute_sample_weight" => WEIGHS,
        _ => 0,
    });
    let mut fitted: Vec<(&Call, &str)> = Vec::new();
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark & COUNTS != 0 && counts_classes(call, &targets, &counted) {
            // `if y.value_counts().min() < n: raise ...` asks for enough rows, and shows no classes side by side.
            let guards = call.method() == "value_counts"
                && python
                    .excerpt(call.place, 1)
                    .contains(".value_counts().min()");
            let turn = i16::from(guards);
            emit_call_in_turn(
                python,
                sink,
                "imbalance.measured",
                call,
                call.method(),
                turn,
            );
        }
        if mark & COUNTS != 0 && sums_labels(call, &labels) {
            emit(python, sink, "imbalance.measured", call, call.method());
        }
        if mark & DRAWS != 0 && counted.grouped.contains(&statement(call)) {
            emit(python, sink, "imbalance.treated", call, "sample");
        }
        if mark & SEARCHES != 0 && searches_weights(call) || mark & WEIGHS != 0 {
            emit(python, sink, "imbalance.treated", call, "class_weight");
        }
        if mark & SAMPLES != 0 {
            let sampler = sampler_name(supervised, call);
            if sampler.is_some()
                || !matches!(call.method(), "fit" | "cross_val_score" | "cross_validate")
            {
                let subject = sampler.unwrap_or("fit_resample");
                // More rows of the test part are no treatment.
                let is_of_test = call.args.iter().any(|arg| {
                    arg.value.roles.contains(Roles::TEST) && !arg.value.roles.contains(Roles::TRAIN)
                });
                if sampler.is_some() && call.method() == "fit" {
                    fitted.push((call, subject));
                } else if !is_of_test {
                    emit(python, sink, "imbalance.treated", call, subject);
                }
            }
        }
        if mark & TUNES != 0 {
            emit(
                python,
                sink,
                "imbalance.treated",
                call,
                "TunedThresholdClassifierCV",
            );
        }
        if mark & STRATIFIES != 0 {
            let class = short(call.callee.trim_end_matches(".split"));
            emit(python, sink, "imbalance.stratified", call, class);
        }
    }
    steps(supervised, &fitted, sink);
    const ASKED: Keywords = Keywords::any_of(WEIGHTING).and(Keywords::of("stratify"));
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let named = call
            .args_given(ASKED)
            .iter()
            .filter_map(|arg| Some((arg.name.as_deref()?, &arg.value)));
        for (name, value) in named {
            if let Some(option) = weighting(name, value) {
                let place = line_of(python, call.place, option);
                let strength = strength_of_call(call);
                emit_code(python, sink, "imbalance.treated", strength, place, option);
                break;
            }
            if name == "stratify" && value.literal != Some(Literal::None) {
                emit(python, sink, "imbalance.stratified", call, "stratify");
            }
        }
    }
    for unit in &python.units {
        for assignment in &unit.assignments {
            if assignment.value.literal.is_some() || assignment.target.len() < MIN_THRESHOLD {
                continue;
            }
            let name = assignment.target.to_ascii_lowercase();
            let is_threshold = name.contains("threshold") || name.contains("seuil");
            let is_chosen = ["best", "opt", "meilleur"]
                .iter()
                .any(|word| name.contains(word));
            if is_threshold && is_chosen && !is_loaded(supervised, &assignment.value) {
                let strength = strength_of_code(assignment.reach, assignment.run);
                emit_code(
                    python,
                    sink,
                    "imbalance.treated",
                    strength,
                    assignment.place,
                    &assignment.target,
                );
            }
        }
    }
    if !sink.has_any(&["imbalance.measured", "imbalance.treated"]) {
        super::labels::find(supervised, &targets, ctx, sink);
    }
}

/// The line of a call over several lines that holds a word, or the whole call.
fn line_of(python: &PythonFacts, place: CodePlace, word: &str) -> CodePlace {
    let text = python.excerpt(place, MAX_LINES);
    let mut lines = (place.line..).zip(text.lines());
    let found = lines.find(|(_, text)| text.contains(word));
    found.map_or(place, |(line, _)| CodePlace {
        line,
        end_line: line,
        ..place
    })
}

/// Samplers inside of pipelines that are fitted: the line that names the sampler tells more than the fit.
fn steps(supervised: &Supervised<'_>, fitted: &[(&Call, &str)], sink: &mut EvidenceSink) {
    let python = supervised.python;
    let mut best: BTreeMap<(u32, &str), Strength> = BTreeMap::new();
    for (call, sampler) in fitted {
        let strength = strength_of_call(call);
        let known = best.entry((call.caller.0, sampler)).or_insert(strength);
        *known = (*known).max(strength);
    }
    if best.is_empty() {
        return;
    }
    let mut named = BTreeSet::new();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let at = (call.caller.0, call.method());
        if let Some(strength) = best.get(&at)
            && supervised.estimators.is(Family::Resampler, &call.callee)
        {
            named.insert(at);
            let strength = strength_of_call(call).min(*strength);
            emit_code(
                python,
                sink,
                "imbalance.treated",
                strength,
                call.place,
                at.1,
            );
        }
    }
    for (call, sampler) in fitted {
        if !named.contains(&(call.caller.0, *sampler)) {
            emit(python, sink, "imbalance.treated", call, sampler);
        }
    }
}

/// Methods by which a value comes from elsewhere: a path, a stored model, a setting.
const LOADERS: &[&str] = &[
    "Path",
    "environ",
    "get",
    "getenv",
    "input",
    "join",
    "json",
    "load",
    "open",
    "read",
    "safe_load",
];

/// A threshold or its path read from somewhere: it was chosen elsewhere, if at all.
fn is_loaded(supervised: &Supervised<'_>, value: &Value) -> bool {
    let is_loader =
        |call: &Call| LOADERS.contains(&call.method()) || call.method().starts_with("read_");
    let made = value.history.last().and_then(|at| supervised.call(*at));
    made.is_some_and(is_loader)
        || value
            .types
            .iter()
            .any(|name| name.starts_with("os.path.") || name.starts_with("pathlib."))
}

/// Unit, cell and line where a statement begins: the calls of one chain share it.
type Statement = (u32, u32, u32);

fn statement(call: &Call) -> Statement {
    (call.place.unit.0, call.place.cell, call.place.line)
}

/// Steps from the target to a count of its classes, by statement.
struct Steps {
    /// The tags of each row in one list: `df["Tags"].explode()`, `chain.from_iterable(df["Tags"])`.
    flattened: BTreeSet<Statement>,
    /// Rows grouped by the target.
    grouped: BTreeSet<Statement>,
}

impl Steps {
    fn of(supervised: &Supervised<'_>, targets: &BTreeSet<&str>) -> Self {
        let mut steps = Self {
            flattened: BTreeSet::new(),
            grouped: BTreeSet::new(),
        };
        for call in &supervised.python.calls {
            let is_given = || call.args.iter().any(|arg| is_target(&arg.value, targets));
            let is_named = || {
                let mut names = call.args.iter().filter_map(|arg| column_in(&arg.value));
                names.any(|name| names_target(name) || targets.contains(name))
            };
            match call.method() {
                "explode" | "stack" | "from_iterable" | "chain" => {
                    let of_target = call
                        .receiver
                        .as_ref()
                        .is_some_and(|of| is_target(of, targets));
                    if of_target || is_given() || call.method() == "explode" && is_named() {
                        steps.flattened.insert(statement(call));
                    }
                }
                "groupby" if call.args.len() == 1 && (is_given() || is_named()) => {
                    steps.grouped.insert(statement(call));
                }
                _ => {}
            }
        }
        steps
    }
}

/// `"label"`, `["label"]`
fn column_in(value: &Value) -> Option<&str> {
    match value.elements.as_slice() {
        [one] if value.keys.is_empty() => one.as_str(),
        _ => value.as_str(),
    }
}

/// Calls that give each class a number and change nothing else.
const ENCODES: &[&str] = &[
    "astype",
    "factorize",
    "fit_transform",
    "map",
    "ravel",
    "replace",
    "transform",
];

/// `df["code"] = df["category"].astype("category").cat.codes`: who counts the categories counts the classes of the target.
fn encoded<'f>(python: &'f PythonFacts, targets: &mut BTreeSet<&'f str>) {
    if targets.is_empty() {
        return;
    }
    let columns = python.units.iter().flat_map(|unit| &unit.new_columns);
    let sources: Vec<&str> = columns
        .filter(|column| {
            let name = column.column.as_deref();
            name.is_some_and(|name| targets.contains(name))
                && !column.arithmetic
                && column.reach == Reach::Live
                && column
                    .calls
                    .iter()
                    .all(|call| ENCODES.contains(&short(call)))
        })
        .filter_map(|column| match column.from.as_slice() {
            [source] => Some(source.as_str()),
            _ => None,
        })
        .collect();
    targets.extend(sources);
}

/// The target, or the column that holds it.
fn is_target(value: &Value, targets: &BTreeSet<&str>) -> bool {
    let is_column = super::target::column_of(value).is_some_and(|name| targets.contains(name));
    (value.roles.contains(Roles::TARGET) || is_column) && !value.roles.intersects(Roles::PREDICTED)
}

/// How often each of several labels is given: `y.sum(axis=0)`, `df[tags].sum()`.
fn sums_labels(call: &Call, labels: &BTreeSet<BTreeSet<&str>>) -> bool {
    let Some(table) = call
        .receiver
        .as_ref()
        .filter(|_| matches!(call.method(), "sum" | "mean"))
    else {
        return false;
    };
    if table.roles.intersects(Roles::PREDICTED) {
        return false;
    }
    let is_by_column = call
        .arg("axis", Some(0))
        .is_none_or(|axis| axis.literal == Some(Literal::Int(0)));
    let only = table.columns.as_ref().and_then(|of| of.only.as_deref());
    let is_list = || {
        only.is_some_and(|names| labels.contains(&names.iter().map(|one| one.as_str()).collect()))
    };
    let is_matrix = || table.roles.contains(Roles::TARGET) && call.arg("axis", Some(0)).is_some();
    is_by_column && (is_list() || is_matrix())
}

/// A count or chart of the classes of the target.
fn counts_classes(call: &Call, targets: &BTreeSet<&str>, steps: &Steps) -> bool {
    let method = call.method();
    let is_target = |value: &Value| is_target(value, targets);
    let names_target = |name: &str| names_target(name) || targets.contains(name);
    let from_receiver = call.receiver.as_ref().is_some_and(is_target);
    let arg_is_target = call
        .args
        .iter()
        .any(|arg| is_target(&arg.value) || arg.value.as_str().is_some_and(names_target));
    let is_of = |made: &BTreeSet<Statement>| made.contains(&statement(call));
    match method {
        "value_counts" | "Counter" | "bincount" => {
            from_receiver || arg_is_target || is_of(&steps.flattened)
        }
        "unique" => call.keyword("return_counts").is_some() && (from_receiver || arg_is_target),
        // A chart counts classes when the target is its one variable: with two it shows a relation.
        "countplot" | "histplot" | "hist" | "histogram" | "catplot" | "displot" => {
            let n_variables = call
                .args
                .iter()
                .filter(|arg| matches!(arg.name.as_deref(), None | Some("x" | "y")))
                .count();
            (from_receiver || arg_is_target) && n_variables <= 2
        }
        // The rows of each class: `df.groupby("label").size()`, also of one column.
        "size" | "count" => is_of(&steps.grouped),
        "pie" | "bar" | "barplot" => from_receiver,
        _ => false,
    }
}

/// Column names that mean the target wherever they stand.
fn names_target(column: &str) -> bool {
    matches!(
        column.to_ascii_lowercase().as_str(),
        "target"
            | "label"
            | "labels"
            | "class"
            | "classe"
            | "cible"
            | "y"
            | "is_fraud"
            | "sentiment"
            | "churn"
    )
}

/// Options that weigh the classes.
const WEIGHTING: &[&str] = &[
    "class_weight",
    "scale_pos_weight",
    "is_unbalance",
    "auto_class_weights",
    "class_weights",
    "sample_weight",
];

/// The option by which an argument weighs the classes.
fn weighting(name: &str, value: &Value) -> Option<&'static str> {
    let option = WEIGHTING.iter().find(|option| **option == name)?;
    let is_off = matches!(
        value.literal,
        Some(Literal::None | Literal::Bool(false) | Literal::Int(1))
    );
    (!is_off).then_some(*option)
}

/// A search over `class_weight` in a grid.
fn searches_weights(call: &Call) -> bool {
    let mut found = false;
    for arg in &call.args {
        walk(&arg.value, &mut |value| {
            found |= value
                .keys
                .iter()
                .any(|key| key.ends_with("class_weight") || key.ends_with("scale_pos_weight"));
        });
    }
    found
}

/// The sampler that a call fits: alone, or as a step of a pipeline.
fn sampler_name<'f>(supervised: &Supervised<'f>, call: &'f Call) -> Option<&'f str> {
    let mut found = None;
    walk(call.receiver.as_ref()?, &mut |value| {
        found = found.or_else(|| {
            let mut types = value.types.iter();
            let sampler = types.find(|name| supervised.estimators.is(Family::Resampler, name));
            sampler.map(|name| short(name))
        });
    });
    found
}
