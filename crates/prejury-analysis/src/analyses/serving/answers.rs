//! What shows that the API answers.
//!
//! # What it looks for
//! Tests that ask a route for a prediction and assert on the answer; calls in notebooks with their stored answer; logs of
//! a server that answered; screenshots.
//! # Counts as evidence
//! The test, the cell, the line of the log, the picture.
//! # Does not count
//! Tests of other routes only, calls whose output is an error, examples of answers written in a README.
//! Tests that begin by importing a module which is gone are half.
//! # Limits
//! A screenshot is known by its name: what it shows is not looked at.

use std::cell::OnceCell;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Strength};
use prejury_intake::FileKind;
use prejury_python::{
    Call, Cell, CodePlace, CodeUnit, DefinitionKind, Output, Run, UnitIdx, UnitKind, Value,
};
use regex::Regex;

use super::Serving;
use super::addresses::asks_for_prediction;
use super::clients::{is_of_route, requests};
use super::reach::{Function, definitions};
use super::routes::is_route;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

/// A request that a server logged as answered.
static LOGGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""?(?:GET|POST) (/\S*) HTTP/1\.[01]"? 200|(?:GET|POST) (/\S*) -> 200"#).ok()
});

pub(super) fn find(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    tested(serving, sink);
    shown(serving, sink);
    logged(serving, sink);
    pictures(serving, sink);
}

/// Tests with an assertion that reach a route which predicts.
fn tested(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let python = serving.python;
    let modules = OnceCell::new();
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        let is_broken = OnceCell::new();
        let asserting: HashSet<u32> = unit
            .asserts
            .iter()
            .filter(|assert| !assert.trivial)
            .filter_map(|assert| assert.function)
            .map(|index| index.0)
            .collect();
        for (index, definition) in definitions(unit) {
            let name = definition
                .name
                .rsplit('.')
                .next()
                .unwrap_or(&definition.name);
            if definition.kind != DefinitionKind::Function || !name.starts_with("test") {
                continue;
            }
            let function: Function = (number, index);
            let own: Vec<&Call> = serving.graph().calls_in(function).collect();
            let asserts = asserting.contains(&index.0)
                || own.iter().any(|call| call.method().starts_with("assert"));
            if !asserts {
                continue;
            }
            let reached = serving
                .graph()
                .calls_from(function)
                .into_iter()
                .filter(|call| !sends_nothing(call))
                .find_map(|call| {
                    let path = asked_path(serving, call)?;
                    Some((call, path))
                });
            if let Some((call, path)) = reached {
                let is_broken = is_broken.get_or_init(|| {
                    let modules = modules.get_or_init(|| Modules::of(&python.units));
                    modules.lack_one_of(unit)
                });
                emit_code(
                    python,
                    sink,
                    "api.answer.tested",
                    match is_broken {
                        true => Strength::Mentioned,
                        false => strength_of_call(call),
                    },
                    call.place,
                    &path,
                );
            }
        }
    }
}

/// Folders of a project's own program, which no distribution is called like.
const OWN_FOLDERS: &[&str] = &["api", "app", "backend", "main", "server", "src"];

/// The modules of a submission by the ends of their paths, to look imports up in.
struct Modules<'f> {
    folders: HashSet<&'f str>,
    /// How many modules end so: `main`, `app/main`, `backend/app/main`.
    endings: HashMap<&'f str, u32>,
}

impl<'f> Modules<'f> {
    fn of(units: &'f [CodeUnit]) -> Self {
        let mut folders = HashSet::default();
        let mut endings = HashMap::default();
        for unit in units {
            let path: &str = &unit.path;
            folders.extend(path.rsplit('/').skip(1));
            for ending in endings_of(stem(path)) {
                *endings.entry(ending).or_default() += 1;
            }
        }
        Self { folders, endings }
    }

