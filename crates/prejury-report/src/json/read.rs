//! A JSON report back into the program's own types, for everything that compares or completes reports later.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use prejury_core::{
    Annotations, Author, CompetenceReport, Context, ContextKind, CriterionId, CriterionReport,
    Evidence, Finding, IdError, InputReport, Issue, Lack, Lead, LeftOut, Localized, Location,
    Missing, Place, Report, Scope, Status, Strength,
};

use crate::escape::visible;
use crate::messages::Messages;

use super::SCHEMA_VERSION;
use super::annotations::WaiverLine;
use super::criteria::{Both, Competence, Criterion, LackLine};
use super::document::{Document, Input};
use super::notes::LeadLine;
use super::places::{ContextLine, EvidenceLine, Spot};

/// Why a text is no report that this version can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// Not JSON, or not the JSON of a report.
    Syntax { line: usize, column: usize },
    /// Another schema.
    Version(u32),
    /// A code that is none.
    Id(String),
    /// A word that the schema does not have, such as a status.
    Word(String),
    /// No report in it.
    Empty,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Syntax { line, column } => {
                write!(f, "not a report of prejury (line {line}, column {column})")
            }
            ReadError::Version(version) => write!(
                f,
                "schema {version}, and this version reads schema {SCHEMA_VERSION}"
            ),
            ReadError::Id(id) => write!(f, "`{id}` is not a code such as C2.1.2 or C2.1.2-CE4"),
            ReadError::Word(word) => write!(f, "`{word}` is not a word of the schema"),
            ReadError::Empty => f.write_str("no report in it"),
        }
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    /// The reason in the reader's language.
    pub fn said(&self, messages: &Messages) -> String {
        match self {
            ReadError::Syntax { line, column } => messages.with(
                "cli-error-not-report",
                &[("line", (*line).into()), ("column", (*column).into())],
            ),
            ReadError::Version(version) => {
                let values = [
                    ("found", u64::from(*version).into()),
                    ("known", u64::from(SCHEMA_VERSION).into()),
                ];
                messages.with("cli-error-schema-version", &values)
            }
            ReadError::Id(word) | ReadError::Word(word) => {
                messages.with("cli-error-schema-word", &[("word", visible(word).into())])
            }
            ReadError::Empty => messages.text("cli-error-report-empty"),
        }
    }
}

impl From<IdError> for ReadError {
    fn from(error: IdError) -> Self {
        ReadError::Id(error.0)
    }
}

/// The reports of a JSON or JSON Lines file, at least one. Titles and texts come from the catalogue again, not from the file.
pub fn read(json: &[u8]) -> Result<Vec<Report>, ReadError> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let mut reports = Vec::new();
    for document in serde_json::Deserializer::from_slice(json).into_iter::<Document>() {
        let document = document.map_err(|error| ReadError::Syntax {
            line: error.line(),
            column: error.column(),
        })?;
        if document.schema_version != SCHEMA_VERSION {
            return Err(ReadError::Version(document.schema_version));
        }
        reports.push(report(document)?);
    }
    if reports.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(reports)
}

/// Codes are constants in the program. Those of a file are kept once each for the life of the process, which reads few files;
/// a code of a hostile file is cut, so that little can be kept.
fn code(text: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    const LONGEST: usize = 64;
    let end = text
        .char_indices()
        .nth(LONGEST)
        .map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(code) = known.get(text) {
        return code;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    known.insert(kept);
    kept
}

fn args(values: BTreeMap<String, String>) -> BTreeMap<&'static str, String> {
    values
        .into_iter()
        .map(|(name, value)| (code(&name), value))
        .collect()
}

fn report(mut document: Document) -> Result<Report, ReadError> {
    let annotations = annotations(&mut document)?;
    let mut contexts: Vec<Context> = document
        .contexts
        .into_iter()
        .map(context)
        .collect::<Result<_, _>>()?;
    contexts.sort_by(|a, b| a.location.cmp(&b.location));
    contexts.dedup_by(|a, b| a.location == b.location);
    Ok(Report {
        input: input(document.input),
        competences: document
            .competences
            .into_iter()
            .map(competence)
            .collect::<Result<_, _>>()?,
        findings: document
            .findings
            .into_iter()
            .map(|line| Finding {
                code: code(&line.code),
                places: line.places.into_iter().map(location).collect(),
                args: args(line.args),
            })
            .collect(),
        issues: document
            .issues
            .into_iter()
            .map(|line| Issue {
                path: line.path.map(Arc::from),
                code: code(&line.code),
                args: args(line.args),
            })
            .collect(),
        contexts,
        annotations,
    })
}

/// Takes what people said beside the rules out of the document.
fn annotations(document: &mut Document) -> Result<Annotations, ReadError> {
    let mut annotations = std::mem::take(&mut document.configuration).read()?;
    let mut waivers = std::mem::take(&mut document.stale_waivers);
    let competences = document.competences.iter_mut();
    for criterion in competences.flat_map(|competence| &mut competence.criteria) {
        waivers.extend(criterion.waiver.take());
        let signposts = std::mem::take(&mut criterion.signposts);
        if signposts.is_empty() {
            continue;
        }
        let id: CriterionId = criterion.id.parse()?;
        for signpost in signposts {
            annotations.signposts.push(signpost.read(id.clone())?);
        }
    }
    annotations.waivers = waivers
        .into_iter()
        .map(WaiverLine::read)
        .collect::<Result<_, _>>()?;
    // The order of the référentiel, whatever the order of the report.
    annotations.signposts.sort();
    annotations.waivers.sort();
    Ok(annotations)
}

