//! The kinds of charts drawn and how readable they are (C1.3.2-CE2, CE3).

use prejury_core::Strength;
use prejury_python::Reach;

use super::pictures::Pictures;
use super::{Exploration, emit_chart, emit_chart_as, emit_chart_late, emit_drawn, emit_drawn_as};
use crate::analyses::charts::{Chart, Kind, Subject, n_figures};
use crate::sink::EvidenceSink;

/// Charts that make an analysis by charts alone.
const MANY_CHARTS: usize = 3;
/// "Most" of the rubric.
const MOST_PERCENT: usize = 60;
/// Labels are seldom written for each chart: about half is what careful readers accept as most.
const LABELS_PERCENT: usize = 45;

/// The five kinds asked for.
const KINDS: [(Kind, &str); 5] = [
    (Kind::Box, "chart.boxplot"),
    (Kind::Bar, "chart.barplot"),
    (Kind::Pie, "chart.pie"),
    (Kind::Histogram, "chart.histogram"),
    (Kind::Scatter, "chart.scatter"),
];

/// Rank of a chart of a distribution by its shape, the lowest is shown first: a histogram shows it, a box hides it, and a pie is
/// of levels.
fn of_shape(chart: &Chart<'_>) -> u8 {
    if chart.has(Kind::Histogram) {
        return 0;
    }
    match chart.kinds.first() {
        Some(Kind::Box | Kind::Bar | Kind::Scatter) => 2,
        Some(Kind::Pie) => 4,
        _ => 0,
    }
}

pub(super) fn find(exploration: &Exploration<'_>, sink: &mut EvidenceSink) {
    let python = exploration.python;
    let charts: Vec<&Chart<'_>> = exploration.data_charts().collect();
    let live: Vec<&Chart<'_>> = charts
        .iter()
        .copied()
        .filter(|chart| chart.is_live())
        .collect();
    let pictures = Pictures::of(exploration);
    for chart in charts.iter().filter(|chart| chart.shows_values()) {
        for (kind, signal) in &KINDS {
            // A kind that only unreached code draws is no kind of the deliverables.
            if chart.has(*kind) && chart.call.reach == Reach::Live {
                let signal = match kind {
                    Kind::Box if chart.hides_outliers() => "chart.boxplot-trimmed",
                    _ => signal,
                };
                emit_chart(python, sink, signal, chart);
            }
        }
        if chart.is_distribution && !pictures.has(chart) {
            let (signal, rank) = ("chart.distribution", of_shape(chart));
            emit_drawn_as(python, sink, signal, chart, rank);
        }
        if chart.is_bivariate {
            emit_chart(python, sink, "chart.bivariate", chart);
        } else if chart.goes_over_a_variable {
            emit_chart_late(python, sink, "chart.bivariate", chart);
        }
    }
    // A dashboard opens no exploration; where there is one, its charts show that more kinds are known. They make no five
    // kinds of an analysis: most draw one client of many.
    for chart in exploration.charts.iter().filter(|chart| {
        chart.is_on_dashboard
            && chart.subject == Subject::Data
            && chart.shows_values()
            && chart.call.reach == Reach::Live
    }) {
        for (kind, signal) in KINDS.iter().filter(|(kind, _)| chart.has(*kind)) {
            // Boxes of a dashboard compare one client with others, and look for no outliers.
            let signal = if *kind == Kind::Box {
                "chart.boxplot-served"
            } else {
                signal
            };
            emit_chart_as(python, sink, signal, chart, Strength::Mentioned, 0);
        }
        if chart.is_bivariate && sets_columns_against(chart) {
            let signal = "chart.bivariate";
            emit_chart_as(python, sink, signal, chart, Strength::Mentioned, 4);
        }
    }
    // A profile of clusters shows that the kind is known, not that the data were explored with it.
    for chart in exploration
        .charts
        .iter()
        .filter(|chart| chart.is_of_segments())
    {
        let kinds = KINDS.iter().filter(|(kind, _)| chart.has(*kind));
        let bivariate = chart.is_bivariate.then_some("chart.bivariate");
        for signal in kinds.map(|(_, signal)| *signal).chain(bivariate) {
            emit_chart_as(python, sink, signal, chart, Strength::Mentioned, 0);
        }
    }
    // Charts of data are many charts in one file.
    for unit in exploration.exploring_units() {
        let of_unit = || {
            live.iter().filter(|chart| {
                chart.is_structured && chart.sites.iter().any(|site| site.unit == unit)
            })
        };
        if n_figures(of_unit().copied()) >= MANY_CHARTS {
            of_unit().for_each(|chart| emit_drawn(python, sink, "chart.of-data", chart));
        }
    }
    let bivariate = || {
        let charts = live.iter();
        charts.filter(|chart| chart.is_bivariate && chart.shows_values())
    };
    if n_figures(bivariate().copied()) >= MANY_CHARTS {
        for chart in bivariate() {
            // A bar for each row ranks one variable as often as it sets two against each other.
            let is_relation = chart.kinds != [Kind::Bar] && chart.kinds != [Kind::Line];
            let rank = u8::from(!is_relation) * 2;
            let strength = chart.strength;
            emit_chart_as(python, sink, "chart.bivariate-three", chart, strength, rank);
        }
    }
    readability(exploration, &live, sink);
}

/// Whether a chart of a page sets columns of a table against each other: a point among points is where one client stands.
fn sets_columns_against(chart: &Chart<'_>) -> bool {
    let call = chart.call;
    let both_axes = call.keyword("x").is_some() && call.keyword("y").is_some();
    let by_name = ["seaborn.", "plotly.express."]
        .iter()
        .any(|library| call.callee.starts_with(library));
    let of_table = call.keyword("data").or(call.positional(0)).is_some();
    by_name && of_table && (both_axes || chart.has(Kind::Pairs))
}

fn readability(exploration: &Exploration<'_>, live: &[&Chart<'_>], sink: &mut EvidenceSink) {
    let python = exploration.python;
    // Reports and maps of words are laid out by their library.
    let own: Vec<&Chart<'_>> = live
        .iter()
        .copied()
        .filter(|chart| !chart.has(Kind::Report) && !chart.has(Kind::Other))
        .collect();
    let n_all: usize = own.iter().map(|chart| chart.n_displayed()).sum();
    if n_all == 0 {
        return;
    }
    let percent = |is: &dyn Fn(&Chart<'_>) -> bool| {
        own.iter()
            .filter(|chart| is(chart))
            .map(|chart| chart.n_displayed())
            .sum::<usize>()
            * 100
            / n_all
    };
    let titles = percent(&|chart| chart.readability.title);
    let labels = percent(&|chart| chart.readability.labels);
    let sizes = percent(&|chart| chart.readability.size);
    let is_most = titles >= MOST_PERCENT && labels >= LABELS_PERCENT && sizes >= LABELS_PERCENT;
    for chart in own {
        let Some(n_set) = n_set(chart) else { continue };
        if n_set == 3 && is_most {
            emit_chart(python, sink, "chart.readable", chart);
        }
        emit_chart(python, sink, "chart.readable-in-part", chart);
    }
}

/// How many of title, labels and size are set; none when none is.
fn n_set(chart: &Chart<'_>) -> Option<usize> {
    let readability = chart.readability;
    let n_set = [readability.title, readability.labels, readability.size]
        .iter()
        .filter(|is_set| **is_set)
        .count();
    (n_set > 0 && (readability.title || readability.size)).then_some(n_set)
}
