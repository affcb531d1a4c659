//! A work told in one sentence: what is made or applied, and what it predicts ("on applique une SVD pour prédire les notes",
//! "analyser le sentiment des tweets en utilisant un modèle DistilBERT"). Half of an approach or a need (C2.1.1-CE1, C2.3.1-CE1), looked
//! for only where no text states more.
//!
//! # Counts as evidence
//! A sentence of a text, a heading or a comment of the training's file that does something with a model and says which prediction it
//! serves; a comment that goes through several algorithms to try.
//! # Does not count
//! What an algorithm is for in general, denials, questions, and what speaks to the candidate.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind, Document, DocumentKind, fold};
use prejury_intake::is_named_readme;
use prejury_python::{Comment, UnitIdx};
use regex::Regex;

use super::supervised::speaks_to_candidate;
use super::{alternatives, folded_regex};
use super::{listed, needs, word_list, word_list::WordList};
use crate::Facts;
use crate::sink::EvidenceSink;

/// Words of a sentence that tells a work, and of a comment, which says more than the name of its next step.
const MIN_WORDS: usize = 6;
const MIN_COMMENT: usize = 7;
/// Longer sentences are stored data, and longer texts are read so far.
const MAX_SENTENCE: usize = 700;
const MAX_TEXT: usize = 2_000;
/// Bytes between a prediction and the means of it.
const MAX_APART: usize = 160;
/// Words among which the subject of a sentence stands.
const MAX_SUBJECT: usize = 4;
/// Texts that are read, weighed, and shown.
const MAX_READ: usize = 20_000;
const MAX_WEIGHED: usize = 40;
const MAX_SHOWN: usize = 6;
/// Where half of a strategy stands among the other places: behind titles and pieces.
const TURN: i16 = 3;

static DOING: LazyLock<Option<Regex>> =
    LazyLock::new(|| word_list(include_str!("../../../../rules/needs/doing.txt")));
static DENIED: LazyLock<WordList> =
    LazyLock::new(|| WordList::new("aucun*\ncannot\njamais\nnever\nnot\npas\n"));
/// Words of a prediction, and those that are one only beside a model that has a name.
const PREDICTING: &str = include_str!("../../../../rules/needs/predicting.txt");
const PREDICTING_NAMED: &str = include_str!("../../../../rules/needs/predicting-named.txt");
/// `pour prédire`, `that predicts`.
static SERVES: LazyLock<Option<Regex>> = LazyLock::new(|| serves(&[PREDICTING, PREDICTING_NAMED]));
/// `modèle de prévision`, `classification model`.
static OF_PREDICTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let predicting = predicting(&[PREDICTING, PREDICTING_NAMED]);
    folded_regex(&format!(
        r"\b(?:(?:model(?:e|es|s)?|systemes?|moteurs?) d(?:e |['’])(?:{predicting})|(?:{predicting})\s(?:engine|model|network|system)s?\b)"
    ))
});
static PREDICTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let predicting = predicting(&[PREDICTING, PREDICTING_NAMED]);
    folded_regex(&format!(r"\b(?:{predicting})"))
});
static MEANS: LazyLock<Option<Regex>> =
    LazyLock::new(|| word_list(include_str!("../../../../rules/needs/by-means.txt")));
/// Words by which somebody speaks of their own work.
const OWN_WORK: &str = r"nous|notre|nos|je|j['’]ai|mon|ma|mes|we|our|i|my|let['’]?s|the script|le script|(?:l['’]|une |an? |the )appli(?:cation)?|on (?:a|va|applique|cherche|choisit|commence|compare|construit|cree|definit|deduit|developpe|entraine|essaie|estime|evalue|fait|modelise|part|peut|predit|realise|souhaite|teste|utilise|utilisera|veut)";
/// The same, and what a work is called: enough beside the name of a model.
static OWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| folded_regex(&format!(r"\b(?:{OWN_WORK}|ce|cet|cette|this)\b")));
static OWN_ALONE: LazyLock<Option<Regex>> =
    LazyLock::new(|| folded_regex(&format!(r"\b(?:{OWN_WORK})\b")));
