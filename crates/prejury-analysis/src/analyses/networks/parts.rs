//! Training, validation and test parts, and the target (C2.3.1-CE2, CE3).
//!
//! # What it looks for
//! What each training is fitted on and watched by, and whether other data are kept for the final evaluation.
//! # Counts as evidence
//! Three parts: a validation part (`validation_split`, `validation_data` of its own, a validation generator or loader)
//! and a test part that is predicted or scored and watches no training.
//! # Does not count
//! The test part given as `validation_data`, and data that watch a training and are scored afterwards: that is two parts.
//! A prediction of another estimator than a network. A sample (`sample, _ = train_test_split(df)`).
//! # Limits
//! Parts are known by the split they come from, or by their names where nothing else is known.

use std::collections::BTreeSet;
use std::iter::repeat;

use foldhash::{HashMap, HashSet};
use prejury_python::{Arg, Assignment, Call, CodePlace, Literal, Reach, Roles, UnitIdx, Value};

use super::same_part::{Watching, is_of_another_estimator};
use super::training::{Training, Validation, roles_of};
use super::{Networks, emit, emit_call_in_turn, generators, short, walk};
use crate::matching::{emit_code_in_turn, strength_of_code};
use crate::projects::Projects;
use crate::sink::EvidenceSink;

pub(super) fn find(networks: &Networks<'_>, projects: &Projects, sink: &mut EvidenceSink) {
    let python = networks.python;
    targets(networks, sink);
    let watched_by_test = networks
        .trainings
        .iter()
        .any(|training| is_test(training.validation));
    let validated: Vec<&Training<'_>> = networks
        .trainings
        .iter()
        .filter(|training| has_validation_part(networks, training))
        .collect();
    let tests: Vec<&Call> = networks
        .calls()
        .filter(|call| uses_test_part(networks, call))
        .collect();
    let splits = |values: &mut dyn Iterator<Item = &Value>| splits_behind(networks, values);
    if let (Some(first), false) = (validated.first(), watched_by_test) {
        // The test part of the notebook that trains, rather than of an application beside it.
        let watching_parts = Watching::read(networks);
        let mut uses = tests
            .iter()
            .filter(|call| !is_of_another_estimator(networks, call))
            .filter(|call| !watching_parts.holds_data_of(call));
        let project_of = |call: &Call| {
            let unit = python.units.get(call.caller.0 as usize);
            unit.and_then(|unit| projects.around(&unit.path))
        };
        let in_unit = uses
            .clone()
            .find(|call| call.caller == first.call.caller)
            .or_else(|| {
                uses.find(|call| {
                    let receiver = call.receiver.as_ref();
                    receiver.is_some_and(|receiver| networks.is_network(receiver))
                        && project_of(call) == project_of(first.call)
                })
            });
        if let Some(test) = in_unit {
            const SIGNAL: &str = "network.parts.three";
            // First the split that cuts off the validation part, then those behind the data of this model.
            let watching = splits(&mut watching_data(first.call));
            let mut known: Vec<&Call> = splits(&mut data_of(first.call).chain(data_of(test)));
            if watching.is_empty() && known.is_empty() {
                known = networks
                    .calls()
                    .filter(|call| call.caller == first.call.caller && is_split(call))
                    .filter(|call| !networks.samples().contains(&call.place))
                    .collect();
            }
            // The nearest one is the second of a chain: with it the three parts are made.
            for (split, turn) in watching.iter().zip([-3].into_iter().chain(repeat(-2))) {
                emit_call_in_turn(python, sink, SIGNAL, split, "split", turn);
            }
            let is_shown = |split: &Call| watching.iter().any(|one| one.place == split.place);
            for split in known.iter().filter(|split| !is_shown(split)) {
                emit_call_in_turn(python, sink, SIGNAL, split, "split", -1);
            }
            // Parts that no split makes are read by themselves: these lines show them, the training only uses them.
            if watching.is_empty() && known.is_empty() {
                let test_part = set_behind(networks, first.call, data_of(test));
                let validation = set_behind(networks, first.call, watching_data(first.call));
                let made = [(test_part, "test"), (validation, "validation")];
                for (maker, subject) in made {
                    if let Some(maker) = maker {
                        emit_call_in_turn(python, sink, SIGNAL, maker, subject, -2);
                    }
                }
            }
            emit(python, sink, SIGNAL, first.call, "validation");
            emit(python, sink, SIGNAL, test, "test");
        }
    }
    for training in &networks.trainings {
        let has_held_out = has_validation_part(networks, training)
            || training.validation != Validation::None
            || tests.iter().any(|call| call.caller == training.call.caller);
        if !has_held_out {
            continue;
        }
        // The split shows the parts; the training that follows, that they are kept apart. A written control says more than
        // the lines that read the parts, and these more than a training that is only handed them.
        let behind = parts_made(networks, training);
        let mut show = |signal: &str| {
            for maker in &behind {
                let (subject, turn) = if is_split(maker) {
                    ("split", -1)
                } else {
                    (maker.method(), 1)
                };
                emit_call_in_turn(python, sink, signal, maker, subject, turn);
            }
            let method = training.call.method();
            emit_call_in_turn(python, sink, signal, training.call, method, 2);
        };
        show("network.parts.two");
        // What is fitted on the held-out part is not separate from it.
        let is_separate = training.fitted_on.contains(Roles::TRAIN)
            || !training
                .fitted_on
                .intersects(Roles::TEST | Roles::VALIDATION);
        if is_separate && !is_of_all_data(networks, training) {
            show("network.parts.separate");
        }
    }
}

