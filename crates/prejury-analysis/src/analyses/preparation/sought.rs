//! Redundant columns that were looked for or kept apart, with nothing said of what was found (half of C1.2.2-CE4).
//!
//! # What it looks for
//! A correlation matrix drawn with a high threshold (`heatmap(df.corr() > 0.7)`), or beside a comment or text that names
//! redundant columns, be it as a purpose; the correlation of two columns of which one is dropped later; columns that a
//! merge would double: left out because the other table has them already, or dropped under the suffix that the merge gave
//! them.
//! # Counts as evidence
//! Each of these, as half: what a merge would double says nothing of what the data hold twice.
//! # Does not count
//! A matrix read against a target; columns that two tables are compared or aligned by; suffixes that tell two periods apart.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_documents::Block;
use prejury_python::{CodePlace, UnitIdx};

use super::columns::FEATURES_TARGET;
use super::correlated::{MATRIX, names_redundancy};
use super::hints::{BOUNDS, CORRELATIONS, DROPS, JOINS, LISTS};
use super::reads::is_read;
use super::statements::Statement;
use super::words::{Text, holds_words};
use super::{Preparation, is_match, pattern, text_pattern};
use crate::analyses::listed;
use crate::sink::EvidenceSink;

// `df.corr() > 0.7`, as a whole table of yes and no.
pattern!(
    THRESHOLD,
    r"\.corr\([^()]*\)(?:\.abs\(\))?\s*>=?\s*0?\.(?:[6-9]|5\d)|abs\(\w+\.corr\([^()]*\)\)\s*>=?\s*0?\.(?:[6-9]|5\d)"
);
// Columns of one table that are (not) in another.
pattern!(
    SHARED,
    r"\bfor \w+ in \w+\.columns(?:\.tolist\(\)|\.to_list\(\))? if \w+ (?:not )?in \w+\.columns|\w\.columns\.(?:difference|intersection)\(\s*\w+\.columns|set\(\w+\.columns\)\s*&\s*set\(\w+\.columns\)|set\(\w+\.columns\)\.intersection\(\s*(?:set\()?\w+\.columns"
);
pattern!(MERGES, r"\bmerge\(|[\w)\]]\.join\(");
text_pattern!(SUFFIXED, r#"['"]([A-Za-z]\w*)_([xy])['"]"#);

/// Matrices and merges that are asked what is said of them.
const MAX_ASKED: usize = 40;
/// Cells around a matrix whose text speaks of it.
const CELLS_BELOW: u32 = 1;
/// Statements after a choice of columns in which the tables are merged.
const STATEMENTS_AFTER: usize = 6;

static DOUBLED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/doubled-columns.txt"
    ))
});

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let mut n_asked = 0;
    let mut merging: Option<(UnitIdx, bool)> = None;
    for (at, statement) in preparation.statements.iter().enumerate() {
        let hints = statement.hints;
        let code = &*statement.code;
        if hints.any(&[CORRELATIONS]) && n_asked < MAX_ASKED && is_match(&MATRIX, code) {
            n_asked += 1;
            matrix(preparation, statement, sink);
        }
        if hints.any(&[LISTS]) && code.contains(".columns") && is_match(&SHARED, code) {
            let after = &preparation.statements[at..];
            if leads_to_merge(after) {
                preparation.emit(sink, "duplicates.columns-sought", statement, "");
            }
        } else if hints.any(&[DROPS]) && is_suffix_dropped(code) {
            let unit = statement.place.unit;
            let merges = match merging {
                Some((known, merges)) if known == unit => merges,
                _ => {
                    let merges = merges_in(preparation, unit);
                    merging = Some((unit, merges));
                    merges
                }
            };
            if merges {
                preparation.emit(sink, "duplicates.columns-sought", statement, "");
            }
        } else if hints.any(&[JOINS])
            && code.contains("suffixes")
            && n_asked < MAX_ASKED
            && is_match(&MERGES, code)
        {
            n_asked += 1;
            if speaks_of_doubles(&preparation.nearby.comments_at(statement.place)) {
                preparation.emit(sink, "duplicates.columns-sought", statement, "");
            }
        }
    }
}

fn matrix(preparation: &Preparation<'_>, statement: &Statement<'_>, sink: &mut EvidenceSink) {
    if statement.hints.any(&[BOUNDS]) && is_match(&THRESHOLD, &statement.code) {
        preparation.emit(sink, "duplicates.columns-sought", statement, "");
        return;
    }
    if is_pair_dropped(preparation, statement) {
        preparation.emit(sink, "duplicates.columns-sought", statement, "");
        return;
    }
    let in_comments = names_redundancy(&preparation.nearby.comments_at(statement.place));
    if in_comments {
        preparation.emit(sink, "duplicates.columns-sought", statement, "");
    } else if let Some(block) = text_beside(preparation, statement.place) {
        let strength = statement.strength.min(Strength::Written);
        let place = block.location.clone();
        sink.found_text(
            "duplicates.columns-sought",
            strength,
            0,
            place,
            &*block.text,
        );
    }
}

