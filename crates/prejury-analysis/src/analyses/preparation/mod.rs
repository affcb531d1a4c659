//! Preparation of structured data: collection through an API (C1.1), cleaning (C1.2.1, C1.2.2), variables of a model
//! (C1.4.1). The calls and statements are read once; each module beside this one emits the signals of one theme.
//!
//! # What it looks for
//! Calls by their resolved names; filters, bounds and assignments, which are no calls, by the form of the statement.
//! # Counts as evidence
//! Code that is reached; where a reason is asked for, the comments and the markdown next to that code.
//! # Does not count
//! Work on texts and images: files that use their libraries do not put C1.4.1 in scope.
//! # Limits
//! A filter whose bounds come from a file, and SQL that a database runs, are not seen.

mod acts;
mod api;
mod api_comments;
mod api_fields;
mod api_results;
mod applications;
mod applied;
mod automation;
mod columns;
mod correlated;
mod credentials;
mod derived;
mod duplicates;
mod encoding;
mod features;
mod fed;
mod hints;
mod lost;
mod marks;
mod missing;
mod missing_by_hand;
mod missing_empty;
mod missing_reasons;
mod names;
mod nearby;
mod only_shown;
mod outlier_context;
mod outlier_counts;
mod outliers;
pub(crate) mod outliers_told;
mod own_transforms;
mod plan;
mod privacy;
mod reads;
mod scaling;
mod scope;
mod sought;
mod statements;
mod step_headings;
mod step_names;
mod steps;
#[cfg(test)]
mod tests;
mod tied;
mod transformation;
mod treated;
mod unread;
mod words;
mod works;

use std::cell::OnceCell;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_documents::Block;
use prejury_python::{Call, CallIdx, CodePlace, PythonFacts, UnitIdx, Value};
use regex::bytes::Regex;
use smol_str::SmolStr;

use super::{Analysis, Context};
use crate::callees::Marked;
use crate::matching::{emit_code_in_turn, strength_of_call};
use crate::sink::EvidenceSink;
use nearby::Nearby;
use statements::Statement;
use words::Text;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "preparation",
    signals: &[
        "api.answered",
        "api.collection-described",
        "api.fields-chosen",
        "api.filter",
        "api.named",
        "api.named-loosely",
        "api.need",
        "api.paged",
        "api.request",
        "api.request-written",
        "api.response-trimmed",
        "api.stored",
        "api.stored-elsewhere",
        "cleaning.applied",
        "cleaning.from-elsewhere",
        "cleaning.automated",
        "cleaning.goal",
        "cleaning.goal-tied",
        "cleaning.in-loop",
        "cleaning.steps-laid-out",
        "cleaning.steps-remarked",
        "cleaning.structured",
        "columns.dropped",
        "columns.dropped-for-reason",
        "credential.in-code",
        "duplicates.columns",
        "duplicates.columns-sought",
        "duplicates.searched",
        "duplicates.treated",
        "features.categorical",
        "features.derived",
        "features.encoded",
        "features.prepared",
        "features.retyped",
        "features.scaled",
        "features.scaled-early",
        "features.scaled-soundly",
        "features.target-encoded",
        "features.transformed",
        "features.transformed-aside",
        "missing.justified",
        "missing.treated",
        "outliers.counted",
        "outliers.identified",
        "outliers.shown",
        "outliers.told",
        "outliers.treated",
        "privacy.named",
        "privacy.treated",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let preparation = Preparation {
        python,
        applications: applications::of(ctx.facts),
        marked: marked(ctx),
        statements: statements::read(python),
        nearby: Nearby::of(ctx.facts, plan::prose(ctx.facts)),
        tables: OnceCell::new(),
    };
    let requests = api::find(&preparation, sink);
    api_results::find(&preparation, &requests, sink);
    credentials::find(&preparation, sink);
    privacy::find(&preparation, sink);
    let mut operations = columns::find(&preparation, sink);
    operations.extend(missing::find(&preparation, sink));
    operations.extend(outliers::find(&preparation, sink));
    outliers_told::find(&preparation, sink);
    operations.extend(duplicates::find(&preparation, sink));
    operations.retain(|operation| !preparation.serves(operation.place));
    automation::find(&preparation, &operations, sink);
    plan::find(&preparation, &operations, sink);
    steps::find(&preparation, &operations, sink);
    let mut prepared = encoding::find(&preparation, ctx.catalog, sink);
    prepared.extend(features::find(&preparation, sink));
    prepared.extend(transformation::find(&preparation, sink));
    prepared.extend(scaling::find(&preparation, ctx.catalog, sink));
    scope::find(&preparation, &operations, &prepared, sink);
}

