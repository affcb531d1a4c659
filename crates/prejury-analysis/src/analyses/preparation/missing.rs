//! Treatments of missing values (C1.2.2-CE2): which ways, and whether a text says why.
//!
//! # What it looks for
//! `dropna`, `fillna` and its argument, imputers of scikit-learn (also inside pipelines), `interpolate`, masks of `isna`
//! that select rows or write values.
//! # Counts as evidence
//! Each way once: rows, columns, a constant, mean, median, mode, by group, neighbours in order, KNN, iterative, model.
//! # Does not count
//! Counting missing values; imputers that are only imported; what is set aside for one chart or statistic; values that an
//! application fills in to show them.
//! # Limits
//! A way chosen by an argument that no caller gives as a literal is called an imputation.

use prejury_python::{Call, Literal, Value};

use super::hints::{NULLS, SETS_ASIDE};
use super::names::FILLS;
use super::only_shown::OnlyShown;
use super::statements::Statement;
use super::words::{MISSING, Text};
use super::{
    Kind, Operation, Preparation, is_match, missing_by_hand, missing_empty, missing_reasons,
    of_statement, pattern,
};
use crate::sink::EvidenceSink;

pattern!(
    ROW_MASK,
    r"^\w+(?:\[[^\]]*\])?\s*=\s*\w+(?:\[['\x22][^\]]*\])?(?:\.loc)?\[.*(?:\.notna\(\)|\.notnull\(\)|~.*\.is(?:na|null)\(\)|pd\.notn|\.is(?:na|null)\([^()]*\)\s*==\s*(?:False|0))"
);
pattern!(DROP_MASK, r"\.drop\(.*\.is(?:na|null)\(\).*\.index");
pattern!(
    WRITE_MASK,
    r"^\w+(?:\.loc)?\[.*(?:\.is(?:na|null)\(\)|pd\.is(?:na|null)\().*\]\s*=[^=]"
);
pattern!(WHERE_MASK, r"=.*(?:np|numpy)\.where\(.*is(?:na|null)");
pattern!(
    LAMBDA_MASK,
    r"=.*\.apply\(.*lambda.*\bif\b.*(?:isna|isnull|np\.isnan|notna|notnull|!= ?\w+\b)\s*\("
);
pattern!(
    COMPUTED_COLUMN,
    r#"^\w+\[['\x22][^\]]+['\x22]\]\s*=[^=].*\w+\[['\x22][^\]]+['\x22]\]\s*[-+*/]"#
);
pattern!(
    COLUMN_SHARE,
    r"(?:isna|isnull|notna|notnull|count)\(\).*(?:\.mean\(\)|/|\.sum\(\)).*(?:[<>])"
);
pattern!(
    COUNTED,
    r"\.(?:isna|isnull|notna|notnull)\(\)\.(?:sum|mean|count)\([^()]*\)\s*$"
);
pattern!(GROUPED, r"groupby\(");
pattern!(MEAN, r"\.mean\(|np\.(?:nan)?mean|\bmean\b|moyenne");
pattern!(MEDIAN, r"\.median\(|np\.(?:nan)?median|\bmedian|mediane");
pattern!(
    MODE,
    r"\.mode\(|value_counts\(\)\.(?:idxmax|index)|most_frequent|\bmode\b"
);

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut operations = Vec::new();
    let only_shown = OnlyShown::of(&preparation.statements, sets_aside);
    let is_aside = |call: &Call| {
        let statement = preparation.statement_of(call);
        preparation.serves(call.place)
            || statement
                .is_some_and(|statement| sets_aside(statement) && only_shown.holds(statement))
    };
    for call in preparation.calls_of(FILLS).filter(|call| !is_aside(call)) {
        for way in ways(preparation, call) {
            let turn = by_the_way(preparation.code_of(call), way);
            preparation.emit_call_in_turn(sink, "missing.treated", call, way, turn);
            operations.push(preparation.of_call(Kind::Missing, call));
        }
    }
    let cleaning = preparation.statements.iter().filter(|statement| {
        let is_shown = sets_aside(statement) && only_shown.holds(statement);
        !preparation.serves(statement.place) && !is_shown
    });
    for statement in cleaning {
        if let Some(way) = masked(statement) {
            preparation.emit(sink, "missing.treated", statement, way);
            operations.push(of_statement(Kind::Missing, statement));
        } else if is_column_written(&statement.code)
            && is_match(&COMPUTED_COLUMN, &statement.code)
            && preparation.nearby.any(statement.place, recomputes)
        {
            preparation.emit(sink, "missing.treated", statement, "recomputed");
            operations.push(of_statement(Kind::Missing, statement));
        }
    }
    for statement in missing_by_hand::find(preparation) {
        preparation.emit(sink, "missing.treated", statement, "constant");
        operations.push(of_statement(Kind::Missing, statement));
    }
    // A list of texts without the empty ones is no table that is cleaned: these put nothing in scope.
    for statement in missing_empty::find(preparation) {
        preparation.emit(sink, "missing.treated", statement, "drop-rows");
    }
    missing_reasons::find(preparation, &operations, sink);
    operations
}

