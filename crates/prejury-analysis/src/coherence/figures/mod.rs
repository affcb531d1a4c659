//! Scores that a note or a slide gives and that no notebook shows.

mod shown;
mod told;

use std::sync::LazyLock;

use prejury_core::Finding;

use self::shown::Shown;
use self::told::Score;
use super::MAX_OF_A_KIND;
use crate::Facts;

/// Unknown scores of one document up to which it may tell of this work although no other of its scores is known.
const MAX_UNKNOWN: usize = 3;
/// Known ones that the document must have where an output was cut, since the rest may hold the others.
const MIN_KNOWN_IF_CUT: usize = 2;
/// Numbers with decimals in the outputs from which they are taken for the results of the work.
const MIN_SHOWN: usize = 5;

/// Words of each measure.
static MEASURES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("../../../../../rules/coherence/measures.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(' ').collect())
        .collect()
});

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let told = told::scores(&facts.documents);
    if told.is_empty() {
        return Vec::new();
    }
    let shown = Shown::of(facts);
    if shown.n_of_outputs() < MIN_SHOWN {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for scores in told.chunk_by(|one, other| std::ptr::eq(one.document, other.document)) {
        let (known, unknown): (Vec<&Score<'_>>, Vec<&Score<'_>>) =
            scores.iter().partition(|score| shown.holds(score.value));
        // A document whose scores are mostly unknown tells of work that is not handed in.
        if unknown.len() > known.len().max(MAX_UNKNOWN)
            || shown.is_cut() && known.len() < MIN_KNOWN_IF_CUT
        {
            continue;
        }
        let mut values: Vec<&str> = Vec::new();
        for score in unknown {
            if values.len() == MAX_OF_A_KIND || values.contains(&score.written) {
                continue;
            }
            values.push(score.written);
            findings.extend(finding(facts, score, &shown));
        }
    }
    findings
}

/// What is said of one score: the nearest of its measure that a notebook shows, or that none shows the measure.
fn finding(facts: &Facts<'_>, score: &Score<'_>, shown: &Shown) -> Option<Finding> {
    let place = score.location.clone();
    if let Some(nearest) = shown::nearest(facts, score) {
        let finding = Finding::at(place, "score.unseen").against(nearest.location.clone());
        return (!nearest.rounds(score.value)).then(|| {
            finding
                .with("value", score.written)
                .with("nearest", nearest.number.value)
        });
    }
    // A picture, a log or a record of an experiment may show what no text does: where one was not read, nothing is said.
    (shown.is_whole() && !shown.is_cut()).then(|| {
        Finding::at(place, "score.unseen-measure")
            .with("value", score.written)
            .with("measure", score.measure)
    })
}

/// Measures that a text names, one bit each: a word of it stands there, and no letter before it.
fn measures_in(text: &str) -> u32 {
    let lower = text.to_lowercase();
    let names = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            !before.is_some_and(char::is_alphabetic)
        })
    };
    let named = (0..).zip(MEASURES.iter());
    named
        .filter(|(_, words)| words.iter().any(|word| names(word)))
        .fold(0, |all, (number, _)| all | 1 << number)
}
