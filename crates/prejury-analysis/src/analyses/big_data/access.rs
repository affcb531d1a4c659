//! Reads and writes, at cloud storage or on the machine itself.

use std::cmp::Reverse;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, UnitIdx, Value};
use regex::Regex;

use super::arguments::Arguments;
use super::engine::Engine;
use super::paths::{CloudNames, has_address};
use super::unit_path;
use crate::matching::{emit_code, emit_code_in_turn, strength_of_call, strength_of_code};
use crate::sink::EvidenceSink;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    CloudRead,
    CloudWrite,
    /// A local file that code copies to the cloud.
    Upload,
    LocalRead,
    LocalWrite,
}

/// One read or write.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) access: Access,
    pub(super) caller: UnitIdx,
    pub(super) place: CodePlace,
    pub(super) strength: Strength,
    /// Through a client of the storage rather than by Spark or pandas.
    by_client: bool,
    /// How well it shows the product of a chain: a table by Spark, what Spark else keeps, a table by pandas.
    weight: u8,
}

/// Readers whatever stands before them.
const READERS: &[&str] = &[
    "ParquetDataset",
    "binaryFiles",
    "imread",
    "load",
    "read_csv",
    "read_excel",
    "read_json",
    "read_parquet",
    "read_pickle",
    "readImages",
    "sequenceFile",
    "textFile",
    "wholeTextFiles",
];
/// Writers whatever stands before them.
const WRITERS: &[&str] = &[
    "insertInto",
    "save",
    "saveAsPickleFile",
    "saveAsTable",
    "saveAsTextFile",
    "savefig",
    "to_csv",
    "to_excel",
    "to_json",
    "to_parquet",
    "to_pickle",
    "write_table",
];
/// Formats, read behind `read` and written behind `write`.
const FORMATS: &[&str] = &["csv", "json", "orc", "parquet", "text"];
/// Methods of the clients of cloud storage.
const CLIENT_READS: &[&str] = &[
    "download_as_bytes",
    "download_as_string",
    "download_blob",
    "download_file",
    "download_fileobj",
    "download_to_filename",
    "get_blob",
    "get_contents_as_string",
    "get_contents_to_filename",
    "get_object",
    "list_objects",
    "list_objects_v2",
];
const CLIENT_WRITES: &[&str] = &[
    "put_object",
    "set_contents_from_string",
    "upload_blob",
    "upload_fileobj",
    "upload_from_string",
];
const CLIENT_UPLOADS: &[&str] = &[
    "set_contents_from_file",
    "set_contents_from_filename",
    "upload_file",
    "upload_from_file",
    "upload_from_filename",
];
/// File systems of clouds, whose paths need no scheme, and those that open an address of any of them.
const CLOUD_FILE_SYSTEMS: &[&str] = &["adlfs.", "gcsfs.", "s3fs."];
const ANY_FILE_SYSTEM: &[&str] = &["fsspec.", "pyarrow.fs.", "smart_open.", "tensorflow.io."];

/// `aws s3 cp results s3://bucket`, `gsutil cp ...`, `azcopy ...`: a copy to the cloud by a shell line.
static SHELL_COPY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(aws\s+s3\s+(cp|sync|mv)|gsutil\s+(-m\s+)?(cp|rsync)|gcloud\s+storage\s+cp|azcopy\s+copy|hadoop\s+fs\s+-put)\b.*\s(s3a?|gs|https)://\S+\s*$").ok()
});

/// What files beside the code show of a cloud.
#[derive(Debug)]
pub(super) struct Traces {
    /// A file makes a cluster.
    pub(super) has_cluster: bool,
    /// A log or a stored result tells of a run in a cloud.
    pub(super) has_cloud_log: bool,
    /// Notebooks whose outputs show that they read the machine's own disk.
    pub(super) on_the_machine: HashSet<UnitIdx>,
    /// Scripts that are handed to a cluster with addresses in the cloud.
    pub(super) submitted: HashSet<UnitIdx>,
}

