//! Which small text files are kept whole for the analyses that read manifests, workflows and build files.

use prejury_intake::{FileKind, SourceFile};

/// Largest side file.
const MAX_BYTES: u64 = 1 << 20;

/// Largest plain text file that may be a dependency list under another name; beyond, it is a corpus or a log.
const MAX_TEXT_BYTES: u64 = 64 << 10;

/// Names that matter whatever their kind.
const NAMES: &[&str] = &[
    ".dockerignore",
    ".gitignore",
    ".gitlab-ci.yml",
    ".python-version",
    "Pipfile",
    "Pipfile.lock",
    "pdm.lock",
    "poetry.lock",
    "setup.py",
    "uv.lock",
];

/// Whether the decoded text of `file` belongs to `Facts::side_files`.
pub(crate) fn is_side_file(file: &SourceFile) -> bool {
    if file.size > MAX_BYTES {
        return false;
    }
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    match file.kind {
        FileKind::Yaml
        | FileKind::Toml
        | FileKind::Shell
        | FileKind::Dockerfile
        | FileKind::Build => true,
        FileKind::PlainText => {
            file.size <= MAX_TEXT_BYTES || name.to_lowercase().contains("require")
        }
        _ => NAMES.contains(&name),
    }
}

/// Whether a plain text is a dependency list, whatever its name. Such a list is no text to read: a package that it
/// names is not something that the candidate says.
pub(crate) fn is_dependency_list(path: &str, text: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if name.contains("require") || name.contains("constraints") {
        return true;
    }
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut n_lines, mut n_pinned) = (0_usize, 0_usize);
    for line in lines {
        n_lines += 1;
        n_pinned += usize::from(names_a_version(line));
    }
    n_pinned > 0 && n_pinned * 2 > n_lines
}

/// `numpy==1.26.4`, `pandas >= 2`, `scipy=1.11=py311`, `torch @ file:///...`.
fn names_a_version(line: &str) -> bool {
    let name_end =
        line.find(|next: char| !(next.is_ascii_alphanumeric() || "-_.[],".contains(next)));
    let (name, rest) = line.split_at(name_end.unwrap_or(line.len()));
    let rest = rest.trim_start();
    let number = rest
        .trim_start_matches(['=', '<', '>', '~', '!'])
        .trim_start();
    let has_version =
        number.len() < rest.len() && number.starts_with(|next: char| next.is_ascii_digit());
    !name.is_empty() && (has_version || rest.starts_with("@ "))
}

#[cfg(test)]
mod tests {
    use prejury_intake::Tracking;

    use super::*;

    fn kept(path: &str, kind: FileKind, size: u64) -> bool {
        is_side_file(&SourceFile {
            path: path.into(),
            kind,
            size,
            tracking: Tracking::NoGit,
        })
    }

    #[test]
    fn manifests_are_kept_and_corpora_are_not() {
        assert!(kept(".github/workflows/ci.yml", FileKind::Yaml, 900));
        assert!(kept("app/setup.py", FileKind::Python, 900));
        assert!(kept("liste_librairies.txt", FileKind::PlainText, 900));
        assert!(kept("requirements-freeze.txt", FileKind::PlainText, 90_000));
        assert!(!kept("corpus.txt", FileKind::PlainText, 90_000));
        assert!(!kept("app/model.py", FileKind::Python, 900));
        assert!(!kept("data/annotations.yaml", FileKind::Yaml, 2 << 20));
    }

    #[test]
    fn dependency_lists_are_told_from_texts_by_name_or_content() {
        assert!(is_dependency_list(
            "a/requirements-dev.txt",
            "pandas\nshap\n"
        ));
        assert!(is_dependency_list(
            "librairies.txt",
            "# liste\nnumpy==1.26.4\nscipy=1.11=py311\npandas >= 2\nshap\n"
        ));
        assert!(!is_dependency_list(
            "notes.txt",
            "Nous avons testé shap.\nnumpy == 1.26 ne marche pas\nScore : 0.8\n"
        ));
        assert!(!is_dependency_list("vide.txt", ""));
    }
}
