//! Whether a text says what the cleaning of the data is for: a sentence that cleans, with what the cleaned data will serve.
//!
//! # Does not count
//! Cleaning and a use that meet in one paragraph only; data or notebooks that are called clean; a column whose name says
//! score; what a method does in general; what a file holds; what could be done.

use std::sync::LazyLock;

use prejury_core::Strength;
use regex::Regex;

use super::words::{CLEANING, CLEANING_ACT, OTHER_OBJECT, PURPOSE, TIED_ASIDE, Text};
use crate::analyses::folded_regex;
use crate::analyses::needs;

/// Words after one of purpose in which the use follows.
const REACH: usize = 14;
/// Words of the longest phrase of purpose, with those that may stand between.
const PHRASE: usize = 4;
/// Sentences after one that opens with a purpose for which it holds.
const LED: usize = 2;
/// Words at the beginning of a sentence that go on with the one before.
const OPENING: usize = 4;

/// What the cleaned data will serve: beginnings of words.
const USES: &[&str] = &[
    "algorithm",
    "analys",
    "application",
    "besoin",
    "business",
    "cluster",
    "entrain",
    "etude",
    "inform",
    "metier",
    "mission",
    "model",
    "need",
    "objecti",
    "performance",
    "predi",
    "problem",
    "projet",
    "project",
    "recommand",
    "recommend",
    "score",
    "scoring",
    "segment",
    "study",
    "training",
];

/// A sentence on what could be cleaned some day.
const PUT_OFF: &[&str] = &["could", "might", "pourrai", "pourrions", "revoir"];

/// Words of reason.
const REASONS: &[&str] = &["because", "car", "parce", "puisque", "since", "sinon"];

/// A sentence that gives the goal of the one before.
const GOES_ON: &[&str] = &["aim", "but", "goal", "objecti", "purpose"];

/// Data and files that are called clean, or not, filters of a recommender and the ratings it predicts: nothing is cleaned
/// in such words. Names of columns, too.
static STATES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:non|not|pas|un) ?-?(?:nettoye|cleane)\w*|\b(?:donnees|dataset|data|df|fichier|file|table) (?:nettoye|cleane)\w*|\b(?:executer|exploiter|installer|lancer) (?:\w+ ){0,2}codes? de nettoyage|\bpredi\w* (?:les |the |des )?(?:valeurs manquantes|missing value)\w*(?P<of>[^.;!?\n]{0,80}?\b(?:matri(?:ce|x)|notes|ratings))\b|\bcleaned (?:data|dataset|file|version)\w*|\b(?:filtrage (?:collaborat|hybrid|base|par contenu)|collaborative filter|content.based filter|bulles? de filtr|filter bubble)\w*|\S*_\S*|`[^`]*`",
    )
});

/// Whether a text says what a cleaning is for: clearly (`Written`), where a sentence names an act of cleaning and no tool, or as
/// a trace.
pub(super) fn ties(text: &Text) -> Option<Strength> {
    if !CLEANING.are_in(text) || !PURPOSE.are_in(text) || !text.contains_any(USES) {
        return None;
    }
    if needs::defines(&text.folded) || needs::describes_a_file(&text.folded) {
        return None;
    }
    let states = STATES.as_ref()?;
    let told = states.replace_all(&text.folded, " $of ");
    let sentences: Vec<Text> = told
        .split(['.', ';', '!', '?', '\n'])
        .map(|sentence| Text::folded(sentence.to_owned()))
        .filter(|sentence| !OTHER_OBJECT.are_in(sentence) && !is_put_off(sentence))
        .collect();
    let is_tied = |at: usize, sentence: &Text| {
        let next = || sentences.get(at + 1).filter(|next| goes_on(next));
        let before = || sentences[at.saturating_sub(LED)..at].iter().any(leads);
        CLEANING.are_in(sentence) && (serves(sentence) || next().is_some_and(serves) || before())
    };
    let tied = sentences
        .iter()
        .enumerate()
        .filter(|(at, sentence)| is_tied(*at, sentence));
    let strengths = tied.map(|(_, sentence)| {
        if CLEANING_ACT.are_in(sentence) && !TIED_ASIDE.are_in(sentence) {
            Strength::Written
        } else {
            Strength::Mentioned
        }
    });
    strengths.max()
}

/// Whether what is cleaned is only thought of. What comes behind a word of reason is what could happen otherwise: `Nous supprimons les
/// doublons, car ils pourraient fausser le modèle`.
fn is_put_off(sentence: &Text) -> bool {
    if !sentence.contains_any(PUT_OFF) {
        return false;
    }
    let words = words_of(sentence);
    let reason = words.iter().position(|word| REASONS.contains(word));
    let before = &words[..reason.unwrap_or(words.len())];
    before
        .iter()
        .any(|word| PUT_OFF.iter().any(|start| word.starts_with(start)))
}

