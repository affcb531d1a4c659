//! What the readers know of a document.

use std::sync::Arc;

use prejury_core::Location;

/// Text with places: a README, the markdown cells of a notebook, slides, ...
#[derive(Debug, Clone)]
pub struct Document {
    pub path: Arc<str>,
    pub kind: DocumentKind,
    pub blocks: Vec<Block>,
    /// What the file says of itself; empty for texts.
    pub metadata: Metadata,
    /// Pages of a PDF, slides, sheets, in order; none for texts and Word documents, whose pages depend on the printer.
    pub pages: Vec<Page>,
    /// Whether the pages are wider than tall, as those of slides are.
    pub is_landscape: bool,
}

impl Document {
    /// A text of `blocks`, without pages.
    pub fn of(path: Arc<str>, kind: DocumentKind, blocks: Vec<Block>) -> Self {
        Self {
            path,
            kind,
            blocks,
            metadata: Metadata::default(),
            pages: Vec::new(),
            is_landscape: false,
        }
    }

    pub(crate) fn empty(path: Arc<str>, kind: DocumentKind) -> Self {
        Self::of(path, kind, Vec::new())
    }

    /// Whether it is a deck of slides: a presentation, or a PDF printed from one.
    pub fn is_deck(&self) -> bool {
        self.kind == DocumentKind::Slides || self.kind == DocumentKind::Pdf && self.is_landscape
    }

    /// Whether it is a report or a deck: what is written for readers once the work is done.
    pub fn is_report(&self) -> bool {
        matches!(
            self.kind,
            DocumentKind::Pdf | DocumentKind::Slides | DocumentKind::Word
        )
    }

    /// Words on its pages, speaker notes and alternative texts left out.
    pub fn n_words(&self) -> u32 {
        self.pages.iter().map(|page| page.words).sum()
    }
}

/// Properties of a file, as its program wrote them: untrusted text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    pub title: Option<Arc<str>>,
    pub author: Option<Arc<str>>,
    /// The program that made it.
    pub program: Option<Arc<str>>,
    /// When it was made, `2024-03-04`.
    pub date: Option<Arc<str>>,
}

/// A page, a slide or a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Title of the slide, heading of the page, name of the sheet.
    pub title: Option<Arc<str>>,
    /// Words shown, without notes and alternative texts.
    pub words: u32,
    /// Pictures, which are not read.
    pub images: u32,
    /// Pictures and charts that have an alternative text.
    pub described: u32,
    pub charts: Vec<Chart>,
    /// A hidden slide or sheet.
    pub is_hidden: bool,
}

impl Page {
    /// A page with the words of `blocks`.
    pub(crate) fn counted(blocks: &[Block]) -> Self {
        let shown = blocks.iter().filter(|block| block.kind.is_shown());
        let words = shown
            .map(|block| block.text.split_whitespace().count())
            .sum::<usize>();
        Self {
            words: u32::try_from(words).unwrap_or(u32::MAX),
            ..Self::default()
        }
    }
}

/// A chart that an office program draws.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// `bar`, `pie`, `line`, `scatter`, ..., as the file names it.
    pub kind: Arc<str>,
    pub title: Option<Arc<str>>,
    /// Titles of its axes.
    pub axes: Vec<Arc<str>>,
    /// Names of its series, as far as the file keeps them.
    pub series: Vec<Arc<str>>,
}

impl Chart {
    /// Title, axes and series in one line, as far as the chart has a title or named axes.
    pub(crate) fn in_words(&self) -> Option<String> {
        let title = self.title.as_deref();
        let axes = self.axes.join(", ");
        let series = self.series.join(", ");
        let parts: Vec<&str> = [title.unwrap_or(""), &axes, &series]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        (title.is_some() || !self.axes.is_empty()).then(|| parts.join(" – "))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Markdown,
    /// Markdown cells of a notebook.
    NotebookText,
    /// Docstrings of a script, and what it shows on a page.
    ScriptText,
    PlainText,
    RestructuredText,
    Html,
    Tex,
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
    /// What the speaker of a slide reads.
    Notes,
    /// Alternative text of a picture or chart.
    AltText,
}

impl BlockKind {
    /// Whether readers of the page see it.
    pub fn is_shown(self) -> bool {
        !matches!(self, Self::Notes | Self::AltText)
    }
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
    /// Where the images are, as far as the text says.
    pub image_targets: Vec<Arc<str>>,
}
