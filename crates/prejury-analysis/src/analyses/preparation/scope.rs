//! Whether a table is cleaned (C1.2.1, C1.2.2), and whether its variables are prepared for a model or a score (C1.4.1).
//!
//! # Does not count
//! Lists of image files, files that work on texts or images (for the variables), networks' own inputs.

use std::collections::{BTreeMap, BTreeSet};

use prejury_core::Strength;
use prejury_python::{Call, UnitIdx};

use super::names::{FITS, IMAGES, READS, TEXTS};
use super::{Kind, Operation, Preparation};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Libraries whose use makes a file one of texts.
const TEXT_LIBRARIES: &[&str] = &[
    "gensim",
    "keras.preprocessing.text",
    "nltk",
    "sentence_transformers",
    "spacy",
    "tensorflow_hub",
    "tensorflow_text",
    "textblob",
    "transformers",
];

/// Different kinds of operations that make a preparation.
const ENOUGH: usize = 2;

pub(super) fn find(
    preparation: &Preparation<'_>,
    cleaning: &[Operation],
    prepared: &[Operation],
    sink: &mut EvidenceSink,
) {
    let units_of = |mark: u32| {
        let units: BTreeSet<UnitIdx> = preparation
            .calls_of(mark)
            .map(|call| call.place.unit)
            .collect();
        units
    };
    let mut text_units = units_of(TEXTS);
    for (number, unit) in (0..).map(UnitIdx).zip(&preparation.python.units) {
        let is_text = |name: &str| {
            TEXT_LIBRARIES
                .iter()
                .any(|library| name.starts_with(library))
        };
        if unit
            .imports
            .iter()
            .any(|import| import.used && is_text(&import.name))
        {
            text_units.insert(number);
        }
    }
    let image_units = units_of(IMAGES);
    let readers: BTreeSet<UnitIdx> = preparation
        .calls_of(READS)
        .filter(|call| !call.callee.starts_with("local:"))
        .flat_map(|call| [call.place.unit, call.caller])
        .collect();
    let read_anywhere = !readers.is_empty();
    let live = |operation: &&Operation| operation.strength > Strength::Mentioned;
    let mut kinds: BTreeMap<UnitIdx, BTreeSet<Kind>> = BTreeMap::new();
    for operation in cleaning
        .iter()
        .filter(live)
        .filter(|operation| !image_units.contains(&operation.place.unit))
    {
        kinds
            .entry(operation.place.unit)
            .or_default()
            .insert(operation.kind);
    }
    let all: BTreeSet<Kind> = kinds.values().flatten().copied().collect();
    let capping: BTreeSet<UnitIdx> = kinds
        .iter()
        .filter(|(_, kinds)| kinds.contains(&Kind::Outliers))
        .map(|(unit, _)| *unit)
        .collect();
    if read_anywhere
        && (all.len() >= ENOUGH
            || all.iter().any(|kind| *kind != Kind::Columns) && speaks_of_cleaning(preparation))
    {
        for operation in cleaning
            .iter()
            .filter(live)
            .filter(|operation| kinds.contains_key(&operation.place.unit))
        {
            emit_code(
                preparation.python,
                sink,
                "cleaning.structured",
                operation.strength,
                operation.place,
                "",
            );
        }
    }
    let on_tables: Vec<&Operation> = prepared
        .iter()
        .filter(live)
        .filter(|operation| {
            !text_units.contains(&operation.place.unit)
                && (text_units.is_empty() || readers.contains(&operation.place.unit))
                && !image_units.contains(&operation.place.unit)
        })
        .collect();
    let kinds: BTreeSet<Kind> = on_tables.iter().map(|operation| operation.kind).collect();
    // Extreme values taken out of a table whose variables are scaled for a model.
    let is_preparing = |call: &Call| {
        let parts = ["Scaler", "Encoder", "Imputer", "PCA", "ransform"];
        parts.iter().any(|part| call.callee.contains(part))
    };
    let learning: BTreeSet<UnitIdx> = preparation
        .calls_of(FITS)
        .filter(|call| matches!(call.method(), "fit" | "fit_predict") && !is_preparing(call))
        .map(|call| call.place.unit)
        .collect();
    let caps_and_scales = on_tables.iter().any(|operation| {
        let unit = operation.place.unit;
        operation.kind == Kind::Scaling && capping.contains(&unit) && learning.contains(&unit)
    });
    if caps_and_scales && read_anywhere
        || read_anywhere && kinds.contains(&Kind::Derivation) && kinds.len() >= ENOUGH
        || kinds.contains(&Kind::Scaling)
            && (kinds.contains(&Kind::Encoding) || kinds.contains(&Kind::Transformation))
    {
        for operation in on_tables {
            emit_code(
                preparation.python,
                sink,
                "features.prepared",
                operation.strength,
                operation.place,
                "",
            );
        }
    }
}

/// Whether a heading announces cleaning: one kind of operation is enough then.
fn speaks_of_cleaning(preparation: &Preparation<'_>) -> bool {
    let mut found = false;
    super::plan::blocks(preparation, |block, text| {
        found |= matches!(block.kind, prejury_documents::BlockKind::Heading(_))
            && super::words::CLEANING.are_in(text);
    });
    found
}
