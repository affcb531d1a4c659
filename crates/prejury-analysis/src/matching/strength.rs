//! How strong a piece of evidence in code is.

use prejury_core::Strength;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, Run};

/// Strength of code that is reached and run as told.
///
/// A cell stored with an error shows that the code did not work, and a cell never run in a notebook otherwise run shows
/// that the candidate passed over it: both are only mentions, like code that nothing reaches.
pub(crate) fn of_code(reach: Reach, run: Run) -> Strength {
    match (reach, run) {
        (Reach::Live, Run::Ran) => Strength::Executed,
        (Reach::Live, Run::Unknown) => Strength::Written,
        (Reach::Live, Run::NotRun | Run::Failed) | (Reach::Uncalled | Reach::Dead, _) => {
            Strength::Mentioned
        }
    }
}

pub(crate) fn of_call(call: &Call) -> Strength {
    of_code(call.reach, call.run)
}

/// Run of the cell at `place`.
pub(super) fn run_at(python: &PythonFacts, place: CodePlace) -> Run {
    python
        .units
        .get(place.unit.0 as usize)
        .and_then(|unit| unit.cells.get(place.cell as usize))
        .map_or(Run::Unknown, |cell| cell.run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_live_code_that_ran_is_executed() {
        assert_eq!(of_code(Reach::Live, Run::Ran), Strength::Executed);
        assert_eq!(of_code(Reach::Live, Run::Unknown), Strength::Written);
        for (reach, run) in [
            (Reach::Live, Run::NotRun),
            (Reach::Live, Run::Failed),
            (Reach::Uncalled, Run::Ran),
            (Reach::Dead, Run::Unknown),
        ] {
            assert_eq!(
                of_code(reach, run),
                Strength::Mentioned,
                "{reach:?} {run:?}"
            );
        }
    }
}
