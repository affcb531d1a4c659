//! Stored results that name the storage they came from: a part of a table that a cluster wrote holds the paths it had read.

use std::sync::Arc;

use prejury_core::{Location, Strength};
use prejury_intake::{FileKind, SourceFile, Submission};

use super::paths::address_in;
use crate::sink::EvidenceSink;

/// Files looked into, of one folder and in all: parts of one table tell the same.
const OF_A_FOLDER: usize = 2;
const IN_ALL: usize = 8;
/// Largest file that is read for the sake of its first bytes.
const MAX_BYTES: u64 = 16 << 20;
/// Where the first values of a table stand.
const FIRST_BYTES: usize = 4 << 10;

/// A stored result, and the address that it holds.
pub(super) struct CloudResult {
    path: Arc<str>,
    address: String,
}

/// Stored results with an address in a cloud among their first values.
pub(super) fn from_cloud(submission: &Submission) -> Vec<CloudResult> {
    let mut folder = "";
    let mut n_of_folder = 0;
    let files = submission.files.iter().filter(|file| is_part(file));
    let looked_into = files.filter(|file| {
        let own = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        n_of_folder = if own == folder { n_of_folder + 1 } else { 1 };
        folder = own;
        n_of_folder <= OF_A_FOLDER
    });
    looked_into
        .take(IN_ALL)
        .filter_map(|file| {
            let bytes = submission.read(file).ok()?;
            let start = &bytes[..bytes.len().min(FIRST_BYTES)];
            let address = address_in(&String::from_utf8_lossy(start))?;
            Some(CloudResult {
                path: file.path.clone(),
                address,
            })
        })
        .collect()
}

/// A part of a table as Spark writes it, or a table in a format of columns.
fn is_part(file: &SourceFile) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let is_columns = [".parquet", ".orc", ".avro"];
    let is_table = matches!(
        file.kind,
        FileKind::Data | FileKind::Csv | FileKind::Json | FileKind::Other
    );
    let is_named = name.starts_with("part-") || is_columns.iter().any(|end| name.ends_with(end));
    is_table && is_named && file.size > 0 && file.size <= MAX_BYTES
}

/// Shows them before any code: they are what a run left.
pub(super) fn show(results: &[CloudResult], sink: &mut EvidenceSink) {
    for result in results {
        sink.found_in_turn(
            -1,
            "cloud.execution",
            Strength::Executed,
            Location::file(result.path.clone()),
            &*result.address,
            None,
        );
    }
}
