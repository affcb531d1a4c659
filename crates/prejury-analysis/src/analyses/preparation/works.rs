//! Texts that tell the problem of a work by what is made and what for, without a word of a goal (half of C1.2.1-CE1).
//!
//! # What it looks for
//! `Système d'évaluation de crédit pour prédire le risque`; under a heading that describes the project, or one of goals, a
//! line that opens with what is to be achieved: `Comprendre les types d'utilisateurs`.
//! # Does not count
//! What is done to files, data and programs: `Application pour charger le modèle`.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::fold;

use crate::analyses::{listed, needs};

static HEADINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set(include_str!(
        "../../../../../rules/preparation/description-headings.txt"
    ))
});
static WORKS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/preparation/works.txt")));
static USES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/preparation/uses.txt")));
static MAKING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set(include_str!(
        "../../../../../rules/preparation/making-verbs.txt"
    ))
});

fn set(list: &'static str) -> HashSet<&'static str> {
    listed(list).into_iter().collect()
}

/// Words at the beginning of a text among which stands what is made, and words after it in which follows what for.
const MAX_SUBJECT: usize = 4;
const MAX_TO_PURPOSE: usize = 20;
/// Words from one of purpose to its verb: `permettant de prédire`, `afin d'aider`.
const MAX_TO_VERB: usize = 2;
/// Bytes of a text that are looked at.
const MAX_BYTES: usize = 400;
/// Words from a verb of making to the task: `Réaliser une première segmentation`.
const MAX_TO_TASK: usize = 3;

/// Whether a heading opens the description of a project, and of nothing else: `Description des données` does not.
pub(super) fn opens_description(folded: &str) -> bool {
    let title = folded.trim_matches(|letter: char| !letter.is_alphabetic());
    HEADINGS.contains(title)
}

/// Whether a text tells what is made, and what it does for somebody.
pub(super) fn tells(text: &str) -> bool {
    let folded = fold(&text[..text.floor_char_boundary(MAX_BYTES)]);
    opens_with_a_use(&folded) || names_a_work(&folded) || opens_with_a_task(&folded)
}

/// `Outil d'aide à la décision permettant de suivre les stocks`.
pub(super) fn names_a_work(folded: &str) -> bool {
    let folded = &folded[..folded.floor_char_boundary(MAX_BYTES)];
    // A path or a link tells of files.
    let sentence = folded.split(['.', '\n', ';']).next().unwrap_or_default();
    let words: Vec<&str> = words(sentence).collect();
    let mut opening = words.iter().take(MAX_SUBJECT);
    let Some(at) = opening.position(|word| WORKS.contains(word)) else {
        return false;
    };
    let rest = &words[at + 1..];
    let of_purpose = |word: &str| {
        matches!(
            word,
            "pour" | "afin" | "permettant" | "permet" | "visant" | "vise" | "capable" | "to"
        )
    };
    (0..rest.len().min(MAX_TO_PURPOSE))
        .filter(|at| of_purpose(rest[*at]))
        .any(|at| {
            let mut after = rest[at + 1..].iter().take(MAX_TO_VERB);
            let serves = match rest[at] {
                "to" => needs::is_task,
                _ => is_use,
            };
            after.any(|word| serves(word))
        })
}

/// `Comprendre les différents types d'utilisateurs`: a verb and what it is done to.
pub(super) fn opens_with_a_use(folded: &str) -> bool {
    let mut words = words(folded);
    let is_verb = words.next().is_some_and(is_use);
    let is_noun = words.next().is_some_and(|word| {
        matches!(
            word,
            "chaque"
                | "ces"
                | "d"
                | "de"
                | "des"
                | "du"
                | "l"
                | "la"
                | "le"
                | "les"
                | "leur"
                | "leurs"
                | "nos"
                | "notre"
                | "quels"
                | "quelles"
                | "si"
                | "un"
                | "une"
        )
    });
    is_verb && is_noun
}

/// A French verb that says what somebody gets.
fn is_use(word: &str) -> bool {
    USES.contains(word)
}

/// `Prediction of late deliveries`, `Réaliser une segmentation`: what is only made (`Réaliser les exercices`) is no task.
fn opens_with_a_task(folded: &str) -> bool {
    let mut words = words(folded);
    let is_task = |word: &str| needs::is_task(word) && !MAKING.contains(word);
    words.next().is_some_and(|first| {
        is_task(first) || MAKING.contains(first) && words.take(MAX_TO_TASK).any(is_task)
    })
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_and_what_for_is_told() {
        for text in [
            "Système d'évaluation automatique de crédit à la consommation pour prédire le risque de défaut",
            "Application pour recommander des films avec différents algorithmes",
            "Outil permettant d'orienter les habitants vers le bon guichet.",
            "Estimer la consommation annuelle d'un bâtiment",
            "Comprendre les différents types d'utilisateurs",
            "A tool to predict late deliveries",
            "Réaliser une première segmentation des clients",
        ] {
            assert!(tells(text), "{text}");
        }
    }

    #[test]
    fn what_is_done_to_files_and_data_is_no_use() {
        for text in [
            "Application Streamlit pour charger le modèle et afficher ses résultats",
            "Nettoyer les données et fusionner les tables",
            "Premier jeu de données de la ville",
            "Ce fichier contient les commandes des clients",
            "Répertoire des notebooks et scripts",
            "Dossier des fichiers bruts",
            "Cloner le dépôt du projet",
            "Coder une API Flask de prédiction",
            "Réaliser les exercices du chapitre",
            "Projet réalisé pour valider le parcours Data Scientist de la formation en ligne.",
            "Application Flask déployée avec docker pour notre soutenance de la fin du parcours.",
            "Project to explore a dataset in Python with pandas.",
            "App deployed to docker containers and started from the command line.",
            "Le projet. Pour prédire, voir plus bas.",
        ] {
            assert!(!tells(text), "{text}");
        }
        assert!(opens_description("## description du projet :"));
        assert!(!opens_description("description des donnees"));
    }
}
