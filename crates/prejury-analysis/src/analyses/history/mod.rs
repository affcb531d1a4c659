//! Version control: what is tracked, whether it is shared, and how many real versions the history holds.
//!
//! # What it looks for
//! Scripts and notebooks under git (documents, where the project has no code), traces of a hosting service, and commits
//! that each change files of the project.
//!
//! # Counts as evidence
//! A remote; commits whose committer is a hosting service; messages of merge requests, uploads and update robots; workflow
//! files; a link to the project's own repository. For versions: commits that are no merges and change project files.
//!
//! # Does not count
//! Merges, empty commits, caches and system files. A README edit is a version, but three versions of which one alone
//! changes the work itself are named as thin.
//!
//! # Limits
//! A remote that is a folder of this machine counts like any other, and is told apart. A shallow clone hides versions. A link is the project's own by the name of its repository or of its owner; a project
//! renamed since under another account is not recognised.

mod changes;
mod sharing;

use prejury_core::{Evidence, Location, Strength};
use prejury_intake::{Commit, FileKind, History, SourceFile, Tracking};

use super::{Analysis, Context};
use crate::sink::EvidenceSink;
use changes::{Weight, changes_code, weigh};

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "history",
    signals: &[
        "history.present",
        "history.tracked",
        "history.main-files-untracked",
        "history.shared",
        "history.local-remote",
        "history.versions",
        "history.two-versions",
        "history.versions-thin",
    ],
    run,
};

/// Versions that the rubric asks for.
const ENOUGH_VERSIONS: usize = 3;
/// Commits shown as examples.
const MAX_SHOWN: usize = 5;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let submission = ctx.facts.submission;
    // A link or a workflow shows sharing even in a hand-in without its history.
    sharing::find(ctx, submission.history.as_ref(), sink);
    let Some(history) = &submission.history else {
        return;
    };
    if let Some(newest) = history.commits.first() {
        sink.push(evidence("history.present", true, newest));
    }
    tracking(&submission.files, sink);
    versions(&submission.files, history, sink);
}

/// Whether a file is what the project is made of: code, or the documents of a project that has no code.
fn main_files(files: &[SourceFile]) -> Vec<&SourceFile> {
    let code: Vec<&SourceFile> = files
        .iter()
        .filter(|file| matches!(file.kind, FileKind::Notebook | FileKind::Python))
        .collect();
    if !code.is_empty() {
        return code;
    }
    let is_document = |file: &&SourceFile| {
        use FileKind::{
            Excel, Html, Markdown, OpenDocumentSheet, OpenDocumentSlides, OpenDocumentText, Pdf,
            PlainText, PowerPoint, RestructuredText, Word,
        };
        let kinds = [
            Excel,
            Html,
            Markdown,
            OpenDocumentSheet,
            OpenDocumentSlides,
            OpenDocumentText,
            Pdf,
            PlainText,
            PowerPoint,
            RestructuredText,
            Word,
        ];
        kinds.contains(&file.kind) && changes::weight_of_path(&file.path, false) == Weight::Work
    };
    files.iter().filter(is_document).collect()
}

fn tracking(files: &[SourceFile], sink: &mut EvidenceSink) {
    let main = main_files(files);
    let (tracked, untracked): (Vec<&SourceFile>, Vec<&SourceFile>) = main
        .iter()
        .partition(|file| file.tracking == Tracking::Tracked);
    for file in tracked.iter().take(MAX_SHOWN) {
        sink.found(
            "history.tracked",
            Strength::Written,
            Location::file(file.path.clone()),
            &*file.path,
            None,
        );
    }
    // One forgotten helper is no hole in the history; a notebook, or a good part of the scripts, is.
    let is_notebook = |file: &&&SourceFile| {
        file.kind == FileKind::Notebook && changes::weight_of_path(&file.path, true) == Weight::Work
    };
    let untracked_notebooks = untracked.iter().filter(is_notebook).count();
    if untracked_notebooks > 0 || untracked.len() * 4 >= main.len().max(1) && !untracked.is_empty()
    {
        for file in untracked.iter().take(MAX_SHOWN) {
            sink.push(Evidence {
                signal: "history.main-files-untracked".into(),
                strength: Strength::Written,
                supports: false,
                location: Location::file(file.path.clone()),
                excerpt: file.path.to_string(),
                subject: file.path.rsplit('/').next().map(str::to_owned),
                related: Vec::new(),
            });
        }
    }
}

