//! `prejury cohort forget`: a candidate erased from every output.

use std::path::PathBuf;
use std::process::ExitCode;

use prejury_cohort::Store;
use prejury_report::visible;

use super::files::{Files, cannot_write};
use super::who::{keep, pseudonyms};
use crate::context::Context;
use crate::low_args::LowForget;

/// None when it could not be done, which has been said.
pub(super) fn run(low: &LowForget, context: &Context) -> Option<ExitCode> {
    let files = Files::existing(&low.folder, context)?;
    let store = files.store(context)?;
    let candidate = known(&low.name, low.pseudonyms.as_ref(), &store, &files, context)?;
    let removed = files.remove(&candidate);
    removed
        .map_err(|error| cannot_write(&low.folder, &error, context))
        .ok()?;
    store
        .forget(&candidate)
        .map_err(|error| files.says(&error, context))
        .ok()?;
    let last = store.last_run();
    if let Some(run) = last.map_err(|error| files.says(&error, context)).ok()? {
        files.write_all(&store, run, context)?;
    }
    if let Some(path) = &low.pseudonyms {
        let mut names = pseudonyms(path, context)?;
        names.forget(&candidate);
        keep(Some(&names), Some(path), context)?;
    }
    let line = context
        .messages
        .with("cohort-forgotten", &[("name", visible(&low.name).into())]);
    Some(context.show(Ok(()), format!("{line}\n").as_bytes()))
}

/// The candidate as the outputs call them; when there is none of that name, it has been said.
pub(super) fn known(
    name: &str,
    path: Option<&PathBuf>,
    store: &Store,
    files: &Files,
    context: &Context,
) -> Option<String> {
    let pseudonym = match path {
        Some(path) => pseudonyms(path, context)?.find(name).map(str::to_owned),
        None => None,
    };
    let candidate = pseudonym.unwrap_or_else(|| name.to_owned());
    let is_known = store
        .knows(&candidate)
        .map_err(|error| files.says(&error, context))
        .ok()?;
    if !is_known {
        context.complain("cohort-unknown", &[("name", visible(name).into())]);
        return None;
    }
    Some(candidate)
}
