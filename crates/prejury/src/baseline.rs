//! `--baseline`: the stored report that says what was there before, so that only what got worse fails.

use std::path::{Path, PathBuf};

use prejury_report::compare::Snapshot;
use prejury_report::visible;

use crate::assess::Assessed;
use crate::context::Context;
use crate::diff;

/// The reports of the file.
pub(crate) struct Baseline {
    pub(crate) path: PathBuf,
    reports: Vec<Snapshot>,
}

impl Baseline {
    /// Reads the file; when it holds no report, that has been said.
    pub(crate) fn read(path: &Path, context: &Context) -> Option<Self> {
        Some(Self {
            path: path.to_owned(),
            reports: diff::read(path, context)?,
        })
    }

    /// What each report is compared with. Of a cohort, a submission that is new has nothing, which is said; one submission
    /// alone must be in the file, and none is the answer when it is not, which has been said, too.
    pub(crate) fn pair<'a>(
        &'a self,
        assessed: &[Assessed],
        context: &Context,
    ) -> Option<Vec<Option<&'a Snapshot>>> {
        if let ([one], [report]) = (assessed, &*self.reports)
            && is_of(report, one)
        {
            return Some(vec![Some(report)]);
        }
        let mut left: Vec<&Snapshot> = self.reports.iter().collect();
        let mut pairs = Vec::new();
        for one in assessed {
            // Labels may repeat: the n-th goes with the n-th.
            let label = &one.report.input.label;
            let at = left.iter().position(|report| report.label == *label);
            pairs.push(at.map(|at| left.remove(at)));
            if at.is_none() {
                self.say_other_submission(label, assessed.len() == 1, context);
            }
        }
        if let [None] = pairs[..] {
            return None;
        }
        Some(pairs)
    }

    fn say_other_submission(&self, label: &str, alone: bool, context: &Context) {
        const SHOWN: usize = 3;
        let reports = self.reports.iter().take(SHOWN);
        let mut labels: Vec<String> = reports.map(|report| visible(&report.label)).collect();
        if self.reports.len() > SHOWN {
            labels.push("…".to_owned());
        }
        let values = [
            ("path", self.path.display().to_string().into()),
            ("label", visible(label).into()),
            ("labels", labels.join(", ").into()),
        ];
        if alone {
            context.complain("cli-error-other-submission", &values);
        } else {
            let line = context.messages.with("cli-baseline-new", &values);
            context.screen.complain(&line);
        }
    }
}

/// Whether the stored report is one of the same submission: it has its name, or a commit of its history.
fn is_of(report: &Snapshot, one: &Assessed) -> bool {
    report.label == one.report.input.label
        || report
            .head
            .as_ref()
            .is_some_and(|head| one.commits.contains(head.as_str()))
}
