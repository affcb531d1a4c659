//! One figure, put together from the calls that draw it and those that set its titles, labels and sizes.

use prejury_catalog::Catalog;
use prejury_python::{Call, Value};

use super::kinds;
use super::layout::{self, Settings, has_no_axes, names_axes, sets_size};
use crate::analyses::families::Families;

/// What tells drawing calls and settings from others.
pub(crate) struct Pen<'c> {
    kinds: Families<'c>,
    settings: Families<'c>,
}

/// One figure as far as it was read.
#[derive(Debug, Default)]
pub(crate) struct Figure {
    settings: Settings,
    /// Number of drawing calls.
    pub(crate) n_drawn: usize,
    has_labels: bool,
}

impl<'c> Pen<'c> {
    pub(crate) fn of(catalog: &'c Catalog) -> Self {
        Self {
            kinds: Families::of(catalog, kinds::FAMILIES),
            settings: Families::of(catalog, layout::FAMILIES),
        }
    }

    /// Adds what `call` draws or sets; tells whether it draws.
    pub(crate) fn add(&self, call: &Call, figure: &mut Figure) -> bool {
        let mask = self.settings.mask(&call.callee);
        if mask != 0 {
            figure.settings.add(mask, call);
            figure.add_dictionaries(call);
        }
        figure.add_altair(call);
        let Some(drawing) = kinds::drawing(call, &self.kinds) else {
            return false;
        };
        figure.n_drawn += 1;
        figure.has_labels |= has_no_axes(&drawing) || names_axes(call, &drawing);
        figure.add_keywords(call);
        true
    }
}

impl Figure {
    /// A call that draws by other means than the usual libraries, and names its axes itself.
    pub(crate) fn add_labelled(&mut self, call: &Call) {
        self.n_drawn += 1;
        self.has_labels = true;
        self.add_keywords(call);
    }

    /// What the keywords of a drawing or showing call set.
    pub(crate) fn add_keywords(&mut self, call: &Call) {
        let has = |names: &[&str]| names.iter().any(|name| call.keyword(name).is_some());
        self.settings.title |= has(&["title", "title_text"]);
        self.settings.x |= has(&["xlabel", "x_label", "labels"]);
        self.settings.y |= has(&["ylabel", "y_label", "labels"]);
        self.settings.size |= sets_size(call);
    }

    /// Settings handed over as a dictionary: `update_layout({"title": ..., "xaxis": {...}})`.
    fn add_dictionaries(&mut self, call: &Call) {
        let by_position = call.args.iter().filter(|arg| arg.name.is_none());
        for value in by_position.map(|arg| &arg.value) {
            let has = |name: &str| value.keys.iter().any(|key| key == name);
            self.settings.title |= has("title");
            self.settings.x |= has("xaxis") || has("xaxis_title");
            self.settings.y |= has("yaxis") || has("yaxis_title");
            self.settings.size |= has("height") || has("width") || has("font");
        }
    }

    /// Altair names the axes by the fields that are drawn, whatever else is set.
    fn add_altair(&mut self, call: &Call) {
        if !call.callee.starts_with("altair.") {
            return;
        }
        let is_set = |name: &str| call.keyword(name).is_some();
        match call.method() {
            "X" => self.settings.x = true,
            "Y" => self.settings.y = true,
            "encode" => {
                let given = |name: &str| call.keyword(name).is_some_and(is_field);
                self.settings.x |= given("x");
                self.settings.y |= given("y");
            }
            "Chart" => self.settings.title |= is_set("title"),
            "properties" => {
                self.settings.title |= is_set("title");
                self.settings.size |= is_set("height") || is_set("width");
            }
            _ => {}
        }
    }

    /// How many of title and labels of either axis are set.
    pub(crate) fn n_named(&self) -> usize {
        [self.settings.title, self.settings.x, self.settings.y]
            .into_iter()
            .filter(|is_set| *is_set)
            .count()
    }

    /// How many of title, labels and size are set; `is_headed` when a heading of the page stands over the chart.
    pub(crate) fn n_set(&self, is_headed: bool) -> usize {
        let labels = self.has_labels || self.settings.x && self.settings.y;
        usize::from(self.settings.title || is_headed)
            + usize::from(labels)
            + usize::from(self.settings.size)
    }
}

fn is_field(value: &Value) -> bool {
    value.as_str().is_some() || value.name.is_some() || !value.types.is_empty()
}
