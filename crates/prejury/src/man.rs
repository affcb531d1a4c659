//! `prejury man`: the manual page of the program or of one of its commands, in the reader's language.

use std::io;
use std::process::ExitCode;

use clap_mangen::Man;
use prejury_report::Messages;

use crate::context::{Context, EXIT_ERROR};
use crate::help;
use crate::low_args::LowMan;
use crate::usage;

/// Headings that clap_mangen writes in English, and our messages for them.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "cli-man-name"),
    ("SYNOPSIS", "cli-man-synopsis"),
    ("DESCRIPTION", "cli-man-description"),
    ("EXTRA", "cli-man-more"),
    ("VERSION", "cli-man-version"),
];

pub(crate) fn run(low: &LowMan, context: &Context) -> ExitCode {
    let mut root = help::command(&context.messages).disable_help_subcommand(true);
    root.build();
    let command = match &low.command {
        None => Some(root),
        Some(name) => root.find_subcommand(name).map(|command| {
            let full_name = format!("prejury-{name}");
            command
                .clone()
                .name(full_name)
                .version(env!("CARGO_PKG_VERSION"))
        }),
    };
    let Some(command) = command else {
        // What typing the command itself would be answered.
        let args = ["prejury"].into_iter().chain(low.command.as_deref());
        if let Err(error) = help::command(&context.messages).try_get_matches_from(args) {
            context
                .screen
                .complain(&usage::describe(&error, &context.messages));
        }
        return ExitCode::from(EXIT_ERROR);
    };
    let mut bytes = Vec::new();
    let written = page(command, &context.messages, &mut bytes);
    context.show(written, &bytes)
}

/// A page as `man` reads it.
fn page(command: clap::Command, messages: &Messages, out: &mut Vec<u8>) -> io::Result<()> {
    let mut page = Vec::new();
    Man::new(command).manual("prejury").render(&mut page)?;
    for line in String::from_utf8_lossy(&page).lines() {
        let line = match line.strip_prefix(".SH ") {
            Some(heading) => format!(".SH {}", section(heading, messages)),
            None => line.to_owned(),
        };
        out.extend(line.as_bytes());
        out.push(b'\n');
    }
    Ok(())
}

fn section(heading: &str, messages: &Messages) -> String {
    let own = HEADINGS.iter().find(|(english, _)| *english == heading);
    match own {
        Some((_, id)) => messages.text(id).to_uppercase(),
        // Headings of help end with the space that French puts before a colon.
        None => heading.trim().to_owned(),
    }
}
