//! Sentences that say what to do, and short ones that say what was made and what for.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::fold;

use crate::analyses::word_list::WordList;
use crate::analyses::{listed, needs};

static INSTRUCTIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/instructions.txt")));
static OPENING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/opening.txt")));
static LINKS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/opening-link.txt")));
static SETUP_THINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/setup-things.txt")));

static MAKING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/making.txt")));
static ALSO_NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/also-names.txt")));
static ORDER_NEXT: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/order-next.txt")));
static VAGUE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    set(include_str!(
        "../../../../../rules/readme/vague-openings.txt"
    ))
});
pub(super) static TRAINING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| set(include_str!("../../../../../rules/readme/training.txt")));
static SAYING: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(include_str!("../../../../../rules/readme/saying.txt")));

static SETUP_PURPOSES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/readme/setup-purposes.txt"
    ))
});

pub(super) fn set(list: &'static str) -> HashSet<&'static str> {
    listed(list).into_iter().collect()
}

/// Words among which an instruction has its verb: "Vous pourrez ensuite lancer".
const VERB_WORDS: usize = 4;
/// Words among which a short sentence says what is made.
const MADE_WORDS: usize = 3;
/// Words among which an order names what is set up: "Créer un nouveau fichier .env".
const SET_UP_WORDS: usize = 6;
/// Words among which a sentence with a goal is about setting up all the same.
const PURPOSE_WORDS: usize = 8;
/// Words that say what something is made for.
const MIN_PURPOSE: usize = 2;
/// Bytes of a text that are read: the rest is another sentence.
const MAX_READ: usize = 300;

/// Words of the first sentence of a text, folded.
pub(super) fn first_words(text: &str) -> Vec<String> {
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

/// Whether a text opens with words about installing or starting something: what follows a goal takes nothing from it.
pub(super) fn opens_about_setup(text: &str) -> bool {
    let mut words = first_words(text);
    words.truncate(PURPOSE_WORDS);
    let words = words.join(" ");
    SETUP_PURPOSES.iter().any(|purpose| words.contains(purpose))
}

/// Whether a text opens with the name of a file or folder: `run.py`, `start_api`, `open-data`, `install : ...`.
fn opens_with_a_name(text: &str) -> bool {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let is_marked = first.contains(['_', '/', '`'])
        || first
            .match_indices('.')
            .any(|(at, _)| first[at + 1..].starts_with(char::is_alphanumeric));
    // `Lancer : ...` is an order, `run : ...` the name of a folder.
    let is_explained = first.starts_with(char::is_lowercase)
        && rest.trim_start().starts_with([':', '-', '–', '|', '=']);
    // The mark of an item is no name: `A/`.
    first.trim_end_matches('/').len() > 1 && (is_marked || is_explained)
}

/// Whether a text tells its reader what to do: `Situez-vous dans le dossier server`, `Run the notebook`.
pub(super) fn is_instruction(text: &str) -> bool {
    if opens_with_a_name(text) {
        return false;
    }
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
    let infinitive = first.replace("creez", "creer");
    if MAKING.contains(infinitive.as_str()) {
        return words
            .take(SET_UP_WORDS)
            .any(|word| SETUP_THINGS.contains(word.as_str()));
    }
    if ALSO_NAMES.contains(first.as_str()) {
        return follows_order(text, first, words.next());
    }
    is_verb(first) || is_imperative(first)
}

/// Whether an English order goes on as one: `Open the notebook`, `Run main.py`; `Open Food Facts` is a name.
fn follows_order(text: &str, order: &str, next: Option<&String>) -> bool {
    let mut tokens = text.split_whitespace();
    let is_order = |token: &&str| fold(token).contains(order);
    if tokens
        .find(is_order)
        .is_some_and(|token| token.contains('-'))
    {
        return false;
    }
    let is_file = tokens
        .next()
        .is_some_and(|token| token.contains(['_', '.', '/', '`', '"']));
    is_file || next.is_none_or(|next| ORDER_NEXT.contains(next.as_str()))
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
    let has_task = words.iter().any(|word| needs::is_task(word));
    let is_of_training = words.iter().any(|word| TRAINING.contains(word.as_str()));
    let is_vague =
        VAGUE.contains(words[made].as_str()) && !has_task && !SAYING.is_in(&words.join(" "));
    if is_vague || is_of_training && !has_task {
        return false;
    }
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
            "Run main.py with the file of clients",
            "Lancer : python api.py",
            "Créez un nouveau fichier .env à la racine",
        ] {
            assert!(is_instruction(text), "{text}");
        }
        for text in [
            "Vous trouverez dans le dossier api le code du service",
            "Retrouvez les analyses dans notebooks",
            "Réalisez un tableau de bord pour les conseillers",
            "Le script api.py lance le service",
            "api : code du service de prédiction",
            "`run.py` : point d'entrée qui entraîne le modèle",
            "download_data.py : récupère les fichiers bruts",
            "install.sh installe les paquets",
            "run : résultats des entraînements",
            "Open Food Facts est une base de produits alimentaires",
            "Start-up de la EdTech, academy veut se développer",
            "Créer un modèle de scoring crédit pour une banque",
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
            "Projet n°4 réalisé pour la formation OpenClassrooms Data Scientist",
            "Projet 7 du parcours Data Scientist sur la plateforme OpenClassrooms",
            "Find here all the notebooks to open with Google Colab",
        ] {
            assert!(!is_description(text), "{text}");
        }
    }
}
