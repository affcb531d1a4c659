//! Pretrained networks that are reused (C2.3.1-CE6, C1.4.3-CE4), and images as input of a network (scope of C1.4.3).
//!
//! # What it looks for
//! Networks with weights learnt elsewhere: trained on top, fine-tuned, or called for predictions or features.
//! # Counts as evidence
//! A training whose network has such a base, or a prediction by it; word vectors learnt elsewhere as the weights of an
//! `Embedding` layer.
//! # Does not count
//! A base that is loaded and never used; an architecture that is asked for without weights.
//! # Limits
//! The weights of a file of the candidate's own (`load_model`) are not pretrained.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{
    Call, CodePlace, DefinitionKind, Literal, PythonFacts, UnitIdx, UnitKind, Value,
};

use super::architecture::{has_weights, is_maker};
use super::{Networks, bases, emit, short, walk};
use crate::analyses::Context;
use crate::callees::Marked;
use crate::matching::{Piece, emit_code, emit_code_in_turn, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

/// What the name of a call says.
const BASE: u32 = 1;
const USE: u32 = 1 << 1;
const EMBEDDING: u32 = 1 << 2;
const READS_IMAGES: u32 = 1 << 3;
const ADDS: u32 = 1 << 4;

pub(super) fn find<'f>(networks: &Networks<'f>, ctx: &Context<'f>, sink: &mut EvidenceSink) {
    let python = networks.python;
    // Bases that are only ever made without weights are no pretrained networks.
    let calls: Vec<Marked<'_>> = ctx
        .facts
        .marked_calls(|callee, method| {
            let mut mark = 0;
            for (is_so, bit) in [
                (
                    networks.names.is_base(callee) && is_maker(&networks.names, callee),
                    BASE,
                ),
                (is_use(method), USE),
                (short(callee) == "Embedding", EMBEDDING),
                (reads_images(method), READS_IMAGES),
                (method == "add" && callee.starts_with("keras."), ADDS),
            ] {
                mark |= if is_so { bit } else { 0 };
            }
            mark
        })
        .filter(|(_, call, _)| !call.is_attribute)
        .collect();
    let mut bare: BTreeSet<&str> = BTreeSet::new();
    let mut weighted: BTreeSet<&str> = BTreeSet::new();
    let mut makers: HashMap<String, Vec<&Call>> = HashMap::default();
    for (_, call, mark) in &calls {
        let is_base = mark & BASE != 0;
        if is_base && has_weights(call) {
            weighted.insert(call.callee.as_str());
            let chosen = bases::chosen(&networks.names, call);
            for name in chosen
                .into_iter()
                .chain([class_name(&call.callee).to_owned()])
            {
                makers.entry(name).or_default().push(call);
            }
        } else if is_base {
            bare.insert(call.callee.as_str());
        }
    }
    let is_pretrained = |name: &str| {
        networks.names.is_base(name)
            && !bare
                .iter()
                .any(|base| name.starts_with(base) && !weighted.contains(base))
    };
    for training in &networks.trainings {
        for network in &training.networks {
            let pretrained: Vec<&String> = network
                .bases
                .difference(&network.bare)
                .filter(|base| {
                    !bare
                        .iter()
                        .any(|name| short(name) == **base && !weighted.contains(name))
                })
                .collect();
            for base in pretrained {
                // The pretrained network says more than the call that trains it.
                let place = makers.get(base.as_str()).and_then(|made| {
                    let before = |maker: &&&Call| {
                        maker.caller == training.call.caller && maker.order < training.call.order
                    };
                    made.iter().rfind(before).or_else(|| made.first())
                });
                let place = place.map_or(training.call.place, |maker| maker.place);
                let strength = strength_of_use(python, training.call);
                let piece = used(strength, place, base, TRAINED_ON);
                emit_ranked(python, sink, &piece);
                if network.has_image_base {
                    emit_code(
                        python,
                        sink,
                        "image.pretrained-features",
                        strength,
                        place,
                        base,
                    );
                    emit(python, sink, "image.network-input", training.call, base);
                }
            }
            if network.layers.keys().any(|layer| layer.contains("Conv2")) {
                emit(python, sink, "image.network-input", training.call, "Conv2D");
            }
        }
    }
    stored_networks(networks, sink);
    // `model = Sequential()`, `model.add(base)`: the network that a name stands for has the base.
    let mut stacked: HashMap<(UnitIdx, &str), (&str, bool)> = HashMap::default();
    let has_vectors = OnceCell::new();
    let has_vectors = || {
        *has_vectors.get_or_init(|| {
            let mut calls = networks.calls();
            calls.any(|call| networks.names.is_vectors(&call.callee)) || reads_vectors(networks)
        })
    };
    for (_, call, mark) in calls {
        if mark & BASE != 0 && has_weights(call) {
            let name = class_name(&call.callee);
            emit(python, sink, "network.pretrained.loaded", call, name);
        }
        let name = call.receiver.as_ref().and_then(|of| of.name.as_deref());
        let name = name.map(|name| (call.caller, name));
        if mark & ADDS != 0
            && let Some(name) = name
            && let Some(base) = call
                .positional(0)
                .and_then(|layer| base_in(networks, layer, &is_pretrained))
        {
            stacked.insert(name, base);
        }
        let predicts = || {
            used_for_prediction(networks, call, &is_pretrained).or_else(|| {
                stacked
                    .get(&name?)
                    .copied()
                    .filter(|_| !call.args.is_empty())
            })
        };
        if mark & USE != 0
            && let Some((base, is_image)) = predicts()
        {
            // What is only computed where nothing is trained feeds clusterings and charts.
            let rank = if networks.trains_in(call) { 1 } else { 2 };
            let strength = strength_of_use(python, call);
            let place = made_at(&makers, call, base).unwrap_or(call.place);
            let piece = used(strength, place, base, rank);
            emit_ranked(python, sink, &piece);
            if is_image {
                let signal = "image.pretrained-features";
                let turn = i16::from(names_classes(python, call));
                emit_code_in_turn(python, sink, signal, strength, place, base, turn);
                emit(python, sink, "image.network-input", call, base);
            }
        }
        let takes_weights = mark & EMBEDDING != 0
            && (call.keyword("weights").is_some()
                || call.keyword("embeddings_initializer").is_some_and(|value| {
                    value.types.iter().any(|name| name.ends_with("Constant"))
                }));
        if takes_weights && has_vectors() {
            let piece = used(strength_of_call(call), call.place, "Embedding", TRAINED_ON);
            emit_ranked(python, sink, &piece);
        }
        if mark & READS_IMAGES != 0 && networks.trains_in(call) {
            emit(python, sink, "image.network-input", call, call.method());
        }
    }
}

