//! The thing that a call shows, in one word.

/// Methods that every estimator, network or frame has: the class says more than they do.
const COMMON_METHODS: &[&str] = &[
    "add",
    "compile",
    "decision_function",
    "evaluate",
    "fit",
    "fit_predict",
    "fit_resample",
    "fit_transform",
    "inverse_transform",
    "partial_fit",
    "plot",
    "predict",
    "predict_proba",
    "run",
    "score",
    "transform",
];

/// Last meaningful name of a qualified callee: `LogisticRegression` of `sklearn.linear_model.LogisticRegression.fit`,
/// `drop_duplicates` of `pandas.DataFrame.drop_duplicates`, `clean` of `local:src/prep.py:clean`.
pub(super) fn of_callee(callee: &str) -> &str {
    let mut names = callee.rsplit(['.', ':', '/']);
    let last = names.next().unwrap_or(callee);
    match names.next() {
        Some(owner) if COMMON_METHODS.contains(&last) && is_class(owner) => owner,
        _ => last,
    }
}

fn is_class(name: &str) -> bool {
    name.trim_start_matches('_')
        .starts_with(|first: char| first.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_is_named_for_common_methods_and_the_function_otherwise() {
        for (callee, subject) in [
            (
                "sklearn.linear_model.LogisticRegression",
                "LogisticRegression",
            ),
            (
                "sklearn.linear_model.LogisticRegression.fit",
                "LogisticRegression",
            ),
            ("pandas.DataFrame.drop_duplicates", "drop_duplicates"),
            (
                "sklearn.model_selection.train_test_split",
                "train_test_split",
            ),
            ("local:src/prep.py:clean", "clean"),
            ("local:src/prep.py:Cleaner.fit", "Cleaner"),
            ("?.fit", "fit"),
            ("seaborn.boxplot", "boxplot"),
            ("", ""),
        ] {
            assert_eq!(of_callee(callee), subject, "{callee}");
        }
    }
}