/// `pour prédire`, `modèle de prévision` of a model without a name.
static WANTS: LazyLock<Option<Regex>> = LazyLock::new(|| serves(&[PREDICTING]));
/// Models that predict nothing, and orders to those who use the work.
static NO_WORK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\bmodeles? de donnees\b|\bdata models?\b|^\W*(?:call|click|download|execute|install|launch|open|run|start)\b",
    )
});
/// What a comment leaves for later, and lists of packages.
static LATER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:todo|fixme|a faire|un jour|plus tard|later|someday|imports?|requirements)\b",
    )
});
/// What something is made for.
static WHAT_FOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| folded_regex(r"\b(?:pour|afin d[e'’]|in order to|to) ?\w{4,}"));
static MODEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:modeles?|models?|reseaux?|networks?|classifieurs?|classifiers?|systemes? de reco\w+|recommend\w+ (?:engine|system)s?)\b",
    )
});

fn predicting(lists: &[&'static str]) -> String {
    alternatives(lists.iter().flat_map(|list| listed(list)))
}

fn serves(lists: &[&'static str]) -> Option<Regex> {
    let serving = listed(include_str!("../../../../rules/needs/serving-words.txt"));
    folded_regex(&format!(
        r"\b(?:{})\s?(?:mieux |pouvoir )?(?:{})",
        alternatives(serving),
        predicting(lists),
    ))
}

/// Whose half is looked for.
pub(super) struct Work<'a> {
    pub(super) need: &'a str,
    pub(super) approach: &'a str,
    /// Files in which its models are trained.
    pub(super) trained_in: &'a BTreeSet<&'a str>,
    /// Whether a sentence names an algorithm or network, and how many different ones.
    pub(super) names_one: &'a dyn Fn(&str) -> bool,
    pub(super) n_named: &'a dyn Fn(&str) -> usize,
}

/// What a sentence tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    /// What is wanted of a model that has no name.
    Need,
    /// Which model serves.
    Approach,
}

/// Puts halves of the strategy of a work into the sink.
pub(super) fn halves(work: &Work<'_>, facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let told = told(work, facts);
    // A model with its name says more than the wish for one.
    let has_approach = told.iter().any(|(half, ..)| *half == Half::Approach);
    let said = told
        .into_iter()
        .filter(|(half, ..)| !has_approach || *half == Half::Approach);
    for (half, location, text) in said.take(MAX_SHOWN) {
        let signal = match half {
            Half::Need => work.need,
            Half::Approach => work.approach,
        };
        sink.found_in_turn(
            TURN,
            signal,
            Strength::Mentioned,
            location,
            text.trim(),
            None,
        );
    }
}

/// Every half that the texts beside the models tell, up to a bound.
fn told(work: &Work<'_>, facts: &Facts<'_>) -> Vec<(Half, Location, String)> {
    let mut found = Vec::new();
    let projects: BTreeSet<&str> = work
        .trained_in
        .iter()
        .filter_map(|path| facts.projects.around(path))
        .collect();
    let mut n_read = 0;
    for document in &facts.documents {
        let is_near = match document.kind {
            DocumentKind::NotebookText => work.trained_in.contains(&*document.path),
            // A text beside the models of other projects tells theirs.
            _ => facts
                .projects
                .around(&document.path)
                .is_none_or(|project| projects.is_empty() || projects.contains(project)),
        };
        for block in document.blocks.iter().filter(|_| is_near) {
            n_read += 1;
            if found.len() >= MAX_WEIGHED || n_read > MAX_READ {
                return found;
            }
            if let Some(half) = work.told_in(document, block) {
                found.push((half, block.location.clone(), block.text.to_string()));
            }
        }
    }
    for (number, unit) in (0..).map(UnitIdx).zip(&facts.python.units) {
        if !work.trained_in.contains(&*unit.path) {
            continue;
        }
        let follows = |one: &&Comment, next: &&Comment| {
            one.place.cell == next.place.cell && one.place.line + 1 == next.place.line
        };
        let prose: Vec<&Comment> = unit.comments.iter().filter(|one| !one.is_code).collect();
        for paragraph in prose.chunk_by(follows) {
            let text = joined(paragraph);
            if let Some(half) = work.told_in_comment(&text) {
                let mut place = prejury_python::CodePlace {
                    unit: number,
                    ..paragraph[0].place
                };
                place.end_line = paragraph[paragraph.len() - 1].place.end_line;
                found.push((half, facts.python.location(place), text));
                if found.len() >= MAX_WEIGHED {
                    return found;
                }
            }
        }
    }
    found
}

