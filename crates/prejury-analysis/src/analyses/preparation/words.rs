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
        $($(#[$doc])* pub(super) const $name: Words = Words($number);)*
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
    GOAL_ASIDE = 21 "goal-aside.txt";
    PRIVACY_PROTECTION = 22 "privacy-protection.txt";
    OTHER_OBJECT = 23 "other-object.txt";
    LOOKS_BACK = 24 "looks-back.txt";
    STEP_ACTION = 25 "step-action.txt";
    LIMITS = 26 "limits.txt";
    OTHER_AIMS = 27 "other-aims.txt";
    CLEANING_ACT = 28 "cleaning-act.txt";
    TIED_ASIDE = 29 "tied-aside.txt";
}

/// Whether whole words stand in a text.
pub(super) fn holds_words(text: &str, words: &str) -> bool {
    let mut places = text.match_indices(words);
    places.any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + words.len()..].starts_with(char::is_alphanumeric)
    })
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

    /// Several texts as one, up to some bytes.
    pub(super) fn joined<'t>(texts: impl Iterator<Item = &'t Self>, max_bytes: usize) -> Self {
        let mut joined = Self::default();
        for text in texts {
            let left = max_bytes.saturating_sub(joined.folded.len());
            if left == 0 {
                break;
            }
            let end = text.folded.floor_char_boundary(left);
            joined.folded.push_str(&text.folded[..end]);
            joined.folded.push('\n');
            joined.lists |= text.lists;
        }
        joined
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

/// Bytes of a word that its key holds: a longer word begins with them, a short one is them.
const KEY: usize = SHORT + 1;
/// Bits of the filter in front of the table.
const FILTER_BITS: u32 = 14;

/// Every phrase of every list, by the key of its first word.
struct Lexicon {
    firsts: HashMap<u32, Vec<First>>,
    /// A bit for each key, by its hash: most words of a text begin no phrase, and are never looked up.
    filter: Vec<u64>,
}

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
        let mut lexicon = Self {
            firsts: HashMap::default(),
            filter: vec![0; 1 << (FILTER_BITS - 6)],
        };
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
                // The plural of a short word has a key of its own.
                let plural = format!("{word}s");
                let keys = BTreeSet::from([key(word.as_bytes()), key(plural.as_bytes())]);
                for key in keys {
                    lexicon.add(key, &word, &phrase);
                }
            }
        }
        lexicon
    }

    fn add(&mut self, key: u32, word: &str, phrase: &Phrase) {
        let (block, bit) = place_in_filter(key);
        self.filter[block] |= bit;
        let firsts = self.firsts.entry(key).or_default();
        match firsts.iter_mut().find(|first| first.word == word) {
            Some(first) => first.phrases.push(phrase.clone()),
            None => firsts.push(First {
                word: word.to_owned(),
                phrases: vec![phrase.clone()],
            }),
        }
    }

    /// One bit for each list that has a phrase in `text`.
    fn lists_of(&self, text: &str) -> u32 {
        let mut found = 0;
        for start in word_starts(text) {
            let key = key(&text.as_bytes()[start..]);
            let (block, bit) = place_in_filter(key);
            if self.filter[block] & bit == 0 {
                continue;
            }
            for first in self.firsts.get(&key).into_iter().flatten() {
                let Some(end) = end_of(text, start, &first.word) else {
                    continue;
                };
                // The words that may come next are found once for all phrases.
                let mut next = None;
                for phrase in &first.phrases {
                    if found & phrase.list != 0 {
                        continue;
                    }
                    let follows = match phrase.others.split_first() {
                        None => true,
                        Some((word, others)) => next
                            .get_or_insert_with(|| Next::after(text, end))
                            .hold(text, word, others),
                    };
                    if follows {
                        found |= phrase.list;
                    }
                }
            }
        }
        found
    }
}

/// The first letters of a word as a number; 0 where it has no more.
fn key(word: &[u8]) -> u32 {
    let mut key = [0; KEY];
    for (letter, byte) in key.iter_mut().zip(word) {
        if !byte.is_ascii_alphanumeric() {
            break;
        }
        *letter = *byte;
    }
    u32::from_le_bytes(key)
}

/// Index and bit of a key in the filter.
fn place_in_filter(key: u32) -> (usize, u64) {
    let hash = key.wrapping_mul(0x9e37_79b1) >> (u32::BITS - FILTER_BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// Where the words of a folded text begin that begin with a plain letter or a digit.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let start = at;
            if byte.is_ascii_alphanumeric() {
                at = end_of_word(text, start);
                return Some(start);
            }
            // A word that begins otherwise is passed over whole.
            at = end_of_word(text, start).max(start + 1);
        }
        None
    })
}

/// The end of the letters, digits and underscores from `at` on.
fn end_of_word(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() || *byte == b'_' {
            at += 1;
        } else if byte.is_ascii() {
            break;
        } else {
            let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                // Inside a character that is no letter.
                break;
            };
            if !letter.is_alphanumeric() {
                break;
            }
            at += letter.len_utf8();
        }
    }
    at
}

/// The words among which the next one of a phrase may stand.
struct Next {
    starts: [usize; MAX_GAP + 1],
    len: usize,
}

impl Next {
    fn after(text: &str, mut end: usize) -> Self {
        let mut next = Self {
            starts: [0; MAX_GAP + 1],
            len: 0,
        };
        for start in &mut next.starts {
            let gap = text.as_bytes()[end..]
                .iter()
                .position(u8::is_ascii_alphanumeric);
            let Some(gap) = gap else { break };
            *start = end + gap;
            end = *start + letters(&text.as_bytes()[*start..]);
            next.len += 1;
        }
        next
    }

    /// Whether `word` is one of them, with `others` in order after it.
    fn hold(&self, text: &str, word: &str, others: &[String]) -> bool {
        let first = word.as_bytes().first();
        self.starts[..self.len].iter().any(|start| {
            text.as_bytes().get(*start) == first
                && end_of(text, *start, word).is_some_and(|end| {
                    others.split_first().is_none_or(|(word, others)| {
                        Self::after(text, end).hold(text, word, others)
                    })
                })
        })
    }
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
        assert!(MISSING.are_in(&Text::of("des NaNs")));
        assert!(!OUTLIER.are_in(&Text::of("les_aberrantes")));
    }

    #[test]
    fn every_list_fits_into_the_bits_of_a_text() {
        assert!(LISTS.iter().all(|(number, _)| *number < 32));
        // Words are looked for where one begins with a plain letter.
        assert!(!LEXICON.firsts.contains_key(&0));
    }
}
