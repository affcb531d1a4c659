//! The source of statements, cut out in one step: a script of many lines is not gone through for each of them.

use prejury_python::{CodePlace, PythonFacts};

/// Longest statement that is read, in lines.
const MAX_LINES: u32 = 40;

/// Where the lines of every cell begin.
pub(super) struct Sources<'f> {
    python: &'f PythonFacts,
    /// By unit and cell.
    starts: Vec<Vec<Vec<usize>>>,
}

impl<'f> Sources<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let starts = |source: &str| {
            let ends = source.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(ends).collect()
        };
        let of_cells = |unit: &prejury_python::CodeUnit| {
            unit.cells.iter().map(|cell| starts(&cell.source)).collect()
        };
        Self {
            python,
            starts: python.units.iter().map(of_cells).collect(),
        }
    }

    /// The lines at `place`, at most so many.
    pub(super) fn at(&self, place: CodePlace) -> &'f str {
        let (unit, cell) = (place.unit.0 as usize, place.cell as usize);
        let source = self
            .python
            .units
            .get(unit)
            .and_then(|unit| unit.cells.get(cell));
        let starts = self.starts.get(unit).and_then(|cells| cells.get(cell));
        let (Some(source), Some(starts)) = (source, starts) else {
            return "";
        };
        let source: &'f str = &source.source;
        let end_line = place.end_line.min(place.line.saturating_add(MAX_LINES - 1));
        let start = starts
            .get(place.line.saturating_sub(1) as usize)
            .copied()
            .unwrap_or(source.len());
        let end = starts
            .get(end_line as usize)
            .copied()
            .unwrap_or(source.len());
        source.get(start..end).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};
    use prejury_python::UnitIdx;

    #[test]
    fn lines_are_cut_out_of_their_cell() {
        let files = submission(&[("a.py", "x = 1\ny = (\n    2\n)\nz = 3")]);
        let facts = facts(&files);
        let sources = Sources::of(&facts.python);
        let at = |line, end_line| {
            sources.at(CodePlace {
                unit: UnitIdx(0),
                cell: 0,
                line,
                end_line,
            })
        };
        assert_eq!(at(2, 4), "y = (\n    2\n)\n");
        assert_eq!(at(5, 5), "z = 3");
        assert_eq!(at(9, 9), "");
        assert_eq!(
            sources.at(CodePlace {
                unit: UnitIdx(7),
                cell: 0,
                line: 1,
                end_line: 1
            }),
            ""
        );
    }
}
