//! HTML → blocks: a tag reader that knows which tags part text, and nothing of styles or scripts.

use std::sync::Arc;

use crate::builder::BlockBuilder;
use crate::entities::decode;
use crate::{Block, BlockKind, Document, DocumentKind};

/// Reads an HTML page.
pub fn html(path: &str, text: &str) -> Document {
    let path: Arc<str> = path.into();
    let blocks = html_blocks(&path, None, text, 1);
    Document::of(path, DocumentKind::Html, blocks)
}

/// Blocks of a piece of HTML that begins on `first_line`.
pub(crate) fn html_blocks(
    path: &Arc<str>,
    cell: Option<u32>,
    text: &str,
    first_line: u32,
) -> Vec<Block> {
    let mut reader = HtmlReader {
        builder: BlockBuilder::new(path.clone(), cell),
        line: first_line,
        preformatted: 0,
        more_tags: true,
        rest: text,
    };
    reader.read();
    reader.builder.finish()
}

/// Elements whose content is no text of the page.
const SKIPPED: &[&str] = &["script", "style", "svg", "template", "noscript"];
/// Elements that end the block before them and begin a paragraph.
const PARTING: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "details",
    "div",
    "dl",
    "dt",
    "dd",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "title",
    "ul",
];

struct HtmlReader<'a> {
    builder: BlockBuilder,
    line: u32,
    preformatted: u32,
    /// False once no `>` is left: every later `<` is text, and none needs another look at the whole rest.
    more_tags: bool,
    rest: &'a str,
}

impl<'a> HtmlReader<'a> {
    fn read(&mut self) {
        while let Some(at) = self.rest.find('<') {
            let text = self.take(at);
            self.text(text);
            self.tag();
        }
        let text = self.take(self.rest.len());
        self.text(text);
    }

    /// Moves `length` bytes on and counts their lines.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        let new_lines = taken.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(new_lines).unwrap_or(u32::MAX));
        taken
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // A text that begins with line ends belongs to the line where its words are, or the next block would start too early.
        let trailing = text.len() - text.trim_end().len();
        let after = text[text.len() - trailing..]
            .bytes()
            .filter(|byte| *byte == b'\n')
            .count();
        let last_line = self.line.saturating_sub(u32::try_from(after).unwrap_or(0));
        let inner = text.trim().bytes().filter(|byte| *byte == b'\n').count();
        if self.builder.open_kind().is_none() && !text.trim().is_empty() {
            let first_line = last_line.saturating_sub(u32::try_from(inner).unwrap_or(0));
            self.builder.begin(BlockKind::Paragraph, first_line);
        }
        self.builder.text(
            &decode(text),
            if text.trim().is_empty() { 0 } else { last_line },
        );
    }

    /// Reads the tag, comment or lone `<` at the head of the rest.
    fn tag(&mut self) {
        if self.rest.starts_with("<!--") {
            let end = self.rest.find("-->").map_or(self.rest.len(), |at| at + 3);
            self.take(end);
            return;
        }
        let inside = &self.rest[1..];
        let is_tag = self.more_tags
            && inside.starts_with(|first: char| {
                first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')
            });
        let end = if is_tag { tag_end(self.rest) } else { None };
        let Some(end) = end else {
            self.more_tags &= !is_tag;
            let text = self.take(1);
            self.text(text);
            return;
        };
        let line = self.line;
        let tag = self.take(end + 1);
        let body = tag[1..tag.len() - 1].trim_end_matches('/');
        let (closing, body) = match body.strip_prefix('/') {
            Some(body) => (true, body),
            None => (false, body),
        };
        let name_end = body
            .find(|character: char| !character.is_ascii_alphanumeric())
            .unwrap_or(body.len());
        let name = body[..name_end].to_ascii_lowercase();
        self.element(&name, closing, &body[name_end..], line);
    }

    fn element(&mut self, name: &str, closing: bool, attributes: &str, line: u32) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !closing => {
                self.builder
                    .begin(BlockKind::Heading(name.as_bytes()[1] - b'0'), line);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.builder.flush(),
            "li" if !closing => self.builder.begin(BlockKind::ListItem, line),
            "tr" if !closing => self.builder.begin(BlockKind::TableRow, line),
            "li" | "tr" => self.builder.flush(),
            "td" | "th" if closing => self.builder.text(" | ", line),
            "pre" if !closing => {
                self.preformatted += 1;
                self.builder.begin(BlockKind::Code, line);
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.builder.flush();
            }
            "br" => self
                .builder
                .text(if self.preformatted > 0 { "\n" } else { " " }, line),
            "a" if !closing => {
                if let Some(target) = attribute(attributes, "href") {
                    self.builder.link(&decode(target), line);
                }
            }
            "img" => {
                let target = attribute(attributes, "src").map(|target| decode(target));
                self.builder.image(target.as_deref().unwrap_or(""), line);
                if let Some(alternative) = attribute(attributes, "alt") {
                    self.builder.text(&decode(alternative), line);
                }
            }
            _ if SKIPPED.contains(&name) && !closing => self.skip_to_end_of(name),
            _ if PARTING.contains(&name) && !self.keeps_block() => self.builder.flush(),
            _ => {}
        }
    }

    /// Inside an item, a row or code, a `<p>` or `<div>` parts nothing.
    fn keeps_block(&self) -> bool {
        match self.builder.open_kind() {
            Some(BlockKind::TableRow | BlockKind::Code) => true,
            Some(BlockKind::ListItem) => self.builder.is_open_empty(),
            _ => false,
        }
    }

    fn skip_to_end_of(&mut self, name: &str) {
        let closing = format!("</{name}");
        let bytes = self.rest.as_bytes();
        let end = bytes
            .windows(closing.len())
            .position(|window| window.eq_ignore_ascii_case(closing.as_bytes()))
            .unwrap_or(bytes.len());
        self.take(end);
    }
}

