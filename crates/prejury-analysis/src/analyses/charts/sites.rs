//! Where a chart is displayed: where its call stands, or where the functions around it are called.

use std::cell::RefCell;

use foldhash::HashMap;
use prejury_python::{Call, DefinitionIdx, PythonFacts, Reach, Run, UnitIdx};

/// A place at which a chart is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) unit: UnitIdx,
    pub(crate) cell: u32,
    pub(crate) line: u32,
    pub(crate) run: Run,
}

/// Functions around functions that are followed.
const MAX_DEPTH: u32 = 6;
/// Places kept of one function: what counts is told long before.
const MAX_SITES: usize = 200;

/// Live calls of the candidate's own functions.
pub(super) struct Sites<'f> {
    python: &'f PythonFacts,
    callers: HashMap<&'f str, Vec<&'f Call>>,
    known: RefCell<HashMap<(UnitIdx, DefinitionIdx), Vec<Site>>>,
}

impl<'f> Sites<'f> {
    pub(super) fn of(python: &'f PythonFacts) -> Self {
        let mut callers: HashMap<&str, Vec<&Call>> = HashMap::default();
        for call in python.calls.iter().filter(|call| call.reach == Reach::Live) {
            if call.callee.starts_with("local:") {
                callers.entry(&call.callee).or_default().push(call);
            }
        }
        Self {
            python,
            callers,
            known: RefCell::default(),
        }
    }

    /// Where what `call` draws is displayed.
    pub(super) fn of_call(&self, call: &Call) -> Vec<Site> {
        self.displayed(call, 0)
    }

    fn displayed(&self, call: &Call, depth: u32) -> Vec<Site> {
        let own = Site {
            unit: call.place.unit,
            cell: call.place.cell,
            line: call.place.line,
            run: call.run,
        };
        let Some(function) = call.function else {
            return vec![own];
        };
        let key = (call.place.unit, function);
        if let Some(known) = self.known.borrow().get(&key) {
            return if known.is_empty() {
                vec![own]
            } else {
                known.clone()
            };
        }
        // A function that calls itself is displayed where others call it.
        self.known.borrow_mut().insert(key, Vec::new());
        let mut sites: Vec<Site> = Vec::new();
        if depth < MAX_DEPTH {
            for caller in self.callers_of(key) {
                if sites.len() >= MAX_SITES {
                    break;
                }
                if (caller.place.unit, caller.function) != (key.0, Some(function)) {
                    sites.extend(self.displayed(caller, depth + 1));
                }
            }
        }
        sites.truncate(MAX_SITES);
        self.known.borrow_mut().insert(key, sites.clone());
        if sites.is_empty() { vec![own] } else { sites }
    }

    fn callers_of(&self, (unit, function): (UnitIdx, DefinitionIdx)) -> &[&'f Call] {
        let Some(unit) = self.python.units.get(unit.0 as usize) else {
            return &[];
        };
        let Some(definition) = unit.definitions.get(function.0 as usize) else {
            return &[];
        };
        let name = format!("local:{}:{}", unit.path, definition.name);
        self.callers.get(name.as_str()).map_or(&[], Vec::as_slice)
    }
}
