//! Texts without pages: each block is placed by the headings above it.

use std::sync::Arc;

use prejury_core::Place;

use crate::builder::{BlockBuilder, fold_space};
use crate::{Block, BlockKind};

/// Characters kept of one heading in a place.
const MAX_CHARACTERS: usize = 80;

/// Writes blocks under their headings.
pub(crate) struct Outline {
    builder: BlockBuilder,
    /// Open headings with their levels, outermost first.
    headings: Vec<(u8, String)>,
    n_blocks: u32,
}

impl Outline {
    pub(crate) fn new(path: Arc<str>) -> Self {
        Self {
            builder: BlockBuilder::placed(path, Place::File),
            headings: Vec::new(),
            n_blocks: 0,
        }
    }

    /// Adds one block; one without text is passed over.
    pub(crate) fn block(&mut self, kind: BlockKind, text: &str, links: &[String]) {
        if text.trim().is_empty() {
            return;
        }
        if let BlockKind::Heading(level) = kind {
            self.headings.retain(|(above, _)| *above < level);
            let short: String = fold_space(text).chars().take(MAX_CHARACTERS).collect();
            self.headings.push((level, short));
        }
        self.n_blocks += 1;
        let headings: Vec<&str> = self
            .headings
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        self.builder.move_to(Place::Paragraph {
            heading: headings.join(" › ").into(),
            paragraph: self.n_blocks,
        });
        self.builder.begin(kind, 1);
        self.builder.text(text, 1);
        for link in links {
            self.builder.link(link, 1);
        }
    }

    pub(crate) fn finish(self) -> Vec<Block> {
        self.builder.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_under_their_headings() {
        let mut outline = Outline::new("a.docx".into());
        outline.block(BlockKind::Heading(1), "Modèles", &[]);
        outline.block(BlockKind::Heading(2), "Métrique", &[]);
        outline.block(BlockKind::Paragraph, "Le rappel.", &[]);
        outline.block(BlockKind::Heading(2), "Limites", &[]);
        let places: Vec<Place> = outline
            .finish()
            .into_iter()
            .map(|block| block.location.place)
            .collect();
        assert_eq!(
            places[2..],
            [
                Place::Paragraph {
                    heading: "Modèles › Métrique".into(),
                    paragraph: 3
                },
                Place::Paragraph {
                    heading: "Modèles › Limites".into(),
                    paragraph: 4
                },
            ]
        );
    }
}
