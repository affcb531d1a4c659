//! Projections that are fitted, alone or in a pipeline, and what becomes of their output.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_catalog::NameSet;
use prejury_python::{Call, CallIdx, CodePlace, Literal, PythonFacts, Reach, UnitIdx, Value};
use regex::Regex;

use super::Context;

/// A projection that is fitted, and how many components it keeps.
pub(super) struct Projection<'f> {
    pub(super) call: &'f Call,
    pub(super) at: CallIdx,
    pub(super) number: Number,
    pub(super) name: &'f str,
    /// Where it was made, if that is known.
    pub(super) maker: Option<&'f Call>,
}

/// The first columns of an array or a table, or a number of components that is set later. One column alone is drawn.
static CUT_OFF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\[:, ?(?:0?:\s*[\w-]|\[)|set_params\([^()]*n_components|__n_components|\.n_components\s*=[^=]",
    )
    .ok()
});

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Unknown,
    /// All of them: a look at the variance first.
    All,
    Some(i64),
    /// A share of the variance.
    Share,
}

impl Projection<'_> {
    /// Two or three components are for the eye, unless a job of Spark makes them: it has no eye, and hands them on.
    pub(super) fn is_display(&self) -> bool {
        matches!(self.number, Number::Some(2 | 3)) && !self.is_in_a_job()
    }

    /// Column of a table of Spark that it writes.
    fn column(&self) -> Option<&str> {
        self.maker?.keyword("outputCol")?.as_str()
    }

    pub(super) fn is_in_a_job(&self) -> bool {
        is_in_a_job(self.call)
    }
}

fn is_in_a_job(call: &Call) -> bool {
    call.receiver.as_ref().is_some_and(|receiver| {
        receiver
            .types
            .iter()
            .any(|name| name.starts_with("pyspark."))
    })
}

/// Methods that write a table or a model.
const STORING: &[&str] = &[
    "csv",
    "dump",
    "parquet",
    "save",
    "saveAsTable",
    "savetxt",
    "savez",
    "to_csv",
    "to_parquet",
    "to_pickle",
];

fn class_of<'f>(family: &NameSet, value: &'f Value) -> Option<&'f str> {
    value
        .types
        .iter()
        .find(|name| family.matches(name))
        .map(|name| name.as_str())
}

pub(super) fn read<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<Projection<'f>> {
    const MADE: u32 = 1;
    const FITTED: u32 = 2;
    let calls = ctx.facts.marked_calls(|callee, method| match method {
        _ if family.matches(callee) => MADE,
        "fit" | "fit_transform" | "transform" | "partial_fit" => FITTED,
        _ => 0,
    });
    // The last maker of each class in each unit.
    let mut made: HashMap<(UnitIdx, &str), &Call> = HashMap::default();
    let mut found = Vec::new();
    for (at, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark == MADE {
            made.insert((call.caller, &call.callee), call);
            continue;
        }
        let Some(class) = call
            .receiver
            .as_ref()
            .and_then(|receiver| class_of(family, receiver))
        else {
            continue;
        };
        let maker = made.get(&(call.caller, class));
        let number = maker.map_or(Number::Unknown, |maker| number_of(maker));
        // UMAP shows data unless it is told to keep more.
        if class == "umap.UMAP" && !matches!(number, Number::Some(4..)) {
            continue;
        }
        found.push(Projection {
            call,
            at,
            number,
            name: class.rsplit('.').next().unwrap_or(class),
            maker: maker.copied(),
        });
    }
    found
}

fn number_of(maker: &Call) -> Number {
    let value = maker
        .keyword("k")
        .or_else(|| maker.arg("n_components", Some(0)));
    match value.map(|value| &value.literal) {
        None | Some(Some(Literal::None)) => Number::All,
        Some(Some(Literal::Int(number))) => Number::Some(*number),
        Some(Some(Literal::Float(_))) => Number::Share,
        Some(_) => Number::Unknown,
    }
}

