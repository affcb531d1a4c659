//! Histories of the kinds that candidates hand in.

use std::sync::Arc;

use prejury_intake::{Change, ChangeKind};

use super::*;

fn commit(number: usize, changes: &[(&str, ChangeKind, &str)]) -> Commit {
    Commit {
        id: format!("{number:040}").into(),
        author_name: "Ada".into(),
        author_email: "ada@example.org".into(),
        committer_name: "Ada".into(),
        committer_email: "ada@example.org".into(),
        author_time: number as i64 * 60,
        committer_time: number as i64 * 60,
        subject: format!("commit {number}"),
        message: String::new(),
        parents: if number == 0 {
            Vec::new()
        } else {
            vec![Arc::from(format!("{:040}", number - 1))]
        },
        changes: changes
            .iter()
            .map(|(path, kind, blob)| Change {
                path: (*path).into(),
                kind: *kind,
                blob: (*blob).into(),
            })
            .collect(),
    }
}

fn file(path: &str, kind: FileKind, tracking: Tracking) -> SourceFile {
    SourceFile {
        path: path.into(),
        kind,
        size: 10,
        tracking,
    }
}

/// Signals that a history of commits, oldest first, gives.
fn signals(mut commits: Vec<Commit>, files: &[SourceFile]) -> Vec<String> {
    commits.reverse();
    let history = History {
        commits,
        ..History::default()
    };
    let mut sink = EvidenceSink::default();
    versions(files, &history, &mut sink);
    tracking(files, &mut sink);
    let mut names: Vec<String> = sink
        .into_evidence()
        .iter()
        .map(|evidence| evidence.signal.to_string())
        .collect();
    names.sort();
    names.dedup();
    names
}

use ChangeKind::{Added, Deleted, Modified};

#[test]
fn three_changes_of_the_work_are_versions() {
    let files = [file("a.ipynb", FileKind::Notebook, Tracking::Tracked)];
    let commits = vec![
        commit(0, &[("a.ipynb", Added, "1")]),
        commit(1, &[("a.ipynb", Modified, "2")]),
        commit(2, &[("README.md", Added, "3")]),
    ];
    assert_eq!(
        signals(commits, &files),
        ["history.tracked", "history.versions"]
    );
}

#[test]
fn merges_and_caches_are_no_versions() {
    let files = [file("a.py", FileKind::Python, Tracking::Tracked)];
    let mut merge = commit(2, &[]);
    merge.parents.push("x".into());
    let commits = vec![
        commit(0, &[("a.py", Added, "1")]),
        commit(1, &[("a.py", Modified, "2")]),
        merge,
        commit(
            3,
            &[(".DS_Store", Added, "3"), ("__pycache__/a.pyc", Added, "4")],
        ),
        commit(4, &[]),
    ];
    assert_eq!(
        signals(commits, &files),
        ["history.tracked", "history.two-versions"]
    );
}

#[test]
fn the_same_files_uploaded_again_make_thin_versions() {
    let files = [file("b.ipynb", FileKind::Notebook, Tracking::Tracked)];
    let commits = vec![
        commit(0, &[("README.md", Added, "1")]),
        commit(1, &[("a.ipynb", Added, "2"), ("a.pdf", Added, "3")]),
        commit(2, &[("a.ipynb", Deleted, "2")]),
        commit(3, &[("b.ipynb", Added, "2")]),
        commit(4, &[("README.md", Modified, "5")]),
    ];
    assert_eq!(
        signals(commits, &files),
        [
            "history.tracked",
            "history.versions",
            "history.versions-thin"
        ]
    );
}

#[test]
fn a_file_deleted_and_uploaded_again_in_one_sitting_is_one_version() {
    let files = [file("a.ipynb", FileKind::Notebook, Tracking::Tracked)];
    let again = |minutes: i64| {
        let mut last = commit(2, &[("a.ipynb", Added, "2")]);
        last.author_time = 60 + minutes * 60;
        vec![
            commit(0, &[("a.ipynb", Added, "1")]),
            commit(1, &[("a.ipynb", Deleted, "1")]),
            last,
        ]
    };
    assert!(signals(again(2), &files).contains(&"history.versions-thin".to_owned()));
    assert!(!signals(again(60 * 24), &files).contains(&"history.versions-thin".to_owned()));
}

