//! Which networks are trained, told apart by their base and their layers (C2.3.1-CE5).
//!
//! # What it looks for
//! For each network that is trained: the pretrained networks it is built on, and the layers made beside it.
//! # Counts as evidence
//! Networks that differ in a base, in the kinds of their layers or in how many there are of each.
//! # Does not count
//! Other settings of one architecture: units, rates, dropout, an augmentation in front.
//! # Limits
//! Layers made in a loop count once. Layers are taken from the function that makes the network, or from the lines
//! between two networks at the top level.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use prejury_python::{Call, CodePlace, DefinitionIdx, Literal, PythonFacts, Reach, UnitIdx, Value};

use super::{Names, Networks, bases, emit, short, walk};
use crate::Facts;
use crate::sink::EvidenceSink;

/// How deep helper functions that make blocks of layers are followed.
const MAX_DEPTH: u32 = 4;

/// What the name of a call says.
const MAKES: u32 = 1;
const LAYER: u32 = 1 << 1;
const HANDS_ON: u32 = 1 << 2;
const OWN: u32 = 1 << 3;

/// What a network is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Architecture {
    /// Pretrained networks it is built on.
    pub(super) bases: BTreeSet<String>,
    /// Whether one of the bases has learnt on images.
    pub(super) has_image_base: bool,
    /// Layers that make its shape, with their number.
    pub(super) layers: BTreeMap<String, u32>,
    /// Class of the candidate's own or of the library, where it says more than `Sequential` or `Model`.
    pub(super) class: Option<String>,
    /// Bases of which only one stands in the network at a time: one line makes them in turn, as in a loop over their names,
    /// or the branches of one choice do.
    alternatives: BTreeMap<CodePlace, BTreeSet<String>>,
    /// Bases that were asked for without weights.
    pub(super) bare: BTreeSet<String>,
}

impl Architecture {
    pub(super) fn unknown() -> Self {
        Self::default()
    }

    fn is_known(&self) -> bool {
        *self != Self::default()
    }

    /// A short name for each network that this may be: equal for equal architectures only.
    pub(super) fn labels(&self) -> Vec<String> {
        let in_turn = self
            .alternatives
            .values()
            .max_by_key(|bases| bases.len())
            .filter(|bases| bases.len() > 1);
        let Some(in_turn) = in_turn else {
            return vec![self.label_with(&self.bases)];
        };
        let one_of = |base: &String| {
            let others = self.bases.difference(in_turn).chain([base]);
            self.label_with(&others.cloned().collect())
        };
        in_turn.iter().map(one_of).collect()
    }

    fn label_with(&self, bases: &BTreeSet<String>) -> String {
        let mut parts: Vec<String> = self.class.iter().cloned().collect();
        parts.extend(bases.iter().cloned());
        parts.extend(self.layers.iter().map(|(layer, number)| match number {
            1 => layer.clone(),
            _ => format!("{layer} ×{number}"),
        }));
        parts.join(", ")
    }
}

pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    for training in &networks.trainings {
        emit(
            python,
            sink,
            "network.trained",
            training.call,
            training.call.method(),
        );
        for architecture in training
            .networks
            .iter()
            .filter(|network| network.is_known())
        {
            for label in architecture.labels() {
                emit(python, sink, "network.architecture", training.call, &label);
            }
        }
    }
}

type Place = (UnitIdx, Option<DefinitionIdx>);

/// Layers and makers of networks by the place where they stand.
pub(super) struct Architectures<'f> {
    /// Calls that make layers or bases, or hand a base on.
    pieces: HashMap<Place, Vec<&'f Call>>,
    /// Calls that make networks at the top level, by the unit whose run reaches them.
    makers: HashMap<UnitIdx, Vec<u32>>,
    /// The candidate's own functions called at a place.
    own_calls: HashMap<Place, BTreeSet<Place>>,
    /// Methods of each class, by the qualified name of the class.
    methods: HashMap<String, Vec<Place>>,
    /// Calls that make bases, by unit, cell and line.
    bases: HashMap<(UnitIdx, u32, u32), Base<'f>>,
}

/// A call that makes a base.
struct Base<'f> {
    maker: &'f Call,
    /// The name that it is bound to.
    target: &'f str,
}

