//! The choice of the final model, with its reason or without one (C2.1.2-CE8).
//!
//! # What it looks for
//! Sentences that say which model is kept or does best, and what they give as the reason.
//! # Counts as evidence
//! A model that is chosen or best, and a reason in the same text or right beside it: a cause, a measure with its figure, what
//! makes it better. A choice without a reason is a weaker signal.
//! # Does not count
//! Plans, steps and instructions ("déterminer le modèle le plus performant"), questions, suppositions; columns, thresholds or
//! settings that are chosen.
//! # Limits
//! Reasons two paragraphs away are not found.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind, Document, PhraseHit, Word, fold, words};
use prejury_python::{CodePlace, Comment, UnitIdx};
use regex::Regex;

use super::approach::speaks_to_candidate;
use super::chosen::{Placed, is_model, is_other, is_preposition, takes_a_model};
use super::words::{
    CHOICE, CHOICE_CONCLUSION, CHOICE_IN_COMMENT, CHOICE_REASON, FIGURE, MEASURE, algorithms_in,
    names_an_algorithm, says_best, says_deployed,
};
use crate::analyses::Context;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const JUSTIFIED: &str = "choice.model-justified";
const STATED: &str = "choice.model-stated";
/// Words of a text that chooses; a slide or a line with a figure needs fewer.
const MIN_WORDS: usize = 6;
const MIN_WORDS_OF_LABEL: usize = 2;
/// Blocks before and after a choice in which the model, or the reason, may stand.
const BEFORE: usize = 3;
/// Phrases of one text that are read, and words around one: a page without a full stop is one sentence.
const MAX_HITS: usize = 12;
const MAX_AROUND: usize = 60;
const AFTER: usize = 4;

/// What is planned, wanted or asked, in a folded text without the place of a choice.
static PLAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"\b(?:{GOAL}|{WANTED})\b|^\W*{CONDITION}\b|\?\s*$"
    ))
    .ok()
});
/// A goal or a supposition that opens a sentence, whatever its clauses.
const GOAL: &str = r"(?:goal|objective|aim|purpose|dedicated to|objectif|(?:le|son|notre|mon|pour) but|but (?:de|est)|vise|etape suivante|next step)";
const CONDITION: &str = r"(?:si|if|once|une fois|quand|when)";
/// What is to be done, in the clause of a choice: `pour choisir`, `il faut`, `should`.
const WANTED: &str = r"(?:(?:pour|afin d[e'’]|permettr\w+ d[e'’]|permet d[e'’]|in order to|allows? to|helps? to) ?(?:choisir|comparer|determiner|identifier|obtenir|trouver|selectionner|retenir|choose|compare|determine|find|get|identify|select)|pour ne (?:garder|conserver|retenir)|devra\w*|pourra\w*|pourrai\w*|should|could|would|faudra\w*|faut)";
/// What stands before a choice and makes a wish of it. Goals count in the whole sentence, wishes in the clause.
static WISHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"\b{GOAL}\b|^\W*but\W*:|\b{WANTED}\b[^,;:]*$|^\W*{CONDITION}\b[^,\d]*$"
    ))
    .ok()
});
/// What right behind a choice makes a wish of it: `le modèle retenu devra`.
static STILL_WANTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\W*(?:devra\w*|pourra\w*|should|could|would)\b").ok());
static QUESTION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\?\s*$").ok());
/// What is still to come: a plan, unless it names the model.
static FUTURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:vais|va|allons|will|going to|\w{4,}(?:erons|erai|era))\b|\b(?:de|pour|to) (?:choisir|choose|determin\w+|find|identif\w+|retenir|select\w*|selectionner|trouver)\b",
    )
    .ok()
});
/// A step of a list: an infinitive, an imperative or a noun of doing opens it, after its label if it has one.
static STEP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|: )\W*(?:(?:etape|phase|step|partie|part)\b|(?:choose|compare|determine|evaluate|find|identify|keep|pick|select|test|train|try)\b|\w{2,}(?:iser|fier|iner|rer|ter|uer|ner|ser|cher|mer|ler|per|ger|ver)\b|(?:choisir|retenir|obtenir|definir|construire|mettre)\b)",
    )
    .ok()
});
/// An infinitive after a verb of choice: it is not a model that is chosen (`je choisis de supprimer`), but for those that use it.
static TO_DO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\W*(?:de|d|to|not to)\W(?:ne pas )?(?:\w+ment )?([a-z]+)").ok());
/// Verbs by which a model is taken.
const TAKES: &[&str] = &[
    "conserver",
    "continue",
    "continuer",
    "deployer",
    "deploy",
    "garder",
    "go",
    "keep",
    "partir",
    "prendre",
    "retenir",
    "select",
    "selectionner",
    "take",
    "use",
    "utiliser",
];
/// `du meilleur modèle`, `sur notre meilleur modèle`: speaks of a model that was chosen elsewhere. Before the phrase, folded.
static OF_IT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:du|au|de (?:notre|mon|ce|son)|(?:sur|avec|pour|a|dans|of|for|on|with|from|the) (?:le|notre|mon|ce|the|our|my|this))\W*$",
    )
    .ok()
});
/// `le deuxième meilleur modèle`. Before the phrase, folded.
static SECOND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:deuxieme|second|seconde|troisieme|third|2e|2eme)\W*$").ok());

