//! The git history reachable from HEAD, or from the branch read in its place: commits and trees only, so that a clone without blobs reads as well.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

use git2::{Commit as GitCommit, ErrorCode, Oid, Repository, Signature};
use prejury_core::Issue;

use crate::tree_diff::TreeDiff;
use crate::{Commit, History, Limits, decode_text, name, url};

/// Bytes of a message that are kept.
const MESSAGE: usize = 4_000;
/// References looked at; a hostile repository can hold millions.
pub(crate) const MOST_REFERENCES: usize = 20_000;

/// The part of a repository that a submission holds. Changes are narrowed to it and have the paths of the files; the commits
/// themselves all stay, since they are the candidate's way of working.
#[derive(Clone, Copy, Default)]
pub(crate) struct Part<'a> {
    /// Shown path of a folder of the repository; empty for all of it.
    pub(crate) folder: &'a str,
    /// Shown path of that folder inside the submission; empty for the root.
    pub(crate) inside: &'a str,
}

/// Reads the history of `tip`, or of HEAD where none is named.
pub(crate) fn read(
    repository: &Repository,
    tip: Option<Oid>,
    part: Part<'_>,
    limits: &Limits,
) -> (History, Vec<Issue>) {
    let mut issues = Vec::new();
    let mut history = History {
        shallow: repository.is_shallow(),
        ..History::default()
    };
    let head = match tip {
        Some(tip) => Ok(repository.find_commit(tip)),
        None => repository.head().map(|head| head.peel_to_commit()),
    };
    match head {
        Ok(Ok(commit)) => history.head = Some(commit.id().to_string()),
        Ok(Err(error)) => {
            issues.push(Issue::new("git.objects-missing").with("detail", error.message()))
        }
        Err(error) if error.code() == ErrorCode::UnbornBranch => {
            issues.push(Issue::new("git.no-commit"))
        }
        Err(error) => {
            issues.push(Issue::new("git.head-unreadable").with("detail", error.message()))
        }
    }
    references(repository, &mut history);
    remotes(repository, &mut history);
    if let Some(head) = history
        .head
        .as_deref()
        .and_then(|id| Oid::from_str(id).ok())
    {
        commits(repository, head, part, limits, &mut history, &mut issues);
    }
    if history.shallow {
        issues.push(Issue::new("git.shallow").with("commits", history.commits.len()));
    }
    (history, issues)
}

/// A commit waiting to be read: the newest first, and among equals the one met first.
struct Waiting<'r> {
    time: i64,
    order: usize,
    commit: GitCommit<'r>,
}

impl PartialEq for Waiting<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting<'_> {}
impl PartialOrd for Waiting<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time
            .cmp(&other.time)
            .then(other.order.cmp(&self.order))
    }
}

/// Walks from `head`. A walk of our own, because libgit2's gives nothing at all when one commit is missing.
fn commits(
    repository: &Repository,
    head: Oid,
    part: Part<'_>,
    limits: &Limits,
    history: &mut History,
    issues: &mut Vec<Issue>,
) {
    let mut diff = TreeDiff::new(repository, part.inside, limits.changes);
    let mut waiting = BinaryHeap::new();
    let mut seen = HashSet::from([head]);
    let mut missing = 0usize;
    if let Ok(commit) = repository.find_commit(head) {
        waiting.push(Waiting {
            time: commit.time().seconds(),
            order: 0,
            commit,
        });
    }
    while let Some(Waiting { commit, .. }) = waiting.pop() {
        if history.commits.len() >= limits.commits {
            issues.push(Issue::new("limit.commits").with("limit", limits.commits));
            break;
        }
        let mut first_parent = None;
        for (at, id) in commit.parent_ids().enumerate() {
            let parent = if at == 0 || !seen.contains(&id) {
                repository.find_commit(id).ok()
            } else {
                None
            };
            if at == 0 {
                first_parent = parent.as_ref().map(GitCommit::tree_id);
            }
            if seen.insert(id) {
                match parent {
                    Some(commit) => waiting.push(Waiting {
                        time: commit.time().seconds(),
                        order: seen.len(),
                        commit,
                    }),
                    None => missing += 1,
                }
            }
        }
        let changes = match (commit.parent_count(), first_parent) {
            (0, _) => diff.changes(None, below(repository, commit.tree_id(), part.folder)),
            (1, Some(parent)) => diff.changes(
                below(repository, parent, part.folder),
                below(repository, commit.tree_id(), part.folder),
            ),
            _ => Vec::new(),
        };
        history.commits.push(Commit {
            changes,
            ..described(&commit, &mut diff)
        });
    }
    if missing > 0 && !history.shallow {
        issues
            .push(Issue::new("git.objects-missing").with("detail", format!("commits: {missing}")));
    }
    if diff.missing {
        issues.push(Issue::new("git.objects-missing").with("detail", "trees"));
    }
    if diff.is_exhausted() {
        issues.push(Issue::new("limit.changes").with("limit", limits.changes));
    }
}

