//! Calls: which function is meant, what it yields, and the fact that it was called.

use std::rc::Rc;

use smol_str::SmolStr;

use super::Interpreter;
use super::builtins::container_method;
use super::emit::Args;
use super::eval::complement;
use super::value::{FLOWING, Items, PARTS, Ty, Val};
use crate::ast::{CallExpr, ExprKind, Span};
use crate::facts::{Literal, Roles};
use crate::semantics::{Shape, is_data_type, is_network, shape_of};

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
                    let callee = SmolStr::from(format!("{name}.__call__"));
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
                    let callee = self.local_name(reference.unit, &reference.function.name);
                    let value = self.enter(reference, &args);
                    self.emit(callee, receiver.as_ref(), &args, &value, span, false);
                    add(value);
                }
                Ty::Class(class) => {
                    let callee = self.local_name(
                        self.classes[*class].unit,
                        &self.classes[*class].class.name.clone(),
                    );
                    let value = self.construct(*class, &args);
                    self.emit(callee, None, &args, &value, span, false);
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
            let callee = SmolStr::from(format!("?.{name}"));
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
                    self.emit(
                        self.local_name(reference.unit, &reference.function.name),
                        Some(function),
                        args,
                        &value,
                        span,
                        false,
                    );
                    return value;
                }
            }
        }
        combined_roles(None, args)
    }

    fn call_external(
        &mut self,
        callee: SmolStr,
        receiver: Option<&Val>,
        args: &Args,
        span: Span,
    ) -> Val {
        if let Some(rest) = callee.strip_prefix("builtins.") {
            if let Some(value) = self.call_builtin(rest, args, span) {
                return value;
            }
        }
        if let Some(value) = receiver.and_then(|receiver| container_method(&callee, receiver, args))
        {
            return value;
        }
        if callee == "functools.partial" {
            if let Some((_, function)) = args.first() {
                return function.clone();
            }
        }
        let called_back = self.call_back(receiver, args);
        let shape = shape_of(&callee);
        let mut result = self.result(shape, &callee, receiver, args);
        if let Some(yielded) = called_back.filter(|_| {
            matches!(
                callee.rsplit('.').next(),
                Some("apply" | "map" | "applymap" | "progress_apply" | "transform")
            )
        }) {
            result.roles |= yielded.roles & FLOWING;
        }
        if result.columns.is_none() {
            result.columns = super::columns::of_call(&callee, receiver, args);
        }
        if callee.ends_with(".drop") && args.iter().any(|(_, value)| is_index_of_part(value)) {
            result = complement(&result);
        }
        let call = self.emit(callee.clone(), receiver, args, &result, span, false);
        if let Some(call) = call.filter(|_| is_remembered(shape, &callee)) {
            result.push_history(call);
            if let Some(items) = result.items.take() {
                result.items = Some(Rc::new(remembering(&items, call, shape)));
            }
        }
        result
    }

    fn result(
        &mut self,
        shape: Shape,
        callee: &SmolStr,
        receiver: Option<&Val>,
        args: &Args,
    ) -> Val {
        let positional = |at: usize| {
            args.iter()
                .filter(|(name, _)| name.is_none())
                .nth(at)
                .map(|(_, value)| value)
        };
        let data = positional(0).or_else(|| {
            args.iter()
                .find(|(name, _)| matches!(name.as_deref(), Some("X" | "x" | "data" | "X_train")))
                .map(|(_, value)| value)
        });
        match shape {
            Shape::SplitPairs => {
                let parts = args
                    .iter()
                    .filter(|(name, _)| name.is_none())
                    .flat_map(|(_, value)| split_in_two(value))
                    .collect();
                Val::list(parts)
            }
            Shape::SplitGrouped => {
                let pairs: Vec<[Val; 2]> = args
                    .iter()
                    .filter(|(name, _)| name.is_none())
                    .map(|(_, value)| split_in_two(value))
                    .collect();
                Val::list(
                    (0..2)
                        .flat_map(|part| pairs.iter().map(move |pair| pair[part].clone()))
                        .take(4)
                        .collect(),
                )
            }
            Shape::SplitBySizes => {
                let whole = receiver
                    .filter(|_| callee.ends_with("randomSplit"))
                    .or(data)
                    .cloned()
                    .unwrap_or_default();
                let sizes = args
                    .iter()
                    .filter_map(|(_, value)| value.items.as_ref())
                    .next_back()
                    .map_or(2, |items| items.values.len());
                let roles = match sizes {
                    0 | 1 | 2 => vec![Roles::TRAIN, Roles::TEST],
                    _ => vec![Roles::TRAIN, Roles::VALIDATION, Roles::TEST],
                };
                Val::list(
                    roles
                        .into_iter()
                        .map(|role| Val {
                            roles: (whole.roles - PARTS) | role,
                            literal: None,
                            ..whole.anonymous()
                        })
                        .collect(),
                )
            }
            Shape::Folds => {
                let among_folds = if cuts_once(receiver) {
                    Roles::empty()
                } else {
                    Roles::FOLD
                };
                let fold = Val::list(vec![
                    Val::default().with_roles(Roles::TRAIN | among_folds),
                    Val::default().with_roles(Roles::TEST | among_folds),
                ]);
                Val::list(vec![Val {
                    roles: Roles::empty(),
                    ..fold
                }])
            }
            Shape::Receiver => {
                let mut value = receiver.cloned().unwrap_or_default();
                value.name = None;
                if value.types.is_empty() && receiver.is_none() {
                    return combined_roles(receiver, args);
                }
                value
            }
            Shape::Transformed => {
                let mut value = data.map(Val::anonymous).unwrap_or_default();
                value.literal = None;
                value.items = None;
                value.types.clear();
                value.roles |= transformation_role(receiver);
                value
            }
            Shape::Resampled => {
                let resampled = |at: usize| {
                    let mut value = positional(at).map(Val::anonymous).unwrap_or_default();
                    value.roles |= Roles::RESAMPLED;
                    value
                };
                Val::list(vec![resampled(0), resampled(1).with_roles(Roles::TARGET)])
            }
            Shape::Predicted => {
                let data = if callee.ends_with("cross_val_predict") {
                    positional(1).or(data)
                } else {
                    data
                };
                let source = data.or(receiver.filter(|receiver| receiver.types.is_empty()));
                let mut value = Val {
                    roles: Roles::PREDICTED,
                    ..Val::default()
                };
                if let Some(source) = source {
                    value.roles |= source.roles & PARTS;
                    value.history.clone_from(&source.history);
                }
                if callee.ends_with("cross_val_predict") {
                    value.roles |= Roles::TEST | Roles::FOLD;
                }
                value
            }
            Shape::Clustered => Val {
                roles: Roles::CLUSTER,
                ..Val::default()
            },
            Shape::Same => {
                let source = receiver.filter(|_| args.is_empty()).or(data);
                source.map(Val::anonymous).unwrap_or_default()
            }
            Shape::Typed(name) => {
                let mut value = combined_roles(receiver, args);
                value.types = Val::instance(name).types;
                if name == "pandas.DataFrame" || name == "numpy.ndarray" {
                    if let Some(receiver) = receiver {
                        value.roles |=
                            receiver.roles & (Roles::TARGET | Roles::PREDICTED | Roles::CLUSTER);
                    } else if let Some(first) = data.filter(|_| args.len() == 1) {
                        value.roles |=
                            first.roles & (Roles::TARGET | Roles::PREDICTED | Roles::CLUSTER);
                    }
                }
                value
            }
            Shape::Subplots => {
                let axes = Val::instance("matplotlib.axes.Axes");
                Val::list(vec![Val::instance("matplotlib.figure.Figure"), axes])
            }
            Shape::Constructed => {
                let mut value = combined_roles(receiver, args);
                if !callee.starts_with("?.") {
                    value.types = Val::instance(callee.clone()).types;
                } else if let Some(receiver) = receiver {
                    // A method of something unknown mostly hands its data on: `y.astype(int)`, `x.reshape(-1, 1)`.
                    value.roles |=
                        receiver.roles & (Roles::TARGET | Roles::PREDICTED | Roles::CLUSTER);
                }
                // Steps and estimators inside a pipeline or search are found through `elements`.
                value.items = container_items(callee, args);
                value
            }
            Shape::Unknown => combined_roles(receiver, args),
        }
    }
}

