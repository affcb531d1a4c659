//! Python in colours: comments, strings, numbers and keywords, found in one pass. A context begins anywhere in a file, so
//! a full parser would know no more.

use super::bilingual::escape_into;

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The line with its pieces in spans; every piece is escaped.
pub(super) fn coloured(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let (length, class) = match c {
            '#' => (rest.len(), "c"),
            '"' | '\'' => (string(rest, c), "s"),
            _ if c.is_ascii_digit() => (run(rest, |c| c.is_alphanumeric() || c == '.'), "d"),
            _ if c.is_alphabetic() || c == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_');
                let class = if KEYWORDS.contains(&&rest[..length]) {
                    "k"
                } else {
                    ""
                };
                (length, class)
            }
            _ => (c.len_utf8(), ""),
        };
        let (piece, after) = rest.split_at(length);
        if class.is_empty() {
            escape_into(piece, out);
        } else {
            out.push_str(&format!("<span class=\"{class}\">"));
            escape_into(piece, out);
            out.push_str("</span>");
        }
        rest = after;
    }
}

fn run(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

/// Bytes of the string that opens `text`, to its end or to the end of the line.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_their_class_and_all_is_escaped() {
        let mut out = String::new();
        coloured("if x < 1.5e3: f('a\\'<b>', é)  # <i>", &mut out);
        assert_eq!(
            out,
            "<span class=\"k\">if</span> x &lt; <span class=\"d\">1.5e3</span>: f(<span class=\"s\">&#39;a\\&#39;&lt;b&gt;&#39;</span>, é)  <span class=\"c\"># &lt;i&gt;</span>"
        );
        let mut open = String::new();
        coloured("\"never closed", &mut open);
        assert_eq!(open, "<span class=\"s\">&quot;never closed</span>");
    }
}
