//! Results of several models side by side (C2.1.2-CE8).
//!
//! # What it looks for
//! Stored outputs, markdown tables and READMEs in which several algorithms stand with their scores; tables and charts
//! of scores in code.
//! # Counts as evidence
//! Two or more algorithms with figures in one table or output; rows named after a model and a score that a loop or a helper
//! adds where several algorithms are trained.
//! # Does not count
//! Scores printed in separate cells; runs logged to a tracking server that is not handed in (a weaker signal).
//! # Limits
//! Tables shown as pictures hold no text to read.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind};
use prejury_python::{Call, CodePlace, DefinitionIdx, PythonFacts, Reach, UnitIdx, Value};

use super::words::{SCORE, algorithms_in, names_an_algorithm};
use super::{Supervised, emit, indicators, walk};
use crate::analyses::outputs::has_figure;
use crate::analyses::{Context, outputs};
use crate::sink::{EvidenceSink, ranked_turn};

/// Marks of calls.
const TABLE: u32 = 1;
const TRACKED: u32 = 2;
const ADDS: u32 = 4;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    if !supervised.is_trained() {
        return;
    }
    find_outputs(supervised.python, sink);
    tables(ctx, sink);
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "DataFrame" | "concat" if callee.starts_with("pandas.") => TABLE,
        "log_metric" | "log_metrics" if callee.starts_with("mlflow") => TRACKED,
        "log" if callee == "wandb.log" => TRACKED,
        "append" => ADDS,
        _ => 0,
    });
    let rows = Rows::read(supervised);
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let signal = match mark {
            TRACKED => "results.tracked",
            TABLE if is_score_table(call) => "results.gathered",
            _ if rows.are_added_by(call) => "results.gathered",
            _ => continue,
        };
        emit(supervised.python, sink, signal, call, call.method());
    }
}

/// Outputs in which several algorithms stand with figures: a displayed table, or a loop's printed lines.
fn find_outputs(python: &PythonFacts, sink: &mut EvidenceSink) {
    for (location, text) in outputs::texts_where(python, is_comparison) {
        let excerpt = telling_lines(text);
        let strength = Strength::Executed;
        times(text, strength, &location, &excerpt, sink);
        sink.found(
            "results.gathered",
            Strength::Executed,
            location,
            excerpt,
            Some("output".to_owned()),
        );
    }
}

/// Columns of times tell more than the scores beside them.
fn times(
    text: &str,
    strength: Strength,
    location: &Location,
    excerpt: &str,
    sink: &mut EvidenceSink,
) {
    if titles(text).any(indicators::has_column_of_times) {
        sink.found_in_turn(
            ranked_turn(indicators::rank::SET_OUT, strength),
            indicators::SIGNAL,
            strength,
            location.clone(),
            excerpt,
            Some("time".to_owned()),
        );
    }
}

/// Titles of columns: short lines without figures.
fn titles(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take(200);
    lines.filter(|line| line.len() < 600 && !has_figure(line) && !is_notice(line))
}

/// The lines that name an algorithm, with the title line before them; the first lines where none does.
fn telling_lines(text: &str) -> String {
    let names_one = |line: &&str| line.len() < 600 && !is_notice(line) && names_an_algorithm(line);
    let lines = || {
        text.lines()
            .take(200)
            .filter(|line| !line.trim().is_empty())
    };
    let telling: Vec<&str> = lines().filter(names_one).take(4).collect();
    let Some(first) = telling.first() else {
        return outputs::first_lines(text);
    };
    let title = lines().take_while(|line| line != first).last();
    title
        .into_iter()
        .chain(telling)
        .take(4)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Lines (or columns) of two or more algorithms, with scores.
fn is_comparison(text: &str) -> bool {
    let is_one_line = !text.trim_ascii_end().contains('\n');
    if is_one_line || !has_figure(text) || !names_an_algorithm(text) {
        return false;
    }
    let mut rows: BTreeSet<String> = BTreeSet::new();
    let mut header: BTreeSet<String> = BTreeSet::new();
    for line in text.lines().take(200).filter(|line| line.len() < 600) {
        if is_notice(line) {
            continue;
        }
        let algorithms = algorithms_in(line);
        if has_figure(line) {
            rows.extend(algorithms.into_iter().next());
        } else if algorithms.len() > 1 {
            header.extend(algorithms);
        }
    }
    // Estimators that print themselves (`Pipeline(steps=[...])`) name many algorithms without being a comparison.
    let is_repr = text.contains("Pipeline(") || text.contains("estimator=");
    !is_repr && (rows.len() > 1 || header.len() > 1)
}

/// What a library says of its own work: a warning, or where a tracking server shows a run.
fn is_notice(line: &str) -> bool {
    ["Warning:", "View run ", "Registered model"]
        .iter()
        .any(|mark| line.contains(mark))
}

/// Tables and lists in documents, as wholes.
fn tables(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let is_row = |block: &Block| matches!(block.kind, BlockKind::TableRow | BlockKind::ListItem);
    for document in &ctx.facts.documents {
        for rows in document
            .blocks
            .chunk_by(|a, b| is_row(a) == is_row(b))
            .filter(|rows| is_row(&rows[0]))
        {
            let text = rows
                .iter()
                .map(|row| &*row.text)
                .collect::<Vec<_>>()
                .join("\n");
            let scored: Vec<&str> = rows.iter().map(|row| unnumbered(&row.text)).collect();
            if is_comparison(&scored.join("\n")) {
                let excerpt: Vec<&str> = text.lines().take(3).collect();
                let location = rows[0].location.clone();
                let excerpt = excerpt.join("\n");
                times(&text, Strength::Written, &location, &excerpt, sink);
                // Steps of a plan and sentences of a page name algorithms and numbers, too: a table is surer.
                let turn = i16::from(rows[0].kind == BlockKind::ListItem);
                sink.found_in_turn(
                    turn,
                    "results.gathered",
                    Strength::Written,
                    location,
                    excerpt,
                    Some("table".to_owned()),
                );
            }
        }
    }
}

/// A row without the number of its section: `2.1. Cleaning` holds no score.
fn unnumbered(row: &str) -> &str {
    row.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || matches!(letter, '.' | ' ' | ')')
    })
}

