//! A cohort read on this machine, into its folder.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use prejury_cohort::{Deadline, Done, Pace, run_all};

use super::files::Files;
use super::job::{Job, Outcome, Shared};
use super::reading::Reading;
use super::tally::Tally;
use super::{from_rows, who};
use crate::assess::today;
use crate::context::Context;
use crate::low_args::LowCohort;
use crate::progress::CohortBar;
use crate::settings::beside;

/// None when it cannot be read, which has been said.
pub(super) fn run(low: &LowCohort, context: Context) -> Option<ExitCode> {
    let (reading, context) = Reading::new(&low.reading, context)?;
    let folder = low.output.clone().unwrap_or_default();
    let files = Files::make(&folder, context)?;
    let mut pseudonyms = match &low.pseudonyms {
        Some(path) => Some(who::pseudonyms(path, context)?),
        None => None,
    };
    if !low.from.is_empty() {
        return from_rows::run(low, &files, pseudonyms.as_mut(), context);
    }
    let limits = reading.settings.limits();
    let mut entries = who::entries(&low.input, &limits, pseudonyms.as_mut(), context)?;
    let mut store = files.store(context)?;
    let known = store
        .known()
        .map_err(|error| files.says(&error, context))
        .ok()?;
    who::keep(pseudonyms.as_ref(), low.pseudonyms.as_ref(), context)?;
    let jobs = std::mem::take(&mut entries.entries).into_iter();
    let jobs: Vec<Job> = jobs
        .map(|entry| Job {
            entry,
            given_up: Mutex::new(false),
        })
        .collect();
    let n = jobs.len();
    let sentence = context
        .messages
        .with("cli-progress-cohort", &[("n", n.into())]);
    let bar = CohortBar::new(sentence, n);
    let shared = Arc::new(Shared {
        key: settings_key(&reading, pseudonyms.is_some(), context),
        reading,
        files: files.clone(),
        known,
    });
    let begun = store.begin(&shared.reading.today, env!("CARGO_PKG_VERSION"));
    let run = begun.map_err(|error| files.says(&error, context)).ok()?;
    let jobs = Arc::new(jobs);
    let mut tally = Tally::default();
    let mut unchanged = Vec::new();
    let mut stored = Ok(());
    let work = {
        let (shared, jobs) = (shared.clone(), jobs.clone());
        move |n: usize, deadline: &Deadline| shared.check(&jobs[n], deadline)
    };
    let pace = Pace::for_jobs(n, None, shared.reading.limit);
    run_all(n, pace, Arc::new(work), |n, how| {
        let job = &jobs[n];
        let candidate = &job.entry.candidate;
        if !matches!(how, Done::Finished(_)) {
            shared.give_up(job);
        }
        let (key, rows) = match shared.reading.outcome(how, &context.messages) {
            Ok(Outcome::Unchanged(result)) => {
                unchanged.push((candidate.clone(), result));
                bar.advance();
                return true;
            }
            Ok(Outcome::Read { key, rows }) => {
                tally.read += 1;
                (key, rows)
            }
            Ok(Outcome::Failed(sentence)) | Err(sentence) => {
                let row = tally.fails(&bar, candidate, &sentence, context);
                // What is read anew each time has no key.
                (String::new(), vec![row])
            }
        };
        bar.advance();
        stored = store.add(run, candidate, &key, &rows);
        stored.is_ok()
    });
    bar.clear();
    tally.unchanged = unchanged.len();
    let kept = stored.and_then(|()| store.reuse(run, &unchanged));
    kept.map_err(|error| files.says(&error, context)).ok()?;
    drop(entries);
    // A run is finished once everything is written: what the last one left is what this one would write.
    let is_as_before = tally.read + tally.failed == 0
        && store
            .is_like_last(run)
            .map_err(|error| files.says(&error, context))
            .ok()?;
    if !(is_as_before && files.are_written()) {
        files.write_all(&store, run, context)?;
    }
    store
        .finish(run)
        .map_err(|error| files.says(&error, context))
        .ok()?;
    tally.say(&files, context);
    Some(tally.exit_code())
}

/// Everything but the submission that a result depends on: program, rules, configuration, what was asked for.
fn settings_key(reading: &Reading, is_pseudonymous: bool, context: &Context) -> String {
    let settings = &reading.settings;
    let selection = &reading.selection;
    let digest = |path: &str| prejury_intake::digest(path).unwrap_or_default();
    let program = std::env::current_exe().ok();
    let program = program.map_or(String::new(), |path| digest(&path.display().to_string()));
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        program,
        format!("{:?}", context.messages.lang()),
        format!("{selection:?} {:?}", settings.profile),
        format!("{} {}", settings.isolated, settings.alike),
        context.rules.as_deref().map_or(String::new(), digest),
        is_pseudonymous.to_string(),
    ];
    if let Some((path, config)) = &settings.reader {
        parts.push(path.clone());
        parts.push(digest(path));
        parts.extend(
            config
                .rules
                .iter()
                .map(|rules| digest(&beside(path, rules))),
        );
        // Waivers end on a day.
        parts.extend((!config.waivers.is_empty()).then(today));
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    prejury_intake::text_digest(&parts)
}
