//! `prejury cohort list`: who would be read, a line each, for machines that share the work.

use std::process::ExitCode;

use prejury_intake::Limits;
use prejury_report::json::write_lines;

use super::who;
use crate::context::{Content, Context};
use crate::low_args::LowCohortList;

/// None when there is nothing to list, which has been said.
pub(super) fn run(low: &LowCohortList, context: &Context) -> Option<ExitCode> {
    let mut pseudonyms = match &low.pseudonyms {
        Some(path) => Some(who::pseudonyms(path, context)?),
        None => None,
    };
    let limits = Limits::default();
    let mut entries = who::entries(&low.input, &limits, pseudonyms.as_mut(), context)?;
    if let Some(path) = entries.unpacked() {
        context.complain("cohort-list-archive", &[("path", path.into())]);
        return None;
    }
    for entry in &mut entries.entries {
        // Whoever reads it starts from another folder.
        if !entry.is_address()
            && let Ok(path) = std::path::absolute(&entry.input)
        {
            entry.input = path.display().to_string();
        }
    }
    who::keep(pseudonyms.as_ref(), low.pseudonyms.as_ref(), context)?;
    let mut bytes = Vec::new();
    let written = write_lines(&entries.entries, &mut bytes);
    Some(context.deliver(None, Content::Plain, written, &bytes))
}
