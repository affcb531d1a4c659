//! Naive baselines (C2.1.2-CE4).
//!
//! # What it looks for
//! `DummyClassifier`/`DummyRegressor` or a constant written by hand, scored; `BaselineOnly` beside other models; a simple model
//! that is called a baseline, in code, in a text or by the title above its training.
//! # Counts as evidence
//! Scored: a metric over the dummy's predictions, its `score`, a cross-validation of it, a constant in a metric.
//! # Does not count
//! An import, a dummy that is made and never fitted; "baseline" in the name of a network or of a clustering.
//! # Limits
//! The majority class computed with `value_counts` and read in a sentence is not seen as a score.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_documents::{BlockKind, fold};
use prejury_python::{Call, CodePlace, Literal, Reach, UnitIdx};
use regex::Regex;

use super::estimators::short;
use super::words::{COMPARES, FIGURE, MEASURE, REFERENCE, REFERENCES, blocks};
use super::{Supervised, Training, emit};
use crate::analyses::Context;
use crate::analyses::folded_regex;
use crate::matching::emit_call_in_turn;
use crate::sink::EvidenceSink;

/// Texts about a reference that are shown.
const MAX_COMPARED: usize = 12;
/// Mentions of a reference in one text that are read, and bytes around one.
const MAX_MENTIONS: usize = 12;
const MAX_AROUND: usize = 160;
/// Words of a title that names a reference, and cells below it in which the reference is trained.
const MAX_TITLE: usize = 6;
const MAX_BELOW: u32 = 4;
/// What is no reference of a prediction.
const CLUSTERS: &[&str] = &["cluster", "dbscan", "k-means", "kmeans", "segment"];
/// What is still to be built or compared, in a folded sentence.
static FUTURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(r"\b(?:sera|seront|will|going to|allons|vais|\w{3,}erons|\w{3,}erai)\b")
});

/// What titles say of a reference that is not made below, and what else is a base, folded.
static BEYOND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:depass|batt|amelior|surpass|beat|improv|outperform|compar)\w*|\b(?:au[- ]dela|beyond|sans|without|vs|versus)\b|\bbases? de donn",
    )
});

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = supervised.python;
    for score in &supervised.scores {
        let naive = supervised.naive_of(&score.algorithms);
        let unnamed = if score.is_dummy { "Dummy" } else { "constant" };
        let subject = naive.map_or(unnamed, short);
        if score.is_dummy || naive.is_some() || score.is_constant {
            // A curve shows less than a figure.
            let turn = i16::from(score.is_diagnostic || score.metric.ends_with("_curve"));
            let signal = "baseline.naive.scored";
            emit_call_in_turn(python, sink, signal, score.call, subject, turn);
        }
    }
    let fits = supervised.trainings.iter().filter_map(|training| {
        let naive = supervised.naive_of(&training.algorithms).map(short);
        let subject = naive.or(training.is_dummy.then_some("Dummy"))?;
        Some((training.call, subject))
    });
    let fits: Vec<(&Call, &str)> = fits.collect();
    if !fits.is_empty() {
        fitted(&fits, ctx, sink);
    }
    if supervised.is_trained() {
        simple_models(ctx, supervised, sink);
        let signals = [
            "baseline.naive.fitted",
            "baseline.naive.scored",
            "baseline.simple-model",
        ];
        if !sink.has_any(&signals) {
            under_titles(ctx, supervised, sink);
        }
    }
}

/// Shows the naive models that are fitted, each with its name.
fn fitted(fits: &[(&Call, &str)], ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    // The line that names the dummy tells more than a helper that fits whatever it is given.
    let units: HashSet<UnitIdx> = fits.iter().map(|(call, _)| call.caller).collect();
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
    for (call, subject) in fits {
        if !named.contains(&call.caller) {
            emit(python, sink, "baseline.naive.fitted", call, subject);
        }
    }
}

