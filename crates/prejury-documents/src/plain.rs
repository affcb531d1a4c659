//! Plain text → paragraphs and list items, parted by blank lines.

use std::sync::Arc;

use crate::builder::BlockBuilder;
use crate::{BlockKind, Document, DocumentKind};

/// Reads a plain text file.
pub fn plain_text(path: &str, text: &str) -> Document {
    let path: Arc<str> = path.into();
    let mut builder = BlockBuilder::new(path.clone(), None);
    for (line, number) in text.lines().zip(1..) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            builder.flush();
        } else if let Some(item) = list_item(trimmed) {
            builder.begin(BlockKind::ListItem, number);
            builder.text(item, number);
        } else {
            builder.text(trimmed, number);
            builder.text(" ", number);
        }
    }
    Document::of(path, DocumentKind::PlainText, builder.finish())
}

/// Marks that begin the items of lists, on the keyboard and in office programs. Symbol fonts draw them as characters of
/// the private use area.
pub(crate) fn is_bullet(mark: char) -> bool {
    "-–—*+•●○◦▪■□❑❒❖◆◇➢➤➔→▶►✓✔✦‣⁃·".contains(mark) || ('\u{e000}'..='\u{f8ff}').contains(&mark)
}

/// The text of a line that begins as a list item (`- x`, `• x`, `1. x`, `a) x`).
pub(crate) fn list_item(trimmed: &str) -> Option<&str> {
    let rest = match trimmed.strip_prefix(is_bullet) {
        Some(rest) => rest,
        None => {
            let number = trimmed.split(['.', ')']).next().unwrap_or("");
            let is_number = !number.is_empty()
                && number.len() <= 3
                && number.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number || number.len() == trimmed.len() {
                return None;
            }
            &trimmed[number.len() + 1..]
        }
    };
    rest.starts_with(char::is_whitespace)
        .then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_items() {
        let document = plain_text(
            "a.txt",
            "Un texte\nsur deux lignes\n\n- un\n2) deux\n3.5 n'est pas un point\n",
        );
        let blocks: Vec<(BlockKind, &str)> = document
            .blocks
            .iter()
            .map(|block| (block.kind, &*block.text))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Paragraph, "Un texte sur deux lignes"),
                (BlockKind::ListItem, "un"),
                (BlockKind::ListItem, "deux3.5 n'est pas un point"),
            ]
        );
    }
}
