//! Charts that code draws: kind, what is plotted, how many variables, where it is displayed, whether it can be read.
//!
//! # What it looks for
//! Drawing calls of matplotlib, seaborn, pandas, plotly, altair, bokeh and others, also inside functions of the candidate:
//! such a chart is displayed where the function is called.
//! # Does not count as a chart of data
//! Charts of what a model yields (scores, losses, confusion matrices, importances, elbows), also typed in by hand; projections, pictures.
//! # Limits
//! A chart drawn in a loop counts once: how many turns the loop takes is seldom known.

mod canvas;
mod clusters;
mod figure;
mod grouped;
mod kinds;
mod layout;
mod scoreboards;
mod sites;
mod subject;
mod variables;
mod wide;

use foldhash::{HashMap, HashSet};

use prejury_catalog::NameSet;
use prejury_core::Strength;
use prejury_python::{Call, Literal, PythonFacts, Reach, UnitIdx, UnitKind};

pub(crate) use figure::{Figure, Pen};
pub(crate) use kinds::Kind;
pub(crate) use sites::{Site, Sites, best};
pub(crate) use subject::Subject;

use super::Context;
use super::families::Families;
use crate::matching::strength_of_code;
use canvas::{Canvases, Placed};
use layout::{Layout, Readability};
use subject::Judge;

/// One drawing call, with the places where its chart is displayed.
pub(crate) struct Chart<'f> {
    pub(crate) call: &'f Call,
    /// A pair plot is a scatter plot and a histogram.
    pub(crate) kinds: &'static [Kind],
    pub(crate) subject: Subject,
    /// Shows the distribution of a variable: a histogram, boxes, bars of counts, ...
    pub(crate) is_distribution: bool,
    pub(crate) is_bivariate: bool,
    /// Drawn over an index or a column that holds another variable.
    pub(crate) goes_over_a_variable: bool,
    /// Shows what is missing or of which type, not the values of a variable.
    is_of_gaps: bool,
    /// What is drawn comes from a table.
    pub(crate) is_structured: bool,
    /// Drawn by a page for users rather than by an analysis.
    pub(crate) is_on_dashboard: bool,
    pub(crate) sites: Vec<Site>,
    pub(crate) readability: Readability,
    /// What the best place shows; a mention where the program that calls a library of charts is not handed in.
    pub(crate) strength: Strength,
    is_live: bool,
    /// Calls that draw on one figure share its number.
    pub(crate) figure: u32,
    /// A loop around the call makes a figure at each turn.
    repeats: bool,
}

impl Chart<'_> {
    /// A chart of the data set's variables, drawn by an analysis.
    pub(crate) fn is_of_data(&self) -> bool {
        // A curve of values of unknown origin is more often a model's than the data's.
        let is_curve = self.kinds == [Kind::Line] && !self.is_structured;
        self.subject == Subject::Data
            && !self.is_on_dashboard
            && !is_curve
            && !self.has(Kind::Missing)
    }

    /// Shows values of variables, and not what is missing of them.
    pub(crate) fn shows_values(&self) -> bool {
        !self.is_of_gaps
    }

    /// A chart of variables by cluster, drawn by an analysis.
    pub(crate) fn is_of_segments(&self) -> bool {
        self.subject == Subject::Segments && !self.is_on_dashboard && self.is_live
    }

    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// `showfliers=False`: boxes without the values beyond their whiskers.
    pub(crate) fn hides_outliers(&self) -> bool {
        let is = |name: &str, literal: &Literal| {
            self.call
                .keyword(name)
                .and_then(|value| value.literal.as_ref())
                == Some(literal)
        };
        is("showfliers", &Literal::Bool(false)) || is("sym", &Literal::Str("".into()))
    }

    /// Drawn, or in a library of charts to be drawn.
    pub(crate) fn is_live(&self) -> bool {
        self.is_live
    }

    /// Times that the chart is displayed; a loop that draws is more than one.
    pub(crate) fn n_displayed(&self) -> usize {
        let turns = |repeats: bool| if repeats { 2 } else { 1 };
        let n_sites: usize = self
            .sites
            .iter()
            .map(|site| turns(site.in_loop && self.call.function.is_some()))
            .sum();
        n_sites.max(1) * turns(self.repeats)
    }
}

/// Figures that are displayed by some charts: several that are drawn on one figure are one.
pub(crate) fn n_figures<'c, 'f: 'c>(charts: impl IntoIterator<Item = &'c Chart<'f>>) -> usize {
    let mut figures: HashMap<u32, usize> = HashMap::default();
    for chart in charts {
        let n_displayed = figures.entry(chart.figure).or_default();
        *n_displayed = (*n_displayed).max(chart.n_displayed());
    }
    figures.into_values().sum()
}

/// One drawing call with its figure.
struct Drawn<'f> {
    call: &'f Call,
    drawing: kinds::Drawing,
    placed: Placed,
}

