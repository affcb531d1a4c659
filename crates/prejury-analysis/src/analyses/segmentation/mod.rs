//! Segmentation of structured data (C2.2.1, C2.2.2): which algorithms are fitted on what, which values of their
//! parameters are tried and measured, how clusters are looked at, and what the texts say of them.
//! `Segmentation` reads the calls once; each module beside it emits the signals of one theme.
//!
//! # What it looks for
//! Fits of clustering algorithms on tables, when texts or names say that a segmentation is meant.
//!
//! # Does not count
//! Clusters of texts, images or their embeddings, and clusters that only make a variable of another model.
//!
//! # Limits
//! A partition stored in a file and read back is known by the name of its column.

mod algorithms;
mod distances;
mod evaluation;
mod identified;
mod labels;
mod lexicon;
mod named;
mod new_data;
mod pages;
mod profiles;
mod search;
mod sizes;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::BTreeSet;

use prejury_python::{Call, PythonFacts, UnitIdx};

use super::families::Families;
use super::partitions::{self, Labels};
use super::{Analysis, Context};
use crate::matching::{emit_code, emit_code_in_turn, strength_of_call};
use crate::sink::EvidenceSink;
use algorithms::{Fit, FitIndex, Held};
use distances::Distances;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "segmentation",
    signals: &[
        "clustering.algorithms-compared",
        "clustering.algorithms-reported",
        "clustering.choice.algorithm",
        "clustering.choice.number",
        "clustering.fitted",
        "clustering.measure",
        "clustering.measure-over-values",
        "clustering.measure-reported",
        "clustering.search-k",
        "clustering.search-other",
        "clustering.shape",
        "clustering.several-runs",
        "clustering.stability",
        "clustering.stability-named",
        "segmentation.approach",
        "segmentation.done",
        "segmentation.maintenance",
        "segmentation.mixed-method",
        "segmentation.need",
        "segmentation.new-data",
        "segmentation.profile-table",
        "segmentation.profiles-described",
        "segmentation.scaled",
        "segmentation.sizes",
        "segmentation.variable-nature",
    ],
    run,
};

/// Families of the vocabulary, in the order of their numbers below.
const FAMILIES: &[&str] = &[
    partitions::FAMILIES[0],
    partitions::FAMILIES[1],
    "clustering-measure",
    "clustering-curve",
    "partition-agreement",
    "cluster-shape-view",
    "cluster-chart",
    "mixed-data-method",
    "clustering-scaler",
    "unstructured-features",
];
use partitions::{ESTIMATOR, FUNCTION};
const MEASURE: usize = 2;
const CURVE: usize = 3;
const AGREEMENT: usize = 4;
const SHAPE_VIEW: usize = 5;
const CHART: usize = 6;
const MIXED: usize = 7;
const SCALER: usize = 8;
const UNSTRUCTURED: usize = 9;

/// What the calls say about clustering, read once.
struct Segmentation<'f, 'c> {
    python: &'f PythonFacts,
    families: Families<'c>,
    /// Fits on structured data.
    fits: Vec<Fit<'f>>,
    index: FitIndex<'f>,
    held: Held<'f>,
    distances: Distances,
    labels: Labels,
    loops: algorithms::Loops<'f>,
    /// Units whose clusters are of texts or images.
    aside: BTreeSet<UnitIdx>,
}

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let families = Families::of(ctx.catalog, FAMILIES);
    let held = Held::of(ctx.facts, &families);
    let fits = algorithms::fits(ctx.facts, &families, &held);
    // Where the notebook of the fits is not handed in, the agreement of its partitions still shows what the work is.
    let agree = |callee: &str, _: &str| u32::from(families.holds(AGREEMENT, callee));
    if fits.is_empty() && ctx.facts.marked_calls(agree).next().is_none() {
        return;
    }
    let texts = texts::Texts::of(ctx.facts);
    let Some(reasons) = texts.segmentation(ctx, &families, &fits) else {
        return;
    };
    let aside = other_matter(ctx, &families, &fits);
    for fit in fits.iter().filter(|fit| !aside.contains(&fit.call.caller)) {
        let strength = strength_of_call(fit.call);
        emit_code(
            python,
            sink,
            "clustering.fitted",
            strength,
            fit.call.place,
            fit.group,
        );
        emit_code(
            python,
            sink,
            "segmentation.done",
            strength,
            fit.call.place,
            fit.group,
        );
    }
    reasons.emit(sink);
    let segmentation = Segmentation {
        python,
        labels: Labels::of(python, &families),
        loops: algorithms::Loops::of(python),
        index: FitIndex::of(&fits),
        distances: Distances::of(ctx.facts, &fits),
        families,
        fits,
        held,
        aside,
    };
    evaluation::find(&segmentation, sink);
    search::find(&segmentation, sink);
    profiles::find(&segmentation, sink);
    new_data::find(&segmentation, sink);
    texts.find(&segmentation, ctx.facts, sink);
}

/// Units that cluster texts or images beside a segmentation of customers; none where nothing else is clustered.
fn other_matter(ctx: &Context<'_>, families: &Families<'_>, fits: &[Fit<'_>]) -> BTreeSet<UnitIdx> {
    let other = texts::units_on_texts_or_images(ctx, families);
    if fits.iter().all(|fit| other.contains(&fit.call.caller)) {
        return BTreeSet::new();
    }
    other
}

impl Segmentation<'_, '_> {
    fn emit(&self, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
        self.emit_in_turn(sink, signal, call, subject, 0);
    }

    fn emit_in_turn(
        &self,
        sink: &mut EvidenceSink,
        signal: &str,
        call: &Call,
        subject: &str,
        turn: i16,
    ) {
        if self.aside.contains(&call.caller) {
            return;
        }
        let (strength, place) = (strength_of_call(call), call.place);
        emit_code_in_turn(self.python, sink, signal, strength, place, subject, turn);
    }
}
