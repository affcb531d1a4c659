//! Which paths are given when the job is started: on the command line or in the environment. Code does not say where these
//! lead, so that such a write is neither local nor in the cloud for certain.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{CodePlace, PythonFacts, UnitIdx};
use regex::Regex;

use super::sources::Sources;

static GIVEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bsys\.argv\b|\bparse_(?:known_)?args\(|\bos\.environ\b|\bgetenv\(").ok()
});
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*").ok());

/// Names that hold something given at the start, by unit.
pub(super) struct Arguments<'s, 'f> {
    sources: &'s Sources<'f>,
    names: HashSet<(UnitIdx, String)>,
}

impl<'s, 'f> Arguments<'s, 'f> {
    pub(super) fn of(python: &PythonFacts, sources: &'s Sources<'f>) -> Self {
        let mut arguments = Self {
            sources,
            names: HashSet::default(),
        };
        for (number, unit) in (0..).zip(&python.units) {
            let number = UnitIdx(number);
            let is_asked =
                |source: &str| GIVEN.as_ref().is_some_and(|given| given.is_match(source));
            if !unit.cells.iter().any(|cell| is_asked(&cell.source)) {
                continue;
            }
            for assignment in &unit.assignments {
                let statement = sources.at(assignment.place);
                let value = statement.split_once('=').map_or("", |(_, value)| value);
                // What is read at a given path is data, not a path.
                let is_path = !value.contains("read") && !value.contains("load(");
                if is_path && arguments.holds(number, value) {
                    arguments
                        .names
                        .insert((number, assignment.target.to_string()));
                }
            }
        }
        arguments
    }

    /// Whether the statement at `place` goes to a path given at the start.
    pub(super) fn lead_to(&self, place: CodePlace) -> bool {
        self.holds(place.unit, self.sources.at(place))
    }

    fn holds(&self, unit: UnitIdx, text: &str) -> bool {
        GIVEN.as_ref().is_some_and(|given| given.is_match(text))
            || !self.names.is_empty()
                && NAME.as_ref().is_some_and(|name| {
                    name.find_iter(text)
                        .any(|found| self.names.contains(&(unit, found.as_str().to_owned())))
                })
    }
}
