//! Shapes of distributions and outliers, in words (C1.3.1-CE1, CE2).

use super::prose::{JUDGEMENT, MODEL, OUTLIER, READING, SHAPE};
use super::{Exploration, emit_chart, emit_passage, emit_passages};
use crate::analyses::charts::{Chart, Kind};
use crate::sink::EvidenceSink;

/// Words of a sentence that discusses.
const MIN_WORDS: usize = 8;
/// Cells around a drawn distribution in which its shape is told.
const NEAR_CELLS: u32 = 3;

pub(super) fn find(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let near = exploration
        .data_charts()
        .filter(|chart| chart.is_live() && chart.is_distribution)
        .flat_map(|chart| &chart.sites)
        .flat_map(|site| {
            let prose = &exploration.prose;
            prose.around(site.unit, site.cell, site.line, NEAR_CELLS)
        });
    let characterises = near.filter(|passage| {
        passage.is_sentence(MIN_WORDS - 2) && passage.is_about(SHAPE) && !passage.is_about(MODEL)
    });
    emit_passages(sink, "statistics.shape-characterised", characterises);
    extremes(exploration, sink);
    told(exploration, sink);
    // The rule asks for a chart or a bound near the text.
    for unit in exploration.exploring_units() {
        for passage in exploration.prose.of_unit(unit) {
            let is_sentence = passage.is_sentence(MIN_WORDS);
            if is_sentence && passage.is_about(OUTLIER | JUDGEMENT) && passage.states() {
                emit_passage(sink, "statistics.outliers-discussed", passage);
            }
        }
    }
}

/// Kinds of documents in which a candidate reports on charts that stand elsewhere.
const REPORTS: &[&str] = &[".docx", ".odp", ".odt", ".pdf", ".pptx"];

/// What slides and reports say of outliers that a notebook shows.
fn told(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let passages = exploration.prose.passages.iter();
    for passage in passages.filter(|passage| passage.unit.is_none()) {
        let is_report = REPORTS
            .iter()
            .any(|end| passage.location.path.ends_with(end));
        let is_discussion = passage.is_sentence(MIN_WORDS)
            && passage.is_about(OUTLIER | JUDGEMENT | READING)
            && passage.states();
        if is_report && is_discussion {
            emit_passage(sink, "statistics.outliers-told", passage);
        }
    }
}

/// Charts in which a text beside them sees extreme values. Shares and counts have none.
fn extremes(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let names_extremes = |chart: &&Chart<'_>| {
        chart.sites.iter().any(|site| {
            let prose = &exploration.prose;
            let mut near = prose.around(site.unit, site.cell, site.line, NEAR_CELLS);
            near.any(|passage| passage.is_sentence(MIN_WORDS) && passage.is_about(OUTLIER))
        })
    };
    let shows_values = |chart: &&Chart<'_>| {
        let kinds = [
            Kind::Density,
            Kind::Histogram,
            Kind::Points,
            Kind::Scatter,
            Kind::Violin,
        ];
        chart.is_live() && chart.shows_values() && kinds.iter().any(|kind| chart.has(*kind))
    };
    for chart in exploration
        .data_charts()
        .filter(shows_values)
        .filter(names_extremes)
    {
        emit_chart(exploration.python, sink, "chart.extremes-named", chart);
    }
}
