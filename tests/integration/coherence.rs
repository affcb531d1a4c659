//! Places of the deliverables that do not agree with one another.

use prejury_core::Finding;

use crate::project::{HandedIn, catalog, root};

fn findings(fixture: &str) -> Vec<Finding> {
    HandedIn::of(&root().join("fixtures/whole").join(fixture))
        .check(&catalog())
        .findings
}

#[test]
fn what_does_not_agree_is_told_with_its_places() {
    let findings = findings("incoherent");
    let told: Vec<(&str, String, usize)> = findings
        .iter()
        .map(|finding| {
            let values: Vec<&str> = finding.args.values().map(String::as_str).collect();
            (finding.code, values.join(" "), finding.places.len())
        })
        .collect();
    let expected = [
        ("address.to-fill-in", "votre-app.streamlit.app", 1),
        ("clusters.differ", "5 4", 2),
        ("image.dead", "img/architecture.png", 1),
        ("link.dead", "docs/guide.md", 1),
        ("model.not-in-code", "CatBoost", 2),
        ("model.not-loaded", "lightgbm_model.pkl CatBoost", 2),
        ("readme.missing-file", "src/train.py", 1),
        ("readme.missing-target", "test", 2),
        ("readme.other-repository", "camille-martin/ancien-projet", 2),
        ("readme.unlisted-package", "shap", 2),
        (
            "readme.unusable-command",
            "docker build -t score . Dockerfile",
            1,
        ),
        ("readme.unused-package", "MLflow", 1),
        ("score.unseen", "0.7813 0,799", 2),
    ];
    let expected = expected.map(|(code, value, n_places)| (code, value.to_owned(), n_places));
    assert_eq!(told, expected, "{findings:#?}");
}

#[test]
fn a_project_that_agrees_with_itself_has_no_finding() {
    assert_eq!(findings("good"), []);
}

/// A notebook that prints `output`, and a note that says `told`.
fn scores(output: &str, path: &str, told: &str) -> Vec<(&'static str, Vec<String>, usize)> {
    scores_on("stdout", output, &[(path, told)])
}

/// The same with the stream that the notebook writes to, and any files.
fn scores_on(
    stream: &str,
    output: &str,
    files: &[(&str, &str)],
) -> Vec<(&'static str, Vec<String>, usize)> {
    let handed_in = HandedIn::empty("projet");
    let notebook = serde_json::json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{
            "cell_type": "code", "execution_count": 1, "metadata": {},
            "source": "print(roc_auc_score(y_test, scores))",
            "outputs": [{"output_type": "stream", "name": stream, "text": output}],
        }],
    });
    handed_in.write("modele.ipynb", notebook.to_string());
    for (path, text) in files {
        handed_in.write(path, *text);
    }
    let findings = handed_in.check(&catalog()).findings;
    findings
        .into_iter()
        .filter(|finding| finding.code.starts_with("score."))
        .map(|finding| {
            let values = finding.args.into_values().collect();
            (finding.code, values, finding.places.len())
        })
        .collect()
}

const OUTPUT: &str = "AUC 0.7831\ntemps 12.5\n0.61 0.62 0.64 0.66";

#[test]
fn a_score_of_a_note_stands_beside_the_nearest_that_a_notebook_shows() {
    let found = scores(
        OUTPUT,
        "note.md",
        "# Note\n\nL'AUC du modèle retenu est de 0,91.\n",
    );
    assert_eq!(
        found,
        [(
            "score.unseen",
            vec!["0.7831".to_owned(), "0,91".to_owned()],
            2
        )]
    );
    let found = scores(
        OUTPUT,
        "note.md",
        "# Note\n\nLa silhouette atteint 0,912.\n",
    );
    let expected = vec!["silhouette".to_owned(), "0,912".to_owned()];
    assert_eq!(found, [("score.unseen-measure", expected, 1)]);
}

#[test]
fn scores_that_are_shown_or_are_of_others_are_no_finding() {
    for (path, told) in [
        ("note.md", "L'AUC est de 0,78."),
        ("note.md", "L'AUC est de 78,3 %."),
        ("note.md", "Notre objectif était une AUC de 0,91."),
        ("note.md", "L'article de Lee et al. donne une AUC de 0,91."),
        (
            "README.md",
            "| Équipe | AUC |\n|---|---|\n| AUC gagnante | 0,912 |\n",
        ),
    ] {
        assert_eq!(scores(OUTPUT, path, told), [], "{told}");
    }
    // Programs log their scores to the other stream, or into a file.
    let note = ("note.md", "L'AUC est de 0,783.");
    assert_eq!(scores_on("stderr", OUTPUT, &[note]), []);
    let log = "INFO epoch done\n=====\nAUC = 0.9134\n".repeat(20);
    let note = ("note.md", "L'AUC est de 0,9134.");
    assert_eq!(scores_on("stdout", OUTPUT, &[note, ("run.txt", &log)]), []);
    assert_eq!(scores_on("stdout", OUTPUT, &[note]).len(), 1);
    // Nothing is compared with results that were not kept.
    assert_eq!(scores("", "note.md", "L'AUC est de 0,91."), []);
}

#[test]
fn a_key_in_clear_is_told_by_its_place_and_never_quoted() {
    // Put together here, so that no search for keys finds one in this repository.
    let key = "Q7w9Zx3B".repeat(11);
    let code = format!(
        "source = 'wasbs://photos@stockage.blob.core.windows.net'\n\
         dbutils.fs.mount(\n    source=source,\n    mount_point='/mnt/photos',\n    \
         extra_configs={{'fs.azure.account.key.stockage.blob.core.windows.net': '{key}'}},\n)\n"
    );
    let handed_in = HandedIn::empty("photos");
    handed_in.write("lecture.py", code);
    let found = handed_in.check(&catalog()).findings;
    let told: Vec<(&str, String)> = found
        .iter()
        .map(|finding| (finding.code, format!("{:?}", finding.places)))
        .collect();
    let [(code, places)] = &told[..] else {
        panic!("{found:#?}");
    };
    assert_eq!(*code, "secret.storage-key");
    assert!(places.contains("line: 5") && !format!("{found:?}").contains(&key));
}
