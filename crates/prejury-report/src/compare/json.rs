//! A comparison as JSON, `docs/diff.schema.json`: one document, or one a line for several submissions.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::Status;
use serde::Serialize;

use super::{Change, Comparison, Direction, Pairs, Snapshot, words};
use crate::json::{inert, layout};
use crate::options::Options;

const SCHEMA_VERSION: u32 = 1;

/// Writes an indented document, or with `one_per_line` one a line. Submissions that only one side has are not in it.
pub fn write(
    pairs: &Pairs,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for comparison in &pairs.comparisons {
        let document = Document::new(comparison, catalog, options);
        inert::write(&document, layout(options), out)?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    before: Side<'a>,
    after: Side<'a>,
    improved: usize,
    lost: usize,
    other: usize,
    unchanged: usize,
    changes: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    label: &'a str,
    head: Option<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    title: String,
    direction: &'static str,
    before: Option<&'static str>,
    after: Option<&'static str>,
    found: &'a [String],
    missing: &'a [String],
}

impl<'a> Document<'a> {
    fn new(comparison: &'a Comparison, catalog: &Catalog, options: &Options<'_>) -> Self {
        let count = |direction| comparison.of(direction).count();
        Self {
            schema_version: SCHEMA_VERSION,
            before: Side::new(&comparison.before),
            after: Side::new(&comparison.after),
            improved: count(Direction::Improved),
            lost: count(Direction::Lost),
            other: count(Direction::Other),
            unchanged: comparison.unchanged,
            changes: comparison
                .changes
                .iter()
                .map(|change| Line::new(change, catalog, options))
                .collect(),
        }
    }
}

impl<'a> Side<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            label: &snapshot.label,
            head: snapshot.head.as_deref(),
        }
    }
}

impl<'a> Line<'a> {
    fn new(change: &'a Change, catalog: &Catalog, options: &Options<'_>) -> Self {
        Self {
            id: change.criterion.to_string(),
            title: words::title(change, catalog, options.messages),
            direction: change.direction.as_str(),
            before: change.before.map(Status::as_str),
            after: change.after.map(Status::as_str),
            found: &change.found,
            missing: &change.missing,
        }
    }
}
