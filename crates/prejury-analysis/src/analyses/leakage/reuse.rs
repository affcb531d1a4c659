//! The test part used to choose a model.
//!
//! # What it looks for
//! Early stopping and best epochs on the test part, searches fitted on it, objective functions and parameter loops that score on it.
//! # Counts as a leak
//! The test part decides when training stops or which parameters are kept.
//! # Does not count
//! Comparing finished models on the test part; a validation part, whatever its name in the call (`eval_set`).
//! # Limits
//! A loop that scores each value of a parameter on the test part is a doubt until something is called best.

use std::collections::BTreeSet;

use prejury_python::{Call, DefinitionIdx, Literal, Roles, Value};

use super::flow::{Flow, any_within, short};
use super::{Certainty, leak};
use crate::analyses::Context;
use crate::sink::EvidenceSink;

/// Calls compared with all others: more say nothing new of one submission.
const MAX_COMPARED: usize = 500;

/// Keywords under which data watched during training are given.
const WATCHED: &[&str] = &[
    "eval_set",
    "evals",
    "validation_data",
    "valid_sets",
    "val_data",
];

pub(super) fn find(flow: &Flow<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    watched(flow, sink);
    searched(flow, sink);
    objectives(flow, ctx, sink);
    parameter_loops(flow, sink);
}

fn is_test(value: &Value) -> bool {
    any_within(value, &mut |value| {
        value.roles.contains(Roles::TEST) && !value.roles.intersects(Roles::FOLD | Roles::TRAIN)
    })
}

/// The test part given to a training.
fn watched(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let given_sets = flow.consumers.iter().filter(|call| {
        call.args.iter().any(|arg| {
            arg.name
                .as_deref()
                .is_some_and(|name| WATCHED.contains(&name))
        })
    });
    let given_sets: Vec<&&Call> = given_sets.take(MAX_COMPARED).collect();
    if given_sets.is_empty() {
        return;
    }
    let stopping: BTreeSet<&str> = flow
        .python
        .calls
        .iter()
        .filter(|call| {
            call.keyword("early_stopping_rounds")
                .is_some_and(|value| value.literal != Some(Literal::None))
                || call.keyword("use_best_model").is_some()
        })
        .map(|call| call.callee.trim_end_matches(".fit"))
        .collect();
    for call in given_sets {
        let Some(given) = WATCHED.iter().find_map(|name| call.keyword(name)) else {
            continue;
        };
        if !is_test(given) {
            continue;
        }
        let stops = call.keyword("early_stopping_rounds").is_some()
            || stopping.contains(call.callee.trim_end_matches(".fit"))
            || call.callee.starts_with("catboost.")
            || call.method() == "search"
            || call.keyword("callbacks").is_some_and(|callbacks| {
                any_within(callbacks, &mut |value| {
                    value.types.iter().any(|name| {
                        let name = short(name).to_ascii_lowercase();
                        name.contains("early")
                            || name.contains("checkpoint")
                            || name.contains("reducelr")
                    })
                })
            });
        let scored_later = flow.consumers.iter().any(|other| {
            other.caller == call.caller
                && other.order > call.order
                && matches!(
                    other.method(),
                    "evaluate" | "predict" | "predict_proba" | "score"
                )
                && other
                    .receiver
                    .as_ref()
                    .and_then(|model| model.name.as_ref())
                    == call.receiver.as_ref().and_then(|model| model.name.as_ref())
                && other.positional(0).is_some_and(is_test)
        });
        let is_network = call.keyword("validation_data").is_some();
        let certainty = if stops || is_network && scored_later {
            Certainty::Certain
        } else {
            Certainty::Doubtful
        };
        let related = split_of(flow, given).map(|split| split.place);
        // What watches a network says nothing of the classic models beside it.
        let signal = if is_network {
            "leakage.network-test-reuse"
        } else {
            "leakage.test-reuse"
        };
        let subject = call.method();
        leak(flow, sink, signal, certainty, call, subject, related);
    }
}

/// The split behind a value or what it holds.
fn split_of<'f>(flow: &Flow<'f>, value: &Value) -> Option<&'f Call> {
    flow.split_behind(value).or_else(|| {
        value
            .elements
            .iter()
            .find_map(|element| split_of(flow, element))
    })
}

