//! All parsed units together → facts: every unit is followed, then what nothing reached.

use foldhash::{HashMap, HashSet};
use std::collections::BTreeMap;

use prejury_core::Issue;
use rayon::prelude::*;
use smol_str::SmolStr;

use crate::facts::{
    Call, CallIdx, Cell, CellKind, CodeUnit, PythonFacts, Reach, Run, UnitIdx, UnitKind, Value,
};
use crate::parse::ParsedUnit;
use crate::program::Program;
use crate::run::{DefinitionKey, RunFacts, run_unit, run_whole_unit};

/// Follows the code of all units. `units` may come in any order; the result does not depend on it.
pub fn analyse(units: Vec<ParsedUnit>) -> PythonFacts {
    let (program, runs, entered) = follow(units);
    assemble(program, runs, &entered)
}

/// Best reach with which each definition was entered.
type Entered = HashMap<DefinitionKey, Reach>;

/// Follows every unit, those that others import after their importers.
fn follow(mut units: Vec<ParsedUnit>) -> (Program, Vec<RunFacts>, Entered) {
    units.sort_by(|a, b| a.path.cmp(&b.path));
    let followed: Vec<Option<Box<RunFacts>>> =
        units.iter_mut().map(|unit| unit.followed.take()).collect();
    let program = Program::new(units);
    let n_units = program.units.len();
    let imported = program.imported_units();
    // What no other unit imports is followed to its end at once; the others have to wait for their importers.
    let mut runs: Vec<RunFacts> = followed
        .into_par_iter()
        .enumerate()
        // Units differ in cost: no thread is left with a row of long ones.
        .with_max_len(1)
        .map(|(unit, followed)| match followed {
            Some(found) => found.numbered(unit),
            None if imported.contains(&unit) => run_unit(&program, unit),
            None => run_whole_unit(&program, unit, |_| false, false),
        })
        .collect();
    let mut entered = Entered::default();
    for run in &runs {
        for (key, reach) in run.entered.iter().collect::<BTreeMap<_, _>>() {
            let best = entered.entry(*key).or_insert(*reach);
            *best = (*best).max(*reach);
        }
    }
    let waiting: Vec<usize> = (0..n_units)
        .filter(|unit| imported.contains(unit))
        .filter(|unit| {
            let n_definitions = program.units[*unit].module.definitions.len();
            let known = |d| u32::try_from(d).is_ok_and(|d| entered.contains_key(&(*unit, d)));
            !(0..n_definitions).all(known)
        })
        .collect();
    let whole: Vec<RunFacts> = waiting
        .par_iter()
        .map(|unit| run_whole_unit(&program, *unit, |d| entered.contains_key(&(*unit, d)), true))
        .collect();
    for (unit, run) in waiting.into_iter().zip(whole) {
        runs[unit] = run;
    }
    (program, runs, entered)
}

fn assemble(program: Program, mut runs: Vec<RunFacts>, entered: &Entered) -> PythonFacts {
    let mut facts = PythonFacts::default();
    let locals = local_imports(&program);
    let library: HashSet<usize> = (0..runs.len())
        .filter(|unit| runs[*unit].late == Some(Reach::Live))
        .collect();
    // Here the syntax trees end, which is work enough to be shared.
    let units: Vec<(CodeUnit, Vec<Issue>)> = program
        .units
        .into_par_iter()
        .zip(locals)
        .enumerate()
        .map(|(unit, (parsed, locals))| unit_facts(unit, parsed, &locals))
        .collect();
    for (unit, issues) in units {
        facts.issues.extend(issues);
        facts.units.push(unit);
    }
    // Unit by unit, so that calls are sorted by caller and histories need one shift only.
    let offsets: Vec<u32> = runs
        .iter()
        .scan(0_usize, |first, run| {
            let offset = u32::try_from(*first).unwrap_or(u32::MAX);
            *first += run.calls.len();
            Some(offset)
        })
        .collect();
    runs.par_iter_mut().zip(&offsets).for_each(|(run, offset)| {
        shift_calls(&mut run.calls, *offset);
        for assignment in &mut run.assignments {
            shift(&mut assignment.value, *offset);
        }
    });
    join_runs(&mut facts, runs, entered, &library);
    facts
}

/// Puts what the runs found into the facts of their units.
fn join_runs(
    facts: &mut PythonFacts,
    runs: Vec<RunFacts>,
    entered: &Entered,
    library: &HashSet<usize>,
) {
    let mut resolved: HashMap<DefinitionKey, (Vec<SmolStr>, Vec<SmolStr>)> = HashMap::default();
    facts
        .calls
        .reserve_exact(runs.iter().map(|run| run.calls.len()).sum());
    for mut run in runs {
        facts.calls.append(&mut run.calls);
        hand_out(
            &mut facts.units,
            run.assignments,
            |assignment| assignment.place.unit,
            |unit| &mut unit.assignments,
        );
        hand_out(
            &mut facts.units,
            run.new_columns,
            |column| column.place.unit,
            |unit| &mut unit.new_columns,
        );
        resolved.extend(run.resolved);
    }
    for (index, unit) in facts.units.iter_mut().enumerate() {
        // A module that several notebooks import is followed once for each: one place counts once.
        unit.new_columns
            .sort_by_key(|column| (column.place, std::cmp::Reverse(column.reach)));
        unit.new_columns.dedup_by_key(|column| column.place);
        for (number, definition) in unit.definitions.iter_mut().enumerate() {
            let key = (index, u32::try_from(number).unwrap_or(u32::MAX));
            if let Some((bases, decorators)) = resolved.remove(&key) {
                if !bases.is_empty() {
                    definition.bases = bases;
                }
                for ((name, _), qualified) in definition.decorators.iter_mut().zip(decorators) {
                    *name = qualified;
                }
            }
            if let Some(reach) = entered.get(&key) {
                definition.reach = *reach;
                definition.called = *reach == Reach::Live;
            } else if library.contains(&index) {
                definition.reach = Reach::Live;
            }
        }
        for string in &mut unit.strings {
            if let Some(function) = string.function {
                string.reach = unit.definitions[function.0 as usize].reach;
            }
        }
    }
}

