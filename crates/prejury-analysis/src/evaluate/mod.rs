//! Evidence and rules → statuses. A pure function: same evidence and same rules, same statuses.

mod aside;
mod condition;
mod confidence;
mod covering;
mod gathered;
mod questions;
mod reading;
mod sections;
mod shelf;
#[cfg(test)]
mod tests;
mod together;

pub(crate) use reading::Reading;
pub(crate) use sections::Sections;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use prejury_catalog::{Catalog, Competence, Condition, Criterion};
use prejury_core::{
    CompetenceReport, CriterionReport, Evidence, Kind, Location, Missing, Place, Scope, Status,
    Strength,
};

use rayon::prelude::*;

use crate::evidence_set::{EvidenceSet, Placed};
use crate::projects::{self, Projects};
use crate::sink::BY_THE_WAY;
use condition::{View, for_each_leaf, signals};
use confidence::{Grounds, confidence};
use shelf::Shelf;
use together::Together;

/// Evidence listed for one criterion; the best comes first, and nobody reads more.
const MAX_EVIDENCE: usize = 100;

/// Pieces that show why a competence is in scope.
const MAX_SCOPE_EVIDENCE: usize = 5;

/// Missing parts named for one criterion.
const MAX_MISSING: usize = 4;

/// Every competence of the catalogue, in its order.
pub(crate) fn evaluate(
    catalog: &Catalog,
    evidence: &EvidenceSet,
    reading: &Reading,
    projects: &Projects,
    sections: &Sections<'_>,
) -> Vec<CompetenceReport> {
    let evaluation = Evaluation {
        catalog,
        evidence,
        reading,
        projects,
        sections,
    };
    catalog
        .competences
        .par_iter()
        .map(|competence| evaluation.competence(competence))
        .collect()
}

struct Evaluation<'a> {
    catalog: &'a Catalog,
    evidence: &'a EvidenceSet,
    reading: &'a Reading,
    projects: &'a Projects,
    sections: &'a Sections<'a>,
}

/// The projects of a repository in which a competence shows.
type Own<'a> = BTreeSet<&'a str>;

/// What the rule of one criterion says.
struct Verdict<'a> {
    status: Status,
    accepted: Vec<&'a Placed>,
    partial_rule_holds: bool,
    /// Nothing but the rule of traces holds.
    is_trace: bool,
}

impl<'a> Evaluation<'a> {
    fn competence(&self, competence: &'a Competence) -> CompetenceReport {
        let written = View::new(self.evidence, Strength::Written);
        // Without a scope rule nothing can be said against the competence: its criteria stay for the evaluator.
        let in_scope = competence
            .scope
            .as_ref()
            .is_none_or(|scope| written.holds(scope));
        let mut scope_evidence = Vec::new();
        let mut own = BTreeSet::new();
        if let Some(scope) = competence.scope.as_ref().filter(|_| in_scope) {
            let order = Order {
                shelf: Shelf::of(&competence.id.to_string()),
                results_first: false,
                seen_at_calls: false,
                gathered_first: false,
                sections: &[],
                asks_function: false,
                held: None,
                covered: None,
            };
            let accepted = written.pieces(scope);
            let none = Own::default();
            scope_evidence = self.ranked(&[scope], &accepted, order, &none, MAX_SCOPE_EVIDENCE);
            own = self.projects_of(accepted.iter().copied());
        }
        // A thing that scope shows once for all projects, each criterion shows where it found it.
        let mut shown = own.clone();
        if !own.is_empty() {
            let rules = competence
                .criteria
                .iter()
                .filter_map(|one| one.present.as_ref());
            let mut names = Vec::new();
            rules.for_each(|rule| signals(rule, &mut names));
            let pieces = names.iter().flat_map(|name| self.evidence.of(name));
            shown.extend(self.projects_of(pieces));
        }
        CompetenceReport {
            id: competence.id.clone(),
            scope: if in_scope { Scope::In } else { Scope::Out },
            scope_evidence,
            criteria: competence
                .criteria
                .par_iter()
                .map(|criterion| self.criterion(criterion, in_scope, &own, &shown))
                .collect(),
        }
    }