pub(super) fn find(
    python: &PythonFacts,
    (names, prepared): (&CloudNames<'_>, Option<&CloudNames<'_>>),
    traces: &Traces,
    sink: &mut EvidenceSink,
) -> Vec<Place> {
    let mut found = Vec::new();
    let arguments = Arguments::of(python, &names.sources);
    let mut written: HashSet<UnitIdx> = HashSet::default();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        let selected = access(names, call);
        // The same with the branch that a switch leaves out: it is prepared, and not what ran, unless a trace tells of it.
        let prepared = prepared.and_then(|names| self::access(names, call));
        let other = prepared.filter(|other| Some(*other) != selected);
        let told = other.filter(|_| traces.has_cloud_log);
        let Some(mut access) = told.or(selected) else {
            continue;
        };
        if let Some(signal) = other.filter(|_| told.is_none()).and_then(signal) {
            let (strength, method) = (Strength::Mentioned, call.method());
            emit_code(python, sink, signal, strength, call.place, method);
        }
        let mut strength = strength_of_call(call);
        let is_in_cloud = matches!(access, Access::CloudRead | Access::CloudWrite);
        let is_left_out = call.reach == Reach::Dead || told.is_some();
        let is_told_by_log = traces.has_cloud_log && is_in_cloud && is_left_out;
        if is_told_by_log {
            strength = Strength::Written;
        }
        // What was stored shows another run than one in the cloud.
        if is_in_cloud && traces.on_the_machine.contains(&call.caller) {
            strength = strength.min(Strength::Written);
        }
        let is_by_spark = call.callee.starts_with("pyspark.") || call.callee.starts_with("?.");
        let is_given = is_by_spark
            && matches!(access, Access::LocalRead | Access::LocalWrite)
            && arguments.lead_to(call.place);
        if is_given && traces.submitted.contains(&call.place.unit) {
            access = match access {
                Access::LocalRead => Access::CloudRead,
                _ => Access::CloudWrite,
            };
        }
        if traces.has_cluster && access == Access::LocalWrite && is_given {
            let signal = "cloud.write.destination-unknown";
            emit_code(python, sink, signal, strength, call.place, call.method());
        } else if let Some(signal) = signal(access) {
            // What is read after a write is most often one's own result: the inputs are shown before.
            let is_again = access == Access::CloudRead && written.contains(&call.caller);
            let turn = i16::from(is_again);
            emit_code_in_turn(
                python,
                sink,
                signal,
                strength,
                call.place,
                call.method(),
                turn,
            );
        }
        if access == Access::CloudWrite {
            written.insert(call.caller);
        }
        found.push(Place {
            access,
            caller: call.caller,
            place: call.place,
            strength,
            // Local writes belong to the other branch.
            by_client: !is_told_by_log
                && (CLIENT_WRITES.contains(&call.method()) || call.method() == "put"),
            weight: weight(call),
        });
    }
    for unit in &python.units {
        for string in unit
            .strings
            .iter()
            .filter(|string| has_address(&string.text))
        {
            let run = unit
                .cells
                .get(string.place.cell as usize)
                .map_or(prejury_python::Run::Unknown, |cell| cell.run);
            emit_code(
                python,
                sink,
                "cloud.path",
                strength_of_code(string.reach, run),
                string.place,
                "",
            );
        }
        for magic in &unit.magics {
            if SHELL_COPY
                .as_ref()
                .is_some_and(|copy| copy.is_match(&magic.text))
            {
                let run = unit
                    .cells
                    .get(magic.place.cell as usize)
                    .map_or(prejury_python::Run::Unknown, |cell| cell.run);
                emit_code(
                    python,
                    sink,
                    "cloud.upload",
                    strength_of_code(Reach::Live, run),
                    magic.place,
                    "",
                );
            }
        }
    }
    found
}

fn signal(access: Access) -> Option<&'static str> {
    match access {
        Access::CloudRead => Some("cloud.read"),
        Access::CloudWrite => Some("cloud.write"),
        Access::Upload => Some("cloud.upload"),
        Access::LocalWrite => Some("cloud.local-write"),
        Access::LocalRead => None,
    }
}

