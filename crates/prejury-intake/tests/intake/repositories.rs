//! Work trees and bare repositories.

use std::fs;

use git2::{Repository, Signature, Time};
use prejury_intake::{Limits, Tracking, open as open_input};

use crate::build::{
    commit, commit_index, file, folder, issue, issues, left_out, object, open, open_with, paths,
    repository, text, write,
};

#[test]
fn tracked_and_not_ignored_files_are_read() {
    let (folder, repository) = repository(&[
        (".gitignore", "data/\n*.log\n"),
        ("main.py", "1"),
        ("src/a.py", "1"),
    ]);
    commit(&repository, "début", 0);
    write(
        folder.path(),
        &[
            ("new.py", "1"),
            ("data/raw.csv", "1"),
            ("data/deep/x.csv", "1"),
            ("run.log", "1"),
        ],
    );
    write(folder.path(), &[("data/kept.csv", "1")]);
    repository
        .index()
        .unwrap()
        .add_path("data/kept.csv".as_ref())
        .unwrap();
    let mut index = repository.index().unwrap();
    index.add_path("data/kept.csv".as_ref()).unwrap();
    index.write().unwrap();
    let submission = open(folder.path());
    assert_eq!(
        paths(&submission),
        [
            ".gitignore",
            "data/kept.csv",
            "main.py",
            "new.py",
            "src/a.py"
        ]
    );
    assert_eq!(file(&submission, "main.py").tracking, Tracking::Tracked);
    assert_eq!(file(&submission, "new.py").tracking, Tracking::Untracked);
    assert_eq!(left_out(&submission), [("ignored", 3)]);
}

#[test]
fn a_folder_of_a_repository_is_read_with_its_own_changes() {
    let (folder, repository) = repository(&[("e\u{301}t\u{e9}/p5/a.py", "1"), ("other/b.py", "1")]);
    commit(&repository, "un", 10);
    write(folder.path(), &[("other/b.py", "2")]);
    commit(&repository, "deux", 20);
    let submission = open(&folder.path().join("e\u{301}t\u{e9}/p5"));
    assert_eq!(
        (submission.label.as_str(), paths(&submission)),
        ("p5", vec!["a.py"])
    );
    assert_eq!(file(&submission, "a.py").tracking, Tracking::Tracked);
    let history = submission.history.unwrap();
    let changes: Vec<Vec<&str>> = history
        .commits
        .iter()
        .map(|commit| commit.changes.iter().map(|change| &*change.path).collect())
        .collect();
    assert_eq!(changes, [vec![], vec!["a.py"]]);
}

#[test]
fn a_folder_below_a_stranger_repository_has_no_git() {
    let (folder, repository) = repository(&[("main.py", "1"), (".gitignore", "inbox/\n")]);
    commit(&repository, "x", 0);
    write(
        folder.path(),
        &[("inbox/candidate/a.py", "1"), ("drop/b.py", "1")],
    );
    for (below, path) in [("inbox/candidate", "a.py"), ("drop", "b.py")] {
        let submission = open(&folder.path().join(below));
        assert_eq!(paths(&submission), [path]);
        assert!(submission.history.is_none());
        assert_eq!(file(&submission, path).tracking, Tracking::NoGit);
    }
}

#[test]
fn tracked_files_absent_on_disk_are_missing() {
    let (folder, repository) = repository(&[("a.py", "1"), ("gone/b.py", "1")]);
    commit(&repository, "x", 0);
    fs::remove_dir_all(folder.path().join("gone")).unwrap();
    let submission = open(folder.path());
    assert_eq!(issues(&submission), [("file.missing", Some("gone/b.py"))]);
}

#[test]
fn configuration_of_theirs_has_no_say() {
    let outside = folder(&[("secret.py", "1"), (".gitignore", "new.py\n")]);
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, "x", 0);
    let mut config = repository.config().unwrap();
    config
        .set_str("core.worktree", outside.path().to_str().unwrap())
        .unwrap();
    config.set_str("core.fsmonitor", "touch hooked").unwrap();
    config.set_str("filter.x.smudge", "touch hooked").unwrap();
    write(
        folder.path(),
        &[(".gitattributes", "* filter=x\n"), ("new.py", "1")],
    );
    let submission = open(folder.path());
    assert_eq!(paths(&submission), [".gitattributes", "a.py", "new.py"]);
    assert!(!folder.path().join("hooked").exists());
}

