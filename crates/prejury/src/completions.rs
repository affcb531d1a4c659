//! `prejury completions`: the completion script of a shell, with help in the reader's language.

use std::process::ExitCode;

use crate::context::Context;
use crate::help;
use crate::low_args::LowCompletions;

pub(crate) fn run(low: &LowCompletions, context: &Context) -> ExitCode {
    let mut bytes = Vec::new();
    clap_complete::generate(
        low.shell,
        &mut help::command(&context.messages),
        "prejury",
        &mut bytes,
    );
    context.show(Ok(()), &bytes)
}
