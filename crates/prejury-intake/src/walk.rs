//! One walk for every source of files: a folder on disk or a tree in a git object store.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use prejury_core::Issue;

use crate::left_out::{self, Tally, reason};
use crate::{FileKind, Limits, SourceFile, Tracking, kind, lfs, name};

/// A source of files.
pub(crate) trait Tree {
    /// What opens a folder or a file: its real path, or its object id.
    type Node: Clone;

    /// Entries of a folder, in any order.
    fn list(&self, folder: &Self::Node) -> Result<Vec<Entry<Self::Node>>, String>;
    /// Size of a file; none when its content is not there.
    fn size(&self, file: &Self::Node) -> Result<Option<u64>, String>;
    /// The first bytes of a file.
    fn head(&self, file: &Self::Node, bytes: usize) -> Result<Vec<u8>, String>;
    /// Whether git tracks the file, or something in the folder. `path` is the shown path.
    fn standing(&self, path: &str, node: &Self::Node, folder: bool) -> Standing;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    NoGit,
    Tracked,
    Untracked,
    Ignored,
}

#[derive(Debug, Clone)]
pub(crate) struct Entry<N> {
    /// As shown.
    pub(crate) name: String,
    pub(crate) kind: EntryKind,
    pub(crate) node: N,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Folder,
    File,
    Link,
    /// A submodule whose files are elsewhere.
    Submodule,
    /// A device, a socket, a pipe: never opened.
    Special,
}

/// What a walk found.
pub(crate) struct Walked<N> {
    pub(crate) files: Vec<(SourceFile, N)>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) left_out: Tally,
    /// Every path met, files and links, listed or not: what git tracks and is not here is missing.
    pub(crate) met: HashSet<Arc<str>>,
    /// Folders left out whole.
    pub(crate) pruned: BTreeSet<String>,
    /// Folders below the root that hold a `.git` of their own, in order.
    pub(crate) repositories: Vec<(String, N)>,
}

/// Entries looked at in one walk, listed or left out. A few small git trees that hold each other can name billions of files.
const MOST_ENTRIES: usize = 500_000;
/// Records of experiment stores that are still read, and as many measures of runs.
const MOST_RECORDS: usize = 200;
/// Deepest folder counted in a left-out folder, whatever the limits.
const DEEPEST_COUNTED: usize = 64;

/// Walks `root`, whose own listing must succeed.
pub(crate) fn walk<T: Tree>(
    tree: &T,
    root: T::Node,
    limits: &Limits,
) -> Result<Walked<T::Node>, String> {
    let entries = tree.list(&root)?;
    let mut walker = Walker {
        tree,
        limits,
        walked: Walked {
            files: Vec::new(),
            issues: Vec::new(),
            left_out: Tally::default(),
            met: HashSet::new(),
            pruned: BTreeSet::new(),
            repositories: Vec::new(),
        },
        total: 0,
        over_files: 0,
        over_total: 0,
        visited: 0,
        records: 0,
        measures: 0,
    };
    let environment = entries.iter().any(|entry| entry.name == "pyvenv.cfg");
    walker.entries("", entries, 0, environment);
    walker.say_limits();
    let mut walked = walker.walked;
    walked.files.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    Ok(walked)
}

struct Walker<'a, T: Tree> {
    tree: &'a T,
    limits: &'a Limits,
    walked: Walked<T::Node>,
    total: u64,
    over_files: usize,
    over_total: usize,
    /// Entries looked at so far.
    visited: usize,
    records: usize,
    measures: usize,
}

