//! Shell lines that run tests, themselves or through a script that they call.

use crate::Facts;
use crate::analyses::workflows::LOOKING;
use foldhash::HashMap;

/// Files that a shell line may call, looked up by their name.
pub(super) struct Scripts<'a> {
    by_name: HashMap<&'a str, &'a str>,
}

impl<'a> Scripts<'a> {
    pub(super) fn of(facts: &'a Facts<'_>) -> Self {
        let called = |name: &str| {
            name.ends_with(".sh")
                || matches!(
                    name,
                    "Makefile" | "makefile" | "tox.ini" | "noxfile.py" | "pyproject.toml"
                )
        };
        let mut by_name = HashMap::default();
        for (path, text) in &facts.side_files {
            let name = path.rsplit('/').next().unwrap_or(path);
            if called(name) {
                by_name.entry(name).or_insert(&**text);
            }
        }
        Self { by_name }
    }

    /// Whether a shell line runs tests, itself or through a script, a Makefile or tox.
    pub(super) fn run_tests(&self, line: &str) -> bool {
        if command_of(line).is_some() {
            return true;
        }
        let in_file = |name: &str| {
            self.by_name
                .get(name)
                .is_some_and(|text| text.lines().any(|line| command_of(line).is_some()))
        };
        let mut words = line.split_whitespace();
        match words.next() {
            Some("make") => {
                let makefile = self
                    .by_name
                    .get("Makefile")
                    .or(self.by_name.get("makefile"));
                words
                    .next()
                    .is_some_and(|target| target_runs_tests(makefile.copied(), target))
            }
            Some("tox" | "nox" | "hatch") => ["tox.ini", "noxfile.py", "pyproject.toml"]
                .into_iter()
                .any(in_file),
            first => {
                let names = first
                    .into_iter()
                    .chain(words)
                    .filter_map(|word| word.rsplit('/').next());
                names.filter(|name| name.ends_with(".sh")).any(in_file)
            }
        }
    }
}

/// Whether the recipe of `target` runs tests.
fn target_runs_tests(makefile: Option<&str>, target: &str) -> bool {
    let mut inside = false;
    makefile.unwrap_or_default().lines().any(|line| {
        if line.starts_with('\t') || line.starts_with("    ") {
            return inside && command_of(line).is_some();
        }
        inside = line
            .split(':')
            .next()
            .is_some_and(|name| name.trim() == target)
            && line.contains(':');
        false
    })
}

/// The test command in a shell line that is no comment and does more than install.
pub(super) fn command_of(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let parts = line.split("&&").flat_map(|part| part.split([';', '|']));
    // A part that a quote opens or closes alone is text that is printed.
    let is_whole = |part: &&str| part.matches(['"', '\'']).count().is_multiple_of(2);
    parts.map(str::trim).filter(is_whole).find(|part| {
        let words: Vec<&str> = part
            .split_whitespace()
            .map(|word| word.trim_matches(['"', '\'', '[', ']', ',']))
            .collect();
        let only_looks = words.first().is_some_and(|word| LOOKING.contains(word));
        let installs = words
            .iter()
            .any(|word| matches!(*word, "install" | "add" | "-V" | "--version" | "echo"));
        let tests = words.iter().any(|word| {
            let name = word.rsplit('/').next().unwrap_or(word);
            matches!(name, "pytest" | "py.test" | "unittest" | "nosetests")
                || (name.starts_with("test")
                    && name.ends_with(".py")
                    && words.iter().any(|word| word.starts_with("python")))
        });
        let django = words.contains(&"manage.py") && words.contains(&"test");
        !installs && !only_looks && (tests || django)
    })
}
