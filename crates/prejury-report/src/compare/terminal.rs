//! A comparison for a terminal or a CI log.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use prejury_catalog::Catalog;

use super::{Change, Comparison, Direction, Pairs, words};
use crate::escape::Escape;
use crate::options::Options;
use crate::terminal::page::{Page, TITLE, styled};

/// Writes one section for each pair of reports.
pub fn write(
    pairs: &Pairs,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(out, options.width);
    for (index, comparison) in pairs.comparisons.iter().enumerate() {
        if index > 0 {
            page.blank()?;
        }
        section(comparison, catalog, options, &mut page)?;
    }
    for line in words::alone(pairs, options.messages, Escape::LINE) {
        page.blank()?;
        page.paragraph(0, 2, &line)?;
    }
    Ok(())
}

fn section(
    comparison: &Comparison,
    catalog: &Catalog,
    options: &Options<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let messages = options.messages;
    page.paragraph(
        0,
        2,
        &styled(TITLE, words::heading(comparison, messages, Escape::LINE)),
    )?;
    page.paragraph(0, 2, &words::counts(comparison, messages))?;
    for direction in Direction::ALL {
        let mut changes = comparison.of(direction).peekable();
        if changes.peek().is_none() {
            continue;
        }
        page.blank()?;
        let heading = words::group(direction, messages);
        page.line(&styled(style(direction).bold(), heading))?;
        for change in changes {
            write_change(change, catalog, options, page)?;
        }
    }
    Ok(())
}

fn write_change(
    change: &Change,
    catalog: &Catalog,
    options: &Options<'_>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let messages = options.messages;
    let statuses = styled(
        style(change.direction),
        words::statuses(change, catalog, messages),
    );
    let title = words::title(change, catalog, messages);
    let line = format!("{:<12}{statuses}  {title}", change.criterion.to_string());
    page.paragraph(2, 14, line.trim_end())?;
    for part in words::parts(change, messages, Escape::LINE) {
        page.paragraph(14, 16, &part)?;
    }
    Ok(())
}

fn style(direction: Direction) -> Style {
    match direction {
        Direction::Lost => AnsiColor::Red.on_default(),
        Direction::Improved => AnsiColor::Green.on_default(),
        Direction::Other => AnsiColor::Yellow.on_default(),
    }
}
