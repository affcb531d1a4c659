//! How users find their way (CE1): a path told in a text, or titles, tabs, steps and help on the pages.

use std::sync::LazyLock;

use prejury_documents::{Word, fold, words};
use prejury_python::PythonFacts;

use super::Pages;
use super::apps::{CHOICE, Event, HEADING, HELP, PART, TEXT};
use super::figures::is_heading_text;
use super::texts::{PATH, SUBJECT, Text};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Titles that part a page by themselves.
const MANY_HEADINGS: usize = 3;
/// Helping texts that guide together with a title.
const MIN_HELPS: usize = 2;
/// Words of a label that says what to do, and those among which the verb is.
const MIN_LABEL: usize = 3;
/// Words of a sentence that tells a path.
const MIN_WORDS: usize = 8;
/// Steps that a text on a page tells.
const MIN_STEPS: usize = 2;
/// Pieces of each kind that are shown.
const MAX_SHOWN: usize = 6;

pub(super) fn find(pages: &Pages<'_>, texts: &[Text<'_>], sink: &mut EvidenceSink) {
    let python = &pages.ctx.facts.python;
    let events: Vec<&Event<'_>> = pages.apps.iter().flat_map(|app| &app.events).collect();
    let of = |mask: u32| events.iter().filter(move |event| event.mask & mask != 0);
    let parts: Vec<_> = of(PART).collect();
    let headings: Vec<_> = events.iter().filter(|event| is_heading(event)).collect();
    let helps: Vec<_> = events.iter().filter(|event| is_help(event)).collect();
    let strings = bare_headings(pages, python);
    let n_headings = headings.len() + strings.len();
    let is_guided = n_headings >= MANY_HEADINGS
        || n_headings > 0 && (!parts.is_empty() || helps.len() >= MIN_HELPS);
    if is_guided {
        for kind in [&parts, &headings, &helps] {
            for event in kind.iter().take(MAX_SHOWN) {
                let call = event.call;
                let strength = strength_of_call(call);
                emit_code(python, sink, "dashboard.guided", strength, call.place, "");
            }
        }
        for place in strings.into_iter().take(MAX_SHOWN) {
            emit_code(
                python,
                sink,
                "dashboard.guided",
                super::TEXT_STRENGTH,
                place,
                "",
            );
        }
    }
    for event in of(CHOICE).take(MAX_SHOWN) {
        let strength = strength_of_call(event.call);
        emit_code(
            python,
            sink,
            "dashboard.choice",
            strength,
            event.call.place,
            "",
        );
    }
    for text in texts {
        let is_told = text.is_about(PATH | SUBJECT) || text.is_on_page && text.n_steps >= MIN_STEPS;
        if is_told && text.is_about(PATH) && text.n_words >= MIN_WORDS && !text.is_heading {
            text.emit_written("dashboard.user-path", sink);
        }
    }
}

fn is_heading(event: &Event<'_>) -> bool {
    let writes = || {
        let text = event.call.positional(0).and_then(|value| value.as_str());
        text.is_some_and(is_heading_text)
    };
    event.mask & HEADING != 0 || event.mask & TEXT != 0 && writes()
}

/// A text that helps, a control that explains itself when asked, or one whose label says what to do.
fn is_help(event: &Event<'_>) -> bool {
    let label = || {
        event
            .call
            .arg("label", Some(0))
            .and_then(|label| label.as_str())
    };
    event.mask & HELP != 0
        || event.mask & CHOICE != 0 && event.call.keyword("help").is_some()
        || event.mask & (CHOICE | TEXT) != 0 && label().is_some_and(guides)
}

/// Words by which a page asks its reader to do something, sorted; without accents.
static GUIDING: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let lines = include_str!("../../../../../rules/dashboards/guiding-words.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether a label or sentence asks its reader to do something: `Please select a customer:`, `Quel client étudier ?`.
fn guides(text: &str) -> bool {
    let words = words(text);
    let says = |word: &Word<'_>| GUIDING.contains(&fold(word.text).as_str());
    words.len() >= MIN_LABEL
        && (words.iter().take(MIN_LABEL).any(says) || text.trim_end().ends_with('?'))
}

/// Headings in strings that stand by themselves, which Streamlit writes on the page.
fn bare_headings(pages: &Pages<'_>, python: &PythonFacts) -> Vec<prejury_python::CodePlace> {
    let units = pages
        .units
        .iter()
        .filter_map(|unit| python.units.get(unit.0 as usize));
    units
        .flat_map(|unit| &unit.strings)
        .filter(|string| string.text.contains('\n') && is_heading_text(&string.text))
        .map(|string| string.place)
        .collect()
}