    /// Whether tests begin by importing a module from a folder of the project that does not hold it: they stop before they
    /// ask for anything. An import that is indented may be one of several that are tried, or that of one test.
    fn lack_one_of(&self, tests: &CodeUnit) -> bool {
        let own: HashSet<&str> = endings_of(stem(&tests.path)).collect();
        let holds = |path: &str| {
            let others = self.endings.get(path).copied().unwrap_or_default();
            others > u32::from(own.contains(path))
        };
        // `from app.main import app` names a module, or one thing of it; wherever that file lies, it may be found.
        let is_there = |name: &str| {
            let path = name.replace('.', "/");
            holds(&path) || path.rsplit_once('/').is_some_and(|(at, _)| holds(at))
        };
        tests.imports.iter().any(|import| {
            let root = import.name.split_once('.').map(|(root, _)| root);
            import.local.is_none()
                && root
                    .is_some_and(|root| OWN_FOLDERS.contains(&root) && self.folders.contains(root))
                && !import.name.split('.').any(is_generated)
                && !is_there(&import.name)
                && begins_its_line(tests, import.place)
        })
    }
}

/// The path of a module without its ending.
fn stem(path: &str) -> &str {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    stem.strip_suffix("/__init__").unwrap_or(stem)
}

/// A path, and what is left of it behind each of its folders.
fn endings_of(path: &str) -> impl Iterator<Item = &str> {
    let behind = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    std::iter::once(path).chain(behind)
}

/// Modules that tools write when a project is built, and that no repository keeps.
fn is_generated(module: &str) -> bool {
    matches!(module, "version" | "_version") || module.contains("_pb2")
}

/// Whether a statement stands at the left margin.
fn begins_its_line(unit: &CodeUnit, place: CodePlace) -> bool {
    unit.cells.get(place.cell as usize).is_some_and(|cell| {
        let line = cell.beginning_of_line(place.line, MAX_LETTER);
        line.starts_with(|letter: char| !letter.is_whitespace())
    })
}

/// Bytes of the longest letter.
const MAX_LETTER: usize = 4;

/// Whether a request holds only empty texts: what answers it is a refusal, and no prediction.
fn sends_nothing(call: &Call) -> bool {
    let data = ["data", "form", "json", "params"];
    let mut sent = data.iter().filter_map(|name| call.keyword(name)).peekable();
    sent.peek().is_some() && sent.all(is_blank)
}

fn is_blank(value: &Value) -> bool {
    match value.elements.as_slice() {
        [] => value.as_str().is_some_and(|text| text.trim().is_empty()),
        elements => elements.iter().all(is_blank),
    }
}

/// The path that a call of a test asks for, when a prediction is asked for: through a client of tests, over HTTP, or by
/// calling the function of the route.
fn asked_path(serving: &Serving<'_>, call: &Call) -> Option<String> {
    if call.is_attribute {
        return None;
    }
    if let Some(function) = serving.graph().called(&call.callee) {
        return is_route(&serving.routes, function).then(|| call.method().to_owned());
    }
    if !matches!(
        call.method(),
        "get" | "open" | "post" | "put" | "request" | "simulate_post"
    ) {
        return None;
    }
    let literal = call.args.iter().find_map(|arg| arg.value.as_str());
    let unit = serving.python.units.get(call.place.unit.0 as usize)?;
    let near = unit.strings.iter().filter(|string| {
        string.place.cell == call.place.cell
            && (call.place.line..=call.place.end_line).contains(&string.place.line)
    });
    let mut texts = literal.into_iter().chain(near.map(|string| &*string.text));
    texts
        .find(|text| {
            text.contains('/')
                && (is_of_route(serving, text)
                    || asks_for_prediction(text.rsplit("://").next().unwrap_or(text)))
        })
        .map(str::to_owned)
}

