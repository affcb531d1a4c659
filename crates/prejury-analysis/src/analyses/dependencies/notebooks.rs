//! The weakest lists: install lines of notebooks and versions that a cell prints.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place};
use prejury_documents::{BlockKind, fold};
use prejury_python::{
    Call, CodePlace, CodeUnit, DefinitionIdx, Output, Reach, UnitIdx, UnitKind, Value,
};
use regex::Regex;

use super::entry::{Entry, requirement};
use super::imports::Import;
use super::lists::{DependencyList, Weight};
use super::manifests::install_lines;
use crate::Facts;

/// Printed versions that make a list: one alone is a curiosity.
const MIN_PRINTED: usize = 2;
/// Imports whose versions make a list of an output that no command of its cell explains.
const MIN_UNASKED: usize = 3;
/// Lines over which the words of one command are written.
const NEAR_LINES: usize = 4;
/// Longest command that installs.
const MAX_COMMAND: usize = 400;
/// Longest line of a table of versions.
const MAX_LINE: usize = 100;

/// What asks for the versions of libraries.
static ASKING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("__version__|pip list|pip freeze|conda list|watermark|show_versions|session_info")
        .ok()
});

/// Lists in notebooks and scripts, one per file and form.
pub(super) fn find(facts: &Facts<'_>, imports: &[Import]) -> Vec<DependencyList> {
    let mut started: HashMap<UnitIdx, Vec<(CodePlace, String)>> = HashMap::default();
    let calls = facts.marked_calls(|_, method| {
        u32::from(STARTING.contains(&method) || MAKING.contains(&method))
    });
    for (_, call, _) in calls.filter(|(_, call, _)| call.reach == Reach::Live) {
        if let Some(command) = install_of(call).or_else(|| made_with(call)) {
            let of_unit = started.entry(call.place.unit).or_default();
            of_unit.push((call.place, command));
        }
    }
    let started_in = |number: &UnitIdx| started.get(number).map_or(&[][..], |started| started);
    let units = || (0..).map(UnitIdx).zip(&facts.python.units);
    let notebooks = units().filter(|(_, unit)| unit.kind == UnitKind::Notebook);
    let scripts = units().filter(|(_, unit)| unit.kind == UnitKind::Script);
    notebooks
        .flat_map(|(number, unit)| {
            let installed = installed(facts, unit, started_in(&number));
            [installed, printed(unit, imports)]
        })
        .chain(scripts.map(|(number, unit)| installed(facts, unit, started_in(&number))))
        .flatten()
        .collect()
}

/// Distributions that the commands of a text install, one list per text.
pub(super) fn told(facts: &Facts<'_>) -> Vec<DependencyList> {
    let mut found: Vec<DependencyList> = Vec::new();
    for document in &facts.documents {
        let code = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Code);
        for block in code.filter(|block| block.text.contains("install ")) {
            let entries = install_lines(&block.text);
            match found.last_mut().filter(|list| list.path == document.path) {
                Some(list) => list.entries.extend(entries),
                None if entries.is_empty() => {}
                None => found.push(DependencyList {
                    path: document.path.clone(),
                    place: Some(block.location.clone()),
                    weight: Weight::Passing,
                    entries,
                }),
            }
        }
    }
    found
}

/// Distributions that the items of an install section name, each in a list of its own, for its place.
pub(super) fn named(facts: &Facts<'_>) -> Vec<DependencyList> {
    let mut found = Vec::new();
    for document in &facts.documents {
        let mut is_install = false;
        for block in &document.blocks {
            if let BlockKind::Heading(_) = block.kind {
                let folded = fold(&block.text);
                is_install = INSTALL_HEADINGS.iter().any(|word| folded.contains(word));
            }
            if !is_install || block.kind != BlockKind::ListItem {
                continue;
            }
            if let Some(entry) = requirement(&block.text, 1) {
                found.push(DependencyList {
                    path: document.path.clone(),
                    place: Some(block.location.clone()),
                    weight: Weight::Passing,
                    entries: vec![entry],
                });
            }
        }
    }
    found
}

/// Beginnings of words in the heading of an install section, without accents.
const INSTALL_HEADINGS: &[&str] = &["dependanc", "depend", "install", "prerequi", "requirement"];

/// Distributions that shell lines and calls install.
fn installed(
    facts: &Facts<'_>,
    unit: &CodeUnit,
    started: &[(CodePlace, String)],
) -> Option<DependencyList> {
    let mut first = None;
    let mut entries: Vec<Entry> = Vec::new();
    for magic in unit
        .magics
        .iter()
        .filter(|magic| magic.text.contains("install") || magic.text.contains(" add "))
    {
        entries.extend(install_lines(&magic.text));
        if !entries.is_empty() {
            first = first.or(Some(magic));
        }
    }
    let mut place = first.map(|magic| magic.place);
    for (at, entry) in by_code(facts, unit, started) {
        place = place.or(Some(at));
        entries.push(entry);
    }
    Some(DependencyList {
        path: unit.path.clone(),
        place: Some(facts.python.location(place?)),
        weight: Weight::Passing,
        entries,
    })
}