/// Whether the cell of a prediction, or the next one, reads the names of classes off it: one image is named, and its features
/// go nowhere.
fn names_classes(python: &PythonFacts, call: &Call) -> bool {
    let unit = python.units.get(call.place.unit.0 as usize);
    let cells = unit.filter(|unit| unit.kind == UnitKind::Notebook);
    let cells = cells.into_iter().flat_map(|unit| &unit.cells);
    let mut near = cells.skip(call.place.cell as usize).take(2);
    near.any(|cell| cell.source.contains("decode_predictions("))
}

/// Strength of a call as a use: in a function that nothing of the submission calls, such as the handler of a cloud
/// function or the `main` of a file that nothing starts, it is written and nobody has run it.
fn strength_of_use(python: &PythonFacts, call: &Call) -> Strength {
    let unit = python.units.get(call.place.unit.0 as usize);
    let function = call
        .function
        .and_then(|at| unit?.definitions.get(at.0 as usize));
    match function {
        Some(function) if function.kind == DefinitionKind::Function && !function.called => {
            Strength::Mentioned
        }
        _ => strength_of_call(call),
    }
}

/// `x = encoder(inputs)` inside of the function that made the encoder: where it gets its weights says more than the line
/// that puts it into a network.
fn made_at(makers: &HashMap<String, Vec<&Call>>, call: &Call, base: &str) -> Option<CodePlace> {
    if !matches!(call.method(), "__call__" | "forward") || call.function.is_none() {
        return None;
    }
    let made = makers.get(base)?.iter().rfind(|maker| {
        (maker.place.unit, maker.function) == (call.place.unit, call.function)
            && maker.place.line <= call.place.line
    });
    made.map(|maker| maker.place)
}