impl<T: Tree> Walker<'_, T> {
    fn entries(
        &mut self,
        folder: &str,
        mut entries: Vec<Entry<T::Node>>,
        depth: usize,
        environment: bool,
    ) {
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        distinct_names(&mut entries);
        for entry in entries {
            if !self.visit() {
                self.over_files += 1;
                break;
            }
            if entry.name == ".git" {
                if depth > 0 {
                    self.walked
                        .repositories
                        .push((folder.to_owned(), entry.node));
                }
                continue;
            }
            let path = name::join(folder, &entry.name);
            match entry.kind {
                EntryKind::Folder => self.folder(&path, &entry, depth + 1, environment),
                EntryKind::File => self.file(&path, &entry),
                EntryKind::Link | EntryKind::Special => self.not_a_file(&path, &entry),
                EntryKind::Submodule => self
                    .walked
                    .issues
                    .push(Issue::at(path, "git.submodule-absent")),
            }
        }
    }

    fn folder(&mut self, path: &str, entry: &Entry<T::Node>, depth: usize, environment: bool) {
        let entries = match self.tree.list(&entry.node) {
            Ok(entries) => entries,
            Err(detail) => {
                self.walked
                    .issues
                    .push(Issue::at(path, "folder.unreadable").with("detail", detail));
                return;
            }
        };
        let reason = if environment && left_out::is_part_of_environment(&entry.name) {
            Some(reason::VIRTUAL_ENVIRONMENT)
        } else {
            left_out::folder(self.tree, &entry.name, &entries)
        };
        if let Some(reason) = reason {
            self.leave_out(path, entries, reason);
            return;
        }
        match self.tree.standing(path, &entry.node, true) {
            Standing::Ignored => self.leave_out(path, entries, reason::IGNORED),
            Standing::NoGit | Standing::Untracked
                if left_out::is_unknown_hidden_folder(&entry.name) =>
            {
                self.leave_out(path, entries, reason::HIDDEN);
            }
            _ if depth > self.limits.depth => {
                self.walked.pruned.insert(path.to_owned());
                self.walked
                    .issues
                    .push(Issue::at(path, "limit.depth").with("limit", self.limits.depth));
            }
            _ => self.entries(path, entries, depth, false),
        }
    }

    /// Takes one entry of the walk's allowance; false when there is none left.
    fn visit(&mut self) -> bool {
        self.visited += 1;
        self.visited <= MOST_ENTRIES
    }

    fn leave_out(&mut self, path: &str, entries: Vec<Entry<T::Node>>, reason: &'static str) {
        self.walked.pruned.insert(path.to_owned());
        let files = self.count(path, entries, 0, reason == reason::EXPERIMENT_STORE);
        self.walked.left_out.add(reason, &format!("{path}/"), files);
    }

    /// Counts files without opening them; keeps the records of an experiment store.
    fn count(
        &mut self,
        folder: &str,
        mut entries: Vec<Entry<T::Node>>,
        depth: usize,
        records: bool,
    ) -> usize {
        if records {
            entries.sort_by(|a, b| a.name.cmp(&b.name));
        }
        let mut files = 0;
        // One measure of a run says that it has some.
        let mut is_measure = records && folder.ends_with("/metrics");
        for entry in entries {
            if !self.visit() {
                break;
            }
            match entry.kind {
                EntryKind::Folder if depth < DEEPEST_COUNTED && entry.name != ".git" => {
                    if let Ok(children) = self.tree.list(&entry.node) {
                        files += self.count(
                            &name::join(folder, &entry.name),
                            children,
                            depth + 1,
                            // Runs that were thrown away show nothing.
                            records && entry.name != ".trash",
                        );
                    }
                }
                EntryKind::File if is_measure && self.measures < MOST_RECORDS => {
                    self.measures += 1;
                    is_measure = false;
                    self.file(&name::join(folder, &entry.name), &entry);
                }
                EntryKind::File
                    if records
                        && self.records < MOST_RECORDS
                        && left_out::is_experiment_record(&entry.name) =>
                {
                    self.records += 1;
                    self.file(&name::join(folder, &entry.name), &entry);
                }
                EntryKind::File | EntryKind::Link => files += 1,
                _ => {}
            }
        }
        files
    }

    fn not_a_file(&mut self, path: &str, entry: &Entry<T::Node>) {
        self.walked.met.insert(path.into());
        if self.tree.standing(path, &entry.node, false) == Standing::Ignored {
            self.walked.left_out.add(reason::IGNORED, path, 1);
            return;
        }
        self.walked.issues.push(match entry.kind {
            EntryKind::Link => Issue::at(path, "file.symlink"),
            _ => Issue::at(path, "file.special"),
        });
    }

    fn file(&mut self, path: &str, entry: &Entry<T::Node>) {
        let path: Arc<str> = path.into();
        self.walked.met.insert(path.clone());
        if let Some(reason) = left_out::file(&entry.name) {
            self.walked.left_out.add(reason, &path, 1);
            return;
        }
        let tracking = match self.tree.standing(&path, &entry.node, false) {
            Standing::Ignored => {
                self.walked.left_out.add(reason::IGNORED, &path, 1);
                return;
            }
            Standing::NoGit => Tracking::NoGit,
            Standing::Tracked => Tracking::Tracked,
            Standing::Untracked => Tracking::Untracked,
        };
        if self.walked.files.len() >= self.limits.files {
            self.over_files += 1;
            return;
        }
        let size = match self.tree.size(&entry.node) {
            Ok(Some(size)) => size,
            Ok(None) => {
                self.walked.issues.push(Issue::at(path, "file.missing"));
                return;
            }
            Err(detail) => {
                self.walked
                    .issues
                    .push(Issue::at(path, "file.unreadable").with("detail", detail));
                return;
            }
        };
        let kind = self.kind(&path, entry, size);
        if size > self.limits.file_bytes {
            self.walked
                .issues
                .push(too_large(path.clone(), size, self.limits.file_bytes));
        } else if !kind::is_bulk(kind) {
            if self.total + size > self.limits.total_bytes {
                self.over_total += 1;
                return;
            }
            self.total += size;
        }
        if size == 0 && !may_be_empty(&entry.name) {
            self.walked
                .issues
                .push(Issue::at(path.clone(), "file.empty"));
        }
        if lfs::SIZES.contains(&size)
            && let Ok(bytes) = self.tree.head(&entry.node, *lfs::SIZES.end() as usize)
            && let Some(real) = lfs::pointer(&bytes)
        {
            self.walked.issues.push(lfs_pointer(path.clone(), real));
        }
        self.walked.files.push((
            SourceFile {
                path,
                kind,
                size,
                tracking,
            },
            entry.node.clone(),
        ));
    }

    fn kind(&mut self, path: &Arc<str>, entry: &Entry<T::Node>, size: u64) -> FileKind {
        if let Some(kind) = kind::by_name(&entry.name) {
            return kind;
        }
        if size == 0 {
            return FileKind::Other;
        }
        match self.tree.head(&entry.node, kind::PEEK) {
            Ok(start) => kind::by_bytes(&start),
            Err(detail) => {
                self.walked
                    .issues
                    .push(Issue::at(path.clone(), "file.unreadable").with("detail", detail));
                FileKind::Other
            }
        }
    }

    fn say_limits(&mut self) {
        if self.over_files > 0 {
            let issue = Issue::new("limit.files")
                .with("limit", self.limits.files)
                .with("skipped", self.over_files);
            self.walked.issues.push(issue);
        }
        if self.over_total > 0 {
            let issue = Issue::new("limit.total-size")
                .with("limit", megabytes(self.limits.total_bytes))
                .with("skipped", self.over_total);
            self.walked.issues.push(issue);
        }
    }
}

