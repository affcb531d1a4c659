//! Commands, links and addresses of a README that lead nowhere.

use std::sync::LazyLock;

use prejury_core::{Finding, Location};
use prejury_documents::{Block, Document};
use prejury_intake::is_named_readme;
use regex::Regex;

use super::files::Files;
use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

/// A file that a command runs or reads.
static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[\s`$(])(?:python3?|py|streamlit run|jupyter (?:notebook|lab)|bash|sh|pip3? install -r|pytest|conda env create -f|conda env create --file)\s+(?:-[A-Za-z-]+\s+)*\x22?([A-Za-z0-9_./\\-]+\.(?:py|ipynb|sh|txt|yml|yaml))",
    )
    .ok()
});

/// A module that a server runs.
static MODULE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:uvicorn|gunicorn)\s+(?:-\S+\s+)*([A-Za-z0-9_.]+):[A-Za-z_]+").ok()
});

/// A repository to clone.
static CLONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"git clone\s+(?:https?://|git@)([A-Za-z0-9.-]+)[:/]([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)",
    )
    .ok()
});

pub(super) fn find(facts: &Facts<'_>, files: &Files) -> Vec<Finding> {
    let readmes = facts
        .documents
        .iter()
        .filter(|document| is_named_readme(&document.path));
    let mut findings = Vec::new();
    for readme in readmes {
        for block in &readme.blocks {
            commands(readme, block, files, &mut findings);
            clones(facts, block, &mut findings);
        }
    }
    first_of_each(findings, MAX_OF_A_KIND)
}

fn commands(readme: &Document, block: &Block, files: &Files, findings: &mut Vec<Finding>) {
    let text = &*block.text;
    let mut missing = |path: &str| {
        if files.lacks_name(path) {
            let place = Location {
                path: readme.path.clone(),
                ..block.location.clone()
            };
            findings.push(Finding::at(place, "readme.missing-file").with("file", path));
        }
    };
    if [".py", ".ipynb", ".sh", ".txt", ".y"]
        .iter()
        .any(|end| text.contains(end))
    {
        for found in COMMAND
            .as_ref()
            .into_iter()
            .flat_map(|regex| regex.captures_iter(text))
        {
            found
                .get(1)
                .into_iter()
                .for_each(|path| missing(path.as_str()));
        }
    }
    if text.contains("uvicorn") || text.contains("gunicorn") {
        for found in MODULE
            .as_ref()
            .into_iter()
            .flat_map(|regex| regex.captures_iter(text))
        {
            if let Some(module) = found.get(1) {
                missing(&format!("{}.py", module.as_str().replace('.', "/")));
            }
        }
    }
}

/// A repository to clone that is none of the remotes.
fn clones(facts: &Facts<'_>, block: &Block, findings: &mut Vec<Finding>) {
    if !block.text.contains("git clone") {
        return;
    }
    let Some(history) = facts.submission.history.as_ref() else {
        return;
    };
    let remotes: Vec<String> = history
        .remotes
        .iter()
        .map(|(_, address)| named(address))
        .collect();
    if remotes.is_empty() {
        return;
    }
    for found in CLONE
        .as_ref()
        .into_iter()
        .flat_map(|regex| regex.captures_iter(&block.text))
    {
        let (Some(host), Some(path)) = (found.get(1), found.get(2)) else {
            continue;
        };
        // A copy on a disk or another service says nothing of this address.
        if !remotes
            .iter()
            .any(|remote| remote.contains(&host.as_str().to_lowercase()))
        {
            continue;
        }
        let wanted = named(path.as_str());
        let is_placeholder = ["your", "votre", "username", "user/", "<"]
            .iter()
            .any(|word| wanted.contains(word));
        if !is_placeholder && !remotes.iter().any(|remote| remote.ends_with(&wanted)) {
            findings.push(
                Finding::at(block.location.clone(), "readme.other-repository")
                    .against(Location::file(".git"))
                    .with("repository", path.as_str().trim_end_matches(".git")),
            );
        }
    }
}

fn named(address: &str) -> String {
    address
        .trim_end_matches('/')
        .trim_end_matches(".git")
        .replace(':', "/")
        .to_lowercase()
}
