//! A number of clusters that differs between two texts, or between a text and the code.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Finding, Location};
use prejury_documents::{Document, DocumentKind, fold};
use prejury_python::{Call, Literal, Reach};
use regex::Regex;

use crate::Facts;
use prejury_intake::is_named_readme;

/// What a text about clusters holds, as written: most texts hold none of it, and need not be folded.
static SUBJECT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("(?i-u)cluster|segment|group").ok());
/// Words by which a text says that this number is the one kept.
static KEPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\b(?:retenu\w*|retenons|retient|choisi\w*|optimal\w*|optons|final\w*|conserv\w*|chosen|selected|choose|kept|we keep|select)\b",
    )
    .ok()
});
/// A number of groups, with one word between at most.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\b(\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|two|three|four|five|seven|eight|nine|ten)\s+(?:\w+\s+)?(?:clusters?|segments?|groupes?|groups?)\b|\b(?:k|nombre (?:optimal |final )?de (?:clusters|segments|groupes)|number of (?:clusters|segments|groups))(?:\s+(?:retenu|choisi|optimal|final|chosen|selected|kept))?\s*(?:=|:|est|is|est de)\s*(\d{1,2})\b",
    )
    .ok()
});
/// Words by which a number is one of several, or that of somebody else's.
static OPEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\b(?:entre|between|ou|or|vs|versus|range|test\w*|essa\w*|tent\w*|compar\w*|plutot|instead|sous|sub|autres?|others?|parmi|among|premiers?|derniers?|first|last|dont|chacun\w*|each|pour (?:chaque|les)|contre|puis|then|dbscan|cah|hierarch\w*|agglom\w*|initial\w*|ancien\w*|previous\w*|fusion\w*|merg\w*|pourrai\w*|could|rfm score)\b|\d\s*(?:-|a|to|et|and)\s*\d",
    )
    .ok()
});

const WORDS: &[(&str, u32)] = &[
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
];

/// Longest sentence in words: a longer one speaks of other numbers, too.
const MAX_WORDS: usize = 35;
/// Shortest one.
const MIN_WORDS: usize = 3;

/// A number of clusters that a text says was kept.
struct Told {
    number: u32,
    location: Location,
}

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let mut all: Vec<Told> = Vec::new();
    let mut notebooks: BTreeSet<u32> = BTreeSet::new();
    for document in &facts.documents {
        let told = told(document);
        if document.kind == DocumentKind::NotebookText {
            notebooks.extend(told.iter().map(|one| one.number));
        } else if is_conclusive(document) {
            let numbers: BTreeSet<u32> = told.iter().map(|one| one.number).collect();
            // A document that keeps several numbers tells of several steps.
            if numbers.len() == 1 {
                all.extend(told.into_iter().take(1));
            }
        }
    }
    let Some(first) = all.first() else {
        return Vec::new();
    };
    if let Some(other) = all.iter().find(|other| other.number != first.number) {
        return vec![differ(first, other.location.clone(), other.number)];
    }
    let Some((fitted, place)) = fitted(facts) else {
        return Vec::new();
    };
    let is_known = fitted.contains(&first.number) || notebooks.contains(&first.number);
    let Some(nearest) = fitted
        .iter()
        .min_by_key(|number| number.abs_diff(first.number))
    else {
        return Vec::new();
    };
    if is_known {
        return Vec::new();
    }
    vec![differ(first, place, *nearest)]
}

fn differ(first: &Told, place: Location, other: u32) -> Finding {
    Finding::at(first.location.clone(), "clusters.differ")
        .against(place)
        .with("number", first.number)
        .with("other", other)
}

/// Slides, notes and READMEs, which tell what the work came to.
fn is_conclusive(document: &Document) -> bool {
    document.is_deck()
        || is_named_readme(&document.path)
        || matches!(document.kind, DocumentKind::Pdf | DocumentKind::Word)
}

