//! Word lists of `rules/preparation`, matched over folded text.
//!
//! A word of a list is the beginning of a word of the text (`aberrant` covers `aberrantes`); the words of one line must
//! stand in order, with at most three others between two of them.

use std::sync::LazyLock;

use prejury_documents::fold;
use regex::Regex;

/// Letters of a word that stands for itself.
const SHORT: usize = 3;

/// One list.
pub(super) struct Words(LazyLock<Option<Regex>>);

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub(super) static $name: Words = Words(LazyLock::new(|| {
            compile(include_str!(concat!("../../../../../rules/preparation/", $file)))
        }));)*
    };
}

lists! {
    API = "api.txt";
    API_NEED = "api-need.txt";
    BRIEF = "brief.txt";
    CATEGORICAL = "categorical.txt";
    CLEANING = "cleaning.txt";
    COLUMN_CHOICE = "column-choice.txt";
    COLUMN_REASON = "column-reason.txt";
    DUPLICATE = "duplicate.txt";
    GOAL = "goal.txt";
    GOAL_HEADING = "goal-heading.txt";
    MERGE = "merge.txt";
    MISSING = "missing.txt";
    NO_DUPLICATE = "no-duplicate.txt";
    OUTLIER = "outlier.txt";
    PERSONAL_FIELD = "personal-field.txt";
    PURPOSE = "purpose.txt";
    PRIVACY = "privacy.txt";
    PRIVACY_DETAIL = "privacy-detail.txt";
    REASON = "reason.txt";
    REDUNDANT_COLUMN = "redundant-column.txt";
    TYPES = "types.txt";
}

fn compile(list: &str) -> Option<Regex> {
    let lines = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let phrases: Vec<String> = lines
        .map(|line| {
            let words: Vec<String> = fold(line)
                .split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(beginning)
                .collect();
            words.join("[^a-z0-9]+(?:[a-z0-9]+[^a-z0-9]+){0,3}?")
        })
        .collect();
    Regex::new(&format!(r"\b(?:{})", phrases.join("|"))).ok()
}

/// A short word stands for itself and its plural (`car` is not `carte`), a longer one for every word it begins.
fn beginning(word: &str) -> String {
    let escaped = regex::escape(word);
    if word.len() <= SHORT {
        format!(r"{escaped}s?\b")
    } else {
        format!("{escaped}[a-z0-9]*")
    }
}

impl Words {
    /// Whether a folded text holds one of the phrases.
    pub(super) fn are_in(&self, folded: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(folded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_beginnings_and_phrases_leave_room() {
        assert!(OUTLIER.are_in(&fold("Les valeurs ABERRANTES")));
        assert!(MISSING.are_in(&fold("les valeurs réellement manquantes")));
        assert!(!MISSING.are_in(&fold("il manque du temps")));
    }

    #[test]
    fn every_list_compiles() {
        for words in [
            &API,
            &BRIEF,
            &REASON,
            &GOAL,
            &PRIVACY_DETAIL,
            &COLUMN_REASON,
            &REDUNDANT_COLUMN,
        ] {
            assert!(words.0.is_some());
        }
    }
}