/// Whether a folded sentence plans, wants or asks.
pub(super) fn is_planned(folded: &str) -> bool {
    holds(&PLAN, folded) || holds(&STEP, folded) || holds(&FUTURE, folded)
}

fn holds(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// How far a text goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Choice {
    Stated,
    Justified,
}

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    in_documents(ctx, sink);
    in_comments(ctx, sink);
}

fn in_documents(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let hits = ctx.facts.find(&CHOICE);
    let same = |one: &(&Document, PhraseHit), other: &(&Document, PhraseHit)| {
        std::ptr::eq(one.0, other.0) && one.1.block == other.1.block
    };
    let chosen: HashSet<(usize, usize)> = hits
        .iter()
        .map(|(document, hit)| (std::ptr::from_ref(*document).addr(), hit.block))
        .collect();
    for hits in hits.chunk_by(same) {
        let (document, at) = (hits[0].0, hits[0].1.block);
        let block = &document.blocks[at];
        match told(document, at, hits.iter().map(|(_, hit)| hit)) {
            Some(Told::Here(choice)) => {
                show(choice, block.location.clone(), &block.text, sink);
            }
            // What chooses itself is shown by itself.
            Some(Told::Below(choice, named))
                if !chosen.contains(&(std::ptr::from_ref(document).addr(), named)) =>
            {
                let named = &document.blocks[named];
                let text = format!("{}\n{}", block.text.trim(), named.text);
                show(choice, named.location.clone(), &text, sink);
            }
            _ => {}
        }
    }
}

/// Where a choice is told: in a block, or under a title in a block of this number.
enum Told {
    Here(Choice),
    Below(Choice, usize),
}

/// What a block says of the choice of a model.
fn told<'h>(
    document: &Document,
    at: usize,
    hits: impl Iterator<Item = &'h PhraseHit>,
) -> Option<Told> {
    let block = &document.blocks[at];
    let is_terse = is_label(block) || !matches!(block.kind, BlockKind::Paragraph);
    let least = if is_terse || on_a_page(&block.location) {
        MIN_WORDS_OF_LABEL
    } else {
        MIN_WORDS
    };
    if block.kind == BlockKind::Code
        || block.text.split_whitespace().nth(least - 1).is_none()
        || speaks_to_candidate(&block.text)
    {
        return None;
    }
    let in_text = words(&block.text);
    let before = &document.blocks[at.saturating_sub(BEFORE)..at];
    let after = &document.blocks[(at + 1)..(at + 1 + AFTER).min(document.blocks.len())];
    let is_named_near = || {
        let mut near = before.iter().chain(after.iter().take(1));
        near.any(|block| names_an_algorithm(&block.text))
    };
    let is_title = is_label(block)
        || block.text.split_whitespace().count() < MIN_WORDS && !names_an_algorithm(&block.text);
    let mut kinds: HashSet<bool> = HashSet::default();
    let mut choosing: Vec<&PhraseHit> = Vec::new();
    let mut best = None;
    for hit in hits.take(MAX_HITS) {
        let sentence = Sentence::around(&block.text, &in_text, hit);
        // A title that names no model tells nothing yet.
        if !sentence.chooses(hit, || !is_title && is_named_near()) {
            if is_title
                && sentence.titles(hit)
                && let Some((choice, named)) = titled(block, after)
            {
                return Some(Told::Below(choice, at + 1 + named));
            }
            continue;
        }
        best = best.max(Some(Choice::Stated));
        // What is deployed was chosen; how it is served says nothing of why.
        if !sentence.speaks_of_it(hit) && !says_deployed(hit.phrase) {
            kinds.insert(says_best(hit.phrase));
            choosing.push(hit);
        }
    }
    if choosing.is_empty() {
        return best.map(Told::Here);
    }
    // Kept, and best at that: one is the reason of the other.
    let is_whole = kinds.len() > 1 && block.kind == BlockKind::Paragraph;
    if is_whole || has_reason(&block.text, &in_text, &choosing) {
        best = best.max(Some(Choice::Justified));
    } else if block.kind != BlockKind::TableRow {
        // A label or title is read with the lines below it.
        let reach = if is_title || on_a_page(&block.location) {
            AFTER
        } else {
            1
        };
        let below = after.iter().take(reach);
        let below = below.take_while(|one| {
            together(&block.location, &one.location) && !matches!(one.kind, BlockKind::Heading(_))
        });
        let reasons = below.filter(|one| one.kind != BlockKind::Code);
        let mut reasons = reasons.filter(|one| !speaks_to_candidate(&one.text));
        if reasons.any(|one| goes_on_with_reason(&one.text)) {
            best = best.max(Some(Choice::Justified));
        }
    }
    if block.kind == BlockKind::TableRow {
        best = best.min(Some(Choice::Stated));
    }
    best.map(Told::Here)
}

