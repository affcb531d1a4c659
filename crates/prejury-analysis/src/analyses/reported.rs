//! Work that only a text tells of: its code is not handed in, or stands in a notebook that is missing.
//!
//! # Counts as evidence
//! A report or slides that name several of the things looked for; a paragraph of a notebook that names one with a figure.
//! # Does not count
//! What a text denies or puts off; a list of methods in a README.

use std::collections::BTreeSet;

use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, DocumentKind, Phrases};

use super::Context;
use crate::sink::EvidenceSink;

/// Passages of one document that are shown.
const MAX_TOLD: usize = 4;
/// Words of a paragraph that tells a result.
const MIN_WORDS: usize = 8;

/// What reports and slides tell, where they name `least` different phrases.
pub(super) fn in_reports(
    ctx: &Context<'_>,
    sink: &mut EvidenceSink,
    phrases: &Phrases,
    signal: &str,
    least: usize,
) {
    let hits = ctx.facts.find(phrases);
    for hits in hits.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
        let document = hits[0].0;
        let is_report = matches!(
            document.kind,
            DocumentKind::Pdf | DocumentKind::Slides | DocumentKind::Word
        );
        let different: BTreeSet<usize> = hits.iter().map(|(_, hit)| hit.phrase).collect();
        if !is_report || different.len() < least {
            continue;
        }
        let mut blocks: Vec<usize> = hits.iter().map(|(_, hit)| hit.block).collect();
        blocks.dedup();
        for at in blocks.into_iter().take(MAX_TOLD) {
            found(sink, signal, &document.blocks[at]);
        }
    }
}

/// What paragraphs of notebooks tell with a figure.
pub(super) fn with_figures(
    ctx: &Context<'_>,
    sink: &mut EvidenceSink,
    phrases: &Phrases,
    signal: &str,
) {
    for (document, hit) in ctx.facts.find(phrases) {
        let block = &document.blocks[hit.block];
        let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem);
        if document.kind == DocumentKind::NotebookText
            && is_text
            && block.text.split_whitespace().count() >= MIN_WORDS
            && has_figure(&block.text)
        {
            found(sink, signal, block);
        }
    }
}

fn found(sink: &mut EvidenceSink, signal: &str, block: &Block) {
    let place = block.location.clone();
    sink.found(signal, Strength::Written, place, &*block.text, None);
}

/// `14 %`, `0,52`, `-0.0002`: a share or a score.
fn has_figure(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        let is_decimal = matches!(bytes[at], b'.' | b',') && at > 0 && is_digit(at - 1);
        let is_share = bytes[at] == b'%'
            && text[..at]
                .trim_end()
                .ends_with(|c: char| c.is_ascii_digit());
        is_decimal && is_digit(at + 1) || is_share
    })
}
