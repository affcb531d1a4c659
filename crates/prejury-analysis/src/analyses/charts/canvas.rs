//! Which calls draw on one figure: a chart is a figure, however many calls fill it.

use foldhash::{HashMap, HashSet};

use prejury_python::{Call, UnitIdx};
use smol_str::SmolStr;

use super::kinds::{Drawing, Kind};

/// Lines of a script between two drawing calls from which they are two charts: scripts have no cells, and a script
/// that was exported from a notebook has lost what showed its figures.
const FAR_LINES: u32 = 15;

/// Code that shares its current figure: the statements of one cell, or of one function in it.
type Group = (UnitIdx, u32, Option<u32>);

#[derive(Debug, PartialEq, Eq, Hash)]
enum Canvas {
    /// The current axes.
    Current,
    /// Axes, a grid or a figure by the name of their variable.
    Named(SmolStr),
    /// A call that makes its own figure.
    Own(u32),
}

#[derive(Debug, Default)]
struct State {
    /// Figures opened so far.
    n_opened: u32,
    last_line: u32,
}

/// The figure of each drawing call, as calls come in order.
#[derive(Debug, Default)]
pub(super) struct Canvases {
    states: HashMap<Group, State>,
    figures: HashMap<(Group, u32, Canvas), u32>,
    /// Groups whose loops open a figure at each turn.
    turning: HashSet<Group>,
}

/// Figure of a call, and whether a loop around the call makes a figure at each turn by what the call alone tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) figure: u32,
    turns: bool,
}

fn group_of(call: &Call) -> Group {
    (
        call.place.unit,
        call.place.cell,
        call.function.map(|at| at.0),
    )
}

impl Canvases {
    /// A call after which other axes are current.
    pub(super) fn open(&mut self, call: &Call) {
        let group = group_of(call);
        self.states.entry(group).or_default().n_opened += 1;
        if call.in_loop {
            self.turning.insert(group);
        }
    }

    /// A title or label that is set: at each turn of a loop it is that of another chart.
    pub(super) fn entitle(&mut self, call: &Call) {
        if call.in_loop {
            self.turning.insert(group_of(call));
        }
    }

    pub(super) fn place(&mut self, call: &Call, drawing: &Drawing) -> Placed {
        let group = group_of(call);
        let state = self.states.entry(group).or_default();
        if call.place.line > state.last_line.saturating_add(FAR_LINES) {
            state.n_opened += 1;
        }
        state.last_line = call.place.end_line;
        let canvas = canvas_of(call, drawing);
        let turns = match &canvas {
            Canvas::Own(_) => true,
            Canvas::Named(name) => name.contains('[') || call.keyword("ax").is_some(),
            Canvas::Current => false,
        };
        let next = u32::try_from(self.figures.len()).unwrap_or(u32::MAX);
        let figure = *self
            .figures
            .entry((group, state.n_opened, canvas))
            .or_insert(next);
        Placed { figure, turns }
    }

    /// Whether a call in a loop draws more than one figure.
    pub(super) fn repeats(&self, call: &Call, placed: Placed) -> bool {
        call.in_loop && (placed.turns || self.turning.contains(&group_of(call)))
    }
}

fn canvas_of(call: &Call, drawing: &Drawing) -> Canvas {
    let own = Canvas::Own(call.place.line);
    let named = |name: Option<&SmolStr>| {
        name.map_or(Canvas::Own(call.place.line), |name| {
            Canvas::Named(name.clone())
        })
    };
    if let Some(axes) = call.keyword("ax") {
        return named(axes.name.as_ref());
    }
    let callee = call.callee.as_str();
    if callee.starts_with("matplotlib.pyplot.") {
        return Canvas::Current;
    }
    if callee.starts_with("seaborn.") {
        let is_mapped = call.receiver.is_some();
        let makes_figure = drawing.kinds.iter().any(|kind| matches!(kind, Kind::Pairs))
            || matches!(
                call.method(),
                "catplot"
                    | "clustermap"
                    | "displot"
                    | "factorplot"
                    | "jointplot"
                    | "lmplot"
                    | "relplot"
            );
        return match () {
            () if is_mapped => named(call.receiver.as_ref().and_then(|grid| grid.name.as_ref())),
            () if makes_figure => own,
            () => Canvas::Current,
        };
    }
    // A series draws on the current axes, a frame makes its own.
    if callee.starts_with("pandas.Series.") || callee.starts_with("plotly.graph_obj") {
        return Canvas::Current;
    }
    if callee.starts_with("matplotlib.") || (callee.starts_with("?.") && !drawing.receiver_is_data)
    {
        return named(call.receiver.as_ref().and_then(|axes| axes.name.as_ref()));
    }
    own
}
