//! Neural networks (C2.3.1, C2.3.2, C2.3.3, and the pretrained features of C1.4.3): which networks are trained, on which
//! parts of the data, what they are scored on, and what is compared. `Networks` reads the calls once; each module beside
//! it emits the signals of one theme.

mod architecture;
mod augmentation;
mod augmented_results;
mod bases;
mod comparison;
mod generators;
mod indicators;
mod leaks;
mod metric_reason;
mod metric_shown;
mod need;
mod parts;
mod pretrained;
pub(super) mod prose;
mod same_part;
mod scores;
mod summaries;
mod training;
mod tuning;
mod ultralytics;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_catalog::{Catalog, NameSet};
use prejury_core::Strength;
use prejury_python::{Call, CallIdx, CodePlace, DefinitionIdx, PythonFacts, UnitIdx, Value};

use super::families::Families;
use super::{Analysis, Context};
use crate::matching::{emit_call_in_turn, emit_code, strength_of_call};
use crate::sink::EvidenceSink;
use architecture::Architectures;
pub(in crate::analyses) use need::names_a_network;
use training::Training;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "networks",
    signals: &[
        "augmentation.both-trained",
        "augmentation.compared",
        "augmentation.mentioned-result",
        "augmentation.technique",
        "augmentation.not-trained-on",
        "image.network-input",
        "image.pretrained-features",
        "metric.reason",
        "metric.shown",
        "network.approach",
        "network.architecture",
        "network.leak.augmented-before-split",
        "network.leak.fitted-before-split",
        "network.leak.test-as-validation",
        "network.leak.unseeded-split",
        "network.need",
        "network.other-indicator",
        "network.parts.separate",
        "network.parts.three",
        "network.parts.two",
        "network.pretrained.loaded",
        "network.pretrained.used",
        "network.results.compared",
        "network.results.with-reference",
        "network.score.held-out",
        "network.score.train-only",
        "network.target-in-code",
        "network.trained",
        "network.tuned",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let networks = Networks::read(ctx);
    // A pretrained network can be used for its features without any training.
    pretrained::find(&networks, ctx, sink);
    if networks.trainings.is_empty() {
        return;
    }
    summaries::find(&networks, sink);
    need::find(&networks, ctx, sink);
    architecture::find(&networks, sink);
    parts::find(&networks, &ctx.facts.projects, sink);
    ultralytics::find(&networks, sink);
    leaks::find(&networks, sink);
    scores::find(&networks, ctx, sink);
    indicators::find(&networks, ctx, sink);
    tuning::find(&networks, sink);
    comparison::find(&networks, ctx, sink);
    metric_reason::find(ctx, sink);
    metric_shown::find(&networks, ctx, sink);
    augmentation::find(&networks, ctx, sink);
    augmented_results::find(&networks, ctx, sink);
}

/// The families of names that tell networks apart.
struct Names<'c> {
    python: &'c PythonFacts,
    network: Option<&'c NameSet>,
    image: Option<&'c NameSet>,
    text: Option<&'c NameSet>,
    helper: Option<&'c NameSet>,
    vectors: Option<&'c NameSet>,
    /// Calls of the candidate's own functions by name, read when first asked for.
    own_calls: OnceCell<HashMap<(UnitIdx, DefinitionIdx), Vec<&'c Call>>>,
    /// The networks that each maker chooses among, by its place in its run.
    chosen: RefCell<HashMap<(UnitIdx, u32), Vec<String>>>,
}

fn holds(family: Option<&NameSet>, name: &str) -> bool {
    family.is_some_and(|family| family.matches(name))
}

impl<'c> Names<'c> {
    fn of(python: &'c PythonFacts, catalog: &'c Catalog) -> Self {
        Self {
            python,
            network: catalog.family("network"),
            image: catalog.family("pretrained-image"),
            text: catalog.family("pretrained-text"),
            helper: catalog.family("pretrained-helper"),
            vectors: catalog.family("pretrained-vectors"),
            own_calls: OnceCell::new(),
            chosen: RefCell::default(),
        }
    }

    fn is_network(&self, name: &str) -> bool {
        holds(self.network, name) && !holds(self.helper, name)
    }

    fn is_image_base(&self, name: &str) -> bool {
        holds(self.image, name) && !holds(self.helper, name)
    }

