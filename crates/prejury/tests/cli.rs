//! The command line from outside: exit codes, streams, files, languages.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::fs;
use std::process::Output;

use tempfile::TempDir;

use common::prejury;

/// A small hand-in: a README and a notebook with one cell that was run.
fn submission() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("README.md"),
        "# Scoring\n\nPrédire le défaut de paiement.\n",
    )
    .unwrap();
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
    fs::write(folder.path().join("modèles.ipynb"), notebook.to_string()).unwrap();
    folder
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_check_of_the_current_folder_speaks_french_by_default() {
    let folder = submission();
    let output = prejury(folder.path(), &["check"], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(text.starts_with("Pré-évaluation de "), "{text}");
    assert!(
        text.contains("1 notebook") && text.contains("C2.1.2"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "colours in a pipe");
    assert_eq!(err(&output), "");
}

#[test]
fn the_language_comes_from_the_flag_then_the_locale() {
    let folder = submission();
    let english = prejury(folder.path(), &["check"], &[("LANG", "en_US.UTF-8")]);
    assert!(out(&english).starts_with("Pre-assessment of "));
    let french = prejury(
        folder.path(),
        &["check", "--lang", "fr"],
        &[("LANG", "en_US.UTF-8")],
    );
    assert!(out(&french).starts_with("Pré-évaluation de "));
}

#[test]
fn colours_are_forced_or_forbidden() {
    let folder = submission();
    let forced = prejury(folder.path(), &["check", "--color", "always"], &[]);
    assert!(out(&forced).contains("\u{1b}["));
    let forbidden = prejury(
        folder.path(),
        &["check"],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
    );
    assert!(!out(&forbidden).contains('\u{1b}'));
}

#[test]
fn each_format_goes_to_its_file() {
    let folder = submission();
    let args = [
        "check", ".", "--format", "json", "--output", "a.json", "--format", "markdown", "--output",
        "b.md",
    ];
    let output = prejury(folder.path(), &args, &[]);
    assert_eq!(
        (output.status.code(), out(&output)),
        (Some(0), String::new()),
        "{}",
        err(&output)
    );
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("a.json")).unwrap()).unwrap();
    let schema = serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(report["competences"].as_array().unwrap().len() == 33);
    assert!(
        fs::read_to_string(folder.path().join("b.md"))
            .unwrap()
            .contains("<details>")
    );
    let terminal = prejury(
        folder.path(),
        &["check", "--color", "always", "--output", "c.txt"],
        &[],
    );
    assert_eq!(terminal.status.code(), Some(0));
    assert!(
        !fs::read_to_string(folder.path().join("c.txt"))
            .unwrap()
            .contains('\u{1b}')
    );
}

#[test]
fn one_bad_input_stops_no_other() {
    let folder = submission();
    let output = prejury(
        folder.path(),
        &["check", "--format", "json", "nowhere", ".", "modèles.ipynb"],
        &[],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("nowhere"), "{}", err(&output));
    let lines: Vec<serde_json::Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["input"]["label"], "modèles.ipynb");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = submission();
    let json = || prejury(folder.path(), &["check", "--format", "json"], &[]).stdout;
    assert_eq!(json(), json());
}

#[test]
fn a_gate_gives_exit_code_1_and_says_why_in_its_last_line() {
    let folder = submission();
    let output = prejury(
        folder.path(),
        &["check", "--fail-on", "absent", "--competence", "C2.1.2"],
        &[],
    );
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let last = err(&output).lines().last().unwrap().to_owned();
    assert!(
        last.contains("--fail-on absent") && last.contains("prejury explain C2.1.2-CE"),
        "{last}"
    );
    let met = prejury(
        folder.path(),
        &["check", "--fail-on", "absent", "--competence", "C4.2"],
        &[],
    );
    assert_eq!(met.status.code(), Some(0));
}

