//! What the code of the pages does for accessibility.

use foldhash::HashSet;
use prejury_core::{Evidence, Location, Strength};
use prejury_python::{Reach, UnitIdx};

use super::super::Pages;
use super::super::apps::{CHOICE, PAGE};
use super::super::texts::{RESIZING, Text};
use super::charts;
use super::colours::{Colour, MIN_CONTRAST, MIN_LARGE_CONTRAST, pairs};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Pairs of colours that are shown, and bytes of a string that are searched for them.
const MAX_PAIRS: usize = 6;
const MAX_STYLE_BYTES: usize = 64 << 10;

/// Text and background of Streamlit's own themes.
const LIGHT: (&str, &str) = ("#31333F", "#FFFFFF");
const WHITE: Colour = Colour([255, 255, 255]);
const DARK: (&str, &str) = ("#FAFAFA", "#0E1117");

pub(super) fn find(pages: &Pages<'_>, texts: &[Text<'_>], is_meant: bool, sink: &mut EvidenceSink) {
    page_titles(pages, sink);
    let background = themes(pages, sink);
    strings(pages, is_meant, sink);
    if is_meant {
        charts::find(pages, background, sink);
    }
    let python = &pages.ctx.facts.python;
    let resizing: HashSet<(&str, usize)> = texts
        .iter()
        .filter(|text| text.is_on_page && text.is_about(RESIZING))
        .map(|text| (&*text.location.path, text.at))
        .collect();
    for event in pages.apps.iter().flat_map(|app| &app.events) {
        let call = event.call;
        let mut emit = |signal| {
            let strength = strength_of_call(call);
            emit_code(python, sink, signal, strength, call.place, call.method());
        };
        if is_meant && call.method() == "image" && call.keyword("caption").is_some() {
            emit("wcag.text-alternative");
        }
        // A control by which users choose the size of the text.
        let place = (
            &*python.units[call.place.unit.0 as usize].path,
            call.place.line as usize,
        );
        if event.mask & CHOICE != 0 && resizing.contains(&place) {
            emit("wcag.resizing");
        }
    }
}

fn page_titles(pages: &Pages<'_>, sink: &mut EvidenceSink) {
    let python = &pages.ctx.facts.python;
    for event in pages.apps.iter().flat_map(|app| &app.events) {
        let call = event.call;
        let title = call.keyword("page_title").or_else(|| call.keyword("title"));
        let is_empty = title
            .and_then(|title| title.as_str())
            .is_some_and(|title| title.trim().is_empty());
        if event.mask & PAGE != 0 && title.is_some() && !is_empty {
            let strength = strength_of_call(call);
            emit_code(python, sink, "wcag.page-title", strength, call.place, "");
        }
    }
    for unit in pages
        .units
        .iter()
        .filter_map(|unit| python.units.get(unit.0 as usize))
    {
        let of_application = unit.assignments.iter().filter(|assignment| {
            matches!(assignment.target.as_str(), "app.title" | "dash_app.title")
                && assignment.reach == Reach::Live
        });
        for assignment in of_application {
            emit_code(
                python,
                sink,
                "wcag.page-title",
                Strength::Written,
                assignment.place,
                "",
            );
        }
    }
}

/// Colours of `.streamlit/config.toml`; gives the background of the pages.
fn themes(pages: &Pages<'_>, sink: &mut EvidenceSink) -> Colour {
    let mut of_pages = WHITE;
    for (path, text) in &pages.ctx.facts.side_files {
        if !path.ends_with(".streamlit/config.toml") {
            continue;
        }
        let value = |key: &str| {
            let mut lines = text.lines().zip(1..);
            lines.find_map(|(line, number)| {
                let rest = line
                    .trim()
                    .strip_prefix(key)?
                    .trim_start()
                    .strip_prefix('=')?;
                Some((quoted(rest)?.to_owned(), number))
            })
        };
        let (text_colour, background) = (value("textColor"), value("backgroundColor"));
        let Some(line) = text_colour
            .as_ref()
            .or(background.as_ref())
            .map(|(_, line)| *line)
        else {
            continue;
        };
        let base = if value("base").is_some_and(|(base, _)| base == "dark") {
            DARK
        } else {
            LIGHT
        };
        let written = |given: Option<(String, u32)>, usual: &str| {
            let name = given.map_or_else(|| usual.to_owned(), |(name, _)| name);
            Colour::parse(&name).map(|colour| (colour, name))
        };
        let (Some((front, front_name)), Some((back, back_name))) =
            (written(text_colour, base.0), written(background, base.1))
        else {
            continue;
        };
        of_pages = back;
        let contrast = front.contrast(back);
        push(
            sink,
            Location::line(path.clone(), line),
            format!("{front_name} / {back_name}"),
            contrast,
            contrast >= MIN_CONTRAST,
        );
    }
    of_pages
}

/// The text between the first quotation mark and its like.
fn quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\''])?;
    let mark = text[start..].chars().next()?;
    text[start + 1..].split(mark).next()
}

/// Style sheets and HTML inside the strings of the pages.
fn strings(pages: &Pages<'_>, is_meant: bool, sink: &mut EvidenceSink) {
    let python = &pages.ctx.facts.python;
    let mut n_shown = 0;
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        if !pages.units.contains(&number) {
            continue;
        }
        for string in unit
            .strings
            .iter()
            .filter(|string| string.text.len() <= MAX_STYLE_BYTES)
        {
            let text = &*string.text;
            let has_alternative = ["alt=\"", "alt='", "aria-label=\""]
                .iter()
                .any(|attribute| {
                    text.split_once(attribute).is_some_and(|(_, rest)| {
                        rest.starts_with(char::is_alphanumeric) || rest.starts_with('{')
                    })
                });
            if has_alternative {
                emit_code(
                    python,
                    sink,
                    "wcag.text-alternative",
                    Strength::Written,
                    string.place,
                    "alt",
                );
            }
            if is_meant
                && text.contains("font-size")
                && (text.contains("rem") || text.contains("em;"))
            {
                emit_code(
                    python,
                    sink,
                    "wcag.resizing",
                    Strength::Written,
                    string.place,
                    "rem",
                );
            }
            for (offset, pair) in pairs(text) {
                let is_enough = pair.contrast >= MIN_CONTRAST;
                let is_shown = is_meant && is_enough || pair.contrast < MIN_LARGE_CONTRAST;
                if !is_shown || n_shown >= MAX_PAIRS {
                    continue;
                }
                n_shown += 1;
                let lines_before = text[..offset].matches('\n').count();
                let mut place = string.place;
                place.line = place
                    .line
                    .saturating_add(u32::try_from(lines_before).unwrap_or(0));
                place.line = place.line.min(place.end_line);
                place.end_line = place.line;
                push(
                    sink,
                    python.location(place),
                    pair.rule.to_owned(),
                    pair.contrast,
                    is_enough,
                );
            }
        }
    }
}

fn push(
    sink: &mut EvidenceSink,
    location: Location,
    excerpt: String,
    contrast: f64,
    is_enough: bool,
) {
    sink.push(Evidence {
        signal: "wcag.contrast".into(),
        strength: Strength::Written,
        supports: is_enough,
        location,
        excerpt,
        subject: Some(format!("{contrast:.1}:1")),
        related: Vec::new(),
    });
}
