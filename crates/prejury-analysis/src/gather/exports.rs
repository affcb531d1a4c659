//! A notebook and its export to a page are read once.

use std::collections::HashSet;

use prejury_python::ParsedUnit;

/// Part of an export's cells that must stand in a notebook for the export to be its own, in percent: cells are mended after an export.
const SHARED_PERCENT: usize = 60;

/// Adds the notebooks among `exports` that the submission holds in no other form. A notebook that shows no run gives way to its
/// export, which shows outputs.
pub(super) fn add(units: &mut Vec<ParsedUnit>, exports: Vec<ParsedUnit>) {
    for export in exports {
        let cells: HashSet<&str> = export.code_cells().collect();
        let original = units
            .iter()
            .position(|unit| unit.is_notebook() && shares(&cells, unit));
        match original {
            Some(at) if units[at].is_stored_without_outputs() => units[at] = export,
            Some(_) => {}
            None => units.push(export),
        }
    }
    units.sort_by(|a, b| a.path().cmp(b.path()));
}

fn shares(cells: &HashSet<&str>, unit: &ParsedUnit) -> bool {
    let found: HashSet<&str> = unit
        .code_cells()
        .filter(|cell| cells.contains(cell))
        .collect();
    found.len() * 100 >= cells.len() * SHARED_PERCENT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(path: &str, cells: &[&str], with_outputs: bool) -> ParsedUnit {
        let outputs = if with_outputs {
            r#"[{"output_type": "stream", "text": "1"}]"#
        } else {
            "[]"
        };
        let cells: Vec<String> = cells
            .iter()
            .map(|source| {
                format!(r#"{{"cell_type": "code", "source": "{source}", "outputs": {outputs}}}"#)
            })
            .collect();
        let json = format!(r#"{{"cells": [{}]}}"#, cells.join(","));
        prejury_python::parse(path.into(), json.as_bytes())
    }

    fn export(path: &str, cells: &[&str]) -> ParsedUnit {
        let page: String = cells
            .iter()
            .map(|source| {
                format!(
                    "<div class=\"jp-InputArea\"><div class=\"highlight\"><pre>{source}</pre></div></div>\
                     <div class=\"jp-OutputArea-output\"><pre>1</pre></div>"
                )
            })
            .collect();
        prejury_python::parse_export(path.into(), &page).unwrap()
    }

    fn kept(units: Vec<ParsedUnit>, exports: Vec<ParsedUnit>) -> Vec<String> {
        let mut units = units;
        add(&mut units, exports);
        units.iter().map(|unit| unit.path().to_string()).collect()
    }

    #[test]
    fn the_notebook_wins_when_it_shows_its_run() {
        let cells = ["a", "b", "c"];
        let page = || vec![export("n.html", &["a", "b", "x"])];
        assert_eq!(
            kept(vec![notebook("n.ipynb", &cells, true)], page()),
            ["n.ipynb"]
        );
        assert_eq!(
            kept(vec![notebook("n.ipynb", &cells, false)], page()),
            ["n.html"]
        );
        assert_eq!(
            kept(vec![notebook("z.ipynb", &["a", "d"], true)], page()),
            ["n.html", "z.ipynb"]
        );
        assert_eq!(
            kept(
                Vec::new(),
                vec![export("n.html", &cells), export("o.html", &cells)]
            ),
            ["n.html"]
        );
    }
}