/// The Issue of a file over the limit; `Submission::read` answers with the same one.
pub(crate) fn too_large(path: Arc<str>, size: u64, limit: u64) -> Issue {
    Issue::at(path, "file.too-large")
        .with("size", megabytes(size))
        .with("limit", megabytes(limit))
}

/// The Issue of a Git LFS pointer; `Submission::read` answers with the same one.
pub(crate) fn lfs_pointer(path: Arc<str>, real_size: u64) -> Issue {
    Issue::at(path, "lfs.pointer").with("size", megabytes(real_size))
}

/// Megabytes for a message, rounded up, so that a file over a limit never seems to be under it.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

/// Files that are empty by custom.
fn may_be_empty(name: &str) -> bool {
    matches!(name, "__init__.py" | "py.typed" | "conftest.py") || name.starts_with('.')
}

/// Names that differ on disk and not as shown (NFC beside NFD) get a number, so that a path names one file.
fn distinct_names<N>(entries: &mut [Entry<N>]) {
    if entries.windows(2).all(|pair| pair[0].name != pair[1].name) {
        return;
    }
    let mut seen: HashSet<String> = HashSet::new();
    for entry in entries {
        let shown = entry.name.clone();
        let mut number = 1;
        while !seen.insert(entry.name.clone()) {
            number += 1;
            entry.name = match shown.rsplit_once('.') {
                Some((stem, extension)) if !stem.is_empty() => {
                    format!("{stem} ({number}).{extension}")
                }
                _ => format!("{shown} ({number})"),
            };
        }
    }
}