/// Projections that only turn the data: PCA without a number keeps every component, and nothing in the file cuts some off.
pub(super) fn only_turned(
    python: &PythonFacts,
    projections: &[Projection<'_>],
) -> HashSet<CallIdx> {
    let mut cut: HashMap<UnitIdx, bool> = HashMap::default();
    let mut is_cut = |unit: UnitIdx| {
        let cells = &python.units[unit.0 as usize].cells;
        let cuts = |source: &str| CUT_OFF.as_ref().is_some_and(|cut| cut.is_match(source));
        *cut.entry(unit)
            .or_insert_with(|| cells.iter().any(|cell| cuts(&cell.source)))
    };
    let whole = projections.iter().filter(|one| {
        one.number == Number::All
            && matches!(one.name, "IncrementalPCA" | "PCA")
            && !is_cut(one.call.caller)
            && !is_cut(one.call.place.unit)
    });
    whole.map(|one| one.at).collect()
}

/// Pipelines with a projection among their steps that are fitted: beside a model, or in a job of Spark that stores.
pub(super) fn pipelines<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<(&'f Call, &'f str)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let calls = ctx.facts.marked_calls(|_, method| {
        u32::from(matches!(
            method,
            "fit" | "fit_transform" | "cross_val_score" | "cross_validate"
        ))
    });
    for (_, call, _) in calls.filter(|(_, call, _)| !call.is_attribute) {
        let holder = call.receiver.as_ref().or_else(|| call.positional(0));
        let Some(holder) = holder.filter(|holder| {
            !holder.elements.is_empty()
                && holder
                    .types
                    .iter()
                    .any(|name| name.contains("ipeline") || name.ends_with("SearchCV"))
        }) else {
            continue;
        };
        let mut class = None;
        let mut n_steps = 0;
        walk(holder, &mut |value| {
            class = class.or_else(|| class_of(family, value));
            n_steps += usize::from(value.types.iter().any(|name| name.starts_with("sklearn.")));
        });
        let goes_on = || n_steps > 2 || is_in_a_job(call) && stores_after(ctx, call);
        if let Some(class) = class.filter(|_| goes_on())
            && seen.insert(call.place)
        {
            found.push((call, class.rsplit('.').next().unwrap_or(class)));
        }
    }
    found
}

/// Whether something is stored in the run of a call, after it.
fn stores_after(ctx: &Context<'_>, fit: &Call) -> bool {
    let mut stored = ctx
        .facts
        .marked_calls(|_, method| u32::from(STORING.contains(&method)));
    stored.any(|(_, call, _)| call.caller == fit.caller && call.order > fit.order)
}

fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    visit(value);
    value
        .elements
        .iter()
        .for_each(|element| walk(element, visit));
}

/// What becomes of the output of projections.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// It goes on: into what learns or predicts, or into a file that ends the job or is read.
    pub(super) used: HashSet<CallIdx>,
    /// It is kept in a file that nothing reads, while the work goes on with something else.
    pub(super) kept_only: HashSet<CallIdx>,
    /// It goes into another projection.
    pub(super) projected: HashSet<CallIdx>,
}

pub(super) fn uses(ctx: &Context<'_>, projections: &[Projection<'_>]) -> Uses {
    const LEARNS: u32 = 1;
    const STORES: u32 = 2;
    const OPENS: u32 = 4;
    const PROJECTS: u32 = 8;
    let by_index: HashMap<CallIdx, &Projection<'_>> =
        projections.iter().map(|one| (one.at, one)).collect();
    let takers = ctx.facts.marked_calls(|_, method| match method {
        "fit" | "fit_predict" | "train_test_split" | "cross_val_score" | "cross_validate"
        | "predict" | "evaluate" => LEARNS,
        _ if STORING.contains(&method) => STORES,
        "open" => OPENS,
        "fit_transform" => PROJECTS,
        _ => 0,
    });
    let mut files = Files::default();
    let mut uses = Uses::default();
    // The last call of each run that learns.
    let mut learning: HashMap<UnitIdx, u32> = HashMap::default();
    let mut stored: Vec<(&Call, CallIdx)> = Vec::new();
    for (_, call, mark) in takers.filter(|(_, call, _)| !call.is_attribute) {
        if mark == OPENS {
            files.open(call);
            continue;
        }
        if mark == STORES {
            files.write(call);
        }
        // A projection of a projection, or of itself, is no use yet.
        let is_projection = call.receiver.as_ref().is_some_and(|receiver| {
            receiver
                .types
                .iter()
                .any(|name| name.contains("PCA") || name.contains("TSNE") || name.contains("UMAP"))
        });
        if mark == PROJECTS && !is_projection {
            continue;
        }
        if mark == LEARNS && !is_projection {
            let last = learning.entry(call.caller).or_insert(call.order);
            *last = call.order.max(*last);
        }
        let data = call
            .args
            .iter()
            .map(|arg| &arg.value)
            .chain(call.receiver.iter().filter(|_| mark == STORES));
        for value in data {
            walk(value, &mut |value| {
                let behind = value.history.iter().filter_map(|at| by_index.get(at));
                let before = behind
                    .filter(|one| call.caller == one.call.caller && call.order > one.call.order)
                    .map(|one| one.at);
                match mark {
                    _ if is_projection => uses.projected.extend(before),
                    STORES => stored.extend(before.map(|at| (call, at))),
                    _ => uses.used.extend(before),
                }
            });
        }
    }
    files.count(ctx, stored.iter().map(|(call, _)| *call));
    for (call, at) in stored {
        // What ends a job is its result; what the work goes on without, and nobody reads, is none.
        let last = learning.get(&call.caller);
        let goes_on = || last.is_some_and(|last| *last > call.order);
        if is_in_a_job(by_index[&at].call) || files.may_be_read(call) || !goes_on() {
            uses.used.insert(at);
        } else {
            uses.kept_only.insert(at);
        }
    }
    uses
}

