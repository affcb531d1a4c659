//! Names of a module that are bound once: only what never changes decides which branch a comparison selects.

use foldhash::HashMap;
use smol_str::SmolStr;

use crate::ast::{Expr, ExprKind, Stmt, StmtKind};

/// What a binding inside of `try` counts for: whether it is reached is not known.
pub(super) const TRIED: u32 = 1 << 16;

/// How often each name is bound anywhere in `body`, functions included.
pub(super) fn bindings<'s>(body: impl Iterator<Item = &'s Stmt>) -> HashMap<SmolStr, u32> {
    let mut counts = HashMap::default();
    body.for_each(|stmt| count(stmt, &mut counts));
    counts
}

fn count(stmt: &Stmt, counts: &mut HashMap<SmolStr, u32>) {
    let mut blocks: Vec<&[Stmt]> = Vec::new();
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().for_each(|one| bind(one, counts)),
        // `x += 1` changes what it finds: it is never the only binding.
        StmtKind::AugAssign { target, .. } => {
            bind(target, counts);
            bind(target, counts);
        }
        StmtKind::For {
            target,
            body,
            orelse,
            ..
        } => {
            bind(target, counts);
            bind(target, counts);
            blocks.extend([&**body, orelse]);
        }
        StmtKind::While { body, orelse, .. } | StmtKind::If { body, orelse, .. } => {
            blocks.extend([&**body, orelse]);
        }
        StmtKind::With { items, body } => {
            let targets = items.iter().filter_map(|(_, target)| target.as_ref());
            targets.for_each(|target| bind(target, counts));
            blocks.push(body);
        }
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            let mut tried = HashMap::default();
            let of_handlers = handlers.iter().map(|(_, body)| &**body);
            let blocks = [&**body, orelse, finalbody].into_iter().chain(of_handlers);
            blocks.flatten().for_each(|stmt| count(stmt, &mut tried));
            // The order serves nothing but to be the same each time.
            let mut tried: Vec<(SmolStr, u32)> = tried.into_iter().collect();
            tried.sort_unstable();
            for (name, n_times) in tried {
                add(counts, name, u32::saturating_add(n_times, TRIED));
            }
        }
        StmtKind::Match { cases, .. } => blocks.extend(cases.iter().map(|body| &**body)),
        StmtKind::Function(function) => blocks.push(&function.body),
        StmtKind::Class(class) => blocks.push(&class.body),
        _ => {}
    }
    for block in blocks {
        block.iter().for_each(|stmt| count(stmt, counts));
    }
}

fn bind(target: &Expr, counts: &mut HashMap<SmolStr, u32>) {
    match &target.kind {
        ExprKind::Name(name) => add(counts, name.clone(), 1),
        ExprKind::Tuple(targets) | ExprKind::List(targets) => {
            targets.iter().for_each(|one| bind(one, counts));
        }
        ExprKind::Star(inner) => bind(inner, counts),
        _ => {}
    }
}

/// Generated code may bind one name in tens of thousands of `try`: the count stays at its end.
fn add(counts: &mut HashMap<SmolStr, u32>, name: SmolStr, n_times: u32) {
    let entry = counts.entry(name).or_default();
    *entry = entry.saturating_add(n_times);
}
