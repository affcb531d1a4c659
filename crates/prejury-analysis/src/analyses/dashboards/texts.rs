//! What is said about a dashboard: in documents, and on its own pages.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_documents::{BlockKind, Document, DocumentKind, Phrases, words};
use prejury_python::{CodePlace, UnitIdx};

use super::apps::{CHOICE, HEADING, HELP, PART, TEXT};
use super::figures::is_heading_text;
use super::{Pages, TEXT_STRENGTH};
use crate::sink::EvidenceSink;

pub(super) const SUBJECT: u32 = 1;
pub(super) const PURPOSE: u32 = 1 << 1;
pub(super) const PATH: u32 = 1 << 2;
pub(super) const NAMED: u32 = 1 << 3;
pub(super) const ALTERNATIVE: u32 = 1 << 4;
pub(super) const COLOUR: u32 = 1 << 5;
pub(super) const CONTRAST: u32 = 1 << 6;
pub(super) const RESIZING: u32 = 1 << 7;
pub(super) const TITLE: u32 = 1 << 8;
pub(super) const HOSTED: u32 = 1 << 9;
pub(super) const AUDIENCE: u32 = 1 << 10;

/// What a text can treat by a denial: "la couleur n'est jamais le seul moyen", "sans perte".
const DENIABLE: u32 = COLOUR | RESIZING;

const LISTS: &[&str] = &[
    include_str!("../../../../../rules/dashboards/subject.txt"),
    include_str!("../../../../../rules/dashboards/purpose.txt"),
    include_str!("../../../../../rules/dashboards/user-path.txt"),
    include_str!("../../../../../rules/dashboards/wcag-named.txt"),
    include_str!("../../../../../rules/dashboards/wcag-text-alternative.txt"),
    include_str!("../../../../../rules/dashboards/wcag-colour.txt"),
    include_str!("../../../../../rules/dashboards/wcag-contrast.txt"),
    include_str!("../../../../../rules/dashboards/wcag-resizing.txt"),
    include_str!("../../../../../rules/dashboards/wcag-page-title.txt"),
    include_str!("../../../../../rules/dashboards/hosting.txt"),
    include_str!("../../../../../rules/dashboards/audience.txt"),
];

struct Lexicon {
    phrases: Phrases,
    bits: Vec<u32>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lines = LISTS.iter().enumerate().flat_map(|(number, list)| {
        let lines = list
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(move |line| (line, 1 << number))
    });
    let (texts, bits): (Vec<&str>, Vec<u32>) = lines.unzip();
    Lexicon {
        phrases: Phrases::new(texts),
        bits,
    }
});

/// Whether a label, however short, holds a phrase of one of `lists`.
pub(super) fn is_about(label: &str, lists: u32) -> bool {
    let hits = LEXICON.phrases.find(std::iter::once(label));
    hits.into_iter()
        .any(|hit| LEXICON.bits[hit.phrase] & lists != 0)
}

/// Lists that comments and settings can touch as well.
const ACCESSIBILITY: u32 = NAMED | ALTERNATIVE | COLOUR | CONTRAST | RESIZING | TITLE;

/// Words from which a string of a page is a text, rather than a label or a key.
const MIN_STRING: usize = 4;
/// Lines of one call that are looked at.
const MAX_LINES: u32 = 200;
/// Longest string of a page that is searched for words: a style sheet is none.
const MAX_STRING_BYTES: usize = 2_000;

/// One text with what it touches.
pub(super) struct Text<'f> {
    pub(super) location: Location,
    pub(super) text: &'f str,
    pub(super) subjects: u32,
    pub(super) n_words: usize,
    /// Phrases about the user's path.
    pub(super) n_steps: usize,
    pub(super) is_heading: bool,
    /// Stands on a page or beside its code.
    pub(super) is_on_page: bool,
    /// Texts near one another share the file and have near numbers.
    pub(super) at: usize,
}

impl Text<'_> {
    fn add(&mut self, bit: u32) {
        self.subjects |= bit;
        self.n_steps += usize::from(bit == PATH);
    }

    pub(super) fn is_about(&self, subjects: u32) -> bool {
        self.subjects & subjects == subjects
    }

    pub(super) fn emit(&self, signal: &str, strength: Strength, sink: &mut EvidenceSink) {
        sink.found(signal, strength, self.location.clone(), self.text, None);
    }

    pub(super) fn emit_written(&self, signal: &str, sink: &mut EvidenceSink) {
        self.emit(signal, TEXT_STRENGTH, sink);
    }
}

/// Texts that touch something: those of documents first, in order, then those of the pages.
pub(super) fn read<'f>(pages: &Pages<'f>) -> Vec<Text<'f>> {
    let mut found = of_documents(pages);
    found.extend(of_pages(pages));
    found
}

