//! Whether what stands around some code speaks of outliers: its own names, its function, comments and markdown.

use foldhash::HashMap;

use prejury_python::{CodePlace, UnitKind};

use super::words::{OUTLIER, Text};
use super::{Preparation, is_match, outliers, statements};

/// Whether the surroundings of a place speak of outliers; what is known of a cell is kept.
pub(super) struct Contexts<'p, 'f> {
    preparation: &'p Preparation<'f>,
    /// By unit and cell.
    known: HashMap<(u32, u32), bool>,
    /// By unit and definition.
    functions: HashMap<(u32, u32), bool>,
}

impl<'p, 'f> Contexts<'p, 'f> {
    pub(super) fn of(preparation: &'p Preparation<'f>) -> Self {
        Self {
            preparation,
            known: HashMap::default(),
            functions: HashMap::default(),
        }
    }

    pub(super) fn speak(&mut self, place: CodePlace, code: Option<&str>) -> bool {
        if code.is_some_and(|code| is_match(&outliers::NAMED, code)) {
            return true;
        }
        let preparation = self.preparation;
        let function =
            statements::at(&preparation.statements, place).and_then(|statement| statement.function);
        let in_function = function.is_some_and(|at| {
            *self
                .functions
                .entry((place.unit.0, at.0))
                .or_insert_with(|| {
                    let unit = &preparation.python.units[place.unit.0 as usize];
                    let definition = &unit.definitions[at.0 as usize];
                    is_match(&outliers::NAMED, &definition.name)
                        || definition
                            .docstring
                            .as_deref()
                            .is_some_and(|text| OUTLIER.are_in(&Text::of(text)))
                })
        });
        if in_function {
            return true;
        }
        let comments = preparation.nearby.comments_at(place);
        if !comments.is_empty() && OUTLIER.are_in(&comments) {
            return true;
        }
        let is_notebook =
            preparation.python.units[place.unit.0 as usize].kind == UnitKind::Notebook;
        is_notebook
            && *self
                .known
                .entry((place.unit.0, place.cell))
                .or_insert_with(|| {
                    preparation.nearby.any(
                        CodePlace {
                            line: 0,
                            end_line: 0,
                            ..place
                        },
                        |text| OUTLIER.are_in(text),
                    )
                })
    }
}
