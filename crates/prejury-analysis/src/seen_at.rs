//! Where the result of a function is seen: the cell that calls it and displays what came out. A line in a helper computes
//! or draws something, and shows nothing to who opens it.

use foldhash::{HashMap, HashSet};
use prejury_core::{Evidence, Strength};
use prejury_python::{
    Call, CellKind, CodePlace, DefinitionIdx, Output, PythonFacts, Reach, UnitIdx,
};

use crate::function_spans::FunctionSpans;
use crate::sink::shorten;

/// Functions that call one another are followed so far.
const MAX_DEPTH: usize = 4;

type Function = (UnitIdx, DefinitionIdx);

/// The best call of each of the candidate's functions.
pub(crate) struct SeenAt<'a> {
    python: &'a PythonFacts,
    functions: &'a FunctionSpans<'a>,
    /// Calls from cells that display something.
    shown: HashMap<Function, Shown>,
    /// Functions that call a function.
    callers: HashMap<Function, Vec<Function>>,
}

/// A cell that calls a function.
#[derive(Clone, Copy)]
struct Shown {
    worth: Worth,
    place: CodePlace,
}

/// What a cell displays, and whether a text follows that may read it; of two equal cells the later one has the final result.
type Worth = (Display, bool, u32, u32);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Display {
    Text,
    /// A picture or a table.
    Figure,
}

impl<'a> SeenAt<'a> {
    pub(crate) fn new(python: &'a PythonFacts, functions: &'a FunctionSpans<'a>) -> Self {
        let mut seen = Self {
            python,
            functions,
            shown: HashMap::default(),
            callers: HashMap::default(),
        };
        for call in &python.calls {
            if let Some(own) = call.own
                && call.reach == Reach::Live
            {
                seen.read(call, own);
            }
        }
        seen
    }

    fn read(&mut self, call: &Call, own: Function) {
        if let Some(function) = call.function {
            let callers = self.callers.entry(own).or_default();
            let caller = (call.place.unit, function);
            if caller != own && callers.last() != Some(&caller) {
                callers.push(caller);
            }
        } else if let Some(worth) = self.worth(call.place) {
            let shown = Shown {
                worth,
                place: call.place,
            };
            let best = self.shown.entry(own).or_insert(shown);
            if worth > best.worth {
                *best = shown;
            }
        }
    }

    fn worth(&self, place: CodePlace) -> Option<Worth> {
        let cells = &self.python.units.get(place.unit.0 as usize)?.cells;
        let cell = cells.get(place.cell as usize)?;
        let displays = cell.outputs.iter().filter_map(|output| match output {
            Output::Image | Output::Interactive | Output::Html(_) => Some(Display::Figure),
            Output::Text(_) => Some(Display::Text),
            Output::Stderr(_) | Output::Error(_) | Output::Widget => None,
        });
        let display = displays.max()?;
        let next = cells.get(place.cell as usize + 1);
        let is_read = next.is_some_and(|next| next.kind == CellKind::Markdown);
        Some((display, is_read, place.cell, place.line))
    }

    /// The best cell that calls a function, directly or through others.
    fn best(&self, function: Function) -> Option<Shown> {
        let mut level = vec![function];
        let mut known: HashSet<Function> = level.iter().copied().collect();
        for _ in 0..MAX_DEPTH {
            let shown = level.iter().filter_map(|one| self.shown.get(one));
            if let Some(best) = shown.max_by_key(|shown| shown.worth) {
                return Some(*best);
            }
            let callers = level.iter().filter_map(|one| self.callers.get(one));
            let mut next: Vec<Function> = callers.flatten().copied().collect();
            next.sort_unstable();
            next.dedup();
            next.retain(|one| known.insert(*one));
            level = next;
        }
        None
    }

    /// Evidence inside a function, shown at the cell that displays what the function does: its own line is related to it.
    pub(crate) fn shown(&self, evidence: &Evidence) -> Option<Box<Evidence>> {
        if evidence.strength != Strength::Executed || self.shown.is_empty() {
            return None;
        }
        let shown = self.best(self.functions.around(evidence)?)?;
        let mut related = vec![evidence.location.clone()];
        related.extend(evidence.related.iter().cloned());
        let mut call = self.python.excerpt(shown.place, 2);
        shorten(&mut call);
        let line = evidence.excerpt.lines().next().unwrap_or_default();
        Some(Box::new(Evidence {
            location: self.python.location(shown.place),
            excerpt: format!("{call}\n{}", line.trim()),
            related,
            ..evidence.clone()
        }))
    }
}
