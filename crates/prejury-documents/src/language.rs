//! Which language a text is written in, by its commonest small words.

use crate::words::{fold, words};

/// Language of a block of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    French,
    English,
    /// Too short, mixed, or neither.
    Other,
}

/// Words that one language has and the other has not; sorted, without accents.
const FRENCH: &[&str] = &[
    "afin", "ainsi", "au", "aux", "avec", "avons", "car", "ce", "ces", "cette", "chaque", "cet",
    "dans", "de", "des", "du", "elle", "en", "est", "et", "etre", "il", "ils", "je", "la", "le",
    "les", "leur", "leurs", "mais", "nos", "notre", "nous", "ont", "ou", "par", "pas", "permet",
    "plus", "pour", "qui", "que", "sa", "se", "ses", "son", "sont", "sur", "un", "une", "vous",
];
const ENGLISH: &[&str] = &[
    "and", "are", "as", "at", "be", "been", "but", "by", "can", "for", "from", "has", "have",
    "how", "if", "in", "into", "is", "it", "its", "not", "of", "our", "that", "the", "their",
    "them", "these", "this", "to", "was", "we", "were", "which", "will", "with", "you", "your",
];

/// Words looked at: the beginning of a text settles its language.
const MAX_WORDS: usize = 400;

/// The language of `text`; the other language's small words must be clearly fewer.
pub fn language(text: &str) -> Language {
    language_of(words(text).iter().map(|word| language_of_word(word.text)))
}

/// The language whose small word this is, `Other` for all other words.
pub(crate) fn language_of_word(word: &str) -> Language {
    // The longest small word has six letters, and an accent takes a second byte or two.
    if word.len() > 8 {
        return Language::Other;
    }
    let folded = fold(word);
    if FRENCH.contains(&folded.as_str()) {
        Language::French
    } else if ENGLISH.binary_search(&folded.as_str()).is_ok() {
        Language::English
    } else {
        Language::Other
    }
}

/// The language of a text by the languages of its words.
pub(crate) fn language_of(words: impl Iterator<Item = Language>) -> Language {
    let (mut french, mut english) = (0_usize, 0_usize);
    for word in words.take(MAX_WORDS) {
        french += usize::from(word == Language::French);
        english += usize::from(word == Language::English);
    }
    if french > english * 2 {
        Language::French
    } else if english > french * 2 {
        Language::English
    } else {
        Language::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_sentences() {
        assert_eq!(
            language("Nous avons supprimé les valeurs manquantes du jeu de données."),
            Language::French
        );
        assert_eq!(
            language("We dropped the missing values of this data set."),
            Language::English
        );
        assert_eq!(language("GridSearchCV RandomForest"), Language::Other);
    }
}