/// What the submission says about the preparation of data.
struct Preparation<'f> {
    python: &'f PythonFacts,
    /// Programs that show data or answer requests.
    applications: HashSet<UnitIdx>,
    /// Calls that may be of interest, with the marks of `names`.
    marked: Vec<Marked<'f>>,
    statements: Vec<Statement<'f>>,
    nearby: Nearby<'f>,
    /// Names that hold tables, asked for by few.
    tables: OnceCell<HashSet<(UnitIdx, SmolStr)>>,
}

/// One block of prose.
struct Prose<'f> {
    block: &'f Block,
    /// Number of its document.
    document: usize,
    text: Text,
}

/// One step of preparation at one place.
#[derive(Debug, Clone)]
struct Operation {
    kind: Kind,
    place: CodePlace,
    strength: Strength,
    inside_function: bool,
    in_loop: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Columns,
    Missing,
    Outliers,
    Duplicates,
    Encoding,
    Derivation,
    Transformation,
    Scaling,
}

impl<'f> Preparation<'f> {
    /// Whether a place stands in a program that only shows data or answers requests.
    fn serves(&self, place: CodePlace) -> bool {
        self.applications.contains(&place.unit)
    }

    /// Names of each unit that are read as tables of pandas somewhere.
    fn tables(&self) -> &HashSet<(UnitIdx, SmolStr)> {
        self.tables.get_or_init(|| {
            let values = self.python.calls.iter().flat_map(|call| {
                let values = call
                    .receiver
                    .iter()
                    .chain(call.args.iter().map(|arg| &arg.value));
                values.map(|value| (call.place.unit, value))
            });
            let tables = values.filter(|(_, value)| value.is_a("pandas.DataFrame"));
            tables
                .filter_map(|(unit, value)| Some((unit, value.name.clone()?)))
                .collect()
        })
    }

    /// By how much later a place is shown: what a page or an API does again for one request comes after the work itself.
    fn repeats(&self, place: CodePlace) -> u8 {
        if self.serves(place) { 4 } else { 0 }
    }

