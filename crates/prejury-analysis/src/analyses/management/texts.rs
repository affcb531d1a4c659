//! Blocks of documents with the subjects that their words touch, and with the headings that they stand under.

use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::{Block, BlockKind, Document, DocumentKind};

use super::aside::is_set_aside;
use super::lists::{EXAMPLE, LEXICON, METHOD_HEADING, SELF_CHECK, Subjects, TRIAL};
use crate::Facts;
use crate::sink::EvidenceSink;

/// One phrase of a list at its place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) subject: Subjects,
    /// Number of the phrase over all lists.
    pub(super) phrase: usize,
    /// Number of its first word in the text.
    pub(super) word: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// One block.
#[derive(Debug)]
pub(super) struct Text<'f> {
    pub(super) block: &'f Block,
    pub(super) kind: DocumentKind,
    /// Text between the code of a notebook, stored as one or printed as a page.
    pub(super) is_of_notebook: bool,
    /// Number of its document.
    pub(super) document: usize,
    /// Blocks between two headings share the number.
    pub(super) section: usize,
    /// Subjects that the text touches and does not deny.
    pub(super) subjects: Subjects,
    /// Subjects of the headings above it, the nearest and those over that one.
    pub(super) under: Subjects,
    /// Subjects of the nearest heading above it, and of the one over that when the nearest only announces a list.
    pub(super) heading: Subjects,
    pub(super) hits: Vec<Hit>,
    pub(super) n_words: usize,
    /// A heading, or a short line that announces what follows.
    pub(super) is_heading: bool,
}

/// Every block of the documents that touch some subject, in order.
pub(super) struct Texts<'f> {
    pub(super) all: Vec<Text<'f>>,
}

/// Words up to which a line that ends in a colon announces what follows.
const MAX_ANNOUNCEMENT: usize = 7;
/// Words from which a heading of a document is a sentence.
const MIN_SENTENCE_HEADING: usize = 16;
/// Level of a heading that is no more than a line with a colon.
const ANNOUNCEMENT: u8 = 7;
/// Hits kept of one text; more is a list of everything.
const MAX_HITS: usize = 200;
/// A longer block is a dump or a page whose layout was lost: what meets in it says nothing.
const MAX_BYTES: usize = 4_000;
impl<'f> Texts<'f> {
    /// None when nothing in the documents touches any subject.
    pub(super) fn of(facts: &'f Facts<'_>) -> Option<Self> {
        let lexicon = &*LEXICON;
        let mut hits = facts.each(&lexicon.phrases).peekable();
        hits.peek()?;
        // One piece of memory, since growing by halves would copy most of it.
        let n_blocks = facts.documents.iter().map(|document| document.blocks.len());
        let mut all = Vec::with_capacity(n_blocks.sum());
        for (number, document) in facts.documents.iter().enumerate() {
            let first = all.len();
            let is_same = |other: &Document| std::ptr::eq(other, document);
            if !hits.peek().is_some_and(|(other, _)| is_same(other)) {
                continue;
            }
            let is_of_notebook = is_notebook(document);
            all.extend(document.blocks.iter().map(|block| Text {
                block,
                kind: document.kind,
                is_of_notebook,
                document: number,
                section: 0,
                subjects: 0,
                under: 0,
                heading: 0,
                hits: Vec::new(),
                n_words: 0,
                is_heading: false,
            }));
            while let Some((_, hit)) = hits.next_if(|(other, _)| is_same(other)) {
                let text = &mut all[first + hit.block];
                if text.block.kind == BlockKind::Code
                    || text.block.text.len() > MAX_BYTES
                    || text.hits.len() >= MAX_HITS
                {
                    continue;
                }
                let subject = lexicon.bits[hit.phrase];
                text.subjects |= subject;
                text.hits.push(Hit {
                    subject,
                    phrase: hit.phrase,
                    word: hit.word,
                    start: hit.start,
                    end: hit.end,
                });
            }
            for text in &mut all[first..] {
                forget_inner(text);
            }
            if is_set_aside(&all[first..]) {
                all.truncate(first);
                continue;
            }
            join_sections(&mut all[first..], document.is_deck());
        }
        Some(Self { all })
    }

    /// Texts of one document.
    pub(super) fn of_document(&self, number: usize) -> &[Text<'f>] {
        let first = self.all.partition_point(|text| text.document < number);
        let end = self.all.partition_point(|text| text.document <= number);
        &self.all[first..end]
    }

    /// Texts that are about every one of `subjects`.
    pub(super) fn about(&self, subjects: Subjects) -> impl Iterator<Item = &Text<'f>> {
        self.all.iter().filter(move |text| text.is_about(subjects))
    }
}

impl<'f> Text<'f> {
    pub(super) fn str(&self) -> &'f str {
        &self.block.text
    }

    pub(super) fn location(&self) -> &'f Location {
        &self.block.location
    }

    /// Whether the text touches each of these subjects.
    pub(super) fn is_about(&self, subjects: Subjects) -> bool {
        self.subjects & subjects == subjects
    }

    /// Whether the text or a heading above it touches one of these subjects.
    pub(super) fn concerns(&self, subjects: Subjects) -> bool {
        (self.subjects | self.under) & subjects != 0
    }

    /// Says something: no heading, and at least so many words.
    pub(super) fn develops(&self, min_words: usize) -> bool {
        !self.is_heading && self.block.kind != BlockKind::Code && self.n_words >= min_words
    }

    pub(super) fn is_row(&self) -> bool {
        self.block.kind == BlockKind::TableRow
    }

    /// Different phrases of `subject` in the text.
    pub(super) fn phrases(&self, subject: Subjects) -> impl Iterator<Item = usize> {
        let mut found: Vec<usize> = self
            .hits
            .iter()
            .filter(|hit| hit.subject & subject != 0)
            .map(|hit| hit.phrase)
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }
}

