//! What the axes of a plane stand for, told anywhere in the notebook that draws it (half of C1.3.3-CE3).
//!
//! # What it looks for
//! A sentence or line that names an axis by its number and says what it goes with: `La composante F2 oppose les produits
//! salés aux sucrés`, `F1 (25 %) : énergie, lipides`.
//! # Does not count
//! Shares of variance, the number of components kept, the F1 of a score, a purpose or a question.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_documents::{BlockKind, DocumentKind, fold};
use prejury_python::UnitIdx;
use regex::Regex;

use super::Exploration;
use crate::sink::EvidenceSink;

/// Bytes of a passage that are read, and words of a line that says something.
const MAX_BYTES: usize = 2_000;
const MIN_WORDS: usize = 5;
/// Passages that are shown.
const MAX_SHOWN: usize = 4;

/// An axis by its number, in folded text.
static AXIS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:composantes?|axes?|components?|axis|dimensions?) (?:principales? )?(?:f|pc|n° ?|numero )?[1-9]\b|\b(?:premiere?|deuxieme|seconde?|first|second|third|troisieme) (?:composante|axe|component|axis)|\b(?:f|pc|pca)[1-9]\b",
    )
    .ok()
});
/// What an axis goes with.
static MEANS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:oppos|distin|discrimin|separ|correl|caracteris|liee? |liees? |correspond|contribu|related to|driven by|captur|contrast)",
    )
    .ok()
});
/// `F1 (25.5 %) : énergie`, `PC2 = prix`.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^\W{0,6}(?:axe |composante )?(?:f|pc|pca)[1-9]\s*(?:\([^()]{0,40}\))?\s*[:=]\s*[a-z]{3}",
    )
    .ok()
});
/// Axes of a piece of work, not of a plane: `premier axe d'analyse`.
static OF_WORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:axes?|dimensions?) (?:[1-9] )?(?:d['’ ]|de |des )(?:l['’ ]|la )?(?:action|amelior|analys|develop|etude|exploration|progres|progression|recherche|reflexion|travail)",
    )
    .ok()
});
/// Words of other matters.
const ASIDE: &[&str] = &[
    "f1-score", "f1 score", "f1_score", "score f1", "rappel", "recall",
];
const SHARES: &[&str] = &["inerti", "varian", "eboulis", "scree", "cumul"];

/// `drawing`: code that draws planes. Only notebooks have texts, so that only theirs are read.
pub(super) fn find(
    exploration: &Exploration<'_>,
    drawing: &HashSet<UnitIdx>,
    sink: &mut EvidenceSink,
) {
    let paths: HashSet<&str> = drawing
        .iter()
        .filter_map(|unit| exploration.python.units.get(unit.0 as usize))
        .map(|unit| &*unit.path)
        .collect();
    let documents = exploration.facts.documents.iter().filter(|document| {
        document.kind == DocumentKind::NotebookText && paths.contains(&*document.path)
    });
    let blocks = documents
        .flat_map(|document| &document.blocks)
        .filter(|block| !matches!(block.kind, BlockKind::Code | BlockKind::Heading(_)));
    for block in blocks
        .filter(|block| names_axis(&block.text))
        .take(MAX_SHOWN)
    {
        let (location, text) = (block.location.clone(), &*block.text);
        let signal = "projection.named";
        sink.found_in_turn(2, signal, Strength::Written, location, text, None);
    }
}

fn names_axis(text: &str) -> bool {
    let folded = fold(&text[..text.floor_char_boundary(MAX_BYTES)]);
    folded.split(['\n', ';']).any(tells)
}

/// Whether a folded line says what an axis stands for.
fn tells(line: &str) -> bool {
    let is = |regex: &LazyLock<Option<Regex>>, text: &str| {
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    };
    if ASIDE.iter().any(|word| line.contains(word)) || line.contains('?') {
        return false;
    }
    if is(&NAMED, line) {
        return true;
    }
    line.split(". ").any(|sentence| {
        let is_share = || SHARES.iter().any(|word| sentence.contains(word));
        sentence.split_whitespace().nth(MIN_WORDS - 1).is_some()
            && is(&AXIS, sentence)
            && is(&MEANS, sentence)
            && !is(&OF_WORK, sentence)
            && (!is_share() || sentence.contains("discrimin") || sentence.contains("oppos"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_axis_stands_for_is_told_from_its_share() {
        for text in [
            "La composante F3 permet une distinction entre les produits sucrés ou protéinés.",
            "- F1 (25.5%) : Energie en calories et lipides",
            "Le premier axe oppose les petits commerces aux grands",
            "PC2 is strongly correlated with the surface of the building",
            "la composante F2 expliquant 22.2% de la variance discrimine ce qui est bon pour la santé",
        ] {
            assert!(tells(&fold(text)), "{text}");
        }
        for text in [
            "Les composantes F1 et F2 représentent respectivement 24% et 23% de l'inertie.",
            "Trois composantes permettent d'arriver à 85 % de la variance",
            "F1 : 0.83",
            "Le F1-score distingue les deux modèles : F1 est corrélé au rappel",
            "La première composante permet-elle de distinguer les groupes ?",
            "La première composante est la plus liée à la variance cumulée",
            "Premier axe d'analyse : distinguer les produits selon leur nutriscore",
            "Le premier axe d’amélioration serait de mieux séparer les groupes",
            "é",
            "",
        ] {
            assert!(!tells(&fold(text)), "{text}");
        }
    }
}
