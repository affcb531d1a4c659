//! The sheet of a bloc: a row for each criterion, to be read from left to right and decided at its end.

use prejury_core::{Decisions, Verdict};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook, XlsxError};

use super::layout::{A4, Formats, lines, put};
use crate::annotations;
use crate::escape::{Escape, excerpt_lines, visible};
use crate::messages::Messages;
use crate::redact::redact;
use crate::summary::{lead, place, typeset};
use crate::view::{CompetenceView, CriterionView, excerpt};

/// Columns with their messages and widths in characters.
pub(super) const COLUMNS: [(&str, f64); 10] = [
    ("xlsx-id", 13.0),
    ("xlsx-criterion", 7.0),
    ("xlsx-official", 48.0),
    ("xlsx-status", 15.0),
    ("xlsx-confidence", 11.0),
    ("xlsx-evidence", 60.0),
    ("xlsx-missing", 32.0),
    ("xlsx-questions", 40.0),
    ("xlsx-decision", 20.0),
    ("xlsx-comment", 44.0),
];

/// Columns that the summary's formulas look at.
pub(super) const ID: u16 = 0;
pub(super) const STATUS: u16 = 3;
pub(super) const DECISION: u16 = 8;
const COMMENT: u16 = 9;

/// Words of the drop-down list.
pub(super) const DECISIONS: [(Verdict, &str); 3] = [
    (Verdict::Acquired, "xlsx-decision-acquired"),
    (Verdict::NotAcquired, "xlsx-decision-not-acquired"),
    (Verdict::AtDefence, "xlsx-decision-at-defence"),
];

/// Pieces of evidence in a cell; the report has them all.
const MAX_EVIDENCE: usize = 6;

/// Lines and columns of an excerpt.
const EXCERPT: (usize, usize) = (2, 120);

