//! Doubts about leaks between the parts of a network's data (C2.3.1-CE4).
//!
//! # What it looks for
//! The test part as `validation_data`; tokenisers, scalers and word vectors fitted before the split; the same rows split
//! by several calls without a seed; data augmented or resampled before the split, or augmented copies saved before it.
//! # Counts as evidence
//! Each is a doubt: evidence that there may be a leak.
//! # Does not count
//! Encoders of labels, stateless operations, networks that are fitted on no split at all (they have no parts to leak).
//! # Limits
//! Whether the doubtful part also feeds the reported result is for the evaluator to see.

use std::collections::BTreeMap;

use foldhash::HashMap;
use prejury_python::{Call, DefinitionIdx, Literal, Roles, UnitIdx};

use super::parts::is_test;
use super::training::roles_of;
use super::{Networks, emit, short};
use crate::sink::EvidenceSink;

const PARTS: Roles = Roles::TRAIN.union(Roles::VALIDATION).union(Roles::TEST);

/// Cells between a fit and the split it comes too early for: further apart, the data are others.
const NEAR_CELLS: u32 = 12;
/// Splits that are looked at; nobody makes so many by hand.
const MAX_SPLITS: usize = 200;

pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    for training in networks
        .trainings
        .iter()
        .filter(|training| is_test(training.validation))
    {
        emit(
            python,
            sink,
            "network.leak.test-as-validation",
            training.call,
            "validation_data",
        );
    }
    let whole_splits: Vec<&Call> = networks
        .calls()
        .filter(|call| is_split(call) && is_of_whole(call))
        .filter(|call| !networks.samples().contains(&call.place))
        .take(MAX_SPLITS)
        .collect();
    let mut unseeded: BTreeMap<(u32, u32), Vec<&Call>> = BTreeMap::new();
    for call in networks.calls().filter(|call| networks.trains_in(call)) {
        if is_split(call) {
            let names_new_data = call.args.iter().any(|arg| {
                let name = arg.value.name.as_deref().unwrap_or_default().to_lowercase();
                name.contains("augment")
                    || name.ends_with("_aug")
                    || arg.value.roles.contains(Roles::RESAMPLED)
            });
            let is_whole = is_of_whole(call);
            if names_new_data && is_whole {
                emit(
                    python,
                    sink,
                    "network.leak.augmented-before-split",
                    call,
                    call.method(),
                );
            }
            if is_whole && !has_seed(call) {
                unseeded
                    .entry((call.caller.0, call.place.cell))
                    .or_default()
                    .push(call);
            }
        }
        if fits_on_all(call) && is_split_later(&whole_splits, call) {
            emit(
                python,
                sink,
                "network.leak.fitted-before-split",
                call,
                fitted_name(call),
            );
        }
    }
    copies_kept(networks, &whole_splits, sink);
    for calls in unseeded.values().filter(|calls| calls.len() > 1) {
        for call in calls {
            emit(
                python,
                sink,
                "network.leak.unseeded-split",
                call,
                call.method(),
            );
        }
    }
}

/// A function that makes augmented copies of each image and saves them, and a split that follows: copies of one image
/// stand on both sides of it.
fn copies_kept(networks: &Networks<'_>, splits: &[&Call], sink: &mut EvidenceSink) {
    if splits.is_empty() {
        return;
    }
    // Where the copies are saved, by the run and the function that saves.
    let mut saves: HashMap<(UnitIdx, UnitIdx, Option<DefinitionIdx>), &Call> = HashMap::default();
    for call in networks.calls().filter(|call| saves_image(call)) {
        saves
            .entry((call.caller, call.place.unit, call.function))
            .or_insert(call);
    }
    let keeps = |call: &Call| {
        let copies = call.callee.starts_with("local:")
            && short(&call.callee).to_lowercase().contains("augment")
            && saves.contains_key(&(call.caller, call.place.unit, call.function));
        let by_flow = matches!(
            call.method(),
            "flow" | "flow_from_directory" | "flow_from_dataframe"
        ) && call
            .keyword("save_to_dir")
            .is_some_and(|value| value.literal != Some(Literal::None));
        copies || by_flow
    };
    for call in networks.calls().filter(|call| keeps(call)) {
        let is_before = splits.iter().any(|split| {
            split.caller == call.caller && split.order > call.order && networks.trains_in(split)
        });
        if is_before {
            const SIGNAL: &str = "network.leak.augmented-before-split";
            emit(networks.python, sink, SIGNAL, call, short(&call.callee));
        }
    }
}

fn saves_image(call: &Call) -> bool {
    matches!(call.method(), "imsave" | "imwrite" | "save" | "save_img")
        && !["torch.", "keras.", "tensorflow."]
            .iter()
            .any(|library| call.callee.starts_with(library) && call.method() == "save")
}

/// Whether the data that a call splits are no part of an earlier split.
fn is_of_whole(call: &Call) -> bool {
    !call
        .args
        .iter()
        .any(|arg| roles_of(&arg.value).intersects(PARTS))
}

fn is_split(call: &Call) -> bool {
    matches!(call.method(), "train_test_split")
        || matches!(
            call.method(),
            "image_dataset_from_directory" | "text_dataset_from_directory"
        ) && call.keyword("validation_split").is_some()
            && call.keyword("subset").and_then(|subset| subset.as_str()) != Some("both")
}

fn has_seed(call: &Call) -> bool {
    let unshuffled = call
        .keyword("shuffle")
        .is_some_and(|value| value.literal == Some(Literal::Bool(false)));
    unshuffled
        || ["random_state", "seed"].iter().any(|name| {
            call.keyword(name)
                .is_some_and(|value| value.literal != Some(Literal::None))
        })
}

/// Something that learns from data is fitted on data that are no part of a split.
fn fits_on_all(call: &Call) -> bool {
    let data = match call.method() {
        "fit_on_texts" | "adapt" => call.positional(0),
        "fit" | "fit_transform" => {
            let receiver = call.receiver.as_ref();
            let learns = receiver.is_some_and(|receiver| {
                receiver.types.iter().any(|name| {
                    name.starts_with("sklearn.")
                        && ["Scaler", "Vectorizer", "PCA", "TruncatedSVD", "Imputer"]
                            .iter()
                            .any(|kind| name.contains(kind))
                })
            });
            if !learns {
                return false;
            }
            call.positional(0)
        }
        "Word2Vec" | "FastText" | "Doc2Vec" if call.callee.starts_with("gensim.") => {
            call.arg("sentences", Some(0))
        }
        _ => return false,
    };
    data.is_some_and(|data| {
        let roles = roles_of(data);
        !roles.intersects(PARTS) && !roles.intersects(Roles::TARGET | Roles::PREDICTED)
    })
}

fn fitted_name(call: &Call) -> &str {
    match &call.receiver {
        Some(receiver) => receiver
            .types
            .first()
            .map_or(call.method(), |name| super::short(name)),
        None => call.method(),
    }
}

/// Whether a split of whole data follows in the same run.
fn is_split_later(splits: &[&Call], fit: &Call) -> bool {
    splits.iter().any(|split| {
        split.caller == fit.caller
            && split.order > fit.order
            && split.place.cell.saturating_sub(fit.place.cell) <= NEAR_CELLS
    })
}
