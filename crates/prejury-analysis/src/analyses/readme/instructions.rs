//! Sentences that say what to do, and short ones that say what was made and what for.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::fold;

use crate::analyses::listed;

static INSTRUCTIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/instructions.txt")));
static OPENING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/opening.txt")));
static LINKS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/opening-link.txt")));
static SETUP_THINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/setup-things.txt")));

static SETUP_PURPOSES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/readme/setup-purposes.txt"
    ))
});

fn set(list: &'static str) -> HashSet<&'static str> {
    listed(list).into_iter().collect()
}

/// Words among which an instruction has its verb: "Vous pourrez ensuite lancer".
const VERB_WORDS: usize = 4;
/// Words among which a short sentence says what is made.
const MADE_WORDS: usize = 3;
/// Words that say what something is made for.
const MIN_PURPOSE: usize = 2;
/// Bytes of a text that are read: the rest is another sentence.
const MAX_READ: usize = 300;

/// Words of the first sentence of a text, folded.
fn first_words(text: &str) -> Vec<String> {
    // The number of a step is no sentence.
    let text = text.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let read = &text[..text.floor_char_boundary(MAX_READ)];
    let sentence = read.split(". ").next().unwrap_or(read);
    fold(sentence)
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .filter(|word| !word.is_empty())
        .map(|word| word.replace('’', "'"))
        .collect()
}

/// Whether the first sentence of a text is about installing or starting something.
pub(super) fn is_about_setup(text: &str) -> bool {
    let words = first_words(text).join(" ");
    SETUP_PURPOSES.iter().any(|purpose| words.contains(purpose))
}

/// Whether a text tells its reader what to do: `Situez-vous dans le dossier server`, `Run the notebook`.
pub(super) fn is_instruction(text: &str) -> bool {
    let words = first_words(text);
    // The mark of an item is no word: `1.`, `A/`.
    let mut words = words.iter().skip_while(|word| word.len() < 2);
    let Some(first) = words.next() else {
        return false;
    };
    let is_verb = |word: &str| INSTRUCTIONS.contains(word);
    // `lancez` and `ouvrez` are said of `lancer` and `ouvrir`.
    let is_imperative = |word: &str| {
        let stem = word.strip_suffix("ez");
        stem.is_some_and(|stem| {
            ["er", "ir"]
                .iter()
                .any(|end| is_verb(&format!("{stem}{end}")))
        })
    };
    if matches!(first.as_str(), "vous" | "you") {
        // `Vous pourrez ensuite lancer`, `You can now run`; `Vous trouverez dans` shows where something is.
        return words.take(VERB_WORDS).any(|word| is_verb(word));
    }
    is_verb(first) || is_imperative(first)
}

/// Whether a short sentence says what is made and what for: `Build a score to choose countries`. What is set up is no such thing.
pub(super) fn is_description(text: &str) -> bool {
    let words = first_words(text);
    let made = words
        .iter()
        .take(MADE_WORDS)
        .position(|word| OPENING.contains(word.as_str()));
    let Some(made) = made else {
        return false;
    };
    let link = words[made + 1..]
        .iter()
        .position(|word| LINKS.contains(word.as_str()));
    let follows = link.is_some_and(|link| words.len() > made + 1 + link + MIN_PURPOSE);
    follows
        && !words
            .iter()
            .any(|word| SETUP_THINGS.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_tell_what_to_do() {
        for text in [
            "Situez-vous dans le dossier server et installez les paquets",
            "1. Lancer le script api.py depuis le terminal",
            "Vous pourrez ensuite lancer le notebook 1_nettoyage.ipynb",
            "Run the notebook notebooks/2_modeles.ipynb first",
        ] {
            assert!(is_instruction(text), "{text}");
        }
        for text in [
            "Vous trouverez dans le dossier api le code du service",
            "Retrouvez les analyses dans notebooks",
            "Réalisez un tableau de bord pour les conseillers",
            "Le script api.py lance le service",
            "api : code du service de prédiction",
            "",
        ] {
            assert!(!is_instruction(text), "{text}");
        }
    }

    #[test]
    fn short_sentences_say_what_is_made() {
        for text in [
            "Build a metric to rank the countries where a school should open",
            "Présentation d'une étude sur la nutrition des enfants pour les cantines",
            "Le notebook contient une analyse exploratoire des ventes de 2019",
        ] {
            assert!(is_description(text), "{text}");
        }
        for text in [
            "Create a .env file to hold the address of the server",
            "Create a dedicated user to read from the bucket of images",
            "Data cleaning, exploration, visualization, clustering and t-SNE, all in Python",
            "TF-idf, Word2Vec, BERT, CNN, transfer learning, Keras and TensorFlow",
            "Projet 8 Réalisez un dashboard et assurez une veille technique",
        ] {
            assert!(!is_description(text), "{text}");
        }
    }
}
