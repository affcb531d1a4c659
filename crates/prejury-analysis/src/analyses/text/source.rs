//! Steps that no call shows: `word not in stop_words`, `c for c in text if c not in string.punctuation`.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_python::{
    CellKind, CodePlace, CodeUnit, DefinitionIdx, PythonFacts, Reach, Run, UnitIdx, Value,
};
use regex::Regex;
use smol_str::SmolStr;

use super::calls::Vocabulary;
use super::{Operation, Step, is_function};
use crate::analyses::literals::Literals;
use crate::matching::strength_of_code;

/// Words that an own list must have before it is taken for a list of stop words.
const LONG_LIST: usize = 5;

/// `w not in NAME`, `w.lower() in NAME`; the first group is what is looked for, the last one where.
static MEMBERSHIP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:(?-u:\b)(for)\s+)?(?-u:\b)([A-Za-z_]\w*)(?:\.\w+(?:\(\))?)*\s+(not\s+)?in\s+(?:set\(|list\()?([A-Za-z_][\w.]*)").ok()
});
/// `tokens - stop_words`, `.difference(stop_words)`.
static DIFFERENCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:-\s*|\.difference\(\s*)([A-Za-z_][\w.]*)").ok());
static PUNCTUATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u:\b)(string\s*\.\s*)?punctuation(?-u:\b)").ok());

/// What one piece of a text is usually called.
const PIECES: &[&str] = &[
    "m", "mot", "t", "term", "tok", "token", "tokens", "w", "word", "x",
];

/// Every step that the lines of the text units show.
pub(super) fn operations(
    python: &PythonFacts,
    words: &Vocabulary<'_>,
    units: &HashSet<UnitIdx>,
) -> Vec<Operation> {
    let (Some(membership), Some(difference), Some(punctuation)) =
        (&*MEMBERSHIP, &*DIFFERENCE, &*PUNCTUATION)
    else {
        return Vec::new();
    };
    let lists = StopWordLists::of(python, words, units);
    let mut operations = Vec::new();
    let mut reached = Reached::default();
    for (number, unit) in (0..)
        .map(UnitIdx)
        .zip(&python.units)
        .filter(|(number, _)| units.contains(number))
    {
        let functions = Functions { unit };
        let has_punctuation = unit
            .imports
            .iter()
            .any(|import| import.used && import.name == "string.punctuation");
        let (known, own) = (names_in(&lists.known, number), names_in(&lists.own, number));
        for (cell_number, cell) in (0..)
            .zip(&unit.cells)
            .filter(|(_, cell)| cell.kind == CellKind::Code)
        {
            // Only cells that name a list, or say what it holds, are read line by line.
            let is_named = |name: &&str| cell.source.contains(*name);
            let has_lists = known.iter().any(is_named);
            let has_own = own.iter().any(is_named);
            let may_hold_lists = has_lists || has_own || names_stop_words(&cell.source);
            if !may_hold_lists && !cell.source.contains("punctuation") {
                continue;
            }
            let mut push = |step, line, subject: &str| {
                let place = CodePlace {
                    unit: number,
                    cell: cell_number,
                    line,
                    end_line: line,
                };
                let function = functions.around(cell_number, line);
                reached.ask(place);
                let strength = strength_of_code(functions.reach(function), cell.run);
                operations.push(Operation {
                    step,
                    place,
                    function,
                    inside_function: is_function(python, number, function),
                    strength,
                    subject: SmolStr::from(subject),
                });
            };
            for (line, code) in code_lines(&cell.source) {
                if code.contains("punctuation")
                    && punctuation
                        .captures(code)
                        .is_some_and(|found| found.get(1).is_some() || has_punctuation)
                    && !code.contains("import")
                {
                    push(Step::Punctuation, line, "punctuation");
                }
                let may_hold =
                    || has_lists || has_own && code.contains("not") || names_stop_words(code);
                let in_list = (may_hold_lists && code.contains(" in ") && may_hold()).then(|| {
                    membership.captures_iter(code).find(|found| {
                        let (is_loop, is_not) = (found.get(1).is_some(), found.get(3).is_some());
                        !is_loop && lists.hold(number, &found[4], &found[2], is_not)
                    })
                });
                let in_list = in_list.flatten();
                let in_difference = || {
                    let may_be = may_hold_lists
                        && (code.contains('-') || code.contains(".difference("))
                        && (has_lists || names_stop_words(code));
                    may_be
                        .then(|| {
                            let mut found = difference.captures_iter(code);
                            found.find(|found| lists.are_stop_words(number, &found[1]))
                        })
                        .flatten()
                };
                if let Some(found) = in_list {
                    push(Step::StopWords, line, &found[4]);
                } else if let Some(found) = in_difference() {
                    push(Step::StopWords, line, &found[1]);
                }
            }
        }
    }
    reached.read(python);
    for operation in &mut operations {
        if let Some((reach, run)) = reached.at(operation.place) {
            operation.strength = strength_of_code(reach, run);
        }
    }
    operations
}