#[test]
fn a_selection_is_checked_and_narrows() {
    let folder = submission();
    let narrowed = out(&prejury(
        folder.path(),
        &["check", "--competence", "supervised-evaluation"],
        &[],
    ));
    assert!(
        narrowed.contains("C2.1.2") && !narrowed.contains("C2.1.1"),
        "{narrowed}"
    );
    for (args, hint) in [
        (["check", "--competence", "C2.1.3"], "C2.1.2"),
        (["check", "--competence", "C2.1.2-CE4"], "C2.1.2"),
        (["check", "--bloc", "7"], "7"),
    ] {
        let output = prejury(folder.path(), &args, &[]);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(err(&output).contains(hint), "{}", err(&output));
    }
}

#[test]
fn usage_errors_give_exit_code_2_in_the_readers_language() {
    let folder = submission();
    for args in [
        &["check", "--formt", "json"][..],
        &["check", "--format", "json", "--format", "markdown"],
        &["check", "--output", "a.json"],
        &["explain", "no-such-thing"],
        &["list", "nothing"],
        &["check", "--rules", "nowhere"],
        &[],
    ] {
        let output = prejury(folder.path(), args, &[]);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{args:?}");
        assert!(
            !err(&output).contains("error"),
            "{args:?}: {}",
            err(&output)
        );
    }
    assert!(!folder.path().join("a.json").exists());
}

#[test]
fn explain_and_list_take_codes_and_slugs() {
    let folder = submission();
    let by_code = out(&prejury(folder.path(), &["explain", "C2.1.2-CE4"], &[]));
    let by_slug = out(&prejury(folder.path(), &["explain", "naive-baseline"], &[]));
    assert_eq!(by_code, by_slug);
    assert!(
        by_code.contains("dummyRegressor") && by_code.contains("baseline ="),
        "{by_code}"
    );
    let competence = out(&prejury(folder.path(), &["explain", "c2.1.2"], &[]));
    assert!(competence.contains("C2.1.2-CE9"), "{competence}");
    assert_eq!(
        out(&prejury(folder.path(), &["list", "criteria"], &[]))
            .lines()
            .count(),
        177
    );
    assert!(out(&prejury(folder.path(), &["list", "competences"], &[])).contains("C4.4.3"));
    assert!(
        out(&prejury(folder.path(), &["list", "signals"], &[]))
            .lines()
            .count()
            > 10
    );
}

#[test]
fn rules_of_another_school_are_added() {
    let folder = submission();
    let rules = folder.path().join("school/C2.1.2");
    fs::create_dir_all(&rules).unwrap();
    let rule = "id = \"C2.1.2-CE50\"\nslug = \"own-rule\"\nkind = \"human\"\ntext = \"Notre critère\"\n\
                title.fr = \"Le nôtre\"\ntitle.en = \"Ours\"\nlooks_for.fr = \"a\"\nlooks_for.en = \"a\"\n\
                advice.fr = \"a\"\nadvice.en = \"a\"\n[[question]]\nfr = \"Pourquoi ?\"\nen = \"Why?\"\n";
    fs::write(rules.join("CE50-own-rule.toml"), rule).unwrap();
    let output = prejury(
        folder.path(),
        &["explain", "own-rule", "--rules", "school"],
        &[],
    );
    assert!(out(&output).contains("Notre critère"), "{}", err(&output));
    fs::write(
        rules.join("CE50-own-rule.toml"),
        rule.replace("kind", "knd"),
    )
    .unwrap();
    let refused = prejury(
        folder.path(),
        &["explain", "own-rule", "--rules", "school"],
        &[],
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        err(&refused).contains("CE50-own-rule.toml") && err(&refused).contains("knd"),
        "{}",
        err(&refused)
    );
}

#[test]
fn completions_are_written_for_a_shell() {
    let folder = submission();
    let bash = out(&prejury(folder.path(), &["completions", "bash"], &[]));
    assert!(bash.contains("_prejury") && bash.contains("--fail-on"));
}

