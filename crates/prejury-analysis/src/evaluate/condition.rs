//! Whether a condition of the rules holds over the evidence.

use std::collections::BTreeSet;

use prejury_catalog::{Condition, Leaf};
use prejury_core::{Lack, Place, Strength};

use crate::evidence_set::{EvidenceSet, Placed};
use crate::projects;

/// Lines of a script that stand for one cell in `near`: scripts have no cells, and a cell seldom has more lines.
pub(super) const LINES_PER_CELL: u32 = 20;

/// From where and how weak evidence may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) evidence: &'a EvidenceSet,
    /// Weakest evidence that a leaf without `strength` of its own accepts.
    pub(crate) weakest: Strength,
    /// Evidence of this file only.
    unit: Option<&'a str>,
    /// Evidence of these projects only.
    own: Option<projects::Own<'a>>,
    /// Inside `not`: what is denied is that something was found, whichever way it speaks.
    denied: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(evidence: &'a EvidenceSet, weakest: Strength) -> Self {
        Self {
            evidence,
            weakest,
            unit: None,
            own: None,
            denied: false,
        }
    }

    /// The same without what stands in other projects.
    pub(crate) fn of_projects(self, own: projects::Own<'a>) -> Self {
        Self {
            own: Some(own),
            ..self
        }
    }

    /// Whether `condition` holds.
    pub(crate) fn holds(self, condition: &Condition) -> bool {
        match condition {
            Condition::Signal(leaf) => self.pieces_of(leaf).next().is_some(),
            Condition::All(items) => items.iter().all(|item| self.holds(item)),
            Condition::Any(items) => items.iter().any(|item| self.holds(item)),
            Condition::Not(inner) => !self.for_negation().holds(inner),
            Condition::AtLeast { n, of } => of.iter().filter(|item| self.holds(item)).count() >= *n,
            Condition::Count { n, of } => self.distinct(of) >= *n,
            Condition::Near { cells, of } => self.near(*cells, of),
            Condition::SameUnit(items) => self
                .units_of(items)
                .into_iter()
                .any(|unit| items.iter().all(|item| self.within(unit).holds(item))),
        }
    }

    /// The evidence that speaks for `condition`: the pieces that its leaves accept, denials left out. Of alternatives those that
    /// hold speak for it: half of another one is no reason.
    pub(crate) fn pieces(self, condition: &Condition) -> Vec<&'a Placed> {
        if let Condition::Any(items) | Condition::All(items) = condition {
            let is_any = matches!(condition, Condition::Any(_)) && self.holds(condition);
            let speaking = items.iter().filter(|item| !is_any || self.holds(item));
            return speaking.flat_map(|item| self.pieces(item)).collect();
        }
        let mut pieces = Vec::new();
        for_each_leaf(condition, &mut |leaf| pieces.extend(self.pieces_of(leaf)));
        pieces
    }

    /// The leaves that keep `condition` from holding, in the order of the rule. Of alternatives the first is named.
    pub(crate) fn failed<'c>(self, condition: &'c Condition, failed: &mut Vec<(&'c Leaf, Lack)>) {
        if self.holds(condition) {
            return;
        }
        match condition {
            Condition::Signal(leaf) => failed.push((leaf, self.lack(leaf))),
            Condition::Count { n, of } => failed.push(match self.distinct(of) {
                0 => (of, self.lack(of)),
                found => (of, Lack::TooFew { found, needed: *n }),
            }),
            Condition::All(items) => items.iter().for_each(|item| self.failed(item, failed)),
            Condition::Any(items) => {
                if let Some(first) = items.first() {
                    self.failed(first, failed);
                }
            }
            // What is there and should not be is shown as evidence; it is nothing that is missing, but what is asked for
            // without being shown is.
            Condition::Not(inner) => {
                if let Condition::Not(asked) = &**inner {
                    self.failed(asked, failed);
                }
            }
            Condition::AtLeast { n, of } => {
                let n_held = of.iter().filter(|item| self.holds(item)).count();
                let open = of.iter().filter(|item| !self.holds(item));
                open.take(n.saturating_sub(n_held))
                    .for_each(|item| self.failed(item, failed));
            }
            Condition::Near { of: items, .. } | Condition::SameUnit(items) => {
                let before = failed.len();
                items.iter().for_each(|item| self.failed(item, failed));
                // Everything is there, and apart: the last item is what is missing beside the others.
                if failed.len() == before {
                    let mut last = None;
                    items
                        .iter()
                        .for_each(|item| for_each_leaf(item, &mut |leaf| last = Some(leaf)));
                    failed.extend(last.map(|leaf| (leaf, Lack::NotFound)));
                }
            }
        }
    }

    /// The evidence that one leaf accepts.
    fn pieces_of(self, leaf: &Leaf) -> impl Iterator<Item = &'a Placed> {
        let weakest = leaf.strength.unwrap_or(self.weakest);
        let (inside_function, against) = (leaf.inside_function, leaf.against);
        self.evidence.of(&leaf.signal).iter().filter(move |placed| {
            placed.evidence.strength >= weakest
                && (placed.evidence.supports != against || (self.denied && !against))
                && (placed.inside_function || !inside_function)
                && self
                    .unit
                    .is_none_or(|unit| placed.evidence.location.path.as_ref() == unit)
                && self.own.is_none_or(|own| is_of(own, placed))
        })
    }

    /// Whether weaker evidence than asked for is there.
    fn lack(self, leaf: &Leaf) -> Lack {
        let weak = Self {
            weakest: Strength::Mentioned,
            ..self
        };
        let any_strength = Leaf {
            strength: None,
            ..leaf.clone()
        };
        if weak.pieces_of(&any_strength).next().is_some() {
            Lack::OnlyMentioned
        } else {
            Lack::NotFound
        }
    }

    /// Different things that a leaf's evidence shows: subjects where they are known, places otherwise.
    fn distinct(self, leaf: &Leaf) -> usize {
        let mut subjects = BTreeSet::new();
        let mut places = BTreeSet::new();
        for placed in self.pieces_of(leaf) {
            match &placed.evidence.subject {
                Some(subject) => subjects.insert(subject.as_str()),
                None => places.insert(&placed.evidence.location),
            };
        }
        subjects.len() + places.len()
    }

    /// A denial is refuted by real evidence only: a mention of the contrary does not count.
    fn for_negation(self) -> Self {
        Self {
            weakest: self.weakest.max(Strength::Written),
            denied: true,
            ..self
        }
    }

    fn within(self, unit: &'a str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// Files that hold evidence for some of the items.
    fn units_of(self, items: &[Condition]) -> BTreeSet<&'a str> {
        items
            .iter()
            .flat_map(|item| self.pieces(item))
            .map(|placed| placed.evidence.location.path.as_ref())
            .collect()
    }

    /// Whether every item has evidence in one stretch of `cells` cells of one file. Denials among the items are asked of
    /// the whole submission: what is not there has no place.
    fn near(self, cells: u32, items: &[Condition]) -> bool {
        let (denials, items): (Vec<_>, Vec<_>) = items
            .iter()
            .partition(|item| matches!(item, Condition::Not(_)));
        if !denials.into_iter().all(|denial| self.holds(denial)) {
            return false;
        }
        let mut marks: Vec<(&str, u32, usize)> = Vec::new();
        for (number, item) in items.iter().enumerate() {
            let places = self.pieces(item).into_iter().filter_map(position);
            marks.extend(places.map(|(path, position)| (path, position, number)));
        }
        marks.sort_unstable();
        let mut seen = vec![0_usize; items.len()];
        let mut n_seen = 0;
        let mut start = 0;
        for &(path, position, number) in &marks {
            n_seen += usize::from(seen[number] == 0);
            seen[number] += 1;
            while marks[start].0 != path
                || position - marks[start].1 > cells.saturating_mul(LINES_PER_CELL)
            {
                let left = marks[start].2;
                seen[left] -= 1;
                n_seen -= usize::from(seen[left] == 0);
                start += 1;
            }
            if n_seen == items.len() {
                return true;
            }
        }
        false
    }
}

