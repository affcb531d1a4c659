//! The JSON report, schema 1, written and read back: own types, so that a change inside the program never changes the
//! format unseen.
//!
//! `docs/report.schema.json` publishes it. Fields are only ever added; bytes are the same from run to run.

mod annotations;
mod criteria;
mod document;
mod notes;
mod places;
mod read;

use std::borrow::Cow;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report};

pub use read::{ReadError, read};

use crate::decisions;
use crate::escape::{LOG_COMMANDS, holds_unsafe, is_unsafe};
use crate::options::Options;
use crate::view::ReportView;
use document::Document;

pub(crate) const SCHEMA_VERSION: u32 = 1;

/// Writes one indented document, or one document a line with `one_per_line` (JSON Lines).
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for report in reports {
        let document = Document::new(&ReportView::new(report, catalog, options), options);
        let json = if options.one_per_line {
            serde_json::to_string(&document)?
        } else {
            serde_json::to_string_pretty(&document)?
        };
        out.write_all(inert(&json).as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes one report with what the evaluator decided beside it.
pub fn write_decided(
    report: &Report,
    decided: &Decisions,
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut document = Document::new(&ReportView::new(report, catalog, options), options);
    document.decisions = Some(decisions::File::new(decided));
    let json = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", inert(&json))
}

/// The same document with the characters that a terminal would obey as JSON escapes, since JSON is looked at in terminals,
/// too. They can only stand in strings: outside of them, the serializer writes nothing but ASCII and line ends.
pub(crate) fn inert(json: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c != '\n' && is_unsafe(c);
    // Commands in the log of a CI wherever they stand; in JSON they can only stand in strings.
    let mut json: Cow<'_, str> = json.into();
    for command in LOG_COMMANDS {
        if json.contains(command) {
            let escaped = format!("#\\u0023{}", &command[2..]);
            json = json.replace(command, &escaped).into();
        }
    }
    if !holds_unsafe(&json) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if obeyed(c) {
            let units = &mut [0; 2];
            safe.extend(
                c.encode_utf16(units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            );
        } else {
            safe.push(c);
        }
    }
    safe.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_no_value_changes() {
        let value = serde_json::json!({"a": "é \u{9b}31m \u{202e}x\u{e0001} \n\t👩\u{200d}🔬"});
        let json = serde_json::to_string_pretty(&value).unwrap();
        let safe = inert(&json);
        assert!(!safe.contains(|c| c != '\n' && is_unsafe(c)), "{safe}");
        assert!(safe.contains("\\u009b31m \\u202ex\\udb40\\udc01"), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        assert!(matches!(inert("{\"a\": \"é\"}\n"), Cow::Borrowed(_)));
    }
}
