//! Words of the candidate on leakage.
//!
//! # What it looks for
//! Sentences that name leakage, or variables that would not be known when predicting.
//! # Does not count
//! Sentences that speak to the candidate: they are the statement of the project, copied.
//! # Limits
//! A statement that avoids the second person is taken for the candidate's words.

use prejury_core::Strength;
use prejury_documents::{BlockKind, Phrases, fold};

use crate::analyses::Context;
use crate::sink::EvidenceSink;

const PHRASES: &[&str] = &[
    "connues a posteriori",
    "connues après coup",
    "data leak",
    "data leakage",
    "data leaking",
    "data snooping",
    "disponible au moment de la prédiction",
    "données de test contaminées",
    "fuite d'information",
    "fuite de cible",
    "fuite de données",
    "fuite de la cible",
    "inconnues au moment de la prédiction",
    "inconnues au moment de prédire",
    "information leakage",
    "known at prediction time",
    "leak the target",
    "leakage",
    "not available at prediction time",
    "target leakage",
    "train test contamination",
    "trop corrélées avec la cible",
    "trop corrélées à la cible",
];

/// Words that speak to a candidate.
const ADDRESSES: &[&str] = &[
    "te", "tu", "ton", "tes", "ta", "votre", "vos", "your", "you",
];

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (document, hit) in ctx.facts.find(&Phrases::new(PHRASES)) {
        let block = &document.blocks[hit.block];
        if block.kind == BlockKind::Code || speaks_to_candidate(&block.text) {
            continue;
        }
        sink.found(
            "leakage.considered",
            Strength::Written,
            block.location.clone(),
            &*block.text,
            Some(block.text[hit.start..hit.end].to_owned()),
        );
    }
}

fn speaks_to_candidate(text: &str) -> bool {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| ADDRESSES.contains(&word))
}
