//! Numbers that outputs, code and other texts show.

use prejury_core::Location;
use prejury_python::{Cell, CodePlace, Output, UnitIdx};

use super::told::{Score, Value, is_told};
use super::{MEASURES, measures_in};
use crate::Facts;

/// Numbers that are kept of all outputs.
const MAX_SHOWN: usize = 200_000;
/// Bytes of an output from which it was cut when it was read.
const CUT_BYTES: usize = 19_000;
/// Digits behind the point that are read.
const MAX_DECIMALS: usize = 9;

/// Issues that say that not everything a notebook shows was read.
const UNREAD: &[&str] = &[
    "lfs.pointer",
    "notebook.few-outputs",
    "notebook.no-outputs",
    "notebook.truncated",
];

/// All numbers with decimals, sorted.
pub(super) struct Shown {
    numbers: Vec<f64>,
    n_of_outputs: usize,
    is_cut: bool,
    is_whole: bool,
}

impl Shown {
    /// Numbers in the outputs, in the texts of the code and in documents beside notes and slides.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut numbers = Vec::new();
        let mut is_cut = false;
        let cells = facts.python.units.iter().flat_map(|unit| &unit.cells);
        for text in cells.clone().flat_map(texts) {
            is_cut |= text.len() > CUT_BYTES;
            numbers_in(text, &mut numbers);
        }
        let n_of_outputs = numbers.len();
        for cell in cells {
            numbers_in(&cell.source, &mut numbers);
        }
        let others = facts.documents.iter().filter(|document| !is_told(document));
        for block in others.flat_map(|document| &document.blocks) {
            numbers_in(&block.text, &mut numbers);
        }
        let logs = facts.run_logs.iter();
        for text in logs.filter_map(|path| facts.side_files.get(path)) {
            numbers_in(text, &mut numbers);
        }
        // What was not kept may hold any score.
        is_cut |= numbers.len() >= MAX_SHOWN;
        let mut numbers: Vec<f64> = numbers.into_iter().map(|number| number.value).collect();
        numbers.sort_by(f64::total_cmp);
        let has_records = facts
            .submission
            .left_out
            .iter()
            .any(|kind| kind.reason == "experiment-store");
        let is_unread = |code: &str| UNREAD.contains(&code) || code.starts_with("limit.");
        Self {
            numbers,
            n_of_outputs,
            is_cut,
            is_whole: !has_records && !facts.issues.iter().any(|issue| is_unread(issue.code)),
        }
    }

    pub(super) fn n_of_outputs(&self) -> usize {
        self.n_of_outputs
    }

    /// Whether some output was cut.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether all that notebooks and experiments show was read.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether some number is `value` when it is rounded or cut to as many decimals, as a share or in percent.
    pub(super) fn holds(&self, value: Value) -> bool {
        [1.0, 100.0].iter().any(|scale| {
            let (low, high) = (
                (value.share - value.step) * scale,
                (value.share + value.step) * scale,
            );
            let first = self.numbers.partition_point(|other| *other < low);
            self.numbers.get(first).is_some_and(|other| *other <= high)
        })
    }
}

/// Outputs that can hold a result.
fn texts(cell: &Cell) -> impl Iterator<Item = &str> {
    cell.outputs.iter().filter_map(|output| match output {
        // Programs log their scores to either stream.
        Output::Text(text) | Output::Stderr(text) | Output::Html(text) => Some(&**text),
        _ => None,
    })
}

/// A number that an output shows beside the name of a measure.
pub(super) struct Nearest {
    pub(super) number: Number,
    pub(super) location: Location,
}

impl Nearest {
    /// Whether the number may be the score, rounded.
    pub(super) fn rounds(&self, value: Value) -> bool {
        let half = 0.5 * 10_f64.powi(-i32::from(self.number.n_decimals));
        (self.number.share() - value.share).abs() <= half / self.number.scale() + 1e-9
    }
}

