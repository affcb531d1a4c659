//! What models are scored on.
//!
//! # What it looks for
//! Metrics computed from predictions or labels of a test part, `score` on a test part, cross-validated scores.
//! # Counts as evidence
//! Held-out data: the test or validation part of a split, rows of a fold, the folds of `cross_val_score` and searches.
//! # Does not count
//! Scores of networks alone, metrics over training data only, an imported metric.
//! # Limits
//! A metric written by hand is known by its arguments (true and predicted values), not by its formula.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{
    Arg, Assignment, Call, CodePlace, DefinitionIdx, Literal, Roles, UnitIdx, Value,
};

use super::estimators::{Family, short, validated_model};
use super::{Score, Supervised, Task, emit, indicators};
use crate::analyses::{Context, parts};
use crate::matching::{emit_call_in_turn, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) const HELD_OUT: Roles = Roles::TEST.union(Roles::VALIDATION);

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    if !supervised.is_trained() {
        return;
    }
    let python = supervised.python;
    let mut scores: Vec<&Score<'_>> = supervised
        .scores
        .iter()
        .filter(|score| !score.is_network)
        .collect();
    // What is shown once is shown of a model, not of the baseline before it.
    scores.sort_by_cached_key(|score| is_naive(supervised, score));
    let mut metrics: BTreeSet<&str> = BTreeSet::new();
    // The same score of the same kind once a file: the tenth shows nothing that the first does not.
    let mut shown: HashSet<(UnitIdx, &str, Strength, &[&str])> = HashSet::default();
    // A classification report shows the classes apart, and holds precision, recall and F1 as well.
    let holds_metrics =
        |score: &&&Score<'_>| !score.is_diagnostic || score.metric == "classification_report";
    for score in scores.iter().filter(holds_metrics) {
        let signals: &[&str] = if score.is_cross_validated {
            &["score.cross-validated"]
        } else if !score.roles.intersects(HELD_OUT) {
            continue;
        } else if score.roles.contains(Roles::FOLD) {
            &["score.held-out"]
        } else {
            &["score.held-out", "score.on-test-part"]
        };
        if !score.is_diagnostic {
            metrics.insert(score.metric);
        }
        let strength = strength_of_call(score.call);
        if shown.insert((score.call.place.unit, score.metric, strength, signals)) {
            for signal in signals {
                let turn = match *signal {
                    "score.on-test-part" => {
                        i16::from(score.metric == "best_score_")
                            + 2 * i16::from(is_naive(supervised, score))
                    }
                    _ => turn_of(supervised, score, strength),
                };
                emit_call_in_turn(python, sink, signal, score.call, score.metric, turn);
            }
        }
    }
    // A curve or matrix over the test part shows that the test part is used, when no metric function does.
    for score in scores.iter().filter(|score| {
        score.is_diagnostic
            && score.roles.intersects(HELD_OUT)
            && !score.roles.contains(Roles::FOLD)
    }) {
        emit(python, sink, "score.on-test-part", score.call, score.metric);
    }
    let held_out =
        |score: &&&Score<'_>| score.is_cross_validated || score.roles.intersects(HELD_OUT);
    if !scores.iter().any(|score| held_out(&score)) {
        for score in scores.iter().filter(|score| !score.is_diagnostic) {
            emit(python, sink, "score.train-only", score.call, score.metric);
        }
    }
    let is_accuracy = |metric: &&str| {
        matches!(
            *metric,
            "accuracy_score" | "score" | "cross_val_score" | "cross_validate"
        )
    };
    let has_scorer = scores.iter().any(|score| {
        score
            .call
            .keyword("scoring")
            .is_some_and(|scoring| scoring.as_str() != Some("accuracy"))
    });
    let other_metric = scores.iter().any(|score| score.is_diagnostic)
        || has_scorer
        || !metrics.iter().all(is_accuracy);
    let is_classification = scores
        .iter()
        .any(|score| score.task == Some(Task::Classification));
    if is_classification
        && !other_metric
        && let Some(score) = scores.iter().find(held_out)
    {
        emit(
            python,
            sink,
            "score.accuracy-only",
            score.call,
            score.metric,
        );
    }
    indicators::find(supervised, ctx, &scores, &metrics, sink);
    let scored: BTreeSet<&str> = scores
        .iter()
        .flat_map(|score| score.algorithms.iter().copied())
        .collect();
    if scored.len() > 1
        && let Some(score) = scores.first()
    {
        emit(
            python,
            sink,
            "score.several-models",
            score.call,
            score.metric,
        );
    }
}

