//! Where the texts and images of a project come from, said in other words than those of a list (C1.4.2-CE8, C1.4.3-CE5).
//!
//! # What it looks for
//! Links to the page of a data set at a host of data sets; sentences whose subject is the data, followed by a word of origin and
//! the name of what they come from, however many words stand between.
//! The same links in comments.
//! # Counts as evidence
//! `[Recipe-QA](https://huggingface.co/datasets/...)`; "Les données utilisées dans ce projet sont issues du Projet 6 (Bazarette)".
//! # Does not count
//! A host's own notebooks, models and courses; data that come out of a step of the work ("données issues du train").
//! # Limits
//! Whether the data named are the texts or the images is for the evaluator to see.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, Phrases, fold};

use super::networks::prose::listed;
use super::{Analysis, Context};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "data-source",
    signals: &["data.source"],
    run,
};

static HOSTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/preparation/data-hosts.txt")));
static ORIGINS: LazyLock<Vec<String>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../rules/preparation/data-origin.txt"
    ))
    .into_iter()
    .map(fold)
    .collect()
});
/// The same, to look blocks up by.
static ORIGIN_WORDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../rules/preparation/data-origin.txt"
    )))
});
static NO_SOURCE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../rules/preparation/no-data-source.txt"
    ))
    .into_iter()
    .map(fold)
    .collect()
});

/// Beginnings of words for the data, folded, as the subject of a sentence.
const DATA: &[&str] = &[
    "corpus", "data", "donnees", "image", "images", "jeu", "photos", "textes", "texts", "tweets",
];
/// Words that a sentence has its subject among.
const SUBJECT_WORDS: usize = 6;
/// Words between the data and the word of their origin, and from there to the name.
const MAX_BETWEEN: usize = 14;
const MAX_TO_NAME: usize = 8;
/// Bytes of a sentence that is read.
const MAX_SENTENCE: usize = 400;
/// Bytes of a block that are read, and of an excerpt.
const MAX_BLOCK: usize = 4_000;
/// Places shown per form.
const MAX_SHOWN: usize = 4;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let show = |sink: &mut EvidenceSink, block: &Block, text: &str, subject: &str| {
        sink.found(
            "data.source",
            Strength::Written,
            block.location.clone(),
            &text[..text.floor_char_boundary(MAX_SENTENCE)],
            Some(subject.to_owned()),
        );
    };
    let documents = ctx.facts.documents.iter();
    let linked = documents.flat_map(|document| &document.blocks);
    let linked = linked.filter(|block| !block.links.is_empty() && block.kind != BlockKind::Code);
    let linked = linked.filter_map(|block| {
        let link = block.links.iter().find(|link| is_data_set(link))?;
        (!block.text.is_empty()).then_some((block, link))
    });
    for (block, link) in linked.take(MAX_SHOWN) {
        show(sink, block, &block.text, link);
    }
    in_comments(ctx, sink);
    let mut seen: HashSet<*const Block> = HashSet::default();
    let mut n_told = 0;
    for (document, hit) in ctx.facts.find_any(&ORIGIN_WORDS) {
        let block = &document.blocks[hit.block];
        if n_told == MAX_SHOWN || block.kind == BlockKind::Code || !seen.insert(block) {
            continue;
        }
        let read = &block.text[..block.text.floor_char_boundary(MAX_BLOCK)];
        let told = read.split(". ").find_map(|sentence| {
            let name = names_source(sentence)?;
            Some((sentence, name))
        });
        if let Some((sentence, name)) = told {
            show(sink, block, sentence, name);
            n_told += 1;
        }
    }
}

/// A comment that gives the address of the data set: `# Source : https://www.kaggle.com/datasets/...`.
fn in_comments(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let comments = python.units.iter().flat_map(|unit| &unit.comments);
    let linked = comments.filter_map(|comment| {
        let at = comment.text.find("://").filter(|_| !comment.is_code)?;
        let start = comment.text[..at].rfind(char::is_whitespace);
        let link = comment.text[start.map_or(0, |at| at + 1)..].split_whitespace();
        let link = link.take(1).find(|link| is_data_set(link))?;
        Some((comment, link))
    });
    for (comment, link) in linked.take(MAX_SHOWN) {
        emit_code(
            python,
            sink,
            "data.source",
            Strength::Written,
            comment.place,
            link,
        );
    }
}

