//! Text that stands next to code: comments above it and in it, and the markdown cells around it.
//!
//! The nearest markdown above says what a cell is about. One further up counts where the nearest is of the same section,
//! the one below where it looks back: a title below announces other code.

use std::cell::{OnceCell, RefCell};

use std::ops::Range;

use foldhash::HashMap;
use prejury_documents::{Block, BlockKind, DocumentKind};
use prejury_python::{CellKind, CodePlace, CodeUnit};

use super::Prose;
use super::words::{
    CATEGORICAL, COLUMN_CHOICE, COLUMN_REASON, DUPLICATE, LOOKS_BACK, MERGE, MISSING, OUTLIER,
    TYPES, Text, Words,
};
use crate::Facts;

/// Lines above some code whose comments speak of it.
const LINES_ABOVE: u32 = 4;
/// Lines around some code whose comments may still be about it.
const LINES_AROUND: u32 = 10;
/// Cells looked back over for the text that introduces some code.
const CELLS_BACK: u32 = 3;
/// Questions answered about one cell: a cell with thousands of equal lines is not read thousands of times.
const MAX_QUESTIONS: u32 = 600;
/// Bytes of one markdown cell that are read.
const MAX_BYTES: usize = 4_000;

/// Folded texts of the submission by place.
pub(super) struct Nearby<'f> {
    /// Blocks of prose with their folded text, in the order of the documents.
    pub(super) prose: Vec<Prose<'f>>,
    /// Comments by unit and cell: line and folded text.
    comments: HashMap<(u32, u32), Vec<(u32, String)>>,
    /// Markdown cells by unit and cell.
    markdown: HashMap<(u32, u32), Markdown>,
    units: &'f [CodeUnit],
    asked: RefCell<HashMap<(u32, u32), u32>>,
}

/// A markdown cell: its blocks of prose, joined when first asked for, since most stand next to nothing of interest.
struct Markdown {
    blocks: Range<usize>,
    text: OnceCell<Text>,
    /// Level of its last title.
    level: Option<u8>,
    /// Whether it begins with a title.
    opens: bool,
}

/// What a text names that says which step some code is.
const OPERATIONS: [Words; 8] = [
    CATEGORICAL,
    COLUMN_CHOICE,
    COLUMN_REASON,
    DUPLICATE,
    MERGE,
    MISSING,
    OUTLIER,
    TYPES,
];
/// Level of a title that is written as a plain line.
const PLAIN: u8 = 7;
/// Most words of a plain line that is a title.
const TITLE_WORDS: usize = 10;

/// Level of the title that a block is; a plain line is one where it stands alone.
fn level_of(prose: &Prose<'_>, is_alone: bool) -> Option<u8> {
    if let BlockKind::Heading(level) = prose.block.kind {
        return Some(level);
    }
    let text = prose.block.text.trim();
    let number = |letter: char| letter.is_ascii_digit() || " .-)".contains(letter);
    let is_title = is_alone
        && prose.block.kind == BlockKind::Paragraph
        && !has_figure(text.trim_start_matches(number))
        && !text.ends_with(['.', '!', '?'])
        && text.split_whitespace().nth(TITLE_WORDS).is_none()
        && !LOOKS_BACK.are_in(&prose.text);
    is_title.then_some(PLAIN)
}

fn has_figure(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

impl Markdown {
    fn of(prose: &[Prose<'_>], blocks: Range<usize>) -> Self {
        let of_cell = &prose[blocks.clone()];
        let is_alone = of_cell.len() == 1;
        let level = |prose| level_of(prose, is_alone);
        Self {
            level: of_cell.iter().rev().find_map(level),
            opens: of_cell.first().and_then(level).is_some(),
            blocks,
            text: OnceCell::new(),
        }
    }

    fn text<'t>(&'t self, prose: &'t [Prose<'_>]) -> &'t Text {
        match &prose[self.blocks.clone()] {
            [block] => &block.text,
            blocks => self
                .text
                .get_or_init(|| Text::joined(blocks.iter().map(|block| &block.text), MAX_BYTES)),
        }
    }
}

