//! What the calls say of the flow of data: splits, fits of preparations, and the models that use the result.

use std::collections::HashMap;

use prejury_catalog::NameSet;
use prejury_python::{Call, CallIdx, Literal, PythonFacts, Roles, Value};

use crate::analyses::Context;

/// Parts of a split.
pub(super) const PARTS: Roles = Roles::TRAIN.union(Roles::VALIDATION).union(Roles::TEST);
pub(super) const HELD_OUT: Roles = Roles::VALIDATION.union(Roles::TEST);

/// What a call did to the data before a model used them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Preprocessing,
    Resampling,
    Augmentation,
    Duplication,
}

/// A fit of a preparation, or a change of rows, that data went through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit<'f> {
    /// The call that looked at the data.
    pub(super) call: &'f Call,
    pub(super) kind: Kind,
    /// What it looked at, where that is known.
    pub(super) data: Option<&'f Value>,
    pub(super) subject: &'f str,
}

pub(super) struct Flow<'f> {
    pub(super) python: &'f PythonFacts,
    families: Families<'f>,
    /// The fit behind each `transform`, by index of the call.
    fits: HashMap<u32, u32>,
    /// Calls that train a model or ask it for predictions or scores, in order.
    pub(super) consumers: Vec<&'f Call>,
    /// Calls that split data, with their indexes.
    pub(super) splits: Vec<(CallIdx, &'f Call)>,
}

struct Families<'c> {
    preparation: Option<&'c NameSet>,
    models: [Option<&'c NameSet>; 4],
    cross_validation: Option<&'c NameSet>,
}

