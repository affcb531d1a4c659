//! The sections of notebooks: what a criterion asks for is best seen where a heading says that it is treated.

use foldhash::HashMap;
use prejury_core::Location;
use prejury_documents::{BlockKind, Document, DocumentKind, fold};

use crate::analyses::word_list::Entry;

/// Headings above a cell that are asked, the nearest first.
const MAX_ABOVE: usize = 3;
/// Places of equal rank that are asked which section they stand in.
pub(super) const MAX_ASKED: usize = 40;

/// Headings of the notebooks, by path and in order.
#[derive(Debug, Default)]
pub(crate) struct Sections<'f>(HashMap<&'f str, Vec<Title>>);

#[derive(Debug)]
struct Title {
    cell: u32,
    level: u8,
    folded: String,
}

impl<'f> Sections<'f> {
    pub(crate) fn of(documents: &'f [Document]) -> Self {
        let of_notebooks = documents
            .iter()
            .filter(|document| document.kind == DocumentKind::NotebookText);
        let titles = |document: &Document| {
            let titles = document.blocks.iter().filter_map(|block| {
                let BlockKind::Heading(level) = block.kind else {
                    return None;
                };
                Some(Title {
                    cell: block.location.cell()?,
                    level,
                    folded: fold(&block.text).replace('’', "'"),
                })
            });
            titles.collect()
        };
        Self(
            of_notebooks
                .map(|document| (&*document.path, titles(document)))
                .collect(),
        )
    }

    /// Whether a heading above a place holds one of `words`, written like those of a word list.
    pub(super) fn treats(&self, location: &Location, words: &[String]) -> bool {
        let (Some(titles), Some(cell)) = (self.0.get(&*location.path), location.cell()) else {
            return false;
        };
        let above = &titles[..titles.partition_point(|title| title.cell <= cell)];
        let mut level = u8::MAX;
        above
            .iter()
            .rev()
            .filter(|title| {
                let is_around = title.level < level;
                level = level.min(title.level);
                is_around
            })
            .take(MAX_ABOVE)
            .any(|title| {
                words
                    .iter()
                    .any(|word| Entry::of(word).is_in(&title.folded))
            })
    }
}

#[cfg(test)]
mod tests {
    use prejury_core::Place;

    use super::*;

    #[test]
    fn headings_above_a_cell_are_asked_and_no_others() {
        let cells = [
            (0, "# Exploration"),
            (2, "## Valeurs manquantes"),
            (5, "### Par pays"),
            (7, "## Modèles"),
        ];
        let documents = [prejury_documents::notebook_text(
            "n.ipynb",
            cells.into_iter(),
        )];
        let sections = Sections::of(&documents);
        let treats = |cell, word: &str| {
            let place = Place::Lines {
                cell: Some(cell),
                line: 1,
                end_line: 1,
            };
            let location = Location {
                path: "n.ipynb".into(),
                place,
            };
            sections.treats(&location, &[word.to_owned()])
        };
        assert!(treats(3, "manquant*") && treats(6, "manquant*") && treats(6, "explor*"));
        assert!(!treats(1, "manquant*") && !treats(8, "manquant*") && !treats(3, "anquant*"));
        assert!(!treats(8, "par pays") && !treats(3, "man"));
    }
}
