//! Titles, labels and sizes: what makes a chart readable.

use foldhash::{HashMap, HashSet};

use prejury_python::{Call, Literal, PythonFacts, UnitIdx, Value};

use super::kinds::{Drawing, Kind};
use super::sites::Site;
use super::subject::folded;
use crate::analyses::Context;
use crate::analyses::families::Families;

/// What was set for one chart.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Readability {
    pub(crate) title: bool,
    /// Both axes are named, by the candidate or by the names of the columns drawn; or the chart has no axes.
    pub(crate) labels: bool,
    pub(crate) size: bool,
}

pub(super) const FAMILIES: &[&str] = &[
    "chart-title",
    "chart-x-label",
    "chart-y-label",
    "chart-both-labels",
    "chart-settings",
    "chart-defaults",
];
const TITLE: u32 = 1;
const X_LABEL: u32 = 1 << 1;
const Y_LABEL: u32 = 1 << 2;
const BOTH_LABELS: u32 = 1 << 3;
const SETTINGS: u32 = 1 << 4;
const DEFAULTS: u32 = 1 << 5;

/// Code that shares its figure: the statements of one cell, or of one function in it.
type Group = (UnitIdx, u32, Option<u32>);

fn group_of(call: &Call) -> Group {
    (
        call.place.unit,
        call.place.cell,
        call.function.map(|at| at.0),
    )
}

#[derive(Debug, Default)]
pub(super) struct Settings {
    titles: Vec<String>,
    pub(super) title: bool,
    pub(super) x: bool,
    pub(super) y: bool,
    pub(super) size: bool,
}

impl Settings {
    pub(super) fn add(&mut self, mask: u32, call: &Call) {
        let keyword = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| call.keyword(name));
            values.any(|value| !is_blank(value))
        };
        // `plt.xlabel("")` takes a label away.
        let is_empty = ["label", "xlabel", "ylabel"]
            .iter()
            .find_map(|name| call.arg(name, Some(0)))
            .is_some_and(is_blank);
        let mask = if is_empty {
            mask & !(TITLE | X_LABEL | Y_LABEL)
        } else {
            mask
        };
        if mask & TITLE != 0 {
            self.title = true;
            self.titles.extend(text_of(call.arg("label", Some(0))));
        }
        self.x |= mask & (X_LABEL | BOTH_LABELS) != 0;
        self.y |= mask & (Y_LABEL | BOTH_LABELS) != 0;
        for (name, value) in call
            .args
            .iter()
            .filter_map(|arg| Some((arg.name.as_deref()?, &arg.value)))
        {
            if matches!(name, "ylabel" | "yaxis_title" | "xlabel" | "xaxis_title") {
                self.titles.extend(text_of(Some(value)));
            }
        }
        if mask & (X_LABEL | Y_LABEL) != 0 {
            self.titles.extend(text_of(call.arg("xlabel", Some(0))));
        }
        if mask & SETTINGS != 0 {
            if keyword(&["title", "title_text", "suptitle", "title_x"]) {
                self.title = true;
                self.titles.extend(text_of(
                    call.keyword("title").or_else(|| call.keyword("title_text")),
                ));
            }
            self.x |= keyword(&["xlabel", "xaxis_title", "xaxis", "x_axis_label"])
                || call.callee.ends_with("update_xaxes");
            self.y |= keyword(&["ylabel", "yaxis_title", "yaxis", "y_axis_label"])
                || call.callee.ends_with("update_yaxes");
        }
        self.size |= sets_size(call);
    }
}

/// Whether a call chooses a size: of the figure or of its text.
pub(super) fn sets_size(call: &Call) -> bool {
    const SIZES: &[&str] = &[
        "aspect",
        "figsize",
        "font",
        "font_scale",
        "font_size",
        "fontdict",
        "fontsize",
        "height",
        "labelsize",
        "size",
        "subplot_kw",
        "textprops",
        "width",
    ];
    let method = call.method();
    matches!(
        method,
        "set_size_inches" | "set_figwidth" | "set_figheight" | "set_fontsize" | "set_context"
    ) || call.args.iter().any(|arg| {
        arg.name
            .as_deref()
            .is_some_and(|name| SIZES.contains(&name))
    })
}

