//! Work on a parameter that nobody gets back: `df = df.drop_duplicates()` in a function that ends there. The name is
//! bound anew inside of the function only, so the caller's data stays what it was.

use prejury_python::{Call, CodePlace, Definition};

use super::Preparation;

/// Longer functions are read up to here.
const MAX_LINES: usize = 400;

/// Whether the result of a call only replaces a parameter that the function neither returns nor works on afterwards.
pub(super) fn is_lost(preparation: &Preparation<'_>, call: &Call) -> bool {
    let Some(unit) = preparation.python.units.get(call.place.unit.0 as usize) else {
        return false;
    };
    let Some(definition) = call
        .function
        .and_then(|at| unit.definitions.get(at.0 as usize))
    else {
        return false;
    };
    let Some(name) = rebound(preparation.code_of(call), definition) else {
        return false;
    };
    let source = unit.cells.get(call.place.cell as usize);
    source.is_some_and(|cell| !is_used_after(&cell.source, call.place, definition, name))
}

/// Methods that give a changed copy back.
const GIVES_COPY: &[&str] = &["drop", "drop_duplicates", "dropna", "fillna", "replace"];

/// `df.drop(columns=[...])` alone on its line: the copy that comes back is shown at most, and the data stay what they were.
pub(super) fn is_discarded(code: &str) -> bool {
    let Some((name, rest)) = code.split_once('(') else {
        return false;
    };
    let Some((data, method)) = name.rsplit_once('.') else {
        return false;
    };
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    GIVES_COPY.contains(&method)
        && data.chars().all(is_name)
        && !rest.contains("inplace")
        && closes_at_end(rest)
}

/// Whether the bracket that was opened before `rest` closes with its last letter.
fn closes_at_end(rest: &str) -> bool {
    let mut depth = 1_usize;
    let rest = rest.trim_end();
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1 == rest.len();
        }
    }
    false
}

/// The parameter in `df = df.dropna()`.
fn rebound<'c>(code: &'c str, definition: &Definition) -> Option<&'c str> {
    let (target, value) = code.split_once('=')?;
    let target = target.trim();
    let value = value.trim_start();
    let is_own = value
        .strip_prefix(target)
        .is_some_and(|rest| rest.starts_with(['.', '[']));
    let is_parameter = definition.parameters.iter().any(|name| name == target);
    (is_own && is_parameter && !code.contains("inplace")).then_some(target)
}

/// Whether a later line of the function does more with the name than to show it. A loop starts over, so that its
/// earlier lines count too.
fn is_used_after(source: &str, place: CodePlace, definition: &Definition, name: &str) -> bool {
    let first = definition.place.line as usize;
    let is_after = |number: usize| number > place.end_line as usize;
    let mut body = (1..)
        .zip(source.lines())
        .skip(first)
        .take_while(|(number, _)| *number <= definition.place.end_line as usize)
        .take(MAX_LINES)
        .map(|(number, line)| (number, line.trim_start()));
    let loops = body
        .clone()
        .any(|(_, line)| line.starts_with("for ") || line.starts_with("while "));
    body.any(|(number, line)| {
        let only_shows = ["print(", "display(", "#"]
            .iter()
            .any(|start| line.starts_with(start));
        (is_after(number) || loops && number < place.line as usize)
            && !only_shows
            && has_word(line, name)
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::closes_at_end;

    #[test]
    fn a_call_is_whole_where_its_bracket_closes_last() {
        assert!(closes_at_end("columns=list('ab'))"));
        for rest in ["columns=['a']).head()", "a) + f(b)", "columns=['a'", ""] {
            assert!(!closes_at_end(rest), "{rest}");
        }
    }
}
