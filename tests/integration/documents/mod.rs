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
    use prejury_documents::{BlockKind, Document};

    use super::*;

    const TEXT: &str = "@title: Soutenance\n@author: Camille Martin\n@date: 2024-03-04\n# Comparaison\nNous avons comparé deux modèles.\n\n- LightGBM est retenu\n| Modèle | AUC |\n| Dummy | 0.5 |\n| LightGBM | 0.78 |\n@image: Courbe ROC\n---\n# Limites\nVoir https://example.org/notebook\n";

    fn read(name: &str, bytes: Vec<u8>) -> Document {
        let read = match name.rsplit('.').next().unwrap() {
            "pdf" => prejury_documents::pdf,
            "pptx" => prejury_documents::pptx,
            "docx" => prejury_documents::docx,
            "xlsx" => prejury_documents::xlsx,
            "odp" => prejury_documents::odp,
            "odt" => prejury_documents::odt,
            _ => prejury_documents::ods,
        };
        let (document, issues) = read(name, bytes);
        assert_eq!(issues, []);
        document
    }

    #[test]
    fn every_format_is_read_as_it_was_written() {
        for extension in ["pdf", "pptx", "docx", "xlsx", "odp", "odt", "ods"] {
            let name = format!("a.{extension}");
            let document = read(&name, bytes(&name, TEXT).unwrap());
            let metadata = &document.metadata;
            assert_eq!(metadata.title.as_deref(), Some("Soutenance"), "{name}");
            assert_eq!(metadata.author.as_deref(), Some("Camille Martin"), "{name}");
            assert_eq!(metadata.date.as_deref(), Some("2024-03-04"), "{name}");
            let is_sheet = matches!(extension, "xlsx" | "ods");
            let mut expected = vec![
                (BlockKind::Heading(1), "Comparaison"),
                (BlockKind::Paragraph, "Nous avons comparé deux modèles."),
                (BlockKind::ListItem, "LightGBM est retenu"),
                (BlockKind::TableRow, "Modèle | AUC"),
                (BlockKind::TableRow, "Dummy | 0.5"),
                (BlockKind::TableRow, "LightGBM | 0.78"),
                (BlockKind::AltText, "Courbe ROC"),
                (BlockKind::Heading(1), "Limites"),
                (BlockKind::Paragraph, "Voir https://example.org/notebook"),
            ];
            if is_sheet {
                expected[2].0 = BlockKind::Paragraph;
            }
            // A sheet of fixtures holds no picture, and a PDF no alternative text.
            expected
                .retain(|(kind, _)| *kind != BlockKind::AltText || !is_sheet && extension != "pdf");
            let found: Vec<(BlockKind, &str)> = document
                .blocks
                .iter()
                .map(|block| (block.kind, &*block.text))
                .collect();
            assert_eq!(found, expected, "{name}");
            let last = document.blocks.last().unwrap();
            assert_eq!(&*last.links[0], "https://example.org/notebook", "{name}");
        }
    }

    #[test]
    fn slides_have_notes_charts_and_hidden_ones() {
        let text = "# Un\n@notes: Parler du seuil.\n@chart: bar AUC par modèle\n@chart: pie\n---\n@hidden\n# Deux\n@image:\n";
        for extension in ["pptx", "odp"] {
            let name = format!("a.{extension}");
            let document = read(&name, bytes(&name, text).unwrap());
            let notes = document
                .blocks
                .iter()
                .find(|block| block.kind == BlockKind::Notes);
            assert_eq!(&*notes.unwrap().text, "Parler du seuil.", "{name}");
            let charts: Vec<(&str, Option<&str>)> = document.pages[0]
                .charts
                .iter()
                .map(|chart| (&*chart.kind, chart.title.as_deref()))
                .collect();
            assert_eq!(
                charts,
                [("bar", Some("AUC par modèle")), ("pie", None)],
                "{name}"
            );
            assert_eq!(
                (document.pages[1].images, document.pages[1].described),
                (1, 0)
            );
            assert_eq!(document.pages[1].is_hidden, extension == "pptx", "{name}");
        }
    }

    /// For looking at the documents with other programs: `DOCUMENT=a.pptx.txt OUT=a.pptx cargo test ... a_document_can_be_looked_at`.
    #[test]
    fn a_document_can_be_looked_at() {
        let (Ok(from), Ok(to)) = (std::env::var("DOCUMENT"), std::env::var("OUT")) else {
            return;
        };
        fs::write(&to, bytes(&to, &fs::read_to_string(from).unwrap()).unwrap()).unwrap();
    }
}
