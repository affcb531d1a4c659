//! The result of one check: every competence and criterion with status and evidence.

use std::sync::Arc;

use crate::{
    Annotations, CompetenceId, Context, CriterionId, Evidence, Finding, Issue, Lead, Localized,
    Location, Status,
};

/// The whole pre-assessment of one submission. Wording (official texts, advice) stays in the catalogue.
#[derive(Debug, Clone)]
pub struct Report {
    pub input: InputReport,
    /// In the order of the référentiel.
    pub competences: Vec<CompetenceReport>,
    /// Places that do not agree with one another, sorted.
    pub findings: Vec<Finding>,
    /// Sorted by path and code.
    pub issues: Vec<Issue>,
    /// Text around the places of the evidence, sorted by location, each location once. Empty unless asked for.
    pub contexts: Vec<Context>,
    /// What people say beside it, and how it is to be shown.
    pub annotations: Annotations,
}

impl Report {
    /// The text around a place, when it was collected.
    pub fn context(&self, location: &Location) -> Option<&Context> {
        self.contexts
            .binary_search_by(|context| context.location.cmp(location))
            .ok()
            .map(|index| &self.contexts[index])
    }
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct InputReport {
    /// Name of the folder, archive or repository as the user gave it, without its parents.
    pub label: String,
    /// Commit that was read (of HEAD, or of the branch read in its place), when there is a history.
    pub head: Option<String>,
    /// Day of that commit, `YYYY-MM-DD` in its own time zone.
    pub head_date: Option<String>,
    /// Who wrote the commits, most commits first.
    pub authors: Vec<Author>,
    /// Numbers of files looked at, notebooks among them, scripts among them, documents among them.
    pub files: usize,
    pub notebooks: usize,
    pub scripts: usize,
    pub documents: usize,
    pub commits: usize,
    /// Folders and files that were left out on purpose, counted by reason.
    pub left_out: Vec<LeftOut>,
}

/// An author of the history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Author {
    pub name: String,
    /// Personal: formats show it only when asked to.
    pub email: Option<String>,
    pub commits: usize,
}

/// Files left out for one reason (`virtual-environment`, `cache`, `dependencies`, ...).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub reason: &'static str,
    pub files: usize,
    /// A few paths, sorted, as examples.
    pub examples: Vec<Arc<str>>,
}

/// Whether the deliverables address a competence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    In,
    Out,
}

#[derive(Debug, Clone)]
pub struct CompetenceReport {
    pub id: CompetenceId,
    pub scope: Scope,
    /// What put the competence in scope.
    pub scope_evidence: Vec<Evidence>,
    pub criteria: Vec<CriterionReport>,
}

#[derive(Debug, Clone)]
pub struct CriterionReport {
    pub id: CriterionId,
    pub status: Status,
    /// 0 to 1: how sure the tool is of the status.
    pub confidence: f32,
    /// Best first.
    pub evidence: Vec<Evidence>,
    pub missing: Vec<Missing>,
    /// Questions for the defence, filled from the evidence.
    pub questions: Vec<Localized>,
    /// What the deliverables tell about a criterion that only the defence shows; empty for the others.
    pub leads: Vec<Lead>,
    /// False when no rule assesses this criterion yet: the report then says that it is for the evaluator.
    pub assessed: bool,
}

/// A part of the criterion that the evidence does not show well enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub signal: Arc<str>,
    pub text: Localized,
    pub lack: Lack,
}

/// In what way a part is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nothing shows it.
    NotFound,
    /// It is there and weak: named in passing, in code that nothing calls or in a cell that was not run.
    OnlyMentioned,
    /// Some are there, and the criterion asks for more.
    TooFew { found: usize, needed: usize },
}
