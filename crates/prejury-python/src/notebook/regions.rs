//! The JSON text of a notebook → where each line of each cell's source stands in it.
//!
//! **Invariant:** cells and lines are numbered as `read` numbers them; one pass, and nothing is kept but positions.

use prejury_core::Region;

use super::{MAX_CELLS, decode};

/// Deeper values cannot be part of a notebook; the JSON reader stops there, too.
const MAX_DEPTH: usize = 128;

/// No key of interest is as long.
const MAX_KEY: usize = 20;

/// Positions of the source lines of all cells.
#[derive(Debug, Default)]
pub struct NotebookRegions {
    cells: Vec<Vec<Line>>,
}

/// Start and end of a source line, as written in the JSON.
type Line = (Position, Position);

/// Line and column from 1; the column counts UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    line: u32,
    column: u32,
}

impl NotebookRegions {
    /// Scans the bytes of an `.ipynb` file. A notebook with an unsolved merge has no positions: its cells are those of one
    /// side only.
    pub fn new(bytes: &[u8]) -> Self {
        let decoded;
        let text = match decode::borrowed(bytes) {
            Some(text) => text,
            None => {
                decoded = decode::encoding_of(bytes).decode(bytes).0;
                &decoded
            }
        };
        if text.starts_with("<<<<<<< ") || text.contains("\n<<<<<<< ") {
            return Self::default();
        }
        let mut scan = Scan::new(text);
        scan.run();
        Self { cells: scan.cells }
    }

    /// Lines `line` to `end_line` (from 1) of cell `cell` (from 0).
    pub fn region(&self, cell: u32, line: u32, end_line: u32) -> Option<Region> {
        let lines = self.cells.get(cell as usize)?;
        let first = (line as usize).checked_sub(1)?;
        let last = (end_line.max(line) as usize)
            .min(lines.len())
            .checked_sub(1)?;
        let (start, _) = lines.get(first)?;
        let (_, end) = lines.get(last)?;
        Some(Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }
}

/// What a JSON value is in a notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Document,
    Worksheets,
    Worksheet,
    Cells,
    Cell,
    Source,
    Other,
}

struct Frame {
    role: Role,
    is_object: bool,
    /// Role of the value that follows the key just read; none while a key is expected.
    value: Option<Role>,
}

