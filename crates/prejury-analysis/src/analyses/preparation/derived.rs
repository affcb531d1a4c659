//! Whether a column that is written is a variable of the data, and how well its place shows that one was made.
//!
//! # Does not count
//! Columns of tables about the data or the model (missing shares, errors, contributions, scores compared), an absolute
//! value or another unit written over the same column.

use foldhash::HashMap;
use memchr::{memchr, memchr2};
use prejury_python::{CodePlace, NewColumn, PythonFacts, UnitIdx};
use smol_str::SmolStr;

use super::own_transforms::FUNCTIONS;
use super::statements::Statement;
use super::{is_match, pattern};

// Tables of what is missing, of what a model yields and of what was found out about the data.
pattern!(
    ASIDE_TABLE,
    r"(?i)^(?:df_|tmp_|tmp)?(?:sys|os|plot|viz|graph|example|exemple|demo|missing|manquant|nan|pct|percent|compar|contrib|shap|metric|perf|cv|error|erreur|eval|importance|outlier|dupl|doubl|elbow|inertia|drift|corr|coef|pred|residu|p_?val|conf|overview|filling|remplissage)\w*|^\w+_(?:missing|shap|metrics|perf|cv|errors?|eval|importances?|outliers?|corr|preds?)$"
);
pattern!(
    ASIDE_COLUMN,
    r"(?i)^(?:%|colou?r|couleur|text_col|y_(?:test|pred|true|hat)|err|abs_?err|resid|pred|shap|impact|contrib|missing|filling|is_?outlier|outlier|inertia)|_(?:err|error|pred|preds|resid|outlier)$"
);
// Counts and shares of what is missing, unless they are computed out of columns on something else ("documents required").
pattern!(
    COUNT_OF_MISSING,
    r"(?i)^(?:pct|pourc|percent|taux|nb|qty|count|n)[a-z]*_?(?:de_?|of_?)?(?:manquant|missing|(?:null|nan|empty|vide)s?(?:_(?:col|val|row)\w*)?$)"
);
// What models and clusterings are measured by.
pattern!(
    MEASURE,
    r"(?i)^(?:rmse|mae|mse|mape|r2|auc|accuracy|f1|silhouette|davies|calinski|inertia|inertie|distortion|wcss|ari)(?:[_ -]|$)"
);
pattern!(
    ENCODED,
    r"(?i)\b(?:le|lb|enc|label_?enc\w*|\w*encoder)\.(?:fit_)?transform\("
);
pattern!(
    SAME_UNIT,
    r"^[^=]+=\s*-?\s*(?:np\.|numpy\.)?(?:abs\()?\s*-?\s*\w+(?:\.loc)?\[[^\]]+\](?:\.abs\(\))?\s*\)?\s*(?:[-+*/]\s*-?[\d._]+)?\s*;?$"
);
// A table that describes the columns of another one.
pattern!(
    STATISTIC,
    r"(?i)^(?:mean|moyenne|median|médiane|mediane|var|variance|std|(?:e|é)cart[ _-]?type|skew(?:ness)?|kurt(?:osis)?|iqr|q1|q3|25 ?%|50 ?%|75 ?%|nb_?nan|n_?missing)$"
);
pattern!(
    COUNTS_MISSING,
    r"\.is(?:na|null)\(\)\.(?:sum|mean)\((?:axis=0)?\)"
);
pattern!(DATE_PART, r"\.dt\.|datetime|timedelta|to_period");

/// Where a new column stands among the others: lower is shown first, none is no variable.
pub(super) fn rank(column: &NewColumn, code: &str) -> Option<u8> {
    let named = || {
        code.split_once('=')
            .and_then(|(target, _)| quoted(target).last())
    };
    let name = column.column.as_deref().or_else(named).unwrap_or_default();
    let is_measure = |name: &str| is_match(&MEASURE, name);
    if is_aside(code)
        || is_match(&ASIDE_COLUMN, name)
        || is_match(&COUNT_OF_MISSING, name) && !is_of_others(column)
        || is_measure(name)
        || column.from.iter().any(|from| is_measure(from))
        || is_match(&ENCODED, code)
        || is_match(&STATISTIC, name) && !is_computed(column)
        || column.from.iter().any(|from| is_match(&STATISTIC, from))
        || is_match(&COUNTS_MISSING, code)
    {
        return None;
    }
    if is_copy(column, code, name) || is_written_over(column, code) {
        return None;
    }
    let others = column.from.iter().filter(|from| *from != name).count();
    let only_itself = others == 0 && column.from.iter().any(|from| from == name);
    if only_itself && is_match(&SAME_UNIT, code) {
        return None;
    }
    Some(match others {
        _ if name.to_lowercase().contains("score") => 3,
        // Texts that are joined or made ready are no variables of a table yet, and what is unpacked was there before.
        _ if is_match(&UNPACKED, code) || is_text(name) && !is_match(&MEASURED, code) => 3,
        // One column on another scale (`log1p(clicks) / log1p(clicks.max())`) is a transformation first.
        0 | 1 if rescales(column) => 3,
        _ if is_match(&DATE_PART, code) => 0,
        0 => 2,
        1 => 1,
        _ => 0,
    })
}

