//! Correlations read far from their matrix: on slides, in a README, in the conclusion of a notebook (halves of C1.3.1-CE5 and CE7).
//!
//! # What it looks for
//! A sentence that says how strongly, or in which sense, one thing goes with another, where live code computed correlations; without such code,
//! on slides and pages of reports.
//! # Does not count
//! What a matrix is drawn for, what a correlation is, columns that are dropped for it, and what a model's explanation says.

use std::sync::LazyLock;

use prejury_documents::fold;
use regex::Regex;

use super::prose::{CORRELATION, MODEL, Passage, Voice};
use crate::analyses::word_list::WordList;

/// Words of a sentence that says something.
const MIN_WORDS: usize = 6;
/// Longer blocks are lists or stored data.
const MAX_TEXT: usize = 2_000;

/// `corrélé positivement avec`, `forte corrélation entre`, `strongly correlated with`, in folded text.
static STATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let how = "(?:(?:faible|negativ|positiv|moder|high|strong|weak|poor)\\w*|fort(?:e|es|ement|s)?|moyen(?:ne|nement|nes|s)?\
        |peu|pas|aucune|tres|low(?:er|est|ly)?|no|not|most(?:ly)?)\\b";
    let with = "(?:a|au|aux|avec|entre|between|to|with)\\b";
    let corr = "correl\\w*";
    Regex::new(&format!(
        r"\b{how} (?:\w+ ){{0,2}}{corr} (?:\w+ ){{0,3}}{with}|\b{corr} (?:\w+ ){{0,2}}{how} (?:\w+ ){{0,3}}{with}"
    ))
    .ok()
});
/// What makes such a sentence no reading.
static ASIDE: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/exploration/correlation-aside.txt"
    ))
});

/// Whether a passage reads a correlation by itself, wherever it stands.
pub(super) fn reads(passage: &Passage) -> bool {
    passage.voice == Voice::Markdown
        && passage.n_words >= MIN_WORDS
        && passage.text.len() <= MAX_TEXT
        && passage.is_about(CORRELATION)
        && !passage.is_about(MODEL)
        && sentences(&fold(&passage.text)).any(states)
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', ';', '\n', '!'])
}

fn states(sentence: &str) -> bool {
    STATED
        .as_ref()
        .is_some_and(|stated| stated.is_match(sentence))
        && !sentence.contains('?')
        && !ASIDE.is_in(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_two_things_go_together_is_a_reading() {
        for text in [
            "le nutriscore est correle positivement avec le sucre et l'energie",
            "on trouve une forte correlation entre la surface et la consommation",
            "income is strongly correlated with enrolment",
            "la duree n'est pas correlee avec la note",
        ] {
            assert!(states(text), "{text}");
        }
        for text in [
            "matrice de correlation entre les variables",
            "on regarde si les variables sont fortement correlees entre elles",
            "les variables fortement correlees entre elles sont supprimees",
            "une correlation forte entre deux variables signifie qu'elles varient ensemble",
            "etude des correlations",
            "features strongly correlated with each other were dropped",
            "a strong correlation between two features means that both move together",
            "a strong correlation with the target is no proof of causality",
            "a low correlation to the target is the criterion of filter methods",
            "nous passons aux correlations et a la lecture des matrices",
            "une correlation est dite forte a partir de 0,7",
            "une correlation ne permet pas de conclure a une causalite",
        ] {
            assert!(!states(text), "{text}");
        }
    }
}
