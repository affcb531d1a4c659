//! Words of candidates about models, from the lists of `rules/supervised`: in markdown, READMEs, comments and outputs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{BlockKind, Document, Phrases, fold};
use regex::Regex;

use crate::Facts;
use crate::analyses::literals;

/// Lines of a list without its remarks.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

macro_rules! list {
    ($file:literal) => {
        include_str!(concat!("../../../../../rules/supervised/", $file))
    };
}

macro_rules! literals {
    ($file:literal) => {
        Literals::new(|| compile(list!($file)), || quick(list!($file)))
    };
}

/// Phrases looked for in every block of text.
pub(super) static CHOICE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("choice.txt"))));
pub(super) static REFERENCE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("reference.txt"))));
pub(super) static TARGET: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("target.txt"))));

pub(super) static NEED: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("need.txt"))));
pub(super) static NEED_ALONE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("need-alone.txt"))));
pub(super) static NEED_SUBJECT: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("need-subject.txt"))));
pub(super) static APPROACH: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("approach.txt"))));
pub(super) static APPROACH_STEP: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("approach-step.txt"))));
/// Words looked up one by one, in lower case or with a capital.
pub(super) static ADDRESS: WholeWords =
    WholeWords(LazyLock::new(|| lines(list!("address.txt")).collect()));

pub(super) struct WholeWords(LazyLock<HashSet<&'static str>>);

impl WholeWords {
    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.contains(word) || word.len() < 6 && self.0.contains(word.to_lowercase().as_str())
    }
}

/// Texts looked for as they stand, in comments and names.
pub(super) static CHOICE_IN_COMMENT: Literals = literals!("choice-in-comment.txt");
pub(super) static TARGET_IN_COMMENT: Literals = literals!("target-in-comment.txt");
pub(super) static SCORE: Literals = literals!("score.txt");
static ALGORITHMS: Literals = literals!("algorithms.txt");

/// One list of literal texts, blind to case.
pub(super) struct Literals {
    regex: LazyLock<Option<Regex>>,
    /// Two themes: texts that are enough, and those that the expression has to look at again.
    quick: LazyLock<literals::Literals>,
}

const ENOUGH: u32 = 1;

impl Literals {
    const fn new(regex: fn() -> Option<Regex>, quick: fn() -> literals::Literals) -> Self {
        Self {
            regex: LazyLock::new(regex),
            quick: LazyLock::new(quick),
        }
    }

    pub(super) fn are_in(&self, text: &str) -> bool {
        let found = self.quick.themes_in(text);
        let is_match = || {
            let regex = self.regex.as_ref();
            regex.is_some_and(|regex| regex.is_match(text))
        };
        found == ENOUGH || found != 0 && is_match()
    }
}

/// A text that ends in `|` ends its word.
fn compile(list: &'static str) -> Option<Regex> {
    let texts: Vec<String> = lines(list)
        .map(|line| match line.strip_suffix('|') {
            Some(word) => format!(r"{}(?-u:\b)", regex::escape(word)),
            None => regex::escape(line),
        })
        .collect();
    Regex::new(&format!("(?i){}", texts.join("|"))).ok()
}

/// The same texts for a quick look, which is blind to the case of plain letters only: the others stand in both.
fn quick(list: &'static str) -> literals::Literals {
    let (mut enough, mut unsure) = (Vec::new(), Vec::new());
    for line in lines(list) {
        let word = line.strip_suffix('|');
        let texts = if word.is_some() {
            &mut unsure
        } else {
            &mut enough
        };
        let text = word.unwrap_or(line);
        texts.push(text.to_owned());
        if !text.is_ascii() {
            texts.push(text.to_uppercase());
        }
    }
    let enough: Vec<&str> = enough.iter().map(String::as_str).collect();
    let unsure: Vec<&str> = unsure.iter().map(String::as_str).collect();
    literals::Literals::new([&*enough, &*unsure])
}

/// Blocks that hold one of the phrases, each once. Code blocks are no prose.
pub(super) fn blocks<'f>(facts: &'f Facts<'_>, phrases: &Phrases) -> Vec<(&'f Document, usize)> {
    let mut found: Vec<(&Document, usize)> = Vec::new();
    for (document, hit) in facts.find(phrases) {
        let is_known = found
            .last()
            .is_some_and(|(last, block)| std::ptr::eq(*last, document) && *block == hit.block);
        if !is_known && document.blocks[hit.block].kind != BlockKind::Code {
            found.push((document, hit.block));
        }
    }
    found
}

/// Names of algorithms in a line, each once, folded.
pub(super) fn algorithms_in(line: &str) -> BTreeSet<String> {
    let names = ALGORITHMS
        .regex
        .as_ref()
        .into_iter()
        .flat_map(|names| names.find_iter(line));
    names.map(|name| fold(name.as_str())).collect()
}

pub(super) fn names_an_algorithm(text: &str) -> bool {
    ALGORITHMS.are_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_compile_and_are_sorted_without_doubles() {
        for literals in [&CHOICE_IN_COMMENT, &TARGET_IN_COMMENT, &SCORE, &ALGORITHMS] {
            assert!(literals.regex.is_some());
        }
        for list in [
            list!("algorithms.txt"),
            list!("address.txt"),
            list!("approach.txt"),
            list!("approach-step.txt"),
            list!("choice.txt"),
            list!("choice-in-comment.txt"),
            list!("leakage.txt"),
            list!("need.txt"),
            list!("need-alone.txt"),
            list!("need-subject.txt"),
            list!("reference.txt"),
            list!("score.txt"),
            list!("target.txt"),
            list!("target-in-comment.txt"),
        ] {
            let lines: Vec<&str> = lines(list).collect();
            assert!(
                lines.len() > 3 && lines.windows(2).all(|pair| pair[0] < pair[1]),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn algorithms_as_people_write_them() {
        let found: Vec<String> = algorithms_in("Forêt aléatoire, SVM et XGBoost")
            .into_iter()
            .collect();
        assert_eq!(found, ["foret", "svm", "xgb"]);
        assert!(names_an_algorithm("régression linéaire") && !names_an_algorithm("svmlight2"));
    }
}
