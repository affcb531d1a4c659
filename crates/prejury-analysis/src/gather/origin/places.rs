//! What the name and the folder of a document say about whose it is.

use prejury_documents::{Document, DocumentKind, fold};

use super::Reason;
use super::lists::lines;

const FILES: &str = include_str!("../../../../../rules/origin/files.txt");
const GIVEN_FOLDERS: &str = include_str!("../../../../../rules/origin/given-folders.txt");
const FORM_FOLDERS: &str = include_str!("../../../../../rules/origin/form-folders.txt");

/// Whether a file lies where candidates may keep what they were given, or is named like it.
pub(super) fn may_be_given(path: &str) -> bool {
    let is_listed = |word: &str| lines(FILES).any(|listed| fold(word) == listed);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let first_word = name.split(|letter: char| !letter.is_alphanumeric()).next();
    folders.split('/').any(is_listed) || first_word.is_some_and(is_listed)
}

/// Why a document is not the candidate's, judged by its folder. Notebooks are theirs wherever they lie.
pub(super) fn by_folder(document: &Document) -> Option<Reason> {
    let (folders, _) = document.path.rsplit_once('/')?;
    if document.kind == DocumentKind::NotebookText {
        return None;
    }
    let lies_in = |list: &'static str| {
        let mut names = folders.split('/');
        names.any(|name| {
            let name = fold(name);
            lines(list).any(|listed| name == listed)
        })
    };
    if lies_in(GIVEN_FOLDERS) {
        Some(Reason::Statement)
    } else if document.kind != DocumentKind::Html && lies_in(FORM_FOLDERS) {
        Some(Reason::Form)
    } else {
        None
    }
}

/// Whether a document is named as a form to be filled in: `template_synthese.md`.
pub(super) fn is_named_form(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let first_word = name.split(|letter: char| !letter.is_alphanumeric()).next();
    first_word.is_some_and(|word| {
        let word = fold(word);
        lines(FORM_FOLDERS).any(|listed| word == listed)
    })
}
