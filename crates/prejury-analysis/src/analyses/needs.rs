//! Which sentences state a need: shared by the strategies of supervised models, segmentations and networks.
//!
//! The goal of a method, a metric or a data set is nobody's need, and what a conclusion or a glossary says states none.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{BlockKind, Document, fold};
use regex::Regex;

use super::listed;

/// Blocks of text at the start of a README or notebook that introduce it.
const INTRODUCTION: usize = 8;
/// Bytes of a text in which a definition is looked for.
const MAX_DEFINITION: usize = 240;
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

/// `Dans le but de faire tourner les modèles, ...`: what is done for the work itself, in folded text.
static FOR_A_RUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:but|afin|objectif|order|pour)\b.{0,8}\b(?:faire tourner|run (?:the|our) models?)\b",
    )
    .ok()
});

/// Whether a text tells the goal of a method, model, metric or data set rather than that of somebody.
pub(super) fn is_goal_of_means(text: &str) -> bool {
    let folded = fold(text);
    let goals = GOAL_OF.as_ref().is_some_and(|goal| {
        goal.captures_iter(&folded)
            .any(|found| found.get(1).is_some_and(|of| MEANS.contains(of.as_str())))
    });
    goals
        || FOR_A_RUN.as_ref().is_some_and(|run| run.is_match(&folded))
        || ITS_GOAL.as_ref().is_some_and(|goal| goal.is_match(&folded))
        || GOAL_OF_A_NAME
            .as_ref()
            .is_some_and(|goal| goal.is_match(text))
}

/// `La validation croisée est une méthode qui`, `MLflow permet de suivre`: what a thing is in general, in folded text.
static DEFINITION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\W*(?:(?:la|le|les|une?|the|an?) |l['’])?[\w'’ -]{2,40}(?: ?:| est| is| sont| are) (?:une? |des |an? |the |la |le |l['’])?(?:\w+ ){0,2}(?:algorithme?s?|bibliotheque|facon|famille|family|framework|librairie|library|maniere|method|methode|metric|metrique|outil|procedure|technique|tool|way)\b|\b(?:keras|lime|mlflow|optuna|pytorch|scikit-learn|shap|sklearn|smote|tensorboard|wandb)\b.{0,12}\b(?:permet|allows|lets|helps)\b",
    )
    .ok()
});
/// Words by which somebody speaks of their own work.
static OWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:nous|notre|nos|on|je|j['’]ai|mon|ma|mes|we|our|i|my|ce projet|this project|ce notebook|this notebook)\b").ok()
});

/// Whether a text only says what a method or tool is in general: it chooses nothing for this work.
pub(super) fn defines(text: &str) -> bool {
    let folded = fold(&text[..text.floor_char_boundary(MAX_DEFINITION)]);
    DEFINITION.as_ref().is_some_and(|one| one.is_match(&folded))
        && !OWN.as_ref().is_some_and(|own| own.is_match(&folded))
}

/// `Projet réalisé en 2024 dans le cadre de ma formation`: how a work came about, in folded text.
static CIRCUMSTANCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:realisee?s?|menee?s?|effectuee?s?|fait partie|s'inscrit|s’inscrit|inscrit|carried out|completed|done|made|is part|part of)\b.*\b(?:cadre|cours|course|cursus|bootcamp|certification|formation|openclassrooms|parcours|training)\b",
    )
    .ok()
});
/// What a sentence about a work is for.
static AIM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:objectif|but|afin|vise|pour objectif|pour but|consiste|mission|aims?|goal|objective|in order to|souhaite|wants?)\b").ok()
});

/// Whether a text only tells as part of what the work was done: no goal stands in it.
pub(super) fn is_circumstance(text: &str) -> bool {
    let folded = fold(text);
    let holds = |words: &LazyLock<Option<Regex>>| {
        words.as_ref().is_some_and(|words| words.is_match(&folded))
    };
    let names_task = || {
        let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| TASKS.contains(word) && word != "realiser")
    };
    holds(&CIRCUMSTANCE) && !holds(&AIM) && !names_task()
}

