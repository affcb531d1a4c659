//! Programs that show data or answer requests: a column picked for a page, or a value filled for one client, cleans no
//! data set.

use foldhash::HashSet;
use prejury_python::{CodeUnit, Reach, UnitIdx, UnitKind};

use crate::Facts;

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
pub(super) fn of(facts: &Facts<'_>) -> HashSet<UnitIdx> {
    const SERVES: u32 = 1;
    const FITS: u32 = 2;
    const LEARNS: u32 = 4;
    let calls = facts.marked_calls(|callee, method| {
        let library = callee.split('.').next().unwrap_or(callee);
        let serves = if LIBRARIES.contains(&library) {
            SERVES
        } else {
            0
        };
        let learns = match method {
            "fit" => FITS,
            "fit_predict" | "fit_transform" | "train_test_split" => LEARNS,
            _ => 0,
        };
        serves | learns
    });
    let mut serving: HashSet<UnitIdx> = HashSet::default();
    let mut learning: HashSet<UnitIdx> = HashSet::default();
    for (_, call, marks) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let is_own = call.caller == call.place.unit && call.reach == Reach::Live;
        if is_own && marks & SERVES != 0 {
            serving.insert(call.place.unit);
        }
        // Neighbours are fitted on one table to be shown, a model on features and a target.
        if marks & LEARNS != 0 || marks & FITS != 0 && call.args.len() > 1 {
            learning.insert(call.place.unit);
        }
    }
    serving.retain(|unit| {
        let is_script = |unit: &CodeUnit| unit.kind == UnitKind::Script;
        !learning.contains(unit)
            && facts
                .python
                .units
                .get(unit.0 as usize)
                .is_some_and(is_script)
    });
    serving
}
