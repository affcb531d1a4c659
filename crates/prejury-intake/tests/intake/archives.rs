//! Zip and tar archives as people make them.

use std::fs;

use prejury_intake::{Limits, open as open_input};

use crate::build::{commit, issues, left_out, open, paths, repository, text};
use crate::pack::{FILE, gzip, on_disk, patched, tar_of, zip_of};

#[test]
fn every_form_of_archive_is_read() {
    let tar = tar_of(&[(b"a.py", FILE, b"x = 1"), (b"nb/b.ipynb", FILE, b"{}")]);
    let zip = zip_of(&[("a.py", b"x = 1"), ("nb/b.ipynb", b"{}")]);
    for (name, bytes) in [
        ("d.zip", zip),
        ("d.tar.gz", gzip(&tar)),
        ("d.TGZ", gzip(&tar)),
        ("d.tar", tar),
    ] {
        let (_folder, path) = on_disk(name, &bytes);
        let submission = open(&path);
        assert_eq!(submission.label, name);
        assert_eq!(paths(&submission), ["a.py", "nb/b.ipynb"], "{name}");
        assert_eq!(text(&submission, "a.py"), "x = 1");
        assert_eq!(submission.issues, []);
    }
}

#[test]
fn the_folder_that_wraps_an_archive_is_taken_off() {
    let zip = zip_of(&[
        ("projet-main/README.md", b"#"),
        ("projet-main/empty.py", b""),
        ("__MACOSX/projet-main/._a", b"x"),
    ]);
    let (_folder, path) = on_disk("p.zip", &zip);
    let submission = open(&path);
    assert_eq!(paths(&submission), ["README.md", "empty.py"]);
    assert_eq!(issues(&submission), [("file.empty", Some("empty.py"))]);
    assert_eq!(left_out(&submission), [("hidden", 1)]);
}

#[test]
fn archives_inside_an_archive_become_folders() {
    let deepest = zip_of(&[("z.py", b"1")]);
    let first = zip_of(&[("code.py", b"1"), ("deep.zip", &deepest)]);
    let second = gzip(&tar_of(&[(b"notes.md", FILE, b"#")]));
    let outer = zip_of(&[
        ("Ada_1_code.zip", &first),
        ("Ada_2_notes.tar.gz", &second),
        ("bad.zip", b"nonsense"),
    ]);
    let (_folder, path) = on_disk("Ada.zip", &outer);
    let submission = open(&path);
    assert_eq!(
        paths(&submission),
        [
            "Ada_1_code/code.py",
            "Ada_1_code/deep.zip",
            "Ada_2_notes/notes.md",
            "bad.zip"
        ]
    );
    assert_eq!(
        issues(&submission),
        [
            ("archive.nested", Some("Ada_1_code/deep.zip")),
            ("archive.broken", Some("bad.zip"))
        ]
    );
}

#[test]
fn a_repository_in_an_archive_brings_its_history() {
    let (folder, repository) = repository(&[("main.py", "1"), (".gitignore", "x.log\n")]);
    commit(&repository, "dedans", 0);
    fs::write(folder.path().join("x.log"), "1").unwrap();
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_dir_all("projet", folder.path()).unwrap();
    let (_folder, path) = on_disk("p.tar", &builder.into_inner().unwrap());
    let submission = open(&path);
    assert_eq!(paths(&submission), [".gitignore", "main.py"]);
    assert_eq!(
        submission.history.as_ref().unwrap().commits[0].subject,
        "dedans"
    );
    assert_eq!(left_out(&submission), [("ignored", 1)]);
}

#[test]
fn a_repository_in_an_archive_reaches_nothing_outside() {
    let (folder, repository) = repository(&[("secret.py", "1")]);
    commit(&repository, "secret", 0);
    let git = format!("gitdir: {}\n", folder.path().join(".git").display());
    let (_folder, path) = on_disk(
        "p.zip",
        &zip_of(&[("a.py", b"1"), (".git", git.as_bytes())]),
    );
    let submission = open(&path);
    assert!(submission.history.is_none());
    assert_eq!(issues(&submission), [("git.unreadable", Some(".git"))]);

    let objects = folder.path().join(".git/objects").display().to_string();
    let head = repository.head().unwrap().target().unwrap().to_string();
    let files: &[(&str, &[u8])] = &[
        ("a.py", b"1"),
        (".git/HEAD", head.as_bytes()),
        (".git/refs/x", b""),
        (".git/objects/x", b""),
        (".git/objects/info/alternates", objects.as_bytes()),
    ];
    let (_folder, path) = on_disk("q.zip", &zip_of(files));
    assert_eq!(open(&path).history.unwrap().commits.len(), 0);
}

#[test]
fn old_names_and_backslashes_are_read() {
    // A DOS code page without the flag that says UTF-8: 0x82 is é.
    let dos = patched(
        zip_of(&[("dossier_mod?le.py", b"1")]),
        b"dossier_mod?le.py",
        b"dossier\\mod\x8ale.py",
    );
    let (_folder, path) = on_disk("d.zip", &dos);
    assert_eq!(text(&open(&path), "modèle.py"), "1");
}

#[test]
fn what_is_no_archive_is_an_error() {
    for name in ["a.zip", "a.tar.gz", "a.tar"] {
        let (_folder, path) = on_disk(
            name,
            b"this is not an archive, whatever its name may say of it",
        );
        let error = open_input(path.to_str().unwrap(), &Limits::default()).unwrap_err();
        assert_eq!(error.code(), "input.broken-archive", "{name}");
        assert!(error.to_string().contains(name));
    }
}

#[test]
fn the_temporary_folder_goes_with_the_submission() {
    let (_folder, path) = on_disk("z.zip", &zip_of(&[("a.py", b"1")]));
    let before = |()| {
        let entries = fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        entries
            .filter(|entry| entry.path().join("unique-marker-of-this-test.py").exists())
            .count()
    };
    let (_other, marked) = on_disk(
        "m.zip",
        &zip_of(&[("unique-marker-of-this-test.py", b"1"), ("b.py", b"1")]),
    );
    let submission = open(&marked);
    assert_eq!(before(()), 1);
    drop(submission);
    assert_eq!(before(()), 0);
    drop(path);
}
