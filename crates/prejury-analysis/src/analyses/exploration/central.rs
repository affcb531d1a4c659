//! Means, medians and dispersion (C1.3.1-CE3), and what puts the competence in scope.

use prejury_core::Strength;
use prejury_python::{Call, Literal, Roles, UnitIdx, Value};

use super::Exploration;
use super::central_places::{Places, turn};
use super::no_tendency::NoTendency;
use super::prose::{
    CENTRAL_ASIDE, CENTRAL_CHOICE, GROUPS, MEAN, MEDIAN, MODEL, Passage, SPREAD, Voice,
};
use crate::sink::{BY_THE_WAY, EvidenceSink};

/// Words of a sentence that discusses a mean.
const MIN_WORDS: usize = 8;

pub(super) fn find(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let no_tendency = NoTendency::of(exploration.python);
    let calls = exploration
        .facts
        .marked_calls(|_, method| u32::from(of_word(method).is_some() || is_aggregate(method)));
    let mut places = Places::of(exploration);
    for (at, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let statistics = statistics(call);
        if statistics.is_empty() || no_tendency.holds(at, call) {
            continue;
        }
        for statistic in statistics {
            // How many rows a class has is known before any exploration.
            let counts = matches!(call.method(), "nunique" | "size" | "value_counts");
            if !(counts && counts_labels(call)) {
                places.note(call, statistic);
            }
        }
    }
    places.emit(sink);
    for unit in exploration.exploring_units() {
        for passage in exploration.prose.of_unit(unit) {
            let (signal, turn) = match passage {
                // A sentence that is quoted, or says what is looked at below, weighs nothing of the data yet.
                passage if judges(passage) => {
                    let is_said = !passage.announces() && !is_quoted(exploration, unit, passage);
                    let turn = if is_said { turn::JUDGED } else { turn::HALF };
                    ("statistics.central-judged", turn)
                }
                passage if compares(passage) => ("statistics.central-discussed", turn::DISCUSSED),
                _ => continue,
            };
            // Profiles of groups that a model made say what they are, before they say what is usual.
            let turn = if passage.is_about(GROUPS) {
                BY_THE_WAY
            } else {
                turn
            };
            let (location, text) = (passage.location.clone(), passage.text.as_str());
            sink.found_in_turn(turn, signal, Strength::Written, location, text, None);
        }
    }
}

/// Counts of classes, clusters or parts of a split.
fn counts_labels(call: &Call) -> bool {
    let Some(counted) = &call.receiver else {
        return false;
    };
    let is_label = |name: &str| {
        let last = name
            .trim_end_matches(['"', ']'])
            .rsplit(['.', '[', '"'])
            .next();
        let last = last.unwrap_or(name).to_lowercase();
        let mut words = last.split('_');
        words.any(|word| {
            matches!(
                word,
                "cluster" | "clusters" | "label" | "labels" | "target" | "y"
            )
        })
    };
    counted
        .roles
        .intersects(Roles::TARGET | Roles::CLUSTER | Roles::PREDICTED | Roles::TRAIN | Roles::TEST)
        || counted.name.as_deref().is_some_and(is_label)
}

/// Whether a passage stands in a cell that gives its source: a definition taken from elsewhere.
fn is_quoted(exploration: &Exploration<'_>, unit: UnitIdx, passage: &Passage) -> bool {
    let unit = exploration.python.units.get(unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(passage.cell as usize));
    passage.text.contains("http") || cell.is_some_and(|cell| cell.source.contains("wikipedia"))
}

/// Weighs a median against the mean, or takes it because of spread, skew or extremes.
fn judges(passage: &Passage) -> bool {
    let by_mean = passage.is_about(MEAN) && !passage.is_about(CENTRAL_ASIDE);
    is_of_data(passage) && passage.is_about(MEDIAN) && (by_mean || passage.is_about(SPREAD))
}

/// Reads means or medians of the data, and does not only say how they were made or filled in.
fn compares(passage: &Passage) -> bool {
    let reads = passage.is_about(CENTRAL_CHOICE) || passage.is_about(SPREAD);
    is_of_data(passage) && reads && !passage.is_about(CENTRAL_ASIDE)
}

fn is_of_data(passage: &Passage) -> bool {
    passage.voice == Voice::Markdown
        && passage.n_words >= MIN_WORDS
        && (passage.is_about(MEAN) || passage.is_about(MEDIAN))
        && !passage.is_about(MODEL)
        && passage.states()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    Central,
    Dispersion,
    Described,
    Quantile,
    Other,
}

/// What a call computes of the data.
fn statistics(call: &Call) -> Vec<Statistic> {
    let callee = call.callee.as_str();
    let is_table = callee.starts_with("pandas.")
        || callee.starts_with("pyspark.")
        || callee.starts_with("polars.");
    let of_numpy = callee.starts_with("numpy.")
        && call.args.first().is_some_and(|arg| {
            arg.value
                .types
                .iter()
                .any(|name| name.starts_with("pandas."))
        });
    let method = call.method();
    if is_aggregate(method) && (is_table || callee.starts_with("?.")) {
        let mut found = Vec::new();
        call.args
            .iter()
            .for_each(|arg| named(&arg.value, 0, &mut found));
        return found;
    }
    if !(is_table
        || of_numpy
        || callee.starts_with("scipy.stats.")
        || callee.starts_with("statistics.")
        || is_of_unknown(callee))
    {
        return Vec::new();
    }
    of_word(method).into_iter().collect()
}

/// Methods that are told which statistics to compute.
fn is_aggregate(method: &str) -> bool {
    matches!(method, "agg" | "aggregate" | "pivot_table" | "transform")
}

/// `x.median()` inside a lambda, where nothing says what `x` is.
fn is_of_unknown(callee: &str) -> bool {
    matches!(callee, "?.mean" | "?.median" | "?.std" | "?.quantile")
}

fn of_word(word: &str) -> Option<Statistic> {
    Some(match word {
        "mean" | "median" | "mode" | "average" | "nanmean" | "nanmedian" | "trim_mean"
        | "approxQuantile" => Statistic::Central,
        "std" | "var" | "mad" | "sem" | "iqr" | "nanstd" | "ptp" | "skew" | "kurtosis" | "kurt"
        | "variation" | "stdev" => Statistic::Dispersion,
        "quantile" | "percentile" | "nanpercentile" | "nanquantile" | "qcut" => Statistic::Quantile,
        "describe" | "summary" => Statistic::Described,
        "value_counts" | "corr" | "crosstab" | "nunique" | "size" => Statistic::Other,
        _ => return None,
    })
}

/// Names of statistics given to `agg`.
fn named(value: &Value, depth: u32, found: &mut Vec<Statistic>) {
    let word = match &value.literal {
        Some(Literal::Str(text)) => Some(text.as_str()),
        _ => value
            .types
            .first()
            .map(|name| name.rsplit('.').next().unwrap_or(name)),
    };
    if let Some(statistic) = word.and_then(of_word)
        && !found.contains(&statistic)
    {
        found.push(statistic);
    }
    if depth < 3 {
        value
            .elements
            .iter()
            .for_each(|element| named(element, depth + 1, found));
    }
}
