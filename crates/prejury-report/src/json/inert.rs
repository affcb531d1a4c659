//! JSON in which a terminal or the log of a CI finds nothing to obey, since JSON is looked at there, too: such characters
//! stand as JSON escapes, which change no value.
//!
//! They can only stand in strings: outside of them, the serializer writes nothing but ASCII and line ends.

use std::io::{self, BufWriter, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::escape::{LOG_COMMANDS, is_inert, is_unsafe};

/// The serializer writes a few bytes at a time, and reports have megabytes.
const BUFFER: usize = 1 << 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A value a line, indented by two spaces.
    Indented,
    /// The same, with what lies so many brackets deep on one line: long lists stay short and can be compared by lines.
    IndentedTo(usize),
    /// All on one line (JSON Lines).
    OneLine,
}

impl Layout {
    /// Whether what stands inside so many brackets begins lines of its own.
    fn breaks_at(self, depth: usize) -> bool {
        match self {
            Self::Indented => true,
            Self::IndentedTo(max) => depth <= max,
            Self::OneLine => false,
        }
    }
}

/// Writes `value` and a line end.
pub(crate) fn write(value: &impl Serialize, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    let formatter = Inert {
        layout,
        depth: 0,
        has_value: false,
    };
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A value that is written already, for a place inside a document: parts of one are written by all threads.
pub(super) struct Rendered(Vec<u8>);

impl Rendered {
    /// `value` as it stands inside `depth` brackets.
    pub(super) fn of(value: &impl Serialize, layout: Layout, depth: usize) -> io::Result<Self> {
        let mut bytes = Vec::with_capacity(BUFFER);
        let formatter = Inert {
            layout,
            depth,
            has_value: false,
        };
        value.serialize(&mut Serializer::with_formatter(&mut bytes, formatter))?;
        Ok(Self(bytes))
    }
}

impl Serialize for Rendered {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

struct Inert {
    layout: Layout,
    /// Open objects and lists.
    depth: usize,
    /// Whether the innermost of them has a value.
    has_value: bool,
}

impl Inert {
    fn open<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        let breaks = self.layout.breaks_at(self.depth);
        self.depth -= 1;
        if self.has_value && breaks {
            self.line(out)?;
        }
        out.write_all(bracket)
    }

    fn item<W: ?Sized + Write>(&mut self, first: bool, out: &mut W) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if !self.layout.breaks_at(self.depth) {
            return Ok(());
        }
        self.line(out)
    }

    fn line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        const SPACES: &[u8] = &[b' '; 64];
        out.write_all(b"\n")?;
        let mut left = 2 * self.depth;
        while left > 0 {
            let n = left.min(SPACES.len());
            out.write_all(&SPACES[..n])?;
            left -= n;
        }
        Ok(())
    }
}

impl Formatter for Inert {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(b"[", out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(b"]", out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(first, out)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(b"{", out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(b"}", out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(first, out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(match self.layout.breaks_at(self.depth) {
            true => b": ",
            false => b":",
        })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    /// Bytes are what was rendered before: nothing else in a document is any.
    fn write_byte_array<W: ?Sized + Write>(&mut self, out: &mut W, bytes: &[u8]) -> io::Result<()> {
        out.write_all(bytes)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_inert(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        let mut safe = String::with_capacity(fragment.len() + 64);
        for c in fragment.chars() {
            if is_unsafe(c) {
                let units = &mut [0; 2];
                let units = c.encode_utf16(units).iter();
                safe.extend(units.map(|unit| format!("\\u{unit:04x}")));
            } else {
                safe.push(c);
            }
        }
        for command in LOG_COMMANDS {
            safe = safe.replace(command, &format!("#\\u0023{}", &command[2..]));
        }
        out.write_all(safe.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &serde_json::Value, layout: Layout) -> String {
        let mut bytes = Vec::new();
        write(value, layout, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_a_terminal_or_a_log_obeys_is_escaped_and_no_value_changes() {
        let value = serde_json::json!({
            "a": "é \u{9b}31m \u{202e}x\u{e0001} \n\t👩\u{200d}🔬 \"##[group]\" ##vso[b]",
            "##[key]\u{7f}": [],
        });
        let safe = written(&value, Layout::OneLine);
        assert!(is_inert(safe.trim_end()), "{safe}");
        assert!(safe.contains("\\u009b31m \\u202ex\\udb40\\udc01"), "{safe}");
        assert!(safe.contains("#\\u0023[group]"), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
    }

    #[test]
    fn what_is_rendered_before_stands_as_if_it_were_written_in_its_place() {
        let parts = [
            serde_json::json!({"b": ["é\u{202e}", []]}),
            serde_json::json!([]),
        ];
        for layout in [Layout::Indented, Layout::IndentedTo(2), Layout::OneLine] {
            let rendered: Vec<Rendered> = parts
                .iter()
                .map(|part| Rendered::of(part, layout, 2).unwrap())
                .collect();
            let mut bytes = Vec::new();
            let whole = std::collections::BTreeMap::from([("a", rendered)]);
            write(&whole, layout, &mut bytes).unwrap();
            let whole = written(&serde_json::json!({"a": parts}), layout);
            assert_eq!(String::from_utf8(bytes).unwrap(), whole);
        }
    }

    #[test]
    fn the_layouts_are_those_of_serde_json() {
        let value = serde_json::json!({
            "a": [1, [], {}, [[2.5]], {"b": null, "c": {"d": "é"}}],
            "e": [],
            "f": "x",
        });
        let indented = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(written(&value, Layout::Indented), format!("{indented}\n"));
        let one_line = serde_json::to_string(&value).unwrap();
        assert_eq!(written(&value, Layout::OneLine), format!("{one_line}\n"));
        assert_eq!(
            written(&value, Layout::IndentedTo(2)),
            "{\n  \"a\": [\n    1,\n    [],\n    {},\n    [[2.5]],\n    {\"b\":null,\"c\":{\"d\":\"é\"}}\n  ],\n  \"e\": [],\n  \"f\": \"x\"\n}\n"
        );
    }
}
