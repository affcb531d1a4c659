//! The sentences of the program, read from the Fluent files of `rules/messages/`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use prejury_core::{Finding, Issue, Lang, Lead};

use crate::redact::redact;

/// A message file that cannot be used, with the reasons that the Fluent parser gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageError(pub String);

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the message file cannot be read: {}", self.0)
    }
}

impl std::error::Error for MessageError {}

/// A value for a variable of a message.
pub type Value<'a> = FluentValue<'a>;

/// All messages of one language.
pub struct Messages {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// Messages of `lang` from the text of its Fluent file.
    pub fn new(lang: Lang, source: &str) -> Result<Self, MessageError> {
        let (tag, source) = match lang {
            Lang::Fr => ("fr", french_spaces(source)),
            Lang::En => ("en", source.to_owned()),
        };
        let resource =
            FluentResource::try_new(source).map_err(|(_, errors)| MessageError(join(&errors)))?;
        let tag = tag
            .parse()
            .map_err(|error| MessageError(format!("{error}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks that Fluent puts around values are bidi controls: terminals and pull requests show them as noise.
        // Values are cleaned of such controls by the escape of each format instead.
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .map_err(|errors| MessageError(join(&errors)))?;
        Ok(Self { lang, bundle })
    }

    /// The language of these messages.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// What stands between the items of a list whose items may hold commas.
    pub(crate) fn separator(&self) -> &'static str {
        match self.lang {
            Lang::Fr => "\u{a0}; ",
            Lang::En => "; ",
        }
    }

    /// What stands between a path and what is said of it.
    pub(crate) fn colon(&self) -> &'static str {
        match self.lang {
            Lang::Fr => "\u{a0}: ",
            Lang::En => ": ",
        }
    }

    /// The message `id`.
    pub fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// The message `id` with its variables filled. A missing message gives its id, and a test finds it before a user does.
    pub fn with(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        self.format(id, &args).unwrap_or_else(|| id.to_owned())
    }

    /// The message `id` for a number, whose variable is `n`.
    pub fn count(&self, id: &str, n: usize) -> String {
        self.with(id, &[("n", Value::from(n))])
    }

    /// The message `id` when there is one.
    pub fn find(&self, id: &str) -> Option<String> {
        self.format(id, &FluentArgs::new())
    }

    /// The sentence for an Issue: the message of its code, filled with its values.
    pub fn issue(&self, issue: &Issue) -> String {
        let id = format!("issue-{}", issue.code.replace(['.', '_'], "-"));
        let args: FluentArgs<'_> = issue
            .args
            .iter()
            .map(|(name, value)| (*name, value_of(value)))
            .collect();
        self.format(&id, &args)
            .unwrap_or_else(|| self.with("issue-unknown", &[("code", issue.code.into())]))
    }

    /// The sentence for a Lead: the message of its code, filled with its values.
    pub fn lead(&self, lead: &Lead) -> String {
        self.coded("lead", lead.code, &lead.args)
    }

    /// The sentence for a Finding.
    pub fn finding(&self, finding: &Finding) -> String {
        self.coded("finding", finding.code, &finding.args)
    }

    /// The message of a code, filled with its values; the code itself when there is none.
    fn coded(&self, kind: &str, code: &str, values: &BTreeMap<&'static str, String>) -> String {
        let id = format!("{kind}-{}", code.replace('.', "-"));
        let args: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| (*name, value_of(value)))
            .collect();
        self.format(&id, &args).unwrap_or_else(|| code.to_owned())
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        // An unset variable leaves `{$name}` in the sentence, which is the most useful thing to show.
        let mut errors = Vec::new();
        Some(
            self.bundle
                .format_pattern(pattern, Some(args), &mut errors)
                .into_owned(),
        )
    }
}

/// Numbers drive plurals; a text such as `007` stays as it is.
fn value_of(text: &str) -> Value<'_> {
    match text.parse::<u64>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        // Masked alone: a sentence around it may hide that it is a secret.
        _ => match redact(text) {
            Cow::Borrowed(text) => Value::from(text),
            Cow::Owned(text) => Value::from(text),
        },
    }
}

/// French puts a no-break space before `: ; ? !` and inside quotation marks; files are typed with ordinary spaces.
pub(crate) fn french_spaces(text: &str) -> String {
    let mut typed = String::with_capacity(text.len() + 8);
    let mut rest = 0;
    for (at, _) in text.match_indices(' ') {
        let before_sign = text[at + 1..].starts_with([':', ';', '?', '!', '»']);
        if before_sign || text[..at].ends_with('«') {
            typed.push_str(&text[rest..at]);
            typed.push('\u{a0}');
            rest = at + 1;
        }
    }
    typed.push_str(&text[rest..]);
    typed
}

fn join(errors: &[impl fmt::Debug]) -> String {
    errors
        .iter()
        .map(|error| format!("{error:?}"))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: &str = "files = { $n ->\n    [one] { $n } fichier\n   *[other] { $n } fichiers\n}\nlost = Perdu : { $what } !\nissue-limit-units = plus de { $limit } unités\nissue-unknown = illisible ({ $code })\n";

    #[test]
    fn plurals_follow_the_language() {
        let messages = Messages::new(Lang::Fr, FR).unwrap();
        assert_eq!(messages.count("files", 0), "0 fichier");
        assert_eq!(messages.count("files", 2), "2 fichiers");
    }

    #[test]
    fn values_carry_no_invisible_marks_and_french_signs_keep_their_space() {
        let messages = Messages::new(Lang::Fr, FR).unwrap();
        assert_eq!(
            messages.with("lost", &[("what", "a : b".into())]),
            "Perdu\u{a0}: a : b\u{a0}!"
        );
    }

    #[test]
    fn issues_find_their_message_by_code_or_say_the_code() {
        let messages = Messages::new(Lang::Fr, FR).unwrap();
        let known = Issue::new("limit.units").with("limit", 2000);
        assert_eq!(messages.issue(&known), "plus de 2000 unités");
        assert_eq!(
            messages.issue(&Issue::new("no.such")),
            "illisible (no.such)"
        );
    }

    #[test]
    fn a_broken_file_is_refused() {
        assert!(Messages::new(Lang::En, "x = { $n ->").is_err());
    }
}
