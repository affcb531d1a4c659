//! PPTX → slides with title, body, tables, notes, charts and alternative texts.

use std::sync::Arc;

use prejury_core::{Issue, Place};

use super::alternative::is_written_by_hand;
use super::chart;
use super::package::{Package, Relation};
use super::xml::{Tag, Xml};
use crate::builder::BlockBuilder;
use crate::plain::list_item;
use crate::{BlockKind, Document, DocumentKind, Page};

/// Slides read of one deck.
const MAX_SLIDES: usize = 1_000;

/// Diagrams and charts read of one slide.
const MAX_PARTS: usize = 50;

/// A text that is taken for the title of a slide without one: short, at the top.
const MAX_TITLE_WORDS: usize = 15;

/// Reads a PPTX.
pub fn pptx(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    let path: Arc<str> = path.into();
    super::read(path, DocumentKind::Slides, bytes, |path, package| {
        let main = "ppt/presentation.xml";
        let relations = package.relations(main);
        let order = package.text(main).ok_or("document.unreadable")?;
        let mut document = Document {
            metadata: package.core_properties(),
            is_landscape: true,
            ..Document::empty(path.clone(), DocumentKind::Slides)
        };
        let mut xml = package.xml(&order);
        while let Some(node) = xml.next() {
            let Some(id) = node.open("sldId").and_then(|tag| tag.relation("id")) else {
                continue;
            };
            let slide = relations.iter().find(|relation| relation.id == id);
            let text = slide.and_then(|slide| package.text(&slide.target));
            if let (Some(slide), Some(text)) = (slide, text) {
                let number = u32::try_from(document.pages.len() + 1).unwrap_or(u32::MAX);
                let relations = package.relations(&slide.target);
                let mut reader = SlideReader::new(path, number, package, &relations);
                reader.shapes(&text, false);
                reader.notes();
                let (page, blocks) = reader.finish(is_hidden(&text));
                document.pages.push(page);
                document.blocks.extend(blocks);
            }
            if document.pages.len() >= MAX_SLIDES {
                break;
            }
        }
        Ok(document)
    })
}

fn is_hidden(slide: &str) -> bool {
    let mut xml = Xml::new(slide);
    let root = std::iter::from_fn(|| xml.next()).find_map(|node| node.open("sld")?.get("show"));
    root.is_some_and(|show| matches!(show.as_str(), "0" | "false"))
}

struct SlideReader<'p> {
    number: u32,
    package: &'p Package,
    relations: &'p [Relation],
    path: Arc<str>,
    page: Page,
    texts: Vec<Text>,
    n_parts: usize,
}

/// One paragraph, table row or description.
struct Text {
    kind: BlockKind,
    text: String,
    /// Number of its shape.
    shape: usize,
    links: Vec<String>,
    /// From the top of the slide, when the shape says so.
    top: Option<i64>,
    /// In hundredths of a point.
    size: u32,
    is_placeholder: bool,
}

/// What is known of the shape that is being read.
#[derive(Default)]
struct Shape {
    number: usize,
    placeholder: Option<String>,
    description: Option<String>,
    top: Option<i64>,
    is_picture: bool,
}

/// What is known of the paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    text: String,
    links: Vec<String>,
    size: u32,
    bullet: Option<bool>,
}

impl<'p> SlideReader<'p> {
    fn new(path: &Arc<str>, number: u32, package: &'p Package, relations: &'p [Relation]) -> Self {
        Self {
            number,
            package,
            relations,
            path: path.clone(),
            page: Page::default(),
            texts: Vec::new(),
            n_parts: 0,
        }
    }

