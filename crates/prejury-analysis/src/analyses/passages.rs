//! What candidates write, with the subjects that each text touches: blocks of documents, comments and docstrings.
//!
//! Subjects are lists of phrases. A text is about several of them at once when they meet in it, or in its section: the
//! blocks between two headings of one document.

use foldhash::HashMap;
use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::{BlockKind, DocumentKind, PhraseHit, Phrases, words};
use prejury_python::{CodePlace, CodeUnit, PythonFacts, UnitIdx};

use crate::Facts;
use crate::sink::EvidenceSink;

/// Words from which a comment is a sentence, rather than the name of the next step.
const MIN_COMMENT: usize = 8;
/// Words from which a heading says something by itself.
const LONG_HEADING: usize = 9;

/// Lists of phrases, one a line (`#` starts a remark); the bit of a list is its place.
pub(crate) struct Lexicon {
    phrases: Phrases,
    bits: Vec<u32>,
    /// Subjects that a text is about even where it denies them.
    deniable: u32,
}

impl Lexicon {
    pub(crate) fn new(lists: &[&str]) -> Self {
        let lines = lists.iter().enumerate().flat_map(|(number, list)| {
            let lines = list
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(move |line| (line, 1 << number))
        });
        let (texts, bits): (Vec<&str>, Vec<u32>) = lines.unzip();
        Self {
            phrases: Phrases::new(texts),
            bits,
            deniable: 0,
        }
    }

    /// A text that denies one of these subjects, or puts it off, is about it all the same.
    pub(crate) fn deniable(self, subjects: u32) -> Self {
        Self {
            deniable: subjects,
            ..self
        }
    }

    /// Whether a sentence of `text` is about `first`, and the same or the next one about `second`.
    pub(crate) fn follow(&self, text: &str, first: u32, second: u32) -> bool {
        let words = words(text);
        let hits = self.phrases.find([text]);
        let sentences = |subject: u32| {
            let hits = hits
                .iter()
                .filter(move |hit| self.bits[hit.phrase] & subject != 0);
            hits.filter_map(|hit| Some(words.get(hit.word)?.sentence))
        };
        sentences(first).any(|one| sentences(second).any(|other| other == one || other == one + 1))
    }

    fn is_said(&self, hit: &PhraseHit, text: &str) -> bool {
        self.bits[hit.phrase] & self.deniable != 0 || self.phrases.affirms(hit, text)
    }
}

/// One block of text, run of comments or docstring.
#[derive(Debug)]
pub(crate) struct Passage {
    pub(crate) location: Location,
    pub(crate) text: String,
    pub(crate) n_words: usize,
    pub(crate) is_heading: bool,
    pub(crate) is_comment: bool,
    /// Says what a function does, not what was found.
    pub(crate) is_docstring: bool,
    /// Bits of the lists that have a phrase here.
    pub(crate) subjects: u32,
    /// Different phrases of all lists.
    pub(crate) n_phrases: usize,
    /// Passages between the same two headings share the number.
    pub(crate) section: u32,
}

impl Passage {
    /// Whether the text is about each of these subjects.
    pub(crate) fn is_about(&self, subjects: u32) -> bool {
        self.subjects & subjects == subjects
    }

    /// File and page, of a text that stands on one.
    pub(crate) fn page(&self) -> Option<(&str, u32)> {
        match self.location.place {
            Place::Page(number) | Place::Slide(number) => Some((&self.location.path, number)),
            _ => None,
        }
    }

    /// Prose of the candidate: not a docstring, and a comment only in a script (that of a notebook belongs to its code).
    pub(crate) fn is_prose(&self) -> bool {
        !self.is_docstring && (!self.is_comment || !self.location.path.ends_with(".ipynb"))
    }

    /// A text of at least so many words that is no heading.
    pub(crate) fn is_sentence(&self, min_words: usize) -> bool {
        !self.is_heading && self.n_words >= min_words
    }
}