/// Whether an address is that of a data set: `host/path` of the list, where `*` stands for one name.
fn is_data_set(link: &str) -> bool {
    let Some((_, address)) = link.split_once("://") else {
        return false;
    };
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let address = address.strip_prefix("www.").unwrap_or(address);
    HOSTS.iter().any(|host| {
        let mut parts = address.split('/').filter(|part| !part.is_empty());
        // What stands where a name is wanted may be a section of the host.
        host.split('/').all(|wanted| match parts.next() {
            Some(part) if wanted == "*" => !NO_SOURCE.contains(part),
            Some(part) => part.eq_ignore_ascii_case(wanted),
            None => false,
        })
    })
}

/// The name of what the data of a sentence come from.
fn names_source(sentence: &str) -> Option<&str> {
    if sentence.len() > MAX_SENTENCE {
        return None;
    }
    let words: Vec<&str> = sentence
        .split(|letter: char| !letter.is_alphanumeric() && !"_-".contains(letter))
        .filter(|word| !word.is_empty())
        .collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let is_data = |word: &String| DATA.contains(&word.as_str()) || word.starts_with("dataset");
    let data = folded.iter().take(SUBJECT_WORDS).position(is_data)?;
    let after = &folded[data + 1..];
    let comes = after
        .iter()
        .take(MAX_BETWEEN)
        .position(|word| ORIGINS.contains(word))?;
    let first = data + comes + 2;
    let last = words.len().min(first + MAX_TO_NAME);
    (first..last).find_map(|at| {
        let (word, plain) = (words[at], &folded[at]);
        let is_number = || {
            let next = words.get(at + 1)?;
            next.bytes().all(|byte| byte.is_ascii_digit()).then_some(())
        };
        let is_project = matches!(plain.as_str(), "projet" | "project") && is_number().is_some();
        (is_project || is_proper(word) && !NO_SOURCE.contains(plain)).then_some(word)
    })
}

/// A name as people and sites have it: `Wikimedia`, `StackOverflow`. `TF-IDF`, `X_train` and `VGG16` are steps and models.
fn is_proper(word: &str) -> bool {
    let n_small = word.chars().filter(|letter| letter.is_lowercase()).count();
    word.starts_with(char::is_uppercase) && n_small >= 3 && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_sets_have_pages_of_their_own() {
        for link in [
            "https://huggingface.co/datasets/some-team/recipe-qa",
            "https://www.kaggle.com/someone/tweets",
            "https://www.kaggle.com/datasets/someone/fruits",
            "https://kaggle.com/c/home-credit-default-risk/data",
            "http://archive.ics.uci.edu/dataset/502/online+retail+ii",
        ] {
            assert!(is_data_set(link), "{link}");
        }
        for link in [
            "https://www.kaggle.com/code/someone/notebook",
            "https://www.kaggle.com/learn/feature-engineering",
            "https://www.kaggle.com",
            "https://huggingface.co/bert-base-uncased",
            "https://example.org/datasets/one",
            "datasets/one.csv",
        ] {
            assert!(!is_data_set(link), "{link}");
        }
    }

    #[test]
    fn sentences_name_where_data_come_from() {
        for (sentence, name) in [
            (
                "Les données utilisées dans cette étude sont toutes issues du **Projet 4**, sur des meubles",
                "Projet",
            ),
            (
                "Le dataset retenu est celui du projet 4 du parcours",
                "projet",
            ),
            (
                "The images that we worked with were all taken from Wikimedia",
                "Wikimedia",
            ),
        ] {
            assert_eq!(names_source(sentence), Some(name), "{sentence}");
        }
        for sentence in [
            "Les données issues du Train sont normalisées",
            "Les données issues de VGG16 et de TF-IDF",
            "The data come from the previous step",
            "Une marketplace issue de Wikimedia",
            "Les données sont récupérées avec Pandas",
        ] {
            assert_eq!(names_source(sentence), None, "{sentence}");
        }
    }
}
