//! Which estimators a value holds: itself, the steps of a pipeline, the model inside a search.

use prejury_catalog::Catalog;
use prejury_python::{Call, Roles, Value};

use super::{Supervised, Task, Training, walk};
use crate::analyses::families::Families;

/// The families that this analysis asks for, in the order of `NAMES`.
#[derive(Clone, Copy)]
pub(super) enum Family {
    Linear,
    Nonlinear,
    Dummy,
    Classifier,
    Regressor,
    Search,
    SelfSearching,
    CrossValidation,
    ClassificationMetric,
    RegressionMetric,
    Diagnostic,
    Resampler,
    ObjectiveSearch,
    Generator,
    NaiveBesideOthers,
}

const NAMES: &[&str] = &[
    "linear-supervised",
    "nonlinear-supervised",
    "dummy-estimator",
    "classifier",
    "regressor",
    "search-estimator",
    "self-searching",
    "cross-validation",
    "classification-metric",
    "regression-metric",
    "diagnostic",
    "resampler",
    "objective-search",
    "synthetic-data",
    "naive-beside-others",
];

/// What a call may be, by its name alone.
pub(super) const TRAINS: u32 = 1;
pub(super) const SCORES: u32 = 2;

/// The model that a cross-validation gets; surprise names it `algo`, and `cv` of boosting libraries gets parameters there.
pub(super) fn validated_model(call: &Call) -> Option<&Value> {
    call.arg("estimator", Some(0))
        .or_else(|| call.keyword("algo"))
}

/// What the vocabulary knows of estimators and metrics.
pub(super) struct Estimators<'c>(Families<'c>);

impl<'c> Estimators<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        Self(Families::of(catalog, NAMES))
    }

    pub(super) fn is(&self, family: Family, name: &str) -> bool {
        self.0.holds(family as usize, name)
    }

    /// Whether a call of this name may be a training, a score, or both.
    pub(super) fn kinds(&self, callee: &str, method: &str) -> u32 {
        const METRICS: u32 = 1 << Family::ClassificationMetric as usize
            | 1 << Family::RegressionMetric as usize
            | 1 << Family::Diagnostic as usize;
        let families = self.0.mask(callee);
        let is_scorer = callee.starts_with("sklearn.metrics.make_scorer.")
            || callee.starts_with("sklearn.metrics.get_scorer.");
        match method {
            "fit" => TRAINS | SCORES,
            _ if families & (1 << Family::CrossValidation as usize) != 0 => TRAINS | SCORES,
            "partial_fit" | "fit_predict" | "fit_regularized" => TRAINS,
            "train" if self.is_algorithm(callee) => TRAINS,
            "score" => SCORES,
            _ if families & METRICS != 0 || is_scorer => SCORES,
            _ if callee.starts_with("local:") && super::scores::is_named_as_metric(method) => {
                SCORES
            }
            _ => 0,
        }
    }

    pub(super) fn is_linear(&self, name: &str) -> bool {
        self.is(Family::Linear, name)
    }

    pub(super) fn is_nonlinear(&self, name: &str) -> bool {
        self.is(Family::Nonlinear, name) && !self.is_linear(name)
    }

    pub(super) fn is_algorithm(&self, name: &str) -> bool {
        self.0.mask(name) & (1 << Family::Linear as usize | 1 << Family::Nonlinear as usize) != 0
    }

    pub(super) fn is_dummy(&self, name: &str) -> bool {
        self.is(Family::Dummy, name)
    }

    pub(super) fn is_search(&self, name: &str) -> bool {
        self.is(Family::Search, name)
    }

    pub(super) fn searches_itself(&self, name: &str) -> bool {
        self.is(Family::SelfSearching, name)
    }

    pub(super) fn task(&self, name: &str) -> Option<Task> {
        if self.is(Family::Classifier, name) {
            Some(Task::Classification)
        } else if self.is(Family::Regressor, name) {
            Some(Task::Regression)
        } else {
            None
        }
    }

    /// Qualified names of the algorithms in `value`, its elements included; each once, in order of appearance.
    pub(super) fn algorithms_in<'v>(&self, value: &'v Value) -> Vec<&'v str> {
        let mut found: Vec<&'v str> = Vec::new();
        walk(value, &mut |value| {
            for name in &value.types {
                if is_maker(name) && self.is_algorithm(name) && !found.contains(&name.as_str()) {
                    found.push(name.as_str());
                }
            }
        });
        found
    }

    pub(super) fn has_dummy(&self, value: &Value) -> bool {
        let mut found = false;
        walk(value, &mut |value| {
            found |= value.types.iter().any(|name| self.is_dummy(name))
        });
        found
    }

    pub(super) fn has_search(&self, value: &Value) -> bool {
        let mut found = false;
        walk(value, &mut |value| {
            found |= value.types.iter().any(|name| self.is_search(name))
        });
        found
    }
}

/// Whether a name is that of a class, or of a function that trains by itself; methods of a class are neither.
pub(super) fn is_maker(name: &str) -> bool {
    let last = short(name);
    last.starts_with(|first: char| first.is_uppercase())
        || matches!(last, "glm" | "logit" | "ols" | "train" | "wls")
}

/// Last segment of a qualified name.
pub(super) fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

impl<'f> Supervised<'f> {
    /// Reads a call as a training, where it is one.
    pub(super) fn training(&self, call: &'f Call) -> Option<Training<'f>> {
        let method = call.method();
        let (holder, data): (&'f Value, Option<&'f Value>) = match method {
            "fit" | "partial_fit" | "fit_predict" | "fit_regularized" => {
                (call.receiver.as_ref()?, call.arg("X", Some(0)))
            }
            // `xgboost.train(params, dtrain)`, `lightgbm.train(params, train_set)`.
            "train" if self.estimators.is_algorithm(&call.callee) => (
                &call.result,
                call.positional(1).or_else(|| call.keyword("dtrain")),
            ),
            _ if self.is_cross_validation(call) => (
                validated_model(call)?,
                call.arg("X", Some(1)).or_else(|| call.keyword("data")),
            ),
            _ => return None,
        };
        let mut algorithms: Vec<&'f str> = self.estimators.algorithms_in(holder);
        if method == "train" && algorithms.is_empty() {
            algorithms.push(
                call.callee
                    .rsplit_once('.')
                    .map_or(&*call.callee, |(library, _)| library),
            );
        }
        let is_dummy = self.estimators.has_dummy(holder);
        if algorithms.is_empty() && !is_dummy {
            return None;
        }
        Some(Training {
            call,
            algorithms,
            is_dummy,
            fitted_on: match data {
                Some(data) => data.roles,
                None => self.given_at_construction(call),
            },
            is_search: self.estimators.has_search(holder),
        })
    }

    /// Roles of the data that the estimator was made with: statsmodels takes them before `fit`.
    fn given_at_construction(&self, call: &Call) -> Roles {
        let receiver = call.receiver.as_ref();
        let history = receiver.map(|receiver| receiver.history.as_slice());
        let makers = history.unwrap_or_default().iter();
        makers
            .filter_map(|at| self.call(*at))
            .filter(|maker| self.estimators.is_algorithm(&maker.callee))
            .flat_map(|maker| &maker.args)
            .fold(Roles::empty(), |roles, arg| roles | arg.value.roles)
    }

    pub(super) fn is_cross_validation(&self, call: &Call) -> bool {
        self.estimators.is(Family::CrossValidation, &call.callee)
    }
}
