//! The kind of chart that a call draws.

use prejury_python::Call;

use crate::analyses::families::Families;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Box,
    Violin,
    Bar,
    /// Bars of counts.
    Counts,
    Pie,
    Histogram,
    Density,
    Scatter,
    Points,
    Line,
    Heatmap,
    Pairs,
    Quantiles,
    /// A generated report of every variable.
    Report,
    /// Missing values: no variable of the data.
    Missing,
    Other,
}

/// What a call draws.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawing {
    pub(super) kinds: &'static [Kind],
    /// Drawn by a method that the frame itself has: its receiver is the data.
    pub(super) receiver_is_data: bool,
}

/// Families of the vocabulary, in the order of `BY_FAMILY`.
pub(super) const FAMILIES: &[&str] = &[
    "chart-box",
    "chart-violin",
    "chart-bar",
    "chart-counts",
    "chart-pie",
    "chart-histogram",
    "chart-density",
    "chart-scatter",
    "chart-points",
    "chart-line",
    "chart-heatmap",
    "chart-pairs",
    "chart-joint",
    "chart-quantiles",
    "chart-report",
    "chart-missing",
    "chart-other",
    "chart-by-argument",
    "chart-canvas",
    "chart-title",
];
/// Families of calls that may draw.
const DRAWING: u32 = (1 << 18) - 1;
/// Calls after which drawing goes on elsewhere, and calls that give a chart its title.
pub(super) const CANVAS: u32 = 1 << 18;
pub(super) const TITLE: u32 = 1 << 19;

const BY_FAMILY: &[&[Kind]] = &[
    BOX,
    VIOLIN,
    BAR,
    COUNTS,
    PIE,
    HISTOGRAM,
    DENSITY,
    SCATTER,
    POINTS,
    LINE,
    HEATMAP,
    PAIRS,
    JOINT,
    &[Kind::Quantiles],
    &[Kind::Report],
    &[Kind::Missing],
    OTHER,
];

const BOX: &[Kind] = &[Kind::Box];
const VIOLIN: &[Kind] = &[Kind::Violin];
const BAR: &[Kind] = &[Kind::Bar];
const COUNTS: &[Kind] = &[Kind::Counts, Kind::Bar];
const PIE: &[Kind] = &[Kind::Pie];
const HISTOGRAM: &[Kind] = &[Kind::Histogram];
const DENSITY: &[Kind] = &[Kind::Density];
const SCATTER: &[Kind] = &[Kind::Scatter];
const POINTS: &[Kind] = &[Kind::Points];
const LINE: &[Kind] = &[Kind::Line];
const HEATMAP: &[Kind] = &[Kind::Heatmap];
const PAIRS: &[Kind] = &[Kind::Pairs, Kind::Scatter, Kind::Histogram];
const PAIRS_OF_CURVES: &[Kind] = &[Kind::Pairs, Kind::Scatter, Kind::Density];
const JOINT: &[Kind] = &[Kind::Scatter, Kind::Histogram];
const OTHER: &[Kind] = &[Kind::Other];

/// What `call` draws, where it draws.
pub(super) fn drawing(call: &Call, families: &Families<'_>) -> Option<Drawing> {
    let callee = call.callee.as_str();
    if families.mask(callee) & DRAWING == 0 || callee.starts_with("local:") {
        return None;
    }
    let by_keyword = |position| call.arg("kind", position).and_then(|kind| kind.as_str());
    let kinds = match callee {
        "seaborn.catplot" | "seaborn.factorplot" => of_word(by_keyword(None).unwrap_or("strip"))?,
        "seaborn.displot" => of_word(by_keyword(None).unwrap_or("hist"))?,
        "seaborn.relplot" => of_word(by_keyword(None).unwrap_or("scatter"))?,
        "matplotlib.pyplot.plot" | "matplotlib.axes.Axes.plot" | "?.plot"
            if by_keyword(None).is_none() =>
        {
            of_curve(call)?
        }
        _ if callee.starts_with("seaborn.") && is_grid_map(callee) => of_mapped(call, families)?,
        _ if is_plotly_scatter(callee) => match call.keyword("mode").and_then(|mode| mode.as_str())
        {
            Some(mode) if !mode.contains("lines") => SCATTER,
            _ => LINE,
        },
        _ if is_frame_plot(callee) => of_word(by_keyword(Some(0)).unwrap_or("line"))?,
        _ => of_family(callee, call, families)?,
    };
    Some(Drawing {
        kinds,
        receiver_is_data: callee.starts_with("pandas.")
            || callee.contains(".plot.")
            || is_frame_plot(callee),
    })
}

