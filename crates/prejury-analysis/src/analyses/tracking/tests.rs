//! Training, registries and experiments, over submissions in memory.

use super::ANALYSIS;
use crate::analyses::testing::signals_in;

fn has(files: &[(&str, &str)], signal: &str) -> bool {
    signals_in(&ANALYSIS, files)
        .iter()
        .any(|name| name == signal)
}

const PIPELINE: &str = "from sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.linear_model import LogisticRegression\nimport joblib\np = Pipeline([('s', StandardScaler()), ('m', LogisticRegression(random_state=42))])\np.fit(X, y)\njoblib.dump(p, 'p.pkl')\n";

#[test]
fn a_fitted_pipeline_with_a_model_counts() {
    let signals = signals_in(&ANALYSIS, &[("train.py", PIPELINE)]);
    assert_eq!(
        signals,
        [
            "model.saved-locally",
            "training.pipeline",
            "training.pipeline-saved",
            "training.script",
            "training.seeds"
        ]
    );
    let resampling = PIPELINE.replace("LogisticRegression(random_state=42)", "StandardScaler()");
    assert!(!has(&[("train.py", &resampling)], "training.pipeline"));
    let unfitted = PIPELINE.replace("p.fit(X, y)\n", "");
    assert!(!has(&[("train.py", &unfitted)], "training.pipeline"));
}

#[test]
fn parts_are_folded_into_the_pipeline_that_holds_the_model() {
    use crate::analyses::testing::find_in;
    let code = "from sklearn.pipeline import Pipeline, make_pipeline\nfrom sklearn.compose import ColumnTransformer\n\
        from sklearn.preprocessing import OneHotEncoder\nfrom sklearn.linear_model import LogisticRegression\n\
        from steps import Filter\ncategories = Pipeline([('filter', Filter()), ('encode', OneHotEncoder())])\n\
        columns = ColumnTransformer([('c', categories, ['a'])])\n\
        whole = make_pipeline(columns, LogisticRegression(random_state=0))\nwhole.fit(X, y)\n";
    let lines = |code: &str| -> Vec<String> {
        let found = find_in(&ANALYSIS, &[("a.py", code)]);
        let pipelines = found
            .into_iter()
            .filter(|one| &*one.signal == "training.pipeline");
        pipelines.map(|one| one.excerpt).collect()
    };
    let found = lines(code);
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("whole")),
        "{found:?}"
    );
}

#[test]
fn applications_tests_and_exports_are_no_training_scripts() {
    let fit = "from sklearn.linear_model import Ridge\nRidge().fit(X, y)\n";
    assert!(has(&[("train.py", fit)], "training.script"));
    assert!(!has(&[("test_train.py", fit)], "training.script"));
    assert!(!has(
        &[("app.py", &format!("import streamlit as st\n{fit}"))],
        "training.script"
    ));
    assert!(!has(
        &[("nb.py", &format!("# In[1]:\n{fit}"))],
        "training.script"
    ));
    let prepared = "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(X)\n";
    assert!(!has(&[("prep.py", prepared)], "training.script"));
}

#[test]
fn registries_are_told_from_files() {
    assert!(has(
        &[(
            "a.py",
            "import mlflow\nmlflow.sklearn.log_model(model, 'model')\n"
        )],
        "model.in-registry"
    ));
    assert!(!has(
        &[(
            "a.py",
            "import mlflow\nmlflow.sklearn.autolog(log_models=False)\n"
        )],
        "model.in-registry"
    ));
    assert!(!has(
        &[(
            "a.py",
            "import mlflow\n# mlflow.sklearn.log_model(model, 'model')\n"
        )],
        "model.in-registry"
    ));
    assert!(has(
        &[(
            "a.py",
            "import mlflow\nm = mlflow.sklearn.load_model('models:/credit/1')\n"
        )],
        "model.read-from-registry"
    ));
    assert!(has(
        &[("a.py", "import torch\ntorch.save(m, 'm.pt')\n")],
        "model.saved-locally"
    ));
}

#[test]
fn measures_are_recorded_or_only_displayed() {
    assert!(has(
        &[("a.py", "import mlflow\nmlflow.log_metric('auc', 0.7)\n")],
        "experiment.recorded"
    ));
    assert!(has(
        &[(
            "a.py",
            "import pandas as pd\nfrom sklearn.metrics import f1_score\nrows = [f1_score(y, p)]\n\
             results = pd.DataFrame(rows)\nresults.to_csv('scores.csv')\n"
        )],
        "experiment.table-written"
    ));
    // Where nothing is measured, results are those of another work.
    assert!(!has(
        &[(
            "a.py",
            "import pandas as pd\nresults = pd.DataFrame(features)\nresults.to_csv('out.csv')\n"
        )],
        "experiment.table-written"
    ));
    assert!(!has(
        &[(
            "a.py",
            "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.to_csv('submission_score.csv')\n"
        )],
        "experiment.table-written"
    ));
    assert_eq!(
        signals_in(
            &ANALYSIS,
            &[("a.py", "import mlflow\nmlflow.set_experiment('a')\n")]
        ),
        ["model.tracked"]
    );
}

#[test]
fn stages_of_dvc_are_read() {
    let dvc = "stages:\n  train:\n    cmd: python train.py\n";
    assert!(has(&[("dvc.yaml", dvc)], "training.stages"));
    assert!(!has(
        &[("dvc.yaml", "# stages:\n#   train:\n")],
        "training.stages"
    ));
}

#[test]
fn of_stored_runs_one_with_measures_is_shown_and_deleted_ones_show_nothing() {
    use crate::analyses::testing::find_in;
    const KEPT: &str = "lifecycle_stage: active\nstatus: 3\n";
    const DELETED: &str = "lifecycle_stage: deleted\nstatus: 4\n";
    let shown = |files: &[(&str, &str)]| -> Vec<String> {
        let found = find_in(&ANALYSIS, files);
        let recorded = found
            .iter()
            .filter(|one| &*one.signal == "experiment.recorded");
        recorded.map(|one| one.excerpt.clone()).collect()
    };
    let files = [
        ("mlruns/1/a/meta.yaml", DELETED),
        ("mlruns/1/a/metrics/auc", "1 0.7 0"),
        ("mlruns/1/b/meta.yaml", KEPT),
        (
            "mlruns/1/c/meta.yaml",
            "lifecycle_stage: active\nstatus: 4\n",
        ),
        ("mlruns/1/d/meta.yaml", KEPT),
        ("mlruns/1/d/metrics/auc", "1 0.8 0"),
    ];
    assert_eq!(shown(&files), ["mlruns/1/d/meta.yaml"]);
    assert_eq!(shown(&files[..3]), ["mlruns/1/b/meta.yaml"]);
    assert!(shown(&files[..2]).is_empty());
}
