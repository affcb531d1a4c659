//! A competence in Markdown: its criteria with what was found, folded below its counts.

use std::io::{self, Write};

use prejury_core::Evidence;

use super::sentence;
use crate::annotations;
use crate::escape::{Escape, excerpt_lines, markdown};
use crate::messages::Messages;
use crate::options::Detail;
use crate::summary;
use crate::view::{CompetenceView, CriterionView, Word, excerpt};

/// Lines and columns of an excerpt.
const EXCERPT: (usize, usize) = (4, 160);

pub(super) fn write(
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
    let leads = criterion.report.leads.iter();
    for lead in leads.filter(|lead| summary::is_shown(lead, detail)) {
        let text = summary::lead(lead, messages, Escape::MARKDOWN);
        lines.push(messages.with("lead-line", &[("text", text.into())]));
    }
    if detail == Detail::Verbose {
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

/// Text inside an HTML element, where Markdown is not read.
fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