/// The number nearest to a score among the outputs of cells that name its measure.
pub(super) fn nearest(facts: &Facts<'_>, score: &Score<'_>) -> Option<Nearest> {
    let wanted = measures_in(score.measure);
    let is_percent = score.written.ends_with('%');
    let python = &facts.python;
    let mut best: Option<(f64, Number, CodePlace)> = None;
    let mut numbers = Vec::new();
    for (unit, index) in python.units.iter().zip(0_u32..) {
        for (cell, number) in unit.cells.iter().zip(0_u32..) {
            numbers.clear();
            for text in texts(cell) {
                numbers_in(text, &mut numbers);
            }
            numbers.retain(|number| number.value <= 1.0 || is_percent && number.value <= 100.0);
            if numbers.is_empty() {
                continue;
            }
            let names = |text: &str| names_any(text, wanted) && measures_in(text) & wanted != 0;
            if !names(&cell.source) && !texts(cell).any(names) {
                continue;
            }
            for shown in &numbers {
                let distance = (shown.share() - score.value.share).abs();
                if best.is_none_or(|(least, ..)| distance < least) {
                    let place = CodePlace {
                        unit: UnitIdx(index),
                        cell: number,
                        line: 1,
                        end_line: 1,
                    };
                    best = Some((distance, *shown, place));
                }
            }
        }
    }
    best.map(|(_, number, place)| Nearest {
        number,
        location: python.location(place),
    })
}

/// Whether some word of the measures stands in a text, whatever is around it: a look before the exact one.
fn names_any(text: &str, wanted: u32) -> bool {
    let words = (0..)
        .zip(MEASURES.iter())
        .filter(|(number, _)| wanted & 1 << number != 0);
    words.flat_map(|(_, words)| words).any(|word| {
        let bytes = word.as_bytes();
        text.as_bytes()
            .windows(bytes.len())
            .any(|window| window.eq_ignore_ascii_case(bytes))
    })
}

/// A number with decimals, as many as were written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub(super) value: f64,
    n_decimals: u8,
}

impl Number {
    /// A number above 1 is a percentage.
    fn scale(self) -> f64 {
        if self.value > 1.0 { 100.0 } else { 1.0 }
    }

    fn share(self) -> f64 {
        self.value / self.scale()
    }
}

/// Adds the numbers with decimals of a text.
fn numbers_in(text: &str, numbers: &mut Vec<Number>) {
    let bytes = text.as_bytes();
    for point in memchr::memchr2_iter(b'.', b',', bytes) {
        let n_before = bytes[..point]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .take(MAX_DECIMALS)
            .count();
        let n_after = bytes[point + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .take(MAX_DECIMALS)
            .count();
        if n_before == 0 || n_after == 0 {
            continue;
        }
        if numbers.len() >= MAX_SHOWN {
            return;
        }
        let digits = |range: std::ops::Range<usize>| {
            bytes[range]
                .iter()
                .fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0'))
        };
        let decimals = digits(point + 1..point + 1 + n_after);
        let scale = 10_f64.powi(i32::try_from(n_after).unwrap_or(0));
        numbers.push(Number {
            value: digits(point - n_before..point) + decimals / scale,
            n_decimals: u8::try_from(n_after).unwrap_or(u8::MAX),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_rounded_cut_or_in_percent() {
        let mut numbers = Vec::new();
        numbers_in(
            "AUC 0.78346, acc : 81,273 % ; v1.x, 3. Seuil 0.5",
            &mut numbers,
        );
        let mut numbers: Vec<f64> = numbers.into_iter().map(|number| number.value).collect();
        numbers.sort_by(f64::total_cmp);
        assert_eq!(numbers, [0.5, 0.783_46, 81.273]);
        let shown = Shown {
            numbers,
            n_of_outputs: 3,
            is_cut: false,
            is_whole: true,
        };
        let holds = |written| shown.holds(Value::parse(written).unwrap());
        assert!(holds("0,783"));
        assert!(holds("0.7835"));
        assert!(holds("0.813"));
        assert!(holds("81,3 %"));
        assert!(!holds("0.791"));
        assert!(!holds("0,85"));
    }
}