/// Where the parts of a training are made: the splits behind its data, and for a loop written by hand, which is given
/// batches, the last split before it in its run or else the first data set of its own for the held-out part.
fn parts_made<'f>(networks: &Networks<'f>, training: &Training<'f>) -> Vec<&'f Call> {
    let behind = splits_behind(networks, &mut data_of(training.call));
    if !behind.is_empty() {
        return behind;
    }
    let of_run = || {
        networks
            .calls()
            .filter(|call| call.caller == training.call.caller)
    };
    let split = of_run()
        .filter(|call| call.order < training.call.order && is_split(call))
        .filter(|call| !networks.samples().contains(&call.place))
        .last();
    let Some(unit) = networks
        .python
        .units
        .get(training.call.caller.0 as usize)
        .filter(|_| split.is_none())
    else {
        return split.into_iter().collect();
    };
    let named: HashSet<CodePlace> = unit
        .assignments
        .iter()
        .filter(|assignment| names_held_out(&assignment.target))
        .map(|assignment| assignment.place)
        .collect();
    of_run()
        .find(|call| makes_data_set(call) && named.contains(&call.place))
        .into_iter()
        .collect()
}

/// A plain `fit(images, labels)` that nothing watches, on data whose past is known and holds no split: whatever is predicted
/// afterwards was trained on.
fn is_of_all_data(networks: &Networks<'_>, training: &Training<'_>) -> bool {
    let call = training.call;
    let is_plain = call.method() == "fit" && !has_validation_part(networks, training);
    let (Some(features), Some(labels)) = (call.arg("x", Some(0)), call.arg("y", Some(1))) else {
        return false;
    };
    let is_whole = |value: &Value| {
        let name = value.name.as_deref().unwrap_or_default().to_lowercase();
        let mut words = name.split(|letter: char| !letter.is_alphanumeric());
        let names_part = words.any(|word| word.starts_with("tr"));
        !value.history.is_empty() && !roles_of(value).contains(Roles::TRAIN) && !names_part
    };
    is_plain
        && is_whole(features)
        && is_whole(labels)
        && splits_behind(networks, &mut data_of(call)).is_empty()
}

/// `val_loader`, `test_dataset`.
fn names_held_out(name: &str) -> bool {
    name.split(['_', '.']).any(|word| {
        matches!(
            word,
            "dev" | "eval" | "test" | "val" | "valid" | "validation"
        )
    })
}

/// Whether a call makes a data set or what gives its batches, from a library or of the candidate's own.
fn makes_data_set(call: &Call) -> bool {
    let name = short(&call.callee);
    // It holds the options of flows, and no data yet.
    if name == "ImageDataGenerator" {
        return false;
    }
    ["Dataset", "DataLoader", "Generator", "Sequence"]
        .iter()
        .any(|end| name.ends_with(end))
        || matches!(
            name,
            "ImageFolder"
                | "flow"
                | "flow_from_dataframe"
                | "flow_from_directory"
                | "from_tensor_slices"
                | "image_dataset_from_directory"
                | "load_dataset"
                | "text_dataset_from_directory"
        )
}

