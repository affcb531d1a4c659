//! Names of a module that are bound once: only what never changes decides which branch a comparison selects.

use foldhash::HashMap;
use smol_str::SmolStr;

use crate::ast::{Expr, ExprKind, Stmt, StmtKind};

/// What a binding inside of `try` counts for: whether it is reached is not known.
pub(super) const TRIED: u32 = 1 << 16;

/// How often each name is bound anywhere in `body`, functions included.
pub(super) fn bindings<'s>(body: impl Iterator<Item = &'s Stmt>) -> HashMap<SmolStr, u32> {
    let mut counts = HashMap::default();
    body.for_each(|stmt| count(stmt, 1, &mut counts));
    counts
}

/// `weight` is what one binding counts for.
fn count(stmt: &Stmt, mut weight: u32, counts: &mut HashMap<SmolStr, u32>) {
    let mut blocks: Vec<&[Stmt]> = Vec::new();
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => {
            targets.iter().for_each(|one| bind(one, weight, counts))
        }
        // `x += 1` changes what it finds: it is never the only binding.
        StmtKind::AugAssign { target, .. } => {
            bind(target, weight, counts);
            bind(target, weight, counts);
        }
        StmtKind::For {
            target,
            body,
            orelse,
            ..
        } => {
            bind(target, weight, counts);
            bind(target, weight, counts);
            blocks.extend([&**body, orelse]);
        }
        StmtKind::While { body, orelse, .. } | StmtKind::If { body, orelse, .. } => {
            blocks.extend([&**body, orelse]);
        }
        StmtKind::With { items, body } => {
            let targets = items.iter().filter_map(|(_, target)| target.as_ref());
            targets.for_each(|target| bind(target, weight, counts));
            blocks.push(body);
        }
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        } => {
            weight = TRIED;
            blocks.extend([&**body, orelse, finalbody]);
            blocks.extend(handlers.iter().map(|(_, body)| &**body));
        }
        StmtKind::Match { cases, .. } => blocks.extend(cases.iter().map(|body| &**body)),
        StmtKind::Function(function) => blocks.push(&function.body),
        StmtKind::Class(class) => blocks.push(&class.body),
        _ => {}
    }
    for block in blocks {
        block.iter().for_each(|stmt| count(stmt, weight, counts));
    }
}

fn bind(target: &Expr, weight: u32, counts: &mut HashMap<SmolStr, u32>) {
    match &target.kind {
        ExprKind::Name(name) => add(counts, name.clone(), weight),
        ExprKind::Tuple(targets) | ExprKind::List(targets) => {
            targets.iter().for_each(|one| bind(one, weight, counts));
        }
        ExprKind::Star(inner) => bind(inner, weight, counts),
        _ => {}
    }
}

/// Generated code may bind one name in tens of thousands of `try`: the count stays at its end.
fn add(counts: &mut HashMap<SmolStr, u32>, name: SmolStr, n_times: u32) {
    let entry = counts.entry(name).or_default();
    *entry = entry.saturating_add(n_times);
}
