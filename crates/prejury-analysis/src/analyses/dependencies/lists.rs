//! Finds the dependency lists among the side files, by name and by content.

use std::collections::BTreeSet;
use std::sync::Arc;

use prejury_core::Location;

use super::entry::{Entry, requirement};
use super::imports::Import;
use super::{manifests, names};
use crate::Facts;

/// How much a list is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// A file made to install the project from.
    File,
    /// Lines of a text, a notebook, an image or a service's packaging file.
    Passing,
}

/// One dependency list.
#[derive(Debug, Clone)]
pub(super) struct DependencyList {
    pub(super) path: Arc<str>,
    /// Block of a text or cell of a notebook that holds the list.
    pub(super) place: Option<Location>,
    pub(super) weight: Weight,
    pub(super) entries: Vec<Entry>,
}

impl DependencyList {
    /// The place of one entry, or of the list.
    pub(super) fn location(&self, entry: Option<&Entry>) -> Location {
        match (&self.place, entry) {
            (Some(place), _) => place.clone(),
            (None, Some(entry)) => Location::line(self.path.clone(), entry.line),
            (None, None) => Location::file(self.path.clone()),
        }
    }

    /// How many of the imports the list names, but for what only builds and tests.
    pub(super) fn n_covered(&self, imports: &[Import]) -> usize {
        let entries = self.entries.iter();
        let named: BTreeSet<&str> = entries.map(|entry| entry.name.as_str()).collect();
        imports
            .iter()
            .filter(|import| !TOOLS.contains(&import.distribution.as_str()))
            .filter(|import| import.is_covered_by(&named))
            .count()
    }
}

/// What is installed to build and test anything.
const TOOLS: &[&str] = &["flake8", "pip", "pytest", "setuptools", "wheel"];

/// Entries kept per list; an export of a whole machine has a few hundred.
const MAX_ENTRIES: usize = 3_000;

/// Dependency lists in files, sorted by path.
pub(super) fn find(facts: &Facts<'_>, imports: &[Import]) -> Vec<DependencyList> {
    let imported: BTreeSet<&str> = imports
        .iter()
        .flat_map(|import| &import.accepted)
        .map(String::as_str)
        .collect();
    facts
        .side_files
        .iter()
        .filter_map(|(path, text)| {
            let (weight, mut entries) = read(path, text, &imported)?;
            entries.truncate(MAX_ENTRIES);
            (!entries.is_empty()).then(|| DependencyList {
                path: path.clone(),
                place: None,
                weight,
                entries,
            })
        })
        .collect()
}

/// Reads `text` as a dependency list, when its name or its content says that it is one.
fn read(path: &str, text: &str, imported: &BTreeSet<&str>) -> Option<(Weight, Vec<Entry>)> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let entries = match (name.as_str(), ending) {
        ("pyproject.toml", _) => manifests::pyproject(text),
        ("pixi.toml", _) => manifests::pixi(text),
        ("pipfile", _) => manifests::pipfile(text),
        ("pipfile.lock", _) => manifests::pipfile_lock(text),
        ("poetry.lock" | "uv.lock" | "pdm.lock", _) => manifests::toml_lock(text),
        ("setup.py", _) => manifests::setup_py(text),
        ("setup.cfg", _) => manifests::setup_cfg(text),
        ("bentofile.yaml" | "bentofile.yml", _) => {
            return Some((Weight::Passing, manifests::bentofile(text)));
        }
        (_, "yml" | "yaml") => manifests::conda_environment(text, stem.contains("env"))?,
        _ if name.contains("dockerfile") || ending == "sh" => {
            return Some((Weight::Passing, manifests::install_lines(text)));
        }
        (_, "txt" | "in" | "pip" | "") => {
            let in_folder = path
                .rsplit('/')
                .nth(1)
                .is_some_and(|folder| folder == "requirements");
            let by_name =
                stem.contains("requirement") || stem.starts_with("constraints") || in_folder;
            let entries: Vec<Entry> = if by_name {
                requirement_items(text, imported)
            } else {
                requirement_lines(text)
            };
            let is_list = if by_name {
                !entries.is_empty()
            } else {
                looks_like_list(text, &entries, imported)
            };
            is_list.then_some(entries)?
        }
        _ => return None,
    };
    Some((Weight::File, entries))
}

/// Requirement lines of a text; the lines of a lock written by `pip-compile` are continued ones.
fn requirement_lines(text: &str) -> Vec<Entry> {
    text.lines()
        .zip(1..)
        .filter_map(|(line, number)| requirement(line, number))
        .filter(|entry| entry.name != "package")
        .collect()
}

/// The same of a file that is named after requirements: an environment of conda is at times stored under that name, with a dash
/// before each line. An option of pip begins with a dash, too, and no blank follows it.
fn requirement_items(text: &str, imported: &BTreeSet<&str>) -> Vec<Entry> {
    let mut is_channel = false;
    let mut dashed: Vec<Entry> = Vec::new();
    let lines = text.lines().zip(1..).filter_map(|(line, number)| {
        let bare = line.trim();
        let Some(item) = bare.strip_prefix("- ") else {
            // The channels are where packages come from.
            is_channel = bare == "channels:" || is_channel && bare.is_empty();
            return requirement(line, number);
        };
        let item = item.trim_start();
        let item = item.strip_prefix("pip:").unwrap_or(item).trim_start();
        let item = item.strip_prefix("- ").unwrap_or(item);
        dashed.extend(requirement(item, number).filter(|_| !is_channel));
        None
    });
    let mut entries: Vec<Entry> = lines.collect();
    // What a product should do is written in files of that name, too.
    let is_install =
        |entry: &Entry| entry.version.is_some() || imported.contains(entry.name.as_str());
    if dashed.iter().any(is_install) || text.contains("channels:") || text.contains("dependencies:")
    {
        entries.append(&mut dashed);
        entries.sort_by_key(|entry| entry.line);
    }
    entries.retain(|entry| entry.name != "package");
    entries
}

/// Whether a text under another name is a dependency list: most of its lines are requirements, and they name what data
/// projects use. A list of system packages, a licence or a word list names nothing of that.
fn looks_like_list(text: &str, entries: &[Entry], imported: &BTreeSet<&str>) -> bool {
    let n_lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '-', '@']))
        .count();
    let n_known = entries
        .iter()
        .filter(|entry| names::is_common(&entry.name) || imported.contains(entry.name.as_str()))
        .count();
    let n_versions = entries
        .iter()
        .filter(|entry| entry.version.is_some())
        .count();
    let mostly_requirements = entries.len() * 10 >= n_lines * 8;
    mostly_requirements
        && n_known >= 3
        && (n_versions * 2 >= entries.len() || n_known * 2 >= entries.len())
}
