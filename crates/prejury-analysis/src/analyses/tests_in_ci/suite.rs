//! Test files of the submission: their test functions, what these assert, and whether they touch the project.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashSet;
use prejury_python::{
    Call, CodePlace, CodeUnit, Definition, DefinitionKind, PythonFacts, Reach, UnitIdx,
};
use smol_str::SmolStr;

use super::trivial::{self, Reading};
use crate::Facts;
use crate::analyses::own_functions::OwnFunctions;

/// What the tests of a file are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// Code, an API or a model of the project.
    Project,
    /// Data files, copies of functions, or modules that do not exist.
    Nothing,
}

/// One file of tests.
#[derive(Debug)]
pub(super) struct TestFile {
    pub(super) path: Arc<str>,
    pub(super) subject: Subject,
    /// Tests with at least one assertion that can fail.
    pub(super) asserting: Vec<Test>,
    /// Tests whose assertions say nothing of the project.
    pub(super) trivial: Vec<Test>,
    /// Tests that look at a data file alone.
    pub(super) of_data: Vec<Test>,
    /// The call that a script named as a test makes, when it holds no assertion at all.
    pub(super) call_script: Option<CodePlace>,
}

#[derive(Debug)]
pub(super) struct Test {
    pub(super) name: SmolStr,
    pub(super) place: CodePlace,
    /// The assertion, or the whole test.
    pub(super) shown: CodePlace,
}

/// Functions that assert, by the beginning or the whole of their last name.
const ASSERTING: &[&str] = &["assert", "raises", "fail", "warns"];
/// Ways to reach the project's API or model from outside.
const REACHING: &[&str] = &["requests.", "httpx.", "urllib.request.", "aiohttp."];
const LOADING: &[&str] = &["load_model", "from_pretrained"];
const LOADERS: &[&str] = &[
    "joblib.load",
    "pickle.load",
    "dill.load",
    "cloudpickle.load",
    "torch.load",
    "skops.io.load",
];

/// Test files, sorted by path.
pub(super) fn test_files(facts: &Facts<'_>) -> Vec<TestFile> {
    let python = &facts.python;
    if !python.units.iter().any(may_hold_tests) {
        return Vec::new();
    }
    let calls = calls_by_unit(python);
    let functions = OwnFunctions::of(python);
    (0_u32..)
        .zip(&python.units)
        .zip(&calls)
        .filter_map(|((number, _), calls)| test_file(python, &functions, UnitIdx(number), calls))
        .collect()
}

/// Calls that stand in each unit.
fn calls_by_unit(python: &PythonFacts) -> Vec<Vec<&Call>> {
    let mut calls: Vec<Vec<&Call>> = vec![Vec::new(); python.units.len()];
    for call in &python.calls {
        if let Some(of_unit) = calls.get_mut(call.place.unit.0 as usize) {
            of_unit.push(call);
        }
    }
    calls
}

/// Whether a unit is named as a test, or uses or defines what tests are made of.
fn may_hold_tests(unit: &CodeUnit) -> bool {
    is_test_path(&unit.path) || uses_framework(unit) || unit.definitions.iter().any(is_test_class)
}

fn uses_framework(unit: &CodeUnit) -> bool {
    let mut imports = unit.imports.iter();
    imports.any(|import| import.name.starts_with("pytest") || import.name.starts_with("unittest"))
}

fn test_file(
    python: &PythonFacts,
    functions: &OwnFunctions<'_>,
    number: UnitIdx,
    calls: &[&Call],
) -> Option<TestFile> {
    let unit = &python.units[number.0 as usize];
    if !may_hold_tests(unit) {
        return None;
    }
    let named_test = is_test_path(&unit.path);
    let classes: HashSet<&str> = unit
        .definitions
        .iter()
        .filter(|definition| is_test_class(definition))
        .map(|definition| definition.name.as_str())
        .collect();
    let mut file = TestFile {
        path: unit.path.clone(),
        subject: subject(number, unit, calls),
        asserting: Vec::new(),
        trivial: Vec::new(),
        of_data: Vec::new(),
        call_script: None,
    };
    let assertions = assertions(unit, calls);
    let mut by_line = calls.to_vec();
    by_line.sort_by_key(|call| (call.place.cell, call.place.line));
    let imports = unit.imports.iter();
    let imported: HashSet<&str> = imports.map(|import| import.alias.as_str()).collect();
    for definition in unit
        .definitions
        .iter()
        .filter(|definition| is_test(definition, &classes))
    {
        let read = |place: CodePlace, assertions: &[CodePlace]| {
            let line = |call: &&Call| (call.place.cell, call.place.line);
            let from = by_line.partition_point(|call| line(call) < (place.cell, place.line));
            let to = by_line.partition_point(|call| line(call) <= (place.cell, place.end_line));
            let inside = &by_line[from..to.max(from)];
            let reading = Reading {
                python,
                functions,
                unit,
                place,
                assertions,
                imported: &imported,
                calls: inside,
                asks: &reaches_project,
            };
            if reading.is_trivial() {
                Sort::Trivial
            } else if trivial::only_reads_data(inside) {
                Sort::OfData
            } else {
                Sort::Asserting
            }
        };
        sort_test(&assertions, definition, read, &mut file);
    }
    if named_test && assertions.is_empty() {
        file.call_script = calls
            .iter()
            .find(|call| call.reach == Reach::Live && (reaches_project(call) || loads_model(call)))
            .map(|call| call.place);
    }
    let has_tests = [&file.asserting, &file.trivial, &file.of_data]
        .iter()
        .any(|tests| !tests.is_empty());
    (has_tests || file.call_script.is_some()).then_some(file)
}

