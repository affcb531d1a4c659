//! Scaling of the features, and when it is fitted (C1.4.1-CE5).
//!
//! # Counts as evidence
//! A scaler fitted on the training part or inside a pipeline; any scaling where nothing is split (segmentation, scores).
//! # Does not count
//! A scaler of the target, of predictions or residuals, an import, pixels divided by 255.
//! A scaled copy that nothing reads is made and not applied.
//! # Limits
//! A scaler fitted in another notebook than the split is judged as if nothing were split.

use std::collections::BTreeSet;

use foldhash::HashSet;
use prejury_catalog::Catalog;
use prejury_python::{Call, Roles, UnitIdx, Value};
use smol_str::SmolStr;

use super::hints::STANDARDS;
use super::names::{DIVIDES, FITS, PIPELINE, SCALES, TRANSFORMS};
use super::statements::Statement;
use super::unread::Unread;
use super::{Kind, Operation, Preparation, is_match, pattern};
use crate::sink::EvidenceSink;

pattern!(
    BY_HAND,
    r"\(\s*(\w+(?:\[[^\]]+\])?)\s*-\s*\w+(?:\[[^\]]+\])?\.(?:mean|min)\(\)\s*\)\s*/\s*\(?\s*\w+(?:\[[^\]]+\])?\.(?:std|max)\(\)|=.*\bzscore\(|\.apply\(\s*(?:stats\.)?zscore"
);

// Predictions and residuals are looked at in one unit; no model learns from them.
pattern!(
    OF_RESULTS,
    r"(?i)transform\(\s*(?:y_pred|y_hat|preds?|predictions?|resid(?:s|us?|uals?)?(?:_(?:train|test|std|pred))?)\b|\[\s*['\x22](?:resid(?:s|us?|uals?)?|predictions?|y_pred|pred)['\x22]"
);

// `table["rating"] = ...`: what is to be predicted, on another scale.
pattern!(
    TARGET_WRITTEN,
    r#"(?i)^\w+\[['\x22](?:label|rating|target|y)['\x22]\]\s*=[^=]"#
);
pattern!(DRAWING, r"(?i)plot|draw|display|affich|visu|graph|chart");

/// Whether a call stands in a function that draws, by its name.
fn draws(preparation: &Preparation<'_>, call: &Call) -> bool {
    let unit = preparation.python.units.get(call.place.unit.0 as usize);
    let function = call.function;
    let definition = function.and_then(|at| unit?.definitions.get(at.0 as usize));
    definition.is_some_and(|definition| is_match(&DRAWING, &definition.name))
}

