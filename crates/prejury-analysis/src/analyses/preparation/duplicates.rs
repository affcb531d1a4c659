//! Duplicates of records and of columns (C1.2.2-CE4).
//!
//! # What it looks for
//! `duplicated`, `drop_duplicates`, uniqueness of a key; columns that are equal, strongly correlated or named twice.
//! # Counts as evidence
//! A search that found none, by its stored output or by the text next to it, counts as a treatment.
//! # Does not count
//! Duplicates of words inside a text; a correlation that is only shown (`correlated.rs` tells a search from it).
//! # Limits
//! Records matched by a distance are not seen.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{Call, Literal};

use super::hints::{BOUNDS, CORRELATIONS, EQUALITIES, GROUPS, SAME, UNIQUES};
use super::marks::Marks;
use super::names::DUPLICATES;
use super::statements::Statement;
use super::words::{DUPLICATE, NO_DUPLICATE, REDUNDANT_COLUMN, Text};
use super::{Kind, Operation, Preparation, is_match, may_be_data, of_statement, pattern};
use super::{correlated, sought};
use crate::analyses::listed;
use crate::sink::EvidenceSink;

pattern!(
    NONE_FOUND,
    r"(?m)(?:^|[:=\s(])0(?:\s*(?:$|\)|doublon|duplic|lignes|rows|%|\[))|Empty DataFrame|Series\(\[\]|0 rows|False\s+\d+\s*(?:Name|dtype|$)"
);
// Rows that are no duplicates are kept; `df[df.duplicated()]` only lists those that are.
pattern!(
    FILTERED,
    r"=.*\[.*(?:~|-|logical_not\()\s*\(?[^=<>~]*\.duplicated\(|\.duplicated\(.*\)\s*(?:==\s*False|!=\s*True)|\.drop\(.*duplicated\("
);
pattern!(
    UNIQUE_KEY,
    r"is_unique|nunique\(\)\s*(?:==|/)|len\(\w+\)\s*==\s*.*nunique|groupby\(.*\.(?:count|size)\(\).*>\s*1"
);
// How often each key occurs, and those that do so twice.
pattern!(KEY_COUNTS, r"groupby\(.*\.(?:count|size)\(\)");
pattern!(OFTEN, r">=?\s*[12]\b");
pattern!(
    CORRELATED_DROP,
    r"(?i)(?:upper|corr\w*|tri\w*)(?:\[\w+\]|\.loc\[.*\])?.*>\s*(?:0?\.\d+|seuil|thresh\w*|limit\w*).*|\bcorr_?(?:features|cols?|columns|to_drop)"
);
pattern!(
    EQUAL_COLUMNS,
    r"\]\.equals\(|\.T\.(?:duplicated|drop_duplicates)\(|columns\.duplicated\(|transpose\(\)\.(?:duplicated|drop_duplicates)\(|variance_inflation_factor\(|DropCorrelatedFeatures|DropDuplicateFeatures|SmartCorrelatedSelection"
);
pattern!(
    EQUALITY,
    r"\(?\w+\[(?:'[^']+'|\x22[^\x22]+\x22)\]\s*[!=]=\s*\w+\[(?:'[^']+'|\x22[^\x22]+\x22)\]\)?\.(?:all|sum|mean|value_counts)\("
);

