//! The text that evaluators paste into their form, from their own decisions and comments only: a proposed status writes none
//! of it. The page writes the same text (`assets/page.js`); a browser test compares them.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report, Verdict};

use crate::decisions::has_changed;
use crate::escape::visible_lines;
use crate::options::Options;
use crate::view::{CompetenceView, CriterionView, Display, ReportView};

/// Writes the remarks on one report. What the evaluator wrote is the evaluator's own and stays as it is; what would move a
/// cursor is shown instead, since decisions files travel, too.
pub fn write(
    report: &Report,
    decisions: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let view = ReportView::new(report, catalog, options);
    let messages = options.messages;
    let mut lines: Vec<String> = Vec::new();
    let shown: Vec<_> = view
        .competences
        .iter()
        .filter(|competence| competence.display != Display::NotAddressed)
        .collect();
    let criteria = || shown.iter().flat_map(|competence| &competence.criteria);
    let undecided: Vec<String> = criteria()
        .filter(|criterion| decisions.verdict(&criterion.report.id).is_none())
        .map(|criterion| criterion.report.id.to_string())
        .collect();
    let changed: Vec<String> = criteria()
        .filter(|criterion| {
            let known = decisions.criteria.get(&criterion.report.id);
            known.is_some_and(|known| has_changed(known, criterion.report))
        })
        .map(|criterion| criterion.report.id.to_string())
        .collect();
    for (ids, message) in [
        (undecided, "remarks-undecided"),
        (changed, "remarks-changed"),
    ] {
        if !ids.is_empty() {
            lines.push(format!("{} {}", messages.text(message), ids.join(", ")));
            lines.push(String::new());
        }
    }
    let general = &decisions.general;
    if !general.overall.trim().is_empty() {
        lines.push(general.overall.trim().to_owned());
        lines.push(String::new());
    }
    for competence in shown {
        competence_lines(competence, decisions, options, &mut lines);
    }
    for (message, text) in [
        ("remarks-deliverable", None),
        ("remarks-strengths", Some(&general.strengths)),
        ("remarks-improvements", Some(&general.improvements)),
    ] {
        lines.push(messages.text(message));
        lines.extend(text.map(|text| text.trim().to_owned()));
    }
    lines.push(String::new());
    lines.push(messages.text("remarks-defence"));
    lines.push(general.defence.trim().to_owned());
    let mut text = visible_lines(&lines.join("\n"));
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    writeln!(out, "{}", text.trim())
}

fn competence_lines(
    view: &CompetenceView<'_>,
    decisions: &Decisions,
    options: &Options<'_>,
    lines: &mut Vec<String>,
) {
    let messages = options.messages;
    let known = decisions.competences.get(&view.report.id);
    let remark = known.map_or("", |known| known.remark.trim());
    let verdict = |criterion: &CriterionView<'_>| decisions.verdict(&criterion.report.id);
    let comment =
        |criterion: &CriterionView<'_>| decisions.comment(&criterion.report.id).trim().to_owned();
    let touched = view
        .criteria
        .iter()
        .any(|criterion| verdict(criterion).is_some() || !comment(criterion).is_empty());
    let validated = known.and_then(|known| known.validated);
    if !touched && validated.is_none() && remark.is_empty() {
        return;
    }
    lines.push(format!("{} {}", view.report.id, view.title));
    // All criteria acquired by the evaluator's word make a competence; anything else is the evaluator's to say.
    let all_acquired = view
        .criteria
        .iter()
        .all(|criterion| verdict(criterion) == Some(Verdict::Acquired));
    lines.push(
        messages.text(match validated.or(all_acquired.then_some(true)) {
            Some(true) => "remarks-validated",
            Some(false) => "remarks-not-validated",
            None => "remarks-to-decide",
        }),
    );
    lines.push(messages.text("remarks-comments"));
    for (wanted, prefix) in [
        (Some(Verdict::Acquired), None),
        (Some(Verdict::NotAcquired), Some("decision-not-acquired")),
        (Some(Verdict::AtDefence), Some("decision-at-defence")),
        (None, Some("remarks-to-decide")),
    ] {
        for criterion in &view.criteria {
            let comment = comment(criterion);
            if verdict(criterion) != wanted || wanted.is_none() && comment.is_empty() {
                continue;
            }
            let prefix = prefix.map_or(String::new(), |id| format!("{} – ", messages.text(id)));
            lines.push(format!(
                "- {prefix}CE{} : {}",
                criterion.report.id.number, criterion.text
            ));
            if !comment.is_empty() {
                lines.push(format!("  {}", comment.replace('\n', "\n  ")));
            }
        }
    }
    if !remark.is_empty() {
        lines.push(remark.to_owned());
    }
    lines.push(String::new());
}
