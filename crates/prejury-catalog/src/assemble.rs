//! Raw layers → checked blocs, competences, criteria and signals.

use std::collections::BTreeMap;
use std::sync::Arc;

use prejury_core::{CompetenceId, Kind, Localized};

use crate::condition::{Condition, ConditionReader};
use crate::criterion::{Bloc, Competence, Criterion, Question};
use crate::error::Problems;
use crate::families::Families;
use crate::key::Key;
use crate::layers::{Layers, repeated_slugs};
use crate::nearest::hint;
use crate::profile::{self, Profile};
use crate::raw::{RawCompetence, RawCriterion, RawItem, RawKind, RawLocalized, RawQuestion};
use crate::signal::Signal;

/// The parts of a catalogue.
pub(crate) struct Parts {
    pub(crate) blocs: Vec<Bloc>,
    pub(crate) competences: Vec<Competence>,
    /// Sorted by id.
    pub(crate) signals: Vec<Signal>,
    pub(crate) families: Families,
    /// Sorted by id.
    pub(crate) profiles: Vec<Profile>,
}

/// Checks every value and every reference, and collects what is wrong.
pub(crate) fn assemble(layers: Layers, problems: &mut Problems) -> Parts {
    for (file, slug) in repeated_slugs(&layers) {
        problems.push(
            &file,
            "slug",
            format!("`{slug}` is the slug of another competence or criterion already"),
        );
    }
    let Layers {
        blocs,
        competences,
        criteria,
        families,
        signals,
        profiles,
        ..
    } = layers;
    let families = Families::new(families, problems);
    let signals: Vec<Signal> = signals
        .into_values()
        .map(|(file, raw)| {
            let id = raw.id.clone();
            let label = localized(
                &file,
                Key::root(&id).name("label"),
                raw.label.fr.clone(),
                raw.label.en.clone(),
                problems,
            );
            Signal::new(raw, label, &file, &families, problems)
        })
        .collect();
    let ids: Vec<Arc<str>> = signals.iter().map(|signal| signal.id.clone()).collect();
    let blocs: Vec<Bloc> = blocs
        .into_values()
        .map(|(file, raw)| {
            let title = localized(
                &file,
                Key::root("bloc").name("title"),
                raw.title.fr,
                raw.title.en,
                problems,
            );
            Bloc {
                number: raw.number,
                title,
            }
        })
        .collect();
    let mut by_id: BTreeMap<CompetenceId, Competence> = BTreeMap::new();
    for (id, (file, raw)) in competences {
        let mut reader = Reader {
            file: &file,
            signals: &ids,
            problems,
        };
        if !blocs.iter().any(|bloc| bloc.number == raw.bloc) {
            reader.problem(
                Key::root("bloc"),
                format!("there is no bloc `{}` in blocs.toml", raw.bloc),
            );
        }
        by_id.insert(id.clone(), reader.competence(id, raw));
    }
    // Criteria come sorted by code, hence by number inside each competence.
    for (id, (file, raw)) in criteria {
        let mut reader = Reader {
            file: &file,
            signals: &ids,
            problems,
        };
        let criterion = reader.criterion(id, raw);
        if let Some(competence) = by_id.get_mut(&criterion.id.competence) {
            competence.criteria.push(criterion);
        } else {
            let competence = &criterion.id.competence;
            let hint = hint(competence.as_str(), by_id.keys().map(CompetenceId::as_str));
            problems.push(
                &file,
                "id",
                format!("there is no competence `{competence}`{hint}"),
            );
        }
    }
    let competences: Vec<Competence> = by_id.into_values().collect();
    let profiles = profile::profiles(profiles, &competences, problems);
    Parts {
        blocs,
        competences,
        signals,
        families,
        profiles,
    }
}

