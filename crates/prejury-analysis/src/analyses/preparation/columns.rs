//! Columns dropped or selected, and why (C1.2.2-CE1).
//!
//! # What it looks for
//! `drop` of columns, `del`, `pop`, selections by a list of names, thresholds of emptiness, variance or correlation.
//! # Counts as evidence
//! A reason stands in the code (a share of missing values, one value only), in a name (`useless_columns`), in the comments
//! or in the markdown next to it.
//! # Does not count
//! The target set aside from the features; a selection that is only displayed.
//! # Limits
//! A reason given only in slides is not seen.

use std::cell::OnceCell;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{Call, CellKind, CodePlace, UnitIdx, UnitKind};
use smol_str::SmolStr;

use super::duplicates::{is_column_axis, is_redundant};
use super::hints::{LISTS, NULLS, SHARES};
use super::marks::Marks;
use super::names::DROPS;
use super::only_shown::OnlyShown;
use super::statements::Statement;
use super::words::{COLUMN_CHOICE, COLUMN_REASON};
use super::{Kind, Operation, Preparation, is_match, may_be_data, of_statement, pattern};
use crate::analyses::listed;
use crate::matching::{Piece, emit_code, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

pattern!(
    FEATURES_TARGET,
    r"(?i)^\(?\s*(?:x|x_\w+|features|data_x|predictors|x\w?)\s*(?:,\s*\w+)?\s*=.*\.drop\("
);
pattern!(
    SELECTED,
    r"^(\w+)\s*=\s*\w+(?:\.loc\[:\s*,|\[)\s*(?:\[\s*['\x22][^\]]+,[^\]]*\]\s*\]|\w*(?:col|feat|var|keep|garde|select|useful|utile)\w*\s*\])(?:\.copy\(\))?;?$|^(\w+)\s*=\s*\w+\[\[.*\]\](?:\.copy\(\))?$|^(\w+)\s*=\s*\w+\.loc\[:\s*,.*\](?:\.copy\(\))?$"
);
pattern!(
    SHARE,
    r"(?:isna|isnull|notna|notnull|count|nunique|var|std|na_ratio|missing|nan)\w*\(?.*[<>]|thresh\s*=|nunique\(\)\s*(?:==|<=?)|VarianceThreshold|SelectKBest|RFE\b|RFECV|\.corr\(.*[<>]"
);
pattern!(
    NAMED_REASON,
    r"(?i)useless|inutil|empty|vide|missing|manquant|nan_|_nan|null|unused|irrelevant|redundan|redondan|constant|correlat|correl|duplicat|doublon|sparse|leak|high_na|low_var|unnecessary|non_pertinent|useful|utile|relevant|pertinent"
);
pattern!(PASSING, r"\)\.(?:groupby|corr|merge|hist|plot|mean|sum)\(");
// Rows and columns of a table of results.
pattern!(
    RESULTS,
    r"(?i)['\x22](?:mean_|std_|split\d_|rank_|param_)?(?:train|test|fit|score)_(?:score|time|neg|accuracy|f1|auc|r2|rmse|mae|precision|recall)\w*['\x22]|cv_results"
);
pattern!(CORRELATION, r"(?i)(?:corr|upper|tri)\w*.*>");
pattern!(
    BRINGS_NOTHING,
    r"\b(?:ap)?porte\w* (?:pas|aucune?|rien)|\bcontien\w* (?:pas|aucune?)\b.{0,20}(?:information|variance|signal)|\b(?:inutil|useless|irrelevant|non pertinent)|\bno (?:information|predictive|value)|\bnot? (?:any )?(?:bring|carry|useful|relevant|informative)"
);
pattern!(
    COUNTS_MISSING,
    r"(?:isna|isnull|notna|notnull)\(\).*(?:sum|mean)\(|\.count\(\)\s*/"
);
pattern!(
    EMPTINESS,
    r"(?i)isna|isnull|notna|notnull|missing|manquant|nan\b|_nan|nan_|null|vide|empty|thresh|remplissage|fill_?rate|taux"
);

/// Cells below some code in which a text may still explain it.
const CELLS_AROUND: u32 = 3;
/// Statements before and after a call among which one reads the target.
const STATEMENTS_AROUND: usize = 4;

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut operations = Vec::new();
    let computed = Marks::of(preparation, &[SHARES], |code| {
        is_match(&SHARE, code) || is_match(&CORRELATION, code)
    });
    let emptied = Marks::of(preparation, &[NULLS], |code| {
        is_match(&COUNTS_MISSING, code)
    });
    for call in preparation
        .calls_of(DROPS)
        .filter(|call| !preparation.serves(call.place) && drops_columns(preparation, call))
    {
        let statement = preparation.statement_of(call);
        let operation = preparation.of_call(Kind::Columns, call);
        let code = preparation.code_of(call);
        if is_match(&RESULTS, code) {
            continue;
        }
        // Two columns of which one is the target are only here because a text explains the other.
        let is_told = n_columns(call) == 2 && is_match(&FEATURES_TARGET, code);
        let by_list = is_told || statement.is_some_and(|statement| computed.are_read(statement));
        note(preparation, &operation, code, call.method(), by_list, sink);
        let by_emptiness = (is_match(&EMPTINESS, code)
            || statement.is_some_and(|statement| emptied.are_read(statement)))
            && !code.contains("drop_duplicates")
            || call.method() == "dropna";
        if by_emptiness && call.method() != "dropna" {
            preparation.emit_call(sink, "missing.treated", call, "drop-columns");
            operations.push(preparation.of_call(Kind::Missing, call));
        }
        operations.push(operation);
    }
    let collections = OnceCell::new();
    let only_shown = OnlyShown::of(&preparation.statements, is_list_selection);
    let cleaning = preparation.statements.iter().enumerate();
    for (at, statement) in cleaning.filter(|(_, one)| !preparation.serves(one.place)) {
        let code = &*statement.code;
        let is_deleted = deletes_column(preparation, statement, || {
            collections.get_or_init(|| self::collections(preparation))
        });
        let is_selected = is_list_selection(statement)
            && !only_shown.holds(statement)
            && !code.contains(".groupby")
            && !code.contains("corr()")
            && !code.contains(".plot")
            && !starts_as_features(code);
        if is_deleted || is_selected {
            let operation = of_statement(Kind::Columns, statement);
            let condition = condition(&preparation.statements[..at], statement);
            let by_share = is_deleted && is_match(&SHARE, condition);
            note(
                preparation,
                &operation,
                code,
                if is_deleted { "del" } else { "selection" },
                by_share || computed.are_read(statement),
                sink,
            );
            if is_deleted
                && (by_share && is_match(&EMPTINESS, condition) || emptied.are_read(statement))
            {
                preparation.emit(sink, "missing.treated", statement, "drop-columns");
                operations.push(of_statement(Kind::Missing, statement));
            }
            operations.push(operation);
        }
    }
    operations
}

