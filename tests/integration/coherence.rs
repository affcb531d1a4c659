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
        ("score.unseen", "0,799", 1),
    ];
    let expected = expected.map(|(code, value, n_places)| (code, value.to_owned(), n_places));
    assert_eq!(told, expected, "{findings:#?}");
}

#[test]
fn a_project_that_agrees_with_itself_has_no_finding() {
    assert_eq!(findings("good"), []);
}
