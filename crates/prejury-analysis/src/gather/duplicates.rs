//! The same notebook or file stored twice under two names counts once, and what a copy that went on by itself still repeats, too.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

use foldhash::quality::FixedState;
use foldhash::{HashMap, HashSet};
use prejury_python::CodeUnit;
use regex::Regex;

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

/// Marks of a copy at the end of a name: `final-Copy1`, `final - Copie (2)`, `final (1)`, `final_old`.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:[ _-]+(?:backup|bak|brouillon|checkpoint|copie|copy|draft|old)[ _-]?\d*|\s*\(\d{1,2}\))+$",
    )
    .ok()
});

/// Which files repeat another one. Their facts stay (a notebook beside a copied helper module needs that copy), but
/// evidence found in them is told of the first path in sorted order that is not named as a copy.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    first: HashMap<Fingerprint, Arc<str>>,
    renamed: HashMap<Arc<str>, Fingerprint>,
    paths: HashSet<Arc<str>>,
    /// Paths named as copies, with what they are named as copies of.
    marked: HashMap<Arc<str>, String>,
}

impl Duplicates {
    /// Registers a file; files come in sorted order. Empty files are not duplicates of each other.
    pub(crate) fn insert(&mut self, path: &Arc<str>, fingerprint: Fingerprint) {
        if fingerprint.n_bytes == 0 {
            return;
        }
        if self.paths.insert(path.clone())
            && let Some(original) = without_marks(path)
        {
            self.marked.insert(path.clone(), original);
        }
        let Some(first) = self.first.get_mut(&fingerprint) else {
            self.first.insert(fingerprint, path.clone());
            return;
        };
        if first == path {
            return;
        }
        let copy = if self.marked.contains_key(first) && !self.marked.contains_key(path) {
            std::mem::replace(first, path.clone())
        } else {
            path.clone()
        };
        self.renamed.insert(copy, fingerprint);
    }

    /// The file that `path` is named as a copy of, where that is there.
    pub(crate) fn original_of(&self, path: &str) -> Option<&Arc<str>> {
        self.paths.get(self.marked.get(path)?.as_str())
    }

    fn first_of(&self, path: &str) -> Option<&Arc<str>> {
        self.first.get(self.renamed.get(path)?)
    }

    /// Replaces the paths of copies by those of the first files, in all places. False when no place is in a copy.
    pub(crate) fn rename_all(&self, pieces: &mut [Found]) -> bool {
        if self.renamed.is_empty() {
            return false;
        }
        let mut renamed = false;
        // Pieces come file by file.
        let mut last: Option<(Arc<str>, Option<&Arc<str>>)> = None;
        let places = pieces.iter_mut().flat_map(|found| {
            let evidence = &mut found.evidence;
            std::iter::once(&mut evidence.location).chain(&mut evidence.related)
        });
        for place in places {
            let first = match &last {
                Some((path, first)) if Arc::ptr_eq(path, &place.path) => *first,
                _ => self.first_of(&place.path),
            };
            last = Some((place.path.clone(), first));
            if let Some(first) = first {
                place.path = first.clone();
                renamed = true;
            }
        }
        renamed
    }

    /// Files of different content.
    #[cfg(test)]
    pub(crate) fn of_paths(paths: &[&str]) -> Self {
        let mut files = Self::default();
        for path in paths {
            files.insert(&(*path).into(), Fingerprint::of_bytes(path.as_bytes()));
        }
        files
    }

    #[cfg(test)]
    pub(crate) fn from_pairs<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        let mut duplicates = Self::default();
        for (copy, first) in pairs {
            let fingerprint = Fingerprint::of_bytes(first.as_bytes());
            duplicates.insert(&first.into(), fingerprint);
            duplicates.insert(&copy.into(), fingerprint);
        }
        duplicates
    }
}

/// The path that a copy was made of, as its name says; none when it says nothing.
fn without_marks(path: &str) -> Option<String> {
    let (folder, name) = path
        .rsplit_once('/')
        .map_or(("", path), |(folder, _)| path.split_at(folder.len() + 1));
    let (stem, ending) = name.rsplit_once('.')?;
    let mark = MARK.as_ref()?.find(stem)?;
    (mark.start() > 0).then(|| format!("{folder}{}.{ending}", &stem[..mark.start()]))
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
        } = &*pieces[0].evidence;
        assert_eq!(*location, at("a.txt"));
        assert_eq!(*related, [at("c/__init__.py"), at("a.txt")]);
        assert!(!duplicates.rename_all(&mut pieces));
    }

    #[test]
    fn an_original_keeps_its_name_whatever_the_alphabet() {
        let mut duplicates = Duplicates::default();
        let fingerprint = Fingerprint::of_bytes(b"x = 1");
        for path in ["nb/final-Copy1.ipynb", "nb/final.ipynb", "nb/other.ipynb"] {
            duplicates.insert(&path.into(), fingerprint);
        }
        let first = |path| duplicates.first_of(path).map(|path| &**path);
        assert_eq!(first("nb/final-Copy1.ipynb"), Some("nb/final.ipynb"));
        assert_eq!(first("nb/other.ipynb"), Some("nb/final.ipynb"));
        assert_eq!(first("nb/final.ipynb"), None);
    }

    #[test]
    fn names_say_what_was_copied() {
        let original = |path| without_marks(path);
        assert_eq!(original("a/nb-Copy12.ipynb").as_deref(), Some("a/nb.ipynb"));
        assert_eq!(
            original("nb - Copie (2).ipynb").as_deref(),
            Some("nb.ipynb")
        );
        assert_eq!(original("nb (1).ipynb").as_deref(), Some("nb.ipynb"));
        assert_eq!(original("nb_old.py").as_deref(), Some("nb.py"));
        assert_eq!(original("threshold.py"), None);
        assert_eq!(original("copy.py"), None);
    }
}
