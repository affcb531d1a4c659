//! Functions that mend values, whatever they are called, and cleaning functions whose code is not handed in (half of C1.2.2-CE5).
//!
//! # Counts as evidence
//! A function of the candidate's own that is applied to a column or a table, and whose body takes words, characters or
//! missing values out of what it is given; a call of a function that is named after cleaning, from a module that is
//! imported and lies nowhere in the deliverables, as its name says.
//! # Does not count
//! Functions that draw, count or score; modules of known packages.

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{DefinitionKind, UnitIdx};

use super::automation::SHOWS;
use super::derived;
use super::names::ELSEWHERE;
use super::reads;
use super::statements::Statement;
use super::{Preparation, is_match, pattern};
use crate::matching::{emit_code, strength_of_call, strength_of_code};
use crate::sink::EvidenceSink;

/// Functions that are shown.
const MAX_SHOWN: usize = 4;

// What only prepares (`tools.prepare_dataset`) may do anything.
pattern!(CLEANS, r"(?i)clean|nettoy|imput|outlier|missing");
pattern!(
    APPLIES,
    r"\.(?:apply|applymap|map|transform|pipe|progress_apply|parallel_apply)\("
);
pattern!(
    MENDS,
    r"(?i)not in \w*stop|\bif not \w+(?:\.\w+\(\))? in \w*stop|\bif not \w+\.(?:startswith|isdigit|isnumeric)\(|\bstop_?words?\b|re\.sub\(|\.(?:dropna|last_valid_index|first_valid_index|fillna)\(|\bif\b.*\.isalpha\(\)|\.translate\("
);
// Reads a value off another one: years out of `2012-2014`, numbers out of `12 kg`. A comparison decides, and converts nothing.
pattern!(
    CONVERTS,
    r"\.(?:replace|strip|removesuffix|removeprefix)\(|\.split\([^()]*\)\s*\[|^\s*\(?\w+\s*,[\w\s,]*\)?\s*=.*\.split\(|\b(?:int|float)\(\s*\w+(?:\[[^\]]*\])?\s*\)"
);
// Tests of values are made to count them, too.
pattern!(
    COUNTS,
    r"\blen\(|\bsum\(|\.(?:shape|sum\(|any\(|count\(|mean\(|size\b|nunique\()"
);
pattern!(
    OTHER_WORK,
    r"(?i)^(?:test_|main$)|token|stem|lemm|plot|encod|embed|vector|similar|dist"
);
// Names that people give to modules of their own: no package of that name is known.
pattern!(
    OWN_MODULE,
    r"(?i)^(?:my|mes|ma|mon)_|^(?:fonctions?|functions?|fct\w*|func\w*|utils?|outils?|helpers?|tools?|modules?|src|custom\w*|p\d+)(?:_\w+)?$"
);

pub(super) fn find(
    preparation: &Preparation<'_>,
    cleaning: &HashSet<(UnitIdx, u32)>,
    sink: &mut EvidenceSink,
) {
    own(preparation, cleaning, sink);
    elsewhere(preparation, sink);
}

