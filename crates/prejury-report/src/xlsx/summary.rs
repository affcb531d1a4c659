//! The first sheet: what was read, and counts that follow what the jury decides, by formula.

use std::ops::Range;

use prejury_core::{Decisions, Verdict};
use rust_xlsxwriter::{Formula, Workbook, Worksheet, XlsxError};

use super::bloc::{self, DECISION, DECISIONS, ID, STATUS};
use super::layout::{A4, Formats, MAX_CELL, lines, put};
use crate::annotations;
use crate::decided;
use crate::escape::{Escape, shorten, visible};
use crate::messages::Messages;
use crate::summary::{self, files_read, history, left_out, typeset};
use crate::view::{CompetenceView, ReportView, Word};

/// Width of a column with text, in characters.
const WIDE: f64 = 44.0;

/// Words for a competence as a whole.
const VERDICTS: [&str; 2] = ["remarks-validated", "remarks-not-validated"];

/// Statuses that are counted; waived criteria only where there are some.
fn words(view: &ReportView<'_>) -> Vec<Word> {
    let waives = view
        .competences
        .iter()
        .any(|competence| competence.count(Word::Waived) > 0);
    let words = [
        Word::Present,
        Word::Partial,
        Word::Absent,
        Word::Waived,
        Word::NotApplicable,
        Word::Evaluator,
        Word::Oral,
    ];
    words
        .into_iter()
        .filter(|word| waives || *word != Word::Waived)
        .collect()
}

