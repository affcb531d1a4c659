//! JSON Lines: one value a line, as programs hand each other what is too long for one document.

use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::inert::{self, Layout};

/// A line that does not hold what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// From 1.
    pub line: usize,
    pub detail: String,
}

/// Writes each value on a line of its own, inert for terminals and logs.
pub fn write_lines<T: Serialize>(values: &[T], out: &mut dyn Write) -> io::Result<()> {
    for value in values {
        inert::write(value, Layout::OneLine, out)?;
    }
    Ok(())
}

/// Reads a value from each line, passing over empty ones. `mistake` says what is wrong with a value that could be read.
pub fn read_lines<T: DeserializeOwned>(
    text: &str,
    mistake: impl Fn(&T) -> Option<String>,
) -> Result<Vec<T>, LineError> {
    let mut values = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let refused = |detail| LineError {
            line: index + 1,
            detail,
        };
        let value: T = serde_json::from_str(line).map_err(|error| refused(error.to_string()))?;
        if let Some(mistake) = mistake(&value) {
            return Err(refused(mistake));
        }
        values.push(value);
    }
    Ok(values)
}
