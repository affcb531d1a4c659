//! Studies of the stability of segments over time, which end in a frequency of maintenance.
//!
//! # What it looks for
//! An agreement of clusterings (adjusted Rand index) computed over periods, and the text that draws a frequency from it.
//! # Does not count
//! An agreement with true classes, or between two starts of one algorithm.

use prejury_python::{Call, PythonFacts, Reach, UnitIdx};

use crate::Facts;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Words of code that steps through periods.
const PERIODS: &[&str] = &[
    "date_range",
    "dateoffset",
    "freq",
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

/// Emits the studies, and says whether there are any.
pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) -> bool {
    let python = &facts.python;
    let agreements = python.calls.iter().filter(|call| {
        !call.is_attribute
            && call.reach == Reach::Live
            && matches!(
                call.method(),
                "adjusted_rand_score"
                    | "adjusted_mutual_info_score"
                    | "rand_score"
                    | "fowlkes_mallows_score"
            )
    });
    let mut found = false;
    for call in agreements.filter(|call| over_periods(python, call)) {
        found = true;
        emit_code(
            python,
            sink,
            "maintenance.study",
            strength_of_call(call),
            call.place,
            call.method(),
        );
    }
    found
}

/// Whether the cell of a call, or for a script the lines around it, step through periods.
fn over_periods(python: &PythonFacts, call: &Call) -> bool {
    let near = |unit: UnitIdx, cell: u32| {
        python
            .units
            .get(unit.0 as usize)
            .map(|unit| {
                let first = cell.saturating_sub(1) as usize;
                let cells = unit.cells.iter().skip(first).take(3);
                cells
                    .map(|cell| cell.source.to_lowercase())
                    .collect::<Vec<_>>()
                    .join("\n")
            })
            .unwrap_or_default()
    };
    let text = near(call.place.unit, call.place.cell);
    PERIODS.iter().filter(|word| text.contains(**word)).count() > 1
        || (text.contains("stabilit") && PERIODS.iter().any(|word| text.contains(word)))
        || (text.contains("maintenance"))
}
