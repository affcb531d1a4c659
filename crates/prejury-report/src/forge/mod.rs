//! What formats for continuous integration share: places in the files that a forge shows, and what is open there.

pub(crate) mod notes;
pub(crate) mod uri;

use prejury_core::{Anchors, Evidence, Location, Place, Status};

use crate::annotations;
use crate::escape::{Escape, visible};
use crate::messages::Messages;
use crate::place;
use crate::redact::redact;
use crate::summary::typeset;
use crate::view::{CompetenceView, CriterionView, ReportView, Word};

/// Stands for what is nowhere when not even a file is known: forges refuse a result without a file.
const ANY_FILE: &str = "README.md";

/// A stretch of a file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// From the root of the repository, `/` between folders.
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    /// First column and the one after the last, in UTF-16 code units, when they are known.
    pub(crate) columns: Option<(u32, u32)>,
}

/// A criterion that is absent or partial, waived or not.
pub(crate) struct Problem<'a> {
    pub(crate) criterion: &'a CriterionView<'a>,
    /// Where a reader begins: what speaks against it, else what is there of it, else where the competence is addressed.
    pub(crate) place: Option<&'a Location>,
}

/// Absent and partial criteria that are shown, in the order of the référentiel.
pub(crate) fn problems<'a>(view: &'a ReportView<'a>) -> Vec<Problem<'a>> {
    of_words(view, &[Word::Absent, Word::Partial])
}

/// Those that a mentor or evaluator takes off the list.
pub(crate) fn waived<'a>(view: &'a ReportView<'a>) -> Vec<Problem<'a>> {
    of_words(view, &[Word::Waived])
}

fn of_words<'a>(view: &'a ReportView<'a>, words: &[Word]) -> Vec<Problem<'a>> {
    let open = |competence: &'a CompetenceView<'a>| {
        let criteria = competence.criteria.iter();
        criteria
            .filter(|criterion| words.contains(&criterion.word()))
            .map(|criterion| Problem {
                criterion,
                place: place_of(competence, criterion),
            })
    };
    view.shown().flat_map(open).collect()
}

fn place_of<'a>(
    competence: &'a CompetenceView<'a>,
    criterion: &'a CriterionView<'a>,
) -> Option<&'a Location> {
    let evidence: Option<&Evidence> = criterion
        .against()
        .next()
        .or_else(|| criterion.supporting().next())
        .or_else(|| competence.report.scope_evidence.first());
    evidence.map(|evidence| &evidence.location)
}

/// The place of a location in the repository; without one, the first line of the file that stands for all.
pub(crate) fn spot(location: Option<&Location>, anchors: &Anchors) -> Spot {
    let known = location.filter(|location| &*location.path != ".git");
    let path = match known {
        Some(location) => &*location.path,
        None => anchors.home.as_deref().unwrap_or(ANY_FILE),
    };
    let path = match anchors.folder.as_str() {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    };
    let whole = |line, end_line| Spot {
        path: path.clone(),
        line,
        end_line,
        columns: None,
    };
    let Some(location) = known else {
        return whole(1, 1);
    };
    if let Some(region) = anchors.regions.get(location) {
        return Spot {
            path,
            line: region.start_line,
            end_line: region.end_line,
            columns: Some((region.start_column, region.end_column)),
        };
    }
    match location.place {
        Place::Lines {
            cell: None,
            line,
            end_line,
        } => whole(line.max(1), end_line.max(line).max(1)),
        // Pages, slides and rows have no lines, and a cell that was not found again has none that are known.
        _ => whole(1, 1),
    }
}

impl Problem<'_> {
    /// "C2.1.2-CE4 Naive baseline: absent".
    pub(crate) fn title(&self, messages: &Messages) -> String {
        title(self.criterion, messages)
    }

    /// What is missing, where a reader begins, what people say of it, and advice; a sentence each, on one line each.
    pub(crate) fn sentences(&self, messages: &Messages) -> Vec<String> {
        let mut sentences = Vec::new();
        let missing = self.criterion.missing(messages);
        if !missing.is_empty() {
            let items = redact(&missing.join(messages.separator())).into_owned();
            let items = visible(&typeset(&items, messages));
            sentences.push(messages.with("missing-line", &[("items", items.into())]));
        }
        if let Some(location) = self.place {
            let id = match self.criterion.report.status {
                Status::Absent => "forge-addressed",
                _ if self.criterion.against().next().is_some() => "evidence-against",
                _ => "forge-seen",
            };
            let place = place::full(location, messages, Escape::LINE);
            sentences.push(messages.with(id, &[("place", place.into())]));
        }
        sentences.extend(annotations::claims(self.criterion, messages, Escape::LINE));
        sentences.extend(annotations::reading(self.criterion, messages, Escape::LINE));
        if self.criterion.wants_advice() {
            let advice = typeset(self.criterion.advice, messages);
            sentences.push(messages.with("advice-line", &[("text", advice.into())]));
        }
        sentences
    }
}

/// Code, title and status of a criterion.
pub(crate) fn title(criterion: &CriterionView<'_>, messages: &Messages) -> String {
    let status = messages.text(criterion.word().status_id());
    format!(
        "{} {}{}{status}",
        criterion.report.id,
        typeset(criterion.title, messages),
        messages.colon()
    )
}
