//! Files of a folder on disk, with what git says of them.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use git2::Repository;

use crate::name;
use crate::walk::{Entry, EntryKind, Standing, Tree};

/// A folder. Nothing is opened but what a walk asks for, and links are seen as links.
pub(crate) struct Folder<'g> {
    pub(crate) git: Option<&'g Tracked>,
}

impl Tree for Folder<'_> {
    type Node = PathBuf;

    fn list(&self, folder: &PathBuf) -> Result<Vec<Entry<PathBuf>>, String> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder).map_err(said)? {
            let entry = entry.map_err(said)?;
            // The listing itself tells the kind, without another call to the system on usual disks.
            let kind = match entry.file_type() {
                Ok(kind) if kind.is_symlink() => EntryKind::Link,
                Ok(kind) if kind.is_dir() => EntryKind::Folder,
                Ok(kind) if kind.is_file() => EntryKind::File,
                _ => EntryKind::Special,
            };
            entries.push(Entry {
                name: name::shown_os(&entry.file_name()),
                kind,
                node: entry.path(),
            });
        }
        Ok(entries)
    }

    fn size(&self, file: &PathBuf) -> Result<Option<u64>, String> {
        match fs::symlink_metadata(file) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(said(error)),
        }
    }

    fn head(&self, file: &PathBuf, bytes: usize) -> Result<Vec<u8>, String> {
        let mut start = Vec::with_capacity(bytes);
        fs::File::open(file)
            .map_err(said)?
            .take(bytes as u64)
            .read_to_end(&mut start)
            .map_err(said)?;
        Ok(start)
    }

    fn standing(&self, path: &str, node: &PathBuf, folder: bool) -> Standing {
        self.git
            .map_or(Standing::NoGit, |git| git.standing(path, node, folder))
    }
}

fn said(error: std::io::Error) -> String {
    error.to_string()
}

/// What the index of a repository says of a folder of its work tree. Shown paths below that folder are the keys, because a
/// disk may hold a name in another Unicode form than the index.
pub(crate) struct Tracked {
    repository: Repository,
    root: PathBuf,
    /// Shown path of the tracked folder inside the walked one, with a slash, when the repository is below the submission's root.
    inside: String,
    files: HashSet<String>,
    folders: HashSet<String>,
    /// Submodules, by shown path.
    pub(crate) submodules: Vec<String>,
}

/// Mode of a submodule in an index.
const SUBMODULE: u32 = 0o160_000;

impl Tracked {
    /// Reads the index of `repository`, whose work tree is `root`, for what lies below `folder` of it (empty, or with a slash at
    /// its end). `inside` is the shown path of that place in the submission.
    pub(crate) fn new(
        repository: Repository,
        root: PathBuf,
        folder: &str,
        inside: &str,
    ) -> Result<Self, String> {
        let paths = index_paths(&repository)?;
        let inside = if inside.is_empty() {
            String::new()
        } else {
            format!("{inside}/")
        };
        let mut tracked = Self {
            repository,
            root,
            inside,
            files: HashSet::new(),
            folders: HashSet::new(),
            submodules: Vec::new(),
        };
        for (path, submodule) in paths {
            let path = name::shown(&path);
            let Some(below) = path.strip_prefix(folder) else {
                continue;
            };
            let path = format!("{}{below}", tracked.inside);
            for (at, _) in path.match_indices('/') {
                if !tracked.folders.contains(&path[..at]) {
                    tracked.folders.insert(path[..at].to_owned());
                }
            }
            if submodule {
                tracked.folders.insert(path.clone());
                tracked.submodules.push(path);
            } else {
                tracked.files.insert(path);
            }
        }
        tracked.submodules.sort();
        Ok(tracked)
    }

    /// True when git tracks nothing here: the repository is not about this folder.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.submodules.is_empty()
    }

    pub(crate) fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Tracked files, in order.
    pub(crate) fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.files.iter().map(String::as_str).collect();
        paths.sort_unstable();
        paths
    }

    fn standing(&self, path: &str, node: &Path, folder: bool) -> Standing {
        if folder
            && self
                .inside
                .strip_suffix('/')
                .is_some_and(|inside| is_at_or_above(path, inside))
        {
            return Standing::Tracked;
        }
        if !path.starts_with(&self.inside) {
            return Standing::NoGit;
        }
        if if folder {
            self.folders.contains(path)
        } else {
            self.files.contains(path)
        } {
            return Standing::Tracked;
        }
        if self
            .submodules
            .iter()
            .any(|submodule| is_at_or_above(submodule, path))
        {
            return Standing::Tracked;
        }
        let Ok(below) = node.strip_prefix(&self.root) else {
            return Standing::Untracked;
        };
        // A slash tells libgit2 that the path is a folder, which it cannot see for a name with another Unicode form.
        let asked = if folder {
            below.join("")
        } else {
            below.to_owned()
        };
        match self.repository.is_path_ignored(&asked) {
            Ok(true) => Standing::Ignored,
            _ => Standing::Untracked,
        }
    }
}

/// True when `path` is `below` or one of its parents.
fn is_at_or_above(path: &str, below: &str) -> bool {
    below
        .strip_prefix(path)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Paths of the index, or of HEAD's tree when this index is of a form that libgit2 does not read (split, sparse).
fn index_paths(repository: &Repository) -> Result<Vec<(Vec<u8>, bool)>, String> {
    let listed = |index: git2::Index| {
        index
            .iter()
            .map(|entry| (entry.path, entry.mode == SUBMODULE))
            .collect()
    };
    if let Ok(index) = repository.index() {
        return Ok(listed(index));
    }
    let from_head = || {
        let mut index = git2::Index::new()?;
        index.read_tree(&repository.head()?.peel_to_tree()?)?;
        Ok(index)
    };
    from_head()
        .map(listed)
        .map_err(|error: git2::Error| error.message().to_owned())
}