/// Rank of a pretrained network that another one is trained on.
const TRAINED_ON: u8 = 0;

/// A place where a pretrained network is reused.
fn used(strength: Strength, place: CodePlace, subject: &str, rank: u8) -> Piece<'_> {
    Piece {
        signal: "network.pretrained.used",
        strength,
        place,
        subject,
        rank,
    }
}

/// Methods by which a network is used.
fn is_use(method: &str) -> bool {
    matches!(
        method,
        "predict"
            | "predict_generator"
            | "predict_on_batch"
            | "__call__"
            | "encode"
            | "forward"
            | "generate"
            | "get_image_features"
            | "get_text_features"
            | "backbone"
            | "features"
            | "extract_features"
            | "signatures"
    )
}

fn reads_images(method: &str) -> bool {
    matches!(
        method,
        "flow_from_directory"
            | "flow_from_dataframe"
            | "image_dataset_from_directory"
            | "ImageFolder"
    )
}

/// Predictions for images by a network that is read from a file, as an application makes them, or that has no weights.
fn stored_networks(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let prepares_images: BTreeSet<_> = networks
        .calls()
        .filter(|call| match call.method() {
            "img_to_array" | "load_img" | "imdecode" | "decode_jpeg" | "decode_image" => true,
            "resize" => ["PIL.", "cv2.", "tensorflow.image"]
                .iter()
                .any(|library| call.callee.starts_with(library)),
            _ => false,
        })
        .map(|call| call.place.unit)
        .collect();
    let predictions = networks.calls().filter(|call| {
        call.method() == "predict"
            && call.receiver.as_ref().is_some_and(|receiver| {
                let of_images = receiver
                    .types
                    .iter()
                    .any(|name| networks.names.is_image_base(name));
                of_images
                    || prepares_images.contains(&call.place.unit) && networks.is_network(receiver)
            })
    });
    // Units in which a path names a network for images: the parts of a path that is put together are read one by one.
    let named_paths: OnceCell<BTreeSet<_>> = OnceCell::new();
    let units_of_paths = || {
        named_paths.get_or_init(|| {
            let units = (0..).map(UnitIdx).zip(&networks.python.units);
            let named = units.filter(|(_, unit)| {
                let is_path = |text: &str| text.contains(['/', '.']);
                let mut texts = unit.strings.iter().map(|string| &*string.text);
                texts.any(|text| is_path(text) && bases::names_image_model(text))
            });
            named.map(|(number, _)| number).collect()
        })
    };
    for call in predictions {
        emit(
            networks.python,
            sink,
            "image.network-input",
            call,
            call.method(),
        );
        // `load_model("mobilenet_transfer.keras")`: what trained it is not handed in, its name says what it is.
        let named = call
            .receiver
            .iter()
            .flat_map(|receiver| &receiver.history)
            .filter_map(|at| networks.call(*at))
            .find(|made| {
                let mut texts = made
                    .args
                    .iter()
                    .filter_map(|arg| arg.value.as_str())
                    .peekable();
                matches!(made.method(), "load_model" | "load" | "load_weights")
                    && (texts.peek().is_none() && units_of_paths().contains(&made.place.unit)
                        || texts.any(bases::names_image_model))
            });
        if let Some(made) = named {
            for signal in ["network.pretrained.loaded", "image.pretrained-features"] {
                let place = made.place;
                emit_code(
                    networks.python,
                    sink,
                    signal,
                    Strength::Mentioned,
                    place,
                    made.method(),
                );
            }
        }
    }
}

