//! Readings of a projection in notes, slides and READMEs (C1.3.3-CE3), which stand far from the cell that draws it.
//!
//! # What it looks for
//! A sentence on how groups lie apart or mix, under a title that names the projection or naming it itself; the latter also
//! in a notebook that draws a plane, however far from it.
//!
//! # Does not count
//! What a projection is made for ("permet de voir si les catégories se séparent"), what it is and what is drawn. Far from its plane, a
//! sentence that does not say what is seen reads in part.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::{Block, BlockKind, Document, DocumentKind, Phrases, fold, words};
use prejury_python::UnitIdx;

use super::Exploration;
use crate::analyses::listed;
use crate::analyses::word_list::WordList;
use crate::sink::EvidenceSink;

/// Names of projections, as titles and sentences give them.
static NAMES: LazyLock<Phrases> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/exploration/projection-name.txt");
    let lines = list.lines();
    Phrases::new(
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect::<Vec<_>>(),
    )
});
/// How groups lie: stems.
const READINGS: &[&str] = &[
    "chevauch",
    "confond",
    "discrimin",
    "distinct",
    "melang",
    "mixed",
    "overlap",
    "regroup",
    "separ",
    "superpos",
];
/// What lies so: stems, and words of other meaning that begin alike.
const GROUPS: &[&str] = &["categor", "class", "cluster", "famille", "group", "segment"];
const OTHERS: &[&str] = &["classif"];
/// What a projection is made for is no reading.
const PURPOSES: &[&str] = &[
    "?",
    "afin d",
    "allows",
    "in order to",
    "objectif",
    "permet de",
    "permettant",
    "permettent de",
    "pour observer",
    "pour verifier",
    "pour visualiser",
    "pour voir",
    "to check",
    "to see",
    "to visualise",
    "to visualize",
];
/// Words of a line that opens a part: a title, or a lead with a colon.
const MAX_TITLE: usize = 12;
/// Words of a sentence, and of one that is a reading by itself.
const MIN_WORDS: usize = 5;
const READING_WORDS: usize = 14;
/// Longer blocks are lists of references or stored data.
const MAX_TEXT: usize = 2_000;
/// Blocks in which a paper has its abstract, and those that cite from which it is one.
const PAPER_OPENING: usize = 20;
const MIN_REFERENCES: usize = 10;

/// What a sentence that names a projection is about, when it reads no plane.
static ASIDE: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/exploration/projection-aside.txt"
    ))
});
/// Words by which a sentence says that something is seen or concluded.
static SEEING: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(include_str!("../../../../../rules/exploration/seeing.txt")));
/// Opens what is granted beside a reading; alone, `si` opens a condition.
const GRANTED: &str = "meme si";
/// What a sentence on clusters is about, when it reads scores.
static SCORES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/score-words.txt"
    ))
});
/// Axes are read off such a projection as often as groups are: a sentence far from its plane says little of it.
const OF_AXES: &[&str] = &["acp", "pca"];

/// `drawing`: notebooks and scripts that draw planes.
pub(super) fn find(
    exploration: &Exploration<'_>,
    drawing: &HashSet<UnitIdx>,
    sink: &mut EvidenceSink,
) {
    let paths: HashSet<&str> = drawing
        .iter()
        .map(|unit| &*exploration.python.units[unit.0 as usize].path)
        .collect();
    let hits = exploration.facts.find_any(&NAMES);
    for hits in hits.chunk_by(|one, other| std::ptr::eq(one.0, other.0)) {
        let document = hits[0].0;
        let is_notebook = document.kind == DocumentKind::NotebookText;
        if is_notebook && !paths.contains(&*document.path) || is_paper(document) {
            continue;
        }
        let naming: HashMap<usize, usize> = hits
            .iter()
            .rev()
            .map(|(_, hit)| (hit.block, hit.start))
            .collect();
        let mut told = if is_notebook {
            far_readings(document, &naming)
        } else {
            readings(document, &naming)
        };
        // One short sentence is vague; several, or one of some length, read.
        let is_read = match is_notebook {
            true => told.iter().any(Reading::is_of_groups),
            false => told.len() > 1 || told.iter().any(|reading| reading.n_words >= READING_WORDS),
        };
        let signal = if is_read {
            "projection.read"
        } else {
            "projection.named"
        };
        told.sort_by_key(|reading| std::cmp::Reverse(reading.n_words.min(READING_WORDS)));
        for reading in told {
            sink.push_in_turn(
                1,
                Evidence {
                    signal: signal.into(),
                    strength: Strength::Written,
                    supports: true,
                    location: reading.block.location.clone(),
                    excerpt: reading.excerpt(),
                    subject: None,
                    related: Vec::new(),
                },
            );
        }
    }
}

/// A sentence that reads a projection.
struct Reading<'d> {
    block: &'d Block,
    /// The title that names the projection, where the sentence does not.
    title: Option<&'d str>,
    n_words: usize,
    /// Whether it says that something is seen; asked where the plane is far away.
    is_seen: bool,
}

