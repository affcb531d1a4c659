//! Modules that are imported under another name than their file's.

use prejury_python::{analyse, parse};

const TOOLS: &str =
    "def clean(data):\n    return data.dropna()\n\n\ndef draw(data):\n    data.hist()\n";

/// The file behind the first import of `main.py`.
fn behind(main: &str, others: &[(&str, &str)]) -> Option<String> {
    let files = others.iter().copied().chain([("main.py", main)]);
    let parsed = files.map(|(path, text)| parse(path.into(), text.as_bytes()));
    let facts = analyse(parsed.collect());
    let unit = facts.units.iter().find(|unit| &*unit.path == "main.py")?;
    unit.imports.first()?.local.as_deref().map(str::to_owned)
}

#[test]
fn a_file_that_defines_what_is_asked_for_is_the_module() {
    let main = "import outils as ot\nprint(ot.__version__)\not.clean(data)\not.draw(data)\n";
    let found = behind(main, &[("martin_2_functions_062024.py", TOOLS)]);
    assert_eq!(found.as_deref(), Some("martin_2_functions_062024.py"));
    let main = "from tools import clean, draw\nclean(data)\n";
    assert!(behind(main, &[("martin_2.py", TOOLS)]).is_some());
}

#[test]
fn one_function_wants_a_name_alike() {
    let main = "import outils\noutils.clean(data)\n";
    assert!(behind(main, &[("martin_2_outils.py", TOOLS)]).is_some());
    assert!(behind(main, &[("martin_2.py", TOOLS)]).is_none());
}

#[test]
fn libraries_and_modules_that_ask_for_more_stay_what_they_are() {
    let pandas = "import pandas as pd\npd.clean(data)\npd.draw(data)\n";
    assert!(behind(pandas, &[("outils.py", TOOLS)]).is_none());
    let other = "import maison as ms\nms.load()\nms.fit()\nms.score()\nms.draw(data)\n";
    assert!(behind(other, &[("outils.py", TOOLS)]).is_none());
}

#[test]
fn of_two_unlike_files_only_the_one_named_alike_is_meant() {
    let main = "import outils as ot\not.clean(data)\not.draw(data)\n";
    let other = TOOLS.replace("dropna()", "fillna(0)");
    let files = [("v1_fonctions.py", TOOLS), ("v2_fonctions.py", &*other)];
    assert!(behind(main, &files).is_none());
    let copies = [("v1_fonctions.py", TOOLS), ("v2_fonctions.py", TOOLS)];
    assert_eq!(behind(main, &copies).as_deref(), Some("v1_fonctions.py"));
    let named = [("v1_fonctions.py", TOOLS), ("v2_outils.py", &*other)];
    assert_eq!(behind(main, &named).as_deref(), Some("v2_outils.py"));
}

#[test]
fn a_notebook_of_functions_lends_them() {
    let cells: Vec<serde_json::Value> = TOOLS
        .split("\n\n\n")
        .map(|source| {
            serde_json::json!({
                "cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": [],
            })
        })
        .collect();
    let notebook =
        serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
    let main = "import outils as ot\not.clean(data)\not.draw(data)\n";
    let found = behind(main, &[("fonctions_062024.ipynb", &notebook.to_string())]);
    assert_eq!(found.as_deref(), Some("fonctions_062024.ipynb"));
}
