//! The abstract run of a unit: statements are followed in order with what is known of every value, the candidate's own
//! functions are entered where they are called, and every call is noted. Nothing is executed.

mod attributes;
mod builtins;
mod call;
mod callback;
mod columns;
mod constants;
mod emit;
mod eval;
mod exec;
mod imports;
mod iterate;
mod own_code;
mod results;
mod stopped;
mod value;

use foldhash::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::ast::{Class, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::facts::{Assignment, Call, NewColumn, Reach, Run, UnitIdx, UnitKind};
use crate::program::Program;
use call::Manner;
pub(crate) use eval::is_builtin;
use exec::written;
use value::{FunctionRef, Val};

/// Expressions followed per unit at most: enough for the largest real notebooks, a bound for hostile ones.
const BUDGET: u32 = 600_000;
/// Depth of the candidate's own calls that are followed.
const MAX_CALLS_DEEP: usize = 10;
/// Times one function is entered per unit; later calls reuse the last result.
const MAX_ENTRIES: u32 = 24;

/// A definition by unit and index.
pub(crate) type DefinitionKey = (usize, u32);

/// What one abstract run found.
#[derive(Debug, Default)]
pub(crate) struct RunFacts {
    pub(crate) calls: Vec<Call>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) new_columns: Vec<NewColumn>,
    /// Definitions that were entered, each with whether live code did.
    pub(crate) entered: HashMap<DefinitionKey, Reach>,
    /// How the definitions that nothing reached were followed afterwards, where there were any.
    pub(crate) late: Option<Reach>,
    /// Qualified bases and decorators found when the definition was met.
    pub(crate) resolved: HashMap<DefinitionKey, (Vec<SmolStr>, Vec<SmolStr>)>,
}

type Env = HashMap<SmolStr, Val>;

#[derive(Default)]
struct Frame {
    unit: usize,
    locals: Env,
    /// Names declared `global`.
    globals: HashSet<SmolStr>,
    definition: Option<u32>,
    returned: Option<Val>,
    /// Values that `yield` hands out.
    yielded: Vec<Val>,
    is_module: bool,
    /// Values overwritten inside the branch being followed, innermost last.
    journals: Vec<HashMap<SmolStr, Option<Val>>>,
}

struct OwnClass {
    class: Arc<Class>,
    unit: usize,
    attributes: Env,
    /// Values of the base classes.
    bases: Vec<Val>,
}

struct Object {
    class: usize,
    attributes: Env,
}

pub(crate) struct Interpreter<'p> {
    program: &'p Program,
    entry: usize,
    /// Modules of the submission that this run has imported, with their names.
    modules: HashMap<usize, Env>,
    frames: Vec<Frame>,
    classes: Vec<OwnClass>,
    objects: Vec<Object>,
    facts: RunFacts,
    seen: HashMap<u64, u32>,
    manners: HashMap<SmolStr, Manner>,
    reach: Reach,
    run: Run,
    loops: u32,
    budget: u32,
    depth: u32,
    order: u32,
    /// Frames numbered so far.
    n_frames: u32,
    entries: HashMap<*const Function, (u32, Val)>,
    stack: Vec<*const Function>,
    /// Functions that a framework calls: decorated endpoints, tests, methods of subclasses of external classes.
    pending: Vec<FunctionRef>,
    star_modules: Vec<SmolStr>,
    /// How often each name of a module is bound; counted when a comparison first asks.
    bindings: HashMap<usize, HashMap<SmolStr, u32>>,
}

impl<'p> Interpreter<'p> {
    fn new(program: &'p Program, entry: usize) -> Self {
        Self {
            program,
            entry,
            modules: HashMap::default(),
            frames: Vec::new(),
            classes: Vec::new(),
            objects: Vec::new(),
            facts: RunFacts {
                calls: Vec::with_capacity(program.units[entry].module.n_calls),
                ..RunFacts::default()
            },
            seen: HashMap::default(),
            manners: HashMap::default(),
            reach: Reach::Live,
            run: Run::Unknown,
            loops: 0,
            budget: BUDGET,
            depth: 0,
            order: 0,
            n_frames: 0,
            entries: HashMap::default(),
            stack: Vec::new(),
            pending: Vec::new(),
            star_modules: Vec::new(),
            bindings: HashMap::default(),
        }
    }

