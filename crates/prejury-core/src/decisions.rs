//! What the evaluator decided. The tool writes none of it: every field is empty until a person fills it.

use std::collections::BTreeMap;

use crate::{CompetenceId, CriterionId, Status};

/// The evaluator's own work on one submission, kept apart from the report so that it outlives a re-run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// Label and head of the report that was decided on, when known.
    pub label: String,
    pub head: Option<String>,
    pub criteria: BTreeMap<CriterionId, CriterionDecision>,
    pub competences: BTreeMap<CompetenceId, CompetenceDecision>,
    pub general: GeneralRemarks,
}

/// What was decided of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CriterionDecision {
    /// None while undecided.
    pub verdict: Option<Verdict>,
    pub comment: String,
    /// What the report said when this was decided; tells what a later version of the submission changed.
    pub seen: Option<Seen>,
}

/// The evaluator's word on a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    Acquired,
    NotAcquired,
    /// To be seen at the defence.
    AtDefence,
}

impl Verdict {
    pub const ALL: [Verdict; 3] = [Verdict::Acquired, Verdict::NotAcquired, Verdict::AtDefence];

    /// The word of the decisions file.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Acquired => "acquired",
            Verdict::NotAcquired => "not_acquired",
            Verdict::AtDefence => "at_defence",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }
}

/// A criterion as the report showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub status: Status,
    /// Changes when the evidence does.
    pub fingerprint: String,
}

/// What was decided of a competence as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompetenceDecision {
    /// None while undecided.
    pub validated: Option<bool>,
    pub remark: String,
}

/// The parts of the evaluation form that belong to no criterion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralRemarks {
    /// Overall verdict and general remarks.
    pub overall: String,
    /// Deliverable: what is strong.
    pub strengths: String,
    /// Deliverable: what can be better.
    pub improvements: String,
    /// Remarks on the defence.
    pub defence: String,
}

impl Decisions {
    /// The evaluator's word on a criterion; none while undecided.
    pub fn verdict(&self, id: &CriterionId) -> Option<Verdict> {
        self.criteria.get(id)?.verdict
    }

    /// The evaluator's comment on a criterion, empty when there is none.
    pub fn comment(&self, id: &CriterionId) -> &str {
        self.criteria.get(id).map_or("", |known| &known.comment)
    }
}
