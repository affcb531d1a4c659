//! Rows that stand in the training and in the test part.
//!
//! # What it looks for
//! Models trained on the test part, on both parts or on all rows, and then scored on the test part; parts that are drawn or sliced so that they share rows.
//! # Counts as a leak
//! The same model is asked for the test part afterwards, without another training between.
//! # Does not count
//! A last training on all rows, for deployment, after the score.
//! # Limits
//! Models are told apart by the names they are bound to.

use foldhash::HashMap;
use prejury_python::{Assignment, Call, CodeUnit, PythonFacts, Roles, Value};

use super::flow::{Flow, HELD_OUT, PARTS};
use super::{Certainty, leak};
use crate::sink::EvidenceSink;

pub(super) fn find(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    trained_on_test(flow, sink);
    drawn_twice(flow, sink);
}

fn trained_on_test(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let mut fitted: HashMap<(u32, &str), &Call> = HashMap::default();
    for call in &flow.consumers {
        let Some(name) = call
            .receiver
            .as_ref()
            .and_then(|receiver| receiver.name.as_deref())
        else {
            continue;
        };
        let key = (call.caller.0, name);
        match call.method() {
            "fit" | "partial_fit" => {
                fitted.insert(key, call);
            }
            "predict" | "predict_proba" | "decision_function" | "score" | "evaluate" => {
                let Some(scored) = call.arg("X", Some(0)) else {
                    continue;
                };
                if !is_held_out(scored) {
                    continue;
                }
                let Some(training) = fitted.get(&key) else {
                    continue;
                };
                let Some(data) = training.arg("X", Some(0)) else {
                    continue;
                };
                let saw_test =
                    data.roles.contains(Roles::TEST) && !data.roles.contains(Roles::FOLD);
                if saw_test || saw_whole(flow, data, scored) {
                    let split = flow.split_behind(scored).unwrap_or(call);
                    leak(
                        flow,
                        sink,
                        "leakage.test-in-train",
                        Certainty::Certain,
                        training,
                        name,
                        Some(split.place),
                    );
                }
            }
            _ => {}
        }
    }
}

fn is_held_out(value: &Value) -> bool {
    value.roles.contains(Roles::TEST) && !value.roles.intersects(Roles::TRAIN | Roles::FOLD)
}

/// Whether `data` is what was split to make `scored`.
fn saw_whole(flow: &Flow<'_>, data: &Value, scored: &Value) -> bool {
    if data.roles.intersects(PARTS) || flow.split_behind(data).is_some() {
        return false;
    }
    let (Some(name), Some(split)) = (&data.name, flow.split_behind(scored)) else {
        return false;
    };
    split
        .args
        .iter()
        .any(|arg| arg.name.is_none() && arg.value.name.as_ref() == Some(name))
}

/// `train = df.sample(frac=0.8)`, `test = df.sample(frac=0.2)`; `train = df[:800]`, `test = df[700:]`.
fn drawn_twice(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let python = flow.python;
    for unit in &python.units {
        let parts: Vec<(&Assignment, Cut)> = unit
            .assignments
            .iter()
            .filter(|assignment| {
                let value = &assignment.value;
                // What a splitter gave shares no rows.
                value.roles.intersects(PARTS) && flow.split_behind(value).is_none()
            })
            .take(400)
            .filter_map(|assignment| Some((assignment, cut_of(flow, assignment)?)))
            .collect();
        for (train, first) in &parts {
            if !train.value.roles.contains(Roles::TRAIN) || first.is_of_buffer(python, unit) {
                continue;
            }
            let shared = parts.iter().find(|(test, second)| {
                test.value.roles.intersects(HELD_OUT)
                    && !test.value.roles.contains(Roles::TRAIN)
                    // One line that is run for several parts draws from different rows each time.
                    && test.place != train.place
                    && first.shares_rows_with(second)
                    && !are_parted(python, unit, &train.target, &test.target)
            });
            if let Some((test, _)) = shared {
                let strength = crate::matching::strength_of_code(test.reach, test.run);
                sink.push(prejury_core::Evidence {
                    signal: "leakage.overlap".into(),
                    strength,
                    supports: false,
                    location: python.location(test.place),
                    excerpt: python.excerpt(test.place, 2),
                    subject: Some(test.target.to_string()),
                    related: vec![python.location(train.place)],
                });
            }
        }
    }
}

