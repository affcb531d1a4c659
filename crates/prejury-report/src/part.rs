//! The part of the référentiel that a report is about: what was asked for, what a configuration narrowed, and what the
//! followed profile evaluates, in its order.

use prejury_catalog::{Catalog, Profile};
use prejury_core::{CompetenceId, CompetenceReport, CriterionId, Narrowing, Report, Scope, Voice};

use crate::options::Selection;

/// Decides for one report what is shown and counted. Gates ask it, too, so that none fails on what nobody asked for.
pub struct Part<'a> {
    selection: &'a Selection,
    narrowing: Option<&'a Narrowing>,
    profile: Option<&'a Profile>,
    /// Whether the candidate says which project it is.
    is_profile_of_candidate: bool,
}

impl<'a> Part<'a> {
    pub fn new(report: &'a Report, catalog: &'a Catalog, selection: &'a Selection) -> Self {
        let annotations = &report.annotations;
        Self {
            selection,
            narrowing: annotations
                .narrowing
                .as_ref()
                .filter(|narrowing| !narrowing.competences.is_empty()),
            profile: annotations
                .followed_profile()
                .and_then(|id| catalog.profile(id)),
            is_profile_of_candidate: annotations
                .profile
                .as_ref()
                .is_some_and(|profile| profile.voice == Voice::Submission),
        }
    }

    /// The part as it is when the candidate's configuration keeps nothing out of it, be it by a list or by the project that it
    /// names: for gates that somebody else sets.
    pub fn despite_candidate(mut self) -> Self {
        let of_reader = |narrowing: &&Narrowing| narrowing.voice != Voice::Submission;
        self.narrowing = self.narrowing.filter(of_reader);
        self.profile = self.profile.filter(|_| !self.is_profile_of_candidate);
        self
    }

    /// The profile that is followed.
    pub(crate) fn profile(&self) -> Option<&'a Profile> {
        self.profile
    }

    /// Whether the competence belongs to it.
    pub fn selects(&self, competence: &CompetenceReport) -> bool {
        self.selection.selects(&competence.id) && !self.hides(competence)
    }

    /// Whether the competence is shown with its criteria.
    pub fn shows(&self, competence: &CompetenceReport) -> bool {
        self.selects(competence) && (self.selection.all || competence.scope == Scope::In)
    }

    /// Whether the criterion of a competence that is shown belongs to it.
    pub fn evaluates(&self, id: &CriterionId) -> bool {
        self.profile.is_none_or(|profile| profile.evaluates(id))
    }

    /// Competences of it, in the profile's order where there is one.
    pub fn competences(&self, report: &'a Report) -> Vec<&'a CompetenceReport> {
        let mut competences: Vec<&CompetenceReport> = report
            .competences
            .iter()
            .filter(|competence| self.selects(competence))
            .collect();
        if let Some(profile) = self.profile {
            competences.sort_by_key(|competence| profile.position(&competence.id));
        }
        competences
    }

    /// Addressed competences that only a configuration or profile keeps out of the report.
    pub fn left_out(&self, report: &'a Report) -> Vec<&'a CompetenceId> {
        let hidden = report
            .competences
            .iter()
            .filter(|competence| {
                competence.scope == Scope::In
                    && self.selection.selects(&competence.id)
                    && self.hides(competence)
            })
            .map(|competence| &competence.id);
        let before = &report.annotations.left_out;
        let before = before.iter().filter(|id| self.selection.selects(id));
        let mut ids: Vec<&CompetenceId> = hidden.chain(before).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn hides(&self, competence: &CompetenceReport) -> bool {
        let id = &competence.id;
        let narrowed = self
            .narrowing
            .is_some_and(|narrowing| !narrowing.competences.contains(id));
        let foreign = self.profile.is_some_and(|profile| {
            profile.position(id).is_none()
                || (competence.scope == Scope::Out
                    && profile.part(id).is_some_and(|part| part.optional))
        });
        narrowed || foreign
    }
}
