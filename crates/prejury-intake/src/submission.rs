//! What one candidate hands in, with nothing of the disk in sight.

use std::collections::HashMap;
use std::sync::Arc;

use prejury_core::{Issue, LeftOut};

use crate::assemble::{Parts, finish};
use crate::backing::{Backing, Store};
use crate::left_out::Tally;
use crate::{Limits, kind, name};

/// Files and history of one hand-in, wherever it came from.
#[derive(Debug)]
pub struct Submission {
    /// Name of the folder, archive or repository, without its parents.
    pub label: String,
    /// Sorted by path.
    pub files: Vec<SourceFile>,
    /// Paths of files that belong to libraries of other people kept in the submission, sorted; none of them is in `files`.
    pub vendored: Vec<Arc<str>>,
    pub history: Option<History>,
    /// Sorted by path and code.
    pub issues: Vec<Issue>,
    pub left_out: Vec<LeftOut>,
    /// Where the bytes are.
    pub(crate) backing: Backing,
}

impl Submission {
    /// The bytes of one of its files, or why they cannot be had. An Issue about a file over the limit or a Git LFS pointer is
    /// the one that `issues` holds already: equal, so that whoever collects both can drop the double.
    pub fn read(&self, file: &SourceFile) -> Result<Vec<u8>, Issue> {
        self.backing.read(&file.path)
    }

    /// A submission without history from files in memory, for tests of everything that comes after intake.
    pub fn in_memory(label: &str, files: Vec<(String, Vec<u8>)>) -> Self {
        let mut store = HashMap::new();
        let mut listed: Vec<SourceFile> = files
            .into_iter()
            .map(|(path, bytes)| {
                let path: Arc<str> = name::shown(path.as_bytes()).into();
                let base = path.rsplit('/').next().unwrap_or_default();
                let file = SourceFile {
                    kind: kind::by_name(base)
                        .unwrap_or_else(|| kind::by_bytes(&bytes[..bytes.len().min(kind::PEEK)])),
                    size: bytes.len() as u64,
                    tracking: Tracking::NoGit,
                    path: path.clone(),
                };
                store.insert(path, bytes);
                file
            })
            .collect();
        listed.sort_by(|a, b| a.path.cmp(&b.path));
        listed.dedup_by(|a, b| a.path == b.path);
        let parts = Parts {
            label: label.to_owned(),
            files: listed,
            history: None,
            issues: Vec::new(),
            left_out: Tally::default(),
            store: Store::Memory(store),
            guard: None,
        };
        finish(parts, &Limits::default())
    }
}

/// One file of it. Its bytes are read on demand, so that a large submission is never whole in memory.
#[derive(Debug)]
pub struct SourceFile {
    /// Path inside the submission, `/` between folders, Unicode NFC.
    pub path: Arc<str>,
    pub kind: FileKind,
    pub size: u64,
    pub tracking: Tracking,
}

/// Whether git tracks a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tracking {
    /// The submission has no git history.
    NoGit,
    Tracked,
    /// On disk, neither tracked nor ignored.
    Untracked,
}

/// Kind of a file by its name and, where names say nothing, its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    Notebook,
    Python,
    Markdown,
    PlainText,
    RestructuredText,
    Html,
    /// LaTeX.
    Tex,
    Pdf,
    PowerPoint,
    Word,
    Excel,
    OpenDocumentSlides,
    OpenDocumentText,
    OpenDocumentSheet,
    /// `.doc`, `.ppt`, `.xls`.
    OldOffice,
    Csv,
    Yaml,
    Toml,
    Json,
    Shell,
    Dockerfile,
    /// Makefile, Procfile, Jenkinsfile, `setup.cfg`, `tox.ini`, ...
    Build,
    Sql,
    /// `.r`, `.js`, `.css`, ... code in another language.
    OtherCode,
    Image,
    /// Pickles, joblib, h5, onnx, ...
    Model,
    /// Parquet, feather, `.npy`, ...
    Data,
    Database,
    Archive,
    Other,
}

/// The git history reachable from HEAD, or from the branch read in its place, newest first.
#[derive(Debug, Default)]
pub struct History {
    /// Full id of the commit that was read: HEAD's, or the tip of the branch read in its place.
    pub head: Option<String>,
    pub commits: Vec<Commit>,
    /// Short names, sorted (`main`, `origin/main`).
    pub branches: Vec<String>,
    pub tags: Vec<String>,
    /// Name and address with credentials removed, sorted.
    pub remotes: Vec<(String, String)>,
    pub shallow: bool,
    pub submodules: Vec<String>,
}

#[derive(Debug)]
pub struct Commit {
    /// Full hexadecimal id.
    pub id: Arc<str>,
    pub author_name: String,
    pub author_email: String,
    pub committer_name: String,
    pub committer_email: String,
    /// Author date in seconds since 1970 (UTC), and the committer's.
    pub author_time: i64,
    pub committer_time: i64,
    pub subject: String,
    /// Whole message, at most 4,000 bytes.
    pub message: String,
    pub parents: Vec<Arc<str>>,
    /// Against the first parent, sorted by path; empty for merges.
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub path: Arc<str>,
    pub kind: ChangeKind,
    /// Blob id after the change (before it, for a deletion): equal ids are equal contents.
    pub blob: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    Added,
    Modified,
    Deleted,
}
