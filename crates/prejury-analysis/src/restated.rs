//! Passages that restate the organisation's brief: what stands under "Mission", "Contraintes" and "Livrables" together.
//!
//! They are the candidate's words and count, but a place that tells what was done is shown before one that tells what
//! was asked. So are the few texts of a notebook that was handed out, which may only be worded a little differently.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place};
use prejury_documents::{Block, BlockKind, Document, DocumentKind, fold};

/// Headings of a brief, folded, by what they announce. One alone may be anybody's.
const HEADINGS: &[&[&str]] = &[
    &[
        "mission",
        "missions",
        "ma mission",
        "la mission",
        "your mission",
    ],
    &["contrainte", "contraintes", "constraints"],
    &["livrable", "livrables", "deliverables"],
    &[
        "competences",
        "competences evaluees",
        "competences visees",
        "skills assessed",
    ],
];
/// Different headings that make a brief.
const ENOUGH: usize = 2;
/// Share of the texts of a notebook that were set aside from which it was handed out, and the least number of them.
const GIVEN_PERCENT: usize = 40;
const MIN_GIVEN: usize = 10;

/// Where the brief is restated, by file and place.
#[derive(Debug, Default)]
pub(crate) struct Restated(HashMap<Arc<str>, HashSet<Place>>);

impl Restated {
    pub(crate) fn of(documents: &[Document]) -> Self {
        let mut restated = Self::default();
        for document in documents {
            let places = if is_handed_out(document) {
                let blocks = document.blocks.iter();
                blocks.map(|block| block.location.place.clone()).collect()
            } else {
                places(&document.blocks)
            };
            if !places.is_empty() {
                restated.0.insert(document.path.clone(), places);
            }
        }
        restated
    }

    pub(crate) fn covers(&self, location: &Location) -> bool {
        let of_file = self.0.get(&location.path);
        of_file.is_some_and(|places| places.contains(&location.place))
    }
}

/// A notebook of whose texts a good part was set aside: they have lost their words.
fn is_handed_out(document: &Document) -> bool {
    if document.kind != DocumentKind::NotebookText {
        return false;
    }
    let texts = document.blocks.iter();
    let (mut n_all, mut n_given) = (0, 0);
    for block in texts.filter(|block| block.kind == BlockKind::Paragraph) {
        n_all += 1;
        n_given += usize::from(block.text.is_empty());
    }
    n_given >= MIN_GIVEN && n_given * 100 >= n_all * GIVEN_PERCENT
}

/// Places of the sections under such headings, when there are enough of them.
fn places(blocks: &[Block]) -> HashSet<Place> {
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let kinds: Vec<Option<usize>> = blocks
        .iter()
        .map(|block| is_heading(block).then(|| kind_of(&block.text)).flatten())
        .collect();
    let distinct: HashSet<usize> = kinds.iter().copied().flatten().collect();
    let mut places = HashSet::default();
    if distinct.len() < ENOUGH {
        return places;
    }
    let mut inside = false;
    for (block, kind) in blocks.iter().zip(kinds) {
        if is_heading(block) {
            inside = kind.is_some();
        }
        if inside {
            places.insert(block.location.place.clone());
        }
    }
    places
}

fn kind_of(heading: &str) -> Option<usize> {
    let folded = fold(heading);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let heading = words.join(" ");
    HEADINGS
        .iter()
        .position(|kind| kind.contains(&heading.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<String> {
        let documents = [prejury_documents::markdown("README.md", text)];
        let restated = Restated::of(&documents);
        let blocks = documents[0].blocks.iter();
        blocks
            .filter(|block| restated.covers(&block.location))
            .map(|block| block.text.to_string())
            .collect()
    }

    #[test]
    fn a_brief_is_told_by_its_headings_together() {
        let text = "# Fruits\n\nIntro.\n\n## 🎯 Missions\n\n- Finaliser\n\n## Contraintes\n\n- Europe\n\n## Réalisations\n\n- Fini\n";
        assert_eq!(
            covered(text),
            ["🎯 Missions", "Finaliser", "Contraintes", "Europe"]
        );
        assert!(covered("# Mission\n\nTrier.\n\n# Mission 2\n\nClasser.\n").is_empty());
    }

    #[test]
    fn the_rest_of_a_notebook_that_was_handed_out_comes_last() {
        let cells: Vec<(u32, String)> = (0..12).map(|n| (n, format!("Texte {n}."))).collect();
        let cells = cells.iter().map(|(cell, text)| (*cell, text.as_str()));
        let mut documents = [prejury_documents::notebook_text("n.ipynb", cells)];
        let last = documents[0].blocks[11].location.clone();
        assert!(!Restated::of(&documents).covers(&last));
        for block in &mut documents[0].blocks[..11] {
            block.text = "".into();
        }
        assert!(Restated::of(&documents).covers(&last));
    }
}
