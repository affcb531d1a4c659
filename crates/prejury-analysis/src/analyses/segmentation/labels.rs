//! What a label and the bullets below it say of a segmentation: the choice of an algorithm with its reasons, the approach
//! as a list of methods or variables, and the members of each segment.

use std::collections::BTreeSet;

use prejury_documents::fold;

use super::lexicon::{
    ALGORITHM, APPROACH_LABEL, CHOICE_LABEL, GROUP_WORD, QUALITY, REASON, SEGMENT_NAME,
    SEGMENT_TRAIT,
};
use super::named::algorithms_named;
use super::pages::{MIN_REASON, SUPERLATIVES, says};
use crate::analyses::labelled::{Labelled, labelled};
use crate::analyses::passages::{Passage, Passages};
use crate::sink::EvidenceSink;

/// How a label opens that asks for the reason of the algorithm that it names.
const OPENERS: &[&str] = &[
    "choice of ",
    "choix d'",
    "choix de ",
    "choix du ",
    "pourquoi ",
    "why ",
];
/// The same for a label on several: what is tried, not what is kept.
const PLURAL: &[&str] = &[
    "choice of the algorithms",
    "choix des ",
    "choix de plusieurs",
];
/// Variables that describe customers, by the words that name them.
const BEHAVIOUR: &[&[&str]] = &[
    &["recence", "recency"],
    &["frequence", "frequency"],
    &["montant", "monetary", "amount"],
];
/// Names that make a list an approach.
const MIN_NAMES: usize = 2;
/// Traits that make lines a description of segments.
const MIN_TRAITS: usize = 2;

pub(super) fn find(passages: &Passages, sink: &mut EvidenceSink) {
    for statement in labelled(&passages.all) {
        chosen(statement, sink);
        approach(statement, sink);
        described(statement, sink);
    }
}

/// `Choix de KMeans :` over `Facile à paramétrer`.
fn chosen(statement: Labelled<'_>, sink: &mut EvidenceSink) {
    let label = fold(&statement.label.text);
    let names = statement.label.is_about(ALGORITHM);
    let opens = || {
        OPENERS
            .iter()
            .any(|opener| label.trim_start().starts_with(opener))
    };
    let is_choice = statement.label.is_about(CHOICE_LABEL) || names && opens();
    if !is_choice || PLURAL.iter().any(|plural| label.contains(plural)) {
        return;
    }
    if !names {
        let named = algorithms_in(statement.items);
        if named.len() != 1 {
            return;
        }
    }
    if statement.items.iter().any(gives_reason) {
        statement.emit(
            "clustering.choice.algorithm",
            -1,
            |item| item.is_about(ALGORITHM) || gives_reason(item),
            sink,
        );
    }
}

/// A quality or defect in few words, or a reason in more: a number or a parameter alone is none.
fn gives_reason(item: &Passage) -> bool {
    let says_why = item.is_about(REASON) || says(&item.text, SUPERLATIVES);
    item.n_words > 1 && item.is_about(QUALITY) || item.n_words >= MIN_REASON && says_why
}

/// `Algorithmes :` over the names of several, `Variables :` over recency and frequency.
fn approach(statement: Labelled<'_>, sink: &mut EvidenceSink) {
    if !statement.label.is_about(APPROACH_LABEL) {
        return;
    }
    let behaviour = |item: &Passage| {
        let text = fold(&item.text);
        BEHAVIOUR
            .iter()
            .position(|names| names.iter().any(|name| text.contains(name)))
    };
    let variables: BTreeSet<usize> = statement.items.iter().filter_map(behaviour).collect();
    if variables.len() >= MIN_NAMES || algorithms_in(statement.items).len() >= MIN_NAMES {
        statement.emit(
            "segmentation.approach",
            1,
            |item| item.is_about(ALGORITHM) || behaviour(item).is_some(),
            sink,
        );
    }
}

fn algorithms_in(items: &[Passage]) -> BTreeSet<&'static str> {
    let naming = items.iter().filter(|item| item.is_about(ALGORITHM));
    naming
        .flat_map(|item| algorithms_named(&item.text))
        .collect()
}

/// `Cluster 0 :` over a line with a trait of its members; `5 segments` over several with figures.
fn described(statement: Labelled<'_>, sink: &mut EvidenceSink) {
    let label = statement.label;
    let has_digit = |item: &Passage| item.text.bytes().any(|byte| byte.is_ascii_digit());
    // A title over a segment is met with each line below it.
    let names_one = !label.is_heading && label.is_about(SEGMENT_NAME);
    let over_all = label.is_heading && label.subjects & (GROUP_WORD | SEGMENT_NAME) != 0;
    let is_trait = |item: &Passage| item.is_about(SEGMENT_TRAIT) && (names_one || has_digit(item));
    let n_traits = statement.items.iter().filter(|item| is_trait(item)).count();
    if names_one && n_traits > 0 || over_all && n_traits >= MIN_TRAITS {
        statement.emit("segmentation.profiles-described", 1, is_trait, sink);
    }
}
