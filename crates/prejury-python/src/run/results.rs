//! What calls of libraries yield, by the shape of their results: types, roles and parts.

use std::rc::Rc;

use smol_str::SmolStr;

use super::Interpreter;
use super::emit::Args;
use super::value::{FLOWING, Items, PARTS, Ty, Val};
use crate::facts::{Call, Literal, Roles};
use crate::semantics::{Shape, is_data_type};

impl Interpreter<'_> {
    pub(super) fn result(
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
                    0..=2 => vec![Roles::TRAIN, Roles::TEST],
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
                if matches!(
                    callee.as_str(),
                    "numpy.array" | "numpy.asarray" | "pandas.DataFrame" | "pandas.Series"
                ) {
                    value.items = data.and_then(|data| self.one_number(callee, args, data));
                }
                if name == "pandas.DataFrame" || name == "numpy.ndarray" {
                    if let Some(receiver) = receiver {
                        value.roles |=
                            receiver.roles & (Roles::TARGET | Roles::PREDICTED | Roles::CLUSTER);
                    } else if let Some(first) = data.filter(|_| args.len() == 1) {
                        value.roles |=
                            first.roles & (Roles::TARGET | Roles::PREDICTED | Roles::CLUSTER);
                    } else if matches!(
                        callee.as_str(),
                        "numpy.power" | "numpy.round" | "numpy.around"
                    ) {
                        value.roles |= args.iter().fold(Roles::empty(), |roles, (_, arg)| {
                            roles | (arg.roles & Roles::PREDICTED)
                        });
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

    /// The content of a list that holds one number, however often: a literal, or the middle of data. `pd.Series(mean, index=rows)`
    /// repeats it, too.
    fn one_number(&self, callee: &str, args: &Args, data: &Val) -> Option<Rc<Items>> {
        let is_table = callee.starts_with("pandas.");
        match &data.items {
            Some(items) => {
                let is_one = items.keys.is_empty() && items.values.len() == 1;
                let one = items.values.first().filter(|_| is_one)?;
                let is_literal = one.literal.is_some() && !is_table;
                (is_literal || self.is_center(one)).then(|| items.clone())
            }
            None => {
                let has_rows = || {
                    args.iter()
                        .any(|(name, _)| name.as_deref() == Some("index"))
                };
                let is_one = is_table && has_rows() && self.is_center(data);
                if is_one {
                    Items::list(vec![data.clone()])
                } else {
                    None
                }
            }
        }
    }

    /// Whether a value is the mean, median or mode of data as a whole: one number.
    pub(super) fn is_center(&self, value: &Val) -> bool {
        let history = value.history.as_deref().unwrap_or_default();
        let made = history.iter().rev().take(2);
        let mut made = made.filter_map(|at| self.facts.calls.get(*at as usize));
        made.any(Call::is_center)
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

/// `train.index`, where `train` is a part of a split.
pub(super) fn is_index_of_part(value: &Val) -> bool {
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

fn split_in_two(value: &Val) -> [Val; 2] {
    let mut first = value.anonymous();
    let mut second = value.anonymous();
    first.literal = None;
    second.literal = None;
    first.items = None;
    second.items = None;
    let held_out = Roles::TEST | Roles::VALIDATION;
    let is_train = value.roles.contains(Roles::TRAIN);
    if is_train && value.roles.intersects(held_out)
        || !is_train && value.roles.contains(Roles::NAMED)
    {
        // Parts put together again (`concat([train, test])`) and a sample that is only called `data_test` are whole data:
        // this split makes new parts.
        // Where a name alone made the part, names go on telling what its parts are.
        let settled = if is_train {
            PARTS | Roles::NAMED
        } else {
            PARTS
        };
        first.roles = (first.roles - settled) | Roles::TRAIN;
        second.roles = (second.roles - settled) | Roles::TEST;
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
        return Items::list(
            n_splits
                .map(|(_, value)| value.clone())
                .into_iter()
                .collect(),
        );
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
                        | "stages"
                        | "layers"
                        | "regressor"
                        | "base_estimator"
                        | "final_estimator"
                        // Of a search in surprise.
                        | "algo_class"
                )
            )
        })
        .map(|(_, value)| value.clone())
        .collect();
    Items::list(values)
}

/// Roles of the result of a function of data.
pub(super) fn combined_roles(receiver: Option<&Val>, args: &Args) -> Val {
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
