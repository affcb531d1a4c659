//! From arguments to exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind;
use prejury_catalog::{Base, Catalog};
use prejury_core::Lang;
use prejury_report::Messages;

use crate::context::{Context, EXIT_ERROR};
use crate::low_args::{LowArgs, LowColor, LowCommand};
use crate::screen::Screen;
use crate::{
    check, cohort, completions, diff, explain, help, init, list, locale, man, merge, usage,
};

/// Runs the command that `args` ask for.
pub(crate) fn run(args: Vec<OsString>) -> ExitCode {
    let lang = locale::language(&args);
    let (catalog, messages) = match built_in(lang) {
        Ok(built_in) => built_in,
        Err(error) => return fail(&error),
    };
    let low = match parse(args, &messages) {
        Ok(low) => low,
        Err(code) => return code,
    };
    let mut context = Context {
        catalog,
        messages,
        screen: Screen::new(low.color),
        lang_asked: low.lang.is_some(),
        rules: low.rules.clone(),
    };
    if let Some(folder) = &low.rules
        && let Err(sentence) = add_rules(&mut context, folder)
    {
        context.complain_in_words(&sentence);
        return ExitCode::from(EXIT_ERROR);
    }
    match low.command {
        LowCommand::Check(low) => check::run(low, context),
        LowCommand::Cohort(low) => cohort::run(low, context),
        LowCommand::Diff(low) => diff::run(&low, &context),
        LowCommand::Explain(low) => explain::run(&low, &context),
        LowCommand::Init(low) => init::run(&low, &context),
        LowCommand::List(low) => list::run(&low, &context),
        LowCommand::Merge(low) => merge::run(&low, &context),
        LowCommand::Man(low) => man::run(&low, &context),
        LowCommand::Completions(low) => completions::run(&low, &context),
    }
}

fn built_in(lang: Lang) -> Result<(Catalog, Messages), String> {
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let messages =
        Messages::new(lang, catalog.message_source(lang)).map_err(|error| error.to_string())?;
    Ok((catalog, messages))
}

/// Puts the rules of `folder` over the built-in ones. The error is a sentence for the user.
pub(crate) fn add_rules(context: &mut Context, folder: &str) -> Result<(), String> {
    let refused = |detail: String| {
        context
            .messages
            .with("cli-error-rules", &[("detail", detail.into())])
    };
    let overlay = prejury_intake::read_rules_folder(std::path::Path::new(folder))
        .map_err(|error| check::input_error(&error, &context.messages))?;
    let catalog =
        Catalog::load(Base::Embedded, overlay).map_err(|error| refused(format!("\n{error}")))?;
    let lang = context.messages.lang();
    let messages = Messages::new(lang, catalog.message_source(lang))
        .map_err(|error| refused(error.to_string()))?;
    context.catalog = catalog;
    context.messages = messages;
    Ok(())
}

/// The arguments, or the exit code after help, version or a usage error has been shown.
fn parse(args: Vec<OsString>, messages: &Messages) -> Result<LowArgs, ExitCode> {
    let parsed = help::command(messages)
        .try_get_matches_from(args)
        .and_then(|matches| LowArgs::from_arg_matches(&matches));
    parsed.map_err(|error| {
        // The colours asked for are unknown when parsing fails.
        let screen = Screen::new(LowColor::Auto);
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                let _ = screen.print(help(&error).as_bytes());
                ExitCode::SUCCESS
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                screen.complain(help(&error).trim_end());
                ExitCode::from(EXIT_ERROR)
            }
            _ => {
                screen.complain(&usage::describe(&error, messages));
                ExitCode::from(EXIT_ERROR)
            }
        }
    })
}

/// Help or version as clap lays it out, ending with exactly one line break.
fn help(error: &clap::Error) -> String {
    format!("{}\n", error.render().ansi().to_string().trim_end())
}

/// Speaks `lang` from now on, in the words of the rules that are loaded.
pub(crate) fn speak(context: &mut Context, lang: Lang) {
    if let Ok(messages) = Messages::new(lang, context.catalog.message_source(lang)) {
        context.messages = messages;
    }
}

fn fail(sentence: &str) -> ExitCode {
    Screen::new(LowColor::Auto).complain(sentence);
    ExitCode::from(EXIT_ERROR)
}