/// Words in the names of predictions that no model makes.
const NAIVE_NAMES: &[&str] = &[
    "baseline", "constant", "dummy", "mean", "moyen", "naif", "naiv",
];

/// Whether a score is that of a naive model, which is another criterion's, or of no model: it is shown last.
fn is_naive<'f>(supervised: &Supervised<'f>, score: &Score<'f>) -> bool {
    let names_naive = |value: &Value| {
        let name = value.name.as_deref().map(str::to_ascii_lowercase);
        name.is_some_and(|name| NAIVE_NAMES.iter().any(|word| name.contains(word)))
    };
    // A loop over several models scores more than the naive one.
    let is_naive_alone = match *score.algorithms {
        [name] => supervised.naive_of(&[name]).is_some(),
        _ => false,
    };
    // Known values beside those that an imputer fills in try the imputer, and score no model.
    let is_filled = |value: &Value| {
        let made = || value.history.iter().filter_map(|at| supervised.call(*at));
        made().any(|call| call.callee.starts_with("sklearn.impute."))
            && !made().any(|call| call.method().starts_with("predict"))
    };
    let is_of_filling = score.algorithms.is_empty()
        && !score.is_cross_validated
        && score.call.args.iter().any(|arg| is_filled(&arg.value));
    score.is_of_dummy()
        || is_of_filling
        || is_naive_alone
        || score.is_constant
        || score.algorithms.is_empty()
            && !score.is_cross_validated
            && score.call.args.iter().any(|arg| names_naive(&arg.value))
}

/// When a score is shown: a measure that fits the task before accuracy, which fits few, and before the fit of a search, which
/// names no measure; what a cell computes before what a helper does, what was run before what is written, and the score of a
/// naive model last.
fn turn_of<'f>(supervised: &Supervised<'f>, score: &Score<'f>, strength: Strength) -> i16 {
    let says_little = match score.metric {
        "accuracy_score" | "hamming_loss" | "best_score_" => true,
        "score" => score.task == Some(Task::Classification),
        "cross_val_score" | "cross_validate" => score.call.keyword("scoring").is_none(),
        _ => false,
    };
    let lacks = [
        says_little,
        score.metric == "best_score_",
        score.call.function.is_some(),
        strength != Strength::Executed,
    ];
    let n_lacks = lacks.iter().filter(|lack| **lack).count();
    let last = if is_naive(supervised, score) { 4 } else { 0 };
    i16::try_from(n_lacks).unwrap_or(0) - 1 + last
}