/// Whether a piece stands in one of these projects. A file that is one as a whole (a report, a stored model) is made by code,
/// wherever it was put.
fn is_of(own: projects::Own<'_>, placed: &Placed) -> bool {
    let location = &placed.evidence.location;
    matches!(location.place, Place::File) || own.holds(&location.path)
}

/// File and position of a piece, in lines; a cell, a page or a slide counts as many lines as `near` gives it.
pub(super) fn position(placed: &Placed) -> Option<(&str, u32)> {
    let location = &placed.evidence.location;
    let lines = match &location.place {
        Place::Lines {
            cell: Some(cell), ..
        } => cell.saturating_mul(LINES_PER_CELL),
        Place::Lines {
            cell: None, line, ..
        } => *line,
        Place::Page(number) | Place::Slide(number) | Place::Row { row: number, .. } => {
            number.saturating_mul(LINES_PER_CELL)
        }
        Place::Paragraph { paragraph, .. } => *paragraph,
        Place::File | Place::Commit(_) => return None,
    };
    Some((location.path.as_ref(), lines))
}

/// Every leaf outside denials, in the order of the rule.
pub(crate) fn for_each_leaf<'c>(condition: &'c Condition, visit: &mut impl FnMut(&'c Leaf)) {
    match condition {
        Condition::Signal(leaf) | Condition::Count { of: leaf, .. } => visit(leaf),
        Condition::All(items)
        | Condition::Any(items)
        | Condition::AtLeast { of: items, .. }
        | Condition::Near { of: items, .. }
        | Condition::SameUnit(items) => items
            .iter()
            .for_each(|item| for_each_leaf(item, &mut *visit)),
        Condition::Not(_) => {}
    }
}

/// Every signal that `condition` names, denials included, in the order of the rule.
pub(crate) fn signals<'c>(condition: &'c Condition, names: &mut Vec<&'c str>) {
    match condition {
        Condition::Signal(leaf) | Condition::Count { of: leaf, .. } => names.push(&leaf.signal),
        Condition::Not(inner) => signals(inner, names),
        Condition::All(items)
        | Condition::Any(items)
        | Condition::AtLeast { of: items, .. }
        | Condition::Near { of: items, .. }
        | Condition::SameUnit(items) => items.iter().for_each(|item| signals(item, names)),
    }
}
