//! Whether something that may hold evidence could not be read.

use prejury_core::Issue;

/// Issues that say how something was read, not that it was not.
const HARMLESS: &[&str] = &[
    "file.empty",
    "code.set-aside",
    "notebook.broken-cell",
    "notebook.few-outputs",
    "notebook.no-cells",
    "notebook.no-outputs",
    "python.syntax",
    "python.undecodable",
    "text.set-aside",
    "text.set-aside-part",
    "text.undecodable",
];

/// Endings of files whose content this tool looks at: a data set that is a Git LFS pointer hides no evidence.
const READ: &[&str] = &[".ipynb", ".md", ".py", ".rst", ".txt"];

/// Beginnings of codes that mean unread files whatever their path: a folder, an archive or a limit hides what it holds.
const WHATEVER_THE_PATH: &[&str] = &[
    "analysis.",
    "archive.",
    "folder.unreadable",
    "git.submodule-absent",
    "limit.",
    "side-files.limit",
];

/// How complete the reading of a submission was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    n_unread: usize,
}

impl Reading {
    /// Judged by the issues met.
    pub(crate) fn of(issues: &[Issue]) -> Self {
        Self {
            n_unread: issues.iter().filter(|issue| hides_evidence(issue)).count(),
        }
    }

    /// Whether an absence may come from what could not be read.
    pub(crate) fn has_holes(&self) -> bool {
        self.n_unread > 0
    }
}

fn hides_evidence(issue: &Issue) -> bool {
    if HARMLESS.contains(&issue.code) {
        return false;
    }
    if WHATEVER_THE_PATH
        .iter()
        .any(|prefix| issue.code.starts_with(prefix))
    {
        return true;
    }
    issue.path.as_ref().is_some_and(|path| {
        let path = path.to_lowercase();
        READ.iter().any(|ending| path.ends_with(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_are_looked_at_leave_holes() {
        let holes = |issue: Issue| Reading::of(&[issue]).has_holes();
        assert!(holes(Issue::at("a/B.IPYNB", "lfs.pointer")));
        assert!(holes(Issue::new("analysis.panic")));
        assert!(!holes(Issue::at("data/train.csv", "lfs.pointer")));
        assert!(holes(Issue::at("src", "folder.unreadable")));
        assert!(!holes(Issue::at("a.py", "file.empty")));
        assert!(!holes(Issue::new("git.shallow")));
    }
}
