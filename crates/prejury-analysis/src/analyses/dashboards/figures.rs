//! The charts of an application: each with the call that shows it, and whether it can be read and explored.
//!
//! Calls come in run order. What is drawn and set since the chart before belongs to the next call that shows a chart.

use prejury_python::{Call, DefinitionIdx, Roles, UnitIdx};

use super::apps::{
    App, CHART_HTML, CHOICE, EXPLAINING, Event, FIGURE, GAUGE, GLOBAL, HEADING, HTML, INTERACTIVE,
    LOCAL, NATIVE, STATIC, Style, TEXT,
};
use crate::analyses::charts::{Figure, Pen};

/// Titles, labels and sizes that a chart needs to be called readable, of these three.
pub(super) const MIN_SET: usize = 2;

/// One chart of a page.
pub(super) struct Shown<'f> {
    /// The call that shows it, or that draws it where a template shows it.
    pub(super) call: &'f Call,
    /// Users explore it by itself, or their choices have it drawn again.
    pub(super) is_interactive: bool,
    pub(super) is_readable: bool,
    /// The call that names title and axes, where another one draws: a figure is often built in steps.
    pub(super) set_by: Option<&'f Call>,
    /// Shows nothing but what the model predicts for the values just entered.
    pub(super) is_prediction: bool,
    /// Families of all calls that made it.
    pub(super) mask: u32,
}

/// Charts of one page, in run order.
pub(super) fn read<'f>(app: &App<'f>, pen: &Pen<'_>) -> Vec<Shown<'f>> {
    let mut reader = Reader::of(app);
    for event in &app.events {
        reader.read(event, pen);
    }
    reader.close_undisplayed();
    reader.shown
}

struct Reader<'f> {
    style: Style,
    /// Some function shows the figure that it is given, so that one call stands for several charts.
    has_show_helper: bool,
    makes_html: bool,
    has_choice: bool,
    is_headed: bool,
    figure: Figure,
    mask: u32,
    drawn: Option<&'f Call>,
    /// The call that named most of title and axes, and how many of them.
    set_by: Option<(usize, &'f Call)>,
    is_prediction: bool,
    shown: Vec<Shown<'f>>,
}

impl<'f> Reader<'f> {
    fn of(app: &App<'f>) -> Self {
        Self {
            style: app.style,
            has_show_helper: app.events.iter().any(is_show_helper),
            makes_html: app.events.iter().any(|event| event.mask & CHART_HTML != 0),
            // Callbacks of these libraries run when a choice is made, wherever the control is laid out.
            has_choice: app.style == Style::Callbacks
                && app.events.iter().any(|event| event.mask & CHOICE != 0),
            is_headed: false,
            figure: Figure::default(),
            mask: 0,
            drawn: None,
            set_by: None,
            is_prediction: false,
            shown: Vec::new(),
        }
    }

    fn read(&mut self, event: &Event<'f>, pen: &Pen<'_>) {
        let call = event.call;
        let mask = event.mask;
        self.has_choice |= mask & CHOICE != 0 && !is_navigation(call);
        self.is_headed |= mask & HEADING != 0 || mask & TEXT != 0 && writes_heading(call);
        let begins = |drawn: &Call| mask & (FIGURE | NATIVE) != 0 && !holds(call, drawn);
        if self
            .drawn
            .is_some_and(|drawn| begins(drawn) || self.leaves(drawn, call))
        {
            self.close_undisplayed();
        }
        if mask & NATIVE != 0 {
            self.figure.n_drawn += 1;
            self.figure.add_keywords(call);
            if call.keyword("x").is_some() && call.keyword("y").is_some() {
                self.figure.add_labelled(call);
            }
            self.show(call, mask, true);
            return;
        }
        self.is_prediction |= call
            .args
            .iter()
            .any(|arg| arg.value.roles.contains(Roles::PREDICTED));
        let n_named = self.figure.n_named();
        if mask & (EXPLAINING | GAUGE) != 0 {
            self.figure.add_labelled(call);
            self.drawn.get_or_insert(call);
        } else if pen.add(call, &mut self.figure) {
            self.drawn.get_or_insert(call);
        }
        let n_more = self.figure.n_named() - n_named.min(self.figure.n_named());
        if n_more > self.set_by.map_or(0, |(n, _)| n) {
            self.set_by = Some((n_more, call));
        }
        self.mask |= mask & (LOCAL | GLOBAL | GAUGE | EXPLAINING);
        if mask & INTERACTIVE != 0 {
            // A graph laid out without a figure is filled by a callback, which is read on its own.
            let is_empty = self.style == Style::Callbacks && self.drawn.is_none();
            if !is_empty || call.keyword("figure").is_some() {
                self.show(call, mask, true);
            }
        } else if mask & STATIC != 0 && self.style == Style::Script {
            self.show(call, mask, false);
        } else if mask & HTML != 0 && self.makes_html && self.style == Style::Script {
            self.show(call, mask, true);
        }
    }