/// Comments on consecutive lines as one text.
fn joined(paragraph: &[&Comment]) -> String {
    let mut text = String::new();
    for comment in paragraph {
        if text.len() > MAX_TEXT {
            break;
        }
        text.push_str(comment.text.trim_start_matches(['#', ' ', '%']));
        text.push('\n');
    }
    text
}

impl Work<'_> {
    fn told_in(&self, document: &Document, block: &Block) -> Option<Half> {
        let is_text = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Notes | BlockKind::Heading(_)
        );
        // Templates of a hosting service ask others what they do.
        if !is_text || document.path.contains(".github/") {
            return None;
        }
        let text = &block.text[..block.text.floor_char_boundary(MAX_TEXT)];
        let is_title = matches!(block.kind, BlockKind::Heading(_));
        // Most texts predict nothing, which costs one search to know.
        let may_tell = || {
            let folded = fold(text);
            PREDICTS
                .as_ref()
                .is_some_and(|words| words.is_match(&folded))
        };
        if is_short(text, MIN_WORDS)
            || !is_title && !may_tell()
            || speaks_to_candidate(text)
            || needs::defines(text)
        {
            return None;
        }
        let is_readme = is_named_readme(&document.path);
        sentences(text).find_map(|sentence| {
            let compared = is_title && self.is_own_work(sentence);
            let offered = || is_readme && is_offered(sentence);
            self.told_by(sentence)
                .or(compared.then_some(Half::Approach))
                .or_else(|| offered().then_some(Half::Need))
        })
    }

    /// `Now we compare two CNN based models`: a title that is a sentence about what is done.
    fn is_own_work(&self, title: &str) -> bool {
        let folded = fold(title);
        let holds = |words: &LazyLock<Option<Regex>>| {
            words.as_ref().is_some_and(|words| words.is_match(&folded))
        };
        (self.names_one)(title) && holds(&OWN) && holds(&DOING) && !DENIED.is_in(&folded)
    }

    fn told_in_comment(&self, text: &str) -> Option<Half> {
        if is_short(text, MIN_COMMENT) {
            return None;
        }
        let folded = fold(text);
        let holds = |words: &Option<Regex>| words.as_ref().is_some_and(|one| one.is_match(&folded));
        // Most comments do nothing with a model and predict nothing, which costs less to know than what they name.
        if !holds(&PREDICTS) && !holds(&DOING) || !folded.contains("mod") && !(self.names_one)(text)
        {
            return None;
        }
        let is_doing = || holds(&DOING) && !holds(&LATER) && !DENIED.is_in(&folded);
        // `Tester une méthode supervisée (XGBoost ou RandomForest)`
        if (self.n_named)(text) > 1 && is_doing() && !speaks_to_candidate(text) {
            return Some(Half::Approach);
        }
        // A line may end within a sentence.
        let text = text.replace('\n', " ");
        if speaks_to_candidate(&text) {
            return None;
        }
        sentences(&text)
            .filter(|sentence| !is_short(sentence, MIN_COMMENT))
            .find_map(|sentence| self.told_by(sentence))
    }

    /// What a sentence tells of the work.
    fn told_by(&self, sentence: &str) -> Option<Half> {
        if sentence.len() > MAX_SENTENCE || is_short(sentence, MIN_WORDS) || sentence.ends_with('?')
        {
            return None;
        }
        let folded = fold(sentence);
        let holds = |words: &LazyLock<Option<Regex>>| {
            words.as_ref().is_some_and(|words| words.is_match(&folded))
        };
        let by_means = || self.predicts_by_means(&folded);
        let is_served = holds(&SERVES) || holds(&OF_PREDICTION);
        if !is_served && !by_means() {
            return None;
        }
        let names_one = (self.names_one)(sentence);
        if !names_one && !holds(&MODEL) || DENIED.is_in(&folded) {
            return None;
        }
        let is_own = holds(&OWN);
        // `La régression logistique sert à prédire ...`: what an algorithm is for in general.
        let opening: Vec<&str> = sentence.split_whitespace().take(MAX_SUBJECT).collect();
        let is_general = !is_own && (self.names_one)(&opening.join(" ")) && !is_making(&folded);
        if is_general {
            return None;
        }
        if names_one && (is_own || holds(&DOING)) {
            return Some(Half::Approach);
        }
        let is_wish = holds(&OWN_ALONE) && (holds(&WANTS) || holds(&OF_PREDICTION));
        (is_wish && holds(&DOING) && !holds(&NO_WORK)).then_some(Half::Need)
    }

    /// `analyser les sentiments en utilisant un modèle DistilBERT`: a prediction, and behind it the means.
    fn predicts_by_means(&self, folded: &str) -> bool {
        let (Some(predicts), Some(means)) = (PREDICTS.as_ref(), MEANS.as_ref()) else {
            return false;
        };
        let Some(prediction) = predicts.find(folded) else {
            return false;
        };
        let rest = &folded[prediction.end()..];
        let rest = &rest[..rest.floor_char_boundary(MAX_APART)];
        means
            .find_iter(rest)
            .any(|mean| (self.names_one)(&rest[mean.end()..]))
    }
}