fn own(preparation: &Preparation<'_>, cleaning: &HashSet<(UnitIdx, u32)>, sink: &mut EvidenceSink) {
    let applying = applying(preparation);
    if applying.is_empty() {
        return;
    }
    let may_work = |key: (UnitIdx, u32)| {
        let definition = &preparation.python.units[key.0.0 as usize].definitions[key.1 as usize];
        let may_work = definition.kind == DefinitionKind::Function
            && definition.called
            && !cleaning.contains(&key)
            && !preparation.applications.contains(&key.0)
            && !is_match(&SHOWS, &definition.name)
            && !is_match(&OTHER_WORK, &definition.name);
        may_work.then_some(definition.name.as_str())
    };
    // Statements of one function follow each other: each is asked about once.
    let mut asked: Option<((UnitIdx, u32), Option<&str>)> = None;
    let mut mending: HashMap<(UnitIdx, u32), &str> = HashMap::default();
    let mut maybe_converting: Vec<((UnitIdx, u32), &str, &Statement<'_>)> = Vec::new();
    for statement in &preparation.statements {
        let Some(at) = statement.function else {
            continue;
        };
        let key = (statement.place.unit, at.0);
        let (_, name) = match asked {
            Some(asked) if asked.0 == key => asked,
            _ => *asked.insert((key, may_work(key))),
        };
        let Some(name) = name.filter(|_| !mending.contains_key(&key)) else {
            continue;
        };
        if is_match(&MENDS, &statement.code) && !is_match(&COUNTS, &statement.code) {
            mending.insert(key, name);
        } else {
            maybe_converting.push((key, name, statement));
        }
    }
    maybe_converting.retain(|(key, ..)| !mending.contains_key(key));
    let converting = converting(&applying, maybe_converting);
    if mending.is_empty() && converting.is_empty() {
        return;
    }
    let names: HashSet<&str> = mending.values().copied().collect();
    let applied = applied_within(preparation, &applying, &names);
    let mut found: Vec<(UnitIdx, u32)> = mending
        .into_iter()
        .filter(|(_, name)| applied.contains(name))
        .map(|(key, _)| key)
        .chain(converting)
        .collect();
    found.sort_unstable();
    for (number, at) in found.into_iter().take(MAX_SHOWN) {
        let unit = &preparation.python.units[number.0 as usize];
        let definition = &unit.definitions[at as usize];
        let cell = unit.cells.get(definition.place.cell as usize);
        let strength = cell.map_or(Strength::Written, |cell| {
            strength_of_code(definition.reach, cell.run)
        });
        let mut place = definition.place;
        place.end_line = place.line;
        let (signal, name) = ("cleaning.applied", &definition.name);
        emit_code(preparation.python, sink, signal, strength, place, name);
    }
}

/// Functions that convert what they are given and are written back over the column that they were given:
/// `df["year"] = df["year"].apply(own)`.
fn converting(
    applying: &[&Statement<'_>],
    maybe: Vec<((UnitIdx, u32), &str, &Statement<'_>)>,
) -> Vec<(UnitIdx, u32)> {
    let written_back: Vec<&str> = applying
        .iter()
        .filter_map(|one| written_back(&one.code))
        .collect();
    if written_back.is_empty() {
        return Vec::new();
    }
    let mut names: HashMap<&str, Vec<(UnitIdx, u32)>> = HashMap::default();
    for (key, name, statement) in maybe {
        let of_name = names.get(name).and_then(|keys| keys.last());
        if of_name != Some(&key)
            && is_match(&CONVERTS, &statement.code)
            && !is_match(&COUNTS, &statement.code)
        {
            names.entry(name).or_default().push(key);
        }
    }
    let mut found = Vec::new();
    for again in written_back {
        let words = again.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        found.extend(words.filter_map(|word| names.remove(word)).flatten());
    }
    found
}

/// What a column is written back from: `.apply(own)` of `df["year"] = df["year"].apply(own)`.
fn written_back(code: &str) -> Option<&str> {
    let (column, value) = code.split_once(" = ").or_else(|| code.split_once('='))?;
    let column = column.trim();
    let again = value.trim_start().strip_prefix(column)?;
    let is_of_column = again.starts_with('.') && column.contains(['[', '.']);
    (is_of_column && !derived::is_aside(code)).then_some(again)
}

/// Statements that apply something to a column or a table.
fn applying<'s>(preparation: &'s Preparation<'_>) -> Vec<&'s Statement<'s>> {
    let statements = preparation.statements.iter();
    statements
        .filter(|statement| is_match(&APPLIES, &statement.code))
        .collect()
}

/// Those of `names` that are applied to a column or a table somewhere.
pub(super) fn applied<'n>(
    preparation: &Preparation<'_>,
    names: &HashSet<&'n str>,
) -> HashSet<&'n str> {
    applied_by(&applying(preparation), names)
}

fn applied_by<'n>(applying: &[&Statement<'_>], names: &HashSet<&'n str>) -> HashSet<&'n str> {
    let mut applied: HashSet<&str> = HashSet::default();
    for statement in applying {
        let words = statement
            .code
            .split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        applied.extend(words.filter_map(|word| names.get(word).copied()));
    }
    applied
}

/// Those of `names` that are applied to a column or a table, by themselves or within a function that calls them.
fn applied_within<'n>(
    preparation: &Preparation<'_>,
    applying: &[&Statement<'_>],
    names: &HashSet<&'n str>,
) -> HashSet<&'n str> {
    let mut applied = applied_by(applying, names);
    if applied.len() == names.len() {
        return applied;
    }
    // Functions by their names, and what each calls of the others.
    let mut callers: HashMap<&str, HashSet<&'n str>> = HashMap::default();
    for statement in &preparation.statements {
        let Some(at) = statement.function.filter(|_| statement.inside_function) else {
            continue;
        };
        let definition =
            &preparation.python.units[statement.place.unit.0 as usize].definitions[at.0 as usize];
        let called = reads::uses(&statement.code, names);
        let mut called = called
            .into_iter()
            .filter(|name| *name != definition.name)
            .peekable();
        if definition.called && called.peek().is_some() {
            callers.entry(&definition.name).or_default().extend(called);
        }
    }
    let outer: HashSet<&str> = callers.keys().copied().collect();
    if !outer.is_empty() {
        let outer = applied_by(applying, &outer);
        applied.extend(outer.iter().flat_map(|name| &callers[name]));
    }
    applied
}

/// Calls of cleaning functions from modules of the candidate's that are missing: `outils.clean_text(df)`.
fn elsewhere(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    for call in preparation.calls_of(ELSEWHERE).take(MAX_SHOWN) {
        let (signal, strength) = ("cleaning.from-elsewhere", strength_of_call(call));
        let name = call.method();
        emit_code(preparation.python, sink, signal, strength, call.place, name);
    }
}

/// Whether a name is that of a cleaning function in a module that people write themselves.
pub(super) fn is_elsewhere(callee: &str) -> bool {
    callee.split_once('.').is_some_and(|(module, name)| {
        !name.contains('.')
            && is_match(&OWN_MODULE, module)
            && is_match(&CLEANS, name)
            && !is_match(&SHOWS, name)
    })
}
