//! The JSON report, schema 1: own types, so that a change inside the program never changes the format unseen.
//!
//! `docs/report.schema.json` publishes it. Fields are only ever added; bytes are the same from run to run.

use std::borrow::Cow;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Evidence, Finding, Issue, Lang, Lead, LeftOut, Location, Place, Report, Scope};
use serde::Serialize;

use crate::escape::{LOG_COMMANDS, holds_unsafe, is_unsafe};
use crate::messages::Messages;
use crate::options::Options;
use crate::redact::redact;
use crate::view::{self, CompetenceView, CriterionView, ReportView};

pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Writes one indented document, or one document a line with `one_per_line` (JSON Lines).
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for report in reports {
        let document = Document::new(&ReportView::new(report, catalog, options), options.messages);
        let json = if options.one_per_line {
            serde_json::to_string(&document)?
        } else {
            serde_json::to_string_pretty(&document)?
        };
        out.write_all(inert(&json).as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The same document with the characters that a terminal would obey as JSON escapes, since JSON is looked at in terminals,
/// too. They can only stand in strings: outside of them, the serializer writes nothing but ASCII and line ends.
pub(crate) fn inert(json: &str) -> Cow<'_, str> {
    // Commands in the log of a CI wherever they stand; in JSON they can only stand in strings.
    let mut json: Cow<'_, str> = json.into();
    for command in LOG_COMMANDS {
        if json.contains(command) {
            let escaped = format!("#\\u0023{}", &command[2..]);
            json = json.replace(command, &escaped).into();
        }
    }
    let obeyed = |c: char| c != '\n' && is_unsafe(c);
    if !holds_unsafe(&json) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if obeyed(c) {
            let units = &mut [0; 2];
            safe.extend(
                c.encode_utf16(units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        } else {
            safe.push(c);
        }
    }
    safe.into()
}

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    language: &'static str,
    input: Input,
    competences: Vec<Competence>,
    findings: Vec<FindingLine>,
    issues: Vec<IssueLine>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Input {
    label: String,
    head: Option<String>,
    files: Files,
    commits: usize,
    left_out: Vec<LeftOutLine>,
}

#[derive(Serialize)]
struct Files {
    total: usize,
    notebooks: usize,
    scripts: usize,
    documents: usize,
}

#[derive(Serialize)]
struct LeftOutLine {
    reason: &'static str,
    files: usize,
    examples: Vec<String>,
}

#[derive(Serialize)]
struct Competence {
    id: String,
    slug: String,
    bloc: u8,
    title: String,
    scope: &'static str,
    scope_evidence: Vec<EvidenceLine>,
    criteria: Vec<Criterion>,
}

#[derive(Serialize)]
struct Criterion {
    id: String,
    slug: String,
    title: String,
    text: String,
    kind: &'static str,
    status: &'static str,
    assessed: bool,
    confidence: f64,
    evidence: Vec<EvidenceLine>,
    missing: Vec<String>,
    advice: String,
    questions: Vec<String>,
    leads: Vec<LeadLine>,
}

#[derive(Serialize)]
struct FindingLine {
    code: &'static str,
    message: String,
    places: Vec<Spot>,
}

#[derive(Serialize)]
struct LeadLine {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Spot>,
}

#[derive(Serialize)]
struct EvidenceLine {
    signal: String,
    strength: &'static str,
    #[serde(rename = "for")]
    supports: bool,
    location: Spot,
    excerpt: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Spot>,
}

/// A location; only the fields of its kind of place are written.
#[derive(Serialize, Default)]
struct Spot {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slide: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    heading: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
}

#[derive(Serialize)]
struct IssueLine {
    path: Option<String>,
    code: &'static str,
    message: String,
}

impl Document {
    fn new(view: &ReportView<'_>, messages: &Messages) -> Self {
        let input = &view.report.input;
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool {
                name: "prejury",
                version: env!("CARGO_PKG_VERSION"),
            },
            language: match messages.lang() {
                Lang::Fr => "fr",
                Lang::En => "en",
            },
            input: Input {
                label: input.label.clone(),
                head: input.head.clone(),
                files: Files {
                    total: input.files,
                    notebooks: input.notebooks,
                    scripts: input.scripts,
                    documents: input.documents,
                },
                commits: input.commits,
                left_out: input.left_out.iter().map(LeftOutLine::new).collect(),
            },
            competences: view
                .competences
                .iter()
                .map(|competence| Competence::new(competence, messages))
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
        }
    }
}

impl LeftOutLine {
    fn new(left_out: &LeftOut) -> Self {
        Self {
            reason: left_out.reason,
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
            scope: match view.report.scope {
                Scope::In => "in",
                Scope::Out => "out",
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
            kind: view.kind.as_str(),
            status: view.report.status.as_str(),
            assessed: view.report.assessed,
            // Hundredths: more digits would claim a precision that no rule has.
            confidence: (f64::from(view.report.confidence) * 100.0).round() / 100.0,
            evidence: view.report.evidence.iter().map(EvidenceLine::new).collect(),
            missing: view.missing(messages),
            advice: view.advice.to_owned(),
            questions: view
                .questions()
                .into_iter()
                .map(|question| question.into_owned())
                .collect(),
            leads: view
                .report
                .leads
                .iter()
                .map(|lead| LeadLine::new(lead, messages))
                .collect(),
        }
    }
}

impl FindingLine {
    fn new(finding: &Finding, messages: &Messages) -> Self {
        Self {
            code: finding.code,
            message: redact(&messages.finding(finding)).into_owned(),
            places: finding.places.iter().map(Spot::new).collect(),
        }
    }
}

impl LeadLine {
    fn new(lead: &Lead, messages: &Messages) -> Self {
        Self {
            code: lead.code,
            message: redact(&messages.lead(lead)).into_owned(),
            location: lead.location.as_ref().map(Spot::new),
        }
    }
}

impl EvidenceLine {
    fn new(evidence: &Evidence) -> Self {
        Self {
            signal: evidence.signal.to_string(),
            strength: evidence.strength.as_str(),
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
    fn new(location: &Location) -> Self {
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
            code: issue.code,
            message: redact(&messages.issue(issue)).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_no_value_changes() {
        let value = serde_json::json!({"a": "é \u{9b}31m \u{202e}x\u{e0001} \n\t👩\u{200d}🔬"});
        let json = serde_json::to_string_pretty(&value).unwrap();
        let safe = inert(&json);
        assert!(!safe.contains(|c| c != '\n' && is_unsafe(c)), "{safe}");
        assert!(safe.contains("\\u009b31m \\u202ex\\udb40\\udc01"), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        assert!(matches!(inert("{\"a\": \"é\"}\n"), Cow::Borrowed(_)));
        assert_eq!(inert("\"## a ##[group]\""), "\"## a #\\u0023[group]\"");
    }
}
