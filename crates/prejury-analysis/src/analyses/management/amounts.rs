//! Amounts of money and quantities of work that a text gives.

use std::sync::LazyLock;

use regex::Regex;

/// `22 550 €`, `12,5 k€`, `$1,200`, `3 M EUR`.
static MONEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:[€$£]\s?\d)|\d[\d\s.,'\u{a0}\u{202f}]*\s?(?:[km]?€|[km]\s?€|k?\$|£|[km]?\s?eur(?:os?)?(?-u:\b)|usd(?-u:\b))").ok()
});

/// `20 jours`, `0,5 ETP`, `50 %`, `(2)`, `x 3`.
static WORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\d+(?:[.,]\d+)?\s*(?:%|jours?|j\.?h|j/h|j(?-u:\b)|days?|etp|fte|mois|months?|semaines?|weeks?|personnes?|people|persons?|heures?|hours?)").ok()
});

/// `2 data scientists`, `1 développeur`: read before the name of a profile.
static COUNT_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[\s(:+,*|])(?:\d{1,2}|deux|trois|quatre|cinq|two|three|four|five)\s*(?:x\s*)?$",
    )
    .ok()
});

pub(super) fn has_money(text: &str) -> bool {
    let has_sign = text.contains(['€', '$', '£'])
        || text.contains("EUR")
        || text.contains("eur")
        || text.contains("USD");
    has_sign && MONEY.as_ref().is_some_and(|money| money.is_match(text))
}

pub(super) fn has_work(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && WORK.as_ref().is_some_and(|work| work.is_match(text))
}

/// Whether a number stands right before what follows `before`.
pub(super) fn counts(before: &str) -> bool {
    let start = before.len().saturating_sub(16);
    let near = &before[before.ceil_char_boundary(start)..];
    COUNT_BEFORE
        .as_ref()
        .is_some_and(|count| count.is_match(near))
}

/// Whether a cell is a number, with or without a unit.
pub(super) fn is_number(cell: &str) -> bool {
    let cell = cell.trim_matches([' ', '*', '~', '≈', '+', '-']);
    cell.bytes().any(|byte| byte.is_ascii_digit()) && cell.split_whitespace().count() < 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_both_languages() {
        for text in [
            "-22 550 €",
            "13 740€",
            "12,5 k€",
            "$1,200 a month",
            "3 000 euros",
            "~141 k€",
            "€3,000",
        ] {
            assert!(has_money(text), "{text}");
        }
        for text in ["12 images", "des euros", "le neurone 12", "$x$ et 3"] {
            assert!(!has_money(text), "{text}");
        }
    }

    #[test]
    fn work_and_people() {
        for text in [
            "20 jours",
            "100% (20 j.h)",
            "0,5 ETP",
            "13 j",
            "2 personnes",
        ] {
            assert!(has_work(text), "{text}");
        }
        assert!(!has_work("jours"));
        assert!(counts("Équipe : 2 "));
        assert!(counts("(deux "));
        assert!(!counts("le "));
    }
}
