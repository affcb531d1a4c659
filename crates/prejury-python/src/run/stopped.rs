//! Cells that were stopped on their way: outputs are stored, the count is not, and a text that the cell prints is missing.

use crate::ast::{ExprKind, Stmt, StmtKind};
use crate::facts::{Cell, Literal, Output};

/// Letters of a printed text that no other output holds by chance.
const MIN_LETTERS: usize = 4;
/// Stored text of one cell is bounded: a longer one may miss what was printed last.
const MAX_STORED: usize = 15_000;

/// Number of the first statement of `body` that the stored outputs show as not reached: a cell without execution count, in a
/// notebook that has counts, prints one text that is stored and a later one that is not.
pub(super) fn stopped_at(cell: &Cell, body: &[Stmt]) -> Option<usize> {
    if cell.execution_count.is_some() || cell.outputs.is_empty() {
        return None;
    }
    let stored: Vec<&str> = cell
        .outputs
        .iter()
        .filter_map(|output| match output {
            Output::Text(text) | Output::Stderr(text) => Some(&**text),
            _ => None,
        })
        .collect();
    if stored.is_empty() || stored.iter().map(|text| text.len()).sum::<usize>() > MAX_STORED {
        return None;
    }
    let is_stored = |printed: &str| stored.iter().any(|text| text.contains(printed));
    let mut has_printed = false;
    for (number, statement) in body.iter().enumerate() {
        match printed_text(statement) {
            Some(text) if is_stored(text) => has_printed = true,
            Some(_) if has_printed => return Some(number),
            _ => {}
        }
    }
    None
}

/// The literal that a `print` at the top level begins with.
fn printed_text(statement: &Stmt) -> Option<&str> {
    let StmtKind::Expr(expr) = &statement.kind else {
        return None;
    };
    let ExprKind::Call(call) = &expr.kind else {
        return None;
    };
    if !matches!(&call.function.kind, ExprKind::Name(name) if name == "print") {
        return None;
    }
    let first = call.args.first().filter(|arg| arg.name.is_none())?;
    let ExprKind::Literal(Literal::Str(text)) = &first.value.kind else {
        return None;
    };
    let goes_elsewhere = call
        .args
        .iter()
        .any(|arg| arg.name.as_deref() == Some("file"));
    // What a text is written with, escapes or colours, may be stored in another form.
    let is_plain = !text.contains(['\\', '\n', '{', '%', '\u{1b}']);
    let text = text.trim();
    (is_plain && !goes_elsewhere && text.chars().count() >= MIN_LETTERS).then_some(text)
}
