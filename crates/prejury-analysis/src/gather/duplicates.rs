//! The same notebook or file stored twice under two names counts once.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use prejury_python::CodeUnit;

/// What two files must share to be the same file for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint {
    n_bytes: usize,
    hash: u64,
}

impl Fingerprint {
    /// Of a file that is compared byte by byte.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Self {
            n_bytes: bytes.len(),
            hash: hasher.finish(),
        }
    }

    /// Of a notebook or script, by its cells without their outputs: a second copy is often only run again.
    pub(crate) fn of_unit(unit: &CodeUnit) -> Self {
        let mut hasher = DefaultHasher::new();
        let mut n_bytes = 0;
        for cell in &unit.cells {
            (cell.kind as u8, cell.source.as_bytes()).hash(&mut hasher);
            n_bytes += cell.source.trim().len();
        }
        Self {
            n_bytes,
            hash: hasher.finish(),
        }
    }
}

/// Which files repeat another one. Their facts stay (a notebook beside a copied helper module needs that copy), but
/// evidence found in them is told of the first path in sorted order.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    first: HashMap<Fingerprint, Arc<str>>,
    renamed: BTreeMap<Arc<str>, Arc<str>>,
}

impl Duplicates {
    /// Registers a file; files come in sorted order. Empty files are not duplicates of each other.
    pub(crate) fn insert(&mut self, path: &Arc<str>, fingerprint: Fingerprint) {
        if fingerprint.n_bytes == 0 {
            return;
        }
        let first = self
            .first
            .entry(fingerprint)
            .or_insert_with(|| path.clone());
        if first != path {
            self.renamed.insert(path.clone(), first.clone());
        }
    }

    /// Replaces the path of a copy by that of the first file. False when the file is no copy.
    pub(crate) fn rename(&self, path: &mut Arc<str>) -> bool {
        let first = self.renamed.get(path);
        if let Some(first) = first {
            *path = first.clone();
        }
        first.is_some()
    }

    #[cfg(test)]
    pub(crate) fn from_pairs<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        let renamed = pairs
            .into_iter()
            .map(|(copy, first)| (copy.into(), first.into()))
            .collect();
        Self {
            first: HashMap::new(),
            renamed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_takes_the_first_name_and_empty_files_keep_theirs() {
        let mut duplicates = Duplicates::default();
        for (path, bytes) in [
            ("a.txt", "x = 1"),
            ("b/__init__.py", ""),
            ("c/__init__.py", ""),
            ("d.txt", "x = 1"),
        ] {
            duplicates.insert(&path.into(), Fingerprint::of_bytes(bytes.as_bytes()));
        }
        let renamed = |path: &str| {
            let mut path: Arc<str> = path.into();
            duplicates.rename(&mut path);
            path.to_string()
        };
        assert_eq!(renamed("d.txt"), "a.txt");
        assert_eq!(renamed("c/__init__.py"), "c/__init__.py");
    }
}
