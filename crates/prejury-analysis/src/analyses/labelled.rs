//! A label and what stands below it: slides and notes that reason in bullets put the subject into a title or a line that
//! ends in a colon, and what they say of it into the lines below. Both are one statement.

use prejury_core::{Evidence, Location, Place, Strength};

use super::passages::Passage;
use crate::sink::EvidenceSink;

/// Words of a label.
const MAX_LABEL: usize = 8;
/// Cells of a notebook that the lines of a label reach.
const MAX_CELLS: u32 = 3;
/// Lines of a statement that an excerpt shows.
const MAX_SHOWN: usize = 4;

/// A title or lead, and the lines below it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Labelled<'p> {
    pub(crate) label: &'p Passage,
    pub(crate) items: &'p [Passage],
}

/// Every label of these texts with its lines. A title reaches to the next title, a lead to the next label; neither leaves
/// its page or section.
pub(crate) fn labelled(passages: &[Passage]) -> impl Iterator<Item = Labelled<'_>> {
    let stretches = passages.chunk_by(is_one_stretch);
    stretches
        .filter(|stretch| stretch.len() > 1)
        .flat_map(|stretch| {
            (0..stretch.len()).filter_map(move |at| {
                let label = &stretch[at];
                let below = &stretch[at + 1..];
                let n_items = if label.is_heading {
                    below.iter().position(|one| one.is_heading)
                } else if is_lead(label) {
                    below.iter().position(|one| one.is_heading || is_lead(one))
                } else {
                    return None;
                };
                let items = &below[..n_items.unwrap_or(below.len())];
                let n_near = items.partition_point(|item| is_near(label, item));
                (n_near > 0).then(|| Labelled {
                    label,
                    items: &items[..n_near],
                })
            })
        })
}

impl Labelled<'_> {
    /// Puts the statement into the sink: the label, then the lines that `tells` picks.
    pub(crate) fn emit(
        &self,
        signal: &str,
        turn: i16,
        tells: impl Fn(&Passage) -> bool,
        sink: &mut EvidenceSink,
    ) {
        let mut excerpt = self.label.text.trim().to_owned();
        let mut location = self.label.location.clone();
        for item in self.items.iter().filter(|item| tells(item)).take(MAX_SHOWN) {
            excerpt.push('\n');
            excerpt.push_str(item.text.trim());
            reach(&mut location, &item.location);
        }
        sink.push_in_turn(
            turn,
            Evidence {
                signal: signal.into(),
                strength: Strength::Written,
                supports: true,
                location,
                excerpt,
                subject: None,
                related: Vec::new(),
            },
        );
    }
}

/// Lets lines of a file or cell go on to where others of the same end.
fn reach(from: &mut Location, to: &Location) {
    if let (
        Place::Lines { cell, end_line, .. },
        Place::Lines {
            cell: other,
            end_line: end,
            ..
        },
    ) = (&mut from.place, &to.place)
        && cell == other
    {
        *end_line = (*end_line).max(*end);
    }
}

/// Same page, or same section of a document without pages.
fn is_one_stretch(one: &Passage, other: &Passage) -> bool {
    match (one.page(), other.page()) {
        (None, None) => one.section == other.section && one.location.path == other.location.path,
        (one, other) => one == other,
    }
}

/// A line that announces the next ones.
fn is_lead(passage: &Passage) -> bool {
    passage.n_words <= MAX_LABEL && passage.text.trim_end().ends_with(':')
}

fn is_near(label: &Passage, item: &Passage) -> bool {
    match (label.location.cell(), item.location.cell()) {
        (Some(label), Some(item)) => item <= label.saturating_add(MAX_CELLS),
        _ => true,
    }
}
