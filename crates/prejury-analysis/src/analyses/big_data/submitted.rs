//! Scripts that a shell command hands to a cluster with the addresses of their inputs and outputs: the code itself only reads
//! its arguments.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::UnitIdx;
use regex::Regex;

use super::Context;
use super::paths::has_address;

/// Commands that hand a script to a cluster.
static SUBMITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\baws\s+emr\s+add-steps\b|\bdataproc\s+(jobs|batches)\s+submit\b|\bspark-submit\b|\bemr-serverless\s+start-job-run\b").ok()
});
/// Names of scripts in a command.
static SCRIPT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([A-Za-z0-9_-]+\.py)\b").ok());

/// Units that are submitted where some file beside the command tells addresses in the cloud.
pub(super) fn units(ctx: &Context<'_>) -> HashSet<UnitIdx> {
    let texts = || ctx.facts.side_files.values();
    let (Some(submits), Some(script)) = (SUBMITS.as_ref(), SCRIPT.as_ref()) else {
        return HashSet::default();
    };
    let mut names: HashSet<&str> = HashSet::default();
    for text in texts().filter(|text| submits.is_match(text)) {
        names.extend(script.find_iter(text).map(|found| found.as_str()));
    }
    if names.is_empty() || !texts().any(|text| has_address(text)) {
        return HashSet::default();
    }
    let units = (0..).map(UnitIdx).zip(&ctx.facts.python.units);
    let is_named = |path: &str| {
        let name = path.rsplit('/').next();
        name.is_some_and(|name| names.contains(name))
    };
    units
        .filter(|(_, unit)| is_named(&unit.path))
        .map(|(number, _)| number)
        .collect()
}
