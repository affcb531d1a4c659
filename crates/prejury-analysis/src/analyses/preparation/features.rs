//! New variables made from existing ones (C1.4.1-CE3).
//!
//! # Counts as evidence
//! Ratios, differences, aggregates by key, parts of dates, counts, flags and classes written to a column.
//! # Does not count
//! A rename, a change of type, a constant, predictions and cluster labels, values of a column capped where they stand.

use prejury_python::NewColumn;

use super::hints::{ASSIGNS, DATES, GROUPS, JOINS, RETYPES, ROW_WRITES};
use super::only_shown::OnlyShown;
use super::statements::Statement;
use super::words::CATEGORICAL;
use super::{Kind, Operation, Preparation, derived, is_match, pattern, text_pattern, treated};
use crate::matching::{Piece, emit_code, emit_ranked, strength_of_code};
use crate::sink::EvidenceSink;

/// Calls that change the form of a column and make no new one.
const RETYPING: &[&str] = &[
    "astype",
    "to_datetime",
    "to_numeric",
    "rename",
    "strip",
    "lower",
    "upper",
    "str",
    "fillna",
    "replace",
    "round",
    "copy",
    "int",
    "float",
    "to_list",
    "format",
    "title",
    "capitalize",
    "zfill",
    "category",
    "DataFrame",
    "Series",
    "array",
    "loc",
    "values",
];
/// Calls whose results are no variable of a model.
const NO_VARIABLE: &[&str] = &[
    "predict",
    "predict_proba",
    "fit_predict",
    "fit_transform",
    "transform_",
    "labels_",
    "read_csv",
    "imread",
    "inverse_transform",
    "LabelEncoder",
];

/// By how much later counts of rows or cells by group are shown: most often they describe the data and make no variable.
const COUNTED: u8 = 3;
/// Rank of rows written by a condition: most often a level of a column that is there is put right.
const RECODED: u8 = 4;

