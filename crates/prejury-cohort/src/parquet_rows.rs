//! Rows as Spark and other engines of tables write them: Apache Parquet, a column for each field of a row.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use prejury_report::cohort::Row;
use prejury_report::json::LineError;
use serde::Deserialize;

/// First bytes of every such file.
const MAGIC: &[u8] = b"PAR1";

/// Whether the bytes are those of a Parquet file, whatever its name is.
pub fn is_parquet(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads the rows of one file. Columns are found by their names; unknown ones are passed over, as later versions add some.
pub fn read_parquet(bytes: Vec<u8>) -> Result<Vec<Row>, LineError> {
    // The reader trusts a damaged file here and there.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(refused(1, "damaged")))
}

fn read(bytes: Vec<u8>) -> Result<Vec<Row>, LineError> {
    let file = SerializedFileReader::new(Bytes::from(bytes));
    let file = file.map_err(|error| refused(1, error))?;
    let records = file
        .get_row_iter(None)
        .map_err(|error| refused(1, error))?;
    let mut rows = Vec::new();
    for (number, record) in (1..).zip(records) {
        let record = record.map_err(|error| refused(number, error))?;
        let row = Row::deserialize(record.to_json_value());
        let row = row.map_err(|error| refused(number, error))?;
        if let Some(mistake) = row.mistake() {
            return Err(refused(number, mistake));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// `line` is the row, from 1.
fn refused(line: usize, detail: impl ToString) -> LineError {
    let detail = detail.to_string();
    LineError { line, detail }
}