/// Whether a sentence opens with what all that follows is for: `Pour répondre à la problématique, ...`.
fn leads(sentence: &Text) -> bool {
    let words = words_of(sentence);
    let opens = matches!(words[..], ["afin" | "pour", ..] | ["in", "order", ..]);
    opens && serves(sentence)
}

fn words_of(text: &Text) -> Vec<&str> {
    text.folded.split_whitespace().collect()
}

fn goes_on(sentence: &Text) -> bool {
    let words = words_of(sentence);
    let mut opening = words.iter().take(OPENING);
    // "but" is a whole word: others begin like it.
    let is_meant = |word: &str, start: &str| match start {
        "but" => word == "but",
        _ => word.starts_with(start),
    };
    opening.any(|word| {
        let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
        GOES_ON.iter().any(|start| is_meant(word, start))
    })
}

/// Whether a word of purpose leads to a use.
fn serves(sentence: &Text) -> bool {
    if !PURPOSE.are_in(sentence) {
        return false;
    }
    let words = words_of(sentence);
    let holds = |from: usize| {
        let to = words.len().min(from + PHRASE);
        PURPOSE.are_in(&Text::folded(words[from.min(to)..to].join(" ")))
    };
    (0..words.len()).any(|at| {
        let reach = &words[at + 1..words.len().min(at + REACH).max(at + 1)];
        holds(at) && reach.iter().any(|word| is_use(word))
    })
}

fn is_use(word: &str) -> bool {
    let mut parts = word.split(|letter: char| !letter.is_alphanumeric());
    parts.any(|part| USES.iter().any(|start| part.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> bool {
        ties(&Text::of(text)).is_some()
    }

    #[test]
    fn tools_and_words_for_anything_are_traces() {
        let strength = |text: &str| ties(&Text::of(text));
        for text in [
            "Une structure de code clean, utile pour le projet de recommandation.",
            "Le dashboard permet de sélectionner un client, afin de comprendre son score.",
            "Pour les étapes de nettoyage et de modélisation, plusieurs packages ont été utilisés.",
        ] {
            assert_eq!(strength(text), Some(Strength::Mentioned), "{text}");
        }
        assert_eq!(
            strength("Nous supprimons les lots vides, car ils fausseraient le modèle."),
            Some(Strength::Written)
        );
    }

    #[test]
    fn a_cleaning_is_tied_to_what_it_serves() {
        assert!(says(
            "Nous supprimons les lots vides, car ils fausseraient le modèle."
        ));
        assert!(says(
            "Pour répondre à la problématique, nous nettoyons les notes des clients."
        ));
        assert!(says(
            "I will first clean the orders. The objective is to inform the study of customers."
        ));
        assert!(says(
            "Préparer les données pour la modélisation (imputation)"
        ));
    }

    #[test]
    fn what_is_called_clean_or_predicted_is_not_cleaned_here() {
        for text in [
            "On va utiliser le dataset cleané pour évaluer des algorithmes de régression.",
            "Pour exploiter les codes de nettoyage et d'analyse, il faut installer des librairies.",
            "L'objectif est de prédire les valeurs manquantes d'une matrice pour recommander.",
            "Le filtrage collaboratif sert à améliorer les recommandations de l'application.",
        ] {
            assert!(!says(text), "{text}");
        }
    }

    #[test]
    fn what_could_happen_is_a_reason_and_what_could_be_cleaned_is_none() {
        assert!(says(
            "Nous supprimons les doublons, car ils pourraient fausser le modèle."
        ));
        assert!(!says(
            "Pour améliorer le modèle, on peut revoir la détection des outliers."
        ));
        assert!(!says(
            "Nous pourrions supprimer les doublons afin d'améliorer le modèle."
        ));
    }

    #[test]
    fn words_of_cleaning_beside_others_tie_nothing() {
        assert!(!says(
            "Un notebook de modélisation (non nettoyé, pour comprendre la démarche)."
        ));
        assert!(!says(
            "Je sauvegarde ce jeu de données nettoyées pour la suite du projet."
        ));
        assert!(!says(
            "Les valeurs manquantes sont nombreuses. Le modèle est simple, donc utile."
        ));
        assert!(!says(
            "Suppression des valeurs de nutrition_score_fr pour les sodas."
        ));
        assert!(!says(
            "Les doublons sont supprimés. Nous passons ensuite au projet car il est tard."
        ));
    }
}
