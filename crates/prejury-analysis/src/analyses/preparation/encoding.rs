//! Categorical variables: identified (C1.4.1-CE1) and encoded (C1.4.1-CE2).
//!
//! # Counts as evidence
//! `select_dtypes`, types compared with `object`, a named list of categorical columns; encoders that are fitted or stand
//! in a pipeline, `get_dummies`, codes and dictionaries that replace levels by numbers.
//! # Does not count
//! A list of columns that nothing reads; an encoder of the target alone (it has a signal of its own); `to_categorical` of the classes of a network.

use prejury_catalog::Catalog;
use prejury_python::{Call, Literal, Roles, Value};
use smol_str::SmolStr;

use super::hints::{CATEGORIES, CODES as CODED, TYPES, UNIQUES};
use super::names::{ENCODES, FITS, NATIVE, PIPELINE};
use super::unread::Unread;
use super::words::CATEGORICAL;
use super::{Kind, Operation, Preparation, is_match, pattern};
use crate::matching::{Piece, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

// `quali_col_to_drop = ...`: what is thrown away is not what is identified.
pattern!(
    DISCARDED,
    r"(?i)^\w*(?:drop|remov|exclu|delet|suppr|enlev|ignor)\w*\s*="
);
pattern!(
    TYPE_TEST,
    r#"dtypes?\s*(?:==|!=|in|\.isin\(|\.eq\()\s*[\[(]?\s*(?:['"](?:object|O|category|str|string)['"]|object|np\.object|str\b|'O')|is_(?:object|categorical|string)_dtype|is_numeric_dtype|\.dtype\.name\s*==|==\s*['"](?:object|category)['"]"#
);
pattern!(
    NAMED_LIST,
    r"(?i)^(?:\w*(?:categoricals?|categoriel\w*|qualitati[fv]\w*|discrete)\w*|\w*(?:cat|categ\w*|obj|object|quali|nominal|ordinal|non_?num\w*|binary|binaire|ohe|onehot|one_hot|str|string)s?_?(?:cols?|columns?|colonnes?|vars?|variables?|feat|feats|features?|attr\w*)\w*|\w*(?:cols?|columns?|colonnes?|vars?|variables?|feats?|features?|attr\w*|list|liste)_?(?:cat|categ|obj|object|quali|nominal|ordinal|ohe|onehot|non_?num)\w*)\s*=\s*[\[\w({]"
);
pattern!(
    CODES,
    r"\.cat\.codes|pd\.Categorical\(|\.factorize\(|pd\.factorize\("
);
// Numbers of users and articles, which place them in a matrix; an order of levels that stay words.
pattern!(
    OF_KEYS,
    r#"(?i)['\x22](?:user|item|article|session|client|customer|product)s?(?:_?id)?['\x22]|=\s*pd\.Categorical\("#
);
pattern!(LOOKED_AT, r"\.corr\(|heatmap\(|^(?:sns|plt|px)\.");
pattern!(
    TARGET_NAME,
    r#"(?i)\b(?:y|y_\w+|target|label|labels|classe?|category_y|sentiment)\b(?:['"]\s*\])?\s*=|=.*fit_transform\(\s*(?:y\b|y_|target|label|df\[['"](?:target|label|class|classe|y)['"])"#
);

pattern!(
    CATEGORY_TYPES,
    r#"(?i)\b(?:\w*object\w*|\w*categ\w*|str|string)\b|['"]O['"]"#
);
pattern!(NUMBER_TYPES, r"(?i)number|int|float|numeric");
// Years grow old and groups are priced: their numbers are no levels.
pattern!(
    NO_LEVELS,
    r"(?i)clusters?\b|kmeans|segment|\bann\S{1,2}es?\b|year|mois\b|month|_?labels_"
);

/// Where "categorical" names a loss or a metric.
const OF_THE_LOSS: &[&str] = &[
    "accuracy",
    "cross-entropy",
    "cross entropy",
    "crossentropy",
    "entropie",
    "loss",
    "perte",
];

pub(super) fn find(
    preparation: &Preparation<'_>,
    catalog: &Catalog,
    sink: &mut EvidenceSink,
) -> Vec<Operation> {
    let mut operations = Vec::new();
    let encoder = catalog.family("feature-encoder");
    let unread = Unread::of(&preparation.statements, |statement| {
        statement.hints.any(&[CATEGORIES]) && is_match(&NAMED_LIST, &statement.code)
    });
    for call in preparation.calls_of(ENCODES | FITS | PIPELINE | NATIVE) {
        if identifies(preparation, call) {
            let piece = Piece {
                signal: "features.categorical",
                strength: strength_of_call(call),
                place: call.place,
                subject: call.method(),
                rank: u8::from(call.method() == "astype") + preparation.repeats(call.place),
            };
            emit_ranked(preparation.python, sink, &piece);
        }
        let of_encoder =
            |value: &Value| encoder.is_some_and(|family| family.matches_any(&value.types));
        let is_fit = matches!(call.method(), "fit" | "fit_transform")
            && call.receiver.as_ref().is_some_and(of_encoder);
        let in_pipeline = is_pipeline(call)
            && call
                .args
                .iter()
                .any(|arg| holds(&arg.value, &of_encoder, 0));
        let native = call
            .keyword("cat_features")
            .or_else(|| call.keyword("categorical_feature"))
            .or_else(|| call.keyword("categorical_features"))
            .is_some_and(|value| {
                value.literal != Some(Literal::None) && value.as_str() != Some("auto")
            });
        let by_value = is_fit
            || in_pipeline
            || native
            || matches!(call.method(), "get_dummies") && !call.callee.starts_with("local:")
            || call.callee == "pandas.factorize"
            || is_recoding(preparation, call);
        if !by_value {
            continue;
        }
        let is_target = is_fit && on_target(preparation, call);
        let subject = if is_fit {
            call.receiver
                .as_ref()
                .and_then(|receiver| receiver.types.first())
                .map_or("", |name| name.rsplit('.').next().unwrap_or_default())
        } else if native {
            "native"
        } else {
            let mut inner = call
                .args
                .iter()
                .filter_map(|arg| innermost(&arg.value, &of_encoder, 0));
            inner.next().unwrap_or(call.method())
        };
        preparation.emit_call(
            sink,
            if is_target {
                "features.target-encoded"
            } else {
                "features.encoded"
            },
            call,
            subject,
        );
        if !is_target {
            operations.push(preparation.of_call(Kind::Encoding, call));
        }
    }
    for statement in &preparation.statements {
        let code = &*statement.code;
        let hints = statement.hints;
        let is_identified = hints.any(&[TYPES]) && is_match(&TYPE_TEST, code)
            || hints.any(&[CATEGORIES])
                && code.contains('=')
                && is_match(&NAMED_LIST, code)
                && !code.contains(".predict")
                && !is_match(&DISCARDED, code)
                && !code.contains(".unique(")
                && !code.contains("groupby")
                && !unread.holds(statement)
            || hints.any(&[UNIQUES])
                && code.contains("nunique")
                && preparation
                    .nearby
                    .any_in_cell(statement.place, |text| CATEGORICAL.are_in(text));
        // A name that is brought in is not used yet.
        if is_identified && !code.starts_with("from ") && !code.starts_with("import ") {
            let counts = code.contains("nunique") && !is_match(&TYPE_TEST, code);
            let piece = Piece {
                signal: "features.categorical",
                strength: statement.strength,
                place: statement.place,
                subject: "",
                rank: if counts { 2 } else { 0 } + preparation.repeats(statement.place),
            };
            emit_ranked(preparation.python, sink, &piece);
        }
        if hints.any(&[CODED]) && is_match(&CODES, code) && !code.contains(".index") {
            // Numbers for one look at a correlation encode nothing that goes on.
            let is_key = is_match(&OF_KEYS, code);
            let turn = i16::from(is_match(&LOOKED_AT, code)) * 2 + i16::from(is_key);
            preparation.emit_in_turn(sink, "features.encoded", statement, "codes", turn);
            operations.push(super::of_statement(Kind::Encoding, statement));
        }
    }
    super::plan::blocks(preparation, |block, text| {
        let is_sentence =
            block.text.len() >= 25 && CATEGORICAL.are_in(text) && !text.contains_any(OF_THE_LOSS);
        if is_sentence {
            sink.found(
                "features.categorical",
                prejury_core::Strength::Mentioned,
                block.location.clone(),
                &*block.text,
                None,
            );
        }
    });
    operations
}

fn is_pipeline(call: &Call) -> bool {
    matches!(
        call.method(),
        "Pipeline"
            | "make_pipeline"
            | "ColumnTransformer"
            | "make_column_transformer"
            | "DataFrameMapper"
    ) && !call.callee.starts_with("local:")
}

fn holds(value: &Value, test: &impl Fn(&Value) -> bool, depth: u32) -> bool {
    test(value)
        || depth < 6
            && value
                .elements
                .iter()
                .any(|element| holds(element, test, depth + 1))
}

/// The class that a pipeline holds: `OneHotEncoder`, not `Pipeline`.
pub(super) fn innermost<'v>(
    value: &'v Value,
    test: &impl Fn(&Value) -> bool,
    depth: u32,
) -> Option<&'v str> {
    let mut inside = value.elements.iter().filter(|_| depth < 6);
    inside
        .find_map(|element| innermost(element, test, depth + 1))
        .or_else(|| {
            let class = value.types.first().filter(|_| test(value))?;
            class.rsplit('.').next()
        })
}

