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
use crate::{CellKind, UnitKind};
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