/// `del df["a"]`, `del(df[column])`: of a table, and not of any dictionary or list.
fn deletes_column<'s>(
    preparation: &Preparation<'_>,
    statement: &Statement<'_>,
    collections: impl FnOnce() -> &'s HashSet<(UnitIdx, &'s str)>,
) -> bool {
    let deleted = statement.code.strip_prefix("del");
    let deleted = deleted.filter(|rest| rest.starts_with([' ', '(']));
    let Some((table, index)) = deleted.and_then(|rest| rest.split_once('[')) else {
        return false;
    };
    let table = table.trim_start_matches([' ', '(']);
    let key = (statement.place.unit, SmolStr::new(table));
    if preparation.tables().contains(&key) {
        return true;
    }
    let is_called_so = || {
        let table = table.to_lowercase();
        let mut words = table.split(['_', '.']);
        words.any(|word| word.starts_with("df") || TABLE_NAMES.contains(word))
    };
    // `del losses[0]`, `del rows[:10]`: parts of a list.
    let is_position =
        index.starts_with(|first: char| first.is_ascii_digit() || "-:".contains(first));
    !is_position && is_called_so() && !collections().contains(&(statement.place.unit, table))
}

/// Names that are given dictionaries and lists.
fn collections<'p>(preparation: &'p Preparation<'_>) -> HashSet<(UnitIdx, &'p str)> {
    let statements = preparation.statements.iter();
    let named = statements.filter_map(|statement| {
        let value = statement.read().trim_start_matches([' ', '=']);
        let is_one = ["{", "[", "dict(", "list(", "json.load", "defaultdict("]
            .iter()
            .any(|start| value.starts_with(start));
        is_one.then_some((statement.place.unit, statement.assigned()?))
    });
    named.collect()
}

/// Words of names that tables are given where nothing else tells what they hold.
static TABLE_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/table-names.txt"
    ))
    .into_iter()
    .collect()
});

