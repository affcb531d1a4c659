//! What is handed in, by name, so that a text that names a file can be asked whether it is there.

use std::sync::Arc;

use foldhash::HashSet;

use crate::Facts;

/// Paths of all files and folders, in lower case: some disks do not tell `README.md` from `Readme.md`.
pub(super) struct Files {
    paths: HashSet<String>,
    folders: HashSet<String>,
    base_names: HashSet<String>,
    /// Files that were left out, which may be what a text names.
    left_out: Vec<String>,
    /// Whether a limit left out files that nobody knows.
    has_unknown: bool,
}

/// Names that stand for the reader's own file.
const PLACEHOLDERS: &[&str] = &[
    "file",
    "fichier",
    "mon_",
    "my_",
    "nom_",
    "path",
    "script.py",
    "votre",
    "xxx",
    "your",
];

impl Files {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut files = Self {
            paths: HashSet::default(),
            folders: HashSet::default(),
            base_names: HashSet::default(),
            left_out: Vec::new(),
            has_unknown: false,
        };
        let submission = &facts.submission;
        let listed = submission.files.iter().map(|file| &file.path);
        for path in listed.chain(&submission.vendored) {
            let path = path.to_lowercase();
            for (at, _) in path.match_indices('/') {
                if !files.folders.contains(&path[..at]) {
                    files.folders.insert(path[..at].to_owned());
                }
            }
            let base = path.rsplit('/').next().unwrap_or(&path);
            files.base_names.insert(base.to_owned());
            files.paths.insert(path);
        }
        for kind in &facts.submission.left_out {
            files.has_unknown |= kind.reason.starts_with("limit");
            let examples = kind.examples.iter();
            files
                .left_out
                .extend(examples.map(|path: &Arc<str>| path.to_lowercase()));
        }
        files
    }

    /// Whether no file bears the name of `path`, wherever it may be.
    pub(super) fn lacks_name(&self, path: &str) -> bool {
        let name = path
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(path)
            .to_lowercase();
        !self.has_unknown
            && !self.base_names.contains(&name)
            && !PLACEHOLDERS
                .iter()
                .any(|word| name.starts_with(word) || name == *word)
    }

    /// Whether neither a file nor a folder is at `path` of the submission.
    pub(super) fn lacks_path(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/').to_lowercase();
        // What stands beside or below something that was left out may have been there.
        let first = path.split('/').next().unwrap_or_default();
        let may_be_left_out = self
            .left_out
            .iter()
            .any(|other| other.split('/').next() == Some(first));
        !self.has_unknown
            && !may_be_left_out
            && !path.is_empty()
            && !self.paths.contains(&path)
            && !self.folders.contains(&path)
    }

    /// Whether some file, in any folder, bears one of these names, also as a model to copy (`compose.yml.example`).
    pub(super) fn has_name(&self, names: &[&str]) -> bool {
        let bears = |base: &String| {
            names.iter().any(|name| {
                base.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']))
            })
        };
        self.has_unknown || self.base_names.iter().any(bears)
    }

    /// Whether a folder, at the root or below, bears this name.
    pub(super) fn has_folder(&self, name: &str) -> bool {
        let name = name.trim_matches('/').to_lowercase();
        self.has_unknown
            || self.folders.contains(&name)
            || self.folders.iter().any(|folder| {
                folder
                    .strip_suffix(&name)
                    .is_some_and(|rest| rest.ends_with('/'))
            })
    }

    /// Whether some path ends with this one (`scoring/__main__.py`), or files are unknown.
    pub(super) fn has_path_end(&self, end: &str) -> bool {
        let end = end.to_lowercase();
        let ends = |path: &String| {
            path.strip_suffix(&end)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        self.has_unknown || self.paths.iter().any(ends)
    }
}
