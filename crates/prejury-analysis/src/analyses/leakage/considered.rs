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
use prejury_documents::{BlockKind, Document, PhraseHit, Phrases, fold};
use prejury_python::{CodePlace, UnitIdx};
use regex::Regex;

use crate::analyses::supervised::speaks_to_candidate;
use crate::analyses::{Context, listed, word_list};
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

/// Bytes around a reason in which variables are taken out, and reasons of one block that are weighed.
const MAX_AROUND: usize = 300;
const MAX_REASONS: usize = 8;

/// Why a variable cannot be used.
static UNKNOWN: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/supervised/unfit-reason.txt"
    )))
});
static REMOVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/unfit-removed.txt"
    ))
});
static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/unfit-variable.txt"
    ))
});
static POINTS_BACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/points-back.txt"
    ))
});

fn holds(words: &LazyLock<Option<Regex>>, folded: &str) -> bool {
    words.as_ref().is_some_and(|words| words.is_match(folded))
}

/// Whether the sentence of a reason takes variables out: itself, or together with a neighbour where the later of the two
/// points back to the earlier one.
fn takes_variables_out(text: &str, start: usize, end: usize) -> bool {
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | ';' | '\n');
    let before = &text[text.floor_char_boundary(start.saturating_sub(MAX_AROUND))..start];
    let after = &text[end..text.ceil_char_boundary((end + MAX_AROUND).min(text.len()))];
    let mut before = before.trim_end().rsplit(ends).map(fold);
    let mut after = after.split(ends).map(fold);
    let (opening, closing) = (before.next(), after.next());
    let own = [opening, Some(fold(&text[start..end])), closing];
    let own = own.map(Option::unwrap_or_default).join(" ");
    let is_told = |text: &str| holds(&REMOVED, text) && holds(&VARIABLE, text);
    let is_filled = |text: &String| !text.trim().is_empty();
    is_told(&own)
        || before
            .find(is_filled)
            .is_some_and(|before| holds(&POINTS_BACK, &own) && is_told(&format!("{before} {own}")))
        || after
            .find(is_filled)
            .is_some_and(|after| holds(&POINTS_BACK, &after) && is_told(&format!("{own} {after}")))
}

/// Whether two matches stand in one block.
fn is_same_block<'f>(one: &(&'f Document, PhraseHit), other: &(&'f Document, PhraseHit)) -> bool {
    std::ptr::eq(one.0, other.0) && one.1.block == other.1.block
}

/// Sentences that take variables out because they would not be known, or tell the target: one a block.
fn unfit_variables(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let hits = ctx.facts.find_any(&UNKNOWN);
    for hits in hits.chunk_by(is_same_block) {
        let block = &hits[0].0.blocks[hits[0].1.block];
        if block.kind == BlockKind::Code {
            continue;
        }
        let text = &*block.text;
        let told = hits
            .iter()
            .take(MAX_REASONS)
            .find(|(_, hit)| takes_variables_out(text, hit.start, hit.end));
        let Some((_, hit)) = told.filter(|_| !speaks_to_candidate(text)) else {
            continue;
        };
        sink.found(
            "leakage.unfit-removed",
            Strength::Written,
            block.location.clone(),
            text,
            Some(text[hit.start..hit.end].to_owned()),
        );
    }
}

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    unfit_variables(ctx, sink);
    let hits = ctx.facts.find_any(&PHRASES);
    for hits in hits.chunk_by(is_same_block) {
        let (document, hit) = &hits[0];
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

#[cfg(test)]
mod tests {
    use super::*;

    fn is_told(text: &str) -> bool {
        let hits = UNKNOWN.find([text]);
        hits.iter()
            .any(|hit| takes_variables_out(text, hit.start, hit.end))
    }

    #[test]
    fn variables_are_taken_out_for_the_reason() {
        assert!(is_told(
            "Nous écartons ces champs : leurs valeurs ne sont pas connues à l'avance."
        ));
        assert!(is_told(
            "Les relevés ne sont pas disponibles en production. Nous supprimons donc ces variables."
        ));
        assert!(is_told(
            "We dropped two features: they would not be available when predicting."
        ));
    }

    #[test]
    fn what_stands_beside_a_reason_is_not_taken_out_for_it() {
        for text in [
            "Les classes ne sont pas connues à l'avance. On calcule alors l'écart moyen de chaque variable.",
            "Les prédictions sont calculées sans avoir accès à internet. Les colonnes vides sont supprimées.",
            "The number of clusters is unknown in advance. Dropout and feature maps are described below.",
            "Les variables disponibles en production sont standardisées : moyenne nulle et écart-type de un.",
            "Toutes les features sont disponibles en production. Les lignes vides sont supprimées.",
            "Les dates sont connues à l'avance. Les variables sont encodées et les doublons supprimés.",
        ] {
            assert!(!is_told(text), "{text}");
        }
    }
}
