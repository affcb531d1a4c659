//! `cargo xtask shared-texts`: numbers of the paragraphs that unrelated candidates share, for `rules/origin`.
//!
//! What several candidates wrote word for word, none of them wrote: statements, starter notebooks, guides. Only numbers are
//! stored, never the texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use prejury_documents::{Document, markdown, notebook_text, paragraph_hash};
use serde_json::Value;
use walkdir::WalkDir;

/// Different owners from which a paragraph is shared.
const MIN_OWNERS: usize = 3;

/// Reads every submission of `folders` (one folder each, named `owner+repository`) and prints the shared numbers.
///
/// # Errors
///
/// A folder that cannot be listed.
pub(crate) fn run(folders: &[PathBuf]) -> Result<String, String> {
    let mut owners: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for (owner, submission) in submissions(folders)? {
        for hash in hashes(&submission) {
            owners.entry(hash).or_default().insert(owner.clone());
        }
    }
    let shared = owners
        .into_iter()
        .filter(|(_, owners)| owners.len() >= MIN_OWNERS);
    Ok(shared.map(|(hash, _)| format!("{hash:016x}\n")).collect())
}

/// Every submission of `folders`, with its owner.
pub(crate) fn submissions(folders: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, String> {
    let mut all = Vec::new();
    for folder in folders {
        let entries =
            fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for submission in entries.flatten().map(|entry| entry.path()) {
            let name = submission.file_name().unwrap_or_default().to_string_lossy();
            let owner = name.split('+').next().unwrap_or_default().to_lowercase();
            all.push((owner, submission));
        }
    }
    Ok(all)
}

fn hashes(submission: &Path) -> BTreeSet<u64> {
    let files = WalkDir::new(submission).into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| document(entry.path()))
        .flat_map(|document| document.blocks)
        .filter_map(|block| paragraph_hash(&block.text))
        .collect()
}

/// The prose of a Markdown file or of the text cells of a notebook; what cannot be read has none.
fn document(path: &Path) -> Option<Document> {
    match path.extension()?.to_str()? {
        "md" => Some(markdown("", &fs::read_to_string(path).ok()?)),
        "ipynb" => {
            let notebook: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
            let cells = notebook["cells"].as_array()?.iter();
            let texts: Vec<(u32, String)> = (0..)
                .zip(cells)
                .filter(|(_, cell)| cell["cell_type"] == "markdown")
                .map(|(number, cell)| (number, source(&cell["source"])))
                .collect();
            let cells = texts.iter().map(|(number, text)| (*number, text.as_str()));
            Some(notebook_text("", cells))
        }
        _ => None,
    }
}

fn source(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => value.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_three_owners_wrote_alike_is_shared_and_two_repositories_of_one_owner_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let shared =
            "Les relevés sont ceux de la ville et de ses agents, ils datent de 2016 en entier.";
        let own = "Nos propres relevés sont ceux du port et de ses gardiens, ils datent de 2019 en entier.";
        for (name, text) in [
            ("a+p1", shared),
            ("b+p1", shared),
            ("c+p1", shared),
            ("d+p1", own),
            ("d+p2", own),
            ("e+p1", own),
        ] {
            let submission = folder.path().join(name);
            fs::create_dir(&submission).unwrap();
            fs::write(submission.join("README.md"), text).unwrap();
        }
        let expected = format!("{:016x}\n", paragraph_hash(shared).unwrap());
        assert_eq!(run(&[folder.path().to_owned()]).unwrap(), expected);
    }
}
