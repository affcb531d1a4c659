//! What a chart is about: variables of the data, what a model yields, a projection, a picture.

use foldhash::HashSet;

use prejury_documents::fold;
use prejury_python::{Call, Literal, PythonFacts, Roles, Value};
use smol_str::SmolStr;

use super::clusters::Clusters;
use super::kinds::{Drawing, Kind};
use super::scoreboards::Scoreboards;
use crate::analyses::Context;
use crate::analyses::families::Families;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Data,
    Model,
    /// Variables of the data by the clusters that an algorithm made: a profile of what the model yields.
    Segments,
    Projection,
}

/// Beginnings of words that name what was measured, and what a model made of it.
const TRUTH: &[&str] = &["actual", "observ", "real", "reel", "true", "truth", "vrai"];
const PREDICTION: &[&str] = &["pred", "yhat", "ypred"];

/// `scatterplot(x="Valeurs réelles", y="Valeurs prédites")`: columns whose names alone tell a prediction held against the
/// truth. One of both may well be a variable of the data.
fn faces_truth(call: &Call) -> bool {
    let name = |value: &Value| {
        let column = value
            .as_str()
            .or_else(|| value.name.as_deref().and_then(column_of))?;
        Some(fold(column))
    };
    let axes = call.arg("x", Some(0)).zip(call.arg("y", Some(1)));
    let Some((x, y)) = axes.and_then(|(x, y)| name(x).zip(name(y))) else {
        return false;
    };
    let begins = |text: &str, starts: &[&str]| {
        let mut words = text.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| starts.iter().any(|start| word.starts_with(start)))
    };
    begins(&x, TRUTH) && begins(&y, PREDICTION) || begins(&y, TRUTH) && begins(&x, PREDICTION)
}

/// Arguments that say how to draw, not what.
const STYLE: &[&str] = &[
    "alpha",
    "annot",
    "ax",
    "bins",
    "c",
    "cmap",
    "color",
    "colors",
    "edgecolor",
    "figsize",
    "fmt",
    "fontsize",
    "hue",
    "label",
    "labels",
    "legend",
    "linewidth",
    "marker",
    "mask",
    "order",
    "palette",
    "s",
    "size",
    "style",
    "title",
    "width",
];

/// Families of the vocabulary, in the order of their numbers below.
const WORDS: &[&str] = &[
    "model-quantity",
    "model-result",
    "model-chart-title",
    "projection-axis",
    "model-measure-word",
    "model-measure-word-weak",
    "projection-function",
];
const QUANTITY: usize = 0;
const RESULT: usize = 1;
const TITLE: usize = 2;
const AXIS: usize = 3;
const MEASURE_WORD: usize = 4;
const WEAK_MEASURE_WORD: usize = 5;
const PLANE_FUNCTION: usize = 6;

/// Words of the vocabulary that tell model charts and projections.
pub(super) struct Judge<'f> {
    python: &'f PythonFacts,
    words: Families<'f>,
    clusters: Clusters<'f>,
    /// Columns that were filled with a projection, or that are predictions.
    projected: HashSet<SmolStr>,
    predicted: HashSet<SmolStr>,
    /// Names that a table of components got for its columns: `pd.DataFrame(plane, columns=["x", "y"])`.
    components: HashSet<SmolStr>,
    scoreboards: Scoreboards<'f>,
}

impl<'f> Judge<'f> {
    pub(super) fn of(ctx: &Context<'f>) -> Self {
        let mut judge = Self {
            python: &ctx.facts.python,
            words: Families::of(ctx.catalog, WORDS),
            clusters: Clusters::of(ctx),
            projected: HashSet::default(),
            components: HashSet::default(),
            predicted: HashSet::default(),
            scoreboards: Scoreboards::of(ctx),
        };
        for assignment in judge.python.units.iter().flat_map(|unit| &unit.assignments) {
            if let Some(column) = column_of(&assignment.target) {
                if assignment.value.roles.contains(Roles::PROJECTED) {
                    judge.projected.insert(SmolStr::new(column));
                } else if judge.is_predicted(&assignment.value) {
                    judge.predicted.insert(SmolStr::new(column));
                }
            }
        }
        let is_table = |callee: &str, _: &str| u32::from(callee == "pandas.DataFrame");
        for (_, call, _) in ctx.facts.marked_calls(is_table) {
            let is_of_plane = |data: &Value| data.roles.contains(Roles::PROJECTED);
            let data = call.arg("data", Some(0));
            if data.is_some_and(is_of_plane)
                && let Some(columns) = call.arg("columns", Some(2))
            {
                let names = columns.elements.iter().filter_map(Value::as_str);
                judge.components.extend(names.map(SmolStr::new));
            }
            // `pd.DataFrame({"x": plane[:, 0], "y": plane[:, 1], "kind": kinds})`
            for (name, column) in data
                .into_iter()
                .flat_map(|data| data.keys.iter().zip(&data.elements))
            {
                if is_of_plane(column) {
                    judge.components.insert(name.clone());
                }
            }
        }
        judge
    }

