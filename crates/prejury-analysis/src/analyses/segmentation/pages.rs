//! What pages of slides and reports tell by what stands together on them: algorithms under a word of trial, and a choice with
//! its reasons in bullets without a verb.

use std::collections::BTreeSet;

use super::lexicon::{ALGORITHM, REASON};
use super::named::algorithms_named;
use super::texts::is_report;
use crate::analyses::passages::{Passage, Passages, emit, emit_in_turn};
use crate::sink::EvidenceSink;
use prejury_documents::fold;

/// Words under which algorithms are tried.
const TRIALS: &[&str] = &[
    "algorithmes envisag",
    "compar",
    "essai",
    "teste",
    "tested",
    "tried",
];
/// Titles of a choice.
const CHOICES: &[&str] = &[
    "algorithme retenu",
    "choice of the algorithm",
    "choice of the model",
    "choix de l'algorithme",
    "choix du modele",
    "final model",
    "modele choisi",
    "modele final",
    "modele retenu",
    "selected model",
];
/// What makes the best of several.
pub(super) const SUPERLATIVES: &[&str] = &["amelior", "best", "meilleur", "pertinen", "plus "];
/// Words of a bullet that gives a reason.
pub(super) const MIN_REASON: usize = 4;

pub(super) fn find(passages: &Passages, sink: &mut EvidenceSink) {
    tried(passages, sink);
    for page in passages.pages() {
        chosen(page, sink);
    }
}

/// Several algorithms of a report that says of at least one that it was tried: their code is not in the deliverables.
fn tried(passages: &Passages, sink: &mut EvidenceSink) {
    let of_reports = passages
        .all
        .chunk_by(|one, other| one.location.path == other.location.path);
    for report in of_reports.filter(|report| is_report(&report[0].location.path)) {
        let mut named: BTreeSet<&str> = BTreeSet::new();
        let mut found: Vec<&Passage> = Vec::new();
        for page in report.chunk_by(|one, other| one.page() == other.page()) {
            let names = |passage: &&Passage| passage.is_about(ALGORITHM);
            if !page.iter().any(|passage| names(&passage)) {
                continue;
            }
            let is_trial = page.iter().any(|passage| says(&passage.text, TRIALS));
            for passage in page.iter().filter(names) {
                let n_before = named.len();
                named.extend(algorithms_named(&passage.text));
                if is_trial && named.len() > n_before {
                    found.push(passage);
                }
            }
        }
        if named.len() > 1 {
            for passage in found {
                emit(sink, "clustering.algorithms-reported", passage);
            }
        }
    }
}

/// A page titled as the choice, wherever the title stands on it, that names the algorithm and says what makes it the best.
fn chosen(page: &[Passage], sink: &mut EvidenceSink) {
    let Some(algorithm) = page.iter().find(|passage| passage.is_about(ALGORITHM)) else {
        return;
    };
    let texts: Vec<String> = page.iter().map(|passage| fold(&passage.text)).collect();
    let whole = texts.join(" ");
    let whole: Vec<&str> = whole.split_whitespace().collect();
    let is_choice = CHOICES.iter().any(|title| whole.join(" ").contains(title));
    let reason = page.iter().find(|passage| {
        passage.n_words >= MIN_REASON
            && !passage.is_heading
            && (passage.is_about(REASON) || says(&passage.text, SUPERLATIVES))
    });
    if let Some(reason) = reason.filter(|_| is_choice) {
        let shown = if reason.is_about(ALGORITHM) {
            reason
        } else {
            algorithm
        };
        emit_in_turn(sink, "clustering.choice.algorithm", shown, 1);
    }
}

pub(super) fn says(text: &str, words: &[&str]) -> bool {
    let text = fold(text);
    words.iter().any(|word| text.contains(word))
}
