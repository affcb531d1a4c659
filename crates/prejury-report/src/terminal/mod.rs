//! The report for a terminal or a CI log: 80 columns, colours that carry nothing that the words do not say.
//!
//! Escape codes are always written; whoever prints strips them where they are not wanted.

mod criterion;
pub(crate) mod page;

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::Report;

use crate::annotations;
use crate::escape::{Escape, visible};
use crate::first_steps;
use crate::messages::Messages;
use crate::options::{Detail, Options};
use crate::summary;
use crate::view::{CompetenceView, Display, ReportView, Word};
use page::{COMMAND, DIM, Page, TITLE, status_style, styled};

/// Writes one section for each report, and then once what to try next.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(out, options.width);
    let views: Vec<ReportView<'_>> = reports
        .iter()
        .map(|report| ReportView::new(report, catalog, options))
        .collect();
    for (index, view) in views.iter().enumerate() {
        if index > 0 {
            page.blank()?;
        }
        section(view, options, &mut page)?;
    }
    if options.detail != Detail::Quiet && !views.is_empty() {
        closing(&views, options, &mut page)?;
    }
    Ok(())
}

fn section(view: &ReportView<'_>, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let messages = options.messages;
    head(view, options, page)?;
    if view
        .competences
        .iter()
        .all(|competence| competence.display == Display::NotAddressed)
    {
        page.blank()?;
        page.paragraph(0, 0, &messages.text("nothing-in-scope"))?;
    }
    if options.detail == Detail::Quiet {
        page.blank()?;
    }
    for competence in view.shown() {
        match options.detail {
            Detail::Quiet => page.paragraph(
                0,
                8,
                &format!(
                    "{}  {}",
                    id_column(competence),
                    counts(competence, messages)
                ),
            )?,
            detail => write_competence(competence, messages, detail, page)?,
        }
    }
    only_named(view, options, page)?;
    findings(view, options, page)?;
    stale_waivers(view, options, page)?;
    issues(view, options, page)?;
    first_steps(view, options, page)
}

/// Near the prompt, where the eye is when a report has run through.
fn first_steps(
    view: &ReportView<'_>,
    options: &Options<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let messages = options.messages;
    let steps = first_steps::steps(view);
    if options.detail == Detail::Quiet || !first_steps::worth_showing(&steps) {
        return Ok(());
    }
    page.blank()?;
    page.paragraph(0, 0, &styled(TITLE, messages.text("first-title")))?;
    let again = first_steps::hand_in_again(view.issues(), messages, visible);
    let mut lines: Vec<String> = again.into_iter().collect();
    let room = first_steps::SHOWN - lines.len();
    lines.extend(steps.iter().take(room).map(|step| {
        let criterion = step.criterion;
        let status = styled(
            status_style(criterion.word()),
            messages.text(criterion.word().status_id()),
        );
        let also = step.also_served(messages);
        let also = also.map_or(String::new(), |also| format!("; {also}"));
        let title = summary::typeset(criterion.title, messages);
        let action = summary::typeset(&first_steps::action(criterion, messages), messages);
        format!(
            "{} {title} ({status}{also}){}{action}",
            criterion.report.id,
            messages.colon()
        )
    }));
    for (number, line) in (1..).zip(lines) {
        page.paragraph(2, 5, &format!("{number}.\u{a0}{line}"))?;
    }
    Ok(())
}

/// Waivers that do nothing any more.
fn stale_waivers(
    view: &ReportView<'_>,
    options: &Options<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let lines = annotations::stale_waivers(view, options.messages, Escape::LINE);
    if lines.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let title = options.messages.count("waivers-title", lines.len());
    page.paragraph(0, 0, &styled(TITLE, title))?;
    for line in lines {
        page.paragraph(2, 4, &format!("-\u{a0}{line}"))?;
    }
    Ok(())
}

/// What one place says and another contradicts.
fn findings(view: &ReportView<'_>, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let messages = options.messages;
    if view.findings().is_empty() {
        return Ok(());
    }
    page.blank()?;
    let title = messages.count("findings-title", view.findings().len());
    if options.detail == Detail::Quiet {
        return page.paragraph(0, 0, &title);
    }
    page.paragraph(0, 0, &styled(TITLE, title))?;
    for finding in view.findings() {
        let line = summary::finding(finding, messages, Escape::LINE);
        page.paragraph(2, 4, &format!("-\u{a0}{line}"))?;
    }
    Ok(())
}

fn head(view: &ReportView<'_>, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let messages = options.messages;
    let input = &view.report.input;
    let title = messages.with("report-title", &[("label", visible(&input.label).into())]);
    page.line(&styled(TITLE, title))?;
    if options.detail != Detail::Quiet {
        page.paragraph(0, 2, &summary::files_read(input, messages))?;
        page.paragraph(0, 2, &summary::history(input, messages))?;
    }
    let examples = (options.detail == Detail::Verbose).then_some(Escape::LINE);
    if options.detail != Detail::Quiet
        && let Some(left_out) = summary::left_out(input, messages, examples)
    {
        page.paragraph(0, 2, &left_out)?;
    }
    // Quiet counts would mislead without what they leave out.
    for line in annotations::head(view, messages, Escape::LINE) {
        page.paragraph(0, 2, &line)?;
    }
    Ok(())
}

