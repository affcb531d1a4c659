//! Tables of documents and sheets: header rows by what their cells name, and how far their columns are filled.

use prejury_core::Place;

use super::cells::{is_filled, is_number_cell};
use super::lists::{
    BACKLOG, COST, CRITICALITY, ESTIMATE, EXAMPLE, IMPACT, ITEM_COLUMN, LOAD_COLUMN, MITIGATION,
    PERIOD, PHASE, PRIORITY, PROBABILITY, PROFILE_COLUMN, RECURRING_COST, RESPONSIBILITY, RISK,
    SETUP_COST, SPRINT, STORY_GOAL, STORY_ROLE, STORY_WISH, STORY_WORD, Subjects,
};
use super::texts::{Text, Texts};

/// What a column may be about.
const COLUMNS: Subjects = COST
    | CRITICALITY
    | ESTIMATE
    | IMPACT
    | ITEM_COLUMN
    | LOAD_COLUMN
    | MITIGATION
    | PERIOD
    | PHASE
    | PRIORITY
    | PROBABILITY
    | PROFILE_COLUMN
    | RECURRING_COST
    | RESPONSIBILITY
    | RISK
    | SETUP_COST
    | SPRINT
    | STORY_GOAL
    | STORY_ROLE
    | STORY_WISH
    | STORY_WORD;

/// Words of a cell that names a column, what stands in brackets left out.
const MAX_HEADER_WORDS: usize = 7;
/// Columns of a table that somebody writes.
const MAX_COLUMNS: usize = 100;
/// Words of any cell of a header row.
const MAX_CELL_WORDS: usize = 14;
/// Rows of a sheet left empty inside one table.
const MAX_GAP: u32 = 1;

/// A header row and the rows under it.
pub(super) struct Table<'t, 'f> {
    pub(super) header: &'t Text<'f>,
    pub(super) rows: &'t [Text<'f>],
    /// Subjects of each column.
    columns: Vec<Subjects>,
}

/// Tables whose header names at least two known columns.
pub(super) fn tables<'t, 'f>(texts: &'t Texts<'f>) -> Vec<Table<'t, 'f>> {
    let mut tables: Vec<Table<'t, 'f>> = Vec::new();
    let mut header: Option<(usize, Vec<Subjects>)> = None;
    let all = &texts.all;
    let close = |header: &mut Option<(usize, Vec<Subjects>)>, end: usize, tables: &mut Vec<_>| {
        if let Some((first, columns)) = header.take() {
            tables.push(Table {
                header: &all[first],
                rows: &all[first + 1..end],
                columns,
            });
        }
    };
    for (at, text) in all.iter().enumerate() {
        let follows = at > 0 && text.is_row() && follows(&all[at - 1], text);
        if !follows {
            close(&mut header, at, &mut tables);
        }
        if !text.is_row() || super::is_notebook(text) {
            continue;
        }
        let is_inside = header.is_some();
        if let Some(columns) = columns(text, !follows, is_inside) {
            close(&mut header, at, &mut tables);
            header = Some((at, columns));
        }
    }
    close(&mut header, all.len(), &mut tables);
    tables
}

/// Whether one row stands right under another.
fn follows(before: &Text<'_>, text: &Text<'_>) -> bool {
    if !before.is_row() || before.document != text.document {
        return false;
    }
    match (&before.location().place, &text.location().place) {
        (
            Place::Row { sheet, row },
            Place::Row {
                sheet: other,
                row: next,
            },
        ) => sheet == other && next.saturating_sub(*row) <= MAX_GAP + 1,
        _ => true,
    }
}

/// Subjects of the columns, when the row names at least two; the first row of a table may name its risks alone.
fn columns(text: &Text<'_>, is_first: bool, is_inside: bool) -> Option<Vec<Subjects>> {
    let may_name = text.subjects & COLUMNS != 0 || text.under & (RISK | MITIGATION) != 0;
    if !may_name || text.under & EXAMPLE != 0 {
        return None;
    }
    let str = text.str();
    let mut columns: Vec<Subjects> = Vec::new();
    let mut start = 0;
    let (mut n_named, mut n_filled) = (0, 0);
    let mut kinds = 0;
    if str.matches('|').count() > MAX_COLUMNS {
        return None;
    }
    if str
        .split('|')
        .any(|cell| cell.split_whitespace().count() > MAX_CELL_WORDS)
    {
        return None;
    }
    for cell in str.split('|') {
        let end = start + cell.len();
        let plain = plain(cell);
        let mut subjects = 0;
        if is_filled(cell) {
            n_filled += 1;
        }
        let is_name = plain.split_whitespace().count() <= MAX_HEADER_WORDS
            && !plain.bytes().any(|byte| byte.is_ascii_digit());
        if is_name {
            let inside = |hit: &&super::texts::Hit| hit.start >= start && hit.end <= end;
            let bracket = cell.find('(').map_or(end, |at| start + at);
            let all = text
                .hits
                .iter()
                .filter(inside)
                .filter(|hit| hit.subject & COLUMNS != 0);
            // `Criticité (impact × probabilité)` is one column.
            let (mut outer, mut inner) = (0, 0);
            for hit in all {
                if hit.start < bracket {
                    outer |= hit.subject;
                } else {
                    inner |= hit.subject;
                }
            }
            subjects = if outer == 0 { inner } else { outer };
            // `Date` and `data` have one stem.
            if plain
                .trim()
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("date"))
            {
                subjects |= PERIOD;
            }
            // `Charge (jours)`, `Coût (€/jour)`: the unit says what is counted.
            let units = text.hits.iter().filter(inside);
            subjects |= units
                .filter(|hit| hit.subject & (ESTIMATE | LOAD_COLUMN | COST) != 0)
                .fold(0, |all, hit| all | hit.subject);
        }
        if is_name {
            subjects |= short_name(plain.trim(), text);
        }
        if subjects != 0 {
            n_named += 1;
            kinds |= subjects;
        }
        columns.push(subjects);
        start = end + 1;
    }
    // Inside a table a row has to look like a header all along.
    let is_named = if is_inside {
        n_named * 4 >= n_filled * 3
    } else {
        n_named * 3 >= n_filled
    };
    let is_header =
        n_named > 1 && kinds.count_ones() > 1 && is_named || is_first && kinds & RISK != 0;
    is_header.then_some(columns)
}

