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
}
