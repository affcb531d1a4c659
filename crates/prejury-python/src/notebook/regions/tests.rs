//! Regions against the texts that the reader of notebooks finds in the same bytes.

use std::sync::Arc;

use super::*;

/// The JSON text in a region of `text`.
fn cut(text: &str, region: Region) -> String {
    let lines: Vec<Vec<u16>> = text
        .split('\n')
        .map(|line| line.encode_utf16().collect())
        .collect();
    assert_eq!(region.start_line, region.end_line, "{region:?}");
    let line = &lines[region.start_line as usize - 1];
    let columns = region.start_column as usize - 1..region.end_column as usize - 1;
    String::from_utf16(&line[columns]).unwrap()
}

fn region_of(bytes: &[u8], cell: u32, line: u32, end_line: u32) -> Option<Region> {
    let wanted = SourceLines {
        cell,
        line,
        end_line,
    };
    notebook_regions(bytes, &[wanted])[0]
}

/// Every line of every cell that the reader finds is found again in the raw text.
fn assert_found_again(text: &str) -> usize {
    let (unit, _) = super::super::read(Arc::from("n.ipynb"), text.as_bytes());
    let cells = unit.cells.iter().enumerate();
    let lines: Vec<(SourceLines, &str)> = cells
        .flat_map(|(cell, read)| {
            read.source.lines().enumerate().map(move |(index, line)| {
                let line_number = index as u32 + 1;
                let wanted = SourceLines {
                    cell: cell as u32,
                    line: line_number,
                    end_line: line_number,
                };
                (wanted, line)
            })
        })
        .collect();
    let wanted: Vec<SourceLines> = lines.iter().map(|(wanted, _)| *wanted).collect();
    let regions = notebook_regions(text.as_bytes(), &wanted);
    for ((wanted, line), region) in lines.iter().zip(regions) {
        let region = region.unwrap_or_else(|| panic!("{wanted:?}"));
        let raw = format!("\"{}\"", cut(text, region));
        let found: String = serde_json::from_str(&raw).unwrap();
        assert_eq!(found, *line, "{wanted:?}");
        // What is asked for beside it changes nothing.
        let alone = region_of(text.as_bytes(), wanted.cell, wanted.line, wanted.end_line);
        assert_eq!(alone, Some(region));
    }
    let beyond = unit.cells.len() as u32;
    assert_eq!(region_of(text.as_bytes(), beyond, 1, 1), None);
    lines.len()
}

#[test]
fn lines_are_found_however_the_notebook_was_written() {
    let cells = serde_json::json!([
        {"cell_type": "code", "metadata": {"source": ["decoy\n"], "cells": [{}]}, "outputs": [{"text": ["x\n"], "cells": [1]}],
         "source": ["import pandas as pd\n", "\n", "df = pd.read_csv(\"données\\\\a.csv\")  # 👩‍🔬 é\n", "df.head()"]},
        {"cell_type": "markdown", "source": "# Titre\n\nUn texte\r\nsur trois lignes\rou quatre\n"},
        {"cell_type": "code", "source": ["a = 1\nb = 2\n", ["c = 3"]]},
        {"cell_type": "code", "source": []},
        {"source": "last()\u{2028}x\t{\"a\": 1}"},
    ]);
    let notebook = serde_json::json!({"metadata": {"cells": []}, "cells": cells, "nbformat": 4});
    for text in [
        serde_json::to_string(&notebook).unwrap(),
        serde_json::to_string_pretty(&notebook).unwrap(),
        serde_json::to_string_pretty(&notebook)
            .unwrap()
            .replace('\n', "\r\n"),
        serde_json::to_string_pretty(&notebook)
            .unwrap()
            .replace("é", "\\u00e9")
            .replace("👩", "\\ud83d\\udc69"),
    ] {
        assert_eq!(assert_found_again(&text), 13);
    }
}

#[test]
fn the_old_format_and_odd_items_keep_the_numbers_of_cells() {
    assert_found_again(
        r#"{"worksheets": [{"cells": [{"cell_type": "code", "input": ["a\n", "b"]}, {"cell_type": "markdown", "source": "c"}]}, {"cells": [{"input": "d"}]}]}"#,
    );
    assert_found_again(r#"{"cells": [{"source": "a"}, 7, "x", null, [], {"source": ["b"]}]}"#);
}

#[test]
fn a_stretch_of_lines_goes_from_the_first_to_the_last() {
    let text = "{\"cells\": [\n {\"source\": [\n  \"a\\n\",\n  \"bc\\n\",\n  \"d\"\n ]}]}";
    let region = |start_line, start_column, end_line, end_column| Region {
        start_line,
        start_column,
        end_line,
        end_column,
    };
    assert_eq!(
        region_of(text.as_bytes(), 0, 1, 2),
        Some(region(3, 4, 4, 6))
    );
    assert_eq!(
        region_of(text.as_bytes(), 0, 2, 99),
        Some(region(4, 4, 5, 5))
    );
    assert_eq!(region_of(text.as_bytes(), 0, 4, 4), None);
    assert_eq!(region_of(text.as_bytes(), 0, 0, 0), None);
    assert_eq!(region_of(text.as_bytes(), 1, 1, 1), None);
}

#[test]
fn hostile_texts_end() {
    let deep = "[".repeat(1_000_000);
    let cut_short = "{\"cells\": [{\"source\": [\"a\\n\", \"b\\u12";
    for text in [
        "",
        "{",
        "\"",
        "}}}}]]",
        ":::,,,",
        &deep,
        "{\"cells\": [{\"source\": \"\\",
    ] {
        let _ = region_of(text.as_bytes(), 3, 1, 1);
    }
    assert!(region_of(cut_short.as_bytes(), 0, 2, 2).is_some());
    assert_eq!(region_of(&[0xff, 0xfe, 0x00], 0, 1, 1), None);
}

#[test]
fn a_notebook_in_utf_16_is_scanned_as_text() {
    let text = "{\"cells\": [{\"source\": [\"a\\n\",\n\"b\"]}]}";
    let bytes: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let region = region_of(&bytes, 0, 2, 2).unwrap();
    assert_eq!((region.start_line, region.start_column), (2, 2));
}

#[test]
fn outputs_before_a_cell_are_leapt_over_whatever_they_hold() {
    let text = "{\"cells\": [\n{\"outputs\": [{\"data\": {\"text/plain\": [\"\\\"}]}\\\\\", \"]\", 1.5, null]}}],\n\"source\": \"é = '👩'\"},\n\
        {\"attachments\": {\"source\": \"x\"}, \"source\": \"b\"}]}";
    assert_eq!(assert_found_again(text), 2);
    let region = region_of(text.as_bytes(), 1, 1, 1).unwrap();
    assert_eq!((region.start_line, region.start_column), (4, 45));
    let first = region_of(text.as_bytes(), 0, 1, 1).unwrap();
    assert_eq!((first.start_column, first.end_column), (12, 20));
}