/// `Meilleur modèle`, and below it the one: what a title without a name says with its first lines.
fn titled(title: &Block, below: &[Block]) -> Option<(Choice, usize)> {
    let below = below.iter().take_while(|one| {
        together(&title.location, &one.location)
            && !matches!(one.kind, BlockKind::Heading(_) | BlockKind::Code)
    });
    let below: Vec<&Block> = below.collect();
    let first = below.iter().position(|one| names_an_algorithm(&one.text))?;
    let named = fold(&below[first].text);
    let is_one = algorithms_in(&below[first].text).len() == 1;
    if first > 1
        || !is_one
        || holds(&PLAN, &named)
        || holds(&FUTURE, &named)
        || holds(&STEP, &named)
    {
        return None;
    }
    let mut after = below[first + 1..].iter();
    let is_why = measures(&below[first].text)
        || argues(&below[first].text)
        || after.any(|one| goes_on_with_reason(&one.text));
    let choice = if is_why {
        Choice::Justified
    } else {
        Choice::Stated
    };
    Some((choice, first))
}

/// A title, or a line that leads to what follows.
fn is_label(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_)) || block.text.trim_end().ends_with(':')
}

fn on_a_page(location: &Location) -> bool {
    use prejury_core::Place;
    matches!(location.place, Place::Page(_) | Place::Slide(_))
}

/// In the same cell, on the same page, or in a text without either.
fn together(one: &Location, other: &Location) -> bool {
    use prejury_core::Place;
    match (&one.place, &other.place) {
        (Place::Page(one), Place::Page(other)) | (Place::Slide(one), Place::Slide(other)) => {
            one == other
        }
        _ => one.cell() == other.cell(),
    }
}

/// Whether the sentence of a choice says why, or the one before or after it does.
fn has_reason(text: &str, in_text: &[Word<'_>], choosing: &[&PhraseHit]) -> bool {
    // The words that choose are no reason themselves.
    let phrases: Vec<&str> = choosing
        .iter()
        .filter_map(|one| text.get(one.start..one.end))
        .collect();
    choosing.iter().any(|hit| {
        let Some(chosen) = in_text.get(hit.word).map(|word| word.sentence) else {
            return false;
        };
        let own = within(text, in_text, hit.word).unwrap_or_default();
        let own = phrases
            .iter()
            .fold(own.to_owned(), |own, phrase| own.replace(phrase, " "));
        let first = in_text.partition_point(|word| word.sentence < chosen);
        let next = in_text.partition_point(|word| word.sentence <= chosen);
        let around = [first.checked_sub(1), Some(next)].into_iter().flatten();
        let mut around = around.filter_map(|word| within(text, in_text, word));
        // `notre meilleur modèle est donc`: what stands above is the reason.
        gives_reason(&own)
            || holds(&CHOICE_CONCLUSION, &fold(&own))
            || around.any(goes_on_with_reason)
    })
}

/// The words of a word's sentence that stand near it.
fn near<'w, 't>(in_text: &'w [Word<'t>], at: usize) -> &'w [Word<'t>] {
    let Some(sentence) = in_text.get(at).map(|word| word.sentence) else {
        return &[];
    };
    let to = (at + MAX_AROUND).min(in_text.len());
    let near = &in_text[at.saturating_sub(MAX_AROUND)..to];
    let first = near.partition_point(|word| word.sentence < sentence);
    let last = near.partition_point(|word| word.sentence <= sentence);
    &near[first..last]
}

