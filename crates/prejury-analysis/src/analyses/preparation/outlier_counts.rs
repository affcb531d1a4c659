//! How many outliers there are (C1.2.2-CE3): shapes before and after, lengths, numbers beside the word.

use prejury_python::CodePlace;
use regex::Captures;

use super::hints::{COUNTS, OUTLIERS, ROWS, SAME, SETS_ASIDE};
use super::outliers::{COUNTING, NAMED, is_scope};
use super::statements::Statement;
use super::{Operation, Preparation, is_match, pattern, text_pattern};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Lines between what is found and its count.
const NEAR_LINES: u32 = 12;

pattern!(
    NUMBER_OUTLIER,
    r"\d+[\s\w%]{0,30}(?:outlier|aberrant|anomal|atypi|extrem)|(?:outlier|aberrant|anomal|atypi)\w*[^.\n]{0,40}\d"
);

// `12 valeurs aberrantes`, `0.5 % of outliers`; `outliers : 12`.
text_pattern!(
    NUMBER_BEFORE,
    r"(\S*)\s*(?-u:\b)(\d[\d.,]*(?: \d{3})*)\s*(%?)\s*(?:[a-z'\u{2019}]+\s+){0,3}(?:[a-z]+['\u{2019}])?(?:outlier|aberrant|anomal|atypi|extrem)"
);
text_pattern!(
    NUMBER_AFTER,
    r"(?:outlier|aberrant|anomal|atypi)\w*[^.\n\d<>]{0,40}?(\S*)\s*(?-u:\b)(\d[\d.,]*(?: \d{3})*)(\w?)\s*(%?)"
);
// `3 sigma`, `1.5 fois l'ecart`, `5 colonnes`: a number of something else than rows.
pattern!(
    NO_ROWS,
    r"^\s*(?:\*|x\b|(?:colonne|column|ecart|etape|feature|fois|iqr|method|sigma|std|step|times|variable))"
);

/// Words of outliers, folded.
const OUTLIER_WORDS: &[&str] = &["outlier", "aberrant", "anomal", "atypi", "extrem"];
/// Words before a number that is a bound.
const BEFORE_BOUNDS: &[&str] = &[
    "a",
    "above",
    "au-dela",
    "below",
    "between",
    "centile",
    "de",
    "entre",
    "et",
    "moins",
    "or",
    "ou",
    "over",
    "percentile",
    "plus",
    "quantile",
    "que",
    "sup",
    "than",
    "to",
    "under",
];
/// A day that stands for no day, in a much used data set.
const SENTINEL_DAY: &str = "365243";
/// Words of a sentence whose number is a bound.
const OF_BOUNDS: &[&str] = &["borne", "limit", "seuil", "threshold"];
/// What stands before a number of outliers, though the last word of it stands before bounds, too.
const SAYS_NUMBER: &[&str] = &["est de", "etait de", "nombre de"];

/// `12`, `1 204`, `1,204`.
fn is_whole(number: &str) -> bool {
    let mut groups = number.split([' ', '.', ',']);
    let is_first = groups
        .next()
        .is_some_and(|group| group != "0" && !group.is_empty());
    is_first && groups.all(|group| group.len() == 3)
}

