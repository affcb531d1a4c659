//! Which expressions lead to cloud storage: addresses, and the variables and parameters that hold them.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, UnitIdx};
use regex::Regex;
use smol_str::SmolStr;

use super::mounts::Mounts;
use super::sources::Sources;
use crate::analyses::own_functions::OwnFunctions;

/// Addresses of cloud storage.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(s3[an]?|gs|abfss?|wasbs?|adls?|oss|cosn?|dbfs)://|\bdbfs:/|/dbfs/|/FileStore/",
    )
    .ok()
});
/// A name that is no attribute.
static NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w.])([A-Za-z_]\w*)|self\.(\w+)").ok());

/// Whether a text holds an address of cloud storage.
pub(super) fn has_address(text: &str) -> bool {
    ADDRESS
        .as_ref()
        .is_some_and(|address| address.is_match(text))
}

/// The first address of cloud storage in a text, with the path behind it.
pub(super) fn address_in(text: &str) -> Option<String> {
    let found = ADDRESS.as_ref()?.find(text)?;
    let is_path = |letter: &char| letter.is_ascii_graphic() && !"\"',;|<>".contains(*letter);
    let path = text[found.end()..].chars().take_while(is_path);
    Some(found.as_str().chars().chain(path.take(MAX_PATH)).collect())
}

/// Letters of a path that are quoted.
const MAX_PATH: usize = 120;

/// Names that hold a cloud path, by unit.
pub(super) struct CloudNames<'f> {
    pub(super) sources: Sources<'f>,
    pub(super) mounts: Mounts,
    by_unit: Vec<HashMap<SmolStr, Name>>,
    /// Some address stands in live code.
    is_any: bool,
    /// Some name is bound to a cloud path in a branch that is switched off.
    pub(super) leaves_out: bool,
}

/// What is known of one name.
#[derive(Debug, Default)]
struct Name {
    /// Where it is bound, in order, and whether to a cloud path.
    bindings: Vec<(Position, bool)>,
    /// A parameter that some caller hands a cloud path.
    is_parameter: bool,
}

/// Cell and line.
type Position = (u32, u32);

/// Lines of one cell between the branches of a choice (`if local: ... else: ...`).
const BRANCHES: u32 = 8;

impl Name {
    /// Whether the name may hold a cloud path at `position`: by its last binding before, or by one beside that.
    fn is_cloud_at(&self, position: Position, in_function: bool) -> bool {
        if self.is_parameter {
            return true;
        }
        let last = self
            .bindings
            .iter()
            .rev()
            .map(|(at, _)| *at)
            .find(|at| *at <= position);
        match last.filter(|_| !in_function) {
            None => self.bindings.iter().any(|(_, is_cloud)| *is_cloud),
            Some((cell, line)) => self
                .bindings
                .iter()
                .any(|((one_cell, one_line), is_cloud)| {
                    *is_cloud && *one_cell == cell && line.abs_diff(*one_line) <= BRANCHES
                }),
        }
    }
}

impl<'f> CloudNames<'f> {
    /// `is_switched_off` says in which units a branch that nothing selects binds nothing.
    pub(super) fn of(python: &'f PythonFacts, is_switched_off: &dyn Fn(UnitIdx) -> bool) -> Self {
        let strings = python.units.iter().flat_map(|unit| &unit.strings);
        let is_any = strings
            .map(|string| &string.text)
            .any(|text| has_address(text));
        let mut names = Self {
            sources: Sources::of(python),
            mounts: Mounts::default(),
            by_unit: python.units.iter().map(|_| HashMap::default()).collect(),
            is_any,
            leaves_out: false,
        };
        if is_any {
            let functions = OwnFunctions::of(python);
            names.bind(python, is_switched_off);
            names.mounts = Mounts::of(python, &names.sources, |call| {
                names.leads_to_cloud(call.place, call.function.is_some())
            });
            // Parameters that hold a path make further paths: a second round is enough for the usual helpers.
            for _ in 0..2 {
                names.bind(python, is_switched_off);
                names.hand_to_parameters(python, &functions);
            }
        }
        names
    }

