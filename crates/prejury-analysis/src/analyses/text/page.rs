//! The code cells of a notebook, line by line: which names a line reads, what it shows.

use std::cell::OnceCell;
use std::sync::LazyLock;

use prejury_python::{Cell, CellKind, CodeUnit, Output, Run};
use regex::Regex;

/// What shows sizes, types or counts of a frame and none of its texts.
const NO_TEXT_SHOWN: &[&str] = &[
    ".columns",
    ".describe(",
    ".dtype",
    ".info(",
    ".isna(",
    ".isnull(",
    ".nunique(",
    ".shape",
    ".sum(",
    "value_counts(",
    "len(",
];
/// What shows one row or the first ones.
const FEW_ROWS: &[&str] = &[".head(", ".iloc[", ".loc[", ".sample(", ".tail("];

/// `texts[0]`, `df["text"][0]`, `df.text.iloc[3]`, `df.loc[5, "text"]`; not `x.split()[0]`, `df.loc[:, "text"]`.
static ONE_ROW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(^|[\s(=,])[A-Za-z_][\w.]*(\[["'][^"']*["']\])?(\.(iloc|loc|values|iat|at))?\[\s*-?\w+\s*(,[^\]:]*)?\]|\.sample\(\s*(n\s*=\s*)?1?\s*[,)]"#).ok()
});
static SLICE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[\s*\d*\s*:\s*\d+\s*\]").ok());

/// One line of code.
pub(super) struct Line<'f> {
    pub(super) number: u32,
    /// Trimmed, comment lines left out.
    pub(super) text: &'f str,
    assigned: Option<&'f str>,
    names: OnceCell<Vec<&'f str>>,
    is_last: bool,
}

/// One code cell.
pub(super) struct Page<'f> {
    pub(super) number: u32,
    pub(super) run: Run,
    pub(super) lines: Vec<Line<'f>>,
    /// Whether text was left on the page.
    pub(super) has_text_output: bool,
}

impl Page<'_> {
    /// Whether text was left on the page, or nothing says that the cell was run and left none.
    pub(super) fn may_show_text(&self) -> bool {
        self.has_text_output || self.run == Run::Unknown
    }
}

/// The code cells of a notebook.
pub(super) fn pages(unit: &CodeUnit) -> Vec<Page<'_>> {
    let cells = (0..)
        .zip(&unit.cells)
        .filter(|(_, cell)| cell.kind == CellKind::Code);
    cells.map(|(number, cell)| page(number, cell)).collect()
}

fn page(number: u32, cell: &Cell) -> Page<'_> {
    let code = (1..)
        .zip(cell.source.lines().map(str::trim))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut lines: Vec<Line<'_>> = code
        .map(|(number, line)| Line {
            number,
            text: line,
            assigned: assigned(line),
            names: OnceCell::new(),
            is_last: false,
        })
        .collect();
    if let Some(last) = lines.last_mut() {
        last.is_last = true;
    }
    let shows_text = |output: &Output| match output {
        Output::Text(text) | Output::Html(text) => !text.trim().is_empty(),
        _ => false,
    };
    Page {
        number,
        run: cell.run,
        lines,
        has_text_output: cell.outputs.iter().any(shows_text),
    }
}

/// Names that a line reads or writes. This is read for many lines of code, so it goes through the bytes once.
fn names(line: &str) -> Vec<&str> {
    let bytes = line.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    let mut names = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if matches!(byte, b'"' | b'\'') {
            // What stands in braces of an f-string is code, and is told from its words by nothing here.
            let is_format = at > 0 && bytes[at - 1] == b'f' && (at < 2 || !is_word(bytes[at - 2]));
            let end = bytes[at + 1..].iter().position(|other| *other == byte);
            at = match end {
                Some(end) if !is_format => at + end + 2,
                _ => at + 1,
            };
        } else if is_word(byte) {
            let start = at;
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
            let is_attribute = start > 0 && bytes[start - 1] == b'.';
            if !is_attribute && !byte.is_ascii_digit() {
                names.extend(line.get(start..at));
            }
        } else {
            at += 1;
        }
    }
    names
}

impl<'f> Line<'f> {
    /// Names read or written, attributes and keywords' values in quotes left out; those in f-strings are in. They are
    /// read when first asked for: most lines show nothing.
    pub(super) fn names(&self) -> &[&'f str] {
        self.names.get_or_init(|| names(self.text))
    }

    /// Whether the line can leave texts on the page.
    pub(super) fn may_show(&self) -> bool {
        let shows =
            self.is_last || self.text.starts_with("print(") || self.text.starts_with("display(");
        shows && !NO_TEXT_SHOWN.iter().any(|part| self.text.contains(part))
    }

    /// Whether the line, which may show texts, leaves a few of `name` on the page: a head, a row, a slice or the thing itself.
    pub(super) fn shows(&self, name: &str) -> bool {
        let is_call = self.text.starts_with("print(") || self.text.starts_with("display(");
        if !(is_call || self.is_last) || !self.names().contains(&name) {
            return false;
        }
        let is_expression = self.is_last && !self.is_assignment();
        (is_call || is_expression)
            && (FEW_ROWS.iter().any(|part| self.text.contains(part))
                || self.shows_one_row()
                || SLICE
                    .as_ref()
                    .is_some_and(|slice| slice.is_match(self.text))
                || self.is_bare(name))
    }

    /// Whether what the line shows is one row: `df.sample()`, `df.iloc[3]`, `df["text"][0]`.
    pub(super) fn shows_one_row(&self) -> bool {
        (self.text.contains('[') || self.text.contains(".sample("))
            && !self.text.contains("lambda ")
            && !self.text.contains(" for ")
            && ONE_ROW.as_ref().is_some_and(|row| row.is_match(self.text))
    }

    /// `df`, `df["tokens"]`, `df.tokens`, `print(tokens)`.
    fn is_bare(&self, name: &str) -> bool {
        let inner = self
            .text
            .strip_prefix("print(")
            .or_else(|| self.text.strip_prefix("display("))
            .unwrap_or(self.text);
        let is_attribute = |rest: &str| {
            let name = rest
                .strip_prefix('.')
                .map(|name| name.trim_end_matches(')'));
            name.is_some_and(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        };
        inner.strip_prefix(name).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(['[', ')', ',']) || is_attribute(rest)
        })
    }

    pub(super) fn is_assignment(&self) -> bool {
        self.assigned().is_some()
    }

    /// The variable that the line assigns to, as a whole or a part of it: `df` of `df["tokens"] = ...`.
    pub(super) fn assigned(&self) -> Option<&'f str> {
        self.assigned
    }
}

fn assigned(line: &str) -> Option<&str> {
    let at = line.find('=')?;
    let (target, rest) = line.split_at(at);
    let is_comparison = rest.starts_with("==") || target.ends_with(['=', '!', '<', '>']);
    let end = target
        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(target.len());
    let is_target = target[end..].trim_end().is_empty()
        || target[end..].starts_with(['[', '.', ' ', ',']) && !target.contains('(');
    (!is_comparison && is_target && end > 0).then(|| &target[..end])
}
