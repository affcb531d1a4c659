//! What distributed engines are given to do.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place, Strength};
use prejury_python::{Call, PythonFacts, Run, UnitIdx};

use super::Context;
use crate::matching::{emit_code, emit_code_in_turn, strength_of_call};
use crate::sink::{BY_THE_WAY, EvidenceSink};

/// Methods of Spark that transform data without bringing them back.
const TRANSFORMATIONS: &[&str] = &[
    "agg",
    "crossJoin",
    "distinct",
    "drop",
    "dropDuplicates",
    "dropna",
    "explode",
    "fillna",
    "filter",
    "flatMap",
    "foreach",
    "foreachPartition",
    "groupBy",
    "groupby",
    "join",
    "map",
    "mapInArrow",
    "mapInPandas",
    "mapPartitions",
    "orderBy",
    "pandas_udf",
    "pivot",
    "randomSplit",
    "reduceByKey",
    "repartition",
    "repartitionByRange",
    "select",
    "selectExpr",
    "sort",
    "sql",
    "transform",
    "udf",
    "union",
    "where",
    "withColumn",
    "withColumnRenamed",
];

/// Those that carry the weight of a chain: shown first.
const HEAVY: &[&str] = &[
    "fit",
    "mapInPandas",
    "mapPartitions",
    "pandas_udf",
    "reduceByKey",
    "transform",
    "udf",
];

/// Of these, those that declare a function for the workers: what is fitted or transformed over all the data says more, the
/// more so as starter notebooks hand such functions out.
const DECLARED: &[&str] = &["pandas_udf", "udf"];

/// Those that only lay data out: they tell nothing beside the work itself.
const PLUMBING: &[&str] = &[
    "drop",
    "repartition",
    "repartitionByRange",
    "select",
    "withColumnRenamed",
];

/// Methods that make Spark work.
const ACTIONS: &[&str] = &[
    "aggregate",
    "collect",
    "count",
    "countByKey",
    "csv",
    "display",
    "evaluate",
    "first",
    "fit",
    "foreach",
    "foreachPartition",
    "head",
    "insertInto",
    "isEmpty",
    "json",
    "orc",
    "parquet",
    "reduce",
    "save",
    "saveAsPickleFile",
    "saveAsTable",
    "saveAsTextFile",
    "show",
    "start",
    "summary",
    "take",
    "takeSample",
    "toLocalIterator",
    "toPandas",
];

/// Actions that need a few rows only: what they show says nothing of the treatment of all the data.
const PREVIEWS: &[&str] = &["display", "first", "head", "isEmpty", "show", "take"];

/// Actions that write all the data.
const WRITES: &[&str] = &[
    "csv",
    "insertInto",
    "json",
    "orc",
    "parquet",
    "save",
    "saveAsPickleFile",
    "saveAsTable",
    "saveAsTextFile",
];

/// What is known of the engines once the calls were read.
pub(super) struct Engine {
    /// Spark or another engine is called.
    pub(super) is_distributed: bool,
    /// Strength of Spark's processing in each unit whose run reaches it.
    pub(super) processing: HashMap<UnitIdx, Strength>,
    /// Units that ask for a session on the machine itself (`master("local[*]")`).
    pub(super) local_masters: HashSet<UnitIdx>,
    /// Cell and line of every call of an engine, by the unit that it stands in.
    places: HashMap<UnitIdx, Vec<(u32, u32)>>,
}

/// Lines of one cell or script around a call of the engine in which a comment speaks of it.
const NEARBY: u32 = 40;

impl Engine {
    /// Whether an engine is called around a place of code.
    pub(super) fn is_near(&self, python: &PythonFacts, location: &Location) -> bool {
        let units = &python.units;
        let Ok(unit) = units.binary_search_by(|unit| unit.path.cmp(&location.path)) else {
            return false;
        };
        let Place::Lines { cell, line, .. } = location.place else {
            return false;
        };
        let unit = UnitIdx(u32::try_from(unit).unwrap_or(u32::MAX));
        let cell = cell.unwrap_or(0);
        self.places.get(&unit).is_some_and(|places| {
            places
                .iter()
                .any(|(one, at)| *one == cell && at.abs_diff(line) <= NEARBY)
        })
    }
}

