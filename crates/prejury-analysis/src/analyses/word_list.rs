//! Lists of words and phrases that are looked for in a folded text.
//!
//! One a line: `seuil` is that word alone, `suppr*` all that begin so, and a phrase stands as it is: `deux variables`.

use regex::Regex;

/// The lines of a list of the rules: one item each, `#` starts a remark.
pub(crate) fn listed(list: &'static str) -> Vec<&'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

/// An expression for folded texts: words are of plain letters, which keeps its automaton small, and quick to build and to ask.
pub(crate) fn folded_regex(expression: &str) -> Option<Regex> {
    let of_plain_letters = expression
        .replace(r"\w", r"(?-u:\w)")
        .replace(r"\b", r"(?-u:\b)");
    let built = Regex::new(&of_plain_letters);
    debug_assert!(built.is_ok(), "{built:?}");
    built.ok()
}

/// Words of a list in a folded text; a star behind one stands for any ending.
pub(crate) fn word_list(list: &'static str) -> Option<Regex> {
    folded_regex(&format!(r"\b(?:{})", alternatives(listed(list))))
}

/// Words and phrases as one alternative; a star stands for any ending, an apostrophe for the typographic one, too.
pub(crate) fn alternatives(words: impl IntoIterator<Item = &'static str>) -> String {
    let plain = |text: &str| regex::escape(text).replace('\'', "['’]");
    let words = words.into_iter().map(|word| match word.strip_suffix('*') {
        Some(beginning) => plain(beginning) + r"\w*",
        None if word.ends_with('\'') => plain(word),
        None => plain(word) + r"\b",
    });
    words.collect::<Vec<_>>().join("|")
}

pub(super) struct WordList(Vec<Entry<'static>>);

/// One line of a list.
pub(crate) struct Entry<'l> {
    text: &'l str,
    is_beginning: bool,
}

impl WordList {
    pub(super) fn new(list: &'static str) -> Self {
        Self(listed(list).into_iter().map(Entry::of).collect())
    }

    /// Whether a folded text holds one of the list.
    pub(super) fn is_in(&self, folded: &str) -> bool {
        self.0.iter().any(|entry| entry.is_in(folded))
    }
}

impl<'l> Entry<'l> {
    pub(crate) fn of(line: &'l str) -> Self {
        let beginning = line.strip_suffix('*');
        Self {
            text: beginning.unwrap_or(line),
            is_beginning: beginning.is_some(),
        }
    }

    /// Whether a folded text holds it.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
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
