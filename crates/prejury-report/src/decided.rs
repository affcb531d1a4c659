//! What the evaluator decided, as every format for people asks for it.

use prejury_core::{Decisions, Verdict};

use crate::decisions::has_changed;
use crate::messages::Messages;
use crate::view::{CompetenceView, CriterionView, Display, ReportView};

/// Competences that the evaluator has to do with.
pub(crate) fn competences<'a>(
    view: &'a ReportView<'a>,
) -> impl Iterator<Item = &'a CompetenceView<'a>> + Clone {
    view.competences
        .iter()
        .filter(|competence| competence.display != Display::NotAddressed)
}

/// Criteria that are still to be decided, then those whose evidence is another one since: a sentence each, when there are
/// some.
pub(crate) fn open(
    view: &ReportView<'_>,
    decisions: &Decisions,
    messages: &Messages,
) -> Vec<String> {
    let criteria = || competences(view).flat_map(|competence| &competence.criteria);
    let is_undecided =
        |criterion: &&CriterionView<'_>| decisions.verdict(&criterion.report.id).is_none();
    let is_changed = |criterion: &&CriterionView<'_>| {
        let known = decisions.criteria.get(&criterion.report.id);
        known.is_some_and(|known| has_changed(known, criterion.report))
    };
    let ids = |criterion: &CriterionView<'_>| criterion.report.id.to_string();
    let undecided: Vec<String> = criteria().filter(is_undecided).map(ids).collect();
    let changed: Vec<String> = criteria().filter(is_changed).map(ids).collect();
    [
        ("remarks-undecided", undecided),
        ("remarks-changed", changed),
    ]
    .into_iter()
    .filter(|(_, ids)| !ids.is_empty())
    .map(|(id, ids)| format!("{} {}", messages.text(id), ids.join(", ")))
    .collect()
}

/// The parts of the form that belong to no criterion and are filled in, each with the message that heads it.
pub(crate) fn general(decisions: &Decisions) -> impl Iterator<Item = (&'static str, &str)> {
    let general = &decisions.general;
    [
        ("html-overall", &*general.overall),
        ("html-strengths", &general.strengths),
        ("html-improvements", &general.improvements),
        ("html-defence", &general.defence),
    ]
    .into_iter()
    .map(|(id, text)| (id, text.trim()))
    .filter(|(_, text)| !text.is_empty())
}

/// The evaluator's remark on a competence, empty when there is none.
pub(crate) fn remark<'a>(competence: &CompetenceView<'_>, decisions: &'a Decisions) -> &'a str {
    let known = decisions.competences.get(&competence.report.id);
    known.map_or("", |known| known.remark.trim())
}

/// Whether the competence is validated; none while that is open. All criteria acquired by the evaluator's word make a
/// competence; anything else is the evaluator's to say.
pub(crate) fn validated(competence: &CompetenceView<'_>, decisions: &Decisions) -> Option<bool> {
    let known = decisions.competences.get(&competence.report.id);
    let is_acquired = |criterion: &CriterionView<'_>| {
        decisions.verdict(&criterion.report.id) == Some(Verdict::Acquired)
    };
    let criteria = &competence.criteria;
    let all_are = || !criteria.is_empty() && criteria.iter().all(is_acquired);
    known
        .and_then(|known| known.validated)
        .or_else(|| all_are().then_some(true))
}

/// Message for whether a competence is validated.
pub(crate) fn word(validated: Option<bool>) -> &'static str {
    match validated {
        Some(true) => "remarks-validated",
        Some(false) => "remarks-not-validated",
        None => "remarks-to-decide",
    }
}
