//! Shapes of distributions and outliers, in words (C1.3.1-CE1, CE2).

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::Phrases;

use super::prose::{JUDGEMENT, MODEL, OUTLIER, Passage, SHAPE};
use super::{Exploration, emit_chart, emit_passage, emit_passages};
use crate::analyses::charts::{Chart, Kind};
use crate::analyses::listed;
use crate::analyses::preparation::outliers_told;
use crate::sink::EvidenceSink;

/// Words that tell errors from real cases.
static VERDICT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/exploration/outlier-verdict.txt"
    )))
});

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
            let says = || passage.states() || !passage.asks() && judges(passage);
            if is_sentence && passage.is_about(OUTLIER | JUDGEMENT) && says() {
                emit_passage(sink, "statistics.outliers-discussed", passage);
            }
        }
    }
}

/// What slides and reports say of outliers that a notebook shows. They speak of much else far from any chart: what they say
/// has to tell errors from real cases.
fn told(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let reports: HashSet<&str> = exploration
        .facts
        .documents
        .iter()
        .filter(|document| document.is_report())
        .map(|document| &*document.path)
        .collect();
    if reports.is_empty() {
        return;
    }
    for passage in &exploration.prose.passages {
        let is_discussion = passage.is_sentence(MIN_WORDS)
            && passage.is_about(OUTLIER | JUDGEMENT)
            && !passage.is_about(MODEL)
            && !passage.asks();
        if is_discussion && reports.contains(&*passage.location.path) && judges(passage) {
            emit_passage(sink, "statistics.outliers-told", passage);
        }
    }
}

/// Whether a sentence that names outliers of the data, or the one after it, says what they are.
fn judges(passage: &Passage) -> bool {
    let sentences: Vec<&str> = passage.text.split_inclusive(['.', ';', '!', '?']).collect();
    let pairs: Vec<String> = (0..sentences.len())
        .filter(|at| outliers_told::is_of_data(sentences[*at]))
        .map(|at| sentences[at..sentences.len().min(at + 2)].concat())
        .filter(|pair| !outliers_told::is_aside(pair))
        .collect();
    !VERDICT.find(pairs.iter().map(String::as_str)).is_empty()
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
