//! Naive baselines (C2.1.2-CE4).
//!
//! # What it looks for
//! `DummyClassifier`/`DummyRegressor` or a constant written by hand, scored; a simple model that is called a baseline.
//! # Counts as evidence
//! Scored: a metric over the dummy's predictions, its `score`, a cross-validation of it, a constant in a metric.
//! # Does not count
//! An import, a dummy that is made and never fitted; "baseline" in the name of a network or of a clustering.
//! # Limits
//! The majority class computed with `value_counts` and read in a sentence is not seen as a score.

use foldhash::HashSet;

use prejury_core::{Location, Strength};
use prejury_python::{Call, CodePlace, Literal, UnitIdx};

use super::words::{REFERENCE, blocks};
use super::{Supervised, Training, emit};
use crate::analyses::Context;
use crate::sink::EvidenceSink;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    for score in &supervised.scores {
        if score.is_dummy {
            emit(python, sink, "baseline.naive.scored", score.call, "Dummy");
        } else if score.is_constant {
            emit(
                python,
                sink,
                "baseline.naive.scored",
                score.call,
                "constant",
            );
        }
    }
    let fits: Vec<&Call> = supervised
        .trainings
        .iter()
        .filter(|training| training.is_dummy)
        .map(|training| training.call)
        .collect();
    // The line that names the dummy tells more than a helper that fits whatever it is given.
    let units: HashSet<UnitIdx> = fits.iter().map(|call| call.caller).collect();
    let made = ctx.facts.marked_calls(|callee, _| {
        u32::from(callee.ends_with(".DummyClassifier") || callee.ends_with(".DummyRegressor"))
    });
    let mut named: HashSet<UnitIdx> = HashSet::default();
    for (_, call, _) in made.filter(|(_, call, _)| !call.is_attribute) {
        if units.contains(&call.caller) {
            named.insert(call.caller);
            emit(python, sink, "baseline.naive.fitted", call, "Dummy");
        }
    }
    for call in fits.iter().filter(|call| !named.contains(&call.caller)) {
        emit(python, sink, "baseline.naive.fitted", call, "Dummy");
    }
    if supervised.is_trained() {
        simple_models(ctx, supervised, sink);
    }
}

fn simple_models(ctx: &Context<'_>, supervised: &Supervised<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    let names_it = |text: &str| {
        let text = text.to_lowercase();
        ["baseline", "base_line", "dummy", "naive", "naïf"]
            .iter()
            .any(|word| text.contains(word))
    };
    let linear: Vec<&Training<'_>> = supervised
        .trainings
        .iter()
        .filter(|training| {
            let mut algorithms = training.algorithms.iter();
            algorithms.any(|name| supervised.estimators.is_linear(name))
        })
        .collect();
    let places: HashSet<CodePlace> = linear.iter().map(|training| training.call.place).collect();
    // `baseline = Ridge().fit(X, y)`: the name comes after the fit.
    let bound: HashSet<CodePlace> = python
        .units
        .iter()
        .flat_map(|unit| &unit.assignments)
        .filter(|assignment| places.contains(&assignment.place) && names_it(&assignment.target))
        .map(|assignment| assignment.place)
        .collect();
    for training in linear {
        let receiver = training
            .call
            .receiver
            .as_ref()
            .and_then(|receiver| receiver.name.as_deref())
            .unwrap_or_default();
        let label =
            training.call.args.iter().any(
                |arg| matches!(&arg.value.literal, Some(Literal::Str(text)) if names_it(text)),
            );
        if names_it(receiver) || label || bound.contains(&training.call.place) {
            emit(
                python,
                sink,
                "baseline.simple-model",
                training.call,
                "baseline",
            );
        }
    }
    for (document, block) in blocks(ctx.facts, &REFERENCE) {
        let block = &document.blocks[block];
        if names_a_reference(&block.text) {
            let location: Location = block.location.clone();
            sink.found(
                "baseline.simple-model",
                Strength::Written,
                location,
                &*block.text,
                Some("baseline".to_owned()),
            );
        }
    }
}

/// A text that names an algorithm beside the words for a reference; dummy variables are columns, not models.
fn names_a_reference(text: &str) -> bool {
    let is_column = [
        "dummy variable",
        "dummy encoding",
        "dummies",
        "variable dummy",
    ]
    .iter()
    .any(|words| text.to_lowercase().contains(words));
    let algorithms = super::words::algorithms_in(text);
    !is_column
        && algorithms
            .iter()
            .any(|name| !matches!(name.as_str(), "dummy" | "naif" | "naive"))
}
