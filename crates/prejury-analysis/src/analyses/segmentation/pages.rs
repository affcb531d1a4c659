//! What pages of slides and reports tell by what stands together on them: algorithms under a word of trial, and a choice with
//! its reasons in bullets without a verb.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_documents::fold;
use regex::Regex;

use super::texts::{ALGORITHM, REASON, algorithms_named, is_report};
use crate::analyses::passages::{Passage, Passages, emit, emit_in_turn};
use crate::sink::EvidenceSink;

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
const SUPERLATIVES: &[&str] = &["amelior", "best", "meilleur", "pertinen", "plus "];
/// Words of a bullet that gives a reason.
const MIN_REASON: usize = 4;

pub(super) fn find(passages: &Passages, sink: &mut EvidenceSink) {
    tried(passages, sink);
    for page in passages.pages() {
        chosen(page, sink);
        sized(page, sink);
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

/// A table of the segments with how many they are: a number and its share in each row.
fn sized(page: &[Passage], sink: &mut EvidenceSink) {
    let Some(row) = SHARE_ROW.as_ref() else {
        return;
    };
    let text: Vec<&str> = page.iter().map(|passage| &*passage.text).collect();
    let text = text.join("\n");
    // Most pages hold no such row: their words are not looked at.
    let shares = row.captures_iter(&text).filter_map(|found| {
        let share = found.get(1).or_else(|| found.get(2))?;
        share.as_str().replace(',', ".").parse::<f64>().ok()
    });
    let (n_rows, sum) = shares.fold((0, 0.0), |(n, sum), share| (n + 1, sum + share));
    if n_rows < MIN_ROWS || !WHOLE.contains(&sum) {
        return;
    }
    if !says(&text, GROUPS) || !says(&text, COUNTS) {
        return;
    }
    let shown = page.iter().find(|passage| row.is_match(&passage.text));
    if let Some(shown) = shown.or(page.first()) {
        emit(sink, "segmentation.sizes", shown);
    }
}

/// `a 38623 40.2`, `1 | 2 961 | 3,1 %`: a count with a share after it.
static SHARE_ROW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b\d{1,3}(?:[ \u{a0}\u{202f}]?\d{3})*[\s|(]+(\d{1,2}(?:[.,]\d+)?)\s*%|\b\d{2,}[\s|]+(\d{1,2}[.,]\d)\b").ok()
});
/// What the shares of all segments make, in percent.
const WHOLE: std::ops::RangeInclusive<f64> = 97.0..=103.0;
/// Rows of a table of segments.
const MIN_ROWS: usize = 3;
/// Words for segments and for how many they are.
const GROUPS: &[&str] = &["cluster", "groupe", "segment"];
const COUNTS: &[&str] = &[
    "client", "customer", "effectif", "nombre", "number", "part", "size", "taille",
];

fn says(text: &str, words: &[&str]) -> bool {
    let text = fold(text);
    words.iter().any(|word| text.contains(word))
}