#[test]
fn manual_pages_are_written_in_the_readers_language() {
    let folder = submission();
    let page = |args: &[&str]| out(&prejury(folder.path(), args, &[]));
    let whole = page(&["man", "--lang", "en"]);
    assert!(whole.contains(".TH prejury 1"), "{whole}");
    for command in ["check", "merge", "man"] {
        assert!(
            whole.contains(&format!("prejury\\-{command}(1)")),
            "{whole}"
        );
    }
    let check = page(&["man", "check", "--lang", "fr"]);
    assert!(check.contains(".TH prejury-check 1") && check.contains("\\-\\-fail\\-on"));
    let headings: Vec<&str> = check
        .lines()
        .filter_map(|line| line.strip_prefix(".SH "))
        .collect();
    assert_eq!(
        headings,
        [
            "NOM",
            "SYNOPSIS",
            "DESCRIPTION",
            "ARGUMENTS",
            "OPTIONS",
            "NOTES",
            "VERSION"
        ]
    );
    let unknown = prejury(folder.path(), &["man", "chek", "--lang", "en"], &[]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(err(&unknown).contains("chek") && err(&unknown).contains("check"));
}

#[test]
fn help_teaches_in_both_languages() {
    let folder = submission();
    let french = prejury(folder.path(), &["check", "--help"], &[]);
    assert_eq!(french.status.code(), Some(0));
    assert!(
        out(&french).contains("Exemples") && out(&french).contains("Codes de sortie"),
        "{}",
        out(&french)
    );
    let english = out(&prejury(folder.path(), &["--help", "--lang", "en"], &[]));
    assert!(
        english.contains("Usage: prejury") && english.contains("To begin with:"),
        "{english}"
    );
}

#[test]
fn two_reports_are_compared_in_each_format() {
    let folder = submission();
    let check = |name: &str| {
        let args = ["check", ".", "--format", "json", "--output", name];
        assert_eq!(prejury(folder.path(), &args, &[]).status.code(), Some(0));
    };
    check("old.json");
    fs::remove_file(folder.path().join("modèles.ipynb")).unwrap();
    check("new.json");
    let diff = |args: &[&str]| {
        let args = [&["diff", "old.json", "new.json", "--lang", "en"], args].concat();
        let output = prejury(folder.path(), &args, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        out(&output)
    };
    let text = diff(&[]);
    assert!(
        text.contains("Lost\n") && text.contains("C2.1.2-CE3  present → out of scope"),
        "{text}"
    );
    assert!(diff(&["--format", "markdown"]).contains("### Lost"));
    let json: serde_json::Value = serde_json::from_str(&diff(&["--format", "json"])).unwrap();
    let schema = serde_json::from_str(include_str!("../../../docs/diff.schema.json")).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json));
    assert!(json["lost"].as_u64().unwrap() > 1);

    fs::write(folder.path().join("other.json"), "{}").unwrap();
    for (name, sentence) in [
        ("other.json", "not a JSON report"),
        ("no.json", "could not be read"),
    ] {
        let output = prejury(
            folder.path(),
            &["diff", name, "new.json", "--lang", "en"],
            &[],
        );
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(sentence), "{}", err(&output));
    }
}

