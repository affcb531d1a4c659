//! Usage errors in the reader's language. clap finds them; its sentences are English only.

use clap::error::{ContextKind, ErrorKind};
use prejury_report::Messages;

/// Lines for standard error: what is wrong, what would be right, where the help is.
pub(crate) fn describe(error: &clap::Error, messages: &Messages) -> String {
    let Some(first) = sentence(error, messages) else {
        // A kind that has no sentence here; clap's own is better than none.
        return error.render().to_string().trim_end().to_owned();
    };
    let mut lines = vec![format!("{} {first}", messages.text("cli-error"))];
    if let Some(values) = context(error, ContextKind::ValidValue) {
        lines.push(format!(
            "  {}",
            messages.with("cli-error-possible", &[("values", values.into())])
        ));
    }
    let similar = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| context(error, kind));
    if let Some(value) = similar {
        lines.push(format!(
            "  {}",
            messages.with("cli-error-similar", &[("value", value.into())])
        ));
    }
    lines.push(format!("  {}", messages.text("cli-error-help")));
    lines.join("\n")
}

fn sentence(error: &clap::Error, messages: &Messages) -> Option<String> {
    let argument = context(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            Some(messages.with("cli-error-unknown-argument", &[("value", argument?.into())]))
        }
        ErrorKind::InvalidSubcommand => {
            let value = context(error, ContextKind::InvalidSubcommand)?;
            Some(messages.with("cli-error-unknown-command", &[("value", value.into())]))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(error, ContextKind::InvalidValue).unwrap_or_default();
            let name = argument?;
            if value.is_empty() {
                return Some(messages.with("cli-error-missing-value", &[("name", name.into())]));
            }
            Some(messages.with(
                "cli-error-invalid-value",
                &[("name", name.into()), ("value", value.into())],
            ))
        }
        ErrorKind::MissingRequiredArgument => {
            Some(messages.with("cli-error-missing", &[("name", argument?.into())]))
        }
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg)?;
            Some(messages.with(
                "cli-error-conflict",
                &[("name", argument?.into()), ("other", other.into())],
            ))
        }
        _ => None,
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let text = error.get(kind)?.to_string();
    (kind == ContextKind::InvalidValue || !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::Lang;

    fn error(args: &[&str]) -> String {
        let messages =
            Messages::new(Lang::Fr, include_str!("../../../rules/messages/fr.ftl")).unwrap();
        let args = std::iter::once("prejury").chain(args.iter().copied());
        let error = crate::help::command(&messages)
            .try_get_matches_from(args)
            .unwrap_err();
        describe(&error, &messages).replace('\u{a0}', " ")
    }

    #[test]
    fn mistakes_are_told_in_the_readers_language() {
        assert!(error(&["chek"]).contains("commande inconnue : chek\n  vouliez-vous dire check ?"));
        assert!(error(&["check", "--formt", "json"]).contains("argument inconnu : --formt"));
        let value = error(&["check", "--format", "xml"]);
        assert!(
            value.contains("« xml »")
                && value.contains("valeurs possibles : terminal, json, markdown"),
            "{value}"
        );
        assert!(error(&["explain"]).contains("il manque : <CODE>"));
        assert!(error(&["check", "--output"]).contains("attend une valeur"));
        assert!(error(&["check", "--quiet", "--verbose"]).contains("ne vont pas ensemble"));
        assert!(error(&["check", "--bloc", "x"]).contains("« x »"));
    }
}
