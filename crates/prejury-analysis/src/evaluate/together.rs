//! Places that show several parts of a criterion at once: who opens one of them sees more than at any other.

use foldhash::{HashMap, HashSet};
use prejury_catalog::{Condition, Leaf};

use super::condition::{LINES_PER_CELL, for_each_leaf, position};
use crate::evidence_set::Placed;

/// Cells (in scripts: stretches of lines) between two places that are seen together.
const NEAR_CELLS: u32 = 2;

/// Where each part of a condition has evidence.
pub(super) struct Together<'a> {
    /// Parts by signal; a signal may serve several.
    parts: HashMap<&'a str, Vec<usize>>,
    /// Cells with evidence, by file, cell and part.
    shown: HashSet<(&'a str, u32, usize)>,
    n_parts: usize,
}

impl<'a> Together<'a> {
    /// Reads which of `accepted` belongs to which part of `condition`: what must hold at once are parts, what may stand
    /// for each other is one.
    pub(super) fn of(condition: Option<&'a Condition>, accepted: &[&'a Placed]) -> Self {
        let mut items = Vec::new();
        if let Some(condition) = condition {
            parts_of(condition, &mut items);
        }
        let mut parts: HashMap<&str, Vec<usize>> = HashMap::default();
        if items.len() > 1 {
            for (number, item) in items.iter().enumerate() {
                for_each_leaf(item, &mut |leaf: &'a Leaf| {
                    let of_signal = parts.entry(&leaf.signal).or_default();
                    if !of_signal.contains(&number) {
                        of_signal.push(number);
                    }
                });
            }
        }
        let mut shown = HashSet::default();
        for placed in accepted {
            let of_signal = parts.get(&*placed.evidence.signal);
            if let (Some((path, cell)), Some(of_signal)) = (cell_of(placed), of_signal) {
                shown.extend(of_signal.iter().map(|part| (path, cell, *part)));
            }
        }
        Self {
            parts,
            shown,
            n_parts: items.len(),
        }
    }

    fn parts_of(&self, placed: &Placed) -> &[usize] {
        let parts = self.parts.get(&*placed.evidence.signal);
        parts.map_or(&[], Vec::as_slice)
    }

    /// How many parts are shown at the place of a piece or close by.
    pub(super) fn n_seen_from(&self, placed: &Placed) -> usize {
        if self.parts_of(placed).is_empty() {
            return 0;
        }
        let Some((path, cell)) = cell_of(placed) else {
            return 0;
        };
        let near = || cell.saturating_sub(NEAR_CELLS)..=cell.saturating_add(NEAR_CELLS);
        (0..self.n_parts)
            .filter(|part| near().any(|cell| self.shown.contains(&(path, cell, *part))))
            .count()
    }
}

/// What must hold at once; of alternatives that are made of parts themselves, the parts of each.
pub(super) fn parts_of<'c>(condition: &'c Condition, parts: &mut Vec<&'c Condition>) {
    let is_leaf = |item: &Condition| matches!(item, Condition::Signal(_) | Condition::Count { .. });
    match condition {
        Condition::Any(items) if items.iter().all(is_leaf) => parts.push(condition),
        Condition::All(items)
        | Condition::Any(items)
        | Condition::Near { of: items, .. }
        | Condition::SameUnit(items)
        | Condition::AtLeast { of: items, .. } => {
            items.iter().for_each(|item| parts_of(item, &mut *parts));
        }
        Condition::Not(_) => {}
        Condition::Signal(_) | Condition::Count { .. } => parts.push(condition),
    }
}

fn cell_of(placed: &Placed) -> Option<(&str, u32)> {
    position(placed).map(|(path, line)| (path, line / LINES_PER_CELL))
}
