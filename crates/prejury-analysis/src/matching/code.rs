//! Imports, definitions, strings and magics of the code.

use foldhash::HashMap;
use std::sync::Arc;

use prejury_catalog::{Pattern, Searched};
use prejury_core::{Evidence, Strength};
use prejury_python::{
    Call, CodePlace, CodeUnit, DefinitionIdx, DefinitionKind, PythonFacts, Reach,
};

use super::patterns;
use super::regexes::short;
use super::strength::{of_call, of_code, run_at};
use crate::analyses::Context;
use crate::sink::{EvidenceSink, Found, ranked_turn};

/// Lines of code that an excerpt shows.
const EXCERPT_LINES: usize = 3;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    find_imports(ctx, sink);
    find_definitions(ctx, sink);
    find_strings(ctx, sink);
    find_magics(ctx, sink);
}

/// Puts a piece of code into the sink; its excerpt is cut out only once it is among those that a report may show.
pub(super) fn emit(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &Arc<str>,
    strength: Strength,
    place: CodePlace,
    subject: &str,
    inside_function: Option<bool>,
) {
    if let Some(found) = piece(python, sink, signal, strength, place, subject) {
        sink.push_found(Found {
            inside_function,
            ..found
        });
    }
}

/// A piece of code for the sink, if there is room for it.
pub(super) fn piece(
    python: &PythonFacts,
    sink: &EvidenceSink,
    signal: &Arc<str>,
    strength: Strength,
    place: CodePlace,
    subject: &str,
) -> Option<Found> {
    let unit = python.units.get(place.unit.0 as usize)?;
    let has_room = sink.has_room(signal, &unit.path, true, strength);
    has_room.then(|| Found {
        lines: Some((place, EXCERPT_LINES)),
        ..Found::new(Evidence {
            signal: signal.clone(),
            strength,
            supports: true,
            location: python.location(place),
            excerpt: String::new(),
            subject: (!subject.is_empty()).then(|| subject.to_owned()),
            related: Vec::new(),
        })
    })
}

/// The same for a coded analysis, which names its signals by their text.
pub(crate) fn emit_code(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    strength: Strength,
    place: CodePlace,
    subject: &str,
) {
    let signal = sink.intern(signal);
    emit(python, sink, &signal, strength, place, subject, None);
}

/// The same, shown before other places of its criterion (`turn` below 0) or after them.
pub(crate) fn emit_code_in_turn(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    strength: Strength,
    place: CodePlace,
    subject: &str,
    turn: i16,
) {
    let signal = sink.intern(signal);
    if let Some(found) = piece(python, sink, &signal, strength, place, subject) {
        sink.push_found(Found { turn, ..found });
    }
}

/// The same for a call.
pub(crate) fn emit_call_in_turn(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    call: &Call,
    subject: &str,
    turn: i16,
) {
    let strength = of_call(call);
    emit_code_in_turn(python, sink, signal, strength, call.place, subject, turn);
}

/// A piece of code for [`emit_ranked`].
pub(crate) struct Piece<'p> {
    pub(crate) signal: &'p str,
    pub(crate) strength: Strength,
    pub(crate) place: CodePlace,
    pub(crate) subject: &'p str,
    /// Among the places of its signal: lower is shown first.
    pub(crate) rank: u8,
}

/// As [`emit_code`], for signals whose places differ in how well they show it.
pub(crate) fn emit_ranked(python: &PythonFacts, sink: &mut EvidenceSink, piece: &Piece<'_>) {
    let turn = ranked_turn(piece.rank, piece.strength);
    emit_code_in_turn(
        python,
        sink,
        piece.signal,
        piece.strength,
        piece.place,
        piece.subject,
        turn,
    );
}

/// Whether the innermost definition around some code is a function (a class body is none).
pub(super) fn is_inside_function(unit: &CodeUnit, function: Option<DefinitionIdx>) -> bool {
    function
        .and_then(|at| unit.definitions.get(at.0 as usize))
        .is_some_and(|definition| definition.kind != DefinitionKind::Class)
}

/// An import that the unit reads; what it brought in is written, not yet run.
fn find_imports(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Import(names) => Some(names),
        _ => None,
    });
    if patterns.is_empty() {
        return;
    }
    let python = &ctx.facts.python;
    let mut known: HashMap<&str, Vec<&Arc<str>>> = HashMap::default();
    for unit in &python.units {
        for import in unit.imports.iter().filter(|import| import.used) {
            let signals = known.entry(import.name.as_str()).or_insert_with(|| {
                let matching = patterns
                    .iter()
                    .filter(|(_, names)| names.matches(&import.name));
                matching.map(|(signal, _)| *signal).collect()
            });
            for signal in signals {
                let strength = match of_code(Reach::Live, run_at(python, import.place)) {
                    Strength::Executed => Strength::Written,
                    other => other,
                };
                let subject = import.name.trim_end_matches(".*");
                let subject = subject.rsplit('.').next().unwrap_or(subject);
                emit(python, sink, signal, strength, import.place, subject, None);
            }
        }
    }
}

/// A definition of the candidate's own that is called, or that stands in a library whose caller is not handed in. One
/// that nothing calls is a mention.
fn find_definitions(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Definition(pattern) => Some(pattern),
        _ => None,
    });
    if patterns.is_empty() {
        return;
    }
    let python = &ctx.facts.python;
    for unit in &python.units {
        for definition in &unit.definitions {
            let name = definition
                .name
                .rsplit('.')
                .next()
                .unwrap_or(&definition.name);
            for (signal, pattern) in &patterns {
                let kind_fits = pattern
                    .kind
                    .is_none_or(|kind| same_kind(kind, definition.kind));
                if kind_fits && pattern.name.matches(name) {
                    let strength = match of_code(definition.reach, run_at(python, definition.place))
                    {
                        Strength::Executed if !definition.called => Strength::Written,
                        other => other,
                    };
                    emit(
                        python,
                        sink,
                        signal,
                        strength,
                        definition.place,
                        name,
                        Some(true),
                    );
                }
            }
        }
    }
}

fn same_kind(wanted: prejury_catalog::DefinitionKind, kind: DefinitionKind) -> bool {
    match wanted {
        prejury_catalog::DefinitionKind::Function => kind == DefinitionKind::Function,
        prejury_catalog::DefinitionKind::Class => kind == DefinitionKind::Class,
        prejury_catalog::DefinitionKind::Lambda => kind == DefinitionKind::Lambda,
    }
}

/// String literals of live code.
fn find_strings(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(regexes) = ctx.catalog.regexes(Searched::Strings) else {
        return;
    };
    let python = &ctx.facts.python;
    for unit in &python.units {
        for string in unit
            .strings
            .iter()
            .filter(|string| string.reach == Reach::Live)
        {
            for (signal, found) in regexes.find(&string.text) {
                let strength = of_code(string.reach, run_at(python, string.place));
                let inside = is_inside_function(unit, string.function);
                emit(
                    python,
                    sink,
                    signal,
                    strength,
                    string.place,
                    short(&found),
                    Some(inside),
                );
            }
        }
    }
}

/// Shell lines and magics.
fn find_magics(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(regexes) = ctx.catalog.regexes(Searched::Magics) else {
        return;
    };
    let python = &ctx.facts.python;
    for unit in &python.units {
        for magic in &unit.magics {
            for (signal, found) in regexes.find(&magic.text) {
                let strength = of_code(Reach::Live, run_at(python, magic.place));
                emit(
                    python,
                    sink,
                    signal,
                    strength,
                    magic.place,
                    short(&found),
                    None,
                );
            }
        }
    }
}
