//! The text around the places that a report shows, from the facts that are there already: no file is read again.
//!
//! Everything is bounded: a report is read, and the file is opened for the rest.

use std::collections::BTreeSet;

use foldhash::HashMap;
use prejury_core::{CompetenceReport, Context, ContextKind, Location, Place, Scope};
use prejury_documents::Document;
use prejury_python::{CellKind, CodeUnit, Output, UnitKind};

use crate::facts::Facts;

/// Evidence of a criterion whose surroundings are shown; the rest has its excerpt.
const PER_CRITERION: usize = 4;
const LINES_BEFORE: usize = 3;
const LINES_AFTER: usize = 4;
/// Lines of one context, however long its place is.
const MAX_LINES: usize = 16;
const MAX_LINE: usize = 180;
const OUTPUT_LINES: usize = 12;
const PROSE_CHARS: usize = 900;
/// Blocks before the one that is shown, and after.
const BLOCKS_AROUND: usize = 2;
/// Bytes of all contexts of a report.
const MAX_TOTAL: usize = 400_000;

/// Contexts of the best evidence of all criteria in scope, sorted by location.
pub(crate) fn collect(facts: &Facts<'_>, competences: &[CompetenceReport]) -> Vec<Context> {
    let shown: BTreeSet<&Location> = competences
        .iter()
        .filter(|competence| competence.scope == Scope::In)
        .flat_map(|competence| &competence.criteria)
        .flat_map(|criterion| criterion.evidence.iter().take(PER_CRITERION))
        .map(|evidence| &evidence.location)
        .collect();
    let sources = Sources::of(facts);
    let mut left = MAX_TOTAL;
    let mut contexts = Vec::new();
    for location in shown {
        let Some(context) = sources.around(location) else {
            continue;
        };
        let size = context.text.len() + context.output.len();
        if size <= left {
            left -= size;
            contexts.push(context);
        }
    }
    contexts
}

/// Facts by path.
struct Sources<'f> {
    facts: &'f Facts<'f>,
    units: HashMap<&'f str, &'f CodeUnit>,
    documents: HashMap<&'f str, &'f Document>,
}

impl<'f> Sources<'f> {
    fn of(facts: &'f Facts<'f>) -> Self {
        let units = facts.python.units.iter().map(|unit| (&*unit.path, unit));
        let documents = facts.documents.iter();
        Self {
            facts,
            units: units.collect(),
            documents: documents
                .map(|document| (&*document.path, document))
                .collect(),
        }
    }

    fn around(&self, location: &Location) -> Option<Context> {
        let path = &*location.path;
        match &location.place {
            Place::File | Place::Commit(_) => None,
            Place::Lines {
                cell,
                line,
                end_line,
            } => {
                if let Some(unit) = self.units.get(path) {
                    return in_unit(unit, location, *cell, (*line, *end_line));
                }
                match self.facts.side_files.get(path) {
                    Some(text) => lines(text, ContextKind::Lines, location, (*line, *end_line)),
                    None => prose(self.documents.get(path)?, location),
                }
            }
            _ => prose(self.documents.get(path)?, location),
        }
    }
}

fn in_unit(
    unit: &CodeUnit,
    location: &Location,
    cell: Option<u32>,
    place: (u32, u32),
) -> Option<Context> {
    let index = match (unit.kind, cell) {
        (UnitKind::Notebook, Some(cell)) => cell as usize,
        _ => 0,
    };
    let cell = unit.cells.get(index)?;
    let kind = match cell.kind {
        CellKind::Code => ContextKind::Python,
        CellKind::Markdown | CellKind::Raw => ContextKind::Lines,
    };
    let mut context = lines(&cell.source, kind, location, place)?;
    context.output = output(&cell.outputs);
    Some(context)
}