/// `VGG16` of `keras.applications.vgg16.VGG16`, `TFBertModel` of `transformers.TFBertModel.from_pretrained`.
fn class_name(callee: &str) -> &str {
    short(callee.strip_suffix(".from_pretrained").unwrap_or(callee))
}

/// The pretrained network that a value is, and whether it has learnt on images.
fn base_in<'f>(
    networks: &Networks<'f>,
    value: &'f Value,
    is_pretrained: &impl Fn(&str) -> bool,
) -> Option<(&'f str, bool)> {
    let mut names = value.types.iter().filter(|name| is_pretrained(name));
    let name = names.next()?;
    Some((class_name(name), networks.names.is_image_base(name)))
}

/// A prediction, or features, by a pretrained network: its name, and whether it has learnt on images.
fn used_for_prediction<'f>(
    networks: &Networks<'f>,
    call: &'f Call,
    is_pretrained: &impl Fn(&str) -> bool,
) -> Option<(&'f str, bool)> {
    if call.args.is_empty() {
        return None;
    }
    let receiver = call.receiver.as_ref()?;
    let mut found: Option<(&'f str, bool)> = None;
    // Loaders of any network: its name tells what it has learnt on.
    let is_named_image = || {
        let makers = receiver.history.iter().filter_map(|at| networks.call(*at));
        makers
            .filter(|maker| networks.names.is_base(&maker.callee))
            .flat_map(|maker| bases::chosen(&networks.names, maker))
            .any(|text| bases::names_image_model(&text))
    };
    walk(receiver, &mut |value| {
        for name in &value.types {
            if is_pretrained(name) && found.is_none() {
                let base = name
                    .split('.')
                    .find(|part| part.starts_with(|first: char| first.is_ascii_uppercase()))
                    .unwrap_or_else(|| class_name(name));
                found = Some((base, networks.names.is_image_base(name) || is_named_image()));
            }
        }
    });
    if found.is_some() {
        return found;
    }
    // `Model(inputs=base.input, outputs=base.layers[-2].output).predict(...)`.
    for maker in receiver.history.iter().filter_map(|at| networks.call(*at)) {
        for arg in &maker.args {
            walk(&arg.value, &mut |value| {
                for name in value.types.iter().filter(|name| is_pretrained(name)) {
                    let base = name
                        .split('.')
                        .find(|part| part.starts_with(|first: char| first.is_ascii_uppercase()))
                        .unwrap_or(name);
                    found = Some((base, networks.names.is_image_base(name)));
                }
            });
        }
    }
    found
}

/// A file of word vectors read by hand: its name says what it is.
fn reads_vectors(networks: &Networks<'_>) -> bool {
    let named = |text: &str| {
        let text = text.to_lowercase();
        text.len() < 200
            && [
                "glove.",
                "glove_",
                "word2vec",
                "fasttext",
                "googlenews",
                "wiki-news",
                "cc.fr.",
                "crawl-300d",
            ]
            .iter()
            .any(|name| text.contains(name))
    };
    let writes = |call: &Call| {
        let mode = call.arg("mode", Some(1)).and_then(Value::as_str);
        mode.is_some_and(|mode| mode.contains(['w', 'a', 'x']))
    };
    networks.calls().any(|call| {
        call.method() == "open"
            && !writes(call)
            && call
                .args
                .iter()
                .any(|arg| matches!(&arg.value.literal, Some(Literal::Str(text)) if named(text)))
    }) || networks
        .python
        .units
        .iter()
        .flat_map(|unit| &unit.strings)
        .any(|string| string.text.ends_with("txt") && named(&string.text))
}
