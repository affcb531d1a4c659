//! The steps of a cleaning by their names in texts.

use std::sync::LazyLock;

use super::words::{COLUMN_CHOICE, DUPLICATE, MERGE, MISSING, OUTLIER, TYPES, Text, Words};
use crate::analyses::listed;
use crate::analyses::literals::Literals;

const STEPS: &[(&str, &Words)] = &[
    ("missing values", &MISSING),
    ("outliers", &OUTLIER),
    ("duplicates", &DUPLICATE),
    ("columns", &COLUMN_CHOICE),
    ("merges", &MERGE),
    ("types", &TYPES),
];

/// Steps whose words are too many or too short for a list of their own.
const OTHER_STEPS: &[(&str, &[&str])] = &[
    (
        "letters",
        &[
            "caracteres speciaux",
            "lower-case",
            "lowercase",
            "minuscule",
            "ponctuation",
            "punctuation",
            "special characters",
        ],
    ),
    (
        "rows",
        &[
            "filtrage des lignes",
            "nettoyage des lignes",
            "remove rows",
            "row pruning",
            "suppression des lignes",
            "suppression de lignes",
        ],
    ),
    (
        "language",
        &[
            "detection de la langue",
            "detection du langage",
            "language detection",
        ],
    ),
    (
        "stop words",
        &["mots vides", "stop word", "stop-word", "stopword"],
    ),
    ("stems", &["lemmat", "racinis", "stemm"]),
    ("tokens", &["tokeni"]),
    (
        "texts",
        &[
            "nettoyage des donnees texte",
            "nettoyage des tweets",
            "nettoyage du texte",
            "text cleaning",
        ],
    ),
    (
        "variables",
        &[
            "creation de variables",
            "creation des variables",
            "feature engineering",
            "new features",
            "new variables",
            "nouvelles variables",
        ],
    ),
];

/// The roots of the other steps, looked for in one pass.
static OTHER_ROOTS: LazyLock<Literals> =
    LazyLock::new(|| Literals::new(OTHER_STEPS.iter().map(|(_, roots)| *roots)));

/// Different steps that a text names.
pub(super) fn steps_in(text: &Text) -> Vec<&'static str> {
    let is_of_data = |name: &str| name != "missing values" || misses_values(text);
    let listed = STEPS
        .iter()
        .filter(|(name, words)| words.are_in(text) && is_of_data(name))
        .map(|(name, _)| *name);
    let hinted = OTHER_ROOTS.themes_in(&text.folded);
    let others = (0..)
        .zip(OTHER_STEPS)
        .filter(|(number, _)| hinted & (1 << number) != 0)
        .map(|(_, (name, _))| *name);
    listed.chain(others).collect()
}

/// Words around one of missing in which it may stand with what is missing: `missing some relevant tags`.
const REACH: usize = 3;
/// What ends the naming of a thing.
const ENDS: &[char] = &['.', ',', ';', ':', '!', '?', '(', ')', '/', '\n'];
/// Words behind which something else is named.
const LINKS: &[&str] = &[
    "and", "are", "au", "aux", "avec", "by", "d", "dans", "de", "des", "du", "en", "et", "for",
    "from", "in", "is", "la", "le", "les", "of", "on", "or", "ou", "pour", "sur", "the", "to",
    "was", "were", "will", "with",
];

/// Whether what is missing may be values: deliverables, packages or tags that are missing are filled by no cleaning.
fn misses_values(text: &Text) -> bool {
    let words = words_of(&text.folded);
    if !words.iter().any(|word| is_other_thing(word.text)) {
        return true;
    }
    let kept = words.iter().enumerate().filter(|(at, word)| {
        let is_of_other = match word.text {
            "missing" => names_other_thing(&words[at + 1..]),
            _ if word.text.starts_with("manquant") => follows_other_thing(&words[..*at], word),
            _ => false,
        };
        !is_of_other
    });
    let kept: Vec<&str> = kept.map(|(_, word)| word.text).collect();
    MISSING.are_in(&Text::folded(kept.join(" ")))
}

/// A word, and whether something ends between it and the one before.
struct Word<'t> {
    text: &'t str,
    begins: bool,
}

fn words_of(text: &str) -> Vec<Word<'_>> {
    let mut begins = true;
    let mut words = Vec::new();
    let parts = text.split_inclusive(|letter: char| !letter.is_alphanumeric());
    for part in parts {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        if !word.is_empty() {
            words.push(Word { text: word, begins });
            begins = false;
        }
        begins |= part.ends_with(ENDS);
    }
    words
}

fn is_other_thing(word: &str) -> bool {
    OTHER_THINGS.iter().any(|start| word.starts_with(start))
}

fn is_value(word: &str) -> bool {
    word.starts_with("val") || word.starts_with("dat")
}

/// English names what is missing behind the word: `missing packages`. In `missing file sizes` or `missing in the file` it is
/// something of the file.
fn names_other_thing(after: &[Word<'_>]) -> bool {
    let ends = |word: &Word<'_>| word.begins || LINKS.contains(&word.text) || is_value(word.text);
    let named = after.iter().take(REACH).take_while(|word| !ends(word));
    named.zip(1..).any(|(word, next)| {
        let is_last = || after.get(next).is_none_or(ends);
        is_other_thing(word.text) && (word.text.ends_with('s') || is_last())
    })
}

/// French names it before: `librairies Python manquantes`, `certains fichiers sont manquants`. What does not agree with the
/// word, as the last but one of `notes de module manquantes`, is no more than a part of what is missing.
fn follows_other_thing(before: &[Word<'_>], missing: &Word<'_>) -> bool {
    let mut follows_end = missing.begins;
    let near = before.iter().enumerate().rev().take(REACH);
    for (at, word) in near {
        if follows_end || LINKS.contains(&word.text) || is_value(word.text) {
            return false;
        }
        if is_other_thing(word.text) {
            let is_part = at > 0 && matches!(before[at - 1].text, "d" | "de");
            return !is_part && agree(word.text, missing.text);
        }
        follows_end = word.begins;
    }
    false
}

/// Whether a noun has the number and gender of an adjective.
fn agree(noun: &str, adjective: &str) -> bool {
    let is_feminine = |word: &str| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        ["ie", "nce", "que", "nte"]
            .iter()
            .any(|end| singular.ends_with(end))
    };
    noun.ends_with('s') == adjective.ends_with('s') && is_feminine(noun) == is_feminine(adjective)
}

/// What may be missing, and is no value of a table: beginnings of words.
static OTHER_THINGS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/other-things.txt"
    ))
});

/// Whether a step makes data clean, and does not only build on them.
pub(super) fn is_cleaning(step: &str) -> bool {
    !matches!(step, "merges" | "types" | "variables")
}
