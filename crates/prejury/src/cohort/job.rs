//! One submission of a cohort: unchanged, or read and its reports written.

use std::io;
use std::sync::{Mutex, PoisonError};

use prejury_cohort::{Deadline, Entry, Known};
use prejury_core::Report;
use prejury_report::cohort::{Row, rows_of};
use prejury_report::{Messages, Options, html, json};

use super::files::Files;
use super::reading::Reading;
use crate::io_error;

/// One submission of the run.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) entry: Entry,
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
    pub(super) reading: Reading,
    pub(super) files: Files,
    pub(super) known: Known,
    /// Everything but the submission that a result depends on.
    pub(super) key: String,
}

impl Shared {
    pub(super) fn check(&self, job: &Job, deadline: &Deadline) -> Outcome {
        let Entry {
            candidate, input, ..
        } = &job.entry;
        let limits = self.reading.settings.limits();
        let digest =
            prejury_intake::digest(input).or_else(|| prejury_intake::remote_digest(input, &limits));
        let parts = |digest: &str| {
            let parts = [digest, &self.key, candidate, job.entry.own_name()];
            prejury_intake::text_digest(&parts)
        };
        let key = digest.map_or(String::new(), |digest| parts(&digest));
        if let Some((known, result)) = self.known.get(candidate)
            && *known == key
            && !key.is_empty()
            && prejury_intake::exists(&self.files.page(candidate))
            && prejury_intake::exists(&self.files.report(candidate))
        {
            return Outcome::Unchanged(*result);
        }
        match self.read(job, deadline) {
            Ok(rows) => Outcome::Read { key, rows },
            Err(sentence) => {
                // An old report would pass for that of what is there now.
                let _ = self.files.remove(candidate);
                Outcome::Failed(sentence)
            }
        }
    }

    /// Leaves no report of a job that was given up: it would pass for one of what the rows tell.
    pub(super) fn give_up(&self, job: &Job) {
        let mut given_up = job.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        *given_up = true;
        let _ = self.files.remove(&job.entry.candidate);
    }

    /// Reads the submission and writes its reports. The error is a sentence for the user.
    fn read(&self, job: &Job, deadline: &Deadline) -> Result<Vec<Row>, String> {
        let messages =
            super::both_messages(self.reading.catalog, self.reading.lang).ok_or("messages")?;
        let candidate = &job.entry.candidate;
        let report = self.reading.report(&job.entry, &messages[0], deadline)?;
        let options = self.reading.options(&messages[0]);
        let given_up = job.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        if *given_up {
            return Ok(Vec::new());
        }
        self.write(&report, candidate, &options, &messages[1])
            .map_err(|error| {
                let path = self.files.report(candidate).display().to_string();
                let detail = io_error::said(&error, &messages[0]);
                let values = [("path", path.into()), ("detail", detail.into())];
                messages[0].with("cli-error-write", &values)
            })?;
        Ok(rows_of(candidate, &report, self.reading.catalog, &options))
    }

    fn write(
        &self,
        report: &Report,
        candidate: &str,
        options: &Options<'_>,
        other: &Messages,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        json::write(
            std::slice::from_ref(report),
            self.reading.catalog,
            options,
            &mut bytes,
        )?;
        prejury_intake::write_file(&self.files.report(candidate), &bytes)?;
        bytes.clear();
        html::write(
            report,
            self.reading.catalog,
            options,
            other,
            None,
            &mut bytes,
        )?;
        prejury_intake::write_file(&self.files.page(candidate), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use prejury_catalog::Catalog;
    use prejury_core::Lang;
    use prejury_report::Selection;

    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_job_that_was_given_up_leaves_no_report() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        fs::write(input.join("a.py"), "x = 1\n").unwrap();
        fs::create_dir(folder.path().join("reports")).unwrap();
        let reading = Reading {
            catalog: Box::leak(Box::new(Catalog::embedded().unwrap())),
            lang: Lang::En,
            settings: Settings::default(),
            selection: Selection::default(),
            today: "2026-01-01".to_owned(),
            limit: Duration::from_secs(1),
        };
        let shared = Shared {
            reading,
            files: Files::of(folder.path()),
            known: Known::new(),
            key: String::new(),
        };
        let entry = Entry {
            candidate: "Zoé".to_owned(),
            name: None,
            input: input.display().to_string(),
        };
        let given_up = Mutex::new(false);
        let job = Job { entry, given_up };
        assert!(matches!(
            shared.check(&job, &Deadline::default()),
            Outcome::Read { .. }
        ));
        assert!(shared.files.page("Zoé").exists());
        shared.give_up(&job);
        assert!(!shared.files.page("Zoé").exists());
        // The worker goes on, and ends after its time.
        shared.check(&job, &Deadline::default());
        assert!(!shared.files.page("Zoé").exists() && !shared.files.report("Zoé").exists());
    }
}
