//! Where something stands in a submission, precisely enough to open it.

use std::sync::Arc;

/// A place in one file of the submission, or in its history.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// Path inside the submission, `/` between folders; `.git` for the history.
    pub path: Arc<str>,
    pub place: Place,
}

/// A place inside a file. Cells count from 0 in the order of the file; lines, pages, slides and rows from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// Lines of a text file (`cell` is none) or lines inside one cell of a notebook.
    Lines {
        cell: Option<u32>,
        line: u32,
        end_line: u32,
    },
    Page(u32),
    Slide(u32),
    Row {
        sheet: Arc<str>,
        row: u32,
    },
    /// A paragraph, heading, list item or table row of a text without pages, counted from 1, and the headings above it,
    /// outermost first (`Modèles › Métrique`).
    Paragraph {
        heading: Arc<str>,
        paragraph: u32,
    },
    /// A commit, by its full hexadecimal id.
    Commit(Arc<str>),
}

impl Location {
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            place: Place::File,
        }
    }

    pub fn line(path: impl Into<Arc<str>>, line: u32) -> Self {
        Self {
            path: path.into(),
            place: Place::Lines {
                cell: None,
                line,
                end_line: line,
            },
        }
    }

    pub fn commit(id: impl Into<Arc<str>>) -> Self {
        Self {
            path: ".git".into(),
            place: Place::Commit(id.into()),
        }
    }

    /// The notebook cell, when the place is in one.
    pub fn cell(&self) -> Option<u32> {
        match self.place {
            Place::Lines { cell, .. } => cell,
            _ => None,
        }
    }
}
