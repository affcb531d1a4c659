//! What candidates write near their charts and numbers: markdown cells, printed sentences, comments; and what these
//! sentences are about.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::Location;
use prejury_documents::{Block, BlockKind, DocumentKind, PhraseHit, Phrases, fold, words};
use prejury_python::{CellKind, CodePlace, Literal, UnitIdx, UnitKind};

use crate::Facts;
use crate::analyses::listed;
use crate::analyses::word_list::WordList;

/// Subjects of a sentence, as bits.
pub(super) const READING: u32 = 1;
pub(super) const INTRODUCTION: u32 = 1 << 1;
pub(super) const SHAPE: u32 = 1 << 2;
pub(super) const OUTLIER: u32 = 1 << 3;
pub(super) const JUDGEMENT: u32 = 1 << 4;
pub(super) const MEAN: u32 = 1 << 5;
pub(super) const CENTRAL_CHOICE: u32 = 1 << 6;
pub(super) const MULTIVARIATE: u32 = 1 << 7;
pub(super) const GROUPS: u32 = 1 << 8;
pub(super) const TEST: u32 = 1 << 9;
pub(super) const CORRELATION: u32 = 1 << 10;
pub(super) const PROJECTION: u32 = 1 << 11;
pub(super) const PROJECTION_SUBJECT: u32 = 1 << 12;
pub(super) const TEST_CONCLUSION: u32 = 1 << 13;
const STATEMENT: u32 = 1 << 14;
pub(super) const MODEL: u32 = 1 << 15;
const LABEL: u32 = 1 << 16;
pub(super) const MEDIAN: u32 = 1 << 17;
pub(super) const SPREAD: u32 = 1 << 18;
pub(super) const CENTRAL_ASIDE: u32 = 1 << 19;
pub(super) const PLANE_GROUPS: u32 = 1 << 20;
pub(super) const PLANE_AXES: u32 = 1 << 21;

/// Lists of phrases, in the order of the bits.
const LISTS: &[&str] = &[
    include_str!("../../../../../rules/exploration/reading.txt"),
    include_str!("../../../../../rules/exploration/introduction.txt"),
    include_str!("../../../../../rules/exploration/shape.txt"),
    include_str!("../../../../../rules/exploration/outlier.txt"),
    include_str!("../../../../../rules/exploration/outlier-judgement.txt"),
    include_str!("../../../../../rules/exploration/central.txt"),
    include_str!("../../../../../rules/exploration/central-choice.txt"),
    include_str!("../../../../../rules/exploration/multivariate.txt"),
    include_str!("../../../../../rules/exploration/groups.txt"),
    include_str!("../../../../../rules/exploration/test-reading.txt"),
    include_str!("../../../../../rules/exploration/correlation-reading.txt"),
    include_str!("../../../../../rules/exploration/projection-reading.txt"),
    include_str!("../../../../../rules/exploration/projection-subject.txt"),
    include_str!("../../../../../rules/exploration/test-conclusion.txt"),
    include_str!("../../../../../rules/exploration/statement.txt"),
    include_str!("../../../../../rules/exploration/model.txt"),
    include_str!("../../../../../rules/exploration/label.txt"),
    include_str!("../../../../../rules/exploration/median.txt"),
    include_str!("../../../../../rules/exploration/spread.txt"),
    include_str!("../../../../../rules/exploration/central-aside.txt"),
    include_str!("../../../../../rules/exploration/plane-groups.txt"),
    include_str!("../../../../../rules/exploration/plane-axes.txt"),
];

struct Lexicon {
    phrases: Phrases,
    /// Bit of each phrase.
    bits: Vec<u32>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut texts = Vec::new();
    let mut bits = Vec::new();
    for (number, list) in LISTS.iter().enumerate() {
        for line in list
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            texts.push(line);
            bits.push(1 << number);
        }
    }
    Lexicon {
        phrases: Phrases::new(texts),
        bits,
    }
});