fn of_family(callee: &str, call: &Call, families: &Families<'_>) -> Option<&'static [Kind]> {
    let mask = families.mask(callee);
    if mask == 0 || is_no_drawing(callee, call) {
        return None;
    }
    let kinds = *BY_FAMILY.get(mask.trailing_zeros() as usize)?;
    if let Some(both) = with_marginal(callee, call, kinds) {
        return Some(both);
    }
    if kinds == PAIRS && call.keyword("diag_kind").and_then(|kind| kind.as_str()) == Some("kde") {
        return Some(PAIRS_OF_CURVES);
    }
    Some(kinds)
}

/// A second chart along an axis: `px.histogram(df, x="age", marginal="box")`.
fn with_marginal(callee: &str, call: &Call, kinds: &'static [Kind]) -> Option<&'static [Kind]> {
    if !callee.starts_with("plotly.express.") {
        return None;
    }
    let marginals = ["marginal", "marginal_x", "marginal_y"].iter();
    let mut marginals = marginals.filter_map(|name| call.keyword(name)?.as_str());
    marginals.find_map(|marginal| -> Option<&'static [Kind]> {
        match (kinds, marginal) {
            (HISTOGRAM, "box") => Some(&[Kind::Histogram, Kind::Box]),
            (HISTOGRAM, "violin") => Some(&[Kind::Histogram, Kind::Violin]),
            (SCATTER, "box") => Some(&[Kind::Scatter, Kind::Box]),
            (SCATTER, "histogram") => Some(JOINT),
            (SCATTER, "violin") => Some(&[Kind::Scatter, Kind::Violin]),
            _ => None,
        }
    })
}

/// `?.bar` and `?.pie` of a receiver of unknown type draw only when it looks like axes or an accessor.
fn is_no_drawing(callee: &str, call: &Call) -> bool {
    if !callee.starts_with("?.") {
        return false;
    }
    let name = call
        .receiver
        .as_ref()
        .and_then(|receiver| receiver.name.as_deref())
        .unwrap_or_default();
    let is_known = ["ax", "plot", "fig", "df", "data", "plt", "sns"]
        .iter()
        .any(|part| name.to_ascii_lowercase().contains(part));
    matches!(callee, "?.pie" | "?.scatter" | "?.hist" | "?.barh") && !is_known && !name.is_empty()
}

fn is_grid_map(callee: &str) -> bool {
    matches!(
        callee.rsplit('.').next(),
        Some(
            "map"
                | "map_dataframe"
                | "map_lower"
                | "map_upper"
                | "map_diag"
                | "map_offdiag"
                | "plot_joint"
                | "plot_marginals"
        )
    )
}

/// `FacetGrid.map(plt.hist, "x")`: the function that is handed over draws.
fn of_mapped(call: &Call, families: &Families<'_>) -> Option<&'static [Kind]> {
    let function = call.positional(0)?;
    let name = function.types.first()?;
    let mask = families.mask(name);
    if mask == 0 {
        return (name == "matplotlib.pyplot.plot").then_some(LINE);
    }
    BY_FAMILY.get(mask.trailing_zeros() as usize).copied()
}

fn is_plotly_scatter(callee: &str) -> bool {
    callee.starts_with("plotly.graph_obj")
        && matches!(callee.rsplit('.').next(), Some("Scatter" | "Scattergl"))
}

/// The `plot` of a frame or of its groups.
fn is_frame_plot(callee: &str) -> bool {
    callee.ends_with(".plot")
        && !callee.starts_with("geopandas.")
        && (callee.starts_with("pandas.") || callee.starts_with("pyspark.") || callee == "?.plot")
}

/// `plot(x, y, "o")` draws points, without such a format a curve.
fn of_curve(call: &Call) -> Option<&'static [Kind]> {
    let format = call.positional(2).or_else(|| call.positional(1));
    let is_points = format
        .and_then(|format| format.as_str())
        .is_some_and(|text| {
            text.len() <= 3 && text.contains(['o', '.', 'x', '+']) && !text.contains('-')
        });
    call.positional(0)?;
    Some(if is_points { SCATTER } else { LINE })
}

/// The word that `kind=` takes.
fn of_word(kind: &str) -> Option<&'static [Kind]> {
    Some(match kind {
        "box" | "boxen" => BOX,
        "violin" => VIOLIN,
        "bar" | "barh" => BAR,
        "count" => COUNTS,
        "pie" => PIE,
        "hist" => HISTOGRAM,
        "kde" | "density" | "ecdf" => DENSITY,
        "scatter" | "hexbin" => SCATTER,
        "strip" | "swarm" | "point" => POINTS,
        "line" | "area" => LINE,
        _ => return None,
    })
}
