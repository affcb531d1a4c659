//! One variable or two: what a chart sets against what.

use std::sync::LazyLock;

use prejury_documents::fold;
use prejury_python::{Call, Literal, PythonFacts, Value};

use super::kinds::{Drawing, Kind};
use super::subject::plotted;
use super::wide::{Index, index, is_turned};
use crate::analyses::listed;

/// Calls that data went through, nearest last, by the name of the method.
fn last_step<'f>(python: &'f PythonFacts, value: &Value) -> Option<&'f str> {
    value
        .history
        .iter()
        .rev()
        .filter_map(|at| python.calls.get(at.0 as usize))
        .map(Call::method)
        .find(|method| {
            matches!(
                *method,
                "corr"
                    | "count"
                    | "crosstab"
                    | "groupby"
                    | "isna"
                    | "isnull"
                    | "nunique"
                    | "pivot_table"
                    | "size"
                    | "value_counts"
            )
        })
}

/// Whether the chart shows how much is missing, or which types columns have: the state of a table, no variable of it.
pub(super) fn is_of_gaps(
    python: &PythonFacts,
    call: &Call,
    drawing: &Drawing,
    titles: &[String],
) -> bool {
    let says_so = |text: &str| {
        let text = text.to_lowercase();
        [
            "missing",
            "manquant",
            "isna",
            "isnull",
            "dtypes",
            "nan_",
            "_nan",
            "fill_rate",
            "remplissage",
        ]
        .iter()
        .any(|part| text.contains(part))
    };
    let unit = python.units.get(call.place.unit.0 as usize);
    let definition = call
        .function
        .and_then(|at| unit?.definitions.get(at.0 as usize));
    plotted(call, drawing)
        .iter()
        .any(|value| counts_missing(python, value) || value.name.as_deref().is_some_and(says_so))
        || definition.is_some_and(|definition| says_so(&definition.name))
        || titles.iter().any(|title| says_so(title))
        || draws_types(python, call)
}

