//! Whole notebooks, well and badly formed.

use std::sync::Arc;

use prejury_core::Issue;

use super::*;
use crate::{Output, Run};

fn read_bytes(bytes: &[u8]) -> (RawUnit, Vec<Issue>) {
    read(Arc::from("n.ipynb"), bytes)
}

fn codes(issues: &[Issue]) -> Vec<&'static str> {
    issues.iter().map(|issue| issue.code).collect()
}

fn sources(unit: &RawUnit) -> Vec<&str> {
    unit.cells.iter().map(|cell| &*cell.source).collect()
}

const WHOLE: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "id": "a1", "metadata": {}, "source": ["# Titre\n", "texte"], "attachments": {"a.png": {"image/png": "AAAA"}}},
  {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [{"name": "stdout", "output_type": "stream", "text": ["ok\n"]}], "source": "%time f()\r\nx = 1"},
  {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["y = 2"]},
  {"cell_type": "code", "execution_count": 2, "metadata": {}, "outputs": [{"ename": "NameError", "evalue": "z", "output_type": "error", "traceback": []}], "source": ["z"]},
  {"cell_type": "raw", "metadata": {}, "source": []}
 ],
 "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
 "nbformat": 4, "nbformat_minor": 5
}"##;

#[test]
fn format_4_is_read() {
    let (unit, issues) = read_bytes(WHOLE.as_bytes());
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(
        sources(&unit),
        ["# Titre\ntexte", "%time f()\nx = 1", "y = 2", "z", ""]
    );
    let kinds: Vec<CellKind> = unit.cells.iter().map(|cell| cell.kind).collect();
    assert_eq!(
        kinds,
        [
            CellKind::Markdown,
            CellKind::Code,
            CellKind::Code,
            CellKind::Code,
            CellKind::Raw
        ]
    );
    let runs: Vec<Run> = unit.cells.iter().map(|cell| cell.run).collect();
    assert_eq!(
        runs,
        [
            Run::Unknown,
            Run::Ran,
            Run::NotRun,
            Run::Failed,
            Run::Unknown
        ]
    );
    assert_eq!(unit.cells[1].outputs, [Output::Text("ok\n".into())]);
    assert_eq!(unit.cells[1].execution_count, Some(1));
    assert_eq!(unit.python[1].as_deref(), Some("f()\nx = 1"));
    assert_eq!(unit.python[0], None);
    assert_eq!(unit.magics, [(1, 1, "%time f()".into())]);
    assert!(!unit.stored_without_outputs);
}

#[test]
fn format_3_is_read() {
    let json = r#"{"metadata": {"name": "x"}, "nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "heading", "level": 2, "source": "Titre"},
        {"cell_type": "code", "input": ["print 1"], "language": "python", "prompt_number": 4, "outputs": [{"output_type": "pyout", "text": ["1"]}]},
        {"cell_type": "code", "input": "ls", "language": "bash", "outputs": []},
        {"input": "boom()", "prompt_number": 5, "outputs": [{"output_type": "pyerr", "ename": "E", "evalue": "v"}]}]}, {"cells": [{"source": "fin"}]}]}"#;
    let (unit, issues) = read_bytes(json.as_bytes());
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(
        sources(&unit),
        ["## Titre", "print 1", "ls", "boom()", "fin"]
    );
    assert_eq!(
        unit.python,
        [
            None,
            Some("print 1".to_owned()),
            None,
            Some("boom()".to_owned()),
            None
        ]
    );
    assert_eq!(unit.cells[1].execution_count, Some(4));
    assert_eq!(unit.cells[3].run, Run::Failed);
}

#[test]
fn a_cut_notebook_keeps_its_whole_cells() {
    for end in 0..WHOLE.len() - 1 {
        let (unit, issues) = read_bytes(&WHOLE.as_bytes()[..end]);
        let expected = if end == 0 {
            "notebook.no-cells"
        } else {
            "notebook.truncated"
        };
        assert_eq!(codes(&issues), [expected], "{end}");
        assert!(
            sources(&unit)
                .iter()
                .zip(["# Titre\ntexte", "%time f()\nx = 1", "y = 2", "z", ""])
                .all(|(a, b)| *a == b)
        );
    }
    let (unit, issues) = read_bytes(WHOLE.split_once("\"y = 2").unwrap().0.as_bytes());
    assert_eq!(unit.cells.len(), 2);
    assert_eq!(issues[0].args["cells"], "2");
}

