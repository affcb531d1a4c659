//! Words of candidates about models: in markdown, READMEs and outputs.

use prejury_documents::{BlockKind, Document, Phrases, fold};

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

/// Names of algorithms as people write them, without accents and in lower case.
const ALGORITHMS: &[&str] = &[
    "adaboost",
    "arbre de decision",
    "bagging",
    "bayes",
    "catboost",
    "decision tree",
    "decisiontree",
    "dummy",
    "elastic",
    "extra tree",
    "extratree",
    "foret",
    "forest",
    "gbm",
    "gradient",
    "histgb",
    "kneighbors",
    "knn",
    "lasso",
    "lgbm",
    "lightgbm",
    "linear",
    "lineaire",
    "logisti",
    "logreg",
    "mlp",
    "naive",
    "plus proches voisins",
    "regression log",
    "ridge",
    "sgd",
    "svc",
    "svm",
    "svr",
    "xgb",
];

/// Names of algorithms in a line, each family once.
pub(super) fn algorithms_in(line: &str) -> Vec<&'static str> {
    let line = fold(line);
    ALGORITHMS
        .iter()
        .copied()
        .filter(|name| line.contains(name))
        .collect()
}

pub(super) fn names_an_algorithm(text: &str) -> bool {
    !algorithms_in(text).is_empty()
}

/// Whether a line holds a number with decimals or a percentage: a score.
pub(super) fn has_score(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(3).any(|window| {
        window[0].is_ascii_digit() && matches!(window[1], b'.' | b',') && window[2].is_ascii_digit()
    }) || bytes
        .windows(2)
        .any(|window| window[0].is_ascii_digit() && window[1] == b'%')
        || line.contains(" %")
}
