//! Markdown cells of a notebook → one document whose places name the cell.

use std::sync::Arc;

use crate::markdown::markdown_blocks;
use crate::{Document, DocumentKind};

/// Reads markdown cells, given as (number of the cell in its file, source text).
pub fn notebook_text<'a>(path: &str, cells: impl Iterator<Item = (u32, &'a str)>) -> Document {
    let path: Arc<str> = path.into();
    let blocks = cells
        .flat_map(|(cell, text)| markdown_blocks(&path, Some(cell), text))
        .collect();
    Document::of(path, DocumentKind::NotebookText, blocks)
}

#[cfg(test)]
mod tests {
    use prejury_core::Place;

    use super::*;

    #[test]
    fn places_name_the_cell() {
        let document = notebook_text(
            "n.ipynb",
            [(0, "# Titre"), (4, "texte\n\nsuite")].into_iter(),
        );
        let places: Vec<&Place> = document
            .blocks
            .iter()
            .map(|block| &block.location.place)
            .collect();
        assert_eq!(
            places[2],
            &Place::Lines {
                cell: Some(4),
                line: 3,
                end_line: 3
            }
        );
        assert_eq!(document.blocks[0].location.cell(), Some(0));
    }
}
