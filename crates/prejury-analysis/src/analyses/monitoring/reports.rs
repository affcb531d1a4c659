//! Reports of drift that are kept: HTML pages, tables, and outputs stored in a notebook.
//!
//! # What it looks for
//! Pages that Evidently wrote (known by what they hold, whatever their name), files named after drift, and the outputs of
//! the cells that analyse it. A page that git tracks and that is missing on disk counts by its name.
//! # Does not count
//! Code that would write a report when nothing of it is handed in.

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_intake::{ChangeKind, FileKind, SourceFile};
use prejury_python::{Call, CodePlace, Output, Run, UnitKind};

use crate::Facts;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Largest page that is opened, and how many of them.
const MAX_BYTES: u64 = 24 << 20;
const MAX_PAGES: usize = 12;

/// Emits the reports, and says whether there are any.
pub(super) fn find(facts: &Facts<'_>, analysed: &[&Call], sink: &mut EvidenceSink) -> bool {
    let files = pages(facts, sink);
    let tracked = tracked_pages(facts, sink);
    let outputs = outputs(facts, analysed, sink);
    files || tracked || outputs
}

/// Whether the name of a file says that it holds a report of drift.
fn is_named_report(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
    let speaks = ["drift", "dérive", "derive_", "evidently", "data_stability"]
        .iter()
        .any(|word| stem.contains(word));
    speaks && matches!(extension, "html" | "htm" | "csv" | "json" | "xlsx")
}

fn pages(facts: &Facts<'_>, sink: &mut EvidenceSink) -> bool {
    let mut found = false;
    let mut n_opened = 0;
    for file in &facts.submission.files {
        let is_report = is_named_report(&file.path) && file.size > 200
            || file.kind == FileKind::Html && {
                n_opened += 1;
                n_opened <= MAX_PAGES && is_evidently_page(facts, file)
            };
        if is_report {
            found = true;
            let name = file.path.rsplit('/').next().map(str::to_owned);
            sink.found(
                "drift.report-kept",
                Strength::Executed,
                Location::file(file.path.clone()),
                &*file.path,
                name,
            );
        }
    }
    found
}

/// Whether Evidently wrote a page: it names itself in the scripts that draw the report.
fn is_evidently_page(facts: &Facts<'_>, file: &SourceFile) -> bool {
    if file.size > MAX_BYTES || file.size < 2_000 {
        return false;
    }
    let Ok(bytes) = facts.submission.read(file) else {
        return false;
    };
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    (holds(b"evidently_") || holds(b"evidently-")) && (holds(b"rift") || holds(b"additionalGraphs"))
}

/// Pages of the last version that git knows, missing on disk.
fn tracked_pages(facts: &Facts<'_>, sink: &mut EvidenceSink) -> bool {
    let Some(history) = &facts.submission.history else {
        return false;
    };
    let here: HashSet<&str> = facts
        .submission
        .files
        .iter()
        .map(|file| &*file.path)
        .collect();
    let mut seen: HashSet<&str> = HashSet::default();
    let mut found = false;
    for change in history.commits.iter().flat_map(|commit| &commit.changes) {
        if !is_named_report(&change.path)
            || !seen.insert(&change.path)
            || here.contains(&*change.path)
        {
            continue;
        }
        if change.kind != ChangeKind::Deleted {
            found = true;
            let name = change.path.rsplit('/').next().map(str::to_owned);
            sink.found(
                "drift.report-kept",
                Strength::Written,
                Location::file(change.path.clone()),
                &*change.path,
                name,
            );
        }
    }
    found
}

/// Stored outputs of cells that analyse drift.
fn outputs(facts: &Facts<'_>, analysed: &[&Call], sink: &mut EvidenceSink) -> bool {
    let python = &facts.python;
    let mut found = false;
    for call in analysed {
        let Some(unit) = python.units.get(call.caller.0 as usize) else {
            continue;
        };
        if unit.kind != UnitKind::Notebook || call.run != Run::Ran || call.place.unit != call.caller
        {
            continue;
        }
        let cells = (call.place.cell..)
            .zip(unit.cells.iter().skip(call.place.cell as usize))
            .take(2);
        let kept = cells
            .filter(|(_, cell)| cell.outputs.iter().any(is_report))
            .map(|(number, _)| number)
            .next();
        if let Some(number) = kept {
            found = true;
            let place = if number == call.place.cell {
                call.place
            } else {
                CodePlace {
                    cell: number,
                    line: 1,
                    end_line: 1,
                    ..call.place
                }
            };
            emit_code(
                python,
                sink,
                "drift.report-kept",
                Strength::Executed,
                place,
                "output",
            );
        }
    }
    found
}

/// A table, a page or a chart; a text must hold several lines of figures.
fn is_report(output: &Output) -> bool {
    match output {
        Output::Html(_) | Output::Interactive | Output::Image => true,
        Output::Text(text) => {
            let with_figures = text
                .lines()
                .filter(|line| line.bytes().any(|byte| byte.is_ascii_digit()));
            with_figures.take(3).count() == 3 && !text.contains("Warning")
        }
        _ => false,
    }
}