/// Whether rows of one part are taken out of the other by their index: `a = a[~a.index.isin(b.index)]`, `a.drop(b.index)`.
fn are_parted(python: &PythonFacts, unit: &CodeUnit, train: &str, test: &str) -> bool {
    let indexes = [format!("{train}.index"), format!("{test}.index")];
    unit.assignments.iter().any(|assignment| {
        (assignment.target == train || assignment.target == test)
            && line_of(python, assignment).is_some_and(|line| {
                (line.contains("isin(") || line.contains("drop("))
                    && indexes.iter().any(|index| line.contains(index.as_str()))
            })
    })
}

/// First line of an assignment.
fn line_of<'f>(python: &'f PythonFacts, assignment: &Assignment) -> Option<&'f str> {
    let place = assignment.place;
    let unit = python.units.get(place.unit.0 as usize)?;
    let cell = unit.cells.get(place.cell as usize)?;
    cell.line(place.line)
}

/// How a part was cut out of the rows.
enum Cut {
    /// Drawn at random by this call from the variable of this name; the calls it went through.
    Drawn(u32, String, Vec<u32>),
    /// Rows of a variable from one number to another.
    Slice(String, u64, u64),
}

impl Cut {
    /// Whether the rows come from an array that was made empty: what fills it is not known to share rows.
    fn is_of_buffer(&self, python: &PythonFacts, unit: &CodeUnit) -> bool {
        const EMPTY: &[&str] = &[".empty(", ".full(", ".ones(", ".zeros(", ".zeros_like("];
        let (Cut::Drawn(_, name, _) | Cut::Slice(name, _, _)) = self;
        unit.assignments.iter().any(|assignment| {
            assignment.target == *name
                && line_of(python, assignment)
                    .is_some_and(|line| EMPTY.iter().any(|maker| line.contains(maker)))
        })
    }

    fn shares_rows_with(&self, other: &Cut) -> bool {
        match (self, other) {
            (Cut::Drawn(a, of_a, through_a), Cut::Drawn(b, of_b, through_b)) => {
                a != b && of_a == of_b && !through_a.contains(b) && !through_b.contains(a)
            }
            (Cut::Slice(of_a, from_a, to_a), Cut::Slice(of_b, from_b, to_b)) => {
                of_a == of_b && from_a < to_b && from_b < to_a
            }
            _ => false,
        }
    }
}

fn cut_of(flow: &Flow<'_>, assignment: &Assignment) -> Option<Cut> {
    if let Some(last) = assignment.value.history.last() {
        let call = flow.call(*last)?;
        if call.method() == "sample" && call.place == assignment.place {
            let drawn_from = call.receiver.as_ref()?;
            // Samples of each class put together balance the classes; rows of one part stay in it.
            let is_balanced = line_of(flow.python, assignment)?.contains("concat(");
            if is_balanced || drawn_from.roles.intersects(PARTS) {
                return None;
            }
            let drawn_from = drawn_from.name.as_deref()?.to_owned();
            let through = assignment.value.history.iter().map(|at| at.0).collect();
            return Some(Cut::Drawn(last.0, drawn_from, through));
        }
    }
    slice_of(flow.python, assignment)
}

/// `name[:800]`, `name.iloc[700:]`: rows by literal numbers.
fn slice_of(python: &PythonFacts, assignment: &Assignment) -> Option<Cut> {
    let text = line_of(python, assignment)?;
    let (_, right) = text.split_once('=')?;
    let (name, index) = right.trim().strip_suffix(']')?.split_once('[')?;
    let name = name.trim_end_matches(".iloc");
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let (from, to) = index.split_once(':')?;
    let number = |text: &str, default: u64| match text.trim() {
        "" => Some(default),
        text => text.parse().ok(),
    };
    (is_name && !index.contains(',')).then_some(())?;
    Some(Cut::Slice(
        name.to_owned(),
        number(from, 0)?,
        number(to, u64::MAX)?,
    ))
}
