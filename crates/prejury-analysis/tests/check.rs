//! Whole checks of small submissions, over a small set of rules that uses every kind of pattern.

use std::sync::atomic::{AtomicUsize, Ordering};

use prejury_analysis::{Progress, Stage, check, check_with};
use prejury_catalog::{Base, Catalog};
use prejury_core::{CriterionReport, Evidence, Place, Report, Status, Strength};
use prejury_intake::Submission;

/// One signal for every kind of pattern.
const SIGNALS: &str = r##"
[[signal]]
id = "model.fit"
label = { fr = "un modèle ajusté", en = "a fitted model" }
[[signal.call]]
name = "@linear-model.fit"
[[signal]]
id = "split.stratified"
label = { fr = "un découpage stratifié", en = "a stratified split" }
[[signal.call]]
name = "sklearn.model_selection.train_test_split"
args = { stratify = "*", test_size = "0.2" }
[[signal]]
id = "text.tokenised"
label = { fr = "une tokenisation", en = "tokenising" }
[[signal.call]]
name = "nltk.*.word_tokenize"
inside_function = true
[[signal]]
id = "text.missing"
label = { fr = "un texte sur les valeurs manquantes", en = "text on missing values" }
[[signal.text]]
any = ["valeurs manquantes"]
[[signal]]
id = "heading.cleaning"
label = { fr = "un titre", en = "a heading" }
[[signal.text]]
any = ["nettoyage"]
in = ["heading"]
[[signal]]
id = "comment.outliers"
label = { fr = "un commentaire", en = "a comment" }
[[signal.comment]]
any = ["valeurs aberrantes"]
[[signal]]
id = "import.nltk"
label = { fr = "nltk", en = "nltk" }
[[signal.import]]
name = "nltk.*"
[[signal]]
id = "definition.stem"
label = { fr = "une racinisation", en = "stemming" }
[[signal.definition]]
name = "*stem*"
kind = "function"
[[signal]]
id = "file.docker"
label = { fr = "un Dockerfile", en = "a Dockerfile" }
[[signal.path]]
glob = "**/Dockerfile"
[[signal]]
id = "output.yarn"
label = { fr = "YARN", en = "YARN" }
[[signal.output]]
regex = "(?i)yarn"
[[signal]]
id = "string.s3"
label = { fr = "un chemin S3", en = "an S3 path" }
[[signal.string]]
regex = "^s3a?://"
[[signal]]
id = "magic.pip"
label = { fr = "pip", en = "pip" }
[[signal.magic]]
regex = "^!pip install"
[[signal]]
id = "dependency.mlflow"
label = { fr = "mlflow", en = "mlflow" }
[[signal.dependency]]
name = "mlflow"
"##;

/// One criterion for each signal, so that reports show their evidence.
const PRESENT: &[&str] = &[
    "model.fit",
    "split.stratified",
    "text.tokenised",
    "text.missing",
    "heading.cleaning",
    "comment.outliers",
    "import.nltk",
    "definition.stem",
    "file.docker",
    "output.yarn",
    "string.s3",
    "magic.pip",
    "dependency.mlflow",
];

fn catalog() -> Catalog {
    let mut files = vec![
        ("blocs.toml".to_owned(), "[[bloc]]\nnumber = 9\ntitle = { fr = \"B\", en = \"B\" }\n".to_owned()),
        (
            "C9.1/competence.toml".to_owned(),
            "id = \"C9.1\"\nslug = \"tested\"\nbloc = 9\nactivity = \"A9.1\"\nactivity_title = \"T\"\n\
             title = { fr = \"T\", en = \"T\" }\ntext = \"T\"\n"
                .to_owned(),
        ),
        (
            "vocabulary/models.toml".to_owned(),
            "[[family]]\nname = \"linear-model\"\nnames = [\"sklearn.linear_model.LogisticRegression\"]\n".to_owned(),
        ),
        ("signals/all.toml".to_owned(), SIGNALS.to_owned()),
    ];
    for (number, signal) in (1..).zip(PRESENT) {
        let slug = signal.replace('.', "-");
        files.push((
            format!("C9.1/CE{number}-{slug}.toml"),
            format!(
                "id = \"C9.1-CE{number}\"\nslug = \"{slug}\"\nkind = \"auto\"\ntext = \"T\"\n\
                 title = {{ fr = \"T\", en = \"T\" }}\nlooks_for = {{ fr = \"L\", en = \"L\" }}\n\
                 advice = {{ fr = \"A\", en = \"A\" }}\n[present]\nany = [\"{signal}\"]\n\
                 [[question]]\nfr = \"Q\"\nen = \"Q\"\n"
            ),
        ));
    }
    Catalog::load(Base::Nothing, files).unwrap_or_else(|error| panic!("{error}"))
}