/// Later than other ways: what an encoder does beside encoding, and what is left out of one look at the data.
fn by_the_way(code: &str, way: &str) -> i16 {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let table = code
        .split(|letter| !is_name(letter))
        .next()
        .unwrap_or_default();
    let is_look = table.split('_').any(|part| {
        ["plot", "sample", "temp", "tmp", "viz"].contains(&part.to_lowercase().as_str())
    });
    // Empty cells of a table that counts are no missing values of the data.
    let is_count = ["pivot", "crosstab(", ".unstack("]
        .iter()
        .any(|word| code.contains(word));
    i16::from(way == "category" || is_look || is_count)
}

/// `table["..."`: what a statement begins with that writes a column, told without a regular expression.
fn is_column_written(code: &str) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let end = code.bytes().position(|byte| !is_name(&byte));
    end.is_some_and(|end| matches!(code.as_bytes()[end..], [b'[', b'"' | b'\'', ..]))
}

/// A part of a table without its missing values.
fn sets_aside(statement: &Statement<'_>) -> bool {
    statement.hints.any(&[SETS_ASIDE])
}

/// A text that says that missing values are computed from other columns.
fn recomputes(text: &Text) -> bool {
    MISSING.are_in(text)
        && [
            "recalcul",
            "recomput",
            "calculer a partir",
            "deduire",
            "deduit",
        ]
        .iter()
        .any(|word| text.contains(word))
}

/// Ways of treating missing values that one call is.
fn ways(preparation: &Preparation<'_>, call: &Call) -> Vec<&'static str> {
    let method = call.method();
    let own = call.callee.starts_with("local:");
    match method {
        _ if own => Vec::new(),
        "dropna" if call.callee != "pandas.DataFrame.value_counts" => {
            drop_of(preparation, call).into_iter().collect()
        }
        "fillna" | "fill" if method == "fillna" || call.callee.contains(".na.") => {
            filled_with(preparation, call)
        }
        "fill_null" | "fill_nan" => filled_with(preparation, call),
        "drop_nulls" => vec!["drop-rows"],
        "ffill" | "bfill" | "pad" | "backfill"
            if !call.callee.starts_with("numpy.")
                && !call.callee.starts_with("keras")
                && !call.callee.starts_with("torch") =>
        {
            vec!["neighbours-in-order"]
        }
        "interpolate"
            if !call.callee.starts_with("torch")
                && !call.callee.starts_with("scipy")
                && !call.callee.starts_with("numpy") =>
        {
            vec!["interpolation"]
        }
        "get_dummies"
            if call
                .keyword("dummy_na")
                .is_some_and(|value| value.literal == Some(Literal::Bool(true))) =>
        {
            vec!["category"]
        }
        "replace"
            if call.args.first().is_some_and(|arg| is_nan(&arg.value))
                && call.args.len() > 1
                && !call.args.get(1).is_some_and(|arg| is_nan(&arg.value)) =>
        {
            vec!["constant"]
        }
        "SimpleImputer" | "Imputer" => simple(call),
        "KNNImputer" => vec!["knn"],
        "IterativeImputer" | "MissForest" | "MICEData" | "mice" | "MiceImputer"
        | "ImputationKernel" => vec!["iterative"],
        "MeanMedianImputer"
        | "CategoricalImputer"
        | "ArbitraryNumberImputer"
        | "EndTailImputer" => vec!["imputer"],
        "RandomSampleImputer" => vec!["random"],
        _ => Vec::new(),
    }
}

fn drop_of(preparation: &Preparation<'_>, call: &Call) -> Option<&'static str> {
    let axis = call.arg("axis", Some(0));
    let is_columns = axis.is_some_and(|axis| {
        axis.literal == Some(Literal::Int(1)) || axis.as_str() == Some("columns")
    });
    // `df["a"].dropna().unique()`, `plt.hist(df.a.dropna())`: set aside for one look, not treated.
    let code = preparation.code_of(call);
    let is_kept = call.keyword("inplace").is_some()
        || code.contains('=') && !is_look(code)
        || code.trim_start().starts_with("return");
    match (is_columns, is_kept) {
        (_, false) => None,
        (true, true) => Some("drop-columns"),
        (false, true) => Some("drop-rows"),
    }
}

pattern!(
    LOOK,
    r"dropna\([^)]*\)\.(?:head|sample|unique|nunique|value_counts|hist|plot|shape|describe|boxplot|count|sum|mean|median|to_list|tolist|values|min|max)\b|\.(?:all|any)\(\)|^(?:plt|sns|px|ax\w*|fig\w*|print|display)\b|for .* in "
);

fn is_look(code: &str) -> bool {
    is_match(&LOOK, code)
}

fn is_nan(value: &Value) -> bool {
    let named = |name: &str| matches!(name.rsplit('.').next(), Some("nan" | "NaN" | "NA" | "NAN"));
    value.types.iter().any(|name| named(name))
        || value.name.as_deref().is_some_and(named)
        || value.as_str() == Some("nan")
}

fn simple(call: &Call) -> Vec<&'static str> {
    let Some(strategy) = call.arg("strategy", None) else {
        return vec!["mean"];
    };
    match strategy.as_str() {
        Some("mean") => vec!["mean"],
        Some("median") => vec!["median"],
        Some("most_frequent") => vec!["mode"],
        Some("constant") => vec!["constant"],
        _ => vec!["imputer"],
    }
}

/// What the argument of `fillna` is: a constant, a statistic, values of a group, of the neighbours or of a model.
fn filled_with(preparation: &Preparation<'_>, call: &Call) -> Vec<&'static str> {
    if call
        .keyword("method")
        .is_some_and(|method| method.as_str().is_some())
    {
        return vec!["neighbours-in-order"];
    }
    let Some(value) = call.arg("value", Some(0)) else {
        return vec!["imputer"];
    };
    // Missing values filled with missing values stay what they were.
    if is_nan(value) || value.literal == Some(Literal::None) {
        return Vec::new();
    }
    if let Some(Literal::Int(_) | Literal::Float(_) | Literal::Str(_) | Literal::Bool(_)) =
        value.literal
    {
        return vec!["constant"];
    }
    let code = preparation.code_of(call);
    let argument = argument_of(code, "fillna(");
    let mut text = argument.to_owned();
    if let Some(name) = &value.name {
        text.push_str(name);
    }
    // The statistic and what it was taken of: an earlier `groupby` made the table.
    for at in value.history.iter().rev().take(2) {
        if let Some(call) = preparation.call(*at) {
            text.push_str(" .");
            text.push_str(call.method());
            text.push('(');
        }
    }
    let by_group = is_match(&GROUPED, &text) || is_match(&GROUPED, code) && code.contains("lambda");
    let statistic = if is_match(&MEDIAN, &text) {
        Some("median")
    } else if is_match(&MODE, &text) {
        Some("mode")
    } else if is_match(&MEAN, &text) {
        Some("mean")
    } else {
        None
    };
    match statistic {
        _ if by_group => vec!["by-group"],
        Some(statistic) => vec![statistic],
        None if text.contains(".predict(") => vec!["model"],
        None if !value.elements.is_empty() => vec!["constant"],
        None if value.history.is_empty() && value.types.is_empty() => vec!["imputer"],
        None => vec!["other-column"],
    }
}

/// The text between the brackets that follow `opening`.
fn argument_of<'c>(code: &'c str, opening: &str) -> &'c str {
    let Some(start) = code.find(opening).map(|at| at + opening.len()) else {
        return "";
    };
    let mut depth = 1_u32;
    for (at, character) in code[start..].char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &code[start..start + at];
        }
    }
    &code[start..]
}

