//! Missing values that a function of the candidate's own replaces one by one (C1.2.2-CE2).
//!
//! # What it looks for
//! A function that tests what it is given for a missing value and returns a literal then, applied to a column or a table.
//! # Does not count
//! A function that makes values missing, that only counts or skips them, or that nothing applies.

use foldhash::HashSet;
use prejury_python::UnitIdx;

use super::hints::NULLS;
use super::statements::Statement;
use super::{Preparation, applied, is_match, pattern};

pattern!(
    TESTS,
    r"^if (?:\w+\.)?(?:isna|isnull|isnan)\(\s*\w+\s*\)(?:\s*(?:==|is)\s*True)?\s*:"
);
pattern!(
    REPLACES,
    r"^return \(?(?:['\x22\d\[]|-\d).* if (?:\w+\.)?(?:isna|isnull|isnan)\(\s*\w+\s*\) else"
);
pattern!(LITERAL, r"^return \(?\s*(?:['\x22\d]|-\d|\[\s*\])");

/// Statements of applied functions that test for a missing value and replace it.
pub(super) fn find<'s, 'f>(preparation: &'s Preparation<'f>) -> Vec<&'s Statement<'f>> {
    let statements = &preparation.statements;
    let mut found: Vec<(&Statement<'_>, &str)> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let Some(function) = statement.function.filter(|_| statement.inside_function) else {
            continue;
        };
        if !statement.hints.any(&[NULLS]) || preparation.serves(statement.place) {
            continue;
        }
        let unit = &preparation.python.units[statement.place.unit.0 as usize];
        let definition = &unit.definitions[function.0 as usize];
        let next = statements.get(at + 1).filter(|next| {
            next.place.unit == statement.place.unit && next.function == statement.function
        });
        if definition.called && replaces(statement, next) {
            found.push((statement, &definition.name));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let names: HashSet<&str> = found.iter().map(|(_, name)| *name).collect();
    let applied = applied::applied(preparation, &names);
    let mut known: HashSet<(UnitIdx, u32)> = HashSet::default();
    found.retain(|(statement, name)| {
        let function = statement.function.map_or(0, |function| function.0);
        applied.contains(name) && known.insert((statement.place.unit, function))
    });
    found.into_iter().map(|(statement, _)| statement).collect()
}

fn replaces(statement: &Statement<'_>, next: Option<&Statement<'_>>) -> bool {
    let code = &*statement.code;
    if is_match(&REPLACES, code) {
        return true;
    }
    if !is_match(&TESTS, code) {
        return false;
    }
    match code.split_once(':') {
        Some((_, then)) if !then.trim().is_empty() => is_match(&LITERAL, then.trim()),
        _ => next.is_some_and(|next| is_match(&LITERAL, &next.code)),
    }
}
