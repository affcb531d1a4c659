//! One criterion in the terminal: status, title, evidence with its place, what is missing, advice.

use std::io;

use prejury_core::Evidence;

use super::page::{AGAINST, DIM, Page, status_style, styled};
use crate::annotations;
use crate::escape::{Escape, excerpt_lines, visible};
use crate::messages::Messages;
use crate::options::Detail;
use crate::summary::{self, place, related_places, typeset};
use crate::view::{CriterionView, Word, excerpt};

/// Where the lines below a criterion's title start.
const BODY: usize = 6;

/// Lines of an excerpt.
const EXCERPT_LINES: usize = 2;

pub(super) fn write(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    detail: Detail,
    page: &mut Page<'_>,
) -> io::Result<()> {
    title(criterion, messages, page)?;
    if detail == Detail::Verbose {
        let official = messages.with(
            "official-line",
            &[("text", typeset(criterion.text, messages).into())],
        );
        page.paragraph(BODY, BODY + 2, &styled(DIM, official))?;
    }
    if let Some(line) = annotations::reading(criterion, messages, Escape::LINE) {
        page.paragraph(BODY, BODY + 2, &styled(DIM, line))?;
    }
    evidence(criterion, messages, detail, page)?;
    for line in annotations::claims(criterion, messages, Escape::LINE) {
        page.paragraph(BODY, BODY + 2, &line)?;
    }
    let missing = criterion.missing(messages);
    if !missing.is_empty() {
        let items = typeset(&missing.join(messages.separator()), messages);
        page.paragraph(
            BODY,
            BODY + 2,
            &messages.with("missing-line", &[("items", items.into())]),
        )?;
    }
    if criterion.wants_advice() {
        let text = typeset(criterion.advice, messages);
        page.paragraph(
            BODY,
            BODY + 2,
            &messages.with("advice-line", &[("text", text.into())]),
        )?;
    }
    let leads = criterion.report.leads.iter();
    for lead in leads.filter(|lead| summary::is_shown(lead, detail)) {
        let text = summary::lead(lead, messages, Escape::LINE);
        page.paragraph(
            BODY,
            BODY + 2,
            &messages.with("lead-line", &[("text", text.into())]),
        )?;
    }
    if detail == Detail::Verbose {
        for question in criterion.questions() {
            let text = visible(&typeset(&question, messages));
            page.paragraph(
                BODY,
                BODY + 2,
                &messages.with("question-line", &[("text", text.into())]),
            )?;
        }
        if criterion.report.assessed
            && matches!(
                criterion.word(),
                Word::Present | Word::Partial | Word::Absent
            )
        {
            let percent = (criterion.report.confidence * 100.0).round() as i64;
            let line = messages.with("confidence-line", &[("percent", percent.into())]);
            page.paragraph(BODY, BODY + 2, &styled(DIM, line))?;
        }
    }
    Ok(())
}

fn title(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let column = Word::ALL
        .iter()
        .map(|word| messages.text(word.status_id()).chars().count())
        .max()
        .unwrap_or(0);
    let word = messages.text(criterion.word().status_id());
    let padding = " ".repeat(column - word.chars().count());
    let number = format!("CE{}", criterion.report.id.number);
    let line = format!(
        "{}{padding}  {number:<4} {} {}",
        styled(status_style(criterion.word()), word),
        typeset(criterion.title, messages),
        styled(DIM, format_args!("({})", criterion.slug)),
    );
    page.paragraph(2, 2 + column + 2 + 5, &line)
}

/// The best evidence and the best that speaks against, or everything when all is asked for.
fn evidence(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    detail: Detail,
    page: &mut Page<'_>,
) -> io::Result<()> {
    if detail == Detail::Verbose {
        return all_evidence(criterion, messages, page);
    }
    let others = criterion.supporting().count().saturating_sub(1);
    let more = (others > 0).then(|| format!("+ {}", messages.count("evidence-more", others)));
    if let Some(best) = criterion.supporting().next() {
        one(criterion, best, more.as_deref(), messages, page)?;
    }
    if criterion.word() != Word::Present
        && let Some(worst) = criterion.against().next()
    {
        one(criterion, worst, None, messages, page)?;
    }
    Ok(())
}

/// All evidence, under what it shows: what comes first in a criterion's evidence comes first here.
fn all_evidence(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    page: &mut Page<'_>,
) -> io::Result<()> {
    for signal in criterion.signals() {
        let of_signal = || {
            criterion
                .report
                .evidence
                .iter()
                .filter(|evidence| *evidence.signal == *signal)
        };
        let Some(first) = of_signal().next() else {
            continue;
        };
        let label = typeset(criterion.label(first), messages);
        page.paragraph(
            BODY,
            BODY + 2,
            &format!("{label} {}", styled(DIM, format_args!("({signal})"))),
        )?;
        for evidence in of_signal() {
            let strength = messages.text(&format!("strength-{}", evidence.strength.as_str()));
            let place = placed(evidence, messages);
            page.paragraph(
                BODY + 2,
                BODY + 4,
                &format!("{place} {}", styled(DIM, format_args!("({strength})"))),
            )?;
            quoted(evidence, BODY + 2, page)?;
            if let Some(line) = related_places(evidence, messages, Escape::LINE) {
                page.paragraph(BODY + 2, BODY + 4, &styled(DIM, line))?;
            }
        }
    }
    Ok(())
}

fn one<'a>(
    criterion: &CriterionView<'a>,
    evidence: &'a Evidence,
    note: Option<&str>,
    messages: &Messages,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let label = typeset(criterion.label(evidence), messages);
    let mut line = format!(
        "{} {} {label}",
        placed(evidence, messages),
        styled(DIM, "·")
    );
    if let Some(note) = note {
        line = format!("{line} {}", styled(DIM, format_args!("({note})")));
    }
    page.paragraph(BODY, BODY + 2, &line)?;
    quoted(evidence, BODY, page)
}

/// The place, with a warning when it speaks against the criterion.
fn placed(evidence: &Evidence, messages: &Messages) -> String {
    let place = place(evidence, messages, Escape::LINE);
    if evidence.supports {
        return place;
    }
    styled(
        AGAINST,
        messages.with("evidence-against", &[("place", place.into())]),
    )
}

/// The excerpt behind a bar, so that the candidate's words cannot be taken for ours.
fn quoted(evidence: &Evidence, indent: usize, page: &mut Page<'_>) -> io::Result<()> {
    let (lines, _) = excerpt_lines(&excerpt(evidence), EXCERPT_LINES, page.width() - indent - 2);
    for excerpt in lines {
        page.line(&format!(
            "{}{} {excerpt}",
            " ".repeat(indent),
            styled(DIM, "│")
        ))?;
    }
    Ok(())
}
