//! Leads for the evaluator: what decks of slides tell about criteria that only the defence shows.
//!
//! # What it looks for
//! Decks among the documents: their slides, words and time, the parts of the expected plan, charts without a title, slides
//! that are pictures, and the slides on which evidence of the same competence stands.
//! # Does not do
//! Give a status: a fine deck may be badly presented.

mod deck;
mod pictures;
mod plan;
mod unread;

use std::sync::Arc;

use prejury_catalog::Catalog;
use prejury_core::{CompetenceReport, CriterionId, Evidence, Kind, Lead, Location, Place, Scope};
use prejury_intake::{FileKind, SourceFile};

use crate::Facts;
use deck::Deck;
use pictures::Picture;
use plan::Plan;
use unread::Unread;

/// Decks that are told of for one competence.
const MAX_DECKS: usize = 2;

/// Smaller files with the ending of Apple's presentations are keys of another sort.
const MIN_BYTES: u64 = 50_000;

/// Competences whose defence follows the plan for a model in production, and the plan for Big Data.
const IN_PRODUCTION: &[&str] = &["C3.1.3", "C3.1.4", "C4.4.1"];
const BIG_DATA: &[&str] = &["C3.2.1", "C3.2.2", "C3.2.3"];
/// Activities whose projects present a modelling.
const MODELLING: &[&str] = &["C1.4", "C2.", "C3.1", "C4.4"];

/// The decks of a submission, as far as leads need them.
#[derive(Debug, Default)]
pub(crate) struct Decks {
    decks: Vec<Deck>,
    /// A presentation that could not be read, where none could.
    unread: Option<Arc<str>>,
    /// Pictures under a title that says what a criterion asks for.
    pictures: Vec<Picture>,
    /// Notebooks and documents that could not be read.
    notebooks: Vec<Unread>,
}

impl Decks {
    /// Reads the decks of `facts`, sorted by path.
    pub(crate) fn of(facts: &Facts<'_>) -> Self {
        let decks = deck::read(facts);
        let files = facts.submission.files.iter();
        let unread = files.filter(|file| decks.is_empty() && is_presentation(file));
        Self {
            unread: unread.map(|file| file.path.clone()).next(),
            pictures: pictures::read(facts),
            notebooks: unread::read(&facts.issues),
            decks,
        }
    }

    /// Gives the criteria that only the defence shows their leads, where their competence is in scope, and those that lack
    /// something the pictures and unread notebooks that may show it.
    pub(crate) fn attach(&self, catalog: &Catalog, competences: &mut [CompetenceReport]) {
        pictures::attach(&self.pictures, competences);
        unread::attach(&self.notebooks, catalog, competences);
        let in_scope = |ids: &[&str]| {
            competences.iter().any(|competence| {
                competence.scope == Scope::In && ids.contains(&competence.id.as_str())
            })
        };
        let usual = if in_scope(IN_PRODUCTION) {
            Plan::Scoring
        } else {
            Plan::General
        };
        for competence in competences {
            if competence.scope == Scope::Out {
                continue;
            }
            let is_human = |id: &CriterionId| {
                let criterion = catalog.criterion(id);
                criterion.is_some_and(|criterion| criterion.kind == Kind::Human)
            };
            if !competence.criteria.iter().any(|one| is_human(&one.id)) {
                continue;
            }
            let plan = plan_of(competence.id.as_str(), usual);
            let leads = self.of_competence(competence, plan);
            for criterion in &mut competence.criteria {
                if is_human(&criterion.id) {
                    criterion.leads.clone_from(&leads);
                }
            }
        }
    }

    fn of_competence(&self, competence: &CompetenceReport, plan: Option<Plan>) -> Vec<Lead> {
        if self.decks.is_empty() {
            let lead = match &self.unread {
                Some(path) => Lead::at(Location::file(path.clone()), "deck.unread"),
                None => Lead::new("deck.none"),
            };
            return vec![lead];
        }
        let evidence = || {
            let of_criteria = competence.criteria.iter().flat_map(|one| &one.evidence);
            of_criteria.chain(&competence.scope_evidence)
        };
        let mut told: Vec<(&Deck, Vec<u32>)> = self
            .decks
            .iter()
            .map(|deck| (deck, slides_of(deck, evidence())))
            .collect();
        // Decks that show something of the competence come first; where none does, all are as good.
        told.sort_by_key(|(_, slides)| slides.is_empty());
        let mut leads = Vec::new();
        for (deck, slides) in told.into_iter().take(MAX_DECKS) {
            if let Some(first) = slides.first() {
                leads.push(
                    Lead::at(deck.slide(*first), "deck.about")
                        .with("slides", ranges(&slides))
                        .with("n", slides.len()),
                );
            }
            leads.extend(deck.leads.iter().cloned());
            if let Some(plan) = plan {
                leads.extend(deck.follows(plan));
            }
        }
        leads
    }
}

/// A file that a program for presentations wrote.
fn is_presentation(file: &SourceFile) -> bool {
    match file.kind {
        FileKind::PowerPoint | FileKind::OpenDocumentSlides => true,
        FileKind::OldOffice => {
            let path = file.path.to_ascii_lowercase();
            path.ends_with(".ppt") || path.ends_with(".pps")
        }
        _ => file.path.to_ascii_lowercase().ends_with(".key") && file.size > MIN_BYTES,
    }
}

/// The plan of the defence in which a competence is shown; none is known for the framing of projects.
fn plan_of(competence: &str, usual: Plan) -> Option<Plan> {
    if BIG_DATA.contains(&competence) {
        Some(Plan::BigData)
    } else if MODELLING
        .iter()
        .any(|prefix| competence.starts_with(prefix))
    {
        Some(usual)
    } else {
        competence.starts_with("C1.").then_some(Plan::General)
    }
}

/// Numbers of the slides of `deck` on which evidence stands, each once.
fn slides_of<'e>(deck: &Deck, evidence: impl Iterator<Item = &'e Evidence>) -> Vec<u32> {
    let mut slides: Vec<u32> = evidence
        .filter(|piece| piece.supports && piece.location.path == deck.path)
        .filter_map(|piece| number_of(&piece.location))
        .collect();
    slides.sort_unstable();
    slides.dedup();
    slides
}

fn number_of(location: &Location) -> Option<u32> {
    match location.place {
        Place::Slide(number) | Place::Page(number) => Some(number),
        _ => None,
    }
}

/// `2-4, 7`.
fn ranges(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let shown = parts.iter().map(|(start, end)| match start == end {
        true => start.to_string(),
        false => format!("{start}-{end}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined() {
        assert_eq!(ranges(&[2, 3, 4, 7, 9, 10]), "2-4, 7, 9-10");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn the_plan_follows_the_competence() {
        assert_eq!(plan_of("C3.2.1", Plan::General), Some(Plan::BigData));
        assert_eq!(plan_of("C2.1.2", Plan::Scoring), Some(Plan::Scoring));
        assert_eq!(plan_of("C1.2.1", Plan::Scoring), Some(Plan::General));
        assert_eq!(plan_of("C4.3.3", Plan::Scoring), None);
    }
}
