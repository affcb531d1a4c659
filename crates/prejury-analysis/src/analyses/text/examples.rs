//! Steps shown on an example: a sentence, one row, or the head of the column after each step.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{CodePlace, DefinitionIdx, PythonFacts, Reach, Run, UnitIdx, UnitKind, Value};

use smol_str::SmolStr;

use super::page::{Line, Page, pages};
use super::shown::{self, Made, Shown, column_of};
use super::{EXCERPT_LINES, Operation, Step, StepsOfFunctions, Texts};
use crate::analyses::serving::addresses::asks_for_prediction;
use crate::matching::strength_of_code;
use crate::sink::EvidenceSink;

/// Code cells within which a result is shown after the step.
const NEAR_CELLS: usize = 3;
/// Lines of a cell, as far as two lines have to be told apart.
const LINES: u32 = 10_000;
/// Places of one notebook that show results of steps.
const MAX_PLACES: usize = 500;
/// Lines with steps that are followed in one notebook.
const MAX_APPLIED: usize = 500;
/// Words that make a literal a sentence.
const SENTENCE_WORDS: usize = 3;
/// Calls whose texts are for the reader.
const MESSAGES: &[&str] = &["builtins.print", "?.display", "IPython.display.display"];
/// What reads one row of a table, or the first ones.
const ROWS: &[&str] = &[".head(", ".iloc[", ".loc[", ".sample(", "[0]"];
/// Lines of a function that are looked at for what it prints.
const MAX_BODY: usize = 120;
/// Places of tests that are shown.
const MAX_TESTED: usize = 4;
/// Pieces of evidence for examples.
const MAX_SHOWN: usize = 12;

/// A set of what the criterion calls steps, one bit each: the three cleanings are one.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stages(u8);

impl Stages {
    fn of(step: Step) -> Self {
        Self(match step {
            Step::LowerCase | Step::Punctuation | Step::StopWords => 1,
            Step::Tokenise => 1 << 1,
            Step::Stem => 1 << 2,
            Step::Lemmatise => 1 << 3,
            Step::Count => 0,
        })
    }

    fn of_all<'s>(steps: impl IntoIterator<Item = &'s Step>) -> Self {
        Self::union(steps.into_iter().map(|step| Self::of(*step)))
    }

    pub(super) fn union(sets: impl IntoIterator<Item = Self>) -> Self {
        Self(sets.into_iter().fold(0, |all, one| all | one.0))
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// How many of these are not among `others`.
    pub(super) fn n_beside(self, others: Self) -> u32 {
        (self.0 & !others.0).count_ones()
    }
}

/// Cell and line.
type LineAt = (u32, u32);

/// What is applied to texts on each line of a notebook, outside the candidate's own functions.
#[derive(Default)]
struct Applied {
    stages: HashMap<LineAt, Stages>,
    /// What applies them: the functions that a line calls or hands over.
    by: HashMap<LineAt, BTreeSet<SmolStr>>,
    /// Lines on which a sentence written in the code goes into a call.
    sentences: HashSet<LineAt>,
    /// Lines that call a function of the candidate's own which prints a row of what it treats.
    told: BTreeSet<LineAt>,
}

pub(super) fn find(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let is_real = |operation: &&Operation| operation.strength >= Strength::Written;
    let done = Stages::of_all(
        texts
            .operations
            .iter()
            .filter(is_real)
            .map(|operation| &operation.step),
    );
    if done.is_empty() {
        return;
    }
    let functions = texts.steps_of_functions();
    let mut shown = Vec::new();
    let mut with_raw_text = HashSet::default();
    for (number, applied) in applications(texts, &functions) {
        let unit = &texts.python.units[number.0 as usize];
        let pages = pages(unit);
        let mut reader = Reader {
            unit: number,
            pages: &pages,
            applied: &applied,
            shown: Vec::new(),
            shows_raw_text: !applied.sentences.is_empty(),
        };
        reader.sentences();
        reader.frames();
        if reader.shows_raw_text {
            with_raw_text.insert(number);
        }
        shown.extend(reader.shown);
    }
    let shows_all = shown::complete(&shown, done, &with_raw_text);
    let every_step = shows_all.contains(&true);
    for place in tested(texts, &functions) {
        // An input with the output that is expected of it.
        sink.found(
            "text.example.some-steps",
            Strength::Written,
            texts.python.location(place),
            texts.python.excerpt(place, EXCERPT_LINES),
            None,
        );
    }
    let mut order: Vec<usize> = (0..shown.len()).collect();
    // Weak places last; then those of a whole example, texts before tables.
    order.sort_by_key(|at| {
        let piece = &shown[*at];
        let is_weak = piece.strength < Strength::Written;
        (
            is_weak && piece.is_one_text,
            !shows_all[*at],
            !piece.is_one_text,
        )
    });
    for at in order.into_iter().take(MAX_SHOWN) {
        let piece = &shown[at];
        let signal = match shows_all[at] {
            true => "text.example.every-step",
            false => "text.example.some-steps",
        };
        let location = texts.python.location(piece.place);
        let excerpt = texts.python.excerpt(piece.place, EXCERPT_LINES);
        // Beside a whole example others say little, and a table less than a text.
        let turn = match (every_step, shows_all[at], piece.is_one_text) {
            (false, ..) | (_, true, true) => 0,
            (_, true, false) => 1,
            _ => 2,
        };
        sink.found_in_turn(turn, signal, piece.strength, location, excerpt, None);
    }
}

