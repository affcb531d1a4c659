//! What a commit brings: the work itself, something around it, or nothing.

use foldhash::{HashMap, HashSet};
use prejury_intake::{Change, ChangeKind, Commit, History};

/// How much a change weighs as a version of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Caches and system files.
    Nothing,
    /// README, licence, settings of git, slides beside code; deletions; contents that were there before.
    Around,
    /// Code, notebooks, data, configuration; documents in a project without code.
    Work,
}

/// Folders and files that programs leave behind.
const CACHES: &[&str] = &[
    "__pycache__",
    ".ipynb_checkpoints",
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
    ".pytest_cache",
    ".idea",
    ".vscode",
];
/// Files around the work in any project, by the beginning of their name.
const AROUND: &[&str] = &[
    "readme",
    "license",
    "licence",
    ".git",
    "lisezmoi",
    "changelog",
    "contributing",
];
/// Endings of documents and pictures, which are no code, notebook or data.
const DOCUMENTS: &[&str] = &[
    "7z", "docx", "doc", "gif", "html", "ico", "jpeg", "jpg", "log", "md", "odp", "ods", "odt",
    "pdf", "png", "ppt", "pptx", "rar", "rst", "svg", "tex", "txt", "webp", "xls", "xlsx", "zip",
];

/// Endings of code.
const CODE: &[&str] = &[
    "c", "cpp", "ipynb", "java", "jl", "js", "jsx", "py", "r", "rmd", "scala", "sql", "ts", "tsx",
];

/// Seconds within which a file deleted and uploaded again is one version.
const SAME_SITTING: i64 = 15 * 60;

/// The weight of every commit, newest first, in the order of the history.
pub(super) fn weigh(history: &History, has_code: bool) -> Vec<(&Commit, Weight)> {
    // From the oldest on: a content that came before makes no new version when it comes again under any name.
    let mut past = Past::default();
    let mut weighed: Vec<(&Commit, Weight)> = history
        .commits
        .iter()
        .rev()
        .map(|commit| {
            let weights = commit
                .changes
                .iter()
                .map(|change| past.weight(commit, change, has_code));
            let weight = weights.max().unwrap_or(Weight::Nothing);
            past.add(commit);
            (commit, weight)
        })
        .collect();
    weighed.reverse();
    weighed
}

/// Whether a commit adds or changes a file of code.
pub(super) fn changes_code(commit: &Commit) -> bool {
    commit.changes.iter().any(|change| {
        let lower = change.path.to_lowercase();
        let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
        change.kind != ChangeKind::Deleted
            && CODE.binary_search(&ending).is_ok()
            && weight_of_path(&lower, true) == Weight::Work
    })
}

/// Files of the work that a commit adds or changes.
pub(super) fn work_brought(commit: &Commit) -> usize {
    let brought = commit.changes.iter().filter(|change| {
        change.kind != ChangeKind::Deleted && weight_of_path(&change.path, true) == Weight::Work
    });
    brought.count()
}

/// What earlier commits held.
#[derive(Default)]
struct Past<'a> {
    contents: HashSet<&'a str>,
    /// When a path was last deleted.
    deleted: HashMap<&'a str, i64>,
}

impl<'a> Past<'a> {
    fn weight(&self, commit: &Commit, change: &Change, has_code: bool) -> Weight {
        let weight = weight_of_path(&change.path, has_code);
        let deleted = self.deleted.get(&*change.path);
        let is_again = change.kind == ChangeKind::Added
            && deleted.is_some_and(|time| (commit.author_time - time).abs() <= SAME_SITTING);
        let brings = change.kind != ChangeKind::Deleted
            && !is_again
            && !self.contents.contains(&*change.blob);
        if brings {
            weight
        } else {
            weight.min(Weight::Around)
        }
    }

    fn add(&mut self, commit: &'a Commit) {
        for change in &commit.changes {
            self.contents.insert(&change.blob);
            if change.kind == ChangeKind::Deleted {
                self.deleted.insert(&change.path, commit.author_time);
            }
        }
    }
}

/// The weight of a change to `path` in a project with or without code.
pub(super) fn weight_of_path(path: &str, has_code: bool) -> Weight {
    let lower = path.to_lowercase();
    if lower.split('/').any(|part| CACHES.contains(&part)) || lower.ends_with(".pyc") {
        return Weight::Nothing;
    }
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    if AROUND.iter().any(|beginning| name.starts_with(beginning)) {
        return Weight::Around;
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    // A list of dependencies is part of the work, whatever its ending.
    let is_document = DOCUMENTS.contains(&ending) && !name.contains("require");
    if has_code && is_document {
        Weight::Around
    } else {
        Weight::Work
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_paths() {
        for (path, with_code, without) in [
            (
                "src/__pycache__/a.cpython-39.pyc",
                Weight::Nothing,
                Weight::Nothing,
            ),
            (".DS_Store", Weight::Nothing, Weight::Nothing),
            ("README.md", Weight::Around, Weight::Around),
            ("slides.pdf", Weight::Around, Weight::Work),
            ("requirements.txt", Weight::Work, Weight::Work),
            ("notebooks/eda.ipynb", Weight::Work, Weight::Work),
            ("data/clients.csv", Weight::Work, Weight::Work),
        ] {
            assert_eq!(
                (weight_of_path(path, true), weight_of_path(path, false)),
                (with_code, without),
                "{path}"
            );
        }
    }
}
