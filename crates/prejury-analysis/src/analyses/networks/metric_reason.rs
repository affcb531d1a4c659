//! Why this metric (C2.3.2-CE2).
//!
//! # What it looks for
//! A passage that names a metric and gives a reason for it.
//! # Counts as evidence
//! Metric and reason in one paragraph or list item.
//! # Does not count
//! A metric that is named, or whose value is read.
//! # Limits
//! What only slides or a report say is read once they are documents.

use prejury_core::Strength;

use super::prose::Treatment;
use crate::analyses::Context;
use crate::sink::EvidenceSink;

const METRICS: &str = include_str!("../../../../../rules/networks/metric.txt");

const REASONS: &str = include_str!("../../../../../rules/networks/metric-reason.txt");

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (_, block) in Treatment::new(&[METRICS, REASONS]).blocks(ctx.facts) {
        sink.found(
            "metric.reason",
            Strength::Written,
            block.location.clone(),
            &*block.text,
            None,
        );
    }
}
