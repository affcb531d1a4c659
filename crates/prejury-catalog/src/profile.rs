//! Profiles: the projects of a course, each with its competences in order and its own readings of criteria.

use std::collections::BTreeMap;
use std::sync::Arc;

use prejury_core::{CompetenceId, CriterionId, Localized};

use crate::assemble::localized;
use crate::criterion::Competence;
use crate::error::Problems;
use crate::key::Key;
use crate::layers::Sourced;
use crate::nearest::hint;
use crate::raw::{RawPart, RawProfile};

/// One project, as its own list of criteria has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Readable name, as `--profile` takes it.
    pub id: Arc<str>,
    pub title: Localized,
    /// Whether its competences come from a copy of the project's statement, and not only from what candidates hand in.
    pub certain: bool,
    /// Other projects do the same on their way.
    pub common: bool,
    /// In the order of the project's list; empty stands for the whole référentiel.
    pub parts: Vec<ProfilePart>,
    pub readings: Vec<ReadingNote>,
}

/// One competence of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfilePart {
    pub competence: CompetenceId,
    /// Numbers of its criteria that the project evaluates; empty stands for all.
    pub criteria: Vec<u8>,
    /// The project's own title of it.
    pub title: Option<Localized>,
    /// The competence under whose heading it is evaluated.
    pub with: Option<CompetenceId>,
    /// Some versions of the project leave it out.
    pub optional: bool,
}

/// How the project reads a criterion: it informs, and changes no status.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingNote {
    pub criterion: CriterionId,
    pub text: Localized,
    /// What of it a program can look for.
    pub rule: Option<ProfileRule>,
}

/// What a project asks to be explained. It makes a finding, and changes no status either.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProfileRule {
    /// A cross-validated AUC above this value, between 0 and 1, that no text explains.
    CrossValidatedAucAbove(f64),
}

const RULES: [&str; 1] = ["cross-validated-auc-above"];

impl Profile {
    /// The part about a competence; none when the project does not evaluate it. A profile of everything has no parts.
    pub fn part(&self, id: &CompetenceId) -> Option<&ProfilePart> {
        self.parts.iter().find(|part| part.competence == *id)
    }

    /// Position in the project's own list; none when it is not in it.
    pub fn position(&self, id: &CompetenceId) -> Option<usize> {
        if self.parts.is_empty() {
            return Some(0);
        }
        self.parts.iter().position(|part| part.competence == *id)
    }

    /// Whether the project evaluates the criterion.
    pub fn evaluates(&self, id: &CriterionId) -> bool {
        self.parts.is_empty()
            || self
                .part(&id.competence)
                .is_some_and(|part| part.criteria.is_empty() || part.criteria.contains(&id.number))
    }

    /// How the project reads the criterion.
    pub fn reading(&self, id: &CriterionId) -> Option<&Localized> {
        self.readings
            .iter()
            .find(|note| note.criterion == *id)
            .map(|note| &note.text)
    }

    /// Rules that its readings name, each with the criterion that is read.
    pub fn rules(&self) -> impl Iterator<Item = (&CriterionId, &ProfileRule)> {
        self.readings
            .iter()
            .filter_map(|note| Some((&note.criterion, note.rule.as_ref()?)))
    }
}

/// Checks the profiles against the competences, which are sorted by id.
pub(crate) fn profiles(
    raw: BTreeMap<String, Sourced<RawProfile>>,
    competences: &[Competence],
    problems: &mut Problems,
) -> Vec<Profile> {
    raw.into_values()
        .map(|(file, raw)| {
            Reader {
                file: &file,
                competences,
                problems,
            }
            .profile(raw)
        })
        .collect()
}

