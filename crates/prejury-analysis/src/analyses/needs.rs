//! Which sentences state a need: shared by the strategies of supervised models, segmentations and networks.
//!
//! The goal of a method, a metric or a data set is nobody's need, and what a conclusion or a glossary says states none.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{BlockKind, Document, DocumentKind, fold};
use regex::Regex;

use super::networks::prose::listed;

/// Blocks of text at the start of a README or notebook that introduce it.
const INTRODUCTION: usize = 8;
/// Words of a sentence that are looked at for its subject.
const MAX_SUBJECT: usize = 4;

static MEANS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!("../../../../rules/needs/means.txt"))
        .into_iter()
        .collect()
});
static CLOSING: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/needs/closing-headings.txt")));
static TASKS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!("../../../../rules/needs/tasks.txt"))
        .into_iter()
        .collect()
});

/// `L'objectif de NGU est`: whose goal it is, in folded text.
static GOAL_OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:objectif|but|objective|goal|aim|purpose|role)s? (?:principal |final |main )?(?:de cette |de ce |de la |de l'|de l’|de |du |des |d'un |d'une |of this |of the |of an? |of )(\w+)",
    )
    .ok()
});
static ITS_GOAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:son|its) (?:objectif|but|role|goal|aim|purpose)\b").ok());
/// The same with a name in capitals, in the text as it stands.
static GOAL_OF_A_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:[Oo]bjectif|[Bb]ut|[Gg]oal|[Aa]im) (?:de |of )[A-Z]{2,}\w* ").ok()
});

/// Whether a text tells the goal of a method, model, metric or data set rather than that of somebody.
pub(super) fn is_goal_of_means(text: &str) -> bool {
    let folded = fold(text);
    let goals = GOAL_OF.as_ref().is_some_and(|goal| {
        goal.captures_iter(&folded)
            .any(|found| found.get(1).is_some_and(|of| MEANS.contains(of.as_str())))
    });
    goals
        || ITS_GOAL.as_ref().is_some_and(|goal| goal.is_match(&folded))
        || GOAL_OF_A_NAME
            .as_ref()
            .is_some_and(|goal| goal.is_match(text))
}

/// Whether the first sentence has a model, method, metric or data set as its subject.
pub(super) fn has_means_as_subject(text: &str) -> bool {
    fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_SUBJECT)
        .take_while(|word| !is_verb(word))
        .any(|word| MEANS.contains(word))
}

fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "est" | "is" | "a" | "vise" | "aims" | "doit" | "must" | "veut" | "wants"
    ) || TASKS.contains(word)
}

/// Whether a block stands under a heading that looks back, explains terms or shows errors.
pub(super) fn is_closing(document: &Document, block: usize) -> bool {
    heading_above(document, block).is_some_and(|heading| {
        fold(heading)
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| CLOSING.iter().any(|closing| word.starts_with(closing)))
    })
}

/// Headings that are looked for so far above a block: a section is no longer.
const MAX_ABOVE: usize = 60;

fn heading_above(document: &Document, block: usize) -> Option<&str> {
    let above = document.blocks.get(..block)?.iter().rev().take(MAX_ABOVE);
    let mut headings = above.filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    headings.next().map(|heading| &*heading.text)
}

/// Whether a block introduces its document: the first texts of a README or notebook, the first pages of a report or deck.
pub(super) fn introduces(document: &Document, block: usize) -> bool {
    match document.kind {
        DocumentKind::Pdf | DocumentKind::Slides | DocumentKind::Word => {
            block * 4 < document.blocks.len() || block < INTRODUCTION
        }
        _ => block < INTRODUCTION,
    }
}

/// `Détecter des bad buzz dans des tweets`: a sentence that opens with the task of the work.
pub(super) fn opens_with_a_task(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.next().is_some_and(|word| TASKS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_of_methods_are_nobodys_needs() {
        assert!(is_goal_of_means(
            "L'objectif de NGU est de réduire les calculs."
        ));
        assert!(is_goal_of_means(
            "L'objectif principal de l'algorithme est de classer."
        ));
        assert!(is_goal_of_means("Son objectif est de minimiser la perte."));
        assert!(is_goal_of_means(
            "The goal of the model is to guess a word."
        ));
        assert!(!is_goal_of_means(
            "L'objectif du projet est de détecter les fraudes."
        ));
        assert!(!is_goal_of_means(
            "L'objectif est de trier les photos des vendeurs."
        ));
    }

    #[test]
    fn subjects_stand_before_the_verb() {
        assert!(has_means_as_subject(
            "Le modèle vise à prédire le mot suivant."
        ));
        assert!(!has_means_as_subject(
            "Le client veut un modèle qui prédit le mot suivant."
        ));
        assert!(opens_with_a_task(
            "Détecter des messages haineux pour une régie."
        ));
        assert!(!opens_with_a_task("Les messages sont en anglais."));
    }
}
