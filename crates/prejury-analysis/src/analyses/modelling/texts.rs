//! Notes and slide decks about models, found among the documents of a submission.
//!
//! A note tells of a modelling in running paragraphs. A README, a manual, an exported notebook, instructions to the candidate
//! and a plan for a proof of concept are none. A deck is a presentation, or a PDF printed from one.

use prejury_core::{Location, Place};
use prejury_documents::{Block, BlockKind, Document, words};

use super::kinds::is_note_kind;
use super::lists::{
    DENIABLE, GLOBAL, IMPROVEMENT_HEADING, LEXICON, LIMIT_HEADING, LOCAL, MODEL, Meaning,
    OPTIMISATION, Subjects,
};
use crate::Facts;

/// One block of a note or deck.
pub(super) struct Text<'f> {
    pub(super) block: &'f Block,
    pub(super) subjects: Subjects,
    /// Subjects of the nearest heading above, and of those over that one.
    pub(super) heading: Subjects,
    /// Algorithms named, sorted; true for what is only a kind of network.
    pub(super) algorithms: Vec<(u32, bool)>,
    pub(super) n_words: usize,
    /// Where the phrases begin, in order.
    starts: Vec<(Subjects, usize)>,
}

/// A document that tells of a modelling.
pub(super) struct Account<'f> {
    pub(super) document: &'f Document,
    pub(super) texts: Vec<Text<'f>>,
}

/// Notes and decks, in the order of their paths.
#[derive(Default)]
pub(super) struct Accounts<'f> {
    pub(super) notes: Vec<Account<'f>>,
    pub(super) decks: Vec<Account<'f>>,
}

/// Words of a line that stands for a heading.
const MAX_ANNOUNCEMENT: usize = 8;
/// Words of a line whose colon announces a list.
const MAX_LIST_LEAD: usize = 12;
/// Bytes before a phrase that an excerpt keeps whatever they say.
const MAX_LEAD: usize = 160;
/// Phrases of one block that are remembered by their place.
const MAX_STARTS: usize = 40;
/// Bytes between two phrases that belong together.
const MAX_DISTANCE: usize = 160;

/// Subjects of headings that stand beside one another, never one in another.
const OF_THEIR_OWN: Subjects = OPTIMISATION | GLOBAL | LOCAL | LIMIT_HEADING | IMPROVEMENT_HEADING;

impl<'f> Accounts<'f> {
    pub(super) fn of(facts: &'f Facts<'_>) -> Self {
        let mut accounts = Self::default();
        if !facts
            .documents
            .iter()
            .any(|document| is_note_kind(document) || document.is_deck())
        {
            return accounts;
        }
        let mut hits = facts.each_any(&LEXICON.phrases).peekable();
        for document in &facts.documents {
            let is_same = |other: &Document| std::ptr::eq(other, document);
            if !hits.peek().is_some_and(|(other, _)| is_same(other)) {
                continue;
            }
            let is_read = is_note_kind(document) || document.is_deck();
            let mut texts: Vec<Text<'f>> = if is_read {
                document.blocks.iter().map(Text::of).collect()
            } else {
                Vec::new()
            };
            while let Some((_, hit)) = hits.next_if(|(other, _)| is_same(other)) {
                let Some(text) = texts.get_mut(hit.block) else {
                    continue;
                };
                match LEXICON.meanings[hit.phrase] {
                    Meaning::Subject(subject) => {
                        let said = text.block.text.get(hit.start..hit.end).unwrap_or_default();
                        let is_said = subject & DENIABLE != 0
                            || LEXICON.phrases.affirms(&hit, &text.block.text);
                        if is_another_word(said) || !is_said {
                            continue;
                        }
                        if text.starts.len() < MAX_STARTS {
                            text.starts.push((subject, hit.start));
                        }
                        text.subjects |= subject;
                    }
                    Meaning::Algorithm { number, is_generic } => {
                        text.algorithms.push((number, is_generic));
                    }
                }
            }
            if !is_read {
                continue;
            }
            join_headings(&mut texts);
            let account = Account { document, texts };
            if account.is_instruction() || account.is_published() {
                continue;
            }
            if document.is_deck() {
                accounts.decks.push(account);
            } else if account.is_note() {
                accounts.notes.push(account);
            }
        }
        accounts
    }
}

