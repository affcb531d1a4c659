//! From what the user named to a `Submission`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use git2::Repository;
use prejury_core::Issue;
use tempfile::TempDir;

use crate::archive::{self, Unpacked};
use crate::backing::{Backing, Pool, Store};
use crate::error::shown;
use crate::folder::{Folder, Tracked};
use crate::git_tree::GitTree;
use crate::left_out::Tally;
use crate::walk::{self, Walked};
use crate::{
    History, IntakeError, Limits, SourceFile, Submission, Tracking, clone, history, kind, libgit2,
    name, url,
};

/// Issues of one code that are told one by one; the rest is counted.
const MOST_ALIKE: usize = 100;

/// Opens a folder, an archive, a notebook, a script or a git address.
pub fn open(input: &str, limits: &Limits) -> Result<Submission, IntakeError> {
    let path = Path::new(input);
    let Ok(metadata) = fs::metadata(path) else {
        return match url::parse(input) {
            Some(address) => from_url(input, address?, limits),
            None => Err(missing(path)),
        };
    };
    if metadata.is_dir() {
        from_folder(path, limits)
    } else if let Some((form, _)) = archive::form(input)
        && metadata.is_file()
    {
        from_archive(path, form, limits)
    } else if metadata.is_file() {
        from_file(path, metadata.len(), limits)
    } else {
        Err(IntakeError::Unsupported { path: shown(path) })
    }
}

/// A path that cannot be looked at is not always one that does not exist.
fn missing(path: &Path) -> IntakeError {
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            IntakeError::unreadable(path, error)
        }
        _ => IntakeError::NotFound { path: shown(path) },
    }
}

/// Everything that `finish` puts together.
struct Parts {
    label: String,
    files: Vec<SourceFile>,
    history: Option<History>,
    issues: Vec<Issue>,
    left_out: Tally,
    store: Store,
    guard: Option<TempDir>,
}

fn finish(parts: Parts, limits: &Limits) -> Submission {
    let mut issues = parts.issues;
    if parts.files.is_empty() {
        issues.push(Issue::new("submission.empty"));
    }
    Submission {
        label: parts.label,
        files: parts.files,
        history: parts.history,
        issues: in_order(issues),
        left_out: parts.left_out.into_left_out(),
        backing: Backing {
            store: parts.store,
            file_bytes: limits.file_bytes,
            _guard: parts.guard,
        },
    }
}