/// Whether a folded text says how many outliers there are: the number of a heading, a bound, a year and the name of a
/// variable ("energy_100g") are no such number.
fn tells_number(text: &str) -> bool {
    let is_number = |number: &str| {
        let plain = number.trim_end_matches(['.', ',']);
        let is_year = plain.len() == 4 && (plain.starts_with("19") || plain.starts_with("20"));
        !is_year && plain != SENTINEL_DAY
    };
    let before = NUMBER_BEFORE
        .iter()
        .flat_map(|regex| regex.captures_iter(text));
    let mut before = before.filter(|found| {
        let (word, number) = (&found[1], &found[2]);
        let is_share = !found[3].is_empty();
        let is_whole = number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b' ');
        // "3." and "2.1" before a title, "2" before one that is no sentence.
        let has_stop = number.ends_with(['.', ',']);
        let is_counted = match word {
            "" => number.len() > 1 || line_ends_with_stop(text, found),
            "-" | "=" => true,
            _ => !word.ends_with(['<', '>', '=', '#', '/', '_', '-', '.', ',']),
        };
        is_number(number) && !has_stop && (is_share || is_whole && is_counted)
    });
    if before.next().is_some() {
        return true;
    }
    let after = NUMBER_AFTER
        .iter()
        .flat_map(|regex| regex.captures_iter(text));
    let mut after = after.filter(|found| {
        let (word, number) = (&found[1], found[2].trim_end_matches(['.', ',']));
        let is_share = !found[4].is_empty();
        let (before, rest) = around(text, found);
        let is_said = SAYS_NUMBER.iter().any(|said| before.ends_with(said)) && {
            let sentence = before.rsplit(['.', '\n']).next().unwrap_or_default();
            !OF_BOUNDS.iter().any(|word| sentence.contains(word))
        };
        let is_bound = word.len() > 1 && word.ends_with(['<', '>', '/', '_', '-'])
            || matches!(word, "<" | ">" | "/")
            || BEFORE_BOUNDS.contains(&word) && !is_said;
        // "2. Outliers 3. Doublons"
        let is_of_a_list = found[2].ends_with('.')
            && number.len() == 1
            && !rest.trim().is_empty()
            && !word.ends_with([':', '=']);
        let is_count = is_whole(number) && !is_bound && !is_match(&NO_ROWS, rest);
        found[3].is_empty() && is_number(number) && !is_of_a_list && (is_share || is_count)
    });
    after.next().is_some()
}

/// What stands before the number of a match, and behind the match.
fn around<'t>(text: &'t str, found: &Captures<'_>) -> (&'t str, &'t str) {
    let number = found.get(2).map_or(0, |number| number.start());
    let end = found.get(0).map_or(text.len(), |found| found.end());
    (text[..number].trim_end(), &text[end..])
}

/// Whether the line of a match is a sentence to its end, and no title.
fn line_ends_with_stop(text: &str, found: &Captures<'_>) -> bool {
    let (_, rest) = around(text, found);
    let line = rest.lines().next().unwrap_or_default();
    line.trim_end().ends_with(['.', '!', ';'])
}

/// Shapes before and after, and lengths, in cells that identify or treat; numbers next to the word in texts and outputs.
pub(super) fn find(
    preparation: &Preparation<'_>,
    identified: &[CodePlace],
    operations: &[Operation],
    sink: &mut EvidenceSink,
) {
    let mut places: Vec<CodePlace> = identified
        .iter()
        .copied()
        .chain(operations.iter().map(|operation| operation.place))
        .collect();
    places.sort_unstable();
    let is_near = |place: CodePlace| {
        let after = places.partition_point(|other| *other <= place);
        let before = after.checked_sub(1).map(|at| places[at]);
        let reach = |other: CodePlace| {
            other.unit == place.unit
                && (other.cell == place.cell && other.line.abs_diff(place.line) <= NEAR_LINES
                    || other.cell < place.cell && place.cell - other.cell <= 2 && place.line <= 4)
        };
        before.is_some_and(reach) || places.get(after).copied().is_some_and(reach)
    };
    let in_notebook = |place: CodePlace| {
        preparation.python.units[place.unit.0 as usize].kind == prejury_python::UnitKind::Notebook
    };
    let mut mixed = Mixed::default();
    for statement in &preparation.statements {
        let code = &*statement.code;
        let counts = statement.hints.any(&[COUNTS]) && is_match(&COUNTING, code);
        let tells_mixture = mixed.read(statement, counts);
        let may_count = counts
            && in_notebook(statement.place)
            && !statement.inside_function
            && is_near(statement.place);
        // `(df.a > bound).sum()` counts the outliers themselves.
        if !may_count || tells_mixture && !code.contains(".sum()") {
            continue;
        }
        let is_shown = code.starts_with("print(")
            || code.starts_with("display(")
            || assigns_count(code)
            || !code.contains('=') && !code.starts_with(['f', 'i', 'r', 'w', 'p'])
            || is_match(&SHOWN, code);
        if is_shown
            && !is_match(&COLUMN_SUMMED, code)
            && !code.contains("isna")
            && !code.contains("isnull")
            && !code.contains("duplicated")
        {
            preparation.emit(sink, "outliers.counted", statement, "");
        }
    }
    let names = |text: &str| OUTLIER_WORDS.iter().any(|word| text.contains(word));
    let tells = |text: &str| names(text) && is_match(&NUMBER_OUTLIER, text);
    for place in identified {
        let told = preparation.nearby.any(*place, |text| {
            names(&text.folded) && tells_number(&text.folded)
        }) || preparation.outputs(*place).any(|text| {
            tells(&prejury_documents::fold(
                &text[..text.floor_char_boundary(2_000)],
            ))
        });
        if told {
            let strength = operations
                .first()
                .map_or(prejury_core::Strength::Written, |operation| {
                    operation.strength
                });
            emit_code(
                preparation.python,
                sink,
                "outliers.counted",
                strength.max(prejury_core::Strength::Written),
                *place,
                "",
            );
        }
    }
}