impl<'f> Architectures<'f> {
    pub(super) fn read(facts: &'f Facts<'_>, names: &Names<'_>) -> Self {
        let python: &'f PythonFacts = &facts.python;
        let mut methods: HashMap<String, Vec<Place>> = HashMap::default();
        for (unit, number) in python.units.iter().zip(0..) {
            for (definition, at) in unit.definitions.iter().zip(0..) {
                let place = (UnitIdx(number), Some(DefinitionIdx(at)));
                if let Some((class, _)) = definition.name.rsplit_once('.') {
                    methods
                        .entry(format!("local:{}:{class}", unit.path))
                        .or_default()
                        .push(place);
                }
            }
        }
        let mut read = Self {
            pieces: HashMap::default(),
            makers: HashMap::default(),
            own_calls: HashMap::default(),
            methods,
            bases: HashMap::default(),
        };
        let calls = facts.marked_calls(|callee, method| {
            let mut mark = 0;
            for (is_so, bit) in [
                (is_maker(names, callee), MAKES),
                (is_layer(callee), LAYER),
                (hands_on(method), HANDS_ON),
                (callee.starts_with("local:"), OWN),
            ] {
                mark |= if is_so { bit } else { 0 };
            }
            mark
        });
        for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
            let place = (call.place.unit, call.function);
            let makes = mark & MAKES != 0;
            if makes && names.is_base(&call.callee) && call.reach == Reach::Live {
                let at = (call.place.unit, call.place.cell, call.place.line);
                let base = Base {
                    maker: call,
                    target: "",
                };
                read.bases.entry(at).or_insert(base);
            }
            if mark & (MAKES | LAYER) != 0 || mark & HANDS_ON != 0 && takes_a_base(names, call) {
                read.pieces.entry(place).or_default().push(call);
            }
            if call.function.is_none() && makes {
                read.makers.entry(call.caller).or_default().push(call.order);
            }
            if mark & OWN != 0
                && let Some((unit, own)) = call.own
            {
                let own = (unit, Some(own));
                read.own_calls.entry(place).or_default().insert(own);
            }
        }
        read.bind_bases(python);
        read
    }

    /// Finds the names that bases are bound to; what is returned goes by the name of nothing.
    fn bind_bases(&mut self, python: &'f PythonFacts) {
        let mut bound: HashMap<(UnitIdx, u32, u32), &'f str> = HashMap::default();
        if !self.bases.is_empty() {
            for unit in &python.units {
                for assignment in &unit.assignments {
                    let place = assignment.place;
                    let at = (place.unit, place.cell, place.line);
                    if self.bases.contains_key(&at) {
                        bound.entry(at).or_insert(assignment.target.as_str());
                    }
                }
            }
        }
        self.bases.retain(|at, base| {
            let target = bound.get(at).copied();
            let returns = || {
                let cell = python
                    .units
                    .get(at.0.0 as usize)?
                    .cells
                    .get(at.1 as usize)?;
                let line = cell.line(at.2)?;
                line.trim_start().starts_with("return ").then_some("")
            };
            base.target = target.or_else(returns).unwrap_or("?");
            base.target != "?"
        });
    }

    /// The networks that a value may be.
    pub(super) fn of_value(&self, networks: &Networks<'f>, value: &Value) -> Vec<Architecture> {
        let mut found: Vec<Architecture> = Vec::new();
        let mut add = |architecture: Architecture| {
            if architecture.is_known() && !found.contains(&architecture) {
                found.push(architecture);
            }
        };
        walk(value, &mut |value| {
            let makers = value
                .history
                .iter()
                .filter_map(|at| networks.call(*at))
                .filter(|call| is_maker(&networks.names, &call.callee));
            for maker in makers {
                add(self.made_by(&networks.names, maker));
            }
            for class in value.types.iter().filter(|name| name.starts_with("local:")) {
                if let Some(methods) = self.methods.get(class.as_str()) {
                    let mut architecture = Architecture {
                        class: Some(short(class).to_owned()),
                        ..Architecture::default()
                    };
                    for method in methods {
                        self.add_place(&networks.names, *method, &mut architecture, MAX_DEPTH);
                    }
                    add(architecture);
                }
            }
        });
        // A base inside another network is no network of its own.
        if found.len() > 1 {
            let inner: Vec<bool> = found
                .iter()
                .map(|one| {
                    one.layers.is_empty()
                        && found.iter().any(|other| {
                            other != one
                                && other.layers.len() > one.layers.len()
                                && one.bases.is_subset(&other.bases)
                        })
                })
                .collect();
            let mut keep = inner.into_iter();
            found.retain(|_| !keep.next().unwrap_or(false));
        }
        if found.is_empty() {
            let mut bases = Architecture::default();
            add_bases(&networks.names, value, &mut bases);
            found.push(bases);
        }
        found
    }

    fn made_by(&self, names: &Names<'_>, maker: &'f Call) -> Architecture {
        let mut architecture = Architecture {
            // A base is named among the bases; the same network must not differ from itself by how it was reached.
            class: class_of(&maker.callee).filter(|_| !is_backbone(&maker.callee)),
            ..Architecture::default()
        };
        add_maker(names, maker, &mut architecture);
        if maker.function.is_some() {
            self.add_place(
                names,
                (maker.place.unit, maker.function),
                &mut architecture,
                MAX_DEPTH,
            );
        } else if architecture.class.is_none() && !is_backbone(&maker.callee) {
            self.add_top_level(names, maker, &mut architecture);
        }
        self.join_branches(names, &mut architecture);
        architecture
    }

    /// `if name == "vgg": base = VGG16() else: base = ResNet50()`: bases bound to one name, or returned, by a function that is given
    /// several names (or in a loop over them) stand in for one another.
    fn join_branches(&self, names: &Names<'_>, architecture: &mut Architecture) {
        if architecture.alternatives.len() < 2 {
            return;
        }
        let mut first_of: HashMap<(Place, &str), CodePlace> = HashMap::default();
        let mut joined: BTreeMap<CodePlace, BTreeSet<String>> = BTreeMap::new();
        for (place, made) in std::mem::take(&mut architecture.alternatives) {
            let branch = self
                .bases
                .get(&(place.unit, place.cell, place.line))
                .filter(|base| bases::is_chosen_by_name(names, base.maker));
            let first = match branch {
                Some(base) => *first_of
                    .entry(((place.unit, base.maker.function), base.target))
                    .or_insert(place),
                None => place,
            };
            joined.entry(first).or_default().extend(made);
        }
        architecture.alternatives = joined;
    }

    /// Everything made at a place, and in the candidate's own functions called there.
    fn add_place(&self, names: &Names<'_>, place: Place, into: &mut Architecture, depth: u32) {
        for piece in self.pieces.get(&place).into_iter().flatten() {
            add_piece(names, piece, into);
        }
        if depth > 0 {
            for own in self.own_calls.get(&place).into_iter().flatten() {
                if *own != place && self.pieces.contains_key(own) {
                    self.add_place(names, *own, into, depth - 1);
                }
            }
        }
    }

    /// What stands between the makers before and after this one.
    fn add_top_level(&self, names: &Names<'_>, maker: &'f Call, into: &mut Architecture) {
        let orders = self
            .makers
            .get(&maker.caller)
            .map_or(&[][..], Vec::as_slice);
        let before = orders.iter().filter(|order| **order < maker.order).max();
        let after = orders.iter().filter(|order| **order > maker.order).min();
        // An empty `Sequential()` is filled afterwards; everything else is made of what came before.
        let is_empty = maker.args.iter().all(|arg| {
            !matches!(
                arg.name.as_deref(),
                None | Some("layers" | "inputs" | "outputs" | "input" | "output")
            )
        });
        let (from, to) = if is_empty {
            (maker.order, after.copied().unwrap_or(u32::MAX))
        } else {
            (
                before.map_or(0, |before| before.saturating_add(1)),
                maker.order,
            )
        };
        let place = (maker.place.unit, None);
        for piece in self.pieces.get(&place).into_iter().flatten() {
            if piece.caller == maker.caller && (from..=to).contains(&piece.order) {
                add_piece(names, piece, into);
            }
        }
        for arg in &maker.args {
            add_bases(names, &arg.value, into);
        }
    }
}

