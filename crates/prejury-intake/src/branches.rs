//! Branches whose work HEAD does not show: a candidate pushes to `master`, and the forge shows an empty `main`.

use std::collections::HashSet;

use git2::{ObjectType, Oid, Repository, Tree};
use prejury_core::Issue;

use crate::history::MOST_REFERENCES;
use crate::{FileKind, SourceFile, kind, name};

/// Branches whose files are counted, the newest first.
const MOST_BRANCHES: usize = 30;
/// Entries looked at in all trees together; a hostile repository can hold any number.
const MOST_ENTRIES: usize = 200_000;
/// Branches that programs open: their changes are no work of the candidate's.
const OF_PROGRAMS: [&str; 6] = [
    "dependabot/",
    "gh-pages",
    "pre-commit-ci",
    "pyup",
    "renovate/",
    "snyk-",
];
/// Folders that hold no code of the candidate's.
const OF_OTHERS: [&str; 6] = [
    ".ipynb_checkpoints",
    ".venv",
    "env",
    "node_modules",
    "site-packages",
    "venv",
];

/// A branch with notebooks or scripts that HEAD does not have.
#[derive(Debug)]
pub(crate) struct Branch {
    /// Short name (`origin/master`).
    pub(crate) name: String,
    pub(crate) tip: Oid,
    /// Its notebooks and scripts whose paths HEAD does not have; at least 1.
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

/// The branch that holds most notebooks and scripts that HEAD's commit does not, the newest of equals.
pub(crate) fn fullest(repository: &Repository) -> Option<Branch> {
    let head = repository.head().ok()?.peel_to_commit().ok()?;
    let mut tips = tips(repository);
    tips.retain(|(_, _, tip)| *tip != head.id());
    if tips.is_empty() {
        return None;
    }
    let mut left = MOST_ENTRIES;
    let known = code(repository, &head.tree().ok()?, &mut left);
    let mut seen = HashSet::new();
    let mut branches: Vec<Branch> = Vec::new();
    for (_, name, tip) in tips {
        if !seen.insert(tip) {
            continue;
        }
        let tree = repository.find_commit(tip).and_then(|commit| commit.tree());
        let Ok(tree) = tree else { continue };
        let held = code(repository, &tree, &mut left);
        let n_code = held.difference(&known).count();
        if n_code > 0 {
            branches.push(Branch { name, tip, n_code });
        }
        if seen.len() == MOST_BRANCHES {
            break;
        }
    }
    // The sort is stable: the newest stays before others of its size.
    branches.sort_by_key(|branch| std::cmp::Reverse(branch.n_code));
    let is_merged = |tip| repository.graph_descendant_of(head.id(), tip);
    branches
        .into_iter()
        .find(|branch| !is_merged(branch.tip).unwrap_or(false))
}

/// Whether what HEAD shows is no hand-in: no code, no documents but texts of a few lines, nothing that may hold either.
pub(crate) fn is_bare<'f>(files: impl IntoIterator<Item = &'f SourceFile>) -> bool {
    files.into_iter().all(|file| {
        matches!(
            file.kind,
            FileKind::Markdown
                | FileKind::PlainText
                | FileKind::Image
                | FileKind::Json
                | FileKind::Yaml
                | FileKind::Toml
                | FileKind::Csv
                | FileKind::Data
                | FileKind::Other
        )
    })
}

/// Time, short name and commit of every branch of the candidate's, the newest first.
fn tips(repository: &Repository) -> Vec<(i64, String, Oid)> {
    let Ok(references) = repository.references() else {
        return Vec::new();
    };
    let mut tips: Vec<(i64, String, Oid)> = references
        .take(MOST_REFERENCES)
        .flatten()
        .filter_map(|reference| {
            let name = name::shown(reference.name_bytes());
            let short = name
                .strip_prefix("refs/heads/")
                .or_else(|| name.strip_prefix("refs/remotes/"))?;
            let own = short.split_once('/').map_or(short, |(_, own)| own);
            let is_of_program = OF_PROGRAMS
                .iter()
                .any(|start| short.starts_with(start) || own.starts_with(start));
            if is_of_program || short.ends_with("/HEAD") {
                return None;
            }
            let commit = reference.peel_to_commit().ok()?;
            Some((commit.time().seconds(), short.to_owned(), commit.id()))
        })
        .collect();
    // A local branch before the remote's branch of its name.
    tips.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    tips
}

/// Paths of the notebooks and scripts of a tree. A part that is missing or beyond `left` entries counts as empty.
fn code(repository: &Repository, tree: &Tree<'_>, left: &mut usize) -> HashSet<String> {
    let mut paths = HashSet::new();
    let mut folders = vec![(String::new(), tree.id())];
    while let Some((folder, id)) = folders.pop() {
        let Ok(tree) = repository.find_tree(id) else {
            continue;
        };
        for entry in &tree {
            let Some(rest) = left.checked_sub(1) else {
                return paths;
            };
            *left = rest;
            let base = name::shown(entry.name_bytes());
            match entry.kind() {
                Some(ObjectType::Tree) if !OF_OTHERS.contains(&base.as_str()) => {
                    folders.push((name::join(&folder, &base), entry.id()));
                }
                Some(ObjectType::Blob)
                    if matches!(
                        kind::by_name(&base),
                        Some(FileKind::Notebook | FileKind::Python)
                    ) =>
                {
                    paths.insert(name::join(&folder, &base));
                }
                _ => {}
            }
        }
    }
    paths
}