#[test]
fn documents_are_the_work_where_there_is_no_code() {
    let files = [file("risks.md", FileKind::Markdown, Tracking::Tracked)];
    let commits = vec![
        commit(0, &[("README.md", Added, "1")]),
        commit(1, &[("risks.md", Added, "2")]),
        commit(2, &[("backlog.md", Added, "3")]),
    ];
    assert_eq!(
        signals(commits, &files),
        ["history.tracked", "history.versions"]
    );
}

#[test]
fn an_untracked_notebook_is_a_hole_and_one_script_of_many_is_none() {
    let mut files = vec![file("new.ipynb", FileKind::Notebook, Tracking::Untracked)];
    files.extend((0..9).map(|number| {
        file(
            &format!("s{number}.py"),
            FileKind::Python,
            Tracking::Tracked,
        )
    }));
    assert!(signals(Vec::new(), &files).contains(&"history.main-files-untracked".to_owned()));
    files[0] = file("new.py", FileKind::Python, Tracking::Untracked);
    assert_eq!(signals(Vec::new(), &files), ["history.tracked"]);
}

/// Subjects of the shown commits in the order of their turns.
fn shown(commits: Vec<Commit>) -> Vec<String> {
    let files = [file("a.ipynb", FileKind::Notebook, Tracking::Tracked)];
    let history = History {
        commits: commits.into_iter().rev().collect(),
        ..History::default()
    };
    let mut sink = EvidenceSink::default();
    sharing::commits(&history, &mut sink);
    versions(&files, &history, &mut sink);
    let mut found = sink.into_found();
    found.sort_by_key(|found| found.turn);
    found
        .into_iter()
        .map(|found| found.evidence.excerpt)
        .collect()
}

fn on_service(subject: &str, commit: Commit) -> Commit {
    Commit {
        subject: subject.into(),
        committer_name: "GitHub".into(),
        ..commit
    }
}

#[test]
fn sharing_is_shown_by_merges_first_then_by_the_commits_that_bring_the_most() {
    let commits = || {
        vec![
            on_service("Update README.md", commit(0, &[("README.md", Added, "1")])),
            on_service("Add one", commit(1, &[("a.ipynb", Added, "2")])),
            on_service(
                "Add two",
                commit(2, &[("b.ipynb", Added, "3"), ("c.py", Added, "4")]),
            ),
            on_service("Delete b.ipynb", commit(3, &[("b.ipynb", Deleted, "3")])),
        ]
    };
    assert_eq!(
        shown(commits())[..2],
        ["Add two (GitHub)", "Add one (GitHub)"]
    );
    let merge = "Merge branch 'main' of https://github.com/ada/projet";
    let mut merged = commits();
    merged.insert(
        1,
        Commit {
            subject: merge.into(),
            ..commit(9, &[])
        },
    );
    assert_eq!(
        shown(merged)[..3],
        [merge, "Add two (GitHub)", "Add one (GitHub)"]
    );
}

#[test]
fn versions_are_shown_newest_first() {
    let commits = vec![
        commit(9, &[("a.ipynb", Added, "1")]),
        commit(5, &[("a.ipynb", Modified, "2")]),
        commit(7, &[("a.ipynb", Modified, "3")]),
    ];
    assert_eq!(shown(commits), ["commit 7", "commit 5", "commit 9"]);
}

#[test]
fn a_named_change_of_code_is_shown_before_a_link_and_before_an_upload() {
    let named = |subject: &str, commit: Commit| Commit {
        subject: subject.into(),
        ..commit
    };
    let commits = vec![
        commit(1, &[("data/a.csv", Added, "1")]),
        named("Rename the API", commit(2, &[("api.py", Modified, "2")])),
        named("Update api.py", commit(3, &[("api.py", Modified, "3")])),
        named("Create lien dashboard", commit(4, &[("lien", Added, "4")])),
    ];
    let shown = shown(commits);
    assert_eq!(shown[..2], ["Rename the API", "Update api.py"]);
}
