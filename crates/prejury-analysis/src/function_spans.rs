//! Lines of the candidate's functions, to tell whether a place is inside one, and which.

use foldhash::HashMap;
use prejury_core::{Evidence, Place};
use prejury_python::{CodeUnit, DefinitionIdx, DefinitionKind, PythonFacts, UnitIdx};

/// Functions and methods by the lines they take.
pub(crate) struct FunctionSpans<'a> {
    /// Spans of every unit: sorted, none inside another.
    spans: HashMap<&'a str, (UnitIdx, Vec<Span>)>,
}

/// An outermost function or method.
struct Span {
    cell: u32,
    start: u32,
    end: u32,
    at: DefinitionIdx,
}

impl<'a> FunctionSpans<'a> {
    pub(crate) fn new(python: &'a PythonFacts) -> Self {
        let units = (0..).map(UnitIdx).zip(&python.units);
        Self {
            spans: units
                .map(|(number, unit)| (unit.path.as_ref(), (number, outermost_functions(unit))))
                .collect(),
        }
    }

    pub(crate) fn cover(&self, evidence: &Evidence) -> bool {
        self.around(evidence).is_some()
    }

    /// The outermost function around a place.
    pub(crate) fn around(&self, evidence: &Evidence) -> Option<(UnitIdx, DefinitionIdx)> {
        let Place::Lines { cell, line, .. } = evidence.location.place else {
            return None;
        };
        let (unit, spans) = self.spans.get(evidence.location.path.as_ref())?;
        let cell = cell.unwrap_or(0);
        let after = spans.partition_point(|span| (span.cell, span.start) <= (cell, line));
        let span = &spans[after.checked_sub(1)?];
        (span.cell == cell && line <= span.end).then_some((*unit, span.at))
    }
}

fn outermost_functions(unit: &CodeUnit) -> Vec<Span> {
    let definitions = (0..).map(DefinitionIdx).zip(&unit.definitions);
    let functions = definitions.filter(|(_, found)| found.kind != DefinitionKind::Class);
    let mut all: Vec<Span> = functions
        .map(|(at, found)| Span {
            cell: found.place.cell,
            start: found.place.line,
            end: found.place.end_line,
            at,
        })
        .collect();
    all.sort_unstable_by_key(|span| (span.cell, span.start, span.end));
    let mut outermost: Vec<Span> = Vec::new();
    for span in all {
        match outermost.last_mut() {
            Some(last) if last.cell == span.cell && span.start <= last.end => {
                last.end = last.end.max(span.end);
            }
            _ => outermost.push(span),
        }
    }
    outermost
}

#[cfg(test)]
mod tests {
    use prejury_core::{Location, Strength};

    use super::*;

    fn piece(path: &str, line: u32, strength: Strength) -> Evidence {
        Evidence {
            signal: "plot.boxplot".into(),
            strength,
            supports: true,
            location: Location::line(path, line),
            excerpt: String::new(),
            subject: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn places_inside_nested_and_following_functions_are_told_from_those_between() {
        use prejury_python::{CodePlace, CodeUnit, Definition, Reach, UnitIdx, UnitKind};

        let definition = |kind, line, end_line| Definition {
            kind,
            name: "f".into(),
            parameters: Vec::new(),
            bases: Vec::new(),
            decorators: Vec::new(),
            docstring: None,
            docstring_line: line,
            comment_lines: 0,
            reach: Reach::Live,
            called: true,
            place: CodePlace {
                unit: UnitIdx(0),
                cell: 0,
                line,
                end_line,
            },
        };
        let unit = CodeUnit {
            path: "a.py".into(),
            kind: UnitKind::Script,
            stored_without_outputs: false,
            cells: Vec::new(),
            imports: Vec::new(),
            definitions: vec![
                definition(DefinitionKind::Class, 1, 30),
                definition(DefinitionKind::Function, 3, 9),
                definition(DefinitionKind::Function, 4, 5),
                definition(DefinitionKind::Function, 12, 14),
            ],
            assignments: Vec::new(),
            comments: Vec::new(),
            asserts: Vec::new(),
            new_columns: Vec::new(),
            code_lines: 30,
            magics: Vec::new(),
            strings: Vec::new(),
        };
        let python = PythonFacts {
            units: vec![unit],
            ..PythonFacts::default()
        };
        let spans = FunctionSpans::new(&python);
        let inside: Vec<u32> = (1..=30)
            .filter(|line| spans.cover(&piece("a.py", *line, Strength::Written)))
            .collect();
        assert_eq!(inside, [3, 4, 5, 6, 7, 8, 9, 12, 13, 14]);
    }
}
