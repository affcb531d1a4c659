//! Text that stands by charts (C1.3.2-CE1) and reads them (C1.3.1-CE5).

use foldhash::HashSet;
use prejury_python::{CellKind, UnitIdx, UnitKind};

use super::prose::{Passage, Voice, is_markdown};
use super::{Exploration, emit_chart, emit_passage};
use crate::analyses::charts::{Chart, Site};
use crate::sink::EvidenceSink;

/// "Most" of the rubric.
const MOST_PERCENT: usize = 60;
/// "A good part" of the rubric.
const PART_PERCENT: usize = 25;
/// Cells before and after a chart in which its text can stand.
const NEAR_CELLS: u32 = 2;
/// Cells before a chart in which its heading can stand: the data are often prepared in between.
const HEADING_CELLS: u32 = 4;
/// Words of a heading, its mark included, that says no more than what comes below it.
const HEADING_WORDS: usize = 9;
/// Words of one text that reads several charts.
const LONG_READING: usize = 25;

pub(super) fn find(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let charts: Vec<&Chart<'_>> = exploration
        .data_charts()
        .filter(|chart| chart.is_live())
        .collect();
    let drawing_cells: HashSet<(UnitIdx, u32)> = charts
        .iter()
        .flat_map(|chart| chart.sites.iter().map(|site| (site.unit, site.cell)))
        .collect();
    with_text(exploration, &charts, sink);
    read(exploration, &charts, &drawing_cells, sink);
}

fn with_text(exploration: &Exploration<'_>, charts: &[&Chart<'_>], sink: &mut EvidenceSink) {
    let (mut n_all, mut n_with) = (0, 0);
    let mut with = Vec::new();
    for chart in charts {
        let n_near = chart
            .sites
            .iter()
            .filter(|site| stands_with_text(exploration, site))
            .count();
        n_all += chart.sites.len();
        n_with += n_near;
        if n_near > 0 {
            with.push(*chart);
        }
    }
    if n_all > 0 && n_with * 100 >= n_all * MOST_PERCENT {
        for chart in with {
            emit_chart(exploration.python, sink, "chart.with-text", chart);
        }
    }
}

/// A heading or a sentence in markdown before the chart, or a sentence within two cells after it.
fn stands_with_text(exploration: &Exploration<'_>, site: &Site) -> bool {
    let Some(unit) = exploration.python.units.get(site.unit.0 as usize) else {
        return false;
    };
    if unit.kind == UnitKind::Script {
        return false;
    }
    let mut near = site.cell.saturating_sub(HEADING_CELLS)..=site.cell.saturating_add(NEAR_CELLS);
    near.any(|number| {
        unit.cells.get(number as usize).is_some_and(|cell| {
            cell.kind == CellKind::Markdown
                && !cell.source.trim().is_empty()
                && (number < site.cell || !only_opens(&cell.source))
        })
    })
}

/// Whether a cell holds a short heading alone: after a chart it opens what comes next.
fn only_opens(source: &str) -> bool {
    let mut lines = source
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    lines.all(|line| line.starts_with('#') && line.split_whitespace().count() <= HEADING_WORDS)
}

fn read(
    exploration: &Exploration<'_>,
    charts: &[&Chart<'_>],
    drawing_cells: &HashSet<(UnitIdx, u32)>,
    sink: &mut EvidenceSink,
) {
    let bivariate: Vec<&Chart<'_>> = charts
        .iter()
        .copied()
        .filter(|chart| chart.is_bivariate && chart.shows_values())
        .collect();
    let (mut n_all, mut n_read) = (0, 0);
    let mut passages: Vec<&Passage> = Vec::new();
    for chart in &bivariate {
        n_all += chart.n_displayed();
        for site in &chart.sites {
            if let Some(passage) = reading_of(exploration, site, drawing_cells) {
                n_read += chart.n_displayed() / chart.sites.len().max(1);
                if !passages.iter().any(|known| std::ptr::eq(*known, passage)) {
                    passages.push(passage);
                }
            }
        }
    }
    let enough = n_read * 100 >= n_all * PART_PERCENT
        && (passages.len() >= 2
            || passages
                .iter()
                .any(|passage| passage.n_words >= LONG_READING));
    if enough {
        for passage in passages {
            emit_passage(sink, "chart.bivariate-read", passage);
        }
    }
}

/// The sentence that reads what is displayed at `site`: after it up to the next chart, or just before it.
pub(super) fn reading_of<'e>(
    exploration: &'e Exploration<'_>,
    site: &Site,
    drawing_cells: &HashSet<(UnitIdx, u32)>,
) -> Option<&'e Passage> {
    let own = exploration
        .prose
        .at(site.unit, site.cell, site.line)
        .find(|passage| {
            matches!(passage.voice, Voice::Printed | Voice::Comment) && passage.reads()
        });
    let mut after = None;
    for cell in site.cell + 1..=site.cell.saturating_add(NEAR_CELLS) {
        if drawing_cells.contains(&(site.unit, cell)) {
            break;
        }
        after = exploration
            .prose
            .at(site.unit, cell, site.line)
            .find(|passage| {
                passage.reads() && (!passage.announces() || passage.n_words >= LONG_READING)
            });
        if after.is_some() {
            break;
        }
    }
    let before = site
        .cell
        .checked_sub(1)
        .filter(|cell| is_markdown(exploration.facts, site.unit, *cell))
        .and_then(|cell| {
            exploration
                .prose
                .at(site.unit, cell, site.line)
                .find(|passage| passage.reads() && !passage.announces())
        });
    after.or(own).or(before)
}
