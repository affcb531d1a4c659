//! Pretrained bases that only the stored summary of a network names: the code that builds it is not handed in, or hides it
//! behind a helper (C2.3.1-CE6, C1.4.3-CE4).
//!
//! # Counts as evidence
//! A layer that is itself a whole network for images (`vgg16 (Functional)`), in a notebook that trains, where many
//! weights are frozen: nobody freezes what has learnt nothing.
//! # Does not count
//! A base without frozen weights: it may have been made without any; frozen averages of normalisations alone.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_python::{Output, UnitIdx};
use regex::Regex;

use super::{Networks, bases, emit_with};
use crate::matching::{Piece, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

/// Averages of normalisation layers are no frozen base: those of the largest networks are fewer.
const MIN_FROZEN: u64 = 500_000;
/// Bytes of a summary that are read.
const MAX_SUMMARY: usize = 20_000;

static WHOLE_NETWORK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[\s│|]*([A-Za-z][\w.\-]*)\s*\((?:Functional|Model)\)").ok());
static FROZEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)non-trainable params:\s*([\d,.]+)").ok());

pub(super) fn find(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    let mut known: HashSet<(UnitIdx, u32)> = HashSet::default();
    for call in networks.calls() {
        if call.method() != "summary" || !networks.trains_in(call) {
            continue;
        }
        // The outputs of a cell are read once, however many summaries it asks for.
        if !known.insert((call.place.unit, call.place.cell)) {
            continue;
        }
        let unit = python.units.get(call.place.unit.0 as usize);
        let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
        let texts = cell.into_iter().flat_map(|cell| &cell.outputs);
        let texts = texts.filter_map(|output| match output {
            Output::Text(text) | Output::Html(text) => Some(&**text),
            _ => None,
        });
        for base in texts.filter_map(frozen_base) {
            let strength = strength_of_call(call);
            // A line of code that names the base says more.
            emit_ranked(
                python,
                sink,
                &Piece {
                    signal: "network.pretrained.used",
                    strength,
                    place: call.place,
                    subject: base,
                    rank: 1,
                },
            );
            for signal in ["image.pretrained-features", "image.network-input"] {
                emit_with(python, sink, signal, strength, call, base);
            }
        }
    }
}

/// The network for images inside a summary, where its weights are frozen.
fn frozen_base(summary: &str) -> Option<&str> {
    let summary = &summary[..summary.floor_char_boundary(MAX_SUMMARY)];
    let frozen = FROZEN.as_ref()?.captures(summary)?.get(1)?.as_str();
    let digits: String = frozen
        .chars()
        .filter(char::is_ascii_digit)
        .take(12)
        .collect();
    if digits.parse::<u64>().ok()? < MIN_FROZEN {
        return None;
    }
    let mut layers = WHOLE_NETWORK.as_ref()?.captures_iter(summary);
    layers.find_map(|layer| {
        let name = layer.get(1)?.as_str();
        bases::names_image_model(name).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_base_is_told_from_one_that_learns() {
        let summary = "vgg16 (Functional)  (None, 7, 7, 512)  14714688\nNon-trainable params: ";
        assert_eq!(frozen_base(&format!("{summary}14,714,688")), Some("vgg16"));
        assert_eq!(frozen_base(&format!("{summary}53,120")), None);
        let own = "own_block (Functional)  (None, 8)\nNon-trainable params: 14,714,688";
        assert_eq!(frozen_base(own), None);
    }
}
