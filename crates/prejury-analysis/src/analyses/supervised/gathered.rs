//! Scores that one list or dictionary gathers, and that a chart or table then shows (C2.1.2-CE8).
//!
//! # What it looks for
//! `results["ridge"] = r2_score(...)` in several cells, `scores.append(...)` in a loop over models; then a chart or frame of it.
//! # Counts as evidence
//! Scores of two algorithms; or results under two keys, stored in two cells of which one trains a supervised model.
//! # Does not count
//! Several measures of one model, columns of a table of data, settings of one algorithm, results of clusterings alone; a list that is made anew between
//! two models; lists inside of functions, which are called for one model each.
//! # Limits
//! A score that a function of the candidate's own returns is only known by the cell that stores it. A dictionary that only
//! the last line of a cell displays is told by its output.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};
use prejury_python::{Assignment, Call, CodePlace, PythonFacts, Reach, UnitIdx, Value};
use smol_str::SmolStr;

use super::words::SCORE;
use super::{Supervised, emit};
use crate::analyses::Context;
use crate::sink::EvidenceSink;

/// Marks of calls.
const ADDS: u32 = 1;
const SHOWS: u32 = 2;

/// Calls that show something and are read for what they show.
const MAX_SHOWS: usize = 2_000;
/// Lines of a statement that are looked at.
const MAX_LINES: u32 = 6;
const MAX_BYTES: usize = 600;

/// Names of containers of results, besides those of scores.
const RESULTS: &[&str] = &["metric", "perf", "result"];

/// A container from where it was made to where it is made anew: unit, name, and how many times it was made before.
type Key<'f> = (UnitIdx, &'f str, usize);
/// A line of a unit: unit, cell, line.
type Line = (UnitIdx, u32, u32);

#[derive(Default)]
struct Gathered<'f> {
    algorithms: BTreeSet<&'f str>,
    /// What is stored under keys, by the cell that stores it.
    keys: BTreeMap<u32, BTreeSet<&'f str>>,
    is_of_supervised: bool,
}

impl Gathered<'_> {
    fn compares(&self) -> bool {
        let keys: BTreeSet<&str> = self.keys.values().flatten().copied().collect();
        self.algorithms.len() > 1 || self.is_of_supervised && self.keys.len() > 1 && keys.len() > 1
    }
}

/// Where scores and trainings stand at the top level.
struct Places<'f> {
    /// The algorithms that each line scores.
    scores: HashMap<Line, BTreeSet<&'f str>>,
    trained: HashSet<(UnitIdx, u32)>,
    /// Where names are bound, in order.
    bound: BTreeMap<(UnitIdx, &'f str), Vec<(u32, u32)>>,
    /// Where names are bound to tables of data: their keys are columns.
    tables: HashSet<(UnitIdx, &'f str, (u32, u32))>,
}

impl<'f> Places<'f> {
    fn of(supervised: &'f Supervised<'_>) -> Self {
        let scores = supervised.scores.iter();
        let scores = scores.filter(|score| {
            !score.algorithms.is_empty() && !score.is_diagnostic && score.call.function.is_none()
        });
        let trained = supervised.trainings.iter();
        let trained = trained.filter(|one| !one.algorithms.is_empty());
        let mut bound: BTreeMap<(UnitIdx, &str), Vec<(u32, u32)>> = BTreeMap::new();
        let mut tables = HashSet::default();
        for unit in &supervised.python.units {
            for one in unit.assignments.iter().filter(|one| one.function.is_none()) {
                let places = bound.entry((one.place.unit, &*one.target)).or_default();
                let at = (one.place.cell, one.place.line);
                places.push(at);
                if is_table(&one.value) {
                    tables.insert((one.place.unit, &*one.target, at));
                }
            }
        }
        for places in bound.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
        let mut scored: HashMap<Line, BTreeSet<&str>> = HashMap::default();
        for score in scores {
            let algorithms = scored.entry(line_of(score.call.place)).or_default();
            algorithms.extend(score.algorithms.iter().copied());
        }
        Self {
            scores: scored,
            trained: trained
                .map(|one| (one.call.place.unit, one.call.place.cell))
                .collect(),
            bound,
            tables,
        }
    }

    /// Whether a name holds a table of data at a place.
    fn is_table(&self, name: &str, place: CodePlace) -> bool {
        let made = self.bound.get(&(place.unit, name));
        let last = made.and_then(|made| made.get(self.n_made(name, place).checked_sub(1)?));
        last.is_some_and(|at| self.tables.contains(&(place.unit, name, *at)))
    }

    fn key<'n>(&self, name: &'n str, place: CodePlace) -> Key<'n> {
        (place.unit, name, self.n_made(name, place))
    }

    /// How many times a name is bound before a place.
    fn n_made(&self, name: &str, place: CodePlace) -> usize {
        let at = (place.cell, place.line);
        let made = self.bound.get(&(place.unit, name));
        made.map_or(0, |made| made.partition_point(|one| *one <= at))
    }

    /// The algorithms whose score a statement computes, or holds the name it stores.
    fn scored(&self, place: CodePlace, value: &Value) -> Option<&BTreeSet<&'f str>> {
        let last = place.end_line.min(place.line.saturating_add(MAX_LINES));
        let here =
            (place.line..=last).find_map(|line| self.scores.get(&(place.unit, place.cell, line)));
        let named = || {
            let name = value.name.as_deref()?;
            let made = self.bound.get(&(place.unit, name))?;
            let (cell, line) = *made.get(self.n_made(name, place).checked_sub(1)?)?;
            self.scores.get(&(place.unit, cell, line))
        };
        here.or_else(named)
    }
}

