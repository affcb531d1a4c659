//! Markdown cells of a notebook → one document whose places name the cell.

use std::sync::Arc;

use crate::contents::is_entry;
use crate::markdown::markdown_blocks;
use crate::{Document, DocumentKind};

/// Reads markdown cells, given as (number of the cell in its file, source text). Entries of a table of contents are left out: the
/// headings that they lead to are in the text.
pub fn notebook_text<'a>(path: &str, cells: impl Iterator<Item = (u32, &'a str)>) -> Document {
    let path: Arc<str> = path.into();
    let blocks = cells
        .flat_map(|(cell, text)| markdown_blocks(&path, Some(cell), text))
        .filter(|block| !is_entry(block))
        .collect();
    Document::of(path, DocumentKind::NotebookText, blocks)
}

#[cfg(test)]
mod tests {
    use prejury_core::Place;

    use super::*;

    #[test]
    fn entries_of_a_table_of_contents_are_no_text() {
        let written = "# Sommaire\n- [Valeurs manquantes](#valeurs)\n- [Retour](#haut) : pourquoi nous supprimons les lignes dont plus de la moitié des valeurs manquent\n- Doublons supprimés car identiques, voir [annexe](#annexe)";
        let generated = "<h1>Sommaire</h1>\n<div class=\"toc\"><ul><li><span><a href=\"#a\">1&nbsp;&nbsp;Outliers</a></span></li></ul></div>";
        let document = notebook_text("n.ipynb", [(0, written), (1, generated)].into_iter());
        let texts: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert!(texts[1].starts_with("Retour"), "{texts:?}");
    }

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