pattern!(
    AGGREGATED,
    r"\.groupby\(.*\)(?:\[.*\])?\s*\.(?:agg|aggregate|sum|mean|count|max|min|nunique|size|std|median|first|last|apply)\(|pivot_table\(|\.pivot\("
);
pattern!(
    FILLED,
    r"\.loc\[.*(?:\.(?:isna|isnull)\(\)|\bmissing\w*|\bmanquant\w*|\bnan_?\w*)\s*,.*\]\s*=|\.loc\[\s*mask\w*\s*,.*=.*(?:median|mean|moyen|mode)"
);
pattern!(
    LEVELS_AS_COLUMNS,
    r"\.groupby\(\s*\[[^\]]+,[^\]]+\].*(?:count|size|nunique|sum).*\.unstack\(|\.pivot_table\(.*columns\s*=.*aggfunc\s*=\s*\W?(?:count|size|len|sum|np\.sum)"
);
// The profile of clusters is what a model yields.
pattern!(
    BY_CLUSTER,
    r#"(?i)groupby\(\s*\[?\s*['\x22]?\w*(?:cluster|segment|labels?\b)"#
);
pattern!(INTERMEDIATE, r"^\w[\w.]*(?:\[.*\])?\s*=|^return ");
pattern!(DRAWN, r"\.plot|plt\.|sns\.|px\.|\.hist\(|print\(|display\(");
pattern!(
    DATE_PART,
    r"\.dt\.(?:year|month|day|hour|weekday|dayofweek|quarter|days|week)|datetime\.now\(\)\s*-|timedelta|dateOfWeek|\.dt\.to_period"
);
pattern!(
    BY_CONDITION,
    r#"^\w+\.loc\[.*(?:==|[<>]|isin\(|between\().*,\s*\[?['\x22][^'\x22]+['\x22]\]?\s*\]\s*=\s*(?:-?\d|['\x22])"#
);
pattern!(
    ACROSS,
    r#"\.(?:mean|sum|max|min|std|median|prod|nunique)\([^()]*axis\s*=\s*(?:1|['\x22]columns)"#
);
// Folds, importances and totals of a table that was counted.
pattern!(
    OF_FOLDS,
    r"(?i)fold|import|\bcv|score|pred|oof|crosstab|^(?:table|tab|ct|pivot|cross)\w*\["
);
// The column that such a row write fills.
text_pattern!(
    CONDITION_FILLS,
    r#"^(.*),\s*\[?['\x22]([^'\x22]+)['\x22]\]?\s*\]\s*="#
);
text_pattern!(COLUMN_READ, r#"[\w\])]\[\s*['\x22]([^'\x22]+)['\x22]\s*\]"#);
pattern!(
    LEVEL_TO_NUMBER,
    r#"==\s*['\x22][^'\x22]*['\x22].*\]\s*=\s*-?\d{1,3}\b"#
);
pattern!(
    ASSIGNED,
    r"\.assign\(\s*\w+\s*=|\.insert\(\s*\w+\s*,\s*[^\s{\[]|\.withColumn\(|\.with_columns\(|\.eval\(\s*['\x22]\w+\s*="
);

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut operations = Vec::new();
    let uses = derived::Uses::of(preparation.python, &preparation.statements);
    for unit in &preparation.python.units {
        for column in &unit.new_columns {
            let strength = strength_of_code(column.reach, column.run);
            let name = column.column.as_deref().unwrap_or_default();
            let statement = super::statements::at(&preparation.statements, column.place);
            let code = statement.map_or("", |statement| &statement.code);
            let rank = derived::rank(column, code)
                .filter(|_| is_derived(column, code) && !treated::keeps_its_column(code));
            if let Some(rank) = rank {
                let piece = Piece {
                    signal: "features.derived",
                    strength,
                    place: column.place,
                    subject: name,
                    rank: rank + uses.lack(name, column.place) + preparation.repeats(column.place),
                };
                emit_ranked(preparation.python, sink, &piece);
                operations.push(Operation {
                    kind: Kind::Derivation,
                    place: column.place,
                    strength,
                    inside_function: statement.is_some_and(|statement| statement.inside_function),
                    in_loop: false,
                });
            } else if derived::is_written_over(column, code)
                && !derived::is_cut(column)
                && !treated::keeps_its_column(code)
                || column
                    .calls
                    .iter()
                    .any(|call| RETYPING.contains(&call.as_str()))
            {
                emit_code(
                    preparation.python,
                    sink,
                    "features.retyped",
                    strength,
                    column.place,
                    name,
                );
            }
        }
    }
    let only_shown = OnlyShown::of(&preparation.statements, aggregates);
    for statement in &preparation.statements {
        let code = &*statement.code;
        if !statement
            .hints
            .any(&[ASSIGNS, DATES, GROUPS, RETYPES, ROW_WRITES])
        {
            continue;
        }
        let is_aggregate = aggregates(statement)
            && is_match(&INTERMEDIATE, code)
            && !is_match(&DRAWN, code)
            && !is_match(&BY_CLUSTER, code);
        if statement.hints.any(&[ROW_WRITES])
            && is_match(&BY_CONDITION, code)
            && !derived::is_aside(code)
            && !treated::keeps_its_column(code)
        {
            if corrects_its_column(code) {
                preparation.emit(sink, "features.retyped", statement, "");
            } else {
                let piece = Piece {
                    signal: "features.derived",
                    strength: statement.strength,
                    place: statement.place,
                    subject: "",
                    rank: RECODED,
                };
                emit_ranked(preparation.python, sink, &piece);
                operations.push(super::of_statement(Kind::Derivation, statement));
            }
            // A constant for missing cells is an imputation, whatever else the rows are chosen by.
            let fills = code.contains(".isna(") || code.contains(".isnull(");
            if !fills && is_match(&LEVEL_TO_NUMBER, code) {
                preparation.emit(sink, "features.encoded", statement, "by hand");
                operations.push(super::of_statement(Kind::Encoding, statement));
            }
        }
        // Levels as columns, one row per entity: how often or in which share it has each of them.
        let counts_levels = statement.hints.any(&[GROUPS])
            && is_match(&LEVELS_AS_COLUMNS, code)
            && is_match(&INTERMEDIATE, code)
            && preparation
                .nearby
                .any_in_cell(statement.place, |text| CATEGORICAL.are_in(text))
            && is_merged(preparation, statement);
        if counts_levels {
            preparation.emit(sink, "features.encoded", statement, "by hand");
            operations.push(super::of_statement(Kind::Encoding, statement));
        }
        let is_kept = statement.hints.any(&[ASSIGNS]) && is_match(&ASSIGNED, code)
            || statement.hints.any(&[DATES])
                && is_match(&DATE_PART, code)
                && is_match(&INTERMEDIATE, code)
                && !is_match(&DRAWN, code)
                && !is_one_date(code);
        if is_aggregate || is_kept {
            let in_function_or_merged =
                is_kept || statement.inside_function || is_merged(preparation, statement);
            let is_aside = derived::is_aside(code) || only_shown.holds(statement);
            if in_function_or_merged && !is_aside {
                let makes_several = code.contains(".agg(") || code.contains(".aggregate(");
                let piece = Piece {
                    signal: "features.derived",
                    strength: statement.strength,
                    place: statement.place,
                    subject: "",
                    rank: if is_kept || makes_several { 1 } else { 3 }
                        + if counts_cells(code) { COUNTED } else { 0 }
                        + preparation.repeats(statement.place),
                };
                emit_ranked(preparation.python, sink, &piece);
                operations.push(super::of_statement(Kind::Derivation, statement));
            }
        }
        if code.contains(".rename(") || code.contains(".astype(") {
            preparation.emit(sink, "features.retyped", statement, "");
        }
    }
    operations
}

