//! Algorithms of clustering that texts name.

use std::collections::BTreeSet;

/// Names of each algorithm, folded.
const NAMES: &[&[&str]] = &[
    &["k-means", "kmeans", "k means", "k-moyennes"],
    &["hdbscan"],
    &["dbscan"],
    &["hierarch", "agglom", "cah"],
    &["gauss", "gmm"],
    &["k-prototypes", "kprototypes", "k-modes", "kmodes"],
    &["birch"],
    &["spectral"],
    &["mean shift", "meanshift"],
    &["optics"],
];

/// Different algorithms that a text names.
pub(super) fn algorithms_named(text: &str) -> BTreeSet<&'static str> {
    let text = prejury_documents::fold(text);
    NAMES
        .iter()
        .filter(|names| names.iter().any(|name| text.contains(name)))
        .map(|names| names[0])
        .collect()
}

/// Whether the first algorithm of a text is one of those that it speaks of in general: `les modèles comme le KMeans`.
pub(super) fn is_example(text: &str) -> bool {
    let text = prejury_documents::fold(text);
    let names = NAMES.iter().flat_map(|names| names.iter());
    let Some(first) = names.filter_map(|name| text.find(name)).min() else {
        return false;
    };
    let mut before = text[..first].split_whitespace().rev().take(4);
    before.any(|word| matches!(word, "comme" | "like" | "tels" | "telles" | "such"))
}
