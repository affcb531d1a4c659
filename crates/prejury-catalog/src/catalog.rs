//! The validated catalogue: what other crates ask for rules.

use std::fmt;
use std::sync::OnceLock;

use prejury_core::{CompetenceId, CriterionId, Lang};

use crate::assemble::{Parts, assemble};
use crate::call_index::CallIndex;
use crate::criterion::{Bloc, Competence, Criterion};
use crate::embedded;
use crate::error::{CatalogError, Problems};
use crate::families::Families;
use crate::key::Key;
use crate::layers::Layers;
use crate::names::NameSet;
use crate::nearest::nearest;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::regex_index::{RegexSets, Regexes, Searched};
use crate::signal::Signal;

/// Suggestions for a name that nothing has.
const MAX_SUGGESTIONS: usize = 3;

/// What an overlay is put over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The rules inside the binary.
    Embedded,
    /// Nothing: the overlay is all there is.
    Nothing,
}

/// All rules, checked.
#[derive(Debug)]
pub struct Catalog {
    /// By number.
    pub blocs: Vec<Bloc>,
    /// In the order of the référentiel, each with its criteria.
    pub competences: Vec<Competence>,
    /// Sorted by id.
    pub signals: Vec<Signal>,
    /// Sorted by id.
    pub profiles: Vec<Profile>,
    families: Families,
    french: String,
    english: String,
    calls: OnceLock<CallIndex>,
    regex_sets: RegexSets,
}

/// What a code or slug names.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// A competence.
    Competence(&'a Competence),
    /// A criterion.
    Criterion(&'a Criterion),
}

/// A text that is no code and no slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The text.
    pub asked: String,
    /// The nearest codes and slugs, best first; may be empty.
    pub nearest: Vec<String>,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no competence and no criterion", self.asked)?;
        if !self.nearest.is_empty() {
            write!(f, "; the nearest: {}", self.nearest.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for NotFound {}

impl Catalog {
    /// The rules inside the binary. Their regular expressions and globs are compiled when they are first used; a test
    /// has validated them.
    pub fn embedded() -> Result<Self, CatalogError> {
        Self::from_layers(Base::Embedded, &[])
    }

    /// The rules of `overlay`, pairs of a path inside a rules folder and a text, over those of `base`; all validated.
    pub fn load(base: Base, overlay: Vec<(String, String)>) -> Result<Self, CatalogError> {
        let catalog = Self::from_layers(base, &overlay)?;
        catalog.validate()?;
        Ok(catalog)
    }

    fn from_layers(base: Base, overlay: &[(String, String)]) -> Result<Self, CatalogError> {
        let mut problems = Problems::default();
        let mut layers = Layers::default();
        if base == Base::Embedded {
            layers.add(embedded::files(), &mut problems);
        }
        layers.add(
            overlay
                .iter()
                .map(|(path, text)| (path.as_str(), text.as_str())),
            &mut problems,
        );
        let (french, english) = (
            std::mem::take(&mut layers.french),
            std::mem::take(&mut layers.english),
        );
        let Parts {
            blocs,
            competences,
            signals,
            families,
            profiles,
        } = assemble(layers, &mut problems);
        let calls = OnceLock::new();
        problems.into_result(Self {
            blocs,
            competences,
            signals,
            profiles,
            families,
            french,
            english,
            calls,
            regex_sets: RegexSets::default(),
        })
    }

    /// Compiles every regular expression and glob, and reports those that cannot be.
    pub fn validate(&self) -> Result<(), CatalogError> {
        let mut problems = Problems::default();
        for signal in &self.signals {
            for pattern in &signal.patterns {
                let (name, error) = match pattern {
                    Pattern::Path(globs) => ("path", globs.error()),
                    Pattern::Output(regex) => ("output", regex.error()),
                    Pattern::String(regex) => ("string", regex.error()),
                    Pattern::Magic(regex) => ("magic", regex.error()),
                    Pattern::Commit(regex) => ("commit", regex.error()),
                    _ => continue,
                };
                if let Some(error) = error {
                    problems.push(&signal.file, Key::root(&signal.id).name(name), error);
                }
            }
        }
        problems.into_result(())
    }

    /// Every criterion, in the order of the référentiel.
    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.competences
            .iter()
            .flat_map(|competence| &competence.criteria)
    }

    /// The competence with this code.
    pub fn competence(&self, id: &CompetenceId) -> Option<&Competence> {
        let position = self
            .competences
            .binary_search_by(|competence| competence.id.cmp(id))
            .ok()?;
        self.competences.get(position)
    }

    /// The criterion with this code.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.competence(&id.competence)?
            .criteria
            .iter()
            .find(|criterion| criterion.id == *id)
    }

    /// The signal with this id.
    pub fn signal(&self, id: &str) -> Option<&Signal> {
        let position = self
            .signals
            .binary_search_by(|signal| signal.id.as_ref().cmp(id))
            .ok()?;
        self.signals.get(position)
    }

    /// The profile with this id.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| *profile.id == *id)
    }

    /// The family of names `name`, without `@`.
    pub fn family(&self, name: &str) -> Option<&NameSet> {
        self.families.get(name).map(AsRef::as_ref)
    }

    /// The Fluent file of the program's sentences in `lang`.
    pub fn message_source(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.french,
            Lang::En => &self.english,
        }
    }

    /// The call patterns of all signals by the names that they match, built at the first call.
    pub fn calls(&self) -> &CallIndex {
        self.calls.get_or_init(|| CallIndex::new(&self.signals))
    }

    /// The expressions of all signals for one kind of text; none when there is nothing to look for.
    pub fn regexes(&self, searched: Searched) -> Option<Regexes<'_>> {
        Regexes::new(&self.signals, &self.regex_sets, searched)
    }

    /// The competence or criterion that `text` names by code or slug, whatever its case.
    pub fn find(&self, text: &str) -> Result<Found<'_>, NotFound> {
        let names = |code: &str, slug: &str| {
            code.eq_ignore_ascii_case(text) || slug.eq_ignore_ascii_case(text)
        };
        for competence in &self.competences {
            if names(competence.id.as_str(), &competence.slug) {
                return Ok(Found::Competence(competence));
            }
            for criterion in &competence.criteria {
                if names(&criterion.id.to_string(), &criterion.slug) {
                    return Ok(Found::Criterion(criterion));
                }
            }
        }
        Err(self.not_found(text))
    }

    fn not_found(&self, text: &str) -> NotFound {
        let codes: Vec<String> = self
            .criteria()
            .map(|criterion| criterion.id.to_string())
            .collect();
        let known = self
            .competences
            .iter()
            .flat_map(|competence| [competence.id.as_str(), competence.slug.as_str()])
            .chain(codes.iter().map(String::as_str))
            .chain(self.criteria().map(|criterion| criterion.slug.as_str()));
        let nearest = nearest(text, known, MAX_SUGGESTIONS)
            .into_iter()
            .map(str::to_owned)
            .collect();
        NotFound {
            asked: text.to_owned(),
            nearest,
        }
    }
}
