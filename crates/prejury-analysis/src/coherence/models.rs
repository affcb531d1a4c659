//! A model that a note or a slide says is kept, and that no code names.

use prejury_core::Finding;
use prejury_python::{CodePlace, UnitIdx};

use super::MAX_OF_A_KIND;
use crate::Facts;
use crate::analyses::modelling;

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let trains = |callee: &str| callee.ends_with(".fit") || callee.ends_with(".fit_transform");
    let Some(training) = facts.python.calls.iter().find(|call| {
        trains(&call.callee) && call.callee.starts_with("sklearn.") && !call.is_attribute
    }) else {
        return Vec::new();
    };
    let chosen = modelling::chosen(facts);
    if chosen.is_empty() {
        return Vec::new();
    }
    let code = Code::of(facts);
    let place = CodePlace { ..training.place };
    let against = facts.python.location(place);
    let mut findings = Vec::new();
    for model in chosen {
        if !model.names.iter().any(|name| code.names(name)) {
            findings.push(
                Finding::at(model.location, "model.not-in-code")
                    .against(against.clone())
                    .with("model", model.names.first().copied().unwrap_or_default()),
            );
        }
        if findings.len() >= MAX_OF_A_KIND {
            break;
        }
    }
    findings
}

/// The whole code in lower case, letters and digits only.
struct Code(Vec<String>);

impl Code {
    fn of(facts: &Facts<'_>) -> Self {
        let units = (0..).map(UnitIdx).zip(&facts.python.units);
        let cells = units.flat_map(|(_, unit)| &unit.cells);
        Self(cells.map(|cell| bare(&cell.source)).collect())
    }

    fn names(&self, name: &str) -> bool {
        let name = bare(name);
        self.0.iter().any(|cell| cell.contains(&name))
    }
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
