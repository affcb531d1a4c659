//! Hyper-parameter search and cross-validation (C2.1.2-CE6, CE7).
//!
//! # What it looks for
//! Fits of search objects, objective functions given to Optuna, Hyperopt or scikit-optimize, loops over values of a
//! parameter, a grid gone through or parameters drawn by hand; cross-validation that drives a search or a comparison.
//! # Counts as evidence
//! A search counts for each algorithm it holds; cross-validation counts when it is run.
//! # Does not count
//! A search object that is made and never fitted, a fold object that nothing uses.
//! # Limits
//! An objective function that gets its model from another function of the candidate is credited with the models of
//! that function only when it is defined in the same unit. A loop is read from at most 60 lines above.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{Call, CodePlace, Comment, DefinitionIdx, Reach, UnitIdx, Value};

use super::estimators::{Family, is_maker, short, validated_model};
use super::parameter_loops::{draws_parameters, is_parameter_loop};
use super::words::names_an_algorithm;
use super::{Supervised, Training, emit, strength_of_call};
use crate::analyses::Context;
use crate::matching::{Piece, emit_code, emit_code_in_turn, emit_ranked};
use crate::sink::EvidenceSink;

/// Helpers for a search whose commented calls are looked for.
const MAX_ASKED: usize = 8;
/// Lines between two comments that are read together.
const NEAR_LINES: u32 = 3;

/// Marks of calls.
const OBJECTIVE: u32 = 1;
const CROSS_VALIDATION: u32 = 2;
const ALGORITHM: u32 = 4;
const SEARCH: u32 = 8;
const FOLDS: u32 = 16;

/// Whether a class of scikit-learn cuts data into folds.
fn cuts_folds(callee: &str) -> bool {
    callee.starts_with("sklearn.") && (callee.ends_with("Fold") || callee.ends_with("ShuffleSplit"))
}

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let makers = Makers::of(supervised, ctx);
    let mut subjects = Subjects::default();
    for training in supervised
        .trainings
        .iter()
        .filter(|training| training.is_search && training.call.method() == "fit")
    {
        let strength = strength_of_call(training.call);
        let made = makers.of_fit(supervised, training);
        let is_empty = |made: &&Call| {
            let grid = made
                .keyword("param_grid")
                .or(made.keyword("param_distributions"))
                .or(made.positional(1));
            grid.is_some_and(|grid| has_one_candidate(grid) || is_of_preparation(grid))
        };
        let trying = made.iter().rfind(|made| !is_empty(made));
        let shown = trying.or(made.last());
        let place = shown.map_or(training.call.place, |made| made.place);
        if made.is_empty() || trying.is_some() {
            for algorithm in &training.algorithms {
                subjects.show(supervised, sink, strength, place, algorithm);
            }
        }
        // The class of the search, which questions name: `GridSearchCV` of `sklearn.model_selection.GridSearchCV.fit`.
        let class = training.call.callee.rsplit('.').nth(1).unwrap_or_default();
        let rank = rank::SEARCH;
        show_validation(supervised, sink, (strength, place), class, rank);
    }
    for training in &supervised.trainings {
        if training.call.method() == "fit" {
            for algorithm in training
                .algorithms
                .iter()
                .filter(|name| supervised.estimators.searches_itself(name))
            {
                let (strength, place) = (strength_of_call(training.call), training.call.place);
                subjects.show(supervised, sink, strength, place, algorithm);
                let rank = rank::SEARCH;
                show_validation(supervised, sink, (strength, place), short(algorithm), rank);
            }
        }
    }
    let mut made: Vec<&Call> = Vec::new();
    let families = &supervised.estimators;
    let calls = ctx.facts.marked_calls(|callee, _| {
        let is_named = [
            (OBJECTIVE, families.is(Family::ObjectiveSearch, callee)),
            (
                CROSS_VALIDATION,
                families.is(Family::CrossValidation, callee),
            ),
            (ALGORITHM, families.is_algorithm(callee)),
            (SEARCH, families.is_search(callee)),
            (FOLDS, cuts_folds(callee)),
        ];
        let marks = is_named.iter().filter(|(_, holds)| *holds);
        marks.map(|(mark, _)| mark).sum()
    });
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark & OBJECTIVE != 0 {
            for algorithm in objective_algorithms(supervised, call) {
                subjects.show(
                    supervised,
                    sink,
                    strength_of_call(call),
                    call.place,
                    algorithm,
                );
            }
        }
        if mark & CROSS_VALIDATION != 0 {
            let draws = call.in_loop && call.method() == "cv" && draws_parameters(supervised, call);
            if draws || validated_model(call).is_some() {
                let is_lone = !draws && !call.in_loop && call.function.is_none();
                let rank = if is_lone {
                    rank::LONE
                } else {
                    rank::COMPARISON
                };
                let at = (strength_of_call(call), call.place);
                show_validation(supervised, sink, at, short(&call.callee), rank);
            }
            if draws {
                let library = call.callee.trim_end_matches(".cv");
                emit(python, sink, "search.hyperparameters", call, short(library));
            }
            if call.method() == "validation_curve"
                && let Some(model) = call.arg("estimator", Some(0))
            {
                for algorithm in supervised.estimators.algorithms_in(model) {
                    subjects.show(
                        supervised,
                        sink,
                        strength_of_call(call),
                        call.place,
                        algorithm,
                    );
                }
            }
        }
        if mark & ALGORITHM != 0 && is_parameter_loop(supervised, call) {
            subjects.show(
                supervised,
                sink,
                strength_of_call(call),
                call.place,
                &call.callee,
            );
        }
        if mark & SEARCH != 0 {
            made.push(call);
        }
        if mark & FOLDS != 0 {
            emit_code(
                python,
                sink,
                "validation.folds-made",
                strength_of_call(call),
                call.place,
                short(&call.callee),
            );
        }
    }
    // A loop over folds counts when a model is fitted or scored on their rows.
    for training in supervised
        .trainings
        .iter()
        .filter(|training| training.fitted_on.contains(prejury_python::Roles::FOLD))
    {
        let at = (strength_of_call(training.call), training.call.place);
        show_validation(supervised, sink, at, "fold", rank::COMPARISON);
    }
    never_fitted(supervised, &made, sink);
}

