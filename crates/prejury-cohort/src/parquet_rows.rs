//! Rows as Spark and other engines of tables write them: Apache Parquet, a column for each field of a row.

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use prejury_core::caught;
use prejury_report::cohort::Row;
use prejury_report::json::LineError;
use prejury_report::json::LineMistake::{self, Columns, Damaged, Field};
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
    caught(|| read(bytes)).unwrap_or_else(|_| Err(refused(1, Damaged)))
}

fn read(bytes: Vec<u8>) -> Result<Vec<Row>, LineError> {
    let file = SerializedFileReader::new(Bytes::from(bytes));
    let file = file.map_err(|_| refused(1, Damaged))?;
    let records = file.get_row_iter(None).map_err(|_| refused(1, Damaged))?;
    let mut rows = Vec::new();
    for (number, record) in (1..).zip(records) {
        let record = record.map_err(|_| refused(number, Damaged))?;
        let row = Row::deserialize(record.to_json_value());
        let row = row.map_err(|_| refused(number, Columns))?;
        if let Some(field) = row.mistake() {
            return Err(refused(number, Field(field)));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// `line` is the row, from 1.
fn refused(line: usize, mistake: LineMistake) -> LineError {
    LineError { line, mistake }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
    use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
    use parquet::schema::parser::parse_message_type;
    use prejury_report::cohort::failed;

    use super::*;

    const COLUMNS: &str = "message rows { required int32 schema_version; required binary candidate (UTF8); optional binary \
        competence (UTF8); optional binary criterion (UTF8); optional binary status (UTF8); required boolean waived; optional \
        double confidence; required int32 evidence; required int32 against; required int32 missing; optional binary error \
        (UTF8); optional int32 of_a_later_version; }";

    fn strings(column: &mut SerializedColumnWriter<'_>, values: [Option<&str>; 2]) {
        let levels = values.map(|value| i16::from(value.is_some()));
        let values: Vec<ByteArray> = values.into_iter().flatten().map(ByteArray::from).collect();
        let column = column.typed::<ByteArrayType>();
        column.write_batch(&values, Some(&levels), None).unwrap();
    }

    /// A file with a row of a criterion and one of a submission that could not be read.
    fn file(version: i32, status: &str) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(COLUMNS).unwrap());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut number = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            let numbers = |column: &mut SerializedColumnWriter<'_>, values: [i32; 2]| {
                let column = column.typed::<Int32Type>();
                column.write_batch(&values, None, None).unwrap();
            };
            match number {
                0 => numbers(&mut column, [version, 1]),
                1 => {
                    let names = ["a", "b"].map(ByteArray::from);
                    let column = column.typed::<ByteArrayType>();
                    column.write_batch(&names, None, None).unwrap();
                }
                2 => strings(&mut column, [Some("C1.3.1"), None]),
                3 => strings(&mut column, [Some("C1.3.1-CE2"), None]),
                4 => strings(&mut column, [Some(status), None]),
                5 => {
                    let column = column.typed::<BoolType>();
                    column.write_batch(&[false, false], None, None).unwrap();
                }
                6 => {
                    let column = column.typed::<DoubleType>();
                    column.write_batch(&[0.7], Some(&[1, 0]), None).unwrap();
                }
                7 => numbers(&mut column, [3, 0]),
                8 | 9 => numbers(&mut column, [0, 0]),
                10 => strings(&mut column, [None, Some("broken")]),
                _ => {
                    let column = column.typed::<Int32Type>();
                    column.write_batch(&[], Some(&[0, 0]), None).unwrap();
                }
            }
            number += 1;
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn rows_are_found_by_their_columns() {
        let bytes = file(1, "partial");
        assert!(is_parquet(&bytes) && !is_parquet(b"{}"));
        let partial = Row {
            competence: Some("C1.3.1".into()),
            criterion: Some("C1.3.1-CE2".into()),
            status: Some("partial".into()),
            confidence: Some(0.7),
            evidence: 3,
            error: None,
            ..failed("a", "")
        };
        let rows = vec![partial, failed("b", "broken")];
        assert_eq!(read_parquet(bytes).unwrap(), rows);
    }

    #[test]
    fn other_rows_and_damaged_files_are_refused() {
        for bytes in [file(2, "partial"), file(1, "passed")] {
            assert_eq!(read_parquet(bytes).unwrap_err().line, 1);
        }
        let whole = file(1, "partial");
        for end in 0..whole.len() {
            assert!(read_parquet(whole[..end].to_vec()).is_err(), "{end}");
        }
        for place in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x55;
            // Whatever comes of it, it comes back.
            let _ = read_parquet(bytes);
        }
    }
}