/// Longest tag read as one; an image as `data:` address may be large.
const MAX_TAG: usize = 20_000_000;

/// Offset of the `>` that ends the tag at the head of `text`, quotes respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut first_end = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') if text.as_bytes()[at - 1] == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (Some(_), b'>') => first_end = first_end.or(Some(at)),
            _ => {}
        }
    }
    // A quote that never closes: the first `>` ended the tag.
    first_end
}

/// Value of attribute `name` in the text after the tag's name.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let bytes = attributes.as_bytes();
    let at = bytes
        .windows(name.len() + 1)
        .enumerate()
        .position(|(at, window)| {
            window[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && window[name.len()] == b'='
                && (at == 0 || bytes[at - 1].is_ascii_whitespace())
        })?;
    let value = &attributes[at + name.len() + 1..];
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split_whitespace().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Vec<(BlockKind, String)> {
        html("a.html", text)
            .blocks
            .iter()
            .map(|block| (block.kind, block.text.to_string()))
            .collect()
    }

    #[test]
    fn text_without_styles_and_scripts() {
        let text = "<style>p { color: red }</style><SCRIPT>if (a<b) x()</script><h2>Titre</h2><ul><li><p>un</p></li><li>deux</li></ul><table><tr><th>a</th><td>1</td></tr></table><pre>x = 1\n  y</pre>fin";
        assert_eq!(
            shape(text),
            [
                (BlockKind::Heading(2), "Titre".into()),
                (BlockKind::ListItem, "un".into()),
                (BlockKind::ListItem, "deux".into()),
                (BlockKind::TableRow, "a | 1 |".into()),
                (BlockKind::Code, "x = 1\n  y".into()),
                (BlockKind::Paragraph, "fin".into()),
            ]
        );
    }

    #[test]
    fn broken_tags_end() {
        let texts: Vec<String> = shape("a < b <p class=\"x>y</p> c")
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(texts, ["a < b", "y", "c"]);
        assert_eq!(shape(&"<a href=\"".repeat(200_000)).len(), 1);
        assert!(shape("<!-- never closed <p>x").is_empty());
    }
}
