//! Reduction of dimension for training (C1.4.4).
//!
//! # What it looks for
//! Projections that are fitted, what becomes of their output, how the number of components was chosen, and why.
//! # Counts as evidence
//! Used: the output goes into a fit, a prediction, a split, a cross-validation or a file, or the projection is a step of a
//! pipeline that is fitted. Justified: `explained_variance_ratio_` is read, or a share such as 0.95 stands with a text.
//! # Does not count
//! Two or three components drawn as a chart: that is a display.
//! # Limits
//! The number of components is taken from the construction that stands nearest before the fit.

use std::collections::BTreeSet;

use prejury_catalog::NameSet;
use prejury_core::Strength;
use prejury_python::{Call, CallIdx, Literal, Value};

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
    let python = &ctx.facts.python;
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
    for projection in projections.iter().filter(|one| !is_display(one)) {
        match use_of(ctx, projection) {
            Some(_) => {
                emit(
                    ctx,
                    sink,
                    "reduction.used",
                    projection.call,
                    projection.name,
                );
                is_used = true;
            }
            None => unused.push(projection),
        }
    }
    if !is_used {
        // A share of the variance is asked for to go on with it; a number or none is as often for a look at the data.
        for projection in unused.iter().filter(|one| one.number == Number::Share) {
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
    for call in &python.calls {
        let reads_variance = matches!(
            call.method(),
            "explained_variance_ratio_"
                | "explainedVariance"
                | "explained_variance_"
                | "singular_values_"
                | "reconstruction_err_"
        );
        if reads_variance {
            emit(ctx, sink, "reduction.number-justified", call, call.method());
        }
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
    let in_a_job = projection.call.receiver.as_ref().is_some_and(|receiver| {
        receiver
            .types
            .iter()
            .any(|name| name.starts_with("pyspark."))
    });
    matches!(projection.number, Number::Some(2 | 3)) && !in_a_job
}

fn class_of<'f>(family: &NameSet, value: &'f Value) -> Option<&'f str> {
    value
        .types
        .iter()
        .find(|name| family.matches(name))
        .map(|name| name.as_str())
}

fn read<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<Projection<'f>> {
    let python = &ctx.facts.python;
    let mut made: Vec<&Call> = Vec::new();
    let mut found = Vec::new();
    for (call, at) in python.calls.iter().zip(0_u32..) {
        if call.is_attribute {
            continue;
        }
        if family.matches(&call.callee) {
            made.push(call);
            continue;
        }
        if !matches!(
            call.method(),
            "fit" | "fit_transform" | "transform" | "partial_fit"
        ) {
            continue;
        }
        let Some(class) = call
            .receiver
            .as_ref()
            .and_then(|receiver| class_of(family, receiver))
        else {
            continue;
        };
        let maker = made
            .iter()
            .rev()
            .find(|made| made.callee == class && made.caller == call.caller);
        let number = maker.map_or(Number::Unknown, |maker| number_of(maker));
        // UMAP shows data unless it is told to keep more.
        if class == "umap.UMAP" && !matches!(number, Number::Some(4..)) {
            continue;
        }
        found.push(Projection {
            call,
            at: CallIdx(at),
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

/// Pipelines with a projection among their steps, beside a model, that are fitted.
fn pipelines<'f>(ctx: &Context<'f>, family: &NameSet) -> Vec<(&'f Call, &'f str)> {
    let python = &ctx.facts.python;
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for call in python.calls.iter().filter(|call| !call.is_attribute) {
        if !matches!(
            call.method(),
            "fit" | "fit_transform" | "cross_val_score" | "cross_validate"
        ) {
            continue;
        }
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
        if let Some(class) = class.filter(|_| n_steps > 2)
            && seen.insert(call.place)
        {
            found.push((call, class.rsplit('.').next().unwrap_or(class)));
        }
    }
    found
}

fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    visit(value);
    value
        .elements
        .iter()
        .for_each(|element| walk(element, visit));
}

/// Where the output of a projection goes on to.
fn use_of<'f>(ctx: &Context<'f>, projection: &Projection<'f>) -> Option<&'f Call> {
    let python = &ctx.facts.python;
    let comes_from = |value: &Value| value.history.contains(&projection.at);
    python
        .calls
        .iter()
        .filter(|call| !call.is_attribute)
        .find(|call| {
            if call.caller != projection.call.caller || call.order <= projection.call.order {
                return false;
            }
            let method = call.method();
            let learns = matches!(
                method,
                "fit"
                    | "fit_predict"
                    | "train_test_split"
                    | "cross_val_score"
                    | "cross_validate"
                    | "predict"
                    | "evaluate"
            );
            let stores = matches!(
                method,
                "to_csv"
                    | "to_parquet"
                    | "parquet"
                    | "save"
                    | "dump"
                    | "to_pickle"
                    | "savetxt"
                    | "csv"
                    | "savez"
                    | "saveAsTable"
            );
            if !learns && !stores {
                return false;
            }
            // A projection of a projection, or of itself, is no use yet.
            let is_projection = call.receiver.as_ref().is_some_and(|receiver| {
                receiver.types.iter().any(|name| {
                    name.contains("PCA") || name.contains("TSNE") || name.contains("UMAP")
                })
            });
            let data = call
                .args
                .iter()
                .map(|arg| &arg.value)
                .chain(call.receiver.iter().filter(|_| stores));
            !is_projection
                && data.into_iter().any(|value| {
                    let mut found = false;
                    walk(value, &mut |value| found |= comes_from(value));
                    found
                })
        })
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
