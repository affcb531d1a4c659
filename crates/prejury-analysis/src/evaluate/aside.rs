//! Files beside the work: what they show counts, but a reader is sent to the work first.

/// Names of folders that hold trials, lessons, and what was there before the candidate came, in lower case.
const FOLDERS: &[&str] = &[
    "alternant",
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

/// Words in the name of a file that say draft, in lower case. `essai` is none: notebooks of trials are handed in.
const DRAFTS: &[&str] = &[
    "archive",
    "backup",
    "bak",
    "brouillon",
    "copie",
    "copy",
    "corrige",
    "corrigé",
    "deprecated",
    "draft",
    "obsolete",
    "old",
    "sandbox",
];

/// Files that tell a writing assistant about the project, and lists of changes, in lower case.
const NOTES: &[&str] = &[
    "agents.md",
    "changelog.md",
    "claude.md",
    "copilot-instructions.md",
    "gemini.md",
    "notes.md",
];

/// Hidden folders that belong to the hand-in: workflows and the settings of tools that are asked for.
const HIDDEN_WORK: &[&str] = &[".circleci", ".dvc", ".git", ".github", ".streamlit"];

/// Whether `path` lies in a folder of trials and lessons or in a hidden one, is named as a draft, or is there for an assistant.
pub(super) fn is_aside(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_folder_aside = folders.split('/').any(|folder| {
        FOLDERS.iter().any(|one| folder.eq_ignore_ascii_case(one))
            || folder
                .get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("ancien"))
            || folder.len() > 2 && folder.starts_with('.') && !HIDDEN_WORK.contains(&folder)
    });
    // `Exemple_Tweets_v1.ipynb`: a lesson by its first word, where more follows.
    let is_lesson = name
        .split_once(['_', ' '])
        .is_some_and(|(first, _)| first.eq_ignore_ascii_case("exemple"));
    is_folder_aside
        || is_lesson
        || NOTES.iter().any(|one| name.eq_ignore_ascii_case(one))
        || name
            .split(|character: char| !character.is_alphanumeric())
            .map(|word| word.trim_end_matches(|character: char| character.is_ascii_digit()))
            .any(|word| DRAFTS.iter().any(|one| word.eq_ignore_ascii_case(one)))
}

#[cfg(test)]
mod tests {
    use super::is_aside;

    #[test]
    fn folders_tell_and_file_names_do_not() {
        assert!(is_aside("examples/example-01.ipynb"));
        assert!(is_aside("notebooks/Tutorial/one.ipynb"));
        assert!(is_aside("Anciens essais/one.ipynb"));
        assert!(!is_aside("notebooks/example.ipynb"));
        assert!(!is_aside("examples.ipynb"));
    }

    #[test]
    fn drafts_and_instructions_for_an_assistant_are_aside() {
        assert!(is_aside("P5_modele_old.ipynb"));
        assert!(is_aside("brouillon segmentation.ipynb"));
        assert!(is_aside("notebook_final-Copy1.ipynb"));
        assert!(is_aside("Projet03/corrigé.ipynb"));
        assert!(is_aside("Exemple_Tweets_v1.ipynb"));
        assert!(is_aside("CLAUDE.md"));
        assert!(is_aside("CHANGELOG.md"));
        assert!(is_aside(".claude/plans/cloud.md"));
        assert!(!is_aside("P5_notebook_essais.ipynb"));
        assert!(!is_aside("household.ipynb"));
        assert!(!is_aside("cnn_from_scratch.ipynb"));
        assert!(!is_aside(".github/workflows/deploy.yml"));
        assert!(!is_aside("./src/train.py"));
    }
}
