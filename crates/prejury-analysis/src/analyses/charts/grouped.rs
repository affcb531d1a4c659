//! Boxes of groups that the code makes by itself: one variable by the categories of another.
//!
//! # What it looks for
//! `groups.append(df[df["kind"] == kind]["price"])` in a loop, or the same in a comprehension, and `plt.boxplot(groups)`.
//! # Does not count
//! Columns side by side, be it of one year; scores of models that a loop gathers.
//! # Limits
//! An `.append` takes any variable for the one of the loop (`data.append(df[df.year == year][c])`), and a comprehension is read on
//! one line.

use prejury_python::{Call, PythonFacts, Value};

use super::kinds::{Drawing, Kind};

/// Lines above a chart in which its groups are gathered.
const MAX_LINES: u32 = 60;
/// Lines of the call itself.
const MAX_OWN_LINES: u32 = 8;
/// Longer lines are data.
const MAX_LINE: usize = 500;

/// Whether boxes or violins are drawn of the rows of each category.
pub(super) fn draws_groups(python: &PythonFacts, call: &Call, drawing: &Drawing) -> bool {
    let is_of_boxes = drawing
        .kinds
        .iter()
        .any(|kind| matches!(kind, Kind::Box | Kind::Violin));
    if !is_of_boxes || !call.callee.starts_with("matplotlib.") {
        return false;
    }
    let unit = python.units.get(call.place.unit.0 as usize);
    let Some(cell) = unit.and_then(|unit| unit.cells.get(call.place.cell as usize)) else {
        return false;
    };
    let Some(groups) = call.arg("x", Some(0)).or_else(|| call.keyword("dataset")) else {
        return false;
    };
    let name = |value: &Value| value.name.clone().filter(|name| !name.contains(['[', '.']));
    let first = call.place.line;
    match name(groups) {
        Some(name) => {
            let lines = first.saturating_sub(MAX_LINES).max(1)..first;
            lines
                .filter_map(|line| cell.line(line))
                .any(|line| gathers(line, &name))
        }
        None => {
            let last = call.place.end_line.min(first.saturating_add(MAX_OWN_LINES));
            let mut own = (first..=last).filter_map(|line| cell.line(line));
            own.any(chooses_in_turn)
        }
    }
}

/// `groups.append(df[df.kind == kind].price)`, or a list of such by one comprehension.
fn gathers(line: &str, name: &str) -> bool {
    let line = &line[..line.floor_char_boundary(MAX_LINE)];
    let rest = line.trim_start().strip_prefix(name);
    let rest = rest.map(str::trim_start).unwrap_or_default();
    match rest.strip_prefix(".append(") {
        Some(group) => chooses_rows(group, is_variable),
        None => {
            let value = rest.strip_prefix('=').unwrap_or_default();
            !value.starts_with('=') && chooses_in_turn(value)
        }
    }
}

fn chooses_in_turn(code: &str) -> bool {
    let code = &code[..code.floor_char_boundary(MAX_LINE)];
    let Some((_, rest)) = code.split_once(" for ") else {
        return false;
    };
    let variables = rest
        .split_once(" in ")
        .map_or("", |(variables, _)| variables);
    let is_one = |word: &str| {
        let mut variables = variables.split([',', '(', ')']);
        variables.any(|variable| variable.trim() == word)
    };
    chooses_rows(code, is_one)
}

/// A name: no number and no text.
fn is_variable(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Rows of one category, which is another in each turn: `df[df.kind == kind]`, `groups.get_group(kind)`.
fn chooses_rows(code: &str, turns: impl Fn(&str) -> bool) -> bool {
    let is_part = |c: char| !(c.is_alphanumeric() || c == '_');
    let mut groups = code.match_indices(".get_group(");
    let of_group = groups.any(|(at, found)| {
        let group = code[at + found.len()..].trim_start();
        turns(group.split(is_part).next().unwrap_or_default())
    });
    of_group || {
        let mut places = code.match_indices("==");
        places.any(|(at, _)| {
            let (before, after) = (code[..at].trim_end(), code[at + 2..].trim_start());
            let right = after.split(is_part).next().unwrap_or_default();
            let left = before.rsplit(is_part).next().unwrap_or_default();
            // `df[kind == df.kind]` reads the same.
            let of_left = || before[..before.len() - left.len()].ends_with(['[', '(']);
            before.contains('[') && (turns(right) || of_left() && turns(left))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_change_in_each_turn() {
        for code in [
            "[df[df['kind'] == kind]['price'] for kind in kinds]",
            "[df.loc[df.kind==k, 'price'] for i, k in enumerate(kinds)]",
            "[df[k == df.kind].price for k in kinds]",
            "[groups.get_group(k) for k in kinds]",
        ] {
            assert!(chooses_in_turn(code), "{code}");
        }
        for code in [
            "[df[c][df['year'] == 2016] for c in cols]",
            "[df[c].dropna() for c in cols if df[c].dtype == 'float']",
            "[years.get_group(2016)[c] for c in cols]",
            "[df[c] for c in cols",
            "é.get_group(",
            "é == for é in ==",
        ] {
            assert!(!chooses_in_turn(code), "{code}");
        }
        assert!(gathers("data.append(df[df.kind == kind].price)", "data"));
        assert!(!gathers("data.append(df[df.year == 2016][c])", "data"));
    }
}