/// Checks the values of one file.
struct Reader<'a> {
    file: &'a str,
    signals: &'a [Arc<str>],
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn competence(&mut self, id: CompetenceId, raw: RawCompetence) -> Competence {
        self.slug(&raw.slug);
        self.text(&raw.text, "text");
        Competence {
            title: self.localized(raw.title, "title"),
            scope: self.condition(raw.scope, "scope"),
            id,
            slug: raw.slug,
            bloc: raw.bloc,
            activity: raw.activity,
            activity_title: raw.activity_title,
            text: raw.text,
            criteria: Vec::new(),
        }
    }

    fn criterion(&mut self, id: prejury_core::CriterionId, raw: RawCriterion) -> Criterion {
        self.slug(&raw.slug);
        self.text(&raw.text, "text");
        let kind = match raw.kind {
            RawKind::Auto => Kind::Auto,
            RawKind::Assisted => Kind::Assisted,
            RawKind::Human => Kind::Human,
        };
        if kind == Kind::Human && raw.present.is_some() {
            self.problem(
                Key::root("present"),
                "a criterion of kind `human` is not assessed, its conditions would never be read",
            );
        }
        let others = [&raw.partial, &raw.trace, &raw.not_applicable];
        if raw.present.is_none() && others.into_iter().any(Option::is_some) {
            self.problem(Key::root("present"), "without `[present]` the criterion is not assessed and its other conditions are never read");
        }
        if raw.question.is_empty() {
            self.problem(
                Key::root("question"),
                "a criterion has at least one question",
            );
        }
        // Headings are folded before they are asked: anything else would never match.
        let is_folded = |word: &String| {
            let mut letters = word.chars();
            !word.is_empty()
                && letters.all(|letter| letter.is_ascii() && !letter.is_ascii_uppercase())
        };
        if !raw.sections.iter().all(is_folded) {
            let message = "words of headings are written in lower case and without accents";
            self.problem(Key::root("sections"), message);
        }
        let questions = raw.question.into_iter().enumerate();
        Criterion {
            title: self.localized(raw.title, "title"),
            looks_for: self.localized(raw.looks_for, "looks_for"),
            does_not_count: raw
                .does_not_count
                .map(|raw| self.localized(raw, "does_not_count")),
            example: raw.example.map(|raw| self.localized(raw, "example")),
            advice: self.localized(raw.advice, "advice"),
            present: self.condition(raw.present, "present"),
            partial: self.condition(raw.partial, "partial"),
            trace: self.condition(raw.trace, "trace"),
            not_applicable: self.condition(raw.not_applicable, "not_applicable"),
            results_first: raw.results_first,
            seen_at_calls: raw.seen_at_calls,
            gathered_first: raw.gathered_first,
            together_first: raw.together_first,
            sections: raw.sections,
            questions: questions
                .map(|(position, raw)| self.question(position, raw))
                .collect(),
            id,
            slug: raw.slug,
            kind,
            text: raw.text,
        }
    }

    fn question(&mut self, position: usize, raw: RawQuestion) -> Question {
        let root = Key::root("question");
        let key = root.at(position);
        let text = localized(self.file, key, raw.fr, raw.en, self.problems);
        for (language, text) in [("fr", &text.fr), ("en", &text.en)] {
            for placeholder in placeholders(text) {
                if !matches!(placeholder, "subject" | "place") {
                    let hint = hint(placeholder, ["subject", "place"]);
                    self.problem(
                        key.name(language),
                        format!("nothing fills `{{{placeholder}}}`{hint}"),
                    );
                } else if raw.signal.is_none() {
                    let message = format!(
                        "`{{{placeholder}}}` is filled from the evidence of `signal`, which is not given"
                    );
                    self.problem(key.name(language), message);
                }
            }
        }
        let mut conditions = self.conditions();
        let signal = raw
            .signal
            .and_then(|id| conditions.signal(&id, key.name("signal")));
        Question { text, signal }
    }

    fn condition(&mut self, raw: Option<RawItem>, name: &str) -> Option<Condition> {
        self.conditions().read(raw?, Key::root(name))
    }

    fn conditions(&mut self) -> ConditionReader<'_> {
        ConditionReader {
            file: self.file,
            signals: self.signals,
            problems: self.problems,
        }
    }

    fn localized(&mut self, raw: RawLocalized, name: &str) -> Localized {
        localized(self.file, Key::root(name), raw.fr, raw.en, self.problems)
    }

    fn text(&mut self, text: &str, name: &str) {
        if text.trim().is_empty() {
            self.problem(Key::root(name), "the text is empty");
        }
    }

    fn slug(&mut self, slug: &str) {
        let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        if slug.is_empty()
            || !slug.chars().all(fits)
            || slug.starts_with('-')
            || slug.ends_with('-')
        {
            self.problem(
                Key::root("slug"),
                format!("`{slug}` is not made of lower-case letters, digits and inner `-`"),
            );
        }
    }

    fn problem(&mut self, key: Key<'_>, message: impl Into<String>) {
        self.problems.push(self.file, key, message);
    }
}

/// Both languages of a sentence; one that is missing or blank is a problem.
pub(crate) fn localized(
    file: &str,
    key: Key<'_>,
    fr: Option<String>,
    en: Option<String>,
    problems: &mut Problems,
) -> Localized {
    let mut language = |text: Option<String>, name: &str, language: &str| {
        let text = text.unwrap_or_default();
        if text.trim().is_empty() {
            problems.push(
                file,
                key.name(name),
                format!("the {language} text is missing"),
            );
        }
        text
    };
    Localized {
        fr: language(fr, "fr", "French"),
        en: language(en, "en", "English"),
    }
}

/// Names between braces.
fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{')
        .skip(1)
        .filter_map(|after| after.split_once('}'))
        .map(|(name, _)| name)
}
