//! Places that show what became of a text, and whether they show every step on one and the same (C1.4.2-CE6).
//!
//! # Limits
//! A column is taken to be made of the first column that its line reads.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{CodePlace, UnitIdx};
use smol_str::SmolStr;

use super::examples::Stages;
use super::page::Line;

/// Columns between one and what it was made of in the end.
const MAX_LINEAGE: usize = 8;
/// Accessors of a table that are no columns.
const ACCESSORS: &[&str] = &[
    "T", "at", "columns", "iat", "iloc", "index", "loc", "shape", "str", "values",
];

/// One place where the result of stages is on the page.
pub(super) struct Shown {
    pub(super) place: CodePlace,
    pub(super) stages: Stages,
    /// The example is one text or one row: all its stages can be read off it.
    pub(super) is_one_text: bool,
    pub(super) strength: Strength,
    /// What the text has become there, one entry for each step that can be told apart.
    pub(super) states: BTreeSet<(SmolStr, u32)>,
    /// The table whose rows are shown, and the column that the shown one was made of; empty for all of them.
    pub(super) frame: SmolStr,
    pub(super) root: SmolStr,
}

/// What a line makes of texts.
pub(super) struct Made<'f> {
    pub(super) at: usize,
    pub(super) names: HashSet<&'f str>,
    pub(super) stages: Stages,
    /// The column that is made, and the one that it is made of.
    pub(super) column: Option<&'f str>,
    pub(super) from: Option<&'f str>,
}

impl<'f> Made<'f> {
    pub(super) fn of(at: usize, line: &Line<'f>, names: HashSet<&'f str>, stages: Stages) -> Self {
        let sides = line.assigned().zip(line.text.split_once('='));
        let column = sides.and_then(|(name, (target, _))| column_of(target, name));
        let from = sides.and_then(|(_, (_, value))| {
            let mut names = line.names().iter();
            names.find_map(|name| column_of(value, name))
        });
        Self {
            at,
            names,
            stages,
            column,
            from,
        }
    }
}

/// The column of `name` that a text reads: `tweets["clean"]`, `tweets.clean`, `tweets.loc[3, "clean"]`; none for the table
/// itself and for several of its columns.
pub(super) fn column_of<'f>(text: &'f str, name: &str) -> Option<&'f str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut places = text.match_indices(name);
    let (at, _) = places.find(|(at, _)| {
        let starts = text[..*at]
            .chars()
            .next_back()
            .is_none_or(|last| !is_word(last) && last != '.');
        starts && !text[at + name.len()..].starts_with(is_word)
    })?;
    let rest = &text[at + name.len()..];
    let quoted = |text: &'f str| {
        let open = text.find(['"', '\''])?;
        let close = text[open + 1..].find(['"', '\''])?;
        Some(&text[open + 1..open + 1 + close])
    };
    if let Some(inner) = rest.strip_prefix('[') {
        let is_one = inner.starts_with(['"', '\'']);
        return if is_one { quoted(inner) } else { None };
    }
    let rest = rest.strip_prefix('.')?;
    let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    let (attribute, after) = rest.split_at(end);
    if matches!(attribute, "loc" | "at") {
        let inner = &after[..after.find(']')?];
        return inner.split_once(',').and_then(|(_, column)| quoted(column));
    }
    (!after.starts_with('(') && !ACCESSORS.contains(&attribute)).then_some(attribute)
}

/// A column with those that it was made of, the first one last.
pub(super) fn lineage<'f>(made: &[Made<'f>], column: Option<&'f str>) -> Vec<&'f str> {
    let mut columns: Vec<&str> = column.into_iter().collect();
    while let Some(last) = columns.last().copied()
        && columns.len() < MAX_LINEAGE
    {
        let mut makers = made.iter().rev().filter(|made| made.column == Some(last));
        match makers.find_map(|made| made.from.filter(|from| !columns.contains(from))) {
            Some(from) => columns.push(from),
            None => break,
        }
    }
    columns
}

/// What a text has become by the lines that made it: a whole row shows each of its columns, anything else the last state.
pub(super) fn states(covered: &[&Made<'_>], is_row: bool, root: &str) -> BTreeSet<(SmolStr, u32)> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if !is_row {
        return BTreeSet::from([(SmolStr::from(root), count(covered.len()))]);
    }
    let numbered = covered.iter().enumerate();
    numbered
        .map(|(number, made)| match made.column {
            Some(column) => (column.into(), 0),
            None => (SmolStr::default(), count(number + 1)),
        })
        .collect()
}

/// Which of the places belong to an example on which every step is seen: those of one notebook that show one text, or the
/// rows of one table, in several states. A text before all of its steps is a state, too.
pub(super) fn complete(
    shown: &[Shown],
    done: Stages,
    with_raw_text: &HashSet<UnitIdx>,
) -> Vec<bool> {
    let mut groups: BTreeMap<(UnitIdx, &str, &str), Vec<usize>> = BTreeMap::new();
    let is_real = |piece: &Shown| piece.strength >= Strength::Written;
    for (at, piece) in shown.iter().enumerate().filter(|(_, piece)| is_real(piece)) {
        let key = match piece.is_one_text {
            true => (piece.place.unit, "", ""),
            false => (piece.place.unit, &*piece.frame, &*piece.root),
        };
        groups.entry(key).or_default().push(at);
    }
    // A table shows its columns.
    let whole: Vec<((UnitIdx, &str), Vec<usize>)> = groups
        .iter()
        .filter(|((_, frame, root), _)| !frame.is_empty() && root.is_empty())
        .map(|((unit, frame, _), pieces)| ((*unit, *frame), pieces.clone()))
        .collect();
    for ((unit, frame, root), pieces) in &mut groups {
        let of_table = whole.iter().find(|(key, _)| *key == (*unit, *frame));
        if let Some((_, whole)) = of_table.filter(|_| !root.is_empty()) {
            pieces.extend(whole);
        }
    }
    let mut complete = vec![false; shown.len()];
    for ((unit, frame, _), pieces) in groups {
        let all = || pieces.iter().map(|at| &shown[*at]);
        let n_missing = done.n_beside(Stages::union(all().map(|piece| piece.stages)));
        let is_enough = done.len() > 1 && (n_missing == 0 || n_missing == 1 && done.len() > 3);
        let n_states = if frame.is_empty() {
            let states: BTreeSet<_> = all().flat_map(|piece| &piece.states).collect();
            states.len() + usize::from(with_raw_text.contains(&unit))
        } else {
            // Rows of a table are shown anew after each step.
            let states: BTreeSet<u32> = all()
                .flat_map(|piece| piece.states.iter().map(|(_, number)| *number))
                .collect();
            let cells: BTreeSet<u32> = all().map(|piece| piece.place.cell).collect();
            states.len().min(cells.len())
        };
        if is_enough && n_states > 1 {
            pieces.iter().for_each(|at| complete[*at] = true);
        }
    }
    complete
}
