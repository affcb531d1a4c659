//! Models that are trained.
//!
//! # What it looks for
//! Fits of supervised estimators of classic libraries, through pipelines, searches, loops and helper functions.
//! # Counts as evidence
//! Each algorithm at its first fit; the parts of a split that models are fitted on; linear and non-linear ones apart.
//! # Does not count
//! Networks of deep-learning libraries, dummies alone, estimators that are made and never fitted.
//! # Limits
//! An estimator whose class is unknown (loaded from a file, built by an unknown function) is not counted.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{Call, CallIdx, CodePlace, Roles, UnitIdx};

use super::estimators::{is_maker, short};
use super::{Supervised, Task, Training, emit};
use crate::analyses::Context;
use crate::matching::{emit_call_in_turn, emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let mut seen: BTreeSet<(&str, Strength)> = BTreeSet::new();
    splits(supervised, sink);
    let mut shown: HashSet<(UnitIdx, &str, Strength)> = HashSet::default();
    let makers = Makers::of(supervised, ctx);
    let imputing = imputing(supervised);
    let mut trainings: Vec<&Training<'_>> = supervised
        .trainings
        .iter()
        .filter(|training| !imputing.contains(&training.call.place))
        .collect();
    // Each algorithm is shown once: where it is fitted on the part that serves for it, if anywhere.
    trainings.sort_by_key(|training| !training.fitted_on.contains(Roles::TRAIN));
    for training in trainings {
        for algorithm in &training.algorithms {
            let on_train = training.fitted_on.contains(Roles::TRAIN)
                && !training
                    .fitted_on
                    .intersects(Roles::TEST | Roles::VALIDATION);
            let place = training.call.place.unit;
            let strength = strength_of_call(training.call);
            if on_train && shown.insert((place, algorithm, strength)) {
                emit(
                    python,
                    sink,
                    "model.supervised.fitted-on-train",
                    training.call,
                    short(algorithm),
                );
            }
            if !seen.insert((algorithm, strength)) {
                continue;
            }
            emit(
                python,
                sink,
                "model.supervised.trained",
                training.call,
                short(algorithm),
            );
            let signal = if supervised.estimators.is_linear(algorithm) {
                "model.supervised.linear"
            } else {
                "model.supervised.nonlinear"
            };
            if supervised.estimators.is_linear(algorithm)
                || supervised.estimators.is_nonlinear(algorithm)
            {
                // The line that names the algorithm tells more than `model.fit(X, y)`.
                let place = makers.place_of(algorithm, training.call);
                emit_code(python, sink, signal, strength, place, short(algorithm));
            }
            match supervised.estimators.task(algorithm) {
                Some(Task::Classification) => emit(
                    python,
                    sink,
                    "task.classification",
                    training.call,
                    short(algorithm),
                ),
                Some(Task::Regression) => emit(
                    python,
                    sink,
                    "task.regression",
                    training.call,
                    short(algorithm),
                ),
                None => {}
            }
        }
    }
    if !supervised.is_trained() {
        return;
    }
    networks(supervised, ctx, sink);
    let mut seen: BTreeSet<(&str, Strength)> = BTreeSet::new();
    for score in supervised.scores.iter().filter(|score| !score.is_network) {
        if !seen.insert((score.metric, strength_of_call(score.call))) {
            continue;
        }
        match score.task {
            Some(Task::Classification) => emit(
                python,
                sink,
                "task.classification",
                score.call,
                score.metric,
            ),
            Some(Task::Regression) => {
                emit(python, sink, "task.regression", score.call, score.metric)
            }
            None => {}
        }
    }
}

/// What tells which values are missing.
const GAPS: &[&str] = &[".isna()", ".isnull()", ".notna()", ".notnull()"];

/// Fits of models that only fill in missing values: what they predict goes into the rows where a column is empty.
fn imputing(supervised: &Supervised<'_>) -> HashSet<CodePlace> {
    let mut predictions: BTreeSet<&CallIdx> = BTreeSet::new();
    // `knn = KNeighborsRegressor().fit(X, y)`
    let mut named: HashMap<CodePlace, &str> = HashMap::default();
    for unit in &supervised.python.units {
        // `mask = df["x"].notnull()`
        let line_of = |place: CodePlace| {
            let cell = unit.cells.get(place.cell as usize)?;
            cell.line(place.line)
        };
        let is_gap = |code: &str| GAPS.iter().any(|gap| code.contains(gap));
        let rows = unit
            .assignments
            .iter()
            .filter(|assignment| assignment.target.ends_with(".loc[…]"));
        let rows: Vec<_> = rows.collect();
        if rows.is_empty() {
            continue;
        }
        let masks = unit.assignments.iter().filter(|assignment| {
            !assignment.target.contains(['.', '[']) && line_of(assignment.place).is_some_and(is_gap)
        });
        let assigned = unit.assignments.iter();
        named.extend(assigned.map(|assignment| (assignment.place, &*assignment.target)));
        let masks: HashSet<&str> = masks.map(|assignment| &*assignment.target).collect();
        // `df.loc[df["x"].isna(), "x"] = ...`, `df.loc[~mask, "x"] = ...`
        for assignment in rows {
            let target = line_of(assignment.place).and_then(|code| Some(code.split_once('=')?.0));
            let fills = |target: &str| {
                let rows = target.split_once(".loc[").map_or("", |(_, rows)| rows);
                let rows = rows.split(',').next().unwrap_or_default();
                is_gap(target) || masks.contains(rows.trim().trim_start_matches('~'))
            };
            if target.is_some_and(fills) {
                predictions.extend(&assignment.value.history);
            }
        }
    }
    let mut places = HashSet::default();
    for at in predictions {
        let Some(call) = supervised.call(*at) else {
            continue;
        };
        if call.method() != "predict" {
            continue;
        }
        let Some(model) = call
            .receiver
            .as_ref()
            .and_then(|model| model.name.as_deref())
        else {
            continue;
        };
        // The last fit of that name before.
        let fitted = supervised.trainings.iter().filter(|training| {
            training.call.caller == call.caller
                && training.call.order < call.order
                && fitted_as(training.call, &named) == Some(model)
        });
        let last = fitted.max_by_key(|training| training.call.order);
        places.extend(last.map(|training| training.call.place));
    }
    places
}

