//! Code inside unnamed lambdas: no definition stands for them, and they are functions of the candidate's own all the same.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};
use prejury_python::{Call, CodePlace, PythonFacts, UnitIdx};

/// Statements looked at before a place: a lambda is seldom further away.
const MAX_NEAR: usize = 16;
/// Lines looked at around a place.
const MAX_LINES: u32 = 12;

/// Where lambdas are handed over, in the units that work on texts.
pub(super) struct Lambdas<'f> {
    /// Lines of the calls that take a lambda, sorted.
    spans: BTreeMap<(UnitIdx, u32), Vec<(u32, u32)>>,
    lines: HashMap<(UnitIdx, u32), Vec<&'f str>>,
}

impl<'f> Lambdas<'f> {
    pub(super) fn of(python: &'f PythonFacts, units: &HashSet<UnitIdx>) -> Self {
        let mut spans: BTreeMap<(UnitIdx, u32), Vec<(u32, u32)>> = BTreeMap::new();
        for call in &python.calls {
            let CodePlace {
                unit,
                cell,
                line,
                end_line,
            } = call.place;
            let takes_lambda = || {
                call.args.iter().any(|arg| {
                    arg.value
                        .types
                        .iter()
                        .any(|name| name.ends_with(":<lambda>"))
                })
            };
            if call.hands_own && units.contains(&unit) && takes_lambda() {
                spans
                    .entry((unit, cell))
                    .or_default()
                    .push((line, end_line));
            }
        }
        let mut lines = HashMap::default();
        for (key, spans) in &mut spans {
            spans.sort_unstable();
            spans.dedup();
            let cell = python
                .units
                .get(key.0.0 as usize)
                .and_then(|unit| unit.cells.get(key.1 as usize));
            lines.insert(
                *key,
                cell.map_or(Vec::new(), |cell| cell.source.lines().collect()),
            );
        }
        Self { spans, lines }
    }

    /// Whether `call` stands in the body of a lambda: behind the word `lambda` in a call that takes one.
    pub(super) fn hold(&self, call: &Call) -> bool {
        let CodePlace {
            unit,
            cell,
            line,
            end_line,
        } = call.place;
        let (Some(spans), Some(lines)) =
            (self.spans.get(&(unit, cell)), self.lines.get(&(unit, cell)))
        else {
            return false;
        };
        let after = spans.partition_point(|(start, _)| *start <= line);
        let last = end_line.min(line.saturating_add(MAX_LINES)) as usize;
        spans[..after]
            .iter()
            .rev()
            .take(MAX_NEAR)
            .filter(|(_, end)| line <= *end)
            .any(|(start, _)| {
                let first = (*start).max(line.saturating_sub(MAX_LINES)).max(1) as usize - 1;
                let text = lines
                    .get(first..last.min(lines.len()))
                    .unwrap_or_default()
                    .join("\n");
                // The method stands behind the word; one that stands before it is what the lambda is handed to.
                text.find("lambda")
                    .is_some_and(|at| text[at..].contains(call.method()))
            })
    }
}
