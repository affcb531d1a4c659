//! Word lists of `rules/preparation`, all looked for in one pass over a folded text.
//!
//! A word of a list is the beginning of a word of the text (`aberrant` covers `aberrantes`); the words of one line must
//! stand in order, with at most three others between two of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashMap;
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
        let lists = LEXICON.lists_of(&folded);
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

/// Every phrase of every list, by the key of its first word.
struct Lexicon(HashMap<[u8; 2], Vec<First>>);

/// A first word, with the phrases that begin with it.
struct First {
    word: String,
    phrases: Vec<Phrase>,
}

#[derive(Clone)]
struct Phrase {
    list: u32,
    /// All words but the first.
    others: Vec<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    fn read() -> Self {
        let mut lexicon: HashMap<[u8; 2], Vec<First>> = HashMap::default();
        for (number, list) in LISTS {
            let lines = list
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines {
                let folded = fold(line);
                let mut words = folded
                    .split(|letter: char| !letter.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned);
                let Some(word) = words.next() else { continue };
                let phrase = Phrase {
                    list: 1 << number,
                    others: words.collect(),
                };
                let plural = format!("{word}s");
                // The plural of a word of one letter has a second one.
                let keys = BTreeSet::from([key(word.as_bytes()), key(plural.as_bytes())]);
                for key in keys {
                    let firsts = lexicon.entry(key).or_default();
                    match firsts.iter_mut().find(|first| first.word == word) {
                        Some(first) => first.phrases.push(phrase.clone()),
                        None => firsts.push(First {
                            word: word.clone(),
                            phrases: vec![phrase.clone()],
                        }),
                    }
                }
            }
        }
        Self(lexicon)
    }

    /// One bit for each list that has a phrase in `text`.
    fn lists_of(&self, text: &str) -> u32 {
        let mut found = 0;
        for start in word_starts(text) {
            let Some(firsts) = self.0.get(&key(&text.as_bytes()[start..])) else {
                continue;
            };
            for first in firsts {
                let Some(end) = end_of(text, start, &first.word) else {
                    continue;
                };
                for phrase in &first.phrases {
                    if found & phrase.list == 0 && follow(text, end, &phrase.others) {
                        found |= phrase.list;
                    }
                }
            }
        }
        found
    }
}

/// The first two letters of a word; 0 where it has no second one.
fn key(word: &[u8]) -> [u8; 2] {
    let letter = |at: usize| word.get(at).filter(|byte| byte.is_ascii_alphanumeric());
    [letter(0), letter(1)].map(|letter| letter.copied().unwrap_or(0))
}

/// Where the words of a folded text begin that begin with a plain letter or a digit.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut is_inside = false;
    text.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_inside = is_inside;
        if byte.is_ascii_alphanumeric() {
            is_inside = true;
            return (!was_inside).then_some(at);
        }
        if byte.is_ascii() {
            is_inside = byte == b'_';
        } else if let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
            is_inside = letter.is_alphanumeric();
        }
        None
    })
}

/// Whether `words` stand in order after the word that ends at `end`.
fn follow(text: &str, mut end: usize, words: &[String]) -> bool {
    let Some((word, others)) = words.split_first() else {
        return true;
    };
    for _ in 0..=MAX_GAP {
        let gap = text.as_bytes()[end..]
            .iter()
            .position(u8::is_ascii_alphanumeric);
        let Some(gap) = gap else { return false };
        let next = end + gap;
        if end_of(text, next, word).is_some_and(|end| follow(text, end, others)) {
            return true;
        }
        end = next + letters(&text.as_bytes()[next..]);
    }
    false
}

fn letters(text: &[u8]) -> usize {
    text.iter()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count()
}

/// End of the word of the text at `start` when `word` begins it. A short word stands for itself and its plural (`car` is
/// not `carte`), a longer one for every word it begins.
fn end_of(text: &str, start: usize, word: &str) -> Option<usize> {
    let rest = text.as_bytes()[start..].strip_prefix(word.as_bytes())?;
    let end = start + word.len();
    if word.len() > SHORT {
        return Some(end + letters(rest));
    }
    let is_end = |at: usize| {
        let next = text[at..].chars().next();
        !next.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    if is_end(end) {
        Some(end)
    } else {
        (rest.first() == Some(&b's') && is_end(end + 1)).then_some(end + 1)
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
        // Words are looked for where one begins with a plain letter.
        assert!(!LEXICON.0.contains_key(&[0, 0]));
    }
}
