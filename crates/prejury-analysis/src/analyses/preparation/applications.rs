//! Programs that show data or answer requests: a column picked for a page, or a value filled for one client, cleans no
//! data set.

use foldhash::HashSet;
use prejury_python::{CodeUnit, PythonFacts, Reach, UnitIdx, UnitKind};

/// Libraries of pages and of APIs.
const LIBRARIES: &[&str] = &[
    "chainlit",
    "dash",
    "django",
    "fastapi",
    "flask",
    "gradio",
    "streamlit",
];

/// Scripts that serve by themselves, and neither fit nor split anything. A module whose functions others call is none,
/// even if one of them draws on a page.
pub(super) fn of(python: &PythonFacts) -> HashSet<UnitIdx> {
    let mut serving: HashSet<UnitIdx> = HashSet::default();
    let mut learning: HashSet<UnitIdx> = HashSet::default();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let library = call.callee.split('.').next().unwrap_or(&call.callee);
        let is_own = call.caller == call.place.unit && call.reach == Reach::Live;
        if is_own && LIBRARIES.contains(&library) {
            serving.insert(call.place.unit);
        }
        let learns = match call.method() {
            // Neighbours are fitted on one table to be shown, a model on features and a target.
            "fit" => call.args.len() > 1,
            "fit_predict" | "fit_transform" | "train_test_split" => true,
            _ => false,
        };
        if learns {
            learning.insert(call.place.unit);
        }
    }
    serving.retain(|unit| {
        let is_script = |unit: &CodeUnit| unit.kind == UnitKind::Script;
        !learning.contains(unit) && python.units.get(unit.0 as usize).is_some_and(is_script)
    });
    serving
}
