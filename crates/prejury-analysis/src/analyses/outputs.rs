//! Stored outputs of cells, read as text.

use prejury_core::Location;
use prejury_python::{CodePlace, Output, PythonFacts, UnitIdx};

/// The first text output of each cell that `accepts` takes, with the cell's place.
pub(crate) fn texts_where(
    python: &PythonFacts,
    accepts: impl Fn(&str) -> bool,
) -> Vec<(Location, &str)> {
    let mut found = Vec::new();
    for (unit, index) in python.units.iter().zip(0_u32..) {
        for (cell, number) in unit.cells.iter().zip(0_u32..) {
            let mut texts = cell.outputs.iter().filter_map(result);
            let text = texts.find(|text| accepts(text));
            let place = CodePlace {
                unit: UnitIdx(index),
                cell: number,
                line: 1,
                end_line: 1,
            };
            found.extend(text.map(|text| (python.location(place), text)));
        }
    }
    found
}

/// The text of an output that can hold a result: what libraries write to standard error holds none, what a log says may.
fn result(output: &Output) -> Option<&str> {
    match output {
        Output::Text(text) | Output::Html(text) => Some(text),
        Output::Stderr(text) if text.contains("INFO") && !text.contains("Warning") => Some(text),
        _ => None,
    }
}

/// The first lines of an output that hold something.
pub(crate) fn first_lines(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(4)
        .collect();
    lines.join("\n")
}

/// Whether a line holds a number with decimals, or a percentage. Whole outputs are asked as well: only the signs are
/// looked for.
pub(crate) fn has_figure(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr3_iter(b'.', b',', b'%', bytes).any(|at| {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let follows_digit = before.is_some_and(|byte| byte.is_ascii_digit());
        match bytes[at] {
            b'%' => follows_digit || before == Some(b' '),
            _ => follows_digit && bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
        }
    })
}
