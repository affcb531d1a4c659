//! The candidate's own functions by the name that calls give them: looked up in one step, however many calls there are.

use foldhash::HashMap;
use prejury_python::{Call, Definition, DefinitionIdx, DefinitionKind, PythonFacts, UnitIdx};

/// Functions and methods by path and name.
pub(crate) struct OwnFunctions<'f> {
    python: &'f PythonFacts,
    by_name: HashMap<(&'f str, &'f str), OwnFunction<'f>>,
}

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
        Self {
            python,
            by_name: functions,
        }
    }

    /// The function that is called: of several under one name, the one bound at the time.
    pub(crate) fn called(&self, call: &Call) -> Option<OwnFunction<'f>> {
        let Some((unit, at)) = call.own else {
            return self.named(&call.callee);
        };
        let of = self.python.units.get(unit.0 as usize)?;
        let definition = of.definitions.get(at.0 as usize)?;
        let is_function = definition.kind != DefinitionKind::Class;
        is_function.then_some(OwnFunction {
            unit,
            at,
            definition,
        })
    }

    /// The function that a callee such as `local:src/prep.py:clean` names.
    fn named(&self, callee: &str) -> Option<OwnFunction<'f>> {
        let (path, name) = callee.strip_prefix("local:")?.rsplit_once(':')?;
        self.by_name.get(&(path, name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    #[test]
    fn a_call_is_of_the_definition_before_it() {
        let files = submission(&[(
            "a.py",
            "def f():\n    pass\nf()\ndef f(x):\n    pass\nf(1)\n",
        )]);
        let facts = facts(&files);
        let functions = OwnFunctions::of(&facts.python);
        let calls = facts.python.calls.iter();
        let lines = calls.map(|call| functions.called(call).map(|own| own.definition.place.line));
        assert_eq!(lines.collect::<Vec<_>>(), [Some(1), Some(4)]);
    }

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
