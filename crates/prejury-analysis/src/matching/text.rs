//! Phrases in documents, comments and docstrings.

use foldhash::HashSet;
use std::sync::Arc;

use prejury_catalog::{BlockFilter, Pattern, TextPattern};
use prejury_core::{Evidence, Strength};
use prejury_documents::{Block, BlockKind, PhraseHit, Phrases};
use prejury_python::{CodePlace, CodeUnit};

use super::code::emit;
use super::patterns;
use crate::analyses::Context;
use crate::sink::EvidenceSink;

/// Bytes of text around a match that an excerpt shows.
const EXCERPT_BYTES: usize = 300;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    find_in_documents(ctx, sink);
    find_in_comments(ctx, sink);
}

/// Phrases of many signals, compiled once.
struct Table<'a> {
    phrases: Phrases,
    /// Signal of each phrase, and its pattern.
    owners: Vec<(&'a Arc<str>, &'a TextPattern)>,
}

impl<'a> Table<'a> {
    fn new(patterns: Vec<(&'a Arc<str>, &'a TextPattern)>) -> Option<Self> {
        let mut texts: Vec<&str> = Vec::new();
        let mut owners = Vec::new();
        for (signal, pattern) in patterns {
            for phrase in &pattern.any {
                texts.push(phrase);
                owners.push((signal, pattern));
            }
        }
        (!texts.is_empty()).then(|| Self {
            phrases: Phrases::new(texts),
            owners,
        })
    }

    /// Whether `text` says the phrase; denying it is enough for a pattern that says so.
    fn counts(&self, hit: &PhraseHit, text: &str) -> bool {
        self.owners[hit.phrase].1.denied || self.phrases.affirms(hit, text)
    }

    /// Whether this is the first match of its signal in its text.
    fn is_first(&self, hit: &PhraseHit, last: &mut (usize, HashSet<*const str>)) -> bool {
        if last.0 != hit.block {
            *last = (hit.block, HashSet::default());
        }
        last.1.insert(Arc::as_ptr(self.owners[hit.phrase].0))
    }
}

fn find_in_documents(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Text(pattern) => Some(pattern),
        _ => None,
    });
    let Some(table) = Table::new(patterns) else {
        return;
    };
    let mut last = (usize::MAX, HashSet::default());
    let mut path = None;
    for (document, hit) in ctx.facts.each_any(&table.phrases) {
        let block = &document.blocks[hit.block];
        let (signal, pattern) = table.owners[hit.phrase];
        if path != Some(&document.path) {
            path = Some(&document.path);
            last.0 = usize::MAX;
        }
        if pattern.reports && !document.is_report()
            || !looked_at(block, &pattern.blocks)
            || is_in_address(&block.text, &hit)
            || !table.counts(&hit, &block.text)
            || !table.is_first(&hit, &mut last)
        {
            continue;
        }
        let strength = if is_contents_entry(block) {
            Strength::Mentioned
        } else {
            Strength::Written
        };
        if sink.has_room(signal, &document.path, true, strength) {
            sink.push(Evidence {
                signal: signal.clone(),
                strength,
                supports: true,
                location: block.location.clone(),
                excerpt: around(&block.text, &hit),
                subject: Some(block.text[hit.start..hit.end].to_owned()),
                related: Vec::new(),
            });
        }
    }
}

/// Code blocks are text only for a pattern that asks for them.
fn looked_at(block: &Block, wanted: &[BlockFilter]) -> bool {
    let filter = match block.kind {
        BlockKind::Heading(_) => BlockFilter::Heading,
        BlockKind::Paragraph | BlockKind::Notes | BlockKind::AltText => BlockFilter::Paragraph,
        BlockKind::ListItem => BlockFilter::ListItem,
        BlockKind::TableRow => BlockFilter::TableRow,
        BlockKind::Code => BlockFilter::Code,
    };
    if wanted.is_empty() {
        filter != BlockFilter::Code
    } else {
        wanted.contains(&filter)
    }
}

/// Whether a phrase of several words was found in the words of a link (`.../classez-des-images-...`): nobody says it there.
pub(crate) fn is_in_address(text: &str, hit: &PhraseHit) -> bool {
    let found = &text[hit.start..hit.end];
    if !found.contains(['-', '_', '/', '+']) || found.contains(char::is_whitespace) {
        return false;
    }
    let start = text[..hit.start]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + 1);
    text[start..hit.start].contains("://")
}

/// An entry of a table of contents: all its links lead into the document itself.
fn is_contents_entry(block: &Block) -> bool {
    block.kind == BlockKind::ListItem
        && !block.links.is_empty()
        && block.links.iter().all(|link| link.starts_with('#'))
}

/// Prose of the code: runs of comment lines, and docstrings. Code that was commented out is no prose.
fn find_in_comments(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Comment(pattern) => Some(pattern),
        _ => None,
    });
    let Some(table) = Table::new(patterns) else {
        return;
    };
    let python = &ctx.facts.python;
    // All units are read as one: what costs is looking the words of all phrases up, which is done once.
    let prose: Vec<(CodePlace, String)> = python.units.iter().flat_map(prose).collect();
    let hits = table
        .phrases
        .find(prose.iter().map(|(_, text)| text.as_str()));
    let mut last = (usize::MAX, HashSet::default());
    for hit in hits {
        let (place, text) = &prose[hit.block];
        if table.counts(&hit, text) && table.is_first(&hit, &mut last) {
            emit(
                python,
                sink,
                table.owners[hit.phrase].0,
                Strength::Written,
                *place,
                &text[hit.start..hit.end],
                None,
            );
        }
    }
}

/// Comments on consecutive lines read as one text.
fn prose(unit: &CodeUnit) -> Vec<(CodePlace, String)> {
    let mut prose: Vec<(CodePlace, String)> = Vec::new();
    for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
        let text = comment.text.trim_start_matches(['#', ' ', '%']);
        match prose.last_mut() {
            Some((place, joined))
                if place.cell == comment.place.cell && place.end_line + 1 == comment.place.line =>
            {
                place.end_line = comment.place.end_line;
                joined.push(' ');
                joined.push_str(text);
            }
            _ => prose.push((comment.place, text.to_owned())),
        }
    }
    let docstrings = unit.definitions.iter().filter_map(|definition| {
        Some((
            definition.place,
            definition.docstring.as_deref()?.to_owned(),
        ))
    });
    prose.extend(docstrings);
    prose
}

/// The text around a match, cut between characters.
fn around(text: &str, hit: &PhraseHit) -> String {
    if text.len() <= EXCERPT_BYTES {
        return text.to_owned();
    }
    let margin = EXCERPT_BYTES.saturating_sub(hit.end - hit.start) / 2;
    let start = text.ceil_char_boundary(hit.start.saturating_sub(margin));
    let end = text.floor_char_boundary(hit.end.saturating_add(margin).min(text.len()));
    let (before, after) = (
        if start > 0 { "…" } else { "" },
        if end < text.len() { "…" } else { "" },
    );
    format!("{before}{}{after}", &text[start..end])
}
