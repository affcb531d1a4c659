//! Redundant columns that are looked for by hand in a correlation matrix (C1.2.2-CE4).
//!
//! # What it looks for
//! Elements of a matrix that `corr()` made, whatever it is called, compared with a high threshold: in a loop over its
//! rows and columns, in a mask over it, in a list of its pairs.
//! # Counts as evidence
//! A threshold of strong correlation, since pairs are searched for then; a lower one where columns are dropped after it.
//! A matrix with a text beside it that calls columns redundant.
//! # Does not count
//! A matrix that is only drawn; correlations with one named column, such as the target; a p-value.
//! # Limits
//! A matrix that goes through a file or a function's result is known by its usual names only (`duplicates.rs`).

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_documents::Block;
use prejury_python::CodePlace;

use super::hints::{BOUNDS, CORRELATIONS};
use super::privacy::speaks_to_reader;
use super::reads::names_one;
use super::statements::Statement;
use super::words::{Text, holds_words};
use super::{Preparation, is_match, pattern, text_pattern};
use crate::analyses::listed;

/// From here on a correlation is called strong.
const STRONG: f64 = 0.7;
/// Below, a threshold chooses no redundant columns, even if something is dropped.
const WEAKEST: f64 = 0.5;

// Of a whole table: `a.corr(b)` of two columns is one number. `sought` asks for the same where texts beside it speak of
// redundancy.
pattern!(
    MATRIX,
    r"\.corr\(\s*(?:\)|method|numeric_only|min_periods|['\x22])|corrcoef\("
);
pattern!(PAIRS, r"\.(?:un)?stack\(|\.melt\(");
text_pattern!(
    COMPARED,
    r"([A-Za-z_]\w*)((?:\.\w+(?:\([^()]*\))?|\[[^\]]*\])*)\s*\)?\s*[<>]=?\s*(-?\d*\.?\d+|[A-Za-z_]\w*)"
);
text_pattern!(NUMBER, r"([A-Za-z_]\w*)\s*=\s*(0?\.\d+)");

/// Indexes of the statements that compare elements of a correlation matrix, in order.
pub(super) fn compared(
    preparation: &Preparation<'_>,
    is_followed_by_drop: impl Fn(&Statement<'_>) -> bool,
) -> Vec<usize> {
    let statements = &preparation.statements;
    let mut found = Vec::new();
    let mut start = 0;
    for unit in statements.chunk_by(|a, b| a.place.unit == b.place.unit) {
        let makes =
            |one: &Statement<'_>| one.hints.any(&[CORRELATIONS]) && is_match(&MATRIX, &one.code);
        if unit.iter().any(makes) {
            let names = Names::of(unit, makes);
            let searches = |one: &Statement<'_>| match names.threshold(one) {
                Some(Threshold::Strong) => true,
                Some(Threshold::Unclear) => is_followed_by_drop(one),
                None => false,
            };
            let numbered = (start..).zip(unit);
            found.extend(
                numbered
                    .filter(|(_, one)| one.hints.any(&[BOUNDS]) && searches(one))
                    .map(|(at, _)| at),
            );
        }
        start += unit.len();
    }
    found
}

/// Cells below a matrix in which it is read, and matrices that are asked what is said of them.
const CELLS_BELOW: u32 = 3;
const MAX_MATRICES: usize = 40;

static REDUNDANCY: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/redundancy.txt"
    ))
});
static ASIDE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/redundancy-aside.txt"
    ))
});

static OTHERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/redundancy-others.txt"
    ))
});
static TAKEN_OUT: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/taken-out.txt"
    ))
});
static OF_COLUMNS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/redundancy-of.txt"
    ))
});

/// Matrices with a text beside them that calls columns redundant, and the block that does where one alone does.
pub(super) fn told<'s, 'f>(
    preparation: &'s Preparation<'f>,
) -> impl Iterator<Item = (&'s Statement<'f>, Option<&'f Block>)> {
    let makes =
        |one: &&Statement<'_>| one.hints.any(&[CORRELATIONS]) && is_match(&MATRIX, &one.code);
    let matrices = preparation.statements.iter().filter(makes);
    matrices.take(MAX_MATRICES).filter_map(|matrix| {
        // What stands above a matrix says what it is drawn for.
        let below = CodePlace {
            cell: matrix.place.cell.saturating_add(1),
            ..matrix.place
        };
        let n_cells = CELLS_BELOW - 1;
        let mut texts = preparation.nearby.around(below, n_cells);
        let is_told = texts.any(calls_redundant);
        let block = || {
            preparation
                .nearby
                .block_around(below, n_cells, calls_redundant)
        };
        is_told.then(|| (matrix, block()))
    })
}

fn calls_redundant(text: &Text) -> bool {
    if speaks_to_reader(text) {
        return false;
    }
    let mut sentences = text.folded.split(['.', ';', '!', '\n']);
    sentences.any(|sentence| {
        let is_aside = |before: &str| {
            let mut asides = ASIDE.iter().chain(OTHERS.iter());
            asides.any(|aside| holds_words(before, aside))
        };
        // A purpose leads to the word; one behind it says what the redundancy matters for.
        let says = |part: &&str| {
            let mut places = sentence.match_indices(*part);
            places.any(|(at, _)| {
                let before = &sentence[..at];
                !before.ends_with(char::is_alphanumeric) && !is_aside(before)
            })
        };
        sentence.split_whitespace().nth(MIN_WORDS - 1).is_some()
            && !sentence.contains('?')
            && OF_COLUMNS.iter().any(|of| begins_a_word(sentence, of))
            && REDUNDANCY.iter().any(says)
    })
}

