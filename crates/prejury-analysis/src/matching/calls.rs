//! Calls: the widest kind of pattern. Names are compared once for each distinct callee.

use foldhash::HashMap;

use prejury_catalog::{CallCandidate, CallPattern, Catalog, NameSet, Pattern, Role};
use prejury_python::{Call, Literal, PythonFacts, Roles, Value};

use super::code::{is_inside_function, piece};
use super::{strength, subject};
use crate::analyses::Context;
use crate::sink::{EvidenceSink, Found};

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    // Callees recur, and most of them match nothing.
    let mut known: HashMap<&str, Vec<CallCandidate>> = HashMap::default();
    for call in &python.calls {
        let candidates = known
            .entry(call.callee.as_str())
            .or_insert_with(|| named(ctx.catalog, &call.callee));
        if candidates.is_empty() {
            continue;
        }
        let unit = python.units.get(call.place.unit.0 as usize);
        let inside = unit.is_some_and(|unit| is_inside_function(unit, call.function));
        for candidate in candidates.iter() {
            let signal = &ctx.catalog.signals[candidate.signal];
            if pattern(ctx.catalog, *candidate)
                .is_some_and(|pattern| accepts(pattern, call, inside))
                && !(&*signal.id == GLOBAL && is_of_one_row(python, call))
            {
                let subject = subject::of_callee(&call.callee);
                let strength = strength::of_call(call);
                let (id, place) = (&signal.id, call.place);
                if let Some(found) = piece(python, sink, id, strength, place, subject) {
                    // The line above is looked up for what is kept only: in a long cell it is far to go.
                    let is_last = call.is_attribute && is_asked_for(python, call);
                    sink.push_found(Found {
                        inside_function: Some(inside),
                        turn: i16::from(is_last),
                        ..found
                    });
                }
            }
        }
    }
}

/// What the importance of variables over all rows is called.
const GLOBAL: &str = "importance.global";

/// `shap.plots.bar(shap_values[idx])`: bars of one row say what moved one prediction.
fn is_of_one_row(python: &PythonFacts, call: &Call) -> bool {
    if call.callee != "shap.plots.bar" {
        return false;
    }
    let code = python.excerpt(call.place, 2);
    let given = code.split_once("plots.bar(").map_or("", |(_, given)| given);
    let Some((values, rest)) = given.split_once('[') else {
        return false;
    };
    let is_word = |text: &str| {
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        !text.is_empty() && text.chars().all(is_part)
    };
    let index = rest.split_once(']').map(|(index, _)| index.trim());
    is_word(values.trim()) && index.is_some_and(is_word)
}

/// Whether an attribute is read only if the object has it (`if hasattr(model, "feature_importances_"):` above): another
/// place may show it for certain.
fn is_asked_for(python: &PythonFacts, call: &Call) -> bool {
    let above = call.place.line.checked_sub(1).filter(|above| *above > 0);
    let above = above.and_then(|above| {
        let unit = python.units.get(call.place.unit.0 as usize)?;
        let cell = unit.cells.get(call.place.cell as usize)?;
        cell.line(above)
    });
    above.is_some_and(|line| line.contains("hasattr(") && line.contains(call.method()))
}

/// Patterns whose name matches `callee`.
fn named(catalog: &Catalog, callee: &str) -> Vec<CallCandidate> {
    let matches = |candidate: &CallCandidate| {
        pattern(catalog, *candidate).is_some_and(|pattern| {
            pattern
                .name
                .as_ref()
                .is_none_or(|names| names.matches(callee))
        })
    };
    catalog.calls().candidates(callee).filter(matches).collect()
}

fn pattern(catalog: &Catalog, candidate: CallCandidate) -> Option<&CallPattern> {
    match catalog
        .signals
        .get(candidate.signal)?
        .patterns
        .get(candidate.pattern)?
    {
        Pattern::Call(pattern) => Some(pattern),
        _ => None,
    }
}

/// Whether a call whose name matches is what the pattern looks for in every other respect.
fn accepts(pattern: &CallPattern, call: &Call, inside_function: bool) -> bool {
    (inside_function || !pattern.inside_function)
        && (call.in_loop || !pattern.in_loop)
        && !(call.is_attribute && pattern.called)
        && pattern.receiver.as_ref().is_none_or(|names| {
            call.receiver
                .as_ref()
                .is_some_and(|receiver| names.matches_any(&receiver.types))
        })
        && pattern.args.iter().all(|arg| {
            call.keyword(&arg.keyword)
                .is_some_and(|value| shows(&arg.value, value) != arg.is_refused)
        })
        && pattern
            .arg_types
            .as_ref()
            .is_none_or(|names| call.args.iter().any(|arg| is_one_of(names, &arg.value)))
        && (pattern.roles.is_empty()
            || call.args.iter().any(|arg| {
                pattern
                    .roles
                    .iter()
                    .any(|role| arg.value.roles.intersects(bits(*role)))
            }))
}

/// Whether a value or one of its elements has one of these types.
fn is_one_of(names: &NameSet, value: &Value) -> bool {
    names.matches_any(&value.types)
        || value
            .elements
            .iter()
            .any(|element| names.matches_any(&element.types))
}

/// Whether the literal of a value, its type or its name is one of these texts; a value of which nothing is known is the
/// empty text, which `*` accepts.
fn shows(texts: &NameSet, value: &Value) -> bool {
    let literal = value.literal.as_ref().map(|literal| match literal {
        Literal::Str(text) => text.to_string(),
        Literal::Int(number) => number.to_string(),
        Literal::Float(number) => number.to_string(),
        Literal::Bool(true) => "True".to_owned(),
        Literal::Bool(false) => "False".to_owned(),
        Literal::None => "None".to_owned(),
    });
    match literal {
        Some(literal) => texts.matches(&literal),
        None => {
            texts.matches("")
                || texts.matches_any(&value.types)
                || value.name.as_ref().is_some_and(|name| texts.matches(name))
                || value.elements.iter().any(|element| shows(texts, element))
        }
    }
}

fn bits(role: Role) -> Roles {
    match role {
        Role::Train => Roles::TRAIN,
        Role::Validation => Roles::VALIDATION,
        Role::Test => Roles::TEST,
        Role::Predicted => Roles::PREDICTED,
        Role::Target => Roles::TARGET,
        Role::Resampled => Roles::RESAMPLED,
        Role::Scaled => Roles::SCALED,
        Role::Encoded => Roles::ENCODED,
        Role::Projected => Roles::PROJECTED,
        Role::Cluster => Roles::CLUSTER,
    }
}
