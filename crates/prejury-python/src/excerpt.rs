//! What is quoted of the code: its first lines, and the line that tells what they are about where that is another one.

use crate::facts::{Cell, CodePlace, Output, PythonFacts};

/// What lines of an output say how long a cell took.
const TIMES: &[&str] = &["Wall time", " per loop"];

impl PythonFacts {
    /// The source lines at `code`, at most `max_lines`.
    pub fn excerpt(&self, code: CodePlace, max_lines: usize) -> String {
        let lines = self.cell_at(code).map(|cell| lines_at(cell, code));
        lines.map_or_else(String::new, |lines| {
            first_lines(lines, max_lines).trim().to_owned()
        })
    }

    /// The same as a reader wants to see it: a chain of calls that is longer ends with its last call, and a magic that measures
    /// time is followed by what was measured.
    pub fn telling_excerpt(&self, code: CodePlace, max_lines: usize) -> String {
        let Some(cell) = self.cell_at(code) else {
            return String::new();
        };
        let lines = lines_at(cell, code);
        let first = first_lines(lines, max_lines);
        if first.trim_start().starts_with('%')
            && let Some(time) = time_told(cell)
        {
            return format!("{}\n{time}", first.trim());
        }
        match last_of_chain(&lines[first.len()..]) {
            Some(last) => {
                let first = first_lines(lines, max_lines.saturating_sub(1)).trim();
                format!("{first}\n{last}")
            }
            None => first.trim().to_owned(),
        }
    }

    /// The beginning of a place, up to so many lines and bytes, without a copy: a line may be millions of bytes long.
    pub fn beginning(&self, code: CodePlace, max_lines: usize, max_bytes: usize) -> &str {
        let lines = self.cell_at(code).map(|cell| cell.lines_on(code.line));
        let lines = lines.unwrap_or_default();
        let lines = &lines[..lines.floor_char_boundary(max_bytes)];
        let n_lines = code.end_line.saturating_sub(code.line) as usize + 1;
        first_lines(lines, n_lines.min(max_lines)).trim()
    }

    fn cell_at(&self, code: CodePlace) -> Option<&Cell> {
        let unit = &self.units[code.unit.0 as usize];
        unit.cells.get(code.cell as usize)
    }
}

/// The whole lines of a place.
fn lines_at(cell: &Cell, code: CodePlace) -> &str {
    let n_lines = code.end_line.saturating_sub(code.line) as usize + 1;
    first_lines(cell.lines_on(code.line), n_lines)
}

impl Cell {
    /// The source line of this number, counted from 1, without its end.
    pub fn line(&self, number: u32) -> Option<&str> {
        self.lines_on(number).lines().next()
    }

    /// The beginning of that line, up to so many bytes.
    pub fn beginning_of_line(&self, number: u32, max_bytes: usize) -> &str {
        let lines = self.lines_on(number);
        let cut = &lines[..lines.floor_char_boundary(max_bytes)];
        cut.lines().next().unwrap_or_default()
    }

    fn lines_on(&self, number: u32) -> &str {
        let line = number.saturating_sub(1) as usize;
        let start = self.lines.start_of(&self.source, line);
        self.source.get(start..).unwrap_or_default()
    }
}

fn first_lines(text: &str, n_lines: usize) -> &str {
    let Some(before) = n_lines.checked_sub(1) else {
        return "";
    };
    let end = memchr::memchr_iter(b'\n', text.as_bytes()).nth(before);
    &text[..end.map_or(text.len(), |at| at + 1)]
}

/// The last line of a text that goes on with a chain of calls (`.load(path)`), with its argument where that stands below.
fn last_of_chain(text: &str) -> Option<String> {
    let mut lines = text.lines().rev();
    let mut below = "";
    lines.find_map(|line| {
        let line = line.trim();
        let name = line.strip_prefix('.').unwrap_or_default();
        if !name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            below = line;
            return None;
        }
        Some(match line.ends_with('(') {
            true => format!("{line}{below}"),
            false => line.to_owned(),
        })
    })
}

/// The line of an output that says how long the cell took.
fn time_told(cell: &Cell) -> Option<&str> {
    let texts = cell.outputs.iter().filter_map(Output::text);
    texts
        .flat_map(str::lines)
        .find(|line| TIMES.iter().any(|time| line.contains(time)))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnitIdx;

    fn facts(source: &str, printed: &str) -> PythonFacts {
        let notebook = serde_json::json!({"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": printed}], "source": source}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        crate::analyse(vec![crate::parse(
            "a.ipynb".into(),
            notebook.to_string().as_bytes(),
        )])
    }

    fn told(facts: &PythonFacts, line: u32, end_line: u32) -> String {
        let place = CodePlace {
            unit: UnitIdx(0),
            cell: 0,
            line,
            end_line,
        };
        facts.telling_excerpt(place, 3)
    }

    #[test]
    fn a_chain_shows_its_last_call_and_other_code_its_first_lines() {
        let chain = "images = spark.read.format(\"binaryFile\") \\\n  .option(\"a\", 1) \\\n  .option(\"b\", 2) \\\n  .load(PATH)\nx = f(\n1,\n2,\n3)";
        let facts = facts(chain, "");
        assert_eq!(
            told(&facts, 1, 4),
            "images = spark.read.format(\"binaryFile\") \\\n  .option(\"a\", 1) \\\n.load(PATH)"
        );
        assert_eq!(told(&facts, 5, 8), "x = f(\n1,\n2,");
        assert_eq!(told(&facts, 4, 4), ".load(PATH)");
    }

    #[test]
    fn a_clock_shows_what_it_measured() {
        let facts = facts(
            "%%time\nmodel.fit(X, y)",
            "Epoch 1\nCPU times: user 1s\nWall time: 4min 35s\n",
        );
        assert_eq!(told(&facts, 1, 1), "%%time\nWall time: 4min 35s");
        assert_eq!(told(&facts, 2, 2), "model.fit(X, y)");
    }

    #[test]
    fn beginnings_are_cut_between_characters() {
        let facts = facts("été = 1\nfin", "");
        let cell = &facts.units[0].cells[0];
        assert_eq!(cell.beginning_of_line(1, 4), "ét");
        assert_eq!(cell.beginning_of_line(2, 90), "fin");
        assert_eq!(cell.beginning_of_line(9, 90), "");
    }
}