/// Whether a sentence is about redundant columns, or correlated ones that are taken out, be it a purpose or a thought.
pub(super) fn names_redundancy(text: &Text) -> bool {
    if text.is_empty() || speaks_to_reader(text) {
        return false;
    }
    let any = |list: &[&str], sentence: &str| list.iter().any(|part| begins_a_word(sentence, part));
    let mut sentences = text.folded.split(['.', ';', '!', '\n']);
    sentences.any(|sentence| {
        let is_named = || {
            any(&REDUNDANCY, sentence)
                || begins_a_word(sentence, "correl") && any(&TAKEN_OUT, sentence)
        };
        sentence.len() <= MAX_SENTENCE
            && !sentence.contains('?')
            && any(&OF_COLUMNS, sentence)
            && is_named()
            && !OTHERS.iter().any(|other| holds_words(sentence, other))
    })
}

/// Bytes of a sentence that says something of columns.
const MAX_SENTENCE: usize = 600;

fn begins_a_word(text: &str, part: &str) -> bool {
    let mut places = text.match_indices(part);
    places.any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Words of a sentence that says something of columns.
const MIN_WORDS: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Threshold {
    Strong,
    /// Low, or not known.
    Unclear,
}

/// Names of one unit.
struct Names<'s> {
    /// Matrices, parts of matrices, and lists of their pairs.
    matrices: HashSet<String>,
    /// Lists of pairs: their columns have names of their own.
    pairs: HashSet<&'s str>,
    numbers: HashMap<&'s str, f64>,
}

impl<'s> Names<'s> {
    fn of(unit: &'s [Statement<'s>], makes: impl Fn(&Statement<'_>) -> bool) -> Self {
        let mut names = Self {
            matrices: HashSet::default(),
            pairs: HashSet::default(),
            numbers: HashMap::default(),
        };
        for statement in unit {
            if let Some(number) = NUMBER.as_ref().filter(|_| holds_fraction(&statement.code)) {
                for captures in number.captures_iter(&statement.code) {
                    if let (Some(name), Some(Ok(value))) = (
                        captures.get(1),
                        captures.get(2).map(|value| value.as_str().parse()),
                    ) {
                        names.numbers.insert(name.as_str(), value);
                    }
                }
            }
            let Some(name) = statement.assigned() else {
                continue;
            };
            let read = statement.read();
            // One column of a matrix is what correlates with that column.
            let is_part = || !read.contains(['\'', '"']) && names_one(read, &names.matrices);
            if makes(statement) && !read.contains("['") && !read.contains("[\"") || is_part() {
                if is_match(&PAIRS, read) {
                    names.pairs.insert(name);
                }
                names.matrices.insert(name.to_owned());
            }
        }
        names
    }

    /// How high the threshold is that a statement compares elements of a matrix with, if it does so.
    fn threshold(&self, statement: &Statement<'_>) -> Option<Threshold> {
        let code = &*statement.code;
        let draws = code.contains("heatmap(") || code.contains("matshow(");
        if draws || !names_one(code, &self.matrices) {
            return None;
        }
        let compared = COMPARED.as_ref()?.captures_iter(code);
        let thresholds = compared.filter_map(|captures| {
            let name = captures.get(1)?.as_str();
            let of_pairs = self.pairs.contains(name);
            let index = captures.get(2)?.as_str();
            let chooses = of_pairs || goes_through(index) || index_is_free(index) && lists(code);
            if !self.matrices.contains(name) || !chooses {
                return None;
            }
            self.height(captures.get(3)?.as_str())
        });
        thresholds.min_by_key(|threshold| *threshold == Threshold::Unclear)
    }

    fn height(&self, threshold: &str) -> Option<Threshold> {
        let number = match threshold.parse::<f64>() {
            Ok(number) => number,
            Err(_) => match self.numbers.get(threshold) {
                Some(number) => *number,
                None => {
                    let name = threshold.to_lowercase();
                    let is_named = ["thresh", "seuil", "limit", "cutoff"]
                        .iter()
                        .any(|word| name.contains(word));
                    return is_named.then_some(Threshold::Unclear);
                }
            },
        };
        match number.abs() {
            number if !(WEAKEST..1.0).contains(&number) => None,
            number if number >= STRONG => Some(Threshold::Strong),
            _ => Some(Threshold::Unclear),
        }
    }
}

/// Whether `0.8` or `.8` stands in the code: captures cost more than the question.
fn holds_fraction(code: &str) -> bool {
    let bytes = code.as_bytes();
    let is_fraction = |(at, _): (usize, &str)| {
        bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && at
                .checked_sub(1)
                .is_none_or(|before| matches!(bytes[before], b'0' | b'=' | b' '))
    };
    code.match_indices('.').any(is_fraction)
}

/// Whether an index names elements by variables (`.iloc[i, j]`, `[column]`), and none of them is the target.
fn goes_through(index: &str) -> bool {
    let Some((_, inside)) = index.split_once('[') else {
        return false;
    };
    let lower = inside.to_lowercase();
    inside.contains(|letter: char| letter.is_alphabetic())
        && !inside.contains(['\'', '"'])
        && !["target", "cible", "label"]
            .iter()
            .any(|word| lower.contains(word))
}

/// The matrix as a whole: `corr`, `corr.abs()`.
fn index_is_free(index: &str) -> bool {
    !index.contains('[') && !index.contains(".shape") && !index.contains(".max(")
}

/// Whether a mask over a matrix serves to list pairs or columns, and not only to draw.
fn lists(code: &str) -> bool {
    [
        ".stack(",
        ".unstack(",
        ".any(",
        " for ",
        "np.where(",
        ".columns",
    ]
    .iter()
    .any(|word| code.contains(word))
}