#[cfg(unix)]
#[test]
fn a_folder_of_another_user_is_read() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, "x", 0);
    for path in [folder.path().to_owned(), folder.path().join(".git")] {
        if std::os::unix::fs::chown(&path, Some(12_345), None).is_err() {
            // Only root can give a folder away.
            return;
        }
    }
    let submission = open(folder.path());
    assert_eq!(submission.issues, []);
    assert_eq!(submission.history.unwrap().commits.len(), 1);
}

#[test]
fn a_project_inside_the_folder_brings_its_history() {
    let folder = folder(&[
        ("rapport.pdf", "%PDF"),
        ("projet/main.py", "1"),
        ("projet/.gitignore", "x.py\n"),
        ("lib/l.py", "1"),
    ]);
    let inner = Repository::init(folder.path().join("projet")).unwrap();
    commit(&inner, "dedans", 0);
    write(folder.path(), &[("projet/x.py", "1"), ("projet/b.py", "1")]);
    let library = Repository::init(folder.path().join("lib")).unwrap();
    commit(&library, "autre", 0);
    let submission = open(folder.path());
    assert_eq!(
        paths(&submission),
        [
            "lib/l.py",
            "projet/.gitignore",
            "projet/b.py",
            "projet/main.py",
            "rapport.pdf"
        ]
    );
    assert_eq!(
        file(&submission, "projet/main.py").tracking,
        Tracking::Tracked
    );
    assert_eq!(
        file(&submission, "projet/b.py").tracking,
        Tracking::Untracked
    );
    assert_eq!(file(&submission, "rapport.pdf").tracking, Tracking::NoGit);
    let history = submission.history.as_ref().unwrap();
    assert_eq!(history.commits[0].subject, "dedans");
    let changed: Vec<&str> = history.commits[0]
        .changes
        .iter()
        .map(|change| &*change.path)
        .collect();
    assert_eq!(changed, ["projet/.gitignore", "projet/main.py"]);
    assert_eq!(issues(&submission), [("git.other-repository", Some("lib"))]);
}

#[test]
fn bare_repositories_are_read_from_head() {
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n",
        "0".repeat(64)
    );
    let (folder, repository) = repository(&[
        ("a.py", "x = 1"),
        ("nb/é.ipynb", "{}"),
        ("m.pkl", &pointer),
        ("big.py", "0123456789"),
        ("venv/pyvenv.cfg", "1"),
    ]);
    commit(&repository, "x", 0);
    let bare = tempfile::tempdir().unwrap();
    let bare = bare.path().join("projet.git");
    fs::rename(folder.path().join(".git"), &bare).unwrap();
    let submission = open_with(
        &bare,
        &Limits {
            file_bytes: 9,
            ..Limits::default()
        },
    );
    assert_eq!(submission.label, "projet");
    assert_eq!(
        paths(&submission),
        ["a.py", "big.py", "m.pkl", "nb/é.ipynb"]
    );
    assert_eq!(text(&submission, "a.py"), "x = 1");
    assert_eq!(
        &submission.read(file(&submission, "big.py")).unwrap_err(),
        issue(&submission, "file.too-large")
    );
    assert_eq!(left_out(&submission), [("virtual-environment", 1)]);
    let submission = open(&bare);
    assert_eq!(
        &submission.read(file(&submission, "m.pkl")).unwrap_err(),
        issue(&submission, "lfs.pointer")
    );
}

#[test]
fn missing_and_broken_objects_are_said() {
    let (folder, repository) = repository(&[
        ("a.py", "one"),
        ("b.py", "two"),
        ("c.py", "three"),
        ("d/e.py", "four"),
    ]);
    commit(&repository, "x", 0);
    let head = repository.head().unwrap().peel_to_tree().unwrap();
    let id = |name: &str| head.get_name(name).unwrap().id();
    fs::remove_file(object(&repository, id("b.py"))).unwrap();
    let broken = object(&repository, id("c.py"));
    fs::remove_file(&broken).unwrap();
    fs::write(&broken, "not zlib").unwrap();
    fs::remove_file(object(&repository, id("d"))).unwrap();
    let submission = open(&folder.path().join(".git"));
    assert_eq!(paths(&submission), ["a.py"]);
    assert_eq!(
        issues(&submission),
        [
            ("git.objects-missing", None),
            ("file.missing", Some("b.py")),
            ("file.unreadable", Some("c.py")),
            ("folder.unreadable", Some("d")),
        ]
    );
}

