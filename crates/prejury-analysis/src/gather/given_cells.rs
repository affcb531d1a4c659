//! Cells of the notebooks that the training organisation hands out: known code with its known output was run by nobody here.
//!
//! Many candidates run the same code on their own machines, so that code alone tells nothing: what it printed does.

use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_core::Issue;
use prejury_documents::letters_hash;
use prejury_python::{Cell, CellKind, Output};

const SHARED: &str = include_str!("../../../../rules/origin/shared-cells.txt");

/// Share of the cells with an output that must be known for a notebook to be a copy.
const COPY_PERCENT: usize = 60;
/// The least number of known cells with an output.
const MIN_KNOWN: usize = 5;
/// Cells with an output that are looked at before a notebook of which nothing is known is left alone.
const FIRST_LOOK: usize = 8;

/// Numbers of the outputs known for the number of a source. Cells without output have the number of no text.
type Known = HashMap<u64, Vec<u64>>;

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let lines = SHARED.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| {
        let (source, output) = line.split_once(' ')?;
        let number = |text| u64::from_str_radix(text, 16).ok();
        Some((number(source)?, number(output)?))
    });
    let mut known = Known::default();
    for (source, output) in pairs {
        known.entry(source).or_default().push(output);
    }
    known
});

/// Numbers of the code cells that were handed out together with their outputs; none unless the notebook is a copy.
pub(super) fn find(cells: &[Cell]) -> Vec<usize> {
    find_known(cells, &KNOWN)
}

fn find_known(cells: &[Cell], known: &Known) -> Vec<usize> {
    let mut given = Vec::new();
    let (mut n_outputs, mut n_known) = (0, 0);
    for (number, cell) in cells.iter().enumerate() {
        if cell.kind != CellKind::Code || cell.source.trim().is_empty() {
            continue;
        }
        let (source, _) = letters_hash([&*cell.source]);
        let outputs = known.get(&source);
        let has_output = texts(cell).next().is_some();
        n_outputs += usize::from(has_output);
        if outputs.is_some_and(|outputs| outputs.contains(&letters_hash(texts(cell)).0)) {
            n_known += usize::from(has_output);
            given.push(number);
        }
        if n_outputs == FIRST_LOOK && n_known == 0 {
            return Vec::new();
        }
    }
    if n_known < MIN_KNOWN || n_known * 100 < n_outputs * COPY_PERCENT {
        given.clear();
    }
    given
}

/// What a cell printed.
fn texts(cell: &Cell) -> impl Iterator<Item = &str> {
    cell.outputs.iter().filter_map(Output::text)
}

/// Says what was set aside.
pub(super) fn issue(path: &std::sync::Arc<str>, n_aside: usize) -> Option<Issue> {
    (n_aside > 0).then(|| Issue::at(path.clone(), "code.set-aside").with("n", n_aside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_python::{LineStarts, Run};

    fn cell(number: usize, printed: Option<&str>) -> Cell {
        Cell {
            kind: CellKind::Code,
            source: format!("show({number})").into(),
            execution_count: None,
            outputs: printed
                .map(|text| Output::Text(text.into()))
                .into_iter()
                .collect(),
            run: Run::Ran,
            lines: LineStarts::default(),
        }
    }

    fn known(cells: &[Cell]) -> Known {
        let pair = |cell: &Cell| {
            let source = letters_hash([&*cell.source]).0;
            (source, vec![letters_hash(texts(cell)).0])
        };
        cells.iter().map(pair).collect()
    }

    #[test]
    fn a_copy_gives_up_what_it_did_not_change_and_a_run_of_ones_own_nothing() {
        let mut starter: Vec<Cell> = (0..9).map(|n| cell(n, Some("starter"))).collect();
        starter.push(cell(9, None));
        let known = known(&starter);
        assert_eq!(find_known(&starter, &known), (0..10).collect::<Vec<_>>());
        starter[3] = cell(3, Some("own"));
        assert_eq!(find_known(&starter, &known), [0, 1, 2, 4, 5, 6, 7, 8, 9]);
        let own: Vec<Cell> = (0..10).map(|n| cell(n, Some("own"))).collect();
        assert_eq!(find_known(&own, &known), [0; 0]);
        // Half of the outputs are the candidate's: the rest may be equal because nothing in it can differ.
        for (number, one) in starter.iter_mut().enumerate().take(5) {
            *one = cell(number, Some("own"));
        }
        assert_eq!(find_known(&starter, &known), [0; 0]);
    }

    #[test]
    fn the_embedded_list_is_read() {
        let n_lines = SHARED.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(KNOWN.values().map(Vec::len).sum::<usize>(), n_lines);
    }
}
