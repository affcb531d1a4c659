//! Where the bytes of a submission are, behind `Submission::read`.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use git2::{Oid, Repository};
use prejury_core::Issue;
use tempfile::TempDir;

use crate::{lfs, libgit2, walk};

/// The store of the bytes. A temporary folder lives as long as it.
pub(crate) struct Backing {
    pub(crate) store: Store,
    pub(crate) file_bytes: u64,
    pub(crate) _guard: Option<TempDir>,
}

pub(crate) enum Store {
    /// Real paths by shown path.
    Disk(HashMap<Arc<str>, PathBuf>),
    /// Blobs by shown path.
    Git {
        blobs: HashMap<Arc<str>, Oid>,
        repositories: Pool,
    },
    Memory(HashMap<Arc<str>, Vec<u8>>),
}

impl fmt::Debug for Backing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.store {
            Store::Disk(_) => "Backing(disk)",
            Store::Git { .. } => "Backing(git)",
            Store::Memory(_) => "Backing(memory)",
        })
    }
}

impl Backing {
    /// The bytes of a listed file, at most the limit.
    pub(crate) fn read(&self, path: &Arc<str>) -> Result<Vec<u8>, Issue> {
        let absent = || Issue::at(path.clone(), "file.missing");
        let bytes = match &self.store {
            Store::Memory(files) => files.get(path).cloned().ok_or_else(absent)?,
            Store::Disk(paths) => self.disk_bytes(path, paths.get(path).ok_or_else(absent)?)?,
            Store::Git {
                blobs,
                repositories,
            } => self.git_bytes(path, *blobs.get(path).ok_or_else(absent)?, repositories)?,
        };
        if lfs::SIZES.contains(&(bytes.len() as u64))
            && let Some(real) = lfs::pointer(&bytes)
        {
            return Err(walk::lfs_pointer(path.clone(), real));
        }
        Ok(bytes)
    }

    fn disk_bytes(&self, path: &Arc<str>, real: &PathBuf) -> Result<Vec<u8>, Issue> {
        let unreadable = |error: std::io::Error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Issue::at(path.clone(), "file.missing")
            } else {
                Issue::at(path.clone(), "file.unreadable").with("detail", error)
            }
        };
        let file = File::open(real).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if metadata.len() > self.file_bytes {
            return Err(walk::too_large(
                path.clone(),
                metadata.len(),
                self.file_bytes,
            ));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        // A file that grows while it is read stays within the limit.
        file.take(self.file_bytes)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        Ok(bytes)
    }

    fn git_bytes(&self, path: &Arc<str>, id: Oid, repositories: &Pool) -> Result<Vec<u8>, Issue> {
        let unreadable =
            |detail: String| Issue::at(path.clone(), "file.unreadable").with("detail", detail);
        repositories
            .with(|repository| {
                let said = |error: git2::Error| unreadable(error.message().to_owned());
                let objects = repository.odb().map_err(said)?;
                let (size, _) = objects.read_header(id).map_err(said)?;
                if size as u64 > self.file_bytes {
                    return Err(walk::too_large(path.clone(), size as u64, self.file_bytes));
                }
                Ok(objects.read(id).map_err(said)?.data().to_vec())
            })
            .map_err(unreadable)?
    }
}

/// Open repositories for several threads: a handle of libgit2 serves one thread at a time.
pub(crate) struct Pool {
    git_dir: PathBuf,
    idle: Mutex<Vec<Repository>>,
}

impl Pool {
    pub(crate) fn new(first: Repository) -> Self {
        Self {
            git_dir: first.path().to_owned(),
            idle: Mutex::new(vec![first]),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&Repository) -> T) -> Result<T, String> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let repository = match idle {
            Some(repository) => repository,
            None => libgit2::open_bare(&self.git_dir)?,
        };
        let result = work(&repository);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(repository);
        Ok(result)
    }
}
