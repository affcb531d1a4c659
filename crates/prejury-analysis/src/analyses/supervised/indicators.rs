//! Other indicators than the score that models are chosen by (C2.1.2-CE2), those that tell most first.
//!
//! # What it looks for
//! Confusion matrices, curves, charts of errors, coefficients, times of trainings, training scores beside test scores.
//! # Counts as evidence
//! Each of them for a model that is trained. What is drawn or set out by model comes before what is only computed, a
//! matrix that only feeds a cost and further figures in a report come last.
//! # Does not count
//! A second metric that is printed like the first (a weaker signal); importances, which another criterion asks for; a time that no output shows where outputs are kept.
//! # Limits
//! A time is known by a clock, a magic or a name.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{
    Call, Cell, CodePlace, DefinitionIdx, Literal, Output, Roles, Run, UnitIdx, Value,
};

use super::estimators::short;
use super::results::MODEL_KEYS;
use super::scores::HELD_OUT;
use super::words::{SCORE, TIME, names_an_algorithm};
use super::{Score, Supervised, Training, emit, walk};
use crate::analyses::Context;
use crate::matching::{Piece, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) const SIGNAL: &str = "score.other-indicator";
const SECOND_METRIC: &str = "score.second-metric";

/// How much an indicator tells: lower is shown first.
pub(super) mod rank {
    /// Errors or times of models, drawn or set out in a table.
    pub(in super::super) const SET_OUT: u8 = 0;
    /// A matrix or a time.
    pub(super) const COMPUTED: u8 = 1;
    pub(super) const COEFFICIENTS: u8 = 2;
    /// ROC, precision and recall, learning.
    pub(super) const CURVE: u8 = 3;
    /// A matrix of which only a cost is made; a time in the output of a cell.
    pub(super) const BY_THE_WAY: u8 = 4;
    /// More scores: of the classes, of the training part.
    pub(super) const SCORES: u8 = 5;
    /// Where a clock is started.
    pub(super) const STARTED: u8 = 6;
}

/// Evidence beside the metric that models are chosen by.
pub(super) fn find(
    supervised: &Supervised<'_>,
    ctx: &Context<'_>,
    scores: &[&Score<'_>],
    metrics: &BTreeSet<&str>,
    sink: &mut EvidenceSink,
) {
    let python = supervised.python;
    let mut show = |strength, place, subject: &str, rank| {
        let piece = Piece {
            signal: SIGNAL,
            strength,
            place,
            subject,
            rank,
        };
        emit_ranked(python, &mut *sink, &piece);
    };
    let of_model = |score: &&&Score<'_>| score.is_diagnostic && !score.is_of_dummy();
    let any_of_model = scores.iter().any(|score| of_model(&score));
    let diagnostics = scores.iter().filter(|score| score.is_diagnostic);
    for score in diagnostics.filter(|score| !any_of_model || of_model(score)) {
        let rank = rank_of(supervised, score);
        show(
            strength_of_call(score.call),
            score.call.place,
            score.metric,
            rank,
        );
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
        let strength = strength_of_call(score.call);
        show(
            strength,
            score.call.place,
            "return_train_score",
            rank::SCORES,
        );
    }
    // The same by hand: a metric of the training part and of the test part.
    let held_out: HashSet<(UnitIdx, &str)> = scores
        .iter()
        .filter(|score| is_of(score, HELD_OUT))
        .map(|score| (score.call.caller, score.metric))
        .collect();
    let beside_test = |score: &&&Score<'_>| {
        !score.is_diagnostic
            && is_of(score, Roles::TRAIN)
            && !is_of(score, HELD_OUT)
            && held_out.contains(&(score.call.caller, score.metric))
    };
    for score in scores.iter().filter(beside_test) {
        let strength = strength_of_call(score.call);
        show(strength, score.call.place, score.metric, rank::SCORES);
    }
    let timed = Timed::of(supervised, ctx);
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "time" | "perf_counter" | "process_time" | "default_timer" | "now" if is_clock(callee) => {
            CLOCK
        }
        "scatter" | "scatterplot" | "regplot" | "residplot" | "hist" | "histplot" | "plot"
        | "jointplot" | "distplot" | "kdeplot" | "boxplot" => DRAWING,
        "coef_" | "params" | "pvalues" => COEFFICIENT,
        "crosstab" => CROSSED,
        "bar" | "barh" | "barplot" | "DataFrame" => SETS_OUT,
        _ => 0,
    });
    for (_, call, mark) in calls {
        let (subject, rank) = match mark {
            CLOCK if timed.holds(call) => ("time", rank_of_clock(supervised, call)),
            DRAWING if shows_errors(call) => (short(&call.callee), rank::SET_OUT),
            COEFFICIENT if is_coefficient(supervised, call) => {
                (short(&call.callee), rank::COEFFICIENTS)
            }
            CROSSED if crosses_predictions(call) => ("crosstab", rank::COMPUTED),
            SETS_OUT if sets_out_times(call) => ("time", rank_of_table(supervised, call)),
            _ => continue,
        };
        show(strength_of_call(call), call.place, subject, rank);
    }
    times_of_cells(supervised, &mut show);
    if metrics.len() > 1 {
        let mut seen = BTreeSet::new();
        // The best score of a search is the metric itself, cross-validated: no other indicator.
        let is_metric =
            |score: &&&Score<'_>| metrics.contains(score.metric) && score.metric != "best_score_";
        for score in scores.iter().filter(is_metric) {
            // The first metric is the one models are chosen by.
            if seen.insert(score.metric) && seen.len() > 1 {
                emit(python, sink, SECOND_METRIC, score.call, score.metric);
            }
        }
    }
}

