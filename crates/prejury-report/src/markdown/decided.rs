//! What the evaluator decided, before the report that it was decided on.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{CriterionDecision, Decisions, Report, Verdict};

use super::{section, sentence};
use crate::decided;
use crate::decisions::has_changed;
use crate::escape::markdown;
use crate::messages::Messages;
use crate::options::Options;
use crate::view::{CriterionView, ReportView};

/// Writes one report after everything that the evaluator decided and wrote.
pub fn write(
    report: &Report,
    decisions: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let view = ReportView::new(report, catalog, options);
    let messages = options.messages;
    writeln!(out, "## {}\n", messages.text("decided-title"))?;
    for line in decided::open(&view, decisions, messages) {
        writeln!(out, "{line}\n")?;
    }
    competences(&view, decisions, messages, out)?;
    criteria(&view, decisions, messages, out)?;
    general(decisions, messages, out)?;
    section(&view, options, out)
}

/// The parts of the form that belong to no criterion, each below its title.
fn general(decisions: &Decisions, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
    for (id, text) in decided::general(decisions) {
        writeln!(out, "### {}\n", messages.text(id))?;
        // Lines of the evaluator stay lines.
        let lines: Vec<String> = text.lines().map(markdown::text).collect();
        writeln!(out, "{}\n", lines.join("  \n"))?;
    }
    Ok(())
}

fn competences(
    view: &ReportView<'_>,
    decisions: &Decisions,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<String> = view
        .competences
        .iter()
        .filter_map(|competence| {
            let remark = decided::remark(competence, decisions);
            let validated = decided::validated(competence, decisions);
            if validated.is_none() && remark.is_empty() {
                return None;
            }
            Some(format!(
                "| **{}** {} | {} | {} |",
                competence.report.id,
                sentence(competence.title, messages),
                messages.text(decided::word(validated)),
                markdown::text(remark),
            ))
        })
        .collect();
    let titles = [
        "column-competence",
        "decided-competence",
        "html-competence-remark",
    ];
    table(&titles, &rows, messages, out)
}

fn criteria(
    view: &ReportView<'_>,
    decisions: &Decisions,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let criteria = view
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria);
    let rows: Vec<String> = criteria
        .filter_map(|criterion| {
            let known = decisions.criteria.get(&criterion.report.id)?;
            Some(row(criterion, known, messages))
        })
        .collect();
    let titles = [
        "decided-criterion",
        "html-status",
        "html-decision",
        "html-comment",
    ];
    table(&titles, &rows, messages, out)
}

fn row(criterion: &CriterionView<'_>, known: &CriterionDecision, messages: &Messages) -> String {
    let mut decision = messages.text(match known.verdict {
        Some(Verdict::Acquired) => "decision-acquired",
        Some(Verdict::NotAcquired) => "decision-not-acquired",
        Some(Verdict::AtDefence) => "decision-at-defence",
        None => "remarks-to-decide",
    });
    if has_changed(known, criterion.report) {
        decision = format!("{decision} ({})", messages.text("html-changed-only"));
    }
    format!(
        "| {} {} | {} | {decision} | {} |",
        criterion.report.id,
        sentence(criterion.title, messages),
        messages.text(criterion.word().status_id()),
        markdown::text(&known.comment),
    )
}

/// Nothing without a row.
fn table(
    titles: &[&str],
    rows: &[String],
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = titles.iter().map(|id| messages.text(id)).collect();
    writeln!(out, "| {} |", names.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(names.len()))?;
    for row in rows {
        writeln!(out, "{row}")?;
    }
    writeln!(out)
}
