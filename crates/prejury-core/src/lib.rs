//! The nouns that every other crate shares: ids, places, evidence, statuses and the report.
//!
//! **Invariant:** plain types only, and the guard around work that may panic. No file is read here, no format is written, no
//! parser is known.

mod anchors;
mod annotations;
mod context;
mod date;
mod decisions;
mod evidence;
mod finding;
mod guard;
mod id;
mod issue;
mod language;
mod lead;
mod location;
mod report;
mod status;

pub use anchors::{Anchors, Region};
pub use annotations::{
    Annotations, ChosenProfile, ConfigurationFile, Narrowing, Signpost, SignpostLack, Voice,
    Waiver, WaiverState,
};
pub use context::{Context, ContextKind};
pub use date::civil_date;
pub use decisions::{
    CompetenceDecision, CriterionDecision, Decisions, GeneralRemarks, Seen, Verdict,
};
pub use evidence::{Evidence, Strength};
pub use finding::Finding;
pub use guard::{caught, is_guarded};
pub use id::{CompetenceId, CriterionId, IdError};
pub use issue::Issue;
pub use language::{Lang, Localized};
pub use lead::Lead;
pub use location::{Location, Place};
pub use report::{
    Author, CompetenceReport, CriterionReport, InputReport, Lack, LeftOut, Missing, Report, Scope,
};
pub use status::{Kind, Status};
