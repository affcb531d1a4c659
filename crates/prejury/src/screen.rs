//! Standard output and standard error: colours only where they are wanted, and no panic when the reader has left.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use crate::low_args::LowColor;

/// Columns when there is no terminal: what a CI log and a mail show without wrapping.
const DEFAULT_WIDTH: usize = 80;

/// How to speak to the two standard streams.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    choice: ColorChoice,
}

impl Screen {
    pub(crate) fn new(color: LowColor) -> Self {
        let choice = match color {
            // `NO_COLOR`, `CLICOLOR_FORCE` and the kind of terminal are looked at by anstream.
            LowColor::Auto => ColorChoice::Auto,
            LowColor::Always => ColorChoice::Always,
            LowColor::Never => ColorChoice::Never,
        };
        Self { choice }
    }

    /// Writes to standard output. A reader who has left (`| head`) is no error.
    pub(crate) fn print(self, bytes: &[u8]) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout(), self.choice).lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Writes bytes without colours to standard output.
    pub(crate) fn print_raw(self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Writes a line to standard error. There is nobody to tell when that fails.
    pub(crate) fn complain(self, line: &str) {
        let mut err = AutoStream::new(io::stderr(), self.choice).lock();
        let _ = writeln!(err, "{line}");
    }

    /// Columns of the terminal that standard output is, or a width that fits everywhere.
    pub(crate) fn width(self) -> usize {
        match terminal_size::terminal_size() {
            Some((terminal_size::Width(columns), _)) if io::stdout().is_terminal() => {
                usize::from(columns)
            }
            _ => DEFAULT_WIDTH,
        }
    }
}