/// `Notebook contenant les tests`: what a file holds, in folded text.
static OF_FILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\W*(?:(?:le|la|les|un|une|the|a|this|ce) )?(?:[\w./-]+\.(?:ipynb|py|csv|pdf|pptx|md)\b|(?:carnets?|dossiers?|fichiers?|folders?|files?|notebooks?|repertoires?|scripts?|supports?)\b[^.]{0,40}\b(?:contenant|contien\w+|contain\w*|holds?|avec|with|pour|de la|d['’]exploration)\b)",
    )
    .ok()
});

/// Whether a text tells what a file holds.
pub(super) fn describes_a_file(text: &str) -> bool {
    let folded = fold(&text[..text.floor_char_boundary(MAX_DEFINITION)]);
    OF_FILE.as_ref().is_some_and(|file| file.is_match(&folded))
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
    block < INTRODUCTION || document.is_report() && block * 4 < document.blocks.len()
}

/// What somebody makes: the subject of a sentence that says what it does.
const WORKS: &[&str] = &[
    "app",
    "appli",
    "application",
    "outil",
    "programme",
    "project",
    "projet",
    "tool",
];
/// Words from such a subject to its task: `application permettant de prédire`.
const MAX_TO_TASK: usize = 4;

/// `This application detects bad buzz`: a sentence that opens with what is made, and goes on with its task.
pub(super) fn opens_with_a_work(text: &str) -> bool {
    let folded = fold(&text[..text.floor_char_boundary(MAX_DEFINITION)]);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let opening = words.iter().take(MAX_SUBJECT);
    let Some(at) = opening.into_iter().position(|word| WORKS.contains(word)) else {
        return false;
    };
    // `to detect`, `detects`; a noun (`detection`) may be a part of the name.
    let is_task = |word: &&str| {
        let verb = word.strip_suffix('s').unwrap_or(word);
        TASKS.contains(verb) && !verb.ends_with("ion") && !verb.ends_with("nce")
    };
    words[at + 1..].iter().take(MAX_TO_TASK).any(is_task)
}

/// Whether a folded word is what a work does for somebody: `predict`, `segmenter`.
pub(super) fn is_task(word: &str) -> bool {
    TASKS.contains(word)
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
        assert!(is_goal_of_means(
            "Dans le but de faire tourner les modèles, nous tirons mille lignes de chaque classe."
        ));
        assert!(!is_goal_of_means(
            "L'objectif du projet est de détecter les fraudes."
        ));
        assert!(!is_goal_of_means(
            "L'objectif est de trier les photos des vendeurs."
        ));
    }

    #[test]
    fn definitions_circumstances_and_files_are_told_from_choices() {
        assert!(defines(
            "Validation croisée : une bonne façon d'évaluer un modèle est de le couper en K passes."
        ));
        assert!(defines(
            "La régression logistique est une méthode de classification binaire."
        ));
        assert!(defines(
            "Suivi : MLflow permet de suivre les paramètres de plusieurs modèles."
        ));
        assert!(!defines(
            "Nous comparons plusieurs modèles : la régression logistique est une méthode simple."
        ));
        assert!(is_circumstance(
            "Projet réalisé en août 2024 dans le cadre de ma formation de Data Scientist."
        ));
        assert!(!is_circumstance(
            "Ce projet, réalisé dans le cadre de ma formation, vise à prédire les pannes."
        ));
        assert!(describes_a_file(
            "Notebook contenant les essais de modèles."
        ));
        assert!(describes_a_file("02_rfm.ipynb : analyse RFM des clients"));
        assert!(!describes_a_file(
            "Ce projet segmente les clients d'un site."
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
        assert!(opens_with_a_work(
            "This ML application detects bad buzz in tweets."
        ));
        assert!(opens_with_a_work(
            "Cette application permet de prédire la race."
        ));
        assert!(!opens_with_a_work("Application : ouvrir la page."));
        assert!(!opens_with_a_work("Les données décrivent une application."));
    }
}
