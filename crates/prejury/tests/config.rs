//! Configuration from outside: whose word counts, what reports say of it, gates and their last line.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

/// A small hand-in: a README, a notebook whose model is scored, and a script that is a draft.
fn submission() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("README.md", "# Scoring\n\nPrédire le défaut de paiement.\n");
    fs::create_dir(folder.path().join("old")).unwrap();
    write("old/draft.py", "import pandas as pd\n");
    let notebook = serde_json::json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{
            "cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [],
            "source": [
                "from sklearn.linear_model import LogisticRegression\n",
                "from sklearn.metrics import roc_auc_score\n",
                "from sklearn.model_selection import train_test_split\n",
                "X_train, X_test, y_train, y_test = train_test_split(X, y)\n",
                "model = LogisticRegression().fit(X_train, y_train)\n",
                "roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])\n",
            ],
        }],
    });
    write("a.ipynb", &notebook.to_string());
    folder
}

fn prejury(folder: &Path, args: &[&str]) -> Output {
    common::prejury(folder, args, &[("SOURCE_DATE_EPOCH", "1795651199")])
}

fn out(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn err(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The JSON report of the hand-in with `own` as its own configuration.
fn report(own: &str, args: &[&str]) -> serde_json::Value {
    let folder = submission();
    fs::write(folder.path().join("prejury.toml"), own).unwrap();
    json_of(folder.path(), args)
}

fn json_of(folder: &Path, args: &[&str]) -> serde_json::Value {
    let all = [&["check", ".", "--format", "json"], args].concat();
    let output = prejury(folder, &all);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", err(&output)));
    let schema = serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    report
}

fn ids(report: &serde_json::Value) -> Vec<&str> {
    let competences = report["competences"].as_array().unwrap().iter();
    competences
        .map(|competence| competence["id"].as_str().unwrap())
        .collect()
}

fn codes(report: &serde_json::Value) -> Vec<&str> {
    let issues = report["issues"].as_array().unwrap().iter();
    issues
        .map(|issue| issue["code"].as_str().unwrap())
        .collect()
}

#[test]
fn a_submissions_own_word_narrows_and_every_report_says_so() {
    let own = "competences = [\"C3.1.2\"]\nexclude = [\"old\"]\n";
    let narrowed = report(own, &[]);
    assert_eq!(ids(&narrowed), ["C3.1.2"]);
    let configuration = &narrowed["configuration"];
    assert_eq!(configuration["narrowed_by"], "submission");
    assert_eq!(configuration["files"][0]["path"], "prejury.toml");
    let left_out = configuration["left_out"].as_array().unwrap();
    assert!(left_out.contains(&"C2.1.2".into()), "{left_out:?}");
    let reasons = narrowed["input"]["left_out"].as_array().unwrap();
    assert!(
        reasons
            .iter()
            .any(|kind| kind["reason"] == "excluded-by-candidate" && kind["files"] == 1),
        "{reasons:?}"
    );
    let folder = submission();
    fs::write(folder.path().join("prejury.toml"), own).unwrap();
    for format in [
        &["check"][..],
        &["check", "--quiet"],
        &["check", "--format", "markdown"],
    ] {
        let output = prejury(folder.path(), format);
        let text = out(&output);
        assert!(text.contains("par le candidat"), "{format:?}: {text}");
        assert!(text.contains("C2.1.2"), "{format:?}: {text}");
    }
    let isolated = json_of(folder.path(), &["--isolated"]);
    assert!(ids(&isolated).len() > 1);
    assert_eq!(isolated["configuration"]["files"], serde_json::json!([]));
}

#[test]
fn the_readers_configuration_wins_and_the_command_line_over_both() {
    let folder = submission();
    let own = "competences = [\"C3.1.2\"]\nexclude = [\"a.ipynb\"]\nprofile = \"tweets\"\n\
               [[signpost]]\ncriterion = \"C2.1.2-CE4\"\npath = \"a.ipynb\"\ncell = 7\n";
    fs::write(folder.path().join("prejury.toml"), own).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let reader = elsewhere.path().join("mentor.toml");
    fs::write(&reader, "profile = \"scoring\"\n").unwrap();
    let reader = reader.to_str().unwrap();
    let report = json_of(folder.path(), &["--config", reader]);
    assert_eq!(report["configuration"]["profile"]["id"], "scoring");
    assert_eq!(report["configuration"]["profile"]["by"], "reader");
    assert_eq!(report["input"]["files"]["notebooks"], 1);
    // In the order of the project, and with the criteria of its list only.
    let ids = ids(&report);
    assert_eq!(ids[..3], ["C1.4.1", "C2.1.1", "C2.1.2"]);
    assert_eq!(report["competences"][0]["with"], "C2.1.1");
    assert_eq!(
        report["competences"][0]["criteria"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let baseline = &report["competences"][2]["criteria"][3];
    assert_eq!(baseline["id"], "C2.1.2-CE4");
    // The candidate's signpost is still shown, and changes no status.
    assert_eq!(baseline["signposts"][0]["lack"], "no-cell");
    assert_eq!(baseline["status"], "absent");
    assert!(report["competences"][2]["criteria"][0]["reading"].is_string());
    let asked = json_of(
        folder.path(),
        &["--config", reader, "--profile", "segmentation"],
    );
    assert_eq!(asked["configuration"]["profile"]["by"], "command-line");
}

#[test]
fn a_submission_loads_no_rules_raises_no_limit_and_waives_nothing() {
    let report = report(
        "rules = \"../rules\"\n[limits]\nfiles = 1\n[[waiver]]\ncriterion = \"C2.1.2-CE4\"\nreason = \"because\"\n",
        &["--competence", "C2.1.2"],
    );
    let codes = codes(&report);
    for code in [
        "config.rules-refused",
        "config.limits-refused",
        "config.waivers-refused",
    ] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert!(report["input"]["files"]["total"].as_u64().unwrap() > 1);
    assert!(
        report["competences"][0]["criteria"][3]
            .get("waiver")
            .is_none()
    );
}

#[test]
fn a_broken_own_configuration_is_said_and_costs_no_report() {
    let folder = submission();
    fs::write(folder.path().join("prejury.toml"), "profil = \"scoring\"\n").unwrap();
    let output = prejury(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(out(&output).contains("C2.1.2"), "{}", out(&output));
    let said = err(&output);
    assert!(
        said.contains(
            "prejury.toml, ligne 1 : clé inconnue « profil » (vouliez-vous dire profile ?)"
        ),
        "{said}"
    );
    let report = json_of(folder.path(), &[]);
    assert!(codes(&report).contains(&"config.not-followed"));
}

#[test]
fn a_manifest_may_hold_it_and_a_parent_folder_may_not() {
    let folder = submission();
    fs::write(
        folder.path().join("pyproject.toml"),
        "[project]\nname = \"x\"\n[tool.prejury]\nprofile = \"scoring\"\n",
    )
    .unwrap();
    let report = json_of(folder.path(), &[]);
    assert_eq!(
        report["configuration"]["files"][0]["path"],
        "pyproject.toml"
    );
    assert_eq!(report["configuration"]["profile"]["by"], "submission");
    let output = prejury(
        folder.path(),
        &["check", "old", "--format", "json", "--all"],
    );
    let below: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(below["configuration"]["files"], serde_json::json!([]));
}

#[test]
fn gates_narrow_waivers_lift_and_the_last_line_says_what_to_do() {
    let folder = submission();
    let gate = |args: &[&str]| {
        let all = [&["check", ".", "--quiet"], args].concat();
        prejury(folder.path(), &all)
    };
    let failed = gate(&["--fail-on", "absent:C2.1.2"]);
    assert_eq!(failed.status.code(), Some(1));
    let last = err(&failed);
    assert!(
        last.starts_with("échec : ")
            && last.contains("--fail-on absent:C2.1.2")
            && last.contains("prejury explain C2.1.2-CE"),
        "{last}"
    );
    assert_eq!(
        gate(&["--fail-on", "absent:bloc4,partial:C4.2"])
            .status
            .code(),
        Some(0)
    );
    let unknown = gate(&["--fail-on", "absnt"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("absent ?"), "{}", err(&unknown));

    let reader = folder.path().join("mentor.toml");
    let waiver = |until: &str| {
        let text = format!(
            "fail-on = \"absent:C2.1.2-CE4\"\n[[waiver]]\ncriterion = \"C2.1.2-CE4\"\nreason = \"accordé\"\nby = \"Ada\"\nuntil = {until}\n\
             [[waiver]]\ncriterion = \"C2.1.2-CE3\"\nreason = \"inutile\"\n"
        );
        fs::write(&reader, text).unwrap();
        gate(&["--config", "mentor.toml"])
    };
    // The day of these tests is 2026-11-25, and the last day counts.
    assert_eq!(waiver("2026-11-24").status.code(), Some(1));
    let lifted = waiver("2026-11-25");
    assert_eq!(lifted.status.code(), Some(0), "{}", err(&lifted));
    assert!(out(&lifted).contains("1 dispensé"), "{}", out(&lifted));
    let stale = out(&lifted);
    assert!(
        stale.contains("C2.1.2-CE3 : ce critère n'est ni absent ni partiel"),
        "{stale}"
    );
    let markdown = prejury(
        folder.path(),
        &[
            "check",
            ".",
            "--config",
            "mentor.toml",
            "--format",
            "markdown",
        ],
    );
    let markdown = out(&markdown);
    assert!(
        markdown.contains("| Dispensé |") && markdown.contains("accordé, par Ada"),
        "{markdown}"
    );
    fs::write(&reader, "[[waiver]]\ncriterion = \"C2.1.2-CE4\"\n").unwrap();
    let without = gate(&["--config", "mentor.toml"]);
    assert_eq!(without.status.code(), Some(2));
    assert!(
        err(&without).contains("il manque « reason »"),
        "{}",
        err(&without)
    );
}

#[test]
fn a_candidate_narrows_their_own_gate_and_not_that_of_a_mentor() {
    let folder = submission();
    let own = |text: &str| fs::write(folder.path().join("prejury.toml"), text).unwrap();
    let gate = |args: &[&str]| {
        let all = [&["check", ".", "--quiet"], args].concat();
        prejury(folder.path(), &all)
    };
    let stored = prejury(folder.path(), &["check", ".", "--format", "json"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let before = elsewhere.path().join("before.json");
    fs::write(&before, &stored.stdout).unwrap();
    let before = before.to_str().unwrap();

    for narrow in [
        "competences = [\"C3.1.2\"]\n",
        "blocs = [4]\n",
        "profile = \"project-framing\"\n",
    ] {
        own(&format!("fail-on = \"absent:C2.1.2\"\n{narrow}"));
        assert_eq!(gate(&[]).status.code(), Some(0), "{narrow}");
        let failed = gate(&["--fail-on", "absent:C2.1.2"]);
        assert_eq!(failed.status.code(), Some(1), "{narrow}");
        assert!(!err(&failed).contains("--isolated"), "{}", err(&failed));
    }

    own("exclude = [\"old/**\"]\n");
    let unread = "La configuration du candidat a écarté 1 fichier ; « --isolated » juge tout.";
    let failed = gate(&["--fail-on", "absent:C2.1.2"]);
    let said = err(&failed);
    assert_eq!(failed.status.code(), Some(1));
    assert!(
        said.starts_with("échec : ") && said.trim_end().ends_with(unread),
        "{said}"
    );
    // What is met because nothing was read must not look like what is met.
    own("exclude = [\"old/**\", \"a.ipynb\"]\n");
    let met = gate(&["--fail-on", "absent:C2.1.2", "--lang", "en"]);
    assert_eq!(met.status.code(), Some(0));
    assert!(
        err(&met).contains("kept 2 files from being read"),
        "{}",
        err(&met)
    );
    assert_eq!(err(&gate(&[])), "");
    assert_eq!(err(&gate(&["--isolated", "--fail-on", "absent:C4.2"])), "");

    // A loss that the candidate does not show is still one.
    let notebook = folder.path().join("a.ipynb");
    let text = fs::read_to_string(&notebook).unwrap();
    fs::write(&notebook, text.replace("roc_auc_score", "other")).unwrap();
    for narrow in [
        "competences = [\"C3.1.2\"]\n",
        "profile = \"project-framing\"\n",
    ] {
        own(narrow);
        let worse = gate(&["--baseline", before]);
        assert_eq!(worse.status.code(), Some(1), "{narrow}: {}", err(&worse));
    }
}

#[test]
fn without_a_profile_the_likeliest_is_proposed_and_narrows_nothing() {
    let folder = submission();
    let whole = json_of(folder.path(), &["--isolated"]);
    if let Some(profile) = whole["configuration"]["profile"].as_object() {
        assert_eq!(profile["by"], "tool");
    }
    assert_eq!(whole["configuration"]["left_out"], serde_json::json!([]));
    let list = out(&prejury(folder.path(), &["list", "profiles"]));
    assert!(
        list.contains("scoring")
            && list.contains("C3.1.4")
            && list.contains("toutes les compétences"),
        "{list}"
    );
    let unknown = prejury(folder.path(), &["check", "--profile", "scorin"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        err(&unknown).contains("vouliez-vous dire scoring ?"),
        "{}",
        err(&unknown)
    );
}

#[test]
fn init_writes_what_check_reads_and_never_overwrites() {
    let folder = submission();
    let first = prejury(folder.path(), &["init", "--ci", "github"]);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    let workflow = fs::read_to_string(folder.path().join(".github/workflows/prejury.yml")).unwrap();
    assert!(
        workflow.contains("prejury check") && !workflow.contains("VERSION\""),
        "{workflow}"
    );
    let report = json_of(folder.path(), &[]);
    assert!(!codes(&report).contains(&"config.not-followed"));
    fs::write(folder.path().join("prejury.toml"), "# mine\n").unwrap();
    let again = prejury(folder.path(), &["init", ".", "--ci", "gitlab"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("existe déjà"), "{}", err(&again));
    assert_eq!(
        fs::read_to_string(folder.path().join("prejury.toml")).unwrap(),
        "# mine\n"
    );
    assert!(folder.path().join(".gitlab-ci.yml").exists());
}
