//! Names: one spelling per library object, and what a variable's name says of its role.

use smallvec::SmallVec;
use smol_str::{SmolStr, StrExt};

use crate::facts::Roles;

/// Prefixes under which the same objects are exported, longest first.
const ALIASES: &[(&str, &str)] = &[
    ("tensorflow.python.keras", "keras"),
    ("tensorflow.compat.v1.keras", "keras"),
    ("tensorflow.compat.v1", "tensorflow"),
    ("tensorflow.keras", "keras"),
    ("keras.api", "keras"),
    ("keras.src", "keras"),
    ("tf_keras", "keras"),
    (
        "keras.preprocessing.image_dataset_from_directory",
        "keras.utils.image_dataset_from_directory",
    ),
    (
        "keras.preprocessing.text_dataset_from_directory",
        "keras.utils.text_dataset_from_directory",
    ),
    ("pandas.core.frame.DataFrame", "pandas.DataFrame"),
    ("pandas.Series", "pandas.DataFrame"),
    ("matplotlib.pylab", "matplotlib.pyplot"),
    ("pylab", "matplotlib.pyplot"),
    ("sklearn.externals.joblib", "joblib"),
    ("dask.dataframe.DataFrame", "dask.dataframe"),
    ("optuna.integration", "optuna.integration"),
];

/// The pieces as one name. It is put together on the stack, since names are made at every attribute and call.
pub(crate) fn joined(pieces: &[&str]) -> SmolStr {
    let mut bytes: SmallVec<[u8; 128]> = SmallVec::new();
    for piece in pieces {
        bytes.extend_from_slice(piece.as_bytes());
    }
    SmolStr::from(str::from_utf8(&bytes).unwrap_or_default())
}

/// `name` of `base`: `pandas.DataFrame` and `fillna` are `pandas.DataFrame.fillna`.
pub(crate) fn dotted(base: &str, name: &str) -> SmolStr {
    joined(&[base, ".", name])
}

/// The one spelling of a qualified name.
pub(crate) fn canonical(name: SmolStr) -> SmolStr {
    for (prefix, replacement) in ALIASES {
        if let Some(rest) = name.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with('.'))
        {
            return joined(&[replacement, rest]);
        }
    }
    name
}

/// What a well-known name stands for where nothing binds it: the import is in a cell that was not handed in, or the
/// platform (Databricks, EMR) provides it.
pub(crate) fn conventional(name: &str) -> Option<(&'static str, bool)> {
    Some(match name {
        "pd" => ("pandas", false),
        "np" => ("numpy", false),
        "plt" => ("matplotlib.pyplot", false),
        "sns" => ("seaborn", false),
        "joblib" => ("joblib", false),
        "pickle" => ("pickle", false),
        "px" => ("plotly.express", false),
        "tf" => ("tensorflow", false),
        "spark" => ("pyspark.sql.SparkSession", true),
        "sc" => ("pyspark.SparkContext", true),
        _ => return None,
    })
}

/// Roles that a variable's name suggests: `X_train`, `y_test`, `valid_df`, `y_pred`.
pub(crate) fn hinted_roles(name: &str) -> Roles {
    let mut roles = Roles::empty();
    let tail = name.rsplit('.').next().unwrap_or(name);
    let lower = tail.to_ascii_lowercase_smolstr();
    let mut target = false;
    let mut predicted = false;
    for token in lower.split(['_', '[', ']', '"', '\'']) {
        let token = token.trim_end_matches(|c: char| c.is_ascii_digit());
        match token {
            "train" | "training" => roles |= Roles::TRAIN,
            "xtrain" | "trainx" => roles |= Roles::TRAIN,
            "ytrain" | "trainy" => {
                roles |= Roles::TRAIN;
                target = true;
            }
            "test" | "holdout" | "xtest" => roles |= Roles::TEST,
            "ytest" => {
                roles |= Roles::TEST;
                target = true;
            }
            "val" | "valid" | "validation" | "dev" | "xval" | "xvalid" => {
                roles |= Roles::VALIDATION
            }
            "yval" | "yvalid" => {
                roles |= Roles::VALIDATION;
                target = true;
            }
            "y" | "target" | "targets" | "label" | "labels" | "cible" => target = true,
            "pred" | "preds" | "proba" | "probas" | "prediction" | "predictions" | "predicted"
            | "yhat" | "hat" | "ypred" => predicted = true,
            _ => {}
        }
    }
    if predicted {
        roles |= Roles::PREDICTED;
    } else if target {
        roles |= Roles::TARGET;
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variable_names_suggest_roles() {
        assert_eq!(hinted_roles("X_train"), Roles::TRAIN);
        assert_eq!(hinted_roles("y_test"), Roles::TEST | Roles::TARGET);
        assert_eq!(hinted_roles("X_val_scaled"), Roles::VALIDATION);
        assert_eq!(hinted_roles("y_pred"), Roles::PREDICTED);
        assert_eq!(hinted_roles("self.y_train2"), Roles::TRAIN | Roles::TARGET);
        assert_eq!(hinted_roles("latest"), Roles::empty());
        assert_eq!(hinted_roles("value"), Roles::empty());
    }

    #[test]
    fn exported_twice_is_one_name() {
        assert_eq!(
            canonical("tensorflow.keras.layers.Dense".into()),
            "keras.layers.Dense"
        );
        assert_eq!(canonical("kerastuner.X".into()), "kerastuner.X");
    }
}