fn identifies(preparation: &Preparation<'_>, call: &Call) -> bool {
    match call.method() {
        "select_dtypes" => selects_categories(preparation.code_of(call)),
        "make_column_selector" => true,
        "astype" => call
            .args
            .iter()
            .any(|arg| arg.value.as_str() == Some("category")),
        _ => false,
    }
}

/// Whether a statement selects columns by types of categories, or leaves the numbers out. Other names in it may hold the same
/// letters: "district" names no `str`, and `print` no `int`.
fn selects_categories(code: &str) -> bool {
    let mut selections = code.split("select_dtypes").skip(1);
    selections.any(|rest| {
        let types = within_brackets(rest);
        match types.contains("exclude") {
            // Without the objects are left the numbers; without the numbers, the categories.
            true => is_match(&NUMBER_TYPES, types),
            false => is_match(&CATEGORY_TYPES, types),
        }
    })
}

/// What stands in the brackets that a text opens.
fn within_brackets(text: &str) -> &str {
    let mut depth = 0_usize;
    let end = text.find(|next: char| {
        match next {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(next, ')' | ']')
    });
    &text[..end.unwrap_or(text.len())]
}

/// Whether what an encoder is fitted on is the target alone.
fn on_target(preparation: &Preparation<'_>, call: &Call) -> bool {
    let Some(value) = call.positional(0) else {
        return false;
    };
    let is_y = |name: &str| {
        matches!(name, "y" | "labels" | "label" | "target" | "classes") || name.starts_with("y_")
    };
    value.roles.contains(Roles::TARGET)
        || value.name.as_deref().is_some_and(is_y)
        || call.callee.contains("LabelBinarizer")
        || call.callee.contains("MultiLabelBinarizer")
        || is_match(&TARGET_NAME, preparation.code_of(call))
}

/// `.map({"A": 0, "B": 1})`, `.replace({"no": 0, "yes": 1})`: levels replaced by numbers.
fn is_recoding(preparation: &Preparation<'_>, call: &Call) -> bool {
    if !matches!(call.method(), "map" | "replace")
        || call.callee.starts_with("local:")
        || call.callee.starts_with("builtins")
        || call.callee.contains(".columns")
        || call.callee.contains(".index")
    {
        return false;
    }
    let numbers = |value: &Value| {
        let n = value
            .elements
            .iter()
            .filter(|element| matches!(element.literal, Some(Literal::Int(_) | Literal::Float(_))))
            .count();
        value.elements.len() >= 2 && n == value.elements.len()
    };
    let levels = |value: &Value| {
        value
            .keys
            .iter()
            .filter(|key| !key.is_empty() && key.parse::<f64>().is_err())
            .count()
            >= 2
    };
    let Some(value) = call.positional(0) else {
        return false;
    };
    let is_dict = (levels(value) || codes(preparation, call, value)) && numbers(value)
        || value
            .elements
            .iter()
            .any(|inner| levels(inner) && numbers(inner));
    let is_lists = call.positional(1).is_some_and(|by| {
        numbers(by)
            && value
                .elements
                .iter()
                .all(|element| element.as_str().is_some())
    });
    (is_dict || is_lists)
        && !is_match(&TARGET_NAME, preparation.code_of(call))
        && !is_target_column(call)
}

/// `.map({1: 0.6, 3: 0.8, 4: 1.0})`: categories that the data already keep as numbers. Two may as well be the classes of a
/// target that are numbered anew.
fn codes(preparation: &Preparation<'_>, call: &Call, value: &Value) -> bool {
    let numbered = |key: &SmolStr| {
        key.parse::<i64>()
            .is_ok_and(|key| !(1900..2100).contains(&key))
    };
    call.method() == "map"
        && value.keys.len() >= MIN_CODES
        && value.keys.iter().all(numbered)
        && !value.elements.iter().all(is_whole)
        && !is_match(&NO_LEVELS, preparation.code_of(call))
}

fn is_whole(value: &Value) -> bool {
    matches!(value.literal, Some(Literal::Int(_)))
}

/// Codes of a variable whose categories are numbers.
const MIN_CODES: usize = 3;

/// `df.target.replace(...)`, `df["label"].map(...)`.
fn is_target_column(call: &Call) -> bool {
    let owner = call
        .callee
        .rsplit('.')
        .nth(1)
        .unwrap_or_default()
        .to_ascii_lowercase();
    matches!(
        &*owner,
        "target" | "label" | "labels" | "class" | "y" | "sentiment" | "polarity"
    ) || call
        .receiver
        .as_ref()
        .is_some_and(|receiver| receiver.roles.contains(Roles::TARGET))
}
