//! The clap command in the reader's language: every help text is a message `cli-...` of `rules/messages/*.ftl`.

use clap::{Arg, Command, CommandFactory};
use prejury_report::Messages;

use crate::low_args::LowArgs;

/// Options that every command takes; their messages are not named after a command.
const EVERYWHERE: [&str; 5] = ["lang", "color", "rules", "help", "version"];

/// A display order behind that of any command's own options.
const LAST: usize = 100;

/// The whole command line with its help in the language of `messages`.
pub(crate) fn command(messages: &Messages) -> Command {
    let commands: Vec<String> = LowArgs::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut command = LowArgs::command()
        .about(messages.text("cli-about"))
        .long_about(messages.text("cli-long-about"))
        .after_help(messages.text("cli-after-help"))
        .subcommand_help_heading(messages.text("cli-commands"))
        .subcommand_value_name(messages.text("cli-value-command"))
        .help_template(template(messages))
        .mut_args(|arg| localised(arg, None, messages));
    for name in commands {
        command = command.mut_subcommand(&name, |sub| {
            let id = format!("cli-{name}");
            described(sub, &id, messages)
        });
    }
    command
}

/// A command and those below it.
fn described(command: Command, id: &str, messages: &Messages) -> Command {
    let below: Vec<String> = command
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let mut command = command
        .about(messages.text(id))
        .help_template(template(messages))
        .subcommand_help_heading(messages.text("cli-commands"))
        .subcommand_value_name(messages.text("cli-value-command"))
        .mut_args(|arg| localised(arg, Some(id), messages));
    if let Some(after) = messages.find(&format!("{id}-after")) {
        command = command.after_help(after);
    }
    for name in below {
        let id = format!("{id}-{name}");
        command = command.mut_subcommand(&name, |sub| described(sub, &id, messages));
    }
    command
}

fn localised(arg: Arg, command_id: Option<&str>, messages: &Messages) -> Arg {
    let name = arg.get_id().to_string().replace('_', "-");
    let id = match command_id {
        Some(command_id) if !EVERYWHERE.contains(&&*name) => format!("{command_id}-{name}"),
        _ => format!("cli-{name}"),
    };
    let heading = if arg.is_positional() {
        "cli-arguments"
    } else {
        "cli-options"
    };
    let value_names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|value| messages.text(&format!("cli-value-{}", value.to_lowercase())))
        .collect();
    let takes_value = arg.get_action().takes_values();
    let arg = arg
        .help(messages.text(&id))
        .help_heading(messages.text(heading));
    // What every command takes comes after what this one does.
    let arg = match EVERYWHERE.iter().position(|everywhere| *everywhere == name) {
        Some(position) => arg.display_order(LAST + position),
        None => arg,
    };
    if !takes_value {
        return arg;
    }
    // The notes that clap adds (`[default: ...]`, `[possible values: ...]`) are English; the messages say the same.
    arg.value_names(value_names)
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// clap's own template, with the one English word of it replaced.
fn template(messages: &Messages) -> String {
    format!(
        "{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        messages.text("cli-usage")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::Lang;

    fn messages(lang: Lang) -> Messages {
        let source = match lang {
            Lang::Fr => include_str!("../../../rules/messages/fr.ftl"),
            Lang::En => include_str!("../../../rules/messages/en.ftl"),
        };
        Messages::new(lang, source).unwrap()
    }

    /// Every help text of `command` and of the commands below it.
    fn help_of(command: &Command) -> Vec<String> {
        let mut texts: Vec<String> = command
            .get_about()
            .into_iter()
            .map(ToString::to_string)
            .collect();
        texts.extend(
            command
                .get_arguments()
                .map(|arg| arg.get_help().map(ToString::to_string).unwrap_or_default()),
        );
        texts.extend(
            command
                .get_arguments()
                .flat_map(|arg| arg.get_value_names().unwrap_or_default())
                .map(ToString::to_string),
        );
        texts.extend(command.get_subcommands().flat_map(help_of));
        texts
    }

    #[test]
    fn every_argument_has_its_help_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            let mut command = command(&messages(lang));
            command.build();
            for text in help_of(&command) {
                assert!(
                    !text.is_empty() && !text.starts_with("cli-"),
                    "no message: {text:?}"
                );
            }
        }
    }

    #[test]
    fn french_help_has_no_english_heading() {
        let help = command(&messages(Lang::Fr)).render_long_help().to_string();
        for word in [
            "Usage:",
            "Commands:",
            "Options:",
            "Arguments:",
            "[default",
            "[possible",
        ] {
            assert!(!help.contains(word), "{word} in {help}");
        }
        assert!(help.contains("Usage\u{a0}: prejury"), "{help}");
    }

    #[test]
    fn the_definition_is_sound() {
        command(&messages(Lang::En)).debug_assert();
    }
}
