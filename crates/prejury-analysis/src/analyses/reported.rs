//! Work that only a text tells of: its code is not handed in, or stands in a notebook that is missing.
//!
//! # Counts as evidence
//! A report or slides that name several of the things looked for; a paragraph of a notebook that names one and its result.
//! # Does not count
//! What a text denies or puts off, what others do or wrote; a list of methods in a README.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, Document, DocumentKind, PhraseHit, Phrases, fold};

use super::Context;
use super::listed;
use super::outputs::has_figure;
use crate::sink::EvidenceSink;

/// Passages of one document that are shown.
const MAX_TOLD: usize = 4;
/// Words of a paragraph that tells a result.
const MIN_WORDS: usize = 8;
/// Words after a phrase in which its result stands.
const NEAR_WORDS: usize = 10;
/// Bytes of a clause that are looked at.
const MAX_CLAUSE: usize = 400;
/// Blocks under a heading that are still of it.
const UNDER: usize = 12;

static NOT_OURS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/text/not-ours.txt")));

/// What is looked for in texts: a thing may have several names.
pub(super) struct Things {
    phrases: Phrases,
    /// Line of each phrase.
    lines: Vec<usize>,
}

impl Things {
    /// Of a list with one thing a line, and bars between its names.
    pub(super) fn of(list: &'static str) -> Self {
        let names = listed(list).into_iter().enumerate();
        let names = names.flat_map(|(line, names)| names.split('|').map(move |name| (line, name)));
        let (lines, names): (Vec<usize>, Vec<&str>) = names.unzip();
        Self {
            phrases: Phrases::new(names),
            lines,
        }
    }
}

/// How much a report has to tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Least {
    /// Different things.
    pub(super) things: usize,
    /// A figure beside one of them.
    pub(super) has_result: bool,
}

/// What reports and slides tell.
pub(super) fn in_reports(
    ctx: &Context<'_>,
    sink: &mut EvidenceSink,
    things: &Things,
    signal: &str,
    least: Least,
) {
    let hits = ctx.facts.find(&things.phrases);
    for hits in hits.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
        let document = hits[0].0;
        if !document.is_report() {
            continue;
        }
        let mut different: BTreeSet<usize> = BTreeSet::new();
        let mut blocks: Vec<&Block> = Vec::new();
        for of_block in hits.chunk_by(|(_, one), (_, other)| one.block == other.block) {
            let at = of_block[0].1.block;
            if !is_of_others(document, at) {
                different.extend(of_block.iter().map(|(_, hit)| things.lines[hit.phrase]));
                blocks.push(&document.blocks[at]);
            }
        }
        let has_result = || blocks.iter().any(|block| has_figure(&block.text));
        if different.len() < least.things || least.has_result && !has_result() {
            continue;
        }
        for block in blocks.into_iter().take(MAX_TOLD) {
            found(sink, signal, block);
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
    let hits = ctx.facts.find(phrases);
    let is_same = |one: &(&Document, PhraseHit), other: &(&Document, PhraseHit)| {
        std::ptr::eq(one.0, other.0) && one.1.block == other.1.block
    };
    for hits in hits.chunk_by(is_same) {
        let (document, at) = (hits[0].0, hits[0].1.block);
        let block = &document.blocks[at];
        let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem);
        if document.kind == DocumentKind::NotebookText
            && is_text
            && block.text.split_whitespace().nth(MIN_WORDS - 1).is_some()
            && hits
                .iter()
                .any(|(_, hit)| has_result_after(&block.text, hit.end))
            && !is_of_others(document, at)
        {
            found(sink, signal, block);
        }
    }
}

fn has_result_after(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let rest = &rest[..rest.floor_char_boundary(MAX_CLAUSE)];
    // The clause ends before what is said of another method.
    let clause = [", ", "; ", ". "]
        .iter()
        .fold(rest, |rest, end| rest.split(end).next().unwrap_or(rest));
    let near: Vec<&str> = clause.split_whitespace().take(NEAR_WORDS).collect();
    has_figure(&near.join(" "))
}

/// Whether a text, or the heading above it, names what others do or what could be done.
fn is_of_others(document: &Document, at: usize) -> bool {
    let mut above = document.blocks[at.saturating_sub(UNDER)..at].iter().rev();
    let heading = above.find(|block| matches!(block.kind, BlockKind::Heading(_)));
    let says_so = |block: &Block| {
        let text = fold(&block.text);
        NOT_OURS.iter().any(|word| begins_a_word(&text, word))
    };
    says_so(&document.blocks[at]) || heading.is_some_and(says_so)
}

fn found(sink: &mut EvidenceSink, signal: &str, block: &Block) {
    let place = block.location.clone();
    sink.found(signal, Strength::Written, place, &*block.text, None);
}

/// Whether a text holds `part` where a word begins: "commission" holds no "mission".
fn begins_a_word(text: &str, part: &str) -> bool {
    text.match_indices(part)
        .any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}