struct Reader<'a> {
    file: &'a str,
    competences: &'a [Competence],
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn profile(&mut self, raw: RawProfile) -> Profile {
        let title = localized(
            self.file,
            Key::root("title"),
            raw.title.fr,
            raw.title.en,
            self.problems,
        );
        if raw.competence.is_empty() != raw.everything {
            self.problem(
                "competence",
                "a profile names its competences or says `everything = true`, one of the two",
            );
        }
        let mut parts: Vec<ProfilePart> = Vec::new();
        for raw in raw.competence {
            let Some(part) = self.part(raw) else { continue };
            if parts
                .iter()
                .any(|other| other.competence == part.competence)
            {
                self.problem("competence", format!("`{}` stands twice", part.competence));
            }
            parts.push(part);
        }
        let mut readings: Vec<ReadingNote> = Vec::new();
        for raw in raw.reading {
            let Some(criterion) = self.criterion(&raw.criterion) else {
                continue;
            };
            let key = Key::root("reading");
            let text = localized(self.file, key, raw.fr, raw.en, self.problems);
            if readings.iter().any(|other| other.criterion == criterion) {
                self.problem("reading", format!("`{criterion}` is read twice"));
            }
            let rule = self.rule(raw.rule.as_deref(), raw.limit);
            readings.push(ReadingNote {
                criterion,
                text,
                rule,
            });
        }
        Profile {
            id: raw.id.into(),
            title,
            certain: raw.certain,
            common: raw.common,
            parts,
            readings,
        }
    }

    fn rule(&mut self, name: Option<&str>, limit: Option<f64>) -> Option<ProfileRule> {
        match (name, limit) {
            (None, None) => None,
            (None, Some(_)) => {
                self.problem(
                    "reading",
                    "`limit` is the value of a `rule`, and there is none",
                );
                None
            }
            (Some("cross-validated-auc-above"), Some(limit)) if (0.0..=1.0).contains(&limit) => {
                Some(ProfileRule::CrossValidatedAucAbove(limit))
            }
            (Some(name), _) if RULES.contains(&name) => {
                self.problem("reading", format!("`{name}` needs a `limit` from 0 to 1"));
                None
            }
            (Some(name), _) => {
                let hint = hint(name, RULES);
                self.problem("reading", format!("there is no rule `{name}`{hint}"));
                None
            }
        }
    }

    fn part(&mut self, raw: RawPart) -> Option<ProfilePart> {
        let competence = self.competence(&raw.id)?;
        let with = raw.with.and_then(|id| self.competence(&id));
        for number in &raw.criteria {
            self.criterion(&format!("{competence}-CE{number}"));
        }
        let title = raw.title.map(|raw| {
            let key = Key::root("competence");
            localized(self.file, key, raw.fr, raw.en, self.problems)
        });
        Some(ProfilePart {
            competence,
            criteria: raw.criteria,
            title,
            with,
            optional: raw.optional,
        })
    }

    fn competence(&mut self, text: &str) -> Option<CompetenceId> {
        let known = self.competences.iter().map(|known| &known.id);
        if let Some(id) = known.clone().find(|id| id.as_str() == text) {
            return Some(id.clone());
        }
        let hint = hint(text, known.map(CompetenceId::as_str));
        self.problem(
            "competence",
            format!("there is no competence `{text}`{hint}"),
        );
        None
    }

    fn criterion(&mut self, text: &str) -> Option<CriterionId> {
        let known: Vec<&CriterionId> = self
            .competences
            .iter()
            .flat_map(|competence| &competence.criteria)
            .map(|criterion| &criterion.id)
            .collect();
        if let Some(id) = text
            .parse::<CriterionId>()
            .ok()
            .filter(|id| known.contains(&id))
        {
            return Some(id);
        }
        let names: Vec<String> = known.iter().map(ToString::to_string).collect();
        let hint = hint(text, names.iter().map(String::as_str));
        self.problem("reading", format!("there is no criterion `{text}`{hint}"));
        None
    }

    fn problem(&mut self, key: &str, message: impl Into<String>) {
        self.problems.push(self.file, Key::root(key), message);
    }
}
