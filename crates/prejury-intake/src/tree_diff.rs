//! Which files two git trees differ in, from the trees alone: no blob is read, and equal subtrees are not opened.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use git2::{Oid, Repository, Tree};

use crate::{Change, ChangeKind, name};

/// Deepest folder looked into; a tree can be made deeper than any stack.
const DEEPEST: usize = 128;
/// Folders compared over the whole history. A few small trees that hold each other can stand for billions of folders.
const MOST_FOLDERS: usize = 1_000_000;

const KIND: i32 = 0o170_000;
const FOLDER: i32 = 0o040_000;

/// Differences of trees, with paths and ids shared over the whole history.
pub(crate) struct TreeDiff<'r> {
    repository: &'r Repository,
    /// Shown path of the compared trees inside the submission.
    inside: String,
    shared: HashMap<String, Arc<str>>,
    /// Changes that may still be given out.
    left: usize,
    /// Folders that may still be compared.
    folders: usize,
    /// True when a tree was not in the object store.
    pub(crate) missing: bool,
}

impl<'r> TreeDiff<'r> {
    pub(crate) fn new(repository: &'r Repository, inside: &str, most_changes: usize) -> Self {
        Self {
            repository,
            inside: inside.to_owned(),
            shared: HashMap::new(),
            left: most_changes,
            folders: MOST_FOLDERS,
            missing: false,
        }
    }

    pub(crate) fn is_exhausted(&self) -> bool {
        self.left == 0 || self.folders == 0
    }

    /// The same text for the same value.
    pub(crate) fn share(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.shared.get(&text) {
            return known.clone();
        }
        let arc: Arc<str> = text.as_str().into();
        self.shared.insert(text, arc.clone());
        arc
    }

    /// Changes from `old` to `new`, sorted by path.
    pub(crate) fn changes(&mut self, old: Option<Oid>, new: Option<Oid>) -> Vec<Change> {
        let mut changes = Vec::new();
        let inside = self.inside.clone();
        self.compare(&inside, old, new, 0, &mut changes);
        changes.sort();
        changes
    }

    fn tree(&mut self, id: Option<Oid>) -> Option<Tree<'r>> {
        let tree = self.repository.find_tree(id?).ok();
        self.missing |= tree.is_none();
        tree
    }

    fn compare(
        &mut self,
        folder: &str,
        old: Option<Oid>,
        new: Option<Oid>,
        depth: usize,
        changes: &mut Vec<Change>,
    ) {
        if old == new || depth > DEEPEST || self.is_exhausted() {
            return;
        }
        self.folders -= 1;
        let (old_tree, new_tree) = (self.tree(old), self.tree(new));
        if (old.is_some() && old_tree.is_none()) || (new.is_some() && new_tree.is_none()) {
            // One side is not there: any difference told would be a guess.
            return;
        }
        let (old_items, new_items) = (items(old_tree.as_ref()), items(new_tree.as_ref()));
        let (mut at_old, mut at_new) = (0, 0);
        while at_old < old_items.len() || at_new < new_items.len() {
            let order = match (old_items.get(at_old), new_items.get(at_new)) {
                (Some(a), Some(b)) => a.key.cmp(&b.key),
                (Some(_), None) => Ordering::Less,
                _ => Ordering::Greater,
            };
            let before = order.is_le().then(|| &old_items[at_old]);
            let after = order.is_ge().then(|| &new_items[at_new]);
            at_old += usize::from(before.is_some());
            at_new += usize::from(after.is_some());
            self.pair(folder, before, after, depth, changes);
        }
    }

    fn pair(
        &mut self,
        folder: &str,
        before: Option<&Item>,
        after: Option<&Item>,
        depth: usize,
        changes: &mut Vec<Change>,
    ) {
        let Some(item) = after.or(before) else { return };
        if let (Some(a), Some(b)) = (before, after)
            && a.id == b.id
            && a.mode == b.mode
        {
            return;
        }
        let path = name::join(folder, &name::shown(&item.name));
        if item.is_folder() {
            self.compare(
                &path,
                before.map(|item| item.id),
                after.map(|item| item.id),
                depth + 1,
                changes,
            );
            return;
        }
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let kind = match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Deleted,
            _ => ChangeKind::Modified,
        };
        let change = Change {
            path: self.share(path),
            kind,
            blob: self.share(item.id.to_string()),
        };
        changes.push(change);
    }
}

struct Item {
    /// Git's order: folders as if their name ended in a slash.
    key: Vec<u8>,
    name: Vec<u8>,
    id: Oid,
    mode: i32,
}

impl Item {
    fn is_folder(&self) -> bool {
        self.mode & KIND == FOLDER
    }
}

fn items(tree: Option<&Tree<'_>>) -> Vec<Item> {
    let Some(tree) = tree else { return Vec::new() };
    let mut items: Vec<Item> = tree
        .iter()
        .map(|entry| {
            let name = entry.name_bytes().to_vec();
            let mut key = name.clone();
            if entry.filemode_raw() & KIND == FOLDER {
                key.push(b'/');
            }
            Item {
                key,
                name,
                id: entry.id(),
                mode: entry.filemode_raw(),
            }
        })
        .collect();
    // A hostile tree may be out of order.
    items.sort_by(|a, b| a.key.cmp(&b.key));
    items
}
