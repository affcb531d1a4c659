//! Code as logical lines: what stands in brackets over several lines is one statement, comments left out.
//!
//! Filters (`df[df.age < 120]`) and bounds (`q3 + 1.5 * iqr`) are no calls: they are read off the code itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use prejury_core::Strength;
use prejury_python::{
    CellKind, CodePlace, CodeUnit, DefinitionIdx, DefinitionKind, PythonFacts, Reach, UnitIdx,
};

use super::hints::Hints;
use super::marks::assigned;
use crate::matching::strength_of_code;

/// Longer statements are data written into the code: what follows is not read.
const MAX_BYTES: usize = 2_000;
/// A bracket that nothing closes does not swallow the rest of a file.
const MAX_LINES: u32 = 120;

/// Bytes that may be more than text of a line, with the first ones of white space that is no blank.
const IS_TOLD: [bool; 256] = {
    let mut told = [false; 256];
    let mut byte = u8::MIN;
    loop {
        told[byte as usize] = matches!(
            byte,
            0..0x20 | b'"' | b'\'' | b'\\' | b'#' | b'(' | b'[' | b'{' | b')' | b']' | b'}' | 0xc2 | 0xe1..=0xe3
        );
        if byte == u8::MAX {
            break told;
        }
        byte += 1;
    }
};

/// One logical line.
#[derive(Debug)]
pub(super) struct Statement<'f> {
    /// White space folded, comments left out: the line itself, where that changes nothing.
    pub(super) code: Cow<'f, str>,
    /// Bytes of the plain name that it begins with and assigns to, as `marks::assigned` has it; 0 for none.
    target: u32,
    /// What it may be.
    pub(super) hints: Hints,
    pub(super) place: CodePlace,
    pub(super) strength: Strength,
    pub(super) function: Option<DefinitionIdx>,
    /// Whether it stands in a function (or a method) of the candidate's.
    pub(super) inside_function: bool,
    /// Whether it stands in the body of a loop.
    pub(super) in_loop: bool,
}

impl Statement<'_> {
    /// The plain name that it assigns to, when what it assigns is not the same table again.
    pub(super) fn assigned(&self) -> Option<&str> {
        (self.target > 0).then(|| &self.code[..self.target as usize])
    }

    /// What it reads: all but the name it assigns to.
    pub(super) fn read(&self) -> &str {
        &self.code[self.target as usize..]
    }
}

/// Every statement of the submission, in the order of units, cells and lines.
pub(super) fn read(python: &PythonFacts) -> Vec<Statement<'_>> {
    let n_lines = python.units.iter().map(|unit| unit.code_lines as usize);
    let mut statements = Vec::with_capacity(n_lines.sum());
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        let mut definitions: BTreeMap<u32, Vec<DefinitionIdx>> = BTreeMap::new();
        for (at, definition) in (0..).map(DefinitionIdx).zip(&unit.definitions) {
            definitions
                .entry(definition.place.cell)
                .or_default()
                .push(at);
        }
        let cells = (0..)
            .zip(&unit.cells)
            .filter(|(_, cell)| cell.kind == CellKind::Code);
        for (cell_number, cell) in cells {
            let mut around =
                Around::new(unit, definitions.remove(&cell_number).unwrap_or_default());
            for logical in logical_lines(&cell.source) {
                let function = around.at(logical.line);
                let reach =
                    function.map_or(Reach::Live, |at| unit.definitions[at.0 as usize].reach);
                statements.push(Statement {
                    target: assigned(&logical.code)
                        .map_or(0, |name| u32::try_from(name.len()).unwrap_or(0)),
                    hints: Hints::of(&logical.code),
                    code: logical.code,
                    place: CodePlace {
                        unit: number,
                        cell: cell_number,
                        line: logical.line,
                        end_line: logical.end_line,
                    },
                    strength: strength_of_code(reach, cell.run),
                    function,
                    inside_function: function.is_some_and(|at| {
                        unit.definitions[at.0 as usize].kind != DefinitionKind::Class
                    }),
                    in_loop: logical.in_loop,
                });
            }
        }
    }
    statements
}

/// The statement that holds the line of `place`.
pub(super) fn at<'s, 'f>(
    statements: &'s [Statement<'f>],
    place: CodePlace,
) -> Option<&'s Statement<'f>> {
    let after = statements.partition_point(|statement| {
        (
            statement.place.unit,
            statement.place.cell,
            statement.place.line,
        ) <= (place.unit, place.cell, place.line)
    });
    let statement = statements.get(after.checked_sub(1)?)?;
    let holds = statement.place.unit == place.unit
        && statement.place.cell == place.cell
        && place.line <= statement.place.end_line;
    holds.then_some(statement)
}

