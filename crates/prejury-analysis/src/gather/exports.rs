//! A notebook and its export to a page are read once.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use prejury_python::ParsedUnit;

/// Part of an export's cells that must stand in a notebook for the export to be its own, in percent: cells are mended after an export.
const SHARED_PERCENT: usize = 60;

/// Notebooks noted for one cell: versions of one notebook are a handful.
const MAX_HOLDERS: usize = 64;

/// Adds the notebooks among `exports` that the submission holds in no other form. A notebook that shows no run gives way to its
/// export, which shows outputs.
pub(super) fn add(units: &mut Vec<ParsedUnit>, exports: Vec<ParsedUnit>) {
    if exports.is_empty() {
        return;
    }
    // Cells are looked up, so that thousands of pages beside thousands of notebooks are not compared pair by pair.
    let mut holders: HashMap<String, Vec<usize>> = HashMap::default();
    for (at, unit) in units.iter().enumerate() {
        note(&mut holders, at, unit);
    }
    for export in exports {
        let cells: BTreeSet<&str> = export.code_cells().collect();
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for at in cells.iter().filter_map(|cell| holders.get(*cell)).flatten() {
            *shared.entry(*at).or_default() += 1;
        }
        let is_own = |n_shared: usize| n_shared * 100 >= cells.len() * SHARED_PERCENT;
        let original = shared.into_iter().find(|(_, n_shared)| is_own(*n_shared));
        match original {
            Some((at, _)) if units[at].is_stored_without_outputs() => units[at] = export,
            Some(_) => {}
            None => {
                note(&mut holders, units.len(), &export);
                units.push(export);
            }
        }
    }
    units.sort_by(|a, b| a.path().cmp(b.path()));
}

/// Notes the code cells of the notebook at `at`. A cell that many notebooks hold tells none of them.
fn note(holders: &mut HashMap<String, Vec<usize>>, at: usize, unit: &ParsedUnit) {
    let cells: BTreeSet<&str> = unit.code_cells().filter(|_| unit.is_notebook()).collect();
    for cell in cells {
        match holders.get_mut(cell) {
            Some(known) if known.len() < MAX_HOLDERS => known.push(at),
            Some(_) => {}
            None => {
                holders.insert(cell.to_owned(), vec![at]);
            }
        }
    }
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
