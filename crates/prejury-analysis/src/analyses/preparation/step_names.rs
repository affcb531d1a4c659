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

/// Whether what is missing may be values: deliverables, packages or tags that are missing are filled by no cleaning.
fn misses_values(text: &Text) -> bool {
    let is_other = |word: &str| OTHER_THINGS.iter().any(|start| word.starts_with(start));
    let is_missing = |word: &str| word.starts_with("manquant") || word == "missing";
    let words: Vec<&str> = text
        .folded
        .split(|letter: char| !letter.is_alphanumeric())
        .collect();
    if !words.iter().any(|word| is_other(word)) {
        return true;
    }
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        // French says what is missing before the word, English behind it.
        let near = match *word == "missing" {
            true => &words[at + 1..words.len().min(at + 1 + REACH)],
            false => &words[at.saturating_sub(1)..at],
        };
        let is_of_other = || {
            let is_value = |word: &&&str| word.starts_with("val") || word.starts_with("dat");
            let until_value = near.iter().take_while(|word| !is_value(word));
            until_value.into_iter().any(|word| is_other(word))
        };
        if !(is_missing(word) && is_of_other()) {
            kept.push(word);
        }
    }
    MISSING.are_in(&Text::folded(kept.join(" ")))
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
