//! ODP, ODT and ODS: one vocabulary for slides, texts and sheets.

use std::sync::Arc;

use prejury_core::{Issue, Place};

use super::alternative::is_written_by_hand;
use super::chart;
use super::package::Package;
use super::rows::{Rows, Sheet};
use super::word::whole;
use super::xml::{Tag, Xml};
use crate::builder::BlockBuilder;
use crate::outline::Outline;
use crate::{BlockKind, Document, DocumentKind, Page};

/// Slides read of one deck, and charts of it.
const MAX_SLIDES: usize = 1_000;
const MAX_CHARTS: usize = 200;

/// A cell that is repeated is written at most so often: empty ones fill whole sheets.
const MAX_REPEATED: usize = 50;

/// Reads an ODP.
pub fn odp(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    super::read(path.into(), DocumentKind::Slides, bytes, |path, package| {
        let slides = Slides {
            builder: BlockBuilder::placed(path.clone(), Place::Slide(1)),
            package,
            pages: Vec::new(),
            n_charts: 0,
        };
        let (blocks, pages) = slides.read(package.xml(&content(package)?));
        Ok(Document {
            metadata: package.open_document_properties(),
            pages,
            is_landscape: true,
            ..Document::of(path.clone(), DocumentKind::Slides, blocks)
        })
    })
}

/// Reads an ODT.
pub fn odt(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    super::read(path.into(), DocumentKind::Word, bytes, |path, package| {
        let mut outline = Outline::new(path.clone());
        let (mut images, mut described) = (0, 0);
        Flow::default().read(package.xml(&content(package)?), |event| match event {
            FlowEvent::Text { kind, text, links } => outline.block(kind, text, links),
            FlowEvent::Image => images += 1,
            FlowEvent::Description(text) => {
                described += 1;
                outline.block(BlockKind::AltText, text, &[]);
            }
            _ => {}
        });
        let blocks = outline.finish();
        Ok(Document {
            metadata: package.open_document_properties(),
            pages: vec![whole(&blocks, images, described)],
            ..Document::of(path.clone(), DocumentKind::Word, blocks)
        })
    })
}

/// Reads an ODS.
pub fn ods(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    super::read(
        path.into(),
        DocumentKind::Spreadsheet,
        bytes,
        |path, package| {
            let mut rows = Rows::new(path.clone());
            let text = content(package)?;
            let mut xml = package.xml(&text);
            let mut sheet: Option<Sheet> = None;
            let mut cells: Vec<String> = Vec::new();
            let mut cell = String::new();
            let (mut number, mut next) = (0_u32, 1_u32);
            let mut repeated = 1;
            let mut n_open_cells = 0;
            while let Some(node) = xml.next() {
                if let Some(tag) = node.any_open() {
                    match tag.name() {
                        "annotation" | "shapes" | "forms" | "tracked-changes" => xml.skip(),
                        "table" if sheet.is_none() => {
                            let name = tag.get("name").unwrap_or_default();
                            sheet = Some(Sheet::new(name.trim(), false));
                            next = 1;
                        }
                        "table-row" => {
                            number = next;
                            next = next.saturating_add(times(tag, "number-rows-repeated"));
                            cells.clear();
                        }
                        "table-cell" | "covered-table-cell" => {
                            n_open_cells += 1;
                            repeated = times(tag, "number-columns-repeated");
                            cell.clear();
                        }
                        "p" if !cell.is_empty() => cell.push(' '),
                        "s" | "tab" | "line-break" => cell.push(' '),
                        _ => {}
                    }
                } else if let Some(text) = node.text() {
                    if n_open_cells > 0 {
                        cell.push_str(text);
                    }
                } else if let Some(name) = node.close() {
                    match name {
                        "table-cell" | "covered-table-cell" => {
                            n_open_cells = 0;
                            let n = (repeated as usize).min(MAX_REPEATED);
                            cells.extend(std::iter::repeat_n(cell.clone(), n));
                        }
                        "table-row" => {
                            if let Some(sheet) = &mut sheet {
                                rows.add(sheet, number, &cells);
                            }
                        }
                        "table" => {
                            if let Some(sheet) = sheet.take() {
                                rows.close(sheet, Vec::new(), package);
                            }
                        }
                        _ => {}
                    }
                }
            }
            Ok(rows.finish(package.open_document_properties()))
        },
    )
}

fn content(package: &Package) -> Result<String, &'static str> {
    package.text("content.xml").ok_or("document.unreadable")
}

