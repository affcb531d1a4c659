//! A workbook that a jury fills in: a sheet with counts, then one for each bloc with a row for each criterion.
//!
//! Strangers' text is written as text, never as a formula, and marked so that no spreadsheet takes it for one when a cell is
//! edited or the sheet is saved as CSV.

mod bloc;
pub(crate) mod layout;
mod summary;

use std::collections::BTreeMap;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::layout::{Formats, name_of_sheet};
use crate::messages::Messages;
use crate::options::Options;
use crate::view::{CompetenceView, Display, ReportView};

/// Writes one workbook for all reports.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let bytes = workbook(reports, None, catalog, options).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

/// Writes the workbook of one report with what the evaluator decided filled in.
pub fn write_decided(
    report: &Report,
    decided: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let reports = std::slice::from_ref(report);
    let bytes = workbook(reports, Some(decided), catalog, options).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(
    reports: &[Report],
    decided: Option<&Decisions>,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Result<Vec<u8>, XlsxError> {
    let messages = options.messages;
    let mut workbook = Workbook::new();
    // No clock: the same report gives the same bytes.
    workbook.set_properties(
        &DocProperties::new()
            .set_author("prejury")
            .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let formats = Formats::new();
    for (index, report) in reports.iter().enumerate() {
        let view = ReportView::new(report, catalog, options);
        let number = (reports.len() > 1).then_some(index + 1);
        let blocs = by_bloc(&view);
        let sheets: Vec<(String, &[&CompetenceView<'_>])> = blocs
            .iter()
            .map(|(bloc, competences)| (bloc_name(*bloc, number, messages), competences.as_slice()))
            .collect();
        let name = name_of_sheet(&messages.text("xlsx-summary"), number);
        summary::write(
            &mut workbook,
            &name,
            &view,
            &sheets,
            decided,
            messages,
            &formats,
        )?;
        for (name, competences) in &sheets {
            bloc::write(
                &mut workbook,
                name,
                competences,
                decided,
                messages,
                &formats,
            )?;
        }
    }
    workbook.save_to_buffer()
}

fn bloc_name(bloc: u8, number: Option<usize>, messages: &Messages) -> String {
    let name = messages.with("xlsx-bloc", &[("number", bloc.into())]);
    name_of_sheet(&name, number)
}

/// Competences that the jury has to do with, by bloc.
fn by_bloc<'a>(view: &'a ReportView<'a>) -> BTreeMap<u8, Vec<&'a CompetenceView<'a>>> {
    let mut blocs: BTreeMap<u8, Vec<&CompetenceView<'_>>> = BTreeMap::new();
    for competence in &view.competences {
        if competence.display != Display::NotAddressed {
            let bloc = competence.report.id.bloc();
            blocs.entry(bloc).or_default().push(competence);
        }
    }
    blocs
}