/// A proof of concept names no concept.
fn forget_inner(text: &mut Text<'_>) {
    if text.subjects & TRIAL == 0 || text.subjects & METHOD_HEADING == 0 {
        return;
    }
    let trials: Vec<(usize, usize)> = text
        .hits
        .iter()
        .filter(|hit| hit.subject == TRIAL)
        .map(|hit| (hit.start, hit.end))
        .collect();
    text.hits.retain(|hit| {
        hit.subject != METHOD_HEADING
            || !trials
                .iter()
                .any(|(start, end)| *start <= hit.start && hit.end <= *end)
    });
    if !text.hits.iter().any(|hit| hit.subject == METHOD_HEADING) {
        text.subjects &= !METHOD_HEADING;
    }
}

/// Blocks of code from which a page is a printed notebook.
const MIN_CODE: usize = 10;

fn is_notebook(document: &Document) -> bool {
    let n_code = || {
        document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Code)
            .take(MIN_CODE)
            .count()
    };
    matches!(
        document.kind,
        DocumentKind::NotebookText | DocumentKind::ScriptText
    ) || document.kind == DocumentKind::Html && n_code() == MIN_CODE
}

/// Marks of list items, of which several in one text are a table of contents whose lines were joined.
const BULLETS: [char; 6] = ['❑', '●', '•', '▪', '➢', '✓'];

fn is_joined_list(text: &str) -> bool {
    !text.is_ascii() && text.matches(BULLETS).take(3).count() == 3 && text.len() < 1_000
}

/// Numbers the sections and hands the subjects of headings down.
fn join_sections(texts: &mut [Text<'_>], is_deck: bool) {
    let mut section = texts.first().map_or(0, |text| text.document << 20);
    let mut open: Vec<(u8, Subjects)> = Vec::new();
    let mut page = None;
    for text in texts {
        text.n_words = n_words(&text.block.text);
        let now = page_of(&text.block.location);
        if now != page {
            page = now;
            section += 1;
            // A slide or sheet without a heading of its own is not told by that of the one before; a page of a note is.
            if is_deck || !matches!(text.block.location.place, Place::Page(_)) {
                open.clear();
            }
        }
        if let Some(level) = heading_level(text) {
            text.is_heading = true;
            section += 1;
            open.retain(|(other, _)| *other < level);
            text.under = open.iter().fold(0, |all, (_, subjects)| all | subjects);
            open.push((level, text.subjects));
        } else {
            text.is_heading = is_joined_list(text.str());
            text.under = open.iter().fold(0, |all, (_, subjects)| all | subjects);
            text.heading = nearest(&open);
            // What an evaluator or the candidate ticks is no evidence, nor is the form's own example.
            if text.under & (SELF_CHECK | EXAMPLE) != 0 {
                text.subjects = 0;
                text.hits.clear();
            }
        }
        text.section = section;
    }
}

/// Pieces between white space that hold a letter or a digit.
fn n_words(text: &str) -> usize {
    let mut is_counted = false;
    let counts = |letter: char| {
        if letter.is_whitespace() {
            is_counted = false;
        } else if !is_counted && letter.is_alphanumeric() {
            is_counted = true;
            return true;
        }
        false
    };
    text.chars().map(counts).filter(|counts| *counts).count()
}

fn nearest(open: &[(u8, Subjects)]) -> Subjects {
    match open {
        [.., (_, above), (ANNOUNCEMENT, subjects)] => above | subjects,
        [.., (_, subjects)] => *subjects,
        [] => 0,
    }
}

/// The page, slide or sheet of a place.
fn page_of(location: &Location) -> Option<(u32, Option<&str>)> {
    match &location.place {
        Place::Slide(number) | Place::Page(number) => Some((*number, None)),
        Place::Row { sheet, .. } => Some((0, Some(sheet))),
        _ => None,
    }
}

fn heading_level(text: &Text<'_>) -> Option<u8> {
    match text.block.kind {
        BlockKind::Heading(level) => (text.n_words < MIN_SENTENCE_HEADING).then_some(level),
        BlockKind::Paragraph | BlockKind::ListItem => {
            let is_announcement =
                text.n_words <= MAX_ANNOUNCEMENT && text.block.text.trim_end().ends_with(':');
            is_announcement.then_some(ANNOUNCEMENT)
        }
        BlockKind::TableRow | BlockKind::Code | BlockKind::Notes | BlockKind::AltText => None,
    }
}

/// Puts a text into the sink as something developed.
pub(super) fn emit(sink: &mut EvidenceSink, signal: &str, text: &Text<'_>) {
    emit_as(sink, signal, text, Strength::Written, None);
}

/// The same, shown before other places of its criterion.
pub(super) fn emit_first(sink: &mut EvidenceSink, signal: &str, text: &Text<'_>) {
    sink.push_in_turn(
        -1,
        Evidence {
            signal: signal.into(),
            strength: Strength::Written,
            supports: true,
            location: text.location().clone(),
            excerpt: text.str().to_owned(),
            subject: None,
            related: Vec::new(),
        },
    );
}

pub(super) fn emit_as(
    sink: &mut EvidenceSink,
    signal: &str,
    text: &Text<'_>,
    strength: Strength,
    subject: Option<String>,
) {
    sink.found(
        signal,
        strength,
        text.location().clone(),
        text.str(),
        subject,
    );
}
