//! Two reports side by side: what improved, what was lost, by criterion.

mod json;
mod markdown;
mod snapshot;
mod terminal;
mod words;

use std::collections::BTreeSet;

use prejury_core::{CriterionId, Status};

pub use self::json::write as write_json;
pub use self::markdown::write as write_markdown;
pub use self::snapshot::{Snapshot, SnapshotError, Standing};
pub use self::terminal::write as write_terminal;

/// What became of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Less evidence than before, or more parts missing.
    Lost,
    /// More evidence than before, or fewer parts missing.
    Improved,
    /// Neither better nor worse: addressed now and absent, for a person now, other parts missing.
    Other,
}

impl Direction {
    pub const ALL: [Direction; 3] = [Direction::Lost, Direction::Improved, Direction::Other];

    /// The word of the JSON comparison and of the messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Lost => "lost",
            Direction::Improved => "improved",
            Direction::Other => "other",
        }
    }
}

/// One criterion whose status or missing parts are no longer the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub criterion: CriterionId,
    pub direction: Direction,
    /// None when one of the reports does not know the criterion.
    pub before: Option<Status>,
    pub after: Option<Status>,
    /// Parts that were missing and no longer are.
    pub found: Vec<String>,
    /// Parts that were not missing and now are.
    pub missing: Vec<String>,
}

/// The difference between two reports of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub before: Snapshot,
    pub after: Snapshot,
    /// In the order of the référentiel.
    pub changes: Vec<Change>,
    /// Criteria that stand as they stood.
    pub unchanged: usize,
}

impl Comparison {
    /// Compares criterion by criterion. Missing parts are compared when both reports speak the same language.
    pub fn new(before: Snapshot, after: Snapshot) -> Self {
        let ids: BTreeSet<&CriterionId> = before
            .criteria
            .keys()
            .chain(after.criteria.keys())
            .collect();
        let same_language = before.lang.is_some() && before.lang == after.lang;
        let changes: Vec<Change> = ids
            .iter()
            .filter_map(|id| {
                let (old, new) = (before.criteria.get(id), after.criteria.get(id));
                change((*id).clone(), old, new, same_language)
            })
            .collect();
        let unchanged = ids.len() - changes.len();
        Self {
            before,
            after,
            changes,
            unchanged,
        }
    }

    /// The changes of one direction.
    pub fn of(&self, direction: Direction) -> impl Iterator<Item = &Change> {
        let changes = self.changes.iter();
        changes.filter(move |change| change.direction == direction)
    }
}

/// Pairs reports of the same submission: one and one are a pair whatever they are called, several are paired by label.
/// What has no counterpart is told apart.
pub fn pair(before: Vec<Snapshot>, after: Vec<Snapshot>) -> Pairs {
    if before.len() == 1 && after.len() == 1 {
        let both = before.into_iter().zip(after);
        return Pairs {
            comparisons: both.map(|(old, new)| Comparison::new(old, new)).collect(),
            ..Pairs::default()
        };
    }
    let mut pairs = Pairs::default();
    let mut before: Vec<Option<Snapshot>> = before.into_iter().map(Some).collect();
    // Labels may repeat (two students named their folder alike): the n-th goes with the n-th. A cohort has hundreds of
    // reports at most.
    for new in after {
        let same_label =
            |old: &&mut Option<Snapshot>| old.as_ref().is_some_and(|old| old.label == new.label);
        match before.iter_mut().find(same_label).and_then(Option::take) {
            Some(old) => pairs.comparisons.push(Comparison::new(old, new)),
            None => pairs.only_after.push(new.label),
        }
    }
    pairs.only_before = before.into_iter().flatten().map(|old| old.label).collect();
    pairs
}

/// Comparisons, and the labels of submissions that only one side has.
#[derive(Debug, Default)]
pub struct Pairs {
    pub comparisons: Vec<Comparison>,
    pub only_before: Vec<String>,
    pub only_after: Vec<String>,
}

fn change(
    criterion: CriterionId,
    old: Option<&Standing>,
    new: Option<&Standing>,
    same_language: bool,
) -> Option<Change> {
    let (before, after) = (old.map(|it| it.status), new.map(|it| it.status));
    let parts = |from: Option<&Standing>, without: Option<&Standing>| -> Vec<String> {
        let (Some(from), Some(without), true) = (from, without, same_language) else {
            return Vec::new();
        };
        let parts = from.missing.iter();
        parts
            .filter(|part| !without.missing.contains(part))
            .cloned()
            .collect()
    };
    let (mut found, mut missing) = (parts(old, new), parts(new, old));
    // What is missing where nothing is assessed is no news.
    let graded = |status: Option<Status>| status.and_then(rank).is_some();
    if !graded(before) || !graded(after) {
        found.clear();
        missing.clear();
    }
    let direction = match (before, after) {
        _ if before == after && found.is_empty() && missing.is_empty() => return None,
        _ if before == after => by_parts(found.len(), missing.len()),
        (Some(before), Some(after)) => by_status(before, after),
        _ => Direction::Other,
    };
    Some(Change {
        criterion,
        direction,
        before,
        after,
        found,
        missing,
    })
}

fn by_parts(found: usize, missing: usize) -> Direction {
    match (found, missing) {
        (_, 0) => Direction::Improved,
        (0, _) => Direction::Lost,
        _ => Direction::Other,
    }
}

fn by_status(before: Status, after: Status) -> Direction {
    use Status::{Absent, OutOfScope, Partial, Present};
    match (before, after) {
        // A competence that is addressed now brings its evidence along; what it does not bring is no loss.
        (OutOfScope, Present | Partial) => Direction::Improved,
        (Present | Partial, OutOfScope) => Direction::Lost,
        (Absent, OutOfScope) | (OutOfScope, Absent) => Direction::Other,
        _ => match (rank(before), rank(after)) {
            (Some(before), Some(after)) if after > before => Direction::Improved,
            (Some(before), Some(after)) if after < before => Direction::Lost,
            _ => Direction::Other,
        },
    }
}

/// Whether the status of a criterion got worse.
fn is_loss(before: Status, after: Status) -> bool {
    before != after && by_status(before, after) == Direction::Lost
}

/// How much a status shows; none for those that measure nothing.
fn rank(status: Status) -> Option<u8> {
    match status {
        Status::Absent => Some(0),
        Status::Partial => Some(1),
        Status::Present => Some(2),
        Status::Human | Status::OutOfScope | Status::NotApplicable => None,
    }
}

#[cfg(test)]
mod tests;