/// Whether a value that comes from a call should remember it: fits, splits, samplers, readers, makers of networks.
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
    ) || matches!(
        method,
        "full"
            | "full_like"
            | "zeros"
            | "zeros_like"
            | "ones"
            | "ones_like"
            | "repeat"
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
            | "count"
            | "crosstab"
            | "groupby"
            | "isna"
            | "isnull"
            | "nunique"
            | "pivot_table"
            | "size"
            | "value_counts"
    ) || callee.starts_with("requests.")
        || is_network(callee)
        || depends_on_all_rows(method, callee)
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

/// A splitter that was made to cut once (`StratifiedShuffleSplit(n_splits=1)`): its test part is kept aside.
fn cuts_once(splitter: Option<&Val>) -> bool {
    splitter
        .and_then(|splitter| splitter.items.as_ref())
        .is_some_and(|items| {
            items
                .values
                .iter()
                .any(|value| value.literal == Some(Literal::Int(1)))
        })
}

/// The parts of a result, each with the call that made it: the rows of a fold lie one level deeper.
fn remembering(items: &Items, call: u32, shape: Shape) -> Items {
    let mut items = items.clone();
    for item in &mut items.values {
        item.push_history(call);
        if let Some(inner) = item.items.clone().filter(|_| shape == Shape::Folds) {
            item.items = Some(Rc::new(remembering(&inner, call, Shape::Unknown)));
        }
    }
    items
}

