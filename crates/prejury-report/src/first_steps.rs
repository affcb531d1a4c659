//! What to do first: the few additions that lift most, in order of effect, as a mentor would name them.
//!
//! The order weighs what is gained (an absent criterion that the deliverables settle alone counts most), what it costs (the
//! number of missing parts), how near the competence then is to being whole, and how sure the tool is. Criteria that miss
//! the same parts are one step: what is added serves all of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use prejury_core::{Issue, Kind};

use crate::messages::Messages;
use crate::redact::redact;
use crate::view::{CriterionView, ReportView, Word};

/// More would be a list, not a beginning.
pub(crate) const SHOWN: usize = 5;

/// Files named in the step that asks for readable ones.
const SHOWN_PATHS: usize = 3;

/// Kinds of files whose evidence is lost when they cannot be read; a data file is not missed.
const DELIVERABLES: [&str; 8] = [
    ".ipynb", ".py", ".pdf", ".pptx", ".docx", ".xlsx", ".odp", ".odt",
];

/// Issues that a candidate can mend by handing in the file again.
const MENDABLE: [&str; 8] = [
    "notebook.truncated",
    "notebook.invalid-json",
    "notebook.merge-conflict",
    "lfs.pointer",
    "file.missing",
    "document.encrypted",
    "document.damaged",
    "document.old-format",
];

/// One thing to do.
pub(crate) struct Step<'a> {
    pub(crate) criterion: &'a CriterionView<'a>,
    /// Criteria that the same addition serves, without the main one.
    pub(crate) also: Vec<&'a CriterionView<'a>>,
    effect: f32,
}

impl Step<'_> {
    /// "C2.1.2-CE5, C2.1.2-CE7", or nothing.
    pub(crate) fn also_served(&self, messages: &Messages) -> Option<String> {
        let codes: Vec<String> = self
            .also
            .iter()
            .map(|criterion| criterion.report.id.to_string())
            .collect();
        (!codes.is_empty())
            .then(|| messages.with("first-also", &[("criteria", codes.join(", ").into())]))
    }
}

/// What criteria have in common: the parts that they miss, or nothing but their own id.
type Common<'a> = (Vec<&'a str>, String);

/// Criteria with their effects.
type Group<'a> = Vec<(f32, &'a CriterionView<'a>)>;

/// All steps, those with the greatest effect first.
pub(crate) fn steps<'a>(view: &'a ReportView<'a>) -> Vec<Step<'a>> {
    let mut groups: BTreeMap<Common<'a>, Group<'a>> = BTreeMap::new();
    for competence in view.shown() {
        let open = competence.count(Word::Absent) + competence.count(Word::Partial);
        for criterion in &competence.criteria {
            let Some(effect) = effect(criterion, open) else {
                continue;
            };
            let missing = criterion.report.missing.iter();
            let mut parts: Vec<&str> = missing.map(|part| &*part.signal).collect();
            parts.sort_unstable();
            // Nothing named as missing is nothing in common.
            let own = if parts.is_empty() {
                criterion.report.id.to_string()
            } else {
                String::new()
            };
            groups
                .entry((parts, own))
                .or_default()
                .push((effect, criterion));
        }
    }
    let mut steps: Vec<Step<'a>> = groups.into_values().filter_map(step).collect();
    steps.sort_by(|a, b| {
        let by_effect = b.effect.partial_cmp(&a.effect).unwrap_or(Ordering::Equal);
        by_effect.then_with(|| a.criterion.report.id.cmp(&b.criterion.report.id))
    });
    steps
}

fn step<'a>(mut group: Group<'a>) -> Option<Step<'a>> {
    // A stable sort: among equals, the order of the référentiel.
    group.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
    let effect = group.iter().map(|(effect, _)| effect).sum();
    let mut criteria = group.into_iter().map(|(_, criterion)| criterion);
    Some(Step {
        criterion: criteria.next()?,
        also: criteria.collect(),
        effect,
    })
}

/// What it lifts to complete this criterion in a competence with `open` absent or partial criteria.
fn effect(criterion: &CriterionView<'_>, open: usize) -> Option<f32> {
    let gain = match (criterion.word(), criterion.kind) {
        (Word::Absent, Kind::Auto) => 3.0,
        (Word::Absent, _) | (Word::Partial, Kind::Auto) => 2.0,
        (Word::Partial, _) => 1.0,
        _ => return None,
    };
    // What speaks against a criterion (a leak, tests that cannot fail) puts other results in doubt, too.
    let doubt = if criterion.against().next().is_some() {
        1.5
    } else {
        0.0
    };
    let cost = match criterion.report.missing.len() {
        1 => 1.0,
        0 | 2 => 0.8,
        _ => 0.6,
    };
    let nearness = 1.0 + 0.5 / open.max(1) as f32;
    Some((gain + doubt) * cost * nearness * criterion.report.confidence)
}

/// Deliverables that could not be read and can be handed in again: their evidence is lost until then.
pub(crate) fn unreadable<'a>(issues: &'a [Issue]) -> Vec<&'a str> {
    let mut paths: Vec<&'a str> = issues
        .iter()
        .filter(|issue| MENDABLE.contains(&issue.code))
        .filter_map(|issue| issue.path.as_deref())
        .filter(|path| {
            let path = path.to_ascii_lowercase();
            DELIVERABLES.iter().any(|ending| path.ends_with(ending))
        })
        .collect();
    paths.dedup();
    paths
}

/// The sentence that asks for readable files, or nothing.
pub(crate) fn hand_in_again(
    issues: &[Issue],
    messages: &Messages,
    name: fn(&str) -> String,
) -> Option<String> {
    let paths = unreadable(issues);
    let mut names: Vec<String> = paths.iter().take(SHOWN_PATHS).map(|it| name(it)).collect();
    if names.is_empty() {
        return None;
    }
    if paths.len() > names.len() {
        names.push("…".to_owned());
    }
    let values = [
        ("n", paths.len().into()),
        ("items", names.join(", ").into()),
    ];
    Some(messages.with("first-readable", &values))
}

/// What to add for a criterion: the advice of its rule, else what is missing.
pub(crate) fn action(criterion: &CriterionView<'_>, messages: &Messages) -> String {
    if criterion.wants_advice() {
        return criterion.advice.to_owned();
    }
    let missing = criterion.missing(messages);
    redact(&missing.join(messages.separator())).into_owned()
}

/// Whether an order helps: with one thing to do, there is none.
pub(crate) fn worth_showing(steps: &[Step<'_>]) -> bool {
    steps.len() > 1
}
