//! `prejury cohort rows`: the lines of `prejury cohort list` on standard input to rows on standard output. Nothing is written
//! to the disk, so that any number of machines can share a cohort.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::process::ExitCode;
use std::sync::Arc;

use prejury_cohort::{Deadline, Entry, Pace, run_all};
use prejury_report::cohort::{Row, rows_of, write_rows};
use prejury_report::json::read_lines;

use super::reading::Reading;
use super::tally::Tally;
use crate::context::{Content, Context};
use crate::io_error;
use crate::low_args::LowRows;
use crate::progress::CohortBar;

/// Bytes of standard input.
const MOST_BYTES: u64 = 256_000_000;

/// None when nothing can be read, which has been said.
pub(super) fn run(low: &LowRows, context: Context) -> Option<ExitCode> {
    let (reading, context) = Reading::new(&low.reading, context)?;
    let entries = Arc::new(entries(context)?);
    let (reading, n) = (Arc::new(reading), entries.len());
    let work = {
        let (reading, entries) = (reading.clone(), entries.clone());
        move |n: usize, deadline: &Deadline| rows(&reading, &entries[n], deadline)
    };
    let sentence = context
        .messages
        .with("cli-progress-cohort", &[("n", n.into())]);
    let bar = CohortBar::new(sentence, n);
    let mut tally = Tally::default();
    let mut output = InOrder::default();
    let pace = Pace::for_jobs(n, low.threads, reading.limit);
    let mut written = Ok(());
    run_all(n, pace, Arc::new(work), |n, how| {
        let outcome = reading.outcome(how, &context.messages);
        let rows = outcome.and_then(|rows| rows).unwrap_or_else(|sentence| {
            vec![tally.fails(&bar, &entries[n].candidate, &sentence, context)]
        });
        bar.advance();
        written = output.add(n, rows, |bytes| context.screen.print_raw(bytes));
        written.is_ok()
    });
    bar.clear();
    if written.is_err() {
        return Some(context.deliver(None, Content::Plain, written, &[]));
    }
    Some(tally.exit_code())
}

/// The lines of standard input; what is wrong with them has been said.
fn entries(context: &Context) -> Option<Vec<Entry>> {
    let mut text = String::new();
    let read = io::stdin().take(MOST_BYTES).read_to_string(&mut text);
    let path = || ("path", "stdin".into());
    let refused = |error: io::Error| {
        let detail = io_error::said(&error, &context.messages);
        let values = [path(), ("detail", detail.into())];
        context.complain("cli-error-read", &values);
    };
    read.map_err(refused).ok()?;
    let mistake = |entry: &Entry| {
        let is_empty = entry.candidate.is_empty() || entry.input.is_empty();
        is_empty.then(|| "candidate, input".to_owned())
    };
    let entries = read_lines(&text, mistake).map_err(|error| {
        let values = [
            path(),
            ("line", error.line.into()),
            ("detail", error.said(&context.messages).into()),
        ];
        context.complain("cohort-entries", &values);
    });
    entries.ok()
}

fn rows(reading: &Reading, entry: &Entry, deadline: &Deadline) -> Result<Vec<Row>, String> {
    let messages = super::both_messages(reading.catalog, reading.lang).ok_or("messages")?;
    let report = reading.report(entry, &messages[0], deadline)?;
    let options = reading.options(&messages[0]);
    Ok(rows_of(
        &entry.candidate,
        &report,
        reading.catalog,
        &options,
    ))
}

/// Rows leave in the order in which submissions were asked for, as soon as it is their turn.
#[derive(Debug, Default)]
struct InOrder {
    next: usize,
    waiting: BTreeMap<usize, Vec<Row>>,
}

impl InOrder {
    fn add(
        &mut self,
        n: usize,
        rows: Vec<Row>,
        mut print: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.waiting.insert(n, rows);
        while let Some(rows) = self.waiting.remove(&self.next) {
            self.next += 1;
            let mut bytes = Vec::new();
            write_rows(&rows, &mut bytes)?;
            print(&bytes)?;
        }
        Ok(())
    }
}