    /// Whether a read or write goes to a cloud path by its own arguments: what stands before it is data, which may have been
    /// read in the cloud and be written on the machine.
    pub(super) fn access_leads_to_cloud(&self, call: &Call) -> bool {
        if !self.is_any {
            return false;
        }
        let statement = self.sources.at(call.place);
        let position = (call.place.cell, call.place.end_line);
        let mut arguments = arguments(statement, call.method()).peekable();
        let in_function = call.function.is_some();
        let leads = |text| self.text_leads_to_cloud(call.place.unit, text, position, in_function);
        if arguments.peek().is_none() {
            return leads(statement);
        }
        arguments.any(leads) || self::arguments(statement, "option").any(leads)
    }

    /// Whether the statement at `place` speaks of a cloud path.
    pub(super) fn leads_to_cloud(&self, place: CodePlace, in_function: bool) -> bool {
        let position = (place.cell, place.end_line);
        self.is_any
            && self.text_leads_to_cloud(place.unit, self.sources.at(place), position, in_function)
    }

    /// Whether a text holds an address of cloud storage, or a path below a folder to which some is mounted.
    fn holds_address(&self, text: &str) -> bool {
        has_address(text) || self.mounts.hold(text)
    }

    fn text_leads_to_cloud(
        &self,
        unit: UnitIdx,
        text: &str,
        position: Position,
        in_function: bool,
    ) -> bool {
        let holds = |name: &str| {
            let known = self
                .by_unit
                .get(unit.0 as usize)
                .and_then(|names| names.get(name));
            known.is_some_and(|name| name.is_cloud_at(position, in_function))
        };
        self.holds_address(text)
            || NAME.as_ref().is_some_and(|name| {
                let code = outside_strings(text);
                name.captures_iter(&code)
                    .filter_map(|found| found.get(1).or_else(|| found.get(2)))
                    .any(|found| holds(found.as_str()))
            })
    }

    /// Reads every assignment, in order.
    fn bind(&mut self, python: &PythonFacts, is_switched_off: &dyn Fn(UnitIdx) -> bool) {
        for (number, unit) in (0..).zip(&python.units) {
            // Parameters stay known; what is bound is read anew.
            self.by_unit[number as usize].retain(|_, name| {
                name.bindings.clear();
                name.is_parameter
            });
            for assignment in &unit.assignments {
                let target = assignment
                    .target
                    .rsplit('.')
                    .next()
                    .unwrap_or(&assignment.target);
                if !target
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
                {
                    continue;
                }
                let place = assignment.place;
                let position = (place.cell, place.line);
                let statement = self.sources.at(place);
                let value = statement
                    .split_once('=')
                    .map_or(statement, |(_, value)| value);
                // What a read yields is data, not a path.
                let is_out = assignment.reach == Reach::Dead && is_switched_off(UnitIdx(number));
                let is_cloud = is_path_expression(value)
                    && self.text_leads_to_cloud(
                        UnitIdx(number),
                        value,
                        position,
                        assignment.function.is_some(),
                    );
                self.leaves_out |= is_out && is_cloud;
                let is_cloud = is_cloud && !is_out;
                let name = self.by_unit[number as usize]
                    .entry(SmolStr::new(target))
                    .or_default();
                name.bindings.push((position, is_cloud));
            }
        }
    }

