//! `cargo xtask release-notes v0.1.0`: what CHANGELOG.md says of a version, once tag, workspace and changelog agree on it.

use std::fs;
use std::path::Path;

pub(crate) fn run(root: &Path, tag: &str) -> Result<(), String> {
    let read = |name: &str| {
        fs::read_to_string(root.join(name)).map_err(|error| format!("{name}: {error}"))
    };
    println!(
        "{}",
        notes(tag, &read("Cargo.toml")?, &read("CHANGELOG.md")?)?
    );
    Ok(())
}

fn notes(tag: &str, manifest: &str, changelog: &str) -> Result<String, String> {
    let manifest: toml::Table = manifest
        .parse()
        .map_err(|error| format!("Cargo.toml: {error}"))?;
    let version = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("package")?.get("version")?.as_str())
        .ok_or("Cargo.toml names no workspace version")?;
    if tag.strip_prefix('v') != Some(version) {
        return Err(format!("the tag {tag} is not that of version {version}"));
    }
    let title = format!("## [{version}] - ");
    let (_, section) = changelog
        .split_once(&title)
        .ok_or(format!("CHANGELOG.md has no section \"{title}...\""))?;
    let (date, text) = section.split_once('\n').unwrap_or((section, ""));
    let is_date = date.len() == "2026-01-31".len()
        && date
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !is_date {
        return Err(format!(
            "CHANGELOG.md gives {version} no date, but \"{date}\""
        ));
    }
    let end = text.find("\n## ").unwrap_or(text.len());
    Ok(text[..end].trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[workspace.package]\nversion = \"1.2.0\"\n";

    #[test]
    fn a_version_that_all_agree_on_gives_its_section() {
        let changelog = "# Changelog\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- This.\n\n## [1.1.0] - 2026-01-01\n\n- That.\n";
        assert_eq!(
            notes("v1.2.0", MANIFEST, changelog).unwrap(),
            "### Added\n\n- This."
        );
    }

    #[test]
    fn a_version_that_some_do_not_know_is_refused() {
        let undated = "## [1.2.0] - not yet released\n- This.\n";
        let mistake = |tag, changelog| notes(tag, MANIFEST, changelog).unwrap_err();
        assert!(mistake("v1.3.0", undated).contains("not that of version 1.2.0"));
        assert!(mistake("1.2.0", undated).contains("not that of version"));
        assert!(mistake("v1.2.0", undated).contains("no date"));
        assert!(mistake("v1.2.0", "# Changelog\n").contains("no section"));
    }
}
