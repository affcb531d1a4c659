//! The JSON report, schema 1, written and read back: own types, so that a change inside the program never changes the
//! format unseen.
//!
//! `docs/report.schema.json` publishes it. Fields are only ever added; bytes are the same from run to run.

mod annotations;
mod criteria;
mod document;
pub(crate) mod inert;
mod lines;
mod notes;
mod places;
mod read;

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report};

pub use lines::{LineError, LineMistake, read_lines, write_lines};
pub use read::{ReadError, read};

use crate::decisions;
use crate::options::Options;
use crate::view::ReportView;
use document::Document;
use inert::Layout;

pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Writes one indented document, or one document a line with `one_per_line` (JSON Lines).
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for report in reports {
        let layout = layout(options);
        let view = ReportView::new(report, catalog, options);
        inert::write(&Document::new(&view, options, layout)?, layout, out)?;
    }
    Ok(())
}

/// Writes one report with what the evaluator decided beside it.
pub fn write_decided(
    report: &Report,
    decided: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let view = ReportView::new(report, catalog, options);
    let mut document = Document::new(&view, options, Layout::Indented)?;
    document.decisions = Some(decisions::File::new(decided));
    inert::write(&document, Layout::Indented, out)
}

/// One document a line where several may follow one another.
pub(crate) fn layout(options: &Options<'_>) -> Layout {
    if options.one_per_line {
        Layout::OneLine
    } else {
        Layout::Indented
    }
}
