//! What could not be read: a line of the report, never the end of a run.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Something left out or not understood while reading a submission.
///
/// The sentence shown to users is the message `issue-<code>` (dots as dashes) of `rules/messages/*.ftl`, filled with `args`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issue {
    /// Path inside the submission, when the issue is about one file.
    pub path: Option<Arc<str>>,
    /// Stable code, such as `notebook.truncated`.
    pub code: &'static str,
    /// Values for the message, such as `limit` or `detail`. Untrusted text.
    pub args: BTreeMap<&'static str, String>,
}

impl Issue {
    pub fn new(code: &'static str) -> Self {
        Self {
            path: None,
            code,
            args: BTreeMap::new(),
        }
    }

    pub fn at(path: impl Into<Arc<str>>, code: &'static str) -> Self {
        Self {
            path: Some(path.into()),
            code,
            args: BTreeMap::new(),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}