impl<'f> Nearby<'f> {
    /// `prose` in the order of the documents of `facts`.
    pub(super) fn of(facts: &'f Facts<'_>, prose: Vec<Prose<'f>>) -> Self {
        let python = &facts.python;
        let mut comments: HashMap<(u32, u32), Vec<(u32, String)>> = HashMap::default();
        let mut numbers: HashMap<&str, u32> = HashMap::default();
        for (number, unit) in (0_u32..).zip(&python.units) {
            numbers.insert(&unit.path, number);
            for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
                let of_cell = comments.entry((number, comment.place.cell)).or_default();
                of_cell.push((comment.place.line, prejury_documents::fold(&comment.text)));
            }
        }
        let mut markdown = HashMap::default();
        let place = |prose: &Prose<'_>| (prose.document, prose.block.location.cell());
        let mut first = 0;
        for of_cell in prose.chunk_by(|a, b| place(a) == place(b)) {
            let blocks = first..first + of_cell.len();
            first = blocks.end;
            let document = &facts.documents[of_cell[0].document];
            let unit = numbers.get(&*document.path);
            if let (Some(unit), (_, Some(cell)), DocumentKind::NotebookText) =
                (unit, place(&of_cell[0]), document.kind)
            {
                markdown.insert((*unit, cell), Markdown::of(&prose, blocks));
            }
        }
        Self {
            units: &python.units,
            prose,
            comments,
            markdown,
            asked: RefCell::default(),
        }
    }

    /// Whether one of the texts next to `place` is as `holds` wants it: each comment run, each markdown cell by itself.
    pub(super) fn any(&self, place: CodePlace, holds: impl Fn(&Text) -> bool) -> bool {
        {
            let mut asked = self.asked.borrow_mut();
            let n_asked = asked.entry((place.unit.0, place.cell)).or_default();
            *n_asked += 1;
            if *n_asked > MAX_QUESTIONS {
                return false;
            }
        }
        let comments = self.comments_at(place);
        (!comments.is_empty() && holds(&comments)) || self.markdown_at(place).any(holds)
    }

    /// The markdown cells from the one above some code to `n_cells` below it, whatever they are about.
    pub(super) fn around(&self, place: CodePlace, n_cells: u32) -> impl Iterator<Item = &Text> {
        let cells = place.cell.saturating_sub(1)..=place.cell.saturating_add(n_cells);
        let found = cells.filter_map(move |cell| self.markdown.get(&(place.unit.0, cell)));
        found.map(|markdown| markdown.text(&self.prose))
    }

    /// The block of those cells that is as `holds` wants it, where one alone is.
    pub(super) fn block_around(
        &self,
        place: CodePlace,
        n_cells: u32,
        holds: impl Fn(&Text) -> bool,
    ) -> Option<&'f Block> {
        let cells = place.cell.saturating_sub(1)..=place.cell.saturating_add(n_cells);
        let mut blocks = cells
            .filter_map(|cell| self.markdown.get(&(place.unit.0, cell)))
            .flat_map(|markdown| &self.prose[markdown.blocks.clone()]);
        let found = blocks.find(|prose| holds(&prose.text))?;
        Some(found.block)
    }

    /// The block of markdown next to `place` that is as `holds` wants it, where one alone is.
    pub(super) fn block(
        &self,
        place: CodePlace,
        holds: impl Fn(&Text) -> bool,
    ) -> Option<&'f Block> {
        let mut blocks = self
            .markdown_cells(place)
            .flat_map(|markdown| &self.prose[markdown.blocks.clone()]);
        let found = blocks.find(|prose| holds(&prose.text))?;
        Some(found.block)
    }

    /// The same, with the comments of a wider stretch of the cell.
    pub(super) fn any_in_cell(&self, place: CodePlace, holds: impl Fn(&Text) -> bool) -> bool {
        let wider = CodePlace {
            line: place.line.saturating_sub(LINES_AROUND),
            end_line: place.end_line.saturating_add(LINES_AROUND),
            ..place
        };
        let comments = self.comments_at(wider);
        !comments.is_empty() && holds(&comments) || self.any(place, holds)
    }

    /// `place` with the comment on the line above it, where that comment holds.
    pub(super) fn with_comment_above(
        &self,
        place: CodePlace,
        holds: impl Fn(&Text) -> bool,
    ) -> CodePlace {
        let comments = self.comments.get(&(place.unit.0, place.cell));
        let above = comments.and_then(|comments| {
            let line = place.line.checked_sub(1)?;
            comments.iter().find(|(at, _)| *at == line)
        });
        match above {
            Some((line, text)) if holds(&Text::folded(text.to_string())) => CodePlace {
                line: *line,
                ..place
            },
            _ => place,
        }
    }

    /// The comments of some lines and of those right above, as one text.
    pub(super) fn comments_at(&self, place: CodePlace) -> Text {
        let Some(comments) = self.comments.get(&(place.unit.0, place.cell)) else {
            return Text::default();
        };
        let from = place.line.saturating_sub(LINES_ABOVE);
        let start = comments.partition_point(|(line, _)| *line < from);
        let mut joined = String::new();
        for (_, text) in comments[start..]
            .iter()
            .take_while(|(line, _)| *line <= place.end_line)
        {
            joined.push_str(text);
            joined.push(' ');
        }
        Text::folded(joined)
    }

    /// The markdown cells around the cell of some code that are about it.
    fn markdown_at(&self, place: CodePlace) -> impl Iterator<Item = &Text> {
        self.markdown_cells(place)
            .map(|markdown| markdown.text(&self.prose))
    }

    /// Whether a notebook has such a cell, and it is code.
    fn has_code(&self, unit: u32, cell: u32) -> bool {
        let unit = self.units.get(unit as usize);
        let cell = unit.and_then(|unit| unit.cells.get(cell as usize));
        cell.is_some_and(|cell| cell.kind == CellKind::Code)
    }

    fn markdown_cells(&self, place: CodePlace) -> impl Iterator<Item = &Markdown> {
        let text = move |cell: u32| self.markdown.get(&(place.unit.0, cell));
        let back = move |from: Option<u32>| {
            let cells = (0..CELLS_BACK).filter_map(move |back| from?.checked_sub(back));
            cells.into_iter().find(move |cell| text(*cell).is_some())
        };
        let before = back(place.cell.checked_sub(1));
        // A heading and the paragraph under it are often two cells, with some code between them.
        let further = before.and_then(|cell| {
            let further = back(cell.checked_sub(1))?;
            let nearest = text(cell)?;
            // A paragraph stands under the title right above it.
            let of_further = text(further)?
                .level
                .or_else(|| text(further.checked_sub(1)?)?.level);
            let is_same_section = nearest
                .level
                .is_none_or(|own| of_further.is_some_and(|one| one < own));
            let names_one = || {
                OPERATIONS
                    .iter()
                    .any(|list| list.are_in(nearest.text(&self.prose)))
            };
            (is_same_section || !names_one()).then_some(further)
        });
        let after = place.cell.checked_add(1).filter(|cell| {
            let is_about = |markdown: &Markdown| {
                let has_code = self.has_code(place.unit.0, *cell + 1);
                let read = markdown.text(&self.prose);
                let looks_back = || LOOKS_BACK.are_in(read) || has_figure(&read.folded);
                !markdown.opens && (!has_code || looks_back())
            };
            text(*cell).is_some_and(is_about)
        });
        [before, further, after]
            .into_iter()
            .flatten()
            .filter_map(text)
    }
}
