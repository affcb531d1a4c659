//! Rows whose text is empty, taken out of the table (C1.2.2-CE2): an empty text is a missing value that `isna` does not see.
//!
//! # What it looks for
//! `df = df[df["text"].str.len() > 0]`, `df = df[df["text"] != ""]`, `df.drop(df[df["tokens"].apply(len) == 0].index)`, and the
//! same in two steps: a mask with a name, and the rows that it keeps or leaves out.
//! # Does not count
//! Empty texts that are only counted or shown; words of one text; rows chosen by any other length.

use foldhash::{HashMap, HashSet};
use prejury_python::UnitIdx;

use super::hints::{BOUNDS, DROPS, EQUALITIES, ROWS};
use super::only_shown::OnlyShown;
use super::reads::names_one;
use super::statements::Statement;
use super::{Preparation, is_match, pattern};

// What is empty, or what is not: a length, a count of words, a text without any letter.
pattern!(
    EMPTY,
    r"(?i)(?:\.str\.len\(\)|\.(?:apply|map)\(\s*(?:len|lambda (\w+)\s*:\s*len\(\s*\w+(?:\.(?:split|strip)\([^()]*\))?\s*\))\s*\))\s*(?:==\s*0|<\s*1|<=\s*0)\b|(?:['\x22\]\w]|\))\s*==\s*(?:''|\x22\x22)|\.eq\(\s*(?:''|\x22\x22)\s*\)"
);
pattern!(
    FILLED,
    r"(?i)(?:\.str\.len\(\)|\.(?:apply|map)\(\s*(?:len|lambda (\w+)\s*:\s*len\(\s*\w+(?:\.(?:split|strip)\([^()]*\))?\s*\))\s*\))\s*(?:>\s*0|>=\s*1|!=\s*0)(?:[^\w.]|$)|(?:['\x22\]\w]|\))\s*!=\s*(?:''|\x22\x22)|\.ne\(\s*(?:''|\x22\x22)\s*\)"
);
// A column of lengths is known by its name; that of a petal or a road is no text.
pattern!(
    NO_LENGTH,
    r"(?i)(?:^|[^a-z])(?:len|(?:(?:te?xte?|mots?|words?|tok(?:en)?s?|desc|tweets?|reviews?|comment|avis|tit(?:le|re)|phrases?|sent(?:ence)?s?|messages?|questions?|docs?|corpus|contenu|content|body)[a-z]*_?(?:len|length|longueur|long)|(?:len|length|longueur|long)_?(?:\w+_)?(?:te?xte?|mots?|words?|tok(?:en)?s?|desc|tweets?|reviews?|comment|avis|tit(?:le|re)|phrases?|sent(?:ence)?s?|messages?|questions?|docs?|corpus|contenu|content|body)|n_?(?:words|mots|tokens)|nb_?(?:words|mots|tokens)|(?:word|token)s?_?(?:count|len))\w*)['\x22]?\]?\s*(?:==\s*0|<\s*1)(?:[^\w.]|$)"
);
pattern!(
    SOME_LENGTH,
    r"(?i)(?:^|[^a-z])(?:len|(?:(?:te?xte?|mots?|words?|tok(?:en)?s?|desc|tweets?|reviews?|comment|avis|tit(?:le|re)|phrases?|sent(?:ence)?s?|messages?|questions?|docs?|corpus|contenu|content|body)[a-z]*_?(?:len|length|longueur|long)|(?:len|length|longueur|long)_?(?:\w+_)?(?:te?xte?|mots?|words?|tok(?:en)?s?|desc|tweets?|reviews?|comment|avis|tit(?:le|re)|phrases?|sent(?:ence)?s?|messages?|questions?|docs?|corpus|contenu|content|body)|n_?(?:words|mots|tokens)|nb_?(?:words|mots|tokens)|(?:word|token)s?_?(?:count|len))\w*)['\x22]?\]?\s*(?:>\s*0|>=\s*1|!=\s*0)(?:[^\w.]|$)"
);
// Rows of a table, by a test of one of its columns.
pattern!(
    ROWS_KEPT,
    r"^\w+\s*=\s*\w+(?:\.loc)?\[.*\](?:\.copy\(\)|\.reset_index\([^()]*\))*;?$"
);
pattern!(ROWS_DROPPED, r"\.drop\(.*\.index");
pattern!(TURNED, r"\[\s*(?:~|-\()");

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
    let literals = ["''", "\"\"", "len", "long", "mot", "word", "token"];
    literals.iter().any(|literal| code.contains(literal))
        || code.contains("Len")
        || code.contains("LEN")
        || code.contains("Long")
        || code.contains("Mot")
        || code.contains("Word")
        || code.contains("Token")
}

fn takes_out(statement: &Statement<'_>, masks: Option<&HashSet<String>>) -> bool {
    let code = &*statement.code;
    let by_mask = || masks.is_some_and(|masks| names_one(statement.read(), masks));
    if code.contains(".drop(") {
        return is_match(&ROWS_DROPPED, code)
            && (is_match(&EMPTY, code) || is_match(&NO_LENGTH, code) || by_mask());
    }
    if !code.contains('[') || !is_match(&ROWS_KEPT, code) {
        return false;
    }
    match is_match(&TURNED, code) {
        true => is_match(&EMPTY, code) || is_match(&NO_LENGTH, code) || by_mask(),
        false => tests_filled(code),
    }
}

/// A table of the rows that hold a text, by the form of the statement alone.
fn keeps_filled(statement: &Statement<'_>) -> bool {
    statement.hints.any(&[BOUNDS, EQUALITIES, ROWS]) && takes_out(statement, None)
}

fn tests_filled(code: &str) -> bool {
    is_match(&FILLED, code) || is_match(&SOME_LENGTH, code)
}

/// `empty = df["text"] == ""`: a test of a column, and no choice of rows.
fn is_mask(code: &str) -> bool {
    code.contains(['[', '.'])
        && !is_match(&ROWS_KEPT, code)
        && (is_match(&EMPTY, code) || is_match(&NO_LENGTH, code))
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
        ] {
            assert!(tests_filled(code) && is_match(&ROWS_KEPT, code), "{code}");
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
            assert!(!tests_filled(code), "{code}");
        }
        for code in ["empty = df['text'] == ''", "cond1 = df.long_text == 0"] {
            assert!(is_mask(code), "{code}");
        }
        for code in ["n = len(df[df['text'] == ''])", "zero = df['price'] == 0"] {
            assert!(!is_mask(code) || code.starts_with("n ="), "{code}");
        }
    }

    #[test]
    fn long_lines_and_odd_letters_are_read_in_bounds() {
        let long = format!("df = df[{} != '']", "(df['é'] ".repeat(200_000));
        let _ = tests_filled(&long);
        let _ = is_mask("é == ''");
    }
}