/// `## Baseline` right above the cell that trains a model: a reference by its place.
fn under_titles(ctx: &Context<'_>, supervised: &Supervised<'_>, sink: &mut EvidenceSink) {
    let units = &supervised.python.units;
    let trained: BTreeSet<(&str, u32)> = supervised
        .trainings
        .iter()
        .filter(|training| !training.is_dummy && training.call.reach == Reach::Live)
        .filter_map(|training| {
            let place = training.call.place;
            Some((&*units.get(place.unit.0 as usize)?.path, place.cell))
        })
        .collect();
    let titles = blocks(ctx.facts, &REFERENCE)
        .into_iter()
        .filter(|(document, block)| {
            let title = &document.blocks[*block];
            matches!(title.kind, BlockKind::Heading(_))
                && title.text.split_whitespace().count() <= MAX_TITLE
                && is_of_reference(&title.text)
        });
    for (document, block) in titles.take(MAX_COMPARED) {
        let title = &document.blocks[block];
        let Some(cell) = title.location.cell() else {
            continue;
        };
        let below = (&*document.path, cell + 1)..=(&*document.path, cell + MAX_BELOW);
        if trained.range(below).next().is_some() {
            let (signal, strength) = ("baseline.simple-model", Strength::Mentioned);
            let (place, subject) = (title.location.clone(), Some("baseline".to_owned()));
            sink.found(signal, strength, place, title.text.trim(), subject);
        }
    }
}

/// `## Baseline`, `2. Baseline : régression`, `Modèle de référence`: a title that opens or ends with a reference, and neither goes beyond
/// it nor is about databases.
fn is_of_reference(title: &str) -> bool {
    let folded = fold(title);
    let folded = folded.trim_matches(|letter: char| !letter.is_alphabetic());
    if CLUSTERS.iter().any(|name| folded.contains(name))
        || BEYOND
            .as_ref()
            .is_some_and(|beyond| beyond.is_match(folded))
    {
        return false;
    }
    let mut named = REFERENCES
        .iter()
        .flat_map(|references| references.find_iter(folded));
    named.any(|named| named.start() == 0 || named.end() == folded.len())
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
    let mut n_compared = 0;
    for (document, block) in blocks(ctx.facts, &REFERENCE) {
        let block = &document.blocks[block];
        if n_compared >= MAX_COMPARED {
            break;
        }
        if names_a_reference(&block.text) || compares_with_it(&block.text) {
            n_compared += 1;
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

/// `inférieur au modèle de référence`, `F1 : 0.75 (baseline = 0.73)`: a result is held against a reference, whatever it is.
fn compares_with_it(text: &str) -> bool {
    let text = fold(text);
    let mut mentions = REFERENCES
        .iter()
        .flat_map(|references| references.find_iter(&text))
        .take(MAX_MENTIONS);
    mentions.any(|mention| {
        let (before, after) = (&text[..mention.start()], &text[mention.end()..]);
        let named = mention.as_str().trim_end_matches('s');
        // `le modèle de base de données`, `de BERT`
        if named.ends_with("base") && after.trim_start().starts_with("de ") {
            return false;
        }
        let before = &before[before.floor_char_boundary(before.len().saturating_sub(MAX_AROUND))..];
        let after = &after[..after.floor_char_boundary(MAX_AROUND.min(after.len()))];
        let before = before.rsplit(['!', '?', '\n']).next().unwrap_or_default();
        let before = before.rsplit(". ").next().unwrap_or_default();
        let after = after.split(['!', '?', '\n']).next().unwrap_or_default();
        let after = after.split(". ").next().unwrap_or_default();
        let sentence = [before, mention.as_str(), after].concat();
        let holds = |words: &Option<Regex>| {
            words
                .as_ref()
                .is_some_and(|words| words.is_match(&sentence))
        };
        // Sites, emissions and tests have a baseline, too.
        let is_measured = holds(&MEASURE) && holds(&FIGURE);
        let is_of_model = named != "baseline" || is_measured;
        let has_figure = after
            .trim_start_matches([' ', '=', ':', '('])
            .starts_with(|c: char| c.is_ascii_digit());
        is_of_model && !holds(&FUTURE) && (holds(&COMPARES) || is_measured && has_figure)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_of_a_reference() {
        for title in [
            "Baseline",
            "2.1 Baseline : SVC",
            "Un modèle de référence",
            "Modèle naïf",
        ] {
            assert!(is_of_reference(title), "{title}");
        }
        for title in [
            "Modèle de base de données",
            "Suppression du dummy trap",
            "Get dummy variables",
            "Dépasser la baseline",
            "Baseline des clusters",
            "",
        ] {
            assert!(!is_of_reference(title), "{title}");
        }
    }
}
