//! Folders without git, and single files.

use std::fs;

use prejury_core::Issue;
use prejury_intake::{FileKind, Limits, Submission, Tracking, open as open_input};

use crate::build::{file, folder, issue, issues, open, open_with, paths, text};

#[test]
fn a_plain_folder_gives_all_its_files() {
    let folder = folder(&[
        ("README.md", "# Projet"),
        ("notebooks/1 – l'étude 📊.ipynb", "{}"),
        ("train", "#!/usr/bin/env python\nimport os"),
        (".github/workflows/ci.yml", "on: push"),
    ]);
    let submission = open(folder.path());
    assert_eq!(
        paths(&submission),
        [
            ".github/workflows/ci.yml",
            "README.md",
            "notebooks/1 – l'étude 📊.ipynb",
            "train"
        ]
    );
    assert_eq!(file(&submission, "train").kind, FileKind::Python);
    assert_eq!(file(&submission, "README.md").tracking, Tracking::NoGit);
    assert_eq!(
        submission.label,
        folder.path().file_name().unwrap().to_str().unwrap()
    );
    assert!(submission.history.is_none());
    assert_eq!(submission.issues, []);
    assert_eq!(text(&submission, "README.md"), "# Projet");
}

#[test]
fn names_are_shown_composed_and_opened_by_their_bytes() {
    let folder = folder(&[("e\u{301}tude.py", "decomposed"), ("étude.py", "composed")]);
    let submission = open(folder.path());
    // A disk that normalises names holds one file only.
    let on_disk = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(
        paths(&submission),
        ["étude (2).py", "étude.py"][2 - on_disk..]
    );
    let mut texts: Vec<String> = paths(&submission)
        .iter()
        .map(|path| text(&submission, path))
        .collect();
    texts.sort();
    assert_eq!(texts.len(), on_disk);
    assert!(texts.contains(&"composed".to_owned()));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    fs::write(
        folder
            .path()
            .join(std::ffi::OsStr::from_bytes(b"mod\xe8le.py")),
        "x = 1",
    )
    .unwrap();
    assert_eq!(text(&open(folder.path()), "modèle.py"), "x = 1");
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_said_and_never_opened() {
    let outside = folder(&[("secret.py", "password = 1")]);
    let folder = folder(&[("a.py", "")]);
    fs::write(folder.path().join("a.py"), "x").unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("linked")).unwrap();
    std::os::unix::fs::symlink(
        outside.path().join("secret.py"),
        folder.path().join("secret.py"),
    )
    .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["a.py"]);
    assert_eq!(
        issues(&submission),
        [
            ("file.symlink", Some("linked")),
            ("file.symlink", Some("secret.py")),
            ("file.special", Some("socket"))
        ]
    );
}

#[test]
fn empty_files_and_pointers_are_said() {
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 5242880\n",
        "0".repeat(64)
    );
    let folder = folder(&[
        ("empty.ipynb", ""),
        ("pkg/__init__.py", ""),
        (".gitkeep", ""),
        ("model.pkl", &pointer),
    ]);
    let submission = open(folder.path());
    assert_eq!(
        issues(&submission),
        [
            ("file.empty", Some("empty.ipynb")),
            ("lfs.pointer", Some("model.pkl"))
        ]
    );
    assert_eq!(issue(&submission, "lfs.pointer").args["size"], "5");
    // The file is listed, and reading it says the same again.
    assert_eq!(
        &submission.read(file(&submission, "model.pkl")).unwrap_err(),
        issue(&submission, "lfs.pointer")
    );
}

#[test]
fn limits_are_said() {
    let folder = folder(&[
        ("a.py", "12345"),
        ("b.py", "123"),
        ("c/d/e.py", "1"),
        ("z.py", "123"),
    ]);
    let limits = Limits {
        file_bytes: 4,
        total_bytes: 5,
        depth: 1,
        ..Limits::default()
    };
    let submission = open_with(folder.path(), &limits);
    assert_eq!(paths(&submission), ["a.py", "b.py"]);
    assert_eq!(
        issues(&submission),
        [
            ("limit.total-size", None),
            ("file.too-large", Some("a.py")),
            ("limit.depth", Some("c/d"))
        ]
    );
    assert_eq!(issue(&submission, "limit.total-size").args["skipped"], "1");
    assert_eq!(
        &submission.read(file(&submission, "a.py")).unwrap_err(),
        issue(&submission, "file.too-large")
    );

    let submission = open_with(
        folder.path(),
        &Limits {
            files: 2,
            ..Limits::default()
        },
    );
    assert_eq!(paths(&submission), ["a.py", "b.py"]);
    assert_eq!(issue(&submission, "limit.files").args["skipped"], "2");
}

#[test]
fn a_file_that_disappears_is_missing() {
    let folder = folder(&[("a.py", "1")]);
    let submission = open(folder.path());
    fs::remove_file(folder.path().join("a.py")).unwrap();
    assert_eq!(
        submission.read(file(&submission, "a.py")),
        Err(Issue::at("a.py", "file.missing"))
    );
}

#[test]
fn many_issues_of_a_kind_are_counted() {
    let files: Vec<(String, &str)> = (0..130)
        .map(|number| (format!("{number:03}.py"), ""))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let submission = open(folder(&files).path());
    assert_eq!(submission.issues.len(), 101);
    assert_eq!(issue(&submission, "issues.more").args["count"], "30");
    assert_eq!(issue(&submission, "issues.more").args["code"], "file.empty");
}

#[test]
fn an_empty_folder_is_said() {
    assert_eq!(
        issues(&open(folder(&[]).path())),
        [("submission.empty", None)]
    );
}

#[test]
fn one_notebook_or_script_is_a_submission() {
    let folder = folder(&[("étude.ipynb", "{}"), ("notes.txt", "no"), ("empty.py", "")]);
    let submission = open(&folder.path().join("étude.ipynb"));
    assert_eq!(
        (submission.label.as_str(), paths(&submission)),
        ("étude.ipynb", vec!["étude.ipynb"])
    );
    assert_eq!(text(&submission, "étude.ipynb"), "{}");
    assert_eq!(
        issues(&open(&folder.path().join("empty.py"))),
        [("file.empty", Some("empty.py"))]
    );
    let code = |name: &str| {
        let path = folder.path().join(name);
        open_input(path.to_str().unwrap(), &Limits::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(code("notes.txt"), "input.unsupported");
    assert_eq!(code("absent.py"), "input.not-found");
}

#[test]
fn files_in_memory_serve_tests() {
    let submission = Submission::in_memory(
        "essai",
        vec![
            ("b.ipynb".into(), b"{}".into()),
            ("a.py".into(), b"x".into()),
        ],
    );
    assert_eq!(paths(&submission), ["a.py", "b.ipynb"]);
    assert_eq!(text(&submission, "a.py"), "x");
    assert_eq!(file(&submission, "b.ipynb").kind, FileKind::Notebook);
}
