//! Which statements of a need and of the approach to it are shown, and in which order: shared by the strategies of supervised
//! models, segmentations and networks.
//!
//! A reader looks for the place that tells both, or for the need with the approach beside it. So the two are chosen as a
//! pair: each by how much it states, both by how near they stand. The rest follows by how much it states.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind, Document, fold};
use prejury_intake::is_named_readme;

use super::listed;
use super::needs;
use super::passages::Passage;
use super::supervised::speaks_to_candidate;
use crate::Facts;
use crate::sink::EvidenceSink;

/// Statements of each kind that are weighed; further ones say less.
const MAX_WEIGHED: usize = 40;
/// Statements of each kind that are shown.
const MAX_SHOWN: usize = 12;
/// Bytes of a text that are looked at.
const MAX_TEXT: usize = 1_500;
/// Words from which a text states something by itself.
const MIN_WORDS: usize = 8;
/// What weighs less states nothing clearly: it is a trace of a statement.
const CLEAR: i32 = 3;
/// Blocks between a need and the approach to it that are read together.
const NEAR_BLOCKS: usize = 6;

static PLAN_WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/needs/plan-words.txt")));
static WISHES: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/needs/wishes.txt")));
static READINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/needs/readings.txt")));

/// A text that states a need or an approach.
#[derive(Clone, Copy)]
pub(super) struct Statement<'f> {
    document: &'f Document,
    block: usize,
    /// How many words of its kind it holds.
    n_phrases: usize,
}

impl<'f> Statement<'f> {
    pub(super) fn new(document: &'f Document, block: usize, n_phrases: usize) -> Self {
        Self {
            document,
            block,
            n_phrases,
        }
    }

    /// The same of a passage that is a block of a document, and no comment.
    pub(super) fn at(facts: &'f Facts<'_>, passage: &Passage) -> Option<Self> {
        let path = &passage.location.path;
        // Documents are sorted by path.
        let at = facts
            .documents
            .binary_search_by(|document| document.path.cmp(path));
        let document = &facts.documents[at.ok()?];
        let is_passage =
            |block: &Block| block.location == passage.location && *block.text == *passage.text;
        let block = document.blocks.iter().position(is_passage)?;
        Some(Self::new(document, block, passage.n_phrases))
    }

    fn text(&self) -> &'f str {
        let text = &*self.document.blocks[self.block].text;
        &text[..text.floor_char_boundary(MAX_TEXT)]
    }

    fn location(&self) -> &'f Location {
        &self.document.blocks[self.block].location
    }

    fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.block == other.block
    }
}

/// A strategy of which both are looked for.
pub(super) struct Strategy<'a> {
    pub(super) need: &'a str,
    pub(super) approach: &'a str,
    /// Files in which its models are trained.
    pub(super) trained_in: BTreeSet<&'a str>,
    /// The algorithms that a text names, as far as they count here.
    pub(super) n_algorithms: &'a dyn Fn(&str) -> usize,
}

impl Strategy<'_> {
    /// Puts statements into the sink, those first that are read together.
    pub(super) fn show<'f>(
        &self,
        facts: &Facts<'_>,
        needs: Vec<Statement<'f>>,
        approaches: Vec<Statement<'f>>,
        sink: &mut EvidenceSink,
    ) {
        let projects: BTreeSet<&str> = self
            .trained_in
            .iter()
            .filter_map(|path| facts.projects.around(path))
            .collect();
        let of_others = |one: &Statement<'_>| {
            let project = facts.projects.around(&one.document.path);
            !projects.is_empty() && project.is_some_and(|project| !projects.contains(project))
        };
        let weigh = |statements: Vec<Statement<'f>>, weight: &dyn Fn(&Statement<'f>) -> i32| {
            let mut weighed: Vec<(i32, Statement<'f>)> = statements
                .into_iter()
                .map(|one| (weight(&one) - 8 * i32::from(of_others(&one)), one))
                .collect();
            weighed.sort_by_key(|(weight, _)| Reverse(*weight));
            weighed.truncate(MAX_WEIGHED);
            weighed
        };
        let needs = weigh(needs, &weight_of_need);
        let approaches = weigh(approaches, &|one| self.weight_of_approach(one));
        let pair = best_pair(&needs, &approaches);
        let leads = |one: &Statement<'_>| {
            pair.is_some_and(|(need, approach)| one.is_same(&need.1) || one.is_same(&approach.1))
        };
        for (signal, statements, first) in [(self.need, needs, 0), (self.approach, approaches, 1)] {
            let led = pair.map(|(need, approach)| if first == 0 { need } else { approach });
            if let Some((weight, led)) = led {
                show(signal, first, weight, &led, sink);
            }
            let others = statements.iter();
            let others = others.filter(|(_, one)| !led.is_some_and(|led| one.is_same(&led.1)));
            for ((weight, one), rank) in others.take(MAX_SHOWN - 1).zip(2_u8..) {
                // A place that is shown already for the other half says nothing new.
                let rank = if leads(one) { 29 } else { rank };
                show(signal, rank, *weight, one, sink);
            }
        }
    }

    fn weight_of_approach(&self, one: &Statement<'_>) -> i32 {
        let folded = fold(one.text());
        let n_algorithms = (self.n_algorithms)(one.text());
        let planned = n_beginning(&folded, &PLAN_WORDS);
        2 * clamped(one.n_phrases, 3)
            + 2 * clamped(planned, 2)
            + clamped(n_algorithms, 3)
            + i32::from(self.trained_in.contains(&*one.document.path))
            + weight(one, &folded)
    }
}

