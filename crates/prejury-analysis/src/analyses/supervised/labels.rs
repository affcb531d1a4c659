//! Counts of classes and draws of each class that the flow of data does not tell (C2.1.2-CE5), looked for only where nothing else
//! treats or measures an imbalance.
//!
//! # What it looks for
//! Counts of the labels that a `MultiLabelBinarizer` takes, under whatever name they stand before (`Counter(tag for tags in df["Tags"]
//! for tag in tags)` where `df["main_tags"]` is learnt); counts of a column that is made by the words of the target; as many rows drawn of
//! each class, one statement for each.
//! # Does not count
//! Parts of speech, words and topics; rows drawn of one value alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, Roles};
use regex::Regex;

use super::{Supervised, emit};
use crate::analyses::Context;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Lines and bytes of a statement that are looked at.
const MAX_LINES: usize = 6;
const MAX_BYTES: usize = 600;
/// Statements that are looked at.
const MAX_CALLS: usize = 400;
/// Bytes of code that say how a value is made, and no mere name.
const MIN_MADE: usize = 9;

/// Marks of calls.
const LEARNS_LABELS: u32 = 1;
const COUNTS: u32 = 2;
const DRAWS: u32 = 4;

/// Parts of the names of columns that do not say what a column holds.
const HOW: &[&str] = &[
    "all",
    "clean",
    "cleaned",
    "col",
    "column",
    "filtered",
    "final",
    "freq",
    "list",
    "liste",
    "main",
    "new",
    "preproc",
    "processed",
    "split",
    "str",
    "top",
    "train",
    "test",
];
/// What else is called a tag.
const NO_LABELS: &[&str] = &["pos", "topic", "word"];

