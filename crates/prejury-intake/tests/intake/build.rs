//! Builders of folders, repositories and archives, and short questions about a submission.

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Repository, Signature, Time};
use prejury_core::Issue;
use prejury_intake::{Limits, SourceFile, Submission};
use tempfile::TempDir;

/// A temporary folder with files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

pub(crate) fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

pub(crate) fn repository(files: &[(&str, &str)]) -> (TempDir, Repository) {
    let folder = folder(files);
    let repository = Repository::init(folder.path()).unwrap();
    repository
        .config()
        .unwrap()
        .set_str("user.name", "unused")
        .unwrap();
    (folder, repository)
}

/// Commits everything in the work tree; `at` is the time in seconds.
pub(crate) fn commit(repository: &Repository, message: &str, at: i64) -> git2::Oid {
    let mut index = repository.index().unwrap();
    index
        .add_all(["*"], git2::IndexAddOption::FORCE, None)
        .unwrap();
    index.update_all(["*"], None).unwrap();
    index.write().unwrap();
    commit_index(repository, message, at)
}

/// Commits the index as it is.
pub(crate) fn commit_index(repository: &Repository, message: &str, at: i64) -> git2::Oid {
    let tree = repository
        .find_tree(repository.index().unwrap().write_tree().unwrap())
        .unwrap();
    let who = Signature::new("Zoé Ada", "zoe@example.org", &Time::new(at, 60)).unwrap();
    let parent = repository
        .head()
        .ok()
        .and_then(|head| head.peel_to_commit().ok());
    let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
    repository
        .commit(Some("HEAD"), &who, &who, message, &tree, &parents)
        .unwrap()
}

/// Place of a loose object.
pub(crate) fn object(repository: &Repository, id: git2::Oid) -> PathBuf {
    let id = id.to_string();
    repository
        .path()
        .join("objects")
        .join(&id[..2])
        .join(&id[2..])
}

pub(crate) fn open(path: &Path) -> Submission {
    open_with(path, &Limits::default())
}

pub(crate) fn open_with(path: &Path, limits: &Limits) -> Submission {
    prejury_intake::open(path.to_str().unwrap(), limits).unwrap()
}

pub(crate) fn paths(submission: &Submission) -> Vec<&str> {
    submission.files.iter().map(|file| &*file.path).collect()
}

pub(crate) fn file<'s>(submission: &'s Submission, path: &str) -> &'s SourceFile {
    submission
        .files
        .iter()
        .find(|file| &*file.path == path)
        .unwrap_or_else(|| panic!("{path}: {submission:?}"))
}

pub(crate) fn text(submission: &Submission, path: &str) -> String {
    String::from_utf8(submission.read(file(submission, path)).unwrap()).unwrap()
}

/// Codes of the issues, each with its path.
pub(crate) fn issues(submission: &Submission) -> Vec<(&'static str, Option<&str>)> {
    submission
        .issues
        .iter()
        .map(|issue| (issue.code, issue.path.as_deref()))
        .collect()
}

pub(crate) fn issue<'s>(submission: &'s Submission, code: &str) -> &'s Issue {
    submission
        .issues
        .iter()
        .find(|issue| issue.code == code)
        .unwrap_or_else(|| panic!("{code}: {:?}", submission.issues))
}

/// Reasons of what was left out, each with its count.
pub(crate) fn left_out(submission: &Submission) -> Vec<(&'static str, usize)> {
    submission
        .left_out
        .iter()
        .map(|left| (left.reason, left.files))
        .collect()
}
