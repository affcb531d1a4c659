//! What people say beside what the rules found: configuration, profile, signposts, waivers. None of it changes a status.

use std::sync::Arc;

use crate::{CompetenceId, CriterionId, Location};

/// Everything that a report shows and that no rule decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    /// Configuration files that were followed, the strongest first.
    pub configurations: Vec<ConfigurationFile>,
    pub profile: Option<ChosenProfile>,
    pub narrowing: Option<Narrowing>,
    /// What the candidate's configuration would narrow the report to or leave unread where it is not followed: a profile, codes,
    /// patterns. Untrusted.
    pub not_followed: Vec<String>,
    /// Addressed competences that a stored report had left out before it was read back; others follow from the report.
    pub left_out: Vec<CompetenceId>,
    /// In the order of the référentiel.
    pub signposts: Vec<Signpost>,
    /// In the order of the référentiel.
    pub waivers: Vec<Waiver>,
}

/// Whose word it is. The first ones win over the last ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Voice {
    CommandLine,
    /// The configuration that the reader of the report named.
    Reader,
    /// A file of the submission: the candidate's own word.
    Submission,
    /// Nobody: the tool proposes.
    Tool,
}

impl Voice {
    pub const ALL: [Voice; 4] = [
        Voice::CommandLine,
        Voice::Reader,
        Voice::Submission,
        Voice::Tool,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|voice| voice.as_str() == word)
    }

    /// Name in the JSON report and in the ids of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Voice::CommandLine => "command-line",
            Voice::Reader => "reader",
            Voice::Submission => "submission",
            Voice::Tool => "tool",
        }
    }
}

/// A configuration file that was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationFile {
    /// As the user named it, or inside the submission.
    pub path: String,
    pub voice: Voice,
}

/// The project that the report is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenProfile {
    /// Id of a profile of the catalogue.
    pub id: Arc<str>,
    /// One that the tool proposes narrows and orders nothing.
    pub voice: Voice,
}

/// A configuration shows a part of the référentiel only, or leaves files unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowing {
    pub voice: Voice,
    /// Competences shown; empty shows all.
    pub competences: Vec<CompetenceId>,
    /// Patterns of the paths that were not read.
    pub excluded: Vec<String>,
}

/// The candidate says where a criterion is served. Their own claim, whatever stands at that place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signpost {
    pub criterion: CriterionId,
    pub location: Location,
    /// Untrusted text; may be empty.
    pub note: String,
    /// What of the place is not there; none when the place exists.
    pub lack: Option<SignpostLack>,
}

/// In what way the place of a signpost could not be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignpostLack {
    NoFile,
    NoCell,
    NoLine,
    NoPage,
    NoSlide,
    /// The file is there, and what is inside could not be counted.
    Unchecked,
}

impl SignpostLack {
    pub const ALL: [SignpostLack; 6] = [
        SignpostLack::NoFile,
        SignpostLack::NoCell,
        SignpostLack::NoLine,
        SignpostLack::NoPage,
        SignpostLack::NoSlide,
        SignpostLack::Unchecked,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lack| lack.as_str() == word)
    }

    /// Name in the JSON report and in the ids of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            SignpostLack::NoFile => "no-file",
            SignpostLack::NoCell => "no-cell",
            SignpostLack::NoLine => "no-line",
            SignpostLack::NoPage => "no-page",
            SignpostLack::NoSlide => "no-slide",
            SignpostLack::Unchecked => "unchecked",
        }
    }
}

/// A mentor or evaluator takes a criterion off the list of what is lacking.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiver {
    pub criterion: CriterionId,
    /// Never empty.
    pub reason: String,
    pub by: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    pub state: WaiverState,
}

/// Whether a waiver still does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WaiverState {
    /// The criterion is absent or partial, and the last day has not passed.
    InForce,
    /// Stale: the criterion is neither absent nor partial.
    NotNeeded,
    /// Stale: the last day has passed.
    Expired,
}

impl WaiverState {
    pub const ALL: [WaiverState; 3] = [
        WaiverState::InForce,
        WaiverState::NotNeeded,
        WaiverState::Expired,
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Name in the JSON report and in the ids of messages.
    pub fn as_str(self) -> &'static str {
        match self {
            WaiverState::InForce => "in-force",
            WaiverState::NotNeeded => "not-needed",
            WaiverState::Expired => "expired",
        }
    }
}

impl Annotations {
    /// The waiver that counts the criterion apart, when there is one.
    pub fn waiver(&self, criterion: &CriterionId) -> Option<&Waiver> {
        self.waivers
            .iter()
            .find(|waiver| waiver.state == WaiverState::InForce && waiver.criterion == *criterion)
    }

    /// Waivers that do nothing any more.
    pub fn stale_waivers(&self) -> impl Iterator<Item = &Waiver> {
        self.waivers
            .iter()
            .filter(|waiver| waiver.state != WaiverState::InForce)
    }

    /// What the candidate claims about the criterion.
    pub fn signposts_of<'a>(
        &'a self,
        criterion: &'a CriterionId,
    ) -> impl Iterator<Item = &'a Signpost> {
        self.signposts
            .iter()
            .filter(move |signpost| signpost.criterion == *criterion)
    }

    /// The profile that orders and narrows the report: not one that the tool only proposes.
    pub fn followed_profile(&self) -> Option<&Arc<str>> {
        self.profile
            .as_ref()
            .filter(|profile| profile.voice != Voice::Tool)
            .map(|profile| &profile.id)
    }
}