fn line_of(place: CodePlace) -> Line {
    (place.unit, place.cell, place.line)
}

/// A table of data: its keys are columns.
fn is_table(value: &Value) -> bool {
    let is_frame = |kind: &SmolStr| matches!(&**kind, "pandas.DataFrame" | "pandas.Series");
    value.columns.is_some() || value.types.iter().any(is_frame)
}

/// Whether a name says that results are gathered under it.
fn names_results(name: &str) -> bool {
    let name = name.to_lowercase();
    SCORE.are_in(&name) || RESULTS.iter().any(|word| name.contains(word))
}

/// Whether a value may be what a model reached: no setting (`"forest"`, `12`), and no predictions.
fn may_be_a_result(python: &PythonFacts, stored: &Assignment) -> bool {
    let value = &stored.value;
    let last = value.history.last();
    let last = last.and_then(|at| python.calls.get(at.0 as usize));
    value.literal.is_none()
        && !last.is_some_and(|call| call.place == stored.place && call.method().contains("predict"))
        && !value.types.iter().any(|kind| kind.starts_with("pandas."))
}

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    if !supervised.is_trained() {
        return;
    }
    let marked = ctx.facts.marked_calls(|_, method| match method {
        "append" => ADDS,
        "bar" | "barh" | "barplot" | "boxplot" | "catplot" | "DataFrame" | "from_dict" | "plot" => {
            SHOWS
        }
        _ => 0,
    });
    let marked: Vec<(&Call, u32)> = marked
        .filter(|(_, call, _)| {
            !call.is_attribute && call.function.is_none() && call.reach == Reach::Live
        })
        .map(|(_, call, mark)| (call, mark))
        .collect();
    if !marked.iter().any(|(_, mark)| *mark == SHOWS) {
        return;
    }
    let places = Places::of(supervised);
    let mut gathered: BTreeMap<Key<'_>, Gathered<'_>> = BTreeMap::new();
    for (call, _) in marked.iter().filter(|(_, mark)| *mark == ADDS) {
        let name = call.receiver.as_ref().and_then(|list| list.name.as_deref());
        let score = call
            .args
            .first()
            .and_then(|arg| places.scored(call.place, &arg.value));
        if let (Some(name), Some(score)) = (name, score) {
            let one = gathered.entry(places.key(name, call.place)).or_default();
            one.algorithms.extend(score.iter().copied());
        }
    }
    for unit in &python.units {
        let stores = unit.assignments.iter().filter(|one| {
            one.target.ends_with(']') && one.function.is_none() && one.reach == Reach::Live
        });
        for one in stores {
            let Some((name, within)) = one.target.split_once('[') else {
                continue;
            };
            let score = places.scored(one.place, &one.value);
            let is_key = within.starts_with(['"', '\''])
                && !SCORE.are_in(within)
                && names_results(name)
                && (score.is_some() || may_be_a_result(python, one))
                && !places.is_table(name, one.place);
            if score.is_none() && !is_key {
                continue;
            }
            let entry = gathered.entry(places.key(name, one.place)).or_default();
            if let Some(score) = score {
                entry.algorithms.extend(score.iter().copied());
            }
            if is_key {
                entry.keys.entry(one.place.cell).or_default().insert(within);
                entry.is_of_supervised |=
                    score.is_some() || places.trained.contains(&(one.place.unit, one.place.cell));
            }
        }
    }
    gathered.retain(|_, one| one.compares());
    if gathered.is_empty() {
        return;
    }
    let mut open: HashSet<(UnitIdx, String, usize)> = gathered
        .keys()
        .map(|(unit, name, made)| (*unit, (*name).to_owned(), *made))
        .collect();
    let units: BTreeSet<UnitIdx> = gathered.keys().map(|key| key.0).collect();
    let shows = marked
        .iter()
        .filter(|(call, mark)| *mark == SHOWS && !call.in_loop && units.contains(&call.place.unit));
    for (call, _) in shows.take(MAX_SHOWS) {
        if open.is_empty() {
            break;
        }
        // `list(results.values())` is a value without a name: the line itself says what it shows.
        let code = python.excerpt(call.place, MAX_LINES as usize);
        let code = &code[..code.floor_char_boundary(MAX_BYTES.min(code.len()))];
        for name in code.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            let made = places.n_made(name, call.place);
            // Each container once.
            if open.remove(&(call.place.unit, name.to_owned(), made)) {
                emit(python, sink, "results.gathered", call, call.method());
            }
        }
    }
}
