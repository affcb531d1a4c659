//! A folder on disk with the repository that it belongs to, holds, or has nothing to do with.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use git2::Repository;
use prejury_core::Issue;
use tempfile::TempDir;

use crate::assemble::{Parts, finish};
use crate::backing::Store;
use crate::branches::{self, Branch};
use crate::error::shown;
use crate::folder::{Folder, Tracked};
use crate::history::{self, Part};
use crate::left_out::Tally;
use crate::open::from_repository;
use crate::walk::{self, Walked};
use crate::{FileKind, IntakeError, Limits, SourceFile, Submission, libgit2};

/// What is known of a folder or a repository before it is walked.
#[derive(Default)]
pub(crate) struct Source {
    pub(crate) guard: Option<TempDir>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) left_out: Tally,
}

/// Walks `start`. `repository_root` is the folder that may hold its repository, `folder` the path from there to `start`.
pub(crate) fn read(
    label: String,
    repository_root: &Path,
    folder: &str,
    start: &Path,
    source: Source,
    limits: &Limits,
) -> Result<Submission, IntakeError> {
    let Source {
        guard,
        mut issues,
        mut left_out,
    } = source;
    let inside = guard.as_ref().map(TempDir::path);
    let mut git = repository_at(repository_root, folder, "", inside, &mut issues);
    let elsewhere = git
        .as_ref()
        .filter(|_| folder.is_empty())
        .and_then(|git| branches::elsewhere(git.repository(), limits));
    // A repository whose files were never checked out (only `.git` was handed in).
    if let Some(git) = &git
        && folder.is_empty()
        && only_git(start)
        && (has_commit(git.repository()) || elsewhere.is_some())
    {
        let source = Source {
            guard,
            issues,
            left_out,
        };
        return without_files(label, git.repository(), elsewhere, start, source, limits);
    }
    // A repository above that knows nothing of this folder is somebody else's.
    if !folder.is_empty() && git.as_ref().is_some_and(Tracked::is_empty) {
        git = None;
    }
    let walk = |git: Option<&Tracked>| {
        walk::walk(&Folder { git }, start.to_owned(), limits)
            .map_err(|detail| IntakeError::unreadable(start, detail))
    };
    let mut walked = walk(git.as_ref())?;
    let mut nested = std::mem::take(&mut walked.repositories);
    let mut part = Part {
        folder: folder.trim_end_matches('/'),
        inside: "",
    };
    let main;
    if git.is_none()
        && let Some(at) = main_repository(&nested, &walked)
    {
        let (below, dot_git) = nested.remove(at);
        let root = dot_git.parent().unwrap_or(start).to_owned();
        git = repository_at(&root, "", &below, inside, &mut issues);
        if git.is_some() {
            walked = walk(git.as_ref())?;
            main = below;
            part = Part {
                folder: "",
                inside: &main,
            };
        }
    }
    // Neither HEAD nor the disk holds any work.
    if let Some(git) = &git
        && elsewhere.as_ref().is_some_and(|branch| branch.is_instead)
        && branches::is_bare(walked.files.iter().map(|(file, _)| file))
    {
        let source = Source {
            guard,
            issues,
            left_out,
        };
        return without_files(label, git.repository(), elsewhere, start, source, limits);
    }
    issues.extend(elsewhere.map(|branch| branch.unread()));
    let used: Vec<String> = git.iter().flat_map(|git| git.submodules.clone()).collect();
    for (below, _) in nested
        .into_iter()
        .filter(|(below, _)| !used.contains(below))
    {
        issues.push(Issue::at(below, "git.other-repository"));
    }
    let mut history = None;
    if let Some(git) = &git {
        let (mut read, told) = history::read(git.repository(), None, part, limits);
        issues.extend(told);
        issues.extend(absent(git, &walked));
        read.submodules.clone_from(&git.submodules);
        history = Some(read);
    }
    let Walked {
        files: found,
        issues: told,
        left_out: counted,
        ..
    } = walked;
    issues.extend(told);
    left_out.merge(counted);
    let mut paths = HashMap::new();
    let mut files = Vec::new();
    for (file, real) in found {
        paths.insert(file.path.clone(), real);
        files.push(file);
    }
    Ok(finish(
        Parts {
            label,
            files,
            history,
            issues,
            left_out,
            store: Store::Disk(paths),
            guard,
        },
        limits,
    ))
}