/// Every text of a submission that touches some subject or may stand between two that do.
pub(crate) struct Passages {
    pub(crate) all: Vec<Passage>,
    sections: HashMap<u32, u32>,
    /// Subjects of the heading of each section that has one.
    headings: HashMap<u32, u32>,
}

impl Passages {
    pub(crate) fn of(facts: &Facts<'_>, lexicon: &Lexicon) -> Self {
        let mut all = Vec::new();
        let mut section = 0;
        // Comments and docstrings of scripts are read below.
        let documents = facts.documents.iter();
        for document in documents.filter(|document| document.kind != DocumentKind::ScriptText) {
            section += 1;
            for block in document
                .blocks
                .iter()
                .filter(|block| block.kind != BlockKind::Code)
            {
                let n_words = words(&block.text).len();
                let opens_section = matches!(block.kind, BlockKind::Heading(_));
                section += u32::from(opens_section);
                all.push(Passage {
                    location: block.location.clone(),
                    text: block.text.to_string(),
                    n_words,
                    is_heading: opens_section && n_words < LONG_HEADING || is_contents(&block.text),
                    is_comment: false,
                    is_docstring: false,
                    subjects: 0,
                    n_phrases: 0,
                    section,
                });
            }
        }
        for (number, unit) in (0..).zip(&facts.python.units) {
            for (place, text, is_docstring) in comments(UnitIdx(number), unit) {
                section += 1;
                let passage = comment(&facts.python, place, text, section);
                all.extend(passage.map(|passage| Passage {
                    is_docstring,
                    ..passage
                }));
            }
        }
        let hits = lexicon
            .phrases
            .find(all.iter().map(|passage| passage.text.as_str()));
        let said = hits
            .iter()
            .filter(|hit| lexicon.is_said(hit, &all[hit.block].text));
        let hits: Vec<(usize, usize)> = said.map(|hit| (hit.block, hit.phrase)).collect();
        let mut last = None;
        for (block, phrase) in hits {
            let passage = &mut all[block];
            passage.subjects |= lexicon.bits[phrase];
            passage.n_phrases += usize::from(last != Some((block, phrase)));
            last = Some((block, phrase));
        }
        let mut passages = Self {
            all,
            sections: HashMap::default(),
            headings: HashMap::default(),
        };
        passages.join_sections();
        passages
    }

    fn join_sections(&mut self) {
        self.sections.clear();
        self.headings.clear();
        for passage in &self.all {
            *self.sections.entry(passage.section).or_default() |= passage.subjects;
            if passage.is_heading {
                *self.headings.entry(passage.section).or_default() |= passage.subjects;
            }
        }
    }

    /// Takes the subjects away from texts that touch one of these (a statement of the project), and from the whole
    /// section when several of its texts do.
    pub(crate) fn leave_out(&mut self, subjects: u32) {
        let mut n_touched: HashMap<u32, usize> = HashMap::default();
        for passage in self
            .all
            .iter()
            .filter(|passage| passage.subjects & subjects != 0)
        {
            *n_touched.entry(passage.section).or_default() += 1;
        }
        for passage in &mut self.all {
            let is_left_out = passage.subjects & subjects != 0
                || n_touched
                    .get(&passage.section)
                    .is_some_and(|n_texts| *n_texts > 1);
            if is_left_out {
                passage.subjects = 0;
            }
        }
        self.join_sections();
    }

    /// The texts of each page of the documents that have pages.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &[Passage]> {
        let pages = self.all.chunk_by(|one, other| one.page() == other.page());
        pages.filter(|page| page[0].page().is_some())
    }

    /// Texts that are about `subjects`, in order.
    pub(crate) fn about(&self, subjects: u32) -> impl Iterator<Item = &Passage> {
        self.all
            .iter()
            .filter(move |passage| passage.is_about(subjects))
    }

    /// Subjects of the heading that a passage stands under.
    pub(crate) fn heading(&self, passage: &Passage) -> u32 {
        self.headings.get(&passage.section).copied().unwrap_or(0)
    }

    /// Subjects of everything that stands in the section of a passage.
    pub(crate) fn section(&self, passage: &Passage) -> u32 {
        self.sections.get(&passage.section).copied().unwrap_or(0)
    }
}

