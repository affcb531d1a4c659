//! Parts of a data set in the arguments of one call.

use prejury_python::{Call, Roles, Value};

const PARTS: Roles = Roles::TRAIN.union(Roles::VALIDATION).union(Roles::TEST);

/// Whether a metric compares the true values of one part with the predictions of another: `f1_score(y_val, y_pred)` after
/// `y_pred = model.predict(X_test)` measures nothing.
pub(crate) fn mixes_parts(call: &Call) -> bool {
    let one_part = |value: &Value| {
        let parts = value.roles & PARTS;
        (parts.bits().count_ones() == 1 && !value.roles.contains(Roles::FOLD)).then_some(parts)
    };
    let predicted = |value: &Value| value.roles.contains(Roles::PREDICTED);
    let truth = call
        .arg("y_true", Some(0))
        .filter(|value| !predicted(value));
    let guess = call.arg("y_pred", Some(1)).filter(|value| predicted(value));
    match (truth.and_then(one_part), guess.and_then(one_part)) {
        (Some(truth), Some(guess)) => truth != guess,
        _ => false,
    }
}