/// Which cross-validation is shown first: lower ones.
mod rank {
    pub(super) const SEARCH: u8 = 0;
    pub(super) const COMPARISON: u8 = 1;
    /// One score of one model, which drives nothing by itself.
    pub(super) const LONE: u8 = 2;
}

fn show_validation(
    supervised: &Supervised<'_>,
    sink: &mut EvidenceSink,
    (strength, place): (Strength, CodePlace),
    subject: &str,
    rank: u8,
) {
    let signal = "validation.cross";
    let piece = Piece {
        signal,
        strength,
        place,
        subject,
        rank,
    };
    emit_ranked(supervised.python, sink, &piece);
}

/// Names of the algorithms that are searched: a classifier and a regressor of one kind are one algorithm for two targets.
#[derive(Default)]
struct Subjects<'f>(HashMap<&'f str, &'f str>);

impl<'f> Subjects<'f> {
    fn show(
        &mut self,
        supervised: &Supervised<'_>,
        sink: &mut EvidenceSink,
        strength: Strength,
        place: CodePlace,
        algorithm: &'f str,
    ) {
        let name = short(algorithm);
        let kind = name.strip_suffix("Classifier");
        let kind = kind.or(name.strip_suffix("Regressor"));
        let subject = *self.0.entry(kind.unwrap_or(name)).or_insert(name);
        // A plain linear regression has hardly anything to search.
        let turn = i16::from(name == "LinearRegression");
        let (python, signal) = (supervised.python, "search.hyperparameters");
        emit_code_in_turn(python, sink, signal, strength, place, subject, turn);
    }
}

