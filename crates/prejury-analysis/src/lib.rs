//! Facts → signals → evidence → statuses.
//!
//! **Invariant:** no path on disk and no git2 here: a submission comes in, a report goes out. `evaluate` is a pure
//! function of evidence and rules.

mod analyses;
mod callees;
mod evaluate;
mod evidence_set;
mod facts;
mod gather;
mod guard;
mod matching;
mod progress;
mod sink;

pub use facts::Facts;
pub use progress::{Progress, Stage};

use prejury_catalog::Catalog;
use prejury_core::{InputReport, Report};
use prejury_intake::{FileKind, Submission};

use crate::evaluate::Reading;
use crate::evidence_set::EvidenceSet;

/// Checks one submission against the catalogue.
pub fn check(submission: &Submission, catalog: &Catalog) -> Report {
    check_with(submission, catalog, &())
}

/// Checks one submission, telling `progress` how far it is.
pub fn check_with(submission: &Submission, catalog: &Catalog, progress: &dyn Progress) -> Report {
    let gathered = gather::gather(submission, progress);
    let (sink, panics) = matching::find_signals(&gathered.facts, catalog, progress);
    let evidence = EvidenceSet::new(sink, &gathered.facts.python, &gathered.duplicates);
    let mut issues = gathered.facts.issues;
    issues.extend(panics);
    issues.sort();
    issues.dedup();
    let competences = evaluate::evaluate(catalog, &evidence, &Reading::of(&issues));
    let input = InputReport {
        documents: gathered.n_documents,
        ..input_report(submission)
    };
    Report {
        input,
        competences,
        issues,
    }
}

/// What was read, as far as the submission alone tells.
fn input_report(submission: &Submission) -> InputReport {
    let count = |kind| {
        submission
            .files
            .iter()
            .filter(|file| file.kind == kind)
            .count()
    };
    let history = submission.history.as_ref();
    InputReport {
        label: submission.label.clone(),
        head: history.and_then(|history| history.head.clone()),
        files: submission.files.len(),
        notebooks: count(FileKind::Notebook),
        scripts: count(FileKind::Python),
        documents: 0,
        commits: history.map_or(0, |history| history.commits.len()),
        left_out: submission.left_out.clone(),
    }
}
