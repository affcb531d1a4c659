//! Outliers that only a text tells of (half of C1.2.2-CE3).
//!
//! # Counts as evidence
//! A sentence of a report, slide or notebook that names outliers of the data with how they are found, how many there are, what
//! was seen or what was done with them; on a slide, a line under a title that names them.
//! # Does not count
//! What outliers do to a metric or model, what should be done about them later, a title alone.

use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, fold};

use super::words::{LIMITS, OUTLIER, Text};
use super::{Preparation, Prose, is_match, pattern};
use crate::sink::EvidenceSink;

/// Texts that are shown.
const MAX_SHOWN: usize = 6;
/// Bytes from which a sentence says something.
const SENTENCE: usize = 25;
/// Words of a line without a stop or a figure up to which it is a title.
const TITLE: usize = 12;
/// Blocks under a title that speak of what it names.
const UNDER: usize = 8;

pattern!(
    NAMED,
    r"\bout(?:l|li)n?[ei]+rs?\b|\bab+er+ant|\batypi(?:que|cal)|valeurs? (?:tres |trop )?(?:extreme|anormale|erronee|fausse|incoherente|negative|impossible)|(?:extreme|abnormal|erroneous|impossible|inconsistent|negative) values?|hors (?:norme|bornes|limites)|out of range"
);
pattern!(
    TREATED,
    r"\bsuppr|\bremov|\bdrop|\belimin|\becart(?:e|es|ees?|ons)\b|\bexclu|\bremplac|\breplac|\bcapp?(?:e|ed|ing)\b|\bwinsor|\bcorrig|\bcorrect(?:ed|ion)|\btrait(?:e|es|ees?|ement|ons)\b|\btreat|\bfiltr|\biqr\b|interquart|\bz ?-?scores?\b|quantile|percentile|\bbox ?-?plots?\b|boites? a moustaches|ecarts? ?-?types?|standard deviation|isolation ?forest|\bobserv(?:e|es|ee|ees|ons|ed)\b|\bpresen(?:ce|t)|\bidentifi|\bdetect|\bconstat|\bremarqu|\breper(?:e|es|ees?|ons|age)\b|\bfound\b|\btrouv|\brest(?:e|ent) |\bmontre|\brevel|\bshow"
);
pattern!(FIGURE, r"\d");
// Of a metric, a model or a scaler, or a step that is only planned.
pattern!(
    ASIDE,
    r"\bsensib|\bsensitiv|\brobust|\brmse\b|\bmae\b|\bmse\b|\bmape\b|\blosse?s?\b|\bperte|\bmetri(?:c|que)|\bscaler|\bpenalis|\bpourrai|\bcould\b|\bmight\b|\bperspectiv|\bameliorer\b|\bimprove|\bresidu|\bclusters?\b|\bdbscan\b|\bmoyenne est|\bpredi|\bil faut|\bfaudra|\bdevr|\bshould\b|\bimpact|\binfluenc|\bsil(?:ho|o)u"
);
// What an outlier or a method is, rather than what was done.
pattern!(
    DEFINES,
    r"\bpermet|\best (?:une?\b|defini)|\balgorithm|\bconsiste|\bis an?\b"
);
// Nothing was done, or nothing was seen: the second is a reading.
pattern!(
    DENIES,
    r"\b(?:ne|pas|non|aucune?|no|not|without|sans)\b|\bn['\xe2]"
);
// Who looked and found that nothing had to be done read them: `Box plots des outliers => pas de traitement nécessaire`.
pattern!(
    LOOKED,
    r"\bbox ?-?plots?\b|boites? a moustaches|\biqr\b|interquart|quantile|\bz ?-?scores?\b|\bverifi|\bchecked\b"
);
pattern!(
    NO_NEED,
    r"\b(?:pas|aucune?|no|not)\b[^,:]{0,40}\b(?:necessaires?|necessary|needed|required)\b"
);
pattern!(SEES, r"\bdetect|\btrouv|\bfound\b|\bconstat");

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    let documents = preparation
        .nearby
        .prose
        .chunk_by(|a, b| a.document == b.document);
    for of_document in documents {
        let mut title: Option<usize> = None;
        let mut is_put_off = false;
        for (number, prose) in of_document.iter().enumerate() {
            if n_shown == MAX_SHOWN {
                return;
            }
            if let BlockKind::Heading(_) = prose.block.kind {
                is_put_off = LIMITS.are_in(&prose.text);
                title = names(&prose.text).then_some(number);
                continue;
            }
            let under = title.is_some_and(|title| {
                number - title <= UNDER && is_on_page(&of_document[title], prose.block)
            });
            let may_tell = !is_put_off && (under || !is_title(prose.block));
            if may_tell && tells(&prose.text, under) {
                n_shown += 1;
                let location = prose.block.location.clone();
                let text = &*prose.block.text;
                sink.found("outliers.told", Strength::Written, location, text, None);
            }
        }
    }
}

