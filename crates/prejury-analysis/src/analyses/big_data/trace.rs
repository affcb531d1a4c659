//! What a run on cloud machines leaves behind: ids and host names in outputs, files that make a cluster, regions.

use std::sync::{Arc, LazyLock};

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_python::{Cell, CodePlace, Output, PythonFacts, Run, UnitIdx};
use regex::Regex;

use super::Context;
use super::access::{Access, Place};
use super::paths::has_address;
use super::sources::Sources;
use super::texts::outside_addresses;
use crate::matching::{emit_code, strength_of_code};
use crate::sink::EvidenceSink;

/// Texts that only a cluster or machine in a cloud prints.
static CLUSTER_OUTPUT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\bapplication_\d{13}_\d{4,}\b",
        r"|YARN Application ID",
        r"|\bip-\d+-\d+-\d+-\d+\.[\w.-]*internal\b",
        r"|\b[\w-]+\.c\.[\w-]+\.internal\b",
        r"|/mnt\d?/(yarn|var/lib/hadoop)",
        r"|/usr/lib/spark/",
        r"|/databricks/|azuredatabricks\.net|cloud\.databricks\.com",
        r"|/home/hadoop/|/hadoop/yarn/",
        r"|/home/(ec2-user|azureuser|sagemaker-user)/",
        r"|\bemr-\d+\.\d+\.\d+\b|\bj-[A-Z0-9]{12,14}\b",
        r"|(?i)\bmaster\W+yarn\b|\bdataproc\b",
    ))
    .ok()
});

/// Codes of regions in the European Union, of the three large providers.
static EU_REGION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\beu-(west-[13]|central-1|north-1|south-[12])(?:\b|[a-c]\b)",
        r"|\beurope-(west[13489]|west1[02]|north[12]|central2|southwest1)\b",
        r"|\b(westeurope|northeurope|francecentral|francesouth|germanywestcentral|swedencentral|italynorth|spaincentral|polandcentral)\b",
        r"|\bParis \(eu-",
    ))
    .ok()
});

/// The same inside the name of a machine.
static EU_HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\.eu-[a-z]+-\d\.compute\.internal|\.europe-[a-z]+\d+-[a-z]\.c\.[\w-]+\.internal|\beurope-[a-z]+\d+\.dataproc").ok()
});

/// Hosts of a cloud outside the European Union: AWS names those of us-east-1 without their region.
static OUTSIDE_HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\bip(-\d+){4}\.(ec2\.internal|(af|ap|ca|cn|il|me|mx|sa|us)(-gov)?-[a-z]+-\d\.compute\.internal)|\.(asia|australia|me|northamerica|southamerica|us)-[a-z]+\d+-[a-z]\.c\.[\w-]+\.internal").ok()
});

/// Commands and resources that make a cluster.
static CLUSTER_FILE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\baws\s+emr\s+create-cluster|\bgcloud\s+dataproc\s+(clusters\s+create|jobs\s+submit|batches)|\baws_emr_cluster\b|\bgoogle_dataproc_cluster\b|\bdatabricks_cluster\b|\baz\s+(synapse|hdinsight)\b|\bEMR::Cluster\b|\bspark-submit\b.*\byarn\b").ok()
});

/// Words near a region that say what stands there.
static STORAGE_WORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\bs3|bucket|storage|blob|fs\.").ok());
static COMPUTE_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bemr\b|dataproc|cluster|databricks|ec2|synapse|hdinsight|glue").ok()
});