fn weight_of_need(one: &Statement<'_>) -> i32 {
    let folded = fold(one.text());
    let wishes = n_beginning(&folded, &WISHES);
    2 * clamped(one.n_phrases, 3) + 2 * clamped(wishes, 2) + weight(one, &folded)
}

/// What makes any text a statement: that it opens a document, is a sentence, and reads no result.
fn weight(one: &Statement<'_>, folded: &str) -> i32 {
    let block = &one.document.blocks[one.block];
    let opens = needs::introduces(one.document, one.block);
    let n_words = folded.split_whitespace().count();
    let is_bare = matches!(block.kind, BlockKind::Heading(_)) || n_words < MIN_WORDS;
    let is_read = READINGS.iter().any(|reading| folded.contains(reading)) || has_decimals(folded);
    let mut weight = 0;
    weight += 3 * i32::from(opens);
    weight += i32::from(opens && is_named_readme(&one.document.path));
    weight -= 3 * i32::from(is_bare);
    weight -= 4 * i32::from(needs::is_closing(one.document, one.block));
    weight -= 4 * i32::from(is_read);
    weight -= 3 * i32::from(needs::describes_a_file(one.text()));
    weight -= 2 * i32::from(needs::has_means_as_subject(one.text()));
    weight -= 4 * i32::from(needs::is_circumstance(one.text()));
    weight -= 6 * i32::from(speaks_to_candidate(one.text()));
    weight
}

/// `0.87`, `0,9`: a result that is read.
fn has_decimals(text: &str) -> bool {
    text.as_bytes().windows(3).any(|three| {
        three[0].is_ascii_digit() && matches!(three[1], b'.' | b',') && three[2].is_ascii_digit()
    })
}

fn n_beginning(folded: &str, beginnings: &[&str]) -> usize {
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    let found: BTreeSet<&str> = words
        .filter_map(|word| beginnings.iter().find(|start| word.starts_with(**start)))
        .copied()
        .collect();
    found.len()
}

fn clamped(n: usize, most: i32) -> i32 {
    i32::try_from(n).unwrap_or(most).min(most)
}

/// A statement with how much it states.
type Weighed<'f> = (i32, Statement<'f>);

/// The need and the approach that say most together.
fn best_pair<'f>(
    needs: &[Weighed<'f>],
    approaches: &[Weighed<'f>],
) -> Option<(Weighed<'f>, Weighed<'f>)> {
    let pairs = needs
        .iter()
        .flat_map(|need| approaches.iter().map(move |other| (need, other)));
    // Of equals the first counts: `max_by_key` keeps the last.
    let best = pairs
        .rev()
        .max_by_key(|(need, approach)| need.0 + approach.0 + nearness(&need.1, &approach.1));
    best.map(|(need, approach)| (*need, *approach))
}

fn nearness(need: &Statement<'_>, approach: &Statement<'_>) -> i32 {
    if !std::ptr::eq(need.document, approach.document) {
        return 0;
    }
    match need.block.abs_diff(approach.block) {
        0 => 6,
        1..=NEAR_BLOCKS => 4,
        _ => 1,
    }
}

fn show(signal: &str, rank: u8, weight: i32, one: &Statement<'_>, sink: &mut EvidenceSink) {
    let text = &*one.document.blocks[one.block].text;
    let strength = if weight < CLEAR {
        Strength::Mentioned
    } else {
        Strength::Written
    };
    sink.found_text(signal, strength, rank, one.location().clone(), text);
}
