//! Cells that are set aside keep their number, and nothing else comes from them; notebooks that hardly show a run say so.

use prejury_python::{CellKind, analyse, parse, parse_without};

#[test]
fn no_fact_comes_from_a_cell_that_is_set_aside() {
    let cell = |source: &str, printed: &str| {
        format!(
            r#"{{"cell_type": "code", "execution_count": 1, "metadata": {{}}, "source": "{source}",
                "outputs": [{{"output_type": "stream", "name": "stdout", "text": "{printed}"}}]}}"#
        )
    };
    let cells = [
        cell("import pandas as pd", "one"),
        cell(
            "%pip install pandas\\ndata = pd.read_csv('given.csv')",
            "two",
        ),
        cell("own = pd.read_csv('own.csv')", "three"),
    ]
    .join(",");
    let notebook =
        format!(r#"{{"cells": [{cells}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"#);
    let facts = |aside: Vec<usize>| {
        let unit = parse_without("a.ipynb".into(), notebook.as_bytes(), |cells| {
            assert_eq!(cells.len(), 3);
            aside
        });
        analyse(vec![unit])
    };
    let cells_of = |aside: Vec<usize>| -> Vec<u32> {
        let facts = facts(aside);
        facts.calls.iter().map(|call| call.place.cell).collect()
    };
    assert_eq!(cells_of(vec![]), [1, 2]);
    // A number that no cell has is nobody's.
    assert_eq!(cells_of(vec![1, 7]), [2]);
    let facts = facts(vec![1]);
    let unit = &facts.units[0];
    assert!(unit.magics.is_empty());
    assert_eq!(unit.cells[1].kind, CellKind::Raw);
    assert!(unit.cells[1].source.is_empty() && unit.cells[1].outputs.is_empty());
    assert_eq!(unit.cells[2].outputs.len(), 1);
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
        format!("{{\"nbformat\": 4, \"cells\": [{}]}}", cells.join(", "))
    };
    let said = |counts: &[&str]| -> Vec<&str> {
        let unit = parse("a.ipynb".into(), notebook(counts).as_bytes());
        let issues = analyse(vec![unit]).issues;
        issues.iter().map(|issue| issue.code).collect()
    };
    assert_eq!(said(&["null", "null"]), ["notebook.no-outputs"]);
    assert_eq!(
        said(&["1", "null", "null", "null", "null", "null"]),
        ["notebook.few-outputs"]
    );
    assert!(said(&["1", "2", "null"]).is_empty());
}