    pub(super) fn subject(&self, call: &Call, drawing: &Drawing, titles: &[String]) -> Subject {
        let data = plotted(call, drawing);
        if drawing.kinds.contains(&Kind::Report) {
            return Subject::Data;
        }
        if self.is_projection(call, &data) {
            return Subject::Projection;
        }
        if self.is_of_model(call, &data)
            || titles.iter().any(|title| self.title_is_of_model(title))
            || self.own_title_is_of_model(call)
        {
            return Subject::Model;
        }
        // Numbers typed in by hand are no variable of the data.
        if !data.is_empty() && data.iter().all(|value| is_typed_in(value)) {
            return Subject::Model;
        }
        if self.clusters.colour(call) {
            return Subject::Segments;
        }
        Subject::Data
    }

    /// `plot(title=["Silhouette", ...])`
    fn own_title_is_of_model(&self, call: &Call) -> bool {
        let texts = ["title", "xlabel", "ylabel"]
            .into_iter()
            .filter_map(|name| call.keyword(name));
        texts
            .flat_map(|value| std::iter::once(value).chain(&value.elements))
            .filter_map(Value::as_str)
            .any(|text| self.title_is_of_model(&fold(text)))
    }

    fn title_is_of_model(&self, folded: &str) -> bool {
        self.words.holds(TITLE, folded) || self.names_measure(folded)
    }

    /// `ari`, `scores_ari`, "comparaison des scores ari"; `f1` is the axis of a plane as well, and needs the word "score".
    fn names_measure(&self, folded: &str) -> bool {
        let words = || folded.split(|c: char| !c.is_alphanumeric());
        let holds = |family: usize| {
            let mut short = words().filter(|word| (2..=5).contains(&word.len()));
            short.any(|word| self.words.holds(family, word))
        };
        holds(MEASURE_WORD)
            || words().any(|word| word.starts_with("score")) && holds(WEAK_MEASURE_WORD)
    }

    /// What a column or variable is called says that it holds what a model yields.
    fn is_quantity(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.words.holds(QUANTITY, &name) || self.names_measure(&name)
    }

    /// Both axes come from a projection, by role or by the names of the columns.
    fn is_projection(&self, call: &Call, data: &[&Value]) -> bool {
        let table = call.keyword("data").or(call.receiver.as_ref());
        let table = table.or_else(|| call.keyword("data_frame").or(call.positional(0)));
        let is_of_plane = table.is_some_and(|table| table.roles.contains(Roles::PROJECTED));
        // What a helper is given was a plane where it was made: its name says that it draws such.
        let draws_planes = !self.components.is_empty() && self.function_draws_planes(call);
        let is_axis = |value: &&Value| {
            // `scatterplot(data=plane, x=0, y=1)`: columns that were given no names.
            if is_of_plane && matches!(value.literal, Some(Literal::Int(0..=9))) {
                return true;
            }
            let column = value
                .as_str()
                .or_else(|| value.name.as_deref().and_then(column_of));
            match column {
                Some(column) => {
                    self.projected.contains(column)
                        || self.components.contains(column) && (is_of_plane || draws_planes)
                        || self.words.holds(AXIS, &column.to_lowercase())
                }
                None => {
                    value.roles.contains(Roles::PROJECTED)
                        || value
                            .name
                            .as_deref()
                            .is_some_and(|name| self.words.holds(AXIS, &name.to_lowercase()))
                }
            }
        };
        let axes: Vec<&Value> = [call.arg("x", Some(0)), call.arg("y", Some(1))]
            .into_iter()
            .flatten()
            .collect();
        match axes.as_slice() {
            [x, y] => is_axis(x) && is_axis(y),
            [_] | [] => {
                !data.is_empty()
                    && data
                        .iter()
                        .all(|value| value.roles.contains(Roles::PROJECTED))
            }
            _ => false,
        }
    }

    fn is_of_model(&self, call: &Call, data: &[&Value]) -> bool {
        let by_value = data.iter().any(|value| self.is_model_quantity(value, 0));
        let by_table = data.iter().any(|value| self.scoreboards.hold(call, value));
        by_value
            || by_table
            || faces_truth(call)
            || self.function_is_of_model(call)
            || self.scoreboards.rank_models(call)
    }

