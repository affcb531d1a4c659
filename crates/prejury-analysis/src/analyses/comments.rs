//! Comments: how much of the code is explained in words.
//!
//! # What it looks for
//! Functions and classes with a docstring or comments, scripts and notebook cells with comments.
//!
//! # Counts as evidence
//! Docstrings, `#` comments in prose inside a function or right above it, and, for notebooks, markdown right above a cell.
//!
//! # Does not count
//! Code that was commented out; markdown for scripts; a comment far from what it would explain.
//!
//! # Limits
//! Whether a comment says something useful is for the evaluator to judge.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::fold;
use prejury_intake::FileKind;
use prejury_python::{
    CellKind, CodePlace, CodeUnit, Comment, Definition, DefinitionKind, UnitKind,
};

use super::history::is_code;
use super::{Analysis, Context, listed};
use crate::sink::EvidenceSink;

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "comments",
    signals: &[
        "code.documented",
        "code.partly-documented",
        "code.undocumented",
        "code.none",
        "code.scripts",
    ],
    run,
};

/// Percentage that makes most of something.
const MOST: usize = 60;
/// Percentage that makes a good part of something.
const GOOD_PART: usize = 25;
/// A script is commented when it has one line of comment or docstring for at most so many lines of code.
const LINES_PER_COMMENT: usize = 12;
/// Comments stand nearly everywhere when one is there for at most so many lines of code.
const LINES_PER_COMMENT_EVERYWHERE: usize = 8;
/// Pieces shown.
const MAX_SHOWN: usize = 6;

/// What was counted in one unit.
struct Count<'a> {
    unit: &'a CodeUnit,
    documented: Vec<&'a Definition>,
    bare: Vec<&'a Definition>,
    /// Lines of prose comments and docstrings.
    comment_lines: usize,
    /// Code lines that are explained: of the whole script when it is commented, of the cells that are for a notebook.
    explained_lines: usize,
    code_lines: usize,
}

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let facts = ctx.facts;
    if !facts.submission.files.iter().any(|file| is_code(file.kind)) {
        if let Some(file) = facts.submission.files.first() {
            sink.found(
                "code.none",
                Strength::Written,
                Location::file(file.path.clone()),
                "",
                None,
            );
        }
        return;
    }
    if let Some(script) = facts
        .submission
        .files
        .iter()
        .find(|file| file.kind == FileKind::Python)
    {
        sink.found(
            "code.scripts",
            Strength::Written,
            Location::file(script.path.clone()),
            &*script.path,
            None,
        );
    }
    let counts: Vec<Count<'_>> = facts
        .python
        .units
        .iter()
        .filter(|unit| unit.code_lines > 0)
        .map(count)
        .collect();
    let Some(first) = counts.first() else { return };
    let documented: usize = counts.iter().map(|count| count.documented.len()).sum();
    let functions: usize = documented + counts.iter().map(|count| count.bare.len()).sum::<usize>();
    let code: usize = counts.iter().map(|count| count.code_lines).sum();
    let explained: usize = counts.iter().map(|count| count.explained_lines).sum();
    let comments: usize = counts.iter().map(|count| count.comment_lines).sum();

    let most_functions = documented * 100 >= functions * MOST;
    let most_code = explained * 100 >= code * MOST;
    let everywhere = comments * LINES_PER_COMMENT_EVERYWHERE >= code
        && documented * 100 >= functions * GOOD_PART;
    let some = documented > 0 || explained * 100 >= code * GOOD_PART;
    if most_code && (most_functions || everywhere) {
        show("code.documented", ctx, &counts, sink);
    } else if some {
        show("code.partly-documented", ctx, &counts, sink);
    } else {
        sink.push(Evidence {
            signal: "code.undocumented".into(),
            strength: Strength::Written,
            supports: false,
            location: first.bare.first().map_or_else(
                || Location::file(first.unit.path.clone()),
                |bare| facts.python.location(bare.place),
            ),
            excerpt: first
                .bare
                .first()
                .map(|bare| facts.python.excerpt(bare.place, 2))
                .unwrap_or_default(),
            subject: None,
            related: Vec::new(),
        });
    }
}

fn count(unit: &CodeUnit) -> Count<'_> {
    let prose: BTreeSet<(u32, u32)> = unit
        .comments
        .iter()
        .filter(|comment| !comment.is_code && has_words(&comment.text))
        .map(|comment| (comment.place.cell, comment.place.line))
        .collect();
    let is_own = |definition: &&Definition| definition.kind != DefinitionKind::Lambda;
    let (documented, bare): (Vec<&Definition>, Vec<&Definition>) = unit
        .definitions
        .iter()
        .filter(is_own)
        .partition(|definition| is_documented(definition, &prose));
    // The name of a test says what it checks: one without a comment is not held against the code.
    let bare = bare
        .into_iter()
        .filter(|definition| !is_test(&definition.name))
        .collect();
    let docstring_lines: usize = documented
        .iter()
        .filter_map(|definition| definition.docstring.as_ref())
        .map(|text| text.lines().count())
        .sum();
    let comment_lines = prose.len() + docstring_lines;
    let code_lines = unit.code_lines as usize;
    let explained_lines = match unit.kind {
        UnitKind::Script if comment_lines * LINES_PER_COMMENT >= code_lines => code_lines,
        UnitKind::Script => 0,
        UnitKind::Notebook => explained_cells(unit, &prose, &documented, code_lines),
    };
    Count {
        unit,
        documented,
        bare,
        comment_lines,
        explained_lines,
        code_lines,
    }
}