pub(super) fn find(
    preparation: &Preparation<'_>,
    catalog: &Catalog,
    sink: &mut EvidenceSink,
) -> Vec<Operation> {
    let scaler = catalog.family("feature-scaler");
    let of_scaler = |value: &Value| scaler.is_some_and(|family| family.matches_any(&value.types));
    let models = ["linear-supervised", "nonlinear-supervised"].map(|name| catalog.family(name));
    let of_model = |value: &Value| {
        let mut families = models.iter().flatten();
        families.any(|family| family.matches_any(&value.types))
    };
    let split: BTreeSet<UnitIdx> = preparation
        .calls_of(DIVIDES)
        .filter(|call| splits(call))
        .map(|call| call.caller)
        .collect();
    let late: Vec<&Call> = preparation
        .calls_of(DIVIDES | FITS)
        .filter(|call| splits(call) || cross_validates(call))
        .collect();
    let scaled_in_folds: BTreeSet<UnitIdx> = late
        .iter()
        .filter(|call| {
            !splits(call) && data_of(call).is_some_and(|value| value.roles.contains(Roles::SCALED))
        })
        .map(|call| call.caller)
        .collect();
    // `for train, test in folds.split(X): model.fit(X[train], y[train])`
    let scaled_in_own_folds: BTreeSet<UnitIdx> = preparation
        .calls_of(FITS)
        .filter(|call| {
            call.method() == "fit"
                && call.args.len() > 1
                && data_of(call)
                    .is_some_and(|value| value.roles.contains(Roles::SCALED | Roles::FOLD))
        })
        .map(|call| call.caller)
        .collect();
    let scaled_in_split: BTreeSet<UnitIdx> = late
        .iter()
        .filter(|call| {
            splits(call)
                && call
                    .args
                    .iter()
                    .any(|arg| arg.value.roles.contains(Roles::SCALED))
        })
        .map(|call| call.caller)
        .collect();
    let fitted_early = composites_fitted_early(preparation, &late, &of_scaler);
    let unread = copies_unread(preparation, &of_scaler);
    let mut operations = Vec::new();
    for call in preparation.calls_of(FITS | SCALES | PIPELINE) {
        let is_fit = matches!(call.method(), "fit" | "fit_transform" | "adapt")
            && call.receiver.as_ref().is_some_and(of_scaler);
        let is_function = scaler.is_some_and(|family| family.matches(&call.callee))
            && call
                .method()
                .starts_with(|first: char| first.is_ascii_lowercase())
            && !is_fit
            && !matches!(
                call.method(),
                "transform"
                    | "inverse_transform"
                    | "fit"
                    | "get_feature_names_out"
                    | "set_output"
                    | "partial_fit"
                    | "get_params"
            );
        let in_pipeline = matches!(
            call.method(),
            "Pipeline" | "make_pipeline" | "ColumnTransformer" | "make_column_transformer"
        ) && call.args.iter().any(|arg| holds(&arg.value, &of_scaler, 0));
        if !is_fit && !is_function && !in_pipeline {
            continue;
        }
        let data = call.positional(0);
        let on_target = (is_fit || is_function)
            && data.is_some_and(|value| {
                value.roles.contains(Roles::TARGET)
                    || value
                        .name
                        .as_deref()
                        .is_some_and(|name| name == "y" || name.starts_with("y_"))
            });
        let on_results = || is_fit && is_match(&OF_RESULTS, preparation.code_of(call));
        if on_target || on_results() {
            continue;
        }
        let subject = call
            .receiver
            .as_ref()
            .and_then(|receiver| receiver.types.first())
            .map_or(call.method(), |name| {
                name.rsplit('.').next().unwrap_or(name)
            });
        let mut inside = call
            .args
            .iter()
            .filter(|_| in_pipeline)
            .filter_map(|arg| super::encoding::innermost(&arg.value, &of_scaler, 0));
        let subject = inside.next().unwrap_or(subject);
        preparation.emit_call(sink, "features.scaled", call, subject);
        let on_train = data.is_some_and(|value| value.roles.contains(Roles::TRAIN));
        let in_fold = data.is_some_and(|value| value.roles.contains(Roles::FOLD));
        let by_itself = || {
            fitted_early.contains(&(call.caller, call.callee.clone()))
                && !call.args.iter().any(|arg| holds(&arg.value, &of_model, 0))
        };
        let early = in_pipeline && by_itself()
            || !in_pipeline
                && (!on_train && scaled_in_split.contains(&call.caller)
                    || scaled_in_folds.contains(&call.caller)
                    || !in_fold && scaled_in_own_folds.contains(&call.caller));
        let is_read = !is_fit || !unread.contains(&call.caller);
        let is_late =
            on_train || !split.contains(&call.caller) || !scaled_in_split.contains(&call.caller);
        let sound = !early && (in_pipeline || is_late && is_read);
        if sound {
            // What learns from the training part alone says so by itself; a helper that draws scales for its chart.
            let turn = match () {
                () if draws(preparation, call) => 3,
                () if on_train && is_fit => 0,
                () => 1,
            };
            let signal = "features.scaled-soundly";
            preparation.emit_call_in_turn(sink, signal, call, subject, turn);
        } else if early {
            preparation.emit_call(sink, "features.scaled-early", call, subject);
        }
        operations.push(preparation.of_call(Kind::Scaling, call));
    }
    for statement in preparation.statements.iter().filter(|statement| {
        statement.hints.any(&[STANDARDS]) && is_match(&BY_HAND, &statement.code)
    }) {
        // A z-score compared with a bound looks for outliers.
        if statement.code.contains(['<', '>'])
            || !statement.code.contains('=') && !statement.code.starts_with("return")
        {
            continue;
        }
        if is_match(&TARGET_WRITTEN, &statement.code) {
            operations.push(super::of_statement(Kind::Scaling, statement));
            continue;
        }
        preparation.emit(sink, "features.scaled", statement, "");
        let signal = if scaled_in_split.contains(&statement.place.unit) {
            "features.scaled-early"
        } else {
            "features.scaled-soundly"
        };
        preparation.emit_in_turn(sink, signal, statement, "", 1);
        operations.push(super::of_statement(Kind::Scaling, statement));
    }
    operations
}

