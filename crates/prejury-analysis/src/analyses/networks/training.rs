//! What trains a network: `fit` of a model, a trainer, a tuner's search, or a training loop written by hand.

use std::collections::{BTreeMap, BTreeSet};

use prejury_python::{Call, Literal, Roles, UnitIdx, Value};

use super::architecture::Architecture;
use super::{Networks, walk};
use crate::Facts;

/// One call that trains a network.
pub(super) struct Training<'f> {
    pub(super) call: &'f Call,
    /// Networks that it trains: several when one call stands in a loop over models. At least one, perhaps unknown.
    pub(super) networks: Vec<Architecture>,
    /// Roles of the data trained on.
    pub(super) fitted_on: Roles,
    pub(super) validation: Validation,
    /// A tuner tries values of hyper-parameters.
    pub(super) is_search: bool,
}

/// What watches a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validation {
    None,
    /// A share of the training data, cut off by the library (`validation_split`).
    Split,
    /// Data with these roles.
    Part(Roles),
}

/// Keywords that only the training of a network takes.
const NETWORK_KEYWORDS: &[&str] = &[
    "batch_size",
    "epochs",
    "nb_epoch",
    "steps_per_epoch",
    "validation_data",
    "validation_split",
];

/// Libraries whose models count epochs, too, and are no networks.
const NO_NETWORKS: &[&str] = &[
    "fasttext.",
    "gensim.",
    "glove.",
    "implicit.",
    "lightfm.",
    "mittens.",
    "sklearn.",
    "surprise.",
];

fn may_train(method: &str) -> bool {
    matches!(
        method,
        "fit"
            | "fit_generator"
            | "train"
            | "train_model"
            | "fine_tune"
            | "fit_one_cycle"
            | "fit_flat_cos"
            | "autofit"
            | "search"
            | "train_and_evaluate"
    )
}

