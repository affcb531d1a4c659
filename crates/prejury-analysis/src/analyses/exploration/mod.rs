//! Exploratory analysis of structured data: statistics (C1.3.1), charts (C1.3.2), projections to a plane (C1.3.3).
//! Charts and prose are read once; each module beside this one emits the signals of one theme.

mod axes;
mod central;
mod central_places;
mod colouring;
mod correlations_told;
mod drawn;
mod methods;
mod no_tendency;
mod pictures;
mod projection;
mod prose;
mod readings;
mod shapes;
#[cfg(test)]
mod tests;
mod told;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, UnitIdx};

use super::charts::{self, Chart, Sites};
use super::{Analysis, Context};
use crate::Facts;
use crate::matching::{Piece, emit_code_in_turn, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;
use prose::{Passage, Prose};

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "exploration",
    signals: &[
        "chart.barplot",
        "chart.bivariate",
        "chart.bivariate-read",
        "chart.bivariate-three",
        "chart.boxplot",
        "chart.boxplot-served",
        "chart.boxplot-trimmed",
        "chart.distribution",
        "chart.extremes-named",
        "chart.histogram",
        "chart.of-data",
        "chart.pie",
        "chart.readable",
        "chart.readable-in-part",
        "chart.scatter",
        "chart.with-text",
        "projection.called",
        "projection.fitted",
        "projection.named",
        "projection.read",
        "projection.scatter",
        "projection.scatter-by-category",
        "statistics.central",
        "statistics.central-discussed",
        "statistics.central-judged",
        "statistics.computed",
        "statistics.correlation-read",
        "statistics.described",
        "statistics.dispersion",
        "statistics.multivariate-applied",
        "statistics.multivariate-explained",
        "statistics.normality-tested",
        "statistics.outliers-discussed",
        "statistics.outliers-told",
        "statistics.quantiles",
        "statistics.shape-characterised",
        "statistics.test-applied",
        "statistics.test-read",
        "told.correlation",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let sites = Sites::of(ctx.facts);
    let charts = charts::read(ctx, &sites);
    let exploration = Exploration {
        facts: ctx.facts,
        sites,
        python: &ctx.facts.python,
        prose: Prose::of(ctx.facts),
        charts,
    };
    drawn::find(&exploration, sink);
    readings::find(&exploration, sink);
    shapes::find(&exploration, sink);
    central::find(&exploration, sink);
    methods::find(&exploration, ctx, sink);
    projection::find(&exploration, ctx, sink);
}

/// What the submission shows of an exploration.
struct Exploration<'f> {
    facts: &'f Facts<'f>,
    python: &'f PythonFacts,
    sites: Sites<'f>,
    prose: Prose,
    charts: Vec<Chart<'f>>,
}

impl<'f> Exploration<'f> {
    /// Charts of the data that live code draws.
    fn data_charts(&self) -> impl Iterator<Item = &Chart<'f>> {
        self.charts.iter().filter(|chart| chart.is_of_data())
    }

    /// Units that draw a chart of data: where an exploration is written.
    fn exploring_units(&self) -> Vec<UnitIdx> {
        let mut units: Vec<UnitIdx> = self
            .data_charts()
            .flat_map(|chart| chart.sites.iter().map(|site| site.unit))
            .collect();
        units.sort_unstable();
        units.dedup();
        units
    }
}

/// Puts a call into the sink, where it shows best: at the call of the function around it, when there is one.
fn emit(
    exploration: &Exploration<'_>,
    sink: &mut EvidenceSink,
    signal: &str,
    call: &Call,
    subject: &str,
) {
    emit_in_turn(exploration, sink, signal, call, subject, 0);
}

/// The same, shown before other places of its criterion (`turn` below 0) or after them.
fn emit_in_turn(
    exploration: &Exploration<'_>,
    sink: &mut EvidenceSink,
    signal: &str,
    call: &Call,
    subject: &str,
    turn: i16,
) {
    let mut strength = strength_of_call(call);
    let mut place = call.place;
    if call.function.is_some() && call.reach == Reach::Live {
        let site = exploration.sites.best(call);
        if site.is_reached {
            (strength, place) = (site.strength(), site.place());
        }
    }
    emit_code_in_turn(
        exploration.python,
        sink,
        signal,
        strength,
        place,
        subject,
        turn,
    );
}

/// Puts a chart into the sink, where it is displayed.
fn emit_chart(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, chart: &Chart<'_>) {
    emit_chart_as(python, sink, signal, chart, chart.strength, 0);
}

/// The same, shown after charts that are known to show the signal.
fn emit_chart_late(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, chart: &Chart<'_>) {
    emit_chart_as(python, sink, signal, chart, chart.strength, 2);
}

/// The same for what puts a competence in scope: a library of charts does, whoever calls it.
fn emit_drawn(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, chart: &Chart<'_>) {
    emit_drawn_as(python, sink, signal, chart, 0);
}

fn emit_drawn_as(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    chart: &Chart<'_>,
    rank: u8,
) {
    let least = if chart.is_live() {
        Strength::Written
    } else {
        Strength::Mentioned
    };
    emit_chart_as(python, sink, signal, chart, chart.strength.max(least), rank);
}

fn emit_chart_as(
    python: &PythonFacts,
    sink: &mut EvidenceSink,
    signal: &str,
    chart: &Chart<'_>,
    strength: Strength,
    rank: u8,
) {
    let place = match charts::best(&chart.sites) {
        Some(site) if chart.call.reach == Reach::Live => site.place(),
        _ => chart.call.place,
    };
    let piece = Piece {
        signal,
        strength,
        place,
        subject: chart.call.method(),
        rank: rank + u8::from(!chart.shows_values()),
    };
    emit_ranked(python, sink, &piece);
}

fn emit_passage(sink: &mut EvidenceSink, signal: &str, passage: &Passage) {
    sink.found(
        signal,
        Strength::Written,
        passage.location.clone(),
        passage.text.as_str(),
        None,
    );
}

/// The same for passages that stand near many places: each once.
fn emit_passages<'p>(
    sink: &mut EvidenceSink,
    signal: &str,
    passages: impl Iterator<Item = &'p Passage>,
) {
    let mut known: HashSet<*const Passage> = HashSet::default();
    for passage in passages.filter(|passage| known.insert(std::ptr::from_ref(*passage))) {
        emit_passage(sink, signal, passage);
    }
}

/// A place in code as the cell that it stands in.
fn cell_of(place: CodePlace) -> (UnitIdx, u32) {
    (place.unit, place.cell)
}
