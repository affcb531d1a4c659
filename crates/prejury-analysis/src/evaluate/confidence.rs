//! How sure the tool is of a status.
//!
//! A simple sum that a reader can redo by hand; none of its numbers was fitted to data:
//!
//! | status | starts at | then |
//! |---|---|---|
//! | present | 0.70 | + 0.20 when something was executed, + 0.10 when written; + 0.03 for each further place, three at most |
//! | partial | 0.60 | + 0.10 when the `[partial]` rule itself holds (it is then a named part, not only a mention) |
//! | partial by a trace only | 0.50 | |
//! | absent | 0.80 | |
//! | not applicable | 0.80 | |
//! | out of scope | 0.90 | |
//! | human | 1 when only the defence can show it, 0 when no rule looks at it yet | |
//!
//! Then × 0.85 for a criterion of kind `assisted`, × 0.85 when some evidence speaks against, and for every status but
//! `present` × 0.60 when files that may hold the evidence could not be read.

use std::collections::BTreeSet;

use prejury_core::{Kind, Location, Status, Strength};

use crate::evidence_set::Placed;

/// What the confidence of one criterion depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grounds<'a> {
    pub(crate) status: Status,
    pub(crate) kind: Kind,
    /// Evidence that the rule accepted.
    pub(crate) accepted: &'a [&'a Placed],
    /// Whether the `[partial]` rule holds.
    pub(crate) partial_rule_holds: bool,
    /// Whether nothing but the `[trace]` rule holds.
    pub(crate) is_trace: bool,
    /// Whether some evidence of the criterion speaks against it.
    pub(crate) contested: bool,
    /// Whether files that may hold evidence could not be read.
    pub(crate) unread: bool,
}

/// 0 to 1, with two decimals.
pub(crate) fn confidence(grounds: &Grounds<'_>) -> f32 {
    let mut sum: f32 = match grounds.status {
        Status::Present => {
            let strongest = grounds
                .accepted
                .iter()
                .map(|placed| placed.evidence.strength)
                .max();
            let for_strength = match strongest {
                Some(Strength::Executed) => 0.20,
                Some(Strength::Written) => 0.10,
                Some(Strength::Mentioned) | None => 0.0,
            };
            let places: BTreeSet<&Location> = grounds
                .accepted
                .iter()
                .map(|placed| &placed.evidence.location)
                .collect();
            0.70 + for_strength + 0.03 * places.len().saturating_sub(1).min(3) as f32
        }
        Status::Partial if grounds.is_trace => 0.50,
        Status::Partial => {
            0.60 + if grounds.partial_rule_holds {
                0.10
            } else {
                0.0
            }
        }
        Status::Absent | Status::NotApplicable => 0.80,
        Status::OutOfScope => 0.90,
        Status::Human => {
            return if grounds.kind == Kind::Human {
                1.0
            } else {
                0.0
            };
        }
    };
    if grounds.kind == Kind::Assisted {
        sum *= 0.85;
    }
    if grounds.contested {
        sum *= 0.85;
    }
    if grounds.unread && grounds.status != Status::Present {
        sum *= 0.60;
    }
    (sum * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grounds(status: Status) -> Grounds<'static> {
        Grounds {
            status,
            kind: Kind::Auto,
            accepted: &[],
            partial_rule_holds: false,
            is_trace: false,
            contested: false,
            unread: false,
        }
    }

    #[test]
    fn absence_is_less_sure_when_files_could_not_be_read() {
        let whole = confidence(&grounds(Status::Absent));
        let holes = confidence(&Grounds {
            unread: true,
            ..grounds(Status::Absent)
        });
        assert_eq!((whole, holes), (0.80, 0.48));
        let present = grounds(Status::Present);
        assert_eq!(
            confidence(&present),
            confidence(&Grounds {
                unread: true,
                ..present
            })
        );
    }

    #[test]
    fn quality_judged_by_a_human_and_contrary_evidence_lower_it() {
        let present = grounds(Status::Present);
        let assisted = confidence(&Grounds {
            kind: Kind::Assisted,
            ..present
        });
        let contested = confidence(&Grounds {
            contested: true,
            ..present
        });
        assert!(assisted < confidence(&present) && contested < confidence(&present));
    }

    #[test]
    fn a_criterion_for_the_defence_is_sure_and_an_unassessed_one_is_not() {
        assert_eq!(
            confidence(&Grounds {
                kind: Kind::Human,
                ..grounds(Status::Human)
            }),
            1.0
        );
        assert_eq!(confidence(&grounds(Status::Human)), 0.0);
    }
}
