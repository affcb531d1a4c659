//! A cohort counted: candidates by competence, and criteria by how many lack them.

use std::collections::BTreeMap;

use prejury_core::{CompetenceId, CriterionId, Status};

use super::rows::Row;

/// How many criteria (of a candidate) or candidates (of a criterion) have which status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub present: usize,
    pub partial: usize,
    pub absent: usize,
    pub waived: usize,
    /// For a person: the evaluator, or the defence.
    pub human: usize,
}

impl Counts {
    fn add(&mut self, row: &Row) {
        match row.status() {
            _ if row.waived => self.waived += 1,
            Some(Status::Present) => self.present += 1,
            Some(Status::Partial) => self.partial += 1,
            Some(Status::Absent) => self.absent += 1,
            Some(Status::Human) => self.human += 1,
            Some(Status::OutOfScope | Status::NotApplicable) | None => {}
        }
    }

    pub fn add_all(&mut self, other: Counts) {
        self.present += other.present;
        self.partial += other.partial;
        self.absent += other.absent;
        self.waived += other.waived;
        self.human += other.human;
    }

    /// What the deliverables settle.
    pub fn settled(&self) -> usize {
        self.present + self.partial + self.absent
    }

    pub fn lacking(&self) -> usize {
        self.partial + self.absent
    }
}

/// One candidate of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// Untrusted.
    pub name: String,
    /// The checklist, as a relative address.
    pub page: Option<String>,
    pub head: Option<String>,
    /// Why there is no report. Untrusted.
    pub error: Option<String>,
    /// Of the competences that the deliverables address.
    pub competences: BTreeMap<CompetenceId, Counts>,
}

impl Candidate {
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in self.competences.values() {
            total.add_all(*counts);
        }
        total
    }
}

/// The whole cohort, small whatever the reports hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overview {
    /// In the order in which they were added.
    pub candidates: Vec<Candidate>,
    pub criteria: BTreeMap<CriterionId, Counts>,
    /// What is taken off the list of how many, for which reason.
    pub waivers: BTreeMap<(CriterionId, String), usize>,
}

impl Overview {
    /// Whether anything is waived: what is never there needs no column.
    pub fn waives(&self) -> bool {
        !self.waivers.is_empty()
    }

    /// Adds the rows of one candidate.
    pub fn add(&mut self, name: &str, page: Option<String>, rows: &[Row]) {
        let mut candidate = Candidate {
            name: name.to_owned(),
            page,
            ..Candidate::default()
        };
        for row in rows {
            candidate.head = candidate.head.or_else(|| row.head.clone());
            if let Some(error) = &row.error {
                candidate.error = Some(error.clone());
            }
            let (Some(id), Some(status)) = (row.criterion_id(), row.status()) else {
                continue;
            };
            if status == Status::OutOfScope {
                continue;
            }
            candidate
                .competences
                .entry(id.competence.clone())
                .or_default()
                .add(row);
            if row.waived {
                let reason = row.waiver.clone().unwrap_or_default();
                *self.waivers.entry((id.clone(), reason)).or_default() += 1;
            }
            self.criteria.entry(id).or_default().add(row);
        }
        // A competence of which only the defence speaks is not one that the deliverables address.
        candidate
            .competences
            .retain(|_, counts| counts.settled() + counts.waived > 0);
        self.candidates.push(candidate);
    }

    /// Competences that somebody addresses.
    pub fn competences(&self) -> Vec<&CompetenceId> {
        let mut ids: Vec<&CompetenceId> = self
            .candidates
            .iter()
            .flat_map(|candidate| candidate.competences.keys())
            .collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// Criteria that are absent or partial, the commonest first; of equals, those of which more is absent.
    pub fn most_lacking(&self) -> Vec<(&CriterionId, Counts)> {
        let mut lacking: Vec<(&CriterionId, Counts)> = self
            .criteria
            .iter()
            .map(|(id, counts)| (id, *counts))
            .filter(|(_, counts)| counts.lacking() > 0)
            .collect();
        lacking.sort_by_key(|(_, counts)| std::cmp::Reverse((counts.lacking(), counts.absent)));
        lacking
    }

    pub fn failed(&self) -> usize {
        let candidates = self.candidates.iter();
        candidates.filter(|one| one.error.is_some()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::failed;

    fn row(criterion: &str, status: &str) -> Row {
        let id: CriterionId = criterion.parse().unwrap();
        Row {
            competence: Some(id.competence.to_string()),
            criterion: Some(criterion.to_owned()),
            status: Some(status.to_owned()),
            error: None,
            ..failed("x", "")
        }
    }

    #[test]
    fn what_is_addressed_is_counted_and_what_most_lack_comes_first() {
        let mut overview = Overview::default();
        let a = [
            row("C1.3.1-CE1", "present"),
            row("C1.3.1-CE2", "absent"),
            row("C1.3.1-CE3", "partial"),
            row("C3.2.1-CE1", "out_of_scope"),
            row("C4.2-CE1", "human"),
        ];
        overview.add("a", None, &a);
        overview.add(
            "b",
            None,
            &[row("C1.3.1-CE2", "absent"), row("C1.3.1-CE3", "present")],
        );
        overview.add("c", None, &[failed("c", "broken")]);
        let ids: Vec<&str> = overview
            .competences()
            .iter()
            .map(|id| id.as_str())
            .collect();
        assert_eq!(ids, ["C1.3.1"]);
        let total = overview.candidates[0].total();
        assert_eq!((total.present, total.partial, total.absent), (1, 1, 1));
        let lacking: Vec<String> = overview
            .most_lacking()
            .iter()
            .map(|(id, counts)| format!("{id} {}", counts.lacking()))
            .collect();
        assert_eq!(lacking, ["C1.3.1-CE2 2", "C1.3.1-CE3 1"]);
        assert_eq!(overview.failed(), 1);
    }
}
