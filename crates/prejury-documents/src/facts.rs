//! What the readers know of a document.

use std::sync::Arc;

use prejury_core::Location;

/// Text with places: a README, the markdown cells of a notebook, ...
#[derive(Debug, Clone)]
pub struct Document {
    pub path: Arc<str>,
    pub kind: DocumentKind,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Markdown,
    /// Markdown cells of a notebook.
    NotebookText,
    PlainText,
    RestructuredText,
    Html,
    Pdf,
    Slides,
    Word,
    Spreadsheet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// With its level from 1.
    Heading(u8),
    Paragraph,
    ListItem,
    TableRow,
    Code,
}

/// One heading, paragraph, list item, table row or code block.
#[derive(Debug, Clone)]
pub struct Block {
    pub kind: BlockKind,
    /// Plain text: markup removed, entities decoded, white space folded.
    pub text: Arc<str>,
    pub location: Location,
    /// Targets of the links inside.
    pub links: Vec<Arc<str>>,
    /// Number of images inside.
    pub images: u32,
}