fn submission(files: &[(&str, &str)]) -> Submission {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    Submission::in_memory("test", files)
}

fn run(files: &[(&str, &str)]) -> Report {
    check(&submission(files), &catalog())
}

fn criterion<'r>(report: &'r Report, signal: &str) -> &'r CriterionReport {
    let at = PRESENT.iter().position(|other| *other == signal);
    let at = at.unwrap_or_else(|| panic!("no criterion shows {signal}"));
    &report.competences[0].criteria[at]
}

fn evidence<'r>(report: &'r Report, signal: &str) -> &'r [Evidence] {
    &criterion(report, signal).evidence
}

/// A notebook of cells given as (source, execution count, output text).
fn notebook(cells: &[(&str, Option<u32>, &str)]) -> String {
    let cells: Vec<serde_json::Value> = cells
        .iter()
        .map(|(source, count, output)| {
            let outputs = match *output {
                "" => serde_json::json!([]),
                "error" => serde_json::json!([{"output_type": "error", "ename": "NameError", "evalue": "x", "traceback": []}]),
                text => serde_json::json!([{"output_type": "stream", "name": "stdout", "text": text}]),
            };
            match source.strip_prefix("%md ") {
                Some(text) => serde_json::json!({"cell_type": "markdown", "metadata": {}, "source": text}),
                None => serde_json::json!({
                    "cell_type": "code", "metadata": {}, "source": source, "execution_count": count, "outputs": outputs
                }),
            }
        })
        .collect();
    serde_json::json!({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
        .to_string()
}

const FIT: &str =
    "from sklearn.linear_model import LogisticRegression as LR\nmodel = LR()\nmodel.fit(X, y)\n";

#[test]
fn a_call_is_found_under_any_alias_and_is_as_strong_as_its_run() {
    let report = run(&[("a.py", FIT)]);
    let found = &evidence(&report, "model.fit")[0];
    assert_eq!(found.strength, Strength::Written);
    assert_eq!(
        found.location.place,
        Place::Lines {
            cell: None,
            line: 3,
            end_line: 3
        }
    );
    assert_eq!(found.excerpt, "model.fit(X, y)");
    assert_eq!(found.subject.as_deref(), Some("LogisticRegression"));

    let ran = notebook(&[("print(1)", Some(1), "1"), (FIT, Some(2), "")]);
    let found = run(&[("n.ipynb", &ran)]);
    let found = &evidence(&found, "model.fit")[0];
    assert_eq!(
        (found.strength, found.location.cell()),
        (Strength::Executed, Some(1))
    );
}

#[test]
fn what_did_not_run_is_only_mentioned() {
    for cell in [(FIT, None, ""), (FIT, Some(2), "error")] {
        let report = run(&[("n.ipynb", &notebook(&[("print(1)", Some(1), "1"), cell]))]);
        let criterion = criterion(&report, "model.fit");
        assert_eq!(criterion.status, Status::Partial, "{cell:?}");
        assert_eq!(criterion.evidence[0].strength, Strength::Mentioned);
    }
    let dead = format!("if False:\n    {}", FIT.replace('\n', "\n    "));
    assert_eq!(
        criterion(&run(&[("a.py", &dead)]), "model.fit").status,
        Status::Partial
    );
    let commented = format!("# {}", FIT.replace('\n', "\n# "));
    assert_eq!(
        criterion(&run(&[("a.py", &commented)]), "model.fit").status,
        Status::Absent
    );
}

#[test]
fn keywords_are_compared_with_their_values() {
    let split = |arguments: &str| {
        let code = format!(
            "from sklearn.model_selection import train_test_split\na = train_test_split(X, y{arguments})\n"
        );
        criterion(&run(&[("a.py", &code)]), "split.stratified").status
    };
    assert_eq!(split(", test_size=0.2, stratify=y"), Status::Present);
    assert_eq!(split(", test_size=0.3, stratify=y"), Status::Absent);
    assert_eq!(split(", test_size=0.2"), Status::Absent);
}

#[test]
fn inside_function_means_a_function_of_the_candidate() {
    let inside = "from nltk.tokenize import word_tokenize\ndef tokens(text):\n    return word_tokenize(text)\nprint(tokens('a'))\n";
    assert_eq!(
        criterion(&run(&[("a.py", inside)]), "text.tokenised").status,
        Status::Present
    );
    let outside = "from nltk.tokenize import word_tokenize\nprint(word_tokenize('a'))\n";
    assert_eq!(
        criterion(&run(&[("a.py", outside)]), "text.tokenised").status,
        Status::Absent
    );
}

#[test]
fn a_class_body_is_no_function() {
    let method = "from nltk.tokenize import word_tokenize\nclass T:\n    def run(self, text):\n        return word_tokenize(text)\nT().run('a')\n";
    assert_eq!(
        criterion(&run(&[("a.py", method)]), "text.tokenised").status,
        Status::Present
    );
    let body = "from nltk.tokenize import word_tokenize\nclass T:\n    words = word_tokenize('a')\nprint(T().words)\n";
    assert_eq!(
        criterion(&run(&[("a.py", body)]), "text.tokenised").status,
        Status::Absent
    );
}

#[test]
fn text_is_found_in_documents_and_markdown_cells_with_its_place() {
    let cells = notebook(&[
        ("%md # Nettoyage", None, ""),
        ("%md Le traitement des VALEURS MANQUANTES suit.", None, ""),
    ]);
    let report = run(&[
        ("README.md", "# Titre\n\nUne valeur manquante.\n"),
        ("n.ipynb", &cells),
    ]);
    let found = evidence(&report, "text.missing");
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0].location.place,
        Place::Lines {
            cell: None,
            line: 3,
            end_line: 3
        }
    );
    assert_eq!(found[1].location.cell(), Some(1));
    assert_eq!(found[1].subject.as_deref(), Some("VALEURS MANQUANTES"));
    assert_eq!(evidence(&report, "heading.cleaning").len(), 1);
}