/// A table of contents in one block: numbered titles, one after the other.
fn is_contents(text: &str) -> bool {
    let is_number = |word: &&str| {
        let word = word.trim_end_matches('.');
        word.contains('.')
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let n_numbers = text.split_whitespace().filter(is_number).count();
    n_numbers > 4 && n_numbers * 10 > text.split_whitespace().count()
}

/// Puts a text into the sink: a heading only mentions.
pub(crate) fn emit(sink: &mut EvidenceSink, signal: &str, passage: &Passage) {
    emit_in_turn(sink, signal, passage, 0);
}

/// The same, shown before other places of its criterion (`turn` below 0) or after them.
pub(crate) fn emit_in_turn(sink: &mut EvidenceSink, signal: &str, passage: &Passage, turn: i16) {
    let strength = if passage.is_heading {
        Strength::Mentioned
    } else {
        Strength::Written
    };
    let evidence = Evidence {
        signal: sink.intern(signal),
        strength,
        supports: true,
        location: passage.location.clone(),
        excerpt: passage.text.clone(),
        subject: None,
        related: Vec::new(),
    };
    sink.push_in_turn(turn, evidence);
}

fn comment(python: &PythonFacts, place: CodePlace, text: String, section: u32) -> Option<Passage> {
    let n_words = words(&text).len();
    (n_words >= MIN_COMMENT).then(|| Passage {
        location: python.location(place),
        text,
        n_words,
        is_heading: false,
        is_comment: true,
        is_docstring: false,
        subjects: 0,
        n_phrases: 0,
        section,
    })
}

/// Prose comments on consecutive lines as one text, and docstrings.
fn comments(number: UnitIdx, unit: &CodeUnit) -> Vec<(CodePlace, String, bool)> {
    let mut found: Vec<(CodePlace, String, bool)> = Vec::new();
    for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
        let text = comment.text.trim_start_matches(['#', ' ', '%']);
        match found.last_mut() {
            Some((place, joined, _))
                if place.cell == comment.place.cell && place.end_line + 1 == comment.place.line =>
            {
                place.end_line = comment.place.end_line;
                joined.push(' ');
                joined.push_str(text);
            }
            _ => found.push((comment.place, text.to_owned(), false)),
        }
    }
    for definition in &unit.definitions {
        if let Some(docstring) = &definition.docstring {
            let line = definition.place.line;
            let place = CodePlace {
                unit: number,
                end_line: line.saturating_add(1),
                ..definition.place
            };
            found.push((place, docstring.to_string(), true));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    #[test]
    fn subjects_meet_in_a_text_or_in_its_section() {
        let files = submission(&[(
            "README.md",
            "# Choix\n\nLe stockage est dans S3.\n\nLe calcul se fait dans EMR.\n\n# Suite\n\nRien.\n",
        )]);
        let facts = facts(&files);
        let mut passages =
            Passages::of(&facts, &Lexicon::new(&["# remark\ns3\n", "emr\ncalcul\n"]));
        let found: Vec<(u32, usize)> = passages
            .all
            .iter()
            .map(|one| (one.subjects, one.n_phrases))
            .collect();
        assert_eq!(found, [(0, 0), (1, 1), (2, 2), (0, 0), (0, 0)]);
        assert_eq!(passages.section(&passages.all[1]), 3);
        assert_eq!(passages.section(&passages.all[4]), 0);
        passages.leave_out(2);
        assert_eq!(passages.section(&passages.all[1]), 1);
    }

    #[test]
    fn comments_on_consecutive_lines_are_one_text() {
        let files = submission(&[(
            "a.py",
            "# Les images sont lues dans le stockage du projet\n# S3, en une seule fois\nx = 1\n# court\n",
        )]);
        let facts = facts(&files);
        let passages = Passages::of(&facts, &Lexicon::new(&["s3\n"]));
        assert_eq!(passages.all.len(), 1);
        assert!(passages.all[0].is_comment && passages.all[0].is_about(1));
    }
}