/// Calls of the candidate's own steps in tests that assert something of a text.
fn tested(texts: &Texts<'_>, functions: &StepsOfFunctions) -> Vec<CodePlace> {
    let python = texts.python;
    let is_test = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.starts_with("test_") || name.ends_with("_test.py")
    };
    let tests: HashSet<UnitIdx> = (0..)
        .map(UnitIdx)
        .zip(&python.units)
        .filter(|(_, unit)| is_test(&unit.path) && !unit.asserts.is_empty())
        .map(|(number, _)| number)
        .collect();
    if tests.is_empty() {
        return Vec::new();
    }
    // What a fixture of the tests hands over has no known type: the name of the method tells.
    let methods: HashSet<&str> = functions
        .iter()
        .filter(|(_, steps)| !Stages::of_all(*steps).is_empty())
        .filter_map(|(callee, _)| Some(callee.rsplit_once(':')?.1))
        .collect();
    let calls = python.calls.iter().filter(|call| {
        tests.contains(&call.place.unit)
            && call.reach == Reach::Live
            && call.function.is_some()
            // A prediction that is tested shows no step.
            && !asks_for_prediction(call.method())
            && (call.callee.starts_with("local:") || call.callee.starts_with("?."))
            && methods.contains(call.method())
    });
    let mut places: Vec<CodePlace> = calls
        .filter(|call| {
            let unit = &python.units[call.place.unit.0 as usize];
            let asserts = unit.asserts.iter();
            let is_text = |text: &str| text.split_whitespace().nth(1).is_some();
            asserts
                .clone()
                .any(|one| !one.trivial && one.function == call.function)
                && unit
                    .strings
                    .iter()
                    .any(|string| string.function == call.function && is_text(&string.text))
        })
        .map(|call| call.place)
        .collect();
    places.sort_unstable();
    places.dedup();
    places.truncate(MAX_TESTED);
    places
}

/// Where stages are applied at the top level of each notebook: an operation there, or a call of a function that does them.
fn applications(texts: &Texts<'_>, functions: &StepsOfFunctions) -> BTreeMap<UnitIdx, Applied> {
    let mut applied: BTreeMap<UnitIdx, Applied> = BTreeMap::new();
    let mut add = |place: CodePlace, stages: Stages, by: &str| {
        let is_notebook = texts
            .python
            .units
            .get(place.unit.0 as usize)
            .is_some_and(|unit| unit.kind == UnitKind::Notebook);
        if is_notebook && !stages.is_empty() {
            let page = applied.entry(place.unit).or_default();
            let line = (place.cell, place.line);
            let known = page.stages.entry(line).or_default();
            *known = Stages::union([*known, stages]);
            page.by.entry(line).or_default().insert(by.into());
        }
    };
    for operation in texts
        .operations
        .iter()
        .filter(|operation| operation.function.is_none())
    {
        let stages = Stages::of(operation.step);
        add(operation.place, stages, &operation.subject);
    }
    for call in texts
        .python
        .calls
        .iter()
        .filter(|call| call.function.is_none() && !call.is_attribute)
    {
        let handed = call.own_handed();
        for name in std::iter::once(&call.callee)
            .chain(handed)
            .filter(|name| name.starts_with("local:"))
        {
            if let Some(steps) = functions.get(name.as_str()) {
                add(call.place, Stages::of_all(steps), name);
            }
        }
    }
    // Functions that print a row; each is read once.
    let mut printing: HashMap<(UnitIdx, DefinitionIdx), bool> = HashMap::default();
    for call in texts
        .python
        .calls
        .iter()
        .filter(|call| call.function.is_none())
    {
        let Some(page) = applied.get_mut(&call.place.unit) else {
            continue;
        };
        let line = (call.place.cell, call.place.line);
        let applies = page.stages.contains_key(&line);
        if applies
            && let Some(own) = call.own
            && *printing
                .entry(own)
                .or_insert_with(|| prints_a_row(texts.python, own))
        {
            page.told.insert(line);
        }
        // A sentence is asked for on lines that apply a stage, and on those that call nothing in full.
        let is_asked_for = call.is_attribute || call.place.end_line > call.place.line || applies;
        let mut values = call.args.iter().map(|arg| &arg.value).chain(&call.receiver);
        if is_asked_for && !MESSAGES.contains(&call.callee.as_str()) && values.any(is_sentence) {
            page.sentences.insert(line);
        }
    }
    applied
}

