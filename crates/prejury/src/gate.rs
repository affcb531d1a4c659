//! `--fail-on`: exit code 1 and a last line that says why. A gate for continuous integration, never a verdict on the work.

use std::collections::BTreeSet;
use std::process::ExitCode;

use prejury_core::{CriterionId, Report, Status};
use prejury_report::Selection;

use crate::context::Context;
use crate::low_args::LowFailOn;

/// Codes named in the line; more would hide the count.
const SHOWN: usize = 6;

/// Exit code of a check that ran.
pub(crate) fn verdict(
    fail_on: Option<LowFailOn>,
    reports: &[Report],
    selection: &Selection,
    context: &Context,
) -> ExitCode {
    let Some(fail_on) = fail_on else {
        return ExitCode::SUCCESS;
    };
    let unmet = unmet(fail_on, reports, selection);
    if unmet.is_empty() {
        return ExitCode::SUCCESS;
    }
    let distinct: BTreeSet<&CriterionId> = unmet.iter().copied().collect();
    let mut codes: Vec<String> = distinct
        .iter()
        .take(SHOWN)
        .map(ToString::to_string)
        .collect();
    if distinct.len() > SHOWN {
        codes.push("…".to_owned());
    }
    let id = match fail_on {
        LowFailOn::Absent => "cli-gate-absent",
        LowFailOn::Partial => "cli-gate-partial",
    };
    let values = [
        ("n", unmet.len().into()),
        ("criteria", codes.join(", ").into()),
    ];
    context.screen.complain(&context.messages.with(id, &values));
    ExitCode::from(1)
}

/// Criteria shown whose status the gate refuses, once for each report.
fn unmet<'a>(
    fail_on: LowFailOn,
    reports: &'a [Report],
    selection: &Selection,
) -> Vec<&'a CriterionId> {
    reports
        .iter()
        .flat_map(|report| &report.competences)
        .filter(|competence| selection.shows(competence))
        .flat_map(|competence| &competence.criteria)
        .filter(|criterion| match criterion.status {
            Status::Absent => true,
            Status::Partial => fail_on == LowFailOn::Partial,
            _ => false,
        })
        .map(|criterion| &criterion.id)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::{CompetenceReport, CriterionReport, InputReport, Scope};

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
        }
    }

    #[test]
    fn a_gate_counts_what_it_names_and_only_what_is_shown() {
        let reports = [report(&[
            Status::Present,
            Status::Partial,
            Status::Absent,
            Status::Human,
        ])];
        let all = Selection::default();
        assert_eq!(unmet(LowFailOn::Absent, &reports, &all).len(), 1);
        assert_eq!(unmet(LowFailOn::Partial, &reports, &all).len(), 2);
        let other = Selection {
            blocs: vec![3],
            ..Selection::default()
        };
        assert!(unmet(LowFailOn::Partial, &reports, &other).is_empty());
    }
}