fn is_test(name: &str) -> bool {
    name.rsplit('.')
        .next()
        .is_some_and(|name| name.starts_with("test_"))
}

/// A comment of one letter or a line of dashes explains nothing.
fn has_words(comment: &str) -> bool {
    comment
        .chars()
        .filter(|character| character.is_alphabetic())
        .take(3)
        .count()
        == 3
}

fn is_documented(definition: &Definition, prose: &BTreeSet<(u32, u32)>) -> bool {
    let CodePlace {
        cell,
        line,
        end_line,
        ..
    } = definition.place;
    let has_docstring = definition
        .docstring
        .as_ref()
        .is_some_and(|text| has_words(text));
    has_docstring
        || prose
            .range((cell, line.saturating_sub(2))..=(cell, end_line))
            .next()
            .is_some()
}

/// Code lines of the cells that a comment, a docstring or the markdown right above explains.
fn explained_cells(
    unit: &CodeUnit,
    prose: &BTreeSet<(u32, u32)>,
    documented: &[&Definition],
    code_lines: usize,
) -> usize {
    let described: BTreeSet<u32> = documented
        .iter()
        .map(|definition| definition.place.cell)
        .collect();
    let mut explained = 0;
    let mut total = 0;
    let mut after_markdown = false;
    for (cell, number) in unit.cells.iter().zip(0_u32..) {
        if cell.kind != CellKind::Code {
            after_markdown |= cell.kind == CellKind::Markdown && has_words(&cell.source);
            continue;
        }
        let n_lines = cell
            .source
            .split('\n')
            .map(|line| line.trim_ascii_start())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count();
        if n_lines == 0 {
            continue;
        }
        let commented = prose
            .range((number, 0)..=(number, u32::MAX))
            .next()
            .is_some();
        let described = described.contains(&number);
        total += n_lines;
        if commented || described || after_markdown {
            explained += n_lines;
        }
        after_markdown = false;
    }
    // Docstrings are lines of a cell and no code lines: the share counts, not the sum.
    (code_lines * explained).checked_div(total).unwrap_or(0)
}

/// The best documented functions, then comments, of as many files as possible: what says most first.
fn show(signal: &str, ctx: &Context<'_>, counts: &[Count<'_>], sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let mut shown: Vec<Shown> = Vec::new();
    for rank in 0..MAX_SHOWN {
        for count in counts {
            let mut best: Vec<&&Definition> = count.documented.iter().collect();
            best.sort_by_cached_key(|definition| {
                let length = Reverse(docstring(definition));
                (is_copied(definition), length, definition.place)
            });
            if let Some(definition) = best.get(rank) {
                // Without a docstring, the comment is what is shown.
                let (location, text) = match docstring(definition) {
                    0 => comment_of(count.unit, definition),
                    _ => None,
                }
                .unwrap_or_else(|| {
                    let place = definition.place;
                    (python.location(place), python.excerpt(place, 3))
                });
                shown.push(Shown {
                    is_copied: is_copied(definition),
                    rank,
                    length: docstring(definition),
                    location,
                    text,
                    subject: Some(definition.name.to_string()),
                });
            } else if best.is_empty()
                && let Some((location, text)) =
                    comment(count.unit, rank).or_else(|| markdown(count.unit, rank))
            {
                shown.push(Shown {
                    is_copied: false,
                    rank,
                    length: 0,
                    location,
                    text,
                    subject: count.unit.path.rsplit('/').next().map(str::to_owned),
                });
            }
        }
        if shown.len() >= MAX_SHOWN {
            break;
        }
    }
    // Tests explain themselves: the work comes first.
    shown.sort_by_key(|one| {
        let is_of_test = one.subject.as_deref().is_some_and(is_test);
        (one.is_copied, is_of_test, one.rank, Reverse(one.length))
    });
    for (one, turn) in shown.into_iter().take(MAX_SHOWN).zip(0..) {
        let evidence = Evidence {
            signal: sink.intern(signal),
            strength: Strength::Written,
            supports: true,
            location: one.location,
            excerpt: one.text,
            subject: one.subject,
            related: Vec::new(),
        };
        sink.push_in_turn(turn, evidence);
    }
}

/// One place that shows how code is explained.
struct Shown {
    /// The docstring came with the function, from an example that many copy.
    is_copied: bool,
    /// How many places of the file come before it.
    rank: usize,
    /// Letters of the docstring; none of a comment.
    length: usize,
    location: Location,
    text: String,
    subject: Option<String>,
}

