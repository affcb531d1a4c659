//! Reduction of dimension for training (C1.4.4).
//!
//! # What it looks for
//! Projections that are fitted, what becomes of their output, how the number of components was chosen, and why.
//! # Counts as evidence
//! Used: the output goes into a fit, a prediction, a split, a cross-validation or a file, or the projection is a step of a
//! pipeline that is fitted, beside a model or in a job of Spark that stores something afterwards. Justified: `explained_variance_ratio_` is read, or a share such as 0.95 stands with a text.
//! # Does not count
//! Two or three components drawn as a chart: that is a display.
//! # Limits
//! The number of components is taken from the construction that stands nearest before the fit.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use prejury_catalog::NameSet;
use prejury_core::Strength;
use prejury_python::{Call, CallIdx, Literal, UnitIdx, Value};

use super::networks::prose::Treatment;
use super::{Analysis, Context};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "reduction",
    signals: &[
        "reduction.need",
        "reduction.number-justified",
        "reduction.unused",
        "reduction.used",
    ],
    run,
};

/// A projection that is fitted, and how many components it keeps.
struct Projection<'f> {
    call: &'f Call,
    at: CallIdx,
    number: Number,
    name: &'f str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Unknown,
    /// All of them: a look at the variance first.
    All,
    Some(i64),
    /// A share of the variance.
    Share,
}

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(family) = ctx.catalog.family("projection-for-training") else {
        return;
    };
    let projections = read(ctx, family);
    let steps = pipelines(ctx, family);
    if projections.is_empty() && steps.is_empty() {
        return;
    }
    let mut is_used = false;
    for (call, name) in steps {
        emit(ctx, sink, "reduction.used", call, name);
        is_used = true;
    }
    let mut unused: Vec<&Projection<'_>> = Vec::new();
    let used = used(ctx, &projections);
    for projection in projections.iter().filter(|one| !is_display(one)) {
        if used.contains(&projection.at) {
            emit(
                ctx,
                sink,
                "reduction.used",
                projection.call,
                projection.name,
            );
            is_used = true;
        } else {
            unused.push(projection);
        }
    }
    if !is_used {
        // A share of the variance is asked for to go on with it; a number or none is as often for a look at the data. A job
        // of Spark that makes the components has nobody to look at them.
        let is_meant = |one: &&&Projection<'_>| {
            one.number == Number::Share || one.call.method() == "transform" && is_in_a_job(one.call)
        };
        for projection in unused.iter().filter(is_meant) {
            emit(
                ctx,
                sink,
                "reduction.unused",
                projection.call,
                projection.name,
            );
            is_used = true;
        }
    }
    if !is_used {
        return;
    }
    let variances = ctx.facts.marked_calls(|_, method| {
        u32::from(matches!(
            method,
            "explained_variance_ratio_"
                | "explainedVariance"
                | "explained_variance_"
                | "singular_values_"
                | "reconstruction_err_"
        ))
    });
    for (_, call, _) in variances {
        emit(ctx, sink, "reduction.number-justified", call, call.method());
    }
    let has_text = justify_number(ctx, sink, false);
    if has_text {
        for projection in projections.iter().filter(|one| one.number == Number::Share) {
            emit(
                ctx,
                sink,
                "reduction.number-justified",
                projection.call,
                projection.name,
            );
        }
        justify_number(ctx, sink, true);
    }
    for (_, block) in Treatment::new(&[SUBJECT, REASONS]).blocks(ctx.facts) {
        sink.found(
            "reduction.need",
            Strength::Written,
            block.location.clone(),
            &*block.text,
            None,
        );
    }
}

fn emit(ctx: &Context<'_>, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
    let strength = strength_of_call(call);
    emit_code(
        &ctx.facts.python,
        sink,
        signal,
        strength,
        call.place,
        subject,
    );
}

/// Two or three components are for the eye, unless a job of Spark makes them: it has no eye, and hands them on.
fn is_display(projection: &Projection<'_>) -> bool {
    matches!(projection.number, Number::Some(2 | 3)) && !is_in_a_job(projection.call)
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

fn read<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<Projection<'f>> {
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

/// Pipelines with a projection among their steps that are fitted: beside a model, or in a job of Spark that stores.
fn pipelines<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<(&'f Call, &'f str)> {
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

/// Projections whose output goes on: into what learns or predicts, or into a file.
fn used(ctx: &Context<'_>, projections: &[Projection<'_>]) -> HashSet<CallIdx> {
    const LEARNS: u32 = 1;
    const STORES: u32 = 2;
    let by_index: HashMap<CallIdx, &Projection<'_>> =
        projections.iter().map(|one| (one.at, one)).collect();
    let takers = ctx.facts.marked_calls(|_, method| match method {
        "fit" | "fit_predict" | "train_test_split" | "cross_val_score" | "cross_validate"
        | "predict" | "evaluate" => LEARNS,
        _ if STORING.contains(&method) => STORES,
        _ => 0,
    });
    let mut used = HashSet::default();
    for (_, call, mark) in takers.filter(|(_, call, _)| !call.is_attribute) {
        // A projection of a projection, or of itself, is no use yet.
        let is_projection = call.receiver.as_ref().is_some_and(|receiver| {
            receiver
                .types
                .iter()
                .any(|name| name.contains("PCA") || name.contains("TSNE") || name.contains("UMAP"))
        });
        if is_projection {
            continue;
        }
        let data = call
            .args
            .iter()
            .map(|arg| &arg.value)
            .chain(call.receiver.iter().filter(|_| mark == STORES));
        for value in data {
            walk(value, &mut |value| {
                let behind = value.history.iter().filter_map(|at| by_index.get(at));
                used.extend(
                    behind
                        .filter(|one| call.caller == one.call.caller && call.order > one.call.order)
                        .map(|one| one.at),
                );
            });
        }
    }
    used
}

const SUBJECT: &str = include_str!("../../../../rules/reduction/subject.txt");

const REASONS: &str = include_str!("../../../../rules/reduction/reason.txt");

const VARIANCE: &str = include_str!("../../../../rules/reduction/variance.txt");

/// Sentences on the variance that is kept.
fn justify_number(ctx: &Context<'_>, sink: &mut EvidenceSink, emits: bool) -> bool {
    let mut found = false;
    for (_, block) in Treatment::new(&[VARIANCE]).blocks(ctx.facts) {
        found = true;
        if emits {
            sink.found(
                "reduction.number-justified",
                Strength::Written,
                block.location.clone(),
                &*block.text,
                None,
            );
        }
    }
    found
}
