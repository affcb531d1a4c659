//! How each cell stands in the run of its notebook.

use crate::{Cell, CellKind, Run};

/// Part of the code cells, in percent, below which the cells that keep a sign of a run say nothing of the others: a notebook whose
/// outputs were cleared and of which a few cells were opened again was not run otherwise. One that was run from the top and left,
/// or that stopped with an error, was.
const FEW_PERCENT: usize = 20;

/// Sets `run` of every cell; `failed` says which cells have an error among their outputs. Returns whether the notebook is stored
/// without any sign of a run.
///
/// Colab exports may have no execution count at all although outputs are there: a cell without output then says nothing. Where
/// hardly any cell has a sign, the others are `Unknown`; one cell alone, even the first, is not yet a run that was left.
pub(super) fn mark(cells: &mut [Cell], failed: &[bool]) -> bool {
    let is_code = |cell: &Cell| cell.kind == CellKind::Code && !cell.source.trim().is_empty();
    let counted = cells.iter().any(|cell| cell.execution_count.is_some());
    let shown = cells.iter().any(|cell| !cell.outputs.is_empty());
    let has_sign = |cell: &&Cell| cell.execution_count.is_some() || !cell.outputs.is_empty();
    let code = || cells.iter().filter(|cell| is_code(cell));
    let n_code = code().count();
    let n_signs = code().filter(has_sign).count();
    // Signs in one row from the top: it was run so far and left.
    let is_begun = || !code().skip_while(has_sign).any(|cell| has_sign(&cell));
    let is_run_otherwise = counted
        && (n_signs * 100 >= n_code * FEW_PERCENT
            || failed.contains(&true)
            || n_signs > 1 && is_begun());
    for (cell, failed) in cells.iter_mut().zip(failed) {
        cell.run = if *failed {
            Run::Failed
        } else if cell.execution_count.is_some() || !cell.outputs.is_empty() {
            Run::Ran
        } else if is_run_otherwise && is_code(cell) {
            Run::NotRun
        } else {
            Run::Unknown
        };
    }
    !counted && !shown && cells.iter().any(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LineStarts, Output};

    fn cell(source: &str, count: Option<u64>, outputs: &[&str]) -> Cell {
        let outputs = outputs
            .iter()
            .map(|text| Output::Text((*text).into()))
            .collect();
        Cell {
            kind: CellKind::Code,
            source: source.into(),
            execution_count: count,
            outputs,
            run: Run::Unknown,
            lines: LineStarts::default(),
        }
    }

    fn marked(mut cells: Vec<Cell>) -> (Vec<Run>, bool) {
        let failed = vec![false; cells.len()];
        let without = mark(&mut cells, &failed);
        (cells.iter().map(|cell| cell.run).collect(), without)
    }

    #[test]
    fn a_cell_without_count_in_a_counted_notebook_did_not_run() {
        let cells = vec![
            cell("a", Some(1), &[]),
            cell("b", None, &[]),
            cell(" \n", None, &[]),
            cell("c", None, &["1"]),
        ];
        assert_eq!(
            marked(cells),
            (vec![Run::Ran, Run::NotRun, Run::Unknown, Run::Ran], false)
        );
    }

    #[test]
    fn without_counts_only_outputs_speak() {
        let cells = vec![cell("a", None, &["1"]), cell("b", None, &[])];
        assert_eq!(marked(cells), (vec![Run::Ran, Run::Unknown], false));
    }

    #[test]
    fn a_notebook_without_outputs_says_nothing() {
        assert_eq!(
            marked(vec![cell("a", None, &[]), cell("b", None, &[])]),
            (vec![Run::Unknown, Run::Unknown], true)
        );
        assert_eq!(
            marked(vec![cell("", None, &[])]),
            (vec![Run::Unknown], false)
        );
    }

    #[test]
    fn a_few_counted_cells_say_nothing_of_the_others() {
        let mut cells = vec![cell("a", Some(1), &[])];
        cells.extend((0..5).map(|_| cell("b", None, &[])));
        let (runs, without) = marked(cells);
        assert_eq!(runs[1..], [Run::Unknown; 5]);
        assert!(!without);
        let mut cells = vec![cell("a", Some(1), &[])];
        cells.extend((0..3).map(|_| cell("b", None, &[])));
        assert_eq!(marked(cells).0[1..], [Run::NotRun; 3]);
    }

    #[test]
    fn a_notebook_that_was_left_or_stopped_was_run_otherwise() {
        let begun = |failed: bool| {
            let mut cells = vec![cell("a", Some(1), &[]), cell("a", Some(2), &[])];
            cells.extend((0..10).map(|_| cell("b", None, &[])));
            if failed {
                cells.swap(1, 5);
            }
            let mut failures = vec![false; cells.len()];
            failures[5] = failed;
            mark(&mut cells, &failures);
            cells[11].run
        };
        assert_eq!(begun(false), Run::NotRun);
        assert_eq!(begun(true), Run::NotRun);
    }

    #[test]
    fn an_error_output_is_a_failure() {
        let mut cells = vec![cell("a", Some(3), &[])];
        mark(&mut cells, &[true]);
        assert_eq!(cells[0].run, Run::Failed);
    }
}