/// Innermost definitions, asked for line by line from the top.
struct Around<'f> {
    unit: &'f CodeUnit,
    /// Definitions not yet reached, the next one last.
    next: Vec<DefinitionIdx>,
    open: Vec<DefinitionIdx>,
}

impl<'f> Around<'f> {
    fn new(unit: &'f CodeUnit, mut next: Vec<DefinitionIdx>) -> Self {
        // Lambdas stand inside a statement: the statement itself belongs to what is around it.
        next.retain(|at| unit.definitions[at.0 as usize].kind != DefinitionKind::Lambda);
        next.sort_by_key(|at| std::cmp::Reverse(unit.definitions[at.0 as usize].place.line));
        Self {
            unit,
            next,
            open: Vec::new(),
        }
    }

    fn at(&mut self, line: u32) -> Option<DefinitionIdx> {
        let span = |at: &DefinitionIdx| self.unit.definitions[at.0 as usize].place;
        while self.next.last().is_some_and(|at| span(at).line <= line) {
            self.open.extend(self.next.pop());
        }
        while self.open.last().is_some_and(|at| span(at).end_line < line) {
            self.open.pop();
        }
        self.open.last().copied()
    }
}

struct Logical<'f> {
    code: Cow<'f, str>,
    line: u32,
    end_line: u32,
    in_loop: bool,
}

fn logical_lines(source: &str) -> Vec<Logical<'_>> {
    let mut reader = Reader::default();
    for (number, line) in (1_u32..).zip(source.lines()) {
        reader.line(number, line);
    }
    reader.flush();
    reader.done
}

#[derive(Default)]
struct Reader<'f> {
    done: Vec<Logical<'f>>,
    code: String,
    start: u32,
    end: u32,
    depth: u32,
    /// Quote of a text in three quotes that is open.
    open: Option<char>,
    /// White space before the heads of the loops that are open.
    loops: Vec<usize>,
    in_loop: bool,
}

impl<'f> Reader<'f> {
    fn line(&mut self, number: u32, line: &'f str) {
        let is_start = self.depth == 0 && self.open.is_none() && self.code.is_empty();
        if is_start {
            let trimmed = line.trim_start();
            if trimmed.is_empty() || trimmed.starts_with(['#', '%', '!']) {
                return;
            }
            self.enter(line.len() - trimmed.len(), trimmed);
            let line = trimmed.trim_end();
            if self.depth_after_simple(line) == Some(0) {
                self.done.push(Logical {
                    code: Cow::Borrowed(line),
                    line: number,
                    end_line: number,
                    in_loop: self.in_loop,
                });
                return;
            }
            self.start = number;
        } else {
            self.push(' ');
        }
        self.end = number;
        let continues = self.characters(line.trim());
        let is_over = self.depth == 0 && self.open.is_none() && !continues;
        if is_over || number.saturating_sub(self.start) > MAX_LINES {
            self.flush();
        }
    }

    /// Leaves the loops that a statement so far from the margin no longer stands in, and enters the one that it opens.
    fn enter(&mut self, margin: usize, code: &str) {
        while self.loops.last().is_some_and(|head| *head >= margin) {
            self.loops.pop();
        }
        self.in_loop = !self.loops.is_empty();
        if code.starts_with("for ") || code.starts_with("while ") {
            self.loops.push(margin);
        }
    }

    /// Reads one line; says whether a backslash carries the statement on.
    fn characters(&mut self, line: &str) -> bool {
        if let Some(depth) = self.depth_after_simple(line) {
            self.code.push_str(line);
            self.depth = depth;
            return false;
        }
        let mut quote: Option<char> = None;
        let mut rest = line.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            if let Some(open) = self.open {
                self.push(character);
                if character == open
                    && line[at..]
                        .chars()
                        .take(3)
                        .filter(|other| *other == open)
                        .count()
                        == 3
                {
                    self.push_skipped(&mut rest, 2);
                    self.open = None;
                }
            } else if let Some(open) = quote {
                self.push(character);
                if character == '\\' {
                    self.push_skipped(&mut rest, 1);
                } else if character == open {
                    quote = None;
                }
            } else {
                match character {
                    '#' => return false,
                    '\\' if rest.peek().is_none() => return true,
                    '"' | '\'' => {
                        self.push(character);
                        if line[at..]
                            .chars()
                            .take(3)
                            .filter(|other| *other == character)
                            .count()
                            == 3
                        {
                            self.push_skipped(&mut rest, 2);
                            self.open = Some(character);
                        } else {
                            quote = Some(character);
                        }
                        continue;
                    }
                    '(' | '[' | '{' => self.depth += 1,
                    ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                self.push(character);
            }
        }
        false
    }

