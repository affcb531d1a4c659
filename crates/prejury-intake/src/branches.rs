//! Branches whose work HEAD does not show: a candidate pushes to `master`, and the forge shows an empty `main`.
//!
//! Only branches of the repository itself and of `origin` are looked at: those of another remote are other people's work.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use git2::{Commit, ErrorCode, ObjectType, Odb, Oid, Repository};
use prejury_core::Issue;

use crate::history::MOST_REFERENCES;
use crate::{FileKind, Limits, SourceFile, kind, name};

/// Branches whose files are counted, the newest first.
const MOST_BRANCHES: usize = 30;
/// Entries looked at in all trees together; a hostile repository can hold any number.
const MOST_ENTRIES: usize = 200_000;
/// Bytes of a path; longer ones are not followed.
const LONGEST_PATH: usize = 4_096;
/// Bytes of one text, and of all, that introduce a repository and are no hand-in themselves.
const SHORT_TEXT: u64 = 2_000;
const SHORT_TEXTS: u64 = 4_000;
/// Names of the branch that usually holds the work.
const USUAL: [&str; 4] = ["dev", "develop", "main", "master"];
/// Branches that programs open: their changes are no work of the candidate's.
const OF_PROGRAMS: [&str; 9] = [
    "all-contributors/",
    "dependabot/",
    "gh-pages",
    "github-actions/",
    "imgbot",
    "pre-commit-ci",
    "pyup",
    "renovate/",
    "snyk-",
];
/// Folders that hold no code of the candidate's.
const OF_OTHERS: [&str; 8] = [
    ".history",
    ".ipynb_checkpoints",
    ".venv",
    "dist-packages",
    "node_modules",
    "site-packages",
    "venv",
    "__pycache__",
];

/// A branch with notebooks or scripts that HEAD does not have.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Short name (`origin/master`).
    pub(crate) name: String,
    pub(crate) tip: Oid,
    /// Whether it is to be read in the place of HEAD's commit, which holds no work or does not exist.
    pub(crate) is_instead: bool,
    /// Its notebooks and scripts that HEAD has neither by path nor by content; at least 1.
    n_code: usize,
}

impl Branch {
    /// What the report says of a branch that was not read.
    pub(crate) fn unread(&self) -> Issue {
        self.issue("git.branch-unread")
    }

    /// What the report says of a branch that was read in the place of HEAD.
    pub(crate) fn read_instead(&self) -> Issue {
        self.issue("git.branch-read")
    }

    fn issue(&self, code: &'static str) -> Issue {
        let issue = Issue::new(code).with("branch", &self.name);
        issue.with("files", self.n_code)
    }
}

/// The unmerged branch that holds most notebooks and scripts that HEAD's commit does not; among those with at least half as many
/// the one of a usual name, then the newest.
pub(crate) fn elsewhere(repository: &Repository, limits: &Limits) -> Option<Branch> {
    let head = match repository.head() {
        Ok(head) => Some(head.peel_to_commit().ok()?),
        Err(error) if error.code() == ErrorCode::UnbornBranch => None,
        // What a broken HEAD would show is not known.
        Err(_) => return None,
    };
    let mut tips = tips(repository);
    if let Some(head) = &head {
        tips.retain(|tip| tip.id != head.id());
        if !tips.is_empty() {
            let merged = Ancestors::of(head, limits.commits);
            tips.retain(|tip| !merged.hold(tip));
        }
    }
    if tips.is_empty() {
        return None;
    }
    let objects = repository.odb().ok()?;
    let mut left = MOST_ENTRIES;
    let mut scan = |commit: Oid| {
        let tree = repository.find_commit(commit).ok()?.tree_id();
        Some(Scan::of(repository, &objects, tree, limits, &mut left))
    };
    let shown = head
        .as_ref()
        .and_then(|head| scan(head.id()))
        .unwrap_or_default();
    let known_paths: HashSet<u64> = shown.code.iter().map(|(path, _)| *path).collect();
    let known_blobs: HashSet<Oid> = shown.code.iter().map(|(_, blob)| *blob).collect();
    let counted = tips.into_iter().take(MOST_BRANCHES).filter_map(|tip| {
        let held = scan(tip.id)?.code;
        let is_new =
            |(path, blob): &(u64, Oid)| !known_paths.contains(path) && !known_blobs.contains(blob);
        let n_code = held.iter().filter(|one| is_new(one)).count();
        (n_code > 0).then_some((tip, n_code))
    });
    let counted: Vec<(Tip, usize)> = counted.collect();
    let most = counted.iter().map(|(_, n_code)| *n_code).max()?;
    let enough = counted.into_iter().filter(|(_, n_code)| n_code * 2 >= most);
    // Of equals the first stays, and the newest come first.
    let (tip, n_code) = enough.min_by_key(|(tip, _)| !tip.is_usual())?;
    Some(Branch {
        name: tip.name,
        tip: tip.id,
        is_instead: !shown.holds_work,
        n_code,
    })
}

/// Whether files are no hand-in: a few lines of text, settings and data, nothing that may hold work.
pub(crate) fn is_bare<'f>(files: impl IntoIterator<Item = &'f SourceFile>) -> bool {
    let mut texts = Texts::default();
    files
        .into_iter()
        .all(|file| !texts.holds_work(&file.path, file.kind, file.size))
}