#[test]
fn an_entry_of_a_table_of_contents_is_only_a_mention() {
    let report = run(&[("README.md", "- [Valeurs manquantes](#valeurs-manquantes)\n")]);
    assert_eq!(
        evidence(&report, "text.missing")[0].strength,
        Strength::Mentioned
    );
}

#[test]
fn comments_are_read_across_lines_and_commented_out_code_is_not() {
    let prose = "# On retire les valeurs\n# aberrantes du jeu de données.\nx = 1\n";
    let report = run(&[("a.py", prose)]);
    let found = &evidence(&report, "comment.outliers")[0];
    assert_eq!(
        found.location.place,
        Place::Lines {
            cell: None,
            line: 1,
            end_line: 2
        }
    );
    let docstring = "def f():\n    \"\"\"Retire les valeurs aberrantes.\"\"\"\nf()\n";
    assert_eq!(
        evidence(&run(&[("a.py", docstring)]), "comment.outliers").len(),
        1
    );
}

#[test]
fn imports_count_when_they_are_used() {
    let used = "import nltk.stem\nprint(nltk.stem.PorterStemmer())\n";
    assert_eq!(
        criterion(&run(&[("a.py", used)]), "import.nltk").status,
        Status::Present
    );
    let unused = "from nltk.stem import PorterStemmer\n";
    assert_eq!(
        criterion(&run(&[("a.py", unused)]), "import.nltk").status,
        Status::Absent
    );
}

