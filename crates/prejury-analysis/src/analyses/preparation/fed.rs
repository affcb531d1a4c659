//! Cleaning that stands outside of a function, by what a function of the candidate's own found (half of C1.2.2-CE5).
//!
//! # What it looks for
//! `empty = mostly_empty(df)` and `df = df.drop(columns=empty)`, also in one line; rows kept by a bound on what a function
//! computed: `scores = df.apply(distance_to_mean)` and `df = df[(scores < 3).all(axis=1)]`.
//! # Does not count
//! Features and a target told apart, predictions, charts, what is only printed.

use foldhash::{HashMap, HashSet};
use prejury_python::{DefinitionKind, UnitIdx};

use super::automation::SHOWS;
use super::columns::FEATURES_TARGET;
use super::hints::{BOUNDS, DROPS};
use super::reads::words;
use super::statements::Statement;
use super::{Preparation, is_match, pattern};
use crate::sink::EvidenceSink;

pattern!(
    DROPPED,
    r"(?:^\w+\s*=.*|^\w+)\.drop\(.*(?:axis\s*=\s*1|columns|,\s*1\b|inplace|index)|^\w+\s*=\s*\w+\.drop\("
);
pattern!(ROWS_KEPT, r"^\w+\s*=\s*\w+(?:\.loc)?\[.*[<>]");
pattern!(
    FINDS_NOTHING,
    r"(?i)target|cible|label|split|fit|train|predict|score$|encod|embed|vector|model|^main$|^test_|^run_|len|range|print"
);

/// Candidates whose names are looked for, and places that are shown.
const MAX_ASKED: usize = 400;
const MAX_SHOWN: usize = 3;

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let own = own_functions(preparation);
    if own.is_empty() {
        return;
    }
    let cleaning: Vec<&Statement<'_>> = preparation
        .statements
        .iter()
        .filter(|statement| cleans(preparation, statement))
        .take(MAX_ASKED)
        .collect();
    if cleaning.is_empty() {
        return;
    }
    let read: HashSet<(UnitIdx, &str)> = cleaning
        .iter()
        .flat_map(|one| names(chosen_by(&one.code)).map(|word| (one.place.unit, word)))
        .collect();
    // Names that cleaning reads, and the functions that made what they hold.
    let mut made: HashMap<(UnitIdx, &str), &str> = HashMap::default();
    for statement in &preparation.statements {
        let Some(name) = statement.assigned() else {
            continue;
        };
        let key = (statement.place.unit, name);
        if !read.contains(&key) {
            continue;
        }
        match names(statement.read()).find_map(|word| own.get(word)) {
            Some(function) => made.insert(key, function),
            None => made.remove(&key),
        };
    }
    let fed = cleaning.into_iter().filter_map(|one| {
        let mut chosen = names(chosen_by(&one.code));
        let by = chosen.find_map(|word| {
            let by_name = || made.get(&(one.place.unit, word));
            own.get(word).or_else(by_name).copied()
        })?;
        Some((one, by))
    });
    for (statement, function) in fed.take(MAX_SHOWN) {
        preparation.emit_in_turn(sink, "cleaning.applied", statement, function, 1);
    }
}

/// Names of called functions that may find what is to be cleaned.
fn own_functions<'p>(preparation: &Preparation<'p>) -> HashSet<&'p str> {
    let units = (0..).map(UnitIdx).zip(&preparation.python.units);
    let units = units.filter(|(number, _)| !preparation.applications.contains(number));
    let definitions = units.flat_map(|(_, unit)| &unit.definitions);
    let functions = definitions.filter(|definition| {
        let name = definition.name.as_str();
        definition.kind == DefinitionKind::Function
            && definition.called
            && !name.contains('.')
            && name.len() > 2
            && !is_match(&SHOWS, name)
            && !is_match(&FINDS_NOTHING, name)
    });
    functions
        .map(|definition| definition.name.as_str())
        .collect()
}

fn cleans(preparation: &Preparation<'_>, statement: &Statement<'_>) -> bool {
    let code = &*statement.code;
    let drops = || statement.hints.any(&[DROPS]) && is_match(&DROPPED, code);
    let keeps = || statement.hints.any(&[BOUNDS]) && is_match(&ROWS_KEPT, code);
    (drops() || keeps())
        && !is_match(&FEATURES_TARGET, code)
        && !preparation.serves(statement.place)
}

/// What rows or columns are chosen by: all that stands in the brackets.
fn chosen_by(code: &str) -> &str {
    let drop = code.find(".drop(").map(|at| at + ".drop(".len());
    let index = || code.find('[').map(|at| at + 1);
    drop.or_else(index).map_or("", |at| &code[at..])
}

/// Names that code reads; columns in quotes may be called like a function.
fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(['"', '\'']).step_by(2).flat_map(words)
}
