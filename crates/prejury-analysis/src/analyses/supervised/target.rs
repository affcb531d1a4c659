//! The target of the supervised models (C2.1.1-CE2).
//!
//! # What it looks for
//! The variable or column that trainings are given as their target, and sentences that name it.
//! # Counts as evidence
//! In code: `y = df["price"]` and other variables in the role of the target, a label column given by its name. In text: the
//! column's name in a sentence, or a sentence on the target or on what is to be predicted.
//! # Does not count
//! A column named after the target that no model is trained on; true classes that clusters are compared with; a word alone.
//! # Limits
//! A target that a file of features and labels already holds apart has the name of its variable only.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_documents::{Phrases, fold};
use prejury_python::{Call, CodePlace, CodeUnit, PythonFacts, Reach, Roles, UnitIdx, Value};
use regex::Regex;

use super::words::{TARGET, TARGET_IN_COMMENT, blocks};
use super::{Supervised, emit};
use crate::analyses::{Context, listed, word_list};
use crate::matching::{
    emit_call_in_turn, emit_code, emit_code_in_turn, strength_of_call, strength_of_code,
};
use crate::sink::EvidenceSink;

/// Fewest words of a text that names the target: fewer are a label, not a sentence.
const MIN_WORDS: usize = 5;
/// Lines around true classes in which the clusters that they are compared with are made.
const NEAR_CLUSTERS: u32 = 30;

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    if !supervised.is_trained() {
        return;
    }
    let mut columns: BTreeSet<&str> = BTreeSet::new();
    let mut shown: HashSet<(UnitIdx, &str, Strength)> = HashSet::default();
    for training in supervised
        .trainings
        .iter()
        .filter(|training| !training.is_dummy)
    {
        let Some(target) = target_of(training.call) else {
            continue;
        };
        let column = column_of(target);
        if let Some(column) = column {
            columns.insert(column);
        }
        let named = column.or(target.name.as_deref()).unwrap_or_default();
        let strength = strength_of_call(training.call);
        if !named.is_empty() && shown.insert((training.call.place.unit, named, strength)) {
            // `model.fit(X_train, y_train)` names no variable of the data.
            let turn = i16::from(column.is_none());
            emit_call_in_turn(
                supervised.python,
                sink,
                "target.in-code",
                training.call,
                named,
                turn,
            );
        }
    }
    assignments(supervised, sink, &mut columns);
    in_spark(supervised, ctx, sink);
    in_surprise(supervised, ctx, sink, &mut columns);
    texts(ctx, &columns, sink);
}

/// `StringIndexer(inputCol="fruit", outputCol="label")` for a model of `labelCol="label"`: a frame of Spark names its target by texts.
fn in_spark(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let calls = ctx.facts.marked_calls(|callee, _| {
        u32::from(callee.starts_with("pyspark.ml.") && !callee.starts_with("pyspark.ml.evaluation"))
    });
    let calls: Vec<&Call> = calls.map(|(_, call, _)| call).collect();
    let made: HashMap<&str, &Call> = calls
        .iter()
        .filter_map(|call| Some((call.keyword("outputCol")?.as_str()?, *call)))
        .collect();
    for model in &calls {
        let label = model.keyword("labelCol").and_then(|label| label.as_str());
        let Some(label) = label else { continue };
        let maker = made.get(label).copied();
        let column = maker.and_then(|call| call.keyword("inputCol")?.as_str());
        let place = maker.unwrap_or(model);
        emit(
            supervised.python,
            sink,
            "target.in-code",
            place,
            column.unwrap_or(label),
        );
    }
}

/// `Dataset.load_from_df(df[["user", "item", "rating"]], reader)`: the third column is what a recommender learns.
fn in_surprise<'f>(
    supervised: &Supervised<'f>,
    ctx: &Context<'f>,
    sink: &mut EvidenceSink,
    columns: &mut BTreeSet<&'f str>,
) {
    let loads = ctx.facts.marked_calls(|callee, method| {
        u32::from(method == "load_from_df" && callee.starts_with("surprise."))
    });
    for (_, call, _) in loads.filter(|(_, call, _)| !call.is_attribute) {
        let ratings = call.arg("df", Some(0));
        let only = ratings.and_then(|ratings| ratings.columns.as_ref()?.only.as_deref());
        if let Some([_, _, rating]) = only {
            columns.insert(rating);
            emit(supervised.python, sink, "target.in-code", call, rating);
        } else if let Some(rating) = third_of(&supervised.python.excerpt(call.place, 3)) {
            emit(supervised.python, sink, "target.in-code", call, &rating);
        } else {
            // A table of users, items and ratings, whatever its columns are called.
            let (python, signal) = (supervised.python, "target.in-code");
            emit_call_in_turn(python, sink, signal, call, "rating", 1);
        }
    }
}

