//! One file of Python, notebook or script → cells and the Python text of each.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};
use prejury_core::Issue;
use smol_str::SmolStr;

use crate::notebook::{self, encoding_of, jupytext, magics};
use crate::{Cell, CellKind, LineStarts, Run, UnitKind};

/// Bytes read of one script: longer ones are generated.
const MAX_SCRIPT_BYTES: usize = 5_000_000;

/// A unit before its Python is parsed.
#[derive(Debug)]
pub(crate) struct RawUnit {
    pub path: Arc<str>,
    pub kind: UnitKind,
    pub stored_without_outputs: bool,
    pub cells: Vec<Cell>,
    /// Cell, line from 1 inside the cell, and text of each magic and shell line.
    pub magics: Vec<(u32, u32, SmolStr)>,
    /// For each cell, its Python with magics blanked out (lines keep their numbers); none for text and other languages.
    pub python: Vec<Option<String>>,
    /// Markdown of a script's text cells, with its first line from 1. Empty for notebooks, whose markdown is in `cells`.
    pub prose: Vec<(u32, String)>,
}

/// Reads a notebook (by its extension, or an object of JSON under another name that is no script's) or a script.
pub(crate) fn read_unit(path: Arc<str>, bytes: &[u8]) -> (RawUnit, Vec<Issue>) {
    let extension = path
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("ipynb") => notebook::read(path, bytes),
        Some("py" | "pyw" | "pyi") => read_script(path, bytes),
        _ if bytes.trim_ascii_start().starts_with(b"{") => notebook::read(path, bytes),
        _ => read_script(path, bytes),
    }
}

fn read_script(path: Arc<str>, bytes: &[u8]) -> (RawUnit, Vec<Issue>) {
    let mut issues = Vec::new();
    let is_long = bytes.len() > MAX_SCRIPT_BYTES;
    let (mut text, is_lossy) = decode(&bytes[..bytes.len().min(MAX_SCRIPT_BYTES)], is_long);
    if is_long {
        issues.push(Issue::at(path.clone(), "script.too-large").with("limit", MAX_SCRIPT_BYTES));
        text.truncate(text.rfind('\n').map_or(0, |at| at + 1));
    }
    if is_lossy {
        issues.push(Issue::at(path.clone(), "text.undecodable"));
    }
    let without_conflict = first_side(&text);
    if without_conflict.is_some() {
        issues.push(Issue::at(path.clone(), "script.merge-conflict"));
    }
    let percent = jupytext::read(without_conflict.as_deref().unwrap_or(&text));
    let code = percent
        .as_ref()
        .map(|percent| &percent.python)
        .or(without_conflict.as_ref())
        .unwrap_or(&text);
    let read = magics::read_lines(code);
    let (prose, commented) = percent
        .map(|percent| (percent.prose, percent.magics))
        .unwrap_or_default();
    let mut magics: Vec<_> = read
        .magics
        .into_iter()
        .chain(commented)
        .map(|(line, text)| (0, line, text))
        .collect();
    magics.sort_by_key(|(_, line, _)| *line);
    let cell = Cell {
        kind: CellKind::Code,
        source: text.into(),
        execution_count: None,
        outputs: Vec::new(),
        run: Run::Unknown,
        lines: LineStarts::default(),
    };
    let unit = RawUnit {
        path,
        kind: UnitKind::Script,
        stored_without_outputs: false,
        cells: vec![cell],
        magics,
        python: vec![read.python],
        prose,
    };
    (unit, issues)
}

/// The text with LF line ends, and whether something of it was lost. `is_cut` allows half a character at the end.
fn decode(bytes: &[u8], is_cut: bool) -> (String, bool) {
    let encoding = match encoding_of(bytes) {
        encoding if std::str::from_utf8(bytes).is_ok() => encoding,
        // A declared encoding tells what the bytes alone do not.
        encoding => declared(bytes)
            .filter(|declared| *declared != UTF_8)
            .unwrap_or(encoding),
    };
    let (text, _, malformed) = encoding.decode(bytes);
    let only_the_cut =
        is_cut && text.matches('\u{fffd}').count() == 1 && text.ends_with('\u{fffd}');
    let is_binary = text.contains('\0');
    (
        notebook::with_line_feeds(text.into_owned()),
        is_binary || malformed && !only_the_cut,
    )
}

