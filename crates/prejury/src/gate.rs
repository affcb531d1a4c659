//! `--fail-on` and `--baseline`: exit code 1 and a last line that says why and what to do. A gate for continuous integration,
//! never a verdict on the work.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use prejury_catalog::Catalog;
use prejury_config::Gate;
use prejury_core::{CriterionId, Kind, Report, Scope, Status};
use prejury_report::compare::{Snapshot, Standing};
use prejury_report::{Messages, Part, Selection};

use crate::context::Context;

/// Codes named in the line; more would hide the count.
const SHOWN: usize = 6;

/// Files that the candidate's configuration kept from being read, as the intake calls them.
const EXCLUDED: &str = "excluded-by-candidate";

/// Who wants the barriers. A candidate's own configuration may narrow its own gate, but not that of a mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SetBy {
    /// The submission's own configuration, or nobody.
    Submission,
    /// The command line or the reader's configuration.
    Reader,
}

/// What one report has to meet.
pub(crate) enum Barrier<'a> {
    /// Nothing: there is a baseline, and it does not know the submission.
    Open,
    /// No criterion that the gate refuses.
    Refuses(Gate),
    /// No criterion that the gate refuses and that stood better before; without terms, none that stood better.
    Worsened(Gate, &'a Snapshot),
}

/// A criterion that fails the check.
struct Failure<'a> {
    id: &'a CriterionId,
    /// The term of the gate, when there is a gate.
    term: Option<&'a str>,
    /// Before and now, when there is a baseline.
    change: Option<(Status, Status)>,
}

