//! `prejury explain`: one criterion or competence, in words.

use std::process::ExitCode;

use prejury_catalog::Found;
use prejury_report::{Detail, Selection, explain};

use crate::context::{Context, EXIT_ERROR};
use crate::low_args::LowExplain;

pub(crate) fn run(low: &LowExplain, context: &Context) -> ExitCode {
    let options = context.options(Detail::Normal, Selection::default(), context.screen.width());
    let mut bytes = Vec::new();
    let written = match context.catalog.find(&low.code) {
        Ok(Found::Criterion(criterion)) => {
            explain::criterion(criterion, &context.catalog, &options, &mut bytes)
        }
        Ok(Found::Competence(competence)) => {
            explain::competence(competence, &context.catalog, &options, &mut bytes)
        }
        Err(not_found) => {
            context.complain(
                "cli-error-unknown-code",
                &[("code", not_found.asked.as_str().into())],
            );
            context.suggest(
                &not_found
                    .nearest
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            );
            return ExitCode::from(EXIT_ERROR);
        }
    };
    context.show(written, &bytes)
}
