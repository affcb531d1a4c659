//! Markdown → blocks, with the HTML that READMEs hold.

use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::builder::{BlockBuilder, LineIndex};
use crate::html::html_blocks;
use crate::{Block, BlockKind, Document, DocumentKind};

/// Bytes of a bold label.
const MAX_LABEL: usize = 60;

/// Reads a Markdown file.
pub fn markdown(path: &str, text: &str) -> Document {
    let path: Arc<str> = path.into();
    let blocks = markdown_blocks(&path, None, text);
    Document::of(path, DocumentKind::Markdown, blocks)
}

/// Blocks of one Markdown text: a file, or the cell `cell` of a notebook.
pub(crate) fn markdown_blocks(path: &Arc<str>, cell: Option<u32>, text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = MarkdownReader {
        path,
        cell,
        text,
        lines: LineIndex::new(text),
        builder: BlockBuilder::new(path.clone(), cell),
        item_depth: 0,
        after_break: false,
        metadata: false,
        html: None,
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range.start, range.end);
    }
    reader.builder.finish()
}

struct MarkdownReader<'a> {
    path: &'a Arc<str>,
    cell: Option<u32>,
    text: &'a str,
    lines: LineIndex,
    builder: BlockBuilder,
    item_depth: usize,
    /// The last event ended a line of a paragraph.
    after_break: bool,
    /// Inside a metadata block, which is configuration and no prose.
    metadata: bool,
    /// The HTML block being gathered, with its first line.
    html: Option<(String, u32)>,
}

impl MarkdownReader<'_> {
    fn event(&mut self, event: Event<'_>, start: usize, end: usize) {
        let line = self.lines.line(start);
        let end_line = self.lines.line(end.saturating_sub(1).max(start));
        let after_break = std::mem::take(&mut self.after_break);
        match event {
            Event::Start(Tag::Strong) if after_break && is_label(self.text, start) => {
                self.label(line);
            }
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag, line),
            Event::Text(text) if self.metadata => drop(text),
            Event::Text(text) | Event::Code(text) => self.builder.text(&text, end_line),
            Event::InlineMath(text) => self.builder.text(&format!("${text}$"), end_line),
            Event::DisplayMath(text) => self.builder.text(&format!("$${text}$$"), end_line),
            Event::SoftBreak | Event::HardBreak => {
                self.after_break = true;
                self.builder.text(" ", line);
            }
            Event::Html(text) => match &mut self.html {
                Some((gathered, _)) => gathered.push_str(&text),
                None => self.inline_html(&text, line),
            },
            Event::InlineHtml(text) => self.inline_html(&text, line),
            Event::Rule => self.builder.flush(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: u32) {
        match tag {
            Tag::Heading { level, .. } => self
                .builder
                .begin(BlockKind::Heading(level_number(level)), line),
            Tag::Paragraph if self.item_depth > 0 => self.item_paragraph(line),
            Tag::Paragraph => self.builder.begin(BlockKind::Paragraph, line),
            Tag::Item => {
                self.item_depth += 1;
                self.builder.begin(BlockKind::ListItem, line);
            }
            Tag::TableHead | Tag::TableRow => self.builder.begin(BlockKind::TableRow, line),
            Tag::CodeBlock(_) => self.builder.begin(BlockKind::Code, line),
            Tag::HtmlBlock => {
                self.builder.flush();
                self.html = Some((String::new(), line));
            }
            Tag::Link { dest_url, .. } => self.builder.link(&dest_url, line),
            Tag::Image { dest_url, .. } => self.builder.image(&dest_url, line),
            Tag::MetadataBlock(_) => self.metadata = true,
            _ => {}
        }
    }

    /// The first paragraph of a loose item is the item itself; later ones are items of their own.
    fn item_paragraph(&mut self, line: u32) {
        let is_item =
            self.builder.open_kind() == Some(BlockKind::ListItem) && self.builder.is_open_empty();
        if !is_item {
            self.builder.begin(BlockKind::ListItem, line);
        }
    }

    /// `**Cause** : ...` on a line of its own opens an item of its own.
    fn label(&mut self, line: u32) {
        let kind = self.builder.open_kind();
        if matches!(kind, Some(BlockKind::Paragraph | BlockKind::ListItem)) {
            self.builder.begin(BlockKind::ListItem, line);
        }
    }

    fn end(&mut self, tag: TagEnd, line: u32) {
        match tag {
            TagEnd::Item => {
                self.item_depth = self.item_depth.saturating_sub(1);
                self.builder.flush();
            }
            TagEnd::TableCell => self.builder.text(" | ", line),
            TagEnd::HtmlBlock => {
                if let Some((html, first_line)) = self.html.take() {
                    self.builder
                        .extend(html_blocks(self.path, self.cell, &html, first_line));
                }
            }
            TagEnd::MetadataBlock(_) => self.metadata = false,
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => {
                self.builder.flush();
            }
            _ => {}
        }
    }

    /// A tag inside a line of Markdown: only its link or image counts, and a line break parts words.
    fn inline_html(&mut self, tag: &str, line: u32) {
        for block in html_blocks(self.path, self.cell, tag, line) {
            for link in &block.links {
                self.builder.link(link, line);
            }
            // One tag holds one image at most.
            for _ in 0..block.images {
                let target = block.image_targets.first();
                self.builder.image(target.map_or("", |target| target), line);
            }
        }
        let name = tag.trim_start_matches(['<', '/']).to_ascii_lowercase();
        if name.starts_with("br") || name.starts_with("p>") || name.starts_with("li") {
            self.builder.text(" ", line);
        }
    }
}

