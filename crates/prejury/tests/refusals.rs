//! Files that a command takes and cannot use: why, to the last word in the reader's language.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::fs;

/// Words of the libraries and of the system, which none of our English sentences holds.
const NOT_OURS: [&str; 9] = [
    "panicked",
    "os error",
    "expected",
    "EOF",
    "at line",
    "missing field",
    "unknown field",
    "utf-8 sequence",
    "Parquet",
];

#[test]
fn every_wrong_file_is_refused_in_the_readers_language() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("folder.json")).unwrap();
    fs::write(at.join("syntax.json"), "{\n  \"a\": ]").unwrap();
    fs::write(at.join("other.json"), "{\"a\": 1}").unwrap();
    fs::write(at.join("bytes.json"), b"\xff\xfe\xff").unwrap();
    fs::write(at.join("cut.parquet"), b"PAR1 and no more").unwrap();
    // Rows of ours with a byte turned, which makes the library panic.
    let damaged = include_bytes!("common/damaged.parquet");
    fs::write(at.join("damaged.parquet"), damaged).unwrap();
    fs::write(at.join("main.py"), "x = 1\n").unwrap();
    let missing = ("ce chemin n'existe pas", "there is no such path");
    let is_folder = ("c'est un dossier", "this is a folder");
    let no_text = ("pas du texte en UTF-8", "no text in UTF-8");
    let syntax = ("ligne 2, colonne 8", "line 2, column 8");
    let other = ("ligne 1, colonne 8", "line 1, column 8");
    let commands: [(&str, &[&str]); 4] = [
        ("diff", &["diff", "FILE", "FILE"]),
        ("baseline", &["check", ".", "--baseline", "FILE"]),
        ("merge", &["merge", "FILE", "FILE"]),
        ("from", &["cohort", "--from", "FILE", "--output", "out"]),
    ];
    for (name, args) in commands {
        let mut files = vec![("no.json", missing)];
        if name == "from" {
            files.push(("syntax.json", ("ligne 1", "line 1")));
            files.push(("other.json", ("colonne 8", "column 8")));
            files.push(("cut.parquet", ("fichier abîmé", "damaged file")));
            files.push(("damaged.parquet", ("fichier abîmé", "damaged file")));
        } else {
            files.extend([
                ("folder.json", is_folder),
                ("bytes.json", no_text),
                ("syntax.json", syntax),
                ("other.json", other),
            ]);
        }
        for (file, (french, english)) in files {
            for (lang, wanted) in [("fr", french), ("en", english)] {
                let mut args: Vec<&str> = args.to_vec();
                for arg in &mut args {
                    if *arg == "FILE" {
                        *arg = file;
                    }
                }
                args.extend(["--lang", lang]);
                let output = common::prejury(at, &args, &[]);
                let said = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
                assert!(output.stdout.is_empty(), "{args:?}");
                assert!(said.contains(wanted), "{args:?}: {said}");
                assert!(!NOT_OURS.iter().any(|word| said.contains(word)), "{said}");
            }
        }
    }
}

#[test]
fn a_history_that_cannot_be_used_is_told_in_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir_all(at.join("in/Ada")).unwrap();
    fs::write(at.join("in/Ada/main.py"), "x = 1\n").unwrap();
    fs::create_dir(at.join("out")).unwrap();
    fs::write(at.join("out/cohort.sqlite"), "this is no database at all").unwrap();
    for (lang, wanted) in [
        ("fr", "ce n'est pas une base de données"),
        ("en", "this is no database"),
    ] {
        let args = ["cohort", "in", "--output", "out", "--lang", lang];
        let output = common::prejury(at, &args, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn what_cannot_be_written_is_told_in_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.py"), "x = 1\n").unwrap();
    let args = [
        "check",
        "main.py",
        "--format",
        "json",
        "--output",
        "no/such/r.json",
    ];
    let output = common::prejury(folder.path(), &args, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("n'a pas pu être écrit"), "{said}");
    assert!(said.contains("ce chemin n'existe pas"), "{said}");
}
