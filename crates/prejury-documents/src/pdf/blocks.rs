//! The pieces of all pages → blocks: what is larger is a heading, what most pages repeat is told once.

use std::sync::Arc;

use prejury_core::Place;

use super::pieces::{HEADING_RATIO, PageText, Piece, PieceKind};
use crate::builder::BlockBuilder;
use crate::{Block, BlockKind};

/// A longer text is no heading, however large.
const MAX_HEADING_WORDS: usize = 20;

/// Pages that must share a line at their edge before it is taken for a running head or foot.
const MIN_RUNNING: usize = 4;

/// The size in which most of the document's characters are set, `running` lines left out.
pub(super) fn body_size(pages: &[PageText], running: &[String]) -> f64 {
    let mut by_size: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let pieces = pages.iter().flat_map(|page| &page.pieces);
    for piece in pieces.filter(|piece| !is_running(&piece.text, running)) {
        *by_size
            .entry((piece.size * 2.0).round() as u32)
            .or_default() += piece.text.len();
    }
    let most = by_size
        .into_iter()
        .max_by_key(|(size, n_bytes)| (*n_bytes, *size));
    most.map_or(10.0, |(size, _)| f64::from(size) / 2.0)
}

/// What most pages repeat: running heads and feet, the contents at the side of each slide. Without digits, sorted.
pub(super) fn running_lines(pages: &[PageText]) -> Vec<String> {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for page in pages {
        let mut lines: Vec<String> = page
            .pieces
            .iter()
            .map(|piece| without_digits(&piece.text))
            .collect();
        lines.sort();
        lines.dedup();
        for line in lines {
            *counts.entry(line).or_default() += 1;
        }
    }
    let most = (pages.len() / 2).max(MIN_RUNNING);
    let repeated = counts.into_iter().filter(|(_, n)| *n >= most);
    repeated.map(|(line, _)| line).collect()
}

fn is_running(text: &str, running: &[String]) -> bool {
    running.binary_search(&without_digits(text)).is_ok()
}

fn is_at_edge(piece: &Piece, height: f64) -> bool {
    piece.bottom < 0.09 * height || piece.top > 0.88 * height
}

fn without_digits(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_ascii_digit() && !character.is_whitespace())
        .collect()
}

/// The blocks of page `number`, and its title. `running` is kept on the first page only; page numbers are dropped.
pub(super) fn blocks(
    page: &PageText,
    path: &Arc<str>,
    number: u32,
    body: f64,
    running: &[String],
) -> (Vec<Block>, Option<Arc<str>>) {
    let is_shown = |piece: &&Piece| {
        let bare = without_digits(&piece.text);
        let is_number = matches!(bare.as_str(), "" | "/" | "-" | "--" | "page" | "Page");
        !(is_number && is_at_edge(piece, page.height))
            && (number == 1 || running.binary_search(&bare).is_err())
    };
    let largest = page
        .pieces
        .iter()
        .filter(is_shown)
        .filter(|piece| piece.top < 0.4 * page.height && is_short(&piece.text))
        .map(|piece| piece.size)
        .fold(0.0, f64::max);
    let mut builder = BlockBuilder::placed(path.clone(), Place::Page(number));
    let mut title = None;
    for piece in page.pieces.iter().filter(is_shown) {
        let kind = match piece.kind {
            PieceKind::Row => BlockKind::TableRow,
            _ if is_heading(piece, body, largest, page.height, title.is_some()) => {
                BlockKind::Heading(if title.is_none() { 1 } else { 2 })
            }
            PieceKind::Item => BlockKind::ListItem,
            PieceKind::Text => BlockKind::Paragraph,
        };
        if matches!(kind, BlockKind::Heading(_)) && title.is_none() {
            title = Some(Arc::from(piece.text.trim()));
        }
        builder.begin(kind, 1);
        builder.text(&piece.text, 1);
        for link in &piece.links {
            builder.link(link, 1);
        }
    }
    (builder.finish(), title)
}

fn is_short(text: &str) -> bool {
    let has_letters = text.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
    has_letters && text.split_whitespace().count() <= MAX_HEADING_WORDS
}

/// A short text that is larger than the running text, or the largest one at the top of its page.
fn is_heading(piece: &Piece, body: f64, largest: f64, height: f64, has_title: bool) -> bool {
    let is_item = piece.kind == PieceKind::Item && !piece.text.starts_with(char::is_uppercase);
    let is_title = !has_title
        && piece.top < 0.25 * height
        && piece.size >= largest
        && piece.size > body * 1.05;
    is_short(&piece.text) && !is_item && (piece.size >= body * HEADING_RATIO || is_title)
}
#[cfg(test)]
mod tests {
    use super::super::order::Region;
    use super::super::segments::Segment;
    use super::*;

    fn line(text: &str, y: f64, size: f64) -> Vec<Segment> {
        vec![Segment {
            text: text.to_owned(),
            left: 10.0,
            right: 100.0,
            y,
            size,
            is_rotated: false,
        }]
    }

    #[test]
    fn headings_items_and_cut_words() {
        let lines = vec![
            line("La modélisation", 60.0, 20.0),
            line("Nous avons choisi un algo-", 100.0, 10.0),
            line("rithme simple.", 112.0, 10.0),
            line("• un point", 130.0, 10.0),
            line("sur deux lignes", 142.0, 10.0),
            line("\u{f0b7} un autre", 154.0, 10.0),
            line("1 Daily", 166.0, 10.0),
            line("2 Review", 178.0, 10.0),
        ];
        let page = PageText::of(vec![Region::Text(lines)], 700.0, 500.0);
        let (blocks, title) = blocks(&page, &"a.pdf".into(), 3, 10.0, &[]);
        let read: Vec<(BlockKind, &str)> = blocks
            .iter()
            .map(|block| (block.kind, &*block.text))
            .collect();
        assert_eq!(
            read,
            [
                (BlockKind::Heading(1), "La modélisation"),
                (
                    BlockKind::Paragraph,
                    "Nous avons choisi un algorithme simple."
                ),
                (BlockKind::ListItem, "un point sur deux lignes"),
                (BlockKind::ListItem, "un autre"),
                (BlockKind::ListItem, "Daily"),
                (BlockKind::ListItem, "Review"),
            ]
        );
        assert_eq!(title.as_deref(), Some("La modélisation"));
        assert_eq!(blocks[0].location.place, Place::Page(3));
    }

    #[test]
    fn running_feet_are_told_once() {
        let pages: Vec<PageText> = (0..5_usize)
            .map(|number| {
                let foot = format!("Soutenance - {number}");
                PageText::of(
                    vec![Region::Text(vec![
                        line(
                            ["Un", "Deux", "Trois", "Quatre", "Cinq"][number],
                            200.0,
                            10.0,
                        ),
                        line(&foot, 495.0, 8.0),
                    ])],
                    700.0,
                    500.0,
                )
            })
            .collect();
        let running = running_lines(&pages);
        let shown = |number| {
            blocks(&pages[0], &"a.pdf".into(), number, 10.0, &running)
                .0
                .len()
        };
        assert_eq!((shown(1), shown(2)), (2, 1));
    }
}
