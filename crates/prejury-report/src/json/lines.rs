//! JSON Lines: one value a line, as programs hand each other what is too long for one document.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::inert::{self, Layout};
use crate::escape::visible;
use crate::messages::Messages;

/// A line, or a row of a table, that does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// From 1.
    pub line: usize,
    pub mistake: LineMistake,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineMistake {
    /// Not JSON, or without a field or with one too many.
    Syntax { column: usize },
    /// A field whose value is none of those it can have: its name and, when that helps, the value.
    Field(String),
    /// A table without a column or with one of another type.
    Columns,
    /// A file that its own format cannot read.
    Damaged,
}

impl LineError {
    /// What is wrong, in the reader's language.
    pub fn said(&self, messages: &Messages) -> String {
        match &self.mistake {
            LineMistake::Syntax { column } => {
                messages.with("line-syntax", &[("column", (*column).into())])
            }
            LineMistake::Field(field) => {
                messages.with("line-field", &[("field", visible(field).into())])
            }
            LineMistake::Columns => messages.text("line-columns"),
            LineMistake::Damaged => messages.text("line-damaged"),
        }
    }
}

/// Writes each value on a line of its own, inert for terminals and logs.
pub fn write_lines<T: Serialize>(values: &[T], out: &mut dyn Write) -> io::Result<()> {
    for value in values {
        inert::write(value, Layout::OneLine, out)?;
    }
    Ok(())
}

/// Reads a value from each line, passing over empty ones. `mistake` names the field that is wrong in a value that
/// could be read.
pub fn read_lines<T: DeserializeOwned>(
    text: &str,
    mistake: impl Fn(&T) -> Option<String>,
) -> Result<Vec<T>, LineError> {
    let mut values = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let refused = |mistake| LineError {
            line: index + 1,
            mistake,
        };
        let value: T = serde_json::from_str(line).map_err(|error| {
            let column = error.column();
            refused(LineMistake::Syntax { column })
        })?;
        if let Some(field) = mistake(&value) {
            return Err(refused(LineMistake::Field(field)));
        }
        values.push(value);
    }
    Ok(values)
}
