//! Lines of text for a terminal: filled to its width, indented, styled.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use textwrap::{WordSeparator, WordSplitter, WrapAlgorithm};

use crate::escape::begins_command;
use crate::view::Word;

pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const COMMAND: Style = AnsiColor::Cyan.on_default();
pub(crate) const AGAINST: Style = AnsiColor::Red.on_default();

/// Narrower terminals get lines that overflow rather than one word a line; wider ones get lines that can be read.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;

/// The style of a status.
pub(crate) fn status_style(word: Word) -> Style {
    match word {
        Word::Present => AnsiColor::Green.on_default(),
        Word::Partial => AnsiColor::Yellow.on_default(),
        Word::Absent => AnsiColor::Red.on_default(),
        Word::Evaluator | Word::Oral => AnsiColor::Cyan.on_default(),
        Word::Waived => AnsiColor::Magenta.on_default(),
        Word::NotApplicable | Word::OutOfScope => DIM,
    }
}

/// `text` between the escape codes of `style`.
pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Where the lines go.
pub(crate) struct Page<'a> {
    out: &'a mut dyn Write,
    width: usize,
}

impl<'a> Page<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, width: usize) -> Self {
        Self {
            out,
            width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// One line as it is.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A paragraph whose first line starts at `indent` and whose others start at `hanging`. Words are never cut: a path
    /// that is too long overflows and can still be copied.
    pub(crate) fn paragraph(
        &mut self,
        indent: usize,
        hanging: usize,
        text: &str,
    ) -> io::Result<()> {
        let (first, others) = (" ".repeat(indent), " ".repeat(hanging));
        let options = textwrap::Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&others)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .break_words(false);
        for line in textwrap::wrap(text, options) {
            let line = line.trim_end();
            if begins_command(line) {
                let text = line.trim_start();
                let indent = &line[..line.len() - text.len()];
                writeln!(self.out, "{indent}\\{text}")?;
            } else {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_hang_and_never_cut_words() {
        let mut out = Vec::new();
        let mut page = Page::new(&mut out, 10);
        page.paragraph(2, 4, "un deux trois quatre cinq six sept huit neuf dossier/tres/long/chemin/qui/ne/tient/pas.ipynb").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "  un deux trois quatre cinq six sept\n    huit neuf\n    dossier/tres/long/chemin/qui/ne/tient/pas.ipynb\n"
        );
    }

    #[test]
    fn no_wrapped_line_begins_a_command() {
        let mut out = Vec::new();
        let text = format!("{} ::set-env name=A::b", "x".repeat(38));
        Page::new(&mut out, 40).paragraph(0, 2, &text).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("\n  \\::set-env name=A::b\n"), "{text}");
    }

    #[test]
    fn escape_codes_take_no_width() {
        let mut out = Vec::new();
        let words: Vec<String> = (0..8).map(|_| styled(TITLE, "mots")).collect();
        Page::new(&mut out, 40)
            .paragraph(0, 0, &words.join(" "))
            .unwrap();
        assert_eq!(String::from_utf8(out).unwrap().lines().count(), 1);
    }
}
