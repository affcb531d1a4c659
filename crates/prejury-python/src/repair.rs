//! One broken line in code that parses without it: a colon lost in an edit after the run, a line typed half.
//!
//! The parser of a whole file guesses where an error ends and may lose all that stands around it. Left out or completed,
//! the line costs only itself. Lines keep their numbers.

use tree_sitter::{Node, Parser, Tree};

use crate::lower::first_error_line;

/// Longer code is not parsed again.
const MAX_TEXT: usize = 64 * 1024;

/// Code that parses, and the line of the original that did not.
pub(crate) struct Mended {
    pub(crate) text: String,
    pub(crate) tree: Tree,
    pub(crate) line: u32,
}

/// The code without its one broken line, when it parses then.
pub(crate) fn without_broken_line(
    parser: &mut Parser,
    text: &str,
    root: Node<'_>,
) -> Option<Mended> {
    if !root.has_error() || text.len() > MAX_TEXT {
        return None;
    }
    let first = first_error_line(root);
    let n_lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    // What is missing at the end of a line may be told of the next one, and the other way round.
    // The parser takes a head without a body, so that a colon alone may mend a loop that has lost its own.
    for line in [first, first.saturating_sub(1), first.saturating_add(1)] {
        if line == 0 || line > n_lines {
            continue;
        }
        for mend in [complete, leave_out] {
            let Some(mended) = with_line(text, line, mend) else {
                continue;
            };
            let tree = parser.parse(mended.as_bytes(), None)?;
            if !tree.root_node().has_error() {
                return Some(Mended {
                    text: mended,
                    tree,
                    line,
                });
            }
        }
    }
    None
}

/// The text with one line changed.
fn with_line(text: &str, number: u32, mend: fn(&str) -> Option<String>) -> Option<String> {
    let mut mended = String::with_capacity(text.len() + 1);
    for (line, at) in text.split_inclusive('\n').zip(1_u32..) {
        if at == number {
            let content = line.trim_end_matches(['\n', '\r']);
            mended.push_str(&mend(content)?);
            mended.push_str(&line[content.len()..]);
        } else {
            mended.push_str(line);
        }
    }
    Some(mended)
}

/// The head of a block with the colon it lacks.
fn complete(line: &str) -> Option<String> {
    let first = line.split_whitespace().next()?;
    let opens = matches!(
        first,
        "for"
            | "if"
            | "elif"
            | "else"
            | "while"
            | "with"
            | "def"
            | "class"
            | "try"
            | "except"
            | "finally"
    );
    (opens && !line.trim_end().ends_with(':')).then(|| format!("{}:", line.trim_end()))
}

/// `pass` in the place of what does not parse.
fn leave_out(line: &str) -> Option<String> {
    let content = line.trim_start();
    let indent = line.get(..line.len() - content.len())?;
    (!content.is_empty()).then(|| format!("{indent}pass"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> Option<String> {
        let mut parser = Parser::new();
        parser.set_language(&crate::lower::language()).ok()?;
        let tree = parser.parse(text.as_bytes(), None)?;
        without_broken_line(&mut parser, text, tree.root_node()).map(|mended| mended.text)
    }

    #[test]
    fn one_broken_line_costs_only_itself() {
        let code = "for i in range(3):\n    for k in range(i)\n    x = f(i)\nprint(x)\n";
        let expected = "for i in range(3):\n    for k in range(i):\n    x = f(i)\nprint(x)\n";
        assert_eq!(mended(code).as_deref(), Some(expected));
        let typed_half = "x = f(\ny = 1)) +\nz = 2\n";
        assert!(mended(typed_half).is_none());
        let stray = "x = 1\ny = = 2\nz = 3\n";
        assert_eq!(mended(stray).as_deref(), Some("x = 1\npass\nz = 3\n"));
        let head = "if x\n    y = 1\nprint(y)\n";
        assert_eq!(
            mended(head).as_deref(),
            Some("if x:\n    y = 1\nprint(y)\n")
        );
    }

    #[test]
    fn code_that_parses_and_code_that_is_none_stay_as_they_are() {
        assert_eq!(mended("x = 1\n"), None);
        assert_eq!(mended("one ( two\nthree ) [ four\nfive } six (\n"), None);
    }
}
