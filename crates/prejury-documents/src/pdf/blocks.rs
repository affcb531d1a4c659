//! Regions of a page → headings, paragraphs, list items and table rows.

use std::sync::Arc;

use prejury_core::Place;

use super::order::Region;
use super::segments::Segment;
use crate::builder::BlockBuilder;
use crate::plain::list_item;
use crate::{Block, BlockKind};

/// Text of one page before headings are told from the rest: that takes the sizes of the whole document.
#[derive(Debug)]
pub(super) struct PageText {
    pub(super) pieces: Vec<Piece>,
    pub(super) height: f64,
    pub(super) is_landscape: bool,
}

#[derive(Debug)]
pub(super) struct Piece {
    kind: PieceKind,
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) links: Vec<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Text,
    Item,
    Row,
}

/// A wider step between two lines begins a paragraph; in sizes of the text.
const PARAGRAPH_STEP: f64 = 1.75;

/// A line that ends this far before the others, as a part of their width, ends its paragraph.
const SHORT_LINE: f64 = 0.2;

/// A heading is at least this much larger than the running text.
const HEADING_RATIO: f64 = 1.17;

/// A longer text is no heading, however large.
const MAX_HEADING_WORDS: usize = 20;

/// Pages that must share a line at their edge before it is taken for a running head or foot.
const MIN_RUNNING: usize = 4;

impl PageText {
    pub(super) fn of(regions: Vec<Region>, width: f64, height: f64) -> Self {
        let mut pieces = Vec::new();
        for region in regions {
            match region {
                Region::Table(rows) => pieces.extend(rows.into_iter().map(row)),
                Region::Text(lines) => paragraphs(lines, &mut pieces),
            }
        }
        Self {
            pieces,
            height,
            is_landscape: width > height,
        }
    }

    pub(super) fn n_words(&self) -> usize {
        let words = self
            .pieces
            .iter()
            .map(|piece| piece.text.split_whitespace());
        words.map(Iterator::count).sum()
    }
}

fn row(cells: Vec<Segment>) -> Piece {
    let mut row = Piece::new(PieceKind::Row, &cells[0]);
    for cell in cells {
        row.take(&cell, " | ");
    }
    row
}

fn paragraphs(lines: Vec<Vec<Segment>>, pieces: &mut Vec<Piece>) {
    let edge = |side: fn(&Segment) -> f64, wanted: fn(f64, f64) -> f64, start| {
        lines.iter().flatten().map(side).fold(start, wanted)
    };
    let left = edge(|segment| segment.left, f64::min, f64::INFINITY);
    let right = edge(|segment| segment.right, f64::max, f64::NEG_INFINITY);
    // `1 Daily`, `2 Review`: lines whose numbers follow each other are a list.
    let numbers: Vec<u32> = lines
        .iter()
        .filter_map(|line| leading_number(&line.first()?.text).map(|(number, _)| number))
        .collect();
    let mut open: Option<Piece> = None;
    let (mut baseline, mut reached) = (0.0, 0.0);
    for mut line in lines {
        if line.len() > 1 && is_number(&line[0].text) {
            // The number of a list item stands apart from its text.
            let number = line.remove(0);
            line[0].text.insert_str(0, "• ");
            line[0].left = number.left;
        } else if let Some((number, rest)) =
            line.first().and_then(|first| leading_number(&first.text))
            && (numbers.contains(&(number + 1)) || numbers.contains(&number.wrapping_sub(1)))
        {
            line[0].text = format!("• {rest}");
        }
        let Some(first) = line.first() else { continue };
        let size = line.iter().map(|segment| segment.size).fold(0.0, f64::max);
        let item = item_text(&first.text);
        let goes_on = open.as_ref().is_some_and(|piece| {
            let larger = piece.size.max(size);
            let starts_anew = first.text.starts_with(char::is_uppercase)
                && reached < right - SHORT_LINE * (right - left);
            item.is_none()
                && !starts_anew
                && larger < piece.size.min(size) * HEADING_RATIO
                && first.y - baseline < PARAGRAPH_STEP * larger
        });
        if !goes_on {
            pieces.extend(open.take().filter(Piece::is_kept));
        }
        baseline = first.y;
        reached = line.last().map_or(0.0, |segment| segment.right);
        let kind = if item.is_some() {
            PieceKind::Item
        } else {
            PieceKind::Text
        };
        let piece = open.get_or_insert_with(|| Piece::new(kind, first));
        for (index, mut segment) in line.into_iter().enumerate() {
            if index == 0
                && !goes_on
                && let Some(text) = item_text(&segment.text)
            {
                segment.text = text.to_owned();
            }
            piece.take(&segment, " ");
        }
    }
    pieces.extend(open.filter(Piece::is_kept));
}

/// `1`, `2.`, `(3)`.
fn is_number(text: &str) -> bool {
    let bare = text.trim_matches(['(', ')', '.', ' ']);
    !bare.is_empty() && bare.len() <= 2 && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number before a text that begins with a capital letter, and the text.
fn leading_number(text: &str) -> Option<(u32, &str)> {
    let (number, rest) = text.split_once(' ')?;
    (number.len() <= 2 && rest.starts_with(char::is_uppercase))
        .then(|| number.parse().ok())?
        .map(|number| (number, rest))
}

/// What follows the bullet of a list item. Symbol fonts draw bullets as letters of the private use area.
fn item_text(text: &str) -> Option<&str> {
    let mut characters = text.chars();
    match characters.next()? {
        '•'
        | '●'
        | '○'
        | '▪'
        | '■'
        | '➢'
        | '➔'
        | '→'
        | '✓'
        | '✔'
        | '◆'
        | '‣'
        | '⁃'
        | '·'
        | '\u{e000}'..='\u{f8ff}' => Some(characters.as_str().trim_start()),
        _ => list_item(text),
    }
}

impl Piece {
    fn new(kind: PieceKind, first: &Segment) -> Self {
        Self {
            kind,
            text: String::new(),
            size: first.size,
            top: first.y - first.size,
            bottom: first.y,
            left: first.left,
            right: first.right,
            links: Vec::new(),
        }
    }

    fn take(&mut self, segment: &Segment, mark: &str) {
        if !self.text.is_empty() {
            // A word cut at the end of a line is put together again.
            let is_cut = mark == " "
                && segment.y > self.bottom
                && segment.text.starts_with(char::is_lowercase)
                && ends_in_cut_word(&self.text);
            if is_cut {
                self.text.pop();
            } else {
                self.text.push_str(mark);
            }
        }
        self.text.push_str(&segment.text);
        self.size = self.size.max(segment.size);
        self.bottom = self.bottom.max(segment.y + 0.3 * segment.size);
        self.left = self.left.min(segment.left);
        self.right = self.right.max(segment.right);
    }

    fn is_kept(&self) -> bool {
        !self.text.trim().is_empty()
    }
}

fn ends_in_cut_word(text: &str) -> bool {
    let mut back = text.chars().rev();
    matches!(back.next(), Some('-' | '\u{ad}' | '\u{2010}'))
        && back.next().is_some_and(char::is_alphabetic)
}

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
