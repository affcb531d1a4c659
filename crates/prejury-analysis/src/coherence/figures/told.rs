//! Scores that documents tell, each with the measure that it is of.

use std::sync::LazyLock;

use prejury_core::Location;
use prejury_documents::{Block, BlockKind, Document, DocumentKind, fold};
use regex::Regex;

use super::MEASURES;
use prejury_intake::is_named_readme;

/// A measure and its value: a share with two decimals or more, or a percentage with one or more. Nothing that compares
/// (`>`) stands between the two.
static SCORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words: Vec<String> = MEASURES
        .iter()
        .flatten()
        .map(|word| regex::escape(word))
        .collect();
    let pattern = format!(
        r"(?i)(?:^|[^\p{{L}}])({})s?[^\p{{L}}0-9\n<>≥≤][^0-9\n<>≥≤]{{0,30}}?(0[.,][0-9]{{2,6}}|[1-9][0-9][.,][0-9]{{1,4}}\s?%)(?:[^0-9]|$)",
        words.join("|")
    );
    Regex::new(&pattern).ok()
});

/// Words beside scores that the work did not come to.
static OTHERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../../rules/coherence/other-scores.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Blocks of a document that is read: more is no note.
const MAX_BLOCKS: usize = 3_000;
/// Scores that are kept of all documents.
const MAX_SCORES: usize = 2_000;

#[derive(Debug)]
pub(super) struct Score<'d> {
    pub(super) document: &'d Document,
    pub(super) location: &'d Location,
    /// The word for the measure, as written.
    pub(super) measure: &'d str,
    /// The value as written.
    pub(super) written: &'d str,
    pub(super) value: Value,
}

/// A share, and how far a number that shows it may lie from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub(super) share: f64,
    pub(super) step: f64,
}

impl Value {
    /// `0,783`, `0.78`, `81,3 %`.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let (number, scale) = match written.strip_suffix('%') {
            Some(number) => (number.trim_end(), 100.0),
            None => (written, 1.0),
        };
        let n_decimals = number.split(['.', ',']).nth(1)?.len();
        Some(Self {
            share: number.replace(',', ".").parse::<f64>().ok()? / scale,
            step: 10_f64.powi(-i32::try_from(n_decimals).ok()?) / scale,
        })
    }
}

/// Scores of all notes, slides and READMEs, document after document.
pub(super) fn scores(documents: &[Document]) -> Vec<Score<'_>> {
    let mut found = Vec::new();
    for document in documents.iter().filter(|document| is_told(document)) {
        let blocks = document.blocks.iter().take(MAX_BLOCKS);
        for block in blocks.filter(|block| is_of_work(document, block)) {
            let Some(regex) = SCORE.as_ref() else {
                continue;
            };
            found.extend(regex.captures_iter(&block.text).filter_map(|captures| {
                let (measure, value) = (captures.get(1)?, captures.get(2)?);
                let sentence = sentence(&block.text, measure.start(), value.end());
                // `F1 (25,2 %)` is the first axis of a projection.
                let is_axis =
                    measure.as_str().eq_ignore_ascii_case("f1") && value.as_str().ends_with('%');
                let is_other = is_axis || is_of_others(sentence);
                let value_of = Value::parse(value.as_str()).filter(|_| !is_other)?;
                Some(Score {
                    document,
                    location: &block.location,
                    measure: measure.as_str(),
                    written: value.as_str(),
                    value: value_of,
                })
            }));
            if found.len() > MAX_SCORES {
                return found;
            }
        }
    }
    found
}

/// Notes and slides, and texts beside them. The text of a notebook is the notebook's own word.
pub(super) fn is_told(document: &Document) -> bool {
    document.is_deck()
        || matches!(
            document.kind,
            DocumentKind::Pdf
                | DocumentKind::Word
                | DocumentKind::Markdown
                | DocumentKind::RestructuredText
                | DocumentKind::Tex
        )
}

/// The tables of a README often give what others came to, and code gives what would be printed.
fn is_of_work(document: &Document, block: &Block) -> bool {
    let is_aside = match block.kind {
        BlockKind::Code => true,
        BlockKind::TableRow => is_named_readme(&document.path),
        _ => false,
    };
    !is_aside
        && block.text.contains([',', '.'])
        && block.text.bytes().any(|byte| byte == b'0' || byte == b'%')
}

/// The sentence around two places of a text.
fn sentence(text: &str, start: usize, end: usize) -> &str {
    // "et al. donnent" goes on behind its point.
    let ends_sentence = |at: usize| text[at + 2..].starts_with(char::is_uppercase);
    let mut before = text[..start].rmatch_indices(". ").map(|(at, _)| at);
    let begins = before.find(|at| ends_sentence(*at)).map_or(0, |at| at + 2);
    let mut after = text[end..].match_indices(". ").map(|(at, _)| end + at);
    let ends = after.find(|at| ends_sentence(*at)).unwrap_or(text.len());
    &text[begins..ends]
}

fn is_of_others(sentence: &str) -> bool {
    let folded = fold(sentence);
    // A number in brackets is that of a source.
    OTHERS.iter().any(|word| folded.contains(word))
        || folded.split('[').skip(1).any(|rest| {
            rest.split(']').next().is_some_and(|inside| {
                !inside.is_empty() && inside.bytes().all(|one| one.is_ascii_digit())
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let documents = [prejury_documents::markdown(path, text)];
        let found = scores(&documents);
        found
            .iter()
            .map(|score| format!("{} {}", score.measure, score.written))
            .collect()
    }

    #[test]
    fn scores_stand_behind_their_measure() {
        let text = "L'AUC du modèle retenu est de 0,783 sur le test. Exactitude : 81,3 %.\n\n| F1 | 0.71 |\n|---|---|\n| Recall | 0.66 |\n";
        assert_eq!(
            told("note.md", text),
            ["AUC 0,783", "Exactitude 81,3 %", "F1 0.71", "Recall 0.66"]
        );
        assert_eq!(told("README.md", text).len(), 2);
    }

    #[test]
    fn what_is_wished_for_or_given_by_others_is_none() {
        for text in [
            "L'objectif est une AUC de 0,82.",
            "Une AUC > 0,82 est demandée.",
            "Lee et al. donnent une accuracy de 0,91.",
            "L'accuracy de 0,91 vient de [2].",
            "Le seuil de F1 est 0,45.",
            "La précaution de 0,45 et le standard 0.30.",
        ] {
            assert_eq!(told("note.md", text), Vec::<String>::new(), "{text}");
        }
    }
}
