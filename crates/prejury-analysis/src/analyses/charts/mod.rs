//! Charts that code draws: kind, what is plotted, how many variables, where it is displayed, whether it can be read.
//!
//! # What it looks for
//! Drawing calls of matplotlib, seaborn, pandas, plotly, altair, bokeh and others, also inside functions of the candidate:
//! such a chart is displayed where the function is called.
//! # Does not count as a chart of data
//! Charts of what a model yields (scores, losses, confusion matrices, importances, elbows), projections, pictures.
//! # Limits
//! A chart drawn in a loop counts once: how many turns the loop takes is seldom known.

mod kinds;
mod layout;
mod sites;
mod subject;
mod variables;

use foldhash::{HashMap, HashSet};

use prejury_catalog::NameSet;
use prejury_core::Strength;
use prejury_python::{Call, PythonFacts, Reach, UnitIdx, UnitKind};

pub(crate) use kinds::Kind;
pub(crate) use sites::Site;
pub(crate) use subject::Subject;

use super::Context;
use super::families::Families;
use crate::matching::strength_of_code;
use layout::{Layout, Readability};
use sites::Sites;
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
    /// What is drawn comes from a table.
    pub(crate) is_structured: bool,
    /// Drawn by a page for users rather than by an analysis.
    pub(crate) is_on_dashboard: bool,
    pub(crate) sites: Vec<Site>,
    pub(crate) readability: Readability,
    pub(crate) strength: Strength,
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

    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    pub(crate) fn is_live(&self) -> bool {
        self.strength > Strength::Mentioned
    }
}

/// Every chart of the submission, in the order of the calls.
pub(crate) fn read<'f>(ctx: &Context<'f>) -> Vec<Chart<'f>> {
    let python = &ctx.facts.python;
    let families = Families::of(ctx.catalog, kinds::FAMILIES);
    let dashboards = dashboards(python, ctx.catalog.family("dashboard-library"));
    let mut drawn: Vec<(&Call, kinds::Drawing)> = Vec::new();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        if let Some(drawing) = kinds::drawing(call, &families) {
            drawn.push((call, drawing));
        }
    }
    if drawn.is_empty() {
        return Vec::new();
    }
    let sites = Sites::of(python);
    let layout = Layout::of(
        ctx,
        &drawn.iter().map(|(call, _)| *call).collect::<Vec<_>>(),
    );
    let judge = Judge::of(ctx);
    let compared = compared(&drawn);
    let mut charts = Vec::with_capacity(drawn.len());
    for (call, drawing) in drawn {
        let sites = sites.of_call(call);
        let strength = strength_at(call, &sites);
        let subject = judge.subject(call, &drawing, layout.titles(call));
        let is_structured = subject::is_structured(call);
        charts.push(Chart {
            call,
            kinds: drawing.kinds,
            subject,
            is_distribution: variables::is_distribution(python, call, &drawing),
            is_bivariate: variables::is_bivariate(python, call, &drawing)
                || compared.contains(&(call.place.unit.0, call.place.cell, call.place.line)),
            is_structured,
            is_on_dashboard: sites.iter().all(|site| dashboards.contains(&site.unit)),
            readability: layout.readability(call, &drawing, &sites),
            sites,
            strength,
        });
    }
    charts
}

/// A helper's chart is as strong as the best of the calls that display it.
fn strength_at(call: &Call, sites: &[Site]) -> Strength {
    if call.reach != Reach::Live {
        return Strength::Mentioned;
    }
    let of_sites = sites
        .iter()
        .map(|site| strength_of_code(Reach::Live, site.run))
        .max();
    of_sites.unwrap_or_else(|| strength_of_code(call.reach, call.run))
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
fn compared(drawn: &[(&Call, kinds::Drawing)]) -> HashSet<(u32, u32, u32)> {
    let mut groups: HashMap<(u32, u32, Option<u32>), Vec<&Call>> = HashMap::default();
    for (call, drawing) in drawn {
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