/// Words of a line that states something.
static FINITE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let words = listed(include_str!("../../../../../rules/exploration/finite.txt"));
    words.into_iter().collect()
});
/// English words behind a preposition.
const ARTICLES: &[&str] = &[
    "a", "all", "an", "both", "each", "its", "our", "that", "the", "these", "this",
];

/// Beginnings of words that open a title of a step.
static STEPS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/exploration/step.txt")));
/// Letters of the longest label before a title: `b)`, `IV.`, `2.1`.
const LABEL_LETTERS: usize = 3;

/// Words of the longest title of a step.
const LONG_TITLE: usize = 30;
/// Words from which a heading is a sentence.
const LONG_HEADING: usize = 9;
/// Words from which a text is a sentence.
const MIN_SENTENCE: usize = 6;
/// Words from which a comment says more than what the next line does.
const LONG_COMMENT: usize = 11;
/// Lines of a script around a call that stand for the cells around it.
const NEAR_LINES: u32 = 20;
/// Words of the shortest printed text that concludes ("We reject H0").
const MIN_PRINTED: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    Heading,
    Markdown,
    /// A text that a code cell prints.
    Printed,
    Comment,
}

/// One block of text with its subjects.
#[derive(Debug)]
pub(super) struct Passage {
    /// Notebook or script that it stands in; none for a README.
    pub(super) unit: Option<UnitIdx>,
    pub(super) cell: u32,
    /// Line in the cell or script.
    line: u32,
    in_script: bool,
    pub(super) voice: Voice,
    pub(super) n_words: usize,
    pub(super) subjects: u32,
    pub(super) location: Location,
    pub(super) text: String,
}

impl Passage {
    pub(super) fn is_about(&self, subjects: u32) -> bool {
        self.subjects & subjects == subjects
    }

    /// A text of at least so many words that is neither a heading nor a label of code.
    pub(super) fn is_sentence(&self, min_words: usize) -> bool {
        match self.voice {
            Voice::Heading => false,
            Voice::Markdown | Voice::Printed => self.n_words >= min_words,
            Voice::Comment => self.n_words >= min_words.max(LONG_COMMENT),
        }
    }

    /// A sentence that says what a chart shows.
    pub(super) fn reads(&self) -> bool {
        let is_reading = match self.voice {
            Voice::Comment => self.subjects & READING != 0,
            _ => self.subjects & (READING | SHAPE | CORRELATION) != 0,
        };
        self.is_sentence(MIN_SENTENCE) && is_reading && self.subjects & MODEL == 0
    }

    /// Says something, and is not only the title of a step: "b) Remplaçons les valeurs aberrantes par la médiane".
    pub(super) fn states(&self) -> bool {
        self.n_words > LONG_TITLE || {
            let text = fold(&self.text);
            let is_said = || {
                let words = || text.split(|c: char| !c.is_alphabetic());
                let mut followed = words().zip(words().skip(1).chain([""]));
                // "on the income" is English, "on observe" is not.
                let is_english =
                    |(word, next): &(&str, &str)| *word == "on" && ARTICLES.contains(next);
                followed.any(|pair| FINITE.contains(pair.0) && !is_english(&pair))
            };
            is_said() && !asks_reader(&text)
        }
    }

    /// Whether it opens like the title of a step, or tells its reader what to do.
    pub(super) fn asks(&self) -> bool {
        let text = fold(&self.text);
        opens_step(&text) || asks_reader(&text)
    }

    /// Only announces what comes.
    pub(super) fn announces(&self) -> bool {
        self.subjects & INTRODUCTION != 0
    }
}

/// Whether a folded text tells its reader what to do ("mettez en place ..."), as statements of a mission do.
fn asks_reader(text: &str) -> bool {
    let mut before = "";
    text.split(|c: char| !c.is_alphabetic()).any(|word| {
        let follows_subject = matches!(before, "vous" | "l" | "le" | "y");
        before = word;
        word.ends_with("ez") && !follows_subject && !NO_ORDERS.contains(&word)
    })
}

/// Words in "-ez" that ask for nothing.
const NO_ORDERS: &[&str] = &["assez", "avez", "chez", "notez", "remarquez", "voyez"];

