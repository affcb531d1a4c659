//! The reader's language, known before the arguments are parsed: help texts and errors need it.

use std::ffi::OsString;

use prejury_core::Lang;

/// The language of `--lang` when it is given and valid, else of the environment, else French.
pub(crate) fn language(args: &[OsString]) -> Lang {
    asked(args).unwrap_or_else(|| from_environment(|name| std::env::var(name).ok()))
}

fn asked(args: &[OsString]) -> Option<Lang> {
    let mut args = args
        .iter()
        .filter_map(|arg| arg.to_str())
        .take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let value = if arg == "--lang" {
            args.next()
        } else {
            arg.strip_prefix("--lang=")
        };
        match value {
            Some("fr") => return Some(Lang::Fr),
            Some("en") => return Some(Lang::En),
            _ => {}
        }
    }
    None
}

/// The first variable that is set decides, as POSIX orders them.
fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Fr,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(set: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| {
            set.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn the_first_variable_set_decides() {
        assert_eq!(from_environment(env(&[("LANG", "en_US.UTF-8")])), Lang::En);
        assert_eq!(
            from_environment(env(&[("LC_ALL", "fr_FR"), ("LANG", "en_US")])),
            Lang::Fr
        );
        assert_eq!(
            from_environment(env(&[("LC_ALL", ""), ("LC_MESSAGES", "en_GB")])),
            Lang::En
        );
    }

    #[test]
    fn french_is_the_default() {
        assert_eq!(from_environment(env(&[])), Lang::Fr);
        assert_eq!(from_environment(env(&[("LANG", "C.UTF-8")])), Lang::Fr);
        assert_eq!(from_environment(env(&[("LANG", "de_DE")])), Lang::Fr);
    }

    #[test]
    fn the_flag_is_seen_in_both_spellings() {
        let args = |list: &[&str]| list.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            asked(&args(&["prejury", "check", "--lang", "en"])),
            Some(Lang::En)
        );
        assert_eq!(
            asked(&args(&["prejury", "--lang=fr", "list"])),
            Some(Lang::Fr)
        );
        assert_eq!(asked(&args(&["prejury", "check", "--lang", "de"])), None);
        assert_eq!(asked(&args(&["prejury", "check", "--", "--lang=en"])), None);
    }
}
