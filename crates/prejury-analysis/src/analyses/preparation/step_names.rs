//! The steps of a cleaning by their names in texts.

use std::sync::LazyLock;

use super::words::{COLUMN_CHOICE, DUPLICATE, MERGE, MISSING, OUTLIER, TYPES, Text, Words};
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
    let listed = STEPS
        .iter()
        .filter(|(_, words)| words.are_in(text))
        .map(|(name, _)| *name);
    let hinted = OTHER_ROOTS.themes_in(&text.folded);
    let others = (0..)
        .zip(OTHER_STEPS)
        .filter(|(number, _)| hinted & (1 << number) != 0)
        .map(|(_, (name, _))| *name);
    listed.chain(others).collect()
}

/// Whether a step makes data clean, and does not only build on them.
pub(super) fn is_cleaning(step: &str) -> bool {
    !matches!(step, "merges" | "types" | "variables")
}
