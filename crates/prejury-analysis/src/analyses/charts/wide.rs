//! Charts that a frame draws of itself: its index is the second variable, when a step of its making put one there.

use prejury_python::{Call, Literal, PythonFacts, Value};

use super::variables::names_models;

/// What stands in the index of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Index {
    /// Numbers of rows, or nothing known.
    Rows,
    /// Values of a variable, one row each.
    Variable,
    /// Values of one variable, and values of another over the columns.
    Both,
    /// Rows were counted or models listed, or what is drawn is no table of variables.
    Counts,
}

/// Steps looked back at: what lies further behind seldom says what is drawn.
const MAX_STEPS: usize = 12;

/// What the last steps of `value` put into its index.
pub(super) fn index(python: &PythonFacts, value: &Value) -> Index {
    let steps = value.history.iter().rev().take(MAX_STEPS);
    let mut counts = false;
    for step in steps.filter_map(|at| python.calls.get(at.0 as usize)) {
        match step.method() {
            "corr" | "cov" | "isna" | "isnull" | "notna" | "notnull" | "value_counts" => {
                return Index::Counts;
            }
            "count" | "nunique" | "size" => counts = true,
            "set_index" | "groupby" | "resample" if counts => return Index::Counts,
            "set_index" | "groupby" | "pivot" | "pivot_table" if is_of_models(step) => {
                return Index::Counts;
            }
            "set_index" | "groupby" | "resample" => return Index::Variable,
            "crosstab" | "pivot" | "pivot_table" => return Index::Both,
            "read_csv" | "read_excel" if is_named(step.keyword("index_col")) => {
                return Index::Variable;
            }
            "read_csv" | "read_excel" => return Index::Rows,
            _ => {}
        }
    }
    Index::Rows
}

/// `set_index("model")`: one row for each model that was tried.
fn is_of_models(step: &Call) -> bool {
    let mut names = ["keys", "by", "index"].iter();
    let named = names
        .find_map(|name| step.keyword(name))
        .or(step.positional(0));
    named.is_some_and(|columns| {
        let mut names = columns
            .elements
            .iter()
            .chain([columns])
            .filter_map(Value::as_str);
        names.any(names_models)
    })
}

/// A column by its name: the first column of a file is most often its row numbers.
fn is_named(column: Option<&Value>) -> bool {
    column.is_some_and(|column| matches!(column.literal, Some(Literal::Str(_))))
}

/// Whether rows and columns of what a call draws were exchanged: an attribute leaves no step behind.
pub(super) fn is_turned(python: &PythonFacts, call: &Call) -> bool {
    let unit = python.units.get(call.place.unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
    let code = cell.and_then(|cell| cell.line(call.place.line));
    code.is_some_and(turns)
}

fn turns(code: &str) -> bool {
    code.contains(".T.") || code.contains(".transpose().")
}