fn is_split(call: &Call) -> bool {
    matches!(call.method(), "train_test_split" | "random_split")
        && !call.callee.starts_with("local:")
}

/// What a training is watched by.
pub(super) fn watching_data(call: &Call) -> impl Iterator<Item = &Value> {
    let names = ["validation_data", "eval_dataset", "val_dataloaders"];
    names.into_iter().filter_map(|name| call.keyword(name))
}

/// Everything that a training or a score is given.
fn data_of(call: &Call) -> impl Iterator<Item = &Value> {
    call.args.iter().map(|arg| &arg.value)
}

/// The last data set made on the way to some data.
fn set_behind<'f, 'v>(
    networks: &Networks<'f>,
    training: &Call,
    mut values: impl Iterator<Item = &'v Value>,
) -> Option<&'f Call> {
    let made = |value: &Value| {
        let behind = value.history.iter().rev();
        let mut calls = behind.filter_map(|at| networks.call(*at));
        let followed = calls.find(|call| makes_data_set(call));
        // What a library gives is not followed further: its name tells which line made it.
        followed.or_else(|| {
            let name = value.name.as_deref()?;
            let unit = networks.python.units.get(training.caller.0 as usize)?;
            let bound = unit.assignments.iter().filter(|one| one.target == name);
            let places: Vec<CodePlace> = bound.map(|one| one.place).collect();
            let mut sets = networks.calls().filter(|call| makes_data_set(call));
            sets.find(|call| places.contains(&call.place))
        })
    };
    values.find_map(made)
}

/// The splits that some data come from, nearest first.
fn splits_behind<'f>(
    networks: &Networks<'f>,
    values: &mut dyn Iterator<Item = &Value>,
) -> Vec<&'f Call> {
    let mut found: Vec<&Call> = Vec::new();
    for value in values {
        walk(value, &mut |value| {
            let behind = value
                .history
                .iter()
                .rev()
                .filter_map(|at| networks.call(*at));
            for split in behind.filter(|call| is_split(call)) {
                if networks.samples().contains(&split.place) {
                    continue;
                }
                if !found.iter().any(|known| known.place == split.place) {
                    found.push(split);
                }
            }
        });
    }
    found
}

pub(super) fn is_test(validation: Validation) -> bool {
    matches!(validation, Validation::Part(roles)
        if roles.contains(Roles::TEST) && !roles.contains(Roles::VALIDATION))
}

/// Whether a training is watched by data that are neither trained on nor the test part.
pub(super) fn has_validation_part(networks: &Networks<'_>, training: &Training<'_>) -> bool {
    match training.validation {
        Validation::Split => true,
        Validation::Part(roles) => {
            !is_test(Validation::Part(roles)) && !roles.contains(Roles::TRAIN)
                || roles.contains(Roles::VALIDATION)
        }
        Validation::None => networks
            .calls()
            .any(|call| call.caller == training.call.caller && makes_validation_part(call)),
    }
}

/// Readers that cut off a validation part themselves.
fn makes_validation_part(call: &Call) -> bool {
    let subset = call
        .keyword("subset")
        .and_then(|value| value.as_str())
        .is_some_and(|subset| matches!(subset, "validation" | "both"));
    let share = ["valid_pct", "val_size", "validation_size"]
        .iter()
        .any(|name| call.keyword(name).is_some());
    subset || share
}

/// A prediction or score over the test part.
fn uses_test_part(networks: &Networks<'_>, call: &Call) -> bool {
    let method = call.method();
    let is_use = matches!(
        method,
        "evaluate"
            | "evaluate_generator"
            | "predict"
            | "predict_generator"
            | "predict_proba"
            | "__call__"
            | "forward"
            | "test"
            | "DataLoader"
    ) || method.ends_with("_score")
        || matches!(method, "classification_report" | "confusion_matrix");
    // Calls inside a network, and inputs made up to try it, are no use of a test part.
    let is_inner = matches!(method, "__call__" | "forward")
        && (networks.is_inside_network(call)
            || call.args.iter().any(|arg| {
                arg.value
                    .types
                    .iter()
                    .any(|name| name.contains(".rand") || name.contains("zeros"))
            })
            || !call
                .receiver
                .as_ref()
                .is_some_and(|receiver| networks.is_network(receiver)));
    is_use
        && !is_inner
        && call.args.iter().any(|arg| {
            let roles = roles_of(&arg.value);
            roles.contains(Roles::TEST) && !roles.contains(Roles::FOLD)
        })
}

