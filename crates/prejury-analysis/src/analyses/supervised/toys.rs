//! Models tried on made-up data in one cell: notes of how a library is called, and no work on the data of the project.

use std::collections::BTreeSet;

use prejury_python::{Call, UnitIdx, UnitKind, Value};

use super::estimators::Family;
use super::words::lines;
use super::{Supervised, Training};

/// How the names of methods begin that bring in data of the project.
const READING: &str = include_str!("../../../../../rules/supervised/reading-methods.txt");

/// Takes the fits on made-up data, and the scores beside them, out.
pub(super) fn set_aside(supervised: &mut Supervised<'_>) {
    let toys: BTreeSet<(UnitIdx, u32)> = supervised
        .trainings
        .iter()
        .filter(|training| is_toy(supervised, training))
        .map(|training| cell_of(training.call))
        .collect();
    if toys.is_empty() {
        return;
    }
    let is_kept = |call: &Call| !toys.contains(&cell_of(call));
    supervised.trainings.retain(|one| is_kept(one.call));
    supervised.scores.retain(|one| is_kept(one.call));
}

fn is_reading(method: &str) -> bool {
    lines(READING).any(|start| method.starts_with(start))
}

fn is_toy(supervised: &Supervised<'_>, training: &Training<'_>) -> bool {
    let call = training.call;
    let Some(unit) = supervised.python.units.get(call.place.unit.0 as usize) else {
        return false;
    };
    if unit.kind != UnitKind::Notebook {
        return false;
    }
    let cell = cell_of(call);
    let stays = |data: &Value| past(supervised, data).all(|call| cell_of(call) == cell);
    // A frame of made-up columns remembers less than a series: its name tells that it is made here.
    let is_made_here = |data: &Value| {
        let name = data
            .name
            .as_deref()
            .and_then(|name| name.split(['.', '[']).next());
        name.is_some_and(|name| {
            let mut names = unit.assignments.iter();
            names.any(|one| one.target == name && (one.place.unit, one.place.cell) == cell)
        })
    };
    let (Some(features), Some(target)) = (call.arg("X", Some(0)), call.arg("y", Some(1))) else {
        return false;
    };
    stays(features)
        && is_made_here(features)
        && stays(target)
        && past(supervised, target)
            .any(|call| supervised.estimators.is(Family::Generator, &call.callee))
        && !reads(supervised, cell)
}

/// Calls that a value went through, as far as they are known.
fn past<'s>(supervised: &'s Supervised<'_>, data: &'s Value) -> impl Iterator<Item = &'s Call> {
    let calls = data.history.iter();
    calls.filter_map(|at| supervised.call(*at))
}

/// Whether a cell brings in data of the project.
fn reads(supervised: &Supervised<'_>, cell: (UnitIdx, u32)) -> bool {
    let mut calls = supervised.python.calls.iter();
    calls.any(|call| cell_of(call) == cell && is_reading(call.method()))
}

fn cell_of(call: &Call) -> (UnitIdx, u32) {
    (call.place.unit, call.place.cell)
}
