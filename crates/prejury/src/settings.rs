//! Whose word counts: the command line, then the configuration that the reader names, then the submission's own, which only
//! narrows what is shown.

use std::path::Path;
use std::sync::Arc;

use prejury_catalog::Catalog;
use prejury_config::{Config, LimitKey, Mistake};
use prejury_core::{
    Annotations, ChosenProfile, CompetenceId, ConfigurationFile, Issue, Narrowing, Signpost, Voice,
};
use prejury_intake::{Limits, Submission};
use prejury_report::{Messages, Value};

/// Files of a submission that can hold its own configuration, the stronger first.
const OWN_FILES: [&str; 2] = ["prejury.toml", "pyproject.toml"];

/// What the reader decided, for all submissions of a run.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The file of `--config`, as it was typed, and what it says.
    pub(crate) reader: Option<(String, Config)>,
    /// `--profile`.
    pub(crate) profile: Option<Arc<str>>,
    /// `--competence` or `--bloc` were given: no configuration narrows further.
    pub(crate) selects: bool,
    /// `--isolated`: what a submission says of itself is not looked at.
    pub(crate) isolated: bool,
    /// Over a cohort: candidates are compared, so that none of them narrows what is read and shown. Their signposts stay.
    pub(crate) alike: bool,
}

/// The submission's own configuration.
#[derive(Debug, Default)]
pub(crate) struct Own {
    pub(crate) path: String,
    pub(crate) config: Option<Config>,
    /// When it cannot be followed.
    pub(crate) mistakes: Vec<Mistake>,
}

impl Settings {
    pub(crate) fn limits(&self) -> Limits {
        const MIB: u64 = 1024 * 1024;
        let mut limits = Limits::default();
        let of_reader = self.reader.iter().flat_map(|(_, config)| &config.limits);
        for (key, value) in of_reader {
            let amount = usize::try_from(*value).unwrap_or(usize::MAX);
            match key {
                LimitKey::Files => limits.files = amount,
                LimitKey::Commits => limits.commits = amount,
                // Deeper folders than the default would only serve to exhaust the stack of other tools.
                LimitKey::Depth => limits.depth = amount.min(limits.depth),
                LimitKey::FileMegabytes => limits.file_bytes = value.saturating_mul(MIB),
                LimitKey::TotalMegabytes => limits.total_bytes = value.saturating_mul(MIB),
            }
        }
        limits
    }

    /// What the submission says of itself, when that may be looked at and there is something.
    pub(crate) fn own(&self, submission: &Submission, catalog: &Catalog) -> Option<Own> {
        if self.isolated {
            return None;
        }
        OWN_FILES.iter().find_map(|path| {
            let text = submission.text_of(path)?;
            let read = if *path == "prejury.toml" {
                prejury_config::parse(&text, catalog)
            } else {
                prejury_config::parse_pyproject(&text, catalog)?
            };
            let own = match read {
                Ok(config) => Own {
                    config: Some(config),
                    ..Own::default()
                },
                Err(mistakes) => Own {
                    mistakes,
                    ..Own::default()
                },
            };
            Some(Own {
                path: (*path).to_owned(),
                ..own
            })
        })
    }

    /// What is shown beside the rules, before any status is known: everything but the waivers.
    pub(crate) fn annotations(&self, own: Option<&Own>, catalog: &Catalog) -> Annotations {
        let own_config = own.and_then(|own| own.config.as_ref());
        let reader = self.reader.as_ref().map(|(_, config)| config);
        let mut configurations = Vec::new();
        if let Some((path, _)) = &self.reader {
            configurations.push(ConfigurationFile {
                path: path.clone(),
                voice: Voice::Reader,
            });
        }
        if let Some(own) = own.filter(|own| own.config.is_some()) {
            configurations.push(ConfigurationFile {
                path: own.path.clone(),
                voice: Voice::Submission,
            });
        }
        let of_profile = |config: Option<&Config>| config?.profile.clone();
        // The reader's file is followed alone: a candidate must not narrow what it leaves open, nor what is compared.
        let own_narrows = own_config.filter(|_| reader.is_none() && !self.alike);
        let profile = [
            (Voice::CommandLine, self.profile.clone()),
            (Voice::Reader, of_profile(reader)),
            (Voice::Submission, of_profile(own_narrows)),
        ]
        .into_iter()
        .find_map(|(voice, id)| Some(ChosenProfile { id: id?, voice }));
        let narrowing = match (reader, own_narrows) {
            (Some(config), _) => self.narrowing(config, Voice::Reader, catalog),
            (None, Some(config)) => self.narrowing(config, Voice::Submission, catalog),
            (None, None) => None,
        };
        let claims = [own_config, reader].into_iter().flatten();
        let mut signposts: Vec<Signpost> = claims
            .flat_map(|config| &config.signposts)
            .map(|claim| Signpost {
                criterion: claim.criterion.clone(),
                location: claim.location.clone(),
                note: claim.note.clone(),
                lack: None,
            })
            .collect();
        signposts.sort();
        signposts.dedup();
        Annotations {
            configurations,
            profile,
            narrowing,
            not_followed: match own_narrows {
                None => own_config.map_or_else(Vec::new, narrows),
                Some(_) => Vec::new(),
            },
            left_out: Vec::new(),
            signposts,
            waivers: Vec::new(),
        }
    }

