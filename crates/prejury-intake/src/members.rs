//! The submissions of a cohort that one folder or one archive holds.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::archive::{self, Unpacked};
use crate::error::shown;
use crate::{FileKind, IntakeError, Limits, kind, name};

/// Submissions in the order of their names. What an archive held lies in a temporary folder for as long as this lives.
#[derive(Debug)]
pub struct Members {
    pub members: Vec<Member>,
    guard: Option<TempDir>,
}

impl Members {
    /// Whether one of them lies in a folder that goes with this value.
    pub fn are_temporary(&self) -> bool {
        self.guard.as_ref().is_some_and(|guard| {
            let mut members = self.members.iter();
            members.any(|member| member.path.starts_with(guard.path()))
        })
    }
}

/// One submission: the name that its folder or archive has, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub label: String,
    pub path: PathBuf,
}

/// The submissions of a folder or archive: each folder and each archive in it. One that holds a repository, a notebook or a
/// script itself is a submission and not a cohort.
pub fn members(input: &str, limits: &Limits) -> Result<Members, IntakeError> {
    let path = Path::new(input);
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => IntakeError::NotFound { path: shown(path) },
        _ => IntakeError::unreadable(path, error),
    })?;
    if metadata.is_dir() {
        return Ok(Members {
            members: of_folder(path, path)?,
            guard: None,
        });
    }
    let Some((form, _)) = archive::form(input).filter(|_| metadata.is_file()) else {
        return Err(IntakeError::Unsupported { path: shown(path) });
    };
    let Unpacked { guard, root, .. } = archive::unpack(path, form, limits)?;
    Ok(Members {
        members: of_folder(&root, path)?,
        guard: Some(guard),
    })
}

/// `origin` is the submission when `folder` turns out to be one.
fn of_folder(folder: &Path, origin: &Path) -> Result<Vec<Member>, IntakeError> {
    let refused = |error| IntakeError::unreadable(origin, error);
    let mut members = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let label = name::shown_os(&entry.file_name());
        let file_type = entry.file_type().map_err(refused)?;
        let is_work = matches!(
            kind::by_name(&label),
            Some(FileKind::Notebook | FileKind::Python)
        );
        if label == ".git" || (file_type.is_file() && is_work) {
            let real = origin.canonicalize().map_err(refused)?;
            let label = real
                .file_name()
                .map_or_else(|| shown(&real), name::shown_os);
            let label = stem(&label);
            return Ok(vec![Member {
                label,
                path: origin.to_owned(),
            }]);
        }
        // Hidden folders are settings of tools, and archives of macOS bring one along.
        if label.starts_with('.') || label == "__MACOSX" {
            continue;
        }
        if file_type.is_dir() || (file_type.is_file() && archive::form(&label).is_some()) {
            members.push(Member {
                label: stem(&label),
                path: entry.path(),
            });
        }
    }
    members.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(members)
}

fn stem(label: &str) -> String {
    archive::form(label)
        .map_or(label, |(_, stem)| stem)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_archives_are_members_and_the_rest_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["b", "a", ".cache", "__MACOSX"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::write(at("c.zip"), "no archive").unwrap();
        fs::write(at("notes.pdf"), "x").unwrap();
        let found = members(&shown(folder.path()), &Limits::default()).unwrap();
        let labels: Vec<&str> = found.members.iter().map(|member| &*member.label).collect();
        assert_eq!(labels, ["a", "b", "c"]);
        fs::write(at("a/main.py"), "x = 1\n").unwrap();
        let one = members(&shown(&at("a")), &Limits::default()).unwrap();
        assert_eq!(one.members.len(), 1);
        assert_eq!(one.members[0].label, "a");
        assert!(members(&shown(&at("gone")), &Limits::default()).is_err());
    }
}