/// `labels = tweets["sentiment"]`, `df["label"] = encoder.fit_transform(...)`: a name that means the target, bound to
/// what comes from data and not from a split or a prediction.
fn makes_labels(name: &str, value: &Value) -> bool {
    let column = name.split_once('[').map_or(name, |(_, column)| {
        column.trim_matches(['[', ']', '"', '\''])
    });
    let is_word = |word: &str| {
        matches!(
            word,
            "cible" | "label" | "labels" | "sentiment" | "target" | "targets" | "y"
        )
    };
    // `df[LABEL_COL]`: the name of the column is kept in a name.
    let mut words = column.split('_');
    let is_target = words.clone().any(is_word)
        && words.all(|word| is_word(word) || matches!(word, "col" | "column" | "colonne"));
    let column = value.columns.as_ref().and_then(|columns| columns.one());
    // `labels = dict((v, k) for ...)`: names of classes, and nothing that comes from data.
    let is_of_data = column.is_some()
        || !value.history.is_empty()
        || !value.types.is_empty()
        || !value.roles.is_empty();
    is_target
        && is_of_data
        && !column.is_some_and(|column| column.contains("pred"))
        && !value
            .roles
            .intersects(Roles::PREDICTED | Roles::TRAIN | Roles::TEST)
}

/// Folders of the files that train.
fn folders_of_trainings<'f>(networks: &Networks<'f>) -> BTreeSet<&'f str> {
    let units = networks.training_runs.iter();
    let units = units.filter_map(|unit| networks.python.units.get(unit.0 as usize));
    units.map(|unit| folder(&unit.path)).collect()
}