fn is_match(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Where the training organisation keeps the data that it hands out: the region of this bucket says nothing of the work.
const OF_THE_COURSE: &str = "oc-static.com";

/// Whether a text names a region of the European Union by its code.
pub(super) fn names_eu_region(text: &str) -> bool {
    if !text.contains(OF_THE_COURSE) {
        return is_match(&EU_REGION, text);
    }
    let mut words = text.split_whitespace();
    words.any(|word| !word.contains(OF_THE_COURSE) && is_match(&EU_REGION, word))
}

pub(super) fn find(
    ctx: &Context<'_>,
    accesses: &[Place],
    on_one_machine: &HashSet<UnitIdx>,
    sources: &Sources<'_>,
    sink: &mut EvidenceSink,
) {
    // A cell that was run and reads or writes at a cloud address ran in the cloud, unless it asks for its own machine.
    let is_trace = |one: &&Place| {
        matches!(one.access, Access::CloudRead | Access::CloudWrite)
            && one.strength == Strength::Executed
            && !on_one_machine.contains(&one.caller)
    };
    for one in accesses.iter().filter(is_trace) {
        emit_code(
            &ctx.facts.python,
            sink,
            "cloud.execution",
            Strength::Executed,
            one.place,
            "",
        );
    }
    files(ctx, sink);
    for (path, line, text) in log_lines(ctx) {
        sink.found(
            "cloud.execution",
            Strength::Executed,
            Location::line(path, line),
            text,
            None,
        );
    }
    code(&ctx.facts.python, sources, sink);
}

/// Outputs: cluster ids, host names, regions. Gives the units that a cluster ran.
pub(super) fn outputs(python: &PythonFacts, sink: &mut EvidenceSink) -> HashSet<UnitIdx> {
    let mut units = HashSet::default();
    for (number, unit) in (0..).zip(&python.units) {
        for (cell_number, cell) in (0..).zip(&unit.cells) {
            for output in &cell.outputs {
                let (Output::Text(text) | Output::Html(text) | Output::Stderr(text)) = output
                else {
                    continue;
                };
                let Some(found) = CLUSTER_OUTPUT.as_ref().and_then(|regex| regex.find(text)) else {
                    continue;
                };
                units.insert(UnitIdx(number));
                let n_lines = u32::try_from(cell.source.lines().count()).unwrap_or(u32::MAX);
                let place = CodePlace {
                    unit: UnitIdx(number),
                    cell: cell_number,
                    line: 1,
                    end_line: n_lines.max(1),
                };
                let subject = Some(found.as_str().to_owned());
                let excerpt = line_around(text, found.start(), found.end());
                // The cell says what ran there; a stored part of a table only where its rows came from.
                sink.found_in_turn(
                    -2,
                    "cloud.execution",
                    Strength::Executed,
                    python.location(place),
                    excerpt,
                    subject,
                );
                if let Some(host) = EU_HOST.as_ref().and_then(|regex| regex.find(text)) {
                    let excerpt = line_around(text, host.start(), host.end());
                    let subject = Some(host.as_str().trim_matches('.').to_owned());
                    sink.found(
                        "cloud.region.compute",
                        Strength::Executed,
                        python.location(place),
                        excerpt,
                        subject,
                    );
                }
                let outside = OUTSIDE_HOST.as_ref().and_then(|regex| regex.find(text));
                if let Some(host) = outside {
                    let excerpt = line_around(text, host.start(), host.end());
                    let subject = Some(host.as_str().to_owned());
                    sink.found(
                        "cloud.region.outside",
                        Strength::Executed,
                        python.location(place),
                        excerpt,
                        subject,
                    );
                }
            }
        }
    }
    units
}

/// How Spark writes the path of a file on the machine's own disk.
const OWN_DISK: &str = "file:/";

/// Notebooks whose outputs show paths of the machine's own disk, and none of a cloud: whatever their code names, what was
/// stored was run there.
pub(super) fn on_the_machine(
    python: &PythonFacts,
    clusters: &HashSet<UnitIdx>,
) -> HashSet<UnitIdx> {
    let units = (0..).map(UnitIdx).zip(&python.units);
    let is_local = |cells: &[Cell]| {
        let outputs = || cells.iter().flat_map(|cell| &cell.outputs);
        // What goes to the error stream names the files of the engine itself.
        let shown = |output: &Output| match output {
            Output::Text(text) | Output::Html(text) => text.contains(OWN_DISK),
            _ => false,
        };
        outputs().any(shown) && !outputs().filter_map(Output::text).any(has_address)
    };
    units
        .filter(|(number, unit)| !clusters.contains(number) && is_local(&unit.cells))
        .map(|(number, _)| number)
        .collect()
}

fn line_around(text: &str, start: usize, end: usize) -> &str {
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at);
    text[start..end].trim()
}

/// Lines shown of one log.
const LOG_LINES: usize = 3;

/// Lines of logs that only a run in a cloud prints: addresses that were read, ids and machines of a cluster.
fn log_lines<'f>(ctx: &'f Context<'_>) -> impl Iterator<Item = (Arc<str>, u32, &'f str)> {
    let logs = ctx.facts.run_logs.iter();
    let texts = logs.filter_map(|path| Some((path, ctx.facts.side_files.get(path)?)));
    texts.flat_map(|(path, text)| {
        let lines = text.lines().zip(1_u32..);
        let traces = lines.filter(|(line, _)| has_address(line) || is_match(&CLUSTER_OUTPUT, line));
        traces
            .take(LOG_LINES)
            .map(|(line, number)| (path.clone(), number, line.trim()))
    })
}

