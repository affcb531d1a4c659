//! The same notebook or file stored twice under two names counts once.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::quality::FixedState;
use prejury_python::CodeUnit;

use crate::sink::Found;

/// What two files must share to be the same file for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Fingerprint {
    n_bytes: usize,
    hash: u64,
}

impl Fingerprint {
    /// Of a file that is compared byte by byte.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self {
            n_bytes: bytes.len(),
            hash: FixedState::default().hash_one(bytes),
        }
    }

    /// Of a notebook or script, by its cells without their outputs: a second copy is often only run again.
    pub(crate) fn of_unit(unit: &CodeUnit) -> Self {
        let mut hasher = FixedState::default().build_hasher();
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
    renamed: HashMap<Arc<str>, Arc<str>>,
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

    /// Replaces the paths of copies by those of the first files, in all places. False when no place is in a copy.
    pub(crate) fn rename_all(&self, pieces: &mut [Found]) -> bool {
        if self.renamed.is_empty() {
            return false;
        }
        let mut renamed = false;
        // Pieces come file by file.
        let mut last: Option<(Arc<str>, Option<&Arc<str>>)> = None;
        let places = pieces.iter_mut().flat_map(|Found { evidence, .. }| {
            std::iter::once(&mut evidence.location).chain(&mut evidence.related)
        });
        for place in places {
            let first = match &last {
                Some((path, first)) if Arc::ptr_eq(path, &place.path) => *first,
                _ => self.renamed.get(&place.path),
            };
            last = Some((place.path.clone(), first));
            if let Some(first) = first {
                place.path = first.clone();
                renamed = true;
            }
        }
        renamed
    }

    #[cfg(test)]
    pub(crate) fn from_pairs<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        let renamed = pairs
            .into_iter()
            .map(|(copy, first)| (copy.into(), first.into()))
            .collect();
        Self {
            first: HashMap::default(),
            renamed,
        }
    }
}

#[cfg(test)]
mod tests {
    use prejury_core::{Evidence, Location, Strength};

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
        let at = |path| Location::line(path, 1);
        let mut pieces = [Found::new(Evidence {
            signal: "plot.boxplot".into(),
            strength: Strength::Written,
            supports: true,
            location: at("d.txt"),
            excerpt: String::new(),
            subject: None,
            related: vec![at("c/__init__.py"), at("d.txt")],
        })];
        assert!(duplicates.rename_all(&mut pieces));
        let Evidence {
            location, related, ..
        } = &pieces[0].evidence;
        assert_eq!(*location, at("a.txt"));
        assert_eq!(*related, [at("c/__init__.py"), at("a.txt")]);
        assert!(!duplicates.rename_all(&mut pieces));
    }
}
