//! Words of the candidate on leakage.
//!
//! # What it looks for
//! Sentences that name leakage, or variables that would not be known when predicting.
//! # Does not count
//! Sentences that speak to the candidate: they are the statement of the project, copied.
//! # Limits
//! A statement that avoids the second person is taken for the candidate's words.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{BlockKind, Phrases, fold};

use crate::analyses::Context;
use crate::sink::EvidenceSink;

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/supervised/leakage.txt");
    let lines = list.lines();
    Phrases::new(lines.filter(|line| !line.is_empty() && !line.starts_with('#')))
});

/// Words that speak to a candidate.
const ADDRESSES: &[&str] = &[
    "te", "tu", "ton", "tes", "ta", "votre", "vos", "your", "you",
];

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (document, hit) in ctx.facts.find(&PHRASES) {
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
