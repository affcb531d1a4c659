//! Facts → signals → evidence → statuses.
//!
//! **Invariant:** no path on disk and no git2 here: a submission comes in, a report goes out. `evaluate` is a pure
//! function of evidence and rules.

mod analyses;
mod anchor;
mod callees;
mod coherence;
mod evaluate;
mod evidence_set;
mod facts;
mod function_spans;
mod gather;
mod guard;
mod input;
mod leads;
mod matching;
mod profile_rules;
mod progress;
mod projects;
mod remains;
mod restated;
mod seen_at;
mod shared_out;
mod sink;
mod surroundings;

pub use anchor::anchors;
pub use facts::Facts;
pub use gather::check_signposts;
pub use progress::{Progress, Stage};
pub use remains::Remains;

use prejury_catalog::{Catalog, Profile};
use prejury_core::{Annotations, InputReport, Report};
use prejury_intake::{FileKind, Submission};

use crate::evaluate::{Reading, Sections};
use crate::evidence_set::EvidenceSet;
use crate::gather::Gathered;
use crate::guard::guarded;
use crate::leads::Decks;
use crate::restated::Restated;

/// Checks one submission against the catalogue.
pub fn check(submission: &Submission, catalog: &Catalog) -> Report {
    check_with(submission, catalog, &())
}

/// Checks one submission, telling `progress` how far it is.
pub fn check_with(submission: &Submission, catalog: &Catalog, progress: &dyn Progress) -> Report {
    let (report, remains) = check_as(submission, catalog, Asked::default(), progress);
    remains.free();
    report
}

/// What is asked of a check beside the report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The text around the places of the evidence, for reports in which people work.
    pub context: bool,
    /// The project whose own rules are looked at, too.
    pub profile: Option<&'a Profile>,
}

/// Checks one submission for what is asked. What was read for it is given back to be freed, or not.
pub fn check_as(
    submission: &Submission,
    catalog: &Catalog,
    asked: Asked<'_>,
    progress: &dyn Progress,
) -> (Report, Remains) {
    let Gathered {
        mut facts,
        duplicates,
        n_documents,
    } = gather::gather(submission, progress);
    // What reads the facts only takes the threads that the last analyses leave idle.
    let ((sinks, panics), (restated, (decks, findings))) = rayon::join(
        || matching::find_signals(&facts, catalog, progress),
        || {
            rayon::join(
                || Restated::of(&facts.documents),
                || {
                    rayon::join(
                        || guarded("leads", || Decks::of(&facts)),
                        || guarded("coherence", || coherence::find(&facts)),
                    )
                },
            )
        },
    );
    let evidence = EvidenceSet::new(sinks, &facts.python, &duplicates, &restated);
    let mut issues = std::mem::take(&mut facts.issues);
    issues.extend(panics);
    let decks = decks.unwrap_or_else(|panic| {
        issues.push(panic);
        Decks::default()
    });
    let mut findings = findings.unwrap_or_else(|panic| {
        issues.push(panic);
        Vec::new()
    });
    if let Some(profile) = asked.profile {
        match guarded("profile-rules", || profile_rules::find(&facts, profile)) {
            Ok(found) => findings.extend(found),
            Err(panic) => issues.push(panic),
        }
        findings.sort();
    }
    issues.sort();
    issues.dedup();
    let projects = std::mem::take(&mut facts.projects);
    let sections = Sections::of(&facts.documents);
    let reading = Reading::of(&issues);
    let mut competences = evaluate::evaluate(catalog, &evidence, &reading, &projects, &sections);
    let contexts = if asked.context {
        surroundings::collect(&facts, &competences)
    } else {
        Vec::new()
    };
    decks.attach(catalog, &mut competences);
    let input = InputReport {
        documents: n_documents,
        ..input_report(submission)
    };
    let report = Report {
        input,
        competences,
        findings,
        issues,
        contexts,
        annotations: Annotations::default(),
    };
    (report, Remains::of(facts, evidence, restated))
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
        head_date: history.and_then(input::head_date),
        authors: history.map(input::authors).unwrap_or_default(),
        files: submission.files.len(),
        notebooks: count(FileKind::Notebook),
        scripts: count(FileKind::Python),
        documents: 0,
        commits: history.map_or(0, |history| history.commits.len()),
        left_out: input::left_out(submission),
    }
}
