//! No file tells where the project stood on somebody's machine.

use std::path::Path;

use super::Finding;
use crate::files::TextFile;

/// Mentions of the folder of this checkout, or of the one around it.
pub(super) fn workplace(root: &Path, files: &[TextFile]) -> Finding {
    let folders: Vec<String> = root
        .ancestors()
        .take(2)
        .map(|folder| folder.to_string_lossy().into_owned())
        .filter(|folder| folder.len() > 1)
        .collect();
    let mut problems = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            if folders.iter().any(|folder| mentions(line, folder)) {
                problems.push(format!(
                    "{}:{}: an absolute path of this machine",
                    file.path,
                    number + 1
                ));
            }
        }
    }
    Finding {
        checked: format!("{} files name no path of this machine", files.len()),
        problems,
    }
}

/// Whether `line` holds `folder` as the start of a path, not as a part of another one such as a web address.
fn mentions(line: &str, folder: &str) -> bool {
    let continues = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.');
    line.match_indices(folder).any(|(at, _)| {
        let after = line[at + folder.len()..].chars().next();
        !line[..at].ends_with(|char: char| continues(char) || char == '/')
            && !after.is_some_and(continues)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_this_machine_is_told_and_an_address_is_not() {
        for (line, told) in [
            ("see /desk/main/a.rs", true),
            ("cd /desk", true),
            ("https://example.org/desk/x", false),
            ("a/desk/x", false),
            ("/desktop", false),
        ] {
            let file = TextFile {
                path: "a.md".to_owned(),
                text: line.to_owned(),
            };
            let finding = workplace(Path::new("/desk/main"), &[file]);
            assert_eq!(!finding.problems.is_empty(), told, "{line}");
        }
    }
}
