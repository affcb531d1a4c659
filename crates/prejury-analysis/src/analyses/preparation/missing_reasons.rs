//! Why missing values are treated as they are (C1.2.2-CE2): texts next to a treatment, and sentences of documents.

use prejury_core::Strength;

use super::words::{MISSING, REASON, Text};
use super::{Operation, Preparation, plan};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Whether a text says why missing values are treated as they are. Where it also speaks of outliers, which many set to
/// missing, one sentence must be about missing values alone.
fn gives_reason(text: &Text) -> bool {
    let of = |text: &Text| MISSING.are_in(text) && REASON.are_in(text);
    let on_outliers = |text: &Text| text.contains_any(&["aberrant", "atypi", "extrem", "outlier"]);
    if !of(text) || !on_outliers(text) {
        return of(text);
    }
    let sentences = text.folded.split(['.', ';', '\n', '!', '?']);
    sentences
        .map(|sentence| Text::folded(sentence.to_owned()))
        .any(|sentence| of(&sentence) && !on_outliers(&sentence))
}

/// Texts next to a treatment that say why it is done.
pub(super) fn find(
    preparation: &Preparation<'_>,
    operations: &[Operation],
    sink: &mut EvidenceSink,
) {
    for operation in operations {
        if !preparation.nearby.any(operation.place, gives_reason) {
            continue;
        }
        // The reason itself is shown rather than the treatment beside it.
        let block = preparation.nearby.block(operation.place, gives_reason);
        if let Some(block) = block {
            let place = block.location.clone();
            // A reason for what is never done stays in doubt; a text beside several treatments is one piece to the sink.
            let strength = operation.strength.min(Strength::Written);
            sink.found("missing.justified", strength, place, &*block.text, None);
        } else {
            emit_code(
                preparation.python,
                sink,
                "missing.justified",
                operation.strength,
                operation.place,
                "",
            );
        }
    }
    let treats = |text: &Text| {
        [
            "imput", "rempla", "fill", "suppr", "drop", "remov", "replace", "mediane", "median",
            "moyenne",
        ]
        .iter()
        .any(|word| text.contains(word))
    };
    plan::blocks(preparation, |block, text| {
        if block.text.len() >= 40 && treats(text) && gives_reason(text) {
            sink.found(
                "missing.justified",
                Strength::Written,
                block.location.clone(),
                &*block.text,
                None,
            );
        }
    });
}