/// The head of the block that a statement opens: what a deletion depends on.
fn condition<'s>(before: &'s [Statement<'_>], statement: &Statement<'_>) -> &'s str {
    let head = before.last().filter(|head| {
        head.place.unit == statement.place.unit
            && head.place.cell == statement.place.cell
            && head.code.starts_with("if ")
    });
    head.map_or("", |head| &*head.code)
}

/// `sample = df[["a", "b"]]`.
fn is_list_selection(statement: &Statement<'_>) -> bool {
    let code = &*statement.code;
    statement.hints.any(&[LISTS])
        && code.ends_with([']', ')', ';'])
        && is_match(&SELECTED, code)
        && !is_match(&RESULTS, code)
}

fn starts_as_features(code: &str) -> bool {
    ["X", "y", "x_", "Y"]
        .iter()
        .any(|start| code.starts_with(start) && code[start.len()..].starts_with([' ', '=', '_']))
}

fn note(
    preparation: &Preparation<'_>,
    operation: &Operation,
    code: &str,
    subject: &str,
    is_computed: bool,
    sink: &mut EvidenceSink,
) {
    emit_code(
        preparation.python,
        sink,
        "columns.dropped",
        operation.strength,
        operation.place,
        subject,
    );
    if is_redundant(preparation, operation.place) && subject != "selection" {
        emit_code(
            preparation.python,
            sink,
            "duplicates.columns",
            operation.strength,
            operation.place,
            subject,
        );
    }
    let reason = reason(preparation, operation.place, code);
    if is_computed || reason.is_some() {
        let feeds = subject == "selection" && feeds_a_model(preparation, operation.place);
        let rank = u8::from(!is_computed) * reason.unwrap_or(0)
            + later_use(code, subject)
            + u8::from(feeds) * 3;
        let piece = Piece {
            signal: "columns.dropped-for-reason",
            strength: operation.strength,
            place: preparation
                .nearby
                .with_comment_above(operation.place, |comment| COLUMN_REASON.are_in(comment)),
            subject,
            rank,
        };
        emit_ranked(preparation.python, sink, &piece);
    }
}

/// How far from the code its reason stands: in its comments, in the text of its cell, or only in a name.
fn reason(preparation: &Preparation<'_>, place: CodePlace, code: &str) -> Option<u8> {
    let comments = preparation.nearby.comments_at(place);
    if is_match(&SHARE, code) || COLUMN_REASON.are_in(&comments) {
        return Some(0);
    }
    let in_text = preparation.nearby.any_in_cell(place, |text| {
        COLUMN_REASON.are_in(text)
            && (COLUMN_CHOICE.are_in(text)
                || text.contains_any(&[
                    "colonne", "column", "variable", "feature", "champ", "field", "indicat",
                ]))
    });
    if in_text {
        return Some(1);
    }
    is_match(&NAMED_REASON, code).then_some(2)
}

/// What only prepares the next step (a table for a sum, a selection under another name) is shown after what is kept.
fn later_use(code: &str, subject: &str) -> u8 {
    let is_passing = is_match(&PASSING, code);
    let is_renamed = subject == "selection" && !is_same_table(code);
    u8::from(is_passing) * 2 + u8::from(is_renamed)
}

/// Whether a selection makes the input of a model or a projection, in its cell or the next one: the table stays as it is.
fn feeds_a_model(preparation: &Preparation<'_>, place: CodePlace) -> bool {
    let unit = &preparation.python.units[place.unit.0 as usize];
    if unit.kind != UnitKind::Notebook {
        return false;
    }
    let cells = unit.cells.iter().skip(place.cell as usize);
    let mut code = cells
        .filter(|cell| cell.kind == CellKind::Code)
        .take(2)
        .map(|cell| &*cell.source);
    code.any(|source| {
        ["Scaler(", "PCA(", ".fit(", ".fit_transform("]
            .iter()
            .any(|call| source.contains(call))
    })
}

/// `df = df[["a", "b"]]`, and not `sample = df[["a", "b"]]`.
fn is_same_table(code: &str) -> bool {
    code.split_once('=').is_some_and(|(target, value)| {
        let rest = value.trim_start().strip_prefix(target.trim());
        rest.is_some_and(|rest| rest.starts_with(['.', '[']))
    })
}

