//! Whether a README is that of a library: it says how to install the library itself, where it is published or how to cite it.

const MARKS: &str = include_str!("../../../rules/origin/library-readme.txt");

/// Customs that must come together with how to cite it.
const MIN_CUSTOMS: usize = 2;

/// Whether `text` (Markdown or reStructuredText) is the README of a library. `names` are what the library may be called beside
/// the title of the text: the name of its folder, of the file.
pub fn is_library_readme(text: &str, names: &[&str]) -> bool {
    let lower = text.to_lowercase();
    let names = all_names(&lower, names);
    let installs = installs_itself(&lower, &names);
    let (mut is_published, mut is_cited, mut n_customs) = (false, false, 0);
    for line in MARKS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(address) = line.strip_prefix("at ") {
            is_published |= is_published_at(&lower, address, &names);
        } else if let Some(entry) = line.strip_prefix("cite ") {
            is_cited |= lower.contains(entry);
        } else if lower.contains(line) {
            n_customs += 1;
        }
    }
    installs && is_published
        || (installs || is_published) && n_customs > 0
        || is_cited && n_customs >= MIN_CUSTOMS
}

/// Names of what the text is about: those given, and its title.
fn all_names(lower: &str, names: &[&str]) -> Vec<String> {
    let title = lower
        .lines()
        .map(|line| line.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .find(|line| !line.is_empty())
        .unwrap_or("");
    names.iter().copied().chain([title]).map(joined).collect()
}

/// `https://pypi.org/project/NAME`, where the text itself is about NAME.
fn is_published_at(lower: &str, address: &str, names: &[String]) -> bool {
    lower.match_indices(address).any(|(at, _)| {
        let rest = &lower[at + address.len()..];
        let end = rest.find(|letter: char| letter.is_whitespace() || ")]\"?#".contains(letter));
        let mut parts = rest[..end.unwrap_or(rest.len())].split('/').take(MAX_PARTS);
        parts.any(|part| names.contains(&joined(part.trim_end_matches(".svg"))))
    })
}

/// Parts of an address in which the name of a package stands.
const MAX_PARTS: usize = 4;

/// `pip install NAME`, where the text itself is about NAME.
fn installs_itself(lower: &str, names: &[String]) -> bool {
    let commands = lower.match_indices("pip install ");
    let mut installed = commands.map(|(at, command)| package(&lower[at + command.len()..]));
    installed.any(|name| !name.is_empty() && names.contains(&joined(name)))
}

/// The first package that a command installs: options, extras and versions left out.
fn package(command: &str) -> &str {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let line = command.lines().next().unwrap_or("");
    let mut words = line.split_whitespace();
    let word = words
        .find(|word| !matches!(*word, "-U" | "-u" | "--upgrade" | "-q"))
        .unwrap_or("");
    let word = word.trim_start_matches(['"', '\'']);
    let end = word.find(|letter| !is_part(letter)).unwrap_or(word.len());
    &word[..end]
}

/// A name without what parts its words.
fn joined(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::is_library_readme;

    #[test]
    fn a_library_installs_itself() {
        let library = "# Lite Nets\n\n![PyPI](https://img.shields.io/pypi/v/lite_nets)\n\n`pip install --upgrade lite-nets[all]>=1.2`\n";
        assert!(is_library_readme(library, &[]));
        assert!(is_library_readme(
            "# Fast\n\n## Contributing\n\npip install quick\n",
            &["Quick"]
        ));
        assert!(is_library_readme(
            "# Nets\n\n![visitors](x/badge)\n\n## Acknowledgments\n\n```\n@inproceedings{lee20,\n```\n",
            &[]
        ));
    }

    #[test]
    fn a_project_installs_others() {
        assert!(!is_library_readme(
            "# Scoring\n\n`pip install lightgbm`, see https://pypi.org/project/lightgbm\n",
            &["scoring"]
        ));
        assert!(!is_library_readme(
            "# LightGBM\n\nUn état de l'art. `pip install lightgbm`\n",
            &[]
        ));
        assert!(!is_library_readme(
            "# Scoring\n\n![CI](https://github.com/a/b/badge.svg)\n",
            &[]
        ));
        assert!(!is_library_readme(
            "# Scoring\n\npip install -r requirements.txt\n",
            &["r"]
        ));
    }
}
