//! `prejury cohort`: many submissions to one index, and what earlier runs kept of them.

mod files;
mod forget;
mod from_rows;
mod history;
mod job;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use prejury_cohort::{
    CohortError, Done, Entries, ListError, Pace, PseudonymError, Pseudonyms, run_all,
};
use prejury_core::Lang;
use prejury_report::cohort::failed;
use prejury_report::{Messages, Selection, visible};

use self::files::Files;
use self::job::{Job, Outcome};
use crate::assess::today;
use crate::check;
use crate::configuration;
use crate::context::{Context, EXIT_ERROR};
use crate::low_args::{LowCohort, LowCohortCommand};
use crate::progress::CohortBar;
use crate::settings::{Settings, beside};

pub(crate) fn run(low: LowCohort, mut context: Context) -> ExitCode {
    let ended = match &low.command {
        Some(LowCohortCommand::History(low)) => history::run(low, &context),
        Some(LowCohortCommand::Forget(low)) => forget::run(low, &context),
        None => {
            let Some(reader) = configuration::of_reader(low.config.as_deref(), &mut context) else {
                return ExitCode::from(EXIT_ERROR);
            };
            let settings = Settings {
                reader,
                selects: !low.competence.is_empty() || !low.bloc.is_empty(),
                isolated: low.isolated,
                profile: None,
            };
            read(low, settings, context)
        }
    };
    ended.unwrap_or(ExitCode::from(EXIT_ERROR))
}

