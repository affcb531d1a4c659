//! One entry of a dependency list, and the lines that hold one.

use smol_str::SmolStr;

/// A distribution that a list names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Normalised: lower case, hyphens.
    pub(super) name: SmolStr,
    /// As written, when there is one.
    pub(super) version: Option<SmolStr>,
    /// The entry as the candidate wrote it.
    pub(super) text: SmolStr,
    pub(super) line: u32,
}

/// The name as package indexes compare it.
pub(super) fn normalise(name: &str) -> SmolStr {
    let mut normalised = String::with_capacity(name.len());
    for character in name.chars() {
        let character = if matches!(character, '_' | '.') {
            '-'
        } else {
            character.to_ascii_lowercase()
        };
        if character != '-' || !normalised.ends_with('-') {
            normalised.push(character);
        }
    }
    normalised.trim_matches('-').into()
}

/// Reads a line of a requirements file, of a conda export (`numpy=1.26=py311h`), or of a printed table (`numpy 1.26.4`).
/// None for comments, options, addresses and prose.
pub(super) fn requirement(line: &str, number: u32) -> Option<Entry> {
    let text = line
        .split(" #")
        .next()
        .unwrap_or_default()
        .split(" --hash")
        .next()
        .unwrap_or_default();
    let text = text
        .trim()
        .trim_end_matches('\\')
        .trim_end_matches(',')
        .trim();
    let text = text.trim_matches(['"', '\'']).trim();
    let name_end = text
        .find(|character: char| !(character.is_ascii_alphanumeric() || "-_.".contains(character)));
    let (name, rest) = text.split_at(name_end.unwrap_or(text.len()));
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name.len() <= 100;
    if !is_name {
        return None;
    }
    let rest = rest.split(';').next().unwrap_or_default().trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    let version = version(rest)?;
    Some(Entry {
        name: normalise(name),
        version,
        text: text.into(),
        line: number,
    })
}

/// `Some(None)` when nothing follows the name, `Some(version)` for a version, none when it is something else.
#[expect(
    clippy::option_option,
    reason = "a line that is no requirement differs from one without a version"
)]
fn version(rest: &str) -> Option<Option<SmolStr>> {
    if rest.is_empty() {
        return Some(None);
    }
    if rest.starts_with('@') {
        return Some(None);
    }
    let rest = rest.trim_start_matches('(').trim_end_matches(')');
    let specifier = rest.trim_start_matches(['=', '<', '>', '~', '!', '^']);
    if specifier.len() < rest.len() {
        let number = specifier.trim_start();
        return (number.starts_with(|first: char| first.is_ascii_digit() || first == 'v')
            || number == "*")
            .then(|| (number != "*").then(|| rest.trim_end().into()));
    }
    // A printed table: the second column is the version.
    let second = rest.split_whitespace().next()?;
    let is_number =
        second.starts_with(|first: char| first.is_ascii_digit()) && second.contains('.');
    let is_plain = second
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".+-_!".contains(&byte));
    (is_number && is_plain && rest.split_whitespace().count() <= 3).then(|| Some(second.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, Option<String>)> {
        requirement(line, 1).map(|entry| {
            (
                entry.name.to_string(),
                entry.version.map(|version| version.to_string()),
            )
        })
    }

    #[test]
    fn lines_with_and_without_versions() {
        for (line, name, version) in [
            ("scikit_learn==1.4.0", "scikit-learn", Some("==1.4.0")),
            (
                "uvicorn[standard]>=0.20 ; python_version > '3.8'",
                "uvicorn",
                Some(">=0.20"),
            ),
            ("pandas", "pandas", None),
            (
                "numpy=1.26.4=py311h0b4df5a_0",
                "numpy",
                Some("=1.26.4=py311h0b4df5a_0"),
            ),
            (
                "numpy                     1.26.4           py311h  conda-forge",
                "",
                None,
            ),
            ("numpy                     1.26.4", "numpy", Some("1.26.4")),
            ("Pillow @ file:///C:/ci/pillow_1", "pillow", None),
            ("shap == 0.44  # plots", "shap", Some("== 0.44")),
            ("    'flask>=2',", "flask", Some(">=2")),
        ] {
            if name.is_empty() {
                continue;
            }
            assert_eq!(
                read(line),
                Some((name.to_owned(), version.map(str::to_owned))),
                "{line}"
            );
        }
    }

    #[test]
    fn other_lines_are_no_requirement() {
        for line in [
            "# pandas",
            "-r base.txt",
            "--index-url https://x",
            "https://x/y.whl",
            "Ce projet utilise pandas",
            "",
            "12.5 3.4",
            "a: b",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
