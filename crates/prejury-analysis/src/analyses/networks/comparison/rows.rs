//! Whether the rows of a table, list or output are networks with their scores.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_documents::fold;
use regex::Regex;

use crate::analyses::listed;

/// What every comparison names: cheap to look for in long outputs.
static METRIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new("(?i-u:accuracy|acc_|auc|dice|f1|iou|jaccard|loss|mae|pr(?:e|\u{e9}|\u{c9})cision|recall|rmse|score|temps|time|exactitude)").ok()
});

/// Names of networks as people write them, folded.
static NETWORKS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../../rules/networks/models.txt")));
/// Names of models of classic learning: a table of these alone compares no network, beside networks they are the reference.
static REFERENCES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../../rules/networks/reference-models.txt"
    ))
});

/// Networks that are often taken for their vectors alone.
static EMBEDDINGS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../../rules/networks/embedding-models.txt"
    ))
});
/// Measures of predictions, and measures of clusterings.
static SCORES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../../rules/networks/score-names.txt"
    ))
});
static CLUSTERING: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../../rules/networks/clustering-measures.txt"
    ))
});

/// Where results stand: beside the training of a network, vectors and their clusterings are seldom meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    Training,
    /// No network is trained in the same notebook or script.
    Other,
}

impl Beside {
    /// Whether a name stands for a network that is trained: vectors that a text is given are none.
    pub(super) fn accepts(self, name: &str) -> bool {
        !is_reference(name) && (self == Self::Training || !EMBEDDINGS.contains(&name))
    }

    /// Whether a folded line says that clusterings are measured, and no prediction.
    pub(super) fn measures_clusters(self, line: &str) -> bool {
        names_clustering(line) && (self == Self::Other || !names_score(line))
    }
}

fn names_clustering(text: &str) -> bool {
    CLUSTERING.iter().any(|name| has_name(text, name))
}

pub(in crate::analyses::networks) fn names_score(text: &str) -> bool {
    SCORES.iter().any(|name| has_score_name(text, name))
}

/// `auc` and `dice` are no parts of "aucun" and "indice"; `acc_` opens a name.
fn has_score_name(text: &str, name: &str) -> bool {
    if name.len() > 4 || name.ends_with('_') {
        return text.contains(name);
    }
    text.split(|c: char| !c.is_alphanumeric())
        .any(|token| token.trim_end_matches(|c: char| c.is_ascii_digit()) == name || token == name)
}

/// Whole words and longer names: `use` is no part of `house`.
fn has_name(line: &str, name: &str) -> bool {
    if name.len() > 3 {
        return line.contains(name);
    }
    line.split(|c: char| !c.is_alphanumeric())
        .any(|token| token.trim_end_matches(|c: char| c.is_ascii_digit()) == name)
}

pub(super) fn is_reference(name: &str) -> bool {
    REFERENCES.contains(&name)
}

pub(super) fn has_network(models: &[&str]) -> bool {
    models.iter().any(|name| !is_reference(name))
}

/// Lines of libraries' own logs: kernels, warnings, versions registered.
pub(super) fn is_log(line: &str) -> bool {
    [
        "INFO:",
        "tensorflow/",
        "site-packages/",
        " WARNING ",
        "Warning:",
        "Registered model",
        "Created version",
        "View run ",
        "View experiment at",
        "loading configuration file",
        "loading file ",
        "loading weights file",
    ]
    .iter()
    .any(|mark| line.contains(mark))
}

/// Whether a comparison holds a model that the networks can be measured against.
pub(super) fn names_reference(text: &str) -> bool {
    let names_one = |line: &str| models_in(line).into_iter().any(is_reference);
    text.lines()
        .take(120)
        .filter(|line| line.len() < 400 && !is_log(line))
        .any(names_one)
}

pub(super) fn models_in(line: &str) -> Vec<&'static str> {
    models_of(&fold(line))
}

/// The same of a line that is folded.
pub(super) fn models_of(line: &str) -> Vec<&'static str> {
    let names = NETWORKS.iter().chain(&*REFERENCES).copied();
    names.filter(|name| has_name(line, name)).collect()
}

