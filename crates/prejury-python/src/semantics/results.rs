//! The shape of a call's result, by the callee's qualified name.

/// What a call does to roles and types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Each positional argument comes back as two parts: training, held out.
    SplitPairs,
    /// `iterative_train_test_split(X, y)`: X training, y training, X test, y test.
    SplitGrouped,
    /// One value cut into as many parts as the list of sizes has elements (`randomSplit`, `random_split`).
    SplitBySizes,
    /// An iterator over (training rows, test rows).
    Folds,
    /// The receiver itself (`fit`).
    Receiver,
    /// A transformed copy of the first argument (`transform`, `fit_transform`).
    Transformed,
    /// Resampled X and y.
    Resampled,
    /// Predictions for the first argument.
    Predicted,
    /// Labels of clusters for the first argument.
    Clustered,
    /// The first argument or receiver with the same type: `copy`, `tqdm`, `sorted`, `list`.
    Same,
    /// An instance of this type with the roles of its data arguments.
    Typed(&'static str),
    /// Axes and figures of `subplots`.
    Subplots,
    /// An instance of the callee, with the roles of its data arguments.
    Constructed,
    /// Nothing is known but roles.
    Unknown,
}

const DATA_FRAME: &str = "pandas.DataFrame";

/// Whether values of this type are data (roles flow out of them) and not estimators, figures or clients.
pub(crate) fn is_data_type(name: &str) -> bool {
    const DATA: &[&str] = &[
        "pandas.",
        "numpy.",
        "pyspark.sql.DataFrame",
        "torch.Tensor",
        "torch.utils.data",
        "tensorflow.data",
        "keras.utils",
        "scipy.sparse",
        "dask.",
        "polars.",
        "builtins.",
        "datasets.",
        "xgboost.DMatrix",
        "lightgbm.Dataset",
        "catboost.Pool",
    ];
    if DATA.iter().any(|prefix| name.starts_with(prefix)) {
        return true;
    }
    // Results of functions are data; instances of classes are not. The usual libraries name classes in CamelCase.
    let tail = name.rsplit('.').next().unwrap_or(name);
    !tail.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether `callee` makes a neural network: its trainings, scores and parts are told apart by where it was made.
pub(crate) fn is_network(callee: &str) -> bool {
    const MAKERS: &[&str] = &[
        "keras.Model",
        "keras.Sequential",
        "keras.models.",
        "segmentation_models.",
        "segmentation_models_pytorch.",
        "sentence_transformers.SentenceTransformer",
        "tensorflow_hub.",
        "timm.create_model",
        "torch.hub.load",
        "torch.nn.Sequential",
        "torchvision.models.",
        "ultralytics.YOLO",
    ];
    let (base, tail) = callee.rsplit_once('.').unwrap_or(("", callee));
    let is_class = tail.starts_with(|first: char| first.is_ascii_uppercase());
    // A method of a network makes none: `keras.models.Sequential.summary`.
    let of_class = base
        .rsplit('.')
        .next()
        .is_some_and(|owner| owner.starts_with(|first: char| first.is_ascii_uppercase()));
    tail == "from_pretrained"
        || callee.starts_with("keras.applications.") && is_class
        || callee.starts_with("fastai.") && tail.to_ascii_lowercase().contains("learner")
        || !of_class && MAKERS.iter().any(|prefix| callee.starts_with(prefix))
}

/// The shape of what `callee` yields; `?.` starts the name of a method of an unknown receiver.
pub(crate) fn shape_of(callee: &str) -> Shape {
    let (base, method) = callee.rsplit_once('.').unwrap_or(("", callee));
    match method {
        "train_test_split" => return Shape::SplitPairs,
        "iterative_train_test_split" => return Shape::SplitGrouped,
        "randomSplit" | "random_split" => return Shape::SplitBySizes,
        "split"
            if base.ends_with("Fold")
                || base.ends_with("Split")
                || base.ends_with("Out")
                || base.ends_with("check_cv") =>
        {
            return Shape::Folds;
        }
        "fit" | "partial_fit" | "compile" | "set_params" | "to" | "eval" | "cuda"
        | "set_index_" | "adapt" => return Shape::Receiver,
        "transform" | "fit_transform" | "inverse_transform" | "texts_to_sequences"
        | "texts_to_matrix" | "encode" | "fit_transform_" => {
            return Shape::Transformed;
        }
        "fit_resample" | "fit_sample" => return Shape::Resampled,
        "predict" | "predict_proba" | "decision_function" | "predict_classes"
        | "predict_log_proba" | "predict_on_batch" | "forecast" => {
            return Shape::Predicted;
        }
        "fit_predict" => return Shape::Clustered,
        "cross_val_predict" => return Shape::Predicted,
        "__call__" if base.starts_with("keras.") => return Shape::Typed("keras.Tensor"),
        _ => {}
    }
    if let Some(rest) = callee.strip_prefix("builtins.") {
        return match rest {
            "list" | "sorted" | "reversed" | "set" | "tuple" | "iter" => Shape::Same,
            "open" => Shape::Typed("builtins.open"),
            _ => Shape::Unknown,
        };
    }
    if matches!(
        method,
        "tqdm" | "tqdm_notebook" | "copy" | "deepcopy" | "progress_apply_" | "track"
    ) && (base.contains("tqdm") || base == "copy" || base.starts_with("rich"))
    {
        return Shape::Same;
    }
    if method == "add_constant" && base.starts_with("statsmodels") {
        return Shape::Same;
    }
    if callee == "matplotlib.pyplot.subplots" || callee == "plotly.subplots.make_subplots" {
        return if callee.starts_with("matplotlib") {
            Shape::Subplots
        } else {
            Shape::Typed("plotly.graph_objects.Figure")
        };
    }
    if callee.starts_with("matplotlib") {
        return match method {
            "gca" | "add_subplot" | "subplot" | "axes" | "twinx" | "flatten" | "ravel" => {
                Shape::Typed("matplotlib.axes.Axes")
            }
            "figure" | "gcf" => Shape::Typed("matplotlib.figure.Figure"),
            _ => Shape::Constructed,
        };
    }
    if let Some(shape) = frame_shape(callee, base, method) {
        return shape;
    }
    Shape::Constructed
}

/// pandas, numpy, pyspark, torch: methods of data yield data.
fn frame_shape(callee: &str, base: &str, method: &str) -> Option<Shape> {
    if callee.starts_with("pandas.DataFrame") {
        return Some(match method {
            "groupby" | "rolling" | "resample" => Shape::Typed("pandas.GroupBy"),
            "to_numpy" | "to_list" | "tolist" => Shape::Typed("numpy.ndarray"),
            "plot" | "hist" | "boxplot" | "bar" | "barh" | "pie" | "scatter" | "line" | "area"
            | "kde" | "density" | "box" | "hexbin"
                if callee.contains(".plot") || matches!(method, "hist" | "boxplot" | "plot") =>
            {
                Shape::Typed("matplotlib.axes.Axes")
            }
            _ => Shape::Typed(DATA_FRAME),
        });
    }
    if callee.starts_with("pandas.GroupBy") {
        return Some(if callee.contains(".plot") || method == "boxplot" {
            Shape::Typed("matplotlib.axes.Axes")
        } else {
            Shape::Typed(DATA_FRAME)
        });
    }
    if base == "pandas" || base == "geopandas" {
        return Some(Shape::Typed(DATA_FRAME));
    }
    if callee.starts_with("numpy.") {
        return Some(Shape::Typed("numpy.ndarray"));
    }
    if callee.starts_with("pyspark.sql.SparkSession") {
        return Some(match method {
            "getOrCreate" => Shape::Typed("pyspark.sql.SparkSession"),
            _ if callee.contains(".builder") => Shape::Constructed,
            _ => Shape::Typed("pyspark.sql.DataFrame"),
        });
    }
    if callee.starts_with("pyspark.sql.DataFrame") {
        return Some(Shape::Typed("pyspark.sql.DataFrame"));
    }
    if callee.starts_with("seaborn.") {
        return Some(match method {
            "FacetGrid" | "PairGrid" | "JointGrid" | "pairplot" | "catplot" | "relplot"
            | "displot" | "lmplot" | "jointplot" | "clustermap" => Shape::Constructed,
            "load_dataset" => Shape::Typed(DATA_FRAME),
            _ => Shape::Typed("matplotlib.axes.Axes"),
        });
    }
    if callee.starts_with("torch.Tensor")
        || matches!(
            callee,
            "torch.tensor" | "torch.from_numpy" | "torch.cat" | "torch.stack"
        )
    {
        return Some(Shape::Typed("torch.Tensor"));
    }
    if callee.starts_with("plotly.express.") {
        return Some(Shape::Typed("plotly.graph_objects.Figure"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_calls_have_their_shapes() {
        assert_eq!(
            shape_of("sklearn.model_selection.train_test_split"),
            Shape::SplitPairs
        );
        assert_eq!(
            shape_of("sklearn.model_selection.StratifiedKFold.split"),
            Shape::Folds
        );
        assert_eq!(shape_of("?.predict"), Shape::Predicted);
        assert_eq!(
            shape_of("pandas.DataFrame.price.fillna"),
            Shape::Typed("pandas.DataFrame")
        );
        assert_eq!(shape_of("sklearn.svm.SVC"), Shape::Constructed);
        assert!(is_network("keras.models.Sequential"));
        assert!(is_network("keras.applications.vgg16.VGG16"));
        assert!(!is_network("keras.applications.vgg16.preprocess_input"));
        assert!(!is_network("keras.models.Sequential.summary"));
        assert!(is_data_type("pandas.DataFrame"));
        assert!(!is_data_type("sklearn.svm.SVC"));
    }
}