/// Names and columns in code.
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*").ok());
/// `["Tags"]`, `.Tags`
static COLUMN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\[\s*["'](\w[\w .-]{1,40})["']\s*\]|\.([A-Za-z_]\w+)\b"#).ok());
/// `df[df["label"] == 0].sample(`
static DRAWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\[\s*\w+(?:\[["'](\w+)["']\]|\.(\w+))\s*==\s*([^\]\s]{1,40})\s*\]\.sample\("#)
        .ok()
});

pub(super) fn find(
    supervised: &Supervised<'_>,
    targets: &BTreeSet<&str>,
    ctx: &Context<'_>,
    sink: &mut EvidenceSink,
) {
    let python = supervised.python;
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        "fit" | "fit_transform" if callee.contains("MultiLabelBinarizer") => LEARNS_LABELS,
        "value_counts" | "Counter" | "FreqDist" | "most_common" | "size" => COUNTS,
        "sample" => DRAWS,
        _ => 0,
    });
    let live: Vec<(&Call, u32)> = calls
        .filter(|(_, call, _)| !call.is_attribute && call.reach == Reach::Live)
        .map(|(_, call, mark)| (call, mark))
        .collect();
    let of = |mark: u32| {
        live.iter()
            .filter(move |(_, one)| *one == mark)
            .map(|(call, _)| *call)
    };
    let mut labels = BTreeSet::new();
    for call in of(LEARNS_LABELS).take(MAX_CALLS) {
        let code = code_of(python, call.place);
        let given = code.find("fit").map_or("", |at| &code[at..]);
        labels.extend(columns_in(given).iter().flat_map(|column| meant(column)));
    }
    let like_target = made_like_targets(supervised);
    if !labels.is_empty() || !like_target.is_empty() {
        for call in of(COUNTS).take(MAX_CALLS) {
            let code = code_of(python, call.place);
            let counts_labels = call.method() != "size" && counts(&code, &labels);
            let is_like_target = || {
                columns_in(&code)
                    .iter()
                    .any(|column| like_target.contains(column.as_str()))
            };
            if is_like_target() || groups_by(&code, &like_target) {
                emit(python, sink, "imbalance.measured", call, call.method());
            } else if counts_labels {
                // The labels are known by their name alone, and their frequency may serve to choose them: half.
                let (strength, method) = (Strength::Mentioned, call.method());
                emit_code(
                    python,
                    sink,
                    "imbalance.measured",
                    strength,
                    call.place,
                    method,
                );
            }
        }
    }
    draws(python, targets, of(DRAWS), sink);
}

fn code_of(python: &PythonFacts, place: CodePlace) -> String {
    let code = python.excerpt(place, MAX_LINES);
    code[..code.floor_char_boundary(MAX_BYTES.min(code.len()))].to_owned()
}

fn columns_in(code: &str) -> Vec<String> {
    let found = COLUMN.iter().flat_map(|column| column.captures_iter(code));
    found
        .filter_map(|found| Some(found.get(1).or(found.get(2))?.as_str().to_owned()))
        .collect()
}

/// What the name of a column says that it holds: `tag` of `preproc_tags`.
fn meant(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let parts = name.split(|letter: char| !letter.is_alphanumeric());
    parts
        .filter(|part| part.len() > 2 && !HOW.contains(part))
        .map(|part| part.trim_end_matches('s').to_owned())
        .filter(|part| part.len() > 2)
        .collect()
}

/// Whether a count is one of labels, by the names in it.
fn counts(code: &str, labels: &BTreeSet<String>) -> bool {
    if labels.is_empty() {
        return false;
    }
    let names = || {
        NAMES
            .iter()
            .flat_map(|names| names.find_iter(code))
            .map(|name| name.as_str())
    };
    let is_other = |name: &str| {
        let name = name.to_lowercase();
        name.split('_').any(|part| NO_LABELS.contains(&part))
    };
    let of_labels = |name: &str| meant(name).iter().any(|part| labels.contains(part));
    names().any(of_labels) && !names().any(is_other)
}

/// `df.groupby(by="category")`
fn groups_by(code: &str, columns: &BTreeSet<String>) -> bool {
    let Some((_, grouped)) = code.split_once(".groupby(") else {
        return false;
    };
    let grouped = grouped.split(')').next().unwrap_or_default();
    columns.iter().any(|column| {
        let mut quoted = grouped.match_indices(column.as_str());
        quoted.any(|(at, _)| {
            let (before, after) = (&grouped[..at], &grouped[at + column.len()..]);
            before.ends_with(['"', '\'']) && after.starts_with(['"', '\''])
        }) && !grouped.contains("[")
    })
}

/// Columns that are made by the same code as a target: `df["category"] = classes(df)` beside `y = classes(df)`.
fn made_like_targets(supervised: &Supervised<'_>) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    for unit in &supervised.python.units {
        let made = |place: CodePlace| {
            let cell = unit.cells.get(place.cell as usize)?;
            let (_, made) = cell.line(place.line)?.split_once('=')?;
            let made = made.trim();
            (made.len() >= MIN_MADE && made.contains('(') && !made.starts_with('=')).then_some(made)
        };
        let targets = unit.assignments.iter().filter(|one| {
            one.value.roles.contains(Roles::TARGET)
                && !one.target.contains(['[', '.'])
                && one.reach == Reach::Live
        });
        let targets: BTreeSet<&str> = targets.filter_map(|one| made(one.place)).collect();
        if targets.is_empty() {
            continue;
        }
        let new = unit.new_columns.iter();
        let new = new.filter(|new| made(new.place).is_some_and(|made| targets.contains(made)));
        columns.extend(new.filter_map(|new| Some(new.column.as_deref()?.to_owned())));
    }
    columns
}

/// As many rows drawn of each class: two values of the target, each drawn by itself in one cell.
fn draws<'f>(
    python: &PythonFacts,
    targets: &BTreeSet<&str>,
    calls: impl Iterator<Item = &'f Call>,
    sink: &mut EvidenceSink,
) {
    let Some(drawn) = DRAWN.as_ref() else { return };
    let mut values: BTreeMap<(u32, u32, String), (BTreeSet<String>, &Call)> = BTreeMap::new();
    for call in calls.take(MAX_CALLS) {
        let code = code_of(python, call.place);
        for found in drawn.captures_iter(&code) {
            let column = found
                .get(1)
                .or(found.get(2))
                .map_or("", |column| column.as_str());
            if !targets.contains(column) {
                continue;
            }
            let key = (call.place.unit.0, call.place.cell, column.to_owned());
            let entry = values.entry(key).or_insert_with(|| (BTreeSet::new(), call));
            entry.0.insert(found[3].to_owned());
        }
    }
    for (values, call) in values.into_values() {
        if values.len() > 1 {
            emit(python, sink, "imbalance.treated", call, "sample");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_by_what_their_names_mean() {
        let labels: BTreeSet<String> = meant("main_tags").into_iter().collect();
        assert!(counts(
            "Counter(tag for tags in df['preproc_tags'] for tag in tags)",
            &labels
        ));
        assert!(counts(
            "count = exploded['Tags_list'].value_counts()",
            &labels
        ));
        assert!(!counts("Counter(all_pos_tags)", &labels));
        assert!(!counts("df['stage'].value_counts()", &labels));
        assert!(!counts("Counter(words)", &labels));
    }

    #[test]
    fn groups_are_of_one_column() {
        let columns = BTreeSet::from(["kind".to_owned()]);
        assert!(groups_by("df.groupby(by='kind').size()", &columns));
        assert!(!groups_by("df.groupby(['kind', 'year']).size()", &columns));
        assert!(!groups_by("df.groupby('kinds').size()", &columns));
    }
}
