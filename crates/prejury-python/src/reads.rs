//! Cells whose count was cleared, told by the names that later cells read.
//!
//! A cell without execution count in a notebook otherwise run was passed over, or its output was cleared after the run. Where a
//! later cell that ran reads a name that only this cell binds, it must have run. Names that a kernel hands out, that a star import
//! or `%run` may bring in, and reads that a branch may skip prove nothing.

use foldhash::{HashMap, HashSet};
use smol_str::SmolStr;

use crate::ast::{Expr, ExprKind, Stmt, StmtKind};
use crate::facts::{Cell, Magic, Run};
use crate::run::is_builtin;

/// Names that notebook kernels hand out without any cell.
const GIVEN: &[&str] = &[
    "In",
    "Out",
    "dbutils",
    "display",
    "get_ipython",
    "sc",
    "spark",
    "sql",
    "sqlContext",
];

/// Nesting that is looked into: deeper code proves nothing.
const MAX_DEPTH: u32 = 40;

/// Names of one cell's top level.
#[derive(Default)]
struct Names<'a> {
    bound: HashSet<&'a SmolStr>,
    read: HashSet<&'a SmolStr>,
    /// A star import binds names that nobody wrote.
    is_open: bool,
}

/// Marks cells that were not counted and must have run.
pub(crate) fn mark(cells: &mut [Cell], bodies: &[(u32, Vec<Stmt>)], magics: &[Magic]) {
    if !cells.iter().any(|cell| cell.run == Run::NotRun)
        || magics.iter().any(|magic| brings_names(&magic.text))
    {
        return;
    }
    let names: Vec<(usize, Names<'_>)> = bodies
        .iter()
        .map(|(cell, body)| (*cell as usize, names_of(body)))
        .collect();
    if names.iter().any(|(_, names)| names.is_open) {
        return;
    }
    let mut binders: HashMap<&SmolStr, u32> = HashMap::default();
    for name in names.iter().flat_map(|(_, names)| &names.bound) {
        *binders.entry(*name).or_default() += 1;
    }
    // From the last cell on, so that a cell found to have run speaks for those before it.
    let mut read: HashSet<&SmolStr> = HashSet::default();
    for (cell, names) in names.iter().rev() {
        let Some(cell) = cells.get_mut(*cell) else {
            continue;
        };
        let is_needed = |name: &&SmolStr| {
            read.contains(*name)
                && binders.get(*name) == Some(&1)
                && !GIVEN.contains(&name.as_str())
                && !is_builtin(name)
        };
        if cell.run == Run::NotRun && names.bound.iter().any(is_needed) {
            cell.run = Run::Ran;
        }
        if cell.run == Run::Ran {
            read.extend(names.read.difference(&names.bound));
        }
    }
}

/// Magics after which names may stand in the namespace without a cell that binds them.
fn brings_names(magic: &str) -> bool {
    ["run", "store", "load", "pylab", "macro", "rerun", "recall"]
        .iter()
        .any(|name| {
            magic
                .trim_start_matches('%')
                .split_whitespace()
                .next()
                .is_some_and(|first| first == *name)
        })
}

fn names_of(body: &[Stmt]) -> Names<'_> {
    let mut names = Names::default();
    names.block(body, 0);
    names
}

impl<'a> Names<'a> {
    fn block(&mut self, body: &'a [Stmt], depth: u32) {
        if depth < MAX_DEPTH {
            body.iter().for_each(|stmt| self.statement(stmt, depth + 1));
        }
    }

    /// What may be skipped binds, and does not read.
    fn binds_only(&mut self, body: &'a [Stmt], depth: u32) {
        let read = std::mem::take(&mut self.read);
        self.block(body, depth);
        self.read = read;
    }

