//! Headings of one section as the list that they are: what stands in many cells is shown where its section begins.

use std::collections::BTreeSet;

use prejury_core::{Location, Place};
use prejury_documents::{Block, BlockKind};

/// Headings that make a list.
const MIN_HEADINGS: usize = 2;
/// Headings of one section that are quoted.
const MAX_QUOTED: usize = 8;

/// A numbered title that is no heading stands below every heading.
const NUMBERED_LEVEL: u8 = 7;
/// Bytes of a numbered title; longer paragraphs are sentences.
const MAX_TITLE: usize = 120;

/// Whether a block is a heading, or a paragraph written as one: "4- Remplissage des valeurs manquantes".
pub(super) fn is_title(block: &Block) -> bool {
    match block.kind {
        BlockKind::Heading(_) => true,
        // On a slide every line is a paragraph of its own.
        BlockKind::Paragraph => {
            matches!(block.location.place, Place::Lines { .. }) && is_numbered_title(&block.text)
        }
        _ => false,
    }
}

/// The rank of a title among the others.
pub(super) fn level_of(block: &Block) -> u8 {
    match block.kind {
        BlockKind::Heading(level) => level,
        _ => NUMBERED_LEVEL,
    }
}

fn is_numbered_title(text: &str) -> bool {
    // `1- Doublons`, and neither "t-SNE" nor "3.5 %".
    let parts = text.split_once(['-', '.', ')', '/']);
    let parts = parts.filter(|(_, title)| title.starts_with(char::is_whitespace));
    let number = parts.map_or("", |(number, _)| number.trim());
    let is_number = match number.as_bytes() {
        [b'a'..=b'z' | b'A'..=b'Z'] => true,
        digits => (1..=2).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
    };
    is_number && text.len() <= MAX_TITLE && !text.trim_end().ends_with('.')
}

/// A heading with those right under it that name steps.
pub(super) struct Family<'p> {
    pub(super) location: Location,
    pub(super) excerpt: String,
    pub(super) named: BTreeSet<&'p str>,
    pub(super) acts: bool,
    /// A heading stands above them: the family is one section.
    pub(super) is_opened: bool,
}

/// The headings of one document.
#[derive(Default)]
pub(super) struct Outline<'p> {
    sections: Vec<Section<'p>>,
    /// Sections that are not closed yet, outermost first.
    open: Vec<usize>,
}

struct Section<'p> {
    /// None for what stands in no section of the document.
    heading: Option<&'p Block>,
    level: u8,
    acts: bool,
    /// Whether its heading itself tells of a cleaning: "Description des données" only holds those that do.
    tells: bool,
    steps: Vec<&'p Block>,
    named: BTreeSet<&'p str>,
}

impl<'p> Outline<'p> {
    /// Notes a title with the steps that it names, in the order of the document.
    pub(super) fn enter(&mut self, block: &'p Block, named: &[&'p str], acts: bool) {
        let level = level_of(block);
        if self.sections.is_empty() {
            self.open_section(None, 0, false, false);
        }
        while self.open.last().is_some_and(|at| {
            let section = &self.sections[*at];
            section.heading.is_some() && section.level >= level
        }) {
            self.open.pop();
        }
        if !named.is_empty()
            && let Some(parent) = self.open.last().map(|at| &mut self.sections[*at])
        {
            parent.steps.push(block);
            parent.named.extend(named);
            parent.acts |= acts;
        }
        self.open_section(Some(block), level, acts, acts || !named.is_empty());
    }

    fn open_section(&mut self, heading: Option<&'p Block>, level: u8, acts: bool, tells: bool) {
        self.open.push(self.sections.len());
        self.sections.push(Section {
            heading,
            level,
            acts,
            tells,
            steps: Vec::new(),
            named: BTreeSet::new(),
        });
    }

    /// Sections under which several headings name steps.
    pub(super) fn families(self) -> impl Iterator<Item = Family<'p>> {
        let sections = self.sections.into_iter();
        sections
            .filter(|section| section.steps.len() >= MIN_HEADINGS && section.named.len() > 1)
            .map(|section| {
                let heading = section.heading.filter(|_| section.tells);
                let first = heading.unwrap_or(section.steps[0]);
                let quoted = heading.into_iter().chain(section.steps);
                let quoted: Vec<&str> = quoted.take(MAX_QUOTED).map(|block| &*block.text).collect();
                Family {
                    location: first.location.clone(),
                    excerpt: quoted.join("\n"),
                    named: section.named,
                    acts: section.acts,
                    is_opened: section.heading.is_some(),
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use super::is_numbered_title;

    #[test]
    fn numbered_paragraphs_are_titles_and_sentences_are_none() {
        assert!(is_numbered_title("4- Remplissage des valeurs manquantes"));
        assert!(is_numbered_title("a) Supprimons les doublons"));
        assert!(is_numbered_title("2. Nettoyage des lignes"));
        assert!(!is_numbered_title("Il y a 4 - ou 5 - valeurs manquantes"));
        assert!(!is_numbered_title("1. Les doublons ont été supprimés."));
        assert!(!is_numbered_title("t-SNE des valeurs manquantes"));
        assert!(!is_numbered_title("3.5 % de valeurs manquantes"));
    }
}
