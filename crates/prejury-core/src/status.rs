//! What a report says of a criterion, and who can settle it.

/// Outcome for one criterion. The rubric gives the meaning of each; none of them is a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// The evidence asked for is in the deliverables.
    Present,
    /// A named part of the evidence is missing or doubtful.
    Partial,
    /// The competence is in scope and no such evidence was found.
    Absent,
    /// Only the defence, or the evaluator's reading, can show it.
    Human,
    /// The deliverables do not address the competence at all.
    OutOfScope,
    /// The criterion asks for nothing here (class imbalance in a regression).
    NotApplicable,
}

impl Status {
    pub const ALL: [Status; 6] = [
        Status::Present,
        Status::Partial,
        Status::Absent,
        Status::Human,
        Status::OutOfScope,
        Status::NotApplicable,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The word of the JSON report.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Present => "present",
            Status::Partial => "partial",
            Status::Absent => "absent",
            Status::Human => "human",
            Status::OutOfScope => "out_of_scope",
            Status::NotApplicable => "not_applicable",
        }
    }
}

/// Who settles a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The artefacts settle it.
    Auto,
    /// The tool shows that the material is there; the evaluator judges its quality.
    Assisted,
    /// Only the defence can show it.
    Human,
}

impl Kind {
    /// The word of the JSON report and of the rules.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Auto => "auto",
            Kind::Assisted => "assisted",
            Kind::Human => "human",
        }
    }
}
