//! The types of the JSON report, and how they are made from what the program holds.

use std::borrow::Cow;
use std::collections::BTreeMap;

use prejury_core::{
    Author, Context, Evidence, Finding, Issue, Lack, Lang, Lead, LeftOut, Localized, Location,
    Missing, Place, Scope,
};
use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::annotations::{Configuration, SignpostLine, WaiverLine};
use crate::decisions;
use crate::messages::Messages;
use crate::options::Options;
use crate::redact::{author_name, redact};
use crate::view::{self, CompetenceView, CriterionView, ReportView};

/// Words of the format are constants when written, and owned when read.
pub(super) type Word = Cow<'static, str>;

#[derive(Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) schema_version: u32,
    pub(super) tool: Tool,
    pub(super) language: Word,
    pub(super) input: Input,
    #[serde(default)]
    pub(super) configuration: Configuration,
    pub(super) competences: Vec<Competence>,
    #[serde(default)]
    pub(super) stale_waivers: Vec<WaiverLine>,
    pub(super) findings: Vec<FindingLine>,
    pub(super) issues: Vec<IssueLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) contexts: Vec<ContextLine>,
    /// What the evaluator decided, after `merge`: a decisions file as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decisions: Option<decisions::File>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Tool {
    pub(super) name: Word,
    pub(super) version: Word,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Input {
    pub(super) label: String,
    pub(super) head: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) head_date: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<AuthorLine>,
    pub(super) files: Files,
    pub(super) commits: usize,
    pub(super) left_out: Vec<LeftOutLine>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct AuthorLine {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    pub(super) commits: usize,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Files {
    pub(super) total: usize,
    pub(super) notebooks: usize,
    pub(super) scripts: usize,
    pub(super) documents: usize,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LeftOutLine {
    pub(super) reason: Word,
    pub(super) files: usize,
    pub(super) examples: Vec<String>,
}

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

/// A sentence in both languages.
#[derive(Serialize, Deserialize)]
pub(super) struct Both {
    pub(super) fr: String,
    pub(super) en: String,
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

/// Values of a message, by name.
type Args = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
pub(super) struct FindingLine {
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
    pub(super) places: Vec<Spot>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct LeadLine {
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Spot>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EvidenceLine {
    pub(super) signal: String,
    pub(super) strength: Word,
    #[serde(rename = "for")]
    pub(super) supports: bool,
    pub(super) location: Spot,
    pub(super) excerpt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) related: Vec<Spot>,
}

/// A location; only the fields of its kind of place are written.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Spot {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) slide: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) heading: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) paragraph: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) commit: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ContextLine {
    pub(super) location: Spot,
    pub(super) kind: Word,
    pub(super) first_line: u32,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) output: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct IssueLine {
    pub(super) path: Option<String>,
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
}

impl Document {
    pub(super) fn new(view: &ReportView<'_>, options: &Options<'_>) -> Self {
        let messages = options.messages;
        let input = &view.report.input;
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool {
                name: "prejury".into(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
            language: match messages.lang() {
                Lang::Fr => "fr".into(),
                Lang::En => "en".into(),
            },
            input: Input {
                label: input.label.clone(),
                head: input.head.clone(),
                head_date: input.head_date.clone(),
                authors: input
                    .authors
                    .iter()
                    .map(|author| AuthorLine::new(author, options.show_authors))
                    .collect(),
                files: Files {
                    total: input.files,
                    notebooks: input.notebooks,
                    scripts: input.scripts,
                    documents: input.documents,
                },
                commits: input.commits,
                left_out: input.left_out.iter().map(LeftOutLine::new).collect(),
            },
            configuration: Configuration::new(view, messages),
            competences: view
                .competences
                .iter()
                .map(|competence| Competence::new(competence, messages))
                .collect(),
            stale_waivers: view
                .stale_waivers
                .iter()
                .map(|waiver| WaiverLine::new(waiver))
                .collect(),
            findings: view
                .findings()
                .iter()
                .map(|finding| FindingLine::new(finding, messages))
                .collect(),
            issues: view
                .issues()
                .iter()
                .map(|issue| IssueLine::new(issue, messages))
                .collect(),
            contexts: view.contexts().into_iter().map(ContextLine::new).collect(),
            decisions: None,
        }
    }
}

/// Values quote strangers: without secrets.
fn args(values: &BTreeMap<&'static str, String>) -> Args {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), redact(value).into_owned()))
        .collect()
}

impl AuthorLine {
    fn new(author: &Author, show_authors: bool) -> Self {
        Self {
            name: author_name(&author.name, show_authors),
            email: author.email.clone().filter(|_| show_authors),
            commits: author.commits,
        }
    }
}

impl Both {
    fn new(sentence: &Localized) -> Self {
        Self {
            fr: redact(&sentence.fr).into_owned(),
            en: redact(&sentence.en).into_owned(),
        }
    }
}

impl LackLine {
    fn new(missing: &Missing) -> Self {
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

impl ContextLine {
    fn new(context: &Context) -> Self {
        Self {
            location: Spot::new(&context.location),
            kind: context.kind.as_str().into(),
            first_line: context.first_line,
            text: redact(&context.text).into_owned(),
            output: redact(&context.output).into_owned(),
        }
    }
}

impl LeftOutLine {
    fn new(left_out: &LeftOut) -> Self {
        Self {
            reason: left_out.reason.into(),
            files: left_out.files,
            examples: left_out.examples.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Competence {
    fn new(view: &CompetenceView<'_>, messages: &Messages) -> Self {
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

impl Criterion {
    fn new(view: &CriterionView<'_>, messages: &Messages) -> Self {
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

impl FindingLine {
    fn new(finding: &Finding, messages: &Messages) -> Self {
        Self {
            code: finding.code.into(),
            message: redact(&messages.finding(finding)).into_owned(),
            args: args(&finding.args),
            places: finding.places.iter().map(Spot::new).collect(),
        }
    }
}

impl LeadLine {
    fn new(lead: &Lead, messages: &Messages) -> Self {
        Self {
            code: lead.code.into(),
            message: redact(&messages.lead(lead)).into_owned(),
            args: args(&lead.args),
            location: lead.location.as_ref().map(Spot::new),
        }
    }
}

impl EvidenceLine {
    fn new(evidence: &Evidence) -> Self {
        Self {
            signal: evidence.signal.to_string(),
            strength: evidence.strength.as_str().into(),
            supports: evidence.supports,
            location: Spot::new(&evidence.location),
            excerpt: view::excerpt(evidence).into_owned(),
            subject: evidence
                .subject
                .as_deref()
                .map(|subject| redact(subject).into_owned()),
            related: view::related(evidence).map(Spot::new).collect(),
        }
    }
}

impl Spot {
    pub(super) fn new(location: &Location) -> Self {
        let mut spot = Self {
            path: location.path.to_string(),
            ..Self::default()
        };
        match &location.place {
            Place::File => {}
            Place::Lines {
                cell,
                line,
                end_line,
            } => {
                spot.cell = *cell;
                spot.line = Some(*line);
                spot.end_line = Some(*end_line);
            }
            Place::Page(page) => spot.page = Some(*page),
            Place::Slide(slide) => spot.slide = Some(*slide),
            Place::Row { sheet, row } => {
                spot.sheet = Some(sheet.to_string());
                spot.row = Some(*row);
            }
            Place::Paragraph { heading, paragraph } => {
                spot.heading = (!heading.is_empty()).then(|| heading.to_string());
                spot.paragraph = Some(*paragraph);
            }
            Place::Commit(id) => spot.commit = Some(id.to_string()),
        }
        spot
    }
}

impl IssueLine {
    fn new(issue: &Issue, messages: &Messages) -> Self {
        Self {
            path: issue.path.as_deref().map(str::to_owned),
            code: issue.code.into(),
            message: redact(&messages.issue(issue)).into_owned(),
            args: args(&issue.args),
        }
    }
}
