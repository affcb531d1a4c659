//! What candidates say of the need and of the approach (C2.1.1-CE1).
//!
//! # What it looks for
//! Texts that say what a prediction is wanted for, and texts that set out how it is modelled.
//! # Counts as evidence
//! Need: the words of a goal beside what is predicted. Approach: the words of a modelling strategy, or the name of an
//! algorithm beside what is done with it. Those are shown first that are read together.
//! # Does not count
//! Titles and headings, the name of the project, texts that speak to the candidate: they are the statement of the project.
//! # Limits
//! A statement that avoids the second person is taken for the candidate's words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use prejury_documents::{Block, BlockKind, Document, DocumentKind, Phrases, fold};

use super::words::{
    ADDRESS, APPROACH, APPROACH_STEP, GOAL_HEADING, GOAL_OF_NO_MODEL, GOAL_VERB, NEED, NEED_ALONE,
    NEED_SUBJECT, n_algorithms, names_an_algorithm,
};
use crate::Facts;
use crate::analyses::statements::{Statement, Strategy};
use crate::analyses::{Context, needs};
use crate::sink::EvidenceSink;

/// Fewest words of a text that states something: fewer are a title. Slides are terse.
const MIN_WORDS: usize = 8;
const MIN_WORDS_OF_SLIDE: usize = 5;
/// Words of a title that names a goal and nothing else.
const MAX_WORDS_OF_TITLE: usize = 5;
/// Words behind the verb of a goal that say what is predicted.
const WORDS_OF_OBJECT: usize = 5;
/// Texts of each kind that are weighed.
const MAX_WEIGHED: usize = 60;

/// Blocks by document and number, with how many different phrases of a list they hold.
type Hits<'f> = BTreeMap<(usize, usize), Hit<'f>>;

#[derive(Clone, Copy)]
struct Hit<'f> {
    document: &'f Document,
    block: &'f Block,
    n_phrases: usize,
}

pub(super) fn find(ctx: &Context<'_>, trained_in: BTreeSet<&str>, sink: &mut EvidenceSink) {
    let facts = ctx.facts;
    let need = hits(facts, &NEED, |_| true);
    let approach = hits(facts, &APPROACH, |_| true);
    let step = hits(facts, &APPROACH_STEP, |_| true);
    let subject = hits(facts, &NEED_SUBJECT, |at| need.contains_key(at));

    let mut stated = hits(facts, &NEED_ALONE, |_| true);
    for (at, hit) in &need {
        if let Some(subject) = subject.get(at) {
            stated.entry(*at).or_insert(*hit).n_phrases += subject.n_phrases;
        }
    }
    for (at, hit) in under_goals(facts) {
        stated.entry(at).or_insert(hit);
    }
    stated.retain(|_, hit| is_somebodys(hit.block));
    let needs = stating(&stated);

    let named = step
        .iter()
        .filter(|(at, hit)| approach.contains_key(at) || names_an_algorithm(&hit.block.text));
    // Words of a strategy say more than an algorithm that is named.
    let weighed = named.map(|(at, hit)| {
        let n_approach = approach.get(at).map_or(0, |hit| 2 * hit.n_phrases);
        let n_phrases = hit.n_phrases + n_approach;
        (*at, Hit { n_phrases, ..*hit })
    });
    let alone = approach.iter().filter(|(at, _)| !step.contains_key(at));
    let alone = alone.map(|(at, hit)| {
        let n_phrases = 2 * hit.n_phrases;
        (*at, Hit { n_phrases, ..*hit })
    });
    let approaches = stating(&weighed.chain(alone).collect());
    let strategy = Strategy {
        need: "supervised.need",
        approach: "supervised.approach",
        trained_in,
        n_algorithms: &n_algorithms,
    };
    strategy.show(facts, needs, approaches, sink);
}

/// `Finalité` over `Estimer la consommation d'un bâtiment ...`: the sentence under a title of a goal, where it opens with a
/// word of prediction.
fn under_goals<'f>(facts: &'f Facts<'_>) -> Hits<'f> {
    let mut found = Hits::new();
    for (document, hit) in facts.find(&GOAL_HEADING) {
        let title = &document.blocks[hit.block];
        let is_title = matches!(title.kind, BlockKind::Heading(_))
            && is_title_of_goal(&title.text, hit.start, hit.end);
        let Some(block) = document.blocks.get(hit.block + 1).filter(|_| is_title) else {
            continue;
        };
        if opens_with_prediction(&block.text) {
            let at = (std::ptr::from_ref(document).addr(), hit.block + 1);
            let hit = Hit {
                document,
                block,
                n_phrases: 1,
            };
            found.insert(at, hit);
        }
    }
    found
}

