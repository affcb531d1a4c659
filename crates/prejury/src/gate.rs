//! `--fail-on`: exit code 1 and a last line that says why and what to do. A gate for continuous integration, never a verdict
//! on the work.

use std::collections::BTreeSet;
use std::process::ExitCode;

use prejury_catalog::Catalog;
use prejury_config::Gate;
use prejury_core::{CriterionId, Kind, Report};
use prejury_report::{Part, Selection};

use crate::context::Context;

/// Codes named in the line; more would hide the count.
const SHOWN: usize = 6;

/// Exit code of a check that ran; the n-th gate belongs to the n-th report.
pub(crate) fn verdict(
    reports: &[Report],
    gates: &[Gate],
    selection: &Selection,
    context: &Context,
) -> ExitCode {
    let mut n = 0;
    let mut terms: Vec<&str> = Vec::new();
    let mut criteria: BTreeSet<&CriterionId> = BTreeSet::new();
    for (report, gate) in reports.iter().zip(gates) {
        for (id, term) in unmet(report, gate, selection, &context.catalog) {
            n += 1;
            criteria.insert(id);
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    let Some(first) = criteria.first() else {
        return ExitCode::SUCCESS;
    };
    let mut codes: Vec<String> = criteria
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    if criteria.len() > SHOWN {
        codes.push("…".to_owned());
    }
    let values = [
        ("n", n.into()),
        ("terms", terms.join(",").into()),
        ("criteria", codes.join(", ").into()),
        ("first", first.to_string().into()),
    ];
    let line = context.messages.with("cli-gate", &values);
    context.screen.complain(&line);
    ExitCode::from(1)
}

/// Criteria shown that the gate refuses, each with the term that does. What is waived fails nothing.
fn unmet<'a>(
    report: &'a Report,
    gate: &'a Gate,
    selection: &Selection,
    catalog: &Catalog,
) -> Vec<(&'a CriterionId, &'a str)> {
    let part = Part::new(report, catalog, selection);
    report
        .competences
        .iter()
        .filter(|competence| part.shows(competence))
        .flat_map(|competence| &competence.criteria)
        .filter(|criterion| {
            part.evaluates(&criterion.id) && report.annotations.waiver(&criterion.id).is_none()
        })
        .filter_map(|criterion| {
            let known = catalog.criterion(&criterion.id);
            let kind = known.map_or(Kind::Human, |known| known.kind);
            let term = gate.refuses(&criterion.id, kind, criterion.status)?;
            Some((&criterion.id, &*term.text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::{
        CompetenceReport, CriterionReport, InputReport, Scope, Status, Waiver, WaiverState,
    };

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
        let gate = |text| Gate::parse(text, &catalog).unwrap();
        let count = |report: &Report, text, selection: &Selection| {
            unmet(report, &gate(text), selection, &catalog).len()
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
}
