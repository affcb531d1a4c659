//! Where a chart is displayed: where its call stands, or where the functions around it are called.

use std::cell::RefCell;

use foldhash::HashMap;
use prejury_core::Strength;
use prejury_python::{Call, CodePlace, DefinitionIdx, PythonFacts, Reach, Run, UnitIdx, UnitKind};

use crate::Facts;
use crate::matching::strength_of_code;

/// A place at which a chart is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Site {
    pub(crate) unit: UnitIdx,
    pub(crate) cell: u32,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    pub(crate) run: Run,
    /// Stands in a loop, or in a function that a loop calls.
    pub(crate) in_loop: bool,
    /// False in a library of functions whose calling program is not handed in.
    pub(crate) is_reached: bool,
}

impl Site {
    fn of(call: &Call) -> Self {
        Self {
            unit: call.place.unit,
            cell: call.place.cell,
            line: call.place.line,
            end_line: call.place.end_line,
            run: call.run,
            in_loop: call.in_loop,
            is_reached: true,
        }
    }

    pub(crate) fn place(&self) -> CodePlace {
        CodePlace {
            unit: self.unit,
            cell: self.cell,
            line: self.line,
            end_line: self.end_line,
        }
    }

    /// What the place shows of code that is reached from there.
    pub(crate) fn strength(&self) -> Strength {
        if self.is_reached {
            strength_of_code(Reach::Live, self.run)
        } else {
            Strength::Mentioned
        }
    }
}

/// The first of the strongest sites.
pub(crate) fn best(sites: &[Site]) -> Option<Site> {
    let strongest = sites.iter().map(Site::strength).max()?;
    sites
        .iter()
        .copied()
        .find(|site| site.strength() == strongest)
}

/// Functions around functions that are followed.
const MAX_DEPTH: u32 = 6;
/// Places kept of one function: what counts is told long before.
const MAX_SITES: usize = 200;

/// Live calls of the candidate's own functions.
pub(crate) struct Sites<'f> {
    python: &'f PythonFacts,
    callers: HashMap<(UnitIdx, DefinitionIdx), Vec<&'f Call>>,
    known: RefCell<HashMap<(UnitIdx, DefinitionIdx), Vec<Site>>>,
}

impl<'f> Sites<'f> {
    pub(crate) fn of(facts: &'f Facts<'_>) -> Self {
        let python = &facts.python;
        let mut callers: HashMap<_, Vec<&Call>> = HashMap::default();
        let own = facts.marked_calls(|callee, _| u32::from(callee.starts_with("local:")));
        for (_, call, _) in own.filter(|(_, call, _)| call.reach == Reach::Live) {
            if let Some(own) = call.own {
                callers.entry(own).or_default().push(call);
            }
        }
        Self {
            python,
            callers,
            known: RefCell::default(),
        }
    }

    /// The place at which what `call` does shows best: where its function is called, rather than in the function.
    pub(crate) fn best(&self, call: &Call) -> Site {
        best(&self.of_call(call)).unwrap_or_else(|| Site::of(call))
    }

    /// Where what `call` draws is displayed.
    pub(crate) fn of_call(&self, call: &Call) -> Vec<Site> {
        self.displayed(call, 0)
    }

    fn displayed(&self, call: &Call, depth: u32) -> Vec<Site> {
        let own = Site::of(call);
        let Some(function) = call.function else {
            return vec![own];
        };
        let key = (call.place.unit, function);
        let own = Site {
            is_reached: self.is_reached(key),
            ..own
        };
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
                    let outer = self.displayed(caller, depth + 1).into_iter();
                    sites.extend(outer.map(|site| Site {
                        in_loop: site.in_loop || caller.in_loop,
                        ..site
                    }));
                }
            }
        }
        sites.truncate(MAX_SITES);
        self.known.borrow_mut().insert(key, sites.clone());
        if sites.is_empty() { vec![own] } else { sites }
    }

    /// Whether something of the submission calls a function, as far as its call can be told.
    fn is_reached(&self, (unit, function): (UnitIdx, DefinitionIdx)) -> bool {
        let Some(unit) = self.python.units.get(unit.0 as usize) else {
            return true;
        };
        unit.kind == UnitKind::Notebook
            || unit
                .definitions
                .get(function.0 as usize)
                .is_none_or(|definition| definition.called)
    }

    fn callers_of(&self, function: (UnitIdx, DefinitionIdx)) -> &[&'f Call] {
        self.callers.get(&function).map_or(&[], Vec::as_slice)
    }
}
