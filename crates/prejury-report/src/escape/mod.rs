//! Making strangers' text harmless: names, excerpts and commit subjects are written by those whom the report is about.
//!
//! Every format first makes control characters visible (`visible`), then applies its own rules.

pub(crate) mod markdown;

/// How a format makes strangers' text harmless: a name that stands apart, and text inside a sentence.
#[derive(Clone, Copy)]
pub(crate) struct Escape {
    pub(crate) name: fn(&str) -> String,
    pub(crate) text: fn(&str) -> String,
}

impl Escape {
    /// For lines of a terminal.
    pub(crate) const LINE: Escape = Escape {
        name: visible,
        text: visible,
    };

    /// For Markdown.
    pub(crate) const MARKDOWN: Escape = Escape {
        name: markdown::code,
        text: markdown::text,
    };
}

/// Characters that move the cursor, reverse the reading order or hide text.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{180e}' | '\u{ad}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a byte may be the first of an unsafe character or of a command. Most bytes of a report are not, and a report has
/// megabytes of them.
const IS_SUSPECT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] =
            byte < 0x20 || matches!(byte, 0x23 | 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3);
        byte += 1;
    }
    table
};

/// One line of text without anything that a terminal, a page or the runner of a workflow would obey: white space becomes
/// one space, other controls are shown as `\u{1b}`, and what begins a command (`::set-output`, `##[group]`) gets a
/// backslash.
pub fn visible(text: &str) -> String {
    let text = text.trim();
    if is_inert(text) && !text.contains("  ") && !text.starts_with("::") {
        return text.to_owned();
    }
    let mut line = spelled_out(text);
    // Both commands stand in the log of a CI, whatever the format: GitHub obeys the first at the start of a line, and the
    // second, as Azure and TeamCity do theirs, wherever it stands.
    if line.starts_with("::") {
        line.insert(0, '\\');
    }
    for command in LOG_COMMANDS {
        line = line.replace(command, &format!("#\\{}", &command[1..]));
    }
    line
}

/// White space as one space, and other controls in letters.
fn spelled_out(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\n' | '\r' | '\t' | ' ') {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_unsafe(c) {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line
}

/// Beginnings of commands that a CI obeys wherever they stand in its log.
pub(crate) const LOG_COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// Whether `text` holds nothing that a terminal, a page or a CI would obey.
pub(crate) fn is_inert(text: &str) -> bool {
    let mut from = 0;
    let is_suspect = |byte: &u8| IS_SUSPECT[usize::from(*byte)];
    while let Some(found) = text.as_bytes()[from..].iter().position(is_suspect) {
        let rest = &text[from + found..];
        let is_command = LOG_COMMANDS.iter().any(|command| rest.starts_with(command));
        if is_command || rest.starts_with(is_unsafe) {
            return false;
        }
        from += found + 1;
    }
    true
}

/// Lines that a person wrote, as they are, but for those that hold something to be obeyed.
pub(crate) fn visible_lines(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if is_inert(line) && !begins_command(line) {
            line.to_owned()
        } else {
            visible(line)
        }
    });
    lines.collect::<Vec<String>>().join("\n")
}

/// A line of a report that was wrapped: what a stranger wrote may have come to its start.
pub(crate) fn begins_command(line: &str) -> bool {
    line.trim_start().starts_with("::")
}

/// Arguments aligned below an opening bracket keep no more of their indentation: the text is what is to be seen.
const MAX_INDENT: usize = 8;

/// The first lines of an excerpt, each safe, indented as the candidate indented them, and cut at `width` characters.
/// The second value says whether something was left out.
pub(crate) fn excerpt_lines(text: &str, n_lines: usize, width: usize) -> (Vec<String>, bool) {
    let mut rest = text.lines().filter(|line| !line.trim().is_empty());
    let taken: Vec<&str> = rest.by_ref().take(n_lines).collect();
    let mut cut = rest.next().is_some();
    let indent = taken
        .iter()
        .map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    let lines = taken
        .iter()
        .map(|line| {
            // Untrusted lines may be megabytes long: only what can be shown is looked at.
            let line = &line[indent..];
            let head = end_of(line, width + 1).map_or(line, |end| &line[..end]);
            let padding = indentation(head).min(MAX_INDENT);
            let (shown, shortened) = shorten(&visible(head), width.saturating_sub(padding));
            cut |= shortened;
            format!("{}{shown}", " ".repeat(padding))
        })
        .collect();
    (lines, cut)
}

/// Bytes of white space before a line.
fn indentation(line: &str) -> usize {
    let indent = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    indent.count()
}

/// Where the first `n` characters of `text` end, when there are more.
fn end_of(text: &str, n: usize) -> Option<usize> {
    // There are no more characters than bytes, and most texts are short.
    if text.len() <= n {
        return None;
    }
    text.char_indices().nth(n).map(|(end, _)| end)
}

/// `text` cut to `width` characters, the last of them `…` when something was cut.
pub(crate) fn shorten(text: &str, width: usize) -> (String, bool) {
    if end_of(text, width).is_none() {
        return (text.to_owned(), false);
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    (short, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_escapes_and_bidi_controls_become_visible() {
        assert_eq!(visible("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(visible("x\u{9b}31m"), "x\\u{9b}31m");
        assert_eq!(visible("user\u{202e}gnp.exe"), "user\\u{202e}gnp.exe");
        assert_eq!(visible(" a\r\n\tb  c\u{7}"), "a b c\\u{7}");
    }

    #[test]
    fn commands_of_a_workflow_get_a_backslash() {
        assert_eq!(
            visible(" ::set-output name=a::b"),
            "\\::set-output name=a::b"
        );
        assert_eq!(
            visible("x ##[group]a ##vso[b]"),
            "x #\\#[group]a #\\#vso[b]"
        );
        assert_eq!(
            visible("std::fs ## [Unreleased]"),
            "std::fs ## [Unreleased]"
        );
    }

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "Modèle naïf 👩‍🔬 « é » 数据";
        assert_eq!(visible(text), text);
    }

    #[test]
    fn excerpts_keep_relative_indentation_and_say_when_they_are_cut() {
        let (lines, cut) = excerpt_lines("    def f():\n        return 1\n\n    x = 2", 2, 60);
        assert_eq!(lines, ["def f():", "    return 1"]);
        assert!(cut);
        let (lines, cut) = excerpt_lines("y = f(x)", 2, 60);
        assert_eq!(lines, ["y = f(x)"]);
        assert!(!cut);
        let (lines, cut) = excerpt_lines(&"a".repeat(1_000_000), 2, 10);
        assert_eq!(lines, ["aaaaaaaaa…"]);
        assert!(cut);
    }
}