#[test]
fn files_that_were_never_checked_out_are_read_from_head() {
    let (folder, repository) = repository(&[("a.py", "x = 1")]);
    commit(&repository, "x", 0);
    fs::remove_file(folder.path().join("a.py")).unwrap();
    let submission = open(folder.path());
    assert_eq!(text(&submission, "a.py"), "x = 1");
}

#[test]
fn submodules_are_named_and_read_when_they_are_there() {
    let (folder, repository) = repository(&[("a.py", "1"), ("here/b.py", "1")]);
    let mut index = repository.index().unwrap();
    index.add_path("a.py".as_ref()).unwrap();
    for path in ["absent", "here"] {
        index
            .add(&git2::IndexEntry {
                mode: 0o160_000,
                path: path.into(),
                id: git2::Oid::from_str("0123456789012345678901234567890123456789").unwrap(),
                ctime: git2::IndexTime::new(0, 0),
                mtime: git2::IndexTime::new(0, 0),
                dev: 0,
                ino: 0,
                uid: 0,
                gid: 0,
                file_size: 0,
                flags: 0,
                flags_extended: 0,
            })
            .unwrap();
    }
    index.write().unwrap();
    commit_index(&repository, "x", 0);
    fs::create_dir(folder.path().join("absent")).unwrap();
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["a.py", "here/b.py"]);
    assert_eq!(file(&submission, "here/b.py").tracking, Tracking::Tracked);
    assert_eq!(
        submission.history.as_ref().unwrap().submodules,
        ["absent", "here"]
    );
    assert_eq!(
        issues(&submission),
        [("git.submodule-absent", Some("absent"))]
    );
    let bare = open(&folder.path().join(".git"));
    assert_eq!(
        bare.history.as_ref().unwrap().submodules,
        ["absent", "here"]
    );
}

#[test]
fn a_broken_repository_is_read_without_git() {
    let folder = folder(&[("a.py", "1"), (".git/HEAD", "nonsense")]);
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["a.py"]);
    assert_eq!(issues(&submission), [("git.unreadable", Some(".git"))]);
    fs::create_dir_all(folder.path().join("x.git/objects")).unwrap();
    write(
        folder.path(),
        &[
            ("x.git/HEAD", "nonsense"),
            ("x.git/refs/a", ""),
            ("x.git/config", "[[["),
        ],
    );
    let error = open_input(
        folder.path().join("x.git").to_str().unwrap(),
        &Limits::default(),
    )
    .unwrap_err();
    assert_eq!(error.code(), "input.broken-repository");
}

#[cfg(unix)]
#[test]
fn a_linked_git_folder_is_not_followed() {
    let (other, repository) = repository(&[("secret.py", "1")]);
    commit(&repository, "secret", 0);
    let folder = folder(&[("a.py", "1")]);
    std::os::unix::fs::symlink(other.path().join(".git"), folder.path().join(".git")).unwrap();
    let submission = open(folder.path());
    assert!(submission.history.is_none());
    assert_eq!(issues(&submission), [("file.symlink", Some(".git"))]);
}

/// A few objects that stand for 10^12 files.
#[test]
fn trees_that_hold_each_other_end() {
    let (folder, repository) = repository(&[]);
    let objects = repository.odb().unwrap();
    let blob = objects.write(git2::ObjectType::Blob, b"x = 1").unwrap();
    let empty = objects.write(git2::ObjectType::Tree, b"").unwrap();
    for (leaf, mode, codes) in [
        (blob, "100644", &["limit.changes", "limit.files"][..]),
        (
            empty,
            "40000",
            &["limit.changes", "limit.files", "submission.empty"],
        ),
    ] {
        let mut tree = leaf;
        let mut mode = mode;
        for _ in 0..12 {
            let mut content = Vec::new();
            for name in 0..10 {
                content.extend_from_slice(format!("{mode} f{name}\0").as_bytes());
                content.extend_from_slice(tree.as_bytes());
            }
            tree = objects.write(git2::ObjectType::Tree, &content).unwrap();
            mode = "40000";
        }
        let who = git2::Signature::new("A", "a@b", &git2::Time::new(0, 0)).unwrap();
        let tree = repository.find_tree(tree).unwrap();
        let id = repository
            .commit(None, &who, &who, "bombe", &tree, &[])
            .unwrap();
        repository.set_head_detached(id).unwrap();
        let limits = Limits {
            files: 100,
            changes: 1_000,
            ..Limits::default()
        };
        let submission = open_with(&folder.path().join(".git"), &limits);
        assert!(submission.files.len() <= 100);
        let told: Vec<&str> = submission.issues.iter().map(|issue| issue.code).collect();
        assert_eq!(told, codes);
    }
}