fn holds(family: Option<&NameSet>, name: &str) -> bool {
    family.is_some_and(|family| family.matches(name))
}

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
        let family = |name| ctx.catalog.family(name);
        let mut flow = Self {
            python,
            families: Families {
                preparation: family("fitted-preparation"),
                models: [
                    family("linear-supervised"),
                    family("nonlinear-supervised"),
                    family("search-estimator"),
                    family("dummy-estimator"),
                ],
                cross_validation: family("cross-validation"),
            },
            fits: HashMap::new(),
            consumers: Vec::new(),
            splits: Vec::new(),
        };
        let mut by_name: HashMap<(u32, &str, &str), u32> = HashMap::new();
        let mut by_type: HashMap<(u32, &str), u32> = HashMap::new();
        for (index, call) in (0_u32..).zip(&python.calls) {
            if call.is_attribute {
                continue;
            }
            if is_split(call) {
                flow.splits.push((CallIdx(index), call));
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

    pub(super) fn call(&self, at: CallIdx) -> Option<&'f Call> {
        self.python.calls.get(at.0 as usize)
    }

    /// Whether a value is, or holds, a model that is trained on a target.
    pub(super) fn is_model(&self, value: &Value) -> bool {
        any_within(value, &mut |value| {
            value.types.iter().any(|name| {
                is_network(name)
                    || self
                        .families
                        .models
                        .iter()
                        .any(|family| holds(*family, name))
            })
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
                .any(|name| holds(self.families.preparation, name))
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
            "train" => self
                .families
                .models
                .iter()
                .any(|family| holds(*family, &call.callee)),
            "search" => call.keyword("validation_data").is_some(),
            _ => self.is_cross_validation(call),
        }
    }

    pub(super) fn is_cross_validation(&self, call: &Call) -> bool {
        holds(self.families.cross_validation, &call.callee)
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

    /// Reads a call of a history as a fit, where it is one.
    pub(super) fn fit_at(&self, at: CallIdx) -> Option<Fit<'f>> {
        let mut call = self.call(at)?;
        let method = call.method();
        if let Some(fit) = self.fits.get(&at.0) {
            call = self.call(CallIdx(*fit))?;
        }
        let fit = |kind, data, subject| {
            Some(Fit {
                call,
                kind,
                data,
                subject,
            })
        };
        match method {
            "fit_transform" | "transform" | "texts_to_sequences" | "texts_to_matrix"
            | "__call__"
                if call
                    .receiver
                    .as_ref()
                    .is_some_and(|receiver| self.is_preparation(receiver)) =>
            {
                let receiver = call.receiver.as_ref()?;
                if method != "fit_transform" && !self.fits.contains_key(&at.0) {
                    return None;
                }
                let class = receiver.types.first().map_or("fit", |name| short(name));
                fit(Kind::Preprocessing, data_of(call), class)
            }
            "__call__" if call.callee.starts_with("albumentations.") => {
                fit(Kind::Augmentation, data_of(call), "albumentations")
            }
            "fit_resample" | "fit_sample" => {
                let class = call
                    .receiver
                    .as_ref()
                    .and_then(|receiver| receiver.types.first());
                fit(
                    Kind::Resampling,
                    data_of(call),
                    class.map_or(method, |name| short(name)),
                )
            }
            "resample" if call.callee.starts_with("sklearn.utils") => {
                let replaces = call
                    .keyword("replace")
                    .is_none_or(|value| value.literal != Some(Literal::Bool(false)));
                if replaces {
                    fit(Kind::Resampling, data_of(call), method)
                } else {
                    None
                }
            }
            "sample" => {
                let replaces = call
                    .keyword("replace")
                    .is_some_and(|value| value.literal == Some(Literal::Bool(true)));
                if replaces {
                    fit(Kind::Resampling, call.receiver.as_ref(), method)
                } else {
                    None
                }
            }
            "repeat" if call.callee.starts_with("numpy.") => {
                let data =
                    data_of(call).filter(|data| !data.types.is_empty() || !data.history.is_empty());
                fit(Kind::Duplication, Some(data?), method)
            }
            "fillna" => {
                let filled = call.arg("value", Some(0))?;
                let statistic = filled
                    .history
                    .iter()
                    .filter_map(|at| self.call(*at))
                    .find(|call| is_statistic(call))?;
                fit(Kind::Preprocessing, statistic.receiver.as_ref(), method)
            }
            "scale" | "minmax_scale" | "robust_scale" | "maxabs_scale" | "quantile_transform"
            | "power_transform"
                if call.callee.starts_with("sklearn.preprocessing") =>
            {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "zscore" if call.callee.starts_with("scipy.") => {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "Word2Vec" | "Doc2Vec" | "FastText" | "TfidfModel"
                if call.callee.starts_with("gensim.") =>
            {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "augment" | "augment_images" | "augment_image" => {
                fit(Kind::Augmentation, data_of(call), method)
            }
            "flip" | "fliplr" | "flipud" | "rot90" if call.callee.starts_with("numpy.") => {
                fit(Kind::Augmentation, data_of(call), method)
            }
            _ if call.callee.starts_with("tensorflow.image.random_")
                || call.callee.starts_with("tensorflow.image.flip_") =>
            {
                fit(Kind::Augmentation, data_of(call), method)
            }
            _ => None,
        }
    }

    /// Every fit that a value went through, scaling by hand included.
    pub(super) fn fits_behind(&self, value: &'f Value) -> Vec<Fit<'f>> {
        let mut fits: Vec<Fit<'f>> = value
            .history
            .iter()
            .filter_map(|at| self.fit_at(*at))
            .collect();
        fits.extend(self.scaling_by_hand(value));
        fits
    }

    /// `(X - X.mean()) / X.std()`, `(X - X.min()) / (X.max() - X.min())`: two statistics in one line.
    fn scaling_by_hand(&self, value: &'f Value) -> Option<Fit<'f>> {
        let statistics: Vec<&'f Call> = value
            .history
            .iter()
            .filter_map(|at| self.call(*at))
            .filter(|call| is_statistic(call))
            .collect();
        for (spread, centre) in [("std", "mean"), ("max", "min")] {
            let found = statistics.iter().find(|call| {
                call.method() == spread
                    && statistics.iter().any(|other| {
                        other.method() == centre
                            && other.place == call.place
                            && other.caller == call.caller
                    })
            });
            if let Some(call) = found {
                return Some(Fit {
                    call,
                    kind: Kind::Preprocessing,
                    data: call.receiver.as_ref(),
                    subject: call.method(),
                });
            }
        }
        None
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

/// A statistic over the rows of a frame: not over its columns, and not within groups.
fn is_statistic(call: &Call) -> bool {
    let method = call.method();
    if method == "transform" {
        return call.callee.starts_with("pandas.GroupBy")
            && call
                .positional(0)
                .and_then(Value::as_str)
                .is_some_and(|name| matches!(name, "mean" | "median" | "std"));
    }
    let is_known = matches!(method, "mean" | "median" | "mode" | "std" | "min" | "max");
    if !is_known || call.callee.starts_with("pandas.GroupBy") {
        return false;
    }
    let axis = call
        .arg("axis", Some(0))
        .and_then(|axis| axis.literal.as_ref());
    let across = match axis {
        Some(Literal::Int(1)) => true,
        Some(Literal::Str(name)) => name == "columns",
        _ => false,
    };
    let by_row = axis == Some(&Literal::Int(0));
    // Of an array, `mean()` is one picture's or one vector's; `mean(axis=0)` goes over all rows.
    let of_frame = call.callee.starts_with("pandas.")
        || call.callee.starts_with("numpy.ndarray") && by_row
        || call.callee.starts_with("?.")
            && call.receiver.as_ref().is_some_and(|receiver| {
                receiver
                    .name
                    .as_deref()
                    .is_some_and(|name| name.contains('['))
            });
    of_frame && !across
}

/// A call that cuts data into parts: kept aside, or into folds.
pub(super) fn is_split(call: &Call) -> bool {
    let (base, method) = call.callee.rsplit_once('.').unwrap_or(("", &call.callee));
    match method {
        "train_test_split" | "iterative_train_test_split" | "randomSplit" | "random_split" => true,
        "split" => ["Fold", "Split", "Out"]
            .iter()
            .any(|end| base.ends_with(end)),
        _ => false,
    }
}