/// Names that mean something only in a table of risks (`P`, `G`, `C`), of sprints (`Jour`) or of stories (`Qui ?`, `Action`, `Objectif`).
fn short_name(cell: &str, text: &Text<'_>) -> Subjects {
    let is = |names: &[&str]| names.iter().any(|name| cell.eq_ignore_ascii_case(name));
    if text.subjects & RISK != 0 || text.under & (RISK | MITIGATION) != 0 {
        if is(&["p"]) {
            return PROBABILITY;
        } else if is(&["g", "i", "s"]) {
            return IMPACT;
        } else if is(&["c"]) {
            return CRITICALITY;
        }
    }
    // A numbered day, beside sprints; `jours` alone is a load.
    if text.subjects & SPRINT != 0 && is(&["jour", "jour n°", "n° de jour", "day"]) {
        return PERIOD;
    }
    if text.subjects & STORY_WORD != 0 || text.under & (BACKLOG | STORY_WORD) != 0 {
        if is(&[
            "qui",
            "qui ?",
            "who",
            "who?",
            "acteur",
            "utilisateur",
            "actor",
        ]) {
            return STORY_ROLE;
        } else if is(&["action", "quoi", "quoi ?", "what", "what?", "souhait"]) {
            return STORY_WISH;
        } else if is(&[
            "objectif",
            "pourquoi",
            "pourquoi ?",
            "why",
            "why?",
            "but",
            "bénéfice",
        ]) {
            return STORY_GOAL;
        }
    }
    0
}

/// A cell without what stands in brackets.
fn plain(cell: &str) -> &str {
    cell.find('(').map_or(cell, |at| &cell[..at])
}

impl<'t, 'f> Table<'t, 'f> {
    /// Whether some column is about `subject`.
    pub(super) fn has(&self, subject: Subjects) -> bool {
        self.columns.iter().any(|column| column & subject != 0)
    }

    /// The first column about `subject`.
    pub(super) fn column(&self, subject: Subjects) -> Option<usize> {
        self.columns.iter().position(|column| column & subject != 0)
    }

    /// How many columns the header has.
    pub(super) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Rows that name `subject` in their first cell (the second behind a number), or in a column about `column`.
    pub(super) fn rows_of(
        &self,
        subject: Subjects,
        column: Subjects,
    ) -> impl Iterator<Item = &'t Text<'f>> {
        self.filled_rows().filter(move |row| {
            let str = row.str();
            row.hits
                .iter()
                .filter(|hit| hit.subject == subject)
                .any(|hit| {
                    let before = str[..hit.start].trim_end_matches(|one: char| one != '|');
                    let number = before.matches('|').count();
                    let is_named = self
                        .columns
                        .get(number)
                        .is_some_and(|named| named & column != 0);
                    let cell = str[hit.start..].split('|').next().unwrap_or("");
                    (is_number_cell(before) || is_named)
                        && cell.split_whitespace().count() < MAX_HEADER_WORDS
                })
        })
    }

    /// Rows that say something: at least two filled cells, or as many as there are columns.
    pub(super) fn filled_rows(&self) -> impl Iterator<Item = &'t Text<'f>> {
        self.rows.iter().filter(|row| {
            row.str()
                .split('|')
                .filter(|cell| is_filled(cell))
                .take(2)
                .count()
                > 1
        })
    }

    /// Cells of one column that are filled, with their rows.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = (&'t Text<'f>, &'f str)> {
        self.filled_rows().filter_map(move |row| {
            let cell = row.str().split('|').nth(column)?.trim();
            is_filled(cell).then_some((row, cell))
        })
    }

    /// How many rows are filled in the first column about `subject`.
    pub(super) fn n_filled(&self, subject: Subjects) -> usize {
        self.column(subject)
            .map_or(0, |column| self.cells(column).count())
    }
}
