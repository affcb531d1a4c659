//! Words of the candidate on leakage.
//!
//! # What it looks for
//! Sentences that name leakage, or variables that would not be known when predicting.
//! # Does not count
//! Sentences that speak to the candidate: they are the statement of the project, copied.
//! # Limits
//! A statement that avoids the second person is taken for the candidate's words.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{BlockKind, Phrases};
use prejury_python::{CodePlace, UnitIdx};
use regex::Regex;

use crate::analyses::Context;
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

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
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
