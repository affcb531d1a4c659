//! Lists of words and phrases that are looked for in a folded text.
//!
//! One a line: `seuil` is that word alone, `suppr*` all that begin so, and a phrase stands as it is: `deux variables`.

use super::listed;

pub(super) struct WordList(Vec<Entry>);

struct Entry {
    text: &'static str,
    is_beginning: bool,
}

impl WordList {
    pub(super) fn new(list: &'static str) -> Self {
        let entry = |line: &'static str| {
            let beginning = line.strip_suffix('*');
            Entry {
                text: beginning.unwrap_or(line),
                is_beginning: beginning.is_some(),
            }
        };
        Self(listed(list).into_iter().map(entry).collect())
    }

    /// Whether a folded text holds one of the list.
    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.0.iter().any(|entry| entry.is_in(folded))
    }
}

impl Entry {
    fn is_in(&self, folded: &str) -> bool {
        folded.match_indices(self.text).any(|(at, found)| {
            let (before, after) = (&folded[..at], &folded[at + found.len()..]);
            !before.ends_with(char::is_alphanumeric)
                && (self.is_beginning || !after.starts_with(char::is_alphanumeric))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beginnings_and_phrases() {
        let list = WordList::new("# One a line.\nsi\nsuppr*\ndeux variables\n");
        for text in ["regarder si", "nous supprimons", "entre deux variables."] {
            assert!(list.is_in(text), "{text}");
        }
        for text in ["sinon", "non-suppose", "deux variables2", "ainsi"] {
            assert!(!list.is_in(text), "{text}");
        }
    }
}
