//! Archives, and archives inside them, unpacked into a temporary folder that nothing leaves.

mod sink;
mod tarball;
mod zipped;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use prejury_core::Issue;
use tempfile::TempDir;

use crate::error::shown;
use crate::left_out::Tally;
use crate::{IntakeError, Limits};
use sink::Sink;

/// Forms of archives that are unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    Zip,
    Tar,
    TarGz,
}

/// The form that a name tells, and the name without it.
pub(crate) fn form(name: &str) -> Option<(Form, &str)> {
    const FORMS: [(&str, Form); 4] = [
        (".zip", Form::Zip),
        (".tar.gz", Form::TarGz),
        (".tgz", Form::TarGz),
        (".tar", Form::Tar),
    ];
    FORMS.iter().find_map(|(ending, form)| {
        let at = name.len().checked_sub(ending.len())?;
        let tail = name.get(at..)?;
        (tail.eq_ignore_ascii_case(ending) && at > 0).then(|| (*form, &name[..at]))
    })
}

/// An unpacked archive.
pub(crate) struct Unpacked {
    pub(crate) guard: TempDir,
    /// The folder that holds the hand-in.
    pub(crate) root: PathBuf,
    pub(crate) issues: Vec<Issue>,
    pub(crate) left_out: Tally,
}

/// Unpacks the archive `path`, then each archive found in it into a folder of its name.
pub(crate) fn unpack(path: &Path, form: Form, limits: &Limits) -> Result<Unpacked, IntakeError> {
    let guard = tempfile::Builder::new()
        .prefix("prejury-")
        .tempdir()
        .map_err(IntakeError::temporary)?;
    let mut sink = Sink::new(guard.path().to_owned(), limits);
    let file = File::open(path).map_err(|error| IntakeError::unreadable(path, error))?;
    unpack_into(&mut sink, file, form).map_err(|detail| IntakeError::BrokenArchive {
        path: shown(path),
        detail,
    })?;
    let inner_folders = inner_archives(&mut sink);
    let root = only_folder(guard.path(), &inner_folders).unwrap_or_else(|| guard.path().to_owned());
    let (mut issues, mut left_out) = sink.finish();
    // Paths of the issues follow the root.
    if let Some(name) = root
        .strip_prefix(guard.path())
        .ok()
        .and_then(Path::to_str)
        .filter(|name| !name.is_empty())
    {
        let prefix = format!("{name}/");
        left_out = left_out.below(&prefix);
        for issue in &mut issues {
            if let Some(below) = issue
                .path
                .as_deref()
                .and_then(|path| path.strip_prefix(&prefix))
            {
                issue.path = Some(below.into());
            }
        }
    }
    Ok(Unpacked {
        guard,
        root,
        issues,
        left_out,
    })
}

fn unpack_into(sink: &mut Sink<'_>, file: File, form: Form) -> Result<(), String> {
    match form {
        Form::Zip => zipped::unpack(sink, file),
        Form::Tar => tarball::unpack(sink, file),
        Form::TarGz => tarball::unpack_gzip(sink, file),
    }
}

/// Unpacks the archives that the archive held, one level only; gives the folders made for them.
fn inner_archives(sink: &mut Sink<'_>) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut found = sink.take_archives();
    found.sort();
    for (path, form) in found {
        let real = sink.real(&path);
        let Some(folder) = free_folder(sink, &path) else {
            continue;
        };
        let Ok(file) = File::open(&real) else {
            continue;
        };
        sink.enter(&folder);
        let result = unpack_into(sink, file, form);
        sink.leave();
        match result {
            Ok(()) => {
                // Its content stands for it; a copy that cannot be removed would only be listed as an archive.
                let _ = fs::remove_file(&real);
                folders.push(sink.real(&folder));
            }
            Err(detail) => sink.issue(Issue::at(path, "archive.broken").with("detail", detail)),
        }
        for (nested, _) in sink.take_archives() {
            sink.issue(Issue::at(nested, "archive.nested"));
        }
    }
    folders
}

/// A folder named after an archive that does not exist yet.
fn free_folder(sink: &Sink<'_>, path: &str) -> Option<String> {
    let (_, stem) = form(path)?;
    (1..100)
        .map(|number| {
            if number == 1 {
                stem.to_owned()
            } else {
                format!("{stem} ({number})")
            }
        })
        .find(|folder| fs::symlink_metadata(sink.real(folder)).is_err())
}

/// The single folder that an archive was made of (`repository-main/`), which is the hand-in itself.
fn only_folder(root: &Path, inner: &[PathBuf]) -> Option<PathBuf> {
    let mut folder = None;
    for entry in fs::read_dir(root).ok()?.flatten() {
        let name = entry.file_name();
        if name == ".DS_Store" {
            continue;
        }
        if folder.is_some()
            || name == ".git"
            || !entry.file_type().ok()?.is_dir()
            || inner.contains(&entry.path())
        {
            return None;
        }
        folder = Some(entry.path());
    }
    folder
}
