//! The text that evaluators paste into their form, from their own decisions and comments only: a proposed status writes none
//! of it. The page writes the same text (`assets/page.js`); a browser test compares them.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report, Verdict};

use crate::decided;
use crate::escape::visible_lines;
use crate::options::Options;
use crate::view::{CompetenceView, CriterionView, ReportView};

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
    for line in decided::open(&view, decisions, messages) {
        lines.push(line);
        lines.push(String::new());
    }
    let general = &decisions.general;
    if !general.overall.trim().is_empty() {
        lines.push(general.overall.trim().to_owned());
        lines.push(String::new());
    }
    for competence in decided::competences(&view) {
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
    let remark = decided::remark(view, decisions);
    let verdict = |criterion: &CriterionView<'_>| decisions.verdict(&criterion.report.id);
    let comment =
        |criterion: &CriterionView<'_>| decisions.comment(&criterion.report.id).trim().to_owned();
    let touched = view
        .criteria
        .iter()
        .any(|criterion| verdict(criterion).is_some() || !comment(criterion).is_empty());
    let validated = decided::validated(view, decisions);
    if !touched && validated.is_none() && remark.is_empty() {
        return;
    }
    lines.push(format!("{} {}", view.report.id, view.title));
    lines.push(messages.text(decided::word(validated)));
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