/// Whether a call takes columns out of a table for good.
fn drops_columns(preparation: &Preparation<'_>, call: &Call) -> bool {
    match call.method() {
        "dropna" => is_column_axis(
            call.arg("axis", Some(0))
                .and_then(|axis| axis.literal.as_ref()),
        ),
        "drop" if may_be_data(call.receiver.as_ref()) && !call.callee.starts_with("local:") => {
            let by_name = call.keyword("columns").is_some()
                || is_column_axis(
                    call.arg("axis", Some(1))
                        .and_then(|axis| axis.literal.as_ref()),
                )
                || call.callee.starts_with("pyspark");
            by_name && !sets_target_aside(preparation, call)
        }
        "pop" => {
            call.callee.starts_with("pandas.DataFrame")
                && !starts_as_features(preparation.code_of(call))
        }
        "VarianceThreshold" | "DropConstantFeatures" | "DropCorrelatedFeatures" => true,
        "read_csv" => call.keyword("usecols").is_some(),
        _ => false,
    }
}

/// How many columns a call names.
fn n_columns(call: &Call) -> usize {
    call.arg("columns", Some(0))
        .or_else(|| call.keyword("labels"))
        .map_or(1, |value| value.elements.len().max(1))
}

/// Whether a text beside the code or some cells below says why one of the columns goes that are dropped with the target:
/// `l'identifiant SK_ID n'apporte pas d'information`.
fn is_explained(preparation: &Preparation<'_>, call: &Call) -> bool {
    let columns = call
        .arg("columns", Some(0))
        .or_else(|| call.keyword("labels"));
    let names: Vec<String> = columns
        .iter()
        .flat_map(|columns| &columns.elements)
        .filter_map(|column| Some(prejury_documents::fold(column.as_str()?)))
        .filter(|name| name.len() > 1)
        .collect();
    let target = target_after(preparation, call);
    // What is said of the target explains no column; where it is not known, a sentence has to speak of one of both only.
    let is_of_one = |sentence: &str| {
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let words: HashSet<&str> = sentence.split(|letter| !is_word(letter)).collect();
        let named = |name: &&String| match name.chars().all(is_word) {
            true => words.contains(name.as_str()),
            false => sentence.contains(name.as_str()),
        };
        let said: Vec<&String> = names.iter().filter(named).collect();
        match &target {
            Some(target) => said.iter().any(|name| *name != target),
            None => said.len() == 1,
        }
    };
    let mut texts = preparation.nearby.around(call.place, CELLS_AROUND);
    texts.any(|text| {
        let mut sentences = text.folded.split(['.', ';', '\n']);
        sentences.any(|sentence| is_match(&BRINGS_NOTHING, sentence) && is_of_one(sentence))
    })
}

/// The column that a statement near the call reads as what is to be predicted: `y = df["defaut"]`.
fn target_after(preparation: &Preparation<'_>, call: &Call) -> Option<String> {
    let place = call.place;
    let statements = &preparation.statements;
    let at = statements.partition_point(|statement| {
        let of = statement.place;
        (of.unit, of.cell, of.line) < (place.unit, place.cell, place.line)
    });
    let near = &statements[at.saturating_sub(STATEMENTS_AROUND)..];
    let near = near.iter().take(2 * STATEMENTS_AROUND + 1);
    near.filter(|statement| statement.place.unit == place.unit)
        .find_map(|statement| {
            let (name, value) = statement.code.split_once('=')?;
            if !matches!(name.trim(), "y" | "Y" | "target" | "cible" | "labels") {
                return None;
            }
            let folded = prejury_documents::fold(value);
            let word = folded
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .filter(|word| !word.is_empty())
                .nth(1)?;
            Some(word.to_owned())
        })
}

/// `X = df.drop(columns="TARGET")`: features and target are told apart, nothing is thrown away.
fn sets_target_aside(preparation: &Preparation<'_>, call: &Call) -> bool {
    let code = preparation.code_of(call);
    let n_names = n_columns(call);
    let is_display = ["sns.", "plt.", "print(", "display("]
        .iter()
        .any(|start| code.starts_with(start));
    n_names <= 2
        && (is_match(&FEATURES_TARGET, code) && !(n_names == 2 && is_explained(preparation, call))
            || strength_of_call(call) < prejury_core::Strength::Mentioned)
        || is_display
        || code.contains(".corr(")
        || code.contains(".to_csv(")
        || code.contains(").columns")
        || code.contains(").shape")
        || code.contains("train_test_split(")
        || code.contains(".fit(")
        || code.contains(".predict")
}
