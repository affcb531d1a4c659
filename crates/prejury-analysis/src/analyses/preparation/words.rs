//! Word lists of `rules/preparation`, all looked for in one pass over a folded text.
//!
//! A word of a list is the beginning of a word of the text (`aberrant` covers `aberrantes`); the words of one line must
//! stand in order, with at most three others between two of them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use prejury_documents::fold;

/// Letters of a word that stands for itself.
const SHORT: usize = 3;
/// Other words between two words of a phrase.
const MAX_GAP: usize = 3;

/// One list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(u32);

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $number:literal $file:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Words = Words($number);)*
        const LISTS: &[(u32, &str)] = &[
            $(($number, include_str!(concat!("../../../../../rules/preparation/", $file))),)*
        ];
    };
}

lists! {
    API = 0 "api.txt";
    API_NEED = 1 "api-need.txt";
    BRIEF = 2 "brief.txt";
    CATEGORICAL = 3 "categorical.txt";
    CLEANING = 4 "cleaning.txt";
    COLUMN_CHOICE = 5 "column-choice.txt";
    COLUMN_REASON = 6 "column-reason.txt";
    DUPLICATE = 7 "duplicate.txt";
    GOAL = 8 "goal.txt";
    GOAL_HEADING = 9 "goal-heading.txt";
    MERGE = 10 "merge.txt";
    MISSING = 11 "missing.txt";
    NO_DUPLICATE = 12 "no-duplicate.txt";
    OUTLIER = 13 "outlier.txt";
    PERSONAL_FIELD = 14 "personal-field.txt";
    PURPOSE = 15 "purpose.txt";
    PRIVACY = 16 "privacy.txt";
    PRIVACY_DETAIL = 17 "privacy-detail.txt";
    REASON = 18 "reason.txt";
    REDUNDANT_COLUMN = 19 "redundant-column.txt";
    TYPES = 20 "types.txt";
}

/// A text in lower case and without accents, with the lists that it has words of.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) folded: String,
    lists: u32,
}

impl Text {
    pub(super) fn of(text: &str) -> Self {
        Self::folded(fold(text))
    }

    pub(super) fn folded(folded: String) -> Self {
        let lists = LEXICON
            .as_ref()
            .map_or(0, |lexicon| lexicon.lists_of(&folded));
        Self { folded, lists }
    }

    pub(super) fn contains(&self, part: &str) -> bool {
        self.folded.contains(part)
    }

    pub(super) fn contains_any(&self, parts: &[&str]) -> bool {
        parts.iter().any(|part| self.folded.contains(part))
    }

    pub(super) fn len(&self) -> usize {
        self.folded.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }
}

impl Words {
    /// Whether a text holds one of the phrases.
    pub(super) fn are_in(self, text: &Text) -> bool {
        text.lists & (1 << self.0) != 0
    }
}

/// Every phrase of every list, by its first word.
struct Lexicon {
    first_words: AhoCorasick,
    /// For each first word, the phrases that begin with it.
    phrases: Vec<Vec<Phrase>>,
}

struct Phrase {
    list: u32,
    words: Vec<String>,
}

static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Option<Self> {
        let mut first_words: Vec<String> = Vec::new();
        let mut phrases: Vec<Vec<Phrase>> = Vec::new();
        for (number, list) in LISTS {
            let lines = list
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines {
                let words: Vec<String> = fold(line)
                    .split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
                    .collect();
                let Some(first) = words.first() else { continue };
                let at = first_words
                    .iter()
                    .position(|word| word == first)
                    .unwrap_or_else(|| {
                        first_words.push(first.clone());
                        phrases.push(Vec::new());
                        phrases.len() - 1
                    });
                phrases[at].push(Phrase {
                    list: 1 << number,
                    words,
                });
            }
        }
        Some(Self {
            first_words: AhoCorasick::new(&first_words).ok()?,
            phrases,
        })
    }

    /// One bit for each list that has a phrase in `text`.
    fn lists_of(&self, text: &str) -> u32 {
        let mut found = 0;
        for hit in self.first_words.find_overlapping_iter(text) {
            let starts_word = !text[..hit.start()]
                .chars()
                .next_back()
                .is_some_and(is_of_word);
            if !starts_word {
                continue;
            }
            for phrase in &self.phrases[hit.pattern().as_usize()] {
                if found & phrase.list == 0 && matches_from(text, hit.start(), &phrase.words) {
                    found |= phrase.list;
                }
            }
        }
        found
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether `words` stand in order from the word that begins at `start`.
fn matches_from(text: &str, start: usize, words: &[String]) -> bool {
    let Some((word, others)) = words.split_first() else {
        return true;
    };
    let Some(mut end) = end_of(text, start, word) else {
        return false;
    };
    if others.is_empty() {
        return true;
    }
    for _ in 0..=MAX_GAP {
        let Some(next) = text[end..]
            .find(|letter: char| letter.is_ascii_alphanumeric())
            .map(|at| end + at)
        else {
            return false;
        };
        if matches_from(text, next, others) {
            return true;
        }
        end = next + letters(&text[next..]);
    }
    false
}

fn letters(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

/// End of the word of the text at `start` when `word` begins it. A short word stands for itself and its plural (`car` is
/// not `carte`), a longer one for every word it begins.
fn end_of(text: &str, start: usize, word: &str) -> Option<usize> {
    let rest = text[start..].strip_prefix(word)?;
    let end = start + word.len();
    if word.len() > SHORT {
        return Some(end + letters(rest));
    }
    let ends = |rest: &str| !rest.chars().next().is_some_and(is_of_word);
    if ends(rest) {
        Some(end)
    } else {
        rest.strip_prefix('s')
            .filter(|rest| ends(rest))
            .map(|_| end + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_beginnings_and_phrases_leave_room() {
        assert!(OUTLIER.are_in(&Text::of("Les valeurs ABERRANTES")));
        assert!(MISSING.are_in(&Text::of("les valeurs réellement manquantes")));
        assert!(MISSING.are_in(&Text::of("« NaN »")));
        assert!(!MISSING.are_in(&Text::of("il manque du temps")));
        assert!(!REASON.are_in(&Text::of("la carte")));
    }

    #[test]
    fn every_list_fits_into_the_bits_of_a_text() {
        assert!(LISTS.iter().all(|(number, _)| *number < 32));
        assert!(LEXICON.is_some());
    }
}