/// Whether a folded text begins, after its label if it has one, with a word of doing: "Remplaçons", "Suppression", "remove".
fn opens_step(text: &str) -> bool {
    let mut words = behind_labels(text).split(|c: char| !c.is_alphabetic());
    let first = words.next().unwrap_or_default();
    // "Notons que ...", "Supposons qu'il ..." say what follows.
    let asks_us = first.ends_with("ons") && !first.ends_with("ions") || first.ends_with("fions");
    let is_that = matches!(words.next(), Some("que" | "qu"));
    asks_us && !is_that || STEPS.iter().any(|step| first.starts_with(step))
}

/// A text without the labels before it: "III.", "2.1 :", "b)".
fn behind_labels(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    while let Some((label, after)) = rest.split_once(['.', ')', ':'])
        && label.len() <= LABEL_LETTERS
        && label.trim_end().chars().all(char::is_alphanumeric)
    {
        rest = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    rest
}

/// Words before the number of a section.
static SECTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/section-words.txt"
    ))
});

/// `Étape 3.1 : étudier la faisabilité ...`: a heading, however long, that says what is done below it and reads nothing above.
fn opens_section(heading: &str) -> bool {
    let text = fold(heading);
    let text = behind_labels(&text);
    let first = text.split(|c: char| !c.is_alphanumeric()).next();
    let title = match (first, text.split_once([':', '-', '–', '.'])) {
        (Some(word), Some((_, title))) if SECTIONS.contains(&word) => title,
        _ => return false,
    };
    opens_step(title) && !says_what_is(title)
}

/// Verbs that say how something is, or that it was seen.
static SAYING: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/exploration/saying.txt")));
/// What makes such a verb part of a question or of a description.
static SUBORDINATE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/subordinate.txt"
    ))
});

/// Whether a folded text says more than what is to do: "Affichons le t-SNE : les groupes sont bien séparés".
fn says_what_is(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    let said = words.find(|word| SAYING.contains(word) || SUBORDINATE.contains(word));
    said.is_some_and(|word| SAYING.contains(&word))
}

/// Names of measures of a shape: before a number that is printed they label it. What it says has to be said beside.
const MEASURES: &[&str] = &["aplatissement", "asymetrie", "kurtosis", "skew", "skewness"];
/// What is said of a shape, whatever number follows.
static VERDICTS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/exploration/shape-verdicts.txt"
    ))
});
/// What a label ends with.
const LABEL_ENDS: &[&str] = &[":", "=", "are", "de", "du", "est", "is", "of", "sont"];
/// Words of a label that ends with none of these: "Coefficient de skewness de la colonne prix".
const LABEL_WORDS: usize = 8;

/// Whether a printed text only labels the number printed after it: `print("Skewness of X is", x.skew())`.
fn labels_a_measure(text: &str) -> bool {
    let text = fold(text);
    let words = || {
        let parts = text.split(|c: char| !c.is_alphabetic());
        parts.filter(|word| !word.is_empty())
    };
    if !words().any(|word| MEASURES.contains(&word)) || gives_verdict(&text) {
        return false;
    }
    let end = text.trim_end();
    let last = end.rsplit(char::is_whitespace).next().unwrap_or(end);
    end.ends_with([':', '=']) || LABEL_ENDS.contains(&last) || words().nth(LABEL_WORDS).is_none()
}

/// Whether a folded text says what a shape is like, and not in brackets what a number would mean: "(0 si normale)".
fn gives_verdict(text: &str) -> bool {
    text.split('(').enumerate().any(|(number, part)| {
        let (inside, outside) = match part.split_once(')') {
            Some((inside, outside)) if number > 0 => (inside, outside),
            _ => ("", part),
        };
        let explains = inside.contains(|c: char| c.is_ascii_digit());
        let told = [if explains { "" } else { inside }, outside];
        told.iter().any(|told| VERDICTS.is_in(told))
    })
}

/// Every passage of the submission, and where to find them by cell.
pub(super) struct Prose {
    pub(super) passages: Vec<Passage>,
    by_cell: HashMap<(UnitIdx, u32), Vec<usize>>,
    by_unit: HashMap<UnitIdx, Vec<usize>>,
}

