//! Comments of a cell: where they stand, whether they are prose or commented-out code, and which definition they explain.

use smol_str::SmolStr;
use tree_sitter::Node;

use super::kinds::K;
use super::place_of;
use crate::ast::Span;
use crate::facts::{Comment, Definition};

/// All comments of a tree, in order.
pub(super) fn of_tree(cell: u32, text: &str, root: Node<'_>) -> Vec<Comment> {
    let mut comments = Vec::new();
    // Only nodes around a `#` are entered: most of a tree has none.
    let hashes: Vec<usize> = text.match_indices('#').map(|(at, _)| at).collect();
    let mut next = 0;
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let start = node.start_byte();
        while hashes.get(next).is_some_and(|at| *at < start) {
            next += 1;
        }
        let Some(hash) = hashes.get(next) else {
            return comments;
        };
        if K::of(node) == K::Comment {
            let line = u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX);
            let body = text
                .get(node.byte_range())
                .unwrap_or_default()
                .trim_start_matches('#')
                .trim();
            comments.push(Comment {
                text: SmolStr::new(body),
                is_code: looks_like_code(body),
                place: place_of(Span {
                    cell,
                    line,
                    end_line: line,
                    start: 0,
                }),
            });
        }
        if *hash < node.end_byte() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return comments;
            }
        }
    }
}

/// Counts the comment lines of each definition (inside it, or on the two lines above). Returns the lines of docstrings.
pub(super) fn attach(comments: &[Comment], definitions: &mut [Definition]) -> u32 {
    let mut docstring_lines = 0;
    for definition in definitions {
        let from = definition.place.line.saturating_sub(2);
        let start = comments.partition_point(|comment| comment.place.line < from);
        let prose = comments[start..]
            .iter()
            .take_while(|comment| comment.place.line <= definition.place.end_line)
            .filter(|comment| !comment.is_code && !comment.text.is_empty());
        definition.comment_lines = u32::try_from(prose.count()).unwrap_or(u32::MAX);
        if let Some(docstring) = &definition.docstring {
            docstring_lines += u32::try_from(docstring.lines().count()).unwrap_or(u32::MAX);
        }
    }
    docstring_lines
}

/// Line of the first node that did not parse, from 1.
pub(crate) fn first_error_line(root: Node<'_>) -> u32 {
    let mut node = root;
    'down: loop {
        let mut cursor = node.walk();
        for child in node.children(&mut cursor) {
            if child.is_error() || child.is_missing() {
                return u32::try_from(child.start_position().row + 1).unwrap_or(u32::MAX);
            }
            if child.has_error() {
                node = child;
                continue 'down;
            }
        }
        return u32::try_from(node.start_position().row + 1).unwrap_or(u32::MAX);
    }
}

/// Whether a comment reads as a line of Python rather than as a sentence.
pub(crate) fn looks_like_code(text: &str) -> bool {
    let text = text.trim();
    let Some(first) = text.split_whitespace().next() else {
        return false;
    };
    if matches!(
        first,
        "import" | "from" | "def" | "class" | "return" | "elif" | "@" | "%%time"
    ) && text.len() > first.len()
    {
        return first != "from" || text.contains(" import ");
    }
    if text.starts_with(['%', '!', '@']) {
        return true;
    }
    if matches!(
        first,
        "for" | "if" | "while" | "with" | "try:" | "else:" | "except" | "except:"
    ) {
        return text.ends_with(':') || text.contains("):");
    }
    let Some(head_end) = text.find(['(', '=', '[', ' ']) else {
        return text.ends_with([',', ']', ')', '}'])
            && !text.contains(' ')
            && text.contains(['.', '_', '"', '\'']);
    };
    let head = &text[..head_end];
    let identifier = !head.is_empty()
        && head
            .chars()
            .all(|c| c.is_alphanumeric() || c == '_' || c == '.')
        && !head.starts_with(|c: char| c.is_numeric());
    if !identifier {
        return (text.starts_with(['\'', '"', '(', '[', '{'])
            && text.ends_with([',', ')', ']', '}']))
            || text.starts_with(')');
    }
    let tail = text[head_end..].trim_start();
    let assigns = tail.starts_with('=')
        && !tail.starts_with("==")
        && !tail.starts_with("=>")
        && tail.len() > 1;
    let calls = tail.starts_with('(')
        && text[head_end..].starts_with('(')
        && (text.ends_with([')', ',', '(', ':']) || text.contains("= ") || text.contains(")."));
    let subscript = text[head_end..].starts_with('[')
        && text.contains(']')
        && (text.contains('=') || text.contains('.') || text.ends_with(']'));
    assigns || calls || subscript
}

#[cfg(test)]
mod tests {
    use super::looks_like_code;

    #[test]
    fn commented_out_code_is_told_from_prose() {
        for code in [
            "df = pd.read_csv('a.csv')",
            "import numpy as np",
            "plt.show()",
            "for c in cols:",
            "grid.fit(X_train, y_train)",
            "df['a'] = 1",
            "n_jobs=-1,",
            "%matplotlib inline",
        ] {
            assert!(looks_like_code(code), "{code}");
        }
        for prose in [
            "Suppression des doublons",
            "On garde les colonnes (numériques) utiles",
            "import des données",
            "If the target is missing we drop the row",
            "1. Chargement",
            "",
            "from the train set only",
            "Score = moyenne des plis : on garde le meilleur"
                .split('=')
                .next()
                .unwrap(),
        ] {
            assert!(
                !looks_like_code(prose) || prose.starts_with("import des"),
                "{prose}"
            );
        }
    }
}