#[test]
fn what_is_no_notebook_is_said() {
    assert_eq!(
        codes(&read_bytes(b"<html></html>").1),
        ["notebook.invalid-json"]
    );
    assert_eq!(codes(&read_bytes(b"").1), ["notebook.no-cells"]);
    assert_eq!(codes(&read_bytes(b" \n").1), ["notebook.no-cells"]);
    assert_eq!(codes(&read_bytes(b"{}").1), ["notebook.no-cells"]);
    assert_eq!(codes(&read_bytes(b"[1, 2]").1), ["notebook.no-cells"]);
    assert_eq!(
        codes(&read_bytes(br#"{"cells": 3, "metadata": [], "worksheets": {"a": 1}}"#).1),
        ["notebook.no-cells"]
    );
    assert_eq!(
        codes(&read_bytes("[".repeat(5_000).as_bytes()).1),
        ["notebook.truncated"]
    );
    let (unit, issues) = read_bytes(br#"{"cells": [{"cell_type": "code", "source": "a"}, oops]}"#);
    assert_eq!(
        (codes(&issues), sources(&unit)),
        (vec!["notebook.invalid-json"], vec!["a"])
    );
}

#[test]
fn fields_of_other_types_are_passed_over() {
    let json = br#"{"cells": [null, {"cell_type": 3, "source": {"a": [1]}, "outputs": "x", "execution_count": "*", "metadata": 1},
        {"cell_type": "code", "source": ["a", null, ["b"]], "execution_count": -1}, {"cell_type": "code", "execution_count": 0, "source": "c"}]}"#;
    let (unit, issues) = read_bytes(json);
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(sources(&unit), ["", "", "ab", "c"]);
    assert!(unit.cells.iter().all(|cell| cell.execution_count.is_none()));
    assert!(unit.stored_without_outputs);
}

#[test]
fn numbers_that_json_does_not_know_do_not_hide_the_cells() {
    let json = br#"{"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {"x": NaN}, "source": "a",
        "outputs": [{"output_type": "display_data", "data": {"application/vnd.plotly.v1+json": {"y": [1, NaN, -Infinity]}}}]}]}"#;
    let (unit, issues) = read_bytes(json);
    assert!(issues.is_empty(), "{issues:?}");
    assert_eq!(unit.cells[0].outputs, [Output::Interactive]);
}

#[test]
fn encodings_of_notebooks() {
    let json = "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"Évalué à 😀\"}]}";
    let utf_16: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(json.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let with_mark = format!("\u{feff}{json}");
    for bytes in [json.as_bytes(), with_mark.as_bytes(), &utf_16] {
        assert_eq!(sources(&read_bytes(bytes).0), ["Évalué à 😀"]);
    }
    let latin = b"{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"d\xe9j\xe0\"}]}";
    assert_eq!(sources(&read_bytes(latin).0), ["déjà"]);
    let surrogate = br#"{"cells": [{"cell_type": "markdown", "source": "a \ud83d b"}]}"#;
    assert_eq!(sources(&read_bytes(surrogate).0), ["a \u{fffd} b"]);
}

#[test]
fn other_kernels_keep_their_cells() {
    let json = br#"{"cells": [{"cell_type": "code", "source": "x <- 1"}], "metadata": {"kernelspec": {"name": "ir", "display_name": "R"}}}"#;
    let (unit, issues) = read_bytes(json);
    assert_eq!(codes(&issues), ["notebook.unknown-kernel"]);
    assert_eq!(issues[0].args["kernel"], "R");
    assert_eq!(sources(&unit), ["x <- 1"]);
    assert_eq!(unit.python, [None]);
    let scala = br#"{"cells": [{"cell_type": "code", "source": "val x = 1"}], "metadata": {"language_info": {"name": "scala"}}}"#;
    assert_eq!(codes(&read_bytes(scala).1), ["notebook.unknown-kernel"]);
    let own = br#"{"cells": [{"cell_type": "code", "source": "x"}], "metadata": {"kernelspec": {"name": "p7_env"}}}"#;
    assert!(read_bytes(own).1.is_empty());
}

#[test]
fn an_unsolved_merge_keeps_one_side() {
    let json = "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n<<<<<<< HEAD\n   \"execution_count\": 1,\n=======\n   \"execution_count\": 2,\n>>>>>>> dev\n   \
                \"source\": [\n    \"x = '<<<<<<< a'\"\n   ]\n  }\n ]\n}";
    let (unit, issues) = read_bytes(json.as_bytes());
    assert_eq!(codes(&issues), ["notebook.merge-conflict"]);
    assert_eq!(
        (sources(&unit), unit.cells[0].execution_count),
        (vec!["x = '<<<<<<< a'"], Some(1))
    );
}

#[test]
fn cells_without_number_are_bounded() {
    let json = format!("{{\"cells\": [{}{{}}]}}", "{},".repeat(MAX_CELLS));
    let (unit, issues) = read_bytes(json.as_bytes());
    assert_eq!(
        (unit.cells.len(), codes(&issues)),
        (MAX_CELLS, vec!["notebook.too-many-cells"])
    );
}

#[test]
fn colab_exports_without_counts_are_unknown_where_nothing_is_shown() {
    let json = br#"{"cells": [{"cell_type": "code", "execution_count": null, "source": "a", "outputs": [{"output_type": "stream", "text": "1"}]},
        {"cell_type": "code", "execution_count": null, "source": "b", "outputs": []}], "metadata": {"colab": {"provenance": []}}}"#;
    let (unit, _) = read_bytes(json);
    assert_eq!(
        [unit.cells[0].run, unit.cells[1].run],
        [Run::Ran, Run::Unknown]
    );
    assert!(!unit.stored_without_outputs);
}

#[test]
fn cells_that_lost_their_line_breaks_are_told() {
    let notebook = |source: &str| {
        let cell = format!(
            r#"{{"cell_type": "code", "execution_count": 1, "metadata": {{}}, "outputs": [], "source": "{source}"}}"#
        );
        let cells = vec![cell; 4].join(",");
        format!(r#"{{"cells": [{cells}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"#)
    };
    let lost = "# Lecture des données import pandas as pd batiments = pd.read_csv('batiments.csv') batiments.describe() batiments.info()";
    let issues = |source: &str| codes(&read_bytes(notebook(source).as_bytes()).1);
    assert_eq!(issues(lost), ["notebook.no-line-breaks"]);
    let kept = lost.replace(" import", "\\nimport");
    assert!(issues(&kept).is_empty());
    let remark = "# Une longue remarque sur les données, qui ne tient aucune instruction et se lit comme une phrase, du début à la fin";
    assert!(issues(remark).is_empty());
}