fn is_of(score: &Score<'_>, part: Roles) -> bool {
    !score.is_cross_validated && score.roles.intersects(part)
}

/// How much a matrix, curve or report tells.
fn rank_of(supervised: &Supervised<'_>, score: &Score<'_>) -> u8 {
    let callee = &*score.call.callee;
    match score.metric {
        "classification_report" | "cross_val_predict" => rank::SCORES,
        "confusion_matrix" | "multilabel_confusion_matrix" => {
            let line = line_at(supervised, score.call.place);
            match line.contains(".ravel(") {
                true => rank::BY_THE_WAY,
                false => rank::COMPUTED,
            }
        }
        _ if callee.contains("onfusion") || callee.contains("rediction_error") => rank::SET_OUT,
        _ => rank::CURVE,
    }
}

/// A clock that is read again tells a time; one that is started does not yet.
fn rank_of_clock(supervised: &Supervised<'_>, call: &Call) -> u8 {
    match line_at(supervised, call.place).contains('-') {
        true => rank::COMPUTED,
        false => rank::STARTED,
    }
}

/// A table that is shown, or bars, tell more than one that is only made.
fn rank_of_table(supervised: &Supervised<'_>, call: &Call) -> u8 {
    let is_shown = |output: &Output| !matches!(output, Output::Stderr(_) | Output::Error(_));
    let cell = cell_at(supervised, call.place);
    match call.method() != "DataFrame" || cell.is_some_and(|cell| cell.outputs.iter().any(is_shown))
    {
        true => rank::SET_OUT,
        false => rank::COMPUTED,
    }
}

fn cell_at<'f>(supervised: &Supervised<'f>, place: CodePlace) -> Option<&'f Cell> {
    let unit = supervised.python.units.get(place.unit.0 as usize)?;
    unit.cells.get(place.cell as usize)
}

fn line_at<'f>(supervised: &Supervised<'f>, place: CodePlace) -> &'f str {
    cell_at(supervised, place)
        .and_then(|cell| cell.line(place.line))
        .unwrap_or("")
}

