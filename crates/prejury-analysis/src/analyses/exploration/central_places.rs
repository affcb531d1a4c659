//! Which place shows a statistic best (C1.3.1-CE3): a cell that shows a mean and a dispersion before one that shows either,
//! what is shown before what is only computed, and last what is made by the way: means of clusters, columns of a table that
//! is gathered, a line of a helper that does something else.

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{
    Call, CodePlace, DefinitionIdx, Output, Reach, Roles, Run, UnitIdx, UnitKind, Value,
};

use super::Exploration;
use super::central::Statistic;
use crate::matching::{emit_code_in_turn, strength_of_call};
use crate::sink::{BY_THE_WAY, EvidenceSink};

/// When places and sentences are shown, before [`BY_THE_WAY`].
pub(super) mod turn {
    /// Mean and dispersion, in a cell that shows them.
    pub(in crate::analyses::exploration) const WHOLE: i16 = 0;
    pub(in crate::analyses::exploration) const JUDGED: i16 = 1;
    pub(in crate::analyses::exploration) const DISCUSSED: i16 = 2;
    /// A table of all statistics, which chooses none: a sentence that weighs them says more.
    pub(in crate::analyses::exploration) const DESCRIBED: i16 = 2;
    /// One of both, shown.
    pub(in crate::analyses::exploration) const HALF: i16 = 3;
    /// Added where nothing shows the result.
    pub(in crate::analyses::exploration) const HIDDEN: i16 = 4;
    /// Added inside a helper: it is shown where it is called, which says less.
    pub(in crate::analyses::exploration) const HELPER: i16 = 1;
    /// Added for groups: they gather rows more often than they describe a variable.
    pub(in crate::analyses::exploration) const GROUPED: i16 = 2;
}

/// What holds statistics that are seen together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Holder {
    Cell(UnitIdx, u32),
    Helper(UnitIdx, Option<DefinitionIdx>),
}

impl Holder {
    fn of(call: &Call, shown_at: CodePlace) -> Self {
        if shown_at == call.place {
            Self::Cell(shown_at.unit, shown_at.cell)
        } else {
            Self::Helper(call.place.unit, call.function)
        }
    }
}

struct Found<'f> {
    call: &'f Call,
    statistic: Statistic,
    place: CodePlace,
    strength: Strength,
}

pub(super) struct Places<'e, 'f> {
    exploration: &'e Exploration<'f>,
    found: Vec<Found<'f>>,
    /// Whether a cell shows a centre, and a dispersion; or a helper computes them.
    shown: HashMap<Holder, (bool, bool)>,
}

impl<'e, 'f> Places<'e, 'f> {
    pub(super) fn of(exploration: &'e Exploration<'f>) -> Self {
        Self {
            exploration,
            found: Vec::new(),
            shown: HashMap::default(),
        }
    }

    pub(super) fn note(&mut self, call: &'f Call, statistic: Statistic) {
        let mut strength = strength_of_call(call);
        let mut place = call.place;
        if call.function.is_some() && call.reach == Reach::Live {
            let site = self.exploration.sites.best(call);
            if site.is_reached {
                (strength, place) = (site.strength(), site.place());
            }
        }
        let of_cell = self.shown.entry(Holder::of(call, place)).or_default();
        of_cell.0 |= matches!(statistic, Statistic::Central | Statistic::Described);
        of_cell.1 |= !matches!(statistic, Statistic::Central | Statistic::Other);
        self.found.push(Found {
            call,
            statistic,
            place,
            strength,
        });
    }

    pub(super) fn emit(&self, sink: &mut EvidenceSink) {
        for found in &self.found {
            let turn = self.turn(found);
            let mut emit = |signal, turn| {
                let (place, subject) = (found.place, found.call.method());
                let python = self.exploration.python;
                emit_code_in_turn(python, sink, signal, found.strength, place, subject, turn);
            };
            match found.statistic {
                Statistic::Central => emit("statistics.central", turn),
                Statistic::Dispersion => emit("statistics.dispersion", turn),
                Statistic::Described => emit("statistics.described", turn),
                Statistic::Quantile => emit("statistics.quantiles", turn),
                Statistic::Other => {}
            }
            emit("statistics.computed", 0);
        }
    }

    fn turn(&self, found: &Found<'_>) -> i16 {
        if is_of_clusters(self.exploration, found.call) {
            return BY_THE_WAY;
        }
        let place = found.place;
        let holder = Holder::of(found.call, place);
        let is_whole = match holder {
            // A script is one cell: its lines do not show one another.
            Holder::Cell(unit, _) if !self.is_in_notebook(unit) => {
                found.statistic == Statistic::Described
            }
            holder => self.shown.get(&holder) == Some(&(true, true)),
        };
        let is_grouped = found.call.callee.starts_with("pandas.GroupBy");
        let is_hidden = !self.shows(place);
        let is_helped = place != found.call.place;
        let first = match found.statistic {
            Statistic::Described if is_whole => turn::DESCRIBED,
            _ if is_whole => turn::WHOLE,
            _ => turn::HALF,
        };
        // What a helper computes of groups, or without any sign of it, serves something else.
        if is_helped && (is_hidden || is_grouped) {
            return BY_THE_WAY + turn::HIDDEN;
        }
        first
            + i16::from(is_hidden) * turn::HIDDEN
            + i16::from(is_helped) * turn::HELPER
            + i16::from(is_grouped) * turn::GROUPED
    }

    fn is_in_notebook(&self, unit: UnitIdx) -> bool {
        self.exploration.python.units[unit.0 as usize].kind == UnitKind::Notebook
    }

    /// Whether the cell shows a text, a table or a picture; of code without a sign of a run nothing can be told.
    fn shows(&self, place: CodePlace) -> bool {
        let unit = &self.exploration.python.units[place.unit.0 as usize];
        let shown = |output: &Output| !matches!(output, Output::Stderr(_) | Output::Error(_));
        unit.cells
            .get(place.cell as usize)
            .is_some_and(|cell| cell.run == Run::Unknown || cell.outputs.iter().any(shown))
    }
}

/// Statistics of the groups that a clustering made.
fn is_of_clusters(exploration: &Exploration<'_>, call: &Call) -> bool {
    let calls = &exploration.python.calls;
    call.receiver.iter().any(|receiver| {
        let mut behind = receiver.history.iter().rev().take(3);
        receiver.roles.contains(Roles::CLUSTER)
            || behind.any(|at| {
                let grouping = calls.get(at.0 as usize);
                let grouping = grouping.filter(|call| call.method() == "groupby");
                grouping.is_some_and(|call| call.args.iter().any(|arg| names_cluster(&arg.value)))
            })
    })
}

fn names_cluster(value: &Value) -> bool {
    let is_cluster = |name: &str| {
        let name = name.to_lowercase();
        ["cluster", "kmeans", "segment"]
            .iter()
            .any(|part| name.contains(part))
    };
    value.roles.contains(Roles::CLUSTER)
        || value.as_str().is_some_and(is_cluster)
        || value.name.as_deref().is_some_and(is_cluster)
        || value.elements.iter().any(names_cluster)
}
