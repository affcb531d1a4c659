//! `--baseline` from outside: only what got worse fails, and a file that cannot be compared with is refused in words.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

/// A hand-in whose model is scored on held-out data, or is not.
fn hand_in(scored: bool) -> TempDir {
    let folder = tempfile::Builder::new().prefix("rendu").tempdir().unwrap();
    write_notebook(folder.path(), scored);
    folder
}

fn write_notebook(folder: &Path, scored: bool) {
    let mut source = vec![
        "from sklearn.linear_model import LogisticRegression\n",
        "from sklearn.metrics import roc_auc_score\n",
        "from sklearn.model_selection import train_test_split\n",
        "X_train, X_test, y_train, y_test = train_test_split(X, y)\n",
        "model = LogisticRegression().fit(X_train, y_train)\n",
    ];
    if scored {
        source.push("roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])\n");
    }
    let notebook = serde_json::json!({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {},
        "cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}],
    });
    fs::write(folder.join("a.ipynb"), notebook.to_string()).unwrap();
}

fn prejury(folder: &Path, args: &[&str]) -> Output {
    common::prejury(folder, &[args, &["--lang", "en"]].concat(), &[])
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    text.lines().last().unwrap_or_default().to_owned()
}

/// The report of the hand-in as it stands, stored beside it.
fn store(folder: &Path, file: &Path, more: &[&str]) {
    let args = ["check", "--format", "json", "--output"];
    let file = file.to_str().unwrap();
    let output = prejury(folder, &[&args[..], &[file], more].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

fn compared(folder: &Path, file: &Path, more: &[&str]) -> Output {
    let args = [
        "check",
        "--quiet",
        "--color",
        "always",
        "--baseline",
        file.to_str().unwrap(),
    ];
    prejury(folder, &[&args[..], more].concat())
}

#[test]
fn only_what_got_worse_fails_and_the_last_line_says_what_to_do() {
    let folder = hand_in(true);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("before.json");
    store(folder.path(), &file, &[]);
    // Much is absent, and was before.
    let same = compared(folder.path(), &file, &[]);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    let plain = prejury(folder.path(), &["check", "--quiet", "--fail-on", "absent"]);
    assert_eq!(plain.status.code(), Some(1));
    let both = compared(folder.path(), &file, &["--fail-on", "absent"]);
    assert_eq!(both.status.code(), Some(0), "{both:?}");

    write_notebook(folder.path(), false);
    let worse = compared(folder.path(), &file, &[]);
    let line = last_line(&worse);
    assert_eq!(worse.status.code(), Some(1), "{line}");
    for part in [
        "got worse since",
        "before.json",
        "present → ",
        "prejury explain C",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
    // Nothing of another bloc got worse.
    let other = compared(folder.path(), &file, &["--fail-on", "partial:bloc4"]);
    assert_eq!(other.status.code(), Some(0), "{other:?}");
    let refused = compared(folder.path(), &file, &["--fail-on", "partial:bloc2"]);
    let line = last_line(&refused);
    assert_eq!(refused.status.code(), Some(1), "{line}");
    assert!(line.contains("--fail-on partial:bloc2"), "{line}");

    // And what got better fails nothing.
    store(folder.path(), &file, &[]);
    write_notebook(folder.path(), true);
    let better = compared(folder.path(), &file, &[]);
    assert_eq!(better.status.code(), Some(0), "{better:?}");
}

#[test]
fn a_baseline_of_a_part_is_said() {
    let folder = hand_in(true);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("part.json");
    store(folder.path(), &file, &["--competence", "C2.1.1"]);
    let output = compared(folder.path(), &file, &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(
        last_line(&output).contains("not in the baseline and were not compared"),
        "{output:?}"
    );
}

#[test]
fn what_cannot_be_compared_is_refused_in_words() {
    let folder = hand_in(true);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("x.json");
    let other = hand_in(true);
    store(other.path(), &file, &[]);
    let of_other = fs::read_to_string(&file).unwrap();
    let newer = of_other.replace("\"schema_version\": 1", "\"schema_version\": 9");
    let hostile = {
        let mut report: serde_json::Value = serde_json::from_str(&of_other).unwrap();
        report["input"]["label"] = "\u{1b}[31m::error::x".into();
        report.to_string()
    };
    for (text, part) in [
        ("{\"a\": 1}", "is not a JSON report of prejury"),
        ("not json", "is not a JSON report of prejury"),
        ("", "holds no report"),
        (newer.as_str(), "schema 9"),
        (of_other.as_str(), "is not of rendu"),
        (hostile.as_str(), "is not of rendu"),
    ] {
        fs::write(&file, text).unwrap();
        let output = compared(folder.path(), &file, &[]);
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(part), "{part} in {said}");
        assert!(!said.contains("\u{1b}[31m::"), "{said}");
    }
    let missing = compared(folder.path(), Path::new("nowhere.json"), &[]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn of_a_cohort_a_newcomer_is_told_and_the_others_are_compared() {
    let cohort = tempfile::tempdir().unwrap();
    for name in ["ada", "bob"] {
        fs::create_dir(cohort.path().join(name)).unwrap();
        write_notebook(&cohort.path().join(name), true);
    }
    let file = cohort.path().join("before.json");
    store(cohort.path(), &file, &["ada", "bob"]);
    fs::create_dir(cohort.path().join("cid")).unwrap();
    write_notebook(&cohort.path().join("cid"), false);
    let all = compared(cohort.path(), &file, &["ada", "bob", "cid"]);
    let said = String::from_utf8(all.stderr.clone()).unwrap();
    assert_eq!(all.status.code(), Some(0), "{said}");
    assert!(said.contains("has no report on cid"), "{said}");
    write_notebook(&cohort.path().join("bob"), false);
    let all = compared(cohort.path(), &file, &["ada", "bob", "cid"]);
    assert_eq!(all.status.code(), Some(1), "{all:?}");
}