/// Whether a call makes a network (and is no method of one).
pub(super) fn is_maker(names: &Names<'_>, callee: &str) -> bool {
    let (owner, last) = callee.rsplit_once('.').unwrap_or(("", callee));
    let of_class = short(owner).starts_with(|first: char| first.is_ascii_uppercase());
    names.is_network(callee) && (!of_class || last == "from_pretrained") && last != "load"
}

/// Layers that give a network its shape.
fn is_layer(callee: &str) -> bool {
    let Some(rest) = callee
        .strip_prefix("keras.layers.")
        .or_else(|| callee.strip_prefix("torch.nn."))
    else {
        return false;
    };
    let name = short(rest);
    let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
    let is_shape = [
        "Conv",
        "LSTM",
        "GRU",
        "RNN",
        "Dense",
        "Linear",
        "Embedding",
        "Attention",
        "Transformer",
        "Pool",
        "Bidirectional",
        "Flatten",
    ]
    .iter()
    .any(|kind| name.contains(kind));
    is_class && is_shape && !rest.contains("functional")
}

/// Whole networks for images, which others are built on.
fn is_backbone(callee: &str) -> bool {
    callee.starts_with("keras.applications.") || callee.starts_with("torchvision.models.")
}

/// `Sequential` and `Model` say nothing of a network; `Unet` or `TFBertForSequenceClassification` do.
fn class_of(callee: &str) -> Option<String> {
    let name = callee.strip_suffix(".from_pretrained").unwrap_or(callee);
    let name = short(name);
    let says_nothing = matches!(
        name,
        "Sequential"
            | "Model"
            | "load_model"
            | "create_model"
            | "Functional"
            | "model_from_json"
            | "load"
            | "clone_model"
            | "KerasLayer"
    );
    (!says_nothing).then(|| name.to_owned())
}

