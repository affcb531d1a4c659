//! What candidates say of the need and of the approach of their networks (C2.3.1-CE1).
//!
//! # What it looks for
//! Texts that say what a network is wanted for, and texts that say which networks are designed or reused for it.
//! # Counts as evidence
//! Need: words of a goal, or an introduction that opens with the task. Approach: words of deep learning, or a family of
//! networks that the text says to use.
//! # Does not count
//! The goal of a method, a metric or a data set; conclusions, analyses of errors, glossaries; `transformer` as a verb.
//! # Limits
//! A statement of the project that avoids the second person is taken for the candidate's words.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{Block, BlockKind, Document, DocumentKind, Phrases, fold};
use prejury_intake::is_named_readme;
use regex::Regex;

use super::Networks;

use crate::analyses::statements::{Statement, Strategy};
use crate::analyses::{Context, listed, needs, purposes, terse, word_list};
use crate::matching::is_in_address;
use crate::sink::EvidenceSink;

const NEED: &str = "network.need";
const APPROACH: &str = "network.approach";
/// Words of a sentence that names its task first.
const MIN_TASK: usize = 6;
/// Texts of each kind that are weighed.
const MAX_WEIGHED: usize = 400;
/// Longer blocks are stored data or code.
const MAX_TEXT: usize = 4_000;

static NEEDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/networks/need.txt"
    )))
});
static APPROACHES: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/networks/approach.txt"
    )))
});
static FAMILIES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!("../../../../../rules/networks/families.txt"))
        .into_iter()
        .collect()
});
static LINKS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/approach-link.txt"
    ))
    .into_iter()
    .collect()
});
/// The network and not the verb: in the plural of the library, after the word for a model, or with a capital inside a
/// sentence.
static TRANSFORMER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i:\b(?:mod[eè]les?|architectures?|r[eé]seaux?|encodeurs?)(?: de type| du type)? transformers?\b|\btransformer(?:s|-based)?[ -](?:models?|networks?|architectures?|encoders?)\b)|[a-zé,] Transformers?\b",
    )
    .ok()
});

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let mut needed: Vec<(bool, usize, &Document, usize)> = Vec::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (document, hit) in ctx.facts.find(&NEEDS) {
        let at = (std::ptr::from_ref(document).addr(), hit.block);
        let block = &document.blocks[hit.block];
        // Templates of a hosting service ask others what they need.
        if is_prose(block)
            && !document.path.contains(".github/")
            && !is_in_address(&block.text, &hit)
            && seen.insert(at)
            && !needs::is_goal_of_means(&block.text)
            && !needs::has_means_as_subject(&block.text)
            && !needs::is_closing(document, hit.block)
            && !needs::is_circumstance(&block.text)
        {
            let is_late = !needs::introduces(document, hit.block);
            needed.push((is_late, needed.len(), document, hit.block));
        }
    }
    for document in ctx
        .facts
        .documents
        .iter()
        .filter(|one| introduces_a_work(one))
    {
        let opening = document
            .blocks
            .iter()
            .enumerate()
            .take_while(|(at, _)| needs::introduces(document, *at));
        for (at, block) in opening {
            let place = (std::ptr::from_ref(document).addr(), at);
            if is_prose(block)
                && block.text.split_whitespace().nth(MIN_TASK - 1).is_some()
                && (needs::opens_with_a_task(&block.text) || needs::opens_with_a_work(&block.text))
                && !needs::is_closing(document, at)
                && seen.insert(place)
            {
                needed.push((false, needed.len(), document, at));
            }
        }
    }
    // Where an introduction states the need, what stands further down adds nothing.
    needed.sort_by_key(|(is_late, at, ..)| (*is_late, *at));
    let is_introduced = needed.first().is_some_and(|(is_late, ..)| !is_late);
    let needs = needed
        .into_iter()
        .filter(|(is_late, ..)| !(*is_late && is_introduced))
        .map(|(.., document, block)| Statement::new(document, block, 1));
    let strategy = Strategy {
        need: NEED,
        approach: APPROACH,
        trained_in: networks.paths_of_training(),
        n_algorithms: &n_families,
    };
    let approaches = approaches(networks, ctx);
    strategy.show(
        ctx.facts,
        needs.take(MAX_WEIGHED).collect(),
        approaches,
        sink,
    );
    let trained = networks.trainings.iter().map(|training| training.call);
    terse::approaches(
        APPROACH,
        ctx.facts,
        &terse::trained(networks.python, trained),
        &terse::Models {
            are_in: &names_a_network,
            n_in: &n_families,
            are_pieces: true,
        },
        sink,
    );
    if !sink.has_any(&[APPROACH, NEED]) {
        purposes::halves(
            &purposes::Work {
                need: NEED,
                approach: APPROACH,
                trained_in: &networks.paths_of_training(),
                names_one: &|text| {
                    names_a_network(text) || names_a_transformer(text) || speaks_of_networks(text)
                },
                n_named: &n_families,
            },
            ctx.facts,
            sink,
        );
    }
}

