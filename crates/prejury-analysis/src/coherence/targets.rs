//! Commands of a README whose target, module or configuration is not among the deliverables.

use std::sync::{Arc, LazyLock};

use foldhash::HashSet;
use prejury_core::{Finding, Location};
use prejury_documents::BlockKind;
use prejury_intake::is_named_readme;
use regex::Regex;

use super::files::Files;
use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

/// A rule of a Makefile: its targets, before the colon.
static RULE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^([A-Za-z0-9_./ -]+?)\s*::?(?:[^=]|$)").ok());

/// Beginnings of commands, and the files of which one has to be there.
const NEEDS: &[(&str, &[&str])] = &[
    ("conda env create", &["environment.yml", "environment.yaml"]),
    ("docker compose ", COMPOSE),
    ("docker-compose ", COMPOSE),
    ("dvc repro", &["dvc.yaml"]),
    ("npm install", &["package.json"]),
    ("npm run ", &["package.json"]),
    ("pip install -e .", PACKAGE),
    ("pip install .", PACKAGE),
    ("pipenv install", &["pipfile"]),
    ("poetry install", &["pyproject.toml"]),
    ("uv sync", &["pyproject.toml"]),
];
const COMPOSE: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
];
const PACKAGE: &[&str] = &["pyproject.toml", "setup.py", "setup.cfg"];

pub(super) fn find(facts: &Facts<'_>, files: &Files) -> Vec<Finding> {
    let makefiles = Makefiles::of(facts);
    let mut findings = Vec::new();
    let readmes = facts
        .documents
        .iter()
        .filter(|document| is_named_readme(&document.path));
    for readme in readmes {
        let code = readme
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Code);
        for block in code {
            for line in block.text.lines() {
                let command = bare(line);
                if let Some(finding) = makefiles.lacks(command, &block.location) {
                    findings.push(finding);
                } else if let Some(needed) = needed(command, files) {
                    let finding = Finding::at(block.location.clone(), "readme.unusable-command");
                    findings.push(finding.with("command", command).with("needed", needed));
                }
            }
        }
    }
    // Several commands that need the same file are one point to see to.
    let mut needed: HashSet<String> = HashSet::default();
    findings.retain(|finding| {
        finding
            .args
            .get("needed")
            .is_none_or(|file| needed.insert(file.clone()))
    });
    first_of_each(findings, MAX_OF_A_KIND)
}

/// A line of a terminal without its prompt and remark.
pub(super) fn bare(line: &str) -> &str {
    let line = line.trim();
    let line = line
        .strip_prefix("$ ")
        .or_else(|| line.strip_prefix("> "))
        .or_else(|| line.strip_prefix("% "))
        .unwrap_or(line);
    line.split(" #").next().unwrap_or(line).trim()
}

/// What `command` needs and the deliverables lack.
fn needed(command: &str, files: &Files) -> Option<String> {
    let names_a_file = command.contains(" -f") || command.contains("--file");
    for (beginning, names) in NEEDS {
        let is_said = command == beginning.trim_end()
            || command
                .strip_prefix(beginning)
                .is_some_and(|rest| beginning.ends_with(' ') || rest.starts_with([' ', '[']));
        if is_said && !names_a_file && !files.has_name(names) {
            return names.first().map(|name| (*name).to_owned());
        }
    }
    if command.starts_with("docker build ") && !names_a_file && !files.has_name(&["dockerfile"]) {
        return Some("Dockerfile".to_owned());
    }
    tested_folder(command)
        .filter(|folder| !files.has_folder(folder))
        .or_else(|| own_module(command, files))
}

/// The folder that `pytest` is given.
fn tested_folder(command: &str) -> Option<String> {
    let rest = command
        .strip_prefix("python -m ")
        .unwrap_or(command)
        .strip_prefix("pytest ")?;
    let folder = rest
        .split_whitespace()
        .find(|word| !word.starts_with('-'))
        .filter(|word| word.ends_with('/') || *word == "tests" || *word == "test")?;
    let is_plain = folder
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
    is_plain.then(|| folder.trim_start_matches("./").to_owned())
}

