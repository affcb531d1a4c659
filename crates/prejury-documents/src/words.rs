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
    // A word has some six letters, with what parts it from the next.
    let mut found = Vec::with_capacity(text.len() / 6);
    let bytes = text.as_bytes();
    let mut start = None;
    let mut sentence = 0;
    let mut ending = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let here = at;
        // Most letters are plain ones, and need no table of Unicode.
        let (is_letter, is_white, is_stop) = if byte.is_ascii() {
            at += 1;
            (
                byte.is_ascii_alphanumeric(),
                matches!(byte, b'\t'..=b'\r' | b' '),
                matches!(byte, b'.' | b'!' | b'?' | b';'),
            )
        } else {
            let Some(character) = text[at..].chars().next() else {
                break;
            };
            at += character.len_utf8();
            (
                character.is_alphanumeric() || is_combining_mark(character),
                character.is_whitespace(),
                false,
            )
        };
        if is_letter {
            if start.is_none() {
                // A stop followed by white space ends a sentence; `0.5` and `model.fit` hold none.
                start = Some(here);
            }
            ending = false;
            continue;
        }
        if let Some(start) = start.take() {
            found.push(Word {
                text: &text[start..here],
                start,
                sentence,
            });
        }
        if ending && is_white {
            sentence += 1;
        }
        ending = is_stop;
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
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most characters are plain letters: they need no decomposition, and come in long runs.
        let n_plain = plain_run(rest.as_bytes());
        let (plain, others) = rest.split_at(n_plain);
        let start = folded.len();
        folded.push_str(plain);
        folded[start..].make_ascii_lowercase();
        let mut characters = others.chars();
        match characters.next() {
            None => return folded,
            Some('œ' | 'Œ') => folded.push_str("oe"),
            Some('æ' | 'Æ') => folded.push_str("ae"),
            // Marks are dropped, so that their order, which a whole normalisation would settle, does not matter.
            Some(other) => decompose_compatible(other, |part| {
                if !is_combining_mark(part) {
                    folded.extend(part.to_lowercase());
                }
            }),
        }
        rest = characters.as_str();
    }
}

/// Bytes up to the first that is not ASCII, looked at eight at a time.
fn plain_run(bytes: &[u8]) -> usize {
    let (chunks, _) = bytes.as_chunks::<8>();
    let n_chunks = chunks.iter().take_while(|chunk| chunk.is_ascii()).count();
    let start = n_chunks * 8;
    let tail = bytes[start..].iter().position(|byte| !byte.is_ascii());
    tail.map_or(bytes.len(), |at| start + at)
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
        assert_eq!(
            fold("UN LONG Texte sans accent, pUIS \u{c9}T\u{c9} et une FIN"),
            "un long texte sans accent, puis ete et une fin"
        );
        assert_eq!(fold(""), "");
        assert_eq!(fold("Modéle\u{301}"), fold("MODELE"));
        assert_eq!(fold("proﬁl R² Cœur"), "profil r2 coeur");
    }
}
