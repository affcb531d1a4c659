//! `prejury cohort history`: runs, a candidate or a criterion through them, what most lack.

use std::process::ExitCode;

use prejury_catalog::Found;
use prejury_report::cohort::{write_history, write_history_json};

use super::files::Files;
use crate::context::{Content, Context};
use crate::low_args::{LowDiffFormat, LowHistory};

/// None when there is nothing to show, which has been said.
pub(super) fn run(low: &LowHistory, context: &Context) -> Option<ExitCode> {
    let files = Files::existing(&low.folder, context)?;
    let store = files.store(context)?;
    let criterion = match &low.criterion {
        None => None,
        Some(code) => match context.catalog.find(code) {
            Ok(Found::Criterion(criterion)) => Some(criterion.id.clone()),
            Ok(Found::Competence(_)) => {
                context.complain("cli-error-unknown-code", &[("code", code.as_str().into())]);
                return None;
            }
            Err(not_found) => {
                context.complain("cli-error-unknown-code", &[("code", code.as_str().into())]);
                let near: Vec<&str> = not_found.nearest.iter().map(String::as_str).collect();
                context.suggest(&near);
                return None;
            }
        },
    };
    let candidate = match &low.candidate {
        None => None,
        Some(name) => Some(super::forget::known(
            name,
            low.pseudonyms.as_ref(),
            &store,
            &files,
            context,
        )?),
    };
    let history = store
        .history(candidate.as_deref(), criterion.as_ref())
        .map_err(|error| files.says(&error, context))
        .ok()?;
    let mut bytes = Vec::new();
    let written = match low.format {
        LowDiffFormat::Json => write_history_json(&history, &mut bytes),
        format => {
            let is_markdown = format == LowDiffFormat::Markdown;
            write_history(
                &history,
                &context.catalog,
                &context.messages,
                is_markdown,
                &mut bytes,
            )
        }
    };
    Some(context.deliver(low.output.as_deref(), Content::Plain, written, &bytes))
}
