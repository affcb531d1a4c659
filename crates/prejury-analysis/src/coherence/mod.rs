//! Coherence across sources: what one place of the deliverables says and the others contradict.
//!
//! # What it looks for
//! Files and targets that the commands of a README name and that are not there, dead links and images, addresses left to fill
//! in, a repository to clone that is another one, packages that a README installs and no list names, libraries
//! that it says to use and no code imports, commands that no package defines, scores of notes and slides
//! that no output shows, a model kept in a note or on a slide that no code names or that no program loads, numbers of
//! clusters that differ. Keys and passwords in clear, too: whoever passes the deliverables on should know.
//! # Counts
//! What is sure only: a finding is a note to the evaluator, and no status follows from it.

mod addresses;
mod clusters;
mod commands;
mod figures;
mod files;
mod links;
mod loaded;
mod models;
mod packages;
mod scripts;
mod secrets;
mod targets;
mod technologies;

use foldhash::HashSet;
use prejury_core::Finding;
use rayon::prelude::*;

use crate::Facts;
use files::Files;

/// Findings of one kind that are told.
const MAX_OF_A_KIND: usize = 5;

/// All findings, sorted by code and place.
pub(crate) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let files = Files::of(facts);
    let finders: [&(dyn Fn() -> Vec<Finding> + Sync); 12] = [
        &|| commands::find(facts, &files),
        &|| targets::find(facts, &files),
        &|| links::find(facts, &files),
        &|| addresses::find(facts),
        &|| packages::find(facts),
        &|| technologies::find(facts),
        &|| scripts::find(facts, &files),
        &|| figures::find(facts),
        &|| models::find(facts),
        &|| loaded::find(facts),
        &|| clusters::find(facts),
        &|| secrets::find(facts),
    ];
    let mut findings: Vec<Finding> = finders.par_iter().flat_map_iter(|find| find()).collect();
    findings.sort();
    findings.dedup();
    findings
}

/// The first finding for each value, at most `most` of them.
fn first_of_each(mut findings: Vec<Finding>, most: usize) -> Vec<Finding> {
    let mut told: HashSet<String> = HashSet::default();
    findings.retain(|finding| {
        let value = finding.args.values().next().cloned().unwrap_or_default();
        told.len() < most && told.insert(value)
    });
    findings
}
