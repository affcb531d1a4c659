//! The decisions file: what the evaluator decided, as the page exports it and `merge` reads it.
//!
//! `docs/decisions.schema.json` publishes it. Nothing in it comes from the tool but `seen`, which remembers what the report
//! said when a decision was made.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hasher;

use prejury_core::{
    CompetenceDecision, CompetenceId, CriterionDecision, CriterionId, CriterionReport, Decisions,
    GeneralRemarks, Report, Seen, Status, Verdict,
};
use serde::{Deserialize, Serialize};

use crate::escape::visible;
use crate::json::inert::{self, Layout};
use crate::messages::Messages;
use crate::redact::redact;
use crate::view;

const SCHEMA: &str = "prejury-decisions";
const SCHEMA_VERSION: u32 = 1;

/// Why a text is no decisions file that this version can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionsError {
    /// Not JSON, or JSON of something else.
    Syntax { line: usize, column: usize },
    /// Another schema.
    Version(u32),
    /// A code or word that the schema does not have.
    Word(String),
}

impl fmt::Display for DecisionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecisionsError::Syntax { line, column } => write!(
                f,
                "not a decisions file of prejury (line {line}, column {column})"
            ),
            DecisionsError::Version(version) => write!(
                f,
                "schema {version}, and this version reads schema {SCHEMA_VERSION}"
            ),
            DecisionsError::Word(word) => write!(f, "`{word}` is not a word of the schema"),
        }
    }
}

impl std::error::Error for DecisionsError {}

