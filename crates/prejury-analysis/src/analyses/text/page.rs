//! The code cells of a notebook, line by line: which names a line reads, what it shows.

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

static NAMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(^|[^.\w])([A-Za-z_]\w*)").ok());
static QUOTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(\bf?)("[^"]*"|'[^']*')"#).ok());
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
    /// Names read or written, attributes and keywords' values in quotes left out; those in f-strings are in.
    pub(super) names: Vec<&'f str>,
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

/// The code cells of a notebook.
pub(super) fn pages(unit: &CodeUnit) -> Vec<Page<'_>> {
    let cells = (0..)
        .zip(&unit.cells)
        .filter(|(_, cell)| cell.kind == CellKind::Code);
    cells.map(|(number, cell)| page(number, cell)).collect()
}

fn page(number: u32, cell: &Cell) -> Page<'_> {
    let code: Vec<(u32, &str)> = (1..)
        .zip(cell.source.lines())
        .filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .collect();
    let n_lines = code.len();
    let lines = code
        .into_iter()
        .enumerate()
        .map(|(at, (number, line))| Line {
            number,
            text: line.trim(),
            names: names(line),
            is_last: at + 1 == n_lines,
        });
    let shows_text = |output: &Output| match output {
        Output::Text(text) | Output::Html(text) => !text.trim().is_empty(),
        _ => false,
    };
    Page {
        number,
        run: cell.run,
        lines: lines.collect(),
        has_text_output: cell.outputs.iter().any(shows_text),
    }
}

/// Names that a line reads or writes.
fn names(line: &str) -> Vec<&str> {
    let (Some(pattern), Some(quoted)) = (&*NAMES, &*QUOTED) else {
        return Vec::new();
    };
    let texts: Vec<(usize, usize)> = quoted
        .captures_iter(line)
        .filter(|found| !found[1].ends_with('f'))
        .filter_map(|found| found.get(2))
        .map(|text| (text.start(), text.end()))
        .collect();
    let mut at_text = 0;
    let mut names = Vec::new();
    for name in pattern.captures_iter(line).filter_map(|found| found.get(2)) {
        while texts
            .get(at_text)
            .is_some_and(|(_, end)| *end <= name.start())
        {
            at_text += 1;
        }
        if texts
            .get(at_text)
            .is_none_or(|(start, _)| name.start() < *start)
        {
            names.push(name.as_str());
        }
    }
    names
}

impl Line<'_> {
    /// Whether the line leaves a few texts of `name` on the page: a head, a row, a slice or the thing itself.
    pub(super) fn shows(&self, name: &str) -> bool {
        if !self.names.contains(&name) || NO_TEXT_SHOWN.iter().any(|part| self.text.contains(part))
        {
            return false;
        }
        let is_call = self.text.starts_with("print(") || self.text.starts_with("display(");
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
        !self.text.contains("lambda ")
            && !self.text.contains(" for ")
            && ONE_ROW.as_ref().is_some_and(|row| row.is_match(self.text))
    }

    /// `df`, `df["tokens"]`, `print(tokens)`.
    fn is_bare(&self, name: &str) -> bool {
        let inner = self
            .text
            .strip_prefix("print(")
            .or_else(|| self.text.strip_prefix("display("))
            .unwrap_or(self.text);
        inner
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', ')', ',']))
    }

    pub(super) fn is_assignment(&self) -> bool {
        self.assigned().is_some()
    }

    /// The variable that the line assigns to, as a whole or a part of it: `df` of `df["tokens"] = ...`.
    pub(super) fn assigned(&self) -> Option<&str> {
        let at = self.text.find('=')?;
        let (target, rest) = self.text.split_at(at);
        let is_comparison = rest.starts_with("==") || target.ends_with(['=', '!', '<', '>']);
        let end = target
            .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(target.len());
        let is_target = target[end..].trim_end().is_empty()
            || target[end..].starts_with(['[', '.', ' ', ',']) && !target.contains('(');
        (!is_comparison && is_target && end > 0).then(|| &target[..end])
    }
}
