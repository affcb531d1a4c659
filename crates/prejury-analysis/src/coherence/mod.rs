//! Coherence across sources: what one place of the deliverables says and the others contradict.
//!
//! # What it looks for
//! Files that a README runs or links to and that are not there, a repository to clone that is another one, scores of notes and
//! slides that no output shows, a model kept in a note or on a slide that no code trains.
//! # Counts
//! What is sure only: a finding is a note to the evaluator, and no status follows from it.

mod commands;
mod figures;
mod models;

use prejury_core::Finding;

use crate::Facts;

/// Findings of one kind that are told.
const MAX_OF_A_KIND: usize = 5;

/// All findings, sorted by code and place.
pub(crate) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = commands::find(facts);
    findings.extend(figures::find(facts));
    findings.extend(models::find(facts));
    findings.sort();
    findings.dedup();
    findings
}
