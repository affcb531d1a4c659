//! Rows whose text is empty, taken out of the table (C1.2.2-CE2): an empty text is a missing value that `isna` does not see.
//!
//! # What it looks for
//! `df = df[df["text"].str.len() > 0]`, `df = df[df["text"] != ""]`, `df.drop(df[df["tokens"].apply(len) == 0].index)`, and the
//! same in two steps: a mask with a name, and the rows that it keeps or leaves out.
//! # Does not count
//! Empty texts that are only counted or shown; words of one text; rows chosen by any other length.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_python::UnitIdx;
use regex::bytes::Regex;

use super::automation::COUNTED;
use super::hints::{BOUNDS, DROPS, EQUALITIES, ROWS};
use super::only_shown::OnlyShown;
use super::reads::names_one;
use super::statements::Statement;
use super::{Preparation, built, is_match, pattern};
use crate::analyses::listed;
use crate::analyses::literals::Literals;

/// The length of a text, or a column of such lengths, which is known by its name: that of a petal or a road is no text.
static LENGTH: LazyLock<String> = LazyLock::new(|| {
    let texts = listed(include_str!(
        "../../../../../rules/preparation/text-columns.txt"
    ))
    .join("|");
    let computed = r"\.str\.len\(\)|\.(?:apply|map)\(\s*(?:len|lambda (\w+)\s*:\s*len\(\s*\w+(?:\.(?:split|strip)\([^()]*\))?\s*\))\s*\)";
    let length = "len|length|longueur|long";
    let named = format!(
        r"(?:{texts})[a-z]*_?(?:{length})|(?:{length})_?(?:\w+_)?(?:{texts})|n_?(?:words|mots|tokens)|nb_?(?:words|mots|tokens)|(?:word|token)s?_?(?:count|len)"
    );
    format!(r"(?:{computed}|(?:^|[^a-z])(?:len|(?:{named})\w*)['\x22]?\]?)")
});
// What is empty, and what is not.
static EMPTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    built(&format!(
        r"(?i){}\s*(?:==\s*0|<\s*1|<=\s*0)(?:[^\w.]|$)|(?:['\x22\]\w]|\))\s*==\s*(?:''|\x22\x22)|\.eq\(\s*(?:''|\x22\x22)\s*\)",
        *LENGTH
    ))
});
static FILLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    built(&format!(
        r"(?i){}\s*(?:>\s*0|>=\s*1|!=\s*0)(?:[^\w.]|$)|(?:['\x22\]\w]|\))\s*!=\s*(?:''|\x22\x22)|\.ne\(\s*(?:''|\x22\x22)\s*\)",
        *LENGTH
    ))
});
// Rows of a table, by a test of one of its columns.
pattern!(
    ROWS_KEPT,
    r"^\w+\s*=\s*\w+(?:\.loc)?\[.*\](?:\.copy\(\)|\.reset_index\([^()]*\))*;?$"
);
pattern!(ROWS_DROPPED, r"\.drop\(.*\.index");
pattern!(TURNED, r"\[\s*(?:~|-\()");

/// In any case of their letters.
static LITERALS: LazyLock<Literals> = LazyLock::new(|| {
    let literals: &[&str] = &["''", "\"\"", "len", "long", "mot", "word", "tok"];
    Literals::new([literals])
});

/// Statements that take rows with empty texts out of a table.
pub(super) fn find<'s, 'f>(preparation: &'s Preparation<'f>) -> Vec<&'s Statement<'f>> {
    let statements = &preparation.statements;
    let mut masks: HashMap<UnitIdx, HashSet<String>> = HashMap::default();
    let mut found: Vec<&Statement<'_>> = Vec::new();
    for statement in statements {
        if !statement.hints.any(&[BOUNDS, EQUALITIES, DROPS, ROWS])
            || preparation.serves(statement.place)
        {
            continue;
        }
        let of_unit = masks.get(&statement.place.unit);
        if of_unit.is_none() && !names_empty(&statement.code) {
            continue;
        }
        if takes_out(statement, of_unit) {
            found.push(statement);
        } else if let Some(name) = statement.assigned().filter(|_| is_mask(&statement.code)) {
            let names = masks.entry(statement.place.unit).or_default();
            names.insert(name.to_owned());
        }
    }
    if !found.is_empty() {
        let only_shown = OnlyShown::of(statements, keeps_filled);
        found.retain(|statement| !only_shown.holds(statement));
    }
    found
}