    fn is_model_quantity(&self, value: &Value, depth: u32) -> bool {
        let column = value
            .as_str()
            .or_else(|| value.name.as_deref().and_then(column_of));
        if let Some(column) = column {
            if self.predicted.contains(column) || self.is_quantity(column) {
                return true;
            }
        } else if self.is_predicted(value) {
            return true;
        }
        // `history.loc[:, ["accuracy", "val_accuracy"]]`, wherever the history was kept.
        let columns = value.columns.as_ref();
        let only = columns.and_then(|columns| columns.only.as_deref());
        let are_quantities =
            |names: &[SmolStr]| names.len() >= 2 && names.iter().all(|name| self.is_quantity(name));
        if only.is_some_and(are_quantities) {
            return true;
        }
        let base = value
            .name
            .as_deref()
            .map(|name| name.split(['[', '.']).next().unwrap_or(name));
        if base.is_some_and(|base| self.is_quantity(base)) {
            return true;
        }
        let by_type = value
            .types
            .iter()
            .any(|name| self.words.holds(RESULT, name));
        let by_history = || {
            let last = value.history.iter().rev().take(4);
            last.filter_map(|at| self.python.calls.get(at.0 as usize))
                .any(|call| self.words.holds(RESULT, &call.callee))
        };
        let by_element = || {
            depth < 2
                && value
                    .elements
                    .iter()
                    .take(8)
                    .any(|element| self.is_model_quantity(element, depth + 1))
        };
        by_type || by_history() || by_element()
    }

    /// The prediction of a supervised model: the groups of a clustering make a profile.
    fn is_predicted(&self, value: &Value) -> bool {
        value.roles.contains(Roles::PREDICTED) && !self.clusters.made(value)
    }

    /// `plot_confusion_matrix`, `plot_learning_curve`: the function's name says it.
    fn function_is_of_model(&self, call: &Call) -> bool {
        self.function_name(call)
            .is_some_and(|name| self.words.holds(QUANTITY, &name))
    }

    /// `plot_tsne`, `draw_projection`.
    fn function_draws_planes(&self, call: &Call) -> bool {
        self.function_name(call)
            .is_some_and(|name| self.words.holds(PLANE_FUNCTION, &name))
    }

    /// The name of the function around a call, in small letters.
    fn function_name(&self, call: &Call) -> Option<String> {
        let unit = self.python.units.get(call.place.unit.0 as usize)?;
        let definition = unit.definitions.get(call.function?.0 as usize)?;
        Some(definition.name.to_lowercase())
    }
}

/// Values that are drawn: the receiver of a frame's method and the arguments that are no style.
pub(super) fn plotted<'c>(call: &'c Call, drawing: &Drawing) -> Vec<&'c Value> {
    let receiver = call.receiver.as_ref().filter(|_| drawing.receiver_is_data);
    let is_mapped = call.callee.contains("Grid.map");
    receiver
        .into_iter()
        .chain(
            call.args
                .iter()
                .filter(|arg| {
                    arg.name
                        .as_deref()
                        .is_none_or(|name| !STYLE.contains(&name))
                })
                .map(|arg| &arg.value)
                .skip(usize::from(is_mapped)),
        )
        .filter(|value| {
            !matches!(
                value.literal,
                Some(prejury_python::Literal::Bool(_) | prejury_python::Literal::None)
            )
        })
        .collect()
}

/// The column in `df["price"]`.
pub(super) fn column_of(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once("[\"")?;
    rest.split_once("\"]").map(|(column, _)| column)
}

fn is_typed_in(value: &Value) -> bool {
    let is_number = matches!(
        value.literal,
        Some(prejury_python::Literal::Int(_) | prejury_python::Literal::Float(_))
    );
    is_number
        || (value.types.is_empty()
            && value.history.is_empty()
            && !value.elements.is_empty()
            && value
                .elements
                .iter()
                .all(|element| element.literal.is_some()))
}

/// Whether what is drawn comes from a table.
pub(super) fn is_structured(call: &Call) -> bool {
    const TABLES: &[&str] = &["pandas.", "pyspark.", "polars.", "geopandas.", "dask."];
    call.receiver
        .iter()
        .chain(call.args.iter().map(|arg| &arg.value))
        .any(|value| {
            value
                .types
                .iter()
                .any(|name| TABLES.iter().any(|table| name.starts_with(table)))
        })
}

/// A title as the vocabulary writes it.
pub(super) fn folded(title: &str) -> String {
    fold(title)
}
