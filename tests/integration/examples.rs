//! What `prejury explain` prints as an example must convince the tool itself: those of the criteria below are handed in, each in
//! a file of its kind, with others of its project where its criterion needs them, and their criteria must be present.

use prejury_catalog::Catalog;

use crate::project::{HandedIn, catalog, criterion, describe};

/// A file made of examples: its name, what stands above them in French and English, and their criteria.
type File = (&'static str, [&'static str; 2], &'static [&'static str]);

const APP: [&str; 2] = [
    "import pandas as pd\nimport plotly.express as px\nimport streamlit as st\n\nclients = pd.read_csv(\"clients.csv\")\n",
    "import pandas as pd\nimport plotly.express as px\nimport streamlit as st\n\nclients = pd.read_csv(\"clients.csv\")\n",
];
const CODE: [&str; 2] = [
    "import mlflow\nimport numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\n",
    "import mlflow\nimport numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\n",
];

/// Hand-ins made of examples.
const HANDED_IN: &[&[File]] = &[
    &[(
        "veille.md",
        [
            "# Veille technologique : DINOv3\n",
            "# Technology watch: DINOv3\n",
        ],
        &["C4.1-CE1", "C4.1-CE2", "C4.1-CE3", "C4.1-CE4"],
    )],
    &[
        (
            "besoins.md",
            ["# Recueil des besoins\n", "# Gathering of needs\n"],
            &["C4.2-CE1", "C4.2-CE2", "C4.2-CE3"],
        ),
        (
            "ressources.md",
            ["# Ressources du projet\n", "# Resources of the project\n"],
            &["C4.3.1-CE1", "C4.3.1-CE2"],
        ),
        (
            "donnees.md",
            [
                "# Données personnelles et éthique\n",
                "# Personal data and ethics\n",
            ],
            &["C4.3.2-CE1", "C4.3.2-CE2", "C4.3.2-CE3"],
        ),
        (
            "risques.md",
            ["# Risques du projet\n", "# Risks of the project\n"],
            &["C4.3.3-CE1", "C4.3.3-CE2", "C4.3.3-CE4", "C4.3.3-CE5"],
        ),
        (
            "scrum.md",
            ["# Organisation Scrum\n", "# Scrum organisation\n"],
            &["C4.3.4-CE1", "C4.3.4-CE2", "C4.3.4-CE3", "C4.3.4-CE4"],
        ),
    ],
    &[(
        "risques.md",
        ["# Risques du projet\n", "# Risks of the project\n"],
        &["C4.3.3-CE3"],
    )],
    &[
        ("app.py", APP, &["C4.4.1-CE5", "C4.4.1-CE2", "C4.4.1-CE3"]),
        (
            "README.md",
            ["# Tableau de bord\n", "# Dashboard\n"],
            &["C4.4.1-CE1", "C4.4.1-CE4", "C4.4.1-CE6"],
        ),
    ],
    &[("texts.py", CODE, &["C1.4.2-CE2"])],
    &[("texts.py", CODE, &["C1.4.2-CE3"])],
    &[("texts.py", CODE, &["C1.4.2-CE4"])],
    &[("network.py", CODE, &["C2.3.1-CE3"])],
    &[("train.py", CODE, &["C3.1.1-CE2"])],
    &[("train.py", CODE, &["C3.1.1-CE3"])],
    &[("clean.py", CODE, &["C3.1.2-CE5"])],
    &[("job.py", CODE, &["C3.2.2-CE1"])],
];

#[test]
fn these_examples_are_what_they_are_examples_of() {
    let catalog = catalog();
    let mut failures = Vec::new();
    for (language, number) in [("fr", 0), ("en", 1)] {
        for files in HANDED_IN {
            let handed_in = HandedIn::empty("projet");
            for (path, above, criteria) in *files {
                let examples: Vec<&str> = criteria
                    .iter()
                    .map(|code| example(&catalog, code, language))
                    .collect();
                let text = format!("{}\n{}\n", above[number], examples.join("\n\n"));
                handed_in.write(path, text);
            }
            let report = handed_in.check(&catalog);
            for code in files.iter().flat_map(|(.., criteria)| *criteria) {
                let found = criterion(&report, code);
                if found.status.as_str() != "present" {
                    failures.push(format!("{language} {code}\n{}", describe(&report, found)));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn example<'c>(catalog: &'c Catalog, code: &str, language: &str) -> &'c str {
    let found = catalog.criterion(&code.parse().unwrap()).unwrap();
    let example = found.example.as_ref().unwrap();
    match language {
        "fr" => &example.fr,
        _ => &example.en,
    }
}
