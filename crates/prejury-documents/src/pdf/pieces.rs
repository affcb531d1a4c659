//! Regions of a page → paragraphs, list items and rows, with their sizes and places.

use std::sync::Arc;

use super::order::Region;
use super::segments::Segment;
use crate::plain::{is_bullet, list_item};

/// Text of one page before headings are told from the rest: that takes the sizes of the whole document.
#[derive(Debug)]
pub(super) struct PageText {
    pub(super) pieces: Vec<Piece>,
    pub(super) height: f64,
    pub(super) is_landscape: bool,
}

#[derive(Debug)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) links: Vec<Arc<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    Text,
    Item,
    Row,
}

/// A wider step between two lines begins a paragraph; in sizes of the text.
const PARAGRAPH_STEP: f64 = 1.75;

/// A line that ends this far before the others, as a part of their width, ends its paragraph.
const SHORT_LINE: f64 = 0.2;

/// A heading is at least this much larger than the running text.
pub(super) const HEADING_RATIO: f64 = 1.17;

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
    let mark = characters.next()?;
    // A hyphen without a space begins a negative number or a half of a word.
    if is_bullet(mark) && !"-–—*+·".contains(mark) {
        return Some(characters.as_str().trim_start());
    }
    list_item(text)
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
