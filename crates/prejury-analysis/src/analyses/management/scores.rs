//! Scores of models: shares and percentages wherever they stand, and any number that a measure names.

use std::sync::LazyLock;

use regex::Regex;

use super::cells::is_filled;
use super::lists::METRIC;
use super::texts::Text;

/// Scores that are counted in one text.
const MAX_SCORES: usize = 6;
/// Bytes between the name of a measure and its number: `MAE de 83,56`, `RMSE (test) = 100.67`.
const MAX_GAP: usize = 16;
/// Words of a cell that names a measure.
const MAX_NAME: usize = 5;
/// Columns that are looked at.
const MAX_COLUMNS: usize = 64;

/// A share or a percentage: `0.74`, `93 %`, `79,98%`.
static SHARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)0[.,]\d{2,}|\d{1,3}(?:[.,]\d+)?\s?%").ok());

/// What may stand between a measure and its number, and the number, which has decimals.
static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^\d.;!?|]{0,16}?(\d{1,6}[.,]\d{1,6})(?-u:\b)").ok());

/// A cell that holds a number, with its sign, spread or unit and nothing more: `83.56`, `12,4 s`, `23/25`, `**0,82** ± 0,01`.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\s*_~≈<>+−-]*\d[\d\s\u{a0}\u{202f}]{0,12}(?:[.,]\d+)?(?:e[+-]?\d{1,3})?\s*(?:/\s*\d{1,4}|±\s*[\d.,]+)?\s*(?:%|[a-zµ€$/²]{1,6})?[\s*_]*(?:\([^)]{0,12}\))?[\s*_]*$").ok()
});

/// Scores in a text.
pub(super) fn n_scores(text: &Text<'_>) -> usize {
    let str = text.str();
    if !str.bytes().any(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let mut starts: Vec<usize> = SHARE
        .as_ref()
        .into_iter()
        .flat_map(|share| share.find_iter(str).take(MAX_SCORES))
        .map(|score| score.start())
        .collect();
    if !text.is_row() {
        let measures = text.hits.iter().filter(|hit| hit.subject == METRIC);
        starts.extend(measures.filter_map(|hit| {
            let rest = &str[hit.end..];
            let rest = &rest[..rest.floor_char_boundary(MAX_GAP * 2)];
            let number = NAMED.as_ref()?.captures(rest)?.get(1)?;
            Some(hit.end + number.start())
        }));
    }
    starts.sort_unstable();
    starts.dedup();
    starts.len().min(MAX_SCORES)
}

/// Whether a cell holds a number and nothing else.
fn is_number(cell: &str) -> bool {
    NUMBER.as_ref().is_some_and(|number| number.is_match(cell))
}

/// Numbers of more than one digit in the cells behind the first.
pub(super) fn n_numbers(row: &Text<'_>) -> usize {
    let n_digits = |cell: &&str| cell.bytes().filter(u8::is_ascii_digit).take(2).count();
    let cells = row.str().split('|').skip(1);
    cells
        .take(MAX_COLUMNS)
        .filter(|cell| is_number(cell) && n_digits(cell) == 2)
        .count()
}

/// Whether the first cell of a row names a measure.
pub(super) fn is_measure_row(row: &Text<'_>) -> bool {
    row.is_row() && Measures::of(row).columns.first() == Some(&0)
}

/// Columns of a table that hold the scores of one measure each.
pub(super) struct Measures {
    columns: Vec<usize>,
    /// Whether the first column has no name, as where it names what is measured.
    is_first_unnamed: bool,
}

impl Measures {
    /// Those that the cells of a header name.
    pub(super) fn of(header: &Text<'_>) -> Self {
        let str = header.str();
        let mut columns = Vec::new();
        let mut start = 0;
        for (number, cell) in str.split('|').take(MAX_COLUMNS).enumerate() {
            let end = start + cell.len();
            let mut hits = header.hits.iter();
            let names_measure =
                hits.any(|hit| hit.subject == METRIC && hit.start >= start && hit.end <= end);
            if names_measure && cell.split_whitespace().count() <= MAX_NAME && !is_number(cell) {
                columns.push(number);
            }
            start = end + 1;
        }
        let first = str.split('|').next().unwrap_or("");
        Self {
            columns,
            is_first_unnamed: !is_filled(first),
        }
    }

    /// Whether the rows are named, two measures being given of each.
    pub(super) fn name_rows(&self) -> bool {
        self.is_first_unnamed && self.columns.len() > 1
    }

    /// Whether a row holds a number under one of the measures.
    pub(super) fn has_score(&self, row: &Text<'_>) -> bool {
        let mut cells = row.str().split('|').take(MAX_COLUMNS).enumerate();
        cells.any(|(number, cell)| self.columns.contains(&number) && is_number(cell))
    }
}
