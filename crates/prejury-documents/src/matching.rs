//! Many phrases over many texts in one pass, blind to case, accents, Unicode form and inflection.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use crate::language::{Language, language};
use crate::words::{Word, fold, lower, words};

/// Phrases compiled for one pass. A phrase matches when its words stand in order in one sentence, with at most three
/// other words between two of them.
pub struct Phrases {
    /// Words of each phrase, as indexes of the vocabulary.
    phrases: Vec<Vec<u32>>,
    /// Phrases by their first word.
    by_first: Vec<Vec<u32>>,
    /// Words of the vocabulary by French and English stem.
    french: HashMap<String, Vec<u32>>,
    english: HashMap<String, Vec<u32>>,
    stemmers: Stemmers,
}

/// One match of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhraseHit {
    /// Index of the text in the order given.
    pub block: usize,
    /// Number of the phrase's first word in the text, from 0.
    pub word: usize,
    /// Index of the phrase in the order given.
    pub phrase: usize,
    /// Bytes of the text from the first word to the last.
    pub start: usize,
    pub end: usize,
}

/// Other words allowed between two words of a phrase.
const MAX_GAP: usize = 3;
/// Longer words are tokens of data (base64), which no phrase holds.
const MAX_WORD_BYTES: usize = 64;

struct Stemmers {
    french: Stemmer,
    english: Stemmer,
}

/// Words of the vocabulary that a word of the text may be, with English stems alone and with both languages' stems.
struct Senses {
    english: Vec<u32>,
    both: Vec<u32>,
}

