//! `prejury merge`: a report and the evaluator's decisions make one document.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use prejury_report::{Detail, Selection, decisions, html, json, markdown, remarks, xlsx};

use crate::context::{Content, Context, EXIT_ERROR};
use crate::io_error;
use crate::low_args::{LowMerge, LowMergeFormat};

/// Columns of text that goes to a file; no format of this command fills lines.
const WIDTH: usize = 100;
/// Bytes of a report or decisions file: no real one comes near.
const MAX_BYTES: u64 = 100_000_000;

pub(crate) fn run(low: &LowMerge, context: &Context) -> ExitCode {
    match merged(low, context) {
        Ok(bytes) => context.deliver(low.output.as_deref(), Content::Plain, Ok(()), &bytes),
        Err(sentence) => {
            context.complain_in_words(&sentence);
            ExitCode::from(EXIT_ERROR)
        }
    }
}

/// The document, or a sentence for the user.
fn merged(low: &LowMerge, context: &Context) -> Result<Vec<u8>, String> {
    let unreadable = |path: &Path, detail: &dyn Display| {
        context.messages.with(
            "cli-error-input",
            &[
                ("input", path.display().to_string().into()),
                ("detail", detail.to_string().into()),
            ],
        )
    };
    let text = |path: &Path| {
        prejury_intake::read_text_file(path, MAX_BYTES)
            .map_err(|error| unreadable(path, &io_error::said(&error, &context.messages)))
    };
    let reports = json::read(text(&low.report)?.as_bytes())
        .map_err(|error| unreadable(&low.report, &error.said(&context.messages)))?;
    let [report] = &reports[..] else {
        return Err(context
            .messages
            .with("cli-error-several-reports", &[("n", reports.len().into())]));
    };
    let decided = decisions::read(text(&low.decisions)?.as_bytes())
        .map_err(|error| unreadable(&low.decisions, &error.said(&context.messages)))?;
    if let Some(sentence) = decisions::apart(report, &decided, &context.messages) {
        context.screen.complain(&sentence);
    }
    let mut options = context.options(Detail::Normal, Selection::default(), WIDTH);
    options.show_authors = true;
    let catalog = &context.catalog;
    let mut out = Vec::new();
    match low.format {
        LowMergeFormat::Html => {
            let other = context.other_messages()?;
            html::write(report, catalog, &options, &other, Some(&decided), &mut out)
        }
        LowMergeFormat::Xlsx => xlsx::write_decided(report, &decided, catalog, &options, &mut out),
        LowMergeFormat::Markdown => {
            markdown::write_decided(report, &decided, catalog, &options, &mut out)
        }
        LowMergeFormat::Json => json::write_decided(report, &decided, catalog, &options, &mut out),
        LowMergeFormat::Remarks => remarks::write(report, &decided, catalog, &options, &mut out),
    }
    .map_err(|error| error.to_string())?;
    Ok(out)
}
