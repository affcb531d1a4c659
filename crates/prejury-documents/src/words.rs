//! Words of a text, blind to case, accents and Unicode form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// One word with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// As written.
    pub text: &'a str,
    /// Byte offset in the text.
    pub start: usize,
    /// Number of sentences that ended before this word.
    pub sentence: usize,
}

/// Words of `text` in order: runs of letters and digits; apostrophes, hyphens and underscores part words.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut sentence = 0;
    let mut ending = false;
    for (at, character) in text.char_indices() {
        if character.is_alphanumeric() || is_combining_mark(character) {
            if start.is_none() {
                // A stop followed by white space ends a sentence; `0.5` and `model.fit` hold none.
                start = Some(at);
            }
            ending = false;
            continue;
        }
        if let Some(start) = start.take() {
            found.push(Word {
                text: &text[start..at],
                start,
                sentence,
            });
        }
        if ending && character.is_whitespace() {
            sentence += 1;
        }
        ending = matches!(character, '.' | '!' | '?' | ';');
    }
    if let Some(start) = start {
        found.push(Word {
            text: &text[start..],
            start,
            sentence,
        });
    }
    found
}

/// Lower case without accents, in the compatibility form (`ﬁ` is `fi`, `²` is `2`).
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for character in word.chars() {
        match character {
            // Most characters are plain letters: they need no decomposition.
            ascii if ascii.is_ascii() => folded.push(ascii.to_ascii_lowercase()),
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            // Marks are dropped, so that their order, which a whole normalisation would settle, does not matter.
            other => decompose_compatible(other, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            }),
        }
    }
    folded
}

/// Lower case with accents, composed: the form that the stemmers know.
pub(crate) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_sentences() {
        let found: Vec<(&str, usize)> = words("L'analyse du F1-score : 0.5. Fin")
            .iter()
            .map(|word| (word.text, word.sentence))
            .collect();
        assert_eq!(
            found,
            [
                ("L", 0),
                ("analyse", 0),
                ("du", 0),
                ("F1", 0),
                ("score", 0),
                ("0", 0),
                ("5", 0),
                ("Fin", 1)
            ]
        );
    }

    #[test]
    fn folding_is_blind_to_form() {
        assert_eq!(fold("Modéle\u{301}"), fold("MODELE"));
        assert_eq!(fold("proﬁl R² Cœur"), "profil r2 coeur");
    }
}