/// The name under which a fit leaves its model: `model.fit(X, y)`, or that of `named` by place, which is assigned the fit.
fn fitted_as<'f>(fit: &'f Call, named: &HashMap<CodePlace, &'f str>) -> Option<&'f str> {
    let receiver = fit.receiver.as_ref();
    let name = receiver.and_then(|receiver| receiver.name.as_deref());
    name.or_else(|| named.get(&fit.place).copied())
}

/// Where estimators are made, by run and class.
struct Makers<'f> {
    made: HashMap<(UnitIdx, &'f str), Vec<&'f Call>>,
}

impl<'f> Makers<'f> {
    fn of(supervised: &Supervised<'f>, ctx: &Context<'f>) -> Self {
        let families = &supervised.estimators;
        let calls = ctx
            .facts
            .marked_calls(|callee, _| u32::from(is_maker(callee) && families.is_algorithm(callee)));
        let mut made: HashMap<_, Vec<&Call>> = HashMap::default();
        for (_, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
            let key = (call.caller, call.callee.as_str());
            made.entry(key).or_default().push(call);
        }
        Self { made }
    }

    /// The last place before a training that makes its algorithm, or the training itself.
    fn place_of(&self, algorithm: &str, training: &Call) -> CodePlace {
        let made = self
            .made
            .get(&(training.caller, algorithm))
            .into_iter()
            .flatten();
        let before =
            made.filter(|call| call.order < training.order && call.reach == training.reach);
        before
            .max_by_key(|call| call.order)
            .map_or(training.place, |call| call.place)
    }
}

/// The splits that made the rows models are fitted on.
fn splits(supervised: &Supervised<'_>, sink: &mut EvidenceSink) {
    let mut seen: HashSet<CallIdx> = HashSet::default();
    let on_train = supervised
        .trainings
        .iter()
        .filter(|training| training.fitted_on.contains(Roles::TRAIN));
    for training in on_train {
        let data = training.call.arg("X", Some(0));
        let history = data.map(|data| data.history.as_slice()).unwrap_or_default();
        for at in history {
            let split = supervised.call(*at).filter(|call| {
                matches!(
                    call.method(),
                    "train_test_split" | "iterative_train_test_split" | "randomSplit" | "split"
                )
            });
            if let Some(split) = split.filter(|_| seen.insert(*at)) {
                let turn = i16::from(takes_a_sample(supervised, split));
                let (python, signal) = (supervised.python, "split.of-supervised");
                emit_call_in_turn(python, sink, signal, split, split.method(), turn);
            }
        }
    }
}

/// Lines and bytes of a split that are read.
const MAX_LINES: usize = 2;
const MAX_BYTES: usize = 200;

/// `X, _, y, _ = train_test_split(..., train_size=0.1)`: one part is thrown away, which makes a sample and tests nothing.
fn takes_a_sample(supervised: &Supervised<'_>, split: &Call) -> bool {
    let code = supervised
        .python
        .beginning(split.place, MAX_LINES, MAX_BYTES);
    let targets = code.split_once('=').map_or("", |(targets, _)| targets);
    throws_a_part_away(targets)
}

/// Whether all that stands for the one part, or all that stands for the other, is left without a name: of
/// `X_train, X_test, ids, _` both parts are kept.
fn throws_a_part_away(targets: &str) -> bool {
    let targets: Vec<&str> = targets.split(',').map(str::trim).collect();
    let are_unnamed = |from: usize| targets.iter().skip(from).step_by(2).all(|one| *one == "_");
    targets.len() > 1 && (are_unnamed(0) || are_unnamed(1))
}

/// Beside classic models a network is the non-linear step.
fn networks(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let calls = ctx
        .facts
        .marked_calls(|_, method| u32::from(matches!(method, "fit" | "fit_generator" | "train")));
    for (_, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let mut types = call.receiver.iter().flat_map(|receiver| &receiver.types);
        let Some(class) = types.find(|name| is_network(name)) else {
            continue;
        };
        let trains = match call.method() {
            "train" => class.ends_with("Trainer"),
            _ => call.args.len() > 1,
        };
        if trains {
            emit(
                supervised.python,
                sink,
                "model.supervised.nonlinear",
                call,
                short(class),
            );
        }
    }
}

/// A network that `fit` trains, not a layer that adapts to data.
fn is_network(name: &str) -> bool {
    matches!(
        name,
        "keras.Sequential" | "keras.Model" | "keras.models.Sequential" | "keras.models.Model"
    ) || name.starts_with("transformers.") && name.ends_with("Trainer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_names_is_thrown_away() {
        for targets in ["X, _, y, _ ", "_, X_test", "sample, _", "_, X, _, y"] {
            assert!(throws_a_part_away(targets), "{targets}");
        }
        for targets in [
            "X_tr, X_te, y_tr, y_te, idx_tr, _ ",
            "X_train, X_test",
            "_",
            "",
        ] {
            assert!(!throws_a_part_away(targets), "{targets}");
        }
    }
}
