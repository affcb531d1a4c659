//! Dependency lists: what they name, with which versions, and which imports they miss.
//!
//! # What it looks for
//! Lists of dependencies in any usual form and under any name, versions in them, and the third-party imports of all code
//! under the names of their distributions.
//!
//! # Counts as evidence
//! requirements files, pyproject.toml, setup.py and setup.cfg, conda environments and exports, Pipfile, pixi.toml and lock
//! files; a text that lists most of what is imported. A list covers an import when any of the lists names its distribution.
//!
//! # Does not count
//! Commented lines; a list of system packages; lines that install in a notebook without a version, or little of what is
//! imported; a sentence or a stack that names only some of what is imported, libraries compared with one another or missing.
//! Lines that install in a script, an image or a README, versions printed by a cell, and packaging files of a service are the
//! weakest form: they are told apart.
//!
//! # Limits
//! What a distribution brings along is not known: an import that only comes with another distribution counts as missing.

mod entry;
mod imports;
mod labels;
mod lists;
mod manifests;
mod names;
mod notebooks;
mod texts;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use prejury_core::{Evidence, Location, Strength};
use prejury_python::UnitIdx;
use smol_str::SmolStr;

use super::tracking::training_units;
use super::{Analysis, Context};
use crate::sink::EvidenceSink;
use entry::Entry;
use imports::Import;
use lists::{DependencyList, Weight};

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "dependencies",
    signals: &[
        "dependencies.pinned",
        "dependencies.unpinned",
        "dependencies.incomplete",
        "dependencies.listed-in-notebook",
        "dependencies.none",
        "dependencies.trace",
        "dependencies.of-another-program",
    ],
    run,
};

/// Percentage of entries that must have a version.
const MOST: usize = 60;
/// Percentage of imports from which on a list misses a good part of them.
const GOOD_PART: usize = 25;
/// Percentage of imports that make a list of what one notebook installs, and how many there must be.
const NEARLY_ALL: usize = 80;
const MIN_INSTALLED: usize = 4;
/// Percentage of imports from which on what notebooks install is a trace of a list.
const HALF: usize = 50;
/// Missing distributions that are named.
const MAX_NAMED: usize = 8;
/// Lists shown.
const MAX_SHOWN: usize = 5;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    if python.units.is_empty() {
        return;
    }
    let imports = imports::third_party(ctx.facts);
    let mut all = lists::find(ctx.facts, &imports);
    all.extend(notebooks::find(ctx.facts, &imports));
    all.extend(notebooks::told(ctx.facts));
    let (files, weak): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|list| list.weight == Weight::File);
    let telling: Vec<&DependencyList> = weak
        .iter()
        .filter(|list| {
            versions_for_most(std::slice::from_ref(*list)) || installs_imports(list, &imports)
        })
        .collect();
    for list in telling.iter().take(MAX_SHOWN) {
        push_list("dependencies.listed-in-notebook", 0, list, &imports, sink);
    }
    if files.is_empty() {
        let (named, in_part) = texts::find(ctx.facts, &imports);
        for (turn, list) in (0..).zip(named.iter().take(MAX_SHOWN)) {
            let n_missing = missing(&imports, std::iter::once(list)).len();
            let is_complete = n_missing * 100 < imports.len() * GOOD_PART;
            let signal = if is_complete && versions_for_most(std::slice::from_ref(list)) {
                "dependencies.pinned"
            } else {
                "dependencies.listed-in-notebook"
            };
            push_list(signal, turn, list, &imports, sink);
        }
        if telling.is_empty()
            && named.is_empty()
            && let Some(list) = installs_several(&weak, &imports).or(in_part.as_ref())
        {
            push_list("dependencies.trace", 0, list, &imports, sink);
        }
        if telling.is_empty()
            && named.is_empty()
            && let Some(first) = imports.first()
        {
            let missing = missing_names(&imports.iter().collect::<Vec<_>>());
            against("dependencies.none", first.location.clone(), missing, sink);
        }
        return;
    }
    let missing = missing(&imports, files.iter().chain(&weak));
    let is_complete = missing.len() * 100 < imports.len() * GOOD_PART || missing.is_empty();
    let is_pinned = versions_for_most(&files);
    let signal = if is_pinned && is_complete {
        "dependencies.pinned"
    } else if is_pinned {
        ""
    } else {
        "dependencies.unpinned"
    };
    if !signal.is_empty() {
        let lists = best_first(&files, is_pinned, &imports).into_iter();
        for (turn, list) in (0..).zip(lists.take(MAX_SHOWN)) {
            push_list(signal, turn, list, &imports, sink);
        }
    }
    // The list of an application says what serves the model, not what makes it.
    let training = training_units(ctx.facts);
    let units = (0..).map(UnitIdx).zip(&python.units);
    let training = units.filter(|(number, _)| training.contains(number));
    let training = imports::third_party_of(ctx.facts, training.map(|(_, unit)| unit));
    let untold = self::missing(&training, files.iter().chain(&weak));
    let is_elsewhere = untold.len() * 100 >= training.len() * MOST && !untold.is_empty()
        || !is_complete && untold.iter().any(|one| chains_models(one));
    if is_elsewhere && let Some(list) = best_first(&files, true, &training).first() {
        against(
            "dependencies.of-another-program",
            list.location(list.entries.first()),
            missing_names(&untold),
            sink,
        );
    }
    if !is_complete && let Some(list) = best_first(&files, true, &imports).first() {
        against(
            "dependencies.incomplete",
            list.location(list.entries.first()),
            missing_names(&missing),
            sink,
        );
    }
}

