//! How each submission of a cohort is read, on this machine or on another: the same for all of them.

use std::io;
use std::time::Duration;

use prejury_analysis::Progress;
use prejury_catalog::Catalog;
use prejury_cohort::{Deadline, Done, Entry, Scrubber};
use prejury_core::{Lang, Report};
use prejury_report::{Detail, Messages, Options, Selection, json};

use crate::assess::{Wants, assess, today};
use crate::check::{self, FILE_WIDTH, input_error};
use crate::configuration;
use crate::context::Context;
use crate::low_args::LowReading;
use crate::settings::Settings;

/// Everything but the submission that a report depends on.
pub(super) struct Reading {
    pub(super) catalog: &'static Catalog,
    pub(super) lang: Lang,
    pub(super) settings: Settings,
    pub(super) selection: Selection,
    pub(super) today: String,
    /// For one submission.
    pub(super) limit: Duration,
}

/// A check that stops when its time is over.
struct Until<'a>(&'a Deadline);

impl Progress for Until<'_> {
    fn is_over(&self) -> bool {
        self.0.is_over()
    }
}

impl Reading {
    /// What the command line asks for, and the context with the rules and the language of a configuration. None when that is
    /// impossible, which has been said.
    pub(super) fn new(low: &LowReading, mut context: Context) -> Option<(Self, &'static Context)> {
        let reader = configuration::of_reader(low.config.as_deref(), &mut context)?;
        let selection = check::selection(low.bloc.clone(), &low.competence, false, &context)?;
        let profile = match &low.profile {
            Some(id) => Some(check::profile(id, &context)?),
            None => None,
        };
        // Workers that were given up may outlive the run.
        let context: &'static Context = Box::leak(Box::new(context));
        let reading = Self {
            catalog: &context.catalog,
            lang: context.messages.lang(),
            settings: Settings {
                reader,
                selects: !low.competence.is_empty() || !low.bloc.is_empty(),
                isolated: low.isolated,
                alike: true,
                profile,
            },
            selection,
            today: today(),
            limit: Duration::from_secs(low.timeout.max(1)),
        };
        Some((reading, context))
    }

    /// Reads one submission. The error is a sentence for the user.
    pub(super) fn report(
        &self,
        entry: &Entry,
        messages: &Messages,
        deadline: &Deadline,
    ) -> Result<Report, String> {
        let wants = Wants {
            context: true,
            anchors: false,
            commits: false,
            is_only: false,
        };
        let (settings, catalog) = (&self.settings, self.catalog);
        let assessed = assess(
            &entry.input,
            settings,
            wants,
            &self.today,
            catalog,
            messages,
            &Until(deadline),
        );
        let assessed = assessed.map_err(|error| {
            // Where the submission lies, a temporary folder perhaps, is nothing that rows should hold.
            let sentence = input_error(&error, messages).replace(&entry.input, &entry.candidate);
            match &entry.name {
                Some(name) => Scrubber::new(name, &entry.candidate).text(&sentence),
                None => sentence,
            }
        })?;
        let mut report = assessed.report;
        report.input.label.clone_from(&entry.candidate);
        match &entry.name {
            None => Ok(report),
            Some(name) => self
                .without_name(&report, name, &entry.candidate, messages)
                .map_err(|error| error.to_string()),
        }
    }

    pub(super) fn options<'a>(&self, messages: &'a Messages) -> Options<'a> {
        Options {
            messages,
            detail: Detail::Normal,
            selection: self.selection.clone(),
            width: FILE_WIDTH,
            anchors: &[],
            show_authors: false,
            one_per_line: false,
        }
    }

    /// The report through its JSON form, in which every text can be found.
    fn without_name(
        &self,
        report: &Report,
        name: &str,
        pseudonym: &str,
        messages: &Messages,
    ) -> io::Result<Report> {
        let mut bytes = Vec::new();
        let options = self.options(messages);
        json::write(
            std::slice::from_ref(report),
            self.catalog,
            &options,
            &mut bytes,
        )?;
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        let text = Scrubber::new(name, pseudonym).report(&text)?;
        let mut reports =
            json::read(text.as_bytes()).map_err(|error| io::Error::other(error.to_string()))?;
        reports.pop().ok_or_else(|| io::Error::other("no report"))
    }

    /// What a submission says that was not read to its end, or what came of it.
    pub(super) fn outcome<T>(&self, how: Done<T>, messages: &Messages) -> Result<T, String> {
        match how {
            Done::Finished(outcome) => Ok(outcome),
            Done::Panicked(_) => Err(messages.text("cohort-panicked")),
            Done::TimedOut => {
                let values = [("n", self.limit.as_secs().into())];
                Err(messages.with("cohort-timed-out", &values))
            }
        }
    }
}
