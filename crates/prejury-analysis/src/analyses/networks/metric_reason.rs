//! Why this metric (C2.3.2-CE2).
//!
//! # What it looks for
//! A passage that names a metric and gives a reason for it.
//! # Counts as evidence
//! Metric and reason in one paragraph or list item.
//! # Does not count
//! A metric that is named, that is defined ("ROC AUC: tradeoff between ..."), or whose value is read.
//! # Limits
//! What only slides or a report say is read once they are documents.

use prejury_core::Strength;
use prejury_documents::fold;

use super::comparison::has_share;
use super::prose::Treatment;
use crate::analyses::Context;
use crate::analyses::listed;
use crate::sink::EvidenceSink;

const METRICS: &str = include_str!("../../../../../rules/networks/metric.txt");

const REASONS: &str = include_str!("../../../../../rules/networks/metric-reason.txt");

/// Beginnings of words that choose or give a reason, folded.
const CHOICES: &str = include_str!("../../../../../rules/networks/metric-choice.txt");

/// Words by which a metric is defined, folded.
const DEFINITIONS: &str = include_str!("../../../../../rules/networks/metric-definition.txt");

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (_, block) in Treatment::new(&[METRICS, REASONS]).blocks(ctx.facts) {
        // A value that is read explains no choice, nor does what a metric measures.
        let chooses = chooses(&block.text);
        if !chooses && (has_share(&block.text) || defines(&block.text)) {
            continue;
        }
        sink.found_in_turn(
            -i16::from(chooses),
            "metric.reason",
            Strength::Written,
            block.location.clone(),
            &*block.text,
            None,
        );
    }
}

/// Whether a text that holds figures says why a metric was taken, too.
fn chooses(text: &str) -> bool {
    let text = fold(text);
    listed(CHOICES).iter().any(|beginning| {
        text.match_indices(beginning)
            .any(|(at, _)| !text[..at].ends_with(|letter: char| letter.is_alphanumeric()))
    })
}

/// Whether a text says what a metric is.
fn defines(text: &str) -> bool {
    let text = fold(text);
    listed(DEFINITIONS).iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_no_choice() {
        let text = "ROC AUC : tradeoff between true positive rate and false positive rate.";
        assert!(defines(text) && !chooses(text));
        let text = "Le Dice mesure le recouvrement des masques.";
        assert!(defines(text) && !chooses(text));
        assert!(!defines(
            "Nous suivons le rappel, car les oublis coûtent cher."
        ));
    }

    #[test]
    fn a_choice_is_told_from_a_value() {
        assert!(chooses(
            "Nous avons choisi le F1 car 9 % des classes sont rares."
        ));
        assert!(chooses("Recall 0.8 matters more than precision"));
        assert!(!chooses(
            "Une accuracy de 0.84 indique que 84 % sont bien classés."
        ));
    }
}
