//! Programs that use predictions: applications that ask the API over HTTP, and those that hold the model themselves.
//!
//! # What it looks for
//! Requests to the candidate's own API (a local address, one of a platform, one of the submission's routes, a setting that
//! names an API), and the program that sends them; pages of Streamlit, Gradio, Dash and others in which a model predicts.
//! # Counts as evidence
//! The request, when the program that sends it is a user interface; requests of scripts and notebooks are told apart.
//! # Does not count
//! Requests to other people's services, and those of tests.
//! # Limits
//! An interface in another language is recognised by the address it fetches only.

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_intake::{FileKind, decode_text};
use prejury_python::{Call, CodeUnit, Reach, UnitIdx};

use super::Serving;
use super::addresses::{Host, Strings, asks_for_prediction, host, is_sender, names_an_api, target};
use super::reach::{may_predict, predicts};
use super::routes::renders;
use crate::matching::{emit_code, emit_code_in_turn, strength_of_call};
use crate::sink::EvidenceSink;

/// Libraries of user interfaces.
const INTERFACES: &[&str] = &[
    "chainlit",
    "dash",
    "flet",
    "gradio",
    "kivy",
    "nicegui",
    "panel",
    "PyQt5",
    "PyQt6",
    "shiny",
    "streamlit",
    "taipy",
    "tkinter",
];

/// Largest script of another language that is read, and how many of them.
const MAX_SCRIPT_BYTES: u64 = 256 << 10;
const MAX_SCRIPTS: usize = 60;

pub(super) fn find(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let python = serving.python;
    let interfaces = interfaces(serving);
    let api_units: HashSet<UnitIdx> = serving
        .routes
        .iter()
        .map(|route| route.function.0)
        .collect();
    let requests = requests(serving);
    let pages = predicting_pages(serving, &interfaces, &api_units);
    for request in &requests {
        let call = request.call;
        let from = [call.place.unit, call.caller];
        if from
            .iter()
            .any(|unit| is_test(&python.units[unit.0 as usize]))
        {
            continue;
        }
        let by_interface = from.iter().any(|unit| interfaces.contains(unit))
            && !from.iter().any(|unit| api_units.contains(unit))
            // A page that predicts by itself and fetches its data only is page and model in one.
            && (request.for_prediction || !pages.iter().any(|(page, _)| from.contains(page)));
        let signal = if by_interface {
            "api.called-by-application"
        } else {
            "api.called-by-script"
        };
        // A page asks for several things; the prediction is what the API is for.
        let turn = i16::from(!asks_for_prediction(&path(&request.address)));
        emit_code_in_turn(
            python,
            sink,
            signal,
            strength_of_call(call),
            call.place,
            &request.shown(),
            turn,
        );
    }
    if !serving.routes.is_empty() {
        other_languages(serving, sink);
    }
    let mut shown: HashSet<UnitIdx> = HashSet::default();
    for (page, call) in pages {
        if shown.insert(page) {
            emit_code(
                python,
                sink,
                "app.prediction",
                strength_of_call(call),
                call.place,
                call.method(),
            );
        }
    }
}

/// Pages in whose program a model predicts, with the prediction.
fn predicting_pages<'f>(
    serving: &Serving<'f>,
    interfaces: &HashSet<UnitIdx>,
    api_units: &HashSet<UnitIdx>,
) -> Vec<(UnitIdx, &'f Call)> {
    if interfaces.is_empty() {
        return Vec::new();
    }
    let facts = serving.ctx.facts;
    let calls = facts.marked_calls(|callee, method| u32::from(may_predict(callee, method)));
    calls
        .map(|(_, call, _)| call)
        .filter(|call| call.reach == Reach::Live && predicts(call))
        .filter_map(|call| {
            let units = [call.place.unit, call.caller];
            let page = units.into_iter().find(|unit| interfaces.contains(unit))?;
            (!api_units.contains(&page)).then_some((page, call))
        })
        .collect()
}

/// A request to the candidate's own API.
pub(super) struct Request<'f> {
    pub(super) call: &'f Call,
    address: String,
    /// The address is that of a prediction.
    pub(super) for_prediction: bool,
}

impl Request<'_> {
    /// The address, or the method where it is unknown.
    pub(super) fn shown(&self) -> String {
        let first = self.address.split_whitespace().next();
        first
            .unwrap_or(self.call.method())
            .chars()
            .take(80)
            .collect()
    }
}

