//! The five criteria of WCAG that an evaluator asks for (CE5): text alternatives, use of colour, contrast, resizing of text,
//! title of the page.
//!
//! # What it looks for
//! Texts that treat a criterion, on the pages or in documents, near a word for accessibility; in code, the title of the
//! page, the theme, `alt` texts. What a page does anyway (captions, relative sizes, legible colours of texts and charts) counts
//! where the code names accessibility.
//! # Counts as evidence
//! Contrast is computed from the colours that a theme, a style sheet or a chart gives; one that is too weak speaks against.
//! # Does not count
//! Accessibility by its name alone.

mod charts;
mod code;
mod colours;

use foldhash::HashMap;
use prejury_core::Strength;

use super::Pages;
use super::texts::{ALTERNATIVE, COLOUR, CONTRAST, NAMED, RESIZING, TITLE, Text};
use crate::sink::EvidenceSink;

/// Signals by the list of words that speaks of them.
const CRITERIA: &[(u32, &str)] = &[
    (ALTERNATIVE, "wcag.text-alternative"),
    (COLOUR, "wcag.colour"),
    (CONTRAST, "wcag.contrast"),
    (RESIZING, "wcag.resizing"),
    (TITLE, "wcag.page-title"),
];

/// Blocks of a document, and lines of a page, between a criterion and the word for accessibility that it belongs to.
const NEAR_BLOCKS: usize = 15;
const NEAR_LINES: usize = 40;

/// Words from which a criterion is treated, and not only listed.
const MIN_WORDS: usize = 6;

pub(super) fn find(pages: &Pages<'_>, texts: &[Text<'_>], sink: &mut EvidenceSink) {
    statements(texts, sink);
    let is_meant = texts
        .iter()
        .any(|text| text.is_on_page && text.is_about(NAMED));
    code::find(pages, texts, is_meant, sink);
}

/// Texts that treat a criterion.
fn statements(texts: &[Text<'_>], sink: &mut EvidenceSink) {
    let mut named: HashMap<(&str, bool), Vec<usize>> = HashMap::default();
    for text in texts.iter().filter(|text| text.is_about(NAMED)) {
        named
            .entry((&text.location.path, text.is_on_page))
            .or_default()
            .push(text.at);
    }
    named.values_mut().for_each(|places| places.sort_unstable());
    for text in texts {
        let Some(places) = named.get(&(&*text.location.path, text.is_on_page)) else {
            continue;
        };
        let reach = if text.is_on_page {
            NEAR_LINES
        } else {
            NEAR_BLOCKS
        };
        let first = places.partition_point(|place| *place + reach < text.at);
        if places
            .get(first)
            .is_none_or(|place| *place > text.at + reach)
        {
            continue;
        }
        let is_treated = text.n_words >= MIN_WORDS && !text.is_heading;
        let strength = if is_treated {
            Strength::Written
        } else {
            Strength::Mentioned
        };
        for (list, signal) in CRITERIA {
            if text.is_about(*list) {
                text.emit(signal, strength, sink);
            }
        }
    }
}
