//! Reduction of dimension for training (C1.4.4).
//!
//! # What it looks for
//! Projections that are fitted, what becomes of their output, how the number of components was chosen, and why.
//! # Counts as evidence
//! Used: the output goes into a fit, a prediction, a split, a cross-validation or a file, or the projection is a step of a
//! pipeline that is fitted, beside a model or in a job of Spark that stores something afterwards. Justified: `explained_variance_ratio_` is read, or a share such as 0.95 stands with a text.
//! # Does not count
//! Two or three components drawn as a chart, a projection that only another one takes: that is a display. A file that nothing
//! reads, while the work goes on with all variables, is no use. All components, none of them cut off, reduce nothing.
//! # Limits
//! The number of components is taken from the construction that stands nearest before the fit.

mod number;
mod projections;

use std::sync::{Arc, LazyLock};

use prejury_core::{Evidence, Strength};
use prejury_documents::{Block, fold};

use super::listed;
use super::networks::prose::Treatment;
use super::{Analysis, Context};
use crate::matching::emit_call_in_turn;
use crate::sink::EvidenceSink;
use projections::{Number, Projection, not_kept, only_turned, pipelines, read, uses};

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
    for (call, name) in &steps {
        // A helper that fits whatever it is given shows no projection.
        let turn = i16::from(call.function.is_some());
        emit_call_in_turn(&ctx.facts.python, sink, "reduction.used", call, name, turn);
        is_used = true;
    }
    let mut unused: Vec<&Projection<'_>> = Vec::new();
    let uses = uses(ctx, &projections);
    let used = &uses.used;
    let turned = only_turned(&ctx.facts.python, &projections);
    let dropped = not_kept(ctx, projections.iter().filter(|one| used.contains(&one.at)));
    for projection in projections.iter().filter(|one| !one.is_display()) {
        if used.contains(&projection.at) && !turned.contains(&projection.at) {
            let turn = i16::from(dropped.contains(&projection.at));
            let (call, name) = (projection.call, projection.name);
            emit_call_in_turn(&ctx.facts.python, sink, "reduction.used", call, name, turn);
            is_used = true;
        } else {
            unused.push(projection);
        }
    }
    if !is_used {
        // A share of the variance is asked for to go on with it; a number or none is as often for a look at the data. A job
        // of Spark that makes the components has nobody to look at them.
        // What only goes into another projection is for the eye, too.
        let is_meant = |one: &&&Projection<'_>| {
            one.number == Number::Share && !uses.projected.contains(&one.at)
                || uses.kept_only.contains(&one.at)
                || used.contains(&one.at)
                || one.call.method() == "transform" && one.is_in_a_job()
        };
        for projection in unused.iter().filter(is_meant) {
            let (call, name) = (projection.call, projection.name);
            emit_call_in_turn(&ctx.facts.python, sink, "reduction.unused", call, name, 0);
            is_used = true;
        }
    }
    if !is_used {
        return;
    }
    number::find(ctx, &projections, &steps, sink);
    let is_told = |evidence: &Evidence| !denies(&evidence.excerpt);
    for mut evidence in prose_on(ctx, &[SUBJECT, REASONS])
        .into_iter()
        .filter(is_told)
    {
        evidence.signal = sink.intern("reduction.need");
        sink.push(evidence);
    }
}

/// Words before a denial among which what is denied stands.
const DENIED_WITHIN: usize = 4;

/// "ACP : non utilisée pour des questions de mémoire": why there is none.
fn denies(text: &str) -> bool {
    let folded = fold(text).replace('’', "'");
    let sentences = folded.split(['.', ';', '!', '?', '\n']);
    // One sentence that needs it is enough, whatever an earlier version did.
    let mut naming = sentences
        .filter(|sentence| words(sentence).any(is_technique))
        .peekable();
    naming.peek().is_some() && naming.all(is_denied)
}

fn words(sentence: &str) -> impl DoubleEndedIterator<Item = &str> {
    let words = sentence.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

fn is_technique(word: &str) -> bool {
    matches!(word, "acp" | "pca" | "reduction" | "svd")
}

/// Whether the technique stands right before its denial: "the components beyond the tenth are not used" denies none.
fn is_denied(sentence: &str) -> bool {
    let denied = DENIALS.iter().find_map(|denial| sentence.find(denial));
    denied.is_some_and(|at| {
        let before = words(&sentence[..at]).rev();
        before.take(DENIED_WITHIN).any(is_technique)
    })
}

/// Sentences in which words of every list stand, as evidence that still lacks its signal.
fn prose_on(ctx: &Context<'_>, lists: &[&'static str]) -> Vec<Evidence> {
    let treatment = Treatment::new(lists);
    let blocks = treatment.blocks(ctx.facts).into_iter();
    let evidence = |block: &Block| Evidence {
        signal: Arc::from(""),
        strength: Strength::Written,
        supports: true,
        location: block.location.clone(),
        excerpt: block.text.to_string(),
        subject: None,
        related: Vec::new(),
    };
    blocks.map(|(_, block)| evidence(block)).collect()
}

const SUBJECT: &str = include_str!("../../../../../rules/reduction/subject.txt");

static DENIALS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/reduction/denied.txt")));

const REASONS: &str = include_str!("../../../../../rules/reduction/reason.txt");
