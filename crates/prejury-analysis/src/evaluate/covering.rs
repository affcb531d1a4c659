//! The first places of a criterion show all of it: one for each part that its rule asks for, and one for each thing that
//! a part counts, before a part is shown again. Whoever reads the first lines sees what the status rests on.

use foldhash::HashSet;
use prejury_catalog::Condition;

use super::condition::signals;
use super::together::parts_of;
use crate::evidence_set::Placed;

/// Different things of one part that are shown before the rest.
const MAX_COUNTED: usize = 4;

/// One part of a rule that is still to be shown.
struct Part<'c> {
    signals: Vec<&'c str>,
    /// Places that are to come first.
    n_left: usize,
    /// Whether only a subject that was not shown yet is another place.
    counts: bool,
    shown: HashSet<&'c str>,
}

/// Moves the pieces that show something new to the front, in their order. `pieces` come best first; only the first
/// `n_accepted` of them speak for the rule.
pub(super) fn cover<'a>(condition: &'a Condition, pieces: &mut Vec<&'a Placed>, n_accepted: usize) {
    let mut conditions = Vec::new();
    parts_of(condition, &mut conditions);
    let mut parts: Vec<Part<'a>> = conditions.into_iter().map(Part::of).collect();
    if parts.iter().map(|part| part.n_left).sum::<usize>() < 2 {
        return;
    }
    let rest = pieces.split_off(n_accepted.min(pieces.len()));
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for piece in pieces.drain(..) {
        // A piece may serve several parts: each of them has to know.
        let mut is_new = false;
        for part in &mut parts {
            is_new |= part.serve(piece);
        }
        if is_new {
            first.push(piece);
        } else {
            others.push(piece);
        }
    }
    pieces.extend(first.into_iter().chain(others).chain(rest));
}

impl<'a> Part<'a> {
    fn of(condition: &'a Condition) -> Self {
        let mut names = Vec::new();
        signals(condition, &mut names);
        let n_counted = match condition {
            Condition::Count { n, .. } => Some((*n).min(MAX_COUNTED)),
            _ => None,
        };
        Self {
            signals: names,
            n_left: n_counted.unwrap_or(1),
            counts: n_counted.is_some(),
            shown: HashSet::default(),
        }
    }

    /// Whether the piece shows something of this part that no piece before it showed.
    fn serve(&mut self, piece: &'a Placed) -> bool {
        let evidence = &piece.evidence;
        let is_wanted = self.n_left > 0 && self.signals.contains(&&*evidence.signal);
        let is_new = is_wanted
            && match (&evidence.subject, self.counts) {
                (Some(subject), true) => self.shown.insert(subject),
                _ => true,
            };
        self.n_left -= usize::from(is_new);
        is_new
    }
}