/// `train.index`, where `train` is a part of a split.
fn is_index_of_part(value: &Val) -> bool {
    let is_index = value
        .name
        .as_deref()
        .is_some_and(|name| name.ends_with(".index"))
        || value
            .types
            .iter()
            .any(|ty| matches!(ty, Ty::Member(name) if name.ends_with(".index")));
    is_index && value.roles.intersects(PARTS)
}

/// Roles of the result of a function of data.
fn combined_roles(receiver: Option<&Val>, args: &Args) -> Val {
    let mut value = Val::default();
    let is_data = |value: &Val| {
        value.types.iter().all(|ty| match ty {
            Ty::Instance(name) | Ty::Member(name) => is_data_type(name),
            _ => false,
        })
    };
    for part in receiver
        .into_iter()
        .filter(|value| is_data(value))
        .chain(args.iter().map(|(_, value)| value))
    {
        value.roles |= part.roles & FLOWING;
        value.history = super::value::merge_history(value.history.as_ref(), part.history.as_ref());
    }
    value
}

fn split_in_two(value: &Val) -> [Val; 2] {
    let mut first = value.anonymous();
    let mut second = value.anonymous();
    first.literal = None;
    second.literal = None;
    first.items = None;
    second.items = None;
    let held_out = Roles::TEST | Roles::VALIDATION;
    if value.roles.contains(Roles::TRAIN) && value.roles.intersects(held_out) {
        // Parts put together again (`concat([train, test])`) are whole data: this split makes new parts.
        first.roles = (first.roles - PARTS) | Roles::TRAIN;
        second.roles = (second.roles - PARTS) | Roles::TEST;
    } else if value.roles.contains(Roles::TRAIN) {
        second.roles = (second.roles - PARTS) | Roles::VALIDATION;
    } else if value.roles.intersects(Roles::TEST | Roles::VALIDATION) {
        first.roles = (first.roles - PARTS) | Roles::VALIDATION;
        second.roles = (second.roles - PARTS) | Roles::TEST;
    } else {
        first.roles |= Roles::TRAIN;
        second.roles |= Roles::TEST;
    }
    [first, second]
}

/// What a transformer does to data, by its class name.
fn transformation_role(receiver: Option<&Val>) -> Roles {
    let mut roles = Roles::empty();
    for ty in receiver.into_iter().flat_map(|value| &value.types) {
        let (Ty::Instance(name) | Ty::Member(name) | Ty::External(name)) = ty else {
            continue;
        };
        let class = name.rsplit('.').next().unwrap_or(name);
        if class.ends_with("Scaler") || class == "Normalizer" || class == "Normalization" {
            roles |= Roles::SCALED;
        } else if class.ends_with("Encoder") || class.ends_with("Binarizer") {
            roles |= Roles::ENCODED;
        } else if matches!(
            class,
            "PCA"
                | "TSNE"
                | "UMAP"
                | "TruncatedSVD"
                | "NMF"
                | "MDS"
                | "Isomap"
                | "LinearDiscriminantAnalysis"
                | "SparsePCA"
                | "IncrementalPCA"
                | "KernelPCA"
                | "FastICA"
        ) {
            roles |= Roles::PROJECTED;
        }
    }
    roles
}

/// Parts of a composite estimator, so that consumers find the estimators inside.
fn container_items(callee: &str, args: &Args) -> Option<Rc<Items>> {
    let class = callee.rsplit('.').next().unwrap_or(callee);
    if class.ends_with("ShuffleSplit") {
        let n_splits = args
            .iter()
            .find(|(name, _)| matches!(name.as_deref(), None | Some("n_splits")));
        return Some(Rc::new(Items {
            values: n_splits
                .map(|(_, value)| value.clone())
                .into_iter()
                .collect(),
            keys: Vec::new(),
        }));
    }
    if !matches!(
        class,
        "Pipeline"
            | "make_pipeline"
            | "ColumnTransformer"
            | "make_column_transformer"
            | "FeatureUnion"
            | "StackingClassifier"
            | "StackingRegressor"
            | "VotingClassifier"
            | "VotingRegressor"
            | "Sequential"
            | "TransformedTargetRegressor"
            | "OneVsRestClassifier"
            | "MultiOutputClassifier"
            | "CalibratedClassifierCV"
            | "BaggingClassifier"
            | "AdaBoostClassifier"
            | "GridSearchCV"
            | "RandomizedSearchCV"
            | "HalvingGridSearchCV"
            | "HalvingRandomSearchCV"
            | "BayesSearchCV"
            | "Compose"
    ) {
        return None;
    }
    let values: Vec<Val> = args
        .iter()
        .filter(|(name, _)| {
            matches!(
                name.as_deref(),
                None | Some(
                    "steps"
                        | "transformers"
                        | "estimator"
                        | "estimators"
                        | "layers"
                        | "regressor"
                        | "base_estimator"
                        | "final_estimator"
                )
            )
        })
        .map(|(_, value)| value.clone())
        .collect();
    Some(Rc::new(Items {
        values,
        keys: Vec::new(),
    }))
}