/// Whether a function prints one row, or the first ones, of what it treats: before and after, as a rule.
fn prints_a_row(python: &PythonFacts, (unit, definition): (UnitIdx, DefinitionIdx)) -> bool {
    let unit = python.units.get(unit.0 as usize);
    let place = unit.and_then(|unit| Some(unit.definitions.get(definition.0 as usize)?.place));
    let body = place.and_then(|place| {
        let cell = unit?.cells.get(place.cell as usize)?;
        let lines = cell.source.lines().take(place.end_line as usize);
        Some(lines.skip(place.line as usize))
    });
    let (mut prints, mut reads) = (false, false);
    for line in body.into_iter().flatten().take(MAX_BODY) {
        let code = line.split('#').next().unwrap_or_default();
        prints |= code.contains("print(") || code.contains("display(");
        // `.shape[0]` counts rows and shows none.
        let mut pieces = code.split(".shape[0]");
        reads |= pieces.any(|piece| ROWS.iter().any(|row| piece.contains(row)));
    }
    prints && reads
}

/// Goes through one notebook.
struct Reader<'a, 'f> {
    unit: UnitIdx,
    pages: &'a [Page<'f>],
    applied: &'a Applied,
    shown: Vec<Shown>,
    /// Whether a text is on the page as it was before any stage.
    shows_raw_text: bool,
}