    /// Whether a call in another function no longer adds to what `drawn` began, where functions return their figures.
    fn leaves(&self, drawn: &Call, call: &Call) -> bool {
        self.style != Style::Script && place(drawn) != place(call)
    }

    fn show(&mut self, call: &'f Call, mask: u32, explores: bool) {
        self.figure.add_keywords(call);
        self.push(self.drawn.unwrap_or(call), explores, mask);
        self.reset();
    }

    /// A figure that no call showed: a callback returns it, a helper shows it, or nobody does.
    fn close_undisplayed(&mut self) {
        if let Some(drawn) = self.drawn {
            let is_shown = match self.style {
                Style::Script => self.has_show_helper,
                Style::Callbacks => true,
                Style::Web => self.makes_html,
            };
            let explores = drawn.callee.starts_with("plotly.")
                || drawn.callee.starts_with("altair.")
                || drawn.callee.starts_with("bokeh.")
                || drawn.callee.starts_with("hvplot.")
                || drawn.callee.contains(".hvplot.");
            if is_shown {
                self.push(drawn, explores, 0);
            }
            self.reset();
        }
        self.figure = Figure::default();
        self.set_by = None;
        self.mask = 0;
    }

    fn push(&mut self, call: &'f Call, explores: bool, mask: u32) {
        let mask = self.mask | mask;
        self.shown.push(Shown {
            call,
            is_interactive: explores || self.has_choice,
            is_readable: self.figure.n_set(self.is_headed) >= MIN_SET,
            set_by: self.set_by.map(|(_, call)| call),
            is_prediction: self.is_prediction && mask & (LOCAL | GLOBAL | EXPLAINING) == 0,
            mask,
        });
    }

    fn reset(&mut self) {
        self.is_prediction = false;
        self.figure = Figure::default();
        self.mask = 0;
        self.drawn = None;
        self.set_by = None;
        self.is_headed = false;
    }
}

fn place(call: &Call) -> (UnitIdx, Option<DefinitionIdx>) {
    (call.place.unit, call.function)
}

/// Whether a call stands around another one: `go.Figure(go.Bar(...))` draws before the figure is made.
fn holds(call: &Call, inner: &Call) -> bool {
    call.place.unit == inner.place.unit
        && call.place.cell == inner.place.cell
        && (call.place.line..=call.place.end_line).contains(&inner.place.line)
}

/// A function that shows whatever figure it is given.
fn is_show_helper(event: &Event<'_>) -> bool {
    event.mask & (INTERACTIVE | STATIC | HTML) != 0 && event.call.function.is_some()
}

/// A control that changes the page rather than what a chart shows.
fn is_navigation(call: &Call) -> bool {
    const WORDS: &[&str] = &[
        "navig", "menu", "page", "section", "go to", "aller", "onglet",
    ];
    let label = call.arg("label", Some(0)).and_then(|label| label.as_str());
    label.is_some_and(|label| {
        let label = label.to_lowercase();
        WORDS.iter().any(|word| label.contains(word))
    })
}

/// Text that is a heading: `#` of Markdown, or a tag of HTML.
pub(super) fn is_heading_text(text: &str) -> bool {
    let text = text.trim_start();
    let marks = text.len() - text.trim_start_matches('#').len();
    let is_marked = (1..=6).contains(&marks) && text[marks..].starts_with(' ');
    let is_tagged = ["<h1", "<h2", "<h3", "<h4"]
        .iter()
        .any(|tag| text.contains(tag));
    let is_bold = text.starts_with("**") && text.trim_end().trim_end_matches(':').ends_with("**");
    (is_marked || is_tagged || is_bold) && text.contains(char::is_alphanumeric)
}

fn writes_heading(call: &Call) -> bool {
    let text = call.positional(0).and_then(|value| value.as_str());
    text.is_some_and(is_heading_text)
}
