//! Dashboards (C4.4.1): applications and files that show charts to users, how they guide, answer and include, and where
//! they are hosted.
//!
//! # What it looks for
//! Pages of Streamlit, Dash, Gradio, Panel, Shiny, Bokeh and Flask with charts, also through helper modules; workbooks of
//! Power BI and Tableau; R Shiny; charts in JavaScript.
//! # Counts as evidence
//! A chart that live code of a page shows. It is interactive by itself, or because a choice of the user has it drawn again.
//! # Does not count
//! A form that shows a prediction, tests of a page, exported notebooks and reports, charts that nothing shows.
//! # Limits
//! Whether a static chart really depends on a control of its page is not followed. The visuals inside a Power BI file and a
//! zipped Tableau workbook are not counted.

mod apps;
mod figures;
mod guidance;
mod hosting;
mod question;
mod texts;
mod wcag;
mod web;

use std::collections::BTreeSet;

use prejury_core::Strength;
use prejury_python::UnitIdx;

use super::charts::Pen;
use super::families::Families;
use super::serving::addresses::sends_request;
use super::{Analysis, Context};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;
use apps::App;
use figures::Shown;
use web::Drawn;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "dashboards",
    signals: &[
        "dashboard.answer",
        "dashboard.chart",
        "dashboard.choice",
        "dashboard.file",
        "dashboard.guided",
        "dashboard.hosting",
        "dashboard.interactive-chart",
        "dashboard.link",
        "dashboard.question",
        "dashboard.readable-chart",
        "dashboard.readable-most",
        "dashboard.user-path",
        "wcag.colour",
        "wcag.contrast",
        "wcag.page-title",
        "wcag.resizing",
        "wcag.text-alternative",
    ],
    run,
};

/// Share of the charts from which "most" are readable.
const MOST_PERCENT: usize = 60;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let drawn = web::find(ctx.facts, sink);
    let pages = Pages::read(ctx);
    pages.charts(&drawn, sink);
    if !sink.has_any(&["dashboard.chart", "dashboard.file"]) {
        return;
    }
    let texts = texts::read(&pages);
    guidance::find(&pages, &texts, sink);
    question::find(&texts, sink);
    wcag::find(&pages, &texts, sink);
    hosting::find(&pages, &texts, sink);
}

/// Pages that show at least one chart, and the other pages of the same application.
struct Pages<'f> {
    ctx: &'f Context<'f>,
    apps: Vec<App<'f>>,
    /// Charts by page.
    charts: Vec<Vec<Shown<'f>>>,
    /// Units of the pages, and of the helper modules that draw or show for them.
    units: BTreeSet<UnitIdx>,
    /// Some other unit is a web API, or the pages ask one.
    has_api: bool,
}

impl<'f> Pages<'f> {
    fn read(ctx: &'f Context<'f>) -> Self {
        let families = Families::of(ctx.catalog, apps::FAMILIES);
        let mut apps = apps::read(ctx, &families);
        let requests = apps
            .iter()
            .flat_map(|app| &app.events)
            .any(|event| sends_request(event.call));
        let pen = Pen::of(ctx.catalog);
        let mut charts: Vec<_> = apps.iter().map(|app| figures::read(app, &pen)).collect();
        // A form that draws the prediction which it was asked for is no dashboard.
        if charts
            .iter()
            .flatten()
            .all(|shown: &Shown<'_>| shown.is_prediction)
        {
            charts.iter_mut().for_each(Vec::clear);
        }
        // An application of several pages is guided by those without charts, too; an API is no page.
        let has_charts: Vec<bool> = charts.iter().map(|shown| !shown.is_empty()).collect();
        let keeps = |number: usize, app: &App<'_>| {
            has_charts[number] || app.style != apps::Style::Web && has_charts.contains(&true)
        };
        let is_web: Vec<bool> = apps
            .iter()
            .map(|app| app.style == apps::Style::Web)
            .collect();
        let kept: Vec<bool> = apps
            .iter()
            .enumerate()
            .map(|(n, app)| keeps(n, app))
            .collect();
        let mut kept_apps = kept.iter();
        apps.retain(|_| kept_apps.next().copied().unwrap_or(false));
        let mut kept_charts = kept.iter();
        charts.retain(|_| kept_charts.next().copied().unwrap_or(false));
        let has_api = requests
            || kept
                .iter()
                .zip(&is_web)
                .any(|(kept, is_web)| *is_web && !kept);
        let drawing = apps
            .iter()
            .flat_map(|app| &app.events)
            .filter(|event| event.mask != 0);
        let mut units: BTreeSet<UnitIdx> = drawing.map(|event| event.call.place.unit).collect();
        units.extend(apps.iter().map(|app| app.unit));
        Self {
            ctx,
            apps,
            charts,
            units,
            has_api,
        }
    }

    fn charts(&self, drawn: &[Drawn], sink: &mut EvidenceSink) {
        let python = &self.ctx.facts.python;
        let all: Vec<&Shown<'_>> = self.charts.iter().flatten().collect();
        for shown in &all {
            let strength = strength_of_call(shown.call);
            let mut emit = |signal| emit_code(python, sink, signal, strength, shown.call.place, "");
            emit("dashboard.chart");
            if shown.is_interactive {
                emit("dashboard.interactive-chart");
            }
            if shown.mask & (apps::LOCAL | apps::GLOBAL | apps::GAUGE) != 0 {
                emit("dashboard.answer");
            }
            if shown.is_readable {
                let place = shown.set_by.unwrap_or(shown.call).place;
                emit_code(
                    python,
                    sink,
                    "dashboard.readable-chart",
                    strength,
                    place,
                    "",
                );
            }
        }
        let others: Vec<&Drawn> = drawn.iter().filter(|chart| chart.is_readable).collect();
        let readable: Vec<_> = all.iter().filter(|shown| shown.is_readable).collect();
        let n_readable = readable.len() + others.len();
        let is_most = n_readable * 100 >= (all.len() + drawn.len()) * MOST_PERCENT;
        for chart in others {
            chart.emit("dashboard.readable-chart", sink);
            if is_most {
                chart.emit("dashboard.readable-most", sink);
            }
        }
        for shown in readable.into_iter().filter(|_| is_most) {
            let strength = strength_of_call(shown.call);
            emit_code(
                python,
                sink,
                "dashboard.readable-most",
                strength,
                shown.set_by.unwrap_or(shown.call).place,
                "",
            );
        }
    }
}

/// A text of a page is written: it is shown whenever the page is.
const TEXT_STRENGTH: Strength = Strength::Written;
