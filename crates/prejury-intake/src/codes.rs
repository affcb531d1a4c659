//! Every code that this crate can give, so that other crates can test that each has its message in every language.

/// Codes of Issues (message id `issue-` and the code with dots as dashes).
pub const ISSUE_CODES: &[&str] = &[
    "archive.bomb",
    "archive.broken",
    "archive.duplicate",
    "archive.encrypted",
    "archive.entry-unreadable",
    "archive.nested",
    "archive.outside",
    "archive.too-deep",
    "archive.too-large",
    "archive.too-many-entries",
    "archive.truncated",
    "file.empty",
    "file.missing",
    "file.special",
    "file.symlink",
    "file.too-large",
    "file.unreadable",
    "folder.unreadable",
    "folder.vendored",
    "git.branch-read",
    "git.branch-unread",
    "git.head-unreadable",
    "git.no-commit",
    "git.objects-missing",
    "git.other-repository",
    "git.shallow",
    "git.submodule-absent",
    "git.unreadable",
    "issues.more",
    "lfs.pointer",
    "limit.changes",
    "limit.commits",
    "limit.depth",
    "limit.files",
    "limit.total-size",
    "submission.empty",
];

/// Reasons of `LeftOut` (message id `left-out-` and the reason).
pub const LEFT_OUT_REASONS: &[&str] = &[
    "build-output",
    "cache",
    "excluded",
    "excluded-by-candidate",
    "experiment-store",
    "hidden",
    "ignored",
    "local-history",
    "node-modules",
    "notebook-checkpoints",
    "vendored",
    "virtual-environment",
];

/// Codes of `IntakeError` (message id `error-` and the code with dots as dashes).
pub const ERROR_CODES: &[&str] = &[
    "clone.failed",
    "clone.refused",
    "clone.ssh-missing",
    "input.broken-archive",
    "input.broken-repository",
    "input.not-found",
    "input.unreadable",
    "input.unsupported",
    "rules.unreadable",
    "temporary.failed",
    "url.insecure",
    "url.invalid",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// String literals of the sources, tests apart.
    fn literals(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                literals(&path, found);
            } else if path.file_name().unwrap() != "codes.rs" {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                found.extend(code.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }

    #[test]
    fn the_lists_are_what_the_sources_give() {
        let mut found = BTreeSet::new();
        literals(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        for code in ISSUE_CODES
            .iter()
            .chain(LEFT_OUT_REASONS)
            .chain(ERROR_CODES)
        {
            assert!(found.contains(*code), "{code} is given nowhere");
        }
        let families: BTreeSet<&str> = ISSUE_CODES
            .iter()
            .chain(ERROR_CODES)
            .map(|code| code.split('.').next().unwrap())
            .collect();
        for literal in &found {
            let Some((family, rest)) = literal.split_once('.') else {
                continue;
            };
            let is_code = !rest.is_empty()
                && rest
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            if families.contains(family) && is_code {
                let known = ISSUE_CODES.contains(&literal.as_str())
                    || ERROR_CODES.contains(&literal.as_str());
                assert!(known, "{literal} is not listed");
            }
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [ISSUE_CODES, LEFT_OUT_REASONS, ERROR_CODES] {
            assert!(list.is_sorted_by(|a, b| a < b));
        }
    }
}