/// Sorted, without doubles, and with a bounded number of each code.
fn in_order(mut issues: Vec<Issue>) -> Vec<Issue> {
    issues.sort();
    issues.dedup();
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    let mut more: Vec<Issue> = Vec::new();
    issues.retain(|issue| {
        let count = counts.entry(issue.code).or_default();
        *count += 1;
        *count <= MOST_ALIKE
    });
    let mut counts: Vec<(&'static str, usize)> = counts.into_iter().collect();
    counts.sort_unstable();
    for (code, count) in counts {
        if count > MOST_ALIKE {
            more.push(
                Issue::new("issues.more")
                    .with("code", code)
                    .with("count", count - MOST_ALIKE),
            );
        }
    }
    issues.extend(more);
    issues.sort();
    issues
}

fn from_url(
    input: &str,
    address: url::Address,
    limits: &Limits,
) -> Result<Submission, IntakeError> {
    let label = url::label(input);
    let (guard, repository) = clone::clone(input, address, limits)?;
    from_repository(label, repository, Some(guard), limits).map_err(|detail| IntakeError::Clone {
        url: url::without_credentials(input),
        detail,
    })
}

/// A repository without a work tree: the files are those of HEAD's commit.
fn from_repository(
    label: String,
    repository: Repository,
    guard: Option<TempDir>,
    limits: &Limits,
) -> Result<Submission, String> {
    let (mut history, mut issues) = history::read(&repository, "", limits);
    let tree = repository
        .head()
        .ok()
        .and_then(|head| head.peel_to_tree().ok())
        .map(|tree| tree.id());
    let mut files = Vec::new();
    let mut blobs = HashMap::new();
    let mut left_out = Tally::default();
    if let Some(tree) = tree {
        let walked = walk::walk(
            &GitTree {
                repository: &repository,
            },
            tree,
            limits,
        )?;
        history.submodules = walked
            .issues
            .iter()
            .filter(|issue| issue.code == "git.submodule-absent")
            .filter_map(|issue| issue.path.as_deref().map(str::to_owned))
            .collect();
        history.submodules.sort();
        issues.extend(walked.issues);
        left_out = walked.left_out;
        for (file, id) in walked.files {
            blobs.insert(file.path.clone(), id);
            files.push(file);
        }
    }
    let store = Store::Git {
        blobs,
        repositories: Pool::new(repository),
    };
    Ok(finish(
        Parts {
            label,
            files,
            history: Some(history),
            issues,
            left_out,
            store,
            guard,
        },
        limits,
    ))
}

fn from_archive(
    path: &Path,
    form: archive::Form,
    limits: &Limits,
) -> Result<Submission, IntakeError> {
    let label = folder_name(path);
    let Unpacked {
        guard,
        root,
        issues,
        left_out,
    } = archive::unpack(path, form, limits)?;
    let real = root.canonicalize().map_err(IntakeError::temporary)?;
    from_work_tree(
        label,
        &real,
        "",
        &real,
        Source {
            guard: Some(guard),
            issues,
            left_out,
        },
        limits,
    )
}

fn from_folder(path: &Path, limits: &Limits) -> Result<Submission, IntakeError> {
    let real = path
        .canonicalize()
        .map_err(|error| IntakeError::unreadable(path, error))?;
    let source = Source {
        guard: None,
        issues: Vec::new(),
        left_out: Tally::default(),
    };
    if is_git_dir(&real) {
        let label = label_of_git_dir(&real);
        let broken = |detail: String| IntakeError::Repository {
            path: shown(path),
            detail,
        };
        let repository = libgit2::open_bare(&real).map_err(broken)?;
        return from_repository(label, repository, None, limits).map_err(broken);
    }
    let label = folder_name(&real);
    // The nearest repository above, as git itself looks for it.
    for root in real.ancestors() {
        if fs::symlink_metadata(root.join(".git")).is_ok() {
            let below = real.strip_prefix(root).unwrap_or(Path::new(""));
            let folder: String = below
                .iter()
                .map(|part| format!("{}/", name::shown_os(part)))
                .collect();
            return from_work_tree(label, root, &folder, &real, source, limits);
        }
    }
    from_work_tree(label, &real, "", &real, source, limits)
}

/// True for a bare repository, and for the `.git` folder of another.
fn is_git_dir(folder: &Path) -> bool {
    let is = |name: &str, wanted: fn(&fs::Metadata) -> bool| {
        fs::symlink_metadata(folder.join(name)).is_ok_and(|metadata| wanted(&metadata))
    };
    is("HEAD", fs::Metadata::is_file)
        && is("objects", fs::Metadata::is_dir)
        && is("refs", fs::Metadata::is_dir)
}

fn label_of_git_dir(folder: &Path) -> String {
    let name = folder_name(folder);
    match name.as_str() {
        ".git" => folder.parent().map_or(name, folder_name),
        _ => name
            .strip_suffix(".git")
            .map_or(name.clone(), str::to_owned),
    }
}

fn folder_name(path: &Path) -> String {
    path.file_name().map_or_else(|| shown(path), name::shown_os)
}

/// What is known of a folder before it is walked.
struct Source {
    guard: Option<TempDir>,
    issues: Vec<Issue>,
    left_out: Tally,
}

/// Walks `start`. `repository_root` is the folder that may hold its repository, `folder` the path from there to `start`.
fn from_work_tree(
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
    // A repository whose files were never checked out (only `.git` was handed in).
    if git
        .as_ref()
        .is_some_and(|git| folder.is_empty() && only_git(start) && has_commit(git.repository()))
    {
        let bare = libgit2::open_bare(&start.join(".git"));
        return bare
            .and_then(|repository| from_repository(label, repository, guard, limits))
            .map_err(|detail| IntakeError::Repository {
                path: shown(start),
                detail,
            });
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
    let mut nested = std::mem::take(&mut walked.repositories).into_iter();
    let mut history_folder = folder.trim_end_matches('/').to_owned();
    if git.is_none() {
        // A project unpacked or copied into the folder: its repository is the candidate's.
        for (below, dot_git) in nested.by_ref() {
            let root = dot_git.parent().unwrap_or(start).to_owned();
            git = repository_at(&root, "", &below, inside, &mut issues);
            if git.is_some() {
                walked = walk(git.as_ref())?;
                history_folder.clear();
                break;
            }
        }
    }
    let used: Vec<String> = git.iter().flat_map(|git| git.submodules.clone()).collect();
    for (below, _) in nested.filter(|(below, _)| !used.contains(below)) {
        issues.push(Issue::at(below, "git.other-repository"));
    }
    let mut history = None;
    if let Some(git) = &git {
        let (mut read, told) = history::read(git.repository(), &history_folder, limits);
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

/// A notebook or a script by itself.
fn from_file(path: &Path, size: u64, limits: &Limits) -> Result<Submission, IntakeError> {
    let real = path
        .canonicalize()
        .map_err(|error| IntakeError::unreadable(path, error))?;
    let label = folder_name(path);
    let kind = match kind::by_name(&label) {
        Some(kind @ (crate::FileKind::Notebook | crate::FileKind::Python)) => kind,
        _ => return Err(IntakeError::Unsupported { path: shown(path) }),
    };
    fs::File::open(&real).map_err(|error| IntakeError::unreadable(path, error))?;
    let file = SourceFile {
        path: label.as_str().into(),
        kind,
        size,
        tracking: Tracking::NoGit,
    };
    let mut issues = Vec::new();
    if size > limits.file_bytes {
        issues.push(walk::too_large(file.path.clone(), size, limits.file_bytes));
    } else if size == 0 {
        issues.push(Issue::at(file.path.clone(), "file.empty"));
    }
    let store = Store::Disk(HashMap::from([(file.path.clone(), real)]));
    let parts = Parts {
        label,
        files: vec![file],
        history: None,
        issues,
        left_out: Tally::default(),
        store,
        guard: None,
    };
    Ok(finish(parts, limits))
}
