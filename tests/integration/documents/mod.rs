//! Documents of fixtures, written as plain text: `slides.pptx.txt` is handed in as a real `slides.pptx`.
//!
//! A binary document cannot be read in a review and says nothing in a diff. `fixtures/README.md` explains the text.

mod hostile;
mod open_document;
mod package;
mod pdf;
mod presentation;
mod sheet;
mod source;
mod word;

use std::fs;
use std::path::Path;

pub(crate) use source::Source;

/// The bytes of the document that `text` describes, none for an ending that is no document's.
pub(crate) fn bytes(name: &str, text: &str) -> Option<Vec<u8>> {
    let (_, extension) = name.rsplit_once('.')?;
    let write: fn(&Source) -> Vec<u8> = match extension {
        "pdf" => pdf::write,
        "pptx" => presentation::write,
        "docx" => word::write,
        "xlsx" => sheet::write,
        "odp" => open_document::slides,
        "odt" => open_document::text,
        "ods" => open_document::sheets,
        _ => return None,
    };
    Some(write(&Source::parse(text)))
}

/// Replaces every `name.pdf.txt`, `name.pptx.txt`, ... below `folder` by the document that it describes.
pub(crate) fn write_all(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            write_all(&path);
            continue;
        }
        let Some(document) = path.to_str().and_then(|path| path.strip_suffix(".txt")) else {
            continue;
        };
        let text = || fs::read_to_string(&path).unwrap();
        let is_document = bytes(document, "").is_some();
        if is_document {
            fs::write(document, bytes(document, &text()).unwrap()).unwrap();
            fs::remove_file(&path).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For looking at the documents with other programs: `DOCUMENT=a.pptx.txt OUT=a.pptx cargo test ... a_document_can_be_looked_at`.
    #[test]
    fn a_document_can_be_looked_at() {
        let (Ok(from), Ok(to)) = (std::env::var("DOCUMENT"), std::env::var("OUT")) else {
            return;
        };
        fs::write(&to, bytes(&to, &fs::read_to_string(from).unwrap()).unwrap()).unwrap();
    }
}