/// Whether some log shows a run in a cloud.
pub(super) fn has_cloud_log(ctx: &Context<'_>) -> bool {
    log_lines(ctx).next().is_some()
}

/// Files that make or prepare a cluster.
fn files(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (path, text) in &ctx.facts.side_files {
        for (line, number) in text.lines().zip(1_u32..) {
            let is_live = !line.trim_start().starts_with('#');
            if !is_live {
                continue;
            }
            if is_match(&CLUSTER_FILE, line) {
                sink.found(
                    "cloud.cluster.configured",
                    Strength::Written,
                    Location::line(path.clone(), number),
                    line.trim(),
                    None,
                );
            }
            if names_eu_region(line) {
                let computes = is_match(&COMPUTE_WORD, text);
                let is_placed = || names_eu_region(&outside_addresses(line));
                let around = (is_match(&STORAGE_WORD, text), computes && is_placed());
                region(
                    around,
                    sink,
                    Location::line(path.clone(), number),
                    line.trim(),
                );
            }
        }
    }
    for file in ctx
        .facts
        .submission
        .files
        .iter()
        .filter(|file| file.size > 0)
    {
        let Some((signal, name)) = cluster_file(&file.path) else {
            continue;
        };
        sink.found(
            signal,
            Strength::Written,
            Location::file(file.path.clone()),
            &*file.path,
            Some(name),
        );
    }
}

/// What a file makes of a cluster by its name, and that name.
fn cluster_file(path: &str) -> Option<(&'static str, String)> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let is_setting = [".json", ".yaml", ".yml", ".tf"]
        .iter()
        .any(|end| name.ends_with(end));
    let is_cluster = ["emr", "cluster", "dataproc", "databricks"]
        .iter()
        .any(|word| name.contains(word));
    if is_setting && is_cluster {
        Some(("cloud.cluster.configured", name))
    } else if name.contains("bootstrap") && name.ends_with(".sh") || name.ends_with(".dbc") {
        Some(("cloud.cluster.prepared", name))
    } else {
        None
    }
}

/// Whether a file makes or prepares a cluster.
pub(super) fn has_cluster_file(ctx: &Context<'_>) -> bool {
    let is_made = |text: &str| {
        let mut live = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        live.any(|line| is_match(&CLUSTER_FILE, line))
    };
    let mut files = ctx.facts.submission.files.iter();
    files.any(|file| file.size > 0 && cluster_file(&file.path).is_some())
        || ctx.facts.side_files.iter().any(|(_, text)| is_made(text))
}

fn region(
    (storage, compute): (bool, bool),
    sink: &mut EvidenceSink,
    location: Location,
    text: &str,
) {
    if storage {
        sink.found(
            "cloud.region.storage",
            Strength::Written,
            location.clone(),
            text,
            None,
        );
    }
    if compute {
        sink.found(
            "cloud.region.compute",
            Strength::Written,
            location,
            text,
            None,
        );
    }
}

/// Regions in live strings, calls that make a cluster, notebooks exported from Databricks.
fn code(python: &PythonFacts, sources: &Sources<'_>, sink: &mut EvidenceSink) {
    for (number, unit) in (0..).zip(&python.units) {
        for string in unit
            .strings
            .iter()
            .filter(|string| names_eu_region(&string.text))
        {
            let run = unit
                .cells
                .get(string.place.cell as usize)
                .map_or(Run::Unknown, |cell| cell.run);
            let strength = strength_of_code(string.reach, run);
            let line = sources.at(string.place);
            let is_compute = is_match(&COMPUTE_WORD, line) || is_match(&COMPUTE_WORD, &string.text);
            let signal = if is_compute {
                "cloud.region.compute"
            } else {
                "cloud.region.storage"
            };
            emit_code(python, sink, signal, strength, string.place, "");
        }
        let is_export = unit
            .cells
            .first()
            .is_some_and(|cell| cell.source.starts_with("# Databricks notebook source"));
        if is_export {
            let place = CodePlace {
                unit: UnitIdx(number),
                cell: 0,
                line: 1,
                end_line: 1,
            };
            emit_code(
                python,
                sink,
                "cloud.cluster.prepared",
                Strength::Written,
                place,
                "Databricks",
            );
        }
    }
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        if matches!(
            call.method(),
            "run_job_flow" | "create_cluster" | "submit_job" | "start_job_run"
        ) {
            let strength = crate::matching::strength_of_call(call);
            emit_code(
                python,
                sink,
                "cloud.cluster.configured",
                strength,
                call.place,
                call.method(),
            );
        }
    }
}
