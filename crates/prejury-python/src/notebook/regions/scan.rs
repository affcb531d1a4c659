//! One pass over the JSON of a notebook: byte spans of source lines. It follows what the JSON reader follows, and a defect
//! ends it where that one ends.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memchr2;

use super::super::MAX_CELLS;

/// Deeper values cannot be part of a notebook; the JSON reader stops there, too.
const MAX_DEPTH: usize = 128;

/// No key of interest is as long.
const MAX_KEY: usize = 20;

/// The source lines of the cells `wanted` (from 0), as byte offsets in `text`.
pub(super) fn lines_of(text: &str, wanted: BTreeSet<u32>) -> BTreeMap<u32, Vec<Range<usize>>> {
    let Some(last) = wanted.last().copied() else {
        return BTreeMap::new();
    };
    let mut scan = Scan {
        bytes: text.as_bytes(),
        at: 0,
        stack: Vec::new(),
        wanted,
        last,
        n_cells: 0,
        cells: BTreeMap::new(),
        open: None,
        after_return: false,
    };
    scan.run();
    scan.cells
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
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Frame>,
    wanted: BTreeSet<u32>,
    /// The last cell that is wanted.
    last: u32,
    /// Cells begun.
    n_cells: usize,
    cells: BTreeMap<u32, Vec<Range<usize>>>,
    /// The source line that is open, and whether the last character was a carriage return.
    open: Option<Range<usize>>,
    after_return: bool,
}

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' => {
                    let is_object = byte == b'{';
                    let role = self.begin_value();
                    if self.n_cells > MAX_CELLS {
                        break;
                    }
                    if fits(role, is_object) {
                        if self.stack.len() == MAX_DEPTH {
                            break;
                        }
                        self.at += 1;
                        self.stack.push(Frame {
                            role,
                            is_object,
                            value: None,
                        });
                    } else if !self.leap_over_container() || self.stack.is_empty() {
                        break;
                    }
                }
                b'}' | b']' => {
                    self.at += 1;
                    if let Some(frame) = self.stack.pop()
                        && frame.role == Role::Cell
                    {
                        self.end_cell();
                        if self.n_cells > self.last as usize {
                            return;
                        }
                    }
                    if self.stack.is_empty() {
                        break;
                    }
                }
                b',' => {
                    self.at += 1;
                    if let Some(frame) = self.stack.last_mut() {
                        frame.value = None;
                    }
                }
                b'"' => self.string(),
                b':' => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.scalar(),
            }
        }
        // A truncated notebook ends inside a cell.
        self.end_cell();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
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
            self.n_cells += 1;
        }
        role
    }

    /// The cell that is read, when it is wanted.
    fn cell(&self) -> Option<u32> {
        let cell = u32::try_from(self.n_cells.checked_sub(1)?).ok()?;
        self.wanted.contains(&cell).then_some(cell)
    }

    /// Passes an object or a list without looking into it; false when it is too deep, or the text ends in it.
    fn leap_over_container(&mut self) -> bool {
        let floor = self.stack.len();
        let mut depth = floor;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => self.leap_to_end_of_string(),
                b'{' | b'[' if depth == MAX_DEPTH => return false,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == floor {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// From inside a string to behind its closing quote.
    fn leap_to_end_of_string(&mut self) {
        while let Some(found) = memchr2(b'"', b'\\', &self.bytes[self.at..]) {
            self.at += found;
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                return;
            }
            self.at = (self.at + 2).min(self.bytes.len());
        }
        self.at = self.bytes.len();
    }

    /// A number or a word.
    fn scalar(&mut self) {
        self.begin_value();
        let ends = |byte: u8| {
            byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}' | b':' | b'"')
        };
        self.at += 1;
        while self.peek().is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
    }

    fn string(&mut self) {
        let in_key = self
            .stack
            .last()
            .is_some_and(|frame| frame.is_object && frame.value.is_none());
        if in_key {
            let key = self.key();
            let is_wanted = self.cell().is_some();
            if let Some(frame) = self.stack.last_mut() {
                frame.value = Some(match value_role(frame.role, &key) {
                    Role::Source if !is_wanted => Role::Other,
                    role => role,
                });
            }
            return;
        }
        let is_source = self.begin_value() == Role::Source;
        self.at += 1;
        if !is_source {
            self.leap_to_end_of_string();
            return;
        }
        while let Some(byte) = self.peek() {
            let start = self.at;
            self.at += 1;
            let meant = match byte {
                b'"' => return,
                b'\\' => self.escape(),
                byte => byte,
            };
            self.take(meant, start);
        }
    }

    /// A key, cut when it is long.
    fn key(&mut self) -> Vec<u8> {
        let mut key = Vec::new();
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => key.push(self.escape()),
                byte if key.len() < MAX_KEY => key.push(byte),
                _ => {}
            }
        }
        key
    }

    /// The rest of an escape sequence; what it means matters when it ends a line, or spells a key.
    fn escape(&mut self) -> u8 {
        let Some(byte) = self.peek() else {
            return b'\\';
        };
        self.at += 1;
        match byte {
            b'n' => b'\n',
            b'r' => b'\r',
            b'u' => {
                let mut code = 0;
                for _ in 0..4 {
                    let digit = self.peek().and_then(|byte| (byte as char).to_digit(16));
                    let Some(digit) = digit else {
                        break;
                    };
                    code = code * 16 + digit;
                    self.at += 1;
                }
                // Beyond ASCII nothing ends a line or spells a key.
                u8::try_from(code).unwrap_or(u8::MAX)
            }
            byte => byte,
        }
    }

    /// A byte of the source, which is written from `start` to here.
    fn take(&mut self, byte: u8, start: usize) {
        let second_of_pair = byte == b'\n' && self.after_return;
        self.after_return = byte == b'\r';
        if second_of_pair {
            return;
        }
        if byte == b'\n' || byte == b'\r' {
            let line = self.open.take().unwrap_or(start..start);
            self.keep(line);
        } else {
            let first = self.open.as_ref().map_or(start, |line| line.start);
            self.open = Some(first..self.at);
        }
    }

    fn keep(&mut self, line: Range<usize>) {
        if let Some(cell) = self.cell() {
            self.cells.entry(cell).or_default().push(line);
        }
    }

    fn end_cell(&mut self) {
        if let Some(line) = self.open.take() {
            self.keep(line);
        }
        self.after_return = false;
    }
}

fn value_role(object: Role, key: &[u8]) -> Role {
    match (object, key) {
        (Role::Document | Role::Worksheet, b"cells") => Role::Cells,
        (Role::Document, b"worksheets") => Role::Worksheets,
        (Role::Cell, b"source" | b"input") => Role::Source,
        _ => Role::Other,
    }
}

/// Whether a value in this role is looked into: some must be objects, others lists.
fn fits(role: Role, is_object: bool) -> bool {
    match role {
        Role::Document | Role::Worksheet | Role::Cell => is_object,
        Role::Worksheets | Role::Cells | Role::Source => !is_object,
        Role::Other => false,
    }
}
