//! The report for a pull request: a table that is read at once, details folded, strangers' text harmless.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Evidence, Report, Verdict};

use crate::annotations;
use crate::decisions::has_changed;
use crate::escape::{Escape, excerpt_lines, markdown};
use crate::first_steps;
use crate::messages::Messages;
use crate::options::{Detail, Options};
use crate::summary;
use crate::view::{CompetenceView, CriterionView, Display, ReportView, Word, excerpt};

/// Lines and columns of an excerpt.
const EXCERPT: (usize, usize) = (4, 160);

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

/// Writes one report after a table of what the evaluator decided.
pub fn write_decided(
    report: &Report,
    decisions: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let view = ReportView::new(report, catalog, options);
    let messages = options.messages;
    let titles = [
        "decided-criterion",
        "html-status",
        "html-decision",
        "html-comment",
    ];
    writeln!(out, "## {}\n", messages.text("decided-title"))?;
    writeln!(
        out,
        "| {} |\n|---|---|---|---|",
        titles.map(|id| messages.text(id)).join(" | ")
    )?;
    let criteria = view
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria);
    for criterion in criteria {
        let Some(known) = decisions.criteria.get(&criterion.report.id) else {
            continue;
        };
        let mut decision = messages.text(match known.verdict {
            Some(Verdict::Acquired) => "decision-acquired",
            Some(Verdict::NotAcquired) => "decision-not-acquired",
            Some(Verdict::AtDefence) => "decision-at-defence",
            None => "remarks-to-decide",
        });
        if has_changed(known, criterion.report) {
            decision = format!("{decision} ({})", messages.text("html-changed-only"));
        }
        writeln!(
            out,
            "| {} {} | {} | {decision} | {} |",
            criterion.report.id,
            criterion.title,
            messages.text(criterion.word().status_id()),
            markdown::text(&known.comment),
        )?;
    }
    writeln!(out)?;
    section(&view, options, out)
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
            write_competence(competence, messages, options.detail, out)?;
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

fn write_competence(
    competence: &CompetenceView<'_>,
    messages: &Messages,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    let counts: Vec<String> = summary::counts(competence, messages)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let title = html(&summary::typeset(competence.title, messages));
    writeln!(
        out,
        "<details>\n<summary><b>{}</b> {title} — {}</summary>\n",
        competence.report.id,
        counts.join(", ")
    )?;
    if let Some(with) = competence.with {
        let line = messages.with("evaluated-with", &[("competence", with.as_str().into())]);
        writeln!(out, "{line}\n")?;
    }
    let may_group = detail != Detail::Verbose;
    for criterion in competence
        .criteria
        .iter()
        .filter(|criterion| !(may_group && criterion.is_grouped()))
    {
        write_criterion(criterion, messages, detail, out)?;
    }
    for word in [Word::NotApplicable, Word::Evaluator, Word::Oral]
        .into_iter()
        .filter(|_| may_group)
    {
        if let Some(line) = summary::grouped(competence, word, messages, Escape::MARKDOWN) {
            writeln!(out, "- {line}")?;
        }
    }
    writeln!(out, "\n</details>\n")
}

fn write_criterion(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    let status = messages.text(criterion.word().status_id());
    let title = markdown::text(&summary::typeset(criterion.title, messages));
    let slug = markdown::code(criterion.slug);
    writeln!(
        out,
        "- **CE{}** {title} ({slug}) — **{status}**",
        criterion.report.id.number
    )?;
    let mut lines = Vec::new();
    if detail == Detail::Verbose {
        lines.push(messages.with(
            "official-line",
            &[("text", sentence(criterion.text, messages).into())],
        ));
    }
    lines.extend(annotations::reading(criterion, messages, Escape::MARKDOWN));
    for line in lines.drain(..) {
        writeln!(out, "  - {line}")?;
    }
    write_evidence(criterion, messages, detail, out)?;
    lines.extend(annotations::claims(criterion, messages, Escape::MARKDOWN));
    let missing = criterion.missing(messages);
    if !missing.is_empty() {
        let items = sentence(&missing.join(messages.separator()), messages);
        lines.push(messages.with("missing-line", &[("items", items.into())]));
    }
    if criterion.wants_advice() {
        lines.push(messages.with(
            "advice-line",
            &[("text", sentence(criterion.advice, messages).into())],
        ));
    }
    if detail == Detail::Verbose {
        for lead in &criterion.report.leads {
            let text = summary::lead(lead, messages, Escape::MARKDOWN);
            lines.push(messages.with("lead-line", &[("text", text.into())]));
        }
        for question in criterion.questions() {
            lines.push(messages.with(
                "question-line",
                &[("text", sentence(&question, messages).into())],
            ));
        }
    }
    for line in lines {
        writeln!(out, "  - {line}")?;
    }
    Ok(())
}

fn write_evidence(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    detail: Detail,
    out: &mut dyn Write,
) -> io::Result<()> {
    if detail == Detail::Verbose {
        for evidence in &criterion.report.evidence {
            let strength = messages.text(&format!("strength-{}", evidence.strength.as_str()));
            one(
                criterion,
                evidence,
                Some(&format!("{}, {strength}", markdown::code(&evidence.signal))),
                messages,
                out,
            )?;
        }
        return Ok(());
    }
    let others = criterion.supporting().count().saturating_sub(1);
    let more = (others > 0).then(|| format!("+ {}", messages.count("evidence-more", others)));
    if let Some(best) = criterion.supporting().next() {
        one(criterion, best, more.as_deref(), messages, out)?;
    }
    if criterion.word() != Word::Present
        && let Some(worst) = criterion.against().next()
    {
        one(criterion, worst, None, messages, out)?;
    }
    Ok(())
}

fn one<'a>(
    criterion: &CriterionView<'a>,
    evidence: &'a Evidence,
    note: Option<&str>,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut place = summary::place(evidence, messages, Escape::MARKDOWN);
    if !evidence.supports {
        place = messages.with("evidence-against", &[("place", place.into())]);
    }
    let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
    let (lines, _) = excerpt_lines(&excerpt(evidence), EXCERPT.0, EXCERPT.1);
    let label = sentence(criterion.label(evidence), messages);
    writeln!(out, "  - {place} · {label}{note}")?;
    if lines.is_empty() {
        return Ok(());
    }
    let fence = markdown::fence(&lines);
    writeln!(out, "    {fence}text")?;
    for line in lines {
        writeln!(out, "    {line}")?;
    }
    writeln!(out, "    {fence}")
}

/// Competences that are only named.
fn only_named(view: &ReportView<'_>, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    if options.detail == Detail::Quiet {
        return Ok(());
    }
    for display in [Display::ForEvaluator, Display::NotAddressed] {
        if let Some(line) = summary::named(view, display, options.messages) {
            writeln!(out, "{line}\n")?;
        }
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

/// Text inside an HTML element, where Markdown is not read.
fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
