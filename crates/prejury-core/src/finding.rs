//! Places of the deliverables that do not agree with one another.

use std::collections::BTreeMap;

use crate::Location;

/// Something that one place says and the rest of the deliverables contradicts. No status follows from it.
///
/// The sentence shown to users is the message `finding-<code>` (dots as dashes) of `rules/messages/*.ftl`, filled with `args`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Stable code, such as `readme.missing-file`.
    pub code: &'static str,
    /// The place that says it, then the places that say otherwise, where there are any.
    pub places: Vec<Location>,
    /// Values for the message. Untrusted text.
    pub args: BTreeMap<&'static str, String>,
}

impl Finding {
    pub fn at(place: Location, code: &'static str) -> Self {
        Self {
            code,
            places: vec![place],
            args: BTreeMap::new(),
        }
    }

    pub fn against(mut self, place: Location) -> Self {
        self.places.push(place);
        self
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}