/// A grid with one value for each parameter: nothing is tried. What is not known in full may hold more.
fn has_one_candidate(grid: &Value) -> bool {
    let is_one = |value: &Value| {
        value.keys.is_empty()
            && matches!(value.elements.as_slice(), [one] if one.elements.is_empty())
    };
    match grid.keys.is_empty() {
        true => {
            matches!(grid.elements.as_slice(), [one] if !one.keys.is_empty() && has_one_candidate(one))
        }
        false => grid.keys.len() == grid.elements.len() && grid.elements.iter().all(is_one),
    }
}

/// A grid whose every key belongs to a step of the preparation (`knnimputer__n_neighbors`): no parameter of a model is tried.
fn is_of_preparation(grid: &Value) -> bool {
    let is_of_step = |key: &str| {
        let Some((step, _)) = key.rsplit_once("__") else {
            return false;
        };
        let step = step.to_lowercase();
        PREPARING.iter().any(|word| step.contains(word))
    };
    !grid.keys.is_empty()
        && grid.keys.len() == grid.elements.len()
        && grid.keys.iter().all(|key| is_of_step(key))
}

/// Parts of the names of steps that prepare data.
const PREPARING: &[&str] = &[
    "encoder",
    "impute",
    "polynomial",
    "preprocess",
    "scaler",
    "tfidf",
    "vectorizer",
];

/// Where search objects are made: these lines name the search and its grid, which `model.fit(X, y)` does not.
struct Makers<'f> {
    made: BTreeMap<(UnitIdx, u32, Option<DefinitionIdx>), Vec<&'f Call>>,
}

impl<'f> Makers<'f> {
    fn of(supervised: &Supervised<'f>, ctx: &Context<'f>) -> Self {
        let families = &supervised.estimators;
        let calls = ctx
            .facts
            .marked_calls(|callee, _| u32::from(is_maker(callee) && families.is_search(callee)));
        let mut made: BTreeMap<_, Vec<&Call>> = BTreeMap::new();
        for (_, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
            let home = (call.place.unit, call.place.cell, call.function);
            made.entry(home).or_default().push(call);
        }
        Self { made }
    }

    /// The searches that a fit may be of, the nearest last: that of the calls which its receiver went through, or else those
    /// made before it in its cell and function over one of its algorithms, or else the last one made there.
    fn of_fit(&self, supervised: &Supervised<'f>, training: &Training<'f>) -> Vec<&'f Call> {
        let (fit, families) = (training.call, &supervised.estimators);
        let history = fit.receiver.iter().flat_map(|value| value.history.iter());
        let mut behind = history.rev().filter_map(|at| supervised.call(*at));
        if let Some(made) =
            behind.find(|call| is_maker(&call.callee) && families.is_search(&call.callee))
        {
            return vec![made];
        }
        let home = (fit.place.unit, fit.place.cell, fit.function);
        let made = self.made.get(&home).into_iter().flatten().copied();
        let before = made.filter(|call| {
            call.place.line <= fit.place.line && call.caller == fit.caller && call.order < fit.order
        });
        let mut before: Vec<&Call> = before.collect();
        before.sort_by_key(|call| call.order);
        let is_over = |call: &&Call| {
            let mut values = call.args.iter().map(|arg| &arg.value);
            values.any(|value| {
                let held = families.algorithms_in(value);
                training.algorithms.iter().any(|name| held.contains(name))
            })
        };
        let over: Vec<&Call> = before.iter().copied().filter(is_over).collect();
        match over.is_empty() {
            true => before.pop().into_iter().collect(),
            false => over,
        }
    }
}