/// Exit code of a check that ran; the n-th barrier belongs to the n-th report. `baseline` is the file that was compared with.
pub(crate) fn verdict(
    reports: &[Report],
    barriers: &[Barrier<'_>],
    set_by: SetBy,
    baseline: Option<&Path>,
    selection: &Selection,
    context: &Context,
) -> ExitCode {
    let mut n = 0;
    let mut uncompared = 0;
    let mut terms: Vec<&str> = Vec::new();
    let mut criteria: BTreeMap<&CriterionId, Option<(Status, Status)>> = BTreeMap::new();
    for (report, barrier) in reports.iter().zip(barriers) {
        let mut part = Part::new(report, &context.catalog, selection);
        if set_by == SetBy::Reader {
            part = part.despite_candidate();
        }
        uncompared += unknown_before(report, barrier, &part);
        for failure in unmet(report, barrier, &part, &context.catalog, &context.messages) {
            n += 1;
            criteria.entry(failure.id).or_insert(failure.change);
            if let Some(term) = failure.term.filter(|term| !terms.contains(term)) {
                terms.push(term);
            }
        }
    }
    let messages = &context.messages;
    if uncompared > 0 {
        let line = messages.count("cli-baseline-unknown", uncompared);
        context.screen.complain(&line);
    }
    let unread = match set_by {
        SetBy::Reader => unread(reports),
        SetBy::Submission => 0,
    };
    let unread = (unread > 0).then(|| messages.count("cli-gate-unread", unread));
    let Some((first, _)) = criteria.first_key_value() else {
        if let Some(line) = unread {
            context.screen.complain(&line);
        }
        return ExitCode::SUCCESS;
    };
    let first = first.to_string();
    let mut codes: Vec<String> = criteria
        .iter()
        .take(SHOWN)
        .map(|(id, change)| named(id, *change, messages))
        .collect();
    if criteria.len() > SHOWN {
        codes.push("…".to_owned());
    }
    let path = baseline.map_or(String::new(), |path| path.display().to_string());
    let values = [
        ("n", n.into()),
        ("terms", terms.join(",").into()),
        ("criteria", codes.join(", ").into()),
        ("first", first.into()),
        ("path", path.into()),
    ];
    let id = match (baseline, &*terms) {
        (None, _) => "cli-gate",
        (Some(_), []) => "cli-gate-worse",
        (Some(_), _) => "cli-gate-worse-and-refused",
    };
    let why = messages.with(id, &values);
    let line = unread.map_or(why.clone(), |unread| format!("{why} {unread}"));
    context.screen.complain(&line);
    ExitCode::from(1)
}

/// Files that candidates kept from being read: what they hold was not judged.
fn unread(reports: &[Report]) -> usize {
    let left_out = reports.iter().flat_map(|report| &report.input.left_out);
    let by_candidate = left_out.filter(|left_out| left_out.reason == EXCLUDED);
    by_candidate.map(|left_out| left_out.files).sum()
}

/// "C2.1.2-CE4 present → absent", or that more is missing.
fn named(id: &CriterionId, change: Option<(Status, Status)>, messages: &Messages) -> String {
    let word =
        |status: Status| messages.text(&format!("status-{}", status.as_str().replace('_', "-")));
    match change {
        Some((before, now)) if before == now => {
            let values = [("id", id.to_string().into()), ("status", word(now).into())];
            messages.with("cli-gate-misses-more", &values)
        }
        Some((before, now)) => format!("{id} {} → {}", word(before), word(now)),
        None => id.to_string(),
    }
}

/// Criteria that the barrier does not let through. What is waived fails nothing.
fn unmet<'a>(
    report: &'a Report,
    barrier: &'a Barrier<'_>,
    part: &Part<'_>,
    catalog: &Catalog,
    messages: &Messages,
) -> Vec<Failure<'a>> {
    let (gate, before) = match barrier {
        Barrier::Open => return Vec::new(),
        Barrier::Refuses(gate) => (gate, None),
        Barrier::Worsened(gate, before) => (gate, Some(before)),
    };
    report
        .competences
        .iter()
        // What is no longer addressed at all is a loss, too.
        .filter(|competence| part.shows(competence) || before.is_some() && part.selects(competence))
        .flat_map(|competence| &competence.criteria)
        .filter(|criterion| {
            part.evaluates(&criterion.id) && report.annotations.waiver(&criterion.id).is_none()
        })
        .filter_map(|criterion| {
            let id = &criterion.id;
            let change = match before {
                None => None,
                Some(before) => {
                    let stood = before.criteria.get(id)?;
                    let now = Standing::of(criterion, messages);
                    if !now.is_worse_than(stood) {
                        return None;
                    }
                    Some((stood.status, criterion.status))
                }
            };
            if change.is_some() && gate.terms.is_empty() {
                return Some(Failure {
                    id,
                    term: None,
                    change,
                });
            }
            let known = catalog.criterion(id);
            let kind = known.map_or(Kind::Human, |known| known.kind);
            let status = match (change, criterion.status) {
                (Some(_), Status::OutOfScope) => Status::Absent,
                (_, status) => status,
            };
            let term = gate.refuses(id, kind, status)?;
            Some(Failure {
                id,
                term: Some(&term.text),
                change,
            })
        })
        .collect()
}

