//! Configuration files as the user meets them: the one of `--config` is read or refused, and what is wrong with one is said.

use std::path::Path;

use prejury_config::{Config, Mistake};
use prejury_report::visible;

use crate::assess::Assessed;
use crate::check::input_error;
use crate::context::Context;
use crate::run::{add_rules, speak};
use crate::settings::{self, Settings};

/// The file of `--config`, with the rules and the language that it asks for; none when it is refused, which has then been said.
pub(crate) fn of_reader(
    file: Option<&str>,
    context: &mut Context,
) -> Option<Option<(String, Config)>> {
    let Some(file) = file else {
        return Some(None);
    };
    let text = match prejury_intake::read_config(Path::new(file)) {
        Ok(text) => text,
        Err(error) => {
            context.complain_in_words(&input_error(&error, &context.messages));
            return None;
        }
    };
    let is_manifest = file.ends_with("pyproject.toml");
    if let Some(folder) = prejury_config::rules_folder(&text, is_manifest)
        && context.rules.is_none()
        && let Err(sentence) = add_rules(context, &settings::beside(file, &folder))
    {
        context.complain_in_words(&sentence);
        return None;
    }
    let read = if is_manifest {
        prejury_config::parse_pyproject(&text, &context.catalog)
            .unwrap_or_else(|| Ok(Default::default()))
    } else {
        prejury_config::parse(&text, &context.catalog)
    };
    match read {
        Ok(config) => {
            if let Some(lang) = config.language.filter(|_| !context.lang_asked) {
                speak(context, lang);
            }
            Some(Some((file.to_owned(), config)))
        }
        Err(mistakes) => {
            for mistake in &mistakes {
                say_mistake(file, mistake, context);
            }
            None
        }
    }
}

/// Says what is wrong with the submission's own configuration. With one of the reader's it only stands in the report.
pub(crate) fn says_own_mistakes(
    assessed: &Assessed,
    settings: &Settings,
    context: &Context,
) -> bool {
    let Some(own) = assessed.own.as_ref().filter(|own| !own.mistakes.is_empty()) else {
        return true;
    };
    if settings.reader.is_some() {
        return true;
    }
    for mistake in &own.mistakes {
        say_mistake(&own.path, mistake, context);
    }
    false
}

fn say_mistake(file: &str, mistake: &Mistake, context: &Context) {
    // Keys and values are quoted, and a hand-in may hold any.
    let text = visible(&settings::sentence(mistake, &context.messages));
    let values = [("path", file.into()), ("text", text.into())];
    context.complain("cli-error-config", &values);
}