// `df["open"].sum()`: the sum of a column counts no rows of another.
pattern!(
    COLUMN_SUMMED,
    r#"^[^<>=]*\[["'][^"'\]]+["']\]\.(?:mean|sum)\([^<>]*$"#
);
pattern!(SHOWN, r"^\w+(?:\[.*\])?\.(?:shape|value_counts|count|sum)");
pattern!(
    SIZE_KEPT,
    r"(?i)^(?:n_|nb|nombre|size|taille|len|before|avant|after|apres|shape|count|total|initial)\w*\s*="
);

/// `n_before = len(df)`.
fn assigns_count(code: &str) -> bool {
    is_match(&SIZE_KEPT, code)
}

/// Rows that were taken away in one cell for other reasons since they were counted last: what is left of them then does not
/// tell how many outliers there were.
#[derive(Default)]
struct Mixed {
    cell: Option<(prejury_python::UnitIdx, u32)>,
    is_mixed: bool,
}

impl Mixed {
    /// Reads one statement after the other; true for a count of what several treatments left.
    fn read(&mut self, statement: &Statement<'_>, counts: bool) -> bool {
        let cell = Some((statement.place.unit, statement.place.cell));
        if self.cell != cell {
            *self = Self {
                cell,
                is_mixed: false,
            };
        }
        let code = &*statement.code;
        let removes = statement.hints.any(&[SAME, SETS_ASIDE])
            && (code.contains("dropna(") || code.contains("drop_duplicates("));
        // What is named after outliers takes these away: `~df["id"].isin(outliers["id"])`.
        let names_outliers = || statement.hints.any(&[OUTLIERS]) && is_match(&NAMED, code);
        self.is_mixed |=
            removes || statement.hints.any(&[ROWS]) && is_scope(code) && !names_outliers();
        if counts {
            std::mem::take(&mut self.is_mixed)
        } else {
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_text_may_be_none_of_outliers() {
        for text in [
            "nous retirons 12 valeurs aberrantes",
            "soit 0.5 % d'outliers",
            "nombre d'outliers : 52",
            "les valeurs atypiques representent 3 % des lignes",
            "there are 1 204 extreme values",
            "nombre d'outliers : 52 lignes",
            "nombre d'outliers : 52.",
            "outliers : 3. nous les retirons",
            "le nombre d'outliers est de 52",
            "12 valeurs aberrantes ont ete retirees.",
            "3 valeurs aberrantes ont ete retirees.",
            "- 12 outliers",
            "n = 12 outliers",
            "outliers: 1,204 rows",
        ] {
            assert!(tells_number(text), "{text}");
        }
        for text in [
            "4.2 valeurs aberrantes",
            "3. outliers",
            "2 valeurs aberrantes",
            "2. outliers 3. doublons",
            "z >= 3 outliers",
            "outliers : le seuil est de 3",
            "outliers au-dela de 3 ecarts",
            "outliers : 1.5 fois l'ecart",
            "outliers par la regle des 3 sigma",
            "outliers dans 5 colonnes",
            "# 2 traitement des outliers",
            "valeurs aberrantes de energy_100g",
            "outliers superieurs a 100",
            "outliers : clip au p95",
            "on garde 2017 et ses anomalies",
            "365243 est une anomalie",
        ] {
            assert!(!tells_number(text), "{text}");
        }
    }

    #[test]
    fn the_sum_of_a_column_counts_no_outliers() {
        for code in [
            r#"print(f"open: {homes['open'].sum()}")"#,
            r#"homes["open"].mean()"#,
        ] {
            assert!(is_match(&COLUMN_SUMMED, code), "{code}");
        }
        for code in [
            r#"print((homes["area"] > limit).sum())"#,
            "print(is_outlier.sum())",
            r#"homes["area"].gt(limit).sum()"#,
        ] {
            assert!(!is_match(&COLUMN_SUMMED, code), "{code}");
        }
    }
}