/// The third column in `load_from_df(data[["user", "item", "rating"]]`, of a table whose columns are not known.
fn third_of(code: &str) -> Option<String> {
    let (_, given) = code.split_once("load_from_df(")?;
    let (before, listed) = given.split_once("[[")?;
    let (listed, _) = listed.split_once("]]")?;
    let names: Vec<&str> = listed.split(',').map(str::trim).collect();
    let [_, _, rating] = names.as_slice() else {
        return None;
    };
    let rating = rating.trim_matches(['"', '\'']);
    let is_name = |text: &str| {
        text.chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    (is_name(before.trim()) && !rating.is_empty()).then(|| rating.to_owned())
}

/// Columns that trainings are given as their target.
pub(super) fn columns<'f>(supervised: &Supervised<'f>) -> BTreeSet<&'f str> {
    let trainings = supervised.trainings.iter();
    trainings
        .filter_map(|training| column_of(target_of(training.call)?))
        .collect()
}

/// Columns of targets that are several at once: the labels of each row, one column for each.
pub(super) fn lists<'f>(supervised: &Supervised<'f>) -> BTreeSet<BTreeSet<&'f str>> {
    let trained = supervised.trainings.iter();
    let trained = trained.filter_map(|training| target_of(training.call));
    let units = supervised.python.units.iter();
    let assigned = units
        .flat_map(|unit| &unit.assignments)
        .map(|assignment| &assignment.value)
        .filter(|value| value.roles.contains(Roles::TARGET));
    trained
        .chain(assigned)
        .filter_map(|value| value.columns.as_ref()?.only.as_deref())
        .filter(|names| names.len() > 1)
        .map(|names| names.iter().map(|name| name.as_str()).collect())
        .collect()
}

/// What a training is given as its target.
fn target_of(call: &Call) -> Option<&Value> {
    let at = if matches!(call.method(), "fit" | "partial_fit") {
        1
    } else {
        2
    };
    call.arg("y", Some(at))
        .or_else(|| call.keyword("label"))
        .or_else(|| call.keyword("labelCol"))
        .filter(|value| value.literal.is_none())
}

pub(super) fn column_of(target: &Value) -> Option<&str> {
    target.columns.as_ref()?.one()
}

/// Where the target gets its name: `y = df["price"]`.
fn assignments<'f>(
    supervised: &Supervised<'f>,
    sink: &mut EvidenceSink,
    columns: &mut BTreeSet<&'f str>,
) {
    let trained: BTreeSet<u32> = supervised
        .trainings
        .iter()
        .flat_map(|training| [training.call.caller.0, training.call.place.unit.0])
        .collect();
    let mut given: Option<HashSet<(UnitIdx, &str)>> = None;
    for (index, unit) in (0_u32..).zip(&supervised.python.units) {
        if !trained.contains(&index) {
            continue;
        }
        let clusters = clusters(unit);
        for assignment in &unit.assignments {
            let value = &assignment.value;
            let is_target = value.roles.contains(Roles::TARGET)
                && !value.roles.intersects(Roles::PREDICTED | Roles::CLUSTER)
                && assignment.reach == Reach::Live;
            let Some(column) = column_of(value).filter(|_| is_target) else {
                continue;
            };
            if is_beside(&clusters, assignment.place)
                && !given
                    .get_or_insert_with(|| learnt(supervised.python))
                    .contains(&(UnitIdx(index), &*assignment.target))
            {
                continue;
            }
            columns.insert(column);
            // A function that is given a truth takes no target: `y_true = np.array(y_true)`.
            let function = assignment
                .function
                .and_then(|at| unit.definitions.get(at.0 as usize));
            if function.is_some_and(|one| one.parameters.contains(&assignment.target)) {
                continue;
            }
            // The line that takes the column says what the target is; a fit only uses it.
            emit_code_in_turn(
                supervised.python,
                sink,
                "target.in-code",
                strength_of_code(assignment.reach, assignment.run),
                assignment.place,
                column,
                -1,
            );
        }
    }
}

