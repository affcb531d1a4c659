//! Where the parts of a criterion stand together: the page, sheet or passage that a reader opens with most profit.

use std::cmp::Reverse;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place, Strength};

use crate::evidence_set::Placed;

/// Lines of a text between two pieces of one passage.
const MAX_LINES: u32 = 8;
/// Paragraphs of a text without pages between two pieces of one passage.
const MAX_PARAGRAPHS: u32 = 6;

/// How much stands in the passage of a piece: how many different parts (signals, and what they name) meet there, and whether
/// it is a README that sums other documents up. How often one part is told says nothing: a heading may stand for a table.
pub(super) type Density = (Reverse<usize>, bool);

/// The density of the passage of every piece; pieces are identified by their address.
pub(super) fn densities(pieces: &[&Placed]) -> HashMap<*const Placed, Density> {
    let mut sorted: Vec<&Placed> = pieces.to_vec();
    sorted.sort_by(|a, b| a.evidence.location.cmp(&b.evidence.location));
    let mut densities = HashMap::default();
    let ends = |a: &Placed, b: &Placed| !is_near(&a.evidence.location, &b.evidence.location);
    let mut passages = Vec::new();
    let mut start = 0;
    for at in 1..=sorted.len() {
        if at == sorted.len() || ends(sorted[at - 1], sorted[at]) {
            passages.push(&sorted[start..at]);
            start = at;
        }
    }
    for passage in passages {
        let parts: HashSet<(&str, Option<&str>)> = passage
            .iter()
            .map(|placed| (&*placed.evidence.signal, placed.evidence.subject.as_deref()))
            .collect();
        let first = passage.first().map(|placed| &placed.evidence);
        let sums_up = first.is_some_and(|first| {
            first.strength > Strength::Mentioned
                && prejury_intake::is_named_readme(&first.location.path)
        });
        let density = (Reverse(parts.len()), sums_up);
        densities.extend(
            passage
                .iter()
                .map(|placed| (std::ptr::from_ref(*placed), density)),
        );
    }
    densities
}

/// Whether the second of two places in order belongs to the passage of the first.
fn is_near(first: &Location, second: &Location) -> bool {
    if first.path != second.path {
        return false;
    }
    match (&first.place, &second.place) {
        (Place::Page(one), Place::Page(other)) | (Place::Slide(one), Place::Slide(other)) => {
            one == other
        }
        (Place::Row { sheet, .. }, Place::Row { sheet: other, .. }) => sheet == other,
        (
            Place::Lines { cell, end_line, .. },
            Place::Lines {
                cell: other, line, ..
            },
        ) => cell == other && line.saturating_sub(*end_line) <= MAX_LINES,
        (
            Place::Paragraph { paragraph, .. },
            Place::Paragraph {
                paragraph: next, ..
            },
        ) => next.saturating_sub(*paragraph) <= MAX_PARAGRAPHS,
        _ => false,
    }
}
