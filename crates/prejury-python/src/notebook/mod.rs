//! Jupyter notebooks, formats 3 and 4 → cells with their outputs and their standing in the run.
//!
//! **Invariant:** one pass over the bytes; only what is left without pictures is copied, and other payloads are passed over.

mod cells;
mod decode;
pub(crate) mod export;
mod html;
mod json;
pub(crate) mod jupytext;
mod kept;
pub(crate) mod magics;
mod open_code;
mod outputs;
mod payloads;
mod prompts;
mod regions;
mod run;

pub(crate) use cells::with_line_feeds;
pub(crate) use decode::encoding_of;
pub use regions::{SourceLines, notebook_regions};

use std::io::BufReader;
use std::sync::Arc;

use prejury_core::Issue;
use serde::de::DeserializeSeed;

use crate::source::RawUnit;
use crate::{Cell, CellKind, UnitKind};
use cells::Notebook;
use decode::Repair;
use json::Object;

/// Cells kept of one notebook: real ones have some hundreds at most.
const MAX_CELLS: usize = 20_000;

/// Reads a notebook. A broken one gives the cells that stand whole before the break, and an issue.
pub(crate) fn read(path: Arc<str>, bytes: &[u8]) -> (RawUnit, Vec<Issue>) {
    let mut issues = Vec::new();
    let (notebook, error) = parse(bytes, || {
        issues.push(Issue::at(path.clone(), "notebook.merge-conflict"))
    });
    let n_cells = notebook.cells.len();
    match error {
        Some(error) if error.is_eof() && !bytes.trim_ascii().is_empty() => {
            issues.push(Issue::at(path.clone(), "notebook.truncated").with("cells", n_cells));
        }
        Some(error) if !bytes.trim_ascii().is_empty() => {
            let issue = Issue::at(path.clone(), "notebook.invalid-json").with("cells", n_cells);
            issues.push(issue.with("line", error.line()).with("detail", error));
        }
        _ if n_cells == 0 => issues.push(Issue::at(path.clone(), "notebook.no-cells")),
        _ => {}
    }
    if notebook.too_many {
        issues.push(Issue::at(path.clone(), "notebook.too-many-cells").with("limit", MAX_CELLS));
    }
    let language = notebook.language();
    let is_python = language.as_deref().is_none_or(cells::is_python);
    if !is_python && n_cells > 0 {
        issues.push(
            Issue::at(path.clone(), "notebook.unknown-kernel")
                .with("kernel", language.as_deref().unwrap_or_default()),
        );
    }
    if has_lost_lines(&notebook.cells) {
        issues.push(Issue::at(path.clone(), "notebook.no-line-breaks"));
    }
    (unit(path, notebook, is_python), issues)
}

/// Strict JSON is read straight from the bytes. Anything else is read again through `Repair`, which is slower.
fn parse(bytes: &[u8], on_conflict: impl FnOnce()) -> (Notebook, Option<serde_json::Error>) {
    let small = payloads::without_pictures(bytes);
    if let Some(text) = decode::borrowed(&small) {
        let mut notebook = Notebook::default();
        match Object(&mut notebook).deserialize(&mut serde_json::Deserializer::from_str(text)) {
            Ok(()) => return (notebook, None),
            Err(error) if error.is_eof() => return (notebook, Some(error)),
            Err(_) => {}
        }
    }
    let mut notebook = Notebook::default();
    let mut repair = Repair::new(bytes);
    let error = Object(&mut notebook)
        .deserialize(&mut serde_json::Deserializer::from_reader(BufReader::new(
            &mut repair,
        )))
        .err();
    if repair.met_conflict() {
        on_conflict();
    }
    (notebook, error)
}

/// Share of the code cells on one line, and the least number of them, from which a notebook has lost its line breaks.
const LOST_PERCENT: usize = 60;
const MIN_LOST: usize = 3;
/// Bytes of a comment that is most likely code.
const LONG_COMMENT: usize = 100;

/// Whether most code cells are one long comment that holds code: `# Données df = pd.read_csv("a.csv") df.head()`.
fn has_lost_lines(cells: &[Cell]) -> bool {
    let code = cells
        .iter()
        .filter(|cell| cell.kind == CellKind::Code && !cell.source.trim().is_empty());
    let (mut n_cells, mut n_lost) = (0, 0);
    for cell in code {
        let source = cell.source.trim();
        let holds_code =
            || source.contains("import ") || source.contains(" = ") && source.contains('(');
        n_cells += 1;
        n_lost += usize::from(
            source.starts_with('#')
                && source.len() >= LONG_COMMENT
                && !source.contains('\n')
                && holds_code(),
        );
    }
    n_lost >= MIN_LOST && n_lost * 100 >= n_cells * LOST_PERCENT
}

fn unit(path: Arc<str>, notebook: Notebook, is_python: bool) -> RawUnit {
    let Notebook {
        mut cells,
        failed,
        languages,
        ..
    } = notebook;
    let stored_without_outputs = run::mark(&mut cells, &failed);
    let (mut python, mut magics) = (Vec::with_capacity(cells.len()), Vec::new());
    for (cell_idx, (cell, cell_language)) in cells.iter().zip(languages).enumerate() {
        let own = cell_language.as_deref().map_or(is_python, cells::is_python);
        if cell.kind != CellKind::Code || !own {
            python.push(None);
            continue;
        }
        let read = magics::read_cell(&cell.source);
        magics.extend(
            read.magics
                .into_iter()
                .map(|(line, text)| (cell_idx as u32, line, text)),
        );
        python.push(read.python);
    }
    let (kind, prose) = (UnitKind::Notebook, Vec::new());
    RawUnit {
        path,
        kind,
        stored_without_outputs,
        cells,
        magics,
        python,
        prose,
    }
}

#[cfg(test)]
mod tests;
