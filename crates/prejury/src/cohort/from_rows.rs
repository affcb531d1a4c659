//! `--from`: rows that other machines wrote, kept and shown as if they had been read here.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use prejury_cohort::{Pseudonyms, Scrubber, is_parquet, read_parquet};
use prejury_report::cohort::{Row, read_rows};
use prejury_report::json::LineError;

use super::files::Files;
use super::tally::Tally;
use super::who::keep;
use crate::assess::today;
use crate::context::Context;
use crate::io_error;
use crate::low_args::LowCohort;

/// What files of rows end in.
const ENDINGS: [&str; 2] = ["jsonl", "parquet"];

/// Bytes of a file of rows.
const MOST_BYTES: u64 = 4_000_000_000;

pub(super) fn run(
    low: &LowCohort,
    files: &Files,
    mut pseudonyms: Option<&mut Pseudonyms>,
    context: &Context,
) -> Option<ExitCode> {
    let mut by_candidate: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for path in &low.from {
        for row in rows(path, context)? {
            by_candidate
                .entry(row.candidate.clone())
                .or_default()
                .push(row);
        }
    }
    if let Some(pseudonyms) = &mut pseudonyms {
        let named = std::mem::take(&mut by_candidate);
        for (name, rows) in named {
            let pseudonym = pseudonyms.of(&name);
            let rows = rows
                .into_iter()
                .map(|row| without_name(row, &name, &pseudonym));
            by_candidate.insert(pseudonym.clone(), rows.collect());
        }
    }
    keep(pseudonyms.as_deref(), low.pseudonyms.as_ref(), context)?;
    let mut store = files.store(context)?;
    let mut tally = Tally::default();
    let kept = store
        .begin(&today(), env!("CARGO_PKG_VERSION"))
        .and_then(|run| {
            for (candidate, rows) in &mut by_candidate {
                // The order in which a cluster writes is nothing to keep; the first of doubles is.
                rows.sort_by_cached_key(Row::criterion_id);
                rows.dedup_by(|a, b| a.criterion == b.criterion);
                match rows.iter().any(|row| row.error.is_some()) {
                    true => tally.failed += 1,
                    false => tally.read += 1,
                }
                store.add(run, candidate, "", rows)?;
            }
            Ok(run)
        });
    let run = kept.map_err(|error| files.says(&error, context)).ok()?;
    files.write_all(&store, run, context)?;
    let finished = store.finish(run);
    finished.map_err(|error| files.says(&error, context)).ok()?;
    tally.say(files, context);
    Some(tally.exit_code())
}

/// The rows of a file, or of all files of a folder; what is wrong with them has been said.
fn rows(path: &Path, context: &Context) -> Option<Vec<Row>> {
    let unreadable = |path: &Path, error: io::Error| {
        let path = path.display().to_string();
        let detail = io_error::said(&error, &context.messages);
        let values = [("path", path.into()), ("detail", detail.into())];
        context.complain("cli-error-read", &values);
    };
    let files = prejury_intake::files_with_endings(path, &ENDINGS)
        .map_err(|error| unreadable(path, error))
        .ok()?;
    if files.is_empty() {
        let values = [("path", path.display().to_string().into())];
        context.complain("cohort-no-rows", &values);
        return None;
    }
    let mut rows = Vec::new();
    for file in files {
        let bytes = prejury_intake::read_file(&file, MOST_BYTES)
            .map_err(|error| unreadable(&file, error))
            .ok()?;
        let read = if is_parquet(&bytes) {
            read_parquet(bytes)
        } else {
            read_rows(&String::from_utf8_lossy(&bytes))
        };
        let refused = |error: LineError| {
            let values = [
                ("path", file.display().to_string().into()),
                ("line", error.line.into()),
                ("detail", error.said(&context.messages).into()),
            ];
            context.complain("cohort-rows", &values);
        };
        rows.extend(read.map_err(refused).ok()?);
    }
    Some(rows)
}

fn without_name(row: Row, name: &str, pseudonym: &str) -> Row {
    let scrubber = Scrubber::new(name, pseudonym);
    let text = |text: Option<String>| text.map(|text| scrubber.text(&text));
    Row {
        candidate: pseudonym.to_owned(),
        place: text(row.place),
        error: text(row.error),
        waiver: text(row.waiver),
        ..row
    }
}