/// Whether the bold text that starts at a place is a label: a colon ends it or stands right behind it.
fn is_label(text: &str, start: usize) -> bool {
    let line = text[start..].lines().next().unwrap_or("");
    let inner = line.trim_start_matches(['*', '_']);
    let mark = &line[..line.len() - inner.len()];
    inner.split_once(mark).is_some_and(|(label, rest)| {
        !mark.is_empty()
            && label.len() <= MAX_LABEL
            && (label.trim_end().ends_with(':') || rest.trim_start().starts_with(':'))
    })
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use prejury_core::Place;

    use super::*;

    fn shape(text: &str) -> Vec<(BlockKind, String, u32)> {
        markdown("README.md", text)
            .blocks
            .iter()
            .map(|block| {
                let Place::Lines { line, .. } = block.location.place else {
                    panic!("no line")
                };
                (block.kind, block.text.to_string(), line)
            })
            .collect()
    }

    #[test]
    fn blocks_with_their_lines() {
        let text = "# Titre *fort*\n\nUn paragraphe\nsur deux lignes.\n\n- un\n  - sous-point\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nsrc/\n  a.py\n```\n";
        assert_eq!(
            shape(text),
            [
                (BlockKind::Heading(1), "Titre fort".into(), 1),
                (
                    BlockKind::Paragraph,
                    "Un paragraphe sur deux lignes.".into(),
                    3
                ),
                (BlockKind::ListItem, "un".into(), 6),
                (BlockKind::ListItem, "sous-point".into(), 7),
                (BlockKind::ListItem, "deux".into(), 8),
                (BlockKind::TableRow, "a | b |".into(), 10),
                (BlockKind::TableRow, "1 | 2 |".into(), 12),
                (BlockKind::Code, "src/\n  a.py".into(), 14),
            ]
        );
    }

    #[test]
    fn loose_items_stay_items() {
        let kinds: Vec<BlockKind> = shape("1. un\n\n2. deux\n\n   suite\n")
            .into_iter()
            .map(|(kind, ..)| kind)
            .collect();
        assert_eq!(kinds, [BlockKind::ListItem; 3]);
    }

    #[test]
    fn labels_on_lines_of_their_own_are_items() {
        let text = "**Cause** : un prestataire\nqui livre tard  \n**Effet :** un retard\n**Mesures (équipe)** :\n- une relance\n\nUn texte\n**en gras** et sa suite\n";
        let blocks: Vec<(BlockKind, String)> = shape(text)
            .into_iter()
            .map(|(kind, text, _)| (kind, text))
            .collect();
        let wanted = [
            (
                BlockKind::Paragraph,
                "Cause : un prestataire qui livre tard",
            ),
            (BlockKind::ListItem, "Effet : un retard"),
            (BlockKind::ListItem, "Mesures (équipe) :"),
            (BlockKind::ListItem, "une relance"),
            (BlockKind::Paragraph, "Un texte en gras et sa suite"),
        ]
        .map(|(kind, text)| (kind, text.to_owned()));
        assert_eq!(blocks, wanted);
    }

    #[test]
    fn html_inside_markdown_gives_text_links_and_images() {
        let document = markdown(
            "README.md",
            "<h1 align=\"center\">Mon projet</h1>\n<p>Le <b>but</b> : pr&eacute;dire.<br>\n<img src=\"a.png\"></p>\n\nVoir <a href=\"https://x.org\">ici</a>.\n",
        );
        let texts: Vec<(BlockKind, &str)> = document
            .blocks
            .iter()
            .map(|block| (block.kind, &*block.text))
            .collect();
        assert_eq!(
            texts,
            [
                (BlockKind::Heading(1), "Mon projet"),
                (BlockKind::Paragraph, "Le but : prédire."),
                (BlockKind::Paragraph, "Voir ici."),
            ]
        );
        assert_eq!(document.blocks[1].images, 1);
        assert_eq!(&*document.blocks[2].links[0], "https://x.org");
        assert_eq!(
            document.blocks[1].location,
            prejury_core::Location {
                path: "README.md".into(),
                place: Place::Lines {
                    cell: None,
                    line: 2,
                    end_line: 3
                },
            }
        );
    }

    #[test]
    fn metadata_is_no_prose() {
        assert_eq!(shape("---\ntitle: Objectif\n---\n\nTexte\n").len(), 1);
    }

    #[test]
    fn deep_nesting_ends() {
        let text = "> ".repeat(20_000) + "x\n" + &"- ".repeat(20_000) + "y\n" + &"[".repeat(20_000);
        assert!(!markdown("a.md", &text).blocks.is_empty());
    }
}
