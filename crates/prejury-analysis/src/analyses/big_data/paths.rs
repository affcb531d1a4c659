//! Which expressions lead to cloud storage: addresses, and the variables and parameters that hold them.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{CodePlace, PythonFacts, UnitIdx};
use regex::Regex;
use smol_str::SmolStr;

/// Addresses of cloud storage.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(s3[an]?|gs|abfss?|wasbs?|adls?|oss|cosn?|dbfs)://|\bdbfs:/|/dbfs/|/FileStore/",
    )
    .ok()
});
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*").ok());

/// Longest statement that is read, in lines.
const MAX_LINES: usize = 40;
/// Times that names are handed on: from a constant to a path to a parameter.
const ROUNDS: usize = 4;

/// Whether a text holds an address of cloud storage.
pub(super) fn has_address(text: &str) -> bool {
    ADDRESS
        .as_ref()
        .is_some_and(|address| address.is_match(text))
}

/// Names that hold a cloud path, by unit.
pub(super) struct CloudNames {
    by_unit: Vec<HashSet<SmolStr>>,
    /// Some address stands in live code.
    pub(super) is_any: bool,
}

impl CloudNames {
    pub(super) fn of(python: &PythonFacts) -> Self {
        let is_any = python
            .units
            .iter()
            .flat_map(|unit| &unit.strings)
            .any(|string| has_address(&string.text));
        let mut names = Self {
            by_unit: vec![HashSet::default(); python.units.len()],
            is_any,
        };
        if is_any {
            let mut grows = true;
            for _ in 0..ROUNDS {
                grows = std::mem::take(&mut grows) && names.grow(python);
                if !grows {
                    break;
                }
            }
        }
        names
    }

    /// Whether the statement at `place` speaks of a cloud path.
    pub(super) fn leads_to_cloud(&self, python: &PythonFacts, place: CodePlace) -> bool {
        self.is_any && self.text_leads_to_cloud(place.unit, &python.excerpt(place, MAX_LINES))
    }

    fn text_leads_to_cloud(&self, unit: UnitIdx, text: &str) -> bool {
        has_address(text)
            || self.by_unit.get(unit.0 as usize).is_some_and(|names| {
                !names.is_empty()
                    && NAME.as_ref().is_some_and(|name| {
                        name.find_iter(text)
                            .any(|name| names.contains(name.as_str()))
                    })
            })
    }

    /// Hands names on by assignments and by the arguments of the candidate's own functions; false when nothing changes.
    fn grow(&mut self, python: &PythonFacts) -> bool {
        let before: usize = self.by_unit.iter().map(HashSet::len).sum();
        for (number, unit) in (0..).zip(&python.units) {
            for assignment in &unit.assignments {
                let target = assignment
                    .target
                    .rsplit('.')
                    .next()
                    .unwrap_or(&assignment.target);
                let is_name = target
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_');
                if !is_name || self.by_unit[number as usize].contains(target) {
                    continue;
                }
                let statement = python.excerpt(assignment.place, MAX_LINES);
                let value = statement
                    .split_once('=')
                    .map_or(statement.as_str(), |(_, value)| value);
                // What a read yields is data, not a path.
                if is_path_expression(value) && self.text_leads_to_cloud(UnitIdx(number), value) {
                    self.by_unit[number as usize].insert(SmolStr::new(target));
                }
            }
        }
        self.hand_to_parameters(python);
        let after: usize = self.by_unit.iter().map(HashSet::len).sum();
        after > before
    }

    fn hand_to_parameters(&mut self, python: &PythonFacts) {
        for call in python
            .calls
            .iter()
            .filter(|call| call.callee.starts_with("local:"))
        {
            let Some((path, function)) = call.callee["local:".len()..].rsplit_once(':') else {
                continue;
            };
            let Some(home) = python.units.iter().position(|unit| &*unit.path == path) else {
                continue;
            };
            let Some(definition) = python.units[home]
                .definitions
                .iter()
                .find(|one| one.name == function)
            else {
                continue;
            };
            let named = |arg: &prejury_python::Arg| {
                arg.value.name.as_ref().is_some_and(|name| {
                    let name = name.rsplit('.').next().unwrap_or(name);
                    self.by_unit[call.place.unit.0 as usize].contains(name)
                }) || arg.value.as_str().is_some_and(has_address)
            };
            let mut position = 0;
            let mut handed = Vec::new();
            for arg in &call.args {
                let parameter = match &arg.name {
                    Some(name) => Some(name.clone()),
                    None => {
                        position += 1;
                        definition.parameters.get(position - 1).cloned()
                    }
                };
                // An f-string or a sum has neither name nor literal: the line of the call tells.
                let is_unknown = arg.value.name.is_none()
                    && arg.value.literal.is_none()
                    && arg.value.types.is_empty();
                if named(arg) || is_unknown && self.leads_to_cloud(python, call.place) {
                    handed.extend(parameter);
                }
            }
            self.by_unit[home].extend(handed);
        }
    }
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
    ]
    .iter()
    .any(|word| value.contains(word))
}