/// Whether one of the literals stands in code without which nothing here matches.
fn names_empty(code: &str) -> bool {
    LITERALS.themes_in(code) != 0
}

fn takes_out(statement: &Statement<'_>, masks: Option<&HashSet<String>>) -> bool {
    let code = &*statement.code;
    let by_mask = || masks.is_some_and(|masks| names_one(statement.read(), masks));
    if code.contains(".drop(") {
        return is_match(&ROWS_DROPPED, code) && (is_match(&EMPTY, code) || by_mask());
    }
    if !code.contains('[') || !is_match(&ROWS_KEPT, code) {
        return false;
    }
    match is_match(&TURNED, code) {
        true => is_match(&EMPTY, code) || by_mask(),
        false => is_match(&FILLED, code),
    }
}

/// A table of the rows that hold a text, by the form of the statement alone.
fn keeps_filled(statement: &Statement<'_>) -> bool {
    statement.hints.any(&[BOUNDS, EQUALITIES, ROWS]) && takes_out(statement, None)
}

/// `empty = df["text"] == ""`: a test of a column, and no choice of rows.
fn is_mask(code: &str) -> bool {
    code.contains(['[', '.'])
        && !is_match(&ROWS_KEPT, code)
        && is_match(&EMPTY, code)
        && !is_match(&COUNTED, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_and_without_a_text_are_told_apart() {
        for code in [
            "df = df[df['text'].str.len() > 0]",
            "df = df[df['text'].str.len() > 0].reset_index(drop=True)",
            "data = data.loc[data['tokens'].apply(len) > 0]",
            "df = df[df.text != '']",
            "df = df[df['text'].str.strip() != \"\"]",
            "df = df[df['words'].map(lambda x: len(x.split())) >= 1]",
            "df = df[df['nb_mots'] > 0]",
            "df = df[df.long_text != 0]",
            "df = df[df['text_length'] > 0]",
            "df = df[df['len_clean_text'] > 0]",
            "df = df[df['len'] > 0]",
            "df = df[df['word_count'] > 0]",
            "df = df[df['TWEET_LONGUEUR'] > 0]",
        ] {
            let is_kept = is_match(&FILLED, code) && is_match(&ROWS_KEPT, code);
            assert!(names_empty(code) && is_kept, "{code}");
        }
        for code in [
            "df = df[df['text'].str.len() > 10]",
            "df = df[df['length'] > 0.5]",
            "df = df[df['price'] > 0]",
            "df = df[df['silence'] != 'yes']",
            "df = df[df['valence'] > 0]",
            "df = df[df['talent'] > 0]",
            "df = df[df['petal_length'] > 0]",
            "df = df[df['length'] > 0]",
            "df = df[df['context_length'] > 0]",
            "df = df[df.long_deg != 0]",
        ] {
            assert!(!is_match(&FILLED, code), "{code}");
        }
        for code in [
            "empty = df['text'] == ''",
            "cond1 = df.long_text == 0",
            "none = df['text_len'] <= 0",
            "none = df['TEXT_LEN'] <= 0",
        ] {
            assert!(names_empty(code) && is_mask(code), "{code}");
        }
        for code in [
            "n = len(df[df['text'] == ''])",
            "n = (df['text'] == '').sum()",
            "zero = df['price'] == 0",
            "short = df['text'].str.len() < 1.5",
        ] {
            assert!(!is_mask(code), "{code}");
        }
    }

    #[test]
    fn long_lines_and_odd_letters_are_read_in_bounds() {
        let long = format!("df = df[{} != '']", "(df['é'] ".repeat(200_000));
        let _ = is_match(&FILLED, &long);
        let _ = is_mask("é == ''");
    }
}
