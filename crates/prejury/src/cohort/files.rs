//! The output folder of a cohort: what lies where in it.

use std::path::{Path, PathBuf};

use prejury_cohort::{Store, StoreError, StoreTrouble, file_stem};
use prejury_report::cohort::{Overview, write_page, write_rows, write_workbook};

use crate::context::Context;
use crate::io_error;

/// Paths of one output folder.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    /// Those of a folder, which need not be there.
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Makes the folder; when that fails, it has been said.
    pub(crate) fn make(folder: &Path, context: &Context) -> Option<Self> {
        let files = Self::of(folder);
        let made = prejury_intake::make_folder(&files.reports());
        made.map_err(|error| cannot_write(folder, &error, context))
            .ok()?;
        Some(files)
    }

    /// The folder of an earlier run; when there is none, it has been said.
    pub(crate) fn existing(folder: &Path, context: &Context) -> Option<Self> {
        let files = Self::of(folder);
        if !prejury_intake::exists(&files.database()) {
            let values = [("path", folder.display().to_string().into())];
            context.complain("cohort-no-run", &values);
            return None;
        }
        Some(files)
    }

    pub(crate) fn index(&self) -> PathBuf {
        self.folder.join("index.html")
    }

    fn database(&self) -> PathBuf {
        self.folder.join("cohort.sqlite")
    }

    fn reports(&self) -> PathBuf {
        self.folder.join("reports")
    }

    pub(crate) fn page(&self, candidate: &str) -> PathBuf {
        self.reports()
            .join(format!("{}.html", file_stem(candidate)))
    }

    pub(crate) fn report(&self, candidate: &str) -> PathBuf {
        self.reports()
            .join(format!("{}.json", file_stem(candidate)))
    }

    /// The store of the folder; when it cannot be opened, that has been said.
    pub(crate) fn store(&self, context: &Context) -> Option<Store> {
        let opened = Store::open(&self.database());
        opened.map_err(|error| self.says(&error, context)).ok()
    }

    pub(crate) fn says(&self, error: &StoreError, context: &Context) {
        let detail = match StoreTrouble::of(error) {
            Some(StoreTrouble::Busy) => context.messages.text("cohort-store-busy"),
            Some(StoreTrouble::NoDatabase) => context.messages.text("cohort-store-damaged"),
            Some(StoreTrouble::Newer) => context.messages.text("cohort-store-newer"),
            Some(StoreTrouble::NotAllowed) => context.messages.text("io-not-allowed"),
            Some(StoreTrouble::Full) => context.messages.text("io-full"),
            None => error.to_string(),
        };
        let values = [
            ("path", self.database().display().to_string().into()),
            ("detail", detail.into()),
        ];
        context.complain("cohort-store", &values);
    }

    /// Removes the reports of a candidate.
    pub(crate) fn remove(&self, candidate: &str) -> std::io::Result<()> {
        prejury_intake::remove_file(&self.page(candidate))?;
        prejury_intake::remove_file(&self.report(candidate))
    }

    /// Whether an earlier run wrote what `write_all` writes.
    pub(crate) fn are_written(&self) -> bool {
        let names = ["cohort.jsonl", "cohort.xlsx", "index.html"];
        let mut paths = names.iter().map(|name| self.folder.join(name));
        paths.all(|path| prejury_intake::exists(&path))
    }

    /// Writes index, workbook and rows of a run.
    pub(crate) fn write_all(&self, store: &Store, run: i64, context: &Context) -> Option<()> {
        let candidates = store.candidates(run);
        let candidates = candidates
            .map_err(|error| self.says(&error, context))
            .ok()?;
        let mut overview = Overview::default();
        let path = self.folder.join("cohort.jsonl");
        let written = prejury_intake::write_file_with(&path, |out| {
            for (name, result) in &candidates {
                let rows = store.rows(name, *result).map_err(std::io::Error::other)?;
                write_rows(&rows, out)?;
                let page = prejury_intake::exists(&self.page(name))
                    .then(|| format!("reports/{}.html", file_stem(name)));
                overview.add(name, page, &rows);
            }
            Ok(())
        });
        written
            .map_err(|error| cannot_write(&path, &error, context))
            .ok()?;
        let messages = super::both_messages(&context.catalog, context.messages.lang())?;
        let mut bytes = Vec::new();
        let path = self.folder.join("cohort.xlsx");
        let written = write_workbook(&overview, &context.catalog, &messages[0], &mut bytes)
            .and_then(|()| prejury_intake::write_file(&path, &bytes));
        written
            .map_err(|error| cannot_write(&path, &error, context))
            .ok()?;
        bytes.clear();
        let both = [&messages[0], &messages[1]];
        let written = write_page(&overview, &context.catalog, both, &mut bytes)
            .and_then(|()| prejury_intake::write_file(&self.index(), &bytes));
        written
            .map_err(|error| cannot_write(&self.index(), &error, context))
            .ok()
    }
}

pub(crate) fn cannot_write(path: &Path, error: &std::io::Error, context: &Context) {
    let values = [
        ("path", path.display().to_string().into()),
        ("detail", io_error::said(error, &context.messages).into()),
    ];
    context.complain("cli-error-write", &values);
}