/// The sentence of a word, as far as it stands near, with the sign that ends it.
fn within<'t>(text: &'t str, in_text: &[Word<'t>], at: usize) -> Option<&'t str> {
    let near = near(in_text, at);
    let (first, last) = (near.first()?, near.last()?);
    let end = (last.start + last.text.len() + 2).min(text.len());
    text.get(first.start..text.ceil_char_boundary(end))
}

/// Whether a text says why: by a cause, by a measure, or by a figure.
fn gives_reason(text: &str) -> bool {
    argues(text) || holds(&MEASURE, &fold(text)) || holds(&FIGURE, text)
}

/// Whether what stands beside a choice gives its reason: it measures, or argues about a model.
fn goes_on_with_reason(text: &str) -> bool {
    let is_of_model = || {
        let folded = fold(text);
        let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
        words.any(is_model)
    };
    measures(text) || argues(text) && (names_an_algorithm(text) || is_of_model())
}

fn argues(text: &str) -> bool {
    holds(&CHOICE_REASON, &fold(text))
}

fn measures(text: &str) -> bool {
    holds(&MEASURE, &fold(text)) && holds(&FIGURE, text)
}

/// The sentence around a phrase, folded, and the words of it.
struct Sentence<'t> {
    text: &'t str,
    folded: String,
    words: Vec<Placed>,
    start: usize,
}

impl<'t> Sentence<'t> {
    fn around(text: &'t str, in_text: &[Word<'t>], hit: &PhraseHit) -> Self {
        let near = near(in_text, hit.word);
        let start = near.first().map_or(0, |word| word.start);
        let end = near
            .last()
            .map_or(text.len(), |word| word.start + word.text.len());
        // With the sign that ends it.
        let end = text
            .ceil_char_boundary((end + 2).min(text.len()))
            .max(hit.end);
        let start = start.min(hit.start);
        Self {
            text: &text[start..end],
            folded: fold(&text[start..end]),
            words: near
                .iter()
                .map(|word| (word.start, fold(word.text)))
                .collect(),
            start,
        }
    }

    /// Whether the words of a choice are all that a title says.
    fn titles(&self, hit: &PhraseHit) -> bool {
        let text = self.text.get(hit.start - self.start..hit.end - self.start);
        let phrase = fold(text.unwrap_or_default());
        phrase
            .split(|letter: char| !letter.is_alphanumeric())
            .any(is_model)
            && !self.words.iter().any(|(_, word)| is_other(word))
            && !holds(&PLAN, &self.folded)
            && !holds(&OF_IT, &self.before(hit))
    }

    fn before(&self, hit: &PhraseHit) -> String {
        fold(self.text.get(..hit.start - self.start).unwrap_or_default())
    }

    /// `Conserver le meilleur classifieur : LightGBM`: a step that is done, for it names its result.
    fn ends_with_one(&self) -> bool {
        let named = self.text.rsplit_once(": ").map(|(_, named)| named);
        named.is_some_and(|named| {
            algorithms_in(named).len() == 1 && named.split_whitespace().count() <= 4
        })
    }

    /// Whether the sentence is about a model that was chosen elsewhere.
    fn speaks_of_it(&self, hit: &PhraseHit) -> bool {
        holds(&OF_IT, &self.before(hit))
    }

    /// Whether a model is chosen here: no plan, and nothing else that is chosen.
    fn chooses(&self, hit: &PhraseHit, is_named_near: impl Fn() -> bool) -> bool {
        let is_named = names_an_algorithm(self.text);
        let before = self.before(hit);
        let rest = fold(self.text.get(hit.end - self.start..).unwrap_or_default());
        if holds(&WISHED, &before)
            || holds(&STILL_WANTED, &rest)
            || holds(&QUESTION, self.text)
            || holds(&STEP, &self.folded) && !self.ends_with_one()
            || !is_named && holds(&FUTURE, &self.folded)
            || holds(&SECOND, &before)
            || !is_named && holds(&OF_IT, &before)
        {
            return false;
        }
        let phrase = self.text.get(hit.start - self.start..hit.end - self.start);
        let phrase = fold(phrase.unwrap_or_default());
        if phrase
            .split(|letter: char| !letter.is_alphanumeric())
            .any(is_model)
        {
            // `les meilleurs paramètres du modèle`, `meilleure précision que les modèles`.
            let is_apart = phrase.split_whitespace().count() > 3 && says_best(hit.phrase);
            let mut within = phrase.split(|letter: char| !letter.is_alphanumeric());
            return !is_apart && !within.any(is_other) && (is_named || is_named_near());
        }
        // `nous avons choisi Heroku pour déployer`: its words stand apart.
        if says_deployed(hit.phrase) && phrase.split_whitespace().any(is_preposition) {
            return false;
        }
        let mut skipped = 0;
        if let Some(done) = TO_DO.as_ref().and_then(|to_do| to_do.captures(&rest)) {
            let takes = |verb: regex::Match<'_>| TAKES.contains(&verb.as_str());
            if !done.get(1).is_some_and(takes) {
                return false;
            }
            skipped = words(done.get(0).map_or("", |done| done.as_str())).len();
        }
        let is_of_model = if says_best(hit.phrase) {
            // What stands nearest is what does best, a model or something else.
            let is_candidate =
                |word: &str| is_model(word) || is_other(word) || names_an_algorithm(word);
            let (before, after) = self.beside(hit);
            let nearest = before.iter().rev().chain(after);
            let mut nearest = nearest
                .map(|word| word.1.as_str())
                .filter(|word| is_candidate(word));
            nearest.next().map_or(is_named, |word| !is_other(word))
        } else {
            let (before, after) = self.beside(hit);
            takes_a_model(before, after, &phrase, skipped)
        };
        // `les modèles avancés sont plus performants` names none.
        let is_one = || {
            self.words
                .iter()
                .any(|(_, word)| word == "model" || word == "modele")
        };
        is_of_model && (is_named || (!says_best(hit.phrase) || is_one()) && is_named_near())
    }
}