/// Whether a sentence names outliers that are no matter of a metric, a model or a scaler.
pub(crate) fn is_of_data(sentence: &str) -> bool {
    is_match(&NAMED, &fold(sentence)) && !is_aside(sentence)
}

/// Whether a sentence is of a metric, a model or a scaler, or of a step that is only planned.
pub(crate) fn is_aside(sentence: &str) -> bool {
    is_match(&ASIDE, &fold(sentence))
}

fn names(text: &Text) -> bool {
    OUTLIER.are_in(text) && is_match(&NAMED, &text.folded)
}

/// `Suppression des outliers`: a line that announces what some code does.
fn is_title(block: &Block) -> bool {
    let text = block.text.trim();
    // `1.3 Traitement des valeurs aberrantes`: the number is that of a part.
    let text = text.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || letter.is_whitespace() || ".)-".contains(letter)
    });
    let concludes = ["=>", "->", "→", "⇒"]
        .iter()
        .any(|arrow| text.contains(arrow));
    !concludes
        && !text.ends_with(['.', '!', ')'])
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && text.split_whitespace().nth(TITLE).is_none()
}

fn is_denied(clause: &str) -> bool {
    is_match(&DENIES, clause) && is_match(&TREATED, clause) && !is_match(&SEES, clause)
}

/// Lines of a slide belong to its title; the text under a heading of a notebook or a report speaks for itself.
fn is_on_page(title: &Prose<'_>, block: &Block) -> bool {
    title.block.location == block.location
}

fn tells(text: &Text, under: bool) -> bool {
    if !under && !OUTLIER.are_in(text) {
        return false;
    }
    let mut sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    let is_told = |sentence: &str| {
        let is_named = sentence.len() >= SENTENCE && is_match(&NAMED, sentence);
        (is_named && is_match(&FIGURE, sentence)
            || (under || is_named) && is_match(&TREATED, sentence))
            && !is_match(&ASIDE, sentence)
            && !is_match(&DEFINES, sentence)
            && (is_match(&LOOKED, sentence) && is_match(&NO_NEED, sentence)
                || !sentence.split([',', ':', '(']).any(is_denied))
    };
    sentences.any(is_told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> bool {
        tells(&Text::of(text), false)
    }

    #[test]
    fn outliers_of_the_data_are_told_from_those_of_a_metric() {
        for text in [
            "Certaines valeurs aberrantes sont déjà identifiées (32).",
            "Les outliers sont supprimés par la méthode de l'écart interquartile.",
            "La description indique la présence de valeurs extrêmes pour deux indicateurs.",
            "We removed 14 outliers beyond three standard deviations.",
            "Aucune valeur aberrante n'a été détectée sur les prix.",
            "Vérification des outliers (avec les boxplots) => pas de traitement nécessaire",
        ] {
            assert!(says(text), "{text}");
        }
        for text in [
            "La MAE est moins sensible aux valeurs aberrantes que la RMSE.",
            "Le traitement des valeurs aberrantes pourrait être amélioré.",
            "Valeurs aberrantes",
            "RobustScaler is robust to outliers in 2 columns.",
            "Il est impossible de prédire le prix en 2 jours.",
            "Nous n'avons pas traité les valeurs aberrantes du jeu de données.",
            "Les outliers ne sont pas supprimés de la table.",
            "No outlier treatment was applied (v2).",
            "Les outliers vus sur les boxplots ne sont pas traités : un échange avec le métier serait nécessaire.",
            "Pour les arbres, aucun traitement des outliers n'est nécessaire.",
            "Un outlier est une observation éloignée des autres.",
            "Le boxplot permet de visualiser les outliers d'une variable.",
            "Isolation Forest est un algorithme qui détecte les outliers par des arbres.",
            "Une valeur atypique est définie comme étant au-delà de 1,5 IQR.",
        ] {
            assert!(!says(text), "{text}");
        }
    }
}
