//! What a forge shows: the raw file at the place that the program names holds the text that the place means.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Runs the program at the root of the repository, as a workflow does.
fn prejury(args: &[&str], environment: &[(&str, &Path)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prejury"))
        .args(args)
        .current_dir(ROOT)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The source of each cell of a notebook.
fn cells(notebook: &Value) -> Vec<String> {
    let join = |source: &Value| match source {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let cells = notebook["cells"].as_array().unwrap().iter();
    cells.map(|cell| join(&cell["source"])).collect()
}

/// The first line of a region, from its first column on.
fn raw_at(text: &str, region: &Value) -> String {
    let number = |name: &str| region[name].as_u64().unwrap() as usize;
    let line: Vec<u16> = text
        .split('\n')
        .nth(number("startLine") - 1)
        .unwrap()
        .encode_utf16()
        .collect();
    let end = if number("endLine") == number("startLine") {
        number("endColumn") - 1
    } else {
        line.len()
    };
    String::from_utf16(&line[number("startColumn") - 1..end]).unwrap()
}

#[test]
fn every_place_in_a_notebook_is_that_of_its_line_in_the_file() {
    let output = prejury(
        &[
            "check",
            "fixtures/whole/good",
            "--format",
            "sarif",
            "--all",
            "--lang",
            "en",
        ],
        &[],
    );
    let log: Value = serde_json::from_str(&out(&output)).unwrap();
    let mut n_opened = 0;
    let results = log["runs"][0]["results"].as_array().unwrap();
    let all = |result: &Value, list: &str| result[list].as_array().cloned().unwrap_or_default();
    for location in results
        .iter()
        .flat_map(|result| [all(result, "locations"), all(result, "relatedLocations")].concat())
    {
        let logical = &location["logicalLocations"][0];
        if logical["kind"] != "cell" {
            continue;
        }
        let place = &location["physicalLocation"];
        let path = place["artifactLocation"]["uri"].as_str().unwrap();
        let text = std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
        // "cell 3, line 5" or "cell 3, lines 5-7"
        let name = logical["name"].as_str().unwrap();
        let mut numbers = name
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .map(|digits| digits.parse::<usize>().unwrap());
        let (cell, line) = (numbers.next().unwrap(), numbers.next().unwrap());
        let source = cells(&serde_json::from_str(&text).unwrap());
        let expected = source[cell].lines().nth(line - 1).unwrap();
        let quoted = serde_json::to_string(expected).unwrap();
        let raw = raw_at(&text, &place["region"]);
        assert!(
            raw.starts_with(quoted.trim_matches('"')),
            "{path}, {name}: {raw} instead of {quoted}"
        );
        n_opened += 1;
    }
    assert!(n_opened > 50, "{n_opened} places only");
}

#[test]
fn a_workflow_gets_annotations_and_a_summary_that_is_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.md");
    std::fs::write(&summary, "of another program\n").unwrap();
    let args = [
        "check",
        "fixtures/whole/incoherent",
        "--format",
        "github",
        "--lang",
        "en",
    ];
    let text = out(&prejury(&args, &[("GITHUB_STEP_SUMMARY", &summary)]));
    assert!(text.contains(",file=fixtures/whole/incoherent/"), "{text}");
    let written = std::fs::read_to_string(&summary).unwrap();
    assert!(
        written.starts_with("of another program\n\n\n## Pre-assessment of `incoherent`"),
        "{written}"
    );
    // Without the variable there is nothing to add to, and no complaint.
    assert_eq!(out(&prejury(&args, &[])), text);
}

#[test]
fn a_workbook_goes_to_a_file_byte_for_byte_and_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let file = path.to_str().unwrap();
        let args = [
            "check",
            "fixtures/whole/good",
            "--format",
            "xlsx",
            "--output",
            file,
        ];
        out(&prejury(&args, &[]));
        std::fs::read(path).unwrap()
    };
    let bytes = write("a.xlsx");
    assert!(bytes.starts_with(b"PK"));
    assert_eq!(bytes, write("b.xlsx"));
    let printed = prejury(&["check", "fixtures/whole/good", "--format", "xlsx"], &[]);
    assert_eq!(printed.stdout, bytes);
}