pub(super) fn write(
    workbook: &mut Workbook,
    name: &str,
    competences: &[&CompetenceView<'_>],
    decided: Option<&Decisions>,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    for (column, (id, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, messages.text(id), &formats.header)?;
    }
    let mut row = 0;
    for competence in competences {
        for criterion in &competence.criteria {
            row += 1;
            write_row(sheet, row, criterion, messages, formats)?;
            if let Some(decided) = decided {
                fill_in(sheet, row, criterion, decided, messages, formats)?;
            }
        }
    }
    let last_column = COMMENT;
    sheet.autofilter(0, 0, row, last_column)?;
    sheet.set_freeze_panes(1, 2)?;
    if row > 0 {
        let words = DECISIONS.map(|(_, id)| id);
        sheet.add_data_validation(1, DECISION, row, DECISION, &drop_down(&words, messages)?)?;
    }
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer(footer(name, messages));
    Ok(())
}

pub(super) fn footer(name: &str, messages: &Messages) -> String {
    let page = messages.with(
        "xlsx-page",
        &[("page", "&P".into()), ("pages", "&N".into())],
    );
    format!("&L{name}&R{page}")
}

/// A cell for one of these words, blank until somebody chooses.
pub(super) fn drop_down(words: &[&str], messages: &Messages) -> Result<DataValidation, XlsxError> {
    let words: Vec<String> = words.iter().map(|id| messages.text(id)).collect();
    Ok(DataValidation::new()
        .allow_list_strings(&words)?
        .set_input_title(messages.text("xlsx-decision-title"))?
        .set_input_message(messages.text("xlsx-decision-help"))?
        .set_error_message(messages.text("xlsx-decision-refused"))?
        .set_error_style(DataValidationErrorStyle::Stop))
}

fn write_row(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    criterion: &CriterionView<'_>,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let more = messages.text("xlsx-cut");
    let id = &criterion.report.id;
    sheet.write_string_with_format(row, ID, id.competence.to_string(), &formats.strong)?;
    sheet.write_string_with_format(row, 1, format!("CE{}", id.number), &formats.strong)?;
    let reading = annotations::reading(criterion, messages, Escape::LINE);
    let official = [typeset(criterion.text, messages)].into_iter();
    let official: Vec<String> = official.chain(reading).collect();
    put(sheet, row, 2, &lines(&official, &more), formats)?;
    let status = messages.text(criterion.word().status_id());
    sheet.write_string_with_format(row, STATUS, status, &formats.strong)?;
    if criterion.report.assessed {
        let confidence = (f64::from(criterion.report.confidence) * 100.0).round() / 100.0;
        sheet.write_number_with_format(row, 4, confidence, &formats.percent)?;
    } else {
        sheet.write_blank(row, 4, &formats.text)?;
    }
    put(
        sheet,
        row,
        5,
        &lines(&evidence(criterion, messages), &more),
        formats,
    )?;
    put(
        sheet,
        row,
        6,
        &lines(&missing(criterion, messages), &more),
        formats,
    )?;
    put(
        sheet,
        row,
        7,
        &lines(&questions(criterion, messages), &more),
        formats,
    )?;
    sheet.write_blank(row, DECISION, &formats.input)?;
    sheet.write_blank(row, COMMENT, &formats.input)?;
    Ok(())
}

/// The evaluator's word and comment, in the words of the drop-down list.
fn fill_in(
    sheet: &mut rust_xlsxwriter::Worksheet,
    row: u32,
    criterion: &CriterionView<'_>,
    decided: &Decisions,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let id = &criterion.report.id;
    if let Some(verdict) = decided.verdict(id) {
        let word = DECISIONS.iter().find(|(of, _)| *of == verdict);
        let word = word.map_or(String::new(), |(_, id)| messages.text(id));
        sheet.write_string_with_format(row, DECISION, word, &formats.input)?;
    }
    let comment: Vec<String> = decided.comment(id).lines().map(visible).collect();
    if !comment.is_empty() {
        let comment = lines(&comment, &messages.text("xlsx-cut"));
        sheet.write_string_with_format(row, COMMENT, comment, &formats.input)?;
    }
    Ok(())
}

/// A line for each place and its label, then its excerpt.
fn evidence(criterion: &CriterionView<'_>, messages: &Messages) -> Vec<String> {
    let mut lines = Vec::new();
    let ordered = || criterion.supporting().chain(criterion.against());
    for evidence in ordered().take(MAX_EVIDENCE) {
        let mut place = place(evidence, messages, Escape::LINE);
        if !evidence.supports {
            place = messages.with("evidence-against", &[("place", place.into())]);
        }
        let label = typeset(criterion.label(evidence), messages);
        lines.push(format!("{place} · {label}"));
        let (excerpt, _) = excerpt_lines(&excerpt(evidence), EXCERPT.0, EXCERPT.1);
        lines.extend(excerpt.iter().map(|line| format!("│ {line}")));
    }
    let others = ordered().count().saturating_sub(MAX_EVIDENCE);
    if others > 0 {
        lines.push(messages.count("evidence-more", others));
    }
    lines.extend(annotations::claims(criterion, messages, Escape::LINE));
    lines
}

fn missing(criterion: &CriterionView<'_>, messages: &Messages) -> Vec<String> {
    let parts = criterion.missing(messages);
    let mut lines: Vec<String> = parts
        .iter()
        .map(|part| format!("• {}", typeset(&redact(part), messages)))
        .collect();
    if criterion.wants_advice() {
        let advice = typeset(criterion.advice, messages);
        lines.push(messages.with("advice-line", &[("text", advice.into())]));
    }
    lines
}

fn questions(criterion: &CriterionView<'_>, messages: &Messages) -> Vec<String> {
    let questions = criterion.questions();
    let questions = questions
        .iter()
        .map(|question| format!("• {}", typeset(question, messages)));
    let leads = criterion.report.leads.iter().map(|found| {
        let text = lead(found, messages, Escape::LINE);
        messages.with("lead-line", &[("text", text.into())])
    });
    questions.chain(leads).collect()
}
