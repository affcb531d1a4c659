//! One match of a signal, with the place that shows it.

use std::sync::Arc;

use crate::Location;

/// How strongly a place shows what a signal looks for. Ordered from weak to strong.
///
/// `Mentioned` also covers code that is there and not reached: a function that nothing calls, a cell never run in a
/// notebook otherwise run. The rubric lets such evidence make `partial` at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    Mentioned,
    Written,
    Executed,
}

impl Strength {
    pub const ALL: [Strength; 3] = [Strength::Mentioned, Strength::Written, Strength::Executed];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|strength| strength.as_str() == word)
    }

    /// The word of the JSON report and of the rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Mentioned => "mentioned",
            Strength::Written => "written",
            Strength::Executed => "executed",
        }
    }
}

/// One match of a signal. `location` is what a reader opens first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// Id of the signal, such as `split.train-test`.
    pub signal: Arc<str>,
    pub strength: Strength,
    /// False when the match speaks against the criterion (a leak, a test that cannot fail).
    pub supports: bool,
    pub location: Location,
    /// The line or sentence that shows it, as the candidate wrote it; untrusted, to be escaped by every format.
    pub excerpt: String,
    /// The thing found, in one or two words (`KNNImputer`, `roc_auc_score`), for questions and summaries.
    pub subject: Option<String>,
    /// Other places that belong to the same finding (the split that a fit came before).
    pub related: Vec<Location>,
}
