//! What is wrong with a rules folder, all mistakes together.

use std::fmt;

/// One mistake: where it is and what would be right. Written for the author of the rules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the file inside the rules folder.
    pub file: String,
    /// Key in that file, such as `present.all[1]`; empty when the file as a whole is meant.
    pub key: String,
    /// The offending value, why it is refused, and the nearest known value where there is one.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "{}: {}", self.file, self.message)
        } else {
            write!(f, "{}: {}: {}", self.file, self.key, self.message)
        }
    }
}

/// Every mistake of a rules folder, sorted by file and key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CatalogError {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.problems.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// Collects mistakes while the catalogue is put together.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn push(&mut self, file: &str, key: impl fmt::Display, message: impl Into<String>) {
        self.0.push(Problem {
            file: file.to_owned(),
            key: key.to_string(),
            message: message.into(),
        });
    }

    /// `value` when nothing was wrong, every mistake otherwise.
    pub(crate) fn into_result<T>(mut self, value: T) -> Result<T, CatalogError> {
        if self.0.is_empty() {
            return Ok(value);
        }
        self.0.sort();
        Err(CatalogError { problems: self.0 })
    }
}