#[test]
fn definitions_count_when_they_are_called() {
    let called = notebook(&[(
        "def stem_all(x):\n    return x\nprint(stem_all([1]))",
        Some(1),
        "[1]",
    )]);
    assert_eq!(
        evidence(&run(&[("n.ipynb", &called)]), "definition.stem")[0].strength,
        Strength::Executed
    );
    let uncalled = notebook(&[("def stem_all(x):\n    return x\nprint(1)", Some(1), "1")]);
    assert_eq!(
        criterion(&run(&[("n.ipynb", &uncalled)]), "definition.stem").status,
        Status::Partial
    );
}

#[test]
fn files_outputs_strings_and_magics_are_matched() {
    let cells = notebook(&[
        ("!pip install x", Some(1), ""),
        (
            "df = read('s3://bucket/x')",
            Some(2),
            "start\nSPARK on YARN path\n",
        ),
    ]);
    let report = run(&[
        ("n.ipynb", &cells),
        ("app/Dockerfile", "FROM python\n"),
        ("empty/Dockerfile", ""),
    ]);
    assert_eq!(evidence(&report, "file.docker").len(), 1);
    assert_eq!(
        evidence(&report, "output.yarn")[0].excerpt,
        "SPARK on YARN path"
    );
    assert_eq!(
        evidence(&report, "string.s3")[0].strength,
        Strength::Executed
    );
    assert_eq!(evidence(&report, "magic.pip")[0].location.cell(), Some(0));
}

#[test]
fn a_package_in_a_dependency_list_alone_never_makes_present() {
    let report = run(&[("requirements.txt", "MLflow==2.1\nnumpy\n")]);
    let criterion = criterion(&report, "dependency.mlflow");
    assert_eq!(criterion.status, Status::Partial);
    assert_eq!(
        criterion.evidence[0].location.place,
        Place::Lines {
            cell: None,
            line: 1,
            end_line: 1
        }
    );
    assert_eq!(criterion.evidence[0].excerpt, "MLflow==2.1");
}

#[test]
fn a_flood_of_one_signal_is_bounded() {
    let flood = format!("{FIT}{}", "model.fit(X, y)\n".repeat(5_000));
    let report = run(&[("a.py", &flood), ("z.py", FIT)]);
    let found = evidence(&report, "model.fit");
    assert_eq!(found.len(), 60);
    assert!(
        found
            .iter()
            .any(|piece| piece.location.path.as_ref() == "z.py")
    );
}

#[test]
fn a_notebook_stored_twice_counts_once_even_when_run_again() {
    let ran = notebook(&[(FIT, Some(1), "ok")]);
    let again = notebook(&[(FIT, Some(7), "ok again")]);
    let report = run(&[("b.ipynb", &again), ("a.ipynb", &ran)]);
    let found = evidence(&report, "model.fit");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].location.path.as_ref(), "a.ipynb");
}

#[test]
fn what_cannot_be_read_is_said_and_lowers_the_confidence_of_absences() {
    let whole = run(&[("a.py", "x = 1\n")]);
    let broken = run(&[("a.py", "x = 1\n"), ("n.ipynb", "{ not json")]);
    assert!(
        broken
            .issues
            .iter()
            .any(|issue| issue.path.as_deref() == Some("n.ipynb"))
    );
    assert!(criterion(&broken, "model.fit").confidence < criterion(&whole, "model.fit").confidence);
}

#[test]
fn an_empty_submission_is_a_report_too() {
    let report = run(&[]);
    assert_eq!(report.input.files, 0);
    assert!(
        report.competences[0]
            .criteria
            .iter()
            .all(|criterion| criterion.status == Status::Absent)
    );
}