/// The encoding that one of the first two lines declares (PEP 263).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let comment = bytes
        .split(|byte| *byte == b'\n')
        .take(2)
        .find(|line| line.starts_with(b"#") && line.len() < 200)?;
    let comment = String::from_utf8_lossy(comment);
    let (_, after) = comment.split_once("coding")?;
    let label = after.strip_prefix([':', '='])?.trim_start();
    let length = label
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        .count();
    // Python's names differ from those of the web in their joints: `latin_1`, `latin-1`.
    let label = label[..length].replace('_', "-").replace("latin-", "latin");
    Encoding::for_label(label.as_bytes())
}

/// The script with the first side of each unsolved merge, marks and the other sides blanked out; none when there is no such merge.
fn first_side(text: &str) -> Option<String> {
    let opens = |line: &str| line.starts_with("<<<<<<< ");
    if !text.contains(">>>>>>> ") || !text.lines().any(opens) {
        return None;
    }
    let mut kept = String::with_capacity(text.len());
    let (mut in_conflict, mut in_other_side) = (false, false);
    for (idx, line) in text.split('\n').enumerate() {
        if idx > 0 {
            kept.push('\n');
        }
        if opens(line) {
            (in_conflict, in_other_side) = (true, false);
        } else if in_conflict && (line == "=======" || line.starts_with("||||||| ")) {
            in_other_side = true;
        } else if in_conflict && line.starts_with(">>>>>>> ") {
            (in_conflict, in_other_side) = (false, false);
        } else if !in_other_side {
            kept.push_str(line);
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(bytes: &[u8]) -> (RawUnit, Vec<&'static str>) {
        let (unit, issues) = read_unit("src/a.py".into(), bytes);
        (unit, issues.iter().map(|issue| issue.code).collect())
    }

    #[test]
    fn a_script_is_one_cell() {
        let (unit, issues) =
            script(b"\xef\xbb\xbf%matplotlib inline\r\nx = 1\r\n# %% [markdown]\r\n# Texte\r\n");
        assert!(issues.is_empty());
        assert_eq!(
            (unit.kind, unit.cells.len(), unit.cells[0].run),
            (UnitKind::Script, 1, Run::Unknown)
        );
        assert_eq!(
            &*unit.cells[0].source,
            "%matplotlib inline\nx = 1\n# %% [markdown]\n# Texte\n"
        );
        assert_eq!(unit.python, [Some("\nx = 1\n\n\n".to_owned())]);
        assert_eq!(unit.prose, [(4, "Texte".to_owned())]);
        assert_eq!(unit.magics, [(0, 1, SmolStr::from("%matplotlib inline"))]);
    }

    #[test]
    fn encodings_of_scripts() {
        let source = |bytes: &[u8]| script(bytes).0.cells[0].source.to_string();
        assert_eq!(source(b"# caf\xe9\n"), "# café\n");
        assert_eq!(
            source(b"# -*- coding: latin_1 -*-\n# \xe9 \xc3\xa9 \xc3\xa9\n"),
            "# -*- coding: latin_1 -*-\n# é Ã© Ã©\n"
        );
        assert_eq!(source(b"\xff\xfex\0=\x001\0"), "x=1");
        assert_eq!(script(b"a\0\x01\xff\xfe\x80\x80").1, ["text.undecodable"]);
        assert_eq!(script(b"").1, [""; 0]);
    }

    #[test]
    fn a_long_script_is_cut_at_a_line() {
        let line = "é = 1 # é\n";
        let (unit, issues) = script(line.repeat(MAX_SCRIPT_BYTES / line.len() + 2).as_bytes());
        assert_eq!(issues, ["script.too-large"]);
        assert!(
            unit.cells[0].source.len() <= MAX_SCRIPT_BYTES && unit.cells[0].source.ends_with(line)
        );
    }

    #[test]
    fn one_side_of_a_merge_is_read() {
        let (unit, issues) =
            script(b"a = 1\n<<<<<<< HEAD\nb = 2\n=======\nb = 3\n>>>>>>> dev\nc = 4\n");
        assert_eq!(issues, ["script.merge-conflict"]);
        assert_eq!(
            unit.python,
            [Some("a = 1\n\nb = 2\n\n\n\nc = 4\n".to_owned())]
        );
        assert_eq!(script(b"title\n=======\n").1, [""; 0]);
    }

    #[test]
    fn notebooks_are_told_by_name_then_by_content() {
        let kind = |path: &str, bytes: &[u8]| read_unit(path.into(), bytes).0.kind;
        assert_eq!(kind("a.IPYNB", b"x = 1"), UnitKind::Notebook);
        assert_eq!(kind("a.py", b"{1: 2}"), UnitKind::Script);
        assert_eq!(kind("a.ipynb.txt", b" {\"cells\": []}"), UnitKind::Notebook);
    }
}
