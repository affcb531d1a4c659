//! Words of candidates about models: in markdown, READMEs and outputs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_documents::{BlockKind, Document, Phrases, fold};
use regex::Regex;

use crate::Facts;

/// Phrases looked for in every block of text.
pub(super) struct Words(Phrases);

impl Words {
    pub(super) fn new(phrases: &[&str]) -> Self {
        Self(Phrases::new(phrases))
    }

    /// Blocks that hold one of the phrases, each once. Code blocks are no prose.
    pub(super) fn blocks<'f>(&self, facts: &'f Facts<'_>) -> Vec<(&'f Document, usize)> {
        let mut found: Vec<(&Document, usize)> = Vec::new();
        for (document, hit) in facts.find(&self.0) {
            let is_known = found
                .last()
                .is_some_and(|(last, block)| std::ptr::eq(*last, document) && *block == hit.block);
            if !is_known && document.blocks[hit.block].kind != BlockKind::Code {
                found.push((document, hit.block));
            }
        }
        found
    }
}

/// Names of algorithms as people write them, with or without accents. Longer names stand before those they begin with.
static ALGORITHMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const NAMES: &[&str] = &[
        "adaboost",
        "arbres? de d[eé]cision",
        "bagging",
        "bay[eé]s",
        "catboost",
        r"cnn(?-u:\b)",
        "decision ?tree",
        "dummy",
        "elastic",
        "extra ?tree",
        "for[eê]ts?",
        "forest",
        "gradient",
        r"gru(?-u:\b)",
        "hist ?gb",
        "k ?neighbors",
        "knn",
        "lasso",
        "lgbm",
        "lightgbm",
        "gbm",
        "logisti",
        "logreg",
        "lin[eé]a[ir]",
        "lstm",
        "mlp",
        "na[iï](?:f|ve)",
        "plus proches voisins",
        "ridge",
        "sgd",
        r"sv[cmr](?-u:\b)",
        "xgb",
    ];
    Regex::new(&format!("(?i){}", NAMES.join("|"))).ok()
});

/// Names of algorithms in a line, each once, folded.
pub(super) fn algorithms_in(line: &str) -> BTreeSet<String> {
    let names = ALGORITHMS
        .as_ref()
        .into_iter()
        .flat_map(|names| names.find_iter(line));
    names.map(|name| fold(name.as_str())).collect()
}

pub(super) fn names_an_algorithm(text: &str) -> bool {
    ALGORITHMS
        .as_ref()
        .is_some_and(|names| names.is_match(text))
}