/// Whether a name, or a line that may hold one, speaks of stop words.
fn names_stop_words(name: &str) -> bool {
    STOP_WORDS.themes_in(name) != 0
}

static STOP_WORDS: LazyLock<Literals> =
    LazyLock::new(|| Literals::new([&["stop", "mots_vides", "motsvides", "empty_words"][..]]));

/// Lines of code with their number, without comments and texts in three quotes.
fn code_lines(source: &str) -> impl Iterator<Item = (u32, &str)> {
    // Most cells have no text in three quotes, and most lines no comment: they are not searched.
    let has_quotes = ["\"\"\"", "'''"].iter().any(|quote| source.contains(quote));
    let mut open: Option<&str> = None;
    (1..).zip(source.lines()).filter_map(move |(number, line)| {
        let was_open = open.is_some();
        let mut rest = if has_quotes { line } else { "" };
        while let Some((at, quote)) = match open {
            Some(quote) => rest.find(quote).map(|at| (at, quote)),
            None => ["\"\"\"", "'''"]
                .into_iter()
                .filter_map(|quote| Some((rest.find(quote)?, quote)))
                .min(),
        } {
            open = if open.is_some() { None } else { Some(quote) };
            rest = &rest[at + quote.len()..];
        }
        let code = match line.contains('#') {
            true => line.split(" #").next().unwrap_or(line),
            false => line,
        };
        (!was_open && !code.trim_start().starts_with('#')).then_some((number, code))
    })
}

/// The names of one unit.
fn names_in(lists: &HashSet<(UnitIdx, SmolStr)>, unit: UnitIdx) -> Vec<&str> {
    let of_unit = lists.iter().filter(|(other, _)| *other == unit);
    of_unit.map(|(_, name)| name.as_str()).collect()
}

/// Names that hold stop words, in each unit.
struct StopWordLists {
    /// Lists of a library.
    known: HashSet<(UnitIdx, SmolStr)>,
    /// Lists of words that the candidate wrote.
    own: HashSet<(UnitIdx, SmolStr)>,
}

