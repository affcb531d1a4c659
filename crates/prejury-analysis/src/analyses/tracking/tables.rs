//! Tables and lines of measures that are written to a file (C3.1.1-CE3).
//!
//! # Counts as evidence
//! What a search keeps of its trials, the history of a training, a table with columns of metrics, a table that is called one
//! of results where scores are computed, lines with scores that are added to a file.
//! # Does not count
//! Cleaned data, features and predictions, whatever their file is called.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_python::{Call, CodePlace, DefinitionIdx, PythonFacts, UnitIdx, Value};
use regex::Regex;
use smol_str::SmolStr;

use super::experiments::scores;

/// Words of the name of a file, table or variable that holds results.
const RESULTS: &[&str] = &[
    "benchmark",
    "comparaison",
    "comparison",
    "cv_results",
    "experiment",
    "history",
    "leaderboard",
    "metric",
    "metriq",
    "métriq",
    "perf",
    "result",
    "résultat",
    "resultat",
    "score",
];

/// Words of such names that mean the data or its predictions instead.
const NO_RESULTS: &[&str] = &[
    "client",
    "credit",
    "customer",
    "data_score",
    "nutri",
    "predict",
    "sample",
    "score_data",
    "submission",
];

/// Readers of tables: what they give is data, unless it is called results.
const READERS: &[&str] = &[
    "read_csv",
    "read_excel",
    "read_json",
    "read_parquet",
    "read_pickle",
    "toPandas",
];

/// What a search or a training keeps of its measures; `ticker.history(..)` asks for prices.
static KEPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bcv_results_\b|\.history(?:[^\w(]|$)|\btrials_dataframe\b").ok()
});

/// A column or key that is called after a metric.
static COLUMN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?i)["'](?:[^"'\n]{0,30}[ _.@-])?(?:accuracy|auc|dice|f1|f2|fbeta|iou|loss|mae|map|mape|mse|ndcg|"#,
        r#"precision|r2|r²|rappel|recall|rmse|roc|silhouette)(?:[ _.@-][^"'\n]{0,30}|@?\d*)["']"#
    ))
    .ok()
});

/// Written tables that are looked at: beyond, they are data.
const MAX_WRITTEN: usize = 200;
/// Assignments of one name whose source is read.
const MAX_ASSIGNED: usize = 12;
/// Lines of a statement that are read.
const MAX_LINES: u32 = 30;

/// Whether the name of a call lets it write a table, or open a file to which lines are added.
pub(super) fn may_write(callee: &str, method: &str) -> bool {
    matches!(
        method,
        "to_csv" | "to_excel" | "to_json" | "to_pickle" | "to_parquet" | "to_html" | "to_markdown"
    ) || matches!(callee, "json.dump" | "builtins.open")
}

/// Whether the name of a call or attribute lets it give a measure.
pub(super) fn may_measure(callee: &str, method: &str) -> bool {
    let own = callee.starts_with("local:") && {
        let method = method.to_lowercase();
        ["evaluat", "metric", "metriq", "métriq", "score"]
            .iter()
            .any(|word| method.contains(word))
    };
    own || matches!(
        method,
        "best_score_" | "cv_results_" | "evaluate" | "history" | "score"
    ) || super::experiments::is_scorer(callee)
}

/// Whether a file is opened to add lines to it.
fn adds(call: &Call) -> bool {
    let mode = call.arg("mode", Some(1)).and_then(Value::as_str);
    mode.is_some_and(|mode| mode.starts_with('a'))
}

/// Where measures are computed, and what is written.
#[derive(Default)]
pub(super) struct Tables<'f> {
    written: Vec<&'f Call>,
    measuring: HashSet<UnitIdx>,
    /// Functions and cells in which a measure is computed.
    measured_in: HashSet<(UnitIdx, u32, Option<DefinitionIdx>)>,
}

impl<'f> Tables<'f> {
    pub(super) fn write(&mut self, call: &'f Call) {
        let may_write = call.callee != "builtins.open" || adds(call);
        if may_write && self.written.len() < MAX_WRITTEN && !call.args.is_empty() {
            self.written.push(call);
        }
    }

    pub(super) fn measure(&mut self, call: &Call) {
        let is_one = call.is_attribute || scores(call) || call.callee.starts_with("local:");
        if is_one {
            self.measuring.extend([call.caller, call.place.unit]);
            self.measured_in
                .insert((call.place.unit, call.place.cell, call.function));
        }
    }

