//! `prejury init`: a commented configuration and, on request, a workflow. What is there already stays as it is.

use std::io::ErrorKind;
use std::process::ExitCode;

use prejury_core::Lang;

use crate::context::{Context, EXIT_ERROR};
use crate::io_error;
use crate::low_args::{LowCi, LowInit};

const FRENCH: &str = include_str!("../templates/prejury.fr.toml");
const ENGLISH: &str = include_str!("../templates/prejury.en.toml");
const GITHUB: &str = include_str!("../templates/github.yml");
const GITLAB: &str = include_str!("../templates/gitlab.yml");

pub(crate) fn run(low: &LowInit, context: &Context) -> ExitCode {
    let configuration = match context.messages.lang() {
        Lang::Fr => FRENCH,
        Lang::En => ENGLISH,
    };
    let mut files = vec![("prejury.toml", configuration.to_owned())];
    let workflow = |template: &str| template.replace("VERSION", env!("CARGO_PKG_VERSION"));
    match low.ci {
        Some(LowCi::Github) => {
            files.push((".github/workflows/prejury.yml", workflow(GITHUB)));
        }
        Some(LowCi::Gitlab) => files.push((".gitlab-ci.yml", workflow(GITLAB))),
        None => {}
    }
    let mut lines = String::new();
    let mut failed = false;
    for (name, text) in files {
        let path = low.folder.join(name);
        let shown = path.display().to_string();
        match prejury_intake::new_file(&path, &text) {
            Ok(()) => {
                let values = [("path", shown.as_str().into())];
                lines.push_str(&context.messages.with("cli-init-written", &values));
                lines.push('\n');
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let values = [("path", shown.as_str().into())];
                context.complain("cli-init-exists", &values);
                failed = true;
            }
            Err(error) => {
                let values = [
                    ("path", shown.as_str().into()),
                    ("detail", io_error::said(&error, &context.messages).into()),
                ];
                context.complain("cli-error-write", &values);
                failed = true;
            }
        }
    }
    let shown = context.show(Ok(()), lines.as_bytes());
    if failed {
        return ExitCode::from(EXIT_ERROR);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_catalog::Catalog;

    #[test]
    fn both_templates_are_valid_once_uncommented() {
        let catalog = Catalog::embedded().unwrap();
        for template in [FRENCH, ENGLISH] {
            assert_eq!(
                prejury_config::parse(template, &catalog).unwrap(),
                Default::default()
            );
            let lines = template.lines().map(|line| {
                let bare = line.strip_prefix("# ").unwrap_or(line);
                let is_setting = bare.starts_with("[[")
                    || bare
                        .split_once(" = ")
                        .is_some_and(|(key, _)| !key.contains(' '));
                if is_setting { bare } else { line }
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            let config = prejury_config::parse(&text, &catalog).unwrap();
            assert!(config.profile.is_some() && config.gate.is_some(), "{text}");
            assert_eq!((config.signposts.len(), config.blocs.len()), (1, 1));
        }
    }
}