fn access(names: &CloudNames<'_>, call: &Call) -> Option<Access> {
    let method = call.method();
    if call.callee.starts_with("local:") {
        return None;
    }
    if CLIENT_READS.contains(&method)
        || call.callee.starts_with("boto3.") && call.callee.contains(".objects.")
    {
        return Some(Access::CloudRead);
    }
    // `bucket.Object(key).get()["Body"]`, also where the bucket is made inside of a function for the workers.
    if method == "get" && names.sources.at(call.place).contains(".Object(") {
        return Some(Access::CloudRead);
    }
    // `s3.Object(bucket, key).put(Body=buffer.getvalue())`: how pandas is written to a bucket.
    let is_put = method == "put"
        && (call.callee.starts_with("boto3.") || names.sources.at(call.place).contains(".Object("));
    if CLIENT_WRITES.contains(&method) || is_put {
        return Some(Access::CloudWrite);
    }
    if CLIENT_UPLOADS.contains(&method) {
        return Some(Access::Upload);
    }
    if let Some(writes) = opens_in_cloud(names, call) {
        return Some(match writes {
            true => Access::CloudWrite,
            false => Access::CloudRead,
        });
    }
    let is_format = FORMATS.contains(&method);
    let is_reader = READERS.contains(&method);
    let is_writer = WRITERS.contains(&method);
    if !is_format && !is_reader && !is_writer || call.args.is_empty() && method != "save" {
        return None;
    }
    let writes = is_writer || is_format && names.sources.at(call.place).contains(".write");
    let reads = is_reader || is_format && !writes && call.callee.contains("read");
    if !writes && !reads {
        return None;
    }
    // What is written to a buffer goes where the buffer goes.
    if writes && call.args.iter().any(|arg| is_buffer(&arg.value)) {
        return None;
    }
    let is_cloud = names.access_leads_to_cloud(call);
    match (writes, is_cloud) {
        (true, true) => Some(Access::CloudWrite),
        (false, true) => Some(Access::CloudRead),
        // `load` of a model and `save` of a figure are no data of the chain.
        (true, false) => is_data(call).then_some(Access::LocalWrite),
        (false, false) => is_data(call).then_some(Access::LocalRead),
    }
}

/// Whether a call opens a file in a cloud, and then whether it writes it: `fs.open("bucket/scores.csv", "w")`.
fn opens_in_cloud(names: &CloudNames<'_>, call: &Call) -> Option<bool> {
    if !matches!(call.method(), "GFile" | "open" | "open_output_stream") {
        return None;
    }
    let is_of = |systems: &[&str]| systems.iter().any(|one| call.callee.starts_with(one));
    let is_cloud =
        is_of(CLOUD_FILE_SYSTEMS) || is_of(ANY_FILE_SYSTEM) && names.access_leads_to_cloud(call);
    let mode = call.keyword("mode").or_else(|| call.positional(1));
    let mode = mode.and_then(Value::as_str).unwrap_or_default();
    let writes = mode.starts_with(['a', 'w', 'x']) || call.method() == "open_output_stream";
    (is_cloud && !call.args.is_empty()).then_some(writes)
}

fn is_buffer(value: &Value) -> bool {
    let mut types = value.types.iter();
    types.any(|one| *one == "io.StringIO" || *one == "io.BytesIO")
}

/// A table that Spark writes, a pipeline or an unknown thing that is saved, a table of pandas.
fn weight(call: &Call) -> u8 {
    let is_pandas = call.callee.starts_with("pandas.") || call.method().starts_with("to_");
    if call.callee.starts_with("pyspark.sql.") || FORMATS.contains(&call.method()) {
        2
    } else {
        u8::from(!is_pandas)
    }
}

/// Frames that pandas or Spark reads and writes.
fn is_data(call: &Call) -> bool {
    call.callee.starts_with("pyspark.")
        || call.callee.starts_with("pandas.")
        || call.callee.starts_with("?.") && call.method() != "load"
}

/// A unit that reads from the cloud, processes with Spark, and writes to the cloud. A session kept on one machine, and
/// results that go through a local file, make part of the chain local.
pub(super) fn chains(
    python: &PythonFacts,
    accesses: &[Place],
    engine: &Engine,
    on_one_machine: &HashSet<UnitIdx>,
    sink: &mut EvidenceSink,
) {
    let mut units: Vec<UnitIdx> = engine.processing.keys().copied().collect();
    units.sort();
    for unit in units {
        let of = |wanted: Access| {
            let places = accesses
                .iter()
                .filter(move |one| one.access == wanted && one.caller == unit);
            // The first of equals: what is written last is often a copy or what describes the result.
            places.min_by_key(|one| Reverse((one.strength, one.weight)))
        };
        let (Some(read), Some(write), Some(work)) = (
            of(Access::CloudRead),
            of(Access::CloudWrite),
            engine.processing.get(&unit),
        ) else {
            continue;
        };
        let is_detour = write.by_client
            && of(Access::LocalWrite).is_some_and(|local| local.strength > Strength::Mentioned);
        let is_local = is_detour || on_one_machine.contains(&unit);
        let strength = if is_local {
            Strength::Mentioned
        } else {
            read.strength.min(write.strength).min(*work)
        };
        // The product of the chain, and the inputs that it comes from.
        let (path, signal) = (unit_path(python, unit), "cloud.chain");
        emit_code(python, sink, signal, strength, write.place, path);
        emit_code_in_turn(python, sink, signal, strength, read.place, path, 1);
    }
}
