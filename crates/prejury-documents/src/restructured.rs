//! reStructuredText → blocks: titles, lists, tables, literal blocks and images, without running any directive.

use std::sync::Arc;

use crate::builder::BlockBuilder;
use crate::plain::list_item;
use crate::{BlockKind, Document, DocumentKind};

/// Reads a reStructuredText file.
pub fn restructured_text(path: &str, text: &str) -> Document {
    let path: Arc<str> = path.into();
    let mut reader = Reader {
        builder: BlockBuilder::new(path.clone(), None),
        levels: Vec::new(),
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        at = reader.block(&lines, at);
    }
    Document::of(
        path,
        DocumentKind::RestructuredText,
        reader.builder.finish(),
    )
}

struct Reader {
    builder: BlockBuilder,
    /// Underline characters in the order in which they first appear: their index gives the level.
    levels: Vec<char>,
}

impl Reader {
    /// Reads the line at `at` and returns the next one to read.
    fn block(&mut self, lines: &[&str], at: usize) -> usize {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let trimmed = lines[at].trim();
        if trimmed.is_empty() {
            self.builder.flush();
            return at + 1;
        }
        // An overline only repeats what the underline says.
        if underline(trimmed).is_some() || trimmed.starts_with("+--") || trimmed.starts_with("+==")
        {
            self.builder.flush();
            return at + 1;
        }
        if let Some(mark) = lines
            .get(at + 1)
            .and_then(|next| underline(next.trim_end()))
            && lines[at + 1].trim_end().chars().count() + 1 >= trimmed.chars().count()
        {
            let level = self.level(mark);
            self.builder.begin(BlockKind::Heading(level), number);
            self.builder.text(trimmed, number);
            self.builder.flush();
            return at + 2;
        }
        if let Some(directive) = trimmed.strip_prefix(".. ") {
            return self.directive(directive, lines, at);
        }
        if trimmed.starts_with('|') && trimmed.ends_with('|') {
            self.builder.begin(BlockKind::TableRow, number);
            self.builder.text(trimmed.trim_start_matches('|'), number);
        } else if let Some(item) = list_item(trimmed) {
            self.builder.begin(BlockKind::ListItem, number);
            self.builder.text(item, number);
            self.builder.text(" ", number);
        } else {
            self.builder.text(&trimmed.replace("``", ""), number);
            self.builder.text(" ", number);
            if trimmed.ends_with("::") {
                return self.literal(lines, at + 1);
            }
        }
        at + 1
    }

    fn directive(&mut self, directive: &str, lines: &[&str], at: usize) -> usize {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        self.builder.flush();
        let name = directive.split("::").next().unwrap_or("");
        match name {
            "image" | "figure" => {
                let target = directive.split_once("::").map_or("", |(_, target)| target);
                self.builder.image(target.trim(), number);
                self.builder.flush();
                at + 1
            }
            "code" | "code-block" | "sourcecode" | "parsed-literal" => self.literal(lines, at + 1),
            _ => at + 1,
        }
    }

    /// Gathers the indented lines from `at` as code.
    fn literal(&mut self, lines: &[&str], at: usize) -> usize {
        let mut end = at;
        while end < lines.len()
            && (lines[end].trim().is_empty() || lines[end].starts_with([' ', '\t']))
        {
            end += 1;
        }
        let first = (at..end).find(|index| !lines[*index].trim().is_empty());
        if let Some(first) = first {
            let line_number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
            self.builder.begin(BlockKind::Code, line_number(first));
            for (index, line) in lines[first..end].iter().enumerate() {
                if !line.trim().is_empty() {
                    self.builder.text(line, line_number(first + index));
                }
                self.builder.text("\n", 0);
            }
            self.builder.flush();
        }
        end
    }

    fn level(&mut self, mark: char) -> u8 {
        let index = self
            .levels
            .iter()
            .position(|known| *known == mark)
            .unwrap_or_else(|| {
                self.levels.push(mark);
                self.levels.len() - 1
            });
        u8::try_from(index + 1).unwrap_or(6).min(6)
    }
}

/// The character of a line made of one punctuation mark, three times or more.
fn underline(line: &str) -> Option<char> {
    let mark = line
        .chars()
        .next()
        .filter(|first| "=-~^\"'`#*+.:_".contains(*first))?;
    (line.len() >= 3 && line.chars().all(|character| character == mark)).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lists_and_code() {
        let text = "Projet\n======\n\nLe but est ``x``.\n\nDossiers\n--------\n\n- src: code\n- data: jeux\n\nArbre ::\n\n    src/\n      a.py\n\nFin\n";
        let document = restructured_text("README.rst", text);
        let blocks: Vec<(BlockKind, &str)> = document
            .blocks
            .iter()
            .map(|block| (block.kind, &*block.text))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Heading(1), "Projet"),
                (BlockKind::Paragraph, "Le but est x."),
                (BlockKind::Heading(2), "Dossiers"),
                (BlockKind::ListItem, "src: code"),
                (BlockKind::ListItem, "data: jeux"),
                (BlockKind::Paragraph, "Arbre ::"),
                (BlockKind::Code, "    src/\n      a.py"),
                (BlockKind::Paragraph, "Fin"),
            ]
        );
    }
}
