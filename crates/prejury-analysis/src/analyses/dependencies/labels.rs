//! Headings and labels that announce a list of libraries.

use std::sync::LazyLock;

use prejury_documents::{Block, fold};

use super::texts::MAX_BYTES;
use crate::analyses::word_list::WordList;

/// Characters before a colon that may say what follows.
const LABEL_CHARS: usize = 90;

static LIBRARIES: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/packages/library-headings.txt"
    ))
});
static STACKS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/packages/stack-headings.txt"
    ))
});
/// Words of a label below which libraries are compared, missing or given up.
static REFUSALS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/packages/no-library-headings.txt"
    ))
});
/// `N'oubliez pas d'installer`: a denial that asks for it.
static ASKS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/packages/asks-to-install.txt"
    ))
});
/// What a label says of the list below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Libraries,
    Stack,
}

/// Whether an item only says what the items below it are.
pub(super) fn ends_as_label(block: &Block) -> bool {
    let text = block.text.trim_end();
    text.ends_with(':') && label_of(text) == Some(Label::Libraries)
}

/// What a heading or the words before a colon say.
pub(super) fn label_of(text: &str) -> Option<Label> {
    if text.len() > 2 * MAX_BYTES {
        return None;
    }
    let folded = fold(text);
    // What an earlier line or label says is of something else.
    let own = folded
        .rsplit(['\n', ':', ';'])
        .find(|part| !part.trim().is_empty());
    if !ASKS.is_in(&folded) && own.is_some_and(|own| REFUSALS.is_in(own)) {
        return None;
    }
    if LIBRARIES.is_in(&folded) {
        return Some(Label::Libraries);
    }
    STACKS.is_in(&folded).then_some(Label::Stack)
}

/// The last words of a text, from a letter on.
pub(super) fn last_words(text: &str) -> &str {
    let start = text.char_indices().rev().nth(LABEL_CHARS);
    let tail = start.map_or(text, |(at, _)| &text[at..]);
    // What an earlier sentence says is no label.
    tail.rsplit(". ").next().unwrap_or(tail)
}