    /// Brackets open after a line that is taken as it stands, as most are: no comment, no backslash, no text in three
    /// quotes, no white space to fold.
    fn depth_after_simple(&self, line: &str) -> Option<u32> {
        if self.open.is_some() || self.code.len() + line.len() >= MAX_BYTES {
            return None;
        }
        let bytes = line.as_bytes();
        let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
        // Without a way out in the middle, many bytes are compared at a time.
        if pairs.fold(false, |any, (one, next)| {
            any | (*one == b' ' && *next == b' ')
        }) {
            return None;
        }
        let mut depth = self.depth;
        let mut quote = None;
        let told = bytes.iter().enumerate();
        for (at, byte) in told.filter(|(_, byte)| IS_TOLD[usize::from(**byte)]) {
            match byte {
                b'"' | b'\'' if quote.is_none() => {
                    if bytes[at..].starts_with(&[*byte; 3]) {
                        return None;
                    }
                    quote = Some(*byte);
                }
                b'"' | b'\'' if quote == Some(*byte) => quote = None,
                b'"' | b'\'' => {}
                b'#' | b'(' | b'[' | b'{' | b')' | b']' | b'}' if quote.is_some() => {}
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                // A comment, a backslash, or what may be white space that is no blank.
                _ => return None,
            }
        }
        Some(depth)
    }

    fn push_skipped(
        &mut self,
        rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
        n: usize,
    ) {
        for (_, character) in rest.by_ref().take(n) {
            self.push(character);
        }
    }

    fn push(&mut self, character: char) {
        let is_white = character.is_whitespace();
        if self.code.len() < MAX_BYTES && !(is_white && self.code.ends_with(' ')) {
            self.code.push(if is_white { ' ' } else { character });
        }
    }

    fn flush(&mut self) {
        let code = std::mem::take(&mut self.code);
        (self.depth, self.open) = (0, None);
        // A text that stands alone is a docstring or a cell that was put out of use.
        if !code.trim().is_empty() && !code.starts_with("\"\"\"") && !code.starts_with("'''") {
            self.done.push(Logical {
                code: Cow::Owned(code),
                line: self.start,
                end_line: self.end,
                in_loop: self.in_loop,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(source: &str) -> Vec<(u32, u32, String)> {
        logical_lines(source)
            .into_iter()
            .map(|line| (line.line, line.end_line, line.code.into_owned()))
            .collect()
    }

    #[test]
    fn brackets_and_backslashes_join_lines_and_comments_are_left_out() {
        let source =
            "# note\ndf = df[\n    df.a > 1  # bound\n]\nx = 1 + \\\n  2\n%time\nprint('#1')";
        assert_eq!(
            codes(source),
            [
                (2, 4, "df = df[ df.a > 1 ]".to_owned()),
                (5, 6, "x = 1 + 2".to_owned()),
                (8, 8, "print('#1')".to_owned()),
            ]
        );
    }

    #[test]
    fn bodies_of_loops_are_told_by_their_margin() {
        let source =
            "a = 1\nfor c in cs:\n    if c:\n        f(\n  c)\n    b = 2\nwhile x: pass\nd = 3";
        let in_loop: Vec<bool> = logical_lines(source)
            .iter()
            .map(|line| line.in_loop)
            .collect();
        assert_eq!(in_loop, [false, false, true, true, true, false, false]);
    }

    #[test]
    fn code_inside_three_quotes_is_no_code() {
        assert_eq!(
            codes("'''\ndf.dropna()\n'''\ny = 2"),
            [(4, 4, "y = 2".to_owned())]
        );
    }

    #[test]
    fn an_open_bracket_does_not_swallow_a_file() {
        let source = format!("x = (\n{}", "y = 1\n".repeat(300));
        assert!(logical_lines(&source).len() > 100);
    }

    #[test]
    fn simple_lines_and_others_read_alike() {
        for (source, code) in [
            ("x = f('a#)', \"(\")", "x = f('a#)', \"(\")"),
            ("x = 'é'  + 'a\tb'", "x = 'é' + 'a b'"),
            ("x = '\u{a0}\u{a0}'", "x = ' '"),
            ("f(\n  ''' a\n b)''')\ny", "f( ''' a b)''')"),
        ] {
            assert_eq!(codes(source)[0].2, code);
        }
    }
}