/// `%%time` over a training, once a notebook and where its output tells the time, and times of a cross-validation.
fn times_of_cells(
    supervised: &Supervised<'_>,
    show: &mut impl FnMut(Strength, CodePlace, &str, u8),
) {
    // The strongest training of each cell.
    let mut fits: HashMap<(u32, u32), Strength> = HashMap::default();
    for call in supervised.trainings.iter().map(|training| training.call) {
        let strength = strength_of_call(call);
        fits.entry((call.place.unit.0, call.place.cell))
            .and_modify(|known| *known = (*known).max(strength))
            .or_insert(strength);
    }
    for (unit, at) in supervised.python.units.iter().zip(0..) {
        let times = unit
            .magics
            .iter()
            .filter(|magic| magic.text.contains("time"));
        let shows_time = |place: CodePlace| {
            let cell = unit.cells.get(place.cell as usize);
            cell.is_some_and(|cell| cell.run == Run::Unknown || tells_wall_time(cell))
        };
        let timed = times.filter_map(|magic| {
            let strength = fits.get(&(at, magic.place.cell))?;
            shows_time(magic.place).then_some((*strength, magic.place))
        });
        // One is as good as the next; a magic says nothing more in every cell.
        let strongest = timed.reduce(|best, one| if one.0 > best.0 { one } else { best });
        if let Some((strength, place)) = strongest {
            show(strength, place, "%%time", rank::BY_THE_WAY);
        }
        for string in unit.strings.iter().filter(|string| {
            matches!(
                &*string.text,
                "fit_time" | "mean_fit_time" | "mean_score_time"
            ) && !is_put_away(&unit.cells, string.place)
        }) {
            show(
                Strength::Written,
                string.place,
                &string.text,
                rank::COMPUTED,
            );
        }
    }
}

fn tells_wall_time(cell: &Cell) -> bool {
    let texts = cell.outputs.iter().filter_map(|output| match output {
        Output::Text(text) | Output::Stderr(text) | Output::Html(text) => Some(text),
        _ => None,
    });
    texts
        .into_iter()
        .any(|text| text.contains("Wall time") || text.contains(" per loop"))
}

/// Titles of columns, of which one is a time and another a score or a model.
pub(super) fn has_column_of_times(title: &str) -> bool {
    let columns = title.split(['|', '\t']).flat_map(|part| part.split("  "));
    let columns = columns.map(str::trim).filter(|column| !column.is_empty());
    let (mut times, mut results) = (false, false);
    for column in columns {
        let is_time = TIME.are_in(column);
        times |= is_time;
        results |= !is_time && names_result(column);
    }
    times && results
}

fn names_result(text: &str) -> bool {
    let folded = text.to_lowercase();
    SCORE.are_in(text) || MODEL_KEYS.iter().any(|word| folded.contains(word))
}

/// Times of models in a frame or in bars, beside their scores or under their names.
fn sets_out_times(call: &Call) -> bool {
    let (mut times, mut results) = (false, false);
    for arg in &call.args {
        walk(&arg.value, &mut |value: &Value| {
            let keys = value.keys.iter().map(|key| key.as_str());
            for text in keys.chain(value.as_str()) {
                let is_time = TIME.are_in(text);
                times |= is_time;
                results |= !is_time && (names_result(text) || names_an_algorithm(text));
            }
        });
    }
    times && results
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
        // The time of a dummy says nothing of the models, where there are any.
        let is_of_model = |one: &&Training<'_>| !one.algorithms.is_empty();
        let has_models = supervised.is_trained();
        let trainings = supervised.trainings.iter();
        let trainings = trainings.filter(|one| !has_models || is_of_model(one));
        let trainings = trainings.map(|one| one.call);
        let mut places: HashSet<_> = trainings.clone().map(Self::place).collect();
        let functions: HashSet<(UnitIdx, DefinitionIdx)> = trainings
            .filter_map(|call| Some((call.place.unit, call.function?)))
            .collect();
        let own = ctx
            .facts
            .marked_calls(|callee, _| u32::from(callee.starts_with("local:")));
        let calls = own.map(|(_, call, _)| call);
        let trains = |call: &&Call| call.own.is_some_and(|own| functions.contains(&own));
        places.extend(calls.filter(trains).map(Self::place));
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
const SETS_OUT: u32 = 4;
const CROSSED: u32 = 5;

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

/// A matrix of confusion made by crossing true and predicted classes.
fn crosses_predictions(call: &Call) -> bool {
    let is_predicted = |value: &Value| {
        !value.roles.contains(Roles::CLUSTER)
            && (value.roles.contains(Roles::PREDICTED) || named(value, &["pred"]))
    };
    let is_true = |value: &Value| {
        value.roles.contains(Roles::TARGET) || named(value, &["actual", "true", "reel", "y_"])
    };
    let values = || call.args.iter().map(|arg| &arg.value);
    values().any(is_predicted) && values().filter(|value| !is_predicted(value)).any(is_true)
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