/// What the name of a call may be: one of another engine, of Spark, an action of an unknown receiver.
const OTHER: u32 = 1;
const SPARK: u32 = 1 << 1;
const ACTION: u32 = 1 << 2;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) -> Engine {
    let python = &ctx.facts.python;
    let mut engine = Engine {
        is_distributed: false,
        processing: HashMap::default(),
        local_masters: HashSet::default(),
        places: HashMap::default(),
    };
    let mut work: Vec<(&Call, bool)> = Vec::new();
    let mut collections: Vec<&Call> = Vec::new();
    let mut actions: HashMap<UnitIdx, Strength> = HashMap::default();
    let mut whole: HashMap<UnitIdx, Strength> = HashMap::default();
    let mut broken_off: BTreeSet<UnitIdx> = BTreeSet::new();
    // What the name alone tells is asked once for each name.
    let marked = ctx.facts.marked_calls(|callee, method| {
        let may_act = callee.starts_with("?.") || callee == "display";
        let mark = |holds: bool, mark: u32| if holds { mark } else { 0 };
        mark(is_other_engine(callee), OTHER)
            | mark(is_spark(callee), SPARK)
            | mark(may_act && ACTIONS.contains(&method), ACTION)
    });
    for (_, call, mark) in marked.filter(|(_, call, _)| !call.is_attribute) {
        let strength = strength_of_call(call);
        let (is_other, is_spark) = (mark & OTHER != 0, mark & SPARK != 0);
        if is_other || is_spark {
            let place = call.place;
            let places = engine.places.entry(place.unit).or_default();
            places.push((place.cell, place.line));
        }
        if is_other {
            engine.is_distributed = true;
            emit_code(
                python,
                sink,
                "distributed.other-engine",
                strength,
                call.place,
                library(&call.callee),
            );
        }
        let method = call.method();
        if is_spark {
            let is_local = |value: &str| value.starts_with("local");
            if matches!(method, "master" | "setMaster" | "SparkContext")
                && call
                    .args
                    .iter()
                    .filter_map(|arg| arg.value.as_str())
                    .any(is_local)
            {
                engine.local_masters.insert(call.caller);
            }
            engine.is_distributed = true;
            emit_code(python, sink, "spark.used", strength, call.place, method);
            if is_session(call) {
                emit_code(
                    python,
                    sink,
                    "spark.session",
                    strength,
                    call.place,
                    "SparkSession",
                );
            }
            if method == "parallelize" {
                collections.push(call);
            }
            if TRANSFORMATIONS.contains(&method) || is_learning(call) {
                work.push((call, HEAVY.contains(&method)));
            }
        }
        // The type of a frame is lost behind unknown functions: an action of an unknown receiver counts beside Spark's.
        if mark & ACTION != 0 || is_spark && ACTIONS.contains(&method) {
            let best = actions.entry(call.caller).or_insert(strength);
            *best = (*best).max(strength);
            // `spark.read.parquet` has the name of a write.
            let reads = call.callee.contains("read");
            if !reads && !PREVIEWS.contains(&method) {
                let best = whole.entry(call.caller).or_insert(strength);
                *best = (*best).max(strength);
            }
            if !reads && WRITES.contains(&method) && call.run == Run::Failed {
                broken_off.insert(call.caller);
            }
        }
    }
    // Spark computes when it must: after a write that was broken off, a few rows shown are no finished treatment.
    for unit in broken_off {
        if let Some(best) = actions.get_mut(&unit) {
            *best = whole.get(&unit).copied().unwrap_or(Strength::Mentioned);
        }
    }
    work.sort_by_key(|(_, is_heavy)| !is_heavy);
    let toys = Toys::of(python, &collections);
    let heavy: HashSet<UnitIdx> = work
        .iter()
        .filter(|(call, is_heavy)| *is_heavy && actions.contains_key(&call.caller))
        .map(|(call, _)| call.caller)
        .collect();
    for (call, is_heavy) in work {
        if heavy.contains(&call.caller) && PLUMBING.contains(&call.method()) {
            continue;
        }
        if let Some(action) = actions.get(&call.caller) {
            let strength = strength_of_call(call).min(*action);
            let best = engine.processing.entry(call.caller).or_insert(strength);
            *best = (*best).max(strength);
            let weight =
                i16::from(is_heavy) + i16::from(is_heavy && !DECLARED.contains(&call.method()));
            let turn = match toys.hold(call) {
                true => BY_THE_WAY,
                // A function that nothing calls comes after work that is done.
                false => i16::from(is_uncalled(python, call)) * 4 - weight,
            };
            let (signal, place) = ("spark.processing", call.place);
            emit_code_in_turn(python, sink, signal, strength, place, call.method(), turn);
        }
    }
    engine
}