/// The tree of `folder` inside a commit's tree; none when the commit does not have it. Names are compared as shown, since the
/// folder on disk may be in another Unicode form.
fn below(repository: &Repository, tree: Oid, folder: &str) -> Option<Oid> {
    let parts = folder.split('/').filter(|part| !part.is_empty());
    parts.into_iter().try_fold(tree, |tree, part| {
        let tree = repository.find_tree(tree).ok()?;
        tree.iter()
            .find(|entry| {
                entry.kind() == Some(git2::ObjectType::Tree)
                    && name::shown(entry.name_bytes()) == part
            })
            .map(|entry| entry.id())
    })
}

fn described(commit: &GitCommit<'_>, diff: &mut TreeDiff<'_>) -> Commit {
    let (author, committer) = (commit.author(), commit.committer());
    let message = commit.message_bytes();
    let mut message = decode_text(&message[..message.len().min(MESSAGE)]).0;
    // The cut may fall inside a character.
    if message.ends_with('\u{fffd}') {
        message.pop();
    }
    message.truncate(message.floor_char_boundary(MESSAGE));
    Commit {
        id: diff.share(commit.id().to_string()),
        author_name: text(author.name_bytes()),
        author_email: text(author.email_bytes()),
        committer_name: text(committer.name_bytes()),
        committer_email: text(committer.email_bytes()),
        author_time: seconds(&author),
        committer_time: seconds(&committer),
        subject: message
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
            .trim()
            .to_owned(),
        message,
        parents: commit
            .parent_ids()
            .map(|id| diff.share(id.to_string()))
            .collect(),
        changes: Vec::new(),
    }
}

fn text(bytes: &[u8]) -> String {
    decode_text(&bytes[..bytes.len().min(400)]).0
}

fn seconds(signature: &Signature<'_>) -> i64 {
    signature.when().seconds()
}

fn references(repository: &Repository, history: &mut History) {
    let Ok(references) = repository.references() else {
        return;
    };
    for reference in references.take(MOST_REFERENCES).flatten() {
        let name = decode_text(reference.name_bytes()).0;
        if let Some(tag) = name.strip_prefix("refs/tags/") {
            history.tags.push(tag.to_owned());
        } else if let Some(branch) = name.strip_prefix("refs/heads/") {
            history.branches.push(branch.to_owned());
        } else if let Some(branch) = name.strip_prefix("refs/remotes/")
            && !branch.ends_with("/HEAD")
        {
            history.branches.push(branch.to_owned());
        }
    }
    history.tags.sort();
    history.branches.sort();
}

fn remotes(repository: &Repository, history: &mut History) {
    let Ok(names) = repository.remotes() else {
        return;
    };
    for name in names.iter().flatten().flatten() {
        if let Ok(remote) = repository.find_remote(name) {
            let address = url::without_credentials(&decode_text(remote.url_bytes()).0);
            history.remotes.push((name.to_owned(), address));
        }
    }
    history.remotes.sort();
}