/// `df[["a", "b"]].corr()`, and a little later one of the two is dropped.
fn is_pair_dropped(preparation: &Preparation<'_>, matrix: &Statement<'_>) -> bool {
    let code = &*matrix.code;
    let columns = code.find("[[").and_then(|start| {
        let end = code[start..].find("]]")? + start;
        code[end..]
            .starts_with("]].corr(")
            .then(|| &code[start..end])
    });
    let names: Vec<&str> = columns.map_or_else(Vec::new, |columns| {
        columns.split(['"', '\'']).skip(1).step_by(2).collect()
    });
    if !(2..=MAX_PAIR).contains(&names.len()) {
        return false;
    }
    let start = preparation.statements.partition_point(|other| {
        let (of, place) = (other.place, matrix.place);
        (of.unit, of.cell, of.line) <= (place.unit, place.cell, place.line)
    });
    let after = preparation.statements[start..].iter().take(MAX_TO_DROP);
    let mut of_unit = after.take_while(|other| other.place.unit == matrix.place.unit);
    of_unit.any(|other| {
        let mut quoted = other.code.split(['"', '\'']).skip(1).step_by(2);
        other.hints.any(&[DROPS])
            && !is_match(&FEATURES_TARGET, &other.code)
            && quoted.any(|name| names.contains(&name))
    })
}

/// Columns of a pair or a small group, and statements from its matrix to the drop of one of them.
const MAX_PAIR: usize = 4;
const MAX_TO_DROP: usize = 80;

/// The text above or right below a matrix that names redundant columns.
fn text_beside<'f>(preparation: &Preparation<'f>, place: CodePlace) -> Option<&'f Block> {
    preparation
        .nearby
        .block_around(place, CELLS_BELOW, names_redundancy)
}

/// Whether columns that are told apart are left out of a merge right after that, in the same function or cell.
fn leads_to_merge(statements: &[Statement<'_>]) -> bool {
    let Some((first, after)) = statements.split_first() else {
        return false;
    };
    let is_here = |other: &&Statement<'_>| {
        (other.place.unit, other.place.cell, other.function)
            == (first.place.unit, first.place.cell, first.function)
    };
    let merges = |one: &Statement<'_>| one.hints.any(&[JOINS]) && is_match(&MERGES, &one.code);
    // What is only printed keeps nothing apart.
    let chooses = |one: &Statement<'_>| one.code.contains(".drop(") || merges(one);
    let mut is_chosen = chooses(first);
    if is_chosen && merges(first) {
        return true;
    }
    let mut after = after.iter().take(STATEMENTS_AFTER).take_while(is_here);
    after.any(|one| {
        let reads = || {
            first
                .assigned()
                .is_some_and(|name| is_read(&one.code, name))
        };
        let selects = || one.code.contains('[') && !one.code.starts_with("print");
        is_chosen |= (chooses(one) || selects()) && reads();
        is_chosen && merges(one)
    })
}

fn merges_in(preparation: &Preparation<'_>, unit: UnitIdx) -> bool {
    let statements = &preparation.statements;
    let start = statements.partition_point(|one| one.place.unit < unit);
    let of_unit = statements[start..]
        .iter()
        .take_while(|one| one.place.unit == unit);
    let mut joining = of_unit.filter(|one| one.hints.any(&[JOINS]));
    joining.any(|one| is_match(&MERGES, &one.code))
}

/// Stems of which `_x` is one direction.
const COORDINATES: &[&str] = &[
    "axis", "center", "centre", "coord", "coords", "loc", "location", "point", "pos", "position",
];

/// `drop(columns=["price_y", "name_y"])`: one of two columns of a name; `pos_x` and `pos_y` are two coordinates.
fn is_suffix_dropped(code: &str) -> bool {
    // The target of two merged tables is set aside, not thrown away.
    let may_be = (code.contains("_y") || code.contains("_x")) && !is_match(&FEATURES_TARGET, code);
    let Some(suffixed) = SUFFIXED.as_ref().filter(|_| may_be) else {
        return false;
    };
    let mut stems: HashSet<&str> = HashSet::default();
    let mut any = false;
    for captures in suffixed.captures_iter(code) {
        let stem = captures.get(1).map_or("", |stem| stem.as_str());
        let is_coordinate = COORDINATES.iter().any(|one| stem.eq_ignore_ascii_case(one));
        if is_coordinate || !stems.insert(stem) {
            return false;
        }
        any = true;
    }
    any
}

fn speaks_of_doubles(text: &Text) -> bool {
    DOUBLED
        .iter()
        .any(|phrase| holds_words(&text.folded, phrase))
}