/// `df.dtypes.value_counts().plot.pie()`: the chain is one expression, and an attribute leaves no step in it.
fn draws_types(python: &PythonFacts, call: &Call) -> bool {
    let unit = python.units.get(call.place.unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
    let code = cell.and_then(|cell| cell.line(call.place.line));
    code.is_some_and(|code| code.contains(".dtypes.value_counts"))
}

/// `df.isna().mean().sort_values()`: what is drawn comes straight from the test, and not from a table that was cleaned by it.
fn counts_missing(python: &PythonFacts, value: &Value) -> bool {
    // A column of a table is its own, whatever the table went through.
    if value.name.as_deref().is_some_and(|name| name.contains('[')) {
        return false;
    }
    let steps = value.history.iter().rev();
    let mut methods = steps
        .filter_map(|at| python.calls.get(at.0 as usize))
        .map(Call::method)
        .skip_while(|method| {
            matches!(
                *method,
                "astype"
                    | "copy"
                    | "div"
                    | "head"
                    | "mean"
                    | "mul"
                    | "reset_index"
                    | "round"
                    | "sort_values"
                    | "sum"
                    | "tail"
                    | "to_frame"
            )
        });
    matches!(methods.next(), Some("isna" | "isnull"))
}

/// Whether the chart shows how the values of a variable spread.
pub(super) fn is_distribution(python: &PythonFacts, call: &Call, drawing: &Drawing) -> bool {
    drawing.kinds.iter().any(|kind| match kind {
        Kind::Box
        | Kind::Violin
        | Kind::Counts
        | Kind::Histogram
        | Kind::Density
        | Kind::Pairs
        | Kind::Quantiles
        | Kind::Report => true,
        Kind::Points => true,
        Kind::Bar | Kind::Pie => {
            plotted(call, drawing)
                .iter()
                .filter_map(|value| last_step(python, value))
                .any(|step| {
                    matches!(
                        step,
                        "count" | "value_counts" | "size" | "groupby" | "crosstab"
                    )
                })
                || *kind == Kind::Pie
        }
        _ => false,
    })
}

/// Whether the chart sets one variable against another.
pub(super) fn is_bivariate(python: &PythonFacts, call: &Call, drawing: &Drawing) -> bool {
    let has = |name: &str| {
        call.keyword(name)
            .is_some_and(|value| value.literal != Some(Literal::None))
    };
    let both_axes = call.arg("x", None).is_some() && call.arg("y", None).is_some();
    let on_grid = call.callee.contains("FacetGrid") || has("col") || has("row") || has("facet_col");
    let split = ["hue", "color", "by", "groupby"].iter().any(|name| {
        // `color="red"` is a colour of matplotlib and a column of plotly.
        has(name) && (*name != "color" || call.callee.starts_with("plotly.express"))
    });
    drawing.kinds.iter().any(|kind| match kind {
        Kind::Scatter => !is_row_number(call.arg("x", Some(0))),
        Kind::Pairs => true,
        Kind::Heatmap => {
            // `associations(df)` of dython computes what it draws, and may be told to draw nothing.
            let is_true = |name: &str| {
                let given = call.keyword(name).and_then(|value| value.literal.as_ref());
                given.map(|literal| *literal == Literal::Bool(true))
            };
            call.callee.ends_with(".associations")
                && is_true("compute_only") != Some(true)
                && is_true("plot") != Some(false)
                || plotted(call, drawing)
                    .iter()
                    .any(|value| sets_two_against_each_other(python, value))
        }
        Kind::Box | Kind::Violin | Kind::Points => {
            both_axes
                || split
                || on_grid
                || draws_two(call)
                || call.callee.starts_with("pandas.GroupBy")
        }
        Kind::Bar if !drawing.kinds.contains(&Kind::Counts) => {
            let counts = plotted(call, drawing).iter().any(|value| {
                matches!(
                    last_step(python, value),
                    Some("count" | "value_counts" | "isna" | "isnull" | "nunique" | "size")
                )
            });
            let grouped = plotted(call, drawing).iter().any(|value| {
                matches!(
                    last_step(python, value),
                    Some("groupby" | "crosstab" | "pivot_table")
                )
            });
            let names_columns = both_axes && call.keyword("data").is_some()
                || call.callee.starts_with("plotly.express");
            let named = names_columns && both_axes || of_two_columns(call);
            !counts && (grouped || split || on_grid || named)
        }
        Kind::Line => {
            let from_frame =
                call.callee.starts_with("seaborn.") || call.callee.starts_with("plotly.express");
            from_frame && both_axes
        }
        Kind::Counts | Kind::Histogram => {
            split
                || on_grid
                || (both_axes && *kind == Kind::Histogram && call.callee.starts_with("seaborn."))
        }
        Kind::Density => split || on_grid || both_axes,
        _ => false,
    })
}

/// Whether a frame draws its columns over an index that holds a variable, or a curve goes over two columns of one table. As
/// often a course over time as a relation, it is half of what is asked for.
pub(super) fn goes_over_a_variable(python: &PythonFacts, call: &Call, drawing: &Drawing) -> bool {
    let drawn = call.receiver.as_ref().filter(|_| drawing.receiver_is_data);
    let Some(frame) = drawn else {
        let is_curve = drawing.kinds.contains(&Kind::Line);
        return is_curve && !call.callee.starts_with("seaborn.") && of_two_columns(call);
    };
    let may_be = |kind: &Kind| matches!(kind, Kind::Bar | Kind::Box | Kind::Line);
    if !drawing.kinds.iter().any(may_be) {
        return false;
    }
    match index(python, frame) {
        Index::Counts => false,
        Index::Both => true,
        Index::Variable => !drawing.kinds.contains(&Kind::Box) || is_turned(python, call),
        Index::Rows => !drawing.kinds.contains(&Kind::Box) && names_two(call),
    }
}

/// `plt.bar(df["country"], df["income"])`: two columns of one table.
fn of_two_columns(call: &Call) -> bool {
    let categories = call.arg("x", Some(0)).or_else(|| call.keyword("y"));
    let by_keyword = || {
        ["height", "width", "y"]
            .iter()
            .find_map(|name| call.keyword(name))
    };
    let of_bars = categories.zip(call.positional(1).or_else(by_keyword));
    let Some((categories, numbers)) = of_bars else {
        return false;
    };
    let (table, category) = column_of(categories);
    let (other, number) = column_of(numbers);
    // `first[column]` in a loop may have no name of its own.
    let is_same = match numbers.name {
        Some(_) => table == other && category != number,
        None => of_one_frame(categories, numbers),
    };
    // A category is a column by its name.
    let is_named = category.starts_with('"') || !category.contains(']');
    table.is_some() && is_named && is_same && are_of_data(category, number)
}

/// `df.plot(x="year", y="income")`: two columns by their names.
fn names_two(call: &Call) -> bool {
    let name = |axis: &str| call.keyword(axis).and_then(Value::as_str);
    name("x")
        .zip(name("y"))
        .is_some_and(|(category, number)| category != number && are_of_data(category, number))
}

/// The table and what stands behind it in `df["price"]`, `df[column]` or, of a table, `df.price`.
fn column_of(value: &Value) -> (Option<&str>, &str) {
    let name = value.name.as_deref().unwrap_or_default();
    match name.split_once('[') {
        Some(parts) => (Some(parts.0), parts.1),
        None => match name.rsplit_once('.') {
            Some((table, column)) if value.columns.is_some() && !NO_COLUMNS.contains(&column) => {
                (Some(table), column)
            }
            _ => (None, ""),
        },
    }
}

/// What tables have beside columns.
const NO_COLUMNS: &[&str] = &["T", "columns", "index", "values"];

/// Rows that were counted, and results of models, are no two variables of the data.
fn are_of_data(category: &str, number: &str) -> bool {
    !has_word(number, &COUNTS) && !names_models(category) && !names_models(number)
}

/// Whether a column is one of a table of models.
pub(super) fn names_models(column: &str) -> bool {
    has_word(column, &MODELS)
}

fn has_word(column: &str, words: &[&str]) -> bool {
    let column = fold(column);
    let mut parts = column.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| words.contains(&part))
}

static COUNTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/count-columns.txt"
    ))
});
static MODELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/exploration/model-columns.txt"
    ))
});

fn of_one_frame(one: &Value, other: &Value) -> bool {
    let frame = |value: &Value| value.columns.as_ref().map(|columns| columns.frame);
    frame(one).is_some() && frame(one) == frame(other)
}

/// `df.index`, `range(len(df))`: the order of the rows is no variable.
fn is_row_number(value: Option<&Value>) -> bool {
    value.is_some_and(|value| {
        value
            .name
            .as_deref()
            .is_some_and(|name| name.ends_with(".index"))
            || value.types.iter().any(|name| name == "builtins.range")
    })
}

/// Values in which each of two variables has a side: correlations, or counts by both. A table of means or of rates by
/// group is a table, whatever its colours.
fn sets_two_against_each_other(python: &PythonFacts, value: &Value) -> bool {
    let name = value.name.as_deref().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    if name.contains("corr") || name.contains("crosstab") || name.contains("conting") {
        return true;
    }
    let steps = value
        .history
        .iter()
        .rev()
        .filter_map(|at| python.calls.get(at.0 as usize));
    let mut counts = false;
    for step in steps {
        match step.method() {
            "corr" | "crosstab" | "cramers_v" | "corrwith" | "cov" | "corrcoef" | "spearmanr" => {
                return true;
            }
            "div" | "divide" => return false,
            "count" | "nunique" | "size" | "value_counts" => counts = true,
            "groupby" => return counts,
            "pivot" | "pivot_table" => {
                let aggregate = step.arg("aggfunc", Some(3));
                return counts || aggregate.is_some_and(is_count);
            }
            _ => {}
        }
    }
    false
}

fn is_count(aggregate: &Value) -> bool {
    let is_named = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        matches!(last, "count" | "len" | "nunique" | "size")
    };
    aggregate.as_str().is_some_and(is_named) || aggregate.types.iter().any(|name| is_named(name))
}

/// `sns.boxplot(df["type"], df["price"])`.
fn draws_two(call: &Call) -> bool {
    call.callee.starts_with("seaborn.") && call.positional(1).is_some()
}
