//! Where signals put their evidence.

use std::sync::Arc;

use prejury_core::{Evidence, Location, Strength};

/// Evidence gathered so far. Order of insertion is kept; duplicates (same signal, place and subject) are dropped.
#[derive(Debug, Default)]
pub(crate) struct EvidenceSink {
    evidence: Vec<Evidence>,
}

impl EvidenceSink {
    pub(crate) fn push(&mut self, evidence: Evidence) {
        let known = self.evidence.iter().any(|other| {
            other.signal == evidence.signal && other.location == evidence.location && other.subject == evidence.subject
        });
        if !known {
            self.evidence.push(evidence);
        }
    }

    /// Supporting evidence with the usual fields.
    pub(crate) fn found(&mut self, signal: &str, strength: Strength, location: Location, excerpt: impl Into<String>, subject: Option<String>) {
        self.push(Evidence {
            signal: Arc::from(signal),
            strength,
            supports: true,
            location,
            excerpt: excerpt.into(),
            subject,
            related: Vec::new(),
        });
    }

    pub(crate) fn into_evidence(self) -> Vec<Evidence> {
        self.evidence
    }
}
