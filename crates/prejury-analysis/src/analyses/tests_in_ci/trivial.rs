//! Tests that say nothing of the project, although they can fail.
//!
//! # What it looks for
//! Tests that only import, that ask for the version of Python, that see whether a module or function exists, that call
//! functions which only return a constant, or that look at the status of a page alone: of a program deployed elsewhere, or
//! of a home or health page.
//! # Does not count
//! A test with one assertion more: on what an answer holds, or on the result of a function that does something.
//! # Limits
//! Assertions and bodies are read line by line.

use foldhash::HashSet;
use prejury_python::{Call, CodePlace, CodeUnit, PythonFacts};

use crate::analyses::own_functions::OwnFunctions;

/// Pages that every server has.
const HOME: &[&str] = &[
    "",
    "/",
    "/docs",
    "/health",
    "/healthcheck",
    "/ping",
    "/status",
];
/// Beginnings of the lines of a test that only imports.
const IMPORTING: &[&str] = &[
    "assert False",
    "assert True",
    "except",
    "from ",
    "import ",
    "pass",
    "print(",
    "pytest.fail",
    "raise",
    "self.fail",
    "try:",
];
/// Beginnings of the lines of a function that only returns a constant.
const IDLE: &[&str] = &["logger.", "logging.", "pass", "print("];
/// Longest body that is read.
const MAX_LINES: usize = 200;

/// One test, with what its triviality depends on.
pub(super) struct Reading<'a> {
    pub(super) python: &'a PythonFacts,
    pub(super) functions: &'a OwnFunctions<'a>,
    pub(super) unit: &'a CodeUnit,
    pub(super) place: CodePlace,
    /// Names that the unit imports.
    pub(super) imported: &'a HashSet<&'a str>,
    /// Places of its assertions that can fail.
    pub(super) assertions: &'a [CodePlace],
    /// Calls that stand in it.
    pub(super) calls: &'a [&'a Call],
    /// Whether a call asks a program over the network.
    pub(super) asks: &'a dyn Fn(&Call) -> bool,
}

impl Reading<'_> {
    pub(super) fn is_trivial(&self) -> bool {
        let says_nothing = |place: &CodePlace| {
            let text = lines(self.unit, *place).join(" ");
            is_of_interpreter(&text) || self.is_existence(&text) || self.is_status(&text)
        };
        only_imports(&body(self.unit, self.place))
            || self.assertions.iter().all(says_nothing)
            || self.calls_stubs()
    }

    /// `assert module`, `assert function is not None`, `assert hasattr(module, "f")`: the import says it already.
    fn is_existence(&self, text: &str) -> bool {
        let Some(rest) = text.trim().strip_prefix("assert ") else {
            return false;
        };
        let rest = rest.split(',').next().unwrap_or(rest).trim();
        let asked = ["hasattr(", "callable("]
            .iter()
            .find_map(|function| rest.strip_prefix(function));
        let name = asked.unwrap_or_else(|| rest.strip_suffix("is not None").unwrap_or(rest));
        let name = name.trim_end_matches(')').trim();
        self.imported.contains(name)
    }

    /// A status alone, of a program elsewhere or of a home page.
    fn is_status(&self, text: &str) -> bool {
        let is_status =
            text.contains("status_code") || text.contains(".ok") && !text.contains("==");
        let asks_home = |call: &Call| {
            let path = call.args.first().and_then(|arg| arg.value.as_str());
            call.method() == "get" && path.is_some_and(|path| HOME.contains(&path))
        };
        let mut requests = self.calls.iter().copied().filter(|call| {
            matches!(
                call.method(),
                "get" | "post" | "put" | "open" | "request" | "urlopen"
            )
        });
        let says_home = |call: &Call| (self.asks)(call) || asks_home(call);
        is_status && requests.all(says_home)
    }

    /// Whether all functions of the project that it calls return a constant and do nothing else.
    fn calls_stubs(&self) -> bool {
        let mut own = self
            .calls
            .iter()
            .filter_map(|call| self.functions.called(call))
            .filter(|function| function.definition.place.unit != self.place.unit)
            .peekable();
        own.peek().is_some()
            && own.all(|function| {
                let unit = &self.python.units[function.unit.0 as usize];
                is_stub(&body(unit, function.definition.place))
            })
    }
}

/// Whether a test reads a data file and looks at nothing of the project.
pub(super) fn only_reads_data(calls: &[&Call]) -> bool {
    let reads = |call: &&Call| {
        call.callee.starts_with("pandas.read_") || call.callee.starts_with("builtins.open")
    };
    let is_of_data = |call: &&Call| {
        [
            "pandas.",
            "numpy.",
            "builtins.",
            "os.",
            "pathlib.",
            "pytest.",
        ]
        .iter()
        .any(|library| call.callee.starts_with(library))
    };
    calls.iter().any(reads) && calls.iter().all(is_of_data)
}

/// The version of Python, or of a library, is not the project's doing.
fn is_of_interpreter(text: &str) -> bool {
    [
        "sys.version",
        "version_info",
        "python_version",
        "sys.platform",
    ]
    .iter()
    .any(|words| text.contains(words))
}

fn only_imports(body: &[&str]) -> bool {
    let mut depth = 0_usize;
    let mut imports = false;
    for line in body {
        if depth == 0 && !IMPORTING.iter().any(|start| line.starts_with(start)) {
            return false;
        }
        imports |= line.starts_with("import ") || line.starts_with("from ");
        depth += line.matches('(').count();
        depth = depth.saturating_sub(line.matches(')').count());
    }
    imports
}

fn is_stub(body: &[&str]) -> bool {
    let is_constant = |text: &str| {
        matches!(text, "" | "True" | "False" | "None" | "{}" | "[]")
            || text.parse::<f64>().is_ok()
            || text.starts_with(['"', '\'']) && text.ends_with(['"', '\''])
    };
    body.iter().all(|line| match line.strip_prefix("return") {
        Some(value) => is_constant(value.trim()),
        None => IDLE.iter().any(|start| line.starts_with(start)),
    })
}

/// Source lines of a place.
fn lines(unit: &CodeUnit, place: CodePlace) -> Vec<&str> {
    let source = unit
        .cells
        .get(place.cell as usize)
        .map_or("", |cell| &cell.source);
    let n_lines = (place.end_line.saturating_sub(place.line) as usize + 1).min(MAX_LINES);
    let from = place.line.saturating_sub(1) as usize;
    source.lines().skip(from).take(n_lines).collect()
}

/// Lines of code of a function, trimmed: without its signature, its docstring and comments.
fn body(unit: &CodeUnit, place: CodePlace) -> Vec<&str> {
    let all = lines(unit, place);
    let mut rest = all
        .iter()
        .map(|line| line.split(" #").next().unwrap_or(line).trim());
    // Decorators and the signature end with the first line that ends in a colon.
    let signature = rest.by_ref().find(|line| {
        line.contains(':') && !line.starts_with('@') && line.ends_with(':')
            || line.starts_with("def ") && !line.ends_with([',', '(', ':'])
    });
    if signature.is_none() {
        return Vec::new();
    }
    let mut code: Vec<&str> = Vec::new();
    let mut quote: Option<&str> = None;
    for line in rest.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(end) = quote {
            if line.contains(end) {
                quote = None;
            }
            continue;
        }
        let opening = ["\"\"\"", "'''"]
            .into_iter()
            .find(|mark| line.trim_start_matches(['r', 'f']).starts_with(mark));
        match opening {
            Some(mark) if line.matches(mark).count() < 2 => quote = Some(mark),
            Some(_) => {}
            None => code.push(line),
        }
    }
    code
}