/// Reads the cohort. None when that is impossible, which has been said.
fn read(low: LowCohort, mut settings: Settings, context: Context) -> Option<ExitCode> {
    let selection = check::selection(low.bloc.clone(), &low.competence, false, &context)?;
    if let Some(id) = &low.profile {
        settings.profile = Some(check::profile(id, &context)?);
    }
    let folder = low.output.clone().unwrap_or_default();
    let files = Files::make(&folder, &context)?;
    let mut pseudonyms = match &low.pseudonyms {
        Some(path) => Some(pseudonyms(path, &context)?),
        None => None,
    };
    if !low.from.is_empty() {
        return from_rows::run(&low, &files, pseudonyms.as_mut(), &context);
    }
    let entries = entries(&low.input, &settings, &context)?;
    let mut store = files.store(&context)?;
    let known = store
        .known()
        .map_err(|error| files.says(&error, &context))
        .ok()?;
    let jobs = jobs(&entries, pseudonyms.as_mut());
    keep(pseudonyms.as_ref(), low.pseudonyms.as_ref(), &context)?;
    let key = settings_key(&low, &settings, &selection, &context);
    let n = jobs.len();
    let bar = CohortBar::new(
        context
            .messages
            .with("cli-progress-cohort", &[("n", n.into())]),
        n,
    );
    // Workers that were given up may outlive this function.
    let context: &'static Context = Box::leak(Box::new(context));
    let shared = Arc::new(job::Shared {
        catalog: &context.catalog,
        lang: context.messages.lang(),
        settings,
        selection,
        today: today(),
        files: files.clone(),
        known,
        key,
        is_pseudonymous: pseudonyms.is_some(),
    });
    let begun = store.begin(&shared.today, env!("CARGO_PKG_VERSION"));
    let run = begun.map_err(|error| files.says(&error, context)).ok()?;
    let jobs = Arc::new(jobs);
    let mut tally = Tally::default();
    let mut unchanged = Vec::new();
    let mut stored = Ok(());
    let work = {
        let (shared, jobs) = (shared.clone(), jobs.clone());
        move |n: usize| shared.check(&jobs[n])
    };
    let pace = Pace::for_jobs(n, Duration::from_secs(low.timeout.max(1)));
    run_all(n, pace, Arc::new(work), |n, how| {
        let job = &jobs[n];
        let (key, rows) = match how {
            Done::Finished(Outcome::Unchanged(result)) => {
                unchanged.push((job.candidate.clone(), result));
                bar.advance();
                return true;
            }
            Done::Finished(Outcome::Read { key, rows }) => {
                tally.read += 1;
                (key, rows)
            }
            Done::Finished(Outcome::Failed(sentence)) => tally.fails(&bar, job, &sentence, context),
            Done::Panicked(_) => {
                shared.give_up(job);
                tally.fails(
                    &bar,
                    job,
                    &context.messages.text("cohort-panicked"),
                    context,
                )
            }
            Done::TimedOut => {
                shared.give_up(job);
                let values = [("n", low.timeout.max(1).into())];
                tally.fails(
                    &bar,
                    job,
                    &context.messages.with("cohort-timed-out", &values),
                    context,
                )
            }
        };
        bar.advance();
        stored = store.add(run, &job.candidate, &key, &rows);
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
    Some(if tally.failed > 0 {
        ExitCode::from(EXIT_ERROR)
    } else {
        ExitCode::SUCCESS
    })
}

/// What the cohort holds; when it cannot be listed, that has been said.
fn entries(inputs: &[String], settings: &Settings, context: &Context) -> Option<Entries> {
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
        CohortError::Unreadable { path, detail } => context.complain(
            "cli-error-read",
            &[("path", path.into()), ("detail", detail.into())],
        ),
    };
    Entries::of(inputs, &settings.limits())
        .map_err(refused)
        .ok()
}

/// The jobs under the names that outputs show.
fn jobs(entries: &Entries, mut pseudonyms: Option<&mut Pseudonyms>) -> Vec<Job> {
    let entries = entries.entries.iter().map(|entry| Job {
        candidate: match &mut pseudonyms {
            Some(pseudonyms) => pseudonyms.of(&entry.candidate),
            None => entry.candidate.clone(),
        },
        name: entry.candidate.clone(),
        input: entry.input.clone(),
        given_up: Mutex::new(false),
    });
    entries.collect()
}

/// The file of pseudonyms; what is wrong with it has been said.
fn pseudonyms(path: &std::path::Path, context: &Context) -> Option<Pseudonyms> {
    let path_name = || ("path", path.display().to_string().into());
    let refused = |error: PseudonymError| match error {
        PseudonymError::Line(line) => {
            context.complain(
                "cohort-pseudonyms-line",
                &[path_name(), ("line", line.into())],
            );
        }
        PseudonymError::Io(error) => context.complain(
            "cli-error-read",
            &[path_name(), ("detail", error.to_string().into())],
        ),
    };
    Pseudonyms::read(path).map_err(refused).ok()
}

/// Writes new pseudonyms before anything is made under them.
fn keep(pseudonyms: Option<&Pseudonyms>, path: Option<&PathBuf>, context: &Context) -> Option<()> {
    let (Some(pseudonyms), Some(path)) = (pseudonyms, path) else {
        return Some(());
    };
    let refused = |error: PseudonymError| {
        let values = [
            ("path", path.display().to_string().into()),
            ("detail", error.to_string().into()),
        ];
        context.complain("cli-error-write", &values);
    };
    pseudonyms.write(path).map_err(refused).ok()
}

/// Everything but the submission that a result depends on: program, rules, configuration, what was asked for.
fn settings_key(
    low: &LowCohort,
    settings: &Settings,
    selection: &Selection,
    context: &Context,
) -> String {
    let digest = |path: &str| prejury_intake::digest(path).unwrap_or_default();
    let program = std::env::current_exe().ok();
    let program = program.map_or(String::new(), |path| digest(&path.display().to_string()));
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        program,
        format!("{:?}", context.messages.lang()),
        format!("{selection:?} {:?} {}", settings.profile, settings.isolated),
        context.rules.as_deref().map_or(String::new(), digest),
        low.pseudonyms.is_some().to_string(),
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

/// How many ended how.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) read: usize,
    pub(super) unchanged: usize,
    pub(super) failed: usize,
}

impl Tally {
    /// Tells of a submission that has no report, and gives its row.
    fn fails(
        &mut self,
        bar: &CohortBar,
        job: &Job,
        sentence: &str,
        context: &Context,
    ) -> (String, Vec<prejury_report::cohort::Row>) {
        self.failed += 1;
        let row = failed(&job.candidate, sentence);
        let shown = visible(row.error.as_deref().unwrap_or_default());
        bar.aside(|| {
            context.complain_in_words(&format!("{}: {shown}", visible(&job.candidate)));
        });
        // What is read anew each time has no key.
        (String::new(), vec![row])
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

/// Both languages, the one of `lang` first.
pub(super) fn both_messages(
    catalog: &prejury_catalog::Catalog,
    lang: Lang,
) -> Option<[Messages; 2]> {
    let of = |lang| Messages::new(lang, catalog.message_source(lang)).ok();
    Some([of(lang)?, of(lang.other())?])
}
