//! The standing of each criterion at one time: of a report just made, or of one that was stored as JSON.
//!
//! Stored reports are read leniently: only what a comparison needs is looked at, so that reports of older and newer
//! versions of the program can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use prejury_core::{CriterionId, CriterionReport, Lang, Report, Status};
use serde::Deserialize;

use crate::json::SCHEMA_VERSION;
use crate::messages::Messages;
use crate::redact::redact;

/// What a comparison needs of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Name of the submission.
    pub label: String,
    /// Commit that HEAD named.
    pub head: Option<String>,
    pub criteria: BTreeMap<CriterionId, Standing>,
    /// Language of the missing parts, which are compared in the same language only.
    pub(super) lang: Option<Lang>,
}

/// Where one criterion stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub status: Status,
    /// Missing parts in words.
    pub missing: Vec<String>,
    /// Their signals, whatever the language. None in reports of versions that did not write them.
    pub signals: BTreeSet<String>,
}

impl Standing {
    /// That of a report just made.
    pub fn of(criterion: &CriterionReport, messages: &Messages) -> Self {
        let missing = criterion.missing.iter();
        Self {
            status: criterion.status,
            missing: missing
                .clone()
                .map(|part| crate::view::missing_part(part, messages))
                .collect(),
            signals: missing.map(|part| part.signal.to_string()).collect(),
        }
    }

    /// Whether less is shown than `before`: the status is worse, or what was partial misses the same parts and more.
    pub fn is_worse_than(&self, before: &Standing) -> bool {
        let are_partial = (before.status, self.status) == (Status::Partial, Status::Partial);
        let is_known = before.missing.is_empty() || !before.signals.is_empty();
        super::is_loss(before.status, self.status)
            || are_partial
                && is_known
                && before.signals.len() < self.signals.len()
                && before.signals.is_subset(&self.signals)
    }
}

/// A text that is not a report of this program.
#[derive(Debug)]
pub enum SnapshotError {
    /// Not JSON, or without the fields of a report.
    NotAReport { line: usize, column: usize },
    /// A report of a schema that this version does not know.
    Schema(u64),
    /// There is no report in it.
    Empty,
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SnapshotError::NotAReport { line, column } => {
                write!(f, "not a JSON report (line {line}, column {column})")
            }
            SnapshotError::Schema(version) => write!(f, "a report of the unknown schema {version}"),
            SnapshotError::Empty => f.write_str("no report in it"),
        }
    }
}

impl std::error::Error for SnapshotError {}

impl Snapshot {
    /// The standing of every criterion of `report`.
    pub fn of(report: &Report, messages: &Messages) -> Self {
        let lang = messages.lang();
        let criteria = report.competences.iter().flat_map(|it| &it.criteria);
        Self {
            label: report.input.label.clone(),
            head: report.input.head.clone(),
            criteria: criteria
                .map(|criterion| (criterion.id.clone(), Standing::of(criterion, messages)))
                .collect(),
            lang: Some(lang),
        }
    }

    /// The reports stored in `text`, one JSON document or several (JSON Lines).
    pub fn all_from_json(text: &str) -> Result<Vec<Self>, SnapshotError> {
        let text = text.trim_start_matches('\u{feff}');
        let mut snapshots = Vec::new();
        for document in serde_json::Deserializer::from_str(text).into_iter::<Stored>() {
            let stored = document.map_err(|error| SnapshotError::NotAReport {
                line: error.line(),
                column: error.column(),
            })?;
            if stored.schema_version != u64::from(SCHEMA_VERSION) {
                return Err(SnapshotError::Schema(stored.schema_version));
            }
            snapshots.push(stored.into());
        }
        if snapshots.is_empty() {
            return Err(SnapshotError::Empty);
        }
        Ok(snapshots)
    }
}

/// The fields of a stored report that matter here. Others are passed over.
#[derive(Deserialize)]
struct Stored {
    schema_version: u64,
    #[serde(default)]
    language: String,
    input: StoredInput,
    competences: Vec<StoredCompetence>,
}

#[derive(Deserialize)]
struct StoredInput {
    label: String,
    head: Option<String>,
}

#[derive(Deserialize)]
struct StoredCompetence {
    criteria: Vec<StoredCriterion>,
}

#[derive(Deserialize)]
struct StoredCriterion {
    id: String,
    status: String,
    #[serde(default)]
    missing: Vec<String>,
    #[serde(default)]
    lacks: Vec<StoredLack>,
}

#[derive(Deserialize)]
struct StoredLack {
    signal: String,
}

impl From<Stored> for Snapshot {
    fn from(stored: Stored) -> Self {
        let criteria = stored.competences.into_iter().flat_map(|it| it.criteria);
        Self {
            label: stored.input.label,
            head: stored.input.head,
            // A criterion or a status that this version does not know cannot be compared.
            criteria: criteria
                .filter_map(|criterion| {
                    let standing = Standing {
                        status: status(&criterion.status)?,
                        missing: criterion
                            .missing
                            .iter()
                            .map(|part| redact(part).into_owned())
                            .collect(),
                        signals: criterion
                            .lacks
                            .into_iter()
                            .map(|lack| lack.signal)
                            .collect(),
                    };
                    Some((criterion.id.parse().ok()?, standing))
                })
                .collect(),
            lang: match stored.language.as_str() {
                "fr" => Some(Lang::Fr),
                "en" => Some(Lang::En),
                _ => None,
            },
        }
    }
}

fn status(word: &str) -> Option<Status> {
    [
        Status::Present,
        Status::Partial,
        Status::Absent,
        Status::Human,
        Status::OutOfScope,
        Status::NotApplicable,
    ]
    .into_iter()
    .find(|status| status.as_str() == word)
}