/// Whether a call stands in a file beside one that trains.
fn is_beside(networks: &Networks<'_>, call: &Call, folders: &BTreeSet<&str>) -> bool {
    let unit = networks.python.units.get(call.caller.0 as usize);
    unit.is_some_and(|unit| folders.contains(folder(&unit.path)))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The labels that a training is given.
fn labels_of(training: &Call) -> Option<&Value> {
    let is_target = |arg: &&Arg| {
        roles_of(&arg.value).contains(Roles::TARGET) || matches!(arg.name.as_deref(), Some("y"))
    };
    let second = || {
        let mut positional = training.args.iter().filter(|arg| arg.name.is_none());
        positional.nth(1).filter(|_| training.method() == "fit")
    };
    let labels = training.args.iter().find(is_target).or_else(second)?;
    Some(&labels.value)
}

/// The name of a value, and the names that stand on the way to it.
fn names_behind<'f>(networks: &Networks<'f>, value: &'f Value) -> impl Iterator<Item = &'f str> {
    let calls = value.history.iter().filter_map(|at| networks.call(*at));
    let given = calls.flat_map(|call| data_of(call).chain(&call.receiver));
    [value]
        .into_iter()
        .chain(given)
        .filter_map(|value| value.name.as_deref())
        .map(|name| name.split(['[', '.']).next().unwrap_or(name))
}

/// The target in code: labels given to a training, or a reader that takes them from folders or columns.
fn targets(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    const SIGNAL: &str = "network.target-in-code";
    let python = networks.python;
    let mut fed: HashMap<UnitIdx, Option<HashSet<&str>>> = HashMap::default();
    for training in &networks.trainings {
        if let Some(labels) = labels_of(training.call) {
            let name = labels.name.as_deref().unwrap_or("y").to_owned();
            emit_call_in_turn(python, sink, SIGNAL, training.call, &name, -1);
            // None where nothing is known of how they came about.
            let is_known = !labels.history.is_empty();
            let known = fed
                .entry(training.call.caller)
                .or_insert_with(|| Some(HashSet::default()));
            *known = known.take().filter(|_| is_known);
            if let Some(names) = known {
                names.extend(names_behind(networks, labels));
            }
        }
    }
    // A name that no training of the notebook is given holds the labels of a baseline or of groups. A column goes with its table.
    let may_be_given = |assignment: &Assignment| {
        let name = assignment.target.as_str();
        let names = fed.get(&assignment.place.unit).and_then(Option::as_ref);
        name.contains(['[', '.']) || names.is_none_or(|names| names.contains(name))
    };
    let beside_training = folders_of_trainings(networks);
    for call in networks.calls() {
        let names_labels = match call.method() {
            // Data sets of Hugging Face: a column of classes, a split by it, the columns that a network learns.
            "class_encode_column" | "ClassLabel" => true,
            "train_test_split" => call.keyword("stratify_by_column").is_some(),
            "to_tf_dataset" => call.keyword("label_cols").is_some(),
            "rename_column" => call
                .arg("new_column_name", Some(1))
                .and_then(Value::as_str)
                .is_some_and(|name| matches!(name, "label" | "labels")),
            "to_categorical" | "CrossEntropyLoss" | "BCEWithLogitsLoss" => true,
            _ => false,
        };
        let from_folders = match call.method() {
            "flow_from_directory"
            | "image_dataset_from_directory"
            | "text_dataset_from_directory"
            | "ImageFolder"
            | "from_folder" => !matches!(
                call.keyword("class_mode").map(|value| &value.literal),
                Some(Some(Literal::None))
            ),
            "flow_from_dataframe" => call.keyword("y_col").is_some(),
            _ => false,
        };
        let trains = networks.trains_in(call);
        if (names_labels || from_folders) && trains {
            emit(python, sink, SIGNAL, call, call.method());
        } else if from_folders && is_beside(networks, call, &beside_training) {
            // What trains may read its labels through a helper; the notebook that evaluates reads the same folders.
            emit_call_in_turn(python, sink, SIGNAL, call, call.method(), 2);
        }
    }
    let is_before_training = |place: CodePlace| {
        let at = |place: CodePlace| (place.cell, place.line);
        networks.trainings.iter().any(|training| {
            let training = training.call.place;
            training.unit == place.unit && at(place) < at(training)
        })
    };
    // The line that takes the column says what the target is; a training only uses it.
    for unit in &python.units {
        for assignment in &unit.assignments {
            let (place, value) = (assignment.place, &assignment.value);
            let column = value.columns.as_ref().and_then(|columns| columns.one());
            let others =
                Roles::PREDICTED | Roles::CLUSTER | Roles::TRAIN | Roles::VALIDATION | Roles::TEST;
            let is_target = value.roles.contains(Roles::TARGET)
                && !value.roles.intersects(others)
                && !assignment.target.contains("pred")
                && assignment.reach == Reach::Live;
            if let Some(column) = column.filter(|column| is_target && !column.contains("pred"))
                && networks.training_runs.contains(&place.unit)
                && is_before_training(place)
                && may_be_given(assignment)
            {
                let strength = strength_of_code(assignment.reach, assignment.run);
                emit_code_in_turn(python, sink, SIGNAL, strength, place, column, -2);
            }
        }
    }
    generators::find(networks, sink);
    // Masks, and generators or data sets of the candidate's own that give inputs with their labels.
    for unit in &python.units {
        for assignment in &unit.assignments {
            let name = assignment.target.to_lowercase();
            let is_label = [
                "label",
                "mask",
                "target",
                "cible",
                "classe",
                "y_train",
                "sentiment",
            ]
            .iter()
            .any(|word| name.contains(word));
            let trains = networks
                .trainings
                .iter()
                .any(|training| training.call.caller == assignment.place.unit);
            // Half of a matrix hidden in a chart, and lists to be filled, are no labels.
            let is_made_up = assignment
                .value
                .types
                .iter()
                .any(|name| name.contains(".triu"))
                || assignment.value.elements.is_empty()
                    && assignment.value.types.iter().any(|name| name == "list")
                    && assignment.value.history.is_empty();
            if is_label && trains && !is_made_up {
                let strength = strength_of_code(assignment.reach, assignment.run);
                // The line that makes the labels is what a reader looks for; another name that holds the word says least.
                let turn = match is_before_training(assignment.place)
                    && makes_labels(&name, &assignment.value)
                    && may_be_given(assignment)
                {
                    true => -2,
                    false => 1,
                };
                let (place, subject) = (assignment.place, &assignment.target);
                emit_code_in_turn(python, sink, SIGNAL, strength, place, subject, turn);
            }
        }
    }
}
