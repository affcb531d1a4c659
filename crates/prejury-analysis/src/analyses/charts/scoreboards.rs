//! Tables and lists of what models yield, typed in by hand or filled with scores: no variable of the data.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};

use prejury_documents::fold;
use prejury_python::{Call, CodePlace, Literal, PythonFacts, UnitIdx, Value};
use smol_str::SmolStr;

use super::subject;
use crate::analyses::families::Families;
use crate::analyses::{Context, listed};

const WORDS: &[&str] = &[
    "model-result",
    "model-measure",
    "model-measure-weak",
    "model-name",
    "model-measure-word",
];
const RESULT: usize = 0;
const MEASURE: usize = 1;
const WEAK: usize = 2;
const NAME: usize = 3;
const WORD: usize = 4;

/// Methods by which a table stays one of scores.
const RESHAPES: &[&str] = &[
    "copy",
    "melt",
    "reindex",
    "reset_index",
    "round",
    "set_index",
    "sort_index",
    "sort_values",
    "stack",
    "transpose",
];

/// Line of a unit: the unit, the cell, the line.
type Line = (UnitIdx, u32, u32);

pub(super) struct Scoreboards<'f> {
    words: Families<'f>,
    /// Lines that make a table of scores: `pd.DataFrame({"R2": [0.7, 0.8]}, index=["first", "second"])`.
    made: HashSet<Line>,
    /// Units that bring learners in.
    learning: HashSet<UnitIdx>,
    /// Names that only hold such tables.
    names: HashSet<(UnitIdx, SmolStr)>,
}

impl<'f> Scoreboards<'f> {
    pub(super) fn of(ctx: &Context<'f>) -> Self {
        let mut scoreboards = Self {
            words: Families::of(ctx.catalog, WORDS),
            made: HashSet::default(),
            learning: with_learners(&ctx.facts.python),
            names: HashSet::default(),
        };
        let frames = ctx
            .facts
            .marked_calls(|callee, _| u32::from(callee.starts_with("pandas.")));
        let mut reshaped: HashMap<Line, &str> = HashMap::default();
        for (_, call, _) in frames.filter(|(_, call, _)| !call.is_attribute) {
            if call.callee == "pandas.DataFrame" {
                if scoreboards.makes_table(call) {
                    scoreboards.made.insert(line_of(call.place));
                }
            } else if RESHAPES.contains(&call.method()) {
                let source = call.receiver.as_ref().filter(|source| is_of_table(source));
                let name = source
                    .or_else(|| call.arg("frame", Some(0)))
                    .and_then(|source| source.name.as_deref());
                if let Some(name) = name {
                    reshaped.insert(line_of(call.place), name);
                }
            }
        }
        if !scoreboards.made.is_empty() {
            scoreboards.follow_names(ctx, &reshaped);
        }
        scoreboards
    }

    fn follow_names(&mut self, ctx: &Context<'f>, reshaped: &HashMap<Line, &str>) {
        let mut others = HashSet::default();
        for assignment in ctx
            .facts
            .python
            .units
            .iter()
            .flat_map(|unit| &unit.assignments)
        {
            let unit = assignment.place.unit;
            let line = line_of(assignment.place);
            let from_table = || {
                let source = reshaped.get(&line);
                source.is_some_and(|source| self.names.contains(&(unit, SmolStr::new(source))))
            };
            let name = (unit, assignment.target.clone());
            if self.made.contains(&line) || from_table() {
                self.names.insert(name);
            } else if !assignment.target.contains('[') {
                others.insert(name);
            }
        }
        self.names.retain(|name| !others.contains(name));
    }

    /// Whether a value that `call` draws is such a table, a part of one, or a list of scores or of models.
    pub(super) fn hold(&self, call: &Call, value: &Value) -> bool {
        let unit = call.place.unit;
        let by_name = |name: &str| {
            let base = name.split(['[', '.']).next().unwrap_or(name);
            self.names.contains(&(unit, SmolStr::new(base)))
        };
        let of_table = match value.name.as_deref() {
            Some(name) => !self.names.is_empty() && by_name(name),
            None => is_of_table(value) && self.made.contains(&line_of(call.place)),
        };
        of_table || self.lists_models(value) || self.lists_scores(value)
    }

    /// `px.box(table, x="Model", y="Training time")`: one axis tells models apart, the other measures them, whatever made
    /// the table. A car has a model, too, and scores of its own: what it is measured by has to be a measure of learners.
    pub(super) fn rank_models(&self, call: &Call) -> bool {
        let column = |axis: &str| call.keyword(axis).and_then(axis_column).map(fold);
        let (Some(x), Some(y)) = (column("x"), column("y")) else {
            return false;
        };
        let learns = self.learning.contains(&call.place.unit);
        let measures = |name: &str| {
            self.words.mask(name) & (1 << MEASURE) != 0
                || words_of(name).any(|word| self.words.holds(WORD, word))
                || {
                    let of_learning = |word: &str| OF_LEARNING.contains(&word);
                    words_of(name).all(|word| of_learning(word) || OF_ANYTHING.contains(&word))
                        && (learns || words_of(name).any(of_learning))
                }
        };
        let pairs = [(&x, &y), (&y, &x)];
        let mut pairs = pairs.into_iter();
        pairs.any(|(models, measure)| {
            are_models(models) && !are_models(measure) && measures(measure)
        })
    }