/// A text that shows nothing.
fn is_blank(value: &Value) -> bool {
    matches!(&value.literal, Some(Literal::Str(text)) if text.trim().is_empty())
}

fn text_of(value: Option<&Value>) -> Option<String> {
    match &value?.literal {
        Some(Literal::Str(text)) => Some(folded(text)),
        _ => None,
    }
}

/// What is written of a title that is put together: `f"Matrice de confusion ({name})"`.
fn put_together(python: &PythonFacts, call: &Call) -> Option<String> {
    let given = call.positional(0)?;
    if given.name.is_some() || given.literal.is_some() {
        return None;
    }
    let source = python.excerpt(call.place, 3);
    let source = own_text(&source, call.method());
    let is_quote = |c: char| matches!(c, '"' | '\'');
    let (_, rest) = source.split_once(is_quote)?;
    let (text, _) = rest.rsplit_once(is_quote)?;
    Some(folded(text))
}

/// The text between the brackets of a call: what follows it in its lines is of others.
fn own_text<'s>(source: &'s str, method: &str) -> &'s str {
    let rest = source.split_once(method).map_or(source, |(_, rest)| rest);
    let mut depth = 0_u32;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth <= 1 => return &rest[..at],
            b')' => depth -= 1,
            _ => {}
        }
    }
    rest
}

/// Settings of every group of code that draws.
pub(super) struct Layout {
    groups: HashMap<Group, Settings>,
    /// Titles by the chart that they belong to.
    titles: HashMap<(Group, u32), Vec<String>>,
    /// Units that set sizes for all their charts.
    defaults: HashSet<UnitIdx>,
    n_charts: HashMap<Group, usize>,
    n_titles: HashMap<Group, usize>,
}

