//! What the calls say of the flow of data: splits, fits of preparations, and the models that use the result.

use foldhash::HashMap;
use prejury_python::{Call, CallIdx, PythonFacts, Roles, Value};

use crate::analyses::Context;
use crate::analyses::families::Families;

/// Parts of a split.
pub(super) const PARTS: Roles = Roles::TRAIN.union(Roles::VALIDATION).union(Roles::TEST);
pub(super) const HELD_OUT: Roles = Roles::VALIDATION.union(Roles::TEST);

pub(super) struct Flow<'f> {
    pub(super) python: &'f PythonFacts,
    families: Families<'f>,
    /// The fit behind each `transform`, by index of the call.
    pub(super) fits: HashMap<u32, u32>,
    /// Calls that train a model or ask it for predictions or scores, in order.
    pub(super) consumers: Vec<&'f Call>,
    /// Calls that split data, with their indexes.
    pub(super) splits: Vec<(CallIdx, &'f Call)>,
}

/// Families of the vocabulary, in the order of `FAMILIES`: models come first.
const FAMILIES: &[&str] = &[
    "linear-supervised",
    "nonlinear-supervised",
    "search-estimator",
    "dummy-estimator",
    "fitted-preparation",
    "cross-validation",
];
const MODELS: u32 = 0b1111;
const PREPARATION: usize = 4;
const CROSS_VALIDATION: usize = 5;

/// Marks of calls.
const SPLIT: u32 = 1;
const OTHER: u32 = 2;

/// Whether `visit` holds for the value or something in it.
pub(super) fn any_within(value: &Value, visit: &mut impl FnMut(&Value) -> bool) -> bool {
    visit(value)
        || value
            .elements
            .iter()
            .any(|element| any_within(element, visit))
}

/// The first argument, or the keyword under which data are usually given.
pub(super) fn data_of(call: &Call) -> Option<&Value> {
    call.positional(0).or_else(|| {
        [
            "X",
            "x",
            "data",
            "X_train",
            "texts",
            "sentences",
            "raw_documents",
            "dataset",
        ]
        .iter()
        .find_map(|name| call.keyword(name))
    })
}

impl<'f> Flow<'f> {
    pub(super) fn read(ctx: &Context<'f>) -> Self {
        let python = &ctx.facts.python;
        let mut flow = Self {
            python,
            families: Families::of(ctx.catalog, FAMILIES),
            fits: HashMap::default(),
            consumers: Vec::new(),
            splits: Vec::new(),
        };
        let mut by_name: HashMap<(u32, &str, &str), u32> = HashMap::default();
        let mut by_type: HashMap<(u32, &str), u32> = HashMap::default();
        let calls = ctx
            .facts
            .marked_calls(|callee, method| flow.mark(callee, method));
        for (at, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
            let index = at.0;
            if mark == SPLIT {
                flow.splits.push((at, call));
            }
            let method = call.method();
            let key = || {
                let receiver = call.receiver.as_ref()?;
                Some((receiver.name.as_deref(), receiver.types.first()?.as_str()))
            };
            match method {
                "fit" | "fit_transform" | "fit_on_texts" | "adapt" | "partial_fit" => {
                    if let Some((name, class)) = key() {
                        by_type.insert((call.caller.0, class), index);
                        if let Some(name) = name {
                            by_name.insert((call.caller.0, name, class), index);
                        }
                    }
                }
                "transform" | "texts_to_sequences" | "texts_to_matrix" | "__call__" => {
                    if let Some((name, class)) = key() {
                        let found = name
                            .and_then(|name| by_name.get(&(call.caller.0, name, class)))
                            .or_else(|| by_type.get(&(call.caller.0, class)));
                        if let Some(fit) = found {
                            flow.fits.insert(index, *fit);
                        }
                    }
                }
                _ => {}
            }
            if flow.is_consumer(call) {
                flow.consumers.push(call);
            }
        }
        flow
    }

    /// What the name of a call lets it be.
    fn mark(&self, callee: &str, method: &str) -> u32 {
        match method {
            _ if names_split(callee) => SPLIT,
            "fit" | "fit_transform" | "fit_on_texts" | "adapt" | "partial_fit" | "transform"
            | "texts_to_sequences" | "texts_to_matrix" | "__call__" | "predict"
            | "predict_proba" | "decision_function" | "score" | "evaluate" | "fit_generator"
            | "train" | "search" => OTHER,
            _ => OTHER * u32::from(self.families.holds(CROSS_VALIDATION, callee)),
        }
    }

    pub(super) fn call(&self, at: CallIdx) -> Option<&'f Call> {
        self.python.calls.get(at.0 as usize)
    }

    fn is_model_class(&self, name: &str) -> bool {
        self.families.mask(name) & MODELS != 0
    }

    /// Whether a value is, or holds, a model that is trained on a target.
    pub(super) fn is_model(&self, value: &Value) -> bool {
        any_within(value, &mut |value| {
            value
                .types
                .iter()
                .any(|name| is_network(name) || self.is_model_class(name))
        })
    }

    /// Whether a value is, or holds, a preparation that learns from all rows, and no model.
    pub(super) fn is_preparation(&self, value: &Value) -> bool {
        self.holds_preparation(value) && !self.is_model(value)
    }

    pub(super) fn holds_preparation(&self, value: &Value) -> bool {
        any_within(value, &mut |value| {
            value
                .types
                .iter()
                .any(|name| self.families.holds(PREPARATION, name))
        })
    }

    fn is_consumer(&self, call: &Call) -> bool {
        let method = call.method();
        match method {
            "fit" | "partial_fit" | "predict" | "predict_proba" | "decision_function" | "score"
            | "evaluate" | "fit_generator" => match &call.receiver {
                Some(receiver) if receiver.types.is_empty() => {
                    method != "fit" && method != "score" || call.args.len() > 1
                }
                Some(receiver) => self.is_model(receiver),
                None => false,
            },
            "train" => self.is_model_class(&call.callee),
            "search" => call.keyword("validation_data").is_some(),
            _ => self.is_cross_validation(call),
        }
    }

    pub(super) fn is_cross_validation(&self, call: &Call) -> bool {
        self.families.holds(CROSS_VALIDATION, &call.callee)
    }

    /// The split nearest to a value, and whether the value went through one at all.
    pub(super) fn split_behind(&self, value: &Value) -> Option<&'f Call> {
        value
            .history
            .iter()
            .rev()
            .filter_map(|at| self.call(*at))
            .find(|call| is_split(call))
    }
}

/// Last segment of a qualified name.
pub(super) fn short(name: &str) -> &str {
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

fn is_network(name: &str) -> bool {
    name.starts_with("keras.")
        && !name.starts_with("keras.preprocessing")
        && !name.ends_with("Vectorization")
        && !name.ends_with("Normalization")
        && !name.ends_with("Tensor")
        || name.starts_with("torch.nn")
        || name.starts_with("transformers.Trainer")
}

/// A call that cuts data into parts: kept aside, or into folds.
pub(super) fn is_split(call: &Call) -> bool {
    names_split(&call.callee)
}

fn names_split(callee: &str) -> bool {
    let (base, method) = callee.rsplit_once('.').unwrap_or(("", callee));
    match method {
        "train_test_split" | "iterative_train_test_split" | "randomSplit" | "random_split" => true,
        "split" => ["Fold", "Split", "Out"]
            .iter()
            .any(|end| base.ends_with(end)),
        _ => false,
    }
}
