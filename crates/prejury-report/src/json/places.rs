//! Places of the JSON report, and what stands there: evidence, the text around it.

use prejury_core::{Context, Evidence, Location, Place};
use serde::{Deserialize, Serialize};

use super::document::Word;
use crate::redact::redact;
use crate::view;

#[derive(Serialize, Deserialize)]
pub(super) struct EvidenceLine {
    pub(super) signal: String,
    pub(super) strength: Word,
    #[serde(rename = "for")]
    pub(super) supports: bool,
    pub(super) location: Spot,
    pub(super) excerpt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) related: Vec<Spot>,
}

impl EvidenceLine {
    pub(super) fn new(evidence: &Evidence) -> Self {
        Self {
            signal: evidence.signal.to_string(),
            strength: evidence.strength.as_str().into(),
            supports: evidence.supports,
            location: Spot::new(&evidence.location),
            excerpt: view::excerpt(evidence).into_owned(),
            subject: evidence
                .subject
                .as_deref()
                .map(|subject| redact(subject).into_owned()),
            related: view::related(evidence).map(Spot::new).collect(),
        }
    }
}

/// A location; only the fields of its kind of place are written.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct Spot {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) page: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) slide: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) row: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) heading: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) paragraph: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) commit: Option<String>,
}

impl Spot {
    pub(super) fn new(location: &Location) -> Self {
        let mut spot = Self {
            path: location.path.to_string(),
            ..Self::default()
        };
        match &location.place {
            Place::File => {}
            Place::Lines {
                cell,
                line,
                end_line,
            } => {
                spot.cell = *cell;
                spot.line = Some(*line);
                spot.end_line = Some(*end_line);
            }
            Place::Page(page) => spot.page = Some(*page),
            Place::Slide(slide) => spot.slide = Some(*slide),
            Place::Row { sheet, row } => {
                spot.sheet = Some(sheet.to_string());
                spot.row = Some(*row);
            }
            Place::Paragraph { heading, paragraph } => {
                spot.heading = (!heading.is_empty()).then(|| heading.to_string());
                spot.paragraph = Some(*paragraph);
            }
            Place::Commit(id) => spot.commit = Some(id.to_string()),
        }
        spot
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ContextLine {
    pub(super) location: Spot,
    pub(super) kind: Word,
    pub(super) first_line: u32,
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) output: String,
}

impl ContextLine {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            location: Spot::new(&context.location),
            kind: context.kind.as_str().into(),
            first_line: context.first_line,
            text: redact(&context.text).into_owned(),
            output: redact(&context.output).into_owned(),
        }
    }
}
