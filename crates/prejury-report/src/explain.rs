//! What `prejury explain` says of a criterion or a competence, for a terminal.

use std::io::{self, Write};

use prejury_catalog::{Catalog, Competence, Criterion};
use prejury_core::{Kind, Localized};

use crate::escape::visible;
use crate::messages::Messages;
use crate::options::Options;
use crate::summary::typeset;
use crate::terminal::page::{COMMAND, DIM, Page, TITLE, styled};

/// Writes the official text of a criterion, what is looked for, an example, advice and questions.
pub fn criterion(
    criterion: &Criterion,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    let lang = messages.lang();
    let mut page = Page::new(out, options.width);
    heading(
        &criterion.id.to_string(),
        criterion.title.get(lang),
        &criterion.slug,
        messages,
        &mut page,
    )?;
    if let Some(competence) = catalog.competence(&criterion.id.competence) {
        let line = messages.with(
            "explain-competence",
            &[
                ("id", competence.id.as_str().into()),
                ("title", competence.title.get(lang).into()),
            ],
        );
        page.paragraph(0, 2, &styled(DIM, line))?;
    }
    part("explain-official", &criterion.text, messages, &mut page)?;
    let kind = messages.text(&format!("kind-{}", criterion.kind.as_str()));
    part("explain-kind", &kind, messages, &mut page)?;
    localized(
        "explain-looks-for",
        Some(&criterion.looks_for),
        messages,
        &mut page,
    )?;
    localized(
        "explain-does-not-count",
        criterion.does_not_count.as_ref(),
        messages,
        &mut page,
    )?;
    if let Some(example) = &criterion.example {
        title("explain-example", messages, &mut page)?;
        for line in example.get(lang).trim_matches('\n').lines() {
            // Examples are code: their indentation is kept and nothing is filled.
            let indent = line.len() - line.trim_start().len();
            page.line(&format!("  {}{}", " ".repeat(indent), visible(line)))?;
        }
    }
    localized(
        "explain-advice",
        Some(&criterion.advice),
        messages,
        &mut page,
    )?;
    if !criterion.questions.is_empty() {
        title("explain-questions", messages, &mut page)?;
        for question in &criterion.questions {
            // There is no submission here: the places that evidence would fill are described instead.
            let text = question
                .text
                .get(lang)
                .replace("{subject}", &messages.text("explain-subject"))
                .replace("{place}", &messages.text("explain-place"));
            page.paragraph(2, 4, &format!("- {}", typeset(&text, messages)))?;
        }
    }
    if criterion.kind != Kind::Human && criterion.present.is_none() {
        page.blank()?;
        page.paragraph(0, 0, &styled(DIM, messages.text("explain-not-assessed")))?;
    }
    Ok(())
}

/// Writes the official text of a competence and its criteria.
pub fn competence(
    competence: &Competence,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    let lang = messages.lang();
    let mut page = Page::new(out, options.width);
    heading(
        competence.id.as_str(),
        competence.title.get(lang),
        &competence.slug,
        messages,
        &mut page,
    )?;
    if let Some(bloc) = catalog
        .blocs
        .iter()
        .find(|bloc| bloc.number == competence.id.bloc())
    {
        let values = [
            ("number", bloc.number.into()),
            ("title", bloc.title.get(lang).into()),
        ];
        page.paragraph(0, 2, &styled(DIM, messages.with("explain-bloc", &values)))?;
    }
    let values = [
        ("id", competence.activity.as_str().into()),
        ("title", competence.activity_title.as_str().into()),
    ];
    page.paragraph(
        0,
        2,
        &styled(DIM, messages.with("explain-activity", &values)),
    )?;
    part("explain-official", &competence.text, messages, &mut page)?;
    title("explain-criteria", messages, &mut page)?;
    for criterion in &competence.criteria {
        let line = format!(
            "{}  {} {}",
            styled(COMMAND, format_args!("{:<11}", criterion.id)),
            typeset(criterion.title.get(lang), messages),
            styled(DIM, format_args!("({})", criterion.slug)),
        );
        page.paragraph(2, 15, &line)?;
    }
    Ok(())
}

fn heading(
    id: &str,
    text: &str,
    slug: &str,
    messages: &Messages,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let line = format!(
        "{} {}",
        styled(TITLE, format_args!("{id}  {}", typeset(text, messages))),
        styled(DIM, format_args!("({slug})"))
    );
    page.paragraph(0, 2, &line)
}

fn title(id: &str, messages: &Messages, page: &mut Page<'_>) -> io::Result<()> {
    page.blank()?;
    page.paragraph(0, 0, &styled(TITLE, messages.text(id)))
}

fn part(id: &str, text: &str, messages: &Messages, page: &mut Page<'_>) -> io::Result<()> {
    title(id, messages, page)?;
    page.paragraph(2, 2, &typeset(text, messages))
}

fn localized(
    id: &str,
    text: Option<&Localized>,
    messages: &Messages,
    page: &mut Page<'_>,
) -> io::Result<()> {
    match text
        .map(|text| text.get(messages.lang()))
        .filter(|text| !text.trim().is_empty())
    {
        Some(text) => part(id, text, messages, page),
        None => Ok(()),
    }
}