/// What networks are built with, or called by, folded.
static NETWORK_WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/networks/network-words.txt"
    ))
});

fn speaks_of_networks(text: &str) -> bool {
    let words = NETWORK_WORDS.as_ref();
    words.is_some_and(|words| words.is_match(&fold(text)))
}

fn approaches<'f>(networks: &Networks<'_>, ctx: &Context<'f>) -> Vec<Statement<'f>> {
    let mut seen: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (document, hit) in ctx.facts.find(&APPROACHES) {
        if !is_in_address(&document.blocks[hit.block].text, &hit) {
            let at = (std::ptr::from_ref(document).addr(), hit.block);
            *seen.entry(at).or_default() += 1;
        }
    }
    let training = networks.paths_of_training();
    let mut found = Vec::new();
    for document in &ctx.facts.documents {
        // What a notebook without networks lists are its own steps.
        let is_near =
            document.kind != DocumentKind::NotebookText || training.contains(&*document.path);
        for (at, block) in document.blocks.iter().enumerate() {
            let n_phrases = seen.get(&(std::ptr::from_ref(document).addr(), at));
            let is_said = n_phrases.is_some()
                || is_near && (uses_a_family(&block.text) || names_a_transformer(&block.text));
            if is_said && is_text(block) && !needs::defines(&block.text) {
                found.push(Statement::new(
                    document,
                    at,
                    n_phrases.copied().unwrap_or(1),
                ));
            }
            if found.len() >= MAX_WEIGHED {
                return found;
            }
        }
    }
    found
}

/// What presents a work as a whole.
fn introduces_a_work(document: &Document) -> bool {
    document.kind == DocumentKind::NotebookText || is_named_readme(&document.path)
}

fn is_prose(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Notes
    ) && block.text.len() < MAX_TEXT
}

fn is_text(block: &Block) -> bool {
    is_prose(block) || block.kind == BlockKind::TableRow && block.text.len() < MAX_TEXT
}

fn names_a_transformer(text: &str) -> bool {
    text.len() < MAX_TEXT && TRANSFORMER.as_ref().is_some_and(|name| name.is_match(text))
}

/// Whether some word is a family of networks.
pub(in crate::analyses) fn names_a_network(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(|letter: char| !(letter.is_alphanumeric() || letter == '-'));
    words.any(|word| FAMILIES.contains(word.trim_end_matches(|c: char| c.is_ascii_digit())))
}

/// How many different families a text names.
fn n_families(text: &str) -> usize {
    let folded = fold(text);
    let words = folded.split(|letter: char| !(letter.is_alphanumeric() || letter == '-'));
    let named: BTreeSet<&str> = words
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit()))
        .filter(|word| FAMILIES.contains(word))
        .collect();
    named.len()
}

/// `via word embeddings et RNN`: a family of networks after a word that says what it is for.
fn uses_a_family(text: &str) -> bool {
    if text.len() >= MAX_TEXT {
        return false;
    }
    let folded = fold(text);
    let mut is_linked = false;
    folded
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '-'))
        .any(|word| {
            is_linked |= LINKS.contains(word);
            is_linked && FAMILIES.contains(word.trim_end_matches(|c: char| c.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transformer_is_a_network_and_no_verb() {
        assert!(names_a_transformer("un modèle Transformer pré-entraîné"));
        assert!(names_a_transformer("a transformer-based model"));
        assert!(names_a_transformer("nous essayons un Transformer"));
        assert!(!names_a_transformer("Transformer les textes en vecteurs"));
        assert!(!names_a_transformer("Transformation des majuscules"));
        assert!(!names_a_transformer(
            "pour transformer les séquences de mots"
        ));
    }

    #[test]
    fn networks_are_spoken_of_in_whole_words() {
        for text in [
            "un modèle de deep learning",
            "réseaux de neurones",
            "PyTorch",
        ] {
            assert!(speaks_of_networks(text), "{text}");
        }
        for text in ["a deep copy of the files", "transfer the files", "torchère"] {
            assert!(!speaks_of_networks(text), "{text}");
        }
    }

    #[test]
    fn families_are_used_for_something() {
        assert!(uses_a_family(
            "Détecter des insultes via word embeddings et RNN"
        ));
        assert!(uses_a_family("we trained VGG16 and ResNet50"));
        assert!(!uses_a_family("RNN"));
        assert!(!uses_a_family("les textes sont découpés"));
    }
}