fn told(document: &Document) -> Vec<Told> {
    let (Some(subject), Some(kept), Some(number), Some(open)) = (
        SUBJECT.as_ref(),
        KEPT.as_ref(),
        NUMBER.as_ref(),
        OPEN.as_ref(),
    ) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let blocks = document.blocks.iter();
    for block in blocks.filter(|block| subject.is_match(&block.text)) {
        for sentence in block.text.split(['.', ';', '\n', '!', '?']) {
            let n_words = sentence.split_whitespace().take(MAX_WORDS + 1).count();
            if !(MIN_WORDS..=MAX_WORDS).contains(&n_words) {
                continue;
            }
            if !subject.is_match(sentence) {
                continue;
            }
            let folded = fold(sentence);
            if !kept.is_match(&folded) || open.is_match(&folded) {
                continue;
            }
            let mut numbers = number.captures_iter(&folded);
            let (Some(only), None) = (numbers.next(), numbers.next()) else {
                continue;
            };
            let text = only.get(1).or(only.get(2)).map_or("", |text| text.as_str());
            let word = WORDS
                .iter()
                .find(|(word, _)| *word == text)
                .map(|(_, number)| *number);
            if let Some(number) = word
                .or_else(|| text.parse().ok())
                .filter(|number| *number > 1)
            {
                found.push(Told {
                    number,
                    location: block.location.clone(),
                });
            }
        }
    }
    found
}

/// Numbers of clusters that the code fits outside of loops, with the place of the last. None where some is unknown.
fn fitted(facts: &Facts<'_>) -> Option<(BTreeSet<u32>, Location)> {
    let mut numbers = BTreeSet::new();
    let mut last = None;
    for call in &facts.python.calls {
        let is_clustering = call.callee.starts_with("sklearn.cluster.")
            && call.callee.matches('.').count() == 2
            && !call.is_attribute
            && call.reach == Reach::Live;
        if !is_clustering || call.in_loop {
            continue;
        }
        match n_clusters(call) {
            Given::Number(number) => {
                numbers.insert(number);
                last = Some(call.place);
            }
            Given::Unknown => return None,
            Given::Nothing => {}
        }
    }
    Some((numbers, facts.python.location(last?)))
}

enum Given {
    Number(u32),
    Unknown,
    Nothing,
}

fn n_clusters(call: &Call) -> Given {
    let named = call
        .args
        .iter()
        .find(|arg| arg.name.as_deref() == Some("n_clusters"));
    let first = || {
        call.args
            .first()
            .filter(|arg| arg.name.is_none() && call.callee.contains("KMeans"))
    };
    if call.args.iter().any(|arg| {
        arg.name
            .as_deref()
            .is_some_and(|name| name.starts_with('*'))
    }) {
        return Given::Unknown;
    }
    match named.or_else(first).map(|arg| &arg.value.literal) {
        Some(Some(Literal::Int(number))) => {
            u32::try_from(*number).map_or(Given::Unknown, Given::Number)
        }
        Some(_) => Given::Unknown,
        None => Given::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::testing::{facts, submission};

    const CODE: &str =
        "from sklearn.cluster import KMeans\nlabels = KMeans(n_clusters=4).fit_predict(X)\n";

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files = submission(files);
        let facts = facts(&files);
        let found = find(&facts);
        found
            .iter()
            .map(|one| format!("{} {}", one.args["number"], one.args["other"]))
            .collect()
    }

    #[test]
    fn numbers_that_differ() {
        let readme = "# Segmentation\n\nNous avons retenu cinq segments de clients.\n";
        assert_eq!(found(&[("README.md", readme), ("a.py", CODE)]), ["5 4"]);
        let other = "# Suite\n\nLe nombre de clusters retenu est K = 6.\n";
        assert_eq!(
            found(&[("README.md", readme), ("docs/README.md", other)]),
            ["5 6"]
        );
    }

    #[test]
    fn numbers_that_agree_or_say_nothing() {
        let four = "# Segmentation\n\nLe nombre optimal de clusters : 4.\n";
        assert!(found(&[("README.md", four), ("a.py", CODE)]).is_empty());
        for open in [
            "Nous avons retenu 4 clusters plutôt que 5 clusters.",
            "Les 5 clusters sont décrits plus bas.",
            "Nous avons choisi de tester 5 clusters.",
            "Le choix final est entre 5 et 6 clusters.",
        ] {
            let readme = format!("# Segmentation\n\n{open}\n");
            assert!(
                found(&[("README.md", &readme), ("a.py", CODE)]).is_empty(),
                "{open}"
            );
        }
        let unknown = format!("{CODE}KMeans(n_clusters=best()).fit(X)\n");
        let readme = "# Segmentation\n\nNous avons retenu cinq segments de clients.\n";
        assert!(found(&[("README.md", readme), ("a.py", &unknown)]).is_empty());
    }
}
