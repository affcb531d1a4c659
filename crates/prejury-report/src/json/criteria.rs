//! Competences and criteria of the JSON report.

use prejury_core::{Lack, Localized, Missing, Scope};
use serde::{Deserialize, Serialize};

use super::annotations::{SignpostLine, WaiverLine};
use super::document::Word;
use super::notes::LeadLine;
use super::places::EvidenceLine;
use crate::messages::Messages;
use crate::redact::redact;
use crate::view::{CompetenceView, CriterionView};

#[derive(Serialize, Deserialize)]
pub(super) struct Competence {
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) bloc: u8,
    pub(super) title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) with: Option<String>,
    pub(super) scope: Word,
    pub(super) scope_evidence: Vec<EvidenceLine>,
    pub(super) criteria: Vec<Criterion>,
}

impl Competence {
    pub(super) fn new(view: &CompetenceView<'_>, messages: &Messages) -> Self {
        Self {
            id: view.report.id.to_string(),
            slug: view.slug.to_owned(),
            bloc: view.report.id.bloc(),
            title: view.title.to_owned(),
            with: view.with.map(ToString::to_string),
            scope: match view.report.scope {
                Scope::In => "in".into(),
                Scope::Out => "out".into(),
            },
            scope_evidence: view
                .report
                .scope_evidence
                .iter()
                .map(EvidenceLine::new)
                .collect(),
            criteria: view
                .criteria
                .iter()
                .map(|criterion| Criterion::new(criterion, messages))
                .collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Criterion {
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) kind: Word,
    pub(super) status: Word,
    pub(super) assessed: bool,
    pub(super) confidence: f64,
    pub(super) evidence: Vec<EvidenceLine>,
    pub(super) missing: Vec<String>,
    /// The same parts without the words of one language, so that a reader of either can be served from the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) lacks: Vec<LackLine>,
    pub(super) advice: String,
    pub(super) questions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) questions_in: Vec<Both>,
    #[serde(default)]
    pub(super) leads: Vec<LeadLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reading: Option<String>,
    #[serde(default)]
    pub(super) signposts: Vec<SignpostLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) waiver: Option<WaiverLine>,
}

impl Criterion {
    pub(super) fn new(view: &CriterionView<'_>, messages: &Messages) -> Self {
        Self {
            id: view.report.id.to_string(),
            slug: view.slug.to_owned(),
            title: view.title.to_owned(),
            text: view.text.to_owned(),
            kind: view.kind.as_str().into(),
            status: view.report.status.as_str().into(),
            assessed: view.report.assessed,
            // Hundredths: more digits would claim a precision that no rule has.
            confidence: (f64::from(view.report.confidence) * 100.0).round() / 100.0,
            evidence: view.report.evidence.iter().map(EvidenceLine::new).collect(),
            missing: view.missing(messages),
            lacks: view.report.missing.iter().map(LackLine::new).collect(),
            advice: view.advice.to_owned(),
            questions: view
                .questions()
                .into_iter()
                .map(|question| question.into_owned())
                .collect(),
            questions_in: view.report.questions.iter().map(Both::new).collect(),
            leads: view
                .report
                .leads
                .iter()
                .map(|lead| LeadLine::new(lead, messages))
                .collect(),
            reading: view.reading.map(str::to_owned),
            signposts: view
                .signposts
                .iter()
                .map(|line| SignpostLine::new(line))
                .collect(),
            waiver: view.waiver.map(WaiverLine::new),
        }
    }
}

/// A sentence in both languages.
#[derive(Serialize, Deserialize)]
pub(super) struct Both {
    pub(super) fr: String,
    pub(super) en: String,
}

impl Both {
    pub(super) fn new(sentence: &Localized) -> Self {
        Self {
            fr: redact(&sentence.fr).into_owned(),
            en: redact(&sentence.en).into_owned(),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct LackLine {
    pub(super) signal: String,
    pub(super) label: Both,
    pub(super) lack: Word,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) needed: Option<usize>,
}

impl LackLine {
    pub(super) fn new(missing: &Missing) -> Self {
        let (lack, counts) = match missing.lack {
            Lack::NotFound => ("not_found", None),
            Lack::OnlyMentioned => ("only_mentioned", None),
            Lack::TooFew { found, needed } => ("too_few", Some((found, needed))),
        };
        Self {
            signal: missing.signal.to_string(),
            label: Both::new(&missing.text),
            lack: lack.into(),
            found: counts.map(|(found, _)| found),
            needed: counts.map(|(_, needed)| needed),
        }
    }
}