pub(super) fn write(
    workbook: &mut Workbook,
    name: &str,
    view: &ReportView<'_>,
    sheets: &[(String, &[&CompetenceView<'_>])],
    decided: Option<&Decisions>,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    let mut row = head(sheet, view, messages, formats)?;
    let words = words(view);
    let first_column_of_decisions = 2 + words.len() as u16;
    let open = first_column_of_decisions + DECISIONS.len() as u16;
    let (verdict, remark) = (open + 1, open + 2);
    let headers = [messages.text("xlsx-id"), String::new()]
        .into_iter()
        .chain(words.iter().map(|word| messages.text(word.status_id())))
        .chain(DECISIONS.iter().map(|(_, id)| messages.text(id)))
        .chain(
            [
                "xlsx-undecided",
                "decided-competence",
                "html-competence-remark",
            ]
            .map(|id| messages.text(id)),
        );
    for (column, header) in (0..).zip(headers) {
        sheet.write_string_with_format(row, column, header, &formats.header)?;
        let is_text = column == 1 || column == remark;
        sheet.set_column_width(column, if is_text { WIDE } else { 13.0 })?;
    }
    let header_row = row;
    sheet.set_row_height(header_row, 30.0)?;
    for (name, competences) in sheets {
        for competence in *competences {
            row += 1;
            let id = competence.report.id.as_str();
            sheet.write_string_with_format(row, 0, id, &formats.strong)?;
            put(
                sheet,
                row,
                1,
                &visible(&typeset(competence.title, messages)),
                formats,
            )?;
            let count = |column: u16, wanted: &str| count_if(name, row, column, wanted);
            for (column, word) in (2..).zip(words.iter().copied()) {
                let formula = count(STATUS, &messages.text(word.status_id()));
                let formula = formula.set_result(competence.count(word).to_string());
                sheet.write_formula_with_format(row, column, formula, &formats.number)?;
            }
            let n = |verdict| n_decided(competence, verdict, decided);
            for (column, (verdict, id)) in (first_column_of_decisions..).zip(DECISIONS) {
                let formula = count(DECISION, &messages.text(id));
                let formula = formula.set_result(n(Some(verdict)).to_string());
                sheet.write_formula_with_format(row, column, formula, &formats.number)?;
            }
            let undecided = count_if(name, row, DECISION, "").set_result(n(None).to_string());
            sheet.write_formula_with_format(row, open, undecided, &formats.number)?;
            sheet.write_blank(row, verdict, &formats.input)?;
            sheet.write_blank(row, remark, &formats.input)?;
            if let Some(decided) = decided {
                fill_in(
                    sheet,
                    (row, verdict),
                    competence,
                    decided,
                    messages,
                    formats,
                )?;
            }
        }
    }
    if row > header_row {
        let verdicts = bloc::drop_down(&VERDICTS, messages)?;
        sheet.add_data_validation(header_row + 1, verdict, row, verdict, &verdicts)?;
        totals(
            sheet,
            header_row..row,
            sheets,
            &words,
            decided,
            messages,
            formats,
        )?;
        row += 1;
    }
    for (id, text) in decided.into_iter().flat_map(decided::general) {
        row += 2;
        sheet.write_string(row, 0, messages.text(id))?;
        row += 1;
        let text: Vec<String> = text.lines().map(visible).collect();
        let text = lines(&text, &messages.text("xlsx-cut"));
        sheet.set_row_height(row, height(&text))?;
        sheet.write_string_with_format(row, 1, text, &formats.input)?;
    }
    findings(sheet, row + 2, view, messages)?;
    sheet.set_freeze_panes(header_row + 1, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer(bloc::footer(name, messages));
    Ok(())
}

/// The evaluator's word on a competence, and the remark beside it.
fn fill_in(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    competence: &CompetenceView<'_>,
    decided: &Decisions,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let validated = decided::validated(competence, decided);
    if validated.is_some() {
        let word = messages.text(decided::word(validated));
        sheet.write_string_with_format(row, column, word, &formats.input)?;
    }
    let remark: Vec<String> = decided::remark(competence, decided)
        .lines()
        .map(visible)
        .collect();
    if !remark.is_empty() {
        let remark = lines(&remark, &messages.text("xlsx-cut"));
        sheet.set_row_height(row, height(&remark))?;
        sheet.write_string_with_format(row, column + 1, remark, &formats.input)?;
    }
    Ok(())
}

/// Room for a text in a wide column: not every program makes it by itself.
fn height(text: &str) -> f64 {
    const LINE: f64 = 15.0;
    // Excel's own limit.
    const MOST: f64 = 409.0;
    let columns = WIDE as usize;
    let lines = text
        .lines()
        .map(|line| line.chars().count().div_ceil(columns).max(1));
    (lines.sum::<usize>() as f64 * LINE).clamp(LINE, MOST)
}

/// How many criteria were decided in that way; None counts those that are not. Programs that compute no formula show it.
fn n_decided(
    competence: &CompetenceView<'_>,
    verdict: Option<Verdict>,
    decided: Option<&Decisions>,
) -> usize {
    let criteria = competence.criteria.iter();
    let word = |id| decided.and_then(|decided| decided.verdict(id));
    criteria
        .filter(|criterion| word(&criterion.report.id) == verdict)
        .count()
}

/// What was read, and that a human decides; gives the row of the table.
fn head(
    sheet: &mut Worksheet,
    view: &ReportView<'_>,
    messages: &Messages,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let input = &view.report.input;
    let title = messages.with("report-title", &[("label", visible(&input.label).into())]);
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    let mut sentences = vec![files_read(input, messages), history(input, messages)];
    sentences.extend(left_out(input, messages, None));
    sentences.extend(annotations::head(view, messages, Escape::LINE));
    sentences.extend(annotations::claims_not_addressed(
        view,
        messages,
        Escape::LINE,
    ));
    sentences.extend(annotations::stale_waivers_named(
        view,
        messages,
        Escape::LINE,
    ));
    if !view.issues().is_empty() {
        sentences.push(messages.count("issues-title", view.issues().len()));
    }
    sentences.push(messages.text("decision-reminder"));
    let mut row = 0;
    for sentence in sentences {
        row += 1;
        sheet.write_string(row, 0, visible(&sentence))?;
    }
    Ok(row + 2)
}

/// How many rows of a bloc's sheet are of the competence named in column A of `row`, and have `wanted` in `column`.
fn count_if(sheet: &str, row: u32, column: u16, wanted: &str) -> Formula {
    let range = |column: u16| {
        let letter = char::from(b'A' + column as u8);
        format!("'{}'!${letter}:${letter}", sheet.replace('\'', "''"))
    };
    Formula::new(format!(
        "=COUNTIFS({},$A{},{},\"{}\")",
        range(ID),
        row + 1,
        range(column),
        wanted.replace('"', "\"\"")
    ))
}

/// What does not agree, from `row` on.
fn findings(
    sheet: &mut Worksheet,
    row: u32,
    view: &ReportView<'_>,
    messages: &Messages,
) -> Result<(), XlsxError> {
    let findings = view.findings();
    if findings.is_empty() {
        return Ok(());
    }
    let title = messages.count("findings-title", findings.len());
    // Without a format: those wrap, and the column is that of codes.
    sheet.write_string(row, 0, title)?;
    for (row, finding) in (row + 1..).zip(findings) {
        let line = summary::finding(finding, messages, Escape::LINE);
        let (line, _) = shorten(&line, MAX_CELL);
        sheet.write_string(row, 0, line)?;
    }
    Ok(())
}

/// Sums below the rows from the one after `rows.start` up to `rows.end`.
fn totals(
    sheet: &mut Worksheet,
    rows: Range<u32>,
    sheets: &[(String, &[&CompetenceView<'_>])],
    words: &[Word],
    decided: Option<&Decisions>,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let (header_row, last) = (rows.start, rows.end);
    let row = last + 1;
    let competences = || sheets.iter().flat_map(|(_, competences)| *competences);
    sheet.write_string_with_format(row, 0, messages.text("xlsx-total"), &formats.total)?;
    sheet.write_blank(row, 1, &formats.total)?;
    let verdicts = DECISIONS.iter().map(|(verdict, _)| Some(*verdict));
    let n = |verdict| {
        competences()
            .map(|it| n_decided(it, verdict, decided))
            .sum()
    };
    let results = words
        .iter()
        .map(|word| competences().map(|it| it.count(*word)).sum::<usize>())
        .chain(verdicts.chain([None]).map(n));
    for (column, result) in (2_u16..).zip(results) {
        let letter = char::from(b'A' + column as u8);
        let formula = format!("=SUM({letter}{}:{letter}{})", header_row + 2, last + 1);
        let formula = Formula::new(formula).set_result(result.to_string());
        sheet.write_formula_with_format(row, column, formula, &formats.total)?;
    }
    Ok(())
}
