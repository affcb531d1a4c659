//! Commits, references and remotes.

use std::fs;

use git2::{Repository, Signature, Time};
use prejury_intake::{ChangeKind, Limits};

use crate::build::{commit, issue, issues, object, open, open_with, repository, write};

#[test]
fn commits_tell_who_when_and_what() {
    let (folder, repository) = repository(&[("a.py", "1"), ("b.py", "1")]);
    let first = commit(&repository, "Première version\n\nAvec un corps", 1_000);
    write(folder.path(), &[("a.py", "2"), ("nb/c.ipynb", "{}")]);
    fs::remove_file(folder.path().join("b.py")).unwrap();
    let second = commit(&repository, "Suite", 2_000);
    let submission = open(folder.path());
    let history = submission.history.unwrap();
    assert_eq!(history.head, Some(second.to_string()));
    let [new, old] = &history.commits[..] else {
        panic!("{history:?}")
    };
    assert_eq!(
        (&*old.id, old.subject.as_str()),
        (first.to_string().as_str(), "Première version")
    );
    assert!(old.message.contains("Avec un corps"));
    assert_eq!(
        (old.author_name.as_str(), old.author_email.as_str()),
        ("Zoé Ada", "zoe@example.org")
    );
    assert_eq!((old.author_time, old.committer_time), (1_000, 1_000));
    assert_eq!(new.parents, std::slice::from_ref(&old.id));
    let told: Vec<(&str, ChangeKind)> = new
        .changes
        .iter()
        .map(|change| (&*change.path, change.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("a.py", ChangeKind::Modified),
            ("b.py", ChangeKind::Deleted),
            ("nb/c.ipynb", ChangeKind::Added)
        ]
    );
    // A deletion names the blob that went.
    assert_eq!(new.changes[1].blob, old.changes[1].blob);
}

#[test]
fn a_merge_has_no_changes_and_both_sides_are_read() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    let base = repository
        .find_commit(commit(&repository, "base", 10))
        .unwrap();
    write(folder.path(), &[("b.py", "1")]);
    let left = repository
        .find_commit(commit(&repository, "gauche", 20))
        .unwrap();
    let who = Signature::new("Bo", "bo@example.org", &Time::new(30, 0)).unwrap();
    let right = repository
        .commit(None, &who, &who, "droite", &base.tree().unwrap(), &[&base])
        .unwrap();
    let right = repository.find_commit(right).unwrap();
    let who = Signature::new("Bo", "bo@example.org", &Time::new(40, 0)).unwrap();
    repository
        .commit(
            Some("HEAD"),
            &who,
            &who,
            "fusion",
            &left.tree().unwrap(),
            &[&left, &right],
        )
        .unwrap();
    let history = open(folder.path()).history.unwrap();
    let subjects: Vec<&str> = history
        .commits
        .iter()
        .map(|commit| commit.subject.as_str())
        .collect();
    assert_eq!(subjects, ["fusion", "droite", "gauche", "base"]);
    assert_eq!(history.commits[0].changes, []);
    assert_eq!(history.commits[0].parents.len(), 2);
}

#[test]
fn branches_tags_and_remotes_are_named_without_credentials() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    let id = commit(&repository, "x", 0);
    let head = repository.find_commit(id).unwrap();
    repository.branch("essai/é", &head, false).unwrap();
    repository
        .reference("refs/remotes/origin/main", id, true, "")
        .unwrap();
    repository
        .tag_lightweight("v1", head.as_object(), false)
        .unwrap();
    repository
        .remote("origin", "https://ada:s3cret@example.org/p.git")
        .unwrap();
    repository.set_head_detached(id).unwrap();
    let history = open(folder.path()).history.unwrap();
    assert_eq!(history.head, Some(id.to_string()));
    assert!(
        history.branches.contains(&"essai/é".to_owned())
            && history.branches.contains(&"origin/main".to_owned())
    );
    assert_eq!(history.tags, ["v1"]);
    assert_eq!(
        history.remotes,
        [("origin".to_owned(), "https://example.org/p.git".to_owned())]
    );
}

#[test]
fn a_repository_without_commit_is_said() {
    let (folder, _) = repository(&[("a.py", "1")]);
    let submission = open(folder.path());
    assert_eq!(issues(&submission), [("git.no-commit", None)]);
    assert_eq!(submission.history.unwrap().head, None);
}

