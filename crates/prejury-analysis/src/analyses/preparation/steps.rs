//! Steps of the cleaning, laid out in texts (C1.2.1-CE2).
//!
//! # Counts as evidence
//! Headings and list items of one document that name three different steps, or one text that does.
//! # Does not count
//! Remarks on single steps; a plan of merges, types and new variables alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Location, Place, Strength};
use prejury_documents::{Block, BlockKind};

use super::words::{
    CLEANING, COLUMN_CHOICE, DUPLICATE, MERGE, MISSING, OUTLIER, REASON, TYPES, Text, Words,
};
use super::{Preparation, Prose};
use crate::analyses::literals::Literals;
use crate::sink::EvidenceSink;

/// Different steps that make a plan.
const ENOUGH_STEPS: usize = 3;
/// Blocks without a step between two of one list.
const MAX_GAP: usize = 2;
/// Shorter texts name a step and say nothing of it.
const SENTENCE: usize = 60;

const STEPS: &[(&str, &Words)] = &[
    ("missing values", &MISSING),
    ("outliers", &OUTLIER),
    ("duplicates", &DUPLICATE),
    ("columns", &COLUMN_CHOICE),
    ("merges", &MERGE),
    ("types", &TYPES),
];

/// Steps whose words are too many or too short for a list of their own.
const OTHER_STEPS: &[(&str, &[&str])] = &[
    (
        "letters",
        &[
            "caracteres speciaux",
            "lower-case",
            "lowercase",
            "minuscule",
            "ponctuation",
            "punctuation",
            "special characters",
        ],
    ),
    (
        "language",
        &[
            "detection de la langue",
            "detection du langage",
            "language detection",
        ],
    ),
    (
        "stop words",
        &["mots vides", "stop word", "stop-word", "stopword"],
    ),
    ("stems", &["lemmat", "racinis", "stemm"]),
    ("tokens", &["tokeni"]),
    (
        "texts",
        &[
            "nettoyage des donnees texte",
            "nettoyage des tweets",
            "nettoyage du texte",
            "text cleaning",
        ],
    ),
    (
        "variables",
        &[
            "creation de variables",
            "creation des variables",
            "feature engineering",
            "new features",
            "new variables",
            "nouvelles variables",
        ],
    ),
];

/// Words by which several treatments are weighed, and none is done yet.
const OPTIONS: &[&str] = &[
    "autre option",
    "another option",
    "could be",
    "nous devrons",
    "il faudra",
    "on pourra",
    "pour l'instant",
    "pour le moment",
    "pourrait",
    "pourrions",
    "une option",
    "we could",
];

/// The roots of the other steps, looked for in one pass.
static OTHER_ROOTS: LazyLock<Literals> =
    LazyLock::new(|| Literals::new(OTHER_STEPS.iter().map(|(_, roots)| *roots)));

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    for of_document in preparation
        .nearby
        .prose
        .chunk_by(|a, b| a.document == b.document)
    {
        let mut steps: BTreeSet<&str> = BTreeSet::new();
        let mut plan: Vec<Step<'_>> = Vec::new();
        for (number, Prose { block, text, .. }) in of_document.iter().enumerate() {
            let named = steps_in(text);
            // `#outliers #encoding #merge` are tags.
            if named.is_empty() || block.text.matches('#').count() >= ENOUGH_STEPS {
                continue;
            }
            let is_heading = matches!(block.kind, BlockKind::Heading(_));
            let cleans = CLEANING.are_in(text);
            let gives_reason = !is_heading && text.len() >= SENTENCE && REASON.are_in(text);
            sink.found_text(
                "cleaning.steps-remarked",
                Strength::Written,
                rank(&named.iter().copied().collect(), cleans, gives_reason),
                block.location.clone(),
                &*block.text,
            );
            if is_heading || block.kind == BlockKind::ListItem || named.len() >= ENOUGH_STEPS {
                steps.extend(&named);
                plan.push(Step {
                    number,
                    block,
                    named,
                    cleans,
                    gives_reason,
                    weighs: block.kind == BlockKind::Paragraph && text.contains_any(OPTIONS),
                });
            }
        }
        if steps.len() < ENOUGH_STEPS || !steps.iter().any(|step| is_cleaning(step)) {
            continue;
        }
        for run in plan.chunk_by(Step::goes_on_with) {
            emit(run, sink);
        }
    }
}

/// A block of a plan.
struct Step<'p> {
    /// Number in its document.
    number: usize,
    block: &'p Block,
    named: Vec<&'static str>,
    /// Speaks of cleaning, and does not only name what data hold.
    cleans: bool,
    gives_reason: bool,
    /// Weighs what could be done, in a paragraph: a remark rather than a plan.
    weighs: bool,
}

impl Step<'_> {
    /// Whether another one stands in the same list: in one cell, on one page, with little between.
    fn goes_on_with(&self, next: &Self) -> bool {
        next.number - self.number <= MAX_GAP
            && match (&self.block.location.place, &next.block.location.place) {
                (Place::Lines { cell: a, .. }, Place::Lines { cell: b, .. }) => a == b,
                (a, b) => a == b,
            }
    }
}

/// One list, or one heading that stands alone, as one place.
fn emit(run: &[Step<'_>], sink: &mut EvidenceSink) {
    let named: BTreeSet<&str> = run
        .iter()
        .flat_map(|step| step.named.iter().copied())
        .collect();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    // New variables are a step of the plan, and no place to show its cleaning.
    if named.iter().all(|name| *name == "variables") {
        return;
    }
    let rank = rank(
        &named,
        run.iter().any(|step| step.cleans),
        run.iter().any(|step| step.gives_reason),
    );
    let is_remark = run.len() == 1 && first.weighs;
    let rank = rank + if is_remark { 4 } else { 0 };
    let excerpt: Vec<&str> = run.iter().map(|step| &*step.block.text).collect();
    sink.found_text(
        "cleaning.steps-laid-out",
        Strength::Written,
        rank,
        span(&first.block.location, &last.block.location),
        excerpt.join("\n"),
    );
}

/// The more steps of a cleaning a place names, the better it shows the plan; words that clean, and reasons, say more than
/// names alone.
fn rank(named: &BTreeSet<&str>, cleans: bool, gives_reason: bool) -> u8 {
    let few = match named.iter().filter(|step| is_cleaning(step)).count() {
        0 => 8,
        1 => 5,
        2 => 3,
        _ => 0,
    };
    few + u8::from(!cleans) + u8::from(!gives_reason) + u8::from(named.len() < 2)
}

/// Whether a step makes data clean, and does not only build on them.
fn is_cleaning(step: &str) -> bool {
    !matches!(step, "merges" | "types" | "variables")
}

fn span(first: &Location, last: &Location) -> Location {
    let mut span = first.clone();
    if let (Place::Lines { end_line, .. }, Place::Lines { end_line: end, .. }) =
        (&mut span.place, &last.place)
    {
        *end_line = (*end_line).max(*end);
    }
    span
}

/// Different steps that a text names.
fn steps_in(text: &Text) -> Vec<&'static str> {
    let listed = STEPS
        .iter()
        .filter(|(_, words)| words.are_in(text))
        .map(|(name, _)| *name);
    let hinted = OTHER_ROOTS.themes_in(&text.folded);
    let others = (0..)
        .zip(OTHER_STEPS)
        .filter(|(number, _)| hinted & (1 << number) != 0)
        .map(|(_, (name, _))| *name);
    listed.chain(others).collect()
}
