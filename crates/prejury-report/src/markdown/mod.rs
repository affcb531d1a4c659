//! The report for a pull request: a table that is read at once, details folded, strangers' text harmless.

mod competence;
mod decided;

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::Report;

pub use self::decided::write as write_decided;
use crate::annotations;
use crate::escape::{Escape, markdown};
use crate::first_steps;
use crate::messages::Messages;
use crate::options::{Detail, Options};
use crate::summary;
use crate::view::{Display, ReportView, Word};

/// The column that is there only when something is waived.
const WAIVED: &str = "column-waived";

/// Columns of the table, with the statuses that each counts.
const COLUMNS: [(&str, &[Word]); 6] = [
    ("column-present", &[Word::Present]),
    ("column-partial", &[Word::Partial]),
    ("column-absent", &[Word::Absent]),
    (WAIVED, &[Word::Waived]),
    (
        "column-not-applicable",
        &[Word::NotApplicable, Word::OutOfScope],
    ),
    ("column-human", &[Word::Evaluator, Word::Oral]),
];

/// Writes one section for each report.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, report) in reports.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        section(&ReportView::new(report, catalog, options), options, out)?;
    }
    Ok(())
}

fn section(view: &ReportView<'_>, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let messages = options.messages;
    let input = &view.report.input;
    writeln!(
        out,
        "## {}\n",
        messages.with(
            "report-title",
            &[("label", markdown::code(&input.label).into())]
        )
    )?;
    writeln!(out, "{}  ", summary::files_read(input, messages))?;
    write!(out, "{}", summary::history(input, messages))?;
    if let Some(left_out) = summary::left_out(input, messages, None) {
        write!(out, "  \n{left_out}")?;
    }
    for line in annotations::head(view, messages, Escape::MARKDOWN) {
        write!(out, "  \n{line}")?;
    }
    writeln!(out, "\n")?;
    if view
        .competences
        .iter()
        .all(|competence| competence.display == Display::NotAddressed)
    {
        writeln!(out, "{}\n", messages.text("nothing-in-scope"))?;
    } else if view.shown().next().is_some() {
        table(view, messages, out)?;
        if options.detail != Detail::Quiet {
            first_steps(view, messages, out)?;
        }
    }
    if options.detail != Detail::Quiet {
        for competence in view.shown() {
            competence::write(competence, messages, options.detail, out)?;
        }
    }
    only_named(view, options, out)?;
    findings(view, options, out)?;
    stale_waivers(view, options, out)?;
    issues(view, options, out)?;
    writeln!(out, "_{}_", messages.text("decision-reminder"))
}

fn table(view: &ReportView<'_>, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
    let waives = view
        .shown()
        .any(|competence| competence.count(Word::Waived) > 0);
    let columns = || {
        let columns = COLUMNS.iter();
        columns.filter(move |(id, _)| waives || *id != WAIVED)
    };
    let titles: Vec<String> = columns().map(|(id, _)| messages.text(id)).collect();
    writeln!(
        out,
        "| {} | {} |",
        messages.text("column-competence"),
        titles.join(" | ")
    )?;
    writeln!(out, "|---|{}", "--:|".repeat(titles.len()))?;
    for competence in view.shown() {
        let cells: Vec<String> = columns()
            .map(|(_, words)| {
                words
                    .iter()
                    .map(|word| competence.count(*word))
                    .sum::<usize>()
            })
            .map(|n| if n == 0 { String::new() } else { n.to_string() })
            .collect();
        let title = markdown::text(&summary::typeset(competence.title, messages));
        writeln!(
            out,
            "| **{}** {title} | {} |",
            competence.report.id,
            cells.join(" | ")
        )?;
    }
    writeln!(out)
}

/// Before the details: a mentor reads no further on most days.
fn first_steps(view: &ReportView<'_>, messages: &Messages, out: &mut dyn Write) -> io::Result<()> {
    let steps = first_steps::steps(view);
    if !first_steps::worth_showing(&steps) {
        return Ok(());
    }
    writeln!(out, "### {}\n", messages.text("first-title"))?;
    let again = first_steps::hand_in_again(view.issues(), messages, markdown::code);
    let mut lines: Vec<String> = again.into_iter().collect();
    let room = first_steps::SHOWN - lines.len();
    lines.extend(steps.iter().take(room).map(|step| {
        let criterion = step.criterion;
        let status = messages.text(criterion.word().status_id());
        let also = step.also_served(messages);
        let also = also.map_or(String::new(), |also| format!("; {also}"));
        format!(
            "**{}** {} ({status}{also}){}{}",
            criterion.report.id,
            sentence(criterion.title, messages),
            messages.colon(),
            sentence(&first_steps::action(criterion, messages), messages)
        )
    }));
    for (number, line) in (1..).zip(lines) {
        writeln!(out, "{number}. {line}")?;
    }
    writeln!(out)
}

/// Competences that are only named, with what the candidate claims of them.
fn only_named(view: &ReportView<'_>, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    if options.detail == Detail::Quiet {
        return Ok(());
    }
    for display in [Display::ForEvaluator, Display::NotAddressed] {
        if let Some(line) = summary::named(view, display, options.messages) {
            writeln!(out, "{line}\n")?;
        }
    }
    let claims = annotations::claims_elsewhere(view, options.messages, Escape::MARKDOWN);
    for line in &claims {
        writeln!(out, "- {line}")?;
    }
    if !claims.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

/// Waivers that do nothing any more.
fn stale_waivers(
    view: &ReportView<'_>,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = annotations::stale_waivers(view, options.messages, Escape::MARKDOWN);
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}\n",
        options.messages.count("waivers-title", lines.len())
    )?;
    for line in lines {
        writeln!(out, "- {line}")?;
    }
    writeln!(out)
}

/// What one place says and another contradicts.
fn findings(view: &ReportView<'_>, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let messages = options.messages;
    if view.findings().is_empty() {
        return Ok(());
    }
    let title = messages.count("findings-title", view.findings().len());
    if options.detail == Detail::Quiet {
        return writeln!(out, "{title}\n");
    }
    writeln!(out, "<details>\n<summary>{title}</summary>\n")?;
    for finding in view.findings() {
        let line = summary::finding(finding, messages, Escape::MARKDOWN);
        writeln!(out, "- {line}")?;
    }
    writeln!(out, "\n</details>\n")
}

fn issues(view: &ReportView<'_>, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let messages = options.messages;
    if view.issues().is_empty() {
        return Ok(());
    }
    let title = messages.count("issues-title", view.issues().len());
    if options.detail == Detail::Quiet {
        return writeln!(out, "{title}\n");
    }
    writeln!(out, "<details>\n<summary>{title}</summary>\n")?;
    if view
        .shown()
        .any(|competence| competence.count(Word::Absent) > 0)
    {
        writeln!(out, "{}\n", messages.text("issues-and-absent"))?;
    }
    for kind in summary::issues_by_kind(view.issues()) {
        let group = summary::issue_group(&kind, options.detail == Detail::Verbose);
        for issue in group.shown {
            let sentence = markdown::text(&crate::redact::redact(&messages.issue(issue)));
            match &issue.path {
                Some(path) => writeln!(out, "- {} · {sentence}", markdown::code(path))?,
                None => writeln!(out, "- {sentence}")?,
            }
        }
        if group.others > 0 {
            writeln!(out, "- {}", messages.count("issues-more", group.others))?;
        }
    }
    writeln!(out, "\n</details>\n")
}

/// Wording of the catalogue, with what it was filled with.
fn sentence(text: &str, messages: &Messages) -> String {
    markdown::text(&summary::typeset(text, messages))
}
