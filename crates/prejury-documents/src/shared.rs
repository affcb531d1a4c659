//! What makes two paragraphs the same text: their letters and digits alone.

/// Words from which two equal paragraphs were copied from one source: shorter ones are written twice by chance.
const MIN_WORDS: usize = 12;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

/// A number that equal paragraphs share, whatever their case, punctuation and white space; none for a short one.
///
/// It is stored in `rules/origin`, so it must never depend on the machine or the compiler.
pub fn paragraph_hash(text: &str) -> Option<u64> {
    let (hash, n_words) = letters_hash(std::iter::once(text));
    (n_words >= MIN_WORDS).then_some(hash)
}

/// The same number for texts of any length that follow one another, with how many words they have: the source of a cell,
/// or its outputs.
pub fn letters_hash<'t>(texts: impl IntoIterator<Item = &'t str>) -> (u64, usize) {
    let mut hash = FNV_OFFSET;
    let mut n_words = 0;
    let mut in_word = false;
    let mut encoded = [0; 4];
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    for text in texts {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            // Most letters are plain ones, and need no table of Unicode.
            if byte.is_ascii() {
                at += 1;
                let is_letter = byte.is_ascii_alphanumeric();
                if is_letter {
                    n_words += usize::from(!in_word);
                    add(byte.to_ascii_lowercase());
                }
                in_word = is_letter;
                continue;
            }
            let Some(character) = text[at..].chars().next() else {
                break;
            };
            at += character.len_utf8();
            if !character.is_alphanumeric() {
                in_word = false;
                continue;
            }
            n_words += usize::from(!in_word);
            in_word = true;
            for lower in character.to_lowercase() {
                lower.encode_utf8(&mut encoded).bytes().for_each(&mut add);
            }
        }
    }
    (hash, n_words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_the_number_and_short_texts_have_none() {
        let text = "Les données sont celles de la ville, relevées en 2016 par ses propres agents.";
        let copy = "les données  sont *celles* de la ville relevées en 2016 PAR ses propres agents";
        assert_eq!(paragraph_hash(text), paragraph_hash(copy));
        assert_eq!(paragraph_hash(text), Some(0x98e55ebbd4baf2bb));
        assert_eq!(paragraph_hash("Les données sont celles de la ville."), None);
    }
}
