//! Passages that restate the organisation's brief: what stands under "Mission", "Contraintes" and "Livrables" together.
//!
//! They are the candidate's words and count, but a place that tells what was done is shown before one that tells what
//! was asked.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place};
use prejury_documents::{Block, BlockKind, Document, fold};

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

/// Where the brief is restated, by file and place.
#[derive(Debug, Default)]
pub(crate) struct Restated(HashMap<Arc<str>, HashSet<Place>>);

impl Restated {
    pub(crate) fn of(documents: &[Document]) -> Self {
        let mut restated = Self::default();
        for document in documents {
            let places = places(&document.blocks);
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
}
