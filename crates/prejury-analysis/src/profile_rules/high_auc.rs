//! A cross-validated AUC that is higher than anybody reached on the data, and that nothing explains.
//!
//! # What it looks for
//! Lines of outputs and sentences of texts that give an AUC and say that it is one of folds.
//! # Counts
//! The highest value above the limit, once. Where some text speaks of leakage or overfitting together with a score, the
//! candidate has seen it, and there is no finding.
//! # Does not count
//! Scores of the training or test part, and those of somebody else.
//! # Limits
//! A value that only a chart or a table without words shows is not seen.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::{Finding, Location};
use prejury_documents::{BlockKind, Phrases, fold};
use prejury_python::{CellKind, CodePlace, Output, UnitIdx, UnitKind};
use regex::Regex;

use crate::Facts;

/// An AUC and its value.
static AUC: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"auc[^0-9\n]{0,40}(0[.,][0-9]{2,20}|1[.,]0+)(?:[^0-9]|$)").ok());
/// The score of a search or of folds by another word, where the code asks for the AUC.
static SCORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:scores?|mean|moyenn?e?|best)[^0-9\n]{0,40}(0[.,][0-9]{2,20}|1[.,]0+)(?:[^0-9]|$)",
    )
    .ok()
});
/// Words that say that a value is one of folds.
static OF_FOLDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"valid\w*\s+crois|crois\w*\s+valid|cross[ _-]?val|\bcv\b|cv[_ ]|\bfolds?\b|k-?folds?\b|\bplis?\b")
        .ok()
});
/// Words that say that it is another one.
static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\btrain|entrain|d'apprentissage|\btest|hold-?out|kaggle|leaderboard|competition|vainqueur|winner|limite|seuil|threshold|objectif|depass|exceed|above",
    )
    .ok()
});

/// Words by which somebody explains a score that is too good.
static EXPLAINED: LazyLock<Phrases> = LazyLock::new(|| {
    let lists = [
        include_str!("../../../../rules/supervised/leakage.txt"),
        include_str!("../../../../rules/supervised/too-good.txt"),
    ];
    let lines = lists.into_iter().flat_map(str::lines);
    Phrases::new(lines.filter(|line| !line.is_empty() && !line.starts_with('#')))
});

/// Longest line or sentence that is looked at, in bytes: a longer one speaks of other values, too.
const MAX_LINE: usize = 400;

/// Signs of a value that are told: four decimals.
const SHOWN: usize = 6;

/// A value and where it stands.
struct Told {
    value: f64,
    text: String,
    location: Location,
}

pub(super) fn find(facts: &Facts<'_>, limit: f64) -> Option<Finding> {
    let mut told: Vec<Told> = Vec::new();
    in_outputs(facts, &mut told);
    in_texts(facts, &mut told);
    told.retain(|one| one.value > limit && one.value <= 1.0);
    // Of equals, the first: outputs come before texts, in the order of the files.
    let highest = told
        .into_iter()
        .reduce(|best, one| if one.value > best.value { one } else { best })?;
    if is_explained(facts) {
        return None;
    }
    let finding = Finding::at(highest.location, "score.suspicious");
    Some(finding.with("value", highest.text).with("limit", limit))
}

/// Lines of the outputs of cells.
fn in_outputs(facts: &Facts<'_>, told: &mut Vec<Told>) {
    let python = &facts.python;
    // Cells that score on folds, and cells that score predictions: in the latter, a line must say what it is.
    let mut on_folds: HashMap<(u32, u32), u32> = HashMap::default();
    let mut on_predictions: HashSet<(u32, u32)> = HashSet::default();
    for call in &python.calls {
        let cell = (call.place.unit.0, call.place.cell);
        match call.method() {
            "cross_val_score" | "cross_validate" | "best_score_" => {
                on_folds.entry(cell).or_insert(call.place.line);
            }
            "roc_auc_score" | "auc" => {
                on_predictions.insert(cell);
            }
            _ => {}
        }
    }
    for (number, unit) in (0..).zip(&python.units) {
        if unit.kind != UnitKind::Notebook {
            continue;
        }
        for (index, cell) in (0..).zip(&unit.cells) {
            if cell.kind != CellKind::Code {
                continue;
            }
            let is_on_folds = on_folds.contains_key(&(number, index))
                && !on_predictions.contains(&(number, index));
            let asks_for_auc = is_on_folds && cell.source.contains("roc_auc");
            let texts = cell.outputs.iter().filter_map(|output| match output {
                Output::Text(text) => Some(&**text),
                _ => None,
            });
            for line in texts.flat_map(str::lines) {
                let Some((value, text)) = value_of(line, is_on_folds, asks_for_auc) else {
                    continue;
                };
                let line = on_folds.get(&(number, index)).copied().unwrap_or(1);
                told.push(Told {
                    value,
                    text,
                    location: python.location(CodePlace {
                        unit: UnitIdx(number),
                        cell: index,
                        line,
                        end_line: line,
                    }),
                });
            }
        }
    }
}