/// A repository whose HEAD shows a README and a long licence, and whose `travail` holds a notebook and a script beside them.
fn with_work_elsewhere() -> (tempfile::TempDir, Repository) {
    let licence = "Permission is hereby granted. ".repeat(400);
    let (folder, repository) = repository(&[("LICENSE", &licence), ("README.md", "# Projet\n")]);
    let first = commit(&repository, "premier", 10);
    write(
        folder.path(),
        &[("analyse.ipynb", "{}"), ("src/a.py", "x = 1")],
    );
    let work = commit(&repository, "travail", 20);
    let branch = |id: git2::Oid, name: &str| {
        let commit = repository.find_commit(id).unwrap();
        repository.branch(name, &commit, true).unwrap();
    };
    branch(work, "travail");
    branch(first, "vide");
    repository.set_head("refs/heads/vide").unwrap();
    let mut force = git2::build::CheckoutBuilder::new();
    force.force().remove_untracked(true);
    repository.checkout_head(Some(&mut force)).unwrap();
    repository
        .find_reference("refs/heads/main")
        .or_else(|_| repository.find_reference("refs/heads/master"))
        .unwrap()
        .delete()
        .unwrap();
    (folder, repository)
}

#[test]
fn a_branch_is_read_where_head_holds_no_work() {
    let (folder, repository) = with_work_elsewhere();
    for input in [folder.path(), repository.path()] {
        let submission = open(input);
        assert_eq!(
            paths(&submission),
            ["LICENSE", "README.md", "analyse.ipynb", "src/a.py"],
            "{}",
            input.display()
        );
        let told = issue(&submission, "git.branch-read");
        assert_eq!(
            told.args.values().map(String::as_str).collect::<Vec<_>>(),
            ["travail", "2"]
        );
        assert_eq!(submission.history.unwrap().commits.len(), 2);
    }
}

#[test]
fn a_branch_with_other_work_is_told_and_not_read() {
    let (folder, repository) = with_work_elsewhere();
    write(folder.path(), &[("autre.py", "y = 1")]);
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["LICENSE", "README.md", "autre.py"]);
    issue(&submission, "git.branch-unread");
    commit(&repository, "autre", 30);
    let submission = open(repository.path());
    assert_eq!(paths(&submission), ["LICENSE", "README.md", "autre.py"]);
    assert_eq!(issues(&submission), [("git.branch-unread", None)]);
}

#[test]
fn merged_branches_and_those_of_programs_are_passed_over() {
    let (folder, repository) = repository(&[("README.md", "# Projet\n"), ("old.py", "1")]);
    let first = commit(&repository, "un", 10);
    fs::remove_file(folder.path().join("old.py")).unwrap();
    let second = commit(&repository, "deux", 20);
    write(folder.path(), &[("bot.py", "1")]);
    let third = commit(&repository, "trois", 30);
    let branch = |id: git2::Oid, name: &str| {
        let commit = repository.find_commit(id).unwrap();
        repository.branch(name, &commit, true).unwrap();
    };
    branch(first, "fusionnee");
    branch(third, "dependabot/pip/x");
    let head = repository.head().unwrap().name().unwrap().to_owned();
    repository.reference(&head, second, true, "back").unwrap();
    let submission = open(repository.path());
    assert_eq!(paths(&submission), ["README.md"]);
    assert_eq!(issues(&submission), []);
}