// `df.drop_duplicates()` alone: the table without duplicates is thrown away.
pattern!(
    THROWN_AWAY,
    r"^[\w.]+(?:\[[^\]]*\]+)?\.drop_?[dD]uplicates?\([^()]*\)\s*;?$"
);

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut operations = Vec::new();
    for call in preparation.calls_of(DUPLICATES) {
        match call.method() {
            "drop_duplicates" | "dropDuplicates" | "drop_duplicate"
                if !call.callee.starts_with("local:") =>
            {
                let code = preparation.code_of(call);
                if is_match(&EQUAL_COLUMNS, code) {
                    preparation.emit_call(sink, "duplicates.columns", call, "equal columns");
                    continue;
                }
                let is_list_of_values =
                    code.contains("]].drop_duplicates") && !code.contains("inplace");
                preparation.emit_call(sink, "duplicates.searched", call, call.method());
                let is_thrown_away = !code.contains("inplace") && is_match(&THROWN_AWAY, code);
                if !is_list_of_values && !is_thrown_away {
                    // One row for each of something is as often how a table is made.
                    let is_of_key = call.arg("subset", Some(0)).is_some()
                        && !preparation
                            .nearby
                            .any(call.place, |text| DUPLICATE.are_in(text));
                    let (signal, turn) = ("duplicates.treated", i16::from(is_of_key));
                    preparation.emit_call_in_turn(sink, signal, call, call.method(), turn);
                    operations.push(preparation.of_call(Kind::Duplicates, call));
                }
            }
            "duplicated" if may_be_data(call.receiver.as_ref()) => {
                searched(preparation, call, &mut operations, sink)
            }
            method if call.callee.starts_with("local:") && DUPLICATE.are_in(&Text::of(method)) => {
                preparation.emit_call(sink, "duplicates.searched", call, method);
                operations.push(preparation.of_call(Kind::Duplicates, call));
            }
            _ => {}
        }
    }
    let drops_after = |statement: &Statement<'_>| follows_drop(preparation, statement.place);
    let mut compared = correlated::compared(preparation, drops_after)
        .into_iter()
        .peekable();
    let counts = Marks::of(preparation, &[GROUPS], |code| is_match(&KEY_COUNTS, code));
    for (at, statement) in preparation.statements.iter().enumerate() {
        let code = &*statement.code;
        let hints = statement.hints;
        let is_key = hints.any(&[UNIQUES, GROUPS]) && is_match(&UNIQUE_KEY, code);
        let is_often = hints.any(&[BOUNDS]) && is_match(&OFTEN, code) && counts.are_read(statement);
        if (is_key || is_often)
            && preparation
                .nearby
                .any(statement.place, |text| is_of_keys(text, is_often))
        {
            preparation.emit(sink, "duplicates.searched", statement, "");
            operations.push(of_statement(Kind::Duplicates, statement));
            if is_often && shows_none(preparation, statement.place) {
                preparation.emit(sink, "duplicates.treated", statement, "");
            }
        }
        let is_compared = compared.next_if_eq(&at).is_some();
        let drops_correlated = hints.any(&[CORRELATIONS])
            && is_match(&CORRELATED_DROP, code)
            && (code.contains("drop") || code.contains("for ") || code.contains("columns"));
        if hints.any(&[SAME]) && is_match(&EQUAL_COLUMNS, code)
            || hints.any(&[EQUALITIES]) && is_match(&EQUALITY, code)
            || is_compared
            || drops_correlated && follows_drop(preparation, statement.place)
        {
            preparation.emit(sink, "duplicates.columns", statement, "");
        }
    }
    sought::find(preparation, sink);
    for (statement, block) in correlated::told(preparation) {
        match block {
            // The sentence shows it, and the matrix alone nothing.
            Some(block) => sink.found_text(
                "duplicates.columns",
                Strength::Written,
                0,
                block.location.clone(),
                &*block.text,
            ),
            None => preparation.emit(sink, "duplicates.columns", statement, ""),
        }
    }
    operations
}

/// Whether something is dropped in the same cell or file, so that a correlation is used and not only looked at.
fn follows_drop(preparation: &Preparation<'_>, place: prejury_python::CodePlace) -> bool {
    let start = preparation.statements.partition_point(|statement| {
        (
            statement.place.unit,
            statement.place.cell,
            statement.place.line,
        ) < (place.unit, place.cell, place.line)
    });
    preparation.statements[start..]
        .iter()
        .take(25)
        .take_while(|statement| {
            statement.place.unit == place.unit && statement.place.cell <= place.cell + 3
        })
        .any(|statement| {
            (statement.code.contains("drop(")
                || statement.code.contains("remove(")
                || statement.code.contains("difference("))
                && !statement.code.contains("np.triu")
        })
}

fn searched(
    preparation: &Preparation<'_>,
    call: &Call,
    operations: &mut Vec<Operation>,
    sink: &mut EvidenceSink,
) {
    let code = preparation.code_of(call);
    if is_match(&EQUAL_COLUMNS, code) {
        preparation.emit_call(sink, "duplicates.columns", call, "equal columns");
        return;
    }
    preparation.emit_call(sink, "duplicates.searched", call, call.method());
    operations.push(preparation.of_call(Kind::Duplicates, call));
    let found_none = shows_none(preparation, call.place)
        || preparation
            .nearby
            .any(call.place, |text| NO_DUPLICATE.are_in(text));
    if found_none || is_match(&FILTERED, code) {
        preparation.emit_call(sink, "duplicates.treated", call, call.method());
    }
}

/// Whether the stored output of a cell says that there are none.
fn shows_none(preparation: &Preparation<'_>, place: prejury_python::CodePlace) -> bool {
    preparation.outputs(place).any(|text| {
        let text = &text[..text.floor_char_boundary(1_500)];
        is_match(&NONE_FOUND, text) || NO_DUPLICATE.are_in(&Text::of(text))
    })
}

static KEYS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!("../../../../../rules/preparation/keys.txt"))
        .into_iter()
        .collect()
});

/// A text on duplicates, or a sentence that asks whether a key is unique.
fn is_of_keys(text: &Text, is_often: bool) -> bool {
    let asks = || {
        text.contains("uni")
            && text.folded.split(['.', ';', '!', '\n']).any(|sentence| {
                let mut words = sentence.split(|letter: char| !letter.is_alphanumeric());
                let is_unique = |word: &str| word.starts_with("uniq") || word.starts_with("unici");
                words.clone().any(is_unique) && words.any(|word| KEYS.contains(word))
            })
    };
    DUPLICATE.are_in(text) || is_often && asks()
}

/// Whether a drop of columns is said to be one of columns that say the same.
pub(super) fn is_redundant(
    preparation: &Preparation<'_>,
    place: prejury_python::CodePlace,
) -> bool {
    preparation
        .nearby
        .any(place, |text| REDUNDANT_COLUMN.are_in(text))
}

/// A literal that means columns.
pub(super) fn is_column_axis(literal: Option<&Literal>) -> bool {
    match literal {
        Some(Literal::Int(1)) => true,
        Some(Literal::Str(text)) => text == "columns",
        _ => false,
    }
}