/// `Modèle de scoring pour accorder un crédit` in a README: what is made, and what for.
fn is_offered(sentence: &str) -> bool {
    let folded = fold(sentence);
    let holds = |words: &LazyLock<Option<Regex>>| {
        words.as_ref().is_some_and(|words| words.is_match(&folded))
    };
    holds(&OF_PREDICTION) && holds(&WHAT_FOR) && !DENIED.is_in(&folded) && !sentence.ends_with('?')
}

/// Whether a sentence opens with the noun or verb of making something: `Calcul d'un modèle`.
fn is_making(folded: &str) -> bool {
    let opening: Vec<&str> = folded.split_whitespace().take(2).collect();
    let opening = opening.join(" ");
    DOING.as_ref().is_some_and(|doing| doing.is_match(&opening))
}

fn is_short(text: &str, least: usize) -> bool {
    text.split_whitespace().nth(least - 1).is_none()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['!', '?', '\n'])
        .flat_map(|line| line.split(". "))
        .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_built_and_take_both_apostrophes() {
        for words in [
            &DOING,
            &SERVES,
            &OF_PREDICTION,
            &PREDICTS,
            &MEANS,
            &OWN,
            &OWN_ALONE,
            &WANTS,
            &NO_WORK,
            &LATER,
            &WHAT_FOR,
            &MODEL,
        ] {
            assert!(words.is_some());
        }
        let holds = |words: &LazyLock<Option<Regex>>, text: &str| {
            words
                .as_ref()
                .is_some_and(|words| words.is_match(&fold(text)))
        };
        for text in [
            "à l'aide d'un CNN",
            "à l’aide d’un CNN",
            "en s’appuyant sur",
        ] {
            assert!(holds(&MEANS, text), "{text}");
        }
        assert!(holds(&SERVES, "pour identifier") && !holds(&WANTS, "pour identifier"));
        assert!(holds(&WANTS, "pour prédire") && holds(&PREDICTS, "déterminer"));
    }
}
