//! One file → its cells and compact tree. The bytes can be dropped afterwards.

use std::sync::Arc;

use prejury_core::Issue;
use tree_sitter::Parser;

use crate::facts::{Cell, CellKind, Magic, UnitKind};
use crate::lower::{Module, language, place_of};
use crate::notebook::export;
use crate::repair;
use crate::run::RunFacts;
use crate::source::{RawUnit, read_unit};

/// A unit that was parsed on its own; `analyse` then follows those that are left together.
#[derive(Debug)]
pub struct ParsedUnit {
    pub(crate) path: Arc<str>,
    pub(crate) kind: UnitKind,
    pub(crate) stored_without_outputs: bool,
    pub(crate) cells: Vec<Cell>,
    pub(crate) magics: Vec<Magic>,
    pub(crate) module: Module,
    /// What following it found, where that was done without the other units; its statements are gone then.
    pub(crate) followed: Option<Box<RunFacts>>,
    /// Markdown cells of a `py:percent` script, with their first line.
    pub prose: Vec<(u32, String)>,
    pub issues: Vec<Issue>,
}

impl ParsedUnit {
    /// Number of lines of each cell, in the order of the file.
    pub fn cell_lines(&self) -> Vec<usize> {
        self.cells
            .iter()
            .map(|cell| cell.source.lines().count())
            .collect()
    }
}

impl ParsedUnit {
    /// Path inside the submission.
    pub fn path(&self) -> &Arc<str> {
        &self.path
    }

    pub fn is_notebook(&self) -> bool {
        self.kind == UnitKind::Notebook
    }

    /// Whether nothing shows that the notebook was ever run.
    pub fn is_stored_without_outputs(&self) -> bool {
        self.stored_without_outputs
    }

    /// Every cell, in the order of the file.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Text of every code cell that is not empty.
    pub fn code_cells(&self) -> impl Iterator<Item = &str> {
        let code = self.cells.iter().filter(|cell| cell.kind == CellKind::Code);
        code.map(|cell| cell.source.trim())
            .filter(|source| !source.is_empty())
    }

    /// Markdown cells of a notebook, with their number in the file.
    pub fn markdown_cells(&self) -> impl Iterator<Item = (u32, &str)> {
        let is_notebook = self.kind == UnitKind::Notebook;
        let cells = self.cells.iter().enumerate();
        cells
            .filter(move |(_, cell)| is_notebook && cell.kind == CellKind::Markdown)
            .map(|(number, cell)| {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                (number, cell.source.as_ref())
            })
    }
}

/// Reads and parses one notebook or script. Never fails: what cannot be read is an Issue.
pub fn parse(path: Arc<str>, bytes: &[u8]) -> ParsedUnit {
    let (raw, issues) = read_unit(path, bytes);
    parse_unit(raw, issues)
}

/// The same without the cells that `aside` points out, which keep their number alone. They are set aside before anything is
/// parsed, so that no fact comes from them.
pub fn parse_without(
    path: Arc<str>,
    bytes: &[u8],
    aside: impl FnOnce(&[Cell]) -> Vec<usize>,
) -> ParsedUnit {
    let (mut raw, issues) = read_unit(path, bytes);
    for number in aside(&raw.cells) {
        let Some(cell) = raw.cells.get_mut(number) else {
            continue;
        };
        cell.kind = CellKind::Raw;
        cell.source = "".into();
        cell.outputs.clear();
        raw.python[number] = None;
        raw.magics.retain(|(cell, ..)| *cell as usize != number);
    }
    parse_unit(raw, issues)
}

/// The same for a page of HTML that a notebook was exported to; none when the page is none, or shows no code.
pub fn parse_export(path: Arc<str>, page: &str) -> Option<ParsedUnit> {
    let (raw, issues) = export::read(path, page)?;
    Some(parse_unit(raw, issues))
}

fn parse_unit(raw: RawUnit, mut issues: Vec<Issue>) -> ParsedUnit {
    let RawUnit {
        path,
        kind,
        stored_without_outputs,
        mut cells,
        magics,
        python,
        prose,
        ..
    } = raw;
    let mut module = Module::default();
    let mut parser = Parser::new();
    if parser.set_language(&language()).is_ok() {
        for (cell, text) in python.iter().enumerate() {
            let Some(text) = text else { continue };
            let Some(tree) = parser.parse(text.as_bytes(), None) else {
                continue;
            };
            let cell = u32::try_from(cell).unwrap_or(u32::MAX);
            let mended = repair::without_broken_line(&mut parser, text, tree.root_node());
            let broken_line = match &mended {
                Some(mended) => {
                    module.add_cell(cell, &mended.text, mended.tree.root_node());
                    Some(mended.line)
                }
                None => module.add_cell(cell, text, tree.root_node()),
            };
            if let Some(line) = broken_line {
                let issue = match kind {
                    UnitKind::Notebook => {
                        Issue::at(path.clone(), "notebook.broken-cell").with("cell", cell)
                    }
                    UnitKind::Script => Issue::at(path.clone(), "python.syntax"),
                };
                issues.push(issue.with("line", line));
            }
        }
    }
    let place = |cell: u32, line: u32| {
        place_of(crate::ast::Span {
            cell,
            line,
            end_line: line,
            start: 0,
        })
    };
    let magics: Vec<Magic> = magics
        .into_iter()
        .map(|(cell, line, text)| Magic {
            text,
            place: place(cell, line),
        })
        .collect();
    crate::reads::mark(&mut cells, &module.cells, &magics);
    ParsedUnit {
        path,
        kind,
        stored_without_outputs,
        cells,
        magics,
        module,
        followed: None,
        prose,
        issues,
    }
}