#[test]
fn a_head_that_cannot_be_read_is_said() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, "x", 0);
    fs::write(
        folder.path().join(".git/HEAD"),
        "0123456789012345678901234567890123456789\n",
    )
    .unwrap();
    assert_eq!(
        issues(&open(folder.path())),
        [("git.objects-missing", None)]
    );
    fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/loop\n").unwrap();
    write(folder.path(), &[(".git/refs/heads/loop", "nonsense\n")]);
    let codes: Vec<&str> = open(folder.path())
        .issues
        .iter()
        .map(|issue| issue.code)
        .collect();
    assert_eq!(codes, ["git.head-unreadable"]);
}

#[test]
fn a_missing_parent_ends_the_history_there() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    let first = commit(&repository, "un", 1);
    write(folder.path(), &[("a.py", "2")]);
    commit(&repository, "deux", 2);
    fs::remove_file(object(&repository, first)).unwrap();
    let submission = open(folder.path());
    assert_eq!(
        issue(&submission, "git.objects-missing").args["detail"],
        "commits: 1"
    );
    assert_eq!(submission.history.unwrap().commits.len(), 1);
}

#[test]
fn missing_blobs_do_not_stop_the_history() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, "un", 1);
    let old = repository
        .head()
        .unwrap()
        .peel_to_tree()
        .unwrap()
        .get_name("a.py")
        .unwrap()
        .id();
    write(folder.path(), &[("a.py", "2")]);
    commit(&repository, "deux", 2);
    fs::remove_file(object(&repository, old)).unwrap();
    let submission = open(folder.path());
    assert_eq!(submission.issues, []);
    assert_eq!(
        submission.history.unwrap().commits[0].changes[0].kind,
        ChangeKind::Modified
    );
}

#[test]
fn a_shallow_history_is_said() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    let first = commit(&repository, "un", 1);
    write(folder.path(), &[("a.py", "2")]);
    let second = commit(&repository, "deux", 2);
    fs::write(folder.path().join(".git/shallow"), format!("{second}\n")).unwrap();
    fs::remove_file(object(&repository, first)).unwrap();
    drop(repository);
    let submission = open(folder.path());
    assert_eq!(issues(&submission), [("git.shallow", None)]);
    let history = submission.history.unwrap();
    assert!(history.shallow);
    assert_eq!(history.commits.len(), 1);
}

#[test]
fn limits_of_the_history_are_said() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    for number in 0..5 {
        write(
            folder.path(),
            &[("a.py", &number.to_string()), ("b.py", &number.to_string())],
        );
        commit(&repository, "x", number);
    }
    let submission = open_with(
        folder.path(),
        &Limits {
            commits: 3,
            changes: 5,
            ..Limits::default()
        },
    );
    let codes: Vec<&str> = submission.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["limit.changes", "limit.commits"]);
    let history = submission.history.unwrap();
    assert_eq!(history.commits.len(), 3);
    assert_eq!(
        history
            .commits
            .iter()
            .map(|commit| commit.changes.len())
            .sum::<usize>(),
        5
    );
}

#[test]
fn messages_are_bounded_and_read_in_their_encoding() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, &format!("Sujet\n\n{}", "é".repeat(5_000)), 1);
    let tree = repository.head().unwrap().peel_to_tree().unwrap().id();
    let raw = [
        format!("tree {tree}\nauthor A <a@b> 5 +0000\ncommitter A <a@b> 5 +0000\nencoding ISO-8859-1\n\n").as_bytes(),
        b"Mod\xe8le final\n",
    ]
    .concat();
    let submission = open(folder.path());
    let message = &submission.history.unwrap().commits[0].message;
    assert!(
        message.len() <= 4_000 && message.ends_with('é'),
        "{}",
        message.len()
    );
    let id = repository
        .odb()
        .unwrap()
        .write(git2::ObjectType::Commit, &raw)
        .unwrap();
    repository.set_head_detached(id).unwrap();
    assert_eq!(
        open(folder.path()).history.unwrap().commits[0].subject,
        "Modèle final"
    );
}

#[test]
fn a_linked_work_tree_is_read() {
    let (folder, repository) = repository(&[("a.py", "1")]);
    commit(&repository, "x", 1);
    let place = tempfile::tempdir().unwrap();
    repository
        .worktree("copie", &place.path().join("copie"), None)
        .unwrap();
    let submission = open(&place.path().join("copie"));
    assert_eq!(submission.history.unwrap().commits.len(), 1);
    let _: Repository = repository;
    drop(folder);
}