impl<'f> Supervised<'f> {
    /// Reads a call as the computation of a score, where it is one.
    pub(super) fn score(&self, call: &'f Call) -> Option<Score<'f>> {
        let families = &self.estimators;
        let is = |family: Family| families.is(family, &call.callee);
        let mut score = Score {
            call,
            metric: short(&call.callee),
            task: None,
            roles: call
                .args
                .iter()
                .fold(Roles::empty(), |roles, arg| roles | arg.value.roles),
            is_cross_validated: false,
            algorithms: Vec::new(),
            is_dummy: false,
            is_constant: false,
            is_diagnostic: false,
            is_network: false,
        };
        // Clusters compared with classes are another competence; truths of one part beside predictions of another are none.
        if score.roles.contains(Roles::CLUSTER) || parts::mixes_parts(call) {
            return None;
        }
        let method = call.method();
        if self.is_cross_validation(call) {
            score.is_cross_validated = true;
            score.is_diagnostic = matches!(
                method,
                "learning_curve" | "validation_curve" | "cross_val_predict"
            );
            self.credit(&mut score, validated_model(call)?);
        } else if method == "score" {
            self.credit(&mut score, call.receiver.as_ref()?);
            if score.algorithms.is_empty() && !score.is_dummy {
                return None;
            }
        } else if method == "fit"
            && call
                .receiver
                .as_ref()
                .is_some_and(|receiver| families.has_search(receiver))
        {
            score.is_cross_validated = true;
            score.metric = "best_score_";
            self.credit(&mut score, call.receiver.as_ref()?);
        } else if is(Family::ClassificationMetric) {
            score.task = Some(Task::Classification);
            score.is_diagnostic = method == "classification_report";
        } else if is(Family::RegressionMetric) {
            score.task = Some(Task::Regression);
        } else if is(Family::Diagnostic) {
            score.is_diagnostic = true;
            if let Some(model) = call.positional(0) {
                self.credit(&mut score, model);
            }
        } else if call.callee.starts_with("sklearn.metrics.make_scorer.")
            || call.callee.starts_with("sklearn.metrics.get_scorer.")
        {
            score.metric = "scorer";
            self.credit(&mut score, call.positional(0)?);
        } else if call.callee.starts_with("local:") && is_own_metric(call) {
            score.metric = method;
        } else {
            return None;
        }
        if score.task.is_none() {
            score.task = score.algorithms.iter().find_map(|name| families.task(name));
        }
        let mut n_constants = 0;
        // A truth of one label, or labels to be shown (`labels=[1]`), are no prediction.
        let predicted = call
            .keyword("y_pred")
            .or_else(|| call.keyword("y_score"))
            .or_else(|| call.positional(1));
        let is_truth_written = call.arg("y_true", Some(0)).is_some_and(|truth| {
            truth
                .elements
                .first()
                .is_some_and(|one| one.literal.is_some())
        });
        for arg in &call.args {
            self.trace(&mut score, &arg.value);
            let is_prediction =
                !is_truth_written && predicted.is_some_and(|one| std::ptr::eq(one, &arg.value));
            score.is_constant |= is_prediction && self.is_one_number(call, &arg.value);
            // Beside what a model predicted, the other side is the truth, whatever array it once began as.
            let is_constant = std::mem::take(&mut score.is_constant);
            let by_model = |other: &Arg| {
                !std::ptr::eq(other, arg) && other.value.roles.contains(Roles::PREDICTED)
            };
            n_constants += usize::from(is_constant && !call.args.iter().any(by_model));
        }
        // Two constants are no prediction beside a truth.
        score.is_constant = n_constants == 1;
        Some(score)
    }

    /// Notes whose predictions a value holds.
    fn trace(&self, score: &mut Score<'f>, value: &'f Value) {
        for at in &value.history {
            let Some(call) = self.call(*at) else { continue };
            let method = call.method();
            if method.starts_with("predict")
                || method == "test" && call.callee.starts_with("surprise.")
                || matches!(
                    method,
                    "decision_function" | "cross_val_predict" | "__call__" | "transform"
                )
            {
                let holder = if method == "cross_val_predict" {
                    call.arg("estimator", Some(0))
                } else {
                    call.receiver.as_ref()
                };
                if let Some(holder) = holder {
                    self.credit(score, holder);
                    let network = |name: &str| {
                        ["keras.", "torch", "transformers.", "tensorflow.", "fastai."]
                            .iter()
                            .any(|prefix| name.starts_with(prefix))
                    };
                    if score.algorithms.is_empty()
                        && !score.is_dummy
                        && holder.types.iter().any(|name| network(name))
                    {
                        score.is_network = true;
                    }
                }
                if method == "cross_val_predict" {
                    score.is_cross_validated = true;
                }
            } else if call.callee.starts_with("numpy.")
                && matches!(
                    method,
                    "full" | "full_like" | "zeros" | "zeros_like" | "ones" | "ones_like" | "repeat"
                )
            {
                // An array that is filled later is no constant, under whatever name it is scored.
                score.is_constant =
                    !value.roles.contains(Roles::PREDICTED) && !self.is_filled(call);
            }
        }
    }

    /// Whether a number is the mean, median or mode of something that no model predicted.
    fn is_center(&self, value: &Value) -> bool {
        let mut made = value.history.iter().rev().filter_map(|at| self.call(*at));
        let made = made.find(|call| !matches!(call.method(), "float" | "int" | "item" | "round"));
        made.is_some_and(|call| {
            let of = call.receiver.as_ref();
            let of_prediction = |value: &Value| value.roles.contains(Roles::PREDICTED);
            call.is_center()
                && !of.is_some_and(of_prediction)
                && !call.args.iter().any(|arg| of_prediction(&arg.value))
        })
    }

    /// `[0] * len(y_test)`, `np.array([0 for _ in y_test])`: one number over and over, written by hand.
    fn is_one_number(&self, score: &Call, value: &Value) -> bool {
        let is_number =
            |one: &Value| matches!(one.literal, Some(Literal::Int(_) | Literal::Float(_)));
        let repeats = |value: &Value| {
            let first = value.elements.first();
            first.is_some_and(is_number)
                && value
                    .elements
                    .iter()
                    .all(|one| one.literal == value.elements[0].literal)
                && value.keys.is_empty()
        };
        let is_center = || match value.elements.as_slice() {
            [one] => value.keys.is_empty() && self.is_center(one),
            _ => false,
        };
        (value.history.is_empty() && repeats(value) || is_center())
            && !self.is_filled_before(score, value)
    }

    /// Whether something is stored into the list that a score gets, after it was made.
    fn is_filled_before(&self, score: &Call, value: &Value) -> bool {
        let Some(name) = value.name.as_deref() else {
            return false;
        };
        let key = (score.place.unit, name.to_owned());
        let Some(writes) = self.stored().get(&key) else {
            return false;
        };
        let made = |write: &&Write| !write.is_store && write.at <= at(score.place);
        let own = |write: &&Write| write.function == score.function;
        let made = writes.iter().filter(made).rfind(own);
        // Made elsewhere, as the argument of a function is: nothing says when it was filled.
        made.is_none_or(|made| {
            let mut stores = writes.iter().filter(|write| write.is_store);
            stores.any(|store| made.at <= store.at && store.at <= at(score.place))
        })
    }

    /// What is written to names into which something is stored by an index, in the order of the cells.
    fn stored(&self) -> &BTreeMap<(UnitIdx, String), Vec<Write>> {
        self.stored.get_or_init(|| {
            let mut writes: BTreeMap<(UnitIdx, String), Vec<Write>> = BTreeMap::new();
            let all = || self.python.units.iter().flat_map(|unit| &unit.assignments);
            for one in all() {
                if let Some(base) = stored_into(&one.target) {
                    let key = (one.place.unit, base.to_owned());
                    writes.entry(key).or_default().push(Write::of(one, true));
                }
            }
            for one in all() {
                let key = (one.place.unit, one.target.to_string());
                if let Some(writes) = writes.get_mut(&key) {
                    writes.push(Write::of(one, false));
                }
            }
            for writes in writes.values_mut() {
                writes.sort_by_key(|write| write.at);
            }
            writes
        })
    }

    /// Whether something is stored into the array that a call makes, before its name is bound anew.
    fn is_filled(&self, made: &Call) -> bool {
        let filled = self.filled.get_or_init(|| {
            let mut filled = HashSet::default();
            for writes in self.stored().values() {
                let mut last = None;
                for write in writes {
                    if write.is_store {
                        filled.extend(last);
                    } else {
                        last = Some(write.place);
                    }
                }
            }
            filled
        });
        filled.contains(&made.place)
    }

    fn credit(&self, score: &mut Score<'f>, holder: &'f Value) {
        for algorithm in self.estimators.algorithms_in(holder) {
            if !score.algorithms.contains(&algorithm) {
                score.algorithms.push(algorithm);
            }
        }
        score.is_dummy |= self.estimators.has_dummy(holder);
    }
}

/// Where a name is bound, or something is stored into it.
pub(super) struct Write {
    at: (u32, u32),
    place: CodePlace,
    function: Option<DefinitionIdx>,
    is_store: bool,
}

impl Write {
    fn of(one: &Assignment, is_store: bool) -> Self {
        Self {
            at: at(one.place),
            place: one.place,
            function: one.function,
            is_store,
        }
    }
}

fn at(place: CodePlace) -> (u32, u32) {
    (place.cell, place.line)
}

/// The name into which `y_pred[i] = 1` or `y_pred.loc[rows] = 1` stores.
fn stored_into(target: &str) -> Option<&str> {
    let (base, _) = target.split_once('[')?;
    base.split('.').next()
}

/// A function of the candidate's that compares true values with predictions.
fn is_own_metric(call: &Call) -> bool {
    let role = |role| {
        call.args.iter().any(|arg| {
            arg.value.roles.contains(role)
                && !arg.value.roles.contains(Roles::PREDICTED | Roles::TARGET)
        })
    };
    let predicted = call
        .args
        .iter()
        .any(|arg| arg.value.roles.contains(Roles::PREDICTED));
    predicted && role(Roles::TARGET) && is_named_as_metric(call.method())
}

/// Whether the name of a function of the candidate's says that it computes a score.
pub(super) fn is_named_as_metric(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "score", "cost", "loss", "metric", "cout", "gain", "rmse", "mae", "evaluat",
    ]
    .iter()
    .any(|word| name.contains(word))
}
