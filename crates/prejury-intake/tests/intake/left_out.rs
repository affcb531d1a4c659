//! What is left out on purpose, and counted.

use crate::build::{commit, folder, issues, left_out, open, paths, repository};

#[test]
fn each_reason_is_found_by_what_the_folder_is() {
    let folder = folder(&[
        ("main.py", "1"),
        ("mon_env/pyvenv.cfg", "home = /usr"),
        ("mon_env/lib/python3.11/site-packages/numpy/a.py", "1"),
        ("conda/conda-meta/history", "1"),
        ("cut/Scripts/activate", "1"),
        ("cut/Lib/site-packages/x.py", "1"),
        ("front/node_modules/react/index.js", "1"),
        ("__pycache__/main.pyc", "1"),
        ("old.pyc", "1"),
        ("tagged/CACHEDIR.TAG", "1"),
        ("nb/.ipynb_checkpoints/a-checkpoint.ipynb", "1"),
        (".history/main_2024.py", "1"),
        ("projet.egg-info/PKG-INFO", "1"),
        ("build/lib/main.py", "1"),
        ("dist/projet-1.0.whl", "1"),
        ("mlruns/0/meta.yaml", "name: essai"),
        ("mlruns/0/abc/metrics/auc", "1"),
        ("mlruns/0/abc/metrics/loss", "1"),
        ("mlruns/.trash/0/def/meta.yaml", "name: essai"),
        ("wandb/run-1/files/a.txt", "1"),
        ("logs/events.out.tfevents.123.host", "1"),
        (".idea/workspace.xml", "1"),
        (".DS_Store", "1"),
        ("._README.md", "1"),
    ]);
    let submission = open(folder.path());
    // One measure of a run says that it has some; runs that were thrown away show nothing.
    assert_eq!(
        paths(&submission),
        ["main.py", "mlruns/0/abc/metrics/auc", "mlruns/0/meta.yaml"]
    );
    assert_eq!(
        left_out(&submission),
        [
            ("build-output", 3),
            ("cache", 3),
            ("experiment-store", 4),
            ("hidden", 3),
            ("local-history", 1),
            ("node-modules", 1),
            ("notebook-checkpoints", 1),
            ("virtual-environment", 5),
        ]
    );
    let environments = submission
        .left_out
        .iter()
        .find(|left| left.reason == "virtual-environment")
        .unwrap();
    assert_eq!(
        environments.examples,
        ["conda/".into(), "cut/".into(), "mon_env/".into()]
    );
}

#[test]
fn folders_of_the_candidate_with_such_names_stay() {
    let folder = folder(&[
        ("env/environment.py", "1"),
        ("build/model.py", "1"),
        ("dist/report.pdf", "1"),
        ("lib/clean.py", "1"),
        ("bin/run.py", "1"),
        ("wandb/notes.md", "1"),
        (".streamlit/config.toml", "1"),
    ]);
    let submission = open(folder.path());
    assert_eq!(submission.files.len(), 7);
    assert_eq!(left_out(&submission), []);
}

#[test]
fn an_environment_in_the_root_leaves_the_project() {
    let folder = folder(&[
        ("pyvenv.cfg", "home = /usr"),
        ("Scripts/activate.bat", "1"),
        ("Lib/site-packages/a.py", "1"),
        ("projet/main.py", "1"),
    ]);
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["projet/main.py", "pyvenv.cfg"]);
    assert_eq!(left_out(&submission), [("virtual-environment", 2)]);
}

#[test]
fn tracked_environments_are_left_out_and_not_missing() {
    let (folder, repository) = repository(&[
        ("main.py", "1"),
        ("venv/pyvenv.cfg", "1"),
        ("venv/lib/python3.11/site-packages/a.py", "1"),
        ("node_modules/a/index.js", "1"),
    ]);
    commit(&repository, "tout", 0);
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["main.py"]);
    assert_eq!(
        left_out(&submission),
        [("node-modules", 1), ("virtual-environment", 2)]
    );
    assert_eq!(issues(&submission), []);
}