impl<'f> Networks<'f> {
    pub(super) fn read_trainings(&self, facts: &'f Facts<'_>) -> Vec<Training<'f>> {
        let calls = facts.marked_calls(|_, method| u32::from(may_train(method)));
        let mut trainings: Vec<Training<'f>> = calls
            .filter(|(_, call, _)| !call.is_attribute)
            .filter_map(|(_, call, _)| self.training(call))
            .collect();
        self.read_loops(&mut trainings);
        trainings
    }

    fn training(&self, call: &'f Call) -> Option<Training<'f>> {
        let method = call.method();
        let receiver = call.receiver.as_ref()?;
        let by_keyword = matches!(method, "fit" | "fit_generator")
            && call.args.iter().any(|arg| {
                arg.name
                    .as_deref()
                    .is_some_and(|name| NETWORK_KEYWORDS.contains(&name))
            })
            && !receiver
                .types
                .iter()
                .any(|name| NO_NETWORKS.iter().any(|library| name.starts_with(library)));
        let is_network = self.is_network(receiver);
        if !by_keyword && !is_network {
            return None;
        }
        let is_a = |prefix: &str| receiver.types.iter().any(|name| name.starts_with(prefix));
        match method {
            // `model.train()` of PyTorch only changes a mode.
            "train" if is_a("torch") || is_a("timm") || is_a("segmentation_models_pytorch") => {
                return None;
            }
            "search" if !is_a("keras_tuner.") && !is_a("kerastuner.") => return None,
            _ => {}
        }
        let trainer = self.trainer(call, receiver);
        let model = trainer.and_then(|made| made.keyword("model").or_else(|| made.positional(0)));
        let lightning = receiver
            .types
            .iter()
            .any(|name| name.starts_with("pytorch_lightning") || name.starts_with("lightning"));
        let model = if lightning {
            call.arg("model", Some(0))
        } else {
            model
        };
        let networks = self.architectures.of_value(self, model.unwrap_or(receiver));
        let data = if lightning {
            call.positional(1)
        } else {
            trainer
                .and_then(|made| made.keyword("train_dataset"))
                .or_else(|| call.arg("x", Some(0)))
        };
        Some(Training {
            call,
            networks,
            fitted_on: data.map(roles_of).unwrap_or(Roles::empty()),
            validation: self.validation(call, trainer, lightning),
            is_search: method == "search"
                || receiver.types.iter().any(|name| name.ends_with("SearchCV")),
        })
    }

    /// The construction of the trainer (`transformers.Trainer(...)`) that a call trains with: the nearest before it.
    fn trainer(&self, call: &Call, receiver: &Value) -> Option<&'f Call> {
        let name = receiver.types.iter().find(|name| {
            name.starts_with("transformers.") && name.ends_with("Trainer")
                || name.starts_with("setfit.") && name.ends_with("Trainer")
        })?;
        self.calls()
            .filter(|made| {
                made.callee == *name && made.caller == call.caller && made.order < call.order
            })
            .last()
    }

    fn validation(&self, call: &Call, trainer: Option<&'f Call>, is_lightning: bool) -> Validation {
        if let Some(share) = call.keyword("validation_split") {
            let is_off = matches!(
                share.literal,
                Some(Literal::None | Literal::Int(0)) | Some(Literal::Float(0.0))
            );
            if !is_off {
                return Validation::Split;
            }
        }
        let part = [
            "validation_data",
            "validation_generator",
            "eval_dataset",
            "eval_df",
            "eval_data",
            "val_dataloaders",
            "val_data",
        ]
        .iter()
        .find_map(|name| call.keyword(name))
        .or_else(|| trainer.and_then(|made| made.keyword("eval_dataset")))
        .or_else(|| is_lightning.then(|| call.positional(2)).flatten());
        match part {
            Some(part) if part.literal == Some(Literal::None) => Validation::None,
            Some(part) => Validation::Part(roles_of(part)),
            None => Validation::None,
        }
    }

    /// Loops written by hand: `loss.backward()` or `optimizer.apply_gradients(...)`. The networks trained are those whose
    /// parameters the unit hands to an optimiser.
    fn read_loops(&self, trainings: &mut Vec<Training<'f>>) {
        let mut seen: BTreeSet<(UnitIdx, u32, u32)> = BTreeSet::new();
        let mut runs: BTreeMap<UnitIdx, Loop> = BTreeMap::new();
        for call in self.calls() {
            let is_step = call.method() == "backward" && call.args.len() < 3
                || call.method() == "apply_gradients";
            if !is_step || !seen.insert((call.caller, call.place.unit.0, call.place.line)) {
                continue;
            }
            let run = runs
                .entry(call.caller)
                .or_insert_with(|| self.read_loop(call.caller));
            let networks = run.networks.clone();
            trainings.push(Training {
                call,
                networks,
                fitted_on: run.roles & Roles::TRAIN,
                validation: if run.roles.contains(Roles::VALIDATION) {
                    Validation::Part(Roles::VALIDATION)
                } else {
                    Validation::None
                },
                is_search: false,
            });
        }
    }
}

/// What the loops of one run train, and on which parts.
struct Loop {
    networks: Vec<Architecture>,
    roles: Roles,
}

impl<'f> Networks<'f> {
    fn read_loop(&self, run: UnitIdx) -> Loop {
        let mut found = Loop {
            networks: Vec::new(),
            roles: Roles::empty(),
        };
        for call in self.calls().filter(|call| call.caller == run) {
            match call.method() {
                "parameters" => {
                    for network in call
                        .receiver
                        .iter()
                        .flat_map(|receiver| self.architectures.of_value(self, receiver))
                    {
                        if !found.networks.contains(&network) {
                            found.networks.push(network);
                        }
                    }
                }
                "DataLoader" | "enumerate" | "tqdm" | "__call__" | "forward" => {
                    for arg in &call.args {
                        found.roles |= arg.value.roles;
                    }
                }
                _ => {}
            }
        }
        if found.networks.is_empty() {
            found.networks.push(Architecture::unknown());
        }
        found
    }
}

/// Roles of a value and of everything it holds.
pub(super) fn roles_of(value: &Value) -> Roles {
    let mut roles = Roles::empty();
    walk(value, &mut |value| roles |= value.roles);
    roles
}
