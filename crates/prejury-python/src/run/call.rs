//! Calls: which function is meant, what it yields, and the fact that it was called.

use smol_str::SmolStr;

use super::Interpreter;
use super::builtins::container_method;
use super::emit::Args;
use super::eval::complement;
use super::results::{combined_roles, is_index_of_part};
use super::value::{FLOWING, Items, Ty, Val};
use crate::ast::{CallExpr, ExprKind, Span};
use crate::facts::{Literal, Roles};
use crate::semantics::{Shape, dotted, is_network, shape_of};

impl Interpreter<'_> {
    pub(super) fn eval_call(&mut self, call: &CallExpr, span: Span) -> Val {
        let (function, receiver) = match &call.function.kind {
            ExprKind::Attribute(base, name) => {
                let receiver = self.eval(base);
                (self.attribute(&receiver, name), Some(receiver))
            }
            _ => (self.eval(&call.function), None),
        };
        let mut args: Args = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            let value = self.eval(&arg.value);
            match (arg.name.as_deref(), &value.items) {
                // `f(*pair)` and `f(**params)` of known containers are the arguments themselves.
                (Some("*"), Some(items)) if items.keys.is_empty() => {
                    args.extend(items.values.iter().map(|value| (None, value.clone())))
                }
                (Some("**"), Some(items)) if items.keys.len() == items.values.len() => {
                    for (key, value) in items.keys.iter().zip(&items.values) {
                        if let Some(Literal::Str(name)) = &key.literal {
                            args.push((Some(name.clone()), value.clone()));
                        }
                    }
                }
                _ => args.push((arg.name.clone(), value)),
            }
        }
        let mut result: Option<Val> = None;
        let mut add = |value: Val| {
            result = Some(match result.take() {
                Some(other) => other.join(&value),
                None => value,
            });
        };
        let mut is_known = false;
        for ty in &function.types {
            is_known = true;
            match ty {
                Ty::External(name) => {
                    let value = self.call_external(name.clone(), None, &args, span);
                    add(value);
                }
                Ty::Instance(name) => {
                    let callee = dotted(name, "__call__");
                    let value = self.call_external(callee, Some(&function), &args, span);
                    add(value);
                }
                Ty::Member(name) => {
                    let bound = function.receiver.clone();
                    let value = self.call_external(
                        name.clone(),
                        bound.as_deref().or(receiver.as_ref()),
                        &args,
                        span,
                    );
                    add(value);
                }
                Ty::Function(reference) => {
                    let value = self.enter(reference, &args);
                    let function = &reference.function;
                    let own = (reference.unit, &*function.name, function.definition);
                    self.emit_own(own, receiver.as_ref(), &args, &value, span);
                    add(value);
                }
                Ty::Class(class) => {
                    let value = self.construct(*class, &args);
                    let (unit, class) = (
                        self.classes[*class].unit,
                        self.classes[*class].class.clone(),
                    );
                    let own = (unit, &*class.name, Some(class.definition));
                    self.emit_own(own, None, &args, &value, span);
                    add(value);
                }
                Ty::Object(object) => {
                    let value = self.call_object(*object, &function, &args, span);
                    add(value);
                }
                Ty::Module(_) => {}
            }
        }
        if !is_known {
            let name = match &call.function.kind {
                ExprKind::Attribute(_, name) | ExprKind::Name(name) => name.as_str(),
                _ => "__call__",
            };
            let callee = dotted("?", name);
            let value = self.call_external(callee, receiver.as_ref(), &args, span);
            add(value);
        }
        let mut result = result.unwrap_or_default();
        if let ExprKind::Attribute(base, name) = &call.function.kind {
            self.mutate(base, name, receiver.as_ref(), &args);
            self.change_in_place(base, name, receiver.as_ref(), &args, &result);
        }
        result.name = None;
        result
    }

    /// `network(x)`: its own `__call__` or `forward`, else what its external base does.
    fn call_object(&mut self, object: usize, function: &Val, args: &Args, span: Span) -> Val {
        for name in ["__call__", "forward", "call"] {
            let found = self.object_attribute(object, &SmolStr::new_static(name));
            for ty in &found.types {
                if let Ty::Function(reference) = ty {
                    let value = self.enter(reference, args);
                    let own = &reference.function;
                    let own = (reference.unit, &*own.name, own.definition);
                    self.emit_own(own, Some(function), args, &value, span);
                    return value;
                }
            }
        }
        combined_roles(None, args)
    }

    /// The same functions are called again and again: each name is looked at once.
    fn manner(&mut self, callee: &SmolStr) -> Manner {
        if let Some(known) = self.manners.get(callee) {
            return *known;
        }
        let shape = shape_of(callee);
        let manner = Manner {
            shape,
            is_remembered: is_remembered(shape, callee),
        };
        self.manners.insert(callee.clone(), manner);
        manner
    }

    fn call_external(
        &mut self,
        callee: SmolStr,
        receiver: Option<&Val>,
        args: &Args,
        span: Span,
    ) -> Val {
        if let Some(rest) = callee.strip_prefix("builtins.")
            && let Some(value) = self.call_builtin(rest, args, span)
        {
            return value;
        }
        if let Some(value) = receiver.and_then(|receiver| container_method(&callee, receiver, args))
        {
            return value;
        }
        if callee == "functools.partial"
            && let Some((_, function)) = args.first()
        {
            return function.clone();
        }
        let method = callee.rsplit('.').next().unwrap_or_default();
        let called_back = self
            .submitted(method, args)
            .or_else(|| self.call_back(receiver, args));
        let Manner {
            shape,
            is_remembered,
        } = self.manner(&callee);
        let mut result = self.result(shape, &callee, receiver, args);
        if let Some(yielded) = called_back.filter(|_| {
            matches!(
                method,
                "apply" | "map" | "applymap" | "progress_apply" | "transform"
            )
        }) {
            result.roles |= yielded.roles & FLOWING;
        }
        // The score of points is no point itself.
        if callee.starts_with("sklearn.metrics.") {
            result.roles -= Roles::PROJECTED;
        }
        if let Some(receiver) = receiver
            && let Some(conditions) = conditions(&callee)
        {
            let given = args.iter().skip(conditions).map(|(_, value)| value);
            result.history = given.fold(receiver.history.clone(), |history, value| {
                super::value::merge_history(history.as_ref(), value.history.as_ref())
            });
        }
        if result.columns.is_none() {
            result.columns = super::columns::of_call(&callee, receiver, args);
        }
        if callee.ends_with(".drop") && args.iter().any(|(_, value)| is_index_of_part(value)) {
            result = complement(&result);
        }
        let call = self.emit(callee.clone(), receiver, args, &result, span, false);
        if let Some(call) = call.filter(|_| is_remembered) {
            result.push_history(call);
            if let Some(items) = result.items.take() {
                result.items = remembering(&items, call, shape).kept();
            }
        }
        result
    }
}

