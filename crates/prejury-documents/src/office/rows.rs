//! Rows of sheets → blocks. A sheet of data is read at its beginning only.

use std::sync::Arc;

use prejury_core::Place;

use super::package::Package;
use crate::builder::{BlockBuilder, fold_space};
use crate::{BlockKind, Chart, Document, DocumentKind, Metadata, Page};

/// A sheet with more rows is data and no document: its first rows say what it is.
const MAX_ROWS: usize = 2_000;
pub(super) const DATA_ROWS: usize = 100;

/// Columns and characters kept of one row.
const MAX_COLUMNS: usize = 100;
const MAX_CHARACTERS: usize = 20_000;

/// Sheets of one workbook.
const MAX_SHEETS: usize = 200;

/// Mark between two cells, as in every other table.
const MARK: &str = " | ";

pub(super) struct Rows {
    path: Arc<str>,
    document: Document,
}

/// A sheet that is being read.
pub(super) struct Sheet {
    name: Arc<str>,
    is_hidden: bool,
    rows: Vec<(u32, String)>,
    n_rows: usize,
}

impl Sheet {
    pub(super) fn new(name: &str, is_hidden: bool) -> Self {
        Self {
            name: name.into(),
            is_hidden,
            rows: Vec::new(),
            n_rows: 0,
        }
    }
}

impl Rows {
    pub(super) fn new(path: Arc<str>) -> Self {
        Self {
            document: Document::empty(path.clone(), DocumentKind::Spreadsheet),
            path,
        }
    }

    /// Adds a row; cells stay in their columns, so that empty ones are kept between others. False when no more rows are
    /// wanted.
    pub(super) fn add(&mut self, sheet: &mut Sheet, number: u32, cells: &[String]) -> bool {
        let last = cells.iter().rposition(|cell| !cell.trim().is_empty());
        let Some(last) = last else { return true };
        sheet.n_rows += 1;
        if sheet.n_rows > MAX_ROWS {
            return false;
        }
        let mut row = String::new();
        for cell in cells.iter().take((last + 1).min(MAX_COLUMNS)) {
            if row.len() > MAX_CHARACTERS {
                break;
            }
            if !row.is_empty() {
                row.push_str(MARK);
            }
            let cell = fold_space(cell);
            // A first empty cell is a column too.
            row.push_str(if cell.is_empty() && row.is_empty() {
                "·"
            } else {
                &cell
            });
        }
        sheet.rows.push((number, row));
        true
    }

    /// Ends a sheet.
    pub(super) fn close(&mut self, mut sheet: Sheet, charts: Vec<Chart>, package: &Package) {
        if self.document.pages.len() >= MAX_SHEETS {
            return;
        }
        if sheet.n_rows > MAX_ROWS {
            sheet.rows.truncate(DATA_ROWS);
            package.note_data_sheet();
        }
        let number = u32::try_from(self.document.pages.len() + 1).unwrap_or(u32::MAX);
        let place = |row| Place::Row {
            sheet: sheet.name.clone(),
            row,
        };
        let first = sheet.rows.first().map_or(1, |(row, _)| *row);
        let mut builder = BlockBuilder::placed(self.path.clone(), place(first));
        builder.begin(BlockKind::Heading(1), 1);
        builder.text(&sheet.name, 1);
        for (row, text) in &sheet.rows {
            builder.move_to(place(*row));
            let is_table = text.contains(MARK);
            let kind = if is_table {
                BlockKind::TableRow
            } else {
                BlockKind::Paragraph
            };
            builder.begin(kind, 1);
            builder.text(text, 1);
        }
        // A chart stands somewhere beside the cells: it is told behind them.
        for text in charts.iter().filter_map(Chart::in_words) {
            builder.begin(BlockKind::AltText, 1);
            builder.text(&text, 1);
        }
        let blocks = builder.finish();
        self.document.pages.push(Page {
            number,
            title: Some(sheet.name.clone()),
            is_hidden: sheet.is_hidden,
            charts,
            ..Page::counted(&blocks)
        });
        self.document.blocks.extend(blocks);
    }

    pub(super) fn finish(self, metadata: Metadata) -> Document {
        Document {
            metadata,
            ..self.document
        }
    }
}
