//! A trace in a README that states no goal and explains nothing: a line that says anything at all of the work or of a file.

use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, Document, fold};

use super::goal::is_setup;
use super::instructions::{TRAINING, is_about_setup, is_instruction};
use crate::Facts;
use crate::sink::EvidenceSink;

/// Words of a line that says something. The name of a repository is one word, however many it is made of.
const MIN_WORDS: usize = 5;
/// The same of an item: lists of skills and of requirements have shorter ones.
const MIN_ITEM_WORDS: usize = 7;
/// Bytes of a line in which its words are counted.
const MAX_READ: usize = 600;

/// More words of the training, which a goal may hold and a lone line does not.
const OF_TRAINING: &[&str] = &["cursus", "training"];

/// The first such line of all READMEs, the one nearest to the root first.
pub(super) fn find(facts: &Facts<'_>, readmes: &[&Document], sink: &mut EvidenceSink) {
    let is_generated = |document: &Document| {
        facts.issues.iter().any(|issue| {
            issue.code.starts_with("text.set-aside")
                && issue.path.as_deref() == Some(&*document.path)
                && issue
                    .args
                    .get("reason")
                    .is_some_and(|reason| reason == "generated")
        })
    };
    let is_about = |document: &Document| {
        let name = document.path.rsplit('/').next().unwrap_or_default();
        fold(name).starts_with("about")
    };
    let own = readmes
        .iter()
        .filter(|document| !is_about(document) && !is_generated(document));
    let mut lines = own.flat_map(|document| &document.blocks);
    if let Some(block) = lines.find(|block| says_something(block)) {
        sink.found(
            "readme.trace",
            Strength::Mentioned,
            block.location.clone(),
            &*block.text,
            None,
        );
    }
}

fn says_something(block: &Block) -> bool {
    // A heading is a title, often that of the course.
    let least = match block.kind {
        BlockKind::Paragraph => MIN_WORDS,
        BlockKind::ListItem | BlockKind::TableRow => MIN_ITEM_WORDS,
        _ => return false,
    };
    let text = &block.text[..block.text.floor_char_boundary(MAX_READ)];
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains("://");
    let words = text.split_whitespace().filter(is_word).count();
    let folded = fold(text);
    let mut parts = folded.split(|letter: char| !letter.is_alphanumeric());
    words >= least
        && !is_setup(text)
        && !is_about_setup(text)
        && !is_instruction(text)
        && !parts.any(|part| TRAINING.contains(part) || OF_TRAINING.contains(&part))
}