fn hands_on(method: &str) -> bool {
    matches!(method, "add" | "__call__" | "Model" | "Sequential")
}

fn takes_a_base(names: &Names<'_>, call: &Call) -> bool {
    call.args.iter().any(|arg| {
        arg.value.types.iter().any(|name| names.is_base(name))
            || arg
                .value
                .elements
                .iter()
                .any(|element| element.types.iter().any(|name| names.is_base(name)))
    })
}

fn add_piece(names: &Names<'_>, piece: &Call, into: &mut Architecture) {
    if is_layer(&piece.callee) {
        *into
            .layers
            .entry(short(&piece.callee).to_owned())
            .or_default() += 1;
        return;
    }
    if names.is_base(&piece.callee) {
        add_maker(names, piece, into);
    }
    for arg in &piece.args {
        add_bases(names, &arg.value, into);
    }
}

/// The base that a call makes: named by its class, and by the text that chooses among the weights.
fn add_maker(names: &Names<'_>, maker: &Call, into: &mut Architecture) {
    if !names.is_base(&maker.callee) && !maker.callee.starts_with("fastai.") {
        return;
    }
    let chosen = if is_backbone(&maker.callee) {
        Vec::new()
    } else {
        bases::chosen(names, maker)
    };
    let made = if chosen.is_empty() {
        let name = class_of(&maker.callee).unwrap_or_else(|| short(&maker.callee).to_owned());
        BTreeSet::from([name])
    } else {
        chosen
            .into_iter()
            .inspect(|text| into.has_image_base |= bases::names_image_model(text))
            .collect()
    };
    let has_weights = has_weights(maker);
    // Without weights it is an architecture, and no pretrained network.
    if has_weights {
        into.has_image_base |= names.is_image_base(&maker.callee);
    } else {
        into.bare.extend(made.iter().cloned());
    }
    into.bases.extend(made.iter().cloned());
    into.alternatives
        .entry(maker.place)
        .or_default()
        .extend(made);
}

/// Whether a maker loads weights: nearly all do unless told not to.
pub(super) fn has_weights(maker: &Call) -> bool {
    let off = |name: &str, default_off: bool| match maker.keyword(name) {
        Some(value) => matches!(value.literal, Some(Literal::None | Literal::Bool(false))),
        None => default_off,
    };
    let from_scratch_by_default =
        maker.callee == "timm.create_model" || maker.callee.starts_with("torchvision.models.");
    if from_scratch_by_default {
        let by_position = maker
            .args
            .iter()
            .any(|arg| arg.name.is_none() && arg.value.literal == Some(Literal::Bool(true)));
        return !off("pretrained", true) || !off("weights", true) || by_position;
    }
    !off("weights", false) && !off("encoder_weights", false) && !off("pretrained", false)
}

/// Bases among the types of a value.
fn add_bases(names: &Names<'_>, value: &Value, into: &mut Architecture) {
    walk(value, &mut |value| {
        for name in value.types.iter().filter(|name| names.is_base(name)) {
            // The call that made it says which of the networks of its class it is.
            let makers = value
                .history
                .iter()
                .filter_map(|at| names.python.calls.get(at.0 as usize));
            let mut makers = makers.filter(|maker| maker.callee == *name).peekable();
            if makers.peek().is_some() {
                makers.for_each(|maker| add_maker(names, maker, into));
                continue;
            }
            // `keras.applications.vgg16.VGG16.output` is a part of VGG16.
            let base = name
                .split('.')
                .find(|part| part.starts_with(|first: char| first.is_ascii_uppercase()))
                .unwrap_or_else(|| short(name));
            into.bases.insert(base.to_owned());
            into.has_image_base |= names.is_image_base(name);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_layers_that_shape_a_network_count() {
        assert!(is_layer("keras.layers.Conv2D"));
        assert!(is_layer("torch.nn.Linear"));
        for other in [
            "keras.layers.Dropout",
            "keras.layers.RandomFlip",
            "keras.layers.Dense.__call__",
            "torch.nn.functional.max_pool2d",
            "torch.nn.CrossEntropyLoss",
        ] {
            assert!(!is_layer(other), "{other}");
        }
    }

    #[test]
    fn the_label_tells_architectures_apart() {
        let mut one = Architecture::default();
        one.layers.insert("Dense".to_owned(), 2);
        let mut other = one.clone();
        assert_eq!(one.labels(), other.labels());
        other.layers.insert("LSTM".to_owned(), 1);
        assert_eq!(other.labels(), ["Dense ×2, LSTM"]);
        assert_ne!(one.labels(), other.labels());
    }
}