/// `model_1`, `Modèle 2`, `CNN model`: any row that is named after a model.
fn row_name(line: &str) -> Option<String> {
    let words: Vec<&str> = line
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .filter(|word| !word.is_empty() && word.parse::<f64>().is_err())
        .take(4)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Whether the first word of a row is a measure.
fn opens_with_score(name: &str) -> bool {
    name.split(' ').next().is_some_and(names_score)
}

/// `('lstm_units', 14)`: a line that opens with a hyper-parameter gives its value, and is no row of results.
fn is_setting(line: &str) -> bool {
    let name = row_name(line);
    let first = name.as_deref().and_then(|name| name.split(' ').next());
    first.is_some_and(|first| SETTINGS.iter().any(|setting| first.contains(setting)))
}

/// Names of hyper-parameters, folded.
const SETTINGS: &[&str] = &[
    "batch_size",
    "dropout",
    "epochs_num",
    "hidden_size",
    "learning_rate",
    "n_layers",
    "num_epochs",
    "num_layers",
    "_units",
    "weight_decay",
];

pub(super) fn has_metric_name(line: &str) -> bool {
    names_score(line)
        || ["score", "temps", "time"]
            .iter()
            .any(|word| line.contains(word))
}

pub(super) fn has_model_column(line: &str) -> bool {
    [
        "model",
        "modele",
        "reseau",
        "network",
        "architecture",
        "backbone",
    ]
    .iter()
    .any(|word| line.contains(word))
}

/// Whether a line holds a share: `0.81`, `0,7`, `81 %`. Numbers of sections and versions are none.
pub(in crate::analyses::networks) fn has_share(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.windows(3).enumerate().any(|(at, window)| {
        window[0] == b'0'
            && matches!(window[1], b'.' | b',')
            && window[2].is_ascii_digit()
            && !(at > 0 && (bytes[at - 1].is_ascii_digit() || bytes[at - 1] == b'.'))
    }) || bytes
        .windows(2)
        .any(|window| window[0].is_ascii_digit() && window[1] == b'%')
        || bytes
            .windows(3)
            .any(|window| window[0].is_ascii_digit() && &window[1..] == b" %")
}

/// What libraries print and is no comparison: layers, logs, configurations, reports of one model.
fn is_library_text(text: &str) -> bool {
    [
        "Total params",
        "Layer (type)",
        "Epoch 1",
        "ETA:",
        "ms/step",
        "Downloading",
        "trainable params",
        "it/s]",
        "s/it]",
        "Some weights",
        "Trial ",
        "Requirement already",
        // The words of a topic with their weights.
        "*\"",
        // The record of one run, printed as a dictionary.
        "'runId'",
        "'runDefinition'",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

/// The header of `classification_report`.
fn opens_report(line: &str) -> bool {
    line.split_whitespace()
        .eq(["precision", "recall", "f1-score", "support"])
}

/// `Méthode 2`, `essai 3`: a row that is one of several, known by its number alone.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:approche|approach|essai|methode|method|trial) [0-9]{1,2}(?-u:\b)").ok()
});

/// Lines of two or more models with what `is_score` takes for a score.
pub(super) fn compares(text: &str, beside: Beside, is_score: fn(&str) -> bool) -> bool {
    let names_metric = METRIC.as_ref().is_some_and(|metric| metric.is_match(text));
    if !names_metric || is_library_text(text) {
        return false;
    }
    let mut rows: BTreeSet<Vec<&str>> = BTreeSet::new();
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut numbered: BTreeSet<String> = BTreeSet::new();
    let (mut header, mut names_scores) = (false, false);
    let mut columns = 0;
    let mut network = false;
    let mut n_scored = 0;
    let mut in_report = false;
    // Below the titles of columns that measure clusterings.
    let mut in_clusterings = false;
    for line in text.lines().take(120).filter(|line| line.len() < 400) {
        // The rows of a classification report are classes and averages, not models.
        in_report = in_report || opens_report(line);
        let is_of_report = in_report;
        in_report &= !line.contains("weighted avg") && !line.contains("samples avg");
        if is_log(line) || is_of_report {
            continue;
        }
        let scored = is_score(line);
        let line = &*fold(line);
        let of_clusters = beside.measures_clusters(line);
        if !scored && (of_clusters || has_metric_name(line)) {
            in_clusterings = of_clusters;
        }
        if of_clusters || in_clusterings {
            continue;
        }
        if is_setting(line) {
            continue;
        }
        let models = models_of(line);
        network |= models.iter().any(|name| beside.accepts(name));
        n_scored += usize::from(scored);
        if scored && !models.is_empty() {
            rows.insert(models);
        } else if !scored {
            columns = columns.max(models.len());
            names_scores |= names_score(line);
            header |= has_metric_name(line) && has_model_column(line);
        }
        if scored && names_scores {
            let number = NUMBERED.as_ref().and_then(|rows| rows.find(line));
            numbered.extend(number.map(|row| row.as_str().to_owned()));
        }
        if scored && header {
            // `Accuracy: 0.72` below `Best model`: the figures of one, each by its own name.
            named.extend(row_name(line).filter(|name| !opens_with_score(name)));
        }
    }
    network && (rows.len() > 1 || columns > 1 && n_scored > 0)
        || named.len() > 1 && (network || rows.is_empty())
        || beside == Beside::Training && numbered.len() > 1 && rows.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::outputs::has_figure;

    fn is_comparison(text: &str) -> bool {
        compares(text, Beside::Training, has_figure)
    }

    #[test]
    fn short_names_of_scores_are_whole_words() {
        assert!(names_score("auc 0.8") && names_score("val_f1") && names_score("accuracy"));
        assert!(!names_score("aucun indice") && !names_score("glossaire"));
    }

    #[test]
    fn rows_of_several_models_are_a_comparison_and_summaries_are_none() {
        assert!(is_comparison(
            "model      accuracy\nLSTM   0.81\nBERT  0.84"
        ));
        assert!(is_comparison(
            "Modèle | Accuracy\nmodel_1 | 0.71\nmodel_2 | 0.74"
        ));
        assert!(!is_comparison("accuracy LSTM 0.81"));
        assert!(!is_comparison(
            "Accuracy: 0.81\nRegistered model 'Word2vec' since 2.9.0\nUserWarning: LSTM 2.1 precision"
        ));
        assert!(!is_comparison(
            "Model Accuracy\nRandom Forest 0.72\nSVM 0.70"
        ));
        assert!(!is_comparison(
            "Layer (type)\nlstm (LSTM) 42,240\ndense (Dense) 1,300\naccuracy"
        ));
        let report = "Model BERT\n precision recall f1-score support\n 0 0.75 0.8 0.77 500\n 1 0.8 0.7 0.7 500\n weighted avg 0.7 0.7 0.7 1000";
        assert!(!is_comparison(report));
        assert!(is_comparison(&format!(
            "{report}\nBERT accuracy 0.76\nLSTM accuracy 0.71"
        )));
        assert!(!is_comparison("Epoch 1/3\nloss: 0.5 accuracy: 0.7"));
    }

    #[test]
    fn settings_and_measures_of_one_model_are_no_rows() {
        let search = "best accuracy of the search 0.8\n('learning_rate', 0.003)\n('lstm_units', 14)\n('cnn_units', 32)";
        assert!(!is_comparison(search));
        let best = "Best model with metrics\nAccuracy: 0.72\nF1_negatif: 0.71\nRecall (sans stopwords): 0.77";
        assert!(!is_comparison(best));
        assert!(is_comparison(
            "Model and accuracy\nmodel_1: 0.72\nmodel_2: 0.74"
        ));
        // A variant may be named after what it was given.
        assert!(is_comparison(
            "model  accuracy\nLSTM  0.81\nLSTM + dropout  0.84"
        ));
    }

    #[test]
    fn measures_of_clusterings_compare_no_networks() {
        let clusterings = "Method  Silhouette Score  ARI\nWord2Vec 0.39 0.40\nBERT 0.15 0.54";
        assert!(!is_comparison(clusterings));
        assert!(is_comparison(&format!(
            "{clusterings}\nModel  Accuracy\nLSTM 0.81\nBERT 0.84"
        )));
        let in_rows =
            "Méthode | ARI / Accuracy\nVGG16 | ARI 0.30\nUSE | ARI 0.46\nVGG16 | Acc 0.74";
        assert!(!is_comparison(in_rows));
    }

    #[test]
    fn numbered_trials_are_compared_beside_a_training() {
        let table = "     Index  accuracy_tests  loss_tests\n0  Méthode 1  0.79  0.88\n1  Méthode 2  0.84  0.78";
        assert!(is_comparison(table));
        assert!(!compares(table, Beside::Other, has_figure));
        assert!(!is_comparison(&table.replace("Méthode 2", "Méthode 1")));
    }

    #[test]
    fn vectors_are_networks_only_beside_a_training() {
        let vectors = "Model  Accuracy\nUSE 0.81\nBERT 0.84";
        assert!(is_comparison(vectors));
        assert!(!compares(vectors, Beside::Other, has_figure));
        assert!(compares(
            "Model  Accuracy\nCNN 0.81\nBERT 0.84",
            Beside::Other,
            has_figure
        ));
        let with_ari = "      accuracy  ARI\nVGG16 0.81 0.4\nSIFT CNN 0.84 0.1";
        assert!(!compares(with_ari, Beside::Other, has_figure));
    }

    #[test]
    fn short_names_are_whole_words() {
        assert!(models_in("house prices").is_empty());
        assert_eq!(models_in("USE 0.8"), ["use"]);
    }
}