    fn target(&self, id: &str) -> Option<&'p Relation> {
        self.relations.iter().find(|relation| relation.id == id)
    }

    /// Reads the shapes of a slide, or of the notes of one.
    fn shapes(&mut self, text: &str, is_notes: bool) {
        let mut xml = self.package.xml(text);
        let mut shape = Shape::default();
        let mut paragraph = Paragraph::default();
        let mut row: Option<Vec<String>> = None;
        let mut in_text = false;
        let mut n_shapes = 0;
        while let Some(node) = xml.next() {
            if let Some(tag) = node.any_open() {
                match tag.name() {
                    // The same content again, for old programs.
                    "Fallback" => xml.skip(),
                    "sp" | "pic" | "graphicFrame" => {
                        n_shapes += 1;
                        shape = Shape {
                            number: n_shapes,
                            is_picture: tag.name() == "pic",
                            ..Shape::default()
                        };
                    }
                    "cNvPr" => shape.description = tag.get("descr"),
                    "ph" => {
                        shape.placeholder = Some(tag.get("type").unwrap_or("obj".to_owned()));
                    }
                    "off" => {
                        let top = tag.get("y").and_then(|y| y.parse().ok());
                        shape.top = shape.top.or(top);
                    }
                    "p" => paragraph = Paragraph::default(),
                    "buNone" => paragraph.bullet = Some(false),
                    "buChar" | "buAutoNum" | "buBlip" => paragraph.bullet = Some(true),
                    "rPr" => {
                        let size = tag.get("sz").and_then(|size| size.parse().ok());
                        paragraph.size = paragraph.size.max(size.unwrap_or(0));
                    }
                    "hlinkClick" => paragraph.links.extend(self.address(tag)),
                    "br" | "tab" => paragraph.text.push(' '),
                    "t" => in_text = true,
                    "tr" => row = Some(Vec::new()),
                    "tc" => {
                        if let Some(cells) = &mut row {
                            cells.push(String::new());
                        }
                    }
                    "chart" | "relIds" if !is_notes => self.part(tag),
                    _ => {}
                }
            } else if let Some(text) = node.text() {
                if in_text {
                    paragraph.text.push_str(text);
                }
            } else if let Some(name) = node.close() {
                match name {
                    "t" => in_text = false,
                    "p" => {
                        let paragraph = std::mem::take(&mut paragraph);
                        match row.as_mut().and_then(|cells| cells.last_mut()) {
                            Some(cell) => super::join(cell, &paragraph.text, " "),
                            None => self.paragraph(paragraph, &shape, is_notes),
                        }
                    }
                    "tr" => {
                        if let Some(cells) = row.take() {
                            self.row(&cells, shape.top);
                        }
                    }
                    "sp" | "pic" | "graphicFrame" if !is_notes => {
                        self.picture(&std::mem::take(&mut shape));
                    }
                    _ => {}
                }
            }
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph, shape: &Shape, is_notes: bool) {
        let placeholder = shape.placeholder.as_deref();
        if paragraph.text.trim().is_empty()
            || matches!(
                placeholder,
                Some("dt" | "ftr" | "hdr" | "sldNum" | "sldImg")
            )
        {
            return;
        }
        let kind = match placeholder {
            _ if is_notes => BlockKind::Notes,
            Some("title" | "ctrTitle") => BlockKind::Heading(1),
            Some("body" | "obj") if paragraph.bullet != Some(false) => BlockKind::ListItem,
            _ if paragraph.bullet == Some(true) => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        };
        let (kind, text) = match list_item(paragraph.text.trim()) {
            Some(item) if kind == BlockKind::Paragraph => (BlockKind::ListItem, item.to_owned()),
            _ => (kind, paragraph.text),
        };
        // A title in several paragraphs is one title; a sentence cut into several is one sentence.
        let goes_on = kind == BlockKind::Heading(1)
            || kind == BlockKind::Paragraph && text.trim().starts_with(char::is_lowercase);
        if let Some(last) = self.texts.last_mut()
            && last.kind == kind
            && last.shape == shape.number
            && goes_on
        {
            super::join(&mut last.text, &text, " ");
            last.links.extend(paragraph.links);
            return;
        }
        self.texts.push(Text {
            kind,
            text,
            shape: shape.number,
            links: paragraph.links,
            top: shape.top,
            size: paragraph.size,
            is_placeholder: placeholder.is_some(),
        });
    }

    fn row(&mut self, cells: &[String], top: Option<i64>) {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.described(BlockKind::TableRow, &cells.join(" | "), top);
        }
    }

    /// Counts a picture, and keeps what describes a shape.
    fn picture(&mut self, shape: &Shape) {
        if shape.is_picture {
            self.page.images += 1;
        }
        let description = shape.description.as_deref().map(str::trim);
        if let Some(text) = description.filter(|text| is_written_by_hand(text)) {
            self.page.described += 1;
            self.described(BlockKind::AltText, text, shape.top);
        }
    }

    fn described(&mut self, kind: BlockKind, text: &str, top: Option<i64>) {
        self.texts.push(Text {
            kind,
            text: text.to_owned(),
            shape: 0,
            links: Vec::new(),
            top,
            size: 0,
            is_placeholder: true,
        });
    }

    fn address(&self, tag: &Tag<'_>) -> Option<String> {
        let relation = self.target(&tag.relation("id")?)?;
        (relation.kind == "hyperlink").then(|| relation.target.clone())
    }

    /// A chart, or the texts of a diagram.
    fn part(&mut self, tag: &Tag<'_>) {
        let id = tag.relation("id").or_else(|| tag.relation("dm"));
        let Some(relation) = id.and_then(|id| self.target(&id)) else {
            return;
        };
        self.n_parts += 1;
        if self.n_parts > MAX_PARTS {
            return;
        }
        let Some(text) = self.package.text(&relation.target) else {
            return;
        };
        match relation.kind.as_str() {
            "chart" | "chartEx" => {
                let chart = chart::read(&text);
                let title = chart.title.clone();
                self.page.charts.push(chart);
                if let Some(title) = title {
                    self.described(BlockKind::Paragraph, &title, None);
                }
            }
            "diagramData" => {
                for text in chart::texts(&text) {
                    self.described(BlockKind::ListItem, &text, None);
                }
            }
            _ => {}
        }
    }

    fn notes(&mut self) {
        let notes = self
            .relations
            .iter()
            .find(|relation| relation.kind == "notesSlide");
        if let Some(text) = notes.and_then(|notes| self.package.text(&notes.target)) {
            self.shapes(&text, true);
        }
    }

    fn finish(mut self, is_hidden: bool) -> (Page, Vec<crate::Block>) {
        self.find_title();
        // The title may be drawn last.
        self.texts
            .sort_by_key(|text| !matches!(text.kind, BlockKind::Heading(1)));
        let mut builder = BlockBuilder::placed(self.path, Place::Slide(self.number));
        for text in &self.texts {
            builder.begin(text.kind, 1);
            builder.text(&text.text, 1);
            for link in &text.links {
                builder.link(link, 1);
            }
        }
        let blocks = builder.finish();
        let title = blocks
            .iter()
            .find(|block| matches!(block.kind, BlockKind::Heading(1)))
            .map(|block| block.text.clone());
        let page = Page {
            number: self.number,
            title,
            is_hidden,
            words: Page::counted(&blocks).words,
            ..self.page
        };
        (page, blocks)
    }

    /// Where no shape is the title, the largest of the short texts is, when it stands above the others.
    fn find_title(&mut self) {
        if self
            .texts
            .iter()
            .any(|text| matches!(text.kind, BlockKind::Heading(1)))
        {
            return;
        }
        let shown = || self.texts.iter().filter(|text| text.kind.is_shown());
        let largest = shown().map(|text| text.size).max().unwrap_or(0);
        let highest = shown().filter_map(|text| text.top).min();
        let is_title = |text: &&mut Text| {
            !text.is_placeholder
                && text.top.is_some()
                && text.top == highest
                && text.size >= largest
                && text.text.split_whitespace().count() <= MAX_TITLE_WORDS
        };
        if let Some(title) = self.texts.iter_mut().find(is_title) {
            title.kind = BlockKind::Heading(1);
        }
    }
}
