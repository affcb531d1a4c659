//! French and English stems of one word.

use rust_stemmers::{Algorithm, Stemmer};

use crate::words::{fold, lower};

/// Longer words are tokens of data (base64), which no phrase holds.
const MAX_WORD_BYTES: usize = 64;

/// The stems that two forms of one word share.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stems {
    /// The French stem of the word written without accents.
    bare: String,
    /// The one of the word with its accents, where it differs.
    accented: Option<String>,
    pub(crate) english: String,
}

thread_local! {
    static STEMMERS: (Stemmer, Stemmer) = (Stemmer::create(Algorithm::French), Stemmer::create(Algorithm::English));
}

impl Stems {
    /// Stems of `word`; none for what is too long to be a word.
    pub(crate) fn of(word: &str) -> Self {
        if word.len() > MAX_WORD_BYTES {
            return Self::default();
        }
        let folded = fold(word);
        // Numbers have no forms, and texts hold many of them.
        if folded.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self {
                bare: folded.clone(),
                accented: None,
                english: folded,
            };
        }
        STEMMERS.with(|(french, english)| {
            let lower = lower(word);
            // The stemmer knows `-aux` and leaves the other plurals in x (`jeux`, `lieux`).
            let singular = match lower.strip_suffix('x') {
                Some(singular) if singular.ends_with("eu") || singular.ends_with("ou") => singular,
                _ => lower.as_str(),
            };
            let bare = french.stem(&fold(singular)).into_owned();
            let accented = (!word.is_ascii())
                .then(|| fold(&french.stem(singular)))
                .filter(|stem| *stem != bare);
            Self {
                bare,
                accented,
                english: english.stem(&folded).into_owned(),
            }
        })
    }

    pub(crate) fn french(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.bare.as_str())
            .chain(self.accented.as_deref())
            .filter(|stem| !stem.is_empty())
    }
}