/// Gives what one run found to the units it stands in.
fn hand_out<T>(
    units: &mut [CodeUnit],
    found: Vec<T>,
    unit_of: impl Fn(&T) -> UnitIdx,
    list_of: impl Fn(&mut CodeUnit) -> &mut Vec<T>,
) {
    let first = found.first().map(&unit_of);
    // Most runs stay in one unit, which takes their list as it is.
    if let Some(unit) = first
        && found.iter().all(|one| unit_of(one) == unit)
    {
        let list = list_of(&mut units[unit.0 as usize]);
        if list.is_empty() {
            *list = found;
            return;
        }
    }
    for one in found {
        list_of(&mut units[unit_of(&one).0 as usize]).push(one);
    }
}

fn shift_calls(calls: &mut [Call], offset: u32) {
    for call in calls {
        let values = &mut *call.values;
        shift(&mut values.result, offset);
        values
            .args
            .iter_mut()
            .for_each(|arg| shift(&mut arg.value, offset));
        if let Some(receiver) = &mut values.receiver {
            shift(receiver, offset);
        }
    }
}

/// Histories hold indexes of their own run: here they become indexes of all calls.
fn shift(value: &mut Value, offset: u32) {
    for call in &mut value.history {
        *call = CallIdx(call.0 + offset);
    }
    value
        .elements
        .iter_mut()
        .for_each(|element| shift(element, offset));
}

/// Path of the submission's own module behind each import, by unit.
fn local_imports(program: &Program) -> Vec<Vec<Option<std::sync::Arc<str>>>> {
    (0..program.units.len())
        .into_par_iter()
        .map(|unit| {
            let imports = &program.units[unit].module.imports;
            imports
                .iter()
                .map(|import| {
                    let name = import.name.trim_end_matches(".*");
                    let parent = name.rsplit_once('.').map(|(parent, _)| parent);
                    program
                        .resolve(unit, name, 0)
                        .or_else(|| parent.and_then(|parent| program.resolve(unit, parent, 0)))
                        .map(|found| program.units[found].path.clone())
                })
                .collect()
        })
        .collect()
}

/// Says of a notebook that hardly shows a run that its code is judged as written.
fn sign_of_run(
    path: &std::sync::Arc<str>,
    kind: UnitKind,
    stored_without_outputs: bool,
    cells: &[Cell],
) -> Option<Issue> {
    let is_open = |cell: &Cell| {
        cell.kind == CellKind::Code && cell.run == Run::Unknown && !cell.source.trim().is_empty()
    };
    let code = match kind {
        UnitKind::Script => return None,
        UnitKind::Notebook if stored_without_outputs => "notebook.no-outputs",
        UnitKind::Notebook
            if cells.iter().any(|cell| cell.execution_count.is_some())
                && cells.iter().any(is_open) =>
        {
            "notebook.few-outputs"
        }
        UnitKind::Notebook => return None,
    };
    Some(Issue::at(path.clone(), code))
}

fn unit_facts(
    index: usize,
    parsed: ParsedUnit,
    locals: &[Option<std::sync::Arc<str>>],
) -> (CodeUnit, Vec<Issue>) {
    let ParsedUnit {
        path,
        kind,
        stored_without_outputs,
        cells,
        magics,
        mut module,
        mut issues,
        ..
    } = parsed;
    issues.extend(sign_of_run(&path, kind, stored_without_outputs, &cells));
    let unit = UnitIdx(u32::try_from(index).unwrap_or(u32::MAX));
    for (import, local) in module.imports.iter_mut().zip(locals) {
        import.place.unit = unit;
        import.local.clone_from(local);
        import.used |= module.names_read.contains(&import.alias);
    }
    module
        .definitions
        .iter_mut()
        .for_each(|definition| definition.place.unit = unit);
    module
        .comments
        .iter_mut()
        .for_each(|comment| comment.place.unit = unit);
    module
        .asserts
        .iter_mut()
        .for_each(|assert| assert.place.unit = unit);
    module
        .strings
        .iter_mut()
        .for_each(|string| string.place.unit = unit);
    let magics = magics
        .into_iter()
        .map(|mut magic| {
            magic.place.unit = unit;
            magic
        })
        .collect();
    let unit = CodeUnit {
        path,
        kind,
        stored_without_outputs,
        cells,
        imports: module.imports,
        definitions: module.definitions,
        assignments: Vec::new(),
        comments: module.comments,
        asserts: module.asserts,
        new_columns: Vec::new(),
        code_lines: module.code_lines,
        magics,
        strings: module.strings,
    };
    (unit, issues)
}
