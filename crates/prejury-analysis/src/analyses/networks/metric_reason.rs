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

const METRICS: &[&str] = &[
    "AUC",
    "IoU",
    "Jaccard",
    "MAE",
    "RMSE",
    "ROC",
    "accuracy",
    "dice",
    "exactitude",
    "f-score",
    "f1",
    "f1-score",
    "fbeta",
    "justesse",
    "mean average precision",
    "metric",
    "métrique",
    "perplexity",
    "précision et rappel",
    "rappel",
    "recall",
];

const REASONS: &[&str] = &[
    "appropriate metric",
    "avoid false negatives",
    "balanced classes",
    "car les classes",
    "car les données équilibrées",
    "choisi comme métrique",
    "choisie car",
    "choix de la métrique",
    "choix de métrique",
    "classes are balanced",
    "classes déséquilibrées",
    "classes sont équilibrées",
    "cost of false",
    "coût d'un faux",
    "dataset is balanced",
    "déséquilibre des classes",
    "false negatives cost",
    "faux négatifs coûtent",
    "faux négatifs graves",
    "faux positifs coûtent",
    "imbalanced classes",
    "measures the overlap",
    "mesure le recouvrement",
    "metric because",
    "metric is suited",
    "metric suitable",
    "mieux adaptée",
    "minimise false",
    "minimiser les faux",
    "minimize false",
    "métrique adaptée",
    "métrique pertinente",
    "métrique robuste",
    "nous avons choisi la métrique",
    "par conséquent métrique",
    "plus pertinente",
    "privilégier la métrique",
    "privilégier le rappel",
    "pénalise les faux",
    "relevant metric",
    "sensible au déséquilibre",
    "tradeoff between",
    "we chose metric",
    "well suited",
    "éviter les faux négatifs",
    "éviter les faux positifs",
];

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
