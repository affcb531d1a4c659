//! A rendered markdown cell → markdown again, so that it is read like the cell of a notebook.

use super::tags::{Tags, decode_into};

/// Deepest nesting of lists that is written.
const MAX_LIST_DEPTH: usize = 6;

/// The markdown of `html`: headings, paragraphs, lists, tables, code, links; emphasis is dropped.
pub(super) fn to_markdown(html: &str) -> String {
    let mut writer = Writer::default();
    let mut at = 0;
    for tag in Tags::of(html) {
        writer.text(&html[at..tag.start]);
        at = tag.end;
        let name = tag.name().to_ascii_lowercase();
        match (name.as_str(), tag.is_closing()) {
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                writer.block();
                let level = usize::from(name.as_bytes()[1] - b'0');
                writer.begin(&"#".repeat(level));
            }
            ("ul" | "ol", false) => {
                writer.part();
                writer.list_depth = (writer.list_depth + 1).min(MAX_LIST_DEPTH);
            }
            ("ul" | "ol", true) => {
                writer.list_depth = writer.list_depth.saturating_sub(1);
                writer.part();
            }
            ("li", false) => {
                writer.line();
                let indent = writer.list_depth.saturating_sub(1) * 2;
                writer.begin(&format!("{}-", " ".repeat(indent)));
            }
            ("table", _) => {
                writer.block();
                writer.rows = 0;
            }
            ("tr", false) => {
                writer.line();
                writer.begin("|");
                writer.columns = 0;
            }
            ("td" | "th", true) => {
                writer.columns += 1;
                writer.out.push_str(" | ");
            }
            ("tr", true) => {
                writer.rows += 1;
                if writer.rows == 1 {
                    writer.line();
                    writer.out.push('|');
                    writer.out.push_str(&"---|".repeat(writer.columns));
                }
                writer.line();
            }
            ("pre", false) => {
                writer.block();
                writer.out.push_str("```\n");
                writer.is_code = true;
            }
            ("pre", true) if writer.is_code => {
                writer.line();
                writer.out.push_str("```");
                writer.is_code = false;
                writer.block();
            }
            ("a", false) => {
                writer.is_anchor = tag.has_class("anchor-link");
                writer.link = tag
                    .attribute("href")
                    .filter(|target| !writer.is_anchor && target.starts_with("http"));
                if writer.link.is_some() {
                    writer.text("[");
                }
            }
            ("a", true) => {
                writer.is_anchor = false;
                if let Some(target) = writer.link.take() {
                    writer.out.push_str("](");
                    decode_into(&mut writer.out, target);
                    writer.out.push(')');
                }
            }
            ("img", false) => {
                writer.out.push_str("![");
                writer.text(tag.attribute("alt").unwrap_or_default());
                writer.out.push_str("](image)");
            }
            ("br", _) => writer.line(),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "div" | "hr" | "blockquote", _) => {
                writer.part();
            }
            _ => {}
        }
    }
    writer.text(&html[at..]);
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

#[derive(Default)]
struct Writer<'a> {
    out: String,
    list_depth: usize,
    rows: usize,
    columns: usize,
    is_code: bool,
    /// Inside the sign that links a heading to itself.
    is_anchor: bool,
    link: Option<&'a str>,
    /// The line has a mark and no word yet: a paragraph that begins here stays on it.
    is_begun: bool,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        if self.is_anchor {
            return;
        }
        let mut decoded = String::new();
        decode_into(&mut decoded, text);
        if self.is_code {
            self.out.push_str(&decoded);
            return;
        }
        for c in decoded.chars() {
            if !c.is_whitespace() {
                if c == '<' {
                    self.out.push('\\');
                }
                self.out.push(c);
                self.is_begun = false;
            } else if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
        }
    }

    fn begin(&mut self, mark: &str) {
        self.out.push_str(mark);
        self.out.push(' ');
        self.is_begun = true;
    }

    fn line(&mut self) {
        if self.out.ends_with(' ') {
            self.out.pop();
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn block(&mut self) {
        self.line();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        self.is_begun = false;
    }

    /// Ends a paragraph, which inside an item or a row is only a line.
    fn part(&mut self) {
        if self.is_code || self.is_begun {
            return;
        }
        if self.list_depth > 0 {
            self.line();
        } else {
            self.block();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendered_cells_are_markdown_again() {
        let html = "<h2 id=\"a\">1. D&#233;marche<a class=\"anchor-link\" href=\"#a\">&#182;</a></h2><p>Un <strong>texte</strong>,\nlong &lt;NA&gt;.</p>\n\
                    <ul>\n<li><p>un</p>\n<ul><li>un bis</li></ul></li>\n<li>deux <a href=\"https://a.fr/?x&amp;y\">voir</a></li>\n</ul>\n<pre><code>x = 1\n  y</code></pre>\n\
                    <table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><p>fin</p>";
        let expected = "## 1. Démarche\n\nUn texte, long \\<NA>.\n\n- un\n  - un bis\n- deux [voir](https://a.fr/?x&y)\n\n```\nx = 1\n  y\n```\n\n\
                        | a | b |\n|---|---|\n| 1 | 2 |\n\nfin";
        assert_eq!(to_markdown(html), expected);
    }

    #[test]
    fn broken_markup_is_read_as_far_as_it_goes() {
        assert_eq!(to_markdown("a <b"), "a \\<b");
        assert_eq!(to_markdown("</li></ul></pre>x<!-- "), "x\\<!--");
        assert_eq!(to_markdown(""), "");
    }
}