    fn is_base(&self, name: &str) -> bool {
        (holds(self.image, name) || holds(self.text, name)) && !holds(self.helper, name)
    }

    fn is_vectors(&self, name: &str) -> bool {
        holds(self.vectors, name)
    }
}

/// What the calls say about networks, read once per analysis.
struct Networks<'f> {
    python: &'f PythonFacts,
    names: Names<'f>,
    architectures: Architectures<'f>,
    trainings: Vec<Training<'f>>,
    /// Units whose run trains a network.
    training_runs: BTreeSet<UnitIdx>,
    /// What holds a network, and what only helps one, by the names of types.
    types: Families<'f>,
    /// Splits that only draw a sample, read when first asked for.
    samples: OnceCell<HashSet<CodePlace>>,
}

impl<'f> Networks<'f> {
    fn read(ctx: &Context<'f>) -> Self {
        let python = &ctx.facts.python;
        let names = Names::of(python, ctx.catalog);
        let architectures = Architectures::read(ctx.facts, &names);
        let mut networks = Self {
            python,
            names,
            architectures,
            trainings: Vec::new(),
            training_runs: BTreeSet::new(),
            types: Families::of(ctx.catalog, &["network", "pretrained-helper"]),
            samples: OnceCell::new(),
        };
        networks.trainings = networks.read_trainings(ctx.facts);
        networks.training_runs = networks
            .trainings
            .iter()
            .map(|training| training.call.caller)
            .collect();
        networks
    }

    fn call(&self, at: CallIdx) -> Option<&'f Call> {
        self.python.calls.get(at.0 as usize)
    }

    /// Where a split throws one of its sides away (`sample, _ = train_test_split(df)`): it makes no parts.
    fn samples(&self) -> &HashSet<CodePlace> {
        self.samples.get_or_init(|| {
            let mut dropped: HashMap<CodePlace, usize> = HashMap::default();
            let assignments = self.python.units.iter().flat_map(|unit| &unit.assignments);
            for assignment in assignments.filter(|assignment| assignment.target == "_") {
                *dropped.entry(assignment.place).or_default() += 1;
            }
            let splits = self.calls().filter(|call| {
                let n_data = call.args.iter().filter(|arg| arg.name.is_none()).count();
                call.method() == "train_test_split"
                    && n_data > 0
                    && dropped.get(&call.place).is_some_and(|n| *n >= n_data)
            });
            splits.map(|call| call.place).collect()
        })
    }

    /// Whether a value, or something it holds, is a network.
    fn is_network(&self, value: &Value) -> bool {
        let mut found = false;
        walk(value, &mut |value| {
            found |= value.types.iter().any(|name| self.types.mask(name) == 1);
        });
        found
    }

    /// Whether a call stands in the code of a network: what it does at each step, or how it is built.
    fn is_inside_network(&self, call: &Call) -> bool {
        call.function
            .and_then(|at| {
                self.python
                    .units
                    .get(call.place.unit.0 as usize)?
                    .definitions
                    .get(at.0 as usize)
            })
            .is_some_and(|definition| {
                matches!(
                    short(&definition.name),
                    "forward" | "call" | "__call__" | "__init__"
                )
            })
    }

    /// Whether the run of this unit trains a network.
    fn trains_in(&self, call: &Call) -> bool {
        self.training_runs.contains(&call.caller)
    }

    /// Files whose run trains a network.
    fn paths_of_training(&self) -> BTreeSet<&'f str> {
        let units = self.training_runs.iter();
        units
            .filter_map(|unit| self.python.units.get(unit.0 as usize))
            .map(|unit| &*unit.path)
            .collect()
    }

    fn calls(&self) -> impl Iterator<Item = &'f Call> {
        self.python.calls.iter().filter(|call| !call.is_attribute)
    }
}

/// Puts a call into the sink.
fn emit(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
    emit_with(python, sink, signal, strength_of_call(call), call, subject);
}

fn emit_with(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    strength: Strength,
    call: &Call,
    subject: &str,
) {
    emit_code(python, sink, signal, strength, call.place, subject);
}

/// The value and everything it holds.
fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    visit(value);
    value
        .elements
        .iter()
        .for_each(|element| walk(element, visit));
}

/// Last segment of a qualified name.
fn short(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}
