//! Words of the candidate on leakage.
//!
//! # What it looks for
//! Sentences that name leakage, or variables that would not be known when predicting.
//! # Counts as evidence
//! In part: a sentence that takes variables out because they are not known when predicting, whatever words it uses for that.
//! # Does not count
//! Sentences that speak to the candidate: they are the statement of the project, copied.
//! # Limits
//! A statement that avoids the second person is taken for the candidate's words.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{BlockKind, Phrases, fold};
use prejury_python::{CodePlace, UnitIdx};
use regex::Regex;

use crate::analyses::Context;
use crate::analyses::listed;
use crate::analyses::supervised::speaks_to_candidate;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// What every phrase holds, before a comment is split into words.
static MAY_NAME_IT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i)leak|fuite|posteriori|après coup|moment de pr|known at|not available|snooping|corrélées|contamin").ok()
});

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/supervised/leakage.txt");
    let lines = list.lines();
    Phrases::new(lines.filter(|line| !line.is_empty() && !line.starts_with('#')))
});

/// Bytes around a reason in which variables are taken out.
const MAX_AROUND: usize = 220;

/// Why a variable cannot be used.
static UNKNOWN: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/supervised/unfit-reason.txt"
    )))
});
static REMOVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    beginnings(include_str!(
        "../../../../../rules/supervised/unfit-removed.txt"
    ))
});
static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    beginnings(include_str!(
        "../../../../../rules/supervised/unfit-variable.txt"
    ))
});

/// Words that begin with one of a list, in a folded text.
fn beginnings(list: &'static str) -> Option<Regex> {
    let words: Vec<String> = listed(list).into_iter().map(regex::escape).collect();
    Regex::new(&format!(r"\b(?:{})", words.join("|"))).ok()
}

/// Sentences that take variables out because they would not be known, or tell the target.
fn unfit_variables(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (document, hit) in ctx.facts.find_any(&UNKNOWN) {
        let block = &document.blocks[hit.block];
        if block.kind == BlockKind::Code || speaks_to_candidate(&block.text) {
            continue;
        }
        let text = &*block.text;
        let start = text.floor_char_boundary(hit.start.saturating_sub(MAX_AROUND));
        let end = text.ceil_char_boundary((hit.end + MAX_AROUND).min(text.len()));
        let around = fold(&text[start..end]);
        let holds = |words: &LazyLock<Option<Regex>>| {
            words.as_ref().is_some_and(|words| words.is_match(&around))
        };
        if holds(&REMOVED) && holds(&VARIABLE) {
            sink.found(
                "leakage.unfit-removed",
                Strength::Written,
                block.location.clone(),
                text,
                Some(text[hit.start..hit.end].to_owned()),
            );
        }
    }
}

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    unfit_variables(ctx, sink);
    for (document, hit) in ctx.facts.find_any(&PHRASES) {
        let block = &document.blocks[hit.block];
        if block.kind == BlockKind::Code || speaks_to_candidate(&block.text) {
            continue;
        }
        sink.found(
            "leakage.considered",
            Strength::Written,
            block.location.clone(),
            &*block.text,
            Some(block.text[hit.start..hit.end].to_owned()),
        );
    }
    comments(ctx, sink);
}

/// Comments and docstrings that hold a phrase, and speak to nobody.
fn comments(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(may_name_it) = MAY_NAME_IT.as_ref() else {
        return;
    };
    let python = &ctx.facts.python;
    let names_it = |text: &str| {
        may_name_it.is_match(text) && !speaks_to_candidate(text) && !PHRASES.find([text]).is_empty()
    };
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        let comments = unit.comments.iter().filter(|comment| !comment.is_code);
        let comments = comments.map(|comment| (comment.place, comment.text.as_str()));
        let docstrings = unit.definitions.iter().filter_map(|definition| {
            let line = definition.place.line;
            let place = CodePlace {
                end_line: line.saturating_add(1),
                ..definition.place
            };
            Some((place, &**definition.docstring.as_ref()?))
        });
        for (place, _) in comments
            .chain(docstrings)
            .filter(|(_, text)| names_it(text))
        {
            let place = CodePlace {
                unit: number,
                ..place
            };
            emit_code(
                python,
                sink,
                "leakage.considered-in-code",
                Strength::Written,
                place,
                "",
            );
        }
    }
}
