//! A cohort as a workbook: a sheet of candidates by competence, and one of criteria by how many lack them.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::overview::Overview;
use crate::escape::visible;
use crate::messages::Messages;
use crate::redact::redact;
use crate::xlsx::layout::{Formats, name_of_sheet, put};

/// Writes the workbook.
pub fn write_workbook(
    overview: &Overview,
    catalog: &Catalog,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let bytes = workbook(overview, catalog, messages).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(
    overview: &Overview,
    catalog: &Catalog,
    messages: &Messages,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No clock: the same cohort gives the same bytes.
    workbook.set_properties(
        &DocProperties::new()
            .set_author("prejury")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name_of_sheet(&messages.text("cohort-title"), None))?;
    candidates(sheet, overview, messages, &formats)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(name_of_sheet(&messages.text("cohort-criteria"), None))?;
    criteria(sheet, overview, catalog, messages, &formats)?;
    if overview.waives() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name_of_sheet(&messages.text("cohort-waivers"), None))?;
        waivers(sheet, overview, catalog, messages, &formats)?;
    }
    workbook.save_to_buffer()
}

fn header(sheet: &mut Worksheet, titles: &[String], formats: &Formats) -> Result<(), XlsxError> {
    for (column, title) in (0u16..).zip(titles) {
        sheet.write_string_with_format(0, column, title, &formats.header)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    n: usize,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, column, n as f64, &formats.number)?;
    Ok(())
}

fn candidates(
    sheet: &mut Worksheet,
    overview: &Overview,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let ids = overview.competences();
    let waived = overview.waives().then_some("status-waived");
    let fixed = [
        "cohort-candidate",
        "status-present",
        "status-partial",
        "status-absent",
    ];
    let fixed = fixed
        .into_iter()
        .chain(waived)
        .chain(["cohort-not-read-column"]);
    let mut titles: Vec<String> = fixed.map(|id| messages.text(id)).collect();
    let not_read = if overview.waives() { 5 } else { 4 };
    for id in &ids {
        titles.push(messages.with("cohort-share", &[("competence", id.to_string().into())]));
    }
    header(sheet, &titles, formats)?;
    sheet.set_column_width(0, 32)?;
    sheet.set_column_width(not_read, 24)?;
    for (row, candidate) in (1u32..).zip(&overview.candidates) {
        put(sheet, row, 0, &visible(&candidate.name), formats)?;
        let error = candidate.error.as_deref().unwrap_or_default();
        if error.is_empty() {
            let total = candidate.total();
            number(sheet, row, 1, total.present, formats)?;
            number(sheet, row, 2, total.partial, formats)?;
            number(sheet, row, 3, total.absent, formats)?;
            if overview.waives() {
                number(sheet, row, 4, total.waived, formats)?;
            }
        }
        put(sheet, row, not_read, &visible(&redact(error)), formats)?;
        for (column, id) in (not_read + 1..).zip(&ids) {
            if let Some(counts) = candidate.competences.get(id)
                && counts.settled() > 0
            {
                let share = counts.present as f64 / counts.settled() as f64;
                sheet.write_number_with_format(row, column, share, &formats.percent)?;
            }
        }
    }
    let last_row = u32::try_from(overview.candidates.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

fn criteria(
    sheet: &mut Worksheet,
    overview: &Overview,
    catalog: &Catalog,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let titles = [
        "column-criterion",
        "cohort-wording",
        "status-absent",
        "status-partial",
        "status-present",
    ];
    let waived = overview.waives().then_some("status-waived");
    let titles = titles.into_iter().chain(waived);
    let titles: Vec<String> = titles.map(|id| messages.text(id)).collect();
    header(sheet, &titles, formats)?;
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 90)?;
    let lacking = overview.most_lacking();
    for (row, (id, counts)) in (1u32..).zip(&lacking) {
        put(sheet, row, 0, &id.to_string(), formats)?;
        let title = catalog.criterion(id).map(|known| &known.title);
        let title = title.map_or("", |title| title.get(messages.lang()));
        put(sheet, row, 1, title, formats)?;
        number(sheet, row, 2, counts.absent, formats)?;
        number(sheet, row, 3, counts.partial, formats)?;
        number(sheet, row, 4, counts.present, formats)?;
        if overview.waives() {
            number(sheet, row, 5, counts.waived, formats)?;
        }
    }
    let last_row = u32::try_from(lacking.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(titles.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

/// What is taken off the list, and why.
fn waivers(
    sheet: &mut Worksheet,
    overview: &Overview,
    catalog: &Catalog,
    messages: &Messages,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let titles = [
        "column-criterion",
        "cohort-wording",
        "cohort-reason",
        "cohort-n-candidates",
    ];
    header(sheet, &titles.map(|id| messages.text(id)), formats)?;
    for (column, width) in [(0, 14), (1, 60), (2, 60)] {
        sheet.set_column_width(column, width)?;
    }
    for (row, ((id, reason), n)) in (1u32..).zip(&overview.waivers) {
        put(sheet, row, 0, &id.to_string(), formats)?;
        let title = catalog.criterion(id).map(|known| &known.title);
        let title = title.map_or("", |title| title.get(messages.lang()));
        put(sheet, row, 1, title, formats)?;
        put(sheet, row, 2, &visible(&redact(reason)), formats)?;
        number(sheet, row, 3, *n, formats)?;
    }
    Ok(())
}