/// Whether a library is that of the pipelines: a list that misses it, and a good part of the imports, makes no training again.
fn chains_models(import: &Import) -> bool {
    matches!(
        import.distribution.as_str(),
        "imbalanced-learn" | "scikit-learn"
    )
}

/// Whether most distributions that the files name have a version in one of them.
///
/// Lists of one folder are read together with the others: a project with one list per program is judged on all of them.
fn versions_for_most(files: &[DependencyList]) -> bool {
    let mut versions: BTreeMap<&SmolStr, bool> = BTreeMap::new();
    for entry in files.iter().flat_map(|list| &list.entries) {
        *versions.entry(&entry.name).or_default() |= entry.version.is_some();
    }
    let n_pinned = versions.values().filter(|pinned| **pinned).count();
    !versions.is_empty() && n_pinned * 100 >= versions.len() * MOST
}

/// Whether lines that install bring what the code imports: some of it from a script or an image, most of it from a README.
/// It is a list, though one without versions. What a notebook installs for itself is one where it is nearly all that is imported.
fn installs_imports(list: &DependencyList, imports: &[Import]) -> bool {
    let n_covered = list.n_covered(imports);
    if list.path.ends_with(".ipynb") {
        return n_covered >= MIN_INSTALLED && n_covered * 100 >= imports.len() * NEARLY_ALL;
    }
    n_covered > 0 && (list.place.is_none() || n_covered * 100 >= imports.len() * MOST)
}

/// Where lines that install name a library with its version, or half of what is imported in all, the longest of them: a trace
/// of a list.
fn installs_several<'l>(
    lists: &'l [DependencyList],
    imports: &[Import],
) -> Option<&'l DependencyList> {
    let entries = || lists.iter().flat_map(|list| &list.entries);
    let named: BTreeSet<&str> = entries().map(|entry| entry.name.as_str()).collect();
    let n_covered = imports
        .iter()
        .filter(|import| import.is_covered_by(&named))
        .count();
    let is_trace = entries().any(|entry| entry.version.is_some())
        || n_covered >= MIN_INSTALLED && n_covered * 100 >= imports.len() * HALF;
    let longest = lists
        .iter()
        .max_by_key(|list| (list.entries.len(), Reverse(&list.path)));
    longest.filter(|_| is_trace)
}

/// Lists nearest to what is asked for first: with or without versions, then those that cover most of the imports (`dev.txt` stands
/// before `requirements.txt` in the alphabet; all that cover most are equal), then those nearest to the root.
fn best_first<'l>(
    files: &'l [DependencyList],
    pinned: bool,
    imports: &[Import],
) -> Vec<&'l DependencyList> {
    let enough = imports.len() * MOST / 100;
    let mut sorted: Vec<&DependencyList> = files.iter().collect();
    sorted.sort_by_cached_key(|list| {
        let n_pinned = list
            .entries
            .iter()
            .filter(|entry| entry.version.is_some())
            .count();
        let is_pinned = n_pinned * 100 >= list.entries.len() * MOST;
        // A lock file tells the versions where another list only bounds them.
        let n_bounds = list.entries.iter().filter(|entry| is_bound(entry)).count();
        let is_bounded = is_pinned && n_bounds * 2 > list.entries.len();
        (
            is_pinned != pinned,
            is_bounded,
            Reverse(list.n_covered(imports).min(enough)),
            list.path.matches('/').count(),
            list.path.clone(),
        )
    });
    sorted
}

/// `pandas>=2.0`, and no upper bound.
fn is_bound(entry: &Entry) -> bool {
    entry.text.contains(">=") && !entry.text.contains('<')
}

