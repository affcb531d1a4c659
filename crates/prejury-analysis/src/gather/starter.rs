//! Notebooks that the training organisation handed to the candidate, kept as they came: their code was run by somebody else.
//!
//! Whatever they are called, all of their text is known to be the organisation's, and their outputs are those of its run.

use std::sync::{Arc, LazyLock};

use foldhash::HashSet;
use memchr::memmem::Finder;
use prejury_core::Issue;
use prejury_python::{CodeUnit, Output, PythonFacts};

/// Code of the issue that says so.
const CODE: &str = "notebook.set-aside";

static OUTPUTS: LazyLock<Vec<Finder<'static>>> = LazyLock::new(|| {
    let list = include_str!("../../../../rules/origin/starter-outputs.txt");
    let lines = list.lines();
    let listed = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    listed.map(Finder::new).collect()
});

/// Turns the issues on texts of such notebooks, all set aside, into issues on the notebooks.
pub(super) fn name_in(issues: &mut [Issue], python: &PythonFacts) {
    for issue in issues
        .iter_mut()
        .filter(|issue| issue.code == "text.set-aside")
    {
        let mut units = python.units.iter();
        if units.any(|unit| issue.path.as_ref() == Some(&unit.path) && was_run_elsewhere(unit)) {
            issue.code = CODE;
            issue.args.clear();
        }
    }
}

fn was_run_elsewhere(unit: &CodeUnit) -> bool {
    let mut outputs = unit.cells.iter().flat_map(|cell| &cell.outputs);
    outputs.any(|output| match output {
        Output::Text(text) | Output::Html(text) | Output::Stderr(text) => OUTPUTS
            .iter()
            .any(|mark| mark.find(text.as_bytes()).is_some()),
        _ => false,
    })
}

/// Paths of notebooks that are no evidence.
pub(crate) fn set_aside(issues: &[Issue]) -> HashSet<Arc<str>> {
    let of_code = issues.iter().filter(|issue| issue.code == CODE);
    of_code.filter_map(|issue| issue.path.clone()).collect()
}