    fn hand_to_parameters(&mut self, python: &PythonFacts, functions: &OwnFunctions<'_>) {
        for call in python
            .calls
            .iter()
            .filter(|call| call.callee.starts_with("local:"))
        {
            let Some(own) = functions.called(call) else {
                continue;
            };
            let in_function = call.function.is_some();
            let position = (call.place.cell, call.place.end_line);
            let mut n_positional = 0;
            let mut handed = Vec::new();
            for arg in &call.args {
                let parameter = match &arg.name {
                    Some(name) => Some(name.clone()),
                    None => {
                        n_positional += 1;
                        own.definition.parameters.get(n_positional - 1).cloned()
                    }
                };
                let value = &arg.value;
                // An f-string or a sum has neither name nor literal: the line of the call tells.
                let is_unknown =
                    value.name.is_none() && value.literal.is_none() && value.types.is_empty();
                let is_cloud = value.as_str().is_some_and(|text| self.holds_address(text))
                    || value.name.as_ref().is_some_and(|name| {
                        self.text_leads_to_cloud(call.place.unit, name, position, in_function)
                    })
                    || is_unknown && self.leads_to_cloud(call.place, in_function);
                if is_cloud {
                    handed.extend(parameter);
                }
            }
            for parameter in handed {
                self.by_unit[own.unit.0 as usize]
                    .entry(parameter)
                    .or_default()
                    .is_parameter = true;
            }
        }
    }
}

/// Code without the words of its strings; what an f-string puts in stays.
fn outside_strings(text: &str) -> Cow<'_, str> {
    if !text.contains(['"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut code = String::with_capacity(text.len());
    // The quote of the string around, whether it is formatted, and how many braces are open in it.
    let mut string: Option<(char, bool, usize)> = None;
    let mut before = ' ';
    for letter in text.chars() {
        match &mut string {
            None if letter == '"' || letter == '\'' => {
                string = Some((letter, matches!(before, 'f' | 'F'), 0));
                code.push(' ');
            }
            None => code.push(letter),
            Some((quote, ..)) if *quote == letter && before != '\\' => {
                string = None;
                code.push(' ');
            }
            Some((_, true, depth)) if letter == '{' => {
                *depth += 1;
                code.push(' ');
            }
            Some((_, true, depth)) if *depth > 0 => {
                *depth -= usize::from(letter == '}');
                code.push(if letter == '}' { ' ' } else { letter });
            }
            Some(_) => {}
        }
        before = letter;
    }
    Cow::Owned(code)
}

/// Texts between the brackets of every call of `method` in a statement.
fn arguments<'t>(statement: &'t str, method: &'t str) -> impl Iterator<Item = &'t str> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let starts = statement.match_indices(method).filter_map(move |(at, _)| {
        let after = &statement[at + method.len()..];
        let is_whole = !statement[..at].ends_with(is_name);
        (is_whole && after.starts_with('(')).then_some(&after[1..])
    });
    starts.map(|after| {
        let mut depth = 0_usize;
        let end = after.find(|letter: char| match letter {
            '(' | '[' | '{' => {
                depth += 1;
                false
            }
            ')' | ']' | '}' if depth == 0 => true,
            ')' | ']' | '}' => {
                depth -= 1;
                false
            }
            _ => false,
        });
        &after[..end.unwrap_or(after.len())]
    })
}

/// An address, a sum or a join of paths: not the result of reading or writing at one.
fn is_path_expression(value: &str) -> bool {
    ![
        "read",
        "load(",
        "write",
        "open(",
        "client(",
        "resource(",
        "select(",
        "withColumn",
        "binaryFiles",
        "extFile",
        "sequenceFile",
        "parallelize(",
        "DataFrame(",
        "collect(",
    ]
    .iter()
    .any(|word| value.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_strings_are_no_names() {
        assert_eq!(
            outside_strings("join(A, 'path') + B").replace(' ', ""),
            "join(A,)+B"
        );
        assert_eq!(
            outside_strings("f'{A}/x{B.c}' \"d\"").replace(' ', ""),
            "fAB.c"
        );
        assert_eq!(outside_strings("A.b"), "A.b");
    }

    #[test]
    fn arguments_end_with_their_bracket() {
        let statement =
            "frame.write.option('path', p).save(join(A, 'x'), mode='o').show()\nresave(B)";
        let of = |method| arguments(statement, method).collect::<Vec<_>>();
        assert_eq!(of("save"), ["join(A, 'x'), mode='o'"]);
        assert_eq!(of("option"), ["'path', p"]);
        assert_eq!(of("show"), [""]);
        assert_eq!(arguments("save('é", "save").collect::<Vec<_>>(), ["'é"]);
    }
}