/// Tells every text what stands in the headings above it, and leaves kinds of networks out where one is named.
fn join_headings(texts: &mut [Text<'_>]) {
    let mut above: Vec<(u8, Subjects)> = Vec::new();
    let mut line = 0;
    for text in texts {
        // "MobileNet is a convolutional network": the kind of a network is no other network.
        if text.algorithms.iter().any(|(_, is_generic)| !is_generic) {
            text.algorithms.retain(|(_, is_generic)| !is_generic);
        }
        text.algorithms.sort_unstable();
        text.algorithms.dedup();
        text.heading = above.iter().fold(line, |all, (_, subjects)| all | subjects);
        match text.block.kind {
            BlockKind::Heading(level) if text.is_heading() => {
                // Levels are guesses in a PDF: a heading of its own subject belongs to no other.
                let has_own = text.subjects & OF_THEIR_OWN != 0;
                above.retain(|(other, _)| *other < level && !has_own);
                above.push((level, text.subjects));
                line = 0;
            }
            _ if text.announces() => line = text.subjects,
            _ => {}
        }
    }
}

impl<'f> Text<'f> {
    fn of(block: &'f Block) -> Self {
        Self {
            block,
            subjects: 0,
            heading: 0,
            algorithms: Vec::new(),
            starts: Vec::new(),
            n_words: words(&block.text).len(),
        }
    }

    pub(super) fn is_about(&self, subjects: Subjects) -> bool {
        self.subjects & subjects == subjects
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.block.kind, BlockKind::Heading(_)) && !self.is_contents()
    }

    /// A line of a table of contents.
    fn is_contents(&self) -> bool {
        self.block.text.contains("....")
    }

    /// A short line without a full stop, which stands for a heading; a longer one where a colon ends it.
    fn announces(&self) -> bool {
        let max_words = if self.block.text.trim_end().ends_with(':') {
            MAX_LIST_LEAD
        } else {
            MAX_ANNOUNCEMENT
        };
        self.block.kind == BlockKind::Paragraph
            && self.n_words <= max_words
            && !self.block.text.trim_end().ends_with(['.', ',', ';'])
            && self.subjects != 0
    }

    /// Whether phrases of these two subjects stand within a sentence's length.
    pub(super) fn joins(&self, one: Subjects, other: Subjects) -> bool {
        let of = |subjects: Subjects| {
            self.starts
                .iter()
                .filter(move |(subject, _)| subject & subjects != 0)
        };
        of(one)
            .any(|(_, first)| of(other).any(|(_, second)| first.abs_diff(*second) <= MAX_DISTANCE))
    }

    /// The sentence that speaks of `subjects`, with what follows it.
    pub(super) fn excerpt(&self, subjects: Subjects) -> &'f str {
        let text: &'f str = &self.block.text;
        let mut starts = self
            .starts
            .iter()
            .filter(|(subject, _)| subject & subjects != 0);
        let Some((_, at)) = starts.next() else {
            return text;
        };
        if *at < MAX_LEAD {
            return text;
        }
        let before = text.get(..*at).unwrap_or_default();
        let start = [". ", "! ", "? "]
            .iter()
            .filter_map(|end| before.rfind(end))
            .max();
        text.get(start.map_or(0, |at| at + 1)..)
            .unwrap_or(text)
            .trim_start()
    }

    /// A sentence: no heading, no code, and at least so many words.
    pub(super) fn is_sentence(&self, min_words: usize) -> bool {
        !self.is_heading()
            && !self.is_contents()
            && self.block.kind != BlockKind::Code
            && self.n_words >= min_words
    }

    pub(super) fn location(&self) -> &'f Location {
        &self.block.location
    }

    pub(super) fn speaks_of_models(&self) -> bool {
        self.subjects & MODEL != 0 || !self.algorithms.is_empty()
    }
}

impl Account<'_> {
    /// The number of the page or slide of a block.
    pub(super) fn page(text: &Text<'_>) -> u32 {
        match text.block.location.place {
            Place::Page(number) | Place::Slide(number) => number,
            _ => 0,
        }
    }
}

/// Whether a match is another word of the same stem: `limiter`, `limité` for limits, `important` for an importance.
fn is_another_word(said: &str) -> bool {
    let said = said.to_lowercase();
    let is_one = |names: &[&str]| {
        said.split(|next: char| !next.is_alphanumeric())
            .any(|word| names.contains(&word))
    };
    said.contains("limit") && !is_one(&["limitation", "limitations", "limite", "limites", "limits"])
        || said.contains("import") && !is_one(&["importance", "importances"])
}