/// Whether a file is named as pytest and unittest look for it.
fn is_test_path(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let stem = name.strip_suffix(".py").unwrap_or(&name);
    let in_folder = path
        .split('/')
        .rev()
        .skip(1)
        .any(|part| matches!(part, "test" | "tests"));
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem == "test"
        || stem == "tests"
        || (in_folder && stem != "conftest")
}

fn is_test_class(class: &Definition) -> bool {
    class.kind == DefinitionKind::Class
        && (class.name.starts_with("Test")
            || class.bases.iter().any(|base| base.ends_with("TestCase")))
}

/// Whether pytest or unittest would run this function.
fn is_test(definition: &Definition, classes: &HashSet<&str>) -> bool {
    let (owner, name) = definition
        .name
        .rsplit_once('.')
        .unwrap_or(("", &definition.name));
    definition.kind == DefinitionKind::Function
        && name.starts_with("test")
        && (owner.is_empty() || classes.contains(owner))
        && definition.reach != Reach::Dead
        && !definition
            .decorators
            .iter()
            .any(|(name, _)| name.ends_with("fixture") || name.ends_with("mark.skip"))
}

/// Assertions of a unit by cell and line, with whether they can fail.
type Assertions = BTreeMap<(u32, u32), (CodePlace, bool)>;

fn assertions(unit: &CodeUnit, calls: &[&Call]) -> Assertions {
    let key = |place: CodePlace| (place.cell, place.line);
    let statements = unit
        .asserts
        .iter()
        .map(|assert| (key(assert.place), (assert.place, !assert.trivial)));
    let asserting = calls
        .iter()
        .filter(|call| asserts(call))
        .map(|call| (key(call.place), (call.place, true)));
    let mut found = Assertions::new();
    for (key, (place, can_fail)) in statements.chain(asserting) {
        let known = found.entry(key).or_insert((place, false));
        known.1 |= can_fail;
    }
    found
}

/// What a test with assertions that can fail is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Asserting,
    OfData,
    Trivial,
}

fn sort_test(
    assertions: &Assertions,
    definition: &Definition,
    read: impl Fn(CodePlace, &[CodePlace]) -> Sort,
    file: &mut TestFile,
) {
    let place = definition.place;
    let here: Vec<(CodePlace, bool)> = assertions
        .range((place.cell, place.line)..=(place.cell, place.end_line.max(place.line)))
        .map(|(_, assertion)| *assertion)
        .collect();
    let Some(first) = here.first() else { return };
    let real: Vec<CodePlace> = here
        .iter()
        .filter(|(_, can_fail)| *can_fail)
        .map(|(place, _)| *place)
        .collect();
    let test = |shown| Test {
        name: definition.name.clone(),
        place,
        shown,
    };
    let Some(shown) = real.first().copied() else {
        file.trivial.push(test(first.0));
        return;
    };
    let sorted = match read(place, &real) {
        Sort::Asserting => &mut file.asserting,
        Sort::OfData => &mut file.of_data,
        Sort::Trivial => &mut file.trivial,
    };
    sorted.push(test(shown));
}

fn asserts(call: &Call) -> bool {
    let method = call.method();
    ASSERTING.iter().any(|name| {
        if *name == "assert" {
            method.starts_with(name)
        } else {
            method == *name
        }
    })
}

/// Whether the file imports the project's modules, calls its API or loads its model.
fn subject(number: UnitIdx, unit: &CodeUnit, calls: &[&Call]) -> Subject {
    // A helper beside the tests is no code under test.
    let imports_project = unit
        .imports
        .iter()
        .filter_map(|import| import.local.as_deref())
        .any(|path| !is_test_path(path) && !path.ends_with("conftest.py"));
    let reaches = calls
        .iter()
        .any(|call| call.place.unit == number && (reaches_project(call) || loads_model(call)));
    if imports_project || reaches {
        Subject::Project
    } else {
        Subject::Nothing
    }
}

fn reaches_project(call: &Call) -> bool {
    REACHING
        .iter()
        .any(|library| call.callee.starts_with(library))
        && matches!(
            call.method(),
            "get" | "post" | "put" | "delete" | "patch" | "request" | "urlopen"
        )
}

fn loads_model(call: &Call) -> bool {
    LOADING.contains(&call.method()) || LOADERS.contains(&call.callee.as_str())
}