impl Reader<'_, '_> {
    /// Stages that the text of a sentence goes through: a literal, one row, and what is made of them.
    fn sentences(&mut self) {
        let mut examples: HashSet<&str> = HashSet::default();
        let mut waiting: Vec<(usize, u32, Stages)> = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            for line in &page.lines {
                let stages = self.applied.stages.get(&(page.number, line.number));
                let reads_example = !examples.is_empty()
                    && (line
                        .names()
                        .iter()
                        .any(|name| examples.contains(name) && line.assigned() != Some(name))
                        || line.assigned().is_some_and(|name| {
                            examples.contains(name)
                                && line.names().iter().filter(|other| **other == name).count() > 1
                        }));
                let may_take = stages.is_some() || !line.text.contains('(');
                let takes_text = may_take
                    && (self.applied.sentences.contains(&(page.number, line.number))
                        || line.shows_one_row());
                let is_example = reads_example || takes_text && stages.is_some();
                if let (Some(stages), true) = (stages, is_example) {
                    waiting.push((at, line.number, *stages));
                }
                // What is made of an example is one; a name bound to something else is none any more.
                let made_of_example = is_example || takes_text && !line.text.contains('(');
                if let Some(name) = line.assigned() {
                    if made_of_example || line.text.contains(".sample(") {
                        examples.insert(name);
                    } else if line
                        .text
                        .strip_prefix(name)
                        .is_some_and(|rest| rest.starts_with(" ="))
                    {
                        examples.remove(name);
                    }
                } else if let Some(name) = loop_variable(line).filter(|_| reads_example) {
                    examples.insert(name);
                }
            }
        }
        for (at, page) in self.pages.iter().enumerate() {
            let first = (page.number, 0);
            let next = (page.number.saturating_add(1), 0);
            for place in self.applied.told.range(first..next) {
                if let Some(stages) = self.applied.stages.get(place) {
                    waiting.push((at, place.1, *stages));
                }
            }
        }
        for (at, line, stages) in waiting {
            let near = &self.pages[at..(at + NEAR_CELLS).min(self.pages.len())];
            let shown_at = near.iter().find(|page| page.may_show_text());
            let page = &self.pages[at];
            let strength = match shown_at {
                Some(_) => strength_of_code(Reach::Live, page.run),
                None if page.run == Run::NotRun => Strength::Mentioned,
                None => continue,
            };
            let by = self.applied.by.get(&(page.number, line));
            let states = by.into_iter().flatten();
            self.shown.push(Shown {
                place: self.place(page, line),
                stages,
                is_one_text: true,
                strength,
                states: states
                    .map(|by| (by.clone(), line + page.number * LINES))
                    .collect(),
                frame: SmolStr::default(),
                root: SmolStr::default(),
            });
        }
    }

    /// Stages whose result is shown by the head or a row of the frame they are applied to.
    fn frames(&mut self) {
        let mut made: Vec<Made<'_>> = Vec::new();
        let mut shown = Vec::new();
        // Texts shown before any step, by their table and column.
        let mut raw: Vec<(&str, Option<&str>)> = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            let assigned = || page.lines.iter().filter_map(Line::assigned).collect();
            for line in &page.lines {
                let is_asked_for =
                    || !made.is_empty() || !self.shows_raw_text && line.shows_one_row();
                let is_of_use = page.may_show_text() && line.may_show() && is_asked_for();
                let names = if is_of_use { line.names() } else { &[] };
                for name in names.iter().take(8) {
                    if !line.shows(name) {
                        continue;
                    }
                    let is_one_text = line.shows_one_row();
                    let column = column_of(line.text, name);
                    let lineage = shown::lineage(&made, column);
                    let covers = |made: &&Made<'_>| {
                        let is_shown = column.is_none()
                            || made.column.is_none_or(|column| lineage.contains(&column));
                        made.names.contains(name) && is_shown
                    };
                    let covered: Vec<&Made<'_>> = made.iter().filter(covers).collect();
                    // They are in the order of the pages: behind the first that is too far, all are.
                    let reaches = |made_at: usize| is_one_text || at - made_at <= NEAR_CELLS;
                    let near = covered.iter().rev().take_while(|made| reaches(made.at));
                    let stages = Stages::union(near.map(|made| made.stages));
                    if stages.is_empty() {
                        if is_one_text {
                            raw.push((name, column));
                        }
                        continue;
                    }
                    if shown.len() >= MAX_PLACES {
                        break;
                    }
                    let root = lineage.last().copied().unwrap_or_default();
                    shown.push(Shown {
                        place: self.place(page, line.number),
                        stages,
                        is_one_text,
                        strength: strength_of_code(Reach::Live, page.run),
                        states: shown::states(&covered, is_one_text && column.is_none(), root),
                        frame: SmolStr::from(*name),
                        root: root.into(),
                    });
                }
                if let Some(stages) = self
                    .applied
                    .stages
                    .get(&(page.number, line.number))
                    .filter(|_| made.len() < MAX_APPLIED)
                {
                    let names = line.assigned().map_or_else(assigned, |name| {
                        let later = page.lines.iter().filter(|other| {
                            other.number > line.number && other.names().contains(&name)
                        });
                        later.filter_map(Line::assigned).chain([name]).collect()
                    });
                    made.push(Made::of(at, line, names, *stages));
                }
            }
        }
        // A date of the same table is no text that anything was made of.
        self.shows_raw_text |= raw.iter().any(|(name, column)| {
            let is_source = |made: &Made<'_>| {
                let is_of_column = |column| made.from.is_none_or(|from| from == column);
                made.names.contains(name) && column.is_none_or(is_of_column)
            };
            made.iter().any(is_source)
        });
        self.shown.extend(shown);
    }

    fn place(&self, page: &Page<'_>, line: u32) -> CodePlace {
        CodePlace {
            unit: self.unit,
            cell: page.number,
            line,
            end_line: line,
        }
    }
}

/// Whether a value is a sentence written in the code, or a few of them.
fn is_sentence(value: &Value) -> bool {
    let is_long = |text: &str| {
        let words = text
            .split_whitespace()
            .filter(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() > 1);
        words.count() >= SENTENCE_WORDS
            && !text.contains("://")
            && !text.to_uppercase().contains("SELECT ")
    };
    value.as_str().is_some_and(is_long)
        || value
            .elements
            .iter()
            .any(|element| element.as_str().is_some_and(is_long))
}

/// `token` of `for token in tokens:`
fn loop_variable<'f>(line: &Line<'f>) -> Option<&'f str> {
    let rest = line.text.strip_prefix("for ")?;
    let (name, _) = rest.split_once(" in ")?;
    name.split(',').next_back().map(str::trim)
}