impl Layout {
    pub(super) fn of(ctx: &Context<'_>, charts: &[&Call]) -> Self {
        let python = &ctx.facts.python;
        let families = Families::of(ctx.catalog, FAMILIES);
        let mut layout = Self {
            groups: HashMap::default(),
            titles: HashMap::default(),
            defaults: HashSet::default(),
            n_charts: HashMap::default(),
            n_titles: HashMap::default(),
        };
        let mut lines: HashMap<Group, Vec<u32>> = HashMap::default();
        for chart in charts {
            lines
                .entry(group_of(chart))
                .or_default()
                .push(chart.place.line);
            *layout.n_charts.entry(group_of(chart)).or_default() += 1;
        }
        lines.values_mut().for_each(|lines| lines.sort_unstable());
        let calls = ctx.facts.marked_calls(|callee, _| families.mask(callee));
        for (_, call, mask) in calls.filter(|(_, call, _)| !call.is_attribute) {
            if mask & DEFAULTS != 0 && is_default_size(call) {
                layout.defaults.insert(call.place.unit);
                layout.defaults.insert(call.caller);
            }
            let group = group_of(call);
            let settings = layout.groups.entry(group).or_default();
            let known = settings.titles.len();
            settings.add(mask, call);
            if mask & TITLE != 0 {
                *layout.n_titles.entry(group).or_default() += 1;
            }
            if mask & (TITLE | X_LABEL | Y_LABEL) != 0 && settings.titles.len() == known {
                settings.titles.extend(put_together(python, call));
            }
            let new: Vec<String> = settings.titles[known..].to_vec();
            if let Some(line) = lines
                .get(&group)
                .and_then(|lines| owner(lines, call.place.line))
            {
                layout.titles.entry((group, line)).or_default().extend(new);
            }
        }
        for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
            let sets = |target: &str| {
                target.contains("rcParams")
                    && ["size", "dpi"].iter().any(|word| target.contains(word))
            };
            if unit
                .assignments
                .iter()
                .any(|assignment| sets(&assignment.target))
            {
                layout.defaults.insert(number);
            }
        }
        layout
    }

    /// Texts of the titles and labels of one chart.
    pub(super) fn titles(&self, chart: &Call) -> &[String] {
        self.titles
            .get(&(group_of(chart), chart.place.line))
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn readability(
        &self,
        chart: &Call,
        drawing: &Drawing,
        sites: &[Site],
    ) -> Readability {
        let mut around: Vec<&Settings> = self.groups.get(&group_of(chart)).into_iter().collect();
        if chart.function.is_some() {
            let at_sites = sites
                .iter()
                .filter_map(|site| self.groups.get(&(site.unit, site.cell, None)));
            around.extend(at_sites.take(4));
        }
        let has = |names: &[&str]| {
            let mut values = names.iter().filter_map(|name| chart.keyword(name));
            values.any(|value| !is_blank(value))
        };
        let group = group_of(chart);
        let n_charts = self.n_charts.get(&group).copied().unwrap_or(1);
        // Three charts and one title: the title is of one of them, unless it heads the figure.
        let shares_title = self
            .n_titles
            .get(&group)
            .is_some_and(|n_titles| n_titles * 2 >= n_charts)
            || self.titles.contains_key(&(group, chart.place.line));
        let title_around = around.iter().any(|settings| settings.title)
            && (shares_title || chart.function.is_some());
        let own = |axis: &[&str]| has(axis);
        let no_axes = has_no_axes(drawing);
        let named_by_columns = names_axes(chart, drawing);
        let x = own(&["xlabel", "labels"]) || around.iter().any(|settings| settings.x);
        let y = own(&["ylabel", "labels"]) || around.iter().any(|settings| settings.y);
        Readability {
            title: has(&["title"]) || title_around,
            labels: no_axes || (x && y) || named_by_columns,
            size: sets_size(chart)
                || around.iter().any(|settings| settings.size)
                || self.defaults.contains(&chart.place.unit)
                || sites.iter().any(|site| self.defaults.contains(&site.unit)),
        }
    }
}

/// The last chart that starts at or before the line, else the first one after it.
fn owner(lines: &[u32], line: u32) -> Option<u32> {
    let after = lines.partition_point(|chart| *chart <= line);
    if after > 0 {
        lines.get(after - 1).copied()
    } else {
        lines.first().copied()
    }
}

/// Kinds of charts without axes to be named.
pub(super) fn has_no_axes(drawing: &Drawing) -> bool {
    drawing.kinds.iter().any(|kind| {
        matches!(
            kind,
            Kind::Pie | Kind::Heatmap | Kind::Pairs | Kind::Report | Kind::Other | Kind::Quantiles
        )
    })
}

/// Libraries that write the names of the columns at the axes.
pub(super) fn names_axes(chart: &Call, drawing: &Drawing) -> bool {
    let callee = chart.callee.as_str();
    let by_column = |name: &str| {
        chart.keyword(name).is_some_and(|value| {
            matches!(value.literal, Some(Literal::Str(_))) || value.name.is_some()
        })
    };
    let writes = callee.starts_with("seaborn.")
        || callee.starts_with("plotly.express.")
        || callee.starts_with("altair.");
    let counted = drawing.kinds.iter().any(|kind| {
        matches!(
            kind,
            Kind::Counts | Kind::Histogram | Kind::Density | Kind::Box | Kind::Violin
        )
    });
    writes
        && ((by_column("x") && by_column("y"))
            || (counted && (by_column("x") || by_column("y") || chart.positional(0).is_some())))
}

/// Defaults that choose a size; a theme alone does not.
fn is_default_size(call: &Call) -> bool {
    let by_key = call.args.iter().any(|arg| {
        arg.value.keys.iter().any(|key| key.contains("size") || key.contains("dpi"))
            || matches!(&arg.value.literal, Some(Literal::Str(text)) if matches!(text.as_str(), "talk" | "poster" | "notebook" | "paper"))
    });
    by_key || sets_size(call)
}