impl Prose {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut passages = from_documents(facts);
        passages.extend(from_code(facts));
        // Statements of the project and suppositions find nothing, whatever their words.
        passages.retain(|passage| passage.subjects & STATEMENT == 0);
        let mut by_cell: HashMap<(UnitIdx, u32), Vec<usize>> = HashMap::default();
        let mut by_unit: HashMap<UnitIdx, Vec<usize>> = HashMap::default();
        for (index, passage) in passages.iter().enumerate() {
            if let Some(unit) = passage.unit {
                by_cell.entry((unit, passage.cell)).or_default().push(index);
                by_unit.entry(unit).or_default().push(index);
            }
        }
        Self {
            passages,
            by_cell,
            by_unit,
        }
    }

    /// Passages of the cell, or near the line of a script.
    pub(super) fn at(&self, unit: UnitIdx, cell: u32, line: u32) -> impl Iterator<Item = &Passage> {
        self.by_cell
            .get(&(unit, cell))
            .into_iter()
            .flatten()
            .map(|index| &self.passages[*index])
            .filter(move |passage| !passage.in_script || passage.line.abs_diff(line) <= NEAR_LINES)
    }

    pub(super) fn of_unit(&self, unit: UnitIdx) -> impl Iterator<Item = &Passage> {
        self.by_unit
            .get(&unit)
            .into_iter()
            .flatten()
            .map(|index| &self.passages[*index])
    }

    /// Passages within `cells` of a code cell, before and after.
    pub(super) fn around(
        &self,
        unit: UnitIdx,
        cell: u32,
        line: u32,
        cells: u32,
    ) -> impl Iterator<Item = &Passage> {
        let span = cell.saturating_sub(cells)..=cell.saturating_add(cells);
        span.flat_map(move |cell| self.at(unit, cell, line))
    }
}

/// Subjects of one sentence.
pub(super) fn subjects_in(sentence: &str) -> u32 {
    let hits = LEXICON.phrases.find([sentence]);
    hits.iter()
        .fold(0, |bits, hit| bits | LEXICON.bits[hit.phrase])
}

/// Subjects of the texts that have any, by their number in the order given; "Remarque : ..." labels a text only where it
/// begins it.
fn subjects<'h>(hits: impl Iterator<Item = (usize, &'h PhraseHit)>) -> Vec<(usize, u32)> {
    let mut found: Vec<(usize, u32)> = Vec::new();
    for (text, hit) in hits {
        let bit = LEXICON.bits[hit.phrase];
        if bit == LABEL && hit.word > 0 {
            continue;
        }
        match found.last_mut() {
            Some((last, bits)) if *last == text => *bits |= bit,
            _ => found.push((text, bit)),
        }
    }
    found
}

/// Blocks of documents that are about something.
fn from_documents(facts: &Facts<'_>) -> Vec<Passage> {
    let units: HashMap<&str, UnitIdx> = (0..)
        .map(UnitIdx)
        .zip(&facts.python.units)
        .map(|(number, unit)| (&*unit.path, number))
        .collect();
    let mut hits = facts.each_any(&LEXICON.phrases).peekable();
    let mut in_document: Vec<PhraseHit> = Vec::new();
    let mut passages = Vec::new();
    let mut documents = facts.documents.iter();
    let mut first_text = 0;
    while let Some((document, first)) = hits.next() {
        in_document.clear();
        in_document.push(first);
        while let Some((_, hit)) = hits.next_if(|(other, _)| std::ptr::eq(*other, document)) {
            in_document.push(hit);
        }
        // Documents are met in order: the blocks of those before are counted.
        let before = documents
            .by_ref()
            .take_while(|other| !std::ptr::eq(*other, document));
        first_text += before.map(|other| other.blocks.len()).sum::<usize>();
        let unit = units
            .get(&*document.path)
            .copied()
            .filter(|_| document.kind == DocumentKind::NotebookText);
        let found = subjects(in_document.iter().map(|hit| (hit.block, hit)));
        let mut found = found.into_iter().peekable();
        // What follows a label in its cell, or is begun by one, reads.
        let mut labelled = None;
        while let Some((first, bits)) = found.next() {
            let next = found.peek().map_or(document.blocks.len(), |next| next.0);
            for (at, block) in document.blocks.iter().enumerate().take(next).skip(first) {
                let bits = if at == first { bits } else { 0 };
                let cell = block.location.cell();
                if bits & LABEL != 0 {
                    labelled = cell;
                }
                let is_labelled = unit.is_some() && labelled.is_some() && labelled == cell;
                if bits == 0 && !is_labelled {
                    break;
                }
                if block.kind != BlockKind::Code {
                    let n_words = facts.prose().len_of(first_text + at);
                    passages.push(of_block(block, n_words, unit, bits, is_labelled));
                }
            }
        }
        first_text += document.blocks.len();
    }
    passages
}

