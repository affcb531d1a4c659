//! Networks side by side (C2.3.2-CE3, CE6).
//!
//! # What it looks for
//! Stored outputs, tables and lists of documents in which several models stand with their scores; frames and charts of
//! scores in code; curves of several trainings in one chart.
//! # Counts as evidence
//! Two or more models with figures in one table, list, output or chart.
//! # Does not count
//! Summaries of layers, training logs, one model's classification report.
//! # Limits
//! Tables shown as pictures hold no text to read.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Evidence, Location, Strength};
use prejury_documents::{Block, BlockKind, fold};
use prejury_python::{Call, DefinitionIdx, Value};
use regex::Regex;

use super::prose::listed;
use super::{Networks, emit, emit_call_in_turn, walk};
use crate::analyses::outputs::has_figure;
use crate::analyses::{Context, outputs};
use crate::sink::EvidenceSink;

const SIGNAL: &str = "network.results.compared";
const WITH_REFERENCE: &str = "network.results.with-reference";

/// Lines that an excerpt shows.
const MAX_LINES: usize = 4;
/// What every comparison names: cheap to look for in long outputs.
static METRIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i-u:accuracy|acc_|auc|dice|f1|iou|jaccard|loss|mae|pr(?:e|\u{e9}|\u{c9})cision|recall|rmse|score|temps|time|exactitude)").ok()
});

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    find_outputs(networks, sink);
    tables(ctx, sink);
    for call in networks.calls() {
        if let Some(with_reference) = score_table(networks, call) {
            emit_call_in_turn(networks.python, sink, SIGNAL, call, call.method(), -1);
            if with_reference {
                emit_call_in_turn(
                    networks.python,
                    sink,
                    WITH_REFERENCE,
                    call,
                    call.method(),
                    -1,
                );
            }
        }
    }
    joint_curves(networks, sink);
}

/// Names of networks as people write them, folded.
static NETWORKS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/networks/models.txt")));
/// Names of models of classic learning: a table of these alone compares no network, beside networks they are the reference.
static REFERENCES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/reference-models.txt"
    ))
});

fn has_network(models: &[&str]) -> bool {
    models.iter().any(|name| !REFERENCES.contains(name))
}

/// Lines of libraries' own logs: kernels, warnings, versions registered.
fn is_log(line: &str) -> bool {
    [
        "INFO:",
        "tensorflow/",
        "site-packages/",
        " WARNING ",
        "Warning:",
        "Registered model",
        "Created version",
        "View run ",
        "View experiment at",
    ]
    .iter()
    .any(|mark| line.contains(mark))
}

/// Whether a comparison holds a model that the networks can be measured against.
fn names_reference(text: &str) -> bool {
    let is_reference = |line: &str| models_in(line).iter().any(|name| REFERENCES.contains(name));
    text.lines()
        .take(120)
        .filter(|line| line.len() < 400 && !is_log(line))
        .any(is_reference)
}

/// Whole words and longer names: `use` is no part of `house`.
fn models_in(line: &str) -> Vec<&'static str> {
    let line = fold(line);
    NETWORKS
        .iter()
        .chain(&*REFERENCES)
        .copied()
        .filter(|name| {
            if name.len() > 3 {
                line.contains(name)
            } else {
                line.split(|c: char| !c.is_alphanumeric())
                    .any(|token| token.trim_end_matches(|c: char| c.is_ascii_digit()) == *name)
            }
        })
        .collect()
}