/// Sentences of the candidate's texts.
fn in_texts(facts: &Facts<'_>, told: &mut Vec<Told>) {
    for document in &facts.documents {
        for block in &document.blocks {
            if block.kind == BlockKind::Code {
                continue;
            }
            let sentences = block.text.split('\n').flat_map(|line| line.split(". "));
            for sentence in sentences {
                if let Some((value, text)) = value_of(sentence, false, false) {
                    told.push(Told {
                        value,
                        text,
                        location: block.location.clone(),
                    });
                }
            }
        }
    }
}

/// The AUC that a line gives for folds, as a number and as written. `is_on_folds`: it cannot be of anything else.
fn value_of(line: &str, is_on_folds: bool, asks_for_auc: bool) -> Option<(f64, String)> {
    if line.len() > MAX_LINE || !line.contains(['.', ',']) {
        return None;
    }
    let folded = fold(line);
    let auc = AUC.as_ref()?.captures(&folded);
    let found = match auc {
        Some(found) => found,
        None if asks_for_auc => SCORE.as_ref()?.captures(&folded)?,
        None => return None,
    };
    if OTHER.as_ref()?.is_match(&folded) {
        return None;
    }
    if !is_on_folds && !OF_FOLDS.as_ref()?.is_match(&folded) {
        return None;
    }
    let text = found.get(1)?.as_str();
    let value = text.replace(',', ".").parse().ok()?;
    Some((value, text.chars().take(SHOWN).collect()))
}

/// Whether some sentence speaks of leakage or overfitting and of a score at once.
fn is_explained(facts: &Facts<'_>) -> bool {
    const SCORES: [&str; 5] = ["auc", "score", "performance", "resultat", "result"];
    facts
        .find_any(&EXPLAINED)
        .into_iter()
        .any(|(document, hit)| {
            let text = &document.blocks[hit.block].text;
            let begin = text[..hit.start].rfind(['\n', '.']).unwrap_or(0);
            let end = text[hit.end..].find(['\n', '.']);
            let sentence = fold(&text[begin..end.map_or(text.len(), |end| hit.end + end)]);
            SCORES.iter().any(|word| sentence.contains(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_must_give_an_auc_and_say_that_it_is_of_folds() {
        let value = |line: &str| value_of(line, false, false).map(|(value, _)| value);
        for (line, expected) in [
            ("Fold 3 AUC : 0.912", Some(0.912)),
            (
                "L'AUC moyenne en validation croisée atteint 0,93",
                Some(0.93),
            ),
            ("Mean CV ROC-AUC: 0.951 +/- 0.01", Some(0.951)),
            ("Cross-validated AUC of 1.000", Some(1.0)),
            ("AUC : 0.912", None),
            ("Test AUC, model chosen by cross-validation: 0.91", None),
            ("Fold 3 train AUC: 0.99", None),
            ("Accuracy in cross-validation: 0.95", None),
            (
                "Une AUC de validation croisée au-dessus de 0,82 dépasserait le vainqueur",
                None,
            ),
        ] {
            assert_eq!(value(line), expected, "{line}");
        }
        assert_eq!(value_of("Best score: 0.91", true, true).unwrap().0, 0.91);
        assert_eq!(value_of("Best score: 0.91", true, false), None);
    }
}