impl Phrases {
    /// Compiles phrases; one without any word never matches.
    pub fn new<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let mut compiled = Self {
            phrases: Vec::new(),
            by_first: Vec::new(),
            french: HashMap::new(),
            english: HashMap::new(),
            stemmers: Stemmers {
                french: Stemmer::create(Algorithm::French),
                english: Stemmer::create(Algorithm::English),
            },
        };
        let mut vocabulary: HashMap<String, u32> = HashMap::new();
        for (phrase, text) in (0_u32..).zip(texts) {
            let indexes: Vec<u32> = words(text.as_ref())
                .iter()
                .map(|word| compiled.vocabulary_word(&mut vocabulary, word.text))
                .collect();
            if let Some(first) = indexes.first() {
                compiled.by_first[*first as usize].push(phrase);
            }
            compiled.phrases.push(indexes);
        }
        compiled
    }

    /// Matches in `texts`, sorted by text, word and phrase. A phrase that starts twice at one word is given once.
    pub fn find<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<PhraseHit> {
        let mut known: HashMap<&'t str, Senses> = HashMap::new();
        let mut hits = Vec::new();
        for (block, text) in texts.into_iter().enumerate() {
            let found = words(text);
            for word in &found {
                known
                    .entry(word.text)
                    .or_insert_with(|| self.senses(word.text));
            }
            let english_only = language(text) == Language::English;
            let senses: Vec<&[u32]> = found
                .iter()
                .map(|word| {
                    let senses = &known[word.text];
                    if english_only {
                        senses.english.as_slice()
                    } else {
                        senses.both.as_slice()
                    }
                })
                .collect();
            self.find_in(block, &found, &senses, &mut hits);
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    fn find_in(
        &self,
        block: usize,
        found: &[Word<'_>],
        senses: &[&[u32]],
        hits: &mut Vec<PhraseHit>,
    ) {
        for (at, first_senses) in senses.iter().enumerate() {
            for first in *first_senses {
                for phrase in &self.by_first[*first as usize] {
                    let phrase = *phrase as usize;
                    if let Some(last) = reach(&self.phrases[phrase], at, found, senses) {
                        let end = found[last].start + found[last].text.len();
                        hits.push(PhraseHit {
                            block,
                            word: at,
                            phrase,
                            start: found[at].start,
                            end,
                        });
                    }
                }
            }
        }
    }

    fn vocabulary_word(&mut self, vocabulary: &mut HashMap<String, u32>, word: &str) -> u32 {
        // Accents are part of the key: `données` and `donnees` have different stems, and both are found by either.
        let key = lower(word);
        if let Some(index) = vocabulary.get(&key) {
            return *index;
        }
        let index = u32::try_from(self.by_first.len()).unwrap_or(u32::MAX);
        self.by_first.push(Vec::new());
        for stem in self.stemmers.french_stems(word) {
            self.french.entry(stem).or_default().push(index);
        }
        self.english
            .entry(self.stemmers.english_stem(word))
            .or_default()
            .push(index);
        vocabulary.insert(key, index);
        index
    }

    fn senses(&self, word: &str) -> Senses {
        if word.len() > MAX_WORD_BYTES {
            return Senses {
                english: Vec::new(),
                both: Vec::new(),
            };
        }
        let english = self
            .english
            .get(&self.stemmers.english_stem(word))
            .cloned()
            .unwrap_or_default();
        let mut both = english.clone();
        for stem in self.stemmers.french_stems(word) {
            both.extend(self.french.get(&stem).into_iter().flatten());
        }
        both.sort_unstable();
        both.dedup();
        Senses { english, both }
    }
}

impl Stemmers {
    /// The stem of the word with its accents, and of the word written without them.
    fn french_stems(&self, word: &str) -> Vec<String> {
        let lower = lower(word);
        // The stemmer knows `-aux` and leaves the other plurals in x (`jeux`, `lieux`).
        let singular = match lower.strip_suffix('x') {
            Some(singular) if singular.ends_with("eu") || singular.ends_with("ou") => singular,
            _ => lower.as_str(),
        };
        let accented = fold(&self.french.stem(singular));
        let bare = self.french.stem(&fold(singular)).into_owned();
        if accented == bare {
            vec![bare]
        } else {
            vec![accented, bare]
        }
    }

    fn english_stem(&self, word: &str) -> String {
        self.english.stem(&fold(word)).into_owned()
    }
}

/// Index of the last word of the nearest match of `phrase` that starts at word `at`.
fn reach(phrase: &[u32], at: usize, found: &[Word<'_>], senses: &[&[u32]]) -> Option<usize> {
    let sentence = found[at].sentence;
    // All places where the words so far can end: the nearest one need not lead to the whole phrase.
    let mut ends = vec![at];
    for wanted in &phrase[1..] {
        let mut next: Vec<usize> = Vec::new();
        for end in &ends {
            for candidate in end + 1..=(end + 1 + MAX_GAP).min(found.len().saturating_sub(1)) {
                let fits =
                    found[candidate].sentence == sentence && senses[candidate].contains(wanted);
                if fits && !next.contains(&candidate) {
                    next.push(candidate);
                }
            }
        }
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(phrase: &str, text: &str) -> bool {
        !Phrases::new([phrase]).find([text]).is_empty()
    }

    #[test]
    fn blind_to_case_accents_form_and_inflection() {
        for text in [
            "Traitement des VALEURS manquantes",
            "une valeur est manquante ici",
            "la valeur, souvent très peu manquante",
        ] {
            assert!(matches("valeurs manquantes", text), "{text}");
        }
        assert!(matches("jeu de données", "les jeux de donnees"));
        assert!(matches("jeux de donnees", "le jeu de donne\u{301}es"));
        assert!(matches("missing value", "We handled the missing values"));
        assert!(matches("profil", "le proﬁl du client"));
        assert!(matches("R2", "un score R² de 0,8"));
    }

    #[test]
    fn order_gap_and_sentences_matter() {
        assert!(!matches("valeurs manquantes", "il manque des valeurs"));
        assert!(!matches(
            "valeurs manquantes",
            "valeurs un deux trois quatre manquantes"
        ));
        assert!(!matches(
            "valeurs manquantes",
            "des valeurs. Manquantes ou non"
        ));
        assert!(!matches("valeurs manquantes", "des valeurs aberrantes"));
    }

    #[test]
    fn a_later_word_may_lead_to_the_whole_phrase() {
        assert!(matches("a b c", "a b x b y z c"));
    }

    #[test]
    fn hits_name_phrase_block_word_and_span() {
        let phrases = Phrases::new(["modèle naïf", "score"]);
        let texts = ["rien", "Le score du modele naif"];
        let hits = phrases.find(texts);
        let shown: Vec<(usize, usize, usize, &str)> = hits
            .iter()
            .map(|hit| {
                (
                    hit.phrase,
                    hit.block,
                    hit.word,
                    &texts[hit.block][hit.start..hit.end],
                )
            })
            .collect();
        assert_eq!(shown, [(1, 1, 1, "score"), (0, 1, 3, "modele naif")]);
    }

    #[test]
    fn many_phrases_over_a_long_text() {
        let phrases: Vec<String> = (0..2_000)
            .map(|number| format!("mot{number} suite"))
            .collect();
        let text: String = (0..50_000)
            .map(|number| format!("mot{} suite ", number % 4_000))
            .collect();
        assert_eq!(Phrases::new(&phrases).find([text.as_str()]).len(), 26_000);
    }
}