/// Criteria that are shown and that the stored report does not have, as it was made of a part only.
fn unknown_before(report: &Report, barrier: &Barrier<'_>, part: &Part<'_>) -> usize {
    let Barrier::Worsened(_, before) = barrier else {
        return 0;
    };
    report
        .competences
        .iter()
        .filter(|competence| competence.scope == Scope::In && part.selects(competence))
        .flat_map(|competence| &competence.criteria)
        .filter(|criterion| {
            part.evaluates(&criterion.id) && !before.criteria.contains_key(&criterion.id)
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::{
        CompetenceReport, CriterionReport, InputReport, Lack, Lang, Localized, Missing, Waiver,
        WaiverState,
    };

    fn messages(catalog: &Catalog) -> Messages {
        Messages::new(Lang::En, catalog.message_source(Lang::En)).unwrap()
    }

    fn report(statuses: &[Status]) -> Report {
        let criteria = statuses
            .iter()
            .zip(1..)
            .map(|(status, number)| CriterionReport {
                id: format!("C2.1.2-CE{number}").parse().unwrap(),
                status: *status,
                confidence: 1.0,
                evidence: Vec::new(),
                missing: Vec::new(),
                questions: Vec::new(),
                leads: Vec::new(),
                assessed: true,
            });
        let competence = CompetenceReport {
            id: "C2.1.2".parse().unwrap(),
            scope: Scope::In,
            scope_evidence: Vec::new(),
            criteria: criteria.collect(),
        };
        Report {
            input: InputReport::default(),
            competences: vec![competence],
            findings: Vec::new(),
            issues: Vec::new(),
            contexts: Vec::new(),
            annotations: Default::default(),
        }
    }

    #[test]
    fn a_gate_counts_what_it_names_and_only_what_is_shown_and_not_waived() {
        let mut report = report(&[
            Status::Present,
            Status::Partial,
            Status::Absent,
            Status::Human,
        ]);
        let all = Selection::default();
        let catalog = Catalog::embedded().unwrap();
        let messages = messages(&catalog);
        let count = |report: &Report, text, selection: &Selection| {
            let barrier = Barrier::Refuses(Gate::parse(text, &catalog).unwrap());
            let part = Part::new(report, &catalog, selection);
            unmet(report, &barrier, &part, &catalog, &messages).len()
        };
        assert_eq!(count(&report, "absent", &all), 1);
        assert_eq!(count(&report, "partial", &all), 2);
        let other = Selection {
            blocs: vec![3],
            ..Selection::default()
        };
        assert_eq!(count(&report, "partial", &other), 0);
        report.annotations.waivers.push(Waiver {
            criterion: "C2.1.2-CE3".parse().unwrap(),
            reason: "accordé".to_owned(),
            by: None,
            until: None,
            state: WaiverState::InForce,
        });
        assert_eq!(count(&report, "absent", &all), 0);
        assert_eq!(count(&report, "partial", &all), 1);
    }

    #[test]
    fn with_a_baseline_only_what_got_worse_fails() {
        let catalog = Catalog::embedded().unwrap();
        let messages = messages(&catalog);
        use Status::{Absent, Human, OutOfScope, Partial, Present};
        let old = report(&[Present, Present, Partial, Absent, Present, Present]);
        let before = Snapshot::of(&old, &messages);
        let now = report(&[Present, Partial, Absent, Absent, Human, OutOfScope, Absent]);
        let all = Selection::default();
        let part = Part::new(&now, &catalog, &all);
        let failing = |text: &str| -> Vec<u8> {
            let gate = match text {
                "" => Gate::default(),
                text => Gate::parse(text, &catalog).unwrap(),
            };
            let barrier = Barrier::Worsened(gate, &before);
            let failures = unmet(&now, &barrier, &part, &catalog, &messages);
            failures.iter().map(|failure| failure.id.number).collect()
        };
        assert_eq!(failing(""), [2, 3, 6]);
        assert_eq!(failing("absent"), [3, 6]);
        assert_eq!(failing("partial:C2.1.2-CE2"), [2]);
        // The same status with another part missing.
        let mut less = report(&[Present, Present, Partial]);
        less.competences[0].criteria[2].missing.push(Missing {
            signal: "split.validation".into(),
            text: Localized::default(),
            lack: Lack::NotFound,
        });
        let barrier = Barrier::Worsened(Gate::default(), &before);
        let failures = unmet(&less, &barrier, &part, &catalog, &messages);
        let (id, change) = (failures[0].id, failures[0].change);
        assert_eq!(failures.len(), 1);
        assert_eq!(
            named(id, change, &messages),
            "C2.1.2-CE3 partial, more is missing"
        );
        let barrier = Barrier::Worsened(Gate::default(), &before);
        assert_eq!(unknown_before(&now, &barrier, &part), 1);
        assert!(unmet(&now, &Barrier::Open, &part, &catalog, &messages).is_empty());
    }
}
