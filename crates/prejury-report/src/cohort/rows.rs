//! One row for each submission and criterion: flat, so that tables of any kind can hold it. `docs/cohort.schema.json`
//! publishes it; fields are only ever added.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{CompetenceId, CriterionId, Report, Status};
use serde::{Deserialize, Serialize};

use crate::json::{LineError, read_lines, write_lines};
use crate::options::Options;
use crate::redact::redact;
use crate::view::ReportView;

pub const ROW_VERSION: u32 = 1;

/// What a check says of one criterion of one submission. A submission that could not be read has a single row, with `error`
/// and without criterion. Every field is always written, as columns are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub schema_version: u32,
    /// Name or pseudonym. Untrusted.
    pub candidate: String,
    /// Commit that was read, when there is a history.
    pub head: Option<String>,
    pub competence: Option<String>,
    pub criterion: Option<String>,
    /// `auto`, `assisted` or `human`.
    pub kind: Option<String>,
    /// The word of the JSON report.
    pub status: Option<String>,
    /// A mentor or evaluator took it off the list.
    pub waived: bool,
    /// 0 to 1, in hundredths.
    pub confidence: Option<f64>,
    /// Pieces of evidence for and against, and parts that are missing.
    pub evidence: u32,
    pub against: u32,
    pub missing: u32,
    /// File of the first piece of evidence. Untrusted.
    pub place: Option<String>,
    /// Why the submission has no report. Untrusted.
    pub error: Option<String>,
    /// The reason where `waived`.
    pub waiver: Option<String>,
}

/// The rows of one report, in the order of the référentiel: every criterion of the selection, addressed or not.
pub fn rows_of(
    candidate: &str,
    report: &Report,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Vec<Row> {
    let view = ReportView::new(report, catalog, options);
    let mut rows = Vec::new();
    for criterion in view.competences.iter().flat_map(|one| &one.criteria) {
        let said = criterion.report;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let is_settled = matches!(
            said.status,
            Status::Present | Status::Partial | Status::Absent
        );
        let mut supporting = criterion.supporting();
        let place = supporting
            .next()
            .map(|evidence| redact(&evidence.location.path).into_owned());
        rows.push(Row {
            schema_version: ROW_VERSION,
            candidate: candidate.to_owned(),
            head: report.input.head.clone(),
            competence: Some(said.id.competence.to_string()),
            criterion: Some(said.id.to_string()),
            kind: Some(criterion.kind.as_str().to_owned()),
            status: Some(said.status.as_str().to_owned()),
            waived: criterion.waiver.is_some(),
            confidence: is_settled.then(|| (f64::from(said.confidence) * 100.0).round() / 100.0),
            evidence: count(criterion.supporting().count()),
            against: count(criterion.against().count()),
            missing: count(said.missing.len()),
            place,
            error: None,
            waiver: criterion
                .waiver
                .map(|waiver| redact(&waiver.reason).into_owned()),
        });
    }
    rows.sort_by_cached_key(|row| row.criterion_id());
    rows
}

/// The row of a submission that has no report.
pub fn failed(candidate: &str, error: &str) -> Row {
    Row {
        schema_version: ROW_VERSION,
        candidate: candidate.to_owned(),
        head: None,
        competence: None,
        criterion: None,
        kind: None,
        status: None,
        waived: false,
        confidence: None,
        evidence: 0,
        against: 0,
        missing: 0,
        place: None,
        error: Some(redact(error).into_owned()),
        waiver: None,
    }
}

impl Row {
    pub fn criterion_id(&self) -> Option<CriterionId> {
        self.criterion.as_deref()?.parse().ok()
    }

    pub fn competence_id(&self) -> Option<CompetenceId> {
        self.competence.as_deref()?.parse().ok()
    }

    pub fn status(&self) -> Option<Status> {
        Status::from_word(self.status.as_deref()?)
    }

    /// The field that keeps it from being a row of this schema, with its value.
    pub fn mistake(&self) -> Option<String> {
        if self.schema_version != ROW_VERSION {
            return Some(format!("schema_version {}", self.schema_version));
        }
        if self.candidate.is_empty() {
            return Some("candidate".to_owned());
        }
        if self.error.is_some() {
            return None;
        }
        let criterion = self.criterion_id();
        let fits = criterion.is_some_and(|id| Some(id.competence) == self.competence_id());
        if !fits {
            return Some(format!(
                "criterion {}",
                self.criterion.as_deref().unwrap_or_default()
            ));
        }
        self.status()
            .is_none()
            .then(|| format!("status {}", self.status.as_deref().unwrap_or_default()))
    }
}

/// Writes JSON Lines.
pub fn write_rows(rows: &[Row], out: &mut dyn Write) -> io::Result<()> {
    write_lines(rows, out)
}

/// Reads JSON Lines; empty lines are passed over.
pub fn read_rows(text: &str) -> Result<Vec<Row>, LineError> {
    read_lines(text, Row::mistake)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_they_were_written_and_others_are_refused() {
        let row = Row {
            competence: Some("C1.3.1".into()),
            criterion: Some("C1.3.1-CE2".into()),
            status: Some("partial".into()),
            confidence: Some(0.7),
            error: None,
            ..failed("Zoé \u{202e}", "")
        };
        let rows = vec![row.clone(), failed("b", "password='hunter22'")];
        let mut bytes = Vec::new();
        write_rows(&rows, &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains('\u{202e}') && !text.contains("hunter22"));
        assert_eq!(read_rows(&text).unwrap(), rows);
        let wrong = |row: Row| {
            let line = format!("\n{}\n", serde_json::to_string(&row).unwrap());
            read_rows(&line).unwrap_err().line
        };
        assert_eq!(
            wrong(Row {
                schema_version: 2,
                ..row.clone()
            }),
            2
        );
        assert_eq!(
            wrong(Row {
                status: Some("passed".into()),
                ..row.clone()
            }),
            2
        );
        assert_eq!(
            wrong(Row {
                competence: Some("C1.3.2".into()),
                ..row
            }),
            2
        );
        assert_eq!(read_rows("{}").unwrap_err().line, 1);
    }
}