fn of_block(
    block: &Block,
    n_words: usize,
    unit: Option<UnitIdx>,
    subjects: u32,
    is_labelled: bool,
) -> Passage {
    let is_heading = matches!(block.kind, BlockKind::Heading(_))
        && (n_words < LONG_HEADING || opens_section(&block.text));
    let reading = if is_labelled && !is_heading {
        READING
    } else {
        0
    };
    Passage {
        unit,
        cell: block.location.cell().unwrap_or(0),
        line: 0,
        in_script: false,
        voice: if is_heading {
            Voice::Heading
        } else {
            Voice::Markdown
        },
        n_words,
        subjects: subjects | reading,
        location: block.location.clone(),
        text: block.text.to_string(),
    }
}

/// Comments on consecutive lines as one text, and printed sentences, that are about something.
fn from_code(facts: &Facts<'_>) -> Vec<Passage> {
    let python = &facts.python;
    let mut texts: Vec<(CodePlace, Cow<'_, str>, Voice)> = Vec::new();
    for unit in &python.units {
        let first = texts.len();
        for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
            let text = comment.text.trim_start_matches(['#', ' ', '%']);
            match texts[first..].last_mut() {
                Some((place, joined, _))
                    if place.cell == comment.place.cell
                        && place.end_line + 1 == comment.place.line =>
                {
                    place.end_line = comment.place.end_line;
                    let joined = joined.to_mut();
                    joined.push(' ');
                    joined.push_str(text);
                }
                _ => texts.push((comment.place, text.into(), Voice::Comment)),
            }
        }
    }
    let prints = facts.marked_calls(|callee, _| u32::from(callee == "builtins.print"));
    for (_, call, _) in prints {
        for (number, arg) in (1..).zip(&call.args) {
            let is_followed = number < call.args.len();
            if let Some(Literal::Str(text)) = &arg.value.literal
                && !(is_followed && labels_a_measure(text))
            {
                texts.push((call.place, text.as_str().into(), Voice::Printed));
            }
        }
    }
    let hits = LEXICON.phrases.find(texts.iter().map(|text| &*text.1));
    let found = subjects(hits.iter().map(|hit| (hit.block, hit)));
    let passages = found.into_iter().filter_map(|(text, subjects)| {
        let (place, text, voice) = &texts[text];
        let n_words = words(text).len();
        let unit = python.units.get(place.unit.0 as usize)?;
        (n_words >= MIN_PRINTED).then(|| Passage {
            unit: Some(place.unit),
            cell: place.cell,
            line: place.line,
            in_script: unit.kind == UnitKind::Script,
            voice: *voice,
            n_words,
            subjects,
            location: python.location(*place),
            text: text.to_string(),
        })
    });
    passages.collect()
}

/// Whether a cell of a notebook is markdown.
pub(super) fn is_markdown(facts: &Facts<'_>, unit: UnitIdx, cell: u32) -> bool {
    facts.python.units.get(unit.0 as usize).is_some_and(|unit| {
        unit.kind == UnitKind::Notebook
            && unit
                .cells
                .get(cell as usize)
                .is_some_and(|cell| cell.kind == CellKind::Markdown)
    })
}