fn times(tag: &Tag<'_>, name: &str) -> u32 {
    tag.get(name).and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// What stands in a text or on a slide, in order.
enum FlowEvent<'f> {
    Text {
        kind: BlockKind,
        text: &'f str,
        links: &'f [String],
    },
    Image,
    Description(&'f str),
    /// Name of an object inside, which may be a chart.
    Object(String),
    SlideOpens,
    SlideCloses,
}

/// Reads paragraphs, lists and tables wherever they stand.
#[derive(Default)]
struct Flow {
    /// Class of the frame, on a slide.
    class: String,
    in_notes: bool,
    n_lists: usize,
    rows: Vec<Vec<String>>,
    text: String,
    level: Option<u8>,
    links: Vec<String>,
    n_open: usize,
    description: Option<String>,
}

impl Flow {
    fn read(mut self, mut xml: Xml<'_>, mut found: impl FnMut(FlowEvent<'_>)) {
        while let Some(node) = xml.next() {
            if let Some(tag) = node.any_open() {
                match tag.name() {
                    "table-of-content" | "tracked-changes" | "annotation" | "automatic-styles"
                    | "master-styles" | "font-face-decls" => xml.skip(),
                    "page" => found(FlowEvent::SlideOpens),
                    _ => self.open(tag, &mut found),
                }
            } else if let Some(text) = node.text() {
                if let Some(description) = &mut self.description {
                    description.push_str(text);
                } else if self.n_open > 0 {
                    self.text.push_str(text);
                }
            } else if let Some(name) = node.close() {
                if name == "page" {
                    found(FlowEvent::SlideCloses);
                }
                self.close(name, &mut found);
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>, found: &mut impl FnMut(FlowEvent<'_>)) {
        match tag.name() {
            "notes" => self.in_notes = true,
            "frame" | "custom-shape" => self.class = tag.get("class").unwrap_or_default(),
            "list" => self.n_lists += 1,
            "h" | "p" => {
                if self.n_open == 0 {
                    self.text.clear();
                    self.links.clear();
                    let level = tag
                        .get("outline-level")
                        .and_then(|level| level.parse().ok());
                    self.level = (tag.name() == "h").then_some(level.unwrap_or(1));
                } else {
                    self.text.push(' ');
                }
                self.n_open += 1;
            }
            "s" | "tab" | "line-break" => self.text.push(' '),
            "a" => self.links.extend(tag.get("href")),
            "table-row" => self.rows.push(Vec::new()),
            "table-cell" => {
                if let Some(cells) = self.rows.last_mut() {
                    cells.push(String::new());
                }
            }
            "image" => found(FlowEvent::Image),
            "object" => {
                let name = tag.get("href").unwrap_or_default();
                found(FlowEvent::Object(name.trim_start_matches("./").to_owned()));
            }
            "desc" => self.description = Some(String::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str, found: &mut impl FnMut(FlowEvent<'_>)) {
        match name {
            "notes" => self.in_notes = false,
            "frame" => self.class.clear(),
            "list" => self.n_lists = self.n_lists.saturating_sub(1),
            "h" | "p" => {
                self.n_open = self.n_open.saturating_sub(1);
                if self.n_open > 0 {
                    return;
                }
                match self.rows.last_mut().and_then(|cells| cells.last_mut()) {
                    Some(cell) => super::join(cell, self.text.trim(), " "),
                    None => found(FlowEvent::Text {
                        kind: self.kind(),
                        text: &self.text,
                        links: &self.links,
                    }),
                }
            }
            "table-row" => {
                let cells = self.rows.pop().unwrap_or_default();
                if cells.iter().all(String::is_empty) {
                    return;
                }
                let row = cells.join(" | ");
                match self.rows.last_mut().and_then(|cells| cells.last_mut()) {
                    Some(cell) => super::join(cell, &row, " "),
                    None => found(FlowEvent::Text {
                        kind: BlockKind::TableRow,
                        text: &row,
                        links: &[],
                    }),
                }
            }
            "desc" => {
                let text = self.description.take().unwrap_or_default();
                if is_written_by_hand(text.trim()) {
                    found(FlowEvent::Description(text.trim()));
                }
            }
            _ => {}
        }
    }

    fn kind(&self) -> BlockKind {
        match (self.level, self.class.as_str()) {
            _ if self.in_notes => BlockKind::Notes,
            (_, "title") => BlockKind::Heading(1),
            (Some(level), _) => BlockKind::Heading(level.clamp(1, 6)),
            _ if self.n_lists > 0 => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        }
    }
}

struct Slides<'p> {
    builder: BlockBuilder,
    package: &'p Package,
    pages: Vec<Page>,
    n_charts: usize,
}

impl Slides<'_> {
    fn read(mut self, xml: Xml<'_>) -> (Vec<crate::Block>, Vec<Page>) {
        let mut is_inside = false;
        Flow::default().read(xml, |event| match event {
            FlowEvent::SlideOpens if self.pages.len() < MAX_SLIDES => {
                let number = u32::try_from(self.pages.len() + 1).unwrap_or(u32::MAX);
                self.builder.move_to(Place::Slide(number));
                self.pages.push(Page {
                    number,
                    ..Page::default()
                });
                is_inside = true;
            }
            FlowEvent::SlideOpens | FlowEvent::SlideCloses => is_inside = false,
            event if is_inside => self.event(event),
            _ => {}
        });
        (self.builder.finish(), self.pages)
    }

    fn event(&mut self, event: FlowEvent<'_>) {
        let Some(page) = self.pages.last_mut() else {
            return;
        };
        match event {
            FlowEvent::Text { kind, text, links } => {
                self.builder.begin(kind, 1);
                self.builder.text(text, 1);
                for link in links {
                    self.builder.link(link, 1);
                }
                if kind.is_shown() {
                    let n_words = text.split_whitespace().count();
                    page.words += u32::try_from(n_words).unwrap_or(0);
                }
                if kind == BlockKind::Heading(1) && page.title.is_none() {
                    page.title =
                        Some(text.trim().into()).filter(|title: &Arc<str>| !title.is_empty());
                }
            }
            FlowEvent::Image => page.images += 1,
            FlowEvent::Description(text) => {
                page.described += 1;
                self.builder.begin(BlockKind::AltText, 1);
                self.builder.text(text, 1);
            }
            FlowEvent::Object(name) if self.n_charts < MAX_CHARTS => {
                self.n_charts += 1;
                let content = self.package.text(&format!("{name}/content.xml"));
                let chart = content.map(|content| chart::read(&content));
                if let Some(chart) = chart.filter(|chart| !chart.kind.is_empty()) {
                    if let Some(title) = &chart.title {
                        self.builder.begin(BlockKind::Paragraph, 1);
                        self.builder.text(title, 1);
                    }
                    page.charts.push(chart);
                }
            }
            _ => {}
        }
    }
}