fn versions(files: &[SourceFile], history: &History, sink: &mut EvidenceSink) {
    let has_code = files.iter().any(|file| is_code(file.kind));
    let weighed: Vec<(&Commit, Weight)> = weigh(history, has_code)
        .into_iter()
        .filter(|(commit, weight)| commit.parents.len() <= 1 && *weight > Weight::Nothing)
        .collect();
    let work: Vec<&Commit> = with_weight(&weighed, Weight::Work);
    let around: Vec<&Commit> = with_weight(&weighed, Weight::Around);
    // What changes code says more of a version than a link or a setting beside it.
    let (of_code, beside): (Vec<&Commit>, Vec<&Commit>) =
        work.iter().partition(|commit| changes_code(commit));
    let mut shown = spread(&of_code, MAX_SHOWN - 1);
    // So does a commit that says what it changes: the first one shown is asked about.
    shown.sort_by_key(|commit| is_unnamed(&commit.subject));
    shown.extend(spread(&beside, (MAX_SHOWN - 1).saturating_sub(shown.len())));
    shown.extend(around.first());
    let signal = match weighed.len() {
        0 | 1 => return,
        2 => "history.two-versions",
        _ => "history.versions",
    };
    // In this order, newest first among equals, not in that of their hashes.
    for (commit, place) in shown.iter().zip(0..) {
        sink.push_in_turn(place, evidence(signal, true, commit));
    }
    if weighed.len() >= ENOUGH_VERSIONS && work.len() <= 1 {
        let example = work.first().or(around.first());
        if let Some(commit) = example {
            sink.push(evidence("history.versions-thin", false, commit));
        }
    }
}

/// Subjects that hosting services write where nobody does, and those that only say that there is a commit.
fn is_unnamed(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    let mut words = subject.split_whitespace();
    let of_service =
        ["add files via upload", "initial commit", "first commit"].contains(&&*subject);
    let names_file = matches!(
        words.next(),
        Some("create" | "update" | "delete" | "rename")
    ) && words.clone().count() == 1
        && words.next().is_some_and(|word| word.contains('.'));
    of_service || names_file || !subject.contains(' ')
}

fn with_weight<'a>(weighed: &[(&'a Commit, Weight)], wanted: Weight) -> Vec<&'a Commit> {
    weighed
        .iter()
        .filter(|(_, weight)| *weight == wanted)
        .map(|(commit, _)| *commit)
        .collect()
}

/// At most `n` of `items`, the first and the last among them.
fn spread<'a>(items: &[&'a Commit], n: usize) -> Vec<&'a Commit> {
    if items.len() <= n {
        return items.to_vec();
    }
    if n < 2 {
        return items[..n].to_vec();
    }
    (0..n)
        .map(|step| items[step * (items.len() - 1) / (n - 1)])
        .collect()
}

fn evidence(signal: &str, supports: bool, commit: &Commit) -> Evidence {
    Evidence {
        signal: signal.into(),
        strength: Strength::Executed,
        supports,
        location: Location::commit(commit.id.clone()),
        excerpt: commit.subject.clone(),
        subject: Some(commit.subject.clone()),
        related: Vec::new(),
    }
}

/// Kinds of files that hold code of any language.
pub(super) fn is_code(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Notebook | FileKind::Python | FileKind::Sql | FileKind::OtherCode
    )
}

#[cfg(test)]
mod tests;
