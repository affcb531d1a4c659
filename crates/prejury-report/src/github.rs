//! Annotations of a GitHub workflow: lines that the runner obeys, so that nothing else may be able to start one.
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>

use std::borrow::Cow;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Anchors, Report};

use crate::escape::{is_inert, visible};
use crate::first_steps::steps;
use crate::forge::notes::{Note, claims, notes, waivers};
use crate::forge::{Problem, Spot, problems, spot};
use crate::messages::Messages;
use crate::options::{Detail, Options};
use crate::view::{ReportView, Word};

/// GitHub shows ten annotations of each level for a step; the rest stands in the summary.
const SHOWN: usize = 10;

/// Of those, the notes on the report as a whole; the summary has them all.
const SHOWN_NOTES: usize = 4;

/// GitHub takes a summary of 1 MiB for a step; some is left to other programs of the step.
const MAX_SUMMARY: usize = 900 * 1024;

/// Writes the annotations: absent criteria as warnings, partial ones as notices, those with the greatest effect first. Waived
/// ones and claims about what is not addressed are notices at the end.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    let nowhere = Anchors::default();
    let views: Vec<ReportView<'_>> = reports
        .iter()
        .map(|report| ReportView::new(report, catalog, options))
        .collect();
    let left_out = about_reports(&views, options, notes, SHOWN_NOTES, out)?;
    let mut room = SHOWN - (SHOWN_NOTES - left_out.room);
    for (word, level, more) in [
        (Word::Absent, "warning", "github-more-warning"),
        (Word::Partial, "notice", "github-more-notice"),
    ] {
        // Notes are notices, too, and come first: without them, the others would look complete.
        let shown = match word {
            Word::Partial => room,
            _ => SHOWN,
        };
        let mut n = 0;
        for (index, view) in views.iter().enumerate() {
            let anchors = options.anchors.get(index).unwrap_or(&nowhere);
            for problem in by_effect(view) {
                if problem.criterion.word() != word {
                    continue;
                }
                n += 1;
                if n <= shown {
                    annotation(level, &problem, anchors, messages, out)?;
                }
            }
        }
        if n > shown {
            let more = messages.count(more, n - shown);
            writeln!(out, "{more}")?;
        }
        if word == Word::Partial {
            room -= n.min(room);
        }
    }
    let at_end = |view: &ReportView<'_>, messages: &Messages| {
        let mut notes = waivers(view, messages);
        notes.extend(claims(view, messages));
        notes
    };
    let left_out_at_end = about_reports(&views, options, at_end, room, out)?;
    let n = left_out.n + left_out_at_end.n;
    if n > 0 {
        writeln!(out, "{}", messages.count("github-more-notes", n))?;
    }
    Ok(())
}

/// What became of notes that there was little room for.
struct LeftOut {
    n: usize,
    /// What is still free.
    room: usize,
}

/// Notices on the reports as wholes, as many as there is room for.
fn about_reports(
    views: &[ReportView<'_>],
    options: &Options<'_>,
    notes: impl Fn(&ReportView<'_>, &Messages) -> Vec<Note>,
    room: usize,
    out: &mut dyn Write,
) -> io::Result<LeftOut> {
    let messages = options.messages;
    let nowhere = Anchors::default();
    let mut left_out = LeftOut { n: 0, room };
    for (index, view) in views.iter().enumerate() {
        let anchors = options.anchors.get(index).unwrap_or(&nowhere);
        for note in notes(view, messages) {
            if left_out.room == 0 {
                left_out.n += 1;
                continue;
            }
            left_out.room -= 1;
            about_report(&note, anchors, messages, out)?;
        }
    }
    Ok(left_out)
}

/// The Markdown report for the page of a workflow run, shorter when it would be too long for it.
pub fn summary(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    crate::markdown::write(reports, catalog, options, &mut bytes)?;
    if bytes.len() > MAX_SUMMARY {
        bytes.clear();
        let quiet = Options {
            messages: options.messages,
            selection: options.selection.clone(),
            detail: Detail::Quiet,
            ..*options
        };
        crate::markdown::write(reports, catalog, &quiet, &mut bytes)?;
    }
    if bytes.len() > MAX_SUMMARY {
        // Whole lines only; tables and sections of single reports stay readable.
        let end = bytes[..MAX_SUMMARY].iter().rposition(|byte| *byte == b'\n');
        bytes.truncate(end.map_or(0, |end| end + 1));
        writeln!(bytes, "\n{}", options.messages.text("github-cut"))?;
    }
    Ok(bytes)
}

/// Problems in the order of the steps that solve them.
fn by_effect<'a>(view: &'a ReportView<'a>) -> Vec<Problem<'a>> {
    let order: Vec<&prejury_core::CriterionId> = steps(view)
        .into_iter()
        .flat_map(|step| std::iter::once(step.criterion).chain(step.also))
        .map(|criterion| &criterion.report.id)
        .collect();
    let mut problems = problems(view);
    problems.sort_by_cached_key(|problem| {
        let id = &problem.criterion.report.id;
        order.iter().position(|known| *known == id)
    });
    problems
}

fn annotation(
    level: &str,
    problem: &Problem<'_>,
    anchors: &Anchors,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = problem.title(messages);
    let sentences = problem.sentences(messages).join("\n");
    command(
        level,
        &title,
        &spot(problem.place, anchors),
        &sentences,
        out,
    )
}

fn about_report(
    note: &Note,
    anchors: &Anchors,
    messages: &Messages,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = messages.text(note.title);
    let spot = spot(note.place.as_ref(), anchors);
    command("notice", &title, &spot, &note.text, out)
}

/// One command, byte for byte as GitHub's own `@actions/core` writes it.
fn command(
    level: &str,
    title: &str,
    spot: &Spot,
    text: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "::{level} title={},file={},line={},endLine={}",
        property(title),
        property(&path(&spot.path)),
        spot.line,
        spot.end_line
    )?;
    // GitHub takes columns within one line only.
    if let Some((start, end)) = spot.columns.filter(|_| spot.line == spot.end_line) {
        write!(out, ",col={start},endColumn={end}")?;
    }
    writeln!(out, "::{}", data(text))
}

/// A path as it is, so that GitHub finds the file; only one that a runner or a terminal would obey is made visible.
fn path(path: &str) -> Cow<'_, str> {
    if is_inert(path) {
        path.into()
    } else {
        visible(path).into()
    }
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_end_its_command() {
        assert_eq!(data("a%\r\n::b"), "a%25%0D%0A::b");
        assert_eq!(property("a,b: c"), "a%2Cb%3A c");
    }
}
