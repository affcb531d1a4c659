//! What every command needs: the catalogue, the messages, the screen.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anstream::adapter;
use prejury_catalog::Catalog;
use prejury_report::{Detail, Messages, Options, Selection, Value};

use crate::io_error;
use crate::screen::Screen;

/// Exit code of usage and input errors; 1 is kept for a gate that was not met.
pub(crate) const EXIT_ERROR: u8 = 2;

/// What the bytes of a format are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Escape codes in it are colours.
    Coloured,
    /// There is none in it, and every byte counts.
    Plain,
}

/// Held by `run` for the time of one command.
pub(crate) struct Context {
    pub(crate) catalog: Catalog,
    pub(crate) messages: Messages,
    pub(crate) screen: Screen,
    /// `--lang` was given: no configuration changes the language.
    pub(crate) lang_asked: bool,
    /// The folder of `--rules`: no configuration brings other ones.
    pub(crate) rules: Option<String>,
}

impl Context {
    /// Report options for this reader.
    pub(crate) fn options(
        &self,
        detail: Detail,
        selection: Selection,
        width: usize,
    ) -> Options<'_> {
        Options {
            messages: &self.messages,
            detail,
            selection,
            width,
            anchors: &[],
            show_authors: false,
            one_per_line: false,
        }
    }

    /// The messages of the other language, for pages that hold both. The error is a sentence for the user.
    pub(crate) fn other_messages(&self) -> Result<Messages, String> {
        let other = self.messages.lang().other();
        Messages::new(other, self.catalog.message_source(other)).map_err(|error| error.to_string())
    }

    /// Says what is wrong on standard error.
    pub(crate) fn complain(&self, id: &str, values: &[(&str, Value<'_>)]) {
        self.complain_in_words(&self.messages.with(id, values));
    }

    /// The same for a sentence that is there already.
    pub(crate) fn complain_in_words(&self, sentence: &str) {
        self.screen
            .complain(&format!("{} {sentence}", self.messages.text("cli-error")));
    }

    /// Names the nearest known words below a complaint.
    pub(crate) fn suggest(&self, words: &[&str]) {
        if !words.is_empty() {
            let line = self
                .messages
                .with("cli-error-similar", &[("value", words.join(", ").into())]);
            self.screen.complain(&format!("  {line}"));
        }
    }

    /// Prints what a writer made. Colours are in the bytes; the screen drops them where they are not wanted.
    pub(crate) fn show(&self, written: io::Result<()>, bytes: &[u8]) -> ExitCode {
        self.deliver(None, Content::Coloured, written, bytes)
    }

    /// The same to a file, without colours; no path is standard output.
    pub(crate) fn deliver(
        &self,
        path: Option<&Path>,
        content: Content,
        written: io::Result<()>,
        bytes: &[u8],
    ) -> ExitCode {
        let delivered = written.and_then(|()| match path {
            None => match content {
                Content::Coloured => self.screen.print(bytes),
                Content::Plain => self.screen.print_raw(bytes),
            },
            Some(path) => match content {
                Content::Coloured => {
                    prejury_intake::write_file(path, &adapter::strip_bytes(bytes).into_vec())
                }
                Content::Plain => prejury_intake::write_file(path, bytes),
            },
        });
        let Err(error) = delivered else {
            return ExitCode::SUCCESS;
        };
        let name = path.map_or("stdout".to_owned(), |path| path.display().to_string());
        self.complain(
            "cli-error-write",
            &[
                ("path", name.into()),
                ("detail", io_error::said(&error, &self.messages).into()),
            ],
        );
        ExitCode::from(EXIT_ERROR)
    }
}
