//! `prejury cohort`: many submissions to one index, and what earlier runs kept of them.

mod files;
mod forget;
mod from_rows;
mod history;
mod job;
mod list;
mod local;
mod reading;
mod rows;
mod tally;
mod who;

use std::process::ExitCode;

use prejury_core::Lang;
use prejury_report::Messages;

use crate::context::{Context, EXIT_ERROR};
use crate::low_args::{LowCohort, LowCohortCommand};

pub(crate) fn run(low: LowCohort, context: Context) -> ExitCode {
    let ended = match &low.command {
        Some(LowCohortCommand::History(low)) => history::run(low, &context),
        Some(LowCohortCommand::Forget(low)) => forget::run(low, &context),
        Some(LowCohortCommand::List(low)) => list::run(low, &context),
        Some(LowCohortCommand::Rows(low)) => rows::run(low, context),
        None => local::run(&low, context),
    };
    ended.unwrap_or(ExitCode::from(EXIT_ERROR))
}

/// Both languages, the one of `lang` first.
pub(super) fn both_messages(
    catalog: &prejury_catalog::Catalog,
    lang: Lang,
) -> Option<[Messages; 2]> {
    let of = |lang| Messages::new(lang, catalog.message_source(lang)).ok();
    Some([of(lang)?, of(lang.other())?])
}