/// A module of a folder of the submission that is run and is not there: `python -m src.train`.
fn own_module(command: &str, files: &Files) -> Option<String> {
    let rest = command
        .split_once("python -m ")
        .or(command.split_once("python3 -m "))?
        .1;
    let module = rest.split_whitespace().next()?;
    let (package, name) = module.rsplit_once('.')?;
    let is_name = module
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
    let first = package.split('.').next()?;
    let path = module.replace('.', "/");
    let is_missing = is_name
        && files.has_folder(first)
        && !files.has_folder(&path)
        && files.lacks_name(&format!("{name}.py"));
    is_missing.then(|| format!("{path}.py"))
}

/// The targets of all Makefiles.
struct Makefiles {
    first: Option<Arc<str>>,
    targets: HashSet<String>,
    /// Whether targets may come from elsewhere, or be made of patterns.
    is_open: bool,
}

impl Makefiles {
    fn of(facts: &Facts<'_>) -> Self {
        let mut makefiles = Self {
            first: None,
            targets: HashSet::default(),
            is_open: false,
        };
        for file in &facts.submission.files {
            let name = file
                .path
                .rsplit('/')
                .next()
                .unwrap_or(&file.path)
                .to_lowercase();
            if !matches!(name.as_str(), "makefile" | "gnumakefile") && !name.ends_with(".mk") {
                continue;
            }
            makefiles.first = makefiles.first.or_else(|| Some(file.path.clone()));
            let Some(text) = facts.side_files.get(&file.path) else {
                makefiles.is_open = true;
                continue;
            };
            makefiles.is_open |= text.lines().any(|line| {
                line.starts_with("include ")
                    || line.starts_with("-include ")
                    || line.starts_with('%')
                    || line.starts_with('$')
            });
            for rule in RULE
                .as_ref()
                .into_iter()
                .flat_map(|regex| regex.captures_iter(text))
            {
                let names = rule.get(1).map_or("", |names| names.as_str());
                makefiles
                    .targets
                    .extend(names.split_whitespace().map(str::to_owned));
            }
        }
        makefiles
    }

    /// What is told of `make TARGET` where no Makefile has the target.
    fn lacks(&self, command: &str, place: &Location) -> Option<Finding> {
        let target = command.strip_prefix("make ")?.trim();
        let is_target = !target.is_empty()
            && target
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        if !is_target || self.is_open || self.targets.contains(target) {
            return None;
        }
        let finding =
            Finding::at(place.clone(), "readme.unusable-command").with("command", command);
        Some(match &self.first {
            Some(path) => Finding::at(place.clone(), "readme.missing-target")
                .against(Location::file(&**path))
                .with("target", target),
            None => finding.with("needed", "Makefile"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let files = submission(files);
        let facts = facts(&files);
        let found = find(&facts, &Files::of(&facts));
        let values = found
            .iter()
            .map(|one| one.args.values().cloned().collect::<Vec<_>>().join(" "));
        values.collect()
    }

    #[test]
    fn targets_that_no_makefile_has() {
        let readme =
            "# A\n\n```\n$ make test   # tout\nmake deploy\nmake -j4 all\n```\n\nmake sure\n";
        assert_eq!(
            told(&[
                ("README.md", readme),
                ("Makefile", "X := 1\ntest lint: a.py\n\tpytest\n")
            ]),
            ["deploy"]
        );
        assert_eq!(
            told(&[("README.md", readme), ("Makefile", "include other.mk\n")]),
            [""; 0]
        );
        assert_eq!(told(&[("README.md", readme)]), ["make test Makefile"]);
    }

    #[test]
    fn commands_that_need_a_file() {
        let readme = "```\ndocker build -t a .\npip install -e .\npytest tests/ -v\npython -m src.train\ndvc repro\ndocker compose -f b.yml up\n```\n";
        let found = told(&[
            ("README.md", readme),
            ("src/a.py", "x = 1\n"),
            ("dvc.yaml", "a: 1\n"),
        ]);
        assert_eq!(
            found,
            [
                "docker build -t a . Dockerfile",
                "pip install -e . pyproject.toml",
                "pytest tests/ -v tests/",
                "python -m src.train src/train.py",
            ]
        );
        let whole = [
            ("README.md", readme),
            ("src/train.py", "x = 1\n"),
            ("dvc.yaml", "a: 1\n"),
            ("api/Dockerfile", "FROM a\n"),
            ("setup.py", "x = 1\n"),
            ("api/tests/test_a.py", "x = 1\n"),
        ];
        assert_eq!(told(&whole), [""; 0]);
    }
}
