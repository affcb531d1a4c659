//! Scores that a note or a slide gives and that no output of the code shows.

use std::sync::LazyLock;

use prejury_core::Finding;
use prejury_documents::{Document, DocumentKind};
use prejury_python::Output;
use regex::Regex;

use super::MAX_OF_A_KIND;
use crate::Facts;

/// A metric and its value with three decimals or more: fewer are shared by chance.
static SCORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:accuracy|auc|ari|dice|exactitude|f1|f-?beta|iou|mae|précision|precision|r2|r²|rappel|recall|rmse|score|silhouette)[^0-9\n]{0,30}?(0[.,][0-9]{3,6})(?:[^0-9]|$)",
    )
    .ok()
});

/// Numbers with three decimals or more.
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[0-9]{1,4}\.[0-9]{3,}").ok());

/// Numbers in the outputs from which they are taken for the results of the work.
const MIN_SHOWN: usize = 20;
/// Scores of one document that the outputs do show: it tells of this work, and not of another one.
const MIN_MATCHED: usize = 2;
/// Numbers that are kept of all outputs.
const MAX_SHOWN: usize = 200_000;

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let told: Vec<&Document> = facts
        .documents
        .iter()
        .filter(|document| is_told(document))
        .collect();
    let Some(score) = SCORE.as_ref().filter(|_| !told.is_empty()) else {
        return Vec::new();
    };
    let mut scores = Vec::new();
    for document in &told {
        for block in document
            .blocks
            .iter()
            .filter(|block| block.text.contains(['.', ',']))
        {
            for found in score
                .captures_iter(&block.text)
                .filter_map(|found| found.get(1))
            {
                scores.push((*document, block, found.as_str()));
            }
        }
    }
    if scores.is_empty() {
        return Vec::new();
    }
    let shown = shown(facts);
    if shown.len() < MIN_SHOWN {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for document in told {
        let of_document = scores
            .iter()
            .filter(|(other, _, _)| std::ptr::eq(*other, document));
        let (matched, unseen): (Vec<_>, Vec<_>) =
            of_document.partition(|(_, _, value)| is_shown(value, &shown));
        // A document whose scores are mostly unknown tells of work that is not handed in.
        if matched.len() < MIN_MATCHED || unseen.len() > matched.len() {
            continue;
        }
        for (_, block, value) in unseen.into_iter().take(MAX_OF_A_KIND) {
            findings.push(Finding::at(block.location.clone(), "score.unseen").with("value", value));
        }
    }
    findings
}

/// Notes and slides, which tell of results.
fn is_told(document: &Document) -> bool {
    document.is_deck() || matches!(document.kind, DocumentKind::Pdf | DocumentKind::Word)
}

/// Numbers in the outputs, in the texts of the code and in documents beside notes and slides, sorted.
fn shown(facts: &Facts<'_>) -> Vec<f64> {
    let cells = facts.python.units.iter().flat_map(|unit| &unit.cells);
    let outputs = cells.clone().flat_map(|cell| &cell.outputs);
    let of_outputs = outputs.filter_map(|output| match output {
        Output::Text(text) | Output::Html(text) => Some(&**text),
        _ => None,
    });
    let of_code = cells.map(|cell| &*cell.source);
    let others = facts.documents.iter().filter(|document| !is_told(document));
    let of_documents = others
        .flat_map(|document| &document.blocks)
        .map(|block| &*block.text);
    let mut numbers: Vec<f64> = Vec::new();
    for text in of_outputs.chain(of_code).chain(of_documents) {
        let found = NUMBER
            .as_ref()
            .into_iter()
            .flat_map(|regex| regex.find_iter(text));
        numbers.extend(found.filter_map(|number| number.as_str().parse::<f64>().ok()));
        if numbers.len() > MAX_SHOWN {
            break;
        }
    }
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// Whether some number is `value` when it is rounded or cut to as many decimals, as a share or in percent.
fn is_shown(value: &str, shown: &[f64]) -> bool {
    let Ok(number) = value.replace(',', ".").parse::<f64>() else {
        return true;
    };
    let n_decimals = i32::try_from(value.len().saturating_sub(2)).unwrap_or(6);
    let step = 10_f64.powi(-n_decimals);
    [1.0, 100.0].iter().any(|scale| {
        let (low, high) = ((number - step) * scale, (number + step) * scale);
        let first = shown.partition_point(|other| *other < low);
        shown.get(first).is_some_and(|other| *other <= high)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_rounded_cut_or_in_percent() {
        let shown = [0.783_46, 81.273, 0.5];
        assert!(is_shown("0,783", &shown));
        assert!(is_shown("0.7835", &shown));
        assert!(is_shown("0.813", &shown));
        assert!(!is_shown("0.791", &shown));
    }
}
