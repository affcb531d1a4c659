//! Passages that restate the organisation's brief: what stands under "Mission", "Contraintes" and "Livrables" together.
//!
//! They are the candidate's words and count, but a place that tells what was done is shown before one that tells what
//! was asked. So are the few texts of a notebook that was handed out, which may only be worded a little differently, and
//! the list below a paragraph that was set aside as the organisation's.

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
        "votre mission",
        "vos missions",
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
/// Words of a heading that speaks to the candidate: one is enough.
const ADDRESSED: &[&str] = &["vos", "votre", "your"];
/// Share of the texts of a notebook that were set aside from which it was handed out, and the least number of them.
const GIVEN_PERCENT: usize = 40;
const MIN_GIVEN: usize = 10;

/// Where the brief is restated, by file and place.
#[derive(Debug, Default)]
pub(crate) struct Restated(HashMap<Arc<str>, Places>);

/// Places of one file, and the lines on which those in cells or plain text stand: what joins several of them begins at one.
#[derive(Debug, Default)]
struct Places {
    whole: HashSet<Place>,
    lines: HashSet<(Option<u32>, u32)>,
}

impl Places {
    fn insert(&mut self, place: Place) {
        if let Place::Lines {
            cell,
            line,
            end_line,
        } = place
        {
            let lines = line..=end_line.min(line.saturating_add(MAX_LINES));
            self.lines.extend(lines.map(|line| (cell, line)));
        }
        self.whole.insert(place);
    }

    fn contains(&self, place: &Place) -> bool {
        match place {
            Place::Lines { cell, line, .. } => self.lines.contains(&(*cell, *line)),
            other => self.whole.contains(other),
        }
    }
}

/// Lines of one block that are noted.
const MAX_LINES: u32 = 200;

impl Restated {
    pub(crate) fn of(documents: &[Document]) -> Self {
        let mut restated = Self::default();
        for document in documents {
            let places = if is_handed_out(document) {
                let mut places = Places::default();
                let blocks = document.blocks.iter();
                blocks.for_each(|block| places.insert(block.location.place.clone()));
                places
            } else {
                places(&document.blocks)
            };
            if !places.whole.is_empty() {
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

/// Places of the sections under such headings, when there are enough of them, and of lists that follow a paragraph that was set aside.
fn places(blocks: &[Block]) -> Places {
    let is_heading = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    let kinds: Vec<Option<usize>> = blocks
        .iter()
        .map(|block| is_heading(block).then(|| kind_of(&block.text)).flatten())
        .collect();
    let distinct: HashSet<usize> = kinds.iter().copied().flatten().collect();
    let is_brief = distinct.len() >= ENOUGH;
    let mut places = Places::default();
    let mut inside = false;
    // The cell of a paragraph that was set aside, while its list goes on.
    let mut opened: Option<Option<u32>> = None;
    for (block, kind) in blocks.iter().zip(kinds) {
        if is_heading(block) {
            inside = kind.is_some() && (is_brief || is_addressed(&block.text));
        }
        let cell = block.location.cell();
        if block.kind != BlockKind::ListItem {
            opened = was_set_aside(block).then_some(cell);
        }
        if inside || opened == Some(cell) {
            places.insert(block.location.place.clone());
        }
    }
    places
}

/// A paragraph of a picture or a link has no words either, and was not set aside.
fn was_set_aside(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && block.text.is_empty()
        && block.images == 0
        && block.links.is_empty()
}

/// Whether a heading speaks to the candidate: "Votre mission".
fn is_addressed(heading: &str) -> bool {
    let folded = fold(heading);
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| ADDRESSED.contains(&word))
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
    fn what_joins_several_places_of_a_brief_begins_at_one() {
        let text = "## Missions\n\n- Trier\n- Classer\n\n## Livrables\n\n- Un notebook\n";
        let documents = [prejury_documents::markdown("README.md", text)];
        let mut location = documents[0].blocks[1].location.clone();
        if let Place::Lines { end_line, .. } = &mut location.place {
            *end_line += 1;
        }
        assert!(Restated::of(&documents).covers(&location));
    }

    #[test]
    fn the_list_below_what_was_set_aside_comes_last() {
        let text = "# Projet\n\nVous travaillez pour la ville.\n\n- Prédire les émissions\n\n# Bilan\n\nFait.\n";
        let mut documents = [prejury_documents::markdown("README.md", text)];
        documents[0].blocks[1].text = "".into();
        let restated = Restated::of(&documents);
        let blocks = documents[0].blocks.iter();
        let covered = blocks.filter(|block| restated.covers(&block.location));
        let covered: Vec<&str> = covered.map(|block| &*block.text).collect();
        assert_eq!(covered, ["", "Prédire les émissions"]);
    }

    #[test]
    fn a_list_below_a_picture_is_the_candidates() {
        assert!(covered("# Résultats\n\n![](score.png)\n\n- Le score monte\n").is_empty());
    }

    #[test]
    fn a_heading_that_speaks_to_the_candidate_is_enough() {
        let text = "# Seattle\n\n## Your mission:\n\n- Predict\n\n## Results\n\n- Done\n";
        assert_eq!(covered(text), ["Your mission:", "Predict"]);
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