    /// Follows the whole unit, then whatever frameworks would call of it.
    fn run_entry(&mut self) {
        self.run_module(self.entry);
        let mut next = 0;
        while next < self.pending.len() && next < 500 {
            let function = self.pending[next].clone();
            next += 1;
            let entered = function
                .function
                .definition
                .is_some_and(|d| self.facts.entered.contains_key(&(function.unit, d)));
            if !entered {
                self.call_with_unknown(&function, &Val::default());
            }
        }
    }

    /// Follows the statements of a module in a frame of its own; its names stay in `modules`.
    fn run_module(&mut self, unit: usize) {
        self.modules.insert(unit, Env::default());
        let program = self.program;
        self.frames.push(Frame {
            unit,
            is_module: true,
            ..Frame::default()
        });
        let outer_run = self.run;
        let is_run = unit == self.entry && program.units[unit].kind == UnitKind::Notebook;
        let cells = &program.units[unit].cells;
        let is_counted = is_run && cells.iter().any(|cell| cell.execution_count.is_some());
        for (cell, body) in &program.units[unit].module.cells {
            let cell = cells.get(*cell as usize);
            if is_run {
                self.run = cell.map_or(Run::Unknown, |cell| cell.run);
            }
            let stopped = cell
                .filter(|_| is_counted)
                .and_then(|cell| stopped::stopped_at(cell, body));
            let (reached, missed) = body.split_at(stopped.unwrap_or(body.len()));
            self.exec_block(reached);
            if !missed.is_empty() {
                self.run = Run::NotRun;
                self.exec_block(missed);
            }
        }
        self.run = outer_run;
        self.frames.pop();
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame {
                unit: self.entry,
                is_module: true,
                ..Frame::default()
            });
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn unit(&self) -> usize {
        self.frames.last().map_or(self.entry, |frame| frame.unit)
    }

    fn unit_idx(unit: usize) -> UnitIdx {
        UnitIdx(u32::try_from(unit).unwrap_or(u32::MAX))
    }
}

/// Follows `entry` from its top level.
pub(crate) fn run_unit(program: &Program, entry: usize) -> RunFacts {
    let mut interpreter = Interpreter::new(program, entry);
    interpreter.run_entry();
    interpreter.facts
}

/// The same, and then with unknown arguments the definitions of `entry` that nothing reached: neither this run nor
/// those of other units, as `is_reached` tells.
pub(crate) fn run_whole_unit(
    program: &Program,
    entry: usize,
    is_reached: impl Fn(u32) -> bool,
    is_imported: bool,
) -> RunFacts {
    let mut interpreter = Interpreter::new(program, entry);
    interpreter.run_entry();
    let unit = &program.units[entry];
    let n_definitions = unit.module.definitions.len();
    let unreached: HashSet<u32> = (0..n_definitions)
        .filter_map(|definition| u32::try_from(definition).ok())
        .filter(|definition| {
            !is_reached(*definition)
                && !interpreter
                    .facts
                    .entered
                    .contains_key(&(entry, *definition))
        })
        .collect();
    if unreached.is_empty() {
        return interpreter.facts;
    }
    // A library of functions whose caller is not handed in is judged as written.
    let is_library = unit.kind == UnitKind::Script
        && !is_imported
        && unreached.len() == n_definitions
        && !unit.module.cells.iter().any(|(_, body)| is_program(body));
    let reach = if is_library {
        Reach::Live
    } else {
        Reach::Uncalled
    };
    // The facts go on, so that what the values remember of earlier calls stays right; who entered what is kept apart.
    let live = std::mem::take(&mut interpreter.facts.entered);
    interpreter.entries.clear();
    interpreter.reach = reach;
    interpreter.run = match unit.kind {
        UnitKind::Notebook => Run::NotRun,
        UnitKind::Script => Run::Unknown,
    };
    interpreter.follow_definitions(&unreached);
    interpreter.facts.entered = live;
    interpreter.facts.late = Some(reach);
    interpreter.facts
}

/// Whether top-level code does something of its own: loops, `with` blocks, calls that are no set-up. Such a script calls
/// what it needs, and leaves the rest uncalled.
fn is_program(body: &[Stmt]) -> bool {
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::For { .. } | StmtKind::While { .. } | StmtKind::With { .. } => true,
        StmtKind::Expr(Expr {
            kind: ExprKind::Call(call),
            ..
        }) => !matches!(
            written(&call.function).rsplit('.').next(),
            Some(
                "append"
                    | "basicConfig"
                    | "download"
                    | "filterwarnings"
                    | "insert"
                    | "load_dotenv"
                    | "seed"
                    | "set_option"
                    | "simplefilter"
            )
        ),
        _ => false,
    })
}