/// Pipelines and column transformers with a scaler that are fitted on rows which are split, or cut into folds, after it:
/// by run and class, the steps of each included.
fn composites_fitted_early(
    preparation: &Preparation<'_>,
    late: &[&Call],
    of_scaler: &impl Fn(&Value) -> bool,
) -> HashSet<(UnitIdx, SmolStr)> {
    let mut classes = HashSet::default();
    for call in late {
        let sound = if splits(call) {
            Roles::TRAIN
        } else {
            Roles::FOLD
        };
        let behind = call.args.iter().flat_map(|arg| &arg.value.history);
        for made in behind.filter_map(|at| preparation.call(*at)) {
            let is_early = made.method() == "fit_transform"
                && made.order < call.order
                && !made
                    .positional(0)
                    .is_some_and(|data| data.roles.intersects(sound));
            let composite = made.receiver.as_ref().filter(|receiver| {
                is_early && !of_scaler(receiver) && holds(receiver, of_scaler, 0)
            });
            if let Some(composite) = composite {
                add_classes(composite, call.caller, &mut classes, 0);
            }
        }
    }
    classes
}

fn add_classes(
    value: &Value,
    unit: UnitIdx,
    classes: &mut HashSet<(UnitIdx, SmolStr)>,
    depth: u32,
) {
    classes.extend(value.types.iter().map(|name| (unit, name.clone())));
    if depth < 6 {
        for element in &value.elements {
            add_classes(element, unit, classes, depth + 1);
        }
    }
}

/// Units in which every scaled copy gets a name that nothing reads: no model takes it. A copy without a name of its own
/// (a column written over) is taken for read.
fn copies_unread(
    preparation: &Preparation<'_>,
    of_scaler: &impl Fn(&Value) -> bool,
) -> BTreeSet<UnitIdx> {
    let copies: Vec<(UnitIdx, Option<&Statement<'_>>)> = preparation
        .calls_of(FITS | TRANSFORMS)
        .filter(|call| matches!(call.method(), "transform" | "fit_transform"))
        .filter(|call| call.receiver.as_ref().is_some_and(of_scaler))
        .map(|call| (call.caller, preparation.statement_of(call)))
        .collect();
    if copies.is_empty() {
        return BTreeSet::new();
    }
    let names_copy = |statement: &Statement<'_>| statement.code.contains("transform(");
    let unread = Unread::of(&preparation.statements, names_copy);
    let is_unread =
        |statement: Option<&Statement<'_>>| statement.is_some_and(|one| unread.holds(one));
    let read: BTreeSet<UnitIdx> = copies
        .iter()
        .filter(|(_, statement)| !is_unread(*statement))
        .map(|(unit, _)| *unit)
        .collect();
    // Where no model is fitted, the copy may be meant for another file.
    let learning: BTreeSet<UnitIdx> = preparation
        .calls_of(FITS)
        .filter(|call| matches!(call.method(), "fit" | "fit_predict"))
        .filter(|call| !call.receiver.as_ref().is_some_and(of_scaler))
        .map(|call| call.caller)
        .collect();
    let units = copies.into_iter().map(|(unit, _)| unit);
    units
        .filter(|unit| learning.contains(unit) && !read.contains(unit))
        .collect()
}

fn holds(value: &Value, test: &impl Fn(&Value) -> bool, depth: u32) -> bool {
    test(value)
        || depth < 6
            && value
                .elements
                .iter()
                .any(|element| holds(element, test, depth + 1))
}

fn splits(call: &Call) -> bool {
    matches!(call.method(), "train_test_split" | "randomSplit")
}

fn cross_validates(call: &Call) -> bool {
    let is_search = call.method() == "fit"
        && call
            .receiver
            .as_ref()
            .is_some_and(|receiver| receiver.types.iter().any(|name| name.ends_with("SearchCV")));
    is_search
        || matches!(
            call.method(),
            "cross_val_score" | "cross_validate" | "cross_val_predict"
        )
}

fn data_of(call: &Call) -> Option<&Value> {
    call.arg("X", Some(usize::from(call.method() != "fit")))
}
