//! Shapes of distributions and outliers, in words (C1.3.1-CE1, CE2).

use super::prose::{JUDGEMENT, MODEL, OUTLIER, SHAPE};
use super::{Exploration, emit_passage, emit_passages};
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
    // Outliers are discussed where data are explored, wherever the chart that shows them stands.
    for unit in exploration.exploring_units() {
        for passage in exploration.prose.of_unit(unit) {
            if passage.is_sentence(MIN_WORDS) && passage.is_about(OUTLIER | JUDGEMENT) {
                emit_passage(sink, "statistics.outliers-discussed", passage);
            }
        }
    }
}
