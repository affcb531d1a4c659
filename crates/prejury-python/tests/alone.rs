//! A notebook that is followed as soon as it is parsed tells what it would tell beside all others.

use prejury_python::{OwnModules, PythonFacts, analyse, parse};

fn notebook(code: &[&str]) -> String {
    let cells: Vec<serde_json::Value> = code
        .iter()
        .map(|source| {
            serde_json::json!({
                "cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": [],
            })
        })
        .collect();
    serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        .to_string()
}

/// The facts with every unit followed at once where that may be, and with all followed together.
fn both(files: &[(&str, String)]) -> (PythonFacts, PythonFacts) {
    let own = OwnModules::of(files.iter().map(|(path, _)| *path));
    let parsed = || {
        files
            .iter()
            .map(|(path, text)| parse((*path).into(), text.as_bytes()))
    };
    let alone = parsed().map(|unit| unit.followed_alone(&own)).collect();
    (analyse(alone), analyse(parsed().collect()))
}

#[test]
fn what_is_found_does_not_depend_on_when_a_notebook_is_followed() {
    let files = [
        (
            "a.ipynb",
            notebook(&[
                "import pandas as pd\nfrom sklearn.svm import SVC\ndef fit(x, y):\n    return SVC().fit(x, y)",
                "data = pd.read_csv('a.csv')\ndata['ratio'] = data['a'] / data['b']\nmodel = fit(data, data.pop('y'))",
                "class Unused:\n    def run(self):\n        return model.predict(data)",
            ]),
        ),
        (
            "b.ipynb",
            notebook(&[
                "from src.helpers import scale\nimport pandas as pd",
                "data = scale(pd.read_csv('b.csv'))\ndata.describe()",
            ]),
        ),
        (
            "src/helpers.py",
            "from sklearn.preprocessing import StandardScaler\ndef scale(frame):\n    return StandardScaler().fit_transform(frame)\n"
                .to_owned(),
        ),
        ("z.ipynb", notebook(&["import numpy as np\nprint(np.mean([1, 2]))"])),
    ];
    let (alone, together) = both(&files);
    assert!(together.calls.len() > 10, "{}", together.calls.len());
    assert_eq!(format!("{alone:?}"), format!("{together:?}"));
    let scaled =
        |call: &&prejury_python::Call| call.callee.ends_with("StandardScaler.fit_transform");
    let scaled = alone.calls.iter().find(scaled);
    // The notebook's own module was there when it was followed.
    assert!(scaled.is_some_and(|call| call.caller != call.place.unit));
}

#[test]
fn a_notebook_that_imports_a_module_of_the_folder_waits_for_it() {
    let files = [
        (
            "n.ipynb",
            notebook(&["import outils\noutils.nettoyer('x')"]),
        ),
        (
            "outils.py",
            "def nettoyer(texte):\n    return texte.lower()\n".to_owned(),
        ),
    ];
    let (alone, together) = both(&files);
    assert_eq!(format!("{alone:?}"), format!("{together:?}"));
    assert!(alone.calls.iter().any(|call| call.own.is_some()));
}