/// How calls of one function are followed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    shape: Shape,
    is_remembered: bool,
}

/// How many first arguments only choose what is dropped or replaced: a table is not made from the shares of missing values by
/// which its columns were dropped.
fn conditions(callee: &str) -> Option<usize> {
    let (class, method) = callee.rsplit_once('.')?;
    match method {
        "drop" if class.starts_with("pandas.") => Some(usize::MAX),
        "mask" | "where" if class.starts_with("pandas.") => Some(1),
        _ => None,
    }
}

/// Whether a value that comes from a call should remember it: fits, splits, samplers, readers, makers of data and of networks.
fn is_remembered(shape: Shape, callee: &str) -> bool {
    let method = callee.rsplit('.').next().unwrap_or(callee);
    matches!(
        shape,
        Shape::SplitPairs
            | Shape::SplitGrouped
            | Shape::SplitBySizes
            | Shape::Folds
            | Shape::Transformed
            | Shape::Resampled
            | Shape::Predicted
            | Shape::Clustered
    ) || method == "test" && callee.starts_with("surprise.")
        || matches!(
        method,
        "full"
            | "full_like"
            | "zeros"
            | "zeros_like"
            | "ones"
            | "ones_like"
            | "repeat"
            | "arange"
            | "linspace"
            | "make_blobs"
            | "make_classification"
            | "make_regression"
            | "normal"
            | "rand"
            | "randint"
            | "randn"
            | "uniform"
            | "GLM"
            | "Logit"
            | "OLS"
            | "WLS"
            | "glm"
            | "logit"
            | "ols"
            | "get_dummies"
            | "fillna"
            | "drop_duplicates"
            | "sample"
            | "json"
            | "read_csv"
            | "read_parquet"
            | "read_json"
            | "read_excel"
            | "read_sql"
            | "read_pickle"
            | "merge"
            | "corr"
            | "corrcoef"
            | "corrwith"
            | "count"
            | "cov"
            | "crosstab"
            | "div"
            | "divide"
            | "groupby"
            | "isna"
            | "isnull"
            | "notna"
            | "notnull"
            | "nunique"
            | "pivot"
            | "pivot_table"
            | "set_index"
            | "size"
            | "value_counts"
    ) || callee.starts_with("requests.")
        || is_network(callee)
        || depends_on_all_rows(method, callee)
        // Rows of a period in one.
        || method == "resample" && callee.starts_with("pandas.")
        || adds_rows(method, callee)
}

/// Functions that change or measure data as a whole: what was computed with them depends on every row.
fn depends_on_all_rows(method: &str, callee: &str) -> bool {
    match method {
        "mean" | "median" | "mode" | "std" | "min" | "max" | "quantile" | "var" => {
            ["pandas.", "numpy.ndarray.", "?."]
                .iter()
                .any(|prefix| callee.starts_with(prefix))
        }
        "resample" => callee.starts_with("sklearn.utils"),
        "scale" | "minmax_scale" | "robust_scale" | "maxabs_scale" | "quantile_transform"
        | "power_transform" => callee.starts_with("sklearn.preprocessing"),
        "zscore" => callee.starts_with("scipy."),
        "Word2Vec" | "Doc2Vec" | "FastText" | "TfidfModel" => callee.starts_with("gensim."),
        _ => false,
    }
}

/// Functions that make further rows out of the rows that are there.
fn adds_rows(method: &str, callee: &str) -> bool {
    match method {
        "flip" | "fliplr" | "flipud" | "rot90" => callee.starts_with("numpy."),
        "augment" | "augment_images" | "augment_image" => true,
        "__call__" => callee.starts_with("albumentations."),
        _ => {
            callee.starts_with("tensorflow.image.random_")
                || callee.starts_with("tensorflow.image.flip_")
        }
    }
}

/// The parts of a result, each with the call that made it: the rows of a fold lie one level deeper.
fn remembering(items: &Items, call: u32, shape: Shape) -> Items {
    let mut items = items.clone();
    for item in &mut items.values {
        item.push_history(call);
        if let Some(inner) = item.items.clone().filter(|_| shape == Shape::Folds) {
            item.items = remembering(&inner, call, Shape::Unknown).kept();
        }
    }
    items
}