/// Reads a repository from its objects, whatever lies on the disk beside them.
fn without_files(
    label: String,
    repository: &Repository,
    elsewhere: Option<Branch>,
    start: &Path,
    source: Source,
    limits: &Limits,
) -> Result<Submission, IntakeError> {
    let bare = libgit2::open_bare(repository.path());
    bare.and_then(|repository| from_repository(label, repository, elsewhere, source, limits))
        .map_err(|detail| IntakeError::Repository {
            path: shown(start),
            detail,
        })
}

/// The repository below a folder without git that is the candidate's own (a project unpacked into the folder): the one that
/// holds most of the code. A library cloned beside it is not.
fn main_repository(nested: &[(String, PathBuf)], walked: &Walked<PathBuf>) -> Option<usize> {
    let is_code = |file: &SourceFile| matches!(file.kind, FileKind::Notebook | FileKind::Python);
    let code: Vec<&str> = walked
        .files
        .iter()
        .filter(|(file, _)| is_code(file))
        .map(|(file, _)| &*file.path)
        .collect();
    let held = |folder: &str| {
        let inside = format!("{folder}/");
        code.iter().filter(|path| path.starts_with(&inside)).count()
    };
    let best = nested
        .iter()
        .map(|(folder, _)| held(folder))
        .enumerate()
        .rev()
        .max_by_key(|(_, count)| *count);
    best.filter(|(_, count)| *count > 0 && count * 2 >= code.len())
        .map(|(at, _)| at)
}

/// The repository whose work tree is `root`, when there is one that can be read. `within` is the folder that it may not leave.
fn repository_at(
    root: &Path,
    folder: &str,
    below: &str,
    within: Option<&Path>,
    issues: &mut Vec<Issue>,
) -> Option<Tracked> {
    let metadata = fs::symlink_metadata(root.join(".git")).ok()?;
    let place = if below.is_empty() {
        ".git".to_owned()
    } else {
        format!("{below}/.git")
    };
    if metadata.is_symlink() {
        issues.push(Issue::at(place, "file.symlink"));
        return None;
    }
    let mut told = |detail: String| {
        issues.push(Issue::at(place.as_str(), "git.unreadable").with("detail", detail))
    };
    // In an archive, a `.git` file could name any repository of the evaluator's disk.
    if within.is_some() && metadata.is_file() {
        told("a link to another folder".to_owned());
        return None;
    }
    let opened = libgit2::open_work_tree(root)
        .and_then(|repository| Tracked::new(repository, root.to_owned(), folder, below));
    opened.map_err(&mut told).ok()
}

fn only_git(folder: &Path) -> bool {
    fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().all(|entry| entry.file_name() == ".git"))
}

fn has_commit(repository: &Repository) -> bool {
    repository
        .head()
        .is_ok_and(|head| head.peel_to_tree().is_ok())
}

/// Files and submodules that git tracks and the disk does not hold.
fn absent(git: &Tracked, walked: &Walked<PathBuf>) -> Vec<Issue> {
    let pruned = |path: &str| {
        path.match_indices('/')
            .any(|(at, _)| walked.pruned.contains(&path[..at]))
    };
    let mut issues: Vec<Issue> = git
        .paths()
        .into_iter()
        .filter(|path| !walked.met.contains(*path) && !pruned(path))
        .map(|path| Issue::at(path, "file.missing"))
        .collect();
    for submodule in &git.submodules {
        let inside = format!("{submodule}/");
        if !walked.met.iter().any(|path| path.starts_with(&inside)) {
            issues.push(Issue::at(submodule.as_str(), "git.submodule-absent"));
        }
    }
    issues
}
