//! Results of a trial: texts and tables in which measures have scores, and those that set two methods side by side.

use prejury_core::Place;

use super::lists::{COMPARISON, METRIC, MODEL_COLUMN, TARGET, TRIAL};
use super::scores::{Measures, is_measure_row, n_numbers, n_scores};
use super::texts::Text;

/// Texts with results from which methods are compared without a table.
const MIN_RESULTS: usize = 2;
/// Numbers of a row from which a table of marks rates what its columns name.
const MIN_MARKS: usize = 2;

/// What a trial shows.
#[derive(Default)]
pub(super) struct Trials<'t, 'f> {
    /// Texts and rows that hold a score.
    pub(super) results: Vec<&'t Text<'f>>,
    /// Texts in which two methods have scores, and the first rows of tables in which they do.
    pub(super) compared: Vec<&'t Text<'f>>,
}

impl<'t, 'f> Trials<'t, 'f> {
    /// Reads texts that follow each other.
    pub(super) fn of(texts: &[&'t Text<'f>]) -> Self {
        let mut trials = Self::default();
        for text in texts {
            if text.is_row() {
                continue;
            }
            if is_result(text) {
                trials.results.push(text);
            }
            let is_sentence = text.subjects & TARGET == 0
                && text.is_about(METRIC | COMPARISON)
                && n_scores(text) > 1;
            if is_sentence {
                trials.compared.push(text);
            }
        }
        for table in texts.chunk_by(|one, other| {
            one.is_row()
                && other.is_row()
                && one.document == other.document
                && same_page(one, other)
        }) {
            trials.read_table(table);
        }
        if trials.compared.is_empty() {
            let one_by_one = trials.results.iter().copied();
            let one_by_one: Vec<&Text<'_>> = one_by_one
                .filter(|text| !text.is_row() && text.concerns(COMPARISON))
                .collect();
            if one_by_one.len() >= MIN_RESULTS {
                trials.compared = one_by_one;
            }
        }
        // What stands in a comparison tells more than a score in passing.
        if trials.results.iter().any(|text| is_of_trial(text)) {
            trials.results.retain(|text| is_of_trial(text));
        }
        trials
    }

    fn read_table(&mut self, table: &[&'t Text<'f>]) {
        let Some((header, rows)) = table.split_first().filter(|(row, _)| row.is_row()) else {
            return;
        };
        let measures = Measures::of(header);
        let is_scored = |row: &&&Text<'_>| n_scores(row) > 0 || measures.has_score(row);
        let n_results = self.results.len();
        self.results.extend(
            rows.iter()
                .filter(|row| is_result(row) || measures.has_score(row)),
        );
        if self.results.len() == n_results && has_marks(header, rows) {
            self.results.push(header);
        }
        // Methods as rows, measures as columns; or the other way round.
        let names_methods = header.is_about(METRIC | MODEL_COLUMN) || measures.name_rows();
        let by_rows = || names_methods && table.iter().filter(is_scored).take(2).count() > 1;
        let by_columns = || {
            table.iter().any(|row| {
                row.subjects & METRIC != 0 && n_scores(row) > 1
                    || is_measure_row(row) && n_numbers(row) > 1
            })
        };
        if by_rows() || by_columns() {
            self.compared.push(header);
        }
    }
}

/// Marks that somebody gives to what the columns name: figures of a comparison, and no trial of a method.
fn has_marks(header: &Text<'_>, rows: &[&Text<'_>]) -> bool {
    (header.subjects | header.heading) & METRIC != 0
        && rows
            .iter()
            .filter(|row| n_numbers(row) >= MIN_MARKS)
            .take(MIN_MARKS)
            .count()
            == MIN_MARKS
}

/// Whether the text, or the heading right above it, compares or names a trial.
fn is_of_trial(text: &Text<'_>) -> bool {
    (text.subjects | text.heading) & (COMPARISON | TRIAL) != 0
}

/// A text with a measure and a score.
fn is_result(text: &Text<'_>) -> bool {
    text.subjects & METRIC != 0 && !text.is_heading && n_scores(text) > 0
}

fn same_page(one: &Text<'_>, other: &Text<'_>) -> bool {
    match (&one.location().place, &other.location().place) {
        (Place::Row { sheet, .. }, Place::Row { sheet: next, .. }) => sheet == next,
        (Place::Page(page), Place::Page(next)) | (Place::Slide(page), Place::Slide(next)) => {
            page == next
        }
        _ => true,
    }
}
