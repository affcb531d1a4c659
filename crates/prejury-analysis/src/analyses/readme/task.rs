//! Lines that say no more than a task and what it is done to, and sentences on the whole of what is handed in.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::instructions::{first_words, set};
use crate::analyses::listed;

static TASK_NOUNS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/task-nouns.txt")));

/// Words that lead from a task to what it is done to.
const OF: &[&str] = &["d", "de", "des", "du", "for", "of"];
/// English nouns of tasks that stand behind what they are done to.
const LAST: &[&str] = &[
    "classification",
    "clustering",
    "detection",
    "forecasting",
    "prediction",
    "recognition",
    "recommendation",
    "segmentation",
];
/// Words for the whole of what is handed in.
static WHOLE: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/readme/the-whole.txt")));
/// Words of what a task is done to.
const OBJECT_WORDS: usize = 3;
/// Those of them that say of what.
const TELLING_WORDS: usize = 2;
/// Words that any step of any work has for its object.
static OF_ANY_WORK: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/readme/of-any-work.txt")));
/// Words between a noun and the word that leads on: "analyse exploratoire des ...".
const MAX_BETWEEN: usize = 2;
/// Words before the task of a sentence on the whole: "Ce répertoire contient une analyse ...".
const MAX_TO_TASK: usize = 8;
/// Words of a line that is no more than such a phrase.
const MAX_PHRASE: usize = 30;
/// Verbs by which a line tells a step or a skill.
const OPENING_VERBS: &[&str] = &[
    "perform", "run", "running", "train", "training", "use", "using",
];

/// Whether a text begins with the project or what is handed in: "Ce projet ...", "This repository ...".
pub(super) fn speaks_of_the_whole(text: &str) -> bool {
    let words = first_words(text);
    let pointed = words
        .first()
        .is_some_and(|word| matches!(&**word, "ce" | "le" | "notre" | "our" | "the" | "this"));
    let whole = words.get(1);
    pointed && whole.is_some_and(|word| WHOLE.contains(&word.as_str()))
}

/// Whether a line says no more than the task and what it is done to: "Prédiction de la consommation des bâtiments de la ville",
/// "Building power consumption prediction", "Ce répertoire contient une analyse de ...".
pub(super) fn names_the_task(text: &str) -> bool {
    let words = first_words(text);
    if words.len() > MAX_PHRASE {
        return false;
    }
    let is = |list: &[&str], at: usize| {
        let word = words.get(at);
        word.is_some_and(|word| list.contains(&word.as_str()))
    };
    let is_task = |at: usize| {
        let word = words
            .get(at)
            .map(|word| word.strip_prefix("l'").unwrap_or(word));
        word.is_some_and(|word| TASK_NOUNS.contains(word))
    };
    let leads_on = |at: usize| {
        let word = words.get(at);
        is(OF, at) || word.is_some_and(|word| word.starts_with("d'"))
    };
    let has_object = |task: usize| {
        let links = task + 1..=task + 1 + MAX_BETWEEN;
        let Some(link) = links.into_iter().find(|at| leads_on(*at)) else {
            return false;
        };
        let object = words.get(link + 1..).unwrap_or_default();
        let telling = object.iter().filter(|word| !tells_nothing(word));
        object.len() >= OBJECT_WORDS && telling.count() >= TELLING_WORDS
    };
    if is_task(0) {
        return has_object(0);
    }
    if speaks_of_the_whole(text) {
        return (2..MAX_TO_TASK).any(|at| is_task(at) && has_object(at));
    }
    words.len() > OBJECT_WORDS
        && is(LAST, words.len() - 1)
        && !OPENING_VERBS.contains(&words[0].as_str())
}

fn tells_nothing(word: &str) -> bool {
    word.len() <= 3 || OF_ANY_WORK.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_named_with_what_they_are_done_to() {
        for text in [
            "Prédiction de la consommation d'électricité de bâtiments de la ville",
            "Seattle buildings power consumption prediction",
            "Ce répertoire inclus une analyse exploratoire de la consommation d'énergies de bâtiments",
            "L'analyse d'indicateurs de l'éducation par pays",
            "Ce répertoire inclut une analyse de la consommation des bâtiments. Il inclut 3 fichiers",
            "Le projet porte sur la prédiction des émissions de CO2 des bâtiments",
        ] {
            assert!(names_the_task(text), "{text}");
        }
        for text in [
            "Analyse des données",
            "Analyse du jeu de données",
            "Modélisation et entraînement des différents modèles",
            "Data cleaning and analysis",
            "Effectuer une représentation graphique à l'aide d'une librairie",
            "Ce répertoire contient les fichiers de la soutenance du projet",
            "Using transfer learning for image classification",
            "Sixth project of my training",
            "",
        ] {
            assert!(!names_the_task(text), "{text}");
        }
        assert!(speaks_of_the_whole("Ce projet consiste à trier"));
        assert!(!speaks_of_the_whole("Améliorez le produit de votre projet"));
    }
}
