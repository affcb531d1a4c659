//! Text of outputs kept within a bound, without the traces of the terminal it was written for.

use super::json::{TextSink, append};

/// Bytes kept of one output, once cleaned.
pub(super) const MAX_OUTPUT_BYTES: usize = 20_000;

/// Raw bytes kept at each end of an output before it is cleaned: progress bars are mostly what cleaning removes.
const RAW_HALF: usize = 2 * MAX_OUTPUT_BYTES;

const CUT: &str = "\n…\n";

/// Both ends of a text: scores are often printed after a long log, so the end counts as much as the beginning.
#[derive(Debug, Default)]
pub(super) struct Ends {
    head: String,
    tail: String,
    cut: bool,
}

impl TextSink for Ends {
    fn push(&mut self, piece: &str) {
        let mut rest = piece;
        if self.tail.is_empty() && !self.cut {
            let at = piece.floor_char_boundary(RAW_HALF - self.head.len());
            append(&mut self.head, &piece[..at]);
            rest = &piece[at..];
        }
        if rest.len() > RAW_HALF {
            self.cut = true;
            self.tail.clear();
            rest = &rest[rest.ceil_char_boundary(rest.len() - RAW_HALF)..];
        }
        self.tail.push_str(rest);
        // Dropping the front only at twice the bound keeps many small pushes linear.
        if self.tail.len() > 2 * RAW_HALF {
            self.drop_front();
        }
    }
}

impl Ends {
    pub(super) fn is_empty(&self) -> bool {
        self.head.is_empty()
    }

    /// Adds the text of `other`, as one piece.
    pub(super) fn append(&mut self, other: &Ends) {
        self.push(&other.head);
        if other.cut {
            self.push(CUT);
        }
        self.push(&other.tail);
    }

    /// The text, cleaned and within `MAX_OUTPUT_BYTES`.
    pub(super) fn finish(mut self) -> String {
        if self.tail.len() > RAW_HALF {
            self.drop_front();
        }
        if self.cut {
            self.head.push_str(CUT);
        }
        self.head.push_str(&self.tail);
        if is_plain(&self.head) {
            return bounded(self.head);
        }
        bounded(without_terminal_codes(&self.head))
    }

    fn drop_front(&mut self) {
        let at = self.tail.ceil_char_boundary(self.tail.len() - RAW_HALF);
        self.tail.drain(..at);
        self.cut = true;
    }
}

/// The beginning of a text.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) text: String,
    limit: usize,
}

impl Head {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            limit,
        }
    }
}

impl TextSink for Head {
    fn push(&mut self, piece: &str) {
        let room = self.limit - self.text.len();
        append(&mut self.text, &piece[..piece.floor_char_boundary(room)]);
        if piece.len() > room {
            // A later, shorter piece must not be put behind the cut.
            self.limit = self.text.len();
        }
    }
}

/// `text` when it fits into `MAX_OUTPUT_BYTES`, else its two ends.
pub(super) fn bounded(text: String) -> String {
    if text.len() <= MAX_OUTPUT_BYTES {
        return text;
    }
    let half = (MAX_OUTPUT_BYTES - CUT.len()) / 2;
    let head = &text[..text.floor_char_boundary(half)];
    let tail = &text[text.ceil_char_boundary(text.len() - half)..];
    [head, CUT, tail].concat()
}

/// Whether a terminal would show the text as it stands.
fn is_plain(text: &str) -> bool {
    // Folded over all bytes, without an early end, because compilers turn that into wide instructions.
    let is_plain = |byte: u8| byte != 0x1b && byte != b'\r' && byte != 8;
    text.bytes()
        .fold(true, |plain, byte| plain & is_plain(byte))
}

/// What a terminal would show: ANSI escapes left out, lines rewritten after `\r` and characters erased by `\b`.
pub(super) fn without_terminal_codes(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut line_start = 0;
    let mut returned = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\r' => returned = true,
            '\u{8}' => {
                if shown.len() > line_start {
                    shown.pop();
                }
            }
            '\n' => {
                shown.push('\n');
                line_start = shown.len();
                returned = false;
            }
            _ => {
                if std::mem::take(&mut returned) {
                    shown.truncate(line_start);
                }
                shown.push(c);
            }
        }
    }
    shown
}

fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.next() {
        // Control sequence (colours): parameters, then one final byte.
        Some('[') => {
            while let Some(c) = chars.next_if(|c| (' '..='~').contains(c)) {
                if c >= '@' {
                    break;
                }
            }
        }
        // Operating system command (links, titles): up to BEL, or to the escape of its terminator.
        Some(']') => {
            while let Some(c) = chars.next_if(|c| *c != '\u{1b}' && *c != '\n') {
                if c == '\u{7}' {
                    break;
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_codes_leave_what_was_shown() {
        assert_eq!(
            without_terminal_codes("\u{1b}[1;31mValueError\u{1b}[0m: x"),
            "ValueError: x"
        );
        assert_eq!(
            without_terminal_codes("\u{1b}]8;;http://a\u{1b}\\lien\u{1b}]8;;\u{7}."),
            "lien."
        );
        assert_eq!(
            without_terminal_codes(" 1/10\r 2/10\r10/10 acc: 0.9\nfin\r\n"),
            "10/10 acc: 0.9\nfin\n"
        );
        assert_eq!(without_terminal_codes("1/2\u{8}\u{8}\u{8}2/2"), "2/2");
        assert_eq!(without_terminal_codes("\u{1b}"), "");
        assert_eq!(without_terminal_codes("\u{1b}[31"), "");
    }

    #[test]
    fn both_ends_of_a_long_log_are_kept() {
        let mut ends = Ends::default();
        ends.push("début\n");
        for _ in 0..30_000 {
            ends.push("époque ");
        }
        ends.push("\nscore final 0.93");
        let text = ends.finish();
        assert!(text.len() <= MAX_OUTPUT_BYTES, "{}", text.len());
        assert!(text.starts_with("début\n"));
        assert!(text.contains('…'));
        assert!(text.ends_with("score final 0.93"));
    }

    #[test]
    fn one_huge_piece_is_cut_on_character_boundaries() {
        let mut ends = Ends::default();
        ends.push(&format!("a{}z", "é".repeat(200_000)));
        let text = ends.finish();
        assert!(text.len() <= MAX_OUTPUT_BYTES && text.len() > MAX_OUTPUT_BYTES - 10);
        assert!(text.starts_with("aé") && text.ends_with("éz"));
    }

    #[test]
    fn a_head_stops_where_it_was_cut() {
        let mut head = Head::new(4);
        head.push("abcé");
        head.push("x");
        assert_eq!(head.text, "abc");
    }
}
