//! One submission of a cohort: unchanged, or read and its reports written.

use std::io;
use std::sync::{Mutex, PoisonError};

use prejury_catalog::Catalog;
use prejury_cohort::{Known, Scrubber};
use prejury_core::{Lang, Report};
use prejury_report::cohort::{Row, rows_of};
use prejury_report::{Detail, Messages, Options, Selection, html, json};

use super::files::Files;
use crate::assess::{Wants, assess};
use crate::check::{FILE_WIDTH, input_error};
use crate::settings::Settings;

/// What to read, and under which name.
#[derive(Debug)]
pub(super) struct Job {
    /// The name in all outputs.
    pub(super) candidate: String,
    /// The candidate's own, which is not to be seen when there are pseudonyms.
    pub(super) name: String,
    pub(super) input: String,
    /// Whether its time is over. Held while reports are written, so that a worker that goes on beyond it leaves none.
    pub(super) given_up: Mutex<bool>,
}

pub(super) enum Outcome {
    /// The result of an earlier run holds.
    Unchanged(i64),
    Read {
        key: String,
        rows: Vec<Row>,
    },
    /// Why there is no report.
    Failed(String),
}

/// What all jobs of a run have in common.
pub(super) struct Shared {
    pub(super) catalog: &'static Catalog,
    pub(super) lang: Lang,
    pub(super) settings: Settings,
    pub(super) selection: Selection,
    pub(super) today: String,
    pub(super) files: Files,
    pub(super) known: Known,
    /// Everything but the submission that a result depends on.
    pub(super) key: String,
    pub(super) is_pseudonymous: bool,
}

impl Shared {
    pub(super) fn check(&self, job: &Job) -> Outcome {
        let digest = prejury_intake::digest(&job.input);
        let parts = |digest: &str| {
            let parts = [digest, &self.key, &job.candidate, &job.name];
            prejury_intake::text_digest(&parts)
        };
        let key = digest.map_or(String::new(), |digest| parts(&digest));
        if let Some((known, result)) = self.known.get(&job.candidate)
            && *known == key
            && !key.is_empty()
            && prejury_intake::exists(&self.files.page(&job.candidate))
            && prejury_intake::exists(&self.files.report(&job.candidate))
        {
            return Outcome::Unchanged(*result);
        }
        match self.read(job) {
            Ok(rows) => Outcome::Read { key, rows },
            Err(sentence) => {
                // An old report would pass for that of what is there now.
                let _ = self.files.remove(&job.candidate);
                // Where the submission lies, a temporary folder perhaps, is nothing that rows should hold.
                let sentence = sentence.replace(&job.input, &job.candidate);
                Outcome::Failed(if self.is_pseudonymous {
                    Scrubber::new(&job.name, &job.candidate).text(&sentence)
                } else {
                    sentence
                })
            }
        }
    }

    /// Leaves no report of a job that was given up: it would pass for one of what the rows tell.
    pub(super) fn give_up(&self, job: &Job) {
        let mut given_up = job.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        *given_up = true;
        let _ = self.files.remove(&job.candidate);
    }

    /// Reads the submission and writes its reports. The error is a sentence for the user.
    fn read(&self, job: &Job) -> Result<Vec<Row>, String> {
        let messages = super::both_messages(self.catalog, self.lang).ok_or("messages")?;
        let wants = Wants {
            context: true,
            anchors: false,
            commits: false,
        };
        let (settings, today, first) = (&self.settings, &self.today, &messages[0]);
        let assessed = assess(&job.input, settings, wants, today, self.catalog, first, &())
            .map_err(|error| input_error(&error, first))?;
        let mut report = assessed.report;
        report.input.label.clone_from(&job.candidate);
        let options = self.options(first);
        if self.is_pseudonymous {
            report = self
                .without_name(&report, job, &options)
                .map_err(|error| error.to_string())?;
        }
        let given_up = job.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        if *given_up {
            return Ok(Vec::new());
        }
        self.write(&report, job, &options, &messages[1])
            .map_err(|error| {
                let path = self.files.report(&job.candidate).display().to_string();
                let values = [("path", path.into()), ("detail", error.to_string().into())];
                first.with("cli-error-write", &values)
            })?;
        Ok(rows_of(&job.candidate, &report, self.catalog, &options))
    }

    fn options<'a>(&self, messages: &'a Messages) -> Options<'a> {
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
        job: &Job,
        options: &Options<'_>,
    ) -> io::Result<Report> {
        let mut bytes = Vec::new();
        json::write(
            std::slice::from_ref(report),
            self.catalog,
            options,
            &mut bytes,
        )?;
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        let text = Scrubber::new(&job.name, &job.candidate).report(&text)?;
        let mut reports =
            json::read(text.as_bytes()).map_err(|error| io::Error::other(error.to_string()))?;
        reports.pop().ok_or_else(|| io::Error::other("no report"))
    }

    fn write(
        &self,
        report: &Report,
        job: &Job,
        options: &Options<'_>,
        other: &Messages,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        json::write(
            std::slice::from_ref(report),
            self.catalog,
            options,
            &mut bytes,
        )?;
        prejury_intake::write_file(&self.files.report(&job.candidate), &bytes)?;
        bytes.clear();
        html::write(report, self.catalog, options, other, None, &mut bytes)?;
        prejury_intake::write_file(&self.files.page(&job.candidate), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_job_that_was_given_up_leaves_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        fs::write(input.join("a.py"), "x = 1\n").unwrap();
        fs::create_dir(folder.path().join("reports")).unwrap();
        let shared = Shared {
            catalog: Box::leak(Box::new(Catalog::embedded().unwrap())),
            lang: Lang::En,
            settings: Settings::default(),
            selection: Selection::default(),
            today: "2026-01-01".to_owned(),
            files: Files::of(folder.path()),
            known: Known::new(),
            key: String::new(),
            is_pseudonymous: false,
        };
        let job = Job {
            candidate: "Zoé".to_owned(),
            name: "Zoé".to_owned(),
            input: input.display().to_string(),
            given_up: Mutex::new(false),
        };
        assert!(matches!(shared.check(&job), Outcome::Read { .. }));
        assert!(shared.files.page("Zoé").exists());
        shared.give_up(&job);
        assert!(!shared.files.page("Zoé").exists());
        // The worker goes on, and ends after its time.
        shared.check(&job);
        assert!(!shared.files.page("Zoé").exists() && !shared.files.report("Zoé").exists());
    }
}