fn input(input: Input) -> InputReport {
    InputReport {
        label: input.label,
        head: input.head,
        head_date: input.head_date,
        authors: input
            .authors
            .into_iter()
            .map(|line| Author {
                name: line.name,
                email: line.email,
                commits: line.commits,
            })
            .collect(),
        files: input.files.total,
        notebooks: input.files.notebooks,
        scripts: input.files.scripts,
        documents: input.files.documents,
        commits: input.commits,
        left_out: input
            .left_out
            .into_iter()
            .map(|line| LeftOut {
                reason: code(&line.reason),
                files: line.files,
                examples: line.examples.into_iter().map(Arc::from).collect(),
            })
            .collect(),
    }
}

fn competence(line: Competence) -> Result<CompetenceReport, ReadError> {
    Ok(CompetenceReport {
        id: line.id.parse()?,
        scope: match &*line.scope {
            "in" => Scope::In,
            "out" => Scope::Out,
            other => return Err(ReadError::Word(other.to_owned())),
        },
        scope_evidence: all_evidence(line.scope_evidence)?,
        criteria: line
            .criteria
            .into_iter()
            .map(criterion)
            .collect::<Result<_, _>>()?,
    })
}

fn criterion(line: Criterion) -> Result<CriterionReport, ReadError> {
    let missing = if line.lacks.is_empty() {
        // A file of an earlier version has the sentences only, in its own language.
        line.missing.into_iter().map(plain_missing).collect()
    } else {
        line.lacks
            .into_iter()
            .map(missing)
            .collect::<Result<_, _>>()?
    };
    let questions = if line.questions_in.is_empty() {
        line.questions.into_iter().map(same_in_both).collect()
    } else {
        line.questions_in.into_iter().map(localized).collect()
    };
    Ok(CriterionReport {
        id: line.id.parse()?,
        status: Status::from_word(&line.status)
            .ok_or_else(|| ReadError::Word(line.status.to_string()))?,
        confidence: line.confidence.clamp(0.0, 1.0) as f32,
        evidence: all_evidence(line.evidence)?,
        missing,
        questions,
        leads: line.leads.into_iter().map(lead).collect(),
        assessed: line.assessed,
    })
}

fn localized(both: Both) -> Localized {
    Localized {
        fr: both.fr,
        en: both.en,
    }
}

fn same_in_both(sentence: String) -> Localized {
    Localized {
        fr: sentence.clone(),
        en: sentence,
    }
}

fn plain_missing(sentence: String) -> Missing {
    Missing {
        signal: "".into(),
        text: same_in_both(sentence),
        lack: Lack::NotFound,
    }
}

fn missing(line: LackLine) -> Result<Missing, ReadError> {
    let lack = match (&*line.lack, line.found, line.needed) {
        ("not_found", ..) => Lack::NotFound,
        ("only_mentioned", ..) => Lack::OnlyMentioned,
        ("too_few", Some(found), Some(needed)) => Lack::TooFew { found, needed },
        (other, ..) => return Err(ReadError::Word(other.to_owned())),
    };
    Ok(Missing {
        signal: line.signal.into(),
        text: localized(line.label),
        lack,
    })
}

fn lead(line: LeadLine) -> Lead {
    Lead {
        code: code(&line.code),
        location: line.location.map(location),
        args: args(line.args),
    }
}

fn all_evidence(lines: Vec<EvidenceLine>) -> Result<Vec<Evidence>, ReadError> {
    lines
        .into_iter()
        .map(|line| {
            Ok(Evidence {
                signal: line.signal.into(),
                strength: Strength::from_word(&line.strength)
                    .ok_or_else(|| ReadError::Word(line.strength.to_string()))?,
                supports: line.supports,
                location: location(line.location),
                excerpt: line.excerpt,
                subject: line.subject,
                related: line.related.into_iter().map(location).collect(),
            })
        })
        .collect()
}

fn context(line: ContextLine) -> Result<Context, ReadError> {
    Ok(Context {
        location: location(line.location),
        kind: ContextKind::from_word(&line.kind)
            .ok_or_else(|| ReadError::Word(line.kind.to_string()))?,
        first_line: line.first_line,
        text: line.text,
        output: line.output,
    })
}

pub(super) fn location(spot: Spot) -> Location {
    let place = if let Some(id) = spot.commit {
        Place::Commit(id.into())
    } else if let Some(page) = spot.page {
        Place::Page(page)
    } else if let Some(slide) = spot.slide {
        Place::Slide(slide)
    } else if let Some(row) = spot.row {
        Place::Row {
            sheet: spot.sheet.unwrap_or_default().into(),
            row,
        }
    } else if let Some(paragraph) = spot.paragraph {
        Place::Paragraph {
            heading: spot.heading.unwrap_or_default().into(),
            paragraph,
        }
    } else if let Some(line) = spot.line {
        Place::Lines {
            cell: spot.cell,
            line,
            end_line: spot.end_line.unwrap_or(line),
        }
    } else {
        Place::File
    };
    Location {
        path: spot.path.into(),
        place,
    }
}