struct Scan<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    here: Position,
    stack: Vec<Frame>,
    cells: Vec<Vec<Line>>,
    /// The source line that is open, and whether the last character was a carriage return.
    open: Option<Line>,
    after_return: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars().peekable(),
            here: Position { line: 1, column: 1 },
            stack: Vec::new(),
            cells: Vec::new(),
            open: None,
            after_return: false,
        }
    }

    fn run(&mut self) {
        while let Some(c) = self.rest.peek().copied() {
            match c {
                '{' | '[' => {
                    let role = self.begin_value();
                    self.bump();
                    if self.stack.len() == MAX_DEPTH || self.cells.len() > MAX_CELLS {
                        break;
                    }
                    self.stack.push(Frame {
                        role: if fits(role, c == '{') {
                            role
                        } else {
                            Role::Other
                        },
                        is_object: c == '{',
                        value: None,
                    });
                }
                '}' | ']' => {
                    self.bump();
                    if let Some(frame) = self.stack.pop()
                        && frame.role == Role::Cell
                    {
                        self.end_cell();
                    }
                    if self.stack.is_empty() {
                        break;
                    }
                }
                ',' => {
                    self.bump();
                    if let Some(frame) = self.stack.last_mut() {
                        frame.value = None;
                    }
                }
                '"' => self.string(),
                ':' => self.bump(),
                c if c.is_whitespace() => self.bump(),
                _ => self.scalar(),
            }
        }
        // A truncated notebook ends inside a cell.
        self.end_cell();
    }

    fn bump(&mut self) {
        match self.rest.next() {
            Some('\n') => {
                self.here.line += 1;
                self.here.column = 1;
            }
            Some(c) => self.here.column += c.len_utf16() as u32,
            None => {}
        }
    }

    /// The role of the value that starts here. Every item of a list of cells counts as a cell, whatever it is.
    fn begin_value(&mut self) -> Role {
        let role = match self.stack.last() {
            None => Role::Document,
            Some(frame) if frame.is_object => frame.value.unwrap_or(Role::Other),
            Some(frame) => match frame.role {
                Role::Worksheets => Role::Worksheet,
                Role::Cells => Role::Cell,
                Role::Source => Role::Source,
                _ => Role::Other,
            },
        };
        if role == Role::Cell {
            self.cells.push(Vec::new());
        }
        role
    }

    /// A number or a word.
    fn scalar(&mut self) {
        self.begin_value();
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | ':' | '"');
        self.bump();
        while self.rest.peek().is_some_and(|c| !ends(*c)) {
            self.bump();
        }
    }

    fn string(&mut self) {
        let in_key = self
            .stack
            .last()
            .is_some_and(|frame| frame.is_object && frame.value.is_none());
        if in_key {
            let key = self.key();
            if let Some(frame) = self.stack.last_mut() {
                frame.value = Some(value_role(frame.role, &key));
            }
            return;
        }
        let is_source = self.begin_value() == Role::Source;
        self.bump();
        while let Some(c) = self.rest.peek().copied() {
            let start = self.here;
            self.bump();
            let meant = match c {
                '"' => return,
                '\\' => self.escape(),
                c => c,
            };
            if is_source {
                self.take(meant, start);
            }
        }
    }

    /// A key, cut when it is long.
    fn key(&mut self) -> String {
        let mut key = String::new();
        self.bump();
        while let Some(c) = self.rest.peek().copied() {
            self.bump();
            match c {
                '"' => break,
                '\\' => key.push(self.escape()),
                c if key.len() < MAX_KEY => key.push(c),
                _ => {}
            }
        }
        key
    }

    /// The rest of an escape sequence; the character matters when it ends a line.
    fn escape(&mut self) -> char {
        let Some(c) = self.rest.peek().copied() else {
            return '\\';
        };
        self.bump();
        match c {
            'n' => '\n',
            'r' => '\r',
            'u' => {
                let mut code = 0;
                for _ in 0..4 {
                    let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(16)) else {
                        break;
                    };
                    code = code * 16 + digit;
                    self.bump();
                }
                // Halves of a pair are no characters, and end no line.
                char::from_u32(code).unwrap_or('\u{fffd}')
            }
            c => c,
        }
    }

    /// A character of the source that starts at `start` and ends here.
    fn take(&mut self, c: char, start: Position) {
        let end = self.here;
        let second_of_pair = c == '\n' && self.after_return;
        self.after_return = c == '\r';
        if second_of_pair {
            return;
        }
        if c == '\n' || c == '\r' {
            let line = self.open.take().unwrap_or((start, start));
            self.keep(line);
        } else {
            let first = self.open.map_or(start, |(first, _)| first);
            self.open = Some((first, end));
        }
    }

    fn keep(&mut self, line: Line) {
        if let Some(lines) = self.cells.last_mut() {
            lines.push(line);
        }
    }

    fn end_cell(&mut self) {
        if let Some(line) = self.open.take() {
            self.keep(line);
        }
        self.after_return = false;
    }
}

fn value_role(object: Role, key: &str) -> Role {
    match (object, key) {
        (Role::Document | Role::Worksheet, "cells") => Role::Cells,
        (Role::Document, "worksheets") => Role::Worksheets,
        (Role::Cell, "source" | "input") => Role::Source,
        _ => Role::Other,
    }
}

