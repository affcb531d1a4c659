//! A comparison for a pull request or a mail.

use std::io::{self, Write};

use prejury_catalog::Catalog;

use super::{Comparison, Direction, Pairs, words};
use crate::escape::{Escape, markdown};
use crate::options::Options;

/// Writes one section for each pair of reports.
pub fn write(
    pairs: &Pairs,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, comparison) in pairs.comparisons.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        section(comparison, catalog, options, out)?;
    }
    for line in words::alone(pairs, options.messages, Escape::MARKDOWN) {
        writeln!(out, "\n{line}")?;
    }
    Ok(())
}

fn section(
    comparison: &Comparison,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    writeln!(
        out,
        "## {}\n",
        words::heading(comparison, messages, Escape::MARKDOWN)
    )?;
    writeln!(out, "{}", words::counts(comparison, messages))?;
    for direction in Direction::ALL {
        let mut changes = comparison.of(direction).peekable();
        if changes.peek().is_none() {
            continue;
        }
        let heading = words::group(direction, messages);
        writeln!(out, "\n### {heading}\n")?;
        for change in changes {
            let title = markdown::text(&words::title(change, catalog, messages));
            let statuses = words::statuses(change, catalog, messages);
            writeln!(out, "- **{}** {title} — **{statuses}**", change.criterion)?;
            for part in words::parts(change, messages, Escape::MARKDOWN) {
                writeln!(out, "  - {part}")?;
            }
        }
    }
    Ok(())
}