/// Whether a short title opens with the words of a goal. The French `but` is an English word as well: it stands alone.
fn is_title_of_goal(title: &str, start: usize, end: usize) -> bool {
    let is_word = |word: &str| word.chars().any(char::is_alphabetic);
    let is_long = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 3;
    let is_alone = !title[end..].split_whitespace().any(is_word);
    title.split_whitespace().nth(MAX_WORDS_OF_TITLE).is_none()
        && !title[..start].split_whitespace().any(is_long)
        && (is_alone || !title[start..end].eq_ignore_ascii_case("but"))
}

/// Whether a text opens with a verb of prediction, and what follows is no cleaning and no file.
fn opens_with_prediction(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let first = fold(first.trim_matches(|letter: char| !letter.is_alphanumeric()));
    if !GOAL_VERB.contains(&&*first) {
        return false;
    }
    let object: Vec<&str> = words.take(WORDS_OF_OBJECT).collect();
    let object = fold(&object.join(" "));
    !GOAL_OF_NO_MODEL
        .as_ref()
        .is_some_and(|words| words.is_match(&object))
}

/// Whether a need is that of a work or a client, and not the goal of a method or metric.
fn is_somebodys(block: &Block) -> bool {
    !needs::is_goal_of_means(&block.text) && !needs::has_means_as_subject(&block.text)
}

/// Those that state something, the first of those with most phrases: only what may be shown is read again, and that is little.
fn stating<'f>(hits: &Hits<'f>) -> Vec<Statement<'f>> {
    let mut best: Vec<(&(usize, usize), &Hit<'f>)> = hits.iter().collect();
    best.sort_by_key(|(at, hit)| (Reverse(hit.n_phrases), **at));
    let best = best.into_iter().filter(|(_, hit)| states(hit));
    best.take(MAX_WEIGHED)
        .map(|(at, hit)| Statement::new(hit.document, at.1, hit.n_phrases))
        .collect()
}

/// Whether a text is long enough to state something, and no title.
fn states(hit: &Hit<'_>) -> bool {
    let min_words = match hit.document.kind {
        DocumentKind::Slides | DocumentKind::Pdf => MIN_WORDS_OF_SLIDE,
        _ => MIN_WORDS,
    };
    let text = &*hit.block.text;
    !matches!(hit.block.kind, BlockKind::Heading(_) | BlockKind::Code)
        && !is_code(text)
        && !speaks_to_candidate(text)
        && !needs::defines(text)
        && !needs::is_circumstance(text)
        && hit
            .block
            .text
            .split_whitespace()
            .nth(min_words - 1)
            .is_some()
}

/// `Choisissez un modèle adapté`, `vos données`: the statement of a project, or an answer that somebody else gave.
pub(in crate::analyses) fn speaks_to_candidate(text: &str) -> bool {
    // `#Anticipez_les_besoins` is the name of a project, whatever it orders.
    let named = |word: &&str| !word.starts_with('#') && !word.contains('_');
    let words = text.split_whitespace().filter(named);
    let mut words = words.flat_map(|word| word.split(|letter: char| !letter.is_alphabetic()));
    words.any(|word| {
        let is_order =
            word.len() > 4 && word.ends_with("ez") && !word.eq_ignore_ascii_case("assez");
        is_order || ADDRESS.contains(word)
    })
}

/// A script that is stored as a text.
fn is_code(text: &str) -> bool {
    let words = text.split_whitespace();
    let n_signs = words
        .clone()
        .filter(|word| word.contains(['=', '(', '_', '[']))
        .count();
    n_signs * 3 > words.count()
}

fn hits<'f>(
    facts: &'f Facts<'_>,
    phrases: &Phrases,
    is_wanted: impl Fn(&(usize, usize)) -> bool,
) -> Hits<'f> {
    let mut found = Hits::new();
    let mut last = None;
    for (document, hit) in facts.find(phrases) {
        // Documents stay where they are: their order is that of their addresses.
        let at = (std::ptr::from_ref(document).addr(), hit.block);
        if !is_wanted(&at) {
            continue;
        }
        let entry = found.entry(at).or_insert(Hit {
            document,
            block: &document.blocks[hit.block],
            n_phrases: 0,
        });
        entry.n_phrases += usize::from(last != Some((at, hit.phrase)));
        last = Some((at, hit.phrase));
    }
    found
}