// `literal_eval(x)["latitude"]`: a value that a cell held already.
pattern!(UNPACKED, r"literal_eval\(|json\.loads\(");
// What is counted, compared or looked for in a text is a variable.
pattern!(
    MEASURED,
    r"\blen\(|\.len\(|count|contains|isin\(|startswith|endswith|[<>]|==|/|\bin\b"
);
/// Words in the names of columns that hold texts.
const TEXTS: &[&str] = &[
    "body",
    "comment",
    "corpus",
    "desc",
    "description",
    "lemma",
    "lemmatized",
    "sentence",
    "stem",
    "text",
    "texte",
    "title",
    "titre",
    "token",
    "tokens",
    "tweet",
    "tweets",
];

/// Whether a column is named after a text.
fn is_text(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| TEXTS.iter().any(|text| word.eq_ignore_ascii_case(text)))
}

/// Whether a column holds one other on another scale.
fn rescales(column: &NewColumn) -> bool {
    let is_scale = |call: &SmolStr| {
        let last = call.rsplit(['.', ':']).next().unwrap_or(call);
        FUNCTIONS.contains(&last)
    };
    column.from.len() == 1 && column.calls.iter().any(is_scale)
}

/// `df["var"] = df["end"] - df["start"]`: computed out of two columns, a name like that of a statistic is one by chance.
fn is_computed(column: &NewColumn) -> bool {
    column.arithmetic && column.from.len() > 1
}

/// `df["nb_missing_docs"] = df["required"] - df["given"]`: computed out of columns that count nothing missing themselves.
fn is_of_others(column: &NewColumn) -> bool {
    let counts = |from: &SmolStr| is_match(&COUNT_OF_MISSING, from);
    is_computed(column) && !column.from.iter().any(counts)
}

/// Bytes of a statement in which a column that is written over is looked for again.
const MAX_TARGET: usize = 120;
/// What cuts the values of a column off, whatever it reads them from.
const CUTS: &[&str] = &["clip", "mask", "where"];

/// `df[col] = df[col].where(...)`: what is written stands on both sides, and nothing else is read. A value is cleaned or recoded.
pub(super) fn is_written_over(column: &NewColumn, code: &str) -> bool {
    let bracketed = || {
        let end = code.find("]=")? + 1;
        Some((&code[..end], &code[end + 1..]))
    };
    let Some((target, value)) = code.split_once(" = ").or_else(bracketed) else {
        return false;
    };
    let target = target.trim();
    let is_again = target.contains('[') && target.len() <= MAX_TARGET && value.contains(target);
    let name = column.column.as_deref();
    let reads_others = column.from.iter().any(|from| Some(from.as_str()) != name);
    !reads_others && (is_again || is_cut(column) && !column.arithmetic)
}

/// Whether the values of a column are only cut off.
pub(super) fn is_cut(column: &NewColumn) -> bool {
    let cuts = |call: &SmolStr| CUTS.contains(&call.rsplit('.').next().unwrap_or(call));
    !column.calls.is_empty() && column.calls.iter().all(cuts)
}

/// `table["group"] = list(other["group"])`: a column brought along under its own name is no new one.
fn is_copy(column: &NewColumn, code: &str, name: &str) -> bool {
    let hands_on = |call: &SmolStr| {
        let last = call.rsplit(['.', ':']).next().unwrap_or(call);
        matches!(
            last,
            "array" | "copy" | "list" | "Series" | "to_list" | "to_numpy" | "tolist"
        )
    };
    let Some((_, value)) = code.split_once('=') else {
        return false;
    };
    let mut sources = quoted(value);
    !name.is_empty()
        && !column.arithmetic
        && column.calls.iter().all(hands_on)
        && sources.next() == Some(name)
        && sources.next().is_none()
}