/// Where a unit makes clusters, in order.
fn clusters(unit: &CodeUnit) -> Vec<(u32, u32)> {
    let made = unit.assignments.iter();
    let made = made.filter(|one| one.value.roles.contains(Roles::CLUSTER));
    let mut places: Vec<(u32, u32)> = made.map(|one| (one.place.cell, one.place.line)).collect();
    places.sort_unstable();
    places
}

/// Whether clusters are made in the lines around a column of classes: it may be what they are compared with.
fn is_beside(clusters: &[(u32, u32)], classes: CodePlace) -> bool {
    let from = (classes.cell, classes.line.saturating_sub(NEAR_CLUSTERS));
    let to = (classes.cell, classes.line.saturating_add(NEAR_CLUSTERS));
    let next = clusters.partition_point(|place| *place < from);
    clusters.get(next).is_some_and(|place| *place <= to)
}

/// Variables given to a split, an encoder, a training or a function of the candidate's own.
fn learnt(python: &PythonFacts) -> HashSet<(UnitIdx, &str)> {
    let is_given = |call: &&Call| {
        let method = call.method();
        !call.is_attribute
            && (matches!(
                method,
                "train_test_split" | "split" | "Dataset" | "DMatrix" | "Pool"
            ) || method.contains("fit")
                || method.contains("cross_val")
                || call.callee.starts_with("local:"))
    };
    let calls = python.calls.iter().filter(is_given);
    calls
        .flat_map(|call| call.args.iter().map(move |arg| (call.place.unit, arg)))
        .filter_map(|(unit, arg)| Some((unit, arg.value.name.as_deref()?)))
        .collect()
}

/// "Architecture cible", "clients cibles".
static OF_OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/target-of-others.txt"
    ))
});

/// Words of a target, folded.
static TARGET_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = listed(include_str!("../../../../../rules/supervised/target.txt"));
    words.into_iter().map(fold).collect()
});

/// Whether a text that holds a word for a target means that of a model.
fn names_a_target(text: &str) -> bool {
    let Some(of_others) = OF_OTHERS.as_ref().filter(|_| {
        let text = text.as_bytes();
        let holds = |word: &[u8]| {
            text.windows(word.len())
                .any(|part| part.eq_ignore_ascii_case(word))
        };
        holds(b"cible") || holds(b"target ")
    }) else {
        return true;
    };
    let folded = fold(text);
    if !of_others.is_match(&folded) {
        return true;
    }
    let rest = of_others.replace_all(&folded, "");
    TARGET_WORDS.iter().any(|word| rest.contains(word.as_str()))
}

fn texts(ctx: &Context<'_>, columns: &BTreeSet<&str>, sink: &mut EvidenceSink) {
    // A column of one or two letters stands in any text.
    let columns = Phrases::new(columns.iter().filter(|column| column.len() > 3));
    for (phrases, is_column) in [(&*TARGET, false), (&columns, true)] {
        for (document, number) in blocks(ctx.facts, phrases) {
            let block = &document.blocks[number];
            if block.text.split_whitespace().nth(MIN_WORDS - 1).is_some()
                && (is_column || names_a_target(&block.text))
            {
                sink.found(
                    "target.in-text",
                    Strength::Written,
                    block.location.clone(),
                    &*block.text,
                    None,
                );
            }
        }
    }
    for (index, unit) in (0_u32..).zip(&ctx.facts.python.units) {
        for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
            let is_prose = comment.text.split_whitespace().nth(MIN_WORDS).is_some();
            if is_prose && TARGET_IN_COMMENT.are_in(&comment.text) {
                let place = CodePlace {
                    unit: UnitIdx(index),
                    ..comment.place
                };
                emit_code(
                    &ctx.facts.python,
                    sink,
                    "target.in-text",
                    Strength::Written,
                    place,
                    "",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::third_of;

    #[test]
    fn the_third_column_is_what_a_recommender_learns() {
        let code = "Dataset.load_from_df(notes[['lecteur', 'livre', 'note']], reader)";
        assert_eq!(third_of(code).as_deref(), Some("note"));
        assert_eq!(third_of("Dataset.load_from_df(notes, reader)"), None);
        assert_eq!(third_of("Dataset.load_from_df(notes[['a', 'b']], r)"), None);
    }
}
