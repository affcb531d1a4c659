//! Bytes → text, and a reader that repairs what is not quite JSON while it is read.

use std::io::{self, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes decoded at a time: a repaired notebook is never held as a whole.
const CHUNK: usize = 16 * 1024;

/// The encoding of `bytes`: what a byte order mark says, UTF-16 when every other byte is zero, UTF-8 when most of what is not
/// ASCII is valid UTF-8, else Windows-1252 (which holds Latin-1).
pub(crate) fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let sample = &bytes[..bytes.len().min(512) & !1];
    let zeros = |offset: usize| {
        sample
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let pairs = sample.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if pairs > 1 && odd * 10 >= pairs * 7 => return UTF_16LE,
        (even, 0) if pairs > 1 && even * 10 >= pairs * 7 => return UTF_16BE,
        _ => {}
    }
    let (mut valid, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    if valid >= invalid {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// The UTF-8 text of `bytes` without copy, when they are valid up to a character cut at the end.
pub(super) fn borrowed(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

/// Reads bytes of any encoding as JSON in UTF-8. It mends what Python, editors and merges leave behind: `NaN` and `Infinity`
/// become `null`, lone surrogates U+FFFD, raw control characters in strings escapes; commas before a closing bracket go, and of
/// an unsolved merge only the first side stays.
pub(super) struct Repair<'a> {
    bytes: &'a [u8],
    decoder: Decoder,
    chunk: String,
    out: Vec<u8>,
    read: usize,
    machine: Machine,
    finished: bool,
}

impl<'a> Repair<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let decoder = encoding_of(bytes).new_decoder();
        let (chunk, out) = Default::default();
        Self {
            bytes,
            decoder,
            chunk,
            out,
            read: 0,
            machine: Machine::default(),
            finished: false,
        }
    }

    /// Whether marks of an unsolved merge were met.
    pub(super) fn met_conflict(&self) -> bool {
        self.machine.met_conflict
    }

    fn refill(&mut self) {
        self.out.clear();
        self.read = 0;
        let (now, later) = self.bytes.split_at(self.bytes.len().min(CHUNK));
        self.bytes = later;
        self.finished = later.is_empty();
        self.chunk.clear();
        // The bound is for the worst case, so one call always takes the whole input.
        let needed = self
            .decoder
            .max_utf8_buffer_length(now.len())
            .unwrap_or(4 * CHUNK);
        self.chunk.reserve(needed);
        let _ = self
            .decoder
            .decode_to_string(now, &mut self.chunk, self.finished);
        for byte in self.chunk.bytes() {
            self.machine.take(byte, &mut self.out);
        }
        if self.finished {
            self.machine.end(&mut self.out);
        }
    }
}

impl Read for Repair<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.out.len() && !self.finished {
            self.refill();
        }
        let n = buffer.len().min(self.out.len() - self.read);
        buffer[..n].copy_from_slice(&self.out[self.read..self.read + n]);
        self.read += n;
        Ok(n)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Side {
    #[default]
    None,
    Ours,
    Theirs,
}

#[derive(Debug, Default)]
struct Machine {
    in_string: bool,
    /// An escape in a string, from its backslash on.
    escape: Vec<u8>,
    /// A high surrogate that waits for its low one.
    surrogate: Vec<u8>,
    /// A number or word outside strings.
    word: Vec<u8>,
    comma: bool,
    /// Marks met so far on a line that began with one.
    marks: Vec<u8>,
    after_line_start: bool,
    skip_line: bool,
    side: Side,
    met_conflict: bool,
}

impl Machine {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) {
        // Jupyter writes JSON over many lines, so no line begins inside a string and marks of a merge stand at line starts.
        let at_line_start = std::mem::take(&mut self.after_line_start);
        self.after_line_start = byte == b'\n';
        if self.skip_line {
            self.skip_line = byte != b'\n';
            return;
        }
        if !self.in_string && self.may_be_mark(byte, at_line_start) {
            self.marks.push(byte);
            if self.marks.len() == 7 {
                self.conflict(byte);
            }
            return;
        }
        for mark in std::mem::take(&mut self.marks) {
            self.json(mark, out);
        }
        self.json(byte, out);
    }

    fn may_be_mark(&self, byte: u8, at_line_start: bool) -> bool {
        match self.marks.first() {
            Some(first) => *first == byte,
            None => at_line_start && matches!(byte, b'<' | b'|' | b'=' | b'>'),
        }
    }

    fn conflict(&mut self, mark: u8) {
        self.marks.clear();
        self.skip_line = true;
        self.met_conflict = true;
        self.side = match mark {
            b'<' => Side::Ours,
            b'>' => Side::None,
            _ if self.side == Side::None => Side::None,
            _ => Side::Theirs,
        };
    }

    fn json(&mut self, byte: u8, out: &mut Vec<u8>) {
        if self.side == Side::Theirs {
            return;
        }
        if self.in_string {
            self.string(byte, out)
        } else {
            self.outside(byte, out)
        }
    }

    fn outside(&mut self, byte: u8, out: &mut Vec<u8>) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
            self.end_comma(out, true);
            self.word.push(byte);
            // Longer than any word mended here.
            if self.word.len() > 16 {
                out.append(&mut self.word);
            }
            return;
        }
        self.end_word(out);
        match byte {
            b',' => {
                self.end_comma(out, true);
                self.comma = true;
            }
            b' ' | b'\t' | b'\r' | b'\n' if self.comma => {}
            _ => {
                self.end_comma(out, !matches!(byte, b']' | b'}'));
                self.in_string = byte == b'"';
                out.push(byte);
            }
        }
    }

    fn string(&mut self, byte: u8, out: &mut Vec<u8>) {
        if !self.escape.is_empty() {
            self.escape.push(byte);
            if self.escape[1] != b'u' || self.escape.len() == 6 {
                self.end_escape(out);
            }
            return;
        }
        if byte == b'\\' {
            self.escape.push(byte);
            return;
        }
        self.end_surrogate(out);
        match byte {
            b'"' => {
                self.in_string = false;
                out.push(byte);
            }
            0..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }

    fn end_escape(&mut self, out: &mut Vec<u8>) {
        let escape = std::mem::take(&mut self.escape);
        let unit = (escape.len() == 6).then(|| {
            std::str::from_utf8(&escape[2..])
                .ok()
                .and_then(|hex| u16::from_str_radix(hex, 16).ok())
        });
        match unit {
            Some(Some(0xd800..=0xdbff)) => {
                self.end_surrogate(out);
                self.surrogate = escape;
            }
            Some(Some(0xdc00..=0xdfff)) => {
                if self.surrogate.is_empty() {
                    out.extend_from_slice(b"\\ufffd");
                } else {
                    out.append(&mut self.surrogate);
                    out.extend_from_slice(&escape);
                }
            }
            _ => {
                self.end_surrogate(out);
                out.extend_from_slice(&escape);
            }
        }
    }

    fn end_surrogate(&mut self, out: &mut Vec<u8>) {
        if !self.surrogate.is_empty() {
            self.surrogate.clear();
            out.extend_from_slice(b"\\ufffd");
        }
    }

    fn end_comma(&mut self, out: &mut Vec<u8>, keep: bool) {
        if std::mem::take(&mut self.comma) && keep {
            out.push(b',');
        }
    }

    fn end_word(&mut self, out: &mut Vec<u8>) {
        match self.word.as_slice() {
            b"NaN" | b"-NaN" | b"Infinity" | b"-Infinity" | b"+Infinity" => {
                out.extend_from_slice(b"null")
            }
            word => out.extend_from_slice(word),
        }
        self.word.clear();
    }

    fn end(&mut self, out: &mut Vec<u8>) {
        self.end_word(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(bytes: &[u8]) -> String {
        let mut text = String::new();
        Repair::new(bytes).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn numbers_that_json_does_not_know_become_null() {
        assert_eq!(
            repaired(br#"[NaN, -Infinity,Infinity, 1.5e-3, "NaN", true]"#),
            r#"[null,null,null,1.5e-3,"NaN",true]"#
        );
    }

    #[test]
    fn lone_surrogates_and_control_characters_are_mended() {
        assert_eq!(
            repaired(br#"["\ud83d\ude00", "\ud83d", "\ude00", "\\ud83d"]"#),
            r#"["\ud83d\ude00","\ufffd","\ufffd","\\ud83d"]"#
        );
        assert_eq!(repaired(b"[\"a\tb\"]"), "[\"a\\u0009b\"]");
    }

    #[test]
    fn the_first_side_of_a_merge_stays() {
        let text = b"{\n<<<<<<< HEAD\n \"a\": 1,\n||||||| base\n \"a\": 0,\n=======\n \"a\": \"2,\n>>>>>>> other\n \"b\": [1, 2, ],\n}\n";
        assert_eq!(
            repaired(text).split_whitespace().collect::<String>(),
            r#"{"a":1,"b":[1,2]}"#
        );
    }

    #[test]
    fn encodings_are_told_apart() {
        assert_eq!(repaired(b"\xff\xfe[\0\"\0\xe9\0\"\0]\0"), "[\"é\"]");
        assert_eq!(repaired(b"[\0\"\0\xe9\0\"\0]\0"), "[\"é\"]");
        assert_eq!(repaired(b"[\"caf\xe9 d\xe9j\xe0\"]"), "[\"café déjà\"]");
        assert_eq!(repaired("\u{feff}[\"é\"]".as_bytes()), "[\"é\"]");
        assert_eq!(repaired(b"[\"\xc3\xa9\xc3\xa8\xff\"]"), "[\"éè\u{fffd}\"]");
    }

    #[test]
    fn a_long_text_is_repaired_over_many_chunks() {
        let text = format!("[{}1]", "\"é\",".repeat(20_000));
        assert_eq!(repaired(text.as_bytes()), text);
        assert_eq!(borrowed("é".as_bytes().split_at(1).0), Some(""));
    }
}
