//! Where the project's files are, and copies of a fixture outside of the project's own git repository.

use std::fs;
use std::path::{Path, PathBuf};

use prejury_catalog::Catalog;
use prejury_core::{CriterionReport, Report};
use prejury_intake::{Limits, Submission};
use tempfile::TempDir;

use crate::{documents, history};

/// Name of the folder that a fixture is handed in as, unless its history names another one.
const LABEL: &str = "projet";

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap().to_owned()
}

/// Sub-folders of `folder`, sorted by name.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// Last part of a path.
pub(crate) fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The rules inside the binary.
pub(crate) fn catalog() -> Catalog {
    Catalog::embedded().unwrap_or_else(|error| panic!("{error}"))
}

/// A submission on disk that is removed when it is dropped.
pub(crate) struct HandedIn {
    pub(crate) path: PathBuf,
    _removed_on_drop: TempDir,
}

impl HandedIn {
    /// An empty folder to be filled.
    pub(crate) fn empty(label: &str) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join(label);
        fs::create_dir(&path).unwrap();
        Self {
            path,
            _removed_on_drop: temp,
        }
    }

    /// A copy of `fixture`, with the documents that its texts describe and the git history that its `history.toml` tells,
    /// outside of the project's own repository.
    pub(crate) fn of(fixture: &Path) -> Self {
        let staged = Self::empty(LABEL);
        copy(fixture, &staged.path);
        documents::write_all(&staged.path);
        let fixture = &staged.path;
        let history = history::read(fixture);
        let folder = history
            .as_ref()
            .and_then(|history| history.folder.as_deref());
        let handed_in = Self::empty(folder.unwrap_or(LABEL));
        if let Some(history) = &history {
            history.build(fixture, &handed_in.path);
        }
        copy(fixture, &handed_in.path);
        let _ = fs::remove_file(handed_in.path.join(history::FILE));
        let _ = fs::remove_file(handed_in.path.join(".gitkeep"));
        handed_in
    }

    /// Writes one file of it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn input(&self) -> &str {
        self.path.to_str().unwrap()
    }

    pub(crate) fn open(&self) -> Submission {
        prejury_intake::open(self.input(), &Limits::default())
            .unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn check(&self, catalog: &Catalog) -> Report {
        prejury_analysis::check(&self.open(), catalog)
    }
}

/// Copies what `from` holds into `to`. Links are left out: git for Windows turns them into text files.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            fs::create_dir_all(&copied).unwrap();
            copy(&path, &copied);
        } else if kind.is_file() {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

/// What `report` says of a criterion.
pub(crate) fn criterion<'a>(report: &'a Report, code: &str) -> &'a CriterionReport {
    let criteria = report
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria);
    criteria
        .into_iter()
        .find(|criterion| criterion.id.to_string() == code)
        .unwrap_or_else(|| panic!("the report says nothing of {code}"))
}

/// Everything that the report knows of a criterion, for a failure's message.
pub(crate) fn describe(report: &Report, criterion: &CriterionReport) -> String {
    let mut lines = vec![format!(
        "    said: {} (confidence {:.2})",
        criterion.status.as_str(),
        criterion.confidence
    )];
    for evidence in &criterion.evidence {
        let side = if evidence.supports { "for" } else { "against" };
        let excerpt: String = evidence.excerpt.chars().take(90).collect();
        lines.push(format!(
            "    {side} {} {} {}:{:?} {excerpt:?}",
            evidence.signal,
            evidence.strength.as_str(),
            evidence.location.path,
            evidence.location.place,
        ));
    }
    lines.extend(
        criterion
            .missing
            .iter()
            .map(|missing| format!("    missing {}", missing.signal)),
    );
    lines.extend(
        report
            .issues
            .iter()
            .map(|issue| format!("    issue {} {:?} {:?}", issue.code, issue.path, issue.args)),
    );
    lines.join("\n")
}
