//! Text that stands next to code: comments above it and in it, and the markdown cells around it.

use std::cell::{OnceCell, RefCell};

use foldhash::HashMap;
use prejury_python::{CellKind, CodePlace, CodeUnit, PythonFacts};

use super::words::Text;

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
    /// Comments by unit and cell: line and folded text.
    comments: HashMap<(u32, u32), Vec<(u32, String)>>,
    /// Markdown cells by unit and cell.
    markdown: HashMap<(u32, u32), Markdown<'f>>,
    asked: RefCell<HashMap<(u32, u32), u32>>,
}

/// A markdown cell, folded when first asked for: most stand next to nothing of interest.
struct Markdown<'f> {
    source: &'f str,
    text: OnceCell<Text>,
}

impl Markdown<'_> {
    fn text(&self) -> &Text {
        let end = self.source.floor_char_boundary(MAX_BYTES);
        self.text.get_or_init(|| Text::of(&self.source[..end]))
    }
}

impl<'f> Nearby<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let mut comments: HashMap<(u32, u32), Vec<(u32, String)>> = HashMap::default();
        let mut markdown = HashMap::default();
        for (number, unit) in (0_u32..).zip(&python.units) {
            for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
                let of_cell = comments.entry((number, comment.place.cell)).or_default();
                of_cell.push((comment.place.line, prejury_documents::fold(&comment.text)));
            }
            for (cell, source) in markdown_cells(unit) {
                let text = OnceCell::new();
                markdown.insert((number, cell), Markdown { source, text });
            }
        }
        Self {
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

    /// The markdown cells right before and right after the cell of some code.
    fn markdown_at(&self, place: CodePlace) -> impl Iterator<Item = &Text> {
        let text = move |cell: u32| self.markdown.get(&(place.unit.0, cell));
        let back = move |from: Option<u32>| {
            let cells = (0..CELLS_BACK).filter_map(move |back| from?.checked_sub(back));
            cells.into_iter().find(move |cell| text(*cell).is_some())
        };
        let before = back(place.cell.checked_sub(1));
        // A heading and the paragraph under it are often two cells, with some code between them.
        let further = before.and_then(|cell| back(cell.checked_sub(1)));
        let after = place.cell.checked_add(1);
        [before, further, after]
            .into_iter()
            .flatten()
            .filter_map(text)
            .map(Markdown::text)
    }
}

fn markdown_cells(unit: &CodeUnit) -> impl Iterator<Item = (u32, &str)> {
    let cells = (0..).zip(&unit.cells);
    cells
        .filter(|(_, cell)| cell.kind == CellKind::Markdown)
        .map(|(number, cell)| (number, cell.source.as_ref()))
}