fn of_documents<'f>(pages: &Pages<'f>) -> Vec<Text<'f>> {
    let mut found: Vec<Text<'f>> = Vec::new();
    for (document, hit) in pages.ctx.facts.find_any(&LEXICON.phrases) {
        let Some(block) = document.blocks.get(hit.block) else {
            continue;
        };
        let bit = LEXICON.bits[hit.phrase];
        let is_said = bit & DENIABLE != 0 || LEXICON.phrases.affirms(&hit, &block.text);
        if block.kind == BlockKind::Code || is_other(document) || !is_said {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.at == hit.block && last.location.path == document.path => {
                last.add(bit);
            }
            _ => found.push(Text {
                location: block.location.clone(),
                text: &block.text,
                subjects: bit,
                n_words: words(&block.text).len(),
                n_steps: usize::from(bit == PATH),
                is_heading: matches!(block.kind, BlockKind::Heading(_)),
                is_on_page: false,
                at: hit.block,
            }),
        }
    }
    found
}

/// Tables of needs, tasks and risks, and templates: they tell what will be, or what others could write.
fn is_other(document: &Document) -> bool {
    // What a page shows is read with the page.
    matches!(
        document.kind,
        DocumentKind::Spreadsheet | DocumentKind::ScriptText
    ) || document.path.to_ascii_lowercase().contains("template")
}

/// Strings and comments of the pages. What no call writes on a page can speak of accessibility, and of nothing else.
fn of_pages<'f>(pages: &Pages<'f>) -> Vec<Text<'f>> {
    let python = &pages.ctx.facts.python;
    let written = Written::of(pages);
    let mut texts: Vec<(CodePlace, &'f str, u32)> = Vec::new();
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        if !pages.units.contains(&number) {
            continue;
        }
        let strings = unit.strings.iter().filter(|string| {
            string.text.len() <= MAX_STRING_BYTES
                && string.text.contains(' ')
                && !string.text.contains("<style")
        });
        texts.extend(strings.map(|string| {
            let is_written = written.holds(string.place) || is_heading_text(&string.text);
            let heard = if is_written { u32::MAX } else { ACCESSIBILITY };
            (string.place, &*string.text, heard)
        }));
        let comments = unit.comments.iter().filter(|comment| !comment.is_code);
        texts.extend(comments.map(|comment| (comment.place, comment.text.as_str(), ACCESSIBILITY)));
    }
    let mut found: Vec<Text<'f>> = Vec::new();
    let mut last = None;
    for hit in LEXICON.phrases.find(texts.iter().map(|(_, text, _)| *text)) {
        let (place, text, heard) = texts[hit.block];
        let bit = LEXICON.bits[hit.phrase] & heard;
        let is_said = bit & DENIABLE != 0 || LEXICON.phrases.affirms(&hit, text);
        if bit == 0 || !is_said {
            continue;
        }
        if last == Some(hit.block) {
            found.last_mut().into_iter().for_each(|text| text.add(bit));
            continue;
        }
        let n_words = words(text).len();
        if n_words < MIN_STRING {
            continue;
        }
        last = Some(hit.block);
        found.push(Text {
            location: python.location(place),
            text,
            subjects: bit,
            n_words,
            n_steps: usize::from(bit == PATH),
            is_heading: false,
            is_on_page: true,
            at: place.line as usize,
        });
    }
    found
}

/// Lines whose strings end up on a page.
struct Written {
    lines: HashSet<(UnitIdx, u32)>,
}

impl Written {
    fn of(pages: &Pages<'_>) -> Self {
        const SHOWS: u32 = TEXT | HELP | HEADING | CHOICE | PART;
        let mut lines = HashSet::default();
        let mut names: HashSet<(UnitIdx, &str)> = HashSet::default();
        let events = pages.apps.iter().flat_map(|app| &app.events);
        for event in events.filter(|event| event.mask & SHOWS != 0) {
            let place = event.call.place;
            let end = place.end_line.min(place.line.saturating_add(MAX_LINES));
            lines.extend((place.line..=end).map(|line| (place.unit, line)));
            let given = event
                .call
                .args
                .iter()
                .filter_map(|arg| arg.value.name.as_deref());
            names.extend(given.map(|name| (place.unit, name)));
        }
        // A text put into a variable first.
        for unit in &pages.units {
            let assignments = pages.ctx.facts.python.units.get(unit.0 as usize);
            for assignment in assignments.iter().flat_map(|unit| &unit.assignments) {
                if names.contains(&(*unit, assignment.target.as_str())) {
                    let place = assignment.place;
                    let end = place.end_line.min(place.line.saturating_add(MAX_LINES));
                    lines.extend((place.line..=end).map(|line| (*unit, line)));
                }
            }
        }
        Self { lines }
    }

    fn holds(&self, place: CodePlace) -> bool {
        self.lines.contains(&(place.unit, place.line))
    }
}
