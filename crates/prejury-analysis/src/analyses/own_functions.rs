//! The candidate's own functions by the name that calls give them: looked up in one step, however many calls there are.

use foldhash::HashMap;
use prejury_python::{Definition, DefinitionIdx, DefinitionKind, PythonFacts, UnitIdx};

/// Functions and methods by path and name.
pub(crate) struct OwnFunctions<'f>(HashMap<(&'f str, &'f str), OwnFunction<'f>>);

/// One function of the candidate's own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnFunction<'f> {
    pub(crate) unit: UnitIdx,
    pub(crate) at: DefinitionIdx,
    pub(crate) definition: &'f Definition,
}

impl<'f> OwnFunctions<'f> {
    pub(crate) fn of(python: &'f PythonFacts) -> Self {
        let mut functions = HashMap::default();
        for (number, unit) in (0..).zip(&python.units) {
            for (at, definition) in (0..).zip(&unit.definitions) {
                if definition.kind == DefinitionKind::Class {
                    continue;
                }
                // Of two functions of one name the first is kept.
                functions
                    .entry((&*unit.path, definition.name.as_str()))
                    .or_insert(OwnFunction {
                        unit: UnitIdx(number),
                        at: DefinitionIdx(at),
                        definition,
                    });
            }
        }
        Self(functions)
    }

    /// The function that a callee such as `local:src/prep.py:clean` names.
    pub(crate) fn named(&self, callee: &str) -> Option<OwnFunction<'f>> {
        let (path, name) = callee.strip_prefix("local:")?.rsplit_once(':')?;
        self.0.get(&(path, name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    #[test]
    fn functions_and_methods_are_found_by_their_callee() {
        let files = submission(&[(
            "a.py",
            "def f():\n    pass\nclass C:\n    def g(self):\n        pass\n",
        )]);
        let facts = facts(&files);
        let functions = OwnFunctions::of(&facts.python);
        let name = |callee: &str| {
            functions
                .named(callee)
                .map(|one| one.definition.name.as_str())
        };
        assert_eq!(name("local:a.py:f"), Some("f"));
        assert_eq!(name("local:a.py:C.g"), Some("C.g"));
        assert_eq!(name("local:a.py:C"), None);
        assert_eq!(name("local:b.py:f"), None);
        assert_eq!(name("pandas.read_csv"), None);
    }
}