/// Whether a statement writes to a table that describes data or models.
pub(super) fn is_aside(code: &str) -> bool {
    let end = code.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    is_match(&ASIDE_TABLE, &code[..end.unwrap_or(code.len())])
}

// A row filter, a chart, a count: looks at a column that change nothing but rows.
pattern!(
    LOOKS,
    r"^(?:plt|sns|px|fig|ax|print|display)\b|\w*(?:plot|distrib|display|show|visu)\w*\(|\.(?:plot|hist|boxplot|describe|value_counts|unique|nunique|mean|median|min|max)\b|\[[^=]*(?:[<>]=?|==|!=|\.between\()[^=]*\]"
);

/// Where new columns are named again: one that is only filtered by and looked at afterwards is a check, no variable.
pub(super) struct Uses<'s> {
    statements: &'s [Statement<'s>],
    named: HashMap<&'s str, Vec<&'s Statement<'s>>>,
}

/// Statements that name one column and are looked at; more of them are a use.
const MAX_STATEMENTS: usize = 20;
/// Statements that name a table made for one look.
const MAX_OF_TABLE: usize = 10;
/// Statements of one unit that are looked at for a table.
const MAX_READ: usize = 5_000;

impl<'s> Uses<'s> {
    pub(super) fn of(python: &'s PythonFacts, statements: &'s [Statement<'s>]) -> Self {
        let columns = python.units.iter().flat_map(|unit| &unit.new_columns);
        let names = columns.filter_map(|column| column.column.as_deref());
        let mut named: HashMap<&str, Vec<&Statement<'_>>> =
            names.map(|name| (name, Vec::new())).collect();
        if !named.is_empty() {
            for statement in statements {
                for quoted in quoted(&statement.code) {
                    if let Some(places) = named.get_mut(quoted)
                        && places.len() <= MAX_STATEMENTS
                    {
                        places.push(statement);
                    }
                }
            }
        }
        Self { statements, named }
    }

    /// By how much later a column is shown that is only looked at.
    pub(super) fn lack(&self, name: &str, made: CodePlace) -> u8 {
        let places = self.named.get(name).map_or(&[][..], Vec::as_slice);
        let table = self.table(made);
        if places.len() > MAX_STATEMENTS || table.is_empty() {
            return 0;
        }
        let is_own = |statement: &Statement<'_>| {
            let place = statement.place;
            let is_made = (place.unit, place.cell) == (made.unit, made.cell)
                && (place.line..=place.end_line).contains(&made.line);
            // Written over, it is still the same column; another table has one of its own.
            let (target, _) = statement.code.split_once('=').unwrap_or_default();
            is_made
                || target.trim_end().ends_with(']') && target.contains(name)
                || !statement.code.contains(table)
        };
        let mut others = places.iter().filter(|place| !is_own(place)).peekable();
        let is_check = others.peek().is_some()
            && others.all(|statement| is_match(&LOOKS, &statement.code))
            && self.is_side_table(table, made.unit);
        u8::from(is_check) * 2
    }

    /// The name of the table that a column is written into.
    fn table(&self, made: CodePlace) -> &'s str {
        let code = super::statements::at(self.statements, made).map_or("", |one| &one.code);
        let end = code.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        &code[..end.unwrap_or(code.len())]
    }

    /// Whether a table is soon left: what is worked on further goes on with its columns.
    fn is_side_table(&self, table: &str, unit: UnitIdx) -> bool {
        let first = self.statements.partition_point(|one| one.place.unit < unit);
        let of_unit = self.statements[first..].iter();
        let of_unit = of_unit.take_while(|one| one.place.unit == unit);
        let of_unit = of_unit.take(MAX_READ);
        let n_named = of_unit.filter(|one| one.code.contains(table));
        n_named.take(MAX_OF_TABLE + 1).count() <= MAX_OF_TABLE
    }
}

/// What stands between quotes in a statement.
fn quoted(code: &str) -> impl Iterator<Item = &str> {
    let bytes = code.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr2(b'\'', b'"', &bytes[at..])? + 1;
        let end = start + memchr(bytes[start - 1], &bytes[start..])?;
        at = end + 1;
        Some(&code[start..end])
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_end_with_their_own_kind() {
        let of = |code| super::quoted(code).collect::<Vec<_>>();
        assert_eq!(of("a[\"l'an\"] + b['x'] + c[\"y"), ["l'an", "x"]);
    }
}
