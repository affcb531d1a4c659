//! SARIF 2.1.0, for code scanning and editors. One run for each submission.
//!
//! Absent and partial criteria are results of kind `fail`, the best pieces of evidence one of kind `pass` each, what does not
//! agree one of kind `review`, each claim of the candidate one of kind `informational`; what could not be read and what the
//! configuration leaves out are notifications, and what is waived is suppressed. Every result has a physical location, else GitHub refuses
//! the whole file. In notebooks that is the line and column of the JSON, as there is no other in the file; cell and line
//! stand in the message and as logical location.

mod log;
mod results;
mod rules;

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Anchors, Lang, Report};

use self::log::{
    Automation, BaseIds, Driver, Invocation, Log, Message, Notification, Root, Run, Tool,
};
use crate::annotations;
use crate::escape::{Escape, visible};
use crate::forge::{spot, uri};
use crate::json::inert::{self, Layout};
use crate::messages::Messages;
use crate::options::Options;
use crate::redact::redact;
use crate::view::ReportView;

/// Brackets around one result: those of the log, its runs, one of them, and its results.
const RESULT_DEPTH: usize = 4;

/// Writes one log that holds a run for each report. `options.anchors` has the places of each in the raw files.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let nowhere = Anchors::default();
    let runs = reports
        .iter()
        .enumerate()
        .map(|(index, report)| {
            let view = ReportView::new(report, catalog, options);
            let anchors = options.anchors.get(index).unwrap_or(&nowhere);
            run(&view, anchors, options.messages)
        })
        .collect();
    let log = Log {
        schema: log::SCHEMA,
        version: "2.1.0",
        runs,
    };
    inert::write(&log, Layout::IndentedTo(RESULT_DEPTH), out)
}

fn run(view: &ReportView<'_>, anchors: &Anchors, messages: &Messages) -> Run {
    let rules = rules::of(view, messages);
    let results = results::of(view, &rules, anchors, messages);
    let language = match messages.lang() {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    let notifications = view.issues().iter().map(|issue| {
        let sentence = visible(&redact(&messages.issue(issue)));
        let path = issue.path.as_deref().map(prejury_core::Location::file);
        Notification {
            level: "warning",
            descriptor: log::Reference { id: issue.code },
            message: Message::new(match &issue.path {
                Some(path) => format!("{}{}{sentence}", visible(path), messages.colon()),
                None => sentence,
            }),
            locations: path
                .iter()
                .map(|path| results::location(&spot(Some(path), anchors), None))
                .collect(),
        }
    });
    let label = visible(&view.report.input.label);
    Run {
        tool: Tool {
            driver: Driver {
                name: "prejury",
                version: env!("CARGO_PKG_VERSION"),
                language,
                rules,
            },
        },
        language,
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BaseIds {
            root: Root {
                description: Message::new(messages.text("sarif-root")),
            },
        },
        automation_details: Automation {
            id: format!("prejury/{}/", uri::encode(&label)),
        },
        invocations: vec![Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications.collect(),
            tool_configuration_notifications: configuration(view, messages),
        }],
        results,
    }
}

/// What people say of the report as a whole.
fn configuration(view: &ReportView<'_>, messages: &Messages) -> Vec<Notification> {
    let line = |level, id, text: String| Notification {
        level,
        descriptor: log::Reference { id },
        message: Message::new(text),
        locations: Vec::new(),
    };
    let head = annotations::head(view, messages, Escape::LINE).into_iter();
    let head = head.map(|text| line("note", "configuration", text));
    let stale = annotations::stale_waivers_named(view, messages, Escape::LINE).into_iter();
    head.chain(stale.map(|text| line("warning", "waiver", text)))
        .collect()
}