/// Docstrings of public examples.
static COPIED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../rules/scripts/copied-docstrings.txt"
    ))
});

/// Letters of a docstring in which the words of an example stand.
const MAX_OPENING: usize = 600;

fn is_copied(definition: &Definition) -> bool {
    definition.docstring.as_ref().is_some_and(|text| {
        let opening = &text[..text.floor_char_boundary(MAX_OPENING)];
        let words: Vec<&str> = opening.split_whitespace().collect();
        let opening = fold(&words.join(" "));
        COPIED.iter().any(|phrase| opening.contains(phrase))
    })
}

fn docstring(definition: &Definition) -> usize {
    definition.docstring.as_ref().map_or(0, |text| text.len())
}

/// The longest comment inside of a function or right above it.
fn comment_of(unit: &CodeUnit, definition: &Definition) -> Option<(Location, String)> {
    let place = definition.place;
    let lines = place.line.saturating_sub(2)..=place.end_line;
    let around = prose(unit)
        .filter(|comment| comment.place.cell == place.cell && lines.contains(&comment.place.line));
    around
        .max_by_key(|comment| (comment.text.len(), Reverse(comment.place.line)))
        .map(|comment| shown_comment(unit, comment))
}

fn prose(unit: &CodeUnit) -> impl Iterator<Item = &Comment> {
    unit.comments
        .iter()
        .filter(|comment| !comment.is_code && has_words(&comment.text))
}

/// One of the unit's prose comments, spread over it.
fn comment(unit: &CodeUnit, rank: usize) -> Option<(Location, String)> {
    let prose: Vec<_> = prose(unit).collect();
    let found = prose.get(rank * prose.len() / MAX_SHOWN)?;
    Some(shown_comment(unit, found))
}

fn shown_comment(unit: &CodeUnit, found: &Comment) -> (Location, String) {
    let cell = (unit.kind == UnitKind::Notebook).then_some(found.place.cell);
    let place = Place::Lines {
        cell,
        line: found.place.line,
        end_line: found.place.end_line,
    };
    let location = Location {
        path: unit.path.clone(),
        place,
    };
    (location, found.text.to_string())
}

/// One of the notebook's markdown cells, for a notebook that explains itself between its cells alone.
fn markdown(unit: &CodeUnit, rank: usize) -> Option<(Location, String)> {
    let mut cells = unit
        .cells
        .iter()
        .zip(0_u32..)
        .filter(|(cell, _)| cell.kind == CellKind::Markdown && has_words(&cell.source));
    let (cell, number) = cells.nth(rank)?;
    let place = Place::Lines {
        cell: Some(number),
        line: 1,
        end_line: 1,
    };
    Some((
        Location {
            path: unit.path.clone(),
            place,
        },
        cell.source.lines().next().unwrap_or_default().to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing;

    /// What is found besides the presence of scripts.
    fn find_in(files: &[(&str, &str)]) -> Vec<Evidence> {
        testing::find_in(&ANALYSIS, files)
            .into_iter()
            .filter(|evidence| &*evidence.signal != "code.scripts")
            .collect()
    }

    fn signals_in(files: &[(&str, &str)]) -> Vec<String> {
        let mut names: Vec<String> = find_in(files)
            .iter()
            .map(|evidence| evidence.signal.to_string())
            .collect();
        names.dedup();
        names
    }

    #[test]
    fn docstrings_and_comments_document_functions() {
        let code = "def clean(df):\n    \"\"\"Drops empty rows.\"\"\"\n    return df.dropna()\n\n\n# adds two numbers\ndef add(a, b):\n    return a + b\n";
        let found = find_in(&[("a.py", code)]);
        assert_eq!(found[0].signal.as_ref(), "code.documented");
        assert_eq!(found[0].subject.as_deref(), Some("clean"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn commented_out_code_documents_nothing() {
        let code = "def clean(df):\n    # df = df.drop(columns=['a'])\n    # print(df.shape)\n    return df.dropna()\n";
        assert_eq!(signals_in(&[("a.py", code)]), ["code.undocumented"]);
    }

    #[test]
    fn a_minority_is_partial() {
        let mut code = "def a(x):\n    \"\"\"Explained.\"\"\"\n    return x\n".to_owned();
        for number in 0..9 {
            code.push_str(&format!(
                "\ndef f{number}(x):\n    y = x + 1\n    return y\n"
            ));
        }
        assert_eq!(signals_in(&[("a.py", &code)]), ["code.partly-documented"]);
    }

    #[test]
    fn markdown_explains_cells_and_no_code_is_said() {
        let notebook = r##"{"cells":[{"cell_type":"markdown","source":["On charge les données."],"metadata":{}},
            {"cell_type":"code","source":["x = 1\n","y = 2"],"outputs":[],"execution_count":1,"metadata":{}}],
            "metadata":{},"nbformat":4,"nbformat_minor":5}"##;
        assert_eq!(signals_in(&[("a.ipynb", notebook)]), ["code.documented"]);
        assert_eq!(signals_in(&[("README.md", "# Cadrage")]), ["code.none"]);
    }
}
