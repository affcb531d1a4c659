//! From the name of a call to the few patterns that may match it.

use foldhash::HashMap;

use smol_str::SmolStr;

use crate::names::last_segment;
use crate::pattern::Pattern;
use crate::signal::Signal;

/// A call pattern, by its place in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallCandidate {
    /// Index in `Catalog::signals`.
    pub signal: usize,
    /// Index in `Signal::patterns`; the pattern there is a `Pattern::Call`.
    pub pattern: usize,
}

/// All call patterns, filed under the last segments of the names that they match. Each call is looked up once.
#[derive(Debug, Default)]
pub struct CallIndex {
    by_last_segment: HashMap<SmolStr, Vec<CallCandidate>>,
    open: Vec<CallCandidate>,
}

impl CallIndex {
    pub(crate) fn new(signals: &[Signal]) -> Self {
        let mut index = Self::default();
        for (signal, Signal { patterns, .. }) in signals.iter().enumerate() {
            for (pattern, call) in patterns.iter().enumerate() {
                let Pattern::Call(call) = call else { continue };
                let candidate = CallCandidate { signal, pattern };
                match call.name.as_ref().and_then(|names| names.last_segments()) {
                    Some(segments) => segments.into_iter().for_each(|segment| {
                        index
                            .by_last_segment
                            .entry(segment)
                            .or_default()
                            .push(candidate)
                    }),
                    None => index.open.push(candidate),
                }
            }
        }
        index
    }

    /// Patterns that may match a call of `callee`, each once. Whether one does is for `CallPattern::name` to say.
    pub fn candidates(&self, callee: &str) -> impl Iterator<Item = CallCandidate> + '_ {
        let filed = self
            .by_last_segment
            .get(last_segment(callee))
            .map_or(&[][..], Vec::as_slice);
        filed.iter().chain(&self.open).copied()
    }
}