impl DecisionsError {
    /// The reason in the reader's language.
    pub fn said(&self, messages: &Messages) -> String {
        match self {
            DecisionsError::Syntax { line, column } => messages.with(
                "cli-error-not-decisions",
                &[("line", (*line).into()), ("column", (*column).into())],
            ),
            DecisionsError::Version(version) => {
                let values = [
                    ("found", u64::from(*version).into()),
                    ("known", u64::from(SCHEMA_VERSION).into()),
                ];
                messages.with("cli-error-schema-version", &values)
            }
            DecisionsError::Word(word) => {
                messages.with("cli-error-schema-word", &[("word", visible(word).into())])
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct File {
    schema: String,
    schema_version: u32,
    #[serde(default)]
    input: Input,
    #[serde(default)]
    criteria: BTreeMap<String, CriterionLine>,
    #[serde(default)]
    competences: BTreeMap<String, CompetenceLine>,
    #[serde(default)]
    general: General,
}

#[derive(Serialize, Deserialize, Default)]
struct Input {
    #[serde(default)]
    label: String,
    #[serde(default)]
    head: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct CriterionLine {
    #[serde(default)]
    decision: Option<String>,
    #[serde(default)]
    comment: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<SeenLine>,
}

#[derive(Serialize, Deserialize)]
struct SeenLine {
    status: String,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
struct CompetenceLine {
    #[serde(default)]
    decision: Option<String>,
    #[serde(default)]
    remark: String,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct General {
    overall: String,
    strengths: String,
    improvements: String,
    defence: String,
}

/// The sentence for decisions that seem to be those on another submission. A newer version may lie in a folder of another
/// name, so that this is no error.
pub fn apart(report: &Report, decided: &Decisions, messages: &Messages) -> Option<String> {
    let labels = [&decided.label, &report.input.label];
    if labels[0].is_empty() || labels[0] == labels[1] {
        return None;
    }
    let [decided, report] = labels.map(|label| visible(&redact(label)));
    let values = [("decided", decided.into()), ("report", report.into())];
    Some(messages.with("cli-merge-other-submission", &values))
}

/// Reads a decisions file.
pub fn read(json: &[u8]) -> Result<Decisions, DecisionsError> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let file: File = serde_json::from_slice(json).map_err(|error| DecisionsError::Syntax {
        line: error.line(),
        column: error.column(),
    })?;
    if file.schema != SCHEMA {
        return Err(DecisionsError::Word(file.schema));
    }
    if file.schema_version != SCHEMA_VERSION {
        return Err(DecisionsError::Version(file.schema_version));
    }
    let mut decisions = Decisions {
        label: file.input.label,
        head: file.input.head,
        general: GeneralRemarks {
            overall: file.general.overall,
            strengths: file.general.strengths,
            improvements: file.general.improvements,
            defence: file.general.defence,
        },
        ..Decisions::default()
    };
    for (id, line) in file.criteria {
        let key: CriterionId = id.parse().map_err(|_| DecisionsError::Word(id))?;
        decisions.criteria.insert(key, criterion(line)?);
    }
    for (id, line) in file.competences {
        let key: CompetenceId = id.parse().map_err(|_| DecisionsError::Word(id))?;
        decisions.competences.insert(key, competence(line)?);
    }
    Ok(decisions)
}

fn criterion(line: CriterionLine) -> Result<CriterionDecision, DecisionsError> {
    let known =
        |word: &String| Verdict::from_word(word).ok_or_else(|| DecisionsError::Word(word.clone()));
    let seen = |line: SeenLine| match Status::from_word(&line.status) {
        Some(status) => Ok(Seen {
            status,
            fingerprint: line.fingerprint,
        }),
        None => Err(DecisionsError::Word(line.status)),
    };
    Ok(CriterionDecision {
        verdict: line.decision.as_ref().map(known).transpose()?,
        comment: line.comment,
        seen: line.seen.map(seen).transpose()?,
    })
}

fn competence(line: CompetenceLine) -> Result<CompetenceDecision, DecisionsError> {
    let validated = match line.decision.as_deref() {
        None => None,
        Some("validated") => Some(true),
        Some("not_validated") => Some(false),
        Some(other) => return Err(DecisionsError::Word(other.to_owned())),
    };
    Ok(CompetenceDecision {
        validated,
        remark: line.remark,
    })
}

/// The decisions file of `decisions`; the same decisions give the same bytes.
pub fn to_json(decisions: &Decisions) -> String {
    let mut json = Vec::new();
    // Neither strings nor memory fail to be written.
    let _ = inert::write(&File::new(decisions), Layout::Indented, &mut json);
    String::from_utf8_lossy(&json).into_owned()
}

impl File {
    pub(crate) fn new(decisions: &Decisions) -> Self {
        let general = &decisions.general;
        let criteria = decisions.criteria.iter();
        let competences = decisions.competences.iter();
        Self {
            schema: SCHEMA.to_owned(),
            schema_version: SCHEMA_VERSION,
            input: Input {
                label: decisions.label.clone(),
                head: decisions.head.clone(),
            },
            criteria: criteria
                .map(|(id, decision)| (id.to_string(), criterion_line(decision)))
                .collect(),
            competences: competences
                .map(|(id, decision)| (id.to_string(), competence_line(decision)))
                .collect(),
            general: General {
                overall: general.overall.clone(),
                strengths: general.strengths.clone(),
                improvements: general.improvements.clone(),
                defence: general.defence.clone(),
            },
        }
    }
}

fn criterion_line(decision: &CriterionDecision) -> CriterionLine {
    CriterionLine {
        decision: decision.verdict.map(|verdict| verdict.as_str().to_owned()),
        comment: decision.comment.clone(),
        seen: decision.seen.as_ref().map(|seen| SeenLine {
            status: seen.status.as_str().to_owned(),
            fingerprint: seen.fingerprint.clone(),
        }),
    }
}

fn competence_line(decision: &CompetenceDecision) -> CompetenceLine {
    let word = |validated| {
        if validated {
            "validated"
        } else {
            "not_validated"
        }
    };
    CompetenceLine {
        decision: decision
            .validated
            .map(|validated| word(validated).to_owned()),
        remark: decision.remark.clone(),
    }
}

/// What a criterion's report says, in sixteen digits: the same for the same status and evidence, wherever in its file the
/// evidence has moved to, and the same after the report was written as JSON and read back.
pub fn fingerprint(criterion: &CriterionReport) -> String {
    let mut parts: Vec<String> = criterion
        .evidence
        .iter()
        .map(|evidence| {
            format!(
                "{}\u{1f}{}\u{1f}{}\u{1f}{}",
                evidence.signal,
                evidence.supports,
                evidence.location.path,
                view::excerpt(evidence)
            )
        })
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    hash.write(criterion.status.as_str().as_bytes());
    for part in &parts {
        hash.write(part.as_bytes());
        hash.write(&[0x1e]);
    }
    format!("{:016x}", hash.finish())
}

/// FNV-1a: the hashes of the standard library may change with its version, and this one is kept in files.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Whether the report says something else than when the criterion was decided.
pub fn has_changed(decision: &CriterionDecision, criterion: &CriterionReport) -> bool {
    decision
        .seen
        .as_ref()
        .is_some_and(|seen| seen.fingerprint != fingerprint(criterion))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions() -> Decisions {
        let mut decisions = Decisions {
            label: "P7".to_owned(),
            head: Some("0123".to_owned()),
            ..Decisions::default()
        };
        let decided = CriterionDecision {
            verdict: Some(Verdict::NotAcquired),
            comment: "À revoir \u{202e} </script>".to_owned(),
            seen: Some(Seen {
                status: Status::Absent,
                fingerprint: "0".repeat(16),
            }),
        };
        decisions
            .criteria
            .insert("C1.1-CE1".parse().unwrap(), decided);
        let validated = CompetenceDecision {
            validated: Some(false),
            remark: "r".to_owned(),
        };
        decisions
            .competences
            .insert("C1.1".parse().unwrap(), validated);
        decisions.general.strengths = "Clair".to_owned();
        decisions
    }

    #[test]
    fn decisions_come_back_as_they_were_written_and_fit_the_schema() {
        let json = to_json(&decisions());
        assert_eq!(read(json.as_bytes()).unwrap(), decisions());
        assert!(!json.contains('\u{202e}'), "{json}");
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../docs/decisions.schema.json")).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let written = serde_json::from_str(&json).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&written)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }

    #[test]
    fn what_is_no_decisions_file_is_refused_with_a_reason() {
        let syntax = read(b"[]").unwrap_err();
        assert!(
            matches!(syntax, DecisionsError::Syntax { line: 1, .. }),
            "{syntax}"
        );
        let other = br#"{"schema": "else", "schema_version": 1}"#;
        assert_eq!(read(other), Err(DecisionsError::Word("else".to_owned())));
        let later = br#"{"schema": "prejury-decisions", "schema_version": 2}"#;
        assert_eq!(read(later), Err(DecisionsError::Version(2)));
        let word = br#"{"schema": "prejury-decisions", "schema_version": 1, "criteria": {"C1.1-CE1": {"decision": "yes"}}}"#;
        assert_eq!(read(word), Err(DecisionsError::Word("yes".to_owned())));
    }
}
