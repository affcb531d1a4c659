//! Files beside the work: what they show counts, but a reader is sent to the work first.

/// Names of folders that hold trials and lessons, in lower case.
const FOLDERS: &[&str] = &[
    "archive",
    "archives",
    "brouillon",
    "brouillons",
    "draft",
    "drafts",
    "example",
    "examples",
    "exemple",
    "exemples",
    "old",
    "samples",
    "tuto",
    "tutorial",
    "tutorials",
    "tutoriel",
    "tutoriels",
    "tutos",
];

/// Whether some folder of `path` is one of trials and lessons.
pub(super) fn is_aside(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folders, _)| {
        folders
            .split('/')
            .any(|folder| FOLDERS.iter().any(|name| folder.eq_ignore_ascii_case(name)))
    })
}

#[cfg(test)]
mod tests {
    use super::is_aside;

    #[test]
    fn folders_tell_and_file_names_do_not() {
        assert!(is_aside("examples/example-01.ipynb"));
        assert!(is_aside("notebooks/Tutorial/one.ipynb"));
        assert!(!is_aside("notebooks/example.ipynb"));
        assert!(!is_aside("examples.ipynb"));
    }
}
