//! Submissions in memory for the tests of analyses: text in, evidence out.

use prejury_catalog::{Base, Catalog};
use prejury_core::Evidence;
use prejury_intake::Submission;

use super::{Analysis, Context};
use crate::Facts;
use crate::gather::gather;
use crate::sink::EvidenceSink;

/// A submission of text files, without history.
pub(crate) fn submission(files: &[(&str, &str)]) -> Submission {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    Submission::in_memory("projet", files)
}

/// A notebook whose cells were run in order; those that start with `#:` are markdown.
pub(crate) fn notebook(cells: &[&str]) -> String {
    let cells: Vec<serde_json::Value> = cells
        .iter()
        .map(|cell| match cell.strip_prefix("#:") {
            Some(text) => serde_json::json!({"cell_type": "markdown", "metadata": {}, "source": text.trim()}),
            None => serde_json::json!({
                "cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [], "source": cell
            }),
        })
        .collect();
    serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        .to_string()
}

/// Everything read off `submission`.
pub(crate) fn facts(submission: &Submission) -> Facts<'_> {
    gather(submission, &()).facts
}

/// What `analysis` finds in `submission`, in the order of insertion.
pub(crate) fn find(analysis: &Analysis, submission: &Submission) -> Vec<Evidence> {
    let facts = facts(submission);
    // Coded analyses read facts; a catalogue without rules keeps these tests apart from the rules.
    let catalog = Catalog::load(Base::Nothing, Vec::new()).expect("no rules are sound rules");
    let mut sink = EvidenceSink::default();
    (analysis.run)(
        &Context {
            facts: &facts,
            catalog: &catalog,
        },
        &mut sink,
    );
    let found = sink.into_found().into_iter();
    found
        .map(|found| found.into_evidence(&facts.python))
        .collect()
}

/// What `analysis` finds in text files.
pub(crate) fn find_in(analysis: &Analysis, files: &[(&str, &str)]) -> Vec<Evidence> {
    find(analysis, &submission(files))
}

/// Names of the signals found, sorted, each once.
pub(crate) fn signals_in(analysis: &Analysis, files: &[(&str, &str)]) -> Vec<String> {
    let mut names: Vec<String> = find_in(analysis, files)
        .iter()
        .map(|evidence| evidence.signal.to_string())
        .collect();
    names.sort();
    names.dedup();
    names
}
