//! What models are scored on.
//!
//! # What it looks for
//! Metrics computed from predictions or labels of a test part, `score` on a test part, cross-validated scores.
//! # Counts as evidence
//! Held-out data: the test or validation part of a split, rows of a fold, the folds of `cross_val_score` and searches.
//! Other indicators: confusion matrices, curves, a second metric, training times, error plots.
//! # Does not count
//! Scores of networks alone, metrics over training data only, an imported metric.
//! # Limits
//! A metric written by hand is known by its arguments (true and predicted values), not by its formula.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{Call, Cell, CodePlace, Literal, Roles, UnitIdx, Value};

use super::estimators::{Family, short};
use super::{Score, Supervised, Task, emit, emit_call_in_turn};
use crate::analyses::{Context, parts};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

const HELD_OUT: Roles = Roles::TEST.union(Roles::VALIDATION);

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
    scores.sort_by_key(|score| score.is_of_dummy());
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
                emit(python, sink, signal, score.call, score.metric);
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
    other_indicators(supervised, ctx, &scores, &metrics, sink);
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

/// Evidence beside the metric that models are chosen by.
fn other_indicators(
    supervised: &Supervised<'_>,
    ctx: &Context<'_>,
    scores: &[&Score<'_>],
    metrics: &BTreeSet<&str>,
    sink: &mut EvidenceSink,
) {
    const SIGNAL: &str = "score.other-indicator";
    let python = supervised.python;
    let of_model = |score: &&&Score<'_>| score.is_diagnostic && !score.is_of_dummy();
    let any_of_model = scores.iter().any(|score| of_model(&score));
    let diagnostics = scores.iter().filter(|score| score.is_diagnostic);
    for score in diagnostics.filter(|score| !any_of_model || of_model(score)) {
        emit(python, sink, SIGNAL, score.call, score.metric);
    }
    // Training scores beside test scores tell overfitting; the same call gives the times. Asked for and never read, they
    // tell nothing.
    let mut readers: Option<HashSet<UnitIdx>> = None;
    let mut with_train_scores = |score: &&&Score<'_>| {
        let asked = score.call.keyword("return_train_score");
        asked.is_some_and(|value| value.literal == Some(Literal::Bool(true)))
            && readers
                .get_or_insert_with(|| reading_train_scores(supervised, ctx))
                .contains(&score.call.place.unit)
    };
    for score in scores.iter().filter(|score| with_train_scores(score)) {
        emit(python, sink, SIGNAL, score.call, "return_train_score");
    }
    if metrics.len() > 1 {
        let mut seen = BTreeSet::new();
        // The best score of a search is the metric itself, cross-validated: no other indicator.
        let is_metric =
            |score: &&&Score<'_>| metrics.contains(score.metric) && score.metric != "best_score_";
        for score in scores.iter().filter(is_metric) {
            // The first metric is the one models are chosen by; the others are the indicators.
            if seen.insert(score.metric) && seen.len() > 1 {
                // A matrix, a curve or a time is another look; a second score comes after them.
                emit_call_in_turn(python, sink, SIGNAL, score.call, score.metric, 1);
            }
        }
    }
    let timed = Timed::of(supervised, ctx);
    // The strongest training of each cell.
    let mut fits: HashMap<(u32, u32), Strength> = HashMap::default();
    for call in supervised.trainings.iter().map(|training| training.call) {
        let strength = strength_of_call(call);
        fits.entry((call.place.unit.0, call.place.cell))
            .and_modify(|known| *known = (*known).max(strength))
            .or_insert(strength);
    }
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "time" | "perf_counter" | "process_time" | "default_timer" | "now" if is_clock(callee) => {
            CLOCK
        }
        "scatter" | "scatterplot" | "regplot" | "residplot" | "hist" | "histplot" | "plot"
        | "jointplot" | "distplot" | "kdeplot" | "boxplot" => DRAWING,
        "coef_" | "params" | "pvalues" => COEFFICIENT,
        _ => 0,
    });
    for (_, call, mark) in calls {
        match mark {
            CLOCK if timed.holds(call) => {
                emit(python, sink, SIGNAL, call, "time");
            }
            DRAWING if shows_errors(call) => {
                emit(python, sink, SIGNAL, call, short(&call.callee));
            }
            COEFFICIENT if is_coefficient(supervised, call) => {
                emit(python, sink, SIGNAL, call, short(&call.callee));
            }
            _ => {}
        }
    }
    for (index, unit) in python.units.iter().enumerate() {
        let times = unit
            .magics
            .iter()
            .filter(|magic| magic.text.contains("time"));
        for magic in times {
            let at = u32::try_from(index).unwrap_or(u32::MAX);
            if let Some(strength) = fits.get(&(at, magic.place.cell)) {
                emit_code(python, sink, SIGNAL, *strength, magic.place, "%%time");
            }
        }
        for string in unit.strings.iter().filter(|string| {
            matches!(
                &*string.text,
                "fit_time" | "mean_fit_time" | "mean_score_time"
            ) && !is_put_away(&unit.cells, string.place)
        }) {
            emit_code(
                python,
                sink,
                SIGNAL,
                Strength::Written,
                string.place,
                &string.text,
            );
        }
    }
}