fn write_competence(
    competence: &CompetenceView<'_>,
    messages: &Messages,
    detail: Detail,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.blank()?;
    let title = summary::typeset(competence.title, messages);
    page.paragraph(
        0,
        8,
        &styled(TITLE, format_args!("{}  {title}", id_column(competence))),
    )?;
    page.paragraph(8, 8, &counts(competence, messages))?;
    if let Some(with) = competence.with {
        let line = messages.with("evaluated-with", &[("competence", with.as_str().into())]);
        page.paragraph(8, 8, &styled(DIM, line))?;
    }
    if detail == Detail::Verbose
        && let Some(evidence) = competence.report.scope_evidence.first()
    {
        let place = summary::place(evidence, messages, Escape::LINE);
        page.paragraph(
            8,
            10,
            &styled(
                DIM,
                messages.with("scope-evidence", &[("place", place.into())]),
            ),
        )?;
    }
    let may_group = detail != Detail::Verbose;
    let mut previous_had_body = true;
    for criterion in competence
        .criteria
        .iter()
        .filter(|criterion| !(may_group && criterion.is_grouped()))
    {
        // Criteria with lines of their own breathe; out-of-scope ones are a plain list.
        let has_body = criterion.word() != Word::OutOfScope;
        if has_body || previous_had_body {
            page.blank()?;
        }
        previous_had_body = has_body;
        criterion::write(criterion, messages, detail, page)?;
    }
    let groups: Vec<String> = [Word::NotApplicable, Word::Evaluator, Word::Oral]
        .into_iter()
        .filter(|_| may_group)
        .filter_map(|word| summary::grouped(competence, word, messages, Escape::LINE))
        .collect();
    if !groups.is_empty() {
        page.blank()?;
    }
    for group in groups {
        page.paragraph(2, 4, &styled(DIM, group))?;
    }
    Ok(())
}

fn id_column(competence: &CompetenceView<'_>) -> String {
    format!("{:<6}", competence.report.id)
}

fn counts(competence: &CompetenceView<'_>, messages: &Messages) -> String {
    let counts: Vec<String> = summary::counts(competence, messages)
        .into_iter()
        .map(|(word, text)| styled(status_style(word), text))
        .collect();
    counts.join(", ")
}

/// Competences that are only named, with what the candidate claims of them.
fn only_named(view: &ReportView<'_>, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if options.detail == Detail::Quiet {
        return Ok(());
    }
    for display in [Display::ForEvaluator, Display::NotAddressed] {
        if let Some(line) = summary::named(view, display, options.messages) {
            page.blank()?;
            page.paragraph(0, 2, &line)?;
        }
    }
    for line in annotations::claims_elsewhere(view, options.messages, Escape::LINE) {
        page.paragraph(2, 4, &format!("-\u{a0}{line}"))?;
    }
    Ok(())
}

fn issues(view: &ReportView<'_>, options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let messages = options.messages;
    if view.issues().is_empty() {
        return Ok(());
    }
    page.blank()?;
    let title = messages.count("issues-title", view.issues().len());
    if options.detail == Detail::Quiet {
        return page.paragraph(0, 0, &title);
    }
    page.paragraph(0, 0, &styled(TITLE, title))?;
    if view
        .shown()
        .any(|competence| competence.count(Word::Absent) > 0)
    {
        page.paragraph(2, 2, &messages.text("issues-and-absent"))?;
    }
    for kind in summary::issues_by_kind(view.issues()) {
        let group = summary::issue_group(&kind, options.detail == Detail::Verbose);
        for issue in group.shown {
            let sentence = visible(&crate::redact::redact(&messages.issue(issue)));
            let line = match &issue.path {
                Some(path) => format!("-\u{a0}{} {} {sentence}", visible(path), styled(DIM, "·")),
                None => format!("- {sentence}"),
            };
            page.paragraph(2, 4, &line)?;
        }
        if group.others > 0 {
            page.paragraph(
                4,
                4,
                &styled(DIM, messages.count("issues-more", group.others)),
            )?;
        }
    }
    Ok(())
}

/// Who decides, and the commands that show more.
fn closing(views: &[ReportView<'_>], options: &Options<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let messages = options.messages;
    page.blank()?;
    page.paragraph(0, 0, &messages.text("decision-reminder"))?;
    let to_explain = views
        .iter()
        .flat_map(ReportView::shown)
        .flat_map(|competence| &competence.criteria)
        .find(|criterion| criterion.wants_advice());
    let mut commands = Vec::new();
    if let Some(criterion) = to_explain {
        commands.push((
            format!("prejury explain {}", criterion.report.id),
            "next-explain",
        ));
    }
    if options.detail != Detail::Verbose {
        commands.push(("prejury check --verbose".to_owned(), "next-verbose"));
    }
    commands.push((
        "prejury check --format markdown".to_owned(),
        "next-markdown",
    ));
    let column = commands
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    page.paragraph(0, 0, &messages.text("next-title"))?;
    for (command, id) in commands {
        let padding = " ".repeat(column - command.len());
        let line = format!(
            "{}{padding}  {}",
            styled(COMMAND, command),
            messages.text(id)
        );
        page.paragraph(2, column + 4, &line)?;
    }
    Ok(())
}
