//! Word lists of the rules: sorted, so that a change shows as one line, and without duplicates.

use std::collections::BTreeSet;

use super::Finding;
use crate::files::{Outcome, TextFile};

/// Families of names are sorted and name nothing twice.
pub(super) fn families(files: &[TextFile]) -> Outcome<Finding> {
    let mut problems = Vec::new();
    let mut n_families = 0;
    for file in toml_files(files, "rules/vocabulary/") {
        let table = parse(file)?;
        for family in table
            .get("family")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            n_families += 1;
            let name = family
                .get("name")
                .and_then(toml::Value::as_str)
                .unwrap_or("?");
            let names = family
                .get("names")
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten();
            let names: Vec<&str> = names.filter_map(toml::Value::as_str).collect();
            problems.extend(
                unsorted(&names).map(|problem| format!("{}: {name}: {problem}", file.path)),
            );
        }
    }
    Ok(Finding {
        checked: format!("{n_families} families of names are sorted, without duplicates"),
        problems,
    })
}

/// No list of a rule names something twice. Their order may mean something, so that it is left alone.
pub(super) fn lists(files: &[TextFile]) -> Outcome<Finding> {
    let mut problems = Vec::new();
    let mut n_lists = 0;
    for file in toml_files(files, "rules/") {
        let table = toml::Value::Table(parse(file)?);
        let mut values = vec![&table];
        while let Some(value) = values.pop() {
            match value {
                toml::Value::Table(table) => values.extend(table.values()),
                toml::Value::Array(items) => {
                    n_lists += 1;
                    let mut seen = BTreeSet::new();
                    let texts = items.iter().filter_map(toml::Value::as_str);
                    let twice = texts.filter(|text| !seen.insert(*text));
                    problems.extend(
                        twice.map(|text| format!("{}: `{text}` stands twice in a list", file.path)),
                    );
                    values.extend(items);
                }
                _ => {}
            }
        }
    }
    problems.sort();
    Ok(Finding {
        checked: format!("{n_lists} lists of the rules have no duplicates"),
        problems,
    })
}

/// Lists of words, one a line. A blank line or a comment starts another part, sorted on its own.
pub(super) fn texts(files: &[TextFile]) -> Finding {
    let mut problems = Vec::new();
    let mut n_lists = 0;
    for file in files
        .iter()
        .filter(|file| file.path.starts_with("rules/") && file.path.ends_with(".txt"))
    {
        n_lists += 1;
        let lines: Vec<&str> = file.text.lines().collect();
        let is_item = |line: &&str| !line.is_empty() && !line.starts_with('#');
        let mut seen = BTreeSet::new();
        let items = lines.iter().filter(|line| is_item(line));
        let twice = items.filter(|line| !seen.insert(**line));
        problems.extend(twice.map(|line| format!("{}: `{line}` stands twice", file.path)));
        for part in lines.split(|line| !is_item(line)) {
            let descent = part.windows(2).find(|pair| pair[0] > pair[1]);
            problems.extend(
                descent.map(|pair| {
                    format!("{}: `{}` stands before `{}`", file.path, pair[0], pair[1])
                }),
            );
        }
    }
    Finding {
        checked: format!("{n_lists} word lists are sorted, without duplicates"),
        problems,
    }
}

/// The first item that stands after a greater one or beside its equal.
fn unsorted(items: &[&str]) -> Option<String> {
    let pair = items.windows(2).find(|pair| pair[0] >= pair[1])?;
    Some(if pair[0] == pair[1] {
        format!("`{}` stands twice", pair[0])
    } else {
        format!("`{}` stands before `{}`", pair[0], pair[1])
    })
}

fn toml_files<'a>(files: &'a [TextFile], folder: &'a str) -> impl Iterator<Item = &'a TextFile> {
    files
        .iter()
        .filter(move |file| file.path.starts_with(folder) && file.path.ends_with(".toml"))
}

fn parse(file: &TextFile) -> Outcome<toml::Table> {
    file.text
        .parse()
        .map_err(|error| format!("{}: {error}", file.path).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn unsorted_and_repeated_names_are_told() {
        let text = "[[family]]\nname = \"x\"\nnames = [\"b\", \"a\"]\n[[family]]\nname = \"y\"\nnames = [\"a\", \"a\"]\n";
        let file = file("rules/vocabulary/x.toml", text);
        let found = families(std::slice::from_ref(&file)).unwrap().problems;
        assert_eq!(
            found,
            [
                "rules/vocabulary/x.toml: x: `b` stands before `a`",
                "rules/vocabulary/x.toml: y: `a` stands twice",
            ]
        );
        assert_eq!(lists(&[file]).unwrap().problems.len(), 1);
    }

    #[test]
    fn parts_of_a_word_list_are_sorted_on_their_own() {
        let problems = |text: &str| texts(&[file("rules/packages/a.txt", text)]).problems;
        assert!(problems("# z\na\nb c\n\n# English\na b\n").is_empty());
        assert_eq!(
            problems("b\na\n"),
            ["rules/packages/a.txt: `b` stands before `a`"]
        );
        assert_eq!(
            problems("a\n\na\n"),
            ["rules/packages/a.txt: `a` stands twice"]
        );
    }
}
