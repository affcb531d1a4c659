//! Targets that a generator of the candidate's own gives beside its inputs (C2.3.1-CE2).
//!
//! # What it looks for
//! Classes derived from a Keras `Sequence` or a PyTorch `Dataset`, and what their methods that give an item call labels.
//! # Counts as evidence
//! `masks`, `labels` or `y` that such a method makes.
//! # Limits
//! Labels under another name, and generators that are plain functions, are not found.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_python::{CodePlace, Reach, Value};
use smol_str::SmolStr;

use super::Networks;
use crate::analyses::listed;
use crate::matching::{emit_code_in_turn, strength_of_code};
use crate::sink::EvidenceSink;

static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/label-names.txt"
    ))
});
/// `attention_mask`, `class_weights`
static INPUTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/label-names-of-inputs.txt"
    ))
});
/// Labels of one unit that are shown.
const MAX_SHOWN: usize = 2;

/// What a generator or data set of the candidate's own gives beside its inputs: `masks` or `y` that a method of a Keras `Sequence`
/// or a PyTorch `Dataset` makes.
pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    const BASES: &[&str] = &["Dataset", "IterableDataset", "PyDataset", "Sequence"];
    let is_label = |name: &str| {
        let name = name.to_lowercase();
        let holds = |list: &[&str]| list.iter().any(|word| name.contains(word));
        name == "y" || name.starts_with("y_") || holds(&LABELS) && !holds(&INPUTS)
    };
    for unit in &networks.python.units {
        let is_generator = |base: &SmolStr| {
            let last = base.rsplit('.').next().unwrap_or_default();
            // `typing.Sequence` gives nothing to a network.
            BASES.contains(&last) && ["keras", "torch"].iter().any(|of| base.contains(of))
        };
        let classes: Vec<&str> = unit
            .definitions
            .iter()
            .filter(|one| one.bases.iter().any(is_generator))
            .map(|one| one.name.as_str())
            .collect();
        if classes.is_empty() {
            continue;
        }
        let is_used = unit
            .definitions
            .iter()
            .any(|one| one.called && classes.contains(&one.name.as_str()));
        let at = |place: CodePlace| (place.cell, place.line);
        let mut starts: Vec<((u32, u32), bool)> = unit
            .definitions
            .iter()
            .map(|one| {
                let class = one.name.split('.').next().unwrap_or_default();
                let method = one.name.rsplit('.').next().unwrap_or_default();
                // The second is what a widely copied generator of Keras calls it.
                let is_item = matches!(method, "__getitem__" | "__data_generation");
                (at(one.place), is_item && classes.contains(&class))
            })
            .collect();
        starts.sort_unstable();
        let gives = |place: CodePlace| {
            let next = starts.partition_point(|(start, _)| *start <= at(place));
            next.checked_sub(1).is_some_and(|last| {
                let (start, gives) = starts[last];
                gives && start.0 == place.cell
            })
        };
        // The last one is what is given, the first ones what it is made from.
        let made = unit.assignments.iter().rev();
        // `masks = None` and lists to be filled are no labels yet.
        let is_content = |value: &Value| {
            value.literal.is_none()
                && !(value.types.iter().any(|name| name == "list") && value.elements.is_empty())
        };
        let made =
            made.filter(|one| is_label(&one.target) && is_content(&one.value) && gives(one.place));
        for assignment in made.take(MAX_SHOWN) {
            let strength = match assignment.reach {
                // The framework calls the method; where nothing trains, what trains was not handed in.
                Reach::Uncalled if is_used || networks.trainings.is_empty() => Strength::Written,
                reach => strength_of_code(reach, assignment.run),
            };
            let (place, subject) = (assignment.place, &assignment.target);
            let signal = "network.target-in-code";
            emit_code_in_turn(networks.python, sink, signal, strength, place, subject, -1);
        }
    }
}