#[test]
fn decisions_are_merged_in_each_format() {
    let folder = submission();
    let args = ["check", ".", "--format", "json", "--output", "report.json"];
    assert_eq!(prejury(folder.path(), &args, &[]).status.code(), Some(0));
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let decisions = |label: &str| {
        serde_json::json!({
            "schema": "prejury-decisions", "schema_version": 1,
            "input": {"label": label, "head": null},
            "criteria": {"C2.1.2-CE3": {"decision": "acquired", "comment": "Vu à la cellule 1."}},
            "competences": {"C2.1.2": {"decision": "not_validated", "remark": "À reprendre."}},
            "general": {"strengths": "Clair.", "improvements": "", "overall": "", "defence": ""},
        })
        .to_string()
    };
    let own = report["input"]["label"].as_str().unwrap();
    fs::write(folder.path().join("own.json"), decisions(own)).unwrap();
    fs::write(folder.path().join("other.json"), decisions("Un autre")).unwrap();
    let merge = |args: &[&str]| {
        let args = [&["merge", "report.json"], args].concat();
        prejury(folder.path(), &args, &[])
    };

    for (format, wanted) in [
        ("html", "Vu à la cellule 1."),
        ("markdown", "Vu à la cellule 1."),
        ("json", "\"comment\": \"Vu à la cellule 1.\""),
        ("remarks", "Non validé"),
        ("remarks", "  Vu à la cellule 1."),
    ] {
        let output = merge(&["own.json", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(err(&output).is_empty(), "{}", err(&output));
        assert!(out(&output).contains(wanted), "{format}: {}", out(&output));
    }
    let args = ["own.json", "--format", "xlsx", "--output", "final.xlsx"];
    assert_eq!(merge(&args).status.code(), Some(0));
    let workbook = fs::read(folder.path().join("final.xlsx")).unwrap();
    assert!(workbook.starts_with(b"PK"));

    let output = merge(&["other.json", "--format", "remarks"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(err(&output).contains("Un autre"), "{}", err(&output));

    fs::write(folder.path().join("empty.json"), "{}").unwrap();
    fs::write(
        folder.path().join("two.json"),
        format!("[{report},{report}]"),
    )
    .unwrap();
    for args in [
        ["merge", "report.json", "empty.json"],
        ["merge", "report.json", "report.json"],
        ["merge", "report.json", "none.json"],
        ["merge", "own.json", "own.json"],
        ["merge", "two.json", "own.json"],
    ] {
        let output = prejury(folder.path(), &args, &[]);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            out(&output).is_empty() && !err(&output).is_empty(),
            "{args:?}"
        );
    }

    // The reason is in the reader's language, to the last word.
    fs::write(folder.path().join("wrong.json"), "{\n  ]").unwrap();
    for (files, lang, reason) in [
        (
            ["report.json", "wrong.json"],
            "fr",
            "ce n'est pas un fichier de décisions de prejury (ligne 2, colonne 3)",
        ),
        (
            ["report.json", "wrong.json"],
            "en",
            "not a decisions file of prejury (line 2, column 3)",
        ),
        (
            ["wrong.json", "own.json"],
            "fr",
            "ce n'est pas un rapport JSON de prejury (ligne 2, colonne 3)",
        ),
    ] {
        let args = ["merge", files[0], files[1], "--lang", lang];
        let said = err(&prejury(folder.path(), &args, &[]));
        assert!(said.contains(reason), "{said}");
    }
}

#[test]
fn a_key_in_the_name_of_a_file_is_told_in_no_format() {
    let folder = submission();
    let secret = "0123456789abcdefghijABCDEFGHIJ012345";
    let name = format!("cle_ghp_{secret}.ipynb");
    fs::rename(
        folder.path().join("modèles.ipynb"),
        folder.path().join(name),
    )
    .unwrap();
    for format in [
        "terminal", "markdown", "json", "sarif", "junit", "github", "gitlab", "html",
    ] {
        let output = prejury(folder.path(), &["check", ".", "--format", format], &[]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let text = out(&output);
        assert!(
            !text.contains(secret) && text.contains("ghp_"),
            "{format}: {text}"
        );
    }
}

#[test]
fn a_submission_reads_alike_alone_and_beside_another() {
    // Alone, what was read of it is left to the end of the process; beside another it is freed before that one is read.
    let folder = submission();
    let alone = out(&prejury(folder.path(), &["check", "--format", "json"], &[]));
    let both = prejury(folder.path(), &["check", ".", ".", "--format", "json"], &[]);
    let both = out(&both);
    let lines: Vec<&str> = both.lines().collect();
    let report = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        report(lines[0])["competences"],
        report(&alone)["competences"]
    );
    assert_eq!(
        report(lines[1])["competences"],
        report(&alone)["competences"]
    );
}
