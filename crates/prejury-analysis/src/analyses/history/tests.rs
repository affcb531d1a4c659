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