/// Short texts met so far.
#[derive(Default)]
struct Texts {
    bytes: u64,
}

impl Texts {
    fn holds_work(&mut self, path: &str, kind: FileKind, size: u64) -> bool {
        match kind {
            FileKind::Markdown | FileKind::PlainText if kind::is_named_boilerplate(path) => false,
            FileKind::Markdown | FileKind::PlainText | FileKind::RestructuredText => {
                self.bytes = self.bytes.saturating_add(size);
                let path = path.to_lowercase();
                // Notebooks of R are Markdown.
                size > SHORT_TEXT
                    || self.bytes > SHORT_TEXTS
                    || path.ends_with(".rmd")
                    || path.ends_with(".qmd")
            }
            FileKind::Image
            | FileKind::Json
            | FileKind::Yaml
            | FileKind::Toml
            | FileKind::Csv
            | FileKind::Data
            | FileKind::Other => false,
            _ => true,
        }
    }
}

struct Tip {
    time: i64,
    name: String,
    id: Oid,
}

impl Tip {
    fn is_usual(&self) -> bool {
        let own = self.name.strip_prefix("origin/").unwrap_or(&self.name);
        USUAL.contains(&own)
    }
}

/// The ends of the candidate's branches, the newest first, each commit once.
fn tips(repository: &Repository) -> Vec<Tip> {
    let Ok(references) = repository.references() else {
        return Vec::new();
    };
    let mut seen = HashSet::new();
    let mut tips: Vec<Tip> = references
        .take(MOST_REFERENCES)
        .flatten()
        .filter_map(|reference| {
            let name = name::shown(reference.name_bytes());
            let remote = name.strip_prefix("refs/remotes/");
            let short = name
                .strip_prefix("refs/heads/")
                .or_else(|| remote.filter(|short| short.starts_with("origin/")))?;
            let own = short.strip_prefix("origin/").unwrap_or(short);
            if own == "HEAD" || OF_PROGRAMS.iter().any(|start| own.starts_with(start)) {
                return None;
            }
            // A branch names a commit itself; what names a tag is none.
            let id = reference.target()?;
            let time = repository.find_commit(id).ok()?.time().seconds();
            Some(Tip {
                time,
                name: short.to_owned(),
                id,
            })
        })
        .collect();
    // A local branch before the remote's branch of its name.
    tips.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| a.name.cmp(&b.name)));
    tips.retain(|tip| seen.insert(tip.id));
    tips
}

/// Commits that HEAD holds already.
struct Ancestors {
    ids: HashSet<Oid>,
    /// Time before which nothing was looked at.
    cut: Option<i64>,
}

impl Ancestors {
    fn of(head: &Commit<'_>, most: usize) -> Self {
        let mut ids = HashSet::from([head.id()]);
        let mut waiting = vec![head.clone()];
        let mut oldest = head.time().seconds();
        while let Some(commit) = waiting.pop() {
            oldest = oldest.min(commit.time().seconds());
            for parent in commit.parents() {
                if ids.len() >= most {
                    return Self {
                        ids,
                        cut: Some(oldest),
                    };
                }
                if ids.insert(parent.id()) {
                    waiting.push(parent);
                }
            }
        }
        Self { ids, cut: None }
    }

    /// Beyond what was looked at, an old branch counts as merged.
    fn hold(&self, tip: &Tip) -> bool {
        self.ids.contains(&tip.id) || self.cut.is_some_and(|cut| tip.time <= cut)
    }
}

/// What a tree holds, by the names of its files. A part that is missing, too deep or beyond the bound counts as empty.
#[derive(Default)]
struct Scan {
    /// Path, as its hash, and content of each notebook and script.
    code: Vec<(u64, Oid)>,
    holds_work: bool,
}

impl Scan {
    fn of(
        repository: &Repository,
        objects: &Odb<'_>,
        tree: Oid,
        limits: &Limits,
        left: &mut usize,
    ) -> Self {
        let mut scan = Self::default();
        let mut texts = Texts::default();
        let mut folders = vec![(String::new(), tree, 0)];
        while let Some((folder, id, depth)) = folders.pop() {
            let Ok(tree) = repository.find_tree(id) else {
                continue;
            };
            for entry in &tree {
                let Some(rest) = left.checked_sub(1) else {
                    return scan;
                };
                *left = rest;
                let base = name::shown(entry.name_bytes());
                if folder.len() + base.len() > LONGEST_PATH {
                    continue;
                }
                match entry.kind() {
                    Some(ObjectType::Tree)
                        if depth < limits.depth && !OF_OTHERS.contains(&base.as_str()) =>
                    {
                        folders.push((name::join(&folder, &base), entry.id(), depth + 1));
                    }
                    Some(ObjectType::Blob) => {
                        let kind = kind::by_name(&base).unwrap_or(FileKind::Other);
                        let path = name::join(&folder, &base);
                        if matches!(kind, FileKind::Notebook | FileKind::Python) {
                            let mut hasher = DefaultHasher::new();
                            path.hash(&mut hasher);
                            scan.code.push((hasher.finish(), entry.id()));
                        }
                        if !scan.holds_work {
                            let size = objects.read_header(entry.id()).map_or(0, |(size, _)| size);
                            scan.holds_work = texts.holds_work(&path, kind, size as u64);
                        }
                    }
                    _ => {}
                }
            }
        }
        scan
    }
}