    fn makes_table(&self, call: &Call) -> bool {
        let data = call.arg("data", Some(0));
        let types = data.map(|data| data.types.as_slice()).unwrap_or_default();
        if types.iter().any(|name| self.words.holds(RESULT, name)) {
            return true;
        }
        if data.is_some_and(|data| is_of_table(data) || data.elements.iter().any(is_of_table)) {
            return false;
        }
        let index = call.arg("index", Some(1));
        let columns = call.arg("columns", Some(2));
        let rows = data
            .map(|data| data.elements.as_slice())
            .unwrap_or_default();
        if index.is_some_and(|index| self.lists_models(index))
            || rows.iter().any(|row| self.lists_models(row))
        {
            return true;
        }
        let names = |family: usize| {
            let keys = data.into_iter().flat_map(|data| &data.keys);
            let labels = [labels_of(columns), labels_of(index)];
            let labels = labels.into_iter().flatten().filter_map(Value::as_str);
            keys.map(|key| key.as_str())
                .chain(labels)
                .any(|name| self.words.holds(family, &fold(name)))
        };
        let is_typed = !rows.is_empty()
            && rows
                .iter()
                .all(|row| is_typed_in(row) || self.lists_scores(row));
        let has_words = || {
            let labels = [labels_of(columns), labels_of(index)];
            let labels = labels.into_iter().flatten().filter_map(Value::as_str);
            labels.map(fold).any(|label| {
                label
                    .split([' ', '_', '-'])
                    .any(|word| self.words.holds(WORD, word))
            })
        };
        names(MEASURE) || has_words() || is_typed && names(WEAK)
    }

    /// `["XGBoost", "Ridge", "SVR"]`
    fn lists_models(&self, value: &Value) -> bool {
        let names = || value.elements.iter().filter_map(Value::as_str);
        let n_names = names().count();
        let n_models = names()
            .filter(|name| self.words.holds(NAME, &fold(name)))
            .count();
        n_names == value.elements.len() && n_models >= 2 && 2 * n_models >= n_names
    }

    /// `[time_ridge, time_svr]`, `[r2_ridge, r2_svr]`
    fn lists_scores(&self, value: &Value) -> bool {
        value.elements.len() >= 2
            && value.elements.iter().all(|element| {
                let name = element.name.as_deref();
                !is_of_table(element)
                    && name.is_some_and(|name| {
                        self.words.mask(&fold(name)) & (1 << MEASURE | 1 << WEAK) != 0
                    })
            })
    }
}

/// Words of a column that tells models apart.
static MODEL_COLUMNS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/columns-of-models.txt"
    ))
});

/// Words that stand beside them: `model_name`, and never `model_year`.
const BESIDE: &[&str] = &["du", "ml", "name", "nom", "teste", "tested", "type"];

/// Words in the names of scores and times: where they are of learners, and where of anything.
static OF_LEARNING: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/score-of-learning.txt"
    ))
});
static OF_ANYTHING: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/score-of-anything.txt"
    ))
});

fn are_models(column: &str) -> bool {
    let mut words = words_of(column).filter(|word| !BESIDE.contains(word));
    words
        .next()
        .is_some_and(|word| MODEL_COLUMNS.contains(&word))
        && words.next().is_none()
}

fn words_of(column: &str) -> impl Iterator<Item = &str> {
    column
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn with_learners(python: &PythonFacts) -> HashSet<UnitIdx> {
    const MODULES: &[&str] = &[
        "catboost",
        "keras",
        "lightgbm",
        "sklearn",
        "tensorflow",
        "torch",
        "transformers",
        "xgboost",
    ];
    let units = (0..).map(UnitIdx).zip(&python.units);
    let brings = |name: &str| MODULES.contains(&name.split('.').next().unwrap_or(name));
    units
        .filter(|(_, unit)| unit.imports.iter().any(|import| brings(&import.name)))
        .map(|(number, _)| number)
        .collect()
}

/// The column that an axis is given: its name, or `table["name"]`.
fn axis_column(axis: &Value) -> Option<&str> {
    axis.as_str()
        .or_else(|| subject::column_of(axis.name.as_deref()?))
}

fn labels_of(labels: Option<&Value>) -> &[Value] {
    labels
        .map(|labels| labels.elements.as_slice())
        .unwrap_or_default()
}

fn line_of(place: CodePlace) -> Line {
    (place.unit, place.cell, place.line)
}

fn is_of_table(value: &Value) -> bool {
    value.types.iter().any(|name| name.starts_with("pandas."))
}

/// A literal, or a list of literals.
fn is_typed_in(value: &Value) -> bool {
    let is_literal = |value: &Value| value.literal.is_some() && value.name.is_none();
    is_literal(value)
        || !value.elements.is_empty()
            && value.elements.iter().all(|element: &Value| {
                matches!(
                    element.literal,
                    Some(Literal::Int(_) | Literal::Float(_) | Literal::Str(_))
                )
            })
}
