//! Rules that a profile names: what its project asks to be explained. A finding is a note to the evaluator, and no status
//! follows from it.

mod high_auc;

use prejury_catalog::{Profile, ProfileRule};
use prejury_core::Finding;

use crate::Facts;

/// Findings of all rules of the profile, in its order.
pub(crate) fn find(facts: &Facts<'_>, profile: &Profile) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (criterion, rule) in profile.rules() {
        let found = match rule {
            ProfileRule::CrossValidatedAucAbove(limit) => high_auc::find(facts, *limit),
        };
        findings.extend(found.map(|finding| finding.with("criterion", criterion)));
    }
    findings
}
