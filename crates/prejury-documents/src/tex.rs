//! LaTeX sources → headings, paragraphs, list items and table rows, without running any macro.

use std::sync::Arc;

use crate::builder::BlockBuilder;
use crate::{BlockKind, Document, DocumentKind};

/// Commands whose argument is a heading, with its level.
const HEADINGS: &[(&str, u8)] = &[
    ("title", 1),
    ("chapter", 1),
    ("section", 1),
    ("frametitle", 1),
    ("subsection", 2),
    ("subsubsection", 3),
    ("paragraph", 4),
];

/// Commands whose argument is no text: files, labels, settings.
const SILENT: &[&str] = &[
    "bibliography",
    "bibliographystyle",
    "cite",
    "documentclass",
    "geometry",
    "includegraphics",
    "input",
    "label",
    "newcommand",
    "pagestyle",
    "ref",
    "setcounter",
    "usepackage",
    "usetheme",
    "vspace",
    "hspace",
];

/// Reads a LaTeX source.
pub fn tex(path: &str, text: &str) -> Document {
    let path: Arc<str> = path.into();
    let mut builder = BlockBuilder::new(path.clone(), None);
    let has_body = text.contains("\\begin{document}");
    let mut in_body = !has_body;
    let mut in_table = false;
    for (line, number) in text.lines().zip(1..) {
        let line = without_comment(line).trim();
        in_body |= line.contains("\\begin{document}");
        if let Some((level, title)) = heading(line) {
            builder.begin(BlockKind::Heading(level), number);
            builder.text(&plain(title), number);
            builder.flush();
            continue;
        }
        if !in_body {
            continue;
        }
        if line.is_empty() {
            builder.flush();
        } else if let Some(environment) = line.strip_prefix("\\begin{frame}") {
            // `\begin{frame}{Title}`.
            builder.begin(BlockKind::Heading(1), number);
            builder.text(&plain(environment), number);
            builder.flush();
        } else if line.starts_with("\\begin") || line.starts_with("\\end") {
            in_table = line.starts_with("\\begin") && line.contains("tabular");
            builder.flush();
        } else if let Some(item) = line.strip_prefix("\\item") {
            builder.begin(BlockKind::ListItem, number);
            builder.text(&plain(item), number);
        } else if in_table && line.contains('&') {
            builder.begin(BlockKind::TableRow, number);
            let row = line
                .trim_end_matches("\\hline")
                .trim_end()
                .trim_end_matches("\\\\");
            let cells: Vec<String> = row
                .split('&')
                .map(|cell| plain(cell).trim().to_owned())
                .collect();
            builder.text(&cells.join(" | "), number);
            builder.flush();
        } else {
            if line.contains("\\includegraphics") {
                builder.image("", number);
            }
            builder.text(&plain(line), number);
            builder.text(" ", number);
        }
    }
    let blocks = builder.finish();
    Document::of(path, DocumentKind::Tex, blocks)
}

/// What stands before a `%` that is not escaped.
fn without_comment(line: &str) -> &str {
    let end = line
        .char_indices()
        .find(|(at, character)| *character == '%' && !line[..*at].ends_with('\\'));
    end.map_or(line, |(at, _)| &line[..at])
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let rest = line.strip_prefix('\\')?;
    let (_, level) = HEADINGS.iter().find(|(name, _)| {
        rest.strip_prefix(name)
            .is_some_and(|rest| rest.trim_start_matches('*').starts_with(['{', '[']))
    })?;
    let start = rest.find('{')?;
    Some((*level, &rest[start..]))
}

/// The text of a line: commands go, their arguments stay, unless they are no text.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['\\', '{', '}', '~']) {
        text.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'~' => text.push(' '),
            b'\\' => {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let name = &rest[..length];
                if length == 0 {
                    // `\%`, `\&`, `\_` stand for the character; `\\` ends a line.
                    let mut characters = rest.chars();
                    match characters.next() {
                        Some('\\') | None => text.push(' '),
                        Some(character) => text.push(character),
                    }
                    rest = characters.as_str();
                } else {
                    rest = &rest[length..];
                    if SILENT.contains(&name) {
                        rest = after_argument(rest);
                    } else if rest.starts_with('[') {
                        rest = rest.split_once(']').map_or("", |(_, rest)| rest);
                    }
                    // Formulas keep the names of their symbols.
                    if !rest.starts_with('{') {
                        text.push_str(name);
                    }
                }
            }
            _ => {}
        }
    }
    text.push_str(rest);
    text
}

fn after_argument(rest: &str) -> &str {
    let rest = if rest.starts_with('[') {
        rest.split_once(']').map_or("", |(_, rest)| rest)
    } else {
        rest
    };
    match rest.strip_prefix('{') {
        Some(inside) => inside.split_once('}').map_or("", |(_, rest)| rest),
        None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_tables_and_formulas() {
        let source = "\\documentclass{article}\n\\title{Note}\n\\begin{document}\n\\section{Métrique} % choix\nLe \\textbf{rappel} à 80\\,\\% : $\\frac{TP}{TP+FN}$.\n\n\\begin{itemize}\n\\item un point\n\\end{itemize}\n\\begin{tabular}{ll}\nModèle & AUC \\\\\n\\end{tabular}\n\\end{document}\n";
        let document = tex("note.tex", source);
        let blocks: Vec<(BlockKind, &str)> = document
            .blocks
            .iter()
            .map(|block| (block.kind, &*block.text))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Heading(1), "Note"),
                (BlockKind::Heading(1), "Métrique"),
                (BlockKind::Paragraph, "Le rappel à 80,% : $TPTP+FN$."),
                (BlockKind::ListItem, "un point"),
                (BlockKind::TableRow, "Modèle | AUC"),
            ]
        );
    }
}
