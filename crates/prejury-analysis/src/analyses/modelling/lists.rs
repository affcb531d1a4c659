//! Word lists about modelling, compiled once.

use std::sync::LazyLock;

use prejury_documents::Phrases;

/// Subjects of a text, as bits.
pub(super) type Subjects = u32;

pub(super) const MODEL: Subjects = 1;
pub(super) const APPROACH: Subjects = 1 << 1;
pub(super) const COMPARISON: Subjects = 1 << 2;
pub(super) const METRIC: Subjects = 1 << 3;
pub(super) const METRIC_REASON: Subjects = 1 << 4;
pub(super) const OPTIMISATION: Subjects = 1 << 5;
pub(super) const GLOBAL: Subjects = 1 << 6;
pub(super) const LOCAL: Subjects = 1 << 7;
pub(super) const LIMIT: Subjects = 1 << 8;
pub(super) const LIMIT_HEADING: Subjects = 1 << 9;
pub(super) const IMPROVEMENT: Subjects = 1 << 10;
pub(super) const IMPROVEMENT_HEADING: Subjects = 1 << 11;
pub(super) const BRIEF: Subjects = 1 << 12;
pub(super) const AGENDA: Subjects = 1 << 13;
pub(super) const IMPROVEMENT_VERB: Subjects = 1 << 14;

/// What a text can be about by denying it: a limit is a thing that is not there.
pub(super) const DENIABLE: Subjects = METRIC
    | METRIC_REASON
    | LIMIT
    | LIMIT_HEADING
    | IMPROVEMENT
    | IMPROVEMENT_HEADING
    | BRIEF
    | AGENDA
    | IMPROVEMENT_VERB;

/// In the order of the bits.
const LISTS: &[&str] = &[
    include_str!("../../../../../rules/modelling/model.txt"),
    include_str!("../../../../../rules/modelling/approach.txt"),
    include_str!("../../../../../rules/modelling/comparison.txt"),
    include_str!("../../../../../rules/modelling/metrics.txt"),
    include_str!("../../../../../rules/modelling/metric-reasons.txt"),
    include_str!("../../../../../rules/modelling/optimisation.txt"),
    include_str!("../../../../../rules/modelling/interpretability-global.txt"),
    include_str!("../../../../../rules/modelling/interpretability-local.txt"),
    include_str!("../../../../../rules/modelling/limits.txt"),
    include_str!("../../../../../rules/modelling/limit-headings.txt"),
    include_str!("../../../../../rules/modelling/improvements.txt"),
    include_str!("../../../../../rules/modelling/improvement-headings.txt"),
    include_str!("../../../../../rules/modelling/brief.txt"),
    include_str!("../../../../../rules/defence/agenda.txt"),
    include_str!("../../../../../rules/modelling/improvement-verbs.txt"),
];

/// Algorithms, one a line with all their names.
const ALGORITHMS: &str = include_str!("../../../../../rules/modelling/algorithms.txt");

/// Lines of `ALGORITHMS` that are kinds of networks, by their first name.
const GENERIC: &[&str] = &["CNN", "MLP", "RNN", "transformer"];

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Subject(Subjects),
    /// An algorithm by its number, or a kind of network.
    Algorithm {
        number: u32,
        is_generic: bool,
    },
}

pub(super) struct Lexicon {
    pub(super) phrases: Phrases,
    pub(super) meanings: Vec<Meaning>,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut texts: Vec<&str> = Vec::new();
    let mut meanings = Vec::new();
    for (number, list) in LISTS.iter().enumerate() {
        for line in lines(list) {
            texts.push(line);
            meanings.push(Meaning::Subject(1 << number));
        }
    }
    for (number, line) in (0..).zip(lines(ALGORITHMS)) {
        for name in line.split(", ") {
            texts.push(name);
            let is_generic = GENERIC.contains(&line.split(", ").next().unwrap_or(line));
            meanings.push(Meaning::Algorithm { number, is_generic });
        }
    }
    Lexicon {
        phrases: Phrases::new(texts),
        meanings,
    }
});

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// All names of an algorithm, by its number.
pub(super) fn algorithm_names(number: u32) -> Vec<&'static str> {
    let line = lines(ALGORITHMS).nth(number as usize);
    line.map(|line| line.split(", ").collect())
        .unwrap_or_default()
}

/// Numbers of the algorithms that a short text names, such as the name of a file.
pub(crate) fn algorithms_named(text: &str) -> Vec<u32> {
    let hits = LEXICON.phrases.find([text]);
    hits.iter()
        .filter_map(|hit| match LEXICON.meanings[hit.phrase] {
            Meaning::Algorithm { number, .. } => Some(number),
            Meaning::Subject(_) => None,
        })
        .collect()
}
