//! Documents that are no text files: PDF, slides, word processing, spreadsheets.

use std::sync::Arc;

use prejury_core::Issue;
use prejury_documents::Document;
use prejury_intake::{FileKind, SourceFile};

/// Whether `read` knows what to do with a file. `~$plan.xlsx` is what an office program leaves beside an open document.
pub(super) fn is_office(file: &SourceFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    !name.starts_with("~$")
        && matches!(
            file.kind,
            FileKind::Pdf
                | FileKind::PowerPoint
                | FileKind::Word
                | FileKind::Excel
                | FileKind::OpenDocumentSlides
                | FileKind::OpenDocumentText
                | FileKind::OpenDocumentSheet
                | FileKind::OldOffice
        )
}

/// Reads `bytes`. A document without any text is kept for its pages and properties.
pub(super) fn read(
    kind: FileKind,
    path: &Arc<str>,
    bytes: Vec<u8>,
) -> (Option<Document>, Vec<Issue>) {
    let (document, issues) = match kind {
        FileKind::Pdf => prejury_documents::pdf(path, bytes),
        FileKind::PowerPoint => prejury_documents::pptx(path, bytes),
        FileKind::Word => prejury_documents::docx(path, bytes),
        FileKind::Excel => prejury_documents::xlsx(path, bytes),
        FileKind::OpenDocumentSlides => prejury_documents::odp(path, bytes),
        FileKind::OpenDocumentText => prejury_documents::odt(path, bytes),
        FileKind::OpenDocumentSheet => prejury_documents::ods(path, bytes),
        _ => return (None, vec![Issue::at(path.clone(), "document.old-format")]),
    };
    let is_read = !document.blocks.is_empty() || !document.pages.is_empty();
    (is_read.then_some(document), issues)
}
