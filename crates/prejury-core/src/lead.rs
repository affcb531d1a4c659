//! What the deliverables tell about something that only the defence shows.

use std::collections::BTreeMap;

use crate::Location;

/// A hint to the evaluator beside a criterion that is judged at the defence. It is no evidence, and no status follows from it.
///
/// The sentence shown to users is the message `lead-<code>` (dots as dashes) of `rules/messages/*.ftl`, filled with `args`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// Stable code, such as `deck.length`.
    pub code: &'static str,
    /// What to open, when the lead is about one file or slide.
    pub location: Option<Location>,
    /// Values for the message. Untrusted text.
    pub args: BTreeMap<&'static str, String>,
}

impl Lead {
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            location: None,
            args: BTreeMap::new(),
        }
    }

    pub fn at(location: Location, code: &'static str) -> Self {
        Self {
            location: Some(location),
            ..Self::new(code)
        }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}
