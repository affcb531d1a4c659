//! Which estimators a value holds: itself, the steps of a pipeline, the model inside a search.

use prejury_catalog::{Catalog, NameSet};
use prejury_python::{Call, Roles, Value};

use super::{Supervised, Task, Training, walk};

/// The families of estimators that the vocabulary names.
pub(super) struct Estimators<'c> {
    linear: Option<&'c NameSet>,
    nonlinear: Option<&'c NameSet>,
    dummy: Option<&'c NameSet>,
    classifier: Option<&'c NameSet>,
    regressor: Option<&'c NameSet>,
    search: Option<&'c NameSet>,
    self_searching: Option<&'c NameSet>,
    pub(super) cross_validation: Option<&'c NameSet>,
    pub(super) classification_metric: Option<&'c NameSet>,
    pub(super) regression_metric: Option<&'c NameSet>,
    pub(super) diagnostic: Option<&'c NameSet>,
}

fn holds(family: Option<&NameSet>, name: &str) -> bool {
    family.is_some_and(|family| family.matches(name))
}

impl<'c> Estimators<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        Self {
            linear: catalog.family("linear-supervised"),
            nonlinear: catalog.family("nonlinear-supervised"),
            dummy: catalog.family("dummy-estimator"),
            classifier: catalog.family("classifier"),
            regressor: catalog.family("regressor"),
            search: catalog.family("search-estimator"),
            self_searching: catalog.family("self-searching"),
            cross_validation: catalog.family("cross-validation"),
            classification_metric: catalog.family("classification-metric"),
            regression_metric: catalog.family("regression-metric"),
            diagnostic: catalog.family("diagnostic"),
        }
    }

    pub(super) fn is_linear(&self, name: &str) -> bool {
        holds(self.linear, name)
    }

    pub(super) fn is_nonlinear(&self, name: &str) -> bool {
        holds(self.nonlinear, name) && !holds(self.linear, name)
    }

    pub(super) fn is_algorithm(&self, name: &str) -> bool {
        holds(self.linear, name) || holds(self.nonlinear, name)
    }

    pub(super) fn is_dummy(&self, name: &str) -> bool {
        holds(self.dummy, name)
    }

    pub(super) fn is_search(&self, name: &str) -> bool {
        holds(self.search, name)
    }

    pub(super) fn searches_itself(&self, name: &str) -> bool {
        holds(self.self_searching, name)
    }

    pub(super) fn task(&self, name: &str) -> Option<Task> {
        if holds(self.classifier, name) {
            Some(Task::Classification)
        } else if holds(self.regressor, name) {
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
                if self.is_algorithm(name) && !found.contains(&name.as_str()) {
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
            _ if self.is_cross_validation(call) => {
                (call.arg("estimator", Some(0))?, call.arg("X", Some(1)))
            }
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
            fitted_on: data.map(|data| data.roles).unwrap_or(Roles::empty()),
            is_search: self.estimators.has_search(holder),
        })
    }

    pub(super) fn is_cross_validation(&self, call: &Call) -> bool {
        self.estimators
            .cross_validation
            .is_some_and(|family| family.matches(&call.callee))
    }
}
