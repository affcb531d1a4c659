//! Manifests and lock files → entries. Every reader is lenient: a broken file gives what could be read of it.

use super::entry::{Entry, normalise, requirement};

/// PEP 621, PEP 735 groups, Poetry, PDM and uv tables of a pyproject.toml.
pub(super) fn pyproject(text: &str) -> Vec<Entry> {
    let Ok(root) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let root = toml::Value::Table(root);
    let mut entries = Vec::new();
    let lines = &KeyLines::new(text);
    if let Some(project) = root.get("project") {
        strings(project.get("dependencies"), lines, &mut entries);
        each_value(project.get("optional-dependencies"), |group| {
            strings(Some(group), lines, &mut entries)
        });
    }
    each_value(root.get("dependency-groups"), |group| {
        strings(Some(group), lines, &mut entries)
    });
    let Some(tool) = root.get("tool") else {
        return entries;
    };
    if let Some(poetry) = tool.get("poetry") {
        table(poetry.get("dependencies"), lines, &mut entries);
        table(poetry.get("dev-dependencies"), lines, &mut entries);
        each_value(poetry.get("group"), |group| {
            table(group.get("dependencies"), lines, &mut entries)
        });
    }
    strings(
        tool.get("uv").and_then(|uv| uv.get("dev-dependencies")),
        lines,
        &mut entries,
    );
    each_value(
        tool.get("pdm").and_then(|pdm| pdm.get("dev-dependencies")),
        |group| strings(Some(group), lines, &mut entries),
    );
    if let Some(pixi) = tool.get("pixi") {
        table(pixi.get("dependencies"), lines, &mut entries);
        table(pixi.get("pypi-dependencies"), lines, &mut entries);
    }
    entries
}

pub(super) fn pixi(text: &str) -> Vec<Entry> {
    tables_of(text, &["dependencies", "pypi-dependencies"])
}

pub(super) fn pipfile(text: &str) -> Vec<Entry> {
    tables_of(text, &["packages", "dev-packages"])
}

pub(super) fn pipfile_lock(text: &str) -> Vec<Entry> {
    let Ok(root) = serde_json::from_str::<serde_json::Value>(text) else {
        return Vec::new();
    };
    let lines = KeyLines::new(text);
    ["default", "develop"]
        .iter()
        .filter_map(|group| root.get(group)?.as_object())
        .flatten()
        .map(|(name, value)| {
            lines.entry(
                name,
                value.get("version").and_then(|version| version.as_str()),
            )
        })
        .collect()
}

/// `[[package]]` tables of poetry.lock, uv.lock and pdm.lock.
pub(super) fn toml_lock(text: &str) -> Vec<Entry> {
    let Ok(root) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let lines = KeyLines::new(text);
    let packages = root
        .get("package")
        .and_then(toml::Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    packages
        .iter()
        .filter_map(|package| {
            Some(lines.entry(
                package.get("name")?.as_str()?,
                package.get("version").and_then(toml::Value::as_str),
            ))
        })
        .collect()
}

/// Strings of `install_requires`, `extras_require` and `tests_require` in a setup.py, read without running it.
pub(super) fn setup_py(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut depth: Option<i32> = None;
    for (line, number) in text.lines().zip(1..) {
        let code = line.split('#').next().unwrap_or_default();
        let mut rest = code;
        if depth.is_none() {
            let Some(at) = ["install_requires", "extras_require", "tests_require"]
                .iter()
                .find_map(|key| code.find(key))
            else {
                continue;
            };
            let Some(equals) = code[at..].find('=') else {
                continue;
            };
            rest = &code[at + equals + 1..];
            depth = Some(0);
        }
        for quote in ['"', '\''] {
            entries.extend(
                rest.split(quote)
                    .skip(1)
                    .step_by(2)
                    .filter_map(|text| requirement(text, number)),
            );
        }
        let opened = rest.matches(['[', '{', '(']).count() as i32
            - rest.matches([']', '}', ')']).count() as i32;
        depth = depth.map(|depth| depth + opened).filter(|depth| *depth > 0);
    }
    entries
}

/// `install_requires` of a setup.cfg.
pub(super) fn setup_cfg(text: &str) -> Vec<Entry> {
    let mut inside = false;
    let mut entries = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with([' ', '\t']) {
            entries.extend(inside.then(|| requirement(line, number)).flatten());
        } else {
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            inside = matches!(key.trim(), "install_requires" | "tests_require");
            entries.extend(inside.then(|| requirement(value, number)).flatten());
        }
    }
    entries
}

/// `dependencies:` of a conda environment, `pip:` lists inside included; none when the file is something else.
pub(super) fn conda_environment(text: &str, named_environment: bool) -> Option<Vec<Entry>> {
    let heads = ["channels:", "name:", "prefix:"];
    let has_head = text
        .lines()
        .any(|line| heads.iter().any(|head| line.starts_with(head)));
    if !has_head && !named_environment {
        return None;
    }
    let entries = items_under(text, "dependencies:");
    (!entries.is_empty()).then_some(entries)
}