/// Whether a call stands in a function that nothing of the submission calls.
fn is_uncalled(python: &PythonFacts, call: &Call) -> bool {
    let unit = python.units.get(call.place.unit.0 as usize);
    let function = call.function.zip(unit);
    let definition = function.and_then(|(at, unit)| unit.definitions.get(at.0 as usize));
    definition.is_some_and(|one| !one.called && one.decorators.is_empty())
}

/// Collections of a few numbers written by hand, by their names: `sc.parallelize([1, 2, 3]).map(...)` tries the engine.
struct Toys<'f>(HashSet<(UnitIdx, &'f str)>);

impl<'f> Toys<'f> {
    fn of(python: &'f PythonFacts, made: &[&Call]) -> Self {
        let name = |call: &&Call| {
            let unit = python.units.get(call.place.unit.0 as usize)?;
            let mut assigned = unit.assignments.iter();
            let one = assigned.find(|one| one.place == call.place)?;
            Some((call.place.unit, one.target.as_str()))
        };
        let is_written = |call: &&&Call| {
            let given = call.args.first().map(|arg| arg.value.elements.as_slice());
            given.is_some_and(|given| {
                !given.is_empty() && given.iter().all(|one| one.literal.is_some())
            })
        };
        Self(made.iter().filter(is_written).filter_map(name).collect())
    }

    fn hold(&self, call: &Call) -> bool {
        let receiver = call.receiver.as_ref();
        let name = receiver.and_then(|receiver| receiver.name.as_deref());
        name.is_some_and(|name| self.0.contains(&(call.place.unit, name)))
    }
}

fn is_spark(callee: &str) -> bool {
    callee.starts_with("pyspark.")
        || callee.starts_with("sparknlp.")
        || callee.starts_with("databricks.koalas.")
}

/// `fit` of an estimator of Spark's own.
fn is_learning(call: &Call) -> bool {
    call.method() == "fit" && call.callee.starts_with("pyspark.ml")
}

fn is_session(call: &Call) -> bool {
    call.method() == "getOrCreate"
        || call.callee == "pyspark.SparkContext"
        || call.callee == "pyspark.context.SparkContext"
}

/// Tuning with Ray is a search, not a processing of data.
fn is_other_engine(callee: &str) -> bool {
    let is_ray = callee.starts_with("ray.") && !callee.starts_with("ray.tune");
    is_ray
        || [
            "dask.",
            "dask_cudf.",
            "dask_ml.",
            "distributed.Client",
            "modin.",
            "pyflink.",
            "apache_beam.",
        ]
        .iter()
        .any(|prefix| callee.starts_with(prefix))
}

fn library(callee: &str) -> &str {
    callee.split('.').next().unwrap_or(callee)
}
