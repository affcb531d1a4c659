//! Signs of a run, code that is no deeper than it looks, and functions that a scheduler calls.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up is to stop loudly"
)]

use prejury_python::{Call, PythonFacts, Reach, analyse, parse};

/// Facts of one file, whose path stands in the first line.
fn facts(source: &str) -> PythonFacts {
    let (path, text) = source.split_once('\n').unwrap();
    let path = path.trim_start_matches("//- ");
    analyse(vec![parse(path.into(), text.as_bytes())])
}

fn calls<'f>(facts: &'f PythonFacts, callee: &str) -> Vec<&'f Call> {
    let all = facts.calls.iter();
    all.filter(|call| call.callee == callee).collect()
}

#[test]
fn a_notebook_that_hardly_shows_a_run_says_so() {
    let notebook = |counts: &[&str]| {
        let cells: Vec<String> = counts
            .iter()
            .map(|count| {
                format!(
                    "{{\"cell_type\": \"code\", \"execution_count\": {count}, \"outputs\": [], \"source\": \"x = 1\"}}"
                )
            })
            .collect();
        format!(
            "//- a.ipynb\n{{\"nbformat\": 4, \"cells\": [{}]}}",
            cells.join(", ")
        )
    };
    let said = |counts: &[&str]| -> Vec<&str> {
        let issues = facts(&notebook(counts)).issues;
        issues.iter().map(|issue| issue.code).collect()
    };
    assert_eq!(said(&["null", "null"]), ["notebook.no-outputs"]);
    assert_eq!(
        said(&["1", "null", "null", "null", "null", "null"]),
        ["notebook.few-outputs"]
    );
    assert!(said(&["1", "2", "null"]).is_empty());
}

#[test]
fn thousands_of_returns_in_a_row_are_no_deeper_than_one() {
    let source = format!(
        "//- a.py\ndef f():\n{}f()\n",
        "    return 1\n".repeat(20_000)
    );
    assert_eq!(calls(&facts(&source), "local:a.py:f").len(), 1);
}

#[test]
fn a_function_handed_to_a_scheduler_gets_what_stands_behind_it() {
    let facts = facts(
        "//- a.py
from concurrent.futures import ProcessPoolExecutor
from sklearn.linear_model import Ridge

def train(model, table):
    return model.fit(table)

def never(model):
    return model.predict([[1]])

pool = ProcessPoolExecutor()
job = pool.submit(train, Ridge(), [[1], [2]])
pool.submit(print, Ridge())
",
    );
    let fit = calls(&facts, "sklearn.linear_model.Ridge.fit")[0];
    assert_eq!(fit.reach, Reach::Live);
}
