//! From what the user named to a `Submission`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use git2::{Oid, Repository};
use prejury_core::Issue;

use crate::archive::{self, Unpacked};
use crate::assemble::{Parts, finish};
use crate::backing::{Pool, Store};
use crate::branches::{self, Branch};
use crate::error::shown;
use crate::git_tree::GitTree;
use crate::left_out::Tally;
use crate::walk::{self, Walked};
use crate::work_tree::{self, Source};
use crate::{
    FileKind, IntakeError, Limits, SourceFile, Submission, Tracking, clone, history, kind, libgit2,
    name, url,
};

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

fn from_url(
    input: &str,
    address: url::Address,
    limits: &Limits,
) -> Result<Submission, IntakeError> {
    let label = url::label(input);
    let local = match &address {
        url::Address::File(url) => url::local_path(url),
        _ => None,
    };
    let failed = |detail| IntakeError::Clone {
        url: url::without_credentials(input),
        detail,
    };
    match clone::clone(input, address, limits) {
        Ok((guard, repository)) => {
            let source = Source {
                guard: Some(guard),
                ..Source::default()
            };
            let elsewhere = branches::elsewhere(&repository, limits);
            from_repository(label, repository, elsewhere, source, limits).map_err(failed)
        }
        // libgit2 copies a repository of this disk whole or not at all; one with missing objects is read where it is.
        Err(error) => {
            let repository = local
                .and_then(|path| {
                    [path.join(".git"), path]
                        .into_iter()
                        .find(|path| is_git_dir(path))
                })
                .and_then(|path| libgit2::open_bare(&path).ok());
            match repository {
                Some(repository) => {
                    let elsewhere = branches::elsewhere(&repository, limits);
                    from_repository(label, repository, elsewhere, Source::default(), limits)
                        .map_err(failed)
                }
                None => Err(error),
            }
        }
    }
}

/// A repository without a work tree: the files are those of HEAD's commit, or of the branch that holds the work in its place.
pub(crate) fn from_repository(
    label: String,
    repository: Repository,
    elsewhere: Option<Branch>,
    source: Source,
    limits: &Limits,
) -> Result<Submission, String> {
    let tip = elsewhere
        .as_ref()
        .filter(|branch| branch.is_instead)
        .map(|branch| branch.tip);
    let (mut history, told) = history::read(&repository, tip, history::Part::default(), limits);
    let mut issues = source.issues;
    issues.extend(told);
    issues.extend(elsewhere.as_ref().map(|branch| match tip {
        Some(_) => branch.read_instead(),
        None => branch.unread(),
    }));
    let head = repository.head().and_then(|head| head.peel_to_commit());
    let read = tip.or(head.ok().map(|commit| commit.id()));
    let walked = read.map(|commit| files_of(&repository, commit, limits));
    let mut files = Vec::new();
    let mut blobs = HashMap::new();
    let mut left_out = source.left_out;
    if let Some(walked) = walked.transpose()? {
        history.submodules = walked
            .issues
            .iter()
            .filter(|issue| issue.code == "git.submodule-absent")
            .filter_map(|issue| issue.path.as_deref().map(str::to_owned))
            .collect();
        history.submodules.sort();
        issues.extend(walked.issues);
        left_out.merge(walked.left_out);
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
            guard: source.guard,
        },
        limits,
    ))
}

/// The files of one commit.
fn files_of(repository: &Repository, commit: Oid, limits: &Limits) -> Result<Walked<Oid>, String> {
    let tree = repository
        .find_commit(commit)
        .map(|commit| commit.tree_id());
    let tree = tree.map_err(|error| error.message().to_owned())?;
    walk::walk(&GitTree { repository }, tree, limits)
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
    work_tree::read(
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
    let source = Source::default();
    if is_git_dir(&real) {
        let label = label_of_git_dir(&real);
        let broken = |detail: String| IntakeError::Repository {
            path: shown(path),
            detail,
        };
        let repository = libgit2::open_bare(&real).map_err(broken)?;
        let elsewhere = branches::elsewhere(&repository, limits);
        return from_repository(label, repository, elsewhere, Source::default(), limits)
            .map_err(broken);
    }
    let label = folder_name(&real);
    // The nearest repository above, as git itself looks for it.
    for root in real.ancestors() {
        if has_repository(root) {
            let below = real.strip_prefix(root).unwrap_or(Path::new(""));
            let folder: String = below
                .iter()
                .map(|part| format!("{}/", name::shown_os(part)))
                .collect();
            return work_tree::read(label, root, &folder, &real, source, limits);
        }
    }
    work_tree::read(label, &real, "", &real, source, limits)
}

/// True when `.git` of a folder is more than an empty folder, which git passes over as well.
fn has_repository(root: &Path) -> bool {
    let git = root.join(".git");
    fs::symlink_metadata(&git)
        .is_ok_and(|metadata| !metadata.is_dir() || fs::symlink_metadata(git.join("HEAD")).is_ok())
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

/// A notebook or a script by itself.
fn from_file(path: &Path, size: u64, limits: &Limits) -> Result<Submission, IntakeError> {
    let real = path
        .canonicalize()
        .map_err(|error| IntakeError::unreadable(path, error))?;
    let label = folder_name(path);
    let kind = match kind::by_name(&label) {
        Some(kind @ (FileKind::Notebook | FileKind::Python)) => kind,
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
