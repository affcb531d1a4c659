//! Counts of classes and draws of each class that the flow of data does not tell (C2.1.2-CE5), looked for only where nothing else
//! treats or measures an imbalance.
//!
//! # What it looks for
//! Counts of the labels that a `MultiLabelBinarizer` takes, under whatever name they stand before (`Counter(tag for tags in df["Tags"]
//! for tag in tags)` where `df["main_tags"]` is learnt), which is half; counts of a column that is made by the words of the target; draws
//! with the same number, one for each class, in a file that joins tables.
//! # Does not count
//! Parts of speech, words and topics; rows drawn of one value alone, in other numbers of each, or a handful to look at.

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
const JOINS: u32 = 8;

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
/// Fewer rows drawn of each class are examples to look at.
const MIN_DRAWN: u32 = 30;
/// What else is called a tag.
const NO_LABELS: &[&str] = &["pos", "topic", "word"];

/// Names and columns in code.
static NAMES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*").ok());
/// `["Tags"]`, `.Tags`
static COLUMN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\[\s*["'](\w[\w .-]{1,40})["']\s*\]|\.([A-Za-z_]\w+)\b"#).ok());
/// `df[df["label"] == 0].sample(`
static ROWS_OF_ONE_VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\[\s*\w+(?:\[["'](\w+)["']\]|\.(\w+))\s*==\s*([^\]\s]{1,40})\s*\]\.sample\(([^,)]{1,60})"#)
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
        "append" | "concat" | "vstack" => JOINS,
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
        if !is_of_feature(python, call) {
            let columns = columns_in(given);
            labels.extend(columns.iter().filter_map(|column| meant(column).pop()));
        }
    }
    let like_target = made_like_targets(supervised);
    if !labels.is_empty() || !like_target.is_empty() {
        for call in of(COUNTS).take(MAX_CALLS) {
            let code = code_of(python, call.place);
            let counts_labels = call.method() != "size" && counts(code, &labels);
            let is_like_target = || {
                columns_in(code)
                    .iter()
                    .any(|column| like_target.contains(column.as_str()))
            };
            if is_like_target() || groups_by(code, &like_target) {
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
    let joined: BTreeSet<u32> = of(JOINS).map(|call| call.place.unit.0).collect();
    let drawn = of(DRAWS).filter(|call| joined.contains(&call.place.unit.0));
    draws(python, targets, drawn, sink);
}

fn code_of(python: &PythonFacts, place: CodePlace) -> &str {
    python.beginning(place, MAX_LINES, MAX_BYTES)
}

/// `X = MultiLabelBinarizer().fit_transform(df["genres"])`: bound to a name that no model learns.
fn is_of_feature(python: &PythonFacts, call: &Call) -> bool {
    let unit = python.units.get(call.place.unit.0 as usize);
    let mut bound = unit.into_iter().flat_map(|unit| &unit.assignments);
    call.method() == "fit_transform"
        && bound.any(|one| one.place == call.place && !one.value.roles.contains(Roles::TARGET))
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
    let units = supervised.python.units.iter();
    for unit in units.filter(|unit| !unit.new_columns.is_empty()) {
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

/// A unit, a cell, a column, and the number of rows that is drawn.
type DrawKey = (u32, u32, String, String);

/// As many rows drawn of each class: two values of the target, each drawn by itself in one cell, with the same number.
fn draws<'f>(
    python: &PythonFacts,
    targets: &BTreeSet<&str>,
    calls: impl Iterator<Item = &'f Call>,
    sink: &mut EvidenceSink,
) {
    let Some(drawn) = ROWS_OF_ONE_VALUE.as_ref() else {
        return;
    };
    let mut values: BTreeMap<DrawKey, (BTreeSet<String>, &Call)> = BTreeMap::new();
    for call in calls.take(MAX_CALLS) {
        let code = code_of(python, call.place);
        for found in drawn.captures_iter(code) {
            let column = found
                .get(1)
                .or(found.get(2))
                .map_or("", |column| column.as_str());
            let Some(number) = number_drawn(&found[4]) else {
                continue;
            };
            if !targets.contains(column) {
                continue;
            }
            let place = call.place;
            let key = (
                place.unit.0,
                place.cell,
                column.to_owned(),
                number.to_owned(),
            );
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

/// `n=500`, `n_rare`, `min(len(a`: how many rows are drawn, as it is written, where they are more than examples and no share.
fn number_drawn(given: &str) -> Option<&str> {
    let (name, number) = given.split_once('=').unwrap_or(("n", given));
    let number = number.trim();
    let is_example = number.parse().is_ok_and(|number: u32| number < MIN_DRAWN);
    (name.trim() == "n" && !number.is_empty() && !is_example).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_drawn_are_more_than_examples() {
        assert_eq!(number_drawn("n=500"), Some("500"));
        assert_eq!(number_drawn("n = len(rare"), Some("len(rare"));
        assert_eq!(number_drawn("n_rare"), Some("n_rare"));
        for not in ["3", "n=5", "frac=0.5", "random_state=1", ""] {
            assert_eq!(number_drawn(not), None, "{not}");
        }
    }

    #[test]
    fn labels_are_known_by_what_their_names_mean() {
        let labels: BTreeSet<String> = meant("product_tags").pop().into_iter().collect();
        assert!(!counts("df['product_name'].value_counts()", &labels));
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
