//! `prejury diff`: two stored JSON reports to what improved and what was lost.

use std::path::Path;
use std::process::ExitCode;

use prejury_report::compare::{self, Snapshot, SnapshotError};
use prejury_report::{Detail, Selection, Value};

use crate::context::{Content, Context, EXIT_ERROR};
use crate::io_error;
use crate::low_args::{LowDiff, LowDiffFormat};

/// Reports of a whole cohort in one file stay far below.
pub(crate) const MOST_BYTES: u64 = 1_000_000_000;

pub(crate) fn run(low: &LowDiff, context: &Context) -> ExitCode {
    let (Some(older), Some(newer)) = (read(&low.older, context), read(&low.newer, context)) else {
        return ExitCode::from(EXIT_ERROR);
    };
    let several = older.len() > 1 || newer.len() > 1;
    let pairs = compare::pair(older, newer);
    let width = match low.output {
        Some(_) => crate::check::FILE_WIDTH,
        None => context.screen.width(),
    };
    let mut options = context.options(Detail::Normal, Selection::default(), width);
    options.one_per_line = several;
    let write = match low.format {
        LowDiffFormat::Terminal => compare::write_terminal,
        LowDiffFormat::Json => compare::write_json,
        LowDiffFormat::Markdown => compare::write_markdown,
    };
    let mut bytes = Vec::new();
    let written = write(&pairs, &context.catalog, &options, &mut bytes);
    let content = match low.format {
        LowDiffFormat::Terminal => Content::Coloured,
        LowDiffFormat::Json | LowDiffFormat::Markdown => Content::Plain,
    };
    context.deliver(low.output.as_deref(), content, written, &bytes)
}

/// The reports of a file; when there are none, that has been said.
pub(crate) fn read(path: &Path, context: &Context) -> Option<Vec<Snapshot>> {
    let refused = |id: &str, values: &[(&str, Value<'_>)]| {
        let path = ("path", path.display().to_string().into());
        context.complain(id, &[&[path], values].concat());
    };
    let text = prejury_intake::read_text_file(path, MOST_BYTES)
        .map_err(|error| {
            let detail = io_error::said(&error, &context.messages);
            refused("cli-error-read", &[("detail", detail.into())]);
        })
        .ok()?;
    Snapshot::all_from_json(&text)
        .map_err(|error| match error {
            SnapshotError::NotAReport { line, column } => refused(
                "cli-error-not-a-report",
                &[("line", line.into()), ("column", column.into())],
            ),
            SnapshotError::Schema(version) => {
                refused("cli-error-other-schema", &[("version", version.into())]);
            }
            SnapshotError::Empty => refused("cli-error-no-report", &[]),
        })
        .ok()
}
