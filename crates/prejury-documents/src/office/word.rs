//! DOCX → headings, paragraphs, lists and tables, each under its headings.

use std::sync::Arc;

use foldhash::HashMap;
use prejury_core::Issue;

use super::alternative::is_written_by_hand;
use super::package::{Package, Relation};
use super::xml::Xml;
use crate::outline::Outline;
use crate::{Block, BlockKind, Document, DocumentKind, Page};

/// Styles inside styles.
const MAX_STYLE_DEPTH: usize = 10;

/// Reads a DOCX.
pub fn docx(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    let path: Arc<str> = path.into();
    super::read(path, DocumentKind::Word, bytes, |path, package| {
        let main = "word/document.xml";
        let text = package.text(main).ok_or("document.unreadable")?;
        let styles = Styles::read(package);
        let relations = package.relations(main);
        let mut reader = BodyReader {
            outline: Outline::new(path.clone()),
            styles: &styles,
            relations: &relations,
            images: 0,
            described: 0,
        };
        reader.body(package.xml(&text));
        if let Some(notes) = package.text("word/footnotes.xml") {
            reader.body(package.xml(&notes));
        }
        let (images, described) = (reader.images, reader.described);
        let blocks = reader.outline.finish();
        Ok(Document {
            metadata: package.core_properties(),
            pages: vec![whole(&blocks, images, described)],
            ..Document::of(path.clone(), DocumentKind::Word, blocks)
        })
    })
}

/// A text without pages of its own, counted as one.
pub(super) fn whole(blocks: &[Block], images: u32, described: u32) -> Page {
    let title = blocks
        .iter()
        .find(|block| matches!(block.kind, BlockKind::Heading(_)))
        .map(|block| block.text.clone());
    Page {
        number: 1,
        title,
        images,
        described,
        ..Page::counted(blocks)
    }
}

/// What the styles of a document mean, by their ids.
struct Styles {
    levels: HashMap<String, u8>,
    /// Styles of lists.
    items: Vec<String>,
    contents: Vec<String>,
}

impl Styles {
    fn read(package: &Package) -> Self {
        let text = package.text("word/styles.xml").unwrap_or_default();
        let mut xml = Xml::new(&text);
        let mut levels = HashMap::default();
        let mut parents: Vec<(String, String)> = Vec::new();
        let mut contents = Vec::new();
        let mut items = Vec::new();
        let mut id = String::new();
        while let Some(node) = xml.next() {
            let Some(tag) = node.any_open() else { continue };
            let value = || tag.get("val").unwrap_or_default();
            match tag.name() {
                "style" => id = tag.get("styleId").unwrap_or_default(),
                "name" => {
                    let name = value().to_lowercase();
                    let level = match name.as_str() {
                        "title" => Some(1),
                        _ => name
                            .strip_prefix("heading ")
                            .and_then(|level| level.parse().ok()),
                    };
                    if let Some(level) = level {
                        levels.insert(id.clone(), level);
                    } else if name.starts_with("toc ") || name == "table of figures" {
                        contents.push(id.clone());
                    }
                }
                "outlineLvl" => {
                    if let Ok(level @ 0..=5) = value().parse::<u8>() {
                        levels.entry(id.clone()).or_insert(level + 1);
                    }
                }
                "numPr" => items.push(id.clone()),
                "basedOn" => parents.push((id.clone(), value())),
                _ => {}
            }
        }
        // A style of the author's own stands on one that is known.
        for _ in 0..MAX_STYLE_DEPTH {
            let known = levels.len();
            for (style, parent) in &parents {
                if let Some(level) = levels.get(parent).copied() {
                    levels.entry(style.clone()).or_insert(level);
                }
            }
            if levels.len() == known {
                break;
            }
        }
        Self {
            levels,
            items,
            contents,
        }
    }

    fn level(&self, style: &str) -> Option<u8> {
        self.levels.get(style).copied()
    }
}

struct BodyReader<'d> {
    outline: Outline,
    styles: &'d Styles,
    relations: &'d [Relation],
    images: u32,
    described: u32,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: String,
    level: Option<u8>,
    is_item: bool,
    links: Vec<String>,
}

impl BodyReader<'_> {
    fn body(&mut self, mut xml: Xml<'_>) {
        let mut paragraph = Paragraph::default();
        // Cells of the outermost table's row; tables inside tables are part of their cell.
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut in_text = false;
        while let Some(node) = xml.next() {
            if let Some(tag) = node.any_open() {
                match tag.name() {
                    "Fallback" | "sectPr" | "del" | "moveFrom" => xml.skip(),
                    "p" => paragraph = Paragraph::default(),
                    "pStyle" => paragraph.style = tag.get("val").unwrap_or_default(),
                    "outlineLvl" => {
                        paragraph.level = tag
                            .get("val")
                            .and_then(|level| level.parse::<u8>().ok())
                            .filter(|level| *level < 6)
                            .map(|level| level + 1);
                    }
                    "numPr" => paragraph.is_item = true,
                    "t" => in_text = true,
                    "tab" | "br" | "cr" => paragraph.text.push(' '),
                    "noBreakHyphen" => paragraph.text.push('-'),
                    "tr" => rows.push(Vec::new()),
                    "tc" => {
                        if let Some(cells) = rows.last_mut() {
                            cells.push(String::new());
                        }
                    }
                    "hyperlink" => {
                        let target = tag
                            .relation("id")
                            .and_then(|id| self.relations.iter().find(|known| known.id == id));
                        paragraph
                            .links
                            .extend(target.map(|known| known.target.clone()));
                    }
                    "docPr" => {
                        self.images += 1;
                        let text = tag.get("descr").filter(|text| is_written_by_hand(text));
                        if let Some(text) = text {
                            self.described += 1;
                            self.outline.block(BlockKind::AltText, text.trim(), &[]);
                        }
                    }
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
                        match rows.last_mut().and_then(|cells| cells.last_mut()) {
                            Some(cell) => super::join(cell, paragraph.text.trim(), " "),
                            None => self.paragraph(&paragraph),
                        }
                    }
                    "tr" => self.row(&mut rows),
                    _ => {}
                }
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        if self.styles.contents.contains(&paragraph.style) {
            return;
        }
        let level = paragraph
            .level
            .or_else(|| self.styles.level(&paragraph.style));
        let kind = match level {
            Some(level) => BlockKind::Heading(level),
            None if paragraph.is_item || self.styles.items.contains(&paragraph.style) => {
                BlockKind::ListItem
            }
            None => BlockKind::Paragraph,
        };
        self.outline.block(kind, &paragraph.text, &paragraph.links);
    }

    fn row(&mut self, rows: &mut Vec<Vec<String>>) {
        let Some(cells) = rows.pop() else { return };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let row = cells.join(" | ");
        match rows.last_mut().and_then(|cells| cells.last_mut()) {
            Some(cell) => super::join(cell, &row, " "),
            None => self.outline.block(BlockKind::TableRow, &row, &[]),
        }
    }
}
