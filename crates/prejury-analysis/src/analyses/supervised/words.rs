//! Words of candidates about models, from the lists of `rules/supervised`: in markdown, READMEs, comments and outputs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{BlockKind, Document, Phrases, fold};
use regex::Regex;

use crate::Facts;
use crate::analyses::word_list;

/// Lines of a list without its remarks.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

macro_rules! list {
    ($file:literal) => {
        include_str!(concat!("../../../../../rules/supervised/", $file))
    };
}

/// Words that take a model, then those that say it does best, then those that bring it into use.
pub(super) static CHOICE: LazyLock<Phrases> = LazyLock::new(|| {
    let taken = lines(list!("choice.txt")).chain(lines(CHOICE_BEST));
    Phrases::new(taken.chain(lines(list!("choice-deployed.txt"))))
});
/// The list of what says that a model does best.
pub(super) const CHOICE_BEST: &str = list!("choice-best.txt");
static N_TAKEN: LazyLock<usize> = LazyLock::new(|| lines(list!("choice.txt")).count());
static N_BEST: LazyLock<usize> = LazyLock::new(|| lines(CHOICE_BEST).count());
/// Whether a phrase of `CHOICE` says that a model does best.
pub(super) fn says_best(phrase: usize) -> bool {
    phrase >= *N_TAKEN && !says_deployed(phrase)
}
/// Whether a phrase of `CHOICE` says that a model is deployed.
pub(super) fn says_deployed(phrase: usize) -> bool {
    phrase >= *N_TAKEN + *N_BEST
}
/// What is chosen besides models, what models are called by, and what says why: folded.
pub(super) static CHOICE_OBJECT: LazyLock<Vec<&str>> =
    LazyLock::new(|| sorted(list!("choice-object.txt")));
pub(super) static MODEL_WORD: LazyLock<Vec<&str>> =
    LazyLock::new(|| sorted(list!("model-word.txt")));
pub(super) static CHOICE_REASON: LazyLock<Option<Regex>> =
    LazyLock::new(|| whole_words(lines(list!("choice-reason.txt"))));
pub(super) static CHOICE_CONCLUSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| whole_words(lines(list!("choice-conclusion.txt"))));
/// Names of measures as whole words: `beaucoup` holds no AUC.
pub(super) static MEASURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| whole_words(lines(list!("score.txt"))));

/// Words that hold a result against a reference, and the references, in a folded text.
pub(super) static COMPARES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<&str> = lines(list!("reference-compares.txt")).collect();
    Regex::new(&format!(r"\b(?:{})", words.join("|"))).ok()
});
pub(super) static REFERENCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let named = lines(list!("reference.txt")).filter(|words| *words != "dummy");
    let mut named: Vec<String> = named.map(fold).collect();
    named.sort_by_key(|words| std::cmp::Reverse(words.len()));
    Regex::new(&format!(r"\b(?:{})s?\b", named.join("|"))).ok()
});
/// A share or a figure with decimals; no number of a version.
pub(super) static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\w./])\d+[.,]\d+(?:[^\d.]|\.\D|\.?$)|\d ?%|\d(?:e|E)-?\d").ok()
});

/// The words of a list in order, whatever parts the list has.
fn sorted(list: &'static str) -> Vec<&'static str> {
    let mut words: Vec<&str> = lines(list).collect();
    words.sort_unstable();
    words
}

fn whole_words(texts: impl Iterator<Item = &'static str>) -> Option<Regex> {
    let texts: Vec<String> = texts.map(regex::escape).collect();
    Regex::new(&format!(r"(?i)\b(?:{})s?\b", texts.join("|"))).ok()
}
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
pub(super) static GOAL_HEADING: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(lines(list!("goal-heading.txt"))));
pub(super) static GOAL_VERB: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(list!("goal-verb.txt")).collect());
pub(super) static GOAL_OF_NO_MODEL: LazyLock<Option<Regex>> =
    LazyLock::new(|| word_list(list!("goal-of-no-model.txt")));
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
pub(super) static CHOICE_IN_COMMENT: Literals =
    Literals::new(|| compile(list!("choice-in-comment.txt")));
pub(super) static TARGET_IN_COMMENT: Literals =
    Literals::new(|| compile(list!("target-in-comment.txt")));
pub(super) static SCORE: Literals = Literals::new(|| compile(list!("score.txt")));
pub(super) static TIME: Literals = Literals::new(|| compile(list!("time.txt")));
static ALGORITHMS: Literals = Literals::new(|| compile(list!("algorithms.txt")));

/// One list of literal texts, blind to case.
pub(super) struct Literals(LazyLock<Option<Regex>>);

impl Literals {
    const fn new(compile: fn() -> Option<Regex>) -> Self {
        Self(LazyLock::new(compile))
    }

    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    fn found_in<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let regex = self.0.as_ref();
        let found = regex
            .into_iter()
            .flat_map(move |regex| regex.find_iter(text));
        found.map(|found| found.as_str())
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
        .0
        .as_ref()
        .into_iter()
        .flat_map(|names| names.find_iter(line));
    names.map(|name| fold(name.as_str())).collect()
}

pub(super) fn names_an_algorithm(text: &str) -> bool {
    ALGORITHMS.are_in(text)
}

/// How many different algorithms a text names.
pub(super) fn n_algorithms(text: &str) -> usize {
    let found: BTreeSet<String> = ALGORITHMS.found_in(text).map(str::to_lowercase).collect();
    found.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_compile_and_are_sorted_without_doubles() {
        for literals in [
            &CHOICE_IN_COMMENT,
            &TARGET_IN_COMMENT,
            &SCORE,
            &TIME,
            &ALGORITHMS,
        ] {
            assert!(literals.0.is_some());
        }
        for regex in [
            &CHOICE_CONCLUSION,
            &CHOICE_REASON,
            &COMPARES,
            &FIGURE,
            &MEASURE,
            &REFERENCES,
        ] {
            assert!(regex.is_some());
        }
        for list in [
            list!("algorithms.txt"),
            list!("address.txt"),
            list!("approach.txt"),
            list!("approach-step.txt"),
            list!("choice.txt"),
            list!("choice-best.txt"),
            list!("choice-object.txt"),
            list!("choice-reason.txt"),
            list!("model-word.txt"),
            list!("choice-conclusion.txt"),
            list!("choice-deployed.txt"),
            list!("choice-in-comment.txt"),
            list!("compared.txt"),
            list!("compared-with.txt"),
            list!("maybe-not-measured-here.txt"),
            list!("not-measured-here.txt"),
            list!("reference-compares.txt"),
            list!("goal-heading.txt"),
            list!("goal-verb.txt"),
            list!("leakage.txt"),
            list!("need.txt"),
            list!("need-alone.txt"),
            list!("need-subject.txt"),
            list!("reference.txt"),
            list!("score.txt"),
            list!("target.txt"),
            list!("target-in-comment.txt"),
            list!("time.txt"),
        ] {
            let lines: Vec<&str> = lines(list).collect();
            assert!(
                lines.len() > 3 && lines.windows(2).all(|pair| pair[0] < pair[1]),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn a_list_of_two_parts_is_put_in_order() {
        assert_eq!(sorted("modele\n\n# Others.\nalgo\n"), ["algo", "modele"]);
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
