//! Files of a commit read from the object store: bare repositories and clones, where nothing is checked out.

use git2::{ObjectType, Oid, Repository};

use crate::name;
use crate::walk::{Entry, EntryKind, Standing, Tree};

/// Largest object inflated to look at its first bytes; a larger one is taken for binary data.
const MOST_INFLATED: usize = 8 * 1024 * 1024;

/// The tree of one commit.
pub(crate) struct GitTree<'r> {
    pub(crate) repository: &'r Repository,
}

impl Tree for GitTree<'_> {
    type Node = Oid;

    fn list(&self, folder: &Oid) -> Result<Vec<Entry<Oid>>, String> {
        let tree = self.repository.find_tree(*folder).map_err(said)?;
        Ok(tree
            .iter()
            .map(|entry| Entry {
                name: name::shown(entry.name_bytes()),
                kind: match (entry.kind(), entry.filemode_raw()) {
                    (Some(ObjectType::Tree), _) => EntryKind::Folder,
                    (Some(ObjectType::Commit), _) => EntryKind::Submodule,
                    (_, 0o120_000) => EntryKind::Link,
                    _ => EntryKind::File,
                },
                node: entry.id(),
            })
            .collect())
    }

    fn size(&self, file: &Oid) -> Result<Option<u64>, String> {
        let objects = self.repository.odb().map_err(said)?;
        match objects.read_header(*file) {
            Ok((size, _)) => Ok(Some(size as u64)),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(said(error)),
        }
    }

    fn head(&self, file: &Oid, bytes: usize) -> Result<Vec<u8>, String> {
        let objects = self.repository.odb().map_err(said)?;
        // An object is inflated whole, even for its first bytes.
        if objects.read_header(*file).map_err(said)?.0 > MOST_INFLATED {
            return Ok(vec![0]);
        }
        let object = objects.read(*file).map_err(said)?;
        let content = object.data();
        Ok(content[..content.len().min(bytes)].to_vec())
    }

    fn standing(&self, _path: &str, _node: &Oid, _folder: bool) -> Standing {
        Standing::Tracked
    }
}

fn said(error: git2::Error) -> String {
    error.message().to_owned()
}
