//! The page of a GitHub workflow run: the Markdown report goes to the file that `GITHUB_STEP_SUMMARY` names.

use std::path::PathBuf;

use prejury_core::Report;
use prejury_report::{Options, github};

use crate::context::Context;
use crate::io_error;

/// The runner's own variable.
const VARIABLE: &str = "GITHUB_STEP_SUMMARY";

/// Adds the report to the summary of the step, if there is one. False when that failed, which has then been said.
pub(crate) fn add(reports: &[Report], options: &Options<'_>, context: &Context) -> bool {
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) else {
        return true;
    };
    let path = PathBuf::from(path);
    let added = github::summary(reports, &context.catalog, options)
        .and_then(|bytes| prejury_intake::append_paragraph(&path, &bytes));
    if let Err(error) = &added {
        context.complain(
            "cli-error-write",
            &[
                ("path", path.display().to_string().into()),
                ("detail", io_error::said(error, &context.messages).into()),
            ],
        );
    }
    added.is_ok()
}