/// Every chart of the submission, in the order of the calls.
pub(crate) fn read<'f>(ctx: &Context<'f>, sites: &Sites<'f>) -> Vec<Chart<'f>> {
    let python = &ctx.facts.python;
    let families = Families::of(ctx.catalog, kinds::FAMILIES);
    let dashboards = dashboards(python, ctx.catalog.family("dashboard-library"));
    let mut canvases = Canvases::default();
    let mut drawn: Vec<Drawn<'f>> = Vec::new();
    let calls = ctx.facts.marked_calls(|callee, _| families.mask(callee));
    for (_, call, mask) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mask & kinds::CANVAS != 0 {
            canvases.open(call);
        }
        if mask & kinds::TITLE != 0 {
            canvases.entitle(call);
        }
        if let Some(drawing) = kinds::drawing(call, &families) {
            let placed = canvases.place(call, &drawing);
            drawn.push(Drawn {
                call,
                drawing,
                placed,
            });
        }
    }
    if drawn.is_empty() {
        return Vec::new();
    }
    let layout = Layout::of(
        ctx,
        &drawn.iter().map(|drawn| drawn.call).collect::<Vec<_>>(),
    );
    let judge = Judge::of(ctx);
    let compared = compared(&drawn);
    let mut charts = Vec::with_capacity(drawn.len());
    for Drawn {
        call,
        drawing,
        placed,
    } in drawn
    {
        let sites = sites.of_call(call);
        let subject = judge.subject(call, &drawing, layout.titles(call));
        let is_structured = subject::is_structured(call);
        charts.push(Chart {
            call,
            kinds: drawing.kinds,
            subject,
            is_distribution: variables::is_distribution(python, call, &drawing),
            is_bivariate: variables::is_bivariate(python, call, &drawing)
                || grouped::draws_groups(python, call, &drawing)
                || compared.contains(&(call.place.unit.0, call.place.cell, call.place.line)),
            goes_over_a_variable: variables::goes_over_a_variable(python, call, &drawing),
            is_of_gaps: variables::is_of_gaps(python, call, &drawing, layout.titles(call)),
            is_structured,
            is_on_dashboard: sites.iter().all(|site| dashboards.contains(&site.unit)),
            readability: layout.readability(call, &drawing, &sites),
            strength: strength_at(call, &sites),
            is_live: is_live(call, &sites),
            sites,
            figure: placed.figure,
            repeats: canvases.repeats(call, placed),
        });
    }
    share_subjects(&mut charts);
    charts
}

/// Centres of clusters over points, predictions over values: what is of a model makes its figure one of a model.
fn share_subjects(charts: &mut [Chart<'_>]) {
    let mut subjects: HashMap<u32, Subject> = HashMap::default();
    for chart in charts.iter() {
        if !matches!(chart.subject, Subject::Data) {
            subjects.insert(chart.figure, chart.subject);
        }
    }
    for chart in charts
        .iter_mut()
        .filter(|chart| chart.subject == Subject::Data)
    {
        if let Some(subject) = subjects.get(&chart.figure) {
            chart.subject = *subject;
        }
    }
}

/// A helper's chart is as strong as the best of the calls that display it.
fn strength_at(call: &Call, sites: &[Site]) -> Strength {
    if call.reach != Reach::Live {
        return Strength::Mentioned;
    }
    let of_sites = sites.iter().map(Site::strength).max();
    of_sites.unwrap_or_else(|| strength_of_code(call.reach, call.run))
}

fn is_live(call: &Call, sites: &[Site]) -> bool {
    call.reach == Reach::Live
        && sites
            .iter()
            .any(|site| strength_of_code(Reach::Live, site.run) > Strength::Mentioned)
}

/// Scripts that import a library of pages for users.
fn dashboards(python: &PythonFacts, family: Option<&NameSet>) -> HashSet<UnitIdx> {
    (0..)
        .map(UnitIdx)
        .zip(&python.units)
        .filter(|(_, unit)| unit.kind == UnitKind::Script)
        .filter(|(_, unit)| {
            unit.imports.iter().any(|import| {
                import.used && family.is_some_and(|family| family.matches(&import.name))
            })
        })
        .map(|(number, _)| number)
        .collect()
}

/// Curves or histograms drawn over one another with labels: one variable in two or more groups.
fn compared(drawn: &[Drawn<'_>]) -> HashSet<(u32, u32, u32)> {
    let mut groups: HashMap<(u32, u32, Option<u32>), Vec<&Call>> = HashMap::default();
    for Drawn { call, drawing, .. } in drawn {
        let overlays = drawing
            .kinds
            .iter()
            .any(|kind| matches!(kind, Kind::Density | Kind::Histogram));
        if overlays && call.keyword("label").is_some() {
            let function = call.function.map(|at| at.0);
            groups
                .entry((call.place.unit.0, call.place.cell, function))
                .or_default()
                .push(call);
        }
    }
    groups
        .into_values()
        .filter(|calls| {
            calls
                .iter()
                .any(|call| call.place.line != calls[0].place.line)
        })
        .flatten()
        .map(|call| (call.place.unit.0, call.place.cell, call.place.line))
        .collect()
}

#[cfg(test)]
mod tests;