/// Searches that are made and never fitted are mentions of a search.
fn never_fitted(supervised: &Supervised<'_>, made: &[&Call], sink: &mut EvidenceSink) {
    let fitted: BTreeSet<(u32, &str)> = supervised
        .trainings
        .iter()
        .filter(|training| training.is_search)
        .flat_map(|training| {
            training
                .algorithms
                .iter()
                .map(|name| (training.call.caller.0, *name))
        })
        .collect();
    let families = &supervised.estimators;
    // Helpers whose calls are looked for.
    let mut n_asked = 0;
    for call in made {
        let mut values = call.args.iter().map(|arg| &arg.value);
        let is_known = values.any(|value| !families.algorithms_in(value).is_empty());
        // A search for whatever model it is given, in a function whose calls are all commented out.
        if !is_known
            && call.function.is_some()
            && call.reach != Reach::Live
            && n_asked < MAX_ASKED
            && {
                n_asked += 1;
                is_called_in_comment(supervised, call)
            }
        {
            let class = short(call.callee.trim_end_matches(".__init__"));
            emit_code(
                supervised.python,
                sink,
                "search.hyperparameters",
                Strength::Mentioned,
                call.place,
                class,
            );
        }
        for algorithm in call
            .args
            .iter()
            .flat_map(|arg| supervised.estimators.algorithms_in(&arg.value))
        {
            if !fitted.contains(&(call.caller.0, algorithm)) {
                emit_code(
                    supervised.python,
                    sink,
                    "search.hyperparameters",
                    Strength::Mentioned,
                    call.place,
                    short(algorithm),
                );
            }
        }
    }
}

/// Whether code that was commented out calls the function of a search, with the name of an algorithm beside it.
fn is_called_in_comment(supervised: &Supervised<'_>, made: &Call) -> bool {
    let units = &supervised.python.units;
    let unit = &units[made.place.unit.0 as usize];
    let function = made
        .function
        .and_then(|at| unit.definitions.get(at.0 as usize));
    let Some(function) = function else {
        return false;
    };
    let name = function.name.rsplit('.').next().unwrap_or_default();
    let is_called = |text: &str| {
        let mut found = text.match_indices(name);
        found.any(|(at, _)| {
            let before = text[..at].chars().next_back();
            text[at + name.len()..].starts_with('(')
                && before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_')
        })
    };
    units.iter().any(|unit| {
        let mut calls = unit.comments.iter().enumerate();
        calls.any(|(at, comment)| {
            let near = at.saturating_sub(2)..(at + 3).min(unit.comments.len());
            let is_beside = |one: &&Comment| {
                one.place.cell == comment.place.cell
                    && one.place.line.abs_diff(comment.place.line) <= NEAR_LINES
            };
            // With a remark behind it, a call looks like prose.
            is_called(&comment.text)
                && unit.comments[near]
                    .iter()
                    .filter(is_beside)
                    .any(|one| names_an_algorithm(&one.text))
        })
    })
}

/// Algorithms that the objective function of a search makes or trains.
fn objective_algorithms<'f>(supervised: &Supervised<'f>, search: &'f Call) -> BTreeSet<&'f str> {
    let mut algorithms = BTreeSet::new();
    for function in search
        .args
        .iter()
        .flat_map(|arg| &arg.value.types)
        .filter_map(|name| name.strip_prefix("local:"))
    {
        let Some((path, name)) = function.rsplit_once(':') else {
            continue;
        };
        for call in &supervised.python.calls {
            let unit = &supervised.python.units[call.place.unit.0 as usize];
            if &*unit.path == path && is_inside(unit, call.function, name) {
                if is_maker(&call.callee) && supervised.estimators.is_algorithm(&call.callee) {
                    algorithms.insert(call.callee.as_str());
                }
                for value in call.args.iter().map(|arg| &arg.value).chain(&call.receiver) {
                    algorithms.extend(supervised.estimators.algorithms_in(value));
                }
            }
        }
    }
    // `study.optimize(lambda trial: objective(trial, X, y))`: what the functions called by the lambda train.
    if algorithms.is_empty() {
        let cell = (search.caller, search.place.cell);
        let near = supervised.trainings.iter().filter(|training| {
            (training.call.caller, training.call.place.cell) == cell
                && training.call.function.is_some()
        });
        algorithms.extend(near.flat_map(|training| training.algorithms.iter().copied()));
    }
    algorithms
}

/// Whether a definition, or one around it, has this name.
fn is_inside(unit: &prejury_python::CodeUnit, function: Option<DefinitionIdx>, name: &str) -> bool {
    function
        .and_then(|at| unit.definitions.get(at.0 as usize))
        .is_some_and(|definition| definition.name.split('.').any(|part| part == name))
}
