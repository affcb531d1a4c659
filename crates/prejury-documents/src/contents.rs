//! Tables of contents: they name what is treated elsewhere, and nothing is treated there.

use foldhash::HashSet;
use prejury_core::Place;

use crate::words::fold;
use crate::{Block, BlockKind, Document};

/// Titles of pages that hold nothing but a table of contents, folded.
const TITLES: &[&str] = &[
    "agenda",
    "contents",
    "ordre du jour",
    "outline",
    "plan",
    "plan de la presentation",
    "plan de la soutenance",
    "plan de presentation",
    "sommaire",
    "table des matieres",
    "table of contents",
];

/// Longer texts are no entries.
const MAX_WORDS: usize = 14;

/// Drops the entries of tables of contents; the titles of their pages stay.
pub(crate) fn drop_entries(document: &mut Document) {
    let pages: HashSet<u32> = document
        .pages
        .iter()
        .filter(|page| page.title.as_deref().is_some_and(is_title))
        .map(|page| page.number)
        .filter(|number| {
            let mut on_page = document
                .blocks
                .iter()
                .filter(|block| page_of(block) == Some(*number) && block.kind.is_shown());
            on_page.all(|block| block.text.split_whitespace().count() <= MAX_WORDS)
        })
        .collect();
    document.blocks.retain(|block| {
        let is_entry = page_of(block).is_some_and(|number| pages.contains(&number))
            && block.kind.is_shown()
            && block.kind != BlockKind::Heading(1);
        !is_entry && !has_leader(&block.text)
    });
}

/// Whether a block is an entry of a table of contents, which leads to a heading of the same text: `[Nettoyage](#nettoyage)`, or one
/// of those that an extension of Jupyter writes.
pub(crate) fn is_entry(block: &Block) -> bool {
    block.kind == BlockKind::ListItem
        && !block.links.is_empty()
        && block.links.iter().all(|link| link.starts_with('#'))
        && block.text.split_whitespace().count() <= MAX_WORDS
        && !leads_on(&block.text)
}

/// `Lignes retirées, voir [annexe](#annexe)`: a sentence that sends the reader on.
fn leads_on(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
    text.contains(',') || words.any(|word| matches!(word, "cf" | "see" | "voir"))
}

fn page_of(block: &Block) -> Option<u32> {
    match block.location.place {
        Place::Page(number) | Place::Slide(number) => Some(number),
        _ => None,
    }
}

fn is_title(title: &str) -> bool {
    let bare = fold(title);
    let bare = bare.trim_matches(|character: char| !character.is_alphabetic());
    TITLES.contains(&bare)
}

/// `Introduction ......... 3`.
fn has_leader(text: &str) -> bool {
    (text.contains(".....") || text.contains(". . . .") || text.contains("………"))
        && text
            .trim_end()
            .ends_with(|last: char| last.is_ascii_digit() || last == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::BlockBuilder;
    use crate::{DocumentKind, Page};

    #[test]
    fn entries_are_dropped_and_short_pages_are_not() {
        let mut builder = BlockBuilder::placed("a.pdf".into(), Place::Page(1));
        let mut add = |page, kind, text: &str| {
            builder.move_to(Place::Page(page));
            builder.begin(kind, 1);
            builder.text(text, 1);
        };
        add(1, BlockKind::Heading(1), "Sommaire");
        add(1, BlockKind::ListItem, "Les enjeux éthiques");
        add(2, BlockKind::Heading(1), "Plan d'action");
        add(2, BlockKind::ListItem, "Former l'équipe");
        add(2, BlockKind::Paragraph, "Introduction ........ 3");
        let blocks = builder.finish();
        let page = |number, title: &str| Page {
            number,
            title: Some(title.into()),
            ..Page::default()
        };
        let mut document = Document {
            pages: vec![page(1, "Sommaire"), page(2, "Plan d'action")],
            ..Document::of("a.pdf".into(), DocumentKind::Pdf, blocks)
        };
        drop_entries(&mut document);
        let left: Vec<&str> = document.blocks.iter().map(|block| &*block.text).collect();
        assert_eq!(left, ["Sommaire", "Plan d'action", "Former l'équipe"]);
    }
}
