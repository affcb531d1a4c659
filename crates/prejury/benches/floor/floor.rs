//! The least that any tool must do to look at the Python of a folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use tree_sitter::Parser;
use walkdir::WalkDir;

/// What was seen, so that no work can be optimised away.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) units: usize,
    pub(crate) bytes: usize,
    pub(crate) nodes: usize,
}

#[derive(Deserialize)]
struct Notebook<'a> {
    #[serde(borrow)]
    cells: Vec<Cell<'a>>,
}

#[derive(Deserialize)]
struct Cell<'a> {
    #[serde(borrow)]
    cell_type: Cow<'a, str>,
    source: Source,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Lines(Vec<String>),
    Text(String),
}

/// Walks, reads, decodes and parses.
pub(crate) fn run(folder: &Path) -> Seen {
    let files: Vec<PathBuf> = WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect();
    files
        .par_iter()
        .map(|path| read(path))
        .reduce(Seen::default, |a, b| Seen {
            units: a.units + b.units,
            bytes: a.bytes + b.bytes,
            nodes: a.nodes + b.nodes,
        })
}

fn read(path: &Path) -> Seen {
    let bytes = fs::read(path).unwrap();
    let code: String = match path.extension().and_then(|extension| extension.to_str()) {
        Some("ipynb") => code_of(&bytes),
        Some("py") => String::from_utf8(bytes.clone()).unwrap(),
        _ => {
            return Seen {
                bytes: bytes.len(),
                ..Seen::default()
            };
        }
    };
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_python::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(&code, None).unwrap();
    Seen {
        units: 1,
        bytes: bytes.len(),
        nodes: tree.root_node().descendant_count(),
    }
}

/// The code cells of a notebook, one below the other.
fn code_of(bytes: &[u8]) -> String {
    let notebook: Notebook<'_> = serde_json::from_slice(bytes).unwrap();
    let mut code = String::new();
    for cell in notebook
        .cells
        .iter()
        .filter(|cell| cell.cell_type == "code")
    {
        match &cell.source {
            Source::Lines(lines) => lines.iter().for_each(|line| code.push_str(line)),
            Source::Text(text) => code.push_str(text),
        }
        code.push('\n');
    }
    code
}
