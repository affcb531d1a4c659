//! Goals and steps of the cleaning (C1.2.1).
//!
//! # Counts as evidence
//! The business problem in a sentence; a sentence that says what the cleaning is for. Steps are laid out when headings
//! or list items of one document name three different ones.
//! # Does not count
//! The mission statement in the voice of the client; steps of the work and aims of algorithms.
//! # Limits
//! A goal that follows from the context only is not seen.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{Block, BlockKind};

use super::words::{
    BRIEF, CLEANING, COLUMN_CHOICE, DUPLICATE, GOAL, GOAL_ASIDE, GOAL_HEADING, MERGE, MISSING,
    OTHER_OBJECT, OUTLIER, PURPOSE, TYPES, Text, Words,
};
use super::{Preparation, Prose};
use crate::Facts;
use crate::analyses::literals::Literals;
use crate::sink::EvidenceSink;

/// Shorter blocks do not develop anything.
const SENTENCE: usize = 60;
/// Longer blocks are read up to here.
const MAX_BYTES: usize = 6_000;
/// Different steps that make a plan.
const ENOUGH_STEPS: usize = 3;

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

/// The roots of the other steps, looked for in one pass.
static OTHER_ROOTS: LazyLock<Literals> =
    LazyLock::new(|| Literals::new(OTHER_STEPS.iter().map(|(_, roots)| *roots)));

/// Every block of prose, folded once.
pub(super) fn prose<'f>(facts: &'f Facts<'f>) -> Vec<Prose<'f>> {
    let is_licence = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.to_lowercase().starts_with("licen")
    };
    let mut prose = Vec::new();
    for (number, document) in facts
        .documents
        .iter()
        .enumerate()
        .filter(|(_, document)| !is_licence(&document.path))
    {
        for block in document
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Code)
        {
            let text = Text::of(&block.text[..block.text.floor_char_boundary(MAX_BYTES)]);
            prose.push(Prose {
                block,
                document: number,
                text,
            });
        }
    }
    prose
}

/// Visits every block of prose with its folded text.
pub(super) fn blocks<'f>(preparation: &Preparation<'f>, mut visit: impl FnMut(&'f Block, &Text)) {
    for prose in &preparation.nearby.prose {
        visit(prose.block, &prose.text);
    }
}

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let prose = &preparation.nearby.prose;
    for of_document in prose.chunk_by(|a, b| a.document == b.document) {
        let mut steps: BTreeSet<&str> = BTreeSet::new();
        let mut places: Vec<&Block> = Vec::new();
        let mut after_goal_heading = false;
        for Prose { block, text, .. } in of_document {
            let is_heading = matches!(block.kind, BlockKind::Heading(_));
            let found = |signal: &str, strength, sink: &mut EvidenceSink| {
                sink.found(signal, strength, block.location.clone(), &*block.text, None)
            };
            if !is_heading && text.len() >= SENTENCE {
                let is_brief = BRIEF.are_in(text) || super::privacy::speaks_to_reader(text);
                let strength = if is_brief {
                    Strength::Mentioned
                } else {
                    Strength::Written
                };
                if states_goal(text) || after_goal_heading && !GOAL_ASIDE.are_in(text) {
                    // What a network or a picture is for comes after what the client wants.
                    let turn = i16::from(OTHER_OBJECT.are_in(text));
                    let place = block.location.clone();
                    sink.found_in_turn(turn, "cleaning.goal", strength, place, &*block.text, None);
                }
                if ties(text) {
                    found("cleaning.goal-tied", strength, sink);
                }
            }
            after_goal_heading = if is_heading {
                GOAL_HEADING.are_in(text)
            } else {
                after_goal_heading && text.len() < SENTENCE
            };
            let mut is_step = false;
            let named = steps_in(text);
            let n_steps = named.len();
            for name in named {
                found("cleaning.steps-remarked", Strength::Written, sink);
                if is_heading || block.kind == BlockKind::ListItem || n_steps >= ENOUGH_STEPS {
                    // New variables are a step of the plan, and no place to show its cleaning.
                    is_step |= steps.insert(name) && name != "variables";
                }
            }
            if is_step {
                places.push(block);
            }
        }
        if steps.len() >= ENOUGH_STEPS
            && steps
                .iter()
                .any(|step| !matches!(*step, "merges" | "types" | "variables"))
        {
            for block in places {
                sink.found(
                    "cleaning.steps-laid-out",
                    Strength::Written,
                    block.location.clone(),
                    &*block.text,
                    None,
                );
            }
        }
    }
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

/// Whether a sentence states what the work is for. "On cherchera à supprimer les doublons" is a step, and what an
/// algorithm or a metric aims at is no business goal.
fn states_goal(text: &Text) -> bool {
    if !GOAL.are_in(text) || !GOAL_ASIDE.are_in(text) {
        return GOAL.are_in(text);
    }
    let mut sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    sentences.any(|sentence| {
        let sentence = Text::folded(sentence.to_owned());
        GOAL.are_in(&sentence) && !GOAL_ASIDE.are_in(&sentence)
    })
}

/// Whether a text says what the cleaning of the data is for. What it says of images, networks and searches is set aside.
fn ties(text: &Text) -> bool {
    let does = |text: &Text| CLEANING.are_in(text) && PURPOSE.are_in(text) && speaks_of_use(text);
    if !does(text) || !OTHER_OBJECT.are_in(text) {
        return does(text);
    }
    let sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    let of_data = sentences.filter(|sentence| {
        let sentence = Text::folded((*sentence).to_owned());
        !OTHER_OBJECT.are_in(&sentence)
    });
    does(&Text::folded(of_data.collect::<Vec<_>>().join(". ")))
}

/// What the cleaned data will serve.
fn speaks_of_use(text: &Text) -> bool {
    const USES: &[&str] = &[
        "analys",
        "application",
        "besoin",
        "client",
        "cluster",
        "etude",
        "metier",
        "mission",
        "model",
        "need",
        "objectif",
        "predi",
        "problem",
        "projet",
        "project",
        "recommand",
        "score",
        "segment",
        "study",
        "utile",
        "business",
    ];
    USES.iter().any(|word| text.contains(word))
}