/// Whether a role can be an object, or a list.
fn fits(role: Role, is_object: bool) -> bool {
    match role {
        Role::Document | Role::Worksheet | Role::Cell => is_object,
        Role::Worksheets | Role::Cells | Role::Source => !is_object,
        Role::Other => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// The JSON text in a region of `text`.
    fn cut(text: &str, region: Region) -> String {
        let lines: Vec<Vec<u16>> = text
            .split('\n')
            .map(|line| line.encode_utf16().collect())
            .collect();
        assert_eq!(region.start_line, region.end_line, "{region:?}");
        let line = &lines[region.start_line as usize - 1];
        let columns = region.start_column as usize - 1..region.end_column as usize - 1;
        String::from_utf16(&line[columns]).unwrap()
    }

    /// Every line of every cell that the reader finds is found again in the raw text.
    fn assert_found_again(text: &str) -> usize {
        let (unit, _) = super::super::read(Arc::from("n.ipynb"), text.as_bytes());
        let regions = NotebookRegions::new(text.as_bytes());
        assert_eq!(regions.cells.len(), unit.cells.len());
        let mut n_lines = 0;
        for (cell, read) in unit.cells.iter().enumerate() {
            for (index, line) in read.source.lines().enumerate() {
                let number = index as u32 + 1;
                let region = regions.region(cell as u32, number, number).unwrap();
                let raw = format!("\"{}\"", cut(text, region));
                let found: String = serde_json::from_str(&raw).unwrap();
                assert_eq!(found, line, "cell {cell}, line {number}");
                n_lines += 1;
            }
        }
        n_lines
    }

    #[test]
    fn lines_are_found_however_the_notebook_was_written() {
        let cells = serde_json::json!([
            {"cell_type": "code", "metadata": {"source": ["decoy\n"], "cells": [{}]}, "outputs": [{"text": ["x\n"], "cells": [1]}],
             "source": ["import pandas as pd\n", "\n", "df = pd.read_csv(\"données\\\\a.csv\")  # 👩‍🔬 é\n", "df.head()"]},
            {"cell_type": "markdown", "source": "# Titre\n\nUn texte\r\nsur trois lignes\rou quatre\n"},
            {"cell_type": "code", "source": ["a = 1\nb = 2\n", ["c = 3"]]},
            {"cell_type": "code", "source": []},
            {"source": "last()\u{2028}x\t{\"a\": 1}"},
        ]);
        let notebook =
            serde_json::json!({"metadata": {"cells": []}, "cells": cells, "nbformat": 4});
        for text in [
            serde_json::to_string(&notebook).unwrap(),
            serde_json::to_string_pretty(&notebook).unwrap(),
            serde_json::to_string_pretty(&notebook)
                .unwrap()
                .replace('\n', "\r\n"),
            serde_json::to_string_pretty(&notebook)
                .unwrap()
                .replace("é", "\\u00e9")
                .replace("👩", "\\ud83d\\udc69"),
        ] {
            assert_eq!(assert_found_again(&text), 13);
        }
    }

    #[test]
    fn the_old_format_and_odd_items_keep_the_numbers_of_cells() {
        assert_found_again(
            r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}, {"cell_type": "markdown", "source": "c"}]}, {"cells": [{"input": "d"}]}]}"#,
        );
        assert_found_again(r#"{"cells": [{"source": "a"}, 7, "x", null, [], {"source": ["b"]}]}"#);
    }

    #[test]
    fn a_stretch_of_lines_goes_from_the_first_to_the_last() {
        let text = "{\"cells\": [\n {\"source\": [\n  \"a\\n\",\n  \"bc\\n\",\n  \"d\"\n ]}]}";
        let regions = NotebookRegions::new(text.as_bytes());
        let region = |start_line, start_column, end_line, end_column| Region {
            start_line,
            start_column,
            end_line,
            end_column,
        };
        assert_eq!(regions.region(0, 1, 2), Some(region(3, 4, 4, 6)));
        assert_eq!(regions.region(0, 2, 99), Some(region(4, 4, 5, 5)));
        assert_eq!(regions.region(0, 4, 4), None);
        assert_eq!(regions.region(0, 0, 0), None);
        assert_eq!(regions.region(1, 1, 1), None);
    }

    #[test]
    fn hostile_texts_end() {
        let deep = "[".repeat(1_000_000);
        let cut_short = "{\"cells\": [{\"source\": [\"a\\n\", \"b\\u12";
        for text in [
            "",
            "{",
            "\"",
            "}}}}]]",
            ":::,,,",
            &deep,
            "{\"cells\": [{\"source\": \"\\",
        ] {
            let _ = NotebookRegions::new(text.as_bytes());
        }
        let regions = NotebookRegions::new(cut_short.as_bytes());
        assert!(regions.region(0, 2, 2).is_some());
        assert!(NotebookRegions::new(&[0xff, 0xfe, 0x00]).cells.is_empty());
    }

    #[test]
    fn a_notebook_in_utf_16_is_scanned_as_text() {
        let text = "{\"cells\": [{\"source\": [\"a\\n\",\n\"b\"]}]}";
        let bytes: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let region = NotebookRegions::new(&bytes).region(0, 2, 2).unwrap();
        assert_eq!((region.start_line, region.start_column), (2, 2));
    }
}