/// Cells that asked for a prediction and hold the answer.
fn shown(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let python = serving.python;
    for request in requests(serving)
        .iter()
        .filter(|request| request.for_prediction)
    {
        let call = request.call;
        let caller = call.caller.0 as usize;
        let Some(unit) = python
            .units
            .get(caller)
            .filter(|unit| unit.kind == UnitKind::Notebook)
        else {
            continue;
        };
        if call.run != Run::Ran || call.place.unit != call.caller {
            continue;
        }
        let cells = unit.cells.iter().skip(call.place.cell as usize).take(2);
        if cells.flat_map(|cell| &cell.outputs).any(is_answer) {
            emit_code(
                python,
                sink,
                "api.answer.shown",
                Strength::Executed,
                call.place,
                &request.shown(),
            );
        }
    }
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        for magic in unit
            .magics
            .iter()
            .filter(|magic| magic.text.contains("curl "))
        {
            let answered = unit
                .cells
                .get(magic.place.cell as usize)
                .is_some_and(|cell: &Cell| cell.outputs.iter().any(is_answer));
            let asks = is_of_route(serving, &magic.text)
                || (magic.text.contains("localhost") || magic.text.contains("127.0.0.1"))
                    && asks_for_prediction(&magic.text);
            if asks && answered {
                let place = CodePlace {
                    unit: number,
                    ..magic.place
                };
                emit_code(
                    python,
                    sink,
                    "api.answer.shown",
                    Strength::Executed,
                    place,
                    "curl",
                );
            }
        }
    }
}

/// Whether an output may be an answer: a status or a value, and no failure.
fn is_answer(output: &Output) -> bool {
    let (Output::Text(text) | Output::Html(text)) = output else {
        return matches!(output, Output::Image);
    };
    let failed = [
        "ConnectionError",
        "Connection refused",
        "<Response [4",
        "<Response [5",
        "Max retries",
        "Traceback",
    ];
    let telling = text.contains(['{', '['])
        || text.contains("200")
        || text.bytes().any(|byte| byte.is_ascii_digit());
    telling && !failed.iter().any(|word| text.contains(word))
}

/// Lines of logs and outputs in which a server answered a request for a prediction.
fn logged(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let Some(regex) = LOGGED.as_ref() else { return };
    let answered = |line: &str| {
        let found = regex.captures(line)?;
        let path = found.get(1).or_else(|| found.get(2))?.as_str().to_owned();
        (asks_for_prediction(&path) || is_of_route(serving, &path)).then_some(path)
    };
    for (path, text) in &serving.ctx.facts.side_files {
        if !text.contains("HTTP/1.") {
            continue;
        }
        let line = text
            .lines()
            .zip(1..)
            .find_map(|(line, number)| Some((answered(line)?, line, number)));
        if let Some((asked, line, number)) = line {
            let location = Location::line(path.clone(), number);
            sink.found(
                "api.answer.logged",
                Strength::Written,
                location,
                line.trim(),
                Some(asked),
            );
        }
    }
    for (number, unit) in (0..).map(UnitIdx).zip(&serving.python.units) {
        for (cell_number, cell) in (0..).zip(&unit.cells) {
            let texts = cell.outputs.iter().filter_map(|output| match output {
                Output::Text(text) | Output::Stderr(text) if text.contains("HTTP/1.") => Some(text),
                _ => None,
            });
            let line = texts
                .flat_map(|text| text.lines())
                .find_map(|line| Some((answered(line)?, line)));
            if let Some((asked, line)) = line {
                let place = CodePlace {
                    unit: number,
                    cell: cell_number,
                    line: 1,
                    end_line: 1,
                };
                let location = serving.python.location(place);
                sink.found(
                    "api.answer.logged",
                    Strength::Executed,
                    location,
                    line.trim(),
                    Some(asked),
                );
            }
        }
    }
}

/// Pictures named after an answer of an API.
fn pictures(serving: &Serving<'_>, sink: &mut EvidenceSink) {
    let images = serving
        .ctx
        .facts
        .submission
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Image && file.size > 0);
    for file in images {
        let name = file
            .path
            .rsplit('/')
            .next()
            .unwrap_or(&file.path)
            .to_lowercase();
        let tools = ["postman", "swagger", "fastapi_docs"];
        let answers = [
            "predict", "predic", "response", "reponse", "réponse", "result", "answer", "test",
            "call", "request",
        ];
        let shows = tools.iter().any(|word| name.contains(word))
            || (name.contains("api") && answers.iter().any(|word| name.contains(word)));
        if shows {
            sink.found(
                "api.answer.shown",
                Strength::Written,
                Location::file(file.path.clone()),
                &*file.path,
                Some(name),
            );
        }
    }
}
