//! Commands of a README that the project's own package is said to bring: scripts of pyproject.toml, setup.py and setup.cfg,
//! and packages that are run as a module.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use prejury_core::{Finding, Location};
use prejury_documents::BlockKind;
use prejury_intake::is_named_readme;
use regex::Regex;

use super::files::Files;
use super::{MAX_OF_A_KIND, first_of_each};
use crate::Facts;

/// `score-train = scoring.cli:main`, an entry of a list in setup.py or setup.cfg.
static ENTRY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"["'\s]([A-Za-z0-9_.-]+)\s*=\s*([A-Za-z_][A-Za-z0-9_.]*):[A-Za-z_]"#).ok()
});

/// `name = "scoring"` in setup.py and setup.cfg.
static NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)^\s*name\s*=\s*["']?([A-Za-z0-9_.-]+)"#).ok());

/// Runners of an environment, before the command itself.
const RUNNERS: &[&str] = &[
    "hatch run ",
    "pdm run ",
    "pipenv run ",
    "poetry run ",
    "uv run ",
];

pub(super) fn find(facts: &Facts<'_>, files: &Files) -> Vec<Finding> {
    let readmes = || {
        facts
            .documents
            .iter()
            .filter(|one| is_named_readme(&one.path))
    };
    let mut blocks = readmes()
        .flat_map(|readme| &readme.blocks)
        .filter(|block| block.kind == BlockKind::Code)
        .peekable();
    if blocks.peek().is_none() {
        return Vec::new();
    }
    let packages = Packages::of(facts);
    let mut findings = Vec::new();
    for block in blocks {
        for line in block.text.lines() {
            let command = super::targets::bare(line);
            let command = RUNNERS
                .iter()
                .find_map(|runner| command.strip_prefix(runner))
                .unwrap_or(command);
            let found = packages
                .lacks(command, files, &block.location)
                .or_else(|| no_main(command, files, &block.location));
            findings.extend(found);
        }
    }
    first_of_each(findings, MAX_OF_A_KIND)
}

/// `python -m scoring` where the folder `scoring` has no `__main__.py`.
fn no_main(command: &str, files: &Files, place: &Location) -> Option<Finding> {
    let rest = command
        .strip_prefix("python -m ")
        .or_else(|| command.strip_prefix("python3 -m "))?;
    let module = rest.split_whitespace().next()?;
    let is_name = module
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name {
        return None;
    }
    let main = format!("{module}/__main__.py");
    // A folder may bear the name of a library that is run: only one that holds a package of Python is the project's.
    let is_own = files.has_path_end(&format!("{module}/__init__.py"));
    let is_there = files.has_path_end(&main) || !files.lacks_name(&format!("{module}.py"));
    (is_own && !is_there).then(|| {
        Finding::at(place.clone(), "readme.unusable-command")
            .with("command", command)
            .with("needed", main)
    })
}

/// What the packages of the submission define.
#[derive(Default)]
struct Packages {
    /// Names of packages, and the file that gives each.
    names: BTreeMap<String, Arc<str>>,
    /// Commands, with the module that each calls.
    scripts: BTreeMap<String, String>,
}

impl Packages {
    fn of(facts: &Facts<'_>) -> Self {
        let mut packages = Self::default();
        for (path, text) in &facts.side_files {
            match path.rsplit('/').next().unwrap_or(path) {
                "pyproject.toml" => packages.pyproject(path, text),
                "setup.py" | "setup.cfg" => packages.setup(path, text),
                _ => {}
            }
        }
        packages
    }

    fn pyproject(&mut self, path: &Arc<str>, text: &str) {
        let Ok(table) = text.parse::<toml::Table>() else {
            return;
        };
        let at = |keys: &[&str]| {
            let mut tables = keys.iter();
            let first = table.get(*tables.next()?)?;
            tables.try_fold(first, |value, key| value.get(*key))
        };
        for keys in [["project", "name"].as_slice(), &["tool", "poetry", "name"]] {
            if let Some(name) = at(keys).and_then(toml::Value::as_str) {
                self.names.insert(named(name), path.clone());
            }
        }
        for keys in [
            ["project", "scripts"].as_slice(),
            &["project", "gui-scripts"],
            &["tool", "poetry", "scripts"],
            &["tool", "pdm", "scripts"],
        ] {
            let scripts = at(keys).and_then(toml::Value::as_table);
            for (name, value) in scripts.into_iter().flatten() {
                let target = value.as_str().unwrap_or_default();
                let module = target.split(':').next().unwrap_or_default().to_owned();
                self.scripts.insert(name.clone(), module);
            }
        }
    }

    fn setup(&mut self, path: &Arc<str>, text: &str) {
        let name = NAME.as_ref().and_then(|regex| regex.captures(text));
        if let Some(name) = name.as_ref().and_then(|found| found.get(1)) {
            self.names.insert(named(name.as_str()), path.clone());
        }
        let Some(at) = text.find("console_scripts") else {
            return;
        };
        let entries = ENTRY.as_ref().into_iter();
        for entry in entries.flat_map(|regex| regex.captures_iter(&text[at..])) {
            self.scripts
                .insert(entry[1].to_owned(), entry[2].to_owned());
        }
    }

    /// What is told of a command that bears the name of a package and that none defines, or whose module is not there.
    fn lacks(&self, command: &str, files: &Files, place: &Location) -> Option<Finding> {
        let word = command.split_whitespace().next()?;
        if let Some(module) = self.scripts.get(word) {
            let path = module.replace('.', "/");
            let name = path.rsplit('/').next().unwrap_or(&path);
            let is_there = module.is_empty()
                || files.has_folder(&path)
                || !files.lacks_name(&format!("{name}.py"));
            return (!is_there).then(|| {
                Finding::at(place.clone(), "readme.unusable-command")
                    .with("command", command)
                    .with("needed", format!("{path}.py"))
            });
        }
        let is_plain = word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        // Alone, the name is more likely that of a folder or of an environment.
        let has_more = command.len() > word.len();
        if !is_plain || !has_more {
            return None;
        }
        let word = named(word);
        let (_, path) = self.names.iter().find(|(name, _)| {
            word.strip_prefix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })?;
        Some(
            Finding::at(place.clone(), "readme.missing-script")
                .against(Location::file(path.clone()))
                .with("command", command),
        )
    }
}

/// A name as package indexes compare it.
fn named(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let files = submission(files);
        let facts = facts(&files);
        let found = find(&facts, &Files::of(&facts));
        let values = found.iter().map(|one| {
            let values = one.args.values().cloned().collect::<Vec<_>>().join(" ");
            format!("{} {values}", one.code)
        });
        values.collect()
    }

    const README: &str = "# A\n\n```\n$ score-train --folds 5\npoetry run score-predict --file a.csv\nscore\npython -m score\npython -m pytest\n```\n\nscore-other a\n";

    #[test]
    fn commands_that_no_package_defines() {
        let pyproject =
            "[project]\nname = \"score\"\n[project.scripts]\nscore-train = \"score.train:main\"\n";
        let files = [
            ("README.md", README),
            ("pyproject.toml", pyproject),
            ("src/score/__init__.py", ""),
            ("src/score/train.py", "x = 1\n"),
        ];
        assert_eq!(
            told(&files),
            [
                "readme.missing-script score-predict --file a.csv",
                "readme.unusable-command python -m score score/__main__.py",
            ]
        );
        let main = ("src/score/__main__.py", "x = 1\n");
        let setup = "from setuptools import setup\nsetup(\n    name=\"score\",\n    entry_points={\"console_scripts\": [\"score-train=score.cli:main\", 'score-predict = score.predict:main']},\n)\n";
        let files = [
            ("README.md", README),
            ("setup.py", setup),
            files[2],
            ("src/score/predict.py", "x = 1\n"),
            main,
        ];
        assert_eq!(
            told(&files),
            ["readme.unusable-command score-train --folds 5 score/cli.py"]
        );
    }

    #[test]
    fn other_commands_are_none_of_the_package() {
        assert_eq!(told(&[("README.md", README)]), [""; 0]);
        let pyproject = "[project]\nname = \"sc\"\n";
        assert_eq!(
            told(&[("README.md", README), ("pyproject.toml", pyproject)]),
            [""; 0]
        );
    }
}