#[test]
fn the_input_is_counted() {
    let cells = notebook(&[("%md texte", None, "")]);
    let report = run(&[
        ("n.ipynb", &cells),
        ("a.py", FIT),
        ("README.md", "# A\n"),
        ("requirements.txt", "numpy\n"),
    ]);
    let input = &report.input;
    assert_eq!(
        (input.files, input.notebooks, input.scripts, input.documents),
        (4, 1, 1, 1)
    );
}

#[test]
fn progress_gets_every_step() {
    #[derive(Default)]
    struct Steps {
        announced: AtomicUsize,
        done: AtomicUsize,
    }
    impl Progress for Steps {
        fn started(&self, _: Stage, n_steps: usize) {
            self.announced.fetch_add(n_steps, Ordering::Relaxed);
        }
        fn advanced(&self, _: Stage) {
            self.done.fetch_add(1, Ordering::Relaxed);
        }
    }
    let steps = Steps::default();
    check_with(
        &submission(&[("a.py", FIT), ("README.md", "# A\n")]),
        &catalog(),
        &steps,
    );
    assert_eq!(
        steps.announced.load(Ordering::Relaxed),
        steps.done.load(Ordering::Relaxed)
    );
    assert!(steps.done.load(Ordering::Relaxed) > 3);
}

#[test]
fn a_check_whose_time_is_over_begins_nothing_more() {
    #[derive(Default)]
    struct OneFile {
        passes: AtomicUsize,
        read: AtomicUsize,
    }
    impl Progress for OneFile {
        fn advanced(&self, stage: Stage) {
            if stage == Stage::Reading {
                self.read.fetch_add(1, Ordering::Relaxed);
            }
        }
        fn pass_began(&self, _: &'static str) {
            self.passes.fetch_add(1, Ordering::Relaxed);
        }
        fn is_over(&self) -> bool {
            self.read.load(Ordering::Relaxed) > 0
        }
    }
    let files: Vec<(String, &str)> = (0..500).map(|n| (format!("a{n}.py"), FIT)).collect();
    let files = files.iter().map(|(path, text)| (path.as_str(), *text));
    let files: Vec<(&str, &str)> = files.collect();
    let progress = OneFile::default();
    check_with(&submission(&files), &catalog(), &progress);
    // Each thread may be at one.
    assert!(progress.read.load(Ordering::Relaxed) < 400);
    assert_eq!(progress.passes.load(Ordering::Relaxed), 0);
}

#[test]
fn two_runs_give_the_same_report() {
    let cells = notebook(&[(FIT, Some(1), "yarn"), ("%md Valeurs manquantes", None, "")]);
    let files: Vec<(String, &str)> = (0..20)
        .map(|number| (format!("n{number}.ipynb"), cells.as_str()))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    assert_eq!(format!("{:?}", run(&files)), format!("{:?}", run(&files)));
}

#[test]
fn a_place_that_shows_several_things_stands_once() {
    let code = "import tensorflow as tf\nfrom tensorflow import keras\n\
        train = keras.utils.image_dataset_from_directory('train')\n\
        augment = keras.Sequential([keras.layers.RandomFlip('horizontal'), keras.layers.RandomRotation(0.1)])\n\
        model = keras.Sequential([augment, keras.layers.Flatten(), keras.layers.Dense(3, activation='softmax')])\n\
        model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])\n\
        model.fit(train, epochs=5)\n";
    let catalog = Catalog::embedded().unwrap_or_else(|error| panic!("{error}"));
    let report = check(&submission(&[("train.py", code)]), &catalog);
    let mut criteria = report.competences.iter().flat_map(|one| &one.criteria);
    let augmented = criteria.find(|criterion| criterion.id.to_string() == "C2.3.3-CE1");
    let augmented = augmented.expect("the rules have the criterion");
    // Two techniques make it present, and one line shows both.
    assert_eq!(augmented.status, Status::Present);
    assert_eq!(augmented.evidence.len(), 1, "{:?}", augmented.evidence);
}
