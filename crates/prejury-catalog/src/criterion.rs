//! Blocs, competences and criteria, checked.

use std::sync::Arc;

use prejury_core::{CompetenceId, CriterionId, Kind, Localized};

use crate::condition::Condition;

/// One bloc of the référentiel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloc {
    /// Its official number.
    pub number: u8,
    /// Its official title, and our translation.
    pub title: Localized,
}

/// A group of criteria with a scope rule.
#[derive(Debug, Clone)]
pub struct Competence {
    /// Official code.
    pub id: CompetenceId,
    /// Readable name, unique over competences and criteria.
    pub slug: String,
    /// Number of its bloc.
    pub bloc: u8,
    /// Code of its activity, such as `A2.1`.
    pub activity: String,
    /// Official title of the activity.
    pub activity_title: String,
    /// Short title, ours.
    pub title: Localized,
    /// Official wording.
    pub text: String,
    /// When the deliverables address the competence; none when no rule says so yet.
    pub scope: Option<Condition>,
    /// Its criteria, by number.
    pub criteria: Vec<Criterion>,
}

/// One evaluation criterion (CE).
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Official code.
    pub id: CriterionId,
    /// Readable name, unique over competences and criteria; reads after "evidence of ...".
    pub slug: String,
    /// Who settles it.
    pub kind: Kind,
    /// Official wording.
    pub text: String,
    /// Short title, ours.
    pub title: Localized,
    /// What is looked for in the deliverables, or what the evaluator will look at.
    pub looks_for: Localized,
    /// What looks like evidence and is none.
    pub does_not_count: Option<Localized>,
    /// An example of accepted evidence, code or text.
    pub example: Option<Localized>,
    /// To the candidate: what to add.
    pub advice: Localized,
    /// When the evidence is there; none when the criterion is not assessed.
    pub present: Option<Condition>,
    /// When a named part of it is there.
    pub partial: Option<Condition>,
    /// When something is there that lets a reader hesitate to call the criterion absent, and nothing better.
    pub trace: Option<Condition>,
    /// When the criterion asks for nothing here.
    pub not_applicable: Option<Condition>,
    /// Whether evidence outside of functions is shown first: what is asked for is a result, which a helper only makes.
    pub results_first: bool,
    /// Evidence inside a function is shown at the cell that calls it and displays what comes out.
    pub seen_at_calls: bool,
    /// Whether the place where most parts stand together is shown first: documents tell the same thing in several places.
    pub gathered_first: bool,
    /// Whether places that show several parts of `present` at once come first: a reading beside what it reads.
    pub together_first: bool,
    /// Words of headings under which the criterion is treated, folded; a star stands for any ending. Among equals, evidence there comes
    /// first.
    pub sections: Vec<String>,
    /// Questions for the defence, at least one.
    pub questions: Vec<Question>,
}

/// A question for the defence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question; `{subject}` and `{place}` stand for the evidence of `signal`.
    pub text: Localized,
    /// Asked only when this signal has evidence.
    pub signal: Option<Arc<str>>,
}