#[test]
fn a_report_is_a_hand_in_and_no_branch_takes_its_place() {
    let (folder, repository) = with_work_elsewhere();
    write(
        folder.path(),
        &[("rapport.md", &"Une analyse des ventes. ".repeat(200))],
    );
    commit(&repository, "rapport", 30);
    for input in [folder.path(), repository.path()] {
        let submission = open(input);
        assert_eq!(paths(&submission), ["LICENSE", "README.md", "rapport.md"]);
        issue(&submission, "git.branch-unread");
    }
}

#[test]
fn branches_of_another_remote_are_other_peoples_work() {
    let (_folder, repository) = with_work_elsewhere();
    let tip = |name: &str| {
        let branch = repository.find_branch(name, git2::BranchType::Local);
        branch.unwrap().get().target().unwrap()
    };
    let work = tip("travail");
    let moved = |to: &str| repository.reference(to, work, true, "there").unwrap();
    moved("refs/remotes/upstream/solutions");
    repository
        .find_branch("travail", git2::BranchType::Local)
        .unwrap()
        .delete()
        .unwrap();
    assert_eq!(paths(&open(repository.path())), ["LICENSE", "README.md"]);
    moved("refs/remotes/origin/travail");
    assert_eq!(open(repository.path()).files.len(), 4);
}

#[test]
fn files_that_were_moved_since_are_not_missing() {
    let (folder, repository) = repository(&[("eda.py", "x = 1"), ("README.md", "# Projet\n")]);
    let draft = commit(&repository, "brouillon", 10);
    let head = repository.head().unwrap().name().unwrap().to_owned();
    repository
        .reference("refs/heads/brouillon", draft, true, "kept")
        .unwrap();
    repository.find_reference(&head).unwrap().delete().unwrap();
    fs::remove_file(folder.path().join("eda.py")).unwrap();
    write(folder.path(), &[("src/eda.py", "x = 1")]);
    commit(&repository, "écrasé et rangé", 20);
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["README.md", "src/eda.py"]);
    assert_eq!(issues(&submission), []);
}

#[test]
fn work_of_a_repository_without_a_current_commit_is_read() {
    let (_folder, repository) = with_work_elsewhere();
    repository.set_head("refs/heads/jamais").unwrap();
    let submission = open(repository.path());
    assert_eq!(submission.files.len(), 4);
    assert_eq!(issues(&submission), [("git.branch-read", None)]);
}

#[test]
fn deleted_work_is_missing_and_not_fetched_from_a_branch() {
    let (folder, repository) = repository(&[("eda.ipynb", "{}"), ("README.md", "# Projet\n")]);
    commit(&repository, "un", 10);
    write(folder.path(), &[("b.py", "1")]);
    let later = commit(&repository, "deux", 20);
    let head = repository.head().unwrap().name().unwrap().to_owned();
    let first = repository.find_commit(later).unwrap().parent_id(0).unwrap();
    repository
        .reference("refs/heads/suite", later, true, "kept")
        .unwrap();
    repository.reference(&head, first, true, "back").unwrap();
    let commit = repository.find_object(first, None).unwrap();
    repository
        .reset(&commit, git2::ResetType::Hard, None)
        .unwrap();
    fs::remove_file(folder.path().join("eda.ipynb")).unwrap();
    let submission = open(folder.path());
    assert_eq!(paths(&submission), ["README.md"]);
    let codes: Vec<&str> = submission.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["git.branch-unread", "file.missing"]);
}

#[test]
fn a_branch_of_trees_in_trees_ends() {
    let (_folder, repository) = repository(&[("README.md", "# Projet\n")]);
    commit(&repository, "un", 10);
    let blob = repository.blob(b"x = 1").unwrap();
    let mut builder = repository.treebuilder(None).unwrap();
    builder.insert("a.py", blob, 0o100_644).unwrap();
    let mut tree = builder.write().unwrap();
    for _ in 0..2_000 {
        let mut builder = repository.treebuilder(None).unwrap();
        builder.insert("d".repeat(200), tree, 0o040_000).unwrap();
        tree = builder.write().unwrap();
    }
    let who = Signature::new("Zoé Ada", "zoe@example.org", &Time::new(20, 0)).unwrap();
    let tree = repository.find_tree(tree).unwrap();
    let deep = Some("refs/heads/profonde");
    repository
        .commit(deep, &who, &who, "profonde", &tree, &[])
        .unwrap();
    assert_eq!(paths(&open(repository.path())), ["README.md"]);
}