    /// The projects in whose code a competence shows: a text may name the subjects of the whole course.
    fn projects_of(&self, accepted: impl Iterator<Item = &'a Placed>) -> Own<'a> {
        let is_code = |placed: &&Placed| {
            let Location { path, place } = &placed.evidence.location;
            let is_code = path.ends_with(".ipynb") || path.ends_with(".py");
            is_code && matches!(place, Place::Lines { .. })
        };
        let code = accepted.filter(is_code);
        code.filter_map(|placed| self.projects.around(&placed.evidence.location.path))
            .collect()
    }

    fn criterion(
        &self,
        criterion: &'a Criterion,
        in_scope: bool,
        own: &Own<'a>,
        shown: &Own<'a>,
    ) -> CriterionReport {
        let verdict = if in_scope {
            self.verdict(criterion, shown)
        } else {
            verdict(Status::OutOfScope)
        };
        let rules: Vec<&Condition> = match verdict.status {
            Status::OutOfScope => Vec::new(),
            Status::NotApplicable => criterion.not_applicable.iter().collect(),
            Status::Partial if verdict.is_trace => criterion.trace.iter().collect(),
            _ => criterion.present.iter().chain(&criterion.partial).collect(),
        };
        let order = Order {
            shelf: Shelf::of(&criterion.id.to_string()),
            results_first: criterion.results_first,
            seen_at_calls: criterion.seen_at_calls,
            gathered_first: criterion.gathered_first,
            sections: &criterion.sections,
            asks_function: rules.iter().any(|rule| asks_function(rule)),
            held: criterion
                .present
                .as_ref()
                .filter(|_| criterion.together_first && verdict.status == Status::Present),
            covered: criterion
                .present
                .as_ref()
                .filter(|_| verdict.status == Status::Present),
        };
        let mut evidence = self.ranked(&rules, &verdict.accepted, order, own, MAX_EVIDENCE);
        if verdict.is_trace {
            // Whatever was run there, it only mentions what this criterion asks for.
            for piece in &mut evidence {
                piece.strength = Strength::Mentioned;
            }
        }
        let confidence = confidence(&Grounds {
            status: verdict.status,
            kind: criterion.kind,
            accepted: &verdict.accepted,
            partial_rule_holds: verdict.partial_rule_holds,
            is_trace: verdict.is_trace,
            contested: evidence.iter().any(|piece| !piece.supports),
            unread: self.reading.has_holes(),
        });
        CriterionReport {
            id: criterion.id.clone(),
            status: verdict.status,
            confidence,
            evidence,
            missing: self.missing(criterion, verdict.status, shown),
            questions: questions::questions(criterion, self.catalog, self.evidence),
            leads: Vec::new(),
            assessed: criterion.kind == Kind::Human || criterion.present.is_some(),
        }
    }

    /// The evidence of the projects in which a competence shows, and of what belongs to all: a choice of segments in one
    /// project says nothing of the segments of another.
    fn view(&self, weakest: Strength, own: &Own<'a>) -> View<'a> {
        let own = projects::Own::of(self.projects, own);
        View::new(self.evidence, weakest).of_projects(own)
    }

    /// The status of a criterion whose competence is in scope.
    fn verdict(&self, criterion: &Criterion, own: &Own<'a>) -> Verdict<'a> {
        let Some(present) = criterion
            .present
            .as_ref()
            .filter(|_| criterion.kind != Kind::Human)
        else {
            return verdict(Status::Human);
        };
        let written = self.view(Strength::Written, own);
        let mentioned = self.view(Strength::Mentioned, own);
        if let Some(reason) = criterion
            .not_applicable
            .as_ref()
            .filter(|reason| written.holds(reason))
        {
            return Verdict {
                accepted: written.pieces(reason),
                ..verdict(Status::NotApplicable)
            };
        }
        if written.holds(present) {
            return Verdict {
                accepted: written.pieces(present),
                ..verdict(Status::Present)
            };
        }
        if let Some(partial) = criterion
            .partial
            .as_ref()
            .filter(|partial| mentioned.holds(partial))
        {
            let accepted = mentioned.pieces(partial);
            return Verdict {
                accepted,
                partial_rule_holds: true,
                ..verdict(Status::Partial)
            };
        }
        if mentioned.holds(present) {
            return Verdict {
                accepted: mentioned.pieces(present),
                ..verdict(Status::Partial)
            };
        }
        if let Some(trace) = criterion
            .trace
            .as_ref()
            .filter(|trace| mentioned.holds(trace))
        {
            return Verdict {
                accepted: mentioned.pieces(trace),
                is_trace: true,
                ..verdict(Status::Partial)
            };
        }
        verdict(Status::Absent)
    }

    /// The evidence of the signals that `rules` name, best first: what supports before what contradicts, what the rule
    /// accepted before what it did not, the projects in which the competence shows before others, the work before what stands
    /// beside it, what was meant before what is made by the way; where parts of one condition should be seen together, what
    /// shows more of them; then by the turn that its finder gave it, strong before weak, where most parts stand together if
    /// the criterion asks for it, then in the order of the signals in the rules, the files that are about it first, for results what stands outside of functions first (a helper says less than the cell that shows its result,
    /// and is shown there), then by place; of the best equals, one under a heading that treats the criterion comes first. Each part of a rule that holds is shown once before one is shown again.
    fn ranked(
        &self,
        rules: &[&'a Condition],
        accepted: &[&'a Placed],
        order: Order<'a>,
        own: &Own<'a>,
        limit: usize,
    ) -> Vec<Evidence> {
        let mut names = Vec::new();
        rules.iter().for_each(|rule| signals(rule, &mut names));
        let mut pieces: Vec<(usize, &Placed)> = Vec::new();
        for (number, name) in names.iter().enumerate() {
            if !names[..number].contains(name) {
                pieces.extend(self.evidence.of(name).iter().map(|placed| (number, placed)));
            }
        }
        let together = Together::of(order.held, accepted);
        let accepted: HashSet<*const Placed> = accepted
            .iter()
            .map(|placed| std::ptr::from_ref(*placed))
            .collect();
        let densities = if order.gathered_first {
            let placed = pieces.iter().map(|(_, placed)| *placed);
            let is_accepted =
                |placed: &&Placed| accepted.contains(&std::ptr::from_ref::<Placed>(placed));
            gathered::densities(&Vec::from_iter(placed.filter(is_accepted)))
        } else {
            HashMap::default()
        };
        let is_of_other_project = |path: &str| {
            let project = self.projects.around(path).filter(|_| !own.is_empty());
            project.is_some_and(|project| !own.contains(project))
        };
        let shown = |placed: &'a Placed| match (&placed.seen, order.seen_at_calls) {
            (Some(seen), true) => &**seen,
            _ => &placed.evidence,
        };
        // A criterion has far more pieces than files: what the path tells is read once for each.
        let mut known: HashMap<*const str, OfPath> = HashMap::default();
        let mut of_path = |path: &Arc<str>| {
            let read = || OfPath {
                is_of_other_project: is_of_other_project(path),
                is_aside: aside::is_aside(path),
                is_beside: order.shelf.is_beside(path),
                distance: order.shelf.distance(path),
            };
            *known.entry(Arc::as_ptr(path)).or_insert_with(read)
        };
        pieces.sort_by_cached_key(|(number, placed)| {
            let evidence = shown(placed);
            let path = of_path(&evidence.location.path);
            (
                Reverse(evidence.supports),
                !accepted.contains(&std::ptr::from_ref(*placed)),
                (
                    path.is_of_other_project,
                    placed.is_restated || path.is_aside,
                ),
                (
                    placed.is_in_copy || path.is_beside,
                    placed.turn >= BY_THE_WAY,
                ),
                Reverse(together.n_seen_from(placed)),
                placed.turn,
                Reverse(evidence.strength),
                densities.get(&std::ptr::from_ref(*placed)).copied(),
                *number,
                path.distance,
                order.distance_from_result(placed),
                evidence.location.clone(),
            )
        });
        if !order.sections.is_empty() {
            self.section_first(&mut pieces, order, shown, |placed| {
                let path = of_path(&shown(placed).location.path);
                let is_accepted = accepted.contains(&std::ptr::from_ref(placed));
                let density = densities.get(&std::ptr::from_ref(placed)).copied();
                (is_accepted, path, together.n_seen_from(placed), density)
            });
        }
        let mut pieces: Vec<&Placed> = pieces.into_iter().map(|(_, placed)| placed).collect();
        if let Some(condition) = order.covered {
            let is_accepted = |placed: &&&Placed| accepted.contains(&std::ptr::from_ref(**placed));
            let n_accepted = pieces.iter().take_while(is_accepted).count();
            covering::cover(condition, &mut pieces, n_accepted);
        }
        // One place may show several things of a signal (two algorithms in one line): it is opened once.
        let mut seen = HashSet::default();
        pieces
            .into_iter()
            .map(shown)
            .filter(|evidence| seen.insert((&evidence.signal, &evidence.location)))
            .take(limit)
            .cloned()
            .collect()
    }

    /// Brings the first of those that share the rank of the best piece and stand in a section of the criterion before it: of many
    /// equal places the first in the file is as often made by the way.
    fn section_first<R: PartialEq>(
        &self,
        pieces: &mut [(usize, &'a Placed)],
        order: Order<'a>,
        shown: impl Fn(&'a Placed) -> &'a Evidence,
        mut rank: impl FnMut(&'a Placed) -> R,
    ) {
        let Some((number, best)) = pieces.first().copied() else {
            return;
        };
        let treats = |placed: &'a Placed| {
            self.sections
                .treats(&shown(placed).location, order.sections)
        };
        if treats(best) {
            return;
        }
        let mut of_piece = |placed: &'a Placed| {
            let evidence = shown(placed);
            let distance = order.distance_from_result(placed);
            let standing = (placed.turn, evidence.strength, evidence.supports, distance);
            (
                standing,
                placed.is_restated,
                placed.is_in_copy,
                rank(placed),
            )
        };
        let of_best = of_piece(best);
        let equal = pieces
            .iter()
            .take(sections::MAX_ASKED)
            .take_while(|(other, placed)| *other == number && of_piece(placed) == of_best);
        let found = equal
            .map(|(_, placed)| treats(placed))
            .position(|treats| treats);
        if let Some(at) = found {
            pieces[..=at].rotate_right(1);
        }
    }

    /// What keeps a criterion from being present.
    fn missing(&self, criterion: &Criterion, status: Status, own: &Own<'a>) -> Vec<Missing> {
        let mut missing: Vec<Missing> = Vec::new();
        let Some(present) = &criterion.present else {
            return missing;
        };
        if !matches!(status, Status::Partial | Status::Absent) {
            return missing;
        }
        let mut failed = Vec::new();
        self.view(Strength::Written, own)
            .failed(present, &mut failed);
        for (leaf, lack) in failed {
            let Some(signal) = self.catalog.signal(&leaf.signal) else {
                continue;
            };
            if missing.len() < MAX_MISSING && missing.iter().all(|other| other.text != signal.label)
            {
                missing.push(Missing {
                    signal: leaf.signal.clone(),
                    text: signal.label.clone(),
                    lack,
                });
            }
        }
        missing
    }
}

/// What the path of a file tells of the evidence in it.
#[derive(Clone, Copy, PartialEq)]
struct OfPath {
    is_of_other_project: bool,
    is_aside: bool,
    is_beside: bool,
    distance: u8,
}

/// What else orders the evidence of one criterion.
#[derive(Clone, Copy)]
struct Order<'a> {
    shelf: Shelf,
    results_first: bool,
    seen_at_calls: bool,
    gathered_first: bool,
    /// Words of the headings under which the criterion is treated.
    sections: &'a [String],
    /// The rule asks for functions of the candidate's own.
    asks_function: bool,
    /// The condition whose parts should be seen together.
    held: Option<&'a Condition>,
    /// The condition whose parts are all shown before one is shown again.
    covered: Option<&'a Condition>,
}

fn asks_function(rule: &Condition) -> bool {
    let mut asks = false;
    for_each_leaf(rule, &mut |leaf| asks |= leaf.inside_function);
    asks
}

impl Order<'_> {
    /// A result stands in a cell, is seen where a cell calls the function that makes it, or is only made in a function. A
    /// helper in a module says less than a cell for whatever criterion, unless functions are asked for.
    fn distance_from_result(&self, placed: &Placed) -> u8 {
        let is_in_module = || placed.evidence.location.path.ends_with(".py");
        let is_helper = || self.shelf != Shelf::Any && !self.asks_function && is_in_module();
        match (placed.inside_function, &placed.seen) {
            (false, _) => 0,
            (true, Some(_)) if self.results_first => 1,
            (true, None) if self.results_first => 2,
            (true, Some(_)) if self.seen_at_calls => 0,
            (true, _) => u8::from(is_helper()),
        }
    }
}

fn verdict<'a>(status: Status) -> Verdict<'a> {
    Verdict {
        status,
        accepted: Vec::new(),
        partial_rule_holds: false,
        is_trace: false,
    }
}