    /// Calls that have one of `marks` and are no reads of an attribute.
    fn calls_of(&self, marks: u32) -> impl Iterator<Item = &'f Call> {
        let calls = self.marked.iter();
        calls
            .filter(move |(_, call, of_call)| of_call & marks != 0 && !call.is_attribute)
            .map(|(_, call, _)| *call)
    }

    fn call(&self, at: CallIdx) -> Option<&'f Call> {
        self.python.calls.get(at.0 as usize)
    }

    /// The statement around a call.
    fn statement_of(&self, call: &Call) -> Option<&Statement<'f>> {
        statements::at(&self.statements, call.place)
    }

    fn code_of(&self, call: &Call) -> &str {
        self.statement_of(call)
            .map_or("", |statement| &statement.code)
    }

    /// The cell's stored text outputs.
    fn outputs(&self, place: CodePlace) -> impl Iterator<Item = &str> {
        let cell = self
            .python
            .units
            .get(place.unit.0 as usize)
            .and_then(|unit| unit.cells.get(place.cell as usize));
        cell.into_iter()
            .flat_map(|cell| &cell.outputs)
            .filter_map(|output| match output {
                prejury_python::Output::Text(text) | prejury_python::Output::Html(text) => {
                    Some(text.as_ref())
                }
                _ => None,
            })
    }

    fn of_call(&self, kind: Kind, call: &Call) -> Operation {
        Operation {
            kind,
            place: call.place,
            strength: if lost::is_discarded(self.code_of(call)) {
                Strength::Mentioned
            } else {
                strength_of_call(call)
            },
            inside_function: self
                .statement_of(call)
                .is_some_and(|statement| statement.inside_function),
            in_loop: call.in_loop,
        }
    }

    fn emit_call(&self, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
        self.emit_call_in_turn(sink, signal, call, subject, 0);
    }

    /// The same, shown after other places of its criterion where `turn` is above 0.
    fn emit_call_in_turn(
        &self,
        sink: &mut EvidenceSink,
        signal: &str,
        call: &Call,
        subject: &str,
        turn: i16,
    ) {
        let is_lost = lost::is_discarded(self.code_of(call)) || lost::is_lost(self, call);
        let strength = if is_lost {
            Strength::Mentioned
        } else {
            strength_of_call(call)
        };
        emit_code_in_turn(
            self.python,
            sink,
            signal,
            strength,
            call.place,
            subject,
            turn,
        );
    }

    fn emit(
        &self,
        sink: &mut EvidenceSink,
        signal: &str,
        statement: &Statement<'_>,
        subject: &str,
    ) {
        self.emit_in_turn(sink, signal, statement, subject, 0);
    }

    /// The same, shown after other places of its criterion where `turn` is above 0.
    fn emit_in_turn(
        &self,
        sink: &mut EvidenceSink,
        signal: &str,
        statement: &Statement<'_>,
        subject: &str,
        turn: i16,
    ) {
        let strength = if lost::is_discarded(&statement.code) {
            Strength::Mentioned
        } else {
            statement.strength
        };
        let place = statement.place;
        emit_code_in_turn(self.python, sink, signal, strength, place, subject, turn);
    }
}

/// Keywords by which a model is told the columns that it encodes itself.
const NATIVE_KEYWORDS: &[&str] = &[
    "cat_features",
    "categorical_feature",
    "categorical_features",
];

/// Calls by what their names say.
fn marked<'f>(ctx: &Context<'f>) -> Vec<Marked<'f>> {
    let names = names::Names::of(ctx.catalog);
    let all = ctx
        .facts
        .marked_calls(|callee, method| names.classify(callee, method) | names::ANY);
    let is_native = |call: &Call| {
        NATIVE_KEYWORDS
            .iter()
            .any(|name| call.keyword(name).is_some())
    };
    all.filter_map(|(at, call, mut marks)| {
        if is_native(call) {
            marks |= names::NATIVE;
        }
        (marks != names::ANY).then_some((at, call, marks))
    })
    .collect()
}

fn of_statement(kind: Kind, statement: &Statement<'_>) -> Operation {
    Operation {
        kind,
        place: statement.place,
        strength: statement.strength,
        inside_function: statement.inside_function,
        in_loop: statement.in_loop,
    }
}

/// Whether `pattern` compiled and matches.
fn is_match(pattern: &Option<Regex>, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text.as_bytes()))
}

/// Whether a value may be a table or a column of one.
fn may_be_data(value: Option<&Value>) -> bool {
    value.is_none_or(|value| {
        value.types.is_empty()
            || value.types.iter().any(|name| {
                ["pandas", "numpy", "pyspark", "polars", "dask", "geopandas"]
                    .iter()
                    .any(|library| name.starts_with(library))
            })
    })
}

/// A regular expression of the program's own, asked of thousands of statements: letters beyond ASCII are none to it,
/// which keeps its automaton small and quick.
macro_rules! pattern {
    ($name:ident, $regex:expr) => {
        pub(super) static $name: std::sync::LazyLock<Option<regex::bytes::Regex>> =
            std::sync::LazyLock::new(|| super::built($regex));
    };
}
use pattern;

fn built(regex: &str) -> Option<Regex> {
    let built = regex::bytes::RegexBuilder::new(regex)
        .unicode(false)
        .build();
    debug_assert!(built.is_ok(), "{built:?}");
    built.ok()
}

/// One whose groups are read as text.
macro_rules! text_pattern {
    ($name:ident, $regex:expr) => {
        pub(super) static $name: std::sync::LazyLock<Option<regex::Regex>> =
            std::sync::LazyLock::new(|| regex::Regex::new($regex).ok());
    };
}
use text_pattern;