    fn narrowing(&self, config: &Config, voice: Voice, catalog: &Catalog) -> Option<Narrowing> {
        let of_blocs = catalog
            .competences
            .iter()
            .filter(|competence| config.blocs.contains(&competence.bloc))
            .map(|competence| competence.id.clone());
        // What the command line asks for is asked for, whatever a file says. A profile of the command line is a choice, too.
        let chosen = self.selects || (voice == Voice::Submission && self.profile.is_some());
        let competences: Vec<CompetenceId> = if chosen {
            Vec::new()
        } else {
            config.competences.iter().cloned().chain(of_blocs).collect()
        };
        let excluded = config.exclude.patterns().to_vec();
        (!competences.is_empty() || !excluded.is_empty()).then_some(Narrowing {
            voice,
            competences,
            excluded,
        })
    }

    /// Keeps files from being read, as the configuration that counts asks for.
    pub(crate) fn exclude(&self, submission: &mut Submission, own: Option<&Own>) {
        let own = own.and_then(|own| own.config.as_ref());
        let own = own.filter(|_| !self.alike);
        let (config, by_candidate) = match (&self.reader, own) {
            (Some((_, config)), _) => (config, false),
            (None, Some(config)) => (config, true),
            (None, None) => return,
        };
        if !config.exclude.patterns().is_empty() {
            submission.exclude(by_candidate, |path| config.exclude.matches(path));
        }
    }
}

/// Everything by which a configuration shows or reads a part only.
fn narrows(config: &Config) -> Vec<String> {
    let profile = config.profile.iter().map(ToString::to_string);
    let competences = config.competences.iter().map(ToString::to_string);
    let blocs = config.blocs.iter().map(|bloc| format!("bloc {bloc}"));
    let patterns = config.exclude.patterns().iter().cloned();
    profile
        .chain(competences)
        .chain(blocs)
        .chain(patterns)
        .collect()
}

impl Own {
    /// What of it was refused, as lines of the report.
    pub(crate) fn issues(&self, messages: &Messages) -> Vec<Issue> {
        let at = |code| Issue::at(self.path.as_str(), code);
        if let Some(first) = self.mistakes.first() {
            let detail = sentence(first, messages);
            return vec![at("config.not-followed").with("detail", detail)];
        }
        let Some(config) = &self.config else {
            return Vec::new();
        };
        let refused = [
            (config.rules.is_some(), "config.rules-refused"),
            (!config.limits.is_empty(), "config.limits-refused"),
            (!config.waivers.is_empty(), "config.waivers-refused"),
        ];
        refused
            .into_iter()
            .filter(|(is_refused, _)| *is_refused)
            .map(|(_, code)| at(code))
            .collect()
    }
}

/// "line 3: unknown key `profil`, did you mean `profile`?"
pub(crate) fn sentence(mistake: &Mistake, messages: &Messages) -> String {
    let id = format!("config-{}", mistake.wrong.code());
    let values: Vec<(&str, Value<'_>)> = mistake
        .args
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    let mut text = messages.with(&id, &values);
    if let Some(nearest) = mistake.args.get("nearest").filter(|near| !near.is_empty()) {
        let hint = messages.with("cli-error-similar", &[("value", nearest.as_str().into())]);
        text = format!("{text} ({hint})");
    } else if let Some(known) = mistake.args.get("known") {
        let hint = messages.with("cli-error-possible", &[("values", known.as_str().into())]);
        text = format!("{text} ({hint})");
    }
    let values = [("line", mistake.line.into()), ("text", text.into())];
    messages.with("config-line", &values)
}

/// Folder that a path inside the configuration `file` starts from.
pub(crate) fn beside(file: &str, path: &str) -> String {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    folder.join(path).display().to_string()
}
