//! Studies of the stability of segments over time, which end in a frequency of maintenance.
//!
//! # What it looks for
//! An agreement of clusterings (adjusted Rand index) computed over periods, and the text that draws a frequency from it.
//! # Does not count
//! An agreement with true classes, or between two starts of one algorithm.

use foldhash::HashMap;
use prejury_core::{Location, Strength};
use prejury_python::{Call, CodeUnit, PythonFacts, Reach, Run, UnitIdx};

use crate::Facts;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Words of code that steps through periods.
const PERIODS: &[&str] = &[
    "date_range",
    "dateoffset",
    "freq=",
    "jours",
    "mois",
    "month",
    "période",
    "periode",
    "period",
    "quarter",
    "relativedelta",
    "semaine",
    "timedelta",
    "to_period",
    "trimestre",
    "week",
];

/// Words of data cut by time, beside those of periods: enough in a notebook that is about maintenance.
const TIMES: &[&str] = &[
    "date",
    "day",
    "recence",
    "recency",
    "récence",
    "temporel",
    "timestamp",
    "year",
];

/// Emits the studies, and says whether there are any.
pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) -> Vec<Location> {
    let python = &facts.python;
    let agreements = facts
        .marked_calls(|_, method| {
            u32::from(matches!(
                method,
                "adjusted_rand_score"
                    | "adjusted_mutual_info_score"
                    | "rand_score"
                    | "fowlkes_mallows_score"
            ))
        })
        .map(|(_, call, _)| call)
        .filter(|call| !call.is_attribute && call.reach == Reach::Live);
    let mut about = HashMap::default();
    let mut found = Vec::new();
    for call in agreements.filter(|call| over_periods(python, call, &mut about)) {
        // Each of these costs a look at the cells below; a study has few.
        let strength = match found.len() < MAX_READ {
            true => strength(python, call),
            false => strength_of_call(call),
        };
        found.push(python.location(call.place));
        emit_code(
            python,
            sink,
            "maintenance.study",
            strength,
            call.place,
            call.method(),
        );
    }
    found
}

/// Cells after a study in which its result is shown.
const NEAR_CELLS: usize = 2;
/// Agreements whose cells below are read.
const MAX_READ: usize = 50;
/// Letters of a name that is found again.
const MIN_NAME: usize = 4;

/// How well a study is shown. Where a notebook has no execution counts, a cell that prints nothing has run when the next ones
/// show what it made.
fn strength(python: &PythonFacts, call: &Call) -> Strength {
    let own = strength_of_call(call);
    let unit = python.units.get(call.place.unit.0 as usize);
    let Some(unit) = unit.filter(|_| call.run == Run::Unknown && own == Strength::Written) else {
        return own;
    };
    let at = call.place.cell as usize;
    let cell = unit.cells.get(at);
    let written = cell.and_then(|cell| cell.line(call.place.line));
    let written = written.unwrap_or_default();
    let made = made(&written[..written.floor_char_boundary(MAX_LINE)]);
    let Some(made) = made.filter(|name| name.len() >= MIN_NAME) else {
        return own;
    };
    let shown = unit.cells.iter().skip(at + 1).take(NEAR_CELLS);
    let is_shown = shown.filter(|cell| !cell.outputs.is_empty()).any(|cell| {
        let read = cell.source.floor_char_boundary(MAX_CELL);
        names(&cell.source[..read]).any(|name| name == made)
    });
    if is_shown { Strength::Executed } else { own }
}

/// Longest line that is read for names.
const MAX_LINE: usize = 300;
/// Bytes of a cell that is read for a name.
const MAX_CELL: usize = 4_000;

/// What a line assigns or appends to: `scores` of `scores.append(...)`, of `scores[week] = ...` and of `scores = ...`.
fn made(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let name = names(line).next()?;
    let rest = line.strip_prefix(name)?.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(index) => index.split_once(']')?.1.trim_start(),
        None => rest,
    };
    let is_made = rest.starts_with(".append(")
        || rest.starts_with("+=")
        || rest.starts_with('=') && !rest.starts_with("==");
    is_made.then_some(name)
}

fn names(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Whether a call stands among steps through periods; in a unit that is about maintenance one word of time is enough.
fn over_periods(python: &PythonFacts, call: &Call, about: &mut HashMap<UnitIdx, bool>) -> bool {
    let Some(unit) = python.units.get(call.place.unit.0 as usize) else {
        return false;
    };
    let is_about = |unit: &CodeUnit| {
        let path = unit.path.to_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path);
        name.contains("maintenance")
            || unit
                .cells
                .iter()
                .any(|cell| speaks_of_maintenance(&cell.source.to_lowercase()))
    };
    let caller = python.units.get(call.caller.0 as usize).unwrap_or(unit);
    let is_about = *about.entry(call.caller).or_insert_with(|| is_about(caller));
    // The cells before it, or where a helper computes it the whole notebook.
    let first = call.place.cell.saturating_sub(1) as usize;
    let (skipped, n_near) = match call.function {
        Some(_) if is_about => (0, usize::MAX),
        _ => (first, 2),
    };
    let near: Vec<String> = unit
        .cells
        .iter()
        .skip(skipped)
        .take(n_near)
        .map(|cell| cell.source.to_lowercase())
        .collect();
    let names = |word: &&&str| near.iter().any(|text| text.contains(**word));
    // Starts of one algorithm compared with each other tell nothing of time, in whatever notebook.
    if is_about && PERIODS.iter().chain(TIMES).any(|word| names(&word)) {
        return true;
    }
    PERIODS.iter().filter(names).count() > 1
}

/// The upkeep of a segmentation; a predictive one of machines is another subject.
fn speaks_of_maintenance(text: &str) -> bool {
    [
        "contrat de maintenance",
        "fréquence de mise à jour",
        "frequence de maintenance",
        "fréquence de maintenance",
        "maintenance contract",
        "maintenance frequency",
        "stabilité temporelle",
        "stabilité dans le temps",
        "temporal stability",
        "stability over time",
    ]
    .iter()
    .any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::made;

    #[test]
    fn lines_make_what_they_assign_or_append_to() {
        for line in [
            "scores = adjusted_rand_score(a, b)",
            "    scores.append(adjusted_rand_score(a, b))",
            "scores[week] = adjusted_rand_score(a, b)",
        ] {
            assert_eq!(made(line), Some("scores"), "{line}");
        }
        for line in [
            "print(adjusted_rand_score(a, b))",
            "scores == adjusted_rand_score(a, b)",
            "return adjusted_rand_score(a, b)",
            "",
        ] {
            assert_eq!(made(line), None, "{line}");
        }
    }
}
