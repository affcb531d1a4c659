//! `cargo xtask shared-cells`: numbers of the cells of notebooks that were handed out, for `rules/origin`.
//!
//! Code that unrelated candidates share may have been run by each of them. Where what it printed is the same too, in most of a
//! notebook, the notebook was handed in as it was handed out. Only numbers are stored.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use prejury_documents::letters_hash;
use prejury_python::{Cell, CellKind, Output};
use walkdir::WalkDir;

use crate::shared_texts::submissions;

/// Different owners from which a cell is shared.
const MIN_OWNERS: usize = 2;
/// Share of the cells with an output that must be shared for the notebook to be one that was handed out.
const WHOLE_PERCENT: usize = 60;
/// The least number of shared cells with an output.
const MIN_SHARED: usize = 5;

/// Number of a source, number of its output, and whether there is any output.
type Numbers = (u64, u64, bool);

/// Reads every notebook of `folders` (submissions named `owner+repository`) and prints what is shared.
///
/// # Errors
///
/// A folder that cannot be listed.
pub(crate) fn run(folders: &[PathBuf]) -> Result<String, String> {
    let mut owners: BTreeMap<Numbers, BTreeSet<String>> = BTreeMap::new();
    let mut notebooks = Vec::new();
    for (owner, submission) in submissions(folders)? {
        for entry in WalkDir::new(submission).into_iter().flatten() {
            let path = entry.path();
            if path
                .extension()
                .is_none_or(|extension| extension != "ipynb")
            {
                continue;
            }
            let Ok(bytes) = fs::read(path) else { continue };
            let unit = prejury_python::parse("a.ipynb".into(), &bytes);
            let cells: Vec<Numbers> = unit.cells().iter().filter_map(numbers).collect();
            for cell in &cells {
                owners.entry(*cell).or_default().insert(owner.clone());
            }
            notebooks.push(cells);
        }
    }
    let is_shared = |cell: &&Numbers| owners[*cell].len() >= MIN_OWNERS;
    let mut listed = BTreeSet::new();
    for cells in &notebooks {
        let n_outputs = cells.iter().filter(|(.., has_output)| *has_output).count();
        let shared = cells.iter().filter(is_shared);
        let n_shared = shared
            .clone()
            .filter(|(.., has_output)| *has_output)
            .count();
        if n_shared >= MIN_SHARED && n_shared * 100 >= n_outputs * WHOLE_PERCENT {
            listed.extend(shared.map(|(source, output, _)| (*source, *output)));
        }
    }
    let lines = listed.into_iter();
    Ok(lines
        .map(|(source, output)| format!("{source:016x} {output:016x}\n"))
        .collect())
}

fn numbers(cell: &Cell) -> Option<Numbers> {
    if cell.kind != CellKind::Code || cell.source.trim().is_empty() {
        return None;
    }
    let mut texts = cell.outputs.iter().filter_map(Output::text).peekable();
    let has_output = texts.peek().is_some();
    let (source, _) = letters_hash([&*cell.source]);
    Some((source, letters_hash(texts).0, has_output))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(printed: &str) -> String {
        let cell = |number: usize| {
            format!(
                r#"{{"cell_type": "code", "execution_count": 1, "metadata": {{}}, "source": "show({number})",
                "outputs": [{{"output_type": "stream", "name": "stdout", "text": "{printed}"}}]}}"#
            )
        };
        let cells: Vec<String> = (0..6).map(cell).collect();
        format!(
            r#"{{"cells": [{}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"#,
            cells.join(",")
        )
    }

    #[test]
    fn a_notebook_handed_in_twice_with_its_outputs_is_listed_and_one_that_was_run_again_is_not() {
        let folder = tempfile::tempdir().unwrap();
        for (name, printed) in [("a+p", "starter"), ("b+p", "starter"), ("c+p", "own")] {
            let submission = folder.path().join(name);
            fs::create_dir(&submission).unwrap();
            fs::write(submission.join("n.ipynb"), notebook(printed)).unwrap();
        }
        let listed = run(&[folder.path().to_owned()]).unwrap();
        assert_eq!(listed.lines().count(), 6);
        let own = format!("{:016x}", letters_hash(["own"]).0);
        assert!(!listed.contains(&own));
    }
}