/// Units that read training scores or times of a cross-validation by their keys, or show its result as a frame.
fn reading_train_scores(supervised: &Supervised<'_>, ctx: &Context<'_>) -> HashSet<UnitIdx> {
    const METRICS: &[&str] = &[
        "acc", "auc", "f1", "log", "ma", "ms", "neg", "prec", "r2", "rec", "rms", "roc", "score",
    ];
    let is_key = |text: &str| {
        let metric = text.strip_prefix("train_");
        metric.is_some_and(|name| name.is_empty() || METRICS.iter().any(|m| name.starts_with(m)))
            || matches!(text, "mean_train_score" | "fit_time" | "mean_fit_time")
    };
    let units = (0..).map(UnitIdx).zip(&supervised.python.units);
    let by_key = units.filter(|(_, unit)| {
        let mut strings = unit.strings.iter();
        strings.any(|string| is_key(&string.text) && !is_put_away(&unit.cells, string.place))
    });
    let frames = ctx
        .facts
        .marked_calls(|callee, _| u32::from(callee.starts_with("pandas.DataFrame")));
    let as_frame = frames.filter(|(_, call, _)| {
        let values = call.args.iter().map(|arg| &arg.value);
        let mut behind = values
            .flat_map(|value| &value.history)
            .filter_map(|at| supervised.call(*at));
        behind.any(|call| call.keyword("return_train_score").is_some())
    });
    let frames: Vec<UnitIdx> = as_frame.map(|(_, call, _)| call.place.unit).collect();
    by_key.map(|(unit, _)| unit).chain(frames).collect()
}

/// Where models are trained, or functions called that train them: what a clock there measures is a training.
struct Timed(HashSet<(UnitIdx, u32, Option<u32>)>);

impl Timed {
    fn of(supervised: &Supervised<'_>, ctx: &Context<'_>) -> Self {
        let python = supervised.python;
        let mut places: HashSet<_> = HashSet::default();
        let mut training: HashSet<String> = HashSet::default();
        for call in supervised.trainings.iter().map(|one| one.call) {
            places.insert(Self::place(call));
            let unit = python.units.get(call.place.unit.0 as usize);
            let definition = call
                .function
                .and_then(|at| unit?.definitions.get(at.0 as usize));
            if let (Some(unit), Some(definition)) = (unit, definition) {
                training.insert(format!("local:{}:{}", unit.path, definition.name));
            }
        }
        let calls = ctx
            .facts
            .marked_calls(|callee, _| u32::from(training.contains(callee)));
        places.extend(calls.map(|(_, call, _)| Self::place(call)));
        Self(places)
    }

    /// A script is one cell: there the function counts.
    fn place(call: &Call) -> (UnitIdx, u32, Option<u32>) {
        let place = call.place;
        (place.unit, place.cell, call.function.map(|at| at.0))
    }

    fn holds(&self, clock: &Call) -> bool {
        self.0.contains(&Self::place(clock))
    }
}

/// Lines before a string in which the call that it is given to begins.
const LINES_OF_CALL: usize = 8;

/// Whether a string stands in what drops or asserts: a column that is thrown away tells nothing.
fn is_put_away(cells: &[Cell], place: CodePlace) -> bool {
    let Some(cell) = cells.get(place.cell as usize) else {
        return false;
    };
    let line = place.line as usize;
    let skipped = line.saturating_sub(LINES_OF_CALL);
    let lines: Vec<&str> = cell.source.lines().take(line).skip(skipped).collect();
    let last = lines.last().map_or("", |line| line.trim_start());
    if last.starts_with("del ") || last.starts_with("assert") || last.starts_with("self.assert") {
        return true;
    }
    let text = lines.join("\n");
    let end = text.rfind("_time").unwrap_or(text.len());
    let Some(start) = text[..end].rfind(".drop(") else {
        return false;
    };
    let count = |letter: char| text[start..end].matches(letter).count();
    count('(') > count(')')
}

/// Marks of calls.
const CLOCK: u32 = 1;
const DRAWING: u32 = 2;
const COEFFICIENT: u32 = 3;

fn is_clock(callee: &str) -> bool {
    matches!(
        callee,
        "time.time"
            | "time.perf_counter"
            | "time.process_time"
            | "timeit.default_timer"
            | "datetime.datetime.now"
    )
}

/// Predicted against true values, or residuals, are what a chart draws.
fn shows_errors(call: &Call) -> bool {
    // Clusters or classes over a projection are no errors.
    let is_projection = call.args.iter().any(|arg| {
        arg.value
            .roles
            .intersects(Roles::PROJECTED | Roles::CLUSTER)
    });
    !is_projection
        && call.args.iter().any(|arg| {
            arg.value.roles.contains(Roles::PREDICTED)
                || named(&arg.value, &["resid", "erreur", "error"])
        })
}

fn named(value: &Value, words: &[&str]) -> bool {
    value.name.as_deref().is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        words.iter().any(|word| name.contains(word))
    })
}

/// Coefficients or importances of a fitted model are looked at.
fn is_coefficient(supervised: &Supervised<'_>, call: &Call) -> bool {
    call.is_attribute
        && call
            .receiver
            .as_ref()
            .is_some_and(|receiver| !supervised.estimators.algorithms_in(receiver).is_empty())
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
            self.credit(&mut score, call.arg("estimator", Some(0))?);
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
        for arg in &call.args {
            self.trace(&mut score, &arg.value);
            n_constants += usize::from(std::mem::take(&mut score.is_constant));
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

    /// Whether something is stored into the array that a call makes.
    fn is_filled(&self, made: &Call) -> bool {
        let filled = self.filled.get_or_init(|| {
            let base = |target: &'f str| target.split_once('[').map(|(base, _)| base);
            let assignments = self.python.units.iter().flat_map(|unit| &unit.assignments);
            let stored: HashSet<(UnitIdx, &str)> = assignments
                .clone()
                .filter_map(|one| Some((one.place.unit, base(&one.target)?)))
                .collect();
            assignments
                .filter(|one| stored.contains(&(one.place.unit, &*one.target)))
                .map(|one| one.place)
                .collect()
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
