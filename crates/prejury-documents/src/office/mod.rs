//! Office documents: slides, word processing and spreadsheets, in Office Open XML and OpenDocument.
//!
//! Each is a zip of XML files, read as a flow and never as a tree: what is not text is passed over. A reader of workbooks
//! (calamine) was refused, because it lays a sheet out cell by cell: one value in the last cell of a sheet would take all
//! memory.

mod alternative;
mod chart;
mod number;
mod open_document;
mod package;
mod presentation;
mod rows;
mod word;
mod workbook;
mod xml;

use std::sync::Arc;

use prejury_core::Issue;

use crate::{Document, DocumentKind, contents};
use package::Package;

pub use open_document::{odp, ods, odt};
pub use presentation::pptx;
pub use word::docx;
pub use workbook::xlsx;

/// A slide or page with fewer words and an image is a picture of one.
const FEW_WORDS: u32 = 5;

/// Bytes of text that are kept of one document, as of one in plain text: a small package can unpack to whole libraries.
const MAX_TEXT: usize = 2 << 20;

/// Keeps the first blocks, up to [`MAX_TEXT`]; says whether there were more.
fn keep_beginning(document: &mut Document) -> bool {
    let mut n_bytes = 0;
    let end = document.blocks.iter().position(|block| {
        n_bytes += block.text.len();
        n_bytes > MAX_TEXT
    });
    if let Some(end) = end {
        document.blocks.truncate(end);
    }
    end.is_some()
}

/// Opens the package and reads it with `reader`; what cannot be opened is an Issue and an empty document.
fn read(
    path: Arc<str>,
    kind: DocumentKind,
    bytes: Vec<u8>,
    reader: impl FnOnce(&Arc<str>, &Package) -> Result<Document, &'static str>,
) -> (Document, Vec<Issue>) {
    let unread = |code| {
        (
            Document::empty(path.clone(), kind),
            vec![Issue::at(path.clone(), code)],
        )
    };
    let package = match Package::open(bytes) {
        Ok(package) => package,
        Err(code) => return unread(code),
    };
    let mut document = match reader(&path, &package) {
        Ok(document) => document,
        Err(code) => return unread(code),
    };
    let is_too_long = keep_beginning(&mut document);
    contents::drop_entries(&mut document);
    let mut issues = package.issues(&path);
    let is_said = issues
        .iter()
        .any(|issue| issue.code == "document.too-large");
    if is_too_long && !is_said {
        let limit = format!("{} MiB", MAX_TEXT >> 20);
        issues.push(Issue::at(path.clone(), "document.too-large").with("limit", limit));
    }
    let n_pictures = document
        .pages
        .iter()
        .filter(|page| page.words <= FEW_WORDS && page.images > 0)
        .count();
    if !document.pages.is_empty() && n_pictures * 10 >= document.pages.len() * 8 {
        issues.push(
            Issue::at(path.clone(), "document.images-only").with("pages", document.pages.len()),
        );
    }
    (document, issues)
}

/// Adds `text` to `to`, after `mark` where there is something already.
fn join(to: &mut String, text: &str, mark: &str) {
    if !to.is_empty() && !text.is_empty() {
        to.push_str(mark);
    }
    to.push_str(text);
}