/// Imports that no list covers.
fn missing<'a>(
    imports: &'a [Import],
    lists: impl Iterator<Item = &'a DependencyList>,
) -> Vec<&'a Import> {
    let named: BTreeSet<&str> = lists
        .flat_map(|list| &list.entries)
        .map(|entry| entry.name.as_str())
        .collect();
    imports
        .iter()
        .filter(|import| !import.is_covered_by(&named))
        .collect()
}

fn missing_names(missing: &[&Import]) -> String {
    let mut names: Vec<&str> = missing
        .iter()
        .map(|import| import.distribution.as_str())
        .collect();
    names.sort_unstable();
    let rest = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    let more = if rest > 0 {
        format!(", … (+{rest})")
    } else {
        String::new()
    };
    format!("{}{more}", names.join(", "))
}

/// Shows a list by what the code imports: an export of a whole environment begins with what nobody knows.
fn push_list(
    signal: &str,
    turn: i16,
    list: &DependencyList,
    imports: &[Import],
    sink: &mut EvidenceSink,
) {
    let accepted: BTreeSet<&str> = imports
        .iter()
        .flat_map(|import| &import.accepted)
        .map(String::as_str)
        .collect();
    let imported = list
        .entries
        .iter()
        .filter(|entry| accepted.contains(entry.name.as_str()));
    let mut entries: Vec<&Entry> = imported.collect();
    if entries.is_empty() {
        entries.extend(&list.entries);
    }
    let shown = entries.iter().find(|entry| entry.version.is_some());
    let shown = shown.or(entries.first()).copied();
    let location = list.location(shown);
    let subject = shown.map(|entry| entry.text.to_string());
    let texts = entries.iter().take(3).map(|entry| entry.text.as_str());
    let excerpt = texts.collect::<Vec<_>>().join("\n");
    sink.found_in_turn(turn, signal, Strength::Written, location, excerpt, subject);
}

fn against(signal: &str, location: Location, missing: String, sink: &mut EvidenceSink) {
    sink.push(Evidence {
        signal: signal.into(),
        strength: Strength::Written,
        supports: false,
        location,
        excerpt: missing.clone(),
        subject: Some(missing),
        related: Vec::new(),
    });
}

/// A distribution that a list of the submission names.
pub(crate) struct Declared {
    /// As package indexes compare it: lower case, hyphens.
    pub(crate) name: SmolStr,
    pub(crate) location: Location,
    /// The entry as the candidate wrote it.
    pub(crate) text: SmolStr,
}

/// Every distribution that is declared, list by list.
pub(crate) fn declared(facts: &crate::Facts<'_>) -> Vec<Declared> {
    let imports = imports::third_party(facts);
    let mut lists = lists::find(facts, &imports);
    lists.extend(notebooks::find(facts, &imports));
    let entries = lists
        .iter()
        .flat_map(|list| list.entries.iter().map(move |entry| (list, entry)));
    entries
        .map(|(list, entry)| Declared {
            name: entry.name.clone(),
            location: list.location(Some(entry)),
            text: entry.text.clone(),
        })
        .collect()
}

/// Packages that texts at the wanted paths install or list, and that no dependency list has, each with the place of the
/// list that comes nearest. None where the submission has no list.
pub(crate) fn unlisted(
    facts: &crate::Facts<'_>,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(Declared, Location)> {
    let told: Vec<DependencyList> = notebooks::told(facts)
        .into_iter()
        .chain(notebooks::named(facts))
        .filter(|list| is_wanted(&list.path))
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    let all = lists::find(facts, &imports::third_party(facts));
    let files: Vec<&DependencyList> = all
        .iter()
        .filter(|list| list.weight == Weight::File)
        .collect();
    // A list of one or two packages is that of a service, not of the project.
    let largest = files
        .iter()
        .max_by_key(|list| (list.entries.len(), Reverse(&list.path)));
    let Some(largest) = largest.filter(|list| list.entries.len() >= MIN_LISTED) else {
        return Vec::new();
    };
    let listed: BTreeSet<&str> = all
        .iter()
        .flat_map(|list| &list.entries)
        .map(|entry| entry.name.as_str())
        .collect();
    let mut found = Vec::new();
    for list in &told {
        for entry in &list.entries {
            // What only some project has may be a name that stands for another, and a line with a version does what a list
            // does.
            let is_told = names::is_common(&entry.name) && entry.version.is_none();
            if is_told && !listed.contains(entry.name.as_str()) {
                let package = Declared {
                    name: entry.name.clone(),
                    location: list.location(Some(entry)),
                    text: entry.text.clone(),
                };
                found.push((package, largest.location(None)));
            }
        }
    }
    found
}

/// Entries from which a list is that of the project.
const MIN_LISTED: usize = 3;

#[cfg(test)]
mod tests;
