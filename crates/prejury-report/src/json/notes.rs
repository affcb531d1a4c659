//! Sentences of the JSON report with what they are made from: findings, issues, leads.

use std::collections::BTreeMap;

use prejury_core::{Finding, Issue, Lead};
use serde::{Deserialize, Serialize};

use super::document::Word;
use super::places::Spot;
use crate::messages::Messages;
use crate::redact::redact;

/// Values of a message, by name.
type Args = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
pub(super) struct FindingLine {
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
    pub(super) places: Vec<Spot>,
}

impl FindingLine {
    pub(super) fn new(finding: &Finding, messages: &Messages) -> Self {
        Self {
            code: finding.code.into(),
            message: redact(&messages.finding(finding)).into_owned(),
            args: args(&finding.args),
            places: finding.places.iter().map(Spot::new).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct LeadLine {
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Spot>,
}

impl LeadLine {
    pub(super) fn new(lead: &Lead, messages: &Messages) -> Self {
        Self {
            code: lead.code.into(),
            message: redact(&messages.lead(lead)).into_owned(),
            args: args(&lead.args),
            location: lead.location.as_ref().map(Spot::new),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct IssueLine {
    pub(super) path: Option<String>,
    pub(super) code: Word,
    pub(super) message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: Args,
}

impl IssueLine {
    pub(super) fn new(issue: &Issue, messages: &Messages) -> Self {
        Self {
            path: issue.path.as_deref().map(str::to_owned),
            code: issue.code.into(),
            message: redact(&messages.issue(issue)).into_owned(),
            args: args(&issue.args),
        }
    }
}

/// Values quote strangers: without secrets.
fn args(values: &BTreeMap<&'static str, String>) -> Args {
    values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), redact(value).into_owned()))
        .collect()
}
