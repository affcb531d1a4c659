//! What `prejury list` prints: one line an entry, the code first, so that it can be searched and cut by other tools.

use std::io::{self, Write};

use prejury_catalog::Catalog;

use crate::options::Options;
use crate::summary::typeset;
use crate::terminal::page::{COMMAND, DIM, TITLE, styled};

/// Competences under the title of their bloc.
pub fn competences(
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    let lang = messages.lang();
    for bloc in &catalog.blocs {
        let values = [
            ("number", bloc.number.into()),
            ("title", bloc.title.get(lang).into()),
        ];
        writeln!(
            out,
            "{}",
            styled(TITLE, messages.with("explain-bloc", &values))
        )?;
        for competence in catalog
            .competences
            .iter()
            .filter(|competence| competence.id.bloc() == bloc.number)
        {
            entry(
                competence.id.as_str(),
                6,
                competence.title.get(lang),
                &competence.slug,
                options,
                out,
            )?;
        }
    }
    Ok(())
}

/// Criteria of the selection.
pub fn criteria(catalog: &Catalog, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = options.messages.lang();
    for competence in catalog
        .competences
        .iter()
        .filter(|competence| options.selection.selects(&competence.id))
    {
        for criterion in &competence.criteria {
            entry(
                &criterion.id.to_string(),
                11,
                criterion.title.get(lang),
                &criterion.slug,
                options,
                out,
            )?;
        }
    }
    Ok(())
}

/// Profiles with their competences.
pub fn profiles(catalog: &Catalog, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let messages = options.messages;
    let column = catalog.profiles.iter().map(|profile| profile.id.len());
    let column = column.max().unwrap_or(0);
    for profile in &catalog.profiles {
        let codes: Vec<&str> = profile
            .parts
            .iter()
            .map(|part| part.competence.as_str())
            .collect();
        let codes = if codes.is_empty() {
            messages.text("profile-everything")
        } else {
            codes.join(", ")
        };
        writeln!(
            out,
            "{}  {} {}",
            styled(COMMAND, format_args!("{:<column$}", &*profile.id)),
            typeset(profile.title.get(messages.lang()), messages),
            styled(DIM, format_args!("({codes})"))
        )?;
    }
    Ok(())
}

/// Signals, the vocabulary that rules are written in.
pub fn signals(catalog: &Catalog, options: &Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let column = catalog
        .signals
        .iter()
        .map(|signal| signal.id.len())
        .max()
        .unwrap_or(0);
    for signal in &catalog.signals {
        let label = typeset(signal.label.get(options.messages.lang()), options.messages);
        writeln!(
            out,
            "{}  {label}",
            styled(COMMAND, format_args!("{:<column$}", &*signal.id))
        )?;
    }
    Ok(())
}

fn entry(
    code: &str,
    column: usize,
    title: &str,
    slug: &str,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "{}  {} {}",
        styled(COMMAND, format_args!("{code:<column$}")),
        typeset(title, options.messages),
        styled(DIM, format_args!("({slug})"))
    )
}