/// `packages:` under `python:` of a BentoML build file.
pub(super) fn bentofile(text: &str) -> Vec<Entry> {
    items_under(text, "packages:")
}

/// Distributions that `pip install` and `conda install` lines name; options and files are left out.
pub(super) fn install_lines(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut continued = false;
    for (line, number) in text.lines().zip(1..) {
        let trimmed = line.trim();
        if trimmed.starts_with('#') {
            continue;
        }
        let words = if continued {
            trimmed
        } else {
            installed_words(trimmed).unwrap_or_default()
        };
        entries.extend(install_words(words, number));
        continued = trimmed.ends_with('\\') && (continued || installed_words(trimmed).is_some());
    }
    entries
}

/// What follows `pip install` on a line.
fn installed_words(line: &str) -> Option<&str> {
    let at = [
        "pip install ",
        "pip3 install ",
        "conda install ",
        "mamba install ",
        "uv add ",
        "poetry add ",
    ]
    .iter()
    .find_map(|command| line.find(command).map(|at| at + command.len()))?;
    Some(&line[at..])
}

fn install_words(words: &str, number: u32) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut skip = false;
    for word in words.split_whitespace() {
        if matches!(word, "&&" | "||" | ";" | "|" | "\\" | "#") {
            if word != "\\" {
                break;
            }
            continue;
        }
        if word.starts_with('-') {
            // Options that take a value.
            skip = matches!(
                word,
                "-r" | "-c"
                    | "-e"
                    | "-i"
                    | "-f"
                    | "-n"
                    | "-t"
                    | "--index-url"
                    | "--extra-index-url"
                    | "--requirement"
                    | "--target"
            );
            continue;
        }
        if std::mem::take(&mut skip) || word.contains('/') || word == "." {
            continue;
        }
        entries.extend(requirement(word, number));
    }
    entries
}

/// List items below a key of a YAML file, whatever their depth, up to the next key at its level.
fn items_under(text: &str, key: &str) -> Vec<Entry> {
    let mut level: Option<usize> = None;
    let mut entries = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if content.trim_end() == key {
            level = Some(indent);
        } else if let Some(item) = content.strip_prefix("- ") {
            let item = item.trim_start();
            if level.is_some() && !item.ends_with(':') {
                let item = item.rsplit("::").next().unwrap_or(item);
                entries.extend(
                    requirement(item, number)
                        .filter(|entry| !matches!(&*entry.name, "python" | "pip")),
                );
            }
        } else if level.is_some_and(|level| indent <= level) {
            level = None;
        }
    }
    entries
}

fn tables_of(text: &str, keys: &[&str]) -> Vec<Entry> {
    let Ok(root) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    let lines = KeyLines::new(text);
    for key in keys {
        table(root.get(*key), &lines, &mut entries);
    }
    entries
}

/// A table of names and versions, as Poetry and Pipfile write it.
fn table(table: Option<&toml::Value>, lines: &KeyLines<'_>, entries: &mut Vec<Entry>) {
    let Some(table) = table.and_then(toml::Value::as_table) else {
        return;
    };
    for (name, value) in table.iter().filter(|(name, _)| name.as_str() != "python") {
        let version = value
            .as_str()
            .or_else(|| value.get("version").and_then(toml::Value::as_str));
        entries.push(lines.entry(name, version));
    }
}

/// A list of requirement strings.
fn strings(list: Option<&toml::Value>, lines: &KeyLines<'_>, entries: &mut Vec<Entry>) {
    for item in list
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
    {
        entries.extend(requirement(item, lines.line(item)));
    }
}

fn each_value<'a>(table: Option<&'a toml::Value>, mut each: impl FnMut(&'a toml::Value)) {
    for (_, value) in table.and_then(toml::Value::as_table).into_iter().flatten() {
        each(value);
    }
}

/// Lines on which words stand in quotes or at the beginning, found in one pass.
struct KeyLines<'a> {
    lines: foldhash::HashMap<&'a str, u32>,
}

impl<'a> KeyLines<'a> {
    fn new(text: &'a str) -> Self {
        let mut lines = foldhash::HashMap::default();
        for (line, number) in text.lines().zip(1..) {
            let trimmed = line.trim();
            let first = trimmed
                .split([' ', '=', ':'])
                .next()
                .unwrap_or_default()
                .trim_matches('"');
            lines.entry(first).or_insert(number);
            for quote in ['"', '\''] {
                for quoted in trimmed.split(quote).skip(1).step_by(2) {
                    lines.entry(quoted).or_insert(number);
                }
            }
        }
        Self { lines }
    }

    fn line(&self, word: &str) -> u32 {
        self.lines.get(word).copied().unwrap_or(1)
    }

    fn entry(&self, name: &str, version: Option<&str>) -> Entry {
        let version = version
            .map(str::trim)
            .filter(|version| !version.is_empty() && *version != "*");
        let text =
            version.map_or_else(|| name.into(), |version| format!("{name} {version}").into());
        Entry {
            name: normalise(name),
            version: version.map(Into::into),
            text,
            line: self.line(name),
        }
    }
}