/// Live requests to the candidate's own API.
pub(super) fn requests<'f>(serving: &Serving<'f>) -> Vec<Request<'f>> {
    let python = serving.python;
    let facts = serving.ctx.facts;
    let calls: Vec<&Call> = facts
        .marked_calls(|callee, method| u32::from(is_sender(callee, method)))
        .map(|(_, call, _)| call)
        .filter(|call| !call.is_attribute && call.reach == Reach::Live)
        .collect();
    if calls.is_empty() {
        return Vec::new();
    }
    let strings = Strings::of(python);
    let interfaces = interfaces(serving);
    calls
        .into_iter()
        .filter_map(|call| {
            let address = strings.address(call);
            let of_route = is_of_route(serving, &address);
            let hosts: Vec<Host> = address.split_whitespace().map(host).collect();
            let named = || {
                let name = target(call).and_then(|value| value.name.as_deref());
                name.is_some_and(names_an_api)
                    || address
                        .split_whitespace()
                        .any(|text| text.starts_with("{}/") || text == "{}{}")
            };
            let own = if hosts.contains(&Host::Foreign) {
                false
            } else if hosts.contains(&Host::Own) {
                true
            } else {
                // An address put together from a setting and a path: the path or the setting must say what it is.
                let has_program = !serving.routes.is_empty() || interfaces.contains(&call.caller);
                of_route || has_program && (asks_for_prediction(&address) || named())
            };
            own.then(|| Request {
                call,
                for_prediction: of_route
                    || asks_for_prediction(&path(&address))
                    || address.is_empty(),
                address,
            })
        })
        .collect()
}

/// The address without its host, whose name often holds the subject of the project.
fn path(address: &str) -> String {
    let words = address
        .split_whitespace()
        .map(|word| match word.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => word,
        });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether an address ends in one of the routes that predict.
pub(super) fn is_of_route(serving: &Serving<'_>, address: &str) -> bool {
    serving.routes.iter().any(|route| {
        let fixed = route
            .path
            .as_deref()
            .map(|path| path.split(['{', '<']).next().unwrap_or(path));
        fixed.is_some_and(|fixed| {
            fixed.trim_end_matches('/').len() > 3 && address.contains(fixed.trim_end_matches('/'))
        })
    })
}

/// Units that show a user interface.
fn interfaces(serving: &Serving<'_>) -> HashSet<UnitIdx> {
    let python = serving.python;
    let by_import = (0..).map(UnitIdx).zip(&python.units).filter(|(_, unit)| {
        unit.imports
            .iter()
            .filter(|import| import.used)
            .any(|import| {
                let first = import.name.split('.').next().unwrap_or(&import.name);
                INTERFACES.contains(&first)
            })
    });
    let mut found: HashSet<UnitIdx> = by_import.map(|(number, _)| number).collect();
    let facts = serving.ctx.facts;
    let pages = facts.marked_calls(|callee, method| u32::from(renders(callee, method)));
    let live = pages.filter(|(_, call, _)| call.reach == Reach::Live);
    found.extend(live.map(|(_, call, _)| call.place.unit));
    found
}

/// Whether a unit is a file of tests.
pub(super) fn is_test(unit: &CodeUnit) -> bool {
    let name = unit.path.rsplit('/').next().unwrap_or(&unit.path);
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || unit.path.contains("tests/")
}

/// Interfaces in other languages that fetch a prediction. What a web framework serves itself (`static`, `templates`) is
/// part of the API's program.
fn other_languages(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let submission = serving.ctx.facts.submission;
    let is_script = |path: &str| {
        let ends = [".js", ".jsx", ".ts", ".tsx", ".vue", ".dart"];
        ends.iter().any(|end| path.ends_with(end))
            && ![
                "static/",
                "templates/",
                "node_modules/",
                "/build/",
                "/dist/",
            ]
            .iter()
            .any(|folder| path.contains(folder))
            && !path.ends_with(".min.js")
    };
    let scripts = submission.files.iter().filter(|file| {
        file.kind == FileKind::OtherCode && file.size <= MAX_SCRIPT_BYTES && is_script(&file.path)
    });
    for file in scripts.take(MAX_SCRIPTS) {
        let Ok(bytes) = submission.read(file) else {
            continue;
        };
        let (text, _) = decode_text(&bytes);
        let fetches = ["fetch(", "axios", "XMLHttpRequest", "http.post"];
        if !fetches.iter().any(|word| text.contains(word)) {
            continue;
        }
        let line = text.lines().zip(1..).find(|(line, _)| {
            line.contains('/')
                && (is_of_route(serving, line)
                    || (line.contains("fetch(") && asks_for_prediction(line)))
        });
        if let Some((line, number)) = line {
            sink.found(
                "api.called-by-application",
                Strength::Written,
                Location::line(file.path.clone(), number),
                line.trim(),
                file.path.rsplit('/').next().map(str::to_owned),
            );
        }
    }
}
