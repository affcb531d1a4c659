//! What became of the submissions of a run, counted and said.

use std::process::ExitCode;

use prejury_report::cohort::{Row, failed};
use prejury_report::visible;

use super::files::Files;
use crate::context::{Context, EXIT_ERROR};
use crate::progress::CohortBar;

/// How many ended how.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) read: usize,
    pub(super) unchanged: usize,
    pub(super) failed: usize,
}

impl Tally {
    /// Tells of a submission that has no report, and gives its row.
    pub(super) fn fails(
        &mut self,
        bar: &CohortBar,
        candidate: &str,
        sentence: &str,
        context: &Context,
    ) -> Row {
        self.failed += 1;
        let row = failed(candidate, sentence);
        let shown = visible(row.error.as_deref().unwrap_or_default());
        bar.aside(|| context.complain_in_words(&format!("{}: {shown}", visible(candidate))));
        row
    }

    /// A submission without a report is an error, although the others have theirs.
    pub(super) fn exit_code(&self) -> ExitCode {
        match self.failed {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::from(EXIT_ERROR),
        }
    }

    pub(super) fn say(&self, files: &Files, context: &Context) {
        let values = [
            ("read", self.read.into()),
            ("unchanged", self.unchanged.into()),
            ("failed", self.failed.into()),
            ("path", files.index().display().to_string().into()),
        ];
        let line = context.messages.with("cohort-done", &values);
        context.show(Ok(()), format!("{line}\n").as_bytes());
    }
}