    fn statement(&mut self, stmt: &'a Stmt, depth: u32) {
        match &stmt.kind {
            StmtKind::Expr(value) => self.reads(value, depth),
            StmtKind::Assign { targets, value } => {
                self.reads(value, depth);
                targets.iter().for_each(|target| self.binds(target, depth));
            }
            StmtKind::AugAssign { target, value } => {
                self.reads(value, depth);
                self.reads(target, depth);
            }
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
            } => {
                self.reads(iter, depth);
                self.binds(target, depth);
                self.block(body, depth);
                self.binds_only(orelse, depth);
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.reads(test, depth);
                self.binds_only(body, depth);
                self.binds_only(orelse, depth);
            }
            StmtKind::With { items, body } => {
                for (context, target) in items {
                    self.reads(context, depth);
                    target.iter().for_each(|target| self.binds(target, depth));
                }
                self.block(body, depth);
            }
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                for (name, handler) in handlers {
                    self.bound.extend(name);
                    self.binds_only(handler, depth);
                }
                for block in [body, orelse, finalbody] {
                    self.binds_only(block, depth);
                }
            }
            StmtKind::Match { subject, cases } => {
                self.reads(subject, depth);
                cases.iter().for_each(|case| self.binds_only(case, depth));
            }
            StmtKind::Function(function) => {
                self.bound.insert(&function.name);
            }
            StmtKind::Class(class) => {
                self.bound.insert(&class.name);
            }
            StmtKind::Import(names) => {
                for import in names {
                    self.is_open |= import.name.as_deref() == Some("*");
                    let name = import.alias.as_ref().or(import.name.as_ref());
                    self.bound.insert(name.unwrap_or(&import.module));
                }
            }
            StmtKind::Global(_)
            | StmtKind::Return(_)
            | StmtKind::Jump(_)
            | StmtKind::Delete(_)
            | StmtKind::Assert(_) => {}
        }
    }

    fn binds(&mut self, target: &'a Expr, depth: u32) {
        match &target.kind {
            ExprKind::Name(name) => {
                self.bound.insert(name);
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) if depth < MAX_DEPTH => {
                parts.iter().for_each(|part| self.binds(part, depth + 1));
            }
            ExprKind::Star(inner) if depth < MAX_DEPTH => self.binds(inner, depth + 1),
            _ => self.reads(target, depth),
        }
    }

    fn reads(&mut self, expr: &'a Expr, depth: u32) {
        if depth >= MAX_DEPTH {
            return;
        }
        let next = depth + 1;
        match &expr.kind {
            ExprKind::Name(name) => {
                self.read.insert(name);
            }
            ExprKind::FString(parts)
            | ExprKind::Slice(parts)
            | ExprKind::Tuple(parts)
            | ExprKind::List(parts)
            | ExprKind::Set(parts)
            | ExprKind::Compare(_, parts)
            | ExprKind::Opaque(parts) => parts.iter().for_each(|part| self.reads(part, next)),
            ExprKind::Attribute(inner, _)
            | ExprKind::Not(inner)
            | ExprKind::Invert(inner)
            | ExprKind::Unary(inner)
            | ExprKind::Star(inner)
            | ExprKind::Yield(inner) => self.reads(inner, next),
            ExprKind::Subscript(inner, index) => {
                self.reads(inner, next);
                index.iter().for_each(|part| self.reads(part, next));
            }
            ExprKind::Call(call) => {
                self.reads(&call.function, next);
                call.args
                    .iter()
                    .for_each(|arg| self.reads(&arg.value, next));
            }
            ExprKind::Dict(entries) => {
                for (key, value) in entries {
                    key.iter().for_each(|key| self.reads(key, next));
                    self.reads(value, next);
                }
            }
            ExprKind::Binary(_, left, right) => {
                self.reads(left, next);
                self.reads(right, next);
            }
            ExprKind::Named(name, value) => {
                self.bound.insert(name);
                self.reads(value, next);
            }
            // The names of a comprehension are its own; what it goes through first is read in any case.
            ExprKind::Comprehension(comprehension) => {
                if let Some((_, iter)) = comprehension.clauses.first() {
                    self.reads(iter, next);
                }
            }
            ExprKind::Conditional(_) | ExprKind::Lambda(_) | ExprKind::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Run;
    use crate::parse;

    /// How the cells of a notebook ran; `true` for those that have a count.
    fn runs(cells: &[(&str, bool)]) -> Vec<Run> {
        let cells: Vec<serde_json::Value> = cells
            .iter()
            .zip(1..)
            .map(|((source, counted), count)| {
                let count = counted.then_some(count);
                serde_json::json!({
                    "cell_type": "code", "metadata": {}, "outputs": [], "source": source, "execution_count": count
                })
            })
            .collect();
        let notebook =
            serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
        let unit = parse("a.ipynb".into(), notebook.to_string().as_bytes());
        unit.cells.iter().map(|cell| cell.run).collect()
    }

    #[test]
    fn a_cell_whose_name_a_later_cell_reads_did_run() {
        let found = runs(&[
            ("import pandas as pd", true),
            ("df = pd.read_csv('a.csv')", false),
            ("clean = df.dropna()", false),
            ("other = 1", false),
            ("clean.shape", true),
        ]);
        assert_eq!(found, [Run::Ran, Run::Ran, Run::Ran, Run::NotRun, Run::Ran]);
    }

    #[test]
    fn what_stands_elsewhere_too_or_may_be_skipped_proves_nothing() {
        for (first, later) in [
            ("x = 1", "x = 2\nprint(x)"),
            ("x = 1", "if False:\n    print(x)"),
            ("x = 1", "print([x for x in range(3)])"),
            ("x = 1", "f = lambda x: x"),
            ("x = 1", "def f():\n    return x"),
            ("sum = 1", "sum([1, 2])"),
            ("spark = make()", "spark.read.parquet('a')"),
            ("x = 1", "from helpers import *\nprint(x)"),
            ("x = 1", "%run helpers.ipynb\nprint(x)"),
            ("x = 1", "print('x')"),
        ] {
            assert_eq!(
                runs(&[(first, false), (later, true)])[0],
                Run::NotRun,
                "{later}"
            );
        }
        assert_eq!(
            runs(&[("x = 1", true), ("x = 2", false), ("print(x)", true)])[1],
            Run::NotRun
        );
        // A name read before it is bound says nothing of the cell below.
        assert_eq!(
            runs(&[("print(x)", true), ("x = 1", false)])[1],
            Run::NotRun
        );
    }
}