impl Reading<'_> {
    /// A sentence of some length that says how groups are seen to lie in a plane made to show them.
    fn is_of_groups(&self) -> bool {
        let text = fold(&self.block.text);
        self.is_seen
            && self.n_words >= READING_WORDS
            && !words_of(&text).any(|word| OF_AXES.contains(&word))
    }

    fn excerpt(&self) -> String {
        let text = self.block.text.trim();
        self.title
            .map_or_else(|| text.to_owned(), |title| format!("{title}\n{text}"))
    }
}

/// What the blocks of a document tell of planes; `naming` says which of them name a projection, and from which byte
/// on.
fn readings<'d>(document: &'d Document, naming: &HashMap<usize, usize>) -> Vec<Reading<'d>> {
    let mut found = Vec::new();
    let mut title: Option<&Block> = None;
    for (number, block) in document.blocks.iter().enumerate() {
        if block.kind == BlockKind::Code {
            continue;
        }
        let name = naming.get(&number);
        // A title reaches to the next one, a lead to the next line of either kind.
        if opens_part(block)
            && (name.is_some()
                || is_heading(block)
                || title.is_some_and(|title| !is_heading(title)))
        {
            title = name.map(|_| block);
        }
        if is_heading(block) || block.text.len() > MAX_TEXT {
            continue;
        }
        let above = title.filter(|title| {
            !std::ptr::eq(*title, block) && is_one_page(&title.location, &block.location)
        });
        let tells = match above {
            Some(_) => sentences(&block.text).any(reads),
            None => name.is_some_and(|at| reads(sentence_at(&block.text, *at))),
        };
        if !tells {
            continue;
        }
        let n_words = words(&block.text).len();
        if n_words >= MIN_WORDS {
            found.push(Reading {
                block,
                title: above.map(|title| title.text.trim()),
                n_words,
                is_seen: false,
            });
        }
    }
    found
}

/// Sentences of a notebook that name a projection and read it: a title there opens much that is no reading.
fn far_readings<'d>(document: &'d Document, naming: &HashMap<usize, usize>) -> Vec<Reading<'d>> {
    let blocks = document.blocks.iter().enumerate();
    let prose = blocks.filter(|(_, block)| {
        block.kind != BlockKind::Code && !is_heading(block) && block.text.len() <= MAX_TEXT
    });
    let mut found = Vec::new();
    for (number, block) in prose {
        let Some(at) = naming.get(&number) else {
            continue;
        };
        let sentence = sentence_at(&block.text, *at);
        let n_words = words(sentence).len();
        if n_words < MIN_WORDS || !reads(sentence) {
            continue;
        }
        let folded = fold(sentence);
        if !is_aside(&folded) {
            found.push(Reading {
                block,
                title: None,
                n_words,
                is_seen: SEEING.is_in(&folded),
            });
        }
    }
    found
}

/// Whether a folded sentence says what a projection is, what is drawn or what would be, or speaks of topics.
fn is_aside(folded: &str) -> bool {
    ASIDE.is_in(&folded.replace(GRANTED, ""))
}

/// Whether a text says how groups lie, and not how they were scored.
pub(super) fn sees_groups(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(MAX_TEXT)];
    let folded = fold(text);
    let is_of_scores = || {
        SCORES.iter().any(|score| match score.contains(' ') {
            true => folded.contains(score),
            false => words_of(&folded).any(|word| word == *score),
        })
    };
    sentences(text).any(reads) && !is_of_scores()
}

fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|letter: char| !letter.is_alphanumeric())
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ")
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

fn opens_part(block: &Block) -> bool {
    let is_lead = || {
        block.text.trim_end().ends_with(':') && block.text.split_whitespace().count() <= MAX_TITLE
    };
    is_heading(block) || is_lead()
}

/// Pages end what a title opens; a text without pages has titles only.
fn is_one_page(one: &Location, other: &Location) -> bool {
    match (&one.place, &other.place) {
        (Place::Page(one), Place::Page(other)) | (Place::Slide(one), Place::Slide(other)) => {
            one == other
        }
        _ => true,
    }
}

/// The sentence that holds a byte of `text`.
fn sentence_at(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind(". ").map_or(0, |dot| dot + 2);
    let end = after.find(". ").map_or(text.len(), |dot| at + dot);
    &text[start..end]
}

/// A paper that the candidate read: an abstract, and many references.
fn is_paper(document: &Document) -> bool {
    let is_abstract = |block: &Block| {
        let word = block.text.trim_start().get(..8);
        word.is_some_and(|word| word.eq_ignore_ascii_case("abstract"))
    };
    document.kind == DocumentKind::Pdf
        && document.blocks.iter().take(PAPER_OPENING).any(is_abstract)
        && document
            .blocks
            .iter()
            .filter(|block| block.text.contains('['))
            .count()
            >= MIN_REFERENCES
}

/// Groups that lie apart or mix, and no purpose.
fn reads(text: &str) -> bool {
    let text = fold(text);
    let has = |stems: &[&str]| stems.iter().any(|stem| text.contains(stem));
    let is_group = |word: &str| {
        let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        begins(GROUPS) && !begins(OTHERS)
    };
    has(READINGS)
        && !has(PURPOSES)
        && text
            .split(|next: char| !next.is_alphanumeric())
            .any(is_group)
}