/// Lines around `place`, which counts from 1.
fn lines(text: &str, kind: ContextKind, location: &Location, place: (u32, u32)) -> Option<Context> {
    let (first, last) = (place.0.max(1) as usize, place.1.max(place.0) as usize);
    let start = first.saturating_sub(LINES_BEFORE).max(1);
    let end = (last + LINES_AFTER).min(start + MAX_LINES - 1);
    let around: Vec<String> = text
        .lines()
        .skip(start - 1)
        .take(end + 1 - start)
        .map(|line| cut(line, MAX_LINE))
        .collect();
    if around.is_empty() {
        return None;
    }
    Some(Context {
        location: location.clone(),
        kind,
        first_line: u32::try_from(start).unwrap_or(u32::MAX),
        text: around.join("\n"),
        output: String::new(),
    })
}

/// The texts that a cell's stored outputs show.
fn output(outputs: &[Output]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for output in outputs {
        let Some(text) = output.text() else { continue };
        if is_warning(text) {
            continue;
        }
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if shown.len() == OUTPUT_LINES {
                shown.push("…".to_owned());
                return shown.join("\n");
            }
            shown.push(cut(line.trim_end(), MAX_LINE));
        }
    }
    shown.join("\n")
}

/// Whether an output is what Python wrote to standard error about a library (`/lib/x.py:12: FutureWarning: ...`): it says
/// nothing of the work, and would fill the room of what does.
fn is_warning(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let Some((head, _)) = first.split_once("Warning: ") else {
        return false;
    };
    let mut parts = head.rsplitn(3, ':');
    let (kind, line, path) = (parts.next(), parts.next(), parts.next());
    let is_kind = |kind: &str| kind.trim_start().chars().all(|c| c.is_ascii_alphabetic());
    let is_line = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    kind.is_some_and(is_kind) && line.is_some_and(is_line) && path.is_some()
}

/// The text of the page or slide, or the blocks around a paragraph or a line of a text.
fn prose(document: &Document, location: &Location) -> Option<Context> {
    let blocks = &document.blocks;
    let at = blocks
        .iter()
        .position(|block| block.location == location.clone())
        .or_else(|| {
            blocks
                .iter()
                .position(|block| holds(&block.location.place, &location.place))
        })?;
    let whole = matches!(location.place, Place::Page(_) | Place::Slide(_));
    let (start, end) = if whole {
        let same = |index: &usize| blocks[*index].location.place == location.place;
        let end = (at..blocks.len()).take_while(same).count() + at;
        (at, end)
    } else {
        (
            at.saturating_sub(BLOCKS_AROUND),
            (at + 1 + BLOCKS_AROUND).min(blocks.len()),
        )
    };
    let mut text = String::new();
    let mut left = PROSE_CHARS;
    for block in &blocks[start..end] {
        if block.text.is_empty() {
            continue;
        }
        let piece = cut(&block.text, left);
        left = left.saturating_sub(piece.chars().count());
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&piece);
        if left == 0 {
            break;
        }
    }
    (!text.is_empty()).then(|| Context {
        location: location.clone(),
        kind: ContextKind::Prose,
        first_line: 1,
        text,
        output: String::new(),
    })
}

/// Whether a place of a few lines lies in a block of lines.
fn holds(block: &Place, place: &Place) -> bool {
    match (block, place) {
        (
            Place::Lines {
                cell: of_block,
                line: start,
                end_line: end,
            },
            Place::Lines { cell, line, .. },
        ) => of_block == cell && start <= line && line <= end,
        _ => false,
    }
}

/// At most `n` characters of a text, with a sign where it goes on.
fn cut(text: &str, n: usize) -> String {
    match text.char_indices().nth(n) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_libraries_are_no_output_of_the_work() {
        let outputs = [
            "C:\\Temp\\ipykernel_6908\\3152.py:4: FutureWarning: A value is trying\n  df.fillna(0)\n",
            "/usr/lib/sklearn/base.py:310: UserWarning: old\n",
            "AUC: 0.76\nWarning: the test part is small\n",
            "UserWarning: no place\n",
        ];
        let outputs = outputs.map(|text| Output::Text(text.into()));
        assert_eq!(
            output(&outputs),
            "AUC: 0.76\nWarning: the test part is small\nUserWarning: no place"
        );
    }
}