impl StopWordLists {
    fn of(python: &PythonFacts, words: &Vocabulary<'_>, units: &HashSet<UnitIdx>) -> Self {
        let is_list = |value: &Value| value.types.iter().any(|name| words.is_stop_word_list(name));
        let mut lists = Self {
            known: HashSet::default(),
            own: HashSet::default(),
        };
        let text_units = (0..).map(UnitIdx).zip(&python.units);
        for (number, unit) in text_units.filter(|(number, _)| units.contains(number)) {
            for assignment in &unit.assignments {
                let key = (number, assignment.target.clone());
                if is_list(&assignment.value) {
                    lists.known.insert(key);
                } else if is_word_list(&assignment.value) {
                    lists.own.insert(key);
                }
            }
            let imported = unit
                .imports
                .iter()
                .filter(|import| words.is_stop_word_list(&import.name));
            lists
                .known
                .extend(imported.map(|import| (number, import.alias.clone())));
        }
        // A list handed to a function of the candidate's own goes by the name of its parameter there.
        let paths: HashMap<&str, usize> = python
            .units
            .iter()
            .enumerate()
            .map(|(at, unit)| (unit.path.as_ref(), at))
            .collect();
        for call in &python.calls {
            let Some((path, name)) = call
                .callee
                .strip_prefix("local:")
                .and_then(|rest| rest.rsplit_once(':'))
            else {
                continue;
            };
            for (position, arg) in call.args.iter().enumerate() {
                let is_known =
                    is_list(&arg.value)
                        || arg.value.name.as_ref().is_some_and(|name| {
                            lists.known.contains(&(call.place.unit, name.clone()))
                        });
                if !is_known && !is_word_list(&arg.value) {
                    continue;
                }
                let parameter = paths.get(path).and_then(|at| {
                    let definitions = &python.units[*at].definitions;
                    let definition = definitions
                        .iter()
                        .find(|definition| definition.name == name)?;
                    let parameter = arg
                        .name
                        .as_ref()
                        .or_else(|| definition.parameters.get(position))?;
                    Some((UnitIdx(u32::try_from(*at).ok()?), parameter.clone()))
                });
                if is_known {
                    lists.known.extend(parameter)
                } else {
                    lists.own.extend(parameter)
                }
            }
        }
        lists
    }

    /// Whether a test for `piece` in `name` takes stop words out.
    fn hold(&self, unit: UnitIdx, name: &str, piece: &str, is_not: bool) -> bool {
        self.are_stop_words(unit, name)
            || is_not
                && PIECES.contains(&piece.to_ascii_lowercase().as_str())
                && self.own.contains(&(unit, SmolStr::from(name)))
    }

    fn are_stop_words(&self, unit: UnitIdx, name: &str) -> bool {
        names_stop_words(name) || self.known.contains(&(unit, SmolStr::from(name)))
    }
}

/// A list of single words.
fn is_word_list(value: &Value) -> bool {
    let is_word = |element: &Value| {
        element.as_str().is_some_and(|text| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|letter| letter.is_lowercase() || letter == '\'')
        })
    };
    value.keys.is_empty()
        && value.elements.len() >= LONG_LIST
        && value
            .elements
            .iter()
            .filter(|element| is_word(element))
            .count()
            * 10
            >= value.elements.len() * 8
}

/// How lines are reached, as far as a call on them tells. Few lines are asked about, and calls are many.
#[derive(Default)]
struct Reached(HashMap<(UnitIdx, u32, u32), Option<(Reach, Run)>>);

impl Reached {
    fn ask(&mut self, place: CodePlace) {
        self.0.insert((place.unit, place.cell, place.line), None);
    }

    fn read(&mut self, python: &PythonFacts) {
        if self.0.is_empty() {
            return;
        }
        for call in &python.calls {
            let line = (call.place.unit, call.place.cell, call.place.line);
            if let Some(known) = self.0.get_mut(&line) {
                *known = (*known).max(Some((call.reach, call.run)));
            }
        }
    }

    fn at(&self, place: CodePlace) -> Option<(Reach, Run)> {
        *self.0.get(&(place.unit, place.cell, place.line))?
    }
}

/// Definitions of one unit by their lines.
struct Functions<'f> {
    unit: &'f CodeUnit,
}

impl Functions<'_> {
    /// The innermost definition around a line.
    fn around(&self, cell: u32, line: u32) -> Option<DefinitionIdx> {
        let definitions = (0..).map(DefinitionIdx).zip(&self.unit.definitions);
        definitions
            .filter(|(_, definition)| {
                definition.place.cell == cell
                    && (definition.place.line..=definition.place.end_line).contains(&line)
            })
            .min_by_key(|(_, definition)| definition.place.end_line - definition.place.line)
            .map(|(at, _)| at)
    }

    fn reach(&self, function: Option<DefinitionIdx>) -> Reach {
        function
            .and_then(|at| self.unit.definitions.get(at.0 as usize))
            .map_or(Reach::Live, |definition| definition.reach)
    }
}
