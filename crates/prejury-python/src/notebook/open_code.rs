//! What a line of Python leaves open for the next one, so that a line of a string is not taken for a magic.

/// What is open at the beginning of a line: brackets, a string, a backslash.
#[derive(Debug, Default)]
pub(super) struct OpenCode {
    depth: usize,
    /// Quote and whether there are three of it.
    string: Option<(u8, bool)>,
    continued: bool,
}

impl OpenCode {
    /// Whether the next line begins a statement.
    pub(super) fn at_statement_start(&self) -> bool {
        self.depth == 0 && !self.continued
    }

    /// Whether the next line begins inside of a string.
    pub(super) fn is_in_string(&self) -> bool {
        self.string.is_some()
    }

    /// Whether `line`, the next one, stands outside strings.
    pub(super) fn may_be_escaped(&mut self, line: &str) -> bool {
        // A bracket never closed would hide all magics after it: these words open no line inside brackets.
        if self.string.is_none()
            && ["def ", "class ", "import "]
                .iter()
                .any(|word| line.starts_with(word))
        {
            self.depth = 0;
        }
        self.string.is_none()
    }

    /// Takes a line of Python.
    pub(super) fn scan(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut at = 0;
        self.continued = false;
        while at < bytes.len() {
            let byte = bytes[at];
            if let Some((quote, triple)) = self.string {
                if byte == b'\\' {
                    at += 2;
                    continue;
                }
                let closes = byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3]));
                if closes {
                    self.string = None;
                }
                at += if closes && triple { 3 } else { 1 };
                continue;
            }
            match byte {
                b'#' => return,
                b'"' | b'\'' => {
                    let triple = bytes[at..].starts_with(&[byte; 3]);
                    self.string = Some((byte, triple));
                    at += if triple { 2 } else { 0 };
                }
                b'(' | b'[' | b'{' => self.depth += 1,
                b')' | b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                b'\\' if at + 1 == bytes.len() => self.continued = true,
                _ => {}
            }
            at += 1;
        }
        // A plain string ends with its line, unless a backslash carries it on.
        if self.string.is_some_and(|(_, triple)| !triple) && !line.ends_with('\\') {
            self.string = None;
        }
    }
}