/// `df.loc[df["type"] == "Other ", "type"] = "Other"`: the rows are found by the column that is put right.
fn corrects_its_column(code: &str) -> bool {
    let Some(found) = CONDITION_FILLS
        .as_ref()
        .and_then(|fills| fills.captures(code))
    else {
        return false;
    };
    let (condition, column) = (&found[1], &found[2]);
    let mut named = 0;
    let all_own = COLUMN_READ.as_ref().is_some_and(|read| {
        read.captures_iter(condition).all(|found| {
            named += 1;
            &found[1] == column
        })
    });
    // A group that is built step by step reads other columns, too.
    named > 0 && all_own
}

/// Whether an aggregate only counts: `.agg('count')`, `.count()`, or sums what is empty up.
fn counts_cells(code: &str) -> bool {
    let folded = code.to_lowercase();
    let counts = [
        ".count()",
        ".size()",
        ".value_counts(",
        "agg('count')",
        "agg(\"count\")",
    ]
    .iter()
    .any(|call| folded.contains(call));
    let of_missing = ["empty", "missing", "manquant"]
        .iter()
        .any(|word| folded.contains(word));
    counts && !folded.contains("agg({") || of_missing
}

/// The column of a table of shares.
fn is_share(name: &str) -> bool {
    ["%", "pct", "pourc", "pourcentage", "percent", "percentage"]
        .iter()
        .any(|share| name.eq_ignore_ascii_case(share))
}

/// `date_t = date_t0 + np.timedelta64(days, "D")`: a date and no column of dates.
fn is_one_date(code: &str) -> bool {
    let target = code.split('=').next().unwrap_or_default();
    !target.contains('[') && !code.contains(".dt.") && !code.starts_with("return")
}

fn aggregates(statement: &Statement<'_>) -> bool {
    statement.hints.any(&[GROUPS]) && is_match(&AGGREGATED, &statement.code)
}

fn is_derived(column: &NewColumn, code: &str) -> bool {
    let is_of = |names: &[&str]| {
        column
            .calls
            .iter()
            .any(|call| names.contains(&call.as_str()))
    };
    if is_of(NO_VARIABLE)
        || code.contains(".labels_")
        || column.column.as_deref().is_some_and(is_share)
        || code.contains("fillna(") && !column.arithmetic
    {
        return false;
    }
    // Only rows where a value is missing are written: a treatment, not a variable.
    if is_match(&FILLED, code) {
        return false;
    }
    let makes = column
        .calls
        .iter()
        .any(|call| !RETYPING.contains(&call.as_str()));
    let is_scale = is_of(&["zscore", "log", "log1p", "sqrt", "log10"])
        && column.from.len() <= 1
        && !column.arithmetic;
    (column.arithmetic && (!column.from.is_empty() || makes)
        || makes
            && (!column.from.is_empty()
                || code.contains("lambda")
                || code.contains("groupby(")
                || is_across(code)))
        && !is_scale
}

/// `df["mean"] = df[years].mean(axis=1)`: one variable out of several, under whatever name they stand.
fn is_across(code: &str) -> bool {
    code.contains("axis")
        && !code.contains(".isna()")
        && !code.contains(".isnull()")
        && is_match(&ACROSS, code)
        && !is_match(&OF_FOLDS, code)
}

/// Whether the table that a statement makes is joined to others, or its columns are named, in the cells that follow.
fn is_merged(preparation: &Preparation<'_>, statement: &super::statements::Statement<'_>) -> bool {
    let Some(target) = statement
        .code
        .split(['=', '[', '.'])
        .next()
        .map(str::trim)
        .filter(|target| !target.is_empty())
    else {
        return false;
    };
    if statement.code.contains(".merge(")
        || statement.code.contains(".join(")
        || statement.code.contains(".agg(")
        || statement.code.contains(".aggregate(")
    {
        return true;
    }
    let place = statement.place;
    let start = preparation.statements.partition_point(|other| {
        (other.place.unit, other.place.cell, other.place.line)
            <= (place.unit, place.cell, place.line)
    });
    let after = preparation.statements[start..]
        .iter()
        .take(30)
        .take_while(|other| other.place.unit == place.unit);
    after
        .filter(|other| {
            other.hints.any(&[JOINS])
                && (other.code.contains("merge(")
                    || other.code.contains("join(")
                    || other.code.contains("concat("))
        })
        .any(|other| other.code.contains(target))
}