/// Rows of a table of results that are added one by one: in a loop, or by a helper called for each model.
struct Rows {
    /// Units whose run trains two algorithms or more.
    comparing: HashSet<UnitIdx>,
    /// How many places call each of the candidate's own functions.
    call_sites: HashMap<String, HashSet<CodePlace>>,
    /// Qualified names of the candidate's functions.
    functions: HashMap<(UnitIdx, DefinitionIdx), String>,
}

impl Rows {
    fn read(supervised: &Supervised<'_>) -> Self {
        let python = supervised.python;
        let mut trained: HashMap<UnitIdx, BTreeSet<&str>> = HashMap::default();
        for training in &supervised.trainings {
            let algorithms = trained.entry(training.call.caller).or_default();
            algorithms.extend(training.algorithms.iter().copied());
        }
        let comparing: HashSet<UnitIdx> = trained
            .into_iter()
            .filter(|(_, algorithms)| algorithms.len() > 1)
            .map(|(unit, _)| unit)
            .collect();
        let mut rows = Self {
            comparing,
            call_sites: HashMap::default(),
            functions: HashMap::default(),
        };
        if rows.comparing.is_empty() {
            return rows;
        }
        for call in &python.calls {
            if call.callee.starts_with("local:") && call.reach == Reach::Live {
                let sites = rows.call_sites.entry(call.callee.to_string()).or_default();
                sites.insert(call.place);
            }
        }
        for (unit, number) in python.units.iter().zip(0..) {
            for (definition, at) in unit.definitions.iter().zip(0..) {
                let name = format!("local:{}:{}", unit.path, definition.name);
                if rows.call_sites.contains_key(&name) {
                    rows.functions
                        .insert((UnitIdx(number), DefinitionIdx(at)), name);
                }
            }
        }
        rows
    }

    fn are_added_by(&self, call: &Call) -> bool {
        let is_repeated = || {
            let function = call.function.map(|function| (call.place.unit, function));
            call.in_loop
                || function
                    .and_then(|function| self.functions.get(&function))
                    .and_then(|name| self.call_sites.get(name))
                    .is_some_and(|sites| sites.len() > 1)
        };
        self.comparing.contains(&call.caller)
            && call.reach == Reach::Live
            && is_repeated()
            && call.args.iter().any(|arg| is_row(&arg.value))
    }
}

/// Keys for which model a row holds the score of.
pub(super) const MODEL_KEYS: &[&str] = &[
    "algo", "classif", "estimat", "model", "modèle", "modele", "regress", "régress",
];

/// A dictionary with the name of a model and a score, alone or in a list or a frame.
fn is_row(value: &Value) -> bool {
    let mut is_one = false;
    walk(value, &mut |value: &Value| {
        let keys = || value.keys.iter().map(|key| key.as_str());
        let names_model = |key: &str| {
            let key = key.to_lowercase();
            MODEL_KEYS.iter().any(|word| key.contains(word))
        };
        is_one |=
            keys().any(names_model) && keys().any(|key| SCORE.are_in(key) && !names_model(key));
    });
    is_one
}

/// A frame made of the scores of several models: its rows or lists are named after models and scores.
fn is_score_table(call: &Call) -> bool {
    let mut models = 0;
    let mut scores = 0;
    for arg in &call.args {
        walk(&arg.value, &mut |value: &Value| {
            let texts = value
                .keys
                .iter()
                .map(|key| key.as_str())
                .chain(value.as_str());
            for text in texts {
                if names_an_algorithm(text) {
                    models += 1;
                }
                if SCORE.are_in(text) {
                    scores += 1;
                }
            }
        });
    }
    models > 1 && scores > 0
}
