//! Predictions and events that are stored.
//!
//! # What it looks for
//! Writes to a database, a log service, a bucket or a file that grows, made by the program that predicts; handlers that
//! send logs to a cloud service.
//! # Counts as evidence
//! The write. Ordinary messages to a log file are told apart.
//! # Does not count
//! Writes of notebooks and of training, messages to the screen.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use foldhash::HashSet;
use prejury_python::{Call, CodePlace, Reach, UnitIdx};

use crate::Facts;
use crate::analyses::serving::addresses::{is_sender, sends_request};
use crate::analyses::serving::reach::{CallGraph, may_predict, predicts};
use crate::analyses::serving::routes::predicting;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// Handlers and clients of log services, by the last name of the callee.
const SERVICES: &[&str] = &[
    "AzureEventHandler",
    "AzureLogHandler",
    "AzureMonitorLogExporter",
    "AzureMonitorTraceExporter",
    "CloudLoggingHandler",
    "CloudWatchLogHandler",
    "configure_azure_monitor",
    "put_log_events",
    "track_event",
    "track_trace",
];

/// Emits what is stored, and says whether a program that predicts is there.
pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) -> bool {
    let python = &facts.python;
    let graph = OnceCell::new();
    let routes = predicting(python, || graph.get_or_init(|| CallGraph::of(python)));
    let programs = programs(facts, routes.iter().map(|route| route.function.0));
    if programs.is_empty() {
        return false;
    }
    let mut writing: BTreeSet<CodePlace> = BTreeSet::new();
    for route in &routes {
        let graph = graph.get_or_init(|| CallGraph::of(python));
        let calls = graph.calls_from(route.function);
        let opens = appends(&calls);
        writing.extend(
            calls
                .iter()
                .filter(|call| stores(call) || (opens && writes(call)))
                .map(|call| call.place),
        );
    }
    let is_of_program =
        |call: &Call| programs.contains(&call.place.unit) || programs.contains(&call.caller);
    for call in python
        .calls
        .iter()
        .filter(|call| !call.is_attribute && call.reach == Reach::Live)
    {
        let by_service = SERVICES.contains(&call.method());
        let by_page = is_of_program(call) && (stores(call) && !is_set_up(call));
        if by_service || writing.contains(&call.place) && (stores(call) || writes(call)) || by_page
        {
            emit_code(
                python,
                sink,
                "events.stored",
                strength_of_call(call),
                call.place,
                call.method(),
            );
        } else if is_of_program(call) && logs_to_file(call) {
            emit_code(
                python,
                sink,
                "events.logged-to-file",
                strength_of_call(call),
                call.place,
                call.method(),
            );
        }
    }
    true
}

/// Units that serve predictions: APIs, and pages that predict or ask for predictions.
fn programs(facts: &Facts<'_>, apis: impl Iterator<Item = UnitIdx>) -> HashSet<UnitIdx> {
    let python = &facts.python;
    let mut found: HashSet<UnitIdx> = apis.collect();
    let pages: HashSet<UnitIdx> = (0..)
        .map(UnitIdx)
        .zip(&python.units)
        .filter(|(_, unit)| {
            unit.imports.iter().any(|import| {
                import.used
                    && matches!(
                        import.name.split('.').next(),
                        Some("streamlit" | "gradio" | "dash" | "chainlit")
                    )
            })
        })
        .map(|(number, _)| number)
        .collect();
    if pages.is_empty() {
        return found;
    }
    let calls = facts.marked_calls(|callee, method| {
        u32::from(may_predict(callee, method) || is_sender(callee, method))
    });
    found.extend(
        calls
            .filter(|(_, call, _)| predicts(call) || sends_request(call))
            .map(|(_, call, _)| call.caller)
            .filter(|caller| pages.contains(caller)),
    );
    found
}

/// Whether a call writes into a database, a bucket or a table that grows.
fn stores(call: &Call) -> bool {
    let text = || {
        call.args
            .iter()
            .find_map(|arg| arg.value.as_str())
            .unwrap_or_default()
    };
    match call.method() {
        "execute" | "executemany" => text().trim_start().to_lowercase().starts_with("insert"),
        "insert_one" | "insert_many" | "put_item" | "put_record" | "upsert_item"
        | "create_item" | "to_sql" | "append_row" | "insert_rows_json" | "add_document"
        | "index_document" => true,
        "put_object" | "upload_blob" | "upload_fileobj" => true,
        "add" => call.receiver.as_ref().is_some_and(|receiver| {
            receiver
                .types
                .iter()
                .any(|name| name.contains("sqlalchemy") || name.contains("Session"))
                || receiver
                    .name
                    .as_deref()
                    .is_some_and(|name| name.ends_with("session") || name == "db")
        }),
        "to_csv" => {
            let grows = call.keyword("mode").and_then(|value| value.as_str()) == Some("a");
            // Rows added to what the model is trained on tell nothing of how it does.
            grows && !is_training_data(text())
        }
        "observe" | "inc" => call.callee.starts_with("prometheus_client."),
        _ => false,
    }
}

/// Whether a path is that of rows, or of their labels, to train on.
fn is_training_data(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        matches!(
            word,
            "train" | "training" | "label" | "labels" | "target" | "y"
        )
    })
}

/// Whether some call opens a file to append to it.
fn appends(calls: &[&Call]) -> bool {
    calls.iter().any(|call| {
        call.method() == "open"
            && call.args.iter().any(|arg| {
                arg.value
                    .as_str()
                    .is_some_and(|mode| matches!(mode, "a" | "a+" | "at" | "ab"))
            })
    })
}

fn writes(call: &Call) -> bool {
    !call.is_attribute
        && (matches!(call.method(), "write" | "writerow" | "writelines")
            || &*call.callee == "json.dump")
}

/// Tables written when a program starts are no events.
fn is_set_up(call: &Call) -> bool {
    call.function.is_none() && call.method() != "to_csv"
}

/// A log of messages in a file.
fn logs_to_file(call: &Call) -> bool {
    matches!(
        call.method(),
        "FileHandler" | "RotatingFileHandler" | "TimedRotatingFileHandler"
    ) || (&*call.callee == "logging.basicConfig" && call.keyword("filename").is_some())
        || (&*call.callee == "loguru.logger.add")
}