/// A search of parameters on the test part.
fn searched(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    for call in &flow.consumers {
        let is_search = call.method() == "fit"
            && call
                .receiver
                .iter()
                .flat_map(|receiver| &receiver.types)
                .any(|name| name.ends_with("SearchCV"));
        let data = call.arg("X", Some(usize::from(flow.is_cross_validation(call))));
        if let Some(data) = data.filter(|data| is_search && is_test(data)) {
            let related = flow.split_behind(data).map(|split| split.place);
            leak(
                flow,
                sink,
                "leakage.test-reuse",
                Certainty::Certain,
                call,
                "search",
                related,
            );
        }
    }
}

/// An objective function that is optimised on the score of the test part.
fn objectives(flow: &Flow<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(family) = ctx.catalog.family("objective-search") else {
        return;
    };
    let python = flow.python;
    let mut functions: BTreeSet<(&str, &str)> = BTreeSet::new();
    let calls = ctx
        .facts
        .marked_calls(|callee, _| u32::from(family.matches(callee)));
    for (_, call, _) in calls {
        for name in call.args.iter().flat_map(|arg| &arg.value.types) {
            if let Some((path, name)) = name
                .strip_prefix("local:")
                .and_then(|name| name.rsplit_once(':'))
            {
                functions.insert((path, name));
            }
        }
    }
    if functions.is_empty() {
        return;
    }
    for call in &flow.consumers {
        let unit = &python.units[call.place.unit.0 as usize];
        let inside = functions
            .iter()
            .any(|(path, name)| &*unit.path == *path && is_inside(unit, call.function, name));
        let scores = matches!(
            call.method(),
            "predict" | "predict_proba" | "score" | "evaluate"
        );
        if inside && scores && call.positional(0).is_some_and(is_test) {
            let related = call.positional(0).and_then(|data| split_of(flow, data));
            leak(
                flow,
                sink,
                "leakage.test-reuse",
                Certainty::Certain,
                call,
                "objective",
                related.map(|split| split.place),
            );
        }
    }
}

fn is_inside(unit: &prejury_python::CodeUnit, function: Option<DefinitionIdx>, name: &str) -> bool {
    function
        .and_then(|at| unit.definitions.get(at.0 as usize))
        .is_some_and(|definition| definition.name.split('.').any(|part| part == name))
}

/// Arguments of estimators that no choice is about.
const SETTINGS: &[&str] = &["random_state", "seed", "n_jobs", "verbose"];

/// `for k in ...: model = KNN(n_neighbors=k)` scored on the test part.
fn parameter_loops(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let varied: Vec<&Call> = flow
        .python
        .calls
        .iter()
        .filter(|call| {
            call.in_loop
                && !call.is_attribute
                && call.args.iter().any(|arg| {
                    let value = &arg.value;
                    arg.name
                        .as_deref()
                        .is_some_and(|name| name != "**" && !SETTINGS.contains(&name))
                        && value.literal.is_none()
                        && value.types.is_empty()
                        && value.elements.is_empty()
                        && value.name.is_some()
                })
                && flow.is_model(&call.result)
        })
        .take(MAX_COMPARED)
        .collect();
    if varied.is_empty() {
        return;
    }
    for call in &flow.consumers {
        let scores = matches!(call.method(), "predict" | "predict_proba" | "score");
        if !call.in_loop || !scores || !call.positional(0).is_some_and(is_test) {
            continue;
        }
        let near = varied.iter().find(|made| {
            made.caller == call.caller
                && made.place.cell == call.place.cell
                && made.order < call.order
                && call.callee.starts_with(made.callee.as_str())
                && call.place.line.abs_diff(made.place.line) <= 12
        });
        let Some(made) = near else { continue };
        let unit = &flow.python.units[call.place.unit.0 as usize];
        let chosen = unit.assignments.iter().any(|assignment| {
            let name = assignment.target.to_ascii_lowercase();
            let is_chosen = ["best", "meilleur", "optimal"]
                .iter()
                .any(|word| name.contains(word));
            is_chosen
                && assignment.place.cell >= made.place.cell
                && assignment.place.cell <= made.place.cell + 2
                && (assignment.place.cell > made.place.cell
                    || assignment.place.line > made.place.line)
                && assignment.place.line.saturating_sub(call.place.line) <= 30
        });
        let certainty = if chosen {
            Certainty::Certain
        } else {
            Certainty::Doubtful
        };
        let related = call.positional(0).and_then(|data| split_of(flow, data));
        leak(
            flow,
            sink,
            "leakage.test-reuse",
            certainty,
            call,
            short(&made.callee),
            related.map(|split| split.place),
        );
    }
}