    /// The calls that write measures, in order.
    pub(super) fn of_measures(&self, python: &'f PythonFacts) -> Vec<&'f Call> {
        let names = self.names_of_measures(python);
        let written = self.written.iter().copied();
        written
            .filter(|call| match &*call.callee {
                "builtins.open" => self.adds_measures(python, call),
                _ => self.writes_measures(python, call, &names),
            })
            .collect()
    }

    fn writes_measures(
        &self,
        python: &PythonFacts,
        call: &Call,
        names: &HashSet<(UnitIdx, SmolStr)>,
    ) -> bool {
        let values = || call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
        let is_of_measures = |value: &Value| {
            let name = value.name.clone();
            name.is_some_and(|name| names.contains(&(call.place.unit, name)))
        };
        if values().any(is_of_measures) || holds(&KEPT, &source_at(python, call.place)) {
            return true;
        }
        if !self.measuring.contains(&call.caller) && !self.measuring.contains(&call.place.unit) {
            return false;
        }
        let table = match &call.receiver {
            Some(receiver) => Some(receiver),
            None => call.positional(0),
        };
        let is_called_so = table.is_some_and(|table| table.name.as_deref().is_some_and(is_results));
        let is_read = table.is_some_and(|table| {
            let mut history = table.history.iter();
            history.any(|at| {
                let call = python.calls.get(at.0 as usize);
                call.is_some_and(|call| READERS.contains(&call.method()))
            })
        });
        let is_file_called_so = values().any(|value| value.as_str().is_some_and(is_results));
        is_called_so || is_file_called_so && !is_read
    }

    /// `open("results.txt", "a")` where scores are computed.
    fn adds_measures(&self, python: &PythonFacts, call: &Call) -> bool {
        adds(call)
            && self
                .measured_in
                .contains(&(call.place.unit, call.place.cell, call.function))
            && is_results(&source_at(python, call.place))
    }

    /// Names of tables that hold what a search or a training keeps, or columns of metrics.
    fn names_of_measures(&self, python: &PythonFacts) -> HashSet<(UnitIdx, SmolStr)> {
        let mut asked: HashMap<(UnitIdx, SmolStr), usize> = HashMap::default();
        for call in &self.written {
            let values = call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
            for name in values.filter_map(|value| value.name.clone()) {
                asked.insert((call.place.unit, name), 0);
            }
        }
        let mut found = HashSet::default();
        let mut units: Vec<UnitIdx> = asked.keys().map(|(unit, _)| *unit).collect();
        units.sort();
        units.dedup();
        for number in units {
            let Some(unit) = python.units.get(number.0 as usize) else {
                continue;
            };
            for assignment in &unit.assignments {
                let target = assignment.target.split('[').next().unwrap_or_default();
                let key = (number, SmolStr::new(target));
                let Some(n_read) = asked.get_mut(&key).filter(|n_read| **n_read < MAX_ASSIGNED)
                else {
                    continue;
                };
                *n_read += 1;
                let source = source_at(python, assignment.place);
                let may_hold = self.measuring.contains(&number) || is_results(target);
                let has_columns = may_hold && holds(&COLUMN, &source);
                if has_columns || holds(&KEPT, &source) {
                    found.insert(key);
                }
            }
        }
        found
    }
}

fn holds(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

fn is_results(text: &str) -> bool {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    has(RESULTS) && !has(NO_RESULTS)
}

/// The lines at a place.
fn source_at(python: &PythonFacts, place: CodePlace) -> String {
    let unit = python.units.get(place.unit.0 as usize);
    let Some(cell) = unit.and_then(|unit| unit.cells.get(place.cell as usize)) else {
        return String::new();
    };
    let n_lines = (place.end_line.saturating_sub(place.line) + 1).min(MAX_LINES);
    let lines = cell
        .source
        .lines()
        .skip(place.line.saturating_sub(1) as usize);
    lines.take(n_lines as usize).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_history_that_is_called_for_is_no_training() {
        let kept = super::KEPT.as_ref().unwrap();
        assert!(kept.is_match("pd.DataFrame(fitted.history)") && kept.is_match("run.history"));
        assert!(kept.is_match("search.cv_results_"));
        assert!(!kept.is_match("ticker.history(period='1y')"));
    }
}