/// Files that are written, and whether other places name them.
#[derive(Default)]
struct Files<'f> {
    /// The last file that each run opened.
    last: HashMap<UnitIdx, &'f Call>,
    /// Names of written files by the write.
    written: HashMap<CodePlace, &'f str>,
    /// Lines in which a file is written or opened for it.
    writing: HashSet<(UnitIdx, u32, u32)>,
    /// Names that other places hold.
    named: HashSet<&'f str>,
}

/// Lines between opening a file and writing to it.
const OPEN_LINES: u32 = 4;

impl<'f> Files<'f> {
    fn open(&mut self, call: &'f Call) {
        let mode = call.arg("mode", Some(1)).and_then(Value::as_str);
        if mode.is_some_and(|mode| mode.starts_with(['w', 'x'])) {
            let place = call.place;
            self.writing.insert((place.unit, place.cell, place.line));
            self.last.insert(call.caller, call);
        }
    }

    fn write(&mut self, call: &'f Call) {
        let place = call.place;
        self.writing.insert((place.unit, place.cell, place.line));
        let is_beside = |open: &&&Call| {
            open.place.cell == place.cell
                && place.line.saturating_sub(open.place.line) <= OPEN_LINES
        };
        let open = self.last.get(&call.caller).filter(is_beside);
        let name = file_of(call).or_else(|| file_of(open?));
        self.written.extend(name.map(|name| (place, name)));
    }

    /// Looks for the names of written files in live code.
    fn count(&mut self, ctx: &Context<'f>, written: impl Iterator<Item = &'f Call>) {
        let asked: HashSet<&str> = written
            .filter_map(|call| self.written.get(&call.place).copied())
            .collect();
        if asked.is_empty() {
            return;
        }
        for unit in &ctx.facts.python.units {
            for string in unit.strings.iter().filter(|one| one.reach != Reach::Dead) {
                let place = string.place;
                let is_write = self.writing.contains(&(place.unit, place.cell, place.line));
                let name = asked.get(file_name(&string.text)).filter(|_| !is_write);
                self.named.extend(name);
            }
        }
    }

    /// Whether some other place names the file, or its name is not known.
    fn may_be_read(&self, call: &Call) -> bool {
        let name = self.written.get(&call.place);
        name.is_none_or(|name| self.named.contains(name))
    }
}

/// The name of the file that a call names by a literal.
fn file_of(call: &Call) -> Option<&str> {
    let texts = call.args.iter().filter_map(|arg| arg.value.as_str());
    let mut names = texts.map(file_name).filter(|name| name.contains('.'));
    names.next()
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Projections of Spark whose column is named no more, where that of another is: trials that were not kept.
pub(super) fn not_kept<'f>(
    ctx: &Context<'_>,
    projections: impl Iterator<Item = &'f Projection<'f>>,
) -> HashSet<CallIdx> {
    let mut by_unit: BTreeMap<UnitIdx, Vec<(CallIdx, &str)>> = BTreeMap::new();
    for one in projections {
        if let Some(column) = one.column() {
            let of_unit = by_unit.entry(one.call.place.unit).or_default();
            of_unit.push((one.at, column));
        }
    }
    let mut not_kept = HashSet::default();
    for (unit, columns) in by_unit {
        let strings = &ctx.facts.python.units[unit.0 as usize].strings;
        let last_named = |column: &str| {
            let named = strings.iter().filter(|string| &*string.text == column);
            named.map(|string| string.place).max()
        };
        let last: Vec<_> = columns
            .iter()
            .map(|(_, column)| last_named(column))
            .collect();
        let latest = last.iter().max().copied().flatten();
        let ended = columns.iter().zip(last).filter(|(_, last)| *last < latest);
        not_kept.extend(ended.map(|((at, _), _)| *at));
    }
    not_kept
}