impl Sentence<'_> {
    /// The words before and behind a phrase.
    fn beside(&self, hit: &PhraseHit) -> (&[Placed], &[Placed]) {
        let before = self.words.partition_point(|word| word.0 < hit.start);
        let after = self.words.partition_point(|word| word.0 < hit.end);
        (&self.words[..before], &self.words[after..])
    }
}

fn show(choice: Choice, location: Location, text: &str, sink: &mut EvidenceSink) {
    let signal = match choice {
        Choice::Justified => JUSTIFIED,
        Choice::Stated => STATED,
    };
    sink.found(signal, Strength::Written, location, text, None);
}

fn in_comments(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (index, unit) in ctx.facts.python.units.iter().enumerate() {
        let follows = |a: &Comment, b: &Comment| {
            a.place.cell == b.place.cell && a.place.line + 1 == b.place.line
        };
        let prose: Vec<&Comment> = unit.comments.iter().filter(|one| !one.is_code).collect();
        for paragraph in prose.chunk_by(|a, b| follows(a, b)) {
            let text = paragraph
                .iter()
                .map(|comment| comment.text.trim_start_matches(['#', ' ']))
                .collect::<Vec<_>>()
                .join(" ");
            if text.len() <= 30
                || !names_an_algorithm(&text)
                || !CHOICE_IN_COMMENT.are_in(&text)
                || speaks_to_candidate(&text)
            {
                continue;
            }
            // The line that chooses, where one line says it.
            let chosen = paragraph
                .iter()
                .find(|comment| CHOICE_IN_COMMENT.are_in(&comment.text))
                .unwrap_or(&paragraph[0]);
            let folded = fold(&chosen.text);
            if holds(&PLAN, &folded) {
                continue;
            }
            let place = CodePlace {
                unit: UnitIdx(u32::try_from(index).unwrap_or(u32::MAX)),
                ..chosen.place
            };
            let is_why = argues(&text) || measures(&text);
            let signal = if is_why { JUSTIFIED } else { STATED };
            emit_code(
                &ctx.facts.python,
                sink,
                signal,
                Strength::Written,
                place,
                "",
            );
        }
    }
}