/// Methods that start a command, whatever their module.
const STARTING: &[&str] = &[
    "Popen",
    "call",
    "check_call",
    "check_output",
    "getoutput",
    "getstatusoutput",
    "popen",
    "run",
    "system",
];

/// The install that a call starts, if any: `os.system("pip install shap")`, `run([sys.executable, "-m", "pip", "install", "shap"])`.
/// A message that only says what to install begins otherwise.
fn install_of(call: &Call) -> Option<String> {
    if call.is_attribute {
        return None;
    }
    let command = &call.args.first()?.value;
    let text = match command.as_str() {
        Some(text) => text.to_owned(),
        None => {
            let words = command.elements.iter().filter_map(Value::as_str);
            words.collect::<Vec<_>>().join(" ")
        }
    };
    let (before, packages) = text.split_once("pip install ")?;
    let is_start = before.split_whitespace().all(|word| {
        let word = word.trim_start_matches('!');
        word.is_empty() || word == "-m" || word == "sudo" || word.contains("python")
    });
    (is_start && text.len() <= MAX_COMMAND).then(|| format!("pip install {packages}"))
}

/// Calls that make an environment elsewhere.
const MAKING: &[&str] = &[
    "add_conda_package",
    "add_pip_package",
    "create",
    "pip_install",
];

/// What an environment elsewhere is made with, as an install: `CondaDependencies.create(pip_packages=["shap==0.46"])` of Azure,
/// `image.pip_install("shap")` of Modal.
fn made_with(call: &Call) -> Option<String> {
    let is_listed = |name: Option<&str>| match name {
        None => call.method() != "create",
        Some(name) => matches!(name, "conda_packages" | "pip_packages"),
    };
    if call.is_attribute || call.callee.starts_with("local:") {
        return None;
    }
    let listed = call
        .args
        .iter()
        .filter(|arg| is_listed(arg.name.as_deref()));
    let values = listed.flat_map(|arg| std::iter::once(&arg.value).chain(&arg.value.elements));
    let packages: Vec<&str> = values.filter_map(Value::as_str).collect();
    let command = format!("pip install {}", packages.join(" "));
    (!packages.is_empty() && command.len() <= MAX_COMMAND).then_some(command)
}

/// Installs that the code itself starts, and calls of an own function that starts pip.
fn by_code(
    facts: &Facts<'_>,
    unit: &CodeUnit,
    started: &[(CodePlace, String)],
) -> Vec<(CodePlace, Entry)> {
    let mut found: Vec<(CodePlace, Entry)> = Vec::new();
    for (place, command) in started {
        found.extend(
            install_lines(command)
                .into_iter()
                .map(|entry| (*place, entry)),
        );
    }
    let live = unit
        .strings
        .iter()
        .filter(|string| string.reach == Reach::Live && &*string.text == "install");
    let mut installing: HashSet<DefinitionIdx> = HashSet::default();
    let mut lines_of: HashMap<u32, Vec<&str>> = HashMap::default();
    for string in live {
        let Some(function) = string.function else {
            continue;
        };
        if installing.contains(&function) {
            continue;
        }
        // `[sys.executable, "-m", "pip", "install", name]`
        let lines = lines_of.entry(string.place.cell).or_insert_with(|| {
            let cell = unit.cells.get(string.place.cell as usize);
            cell.map_or_else(Vec::new, |cell| cell.source.lines().collect())
        });
        let end = (string.place.line as usize).min(lines.len());
        let near = &lines[end.saturating_sub(NEAR_LINES)..end];
        if near
            .iter()
            .any(|line| line.contains("\"pip\"") || line.contains("'pip'"))
        {
            installing.insert(function);
        }
    }
    if !installing.is_empty() {
        let installs = |call: &&Call| {
            let own = call.own.and_then(|(of, at)| {
                let of = facts.python.units.get(of.0 as usize)?;
                (std::ptr::eq(of, unit) && installing.contains(&at)).then_some(())
            });
            own.is_some() && call.reach == Reach::Live
        };
        for call in facts.python.calls.iter().filter(installs) {
            let named = call.args.first().and_then(|arg| arg.value.as_str());
            let entry = named.and_then(|name| requirement(name, call.place.line));
            found.extend(entry.map(|entry| (call.place, entry)));
        }
    }
    found
}

