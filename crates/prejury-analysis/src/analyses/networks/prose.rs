//! Paragraphs that treat a subject: blocks of text in which words of several lists stand together.

use crate::Facts;
use crate::analyses::listed;
use prejury_documents::{Block, BlockKind, Document, Phrases};

/// Words that a passage must have to be a sentence that says something.
const MIN_WORDS: usize = 8;

/// Several lists of phrases; a block treats the subject when it has one of each.
pub(crate) struct Treatment {
    phrases: Phrases,
    /// List of each phrase.
    lists: Vec<usize>,
    n_lists: usize,
}

impl Treatment {
    /// Lists of the rules, one phrase a line.
    pub(crate) fn new(lists: &[&'static str]) -> Self {
        let lists: Vec<Vec<&str>> = lists.iter().map(|list| listed(list)).collect();
        let phrases = lists.iter().flat_map(|list| list.iter());
        Self {
            phrases: Phrases::new(phrases),
            lists: lists
                .iter()
                .enumerate()
                .flat_map(|(number, list)| list.iter().map(move |_| number))
                .collect(),
            n_lists: lists.len(),
        }
    }

    /// Blocks that treat the subject, in order. Headings and code are none.
    pub(crate) fn blocks<'f>(&self, facts: &'f Facts<'_>) -> Vec<(&'f Document, &'f Block)> {
        let mut found = Vec::new();
        let mut seen: Vec<bool> = Vec::new();
        let mut at: Option<(*const Document, usize)> = None;
        for (document, hit) in facts.find_any(&self.phrases) {
            let block = &document.blocks[hit.block];
            let is_prose = !matches!(block.kind, BlockKind::Code | BlockKind::Heading(_))
                && block.text.split_whitespace().nth(MIN_WORDS - 1).is_some();
            if !is_prose {
                continue;
            }
            let here = Some((std::ptr::from_ref(document), hit.block));
            if here != at {
                at = here;
                seen = vec![false; self.n_lists];
            }
            let was_whole = seen.iter().all(|one| *one);
            seen[self.lists[hit.phrase]] = true;
            if !was_whole && seen.iter().all(|one| *one) {
                found.push((document, block));
            }
        }
        found
    }
}
