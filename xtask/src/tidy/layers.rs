//! Manifests: dependencies point down only, and each has a reason.

use super::Finding;
use crate::files::{Outcome, TextFile};

/// What each crate may know of ours. Data flows down this table; an edge that is not here is a new design.
const EDGES: &[(&str, &[&str])] = &[
    ("prejury-core", &[]),
    ("prejury-catalog", &["prejury-core"]),
    ("prejury-python", &["prejury-core"]),
    ("prejury-documents", &["prejury-core"]),
    ("prejury-intake", &["prejury-core"]),
    (
        "prejury-analysis",
        &[
            "prejury-core",
            "prejury-catalog",
            "prejury-python",
            "prejury-documents",
            "prejury-intake",
        ],
    ),
    ("prejury-config", &["prejury-core", "prejury-catalog"]),
    ("prejury-report", &["prejury-core", "prejury-catalog"]),
    (
        "prejury-cohort",
        &["prejury-core", "prejury-intake", "prejury-report"],
    ),
    // The command line wires what is beneath it together.
    (
        "prejury",
        &[
            "prejury-core",
            "prejury-catalog",
            "prejury-cohort",
            "prejury-config",
            "prejury-intake",
            "prejury-analysis",
            "prejury-report",
        ],
    ),
];

/// Dependencies that belong to one crate.
const OWNED: &[(&str, &str)] = &[
    ("git2", "prejury-intake"),
    ("tree-sitter", "prejury-python"),
    ("tree-sitter-python", "prejury-python"),
];

/// Crates depend on those beneath them only.
pub(super) fn edges(files: &[TextFile]) -> Outcome<Finding> {
    let mut problems = Vec::new();
    let mut n_edges = 0;
    for file in files {
        let Some(name) = file
            .path
            .strip_prefix("crates/")
            .and_then(|path| path.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let Some((_, allowed)) = EDGES.iter().find(|(known, _)| *known == name) else {
            problems.push(format!(
                "{}: the crate has no place in the layers of xtask/src/tidy/layers.rs",
                file.path
            ));
            continue;
        };
        let manifest: toml::Table = file.text.parse()?;
        for table in ["dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(table).and_then(toml::Value::as_table) else {
                continue;
            };
            for dependency in dependencies.keys() {
                n_edges += usize::from(dependency.starts_with("prejury"));
                let owner = OWNED
                    .iter()
                    .find(|(owned, _)| owned == dependency)
                    .map(|(_, owner)| *owner);
                let upward =
                    dependency.starts_with("prejury") && !allowed.contains(&dependency.as_str());
                if upward || owner.is_some_and(|owner| owner != name) {
                    problems.push(format!(
                        "{}: {name} must not depend on {dependency}",
                        file.path
                    ));
                }
            }
        }
    }
    Ok(Finding {
        checked: format!("{n_edges} dependencies between crates point down"),
        problems,
    })
}

/// Every dependency of the workspace has a comment above it or at the head of its block; our own crates need none.
pub(super) fn reasons(files: &[TextFile]) -> Outcome<Finding> {
    let manifest = files
        .iter()
        .find(|file| file.path == "Cargo.toml")
        .ok_or("there is no Cargo.toml")?;
    let mut problems = Vec::new();
    let mut n_dependencies = 0;
    let mut has_reason = false;
    let section = manifest
        .text
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1);
    for line in section.take_while(|line| !line.starts_with('[')) {
        match line.split_once('=') {
            _ if line.starts_with('#') => has_reason = true,
            Some((name, value)) if !value.contains("path =") => {
                n_dependencies += 1;
                if !has_reason {
                    problems.push(format!(
                        "Cargo.toml: {} has no comment that says why",
                        name.trim()
                    ));
                }
            }
            Some(_) => {}
            // A blank line ends a block.
            None if line.is_empty() => has_reason = false,
            None => {}
        }
    }
    Ok(Finding {
        checked: format!("{n_dependencies} dependencies of the workspace have a reason"),
        problems,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_upward_edge_and_a_foreign_library_are_told() {
        let text = "[dependencies]\nprejury-core.workspace = true\nprejury-analysis.workspace = true\ngit2 = \"1\"\n";
        let finding = edges(&[manifest("crates/prejury-report/Cargo.toml", text)]).unwrap();
        assert_eq!(finding.problems.len(), 2, "{:?}", finding.problems);
        assert!(finding.problems[0].ends_with("prejury-report must not depend on git2"));
        assert!(
            finding.problems[1].ends_with("prejury-report must not depend on prejury-analysis")
        );
        assert_eq!(
            edges(&[manifest("crates/prejury-new/Cargo.toml", "")])
                .unwrap()
                .problems
                .len(),
            1
        );
    }

    #[test]
    fn a_dependency_without_reason_is_told() {
        let text = "[workspace.dependencies]\nown = { path = \"x\" }\n\n# Why.\na = \"1\"\nb = \"1\"\n\nc = \"1\"\n\n[profile.dev]\nd = 1\n";
        let finding = reasons(&[manifest("Cargo.toml", text)]).unwrap();
        assert_eq!(
            finding.problems,
            ["Cargo.toml: c has no comment that says why"]
        );
    }
}
