//! What stands around a place that the report shows, so that most places need not be opened.

use crate::Location;

/// Text around one location. Untrusted, bounded by whoever collects it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    pub location: Location,
    pub kind: ContextKind,
    /// Number of the first line of `text`, from 1; lines of a cell count inside the cell.
    pub first_line: u32,
    /// Lines around the place, or the text of its page, slide or paragraph.
    pub text: String,
    /// The stored output's text of the cell, empty when there is none.
    pub output: String,
}

/// How the text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContextKind {
    Python,
    /// Lines of another file, numbered.
    Lines,
    /// Text of a page, slide or paragraph: no line numbers.
    Prose,
}

impl ContextKind {
    pub const ALL: [ContextKind; 3] = [ContextKind::Python, ContextKind::Lines, ContextKind::Prose];

    /// The word of the JSON report.
    pub fn as_str(self) -> &'static str {
        match self {
            ContextKind::Python => "python",
            ContextKind::Lines => "lines",
            ContextKind::Prose => "prose",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