/// A statement that selects by what is missing, or writes there.
fn masked(statement: &Statement<'_>) -> Option<&'static str> {
    let code = &*statement.code;
    if !statement.hints.any(&[NULLS]) || !code.contains("is") && !code.contains("not") {
        return None;
    }
    // `table["n"] = table[columns].notna().sum(axis=1)` counts and leaves everything as it is.
    if is_match(&COUNTED, code) && !code.contains(['<', '>', '~']) {
        return None;
    }
    if is_match(&WRITE_MASK, code) {
        let right = code.split_once("] =").map_or(code, |(_, right)| right);
        return Some(if right.contains("predict(") {
            "model"
        } else if is_match(&MEDIAN, right) {
            "median"
        } else if is_match(&MODE, right) {
            "mode"
        } else if is_match(&MEAN, right) {
            "mean"
        } else if right.chars().any(|letter| matches!(letter, '[' | '(')) {
            "recomputed"
        } else {
            "constant"
        });
    }
    if is_match(&WHERE_MASK, code) || is_match(&LAMBDA_MASK, code) {
        return Some("recomputed");
    }
    if is_match(&DROP_MASK, code) {
        return Some("drop-rows");
    }
    if is_match(&COLUMN_SHARE, code)
        && (code.contains(".loc[:,") || code.contains(".columns[") || code.contains(".drop("))
    {
        return Some("drop-columns");
    }
    let is_row_selection = is_match(&ROW_MASK, code) && !is_look(code) && !code.contains(".sum()");
    is_row_selection.then_some("drop-rows")
}

/// Whether a statement treats missing values.
pub(super) fn is_masked(statement: &Statement<'_>) -> bool {
    masked(statement).is_some()
}
