//! What the charts of a page do for accessibility, where the code names it: colours that stand out, marks besides colour, a caption,
//! a control of the size of texts.

use prejury_core::Evidence;
use prejury_documents::words;
use prejury_python::{Call, Value};

use super::super::Pages;
use super::super::apps::{CHOICE, Event, FIGURE, INTERACTIVE, NATIVE, STATIC};
use super::super::texts::{RESIZING, is_about};
use super::colours::{Colour, MIN_CONTRAST, MIN_LARGE_CONTRAST};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Keywords by which charts are given their colours.
const COLOURS: &[&str] = &[
    "color",
    "color_discrete_map",
    "color_discrete_sequence",
    "colors",
    "line_color",
    "marker_color",
    "palette",
];
/// Background of the dark themes of plotly.
const PLOTLY_DARK: Colour = Colour([17, 17, 17]);
/// Colours of one chart that are looked at, charts that are shown.
const MAX_COLOURS: usize = 24;
const MAX_SHOWN: usize = 6;
/// Words of a caption that tells what a chart shows, and lines between the two.
const MIN_CAPTION: usize = 6;
const NEAR_LINES: u32 = 8;

/// `background` is that of the page.
pub(super) fn find(pages: &Pages<'_>, background: Colour, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    for app in &pages.apps {
        let mut chart: Option<&Event<'_>> = None;
        for event in &app.events {
            let call = event.call;
            if codes_twice(call) {
                emit(pages, call, "wcag.colour", sink);
            }
            if call.method() == "caption" && chart.is_some_and(|chart| is_caption_of(call, chart)) {
                emit(pages, call, "wcag.text-alternative", sink);
            }
            if sizes_text(event) {
                emit(pages, call, "wcag.resizing", sink);
            }
            if n_shown < MAX_SHOWN && contrast(pages, call, background, sink) {
                n_shown += 1;
            }
            if event.mask & (FIGURE | INTERACTIVE | NATIVE | STATIC) != 0 {
                chart = Some(event);
            }
        }
    }
}

fn emit(pages: &Pages<'_>, call: &Call, signal: &str, sink: &mut EvidenceSink) {
    let python = &pages.ctx.facts.python;
    let strength = strength_of_call(call);
    emit_code(python, sink, signal, strength, call.place, call.method());
}

/// What colour shows is shown by a mark, a dash or a pattern as well.
fn codes_twice(call: &Call) -> bool {
    let has = |name: &str| call.keyword(name).is_some();
    has("color")
        && [
            "line_dash",
            "markers",
            "pattern_shape",
            "shape",
            "style",
            "symbol",
        ]
        .iter()
        .any(|name| has(name))
}

/// Whether `call` writes a sentence right under a chart.
fn is_caption_of(call: &Call, chart: &Event<'_>) -> bool {
    let (at, above) = (call.place, chart.call.place);
    let text = call.args.first().and_then(|arg| arg.value.as_str());
    at.unit == above.unit
        && at.line > above.line
        && at.line <= above.end_line.saturating_add(NEAR_LINES)
        && text.is_some_and(|text| words(text).len() >= MIN_CAPTION)
}

/// Whether a control lets users choose the size of texts: `st.slider("Taille du texte", 12, 32)`.
fn sizes_text(event: &Event<'_>) -> bool {
    let label = event
        .call
        .arg("label", Some(0))
        .and_then(|label| label.as_str());
    event.mask & CHOICE != 0 && label.is_some_and(|label| is_about(label, RESIZING))
}

/// Says how the weakest colour of a chart stands out. One that is neither legible nor too weak says nothing.
fn contrast(pages: &Pages<'_>, call: &Call, background: Colour, sink: &mut EvidenceSink) -> bool {
    let is_dark = call
        .keyword("template")
        .and_then(Value::as_str)
        .is_some_and(|template| template == "plotly_dark");
    let background = if is_dark { PLOTLY_DARK } else { background };
    let mut names: Vec<&str> = Vec::new();
    let mut weakest = f64::INFINITY;
    for value in COLOURS.iter().filter_map(|name| call.keyword(name)) {
        let inner = value.elements.iter().take(MAX_COLOURS);
        for name in [value].into_iter().chain(inner).filter_map(Value::as_str) {
            if let Some(colour) = Colour::parse(name) {
                names.push(name);
                weakest = weakest.min(colour.contrast(background));
            }
        }
    }
    let is_enough = weakest >= MIN_CONTRAST;
    if names.is_empty() || !is_enough && weakest >= MIN_LARGE_CONTRAST {
        return false;
    }
    sink.push(Evidence {
        signal: "wcag.contrast".into(),
        strength: strength_of_call(call),
        supports: is_enough,
        location: pages.ctx.facts.python.location(call.place),
        excerpt: names.join(", "),
        subject: Some(format!("{weakest:.1}:1")),
        related: Vec::new(),
    });
    true
}
