//! A notebook that needs no other file of its submission is followed as soon as it is parsed: its tree is still in the
//! cache, and ends there.

use foldhash::HashSet;

use crate::facts::{Call, UnitIdx};
use crate::parse::ParsedUnit;
use crate::program::Program;
use crate::renamed::{lends_functions, may_be_own};
use crate::run::{RunFacts, run_whole_unit};

/// Names under which a submission's own modules may be imported: the parts of the paths of its scripts.
#[derive(Debug, Default)]
pub struct OwnModules<'p> {
    parts: HashSet<&'p str>,
}

impl<'p> OwnModules<'p> {
    /// `paths` of all files; those that are no script name no module.
    pub fn of(paths: impl Iterator<Item = &'p str>) -> Self {
        let modules = paths.filter_map(|path| path.strip_suffix(".py"));
        Self {
            parts: modules
                .flat_map(|module| module.split(['/', '.']))
                .collect(),
        }
    }

    /// Whether an import of `name` (dotted) may mean one of them.
    fn may_hold(&self, name: &str) -> bool {
        let first = name.split('.').next().unwrap_or(name);
        self.parts.contains(first)
    }
}

impl ParsedUnit {
    /// Follows the unit at once if it is a notebook that imports nothing of `own`; `analyse` follows the others. What is
    /// found is the same.
    #[must_use]
    pub fn followed_alone(self, own: &OwnModules<'_>) -> Self {
        let mut imports = self.module.imports.iter();
        if !self.is_notebook()
            || imports.any(|import| own.may_hold(&import.name) || may_be_own(&import.name))
            || lends_functions(&self)
        {
            return self;
        }
        let mut program = Program::alone(self);
        let found = run_whole_unit(&program, 0, |_| false, false);
        let mut unit = program.units.remove(0);
        unit.module.cells = Vec::new();
        unit.followed = Some(Box::new(found));
        unit
    }
}

impl RunFacts {
    /// What was found in a unit that was followed alone, once its number among all units is known.
    pub(crate) fn numbered(mut self, unit: usize) -> Self {
        let index = UnitIdx(u32::try_from(unit).unwrap_or(u32::MAX));
        for call in &mut self.calls {
            number_call(call, index);
        }
        for assignment in &mut self.assignments {
            assignment.place.unit = index;
        }
        for column in &mut self.new_columns {
            column.place.unit = index;
        }
        let entered = self.entered.into_iter();
        self.entered = entered
            .map(|((_, definition), reach)| ((unit, definition), reach))
            .collect();
        let resolved = self.resolved.into_iter();
        self.resolved = resolved
            .map(|((_, definition), names)| ((unit, definition), names))
            .collect();
        self
    }
}

fn number_call(call: &mut Call, unit: UnitIdx) {
    call.place.unit = unit;
    call.caller = unit;
    if let Some((owner, _)) = &mut call.own {
        *owner = unit;
    }
}
