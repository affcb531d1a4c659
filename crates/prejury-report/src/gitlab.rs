//! GitLab's Code Quality report: what is open, at its place. <https://docs.gitlab.com/ci/testing/code_quality/>

use std::collections::HashSet;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Anchors, Kind, Report};
use serde::Serialize;

use crate::forge::notes::{claims, notes, waivers};
use crate::forge::{Spot, problems, spot};
use crate::json::inert::{self, Layout};
use crate::options::Options;
use crate::view::{ReportView, Word};

/// Writes one list for all reports.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let messages = options.messages;
    let nowhere = Anchors::default();
    let mut lines = Vec::new();
    let mut fingerprints = HashSet::new();
    for (index, report) in reports.iter().enumerate() {
        let view = ReportView::new(report, catalog, options);
        let anchors = options.anchors.get(index).unwrap_or(&nowhere);
        let mut unique = |what: &str| {
            // Twins that a folder holds twice are told apart by their order.
            let mut fingerprint = match reports.len() {
                1 => format!("prejury/{what}"),
                _ => format!("prejury/{}/{what}", report.input.label),
            };
            while !fingerprints.insert(fingerprint.clone()) {
                fingerprint.push('+');
            }
            fingerprint
        };
        for note in notes(&view, messages)
            .into_iter()
            .chain(waivers(&view, messages))
            .chain(claims(&view, messages))
        {
            lines.push(Line {
                fingerprint: unique(&note.key),
                location: Place::of(spot(note.place.as_ref(), anchors)),
                description: format!("{}. {}", messages.text(note.title), note.text),
                check_name: "prejury".to_owned(),
                severity: "info",
            });
        }
        for problem in problems(&view) {
            let mut sentences = vec![problem.title(messages)];
            sentences.extend(problem.sentences(messages));
            let spot = spot(problem.place, anchors);
            let id = problem.criterion.report.id.to_string();
            lines.push(Line {
                description: sentences.join(". "),
                // The criterion alone: what is still open stays the same point when lines move.
                fingerprint: unique(&id),
                check_name: id,
                severity: severity(problem.criterion.word(), problem.criterion.kind),
                location: Place::of(spot),
            });
        }
    }
    inert::write(&lines, Layout::Indented, out)
}

#[derive(Serialize)]
struct Line {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

impl Place {
    fn of(spot: Spot) -> Self {
        Self {
            path: spot.path,
            lines: Lines {
                begin: spot.line,
                end: spot.end_line,
            },
        }
    }
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// Of GitLab's five words the three that leave the judgement to a person.
fn severity(word: Word, kind: Kind) -> &'static str {
    match (word, kind) {
        (Word::Absent, Kind::Auto) => "major",
        (Word::Absent, _) | (Word::Partial, Kind::Auto) => "minor",
        _ => "info",
    }
}