/// `model_1`, `Modèle 2`, `CNN model`: any row that is named after a model.
fn row_name(line: &str) -> Option<String> {
    let words: Vec<String> = fold(line)
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .filter(|word| !word.is_empty() && word.parse::<f64>().is_err())
        .take(4)
        .map(str::to_owned)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn has_metric_name(line: &str) -> bool {
    let line = fold(line);
    [
        "accuracy",
        "acc_",
        "auc",
        "dice",
        "f1",
        "iou",
        "jaccard",
        "loss",
        "mae",
        "precision",
        "recall",
        "rmse",
        "score",
        "temps",
        "time",
        "exactitude",
    ]
    .iter()
    .any(|word| line.contains(word))
}

fn has_model_column(line: &str) -> bool {
    let line = fold(line);
    [
        "model",
        "modele",
        "reseau",
        "network",
        "architecture",
        "backbone",
    ]
    .iter()
    .any(|word| line.contains(word))
}

/// Whether a line holds a share: `0.81`, `0,7`, `81 %`. Numbers of sections and versions are none.
pub(super) fn has_share(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(3).enumerate().any(|(at, window)| {
        window[0] == b'0'
            && matches!(window[1], b'.' | b',')
            && window[2].is_ascii_digit()
            && !(at > 0 && (bytes[at - 1].is_ascii_digit() || bytes[at - 1] == b'.'))
    }) || bytes
        .windows(2)
        .any(|window| window[0].is_ascii_digit() && window[1] == b'%')
        || bytes
            .windows(3)
            .any(|window| window[0].is_ascii_digit() && &window[1..] == b" %")
}

/// What libraries print and is no comparison: layers, logs, configurations, reports of one model.
fn is_library_text(text: &str) -> bool {
    [
        "Total params",
        "Layer (type)",
        "Epoch 1",
        "ETA:",
        "ms/step",
        "Downloading",
        "trainable params",
        "it/s]",
        "s/it]",
        "Some weights",
        "Trial ",
        "Requirement already",
        // The words of a topic with their weights.
        "*\"",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

/// The header of `classification_report`.
fn opens_report(line: &str) -> bool {
    line.split_whitespace()
        .eq(["precision", "recall", "f1-score", "support"])
}

/// Lines of two or more models with figures.
fn is_comparison(text: &str) -> bool {
    compares(text, has_figure)
}

/// Lines of two or more models with what `is_score` takes for a score.
fn compares(text: &str, is_score: fn(&str) -> bool) -> bool {
    let names_metric = METRIC.as_ref().is_some_and(|metric| metric.is_match(text));
    if !names_metric || is_library_text(text) {
        return false;
    }
    let mut rows: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut header = false;
    let mut columns = 0;
    let mut network = false;
    let mut n_scored = 0;
    let mut in_report = false;
    for line in text.lines().take(120).filter(|line| line.len() < 400) {
        // The rows of a classification report are classes and averages, not models.
        in_report = in_report || opens_report(line);
        let is_of_report = in_report;
        in_report &= !line.contains("weighted avg") && !line.contains("samples avg");
        if is_log(line) || is_of_report {
            continue;
        }
        let models = models_in(line);
        network |= has_network(&models);
        let scored = is_score(line);
        n_scored += usize::from(scored);
        if scored && !models.is_empty() {
            rows.insert(models);
        } else if !scored {
            columns = columns.max(models.len());
            header |= has_metric_name(line) && has_model_column(line);
        }
        if scored && header {
            named.extend(row_name(line));
        }
    }
    network && (rows.len() > 1 || columns > 1 && n_scored > 0)
        || named.len() > 1 && (network || rows.is_empty())
}

fn find_outputs(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    for (location, text) in outputs::texts_where(networks.python, is_comparison) {
        let excerpt = telling_lines(text);
        let comparison = Comparison {
            strength: Strength::Executed,
            location,
            excerpt,
            subject: "output",
        };
        comparison.show(names_reference(text), sink);
    }
}

/// The title line of a comparison and the lines that name networks, or its first lines where none does.
fn telling_lines(text: &str) -> String {
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && line.len() < 400 && !is_log(line))
        .take(120);
    let Some(first) = lines.next() else {
        return outputs::first_lines(text);
    };
    let rest: Vec<&str> = lines.collect();
    let mut telling: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|line| has_figure(line) && has_network(&models_in(line)))
        .take(MAX_LINES - 1)
        .collect();
    if telling.is_empty() {
        telling = rest.into_iter().take(MAX_LINES - 1).collect();
    }
    telling.insert(0, first);
    telling.join("\n")
}

/// Tables and lists of documents, as wholes.
fn tables(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let is_row = |block: &Block| matches!(block.kind, BlockKind::TableRow | BlockKind::ListItem);
    for document in &ctx.facts.documents {
        for rows in document
            .blocks
            .chunk_by(|a, b| is_row(a) == is_row(b))
            .filter(|rows| is_row(&rows[0]) && rows.len() > 1)
        {
            let text = rows
                .iter()
                .map(|row| &*row.text)
                .collect::<Vec<_>>()
                .join("\n");
            // Lists of prose hold numbers and names of all kinds: there, two items must each have a model and its score.
            let is_list = rows[0].kind == BlockKind::ListItem;
            let is_scored = |row: &&Block| has_share(&row.text) && !models_in(&row.text).is_empty();
            if compares(&text, has_share) && (!is_list || rows.iter().filter(is_scored).count() > 1)
            {
                let excerpt = telling_lines(&text);
                // A long table is opened where it names networks.
                let has_one = |row: &&Block| has_network(&models_in(&row.text));
                let is_long =
                    rows.len() > MAX_LINES && !rows[..MAX_LINES].iter().any(|row| has_one(&row));
                let first = rows.iter().find(has_one).filter(|_| is_long);
                let location = &first.unwrap_or(&rows[0]).location;
                let comparison = Comparison {
                    strength: Strength::Written,
                    location: location.clone(),
                    excerpt,
                    subject: "table",
                };
                comparison.show(names_reference(&text), sink);
            }
        }
    }
}

/// Models side by side with their scores.
struct Comparison {
    strength: Strength,
    location: Location,
    excerpt: String,
    subject: &'static str,
}

impl Comparison {
    /// A reader looks for the comparison itself, not for the trainings that it compares: it comes first.
    fn show(self, with_reference: bool, sink: &mut EvidenceSink) {
        for signal in [SIGNAL, WITH_REFERENCE] {
            if signal == SIGNAL || with_reference {
                let evidence = Evidence {
                    signal: sink.intern(signal),
                    strength: self.strength,
                    supports: true,
                    location: self.location.clone(),
                    excerpt: self.excerpt.clone(),
                    subject: Some(self.subject.to_owned()),
                    related: Vec::new(),
                };
                sink.push_in_turn(-1, evidence);
            }
        }
    }
}

/// A frame or bar chart made of the scores of several models: whether a reference is among them.
fn score_table(networks: &Networks<'_>, call: &Call) -> Option<bool> {
    let is_table = matches!(
        &*call.callee,
        "pandas.DataFrame" | "pandas.concat" | "tabulate.tabulate"
    ) || matches!(
        call.method(),
        "bar" | "barplot" | "barh" | "add_row" | "from_dict" | "DataFrame"
    );
    if !is_table {
        return None;
    }
    let mut with_reference = false;
    let mut models: BTreeSet<String> = BTreeSet::new();
    let mut scores = false;
    let mut lists_of_models = false;
    let mut network = false;
    for arg in &call.args {
        network |= networks.is_network(&arg.value);
        walk(&arg.value, &mut |value: &Value| {
            let texts = value
                .keys
                .iter()
                .map(|key| key.as_str())
                .chain(value.as_str());
            for text in texts {
                let named = models_in(text);
                with_reference |= named.iter().any(|name| REFERENCES.contains(name));
                network |= has_network(&named);
                if !named.is_empty() || has_model_column(text) && text.contains(['1', '2', '3']) {
                    models.insert(fold(text));
                }
                lists_of_models |= has_model_column(text);
                scores |= has_metric_name(text);
            }
            if let Some(name) = value.name.as_deref() {
                let name = name.to_lowercase();
                scores |= has_metric_name(&name);
                lists_of_models |= (name.contains("model") || name.contains("modele"))
                    && (name.contains("name") || name.ends_with('s') || name.contains("nom"));
            }
        });
    }
    let is_compared = scores
        && (models.len() > 1
            || lists_of_models
                && call
                    .args
                    .iter()
                    .any(|arg| !arg.value.keys.is_empty() || arg.value.name.is_some()));
    // Classic models side by side are another competence; names that say nothing are those of the notebook's own networks.
    let is_of_networks = network || !with_reference && networks.trains_in(call);
    (is_compared && is_of_networks).then_some(with_reference && models.len() > 1)
}

/// Histories of several trainings drawn in one cell or function.
fn joint_curves(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let mut last: Option<(u32, u32, Option<DefinitionIdx>)> = None;
    let mut histories: BTreeSet<String> = BTreeSet::new();
    let mut lines: BTreeSet<u32> = BTreeSet::new();
    let draws = networks
        .calls()
        .filter(|call| matches!(call.method(), "plot" | "lineplot"));
    for call in draws {
        // A script is one cell: curves of two of its functions are two charts.
        let cell = (call.place.unit.0, call.place.cell, call.function);
        if last != Some(cell) {
            last = Some(cell);
            histories.clear();
            lines.clear();
        }
        // A helper that is called for one history after the other draws a chart of each.
        let is_drawn_again = !lines.insert(call.place.line);
        if call.function.is_some() && is_drawn_again {
            continue;
        }
        let history = call.args.iter().find_map(|arg| {
            let name = arg.value.name.as_deref()?;
            let base = name.split(['.', '[']).next()?;
            base.to_lowercase()
                .contains("hist")
                .then(|| base.to_owned())
        });
        if let Some(history) = history
            && histories.insert(history)
            && histories.len() == 2
        {
            emit(networks.python, sink, SIGNAL, call, "curves");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_several_models_are_a_comparison_and_summaries_are_none() {
        assert!(is_comparison(
            "model      accuracy\nLSTM   0.81\nBERT  0.84"
        ));
        assert!(is_comparison(
            "Modèle | Accuracy\nmodel_1 | 0.71\nmodel_2 | 0.74"
        ));
        assert!(!is_comparison("accuracy LSTM 0.81"));
        assert!(!is_comparison(
            "Accuracy: 0.81\nRegistered model 'Word2vec' since 2.9.0\nUserWarning: LSTM 2.1 precision"
        ));
        assert!(!is_comparison(
            "Model Accuracy\nRandom Forest 0.72\nSVM 0.70"
        ));
        assert!(!is_comparison(
            "Layer (type)\nlstm (LSTM) 42,240\ndense (Dense) 1,300\naccuracy"
        ));
        let report = "Model BERT\n precision recall f1-score support\n 0 0.75 0.8 0.77 500\n 1 0.8 0.7 0.7 500\n weighted avg 0.7 0.7 0.7 1000";
        assert!(!is_comparison(report));
        assert!(is_comparison(&format!(
            "{report}\nBERT accuracy 0.76\nLSTM accuracy 0.71"
        )));
        assert!(!is_comparison("Epoch 1/3\nloss: 0.5 accuracy: 0.7"));
    }

    #[test]
    fn short_names_are_whole_words() {
        assert!(models_in("house prices").is_empty());
        assert_eq!(models_in("USE 0.8"), ["use"]);
    }
}