/// Versions in the output of a cell that asks for them, or that names several imports with theirs: a helper may ask.
fn printed(unit: &CodeUnit, imports: &[Import]) -> Option<DependencyList> {
    let asking = ASKING.as_ref()?;
    let mut asked: HashSet<u32> = HashSet::default();
    asked.extend(
        unit.magics
            .iter()
            .filter(|magic| asking.is_match(&magic.text))
            .map(|magic| magic.place.cell),
    );
    let cells = unit.cells.iter().zip(0..);
    let mut printing = cells.filter(|(cell, _)| !cell.outputs.is_empty());
    printing.find_map(|(cell, number)| {
        let is_live = |at: usize| {
            let line = cell.source[..at].rfind('\n').map_or(0, |end| end + 1);
            !cell.source[line..].trim_start().starts_with('#')
        };
        let is_asked = asked.contains(&number)
            || asking
                .find_iter(&cell.source)
                .any(|found| is_live(found.start()));
        let tabulated: Vec<Entry> = cell.outputs.iter().flat_map(columns).collect();
        let entries = if is_asked && tabulated.len() < MIN_PRINTED {
            cell.outputs.iter().flat_map(versions).collect()
        } else {
            tabulated
        };
        let is_list = entries.len() >= MIN_PRINTED
            && (is_asked || n_covered(&entries, imports) >= MIN_UNASKED);
        is_list.then(|| DependencyList {
            path: unit.path.clone(),
            place: Some(Location {
                path: unit.path.clone(),
                place: Place::Lines {
                    cell: Some(number),
                    line: 1,
                    end_line: 1,
                },
            }),
            weight: Weight::Passing,
            entries,
        })
    })
}

fn n_covered(entries: &[Entry], imports: &[Import]) -> usize {
    if entries.len() < MIN_UNASKED {
        return 0;
    }
    let named: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    imports
        .iter()
        .filter(|import| import.is_covered_by(&named))
        .count()
}

/// Lines of an output that hold a name and a version, and nothing else.
fn columns(output: &Output) -> Vec<Entry> {
    let Output::Text(text) = output else {
        return Vec::new();
    };
    let has_sentence = text.contains("==");
    let lines = text.lines().filter(|line| line.len() <= MAX_LINE);
    lines
        .filter_map(|line| {
            // Tables and logs have thousands of lines: they are split by bytes, none of which is part of a letter.
            let is_between = |byte: &u8| {
                matches!(
                    byte,
                    b' ' | b':' | b'\t' | b'=' | b'[' | b']' | b'\'' | b','
                )
            };
            let words = line.as_bytes().split(is_between);
            let mut words = words.filter(|word| !word.is_empty());
            let (name, version) = (words.next()?, words.next()?);
            let is_version = version[0].is_ascii_digit() && version.contains(&b'.');
            if !is_version || words.next().is_some() {
                return if has_sentence { sentence(line) } else { None };
            }
            let (name, version) = (str::from_utf8(name).ok()?, str::from_utf8(version).ok()?);
            let entry = requirement(&format!("{name}=={version}"), 1)?;
            let text = line.trim_matches([' ', '[', ']', ',', '\'', '\t']).into();
            Some(Entry { text, ..entry })
        })
        .collect()
}

/// `Version of the library: pandas==1.2.4`: a line of the candidate's own words that ends with a name and its version. Pip tells what it
/// finds and needs in words of its own.
fn sentence(line: &str) -> Option<Entry> {
    if !line.contains("==") {
        return None;
    }
    let is_of_pip = [
        "satisfied",
        "Collecting",
        "require",
        "Require",
        "incompatible",
    ];
    let last = line.split_whitespace().next_back()?;
    let (_, version) = last.split_once("==")?;
    let is_version = version.starts_with(|first: char| first.is_ascii_digit());
    (is_version && !is_of_pip.iter().any(|word| line.contains(word)))
        .then(|| requirement(last, 1))?
}

/// Lines of an output that name something and a version.
fn versions(output: &Output) -> Vec<Entry> {
    let Output::Text(text) = output else {
        return Vec::new();
    };
    text.lines()
        .filter_map(|line| {
            // `Version de pandas : 1.5.3`, `pandas version 1.5.3`: the name is the last word before the version.
            let cleaned: Vec<&str> = line
                .split([' ', ':', '\t'])
                .filter(|word| {
                    !word.is_empty()
                        && !matches!(
                            word.to_lowercase().as_str(),
                            "version" | "is" | "de" | "du" | "="
                        )
                })
                .collect();
            let at = cleaned.iter().position(|word| {
                word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.')
            })?;
            let name = cleaned.get(at.checked_sub(1)?)?;
            requirement(line, 1)
                .filter(|entry| entry.version.is_some())
                .or_else(|| requirement(&format!("{name} {}", cleaned[at]), 1))
        })
        .collect()
}
