//! Documents whose title is somebody else's.

use prejury_documents::BlockKind;

use super::texts::Text;

/// Whether the title of a document lost its words: it was somebody else's, and so is what stands under it.
pub(super) fn is_set_aside(texts: &[Text<'_>]) -> bool {
    let is_heading = |text: &&Text<'_>| matches!(text.block.kind, BlockKind::Heading(_));
    texts
        .iter()
        .find(is_heading)
        .is_some_and(|text| text.str().is_empty())
}
