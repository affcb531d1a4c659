//! Who hands in what, and under which name: inputs and pseudonyms of the command line, with what is wrong with them said.

use std::io;
use std::path::{Path, PathBuf};

use prejury_cohort::{CohortError, Entries, ListError, PseudonymError, Pseudonyms};
use prejury_intake::Limits;

use super::files::cannot_write;
use crate::check;
use crate::context::Context;
use crate::io_error;

/// What the cohort holds; when it cannot be listed, that has been said.
pub(super) fn entries(
    inputs: &[String],
    limits: &Limits,
    pseudonyms: Option<&mut Pseudonyms>,
    context: &Context,
) -> Option<Entries> {
    let messages = &context.messages;
    let refused = |error: CohortError| match error {
        CohortError::Intake(error) => {
            context.complain_in_words(&check::input_error(&error, messages));
        }
        CohortError::Empty { path } => context.complain("cohort-empty", &[("path", path.into())]),
        CohortError::List { path, error } => match error {
            ListError::Header => context.complain("cohort-list-header", &[("path", path.into())]),
            ListError::Line { line, .. } => context.complain(
                "cohort-list-line",
                &[("path", path.into()), ("line", line.into())],
            ),
        },
        CohortError::Unreadable { path, error } => {
            let detail = io_error::said(&error, messages);
            let values = [("path", path.into()), ("detail", detail.into())];
            context.complain("cli-error-read", &values);
        }
    };
    let mut entries = Entries::of(inputs, limits).map_err(refused).ok()?;
    if let Some(pseudonyms) = pseudonyms {
        entries.replace_names(pseudonyms);
    }
    Some(entries)
}

/// The file of pseudonyms; what is wrong with it has been said.
pub(super) fn pseudonyms(path: &Path, context: &Context) -> Option<Pseudonyms> {
    let path_name = || ("path", path.display().to_string().into());
    let refused = |error: PseudonymError| match error {
        PseudonymError::Line(line) => {
            context.complain(
                "cohort-pseudonyms-line",
                &[path_name(), ("line", line.into())],
            );
        }
        PseudonymError::Io(error) => {
            let detail = io_error::said(&error, &context.messages);
            context.complain("cli-error-read", &[path_name(), ("detail", detail.into())]);
        }
    };
    Pseudonyms::read(path).map_err(refused).ok()
}

/// Writes new pseudonyms before anything is made under them.
pub(super) fn keep(
    pseudonyms: Option<&Pseudonyms>,
    path: Option<&PathBuf>,
    context: &Context,
) -> Option<()> {
    let (Some(pseudonyms), Some(path)) = (pseudonyms, path) else {
        return Some(());
    };
    let refused = |error: io::Error| cannot_write(path, &error, context);
    pseudonyms.write(path).map_err(refused).ok()
}
