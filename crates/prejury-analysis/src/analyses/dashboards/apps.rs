//! Applications: units that make pages for users, with the calls that draw, show, let choose and guide, in run order.

use foldhash::HashSet;
use prejury_python::{Call, PythonFacts, Reach, UnitIdx, UnitKind};

use crate::analyses::Context;
use crate::analyses::families::Families;

pub(super) const FAMILIES: &[&str] = &[
    "dashboard-native-chart",
    "dashboard-interactive-display",
    "dashboard-static-display",
    "dashboard-html-display",
    "dashboard-chart-html",
    "dashboard-explaining-chart",
    "dashboard-local-explanation",
    "dashboard-global-explanation",
    "dashboard-gauge",
    "dashboard-figure",
    "dashboard-choice",
    "dashboard-heading",
    "dashboard-part",
    "dashboard-help",
    "dashboard-text",
    "dashboard-page-settings",
];

pub(super) const NATIVE: u32 = 1;
pub(super) const INTERACTIVE: u32 = 1 << 1;
pub(super) const STATIC: u32 = 1 << 2;
pub(super) const HTML: u32 = 1 << 3;
pub(super) const CHART_HTML: u32 = 1 << 4;
pub(super) const EXPLAINING: u32 = 1 << 5;
pub(super) const LOCAL: u32 = 1 << 6;
pub(super) const GLOBAL: u32 = 1 << 7;
pub(super) const GAUGE: u32 = 1 << 8;
pub(super) const FIGURE: u32 = 1 << 9;
pub(super) const CHOICE: u32 = 1 << 10;
pub(super) const HEADING: u32 = 1 << 11;
pub(super) const PART: u32 = 1 << 12;
pub(super) const HELP: u32 = 1 << 13;
pub(super) const TEXT: u32 = 1 << 14;
pub(super) const PAGE: u32 = 1 << 15;

/// One call of an application, with the families that hold it.
#[derive(Clone, Copy)]
pub(super) struct Event<'f> {
    pub(super) call: &'f Call,
    pub(super) mask: u32,
}

/// How a library shows what was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Top to bottom: a chart is shown where a call shows it.
    Script,
    /// Functions draw for places laid out elsewhere.
    Callbacks,
    /// A web framework: pages are templates.
    Web,
}

/// One page: a script or notebook that makes it, with the helper modules whose functions it runs.
pub(super) struct App<'f> {
    pub(super) unit: UnitIdx,
    pub(super) style: Style,
    /// In run order; calls that nothing reaches are left out.
    pub(super) events: Vec<Event<'f>>,
}

/// All pages of the submission.
pub(super) fn read<'f>(ctx: &Context<'f>, families: &Families<'_>) -> Vec<App<'f>> {
    let python = &ctx.facts.python;
    let mut apps: Vec<App<'f>> = (0..)
        .map(UnitIdx)
        .zip(&python.units)
        .filter(|(_, unit)| !is_test(&unit.path))
        .filter_map(|(number, _)| {
            Some(App {
                unit: number,
                style: style(python, number)?,
                events: Vec::new(),
            })
        })
        .collect();
    if apps.is_empty() {
        return apps;
    }
    let mut by_unit: Vec<Option<usize>> = vec![None; python.units.len()];
    for (index, app) in apps.iter().enumerate() {
        by_unit[app.unit.0 as usize] = Some(index);
    }
    let is_page = |call: &Call| {
        let at = |unit: UnitIdx| by_unit.get(unit.0 as usize).copied().flatten();
        at(call.caller).or_else(|| at(call.place.unit))
    };
    let calls = python
        .calls
        .iter()
        .filter(|call| !call.is_attribute && call.reach == Reach::Live);
    for call in calls {
        if let Some(index) = is_page(call) {
            apps[index].events.push(Event {
                call,
                mask: families.mask(&call.callee),
            });
        }
    }
    for app in &mut apps {
        app.events
            .sort_by_key(|event| (event.call.caller, event.call.order));
    }
    apps
}

/// What a unit makes its pages with, none when it makes none.
fn style(python: &PythonFacts, number: UnitIdx) -> Option<Style> {
    let unit = &python.units[number.0 as usize];
    let libraries: HashSet<&str> = unit
        .imports
        .iter()
        .filter(|import| import.used && import.local.is_none())
        .map(|import| import.name.split('.').next().unwrap_or(&import.name))
        .collect();
    let has = |names: &[&str]| names.iter().any(|name| libraries.contains(name));
    // Widgets in a notebook make it no application; a library that serves pages from one does.
    if has(&["streamlit"]) && unit.kind == UnitKind::Script {
        Some(Style::Script)
    } else if has(&[
        "dash",
        "jupyter_dash",
        "gradio",
        "panel",
        "shiny",
        "nicegui",
        "taipy",
    ]) || has(&["bokeh"])
        && unit
            .imports
            .iter()
            .any(|import| import.name.ends_with("curdoc"))
    {
        Some(Style::Callbacks)
    } else if has(&["flask", "fastapi", "django", "quart", "bottle"])
        && unit.kind == UnitKind::Script
    {
        Some(Style::Web)
    } else {
        None
    }
}

/// Tests run pages, and are none.
fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py"
}
