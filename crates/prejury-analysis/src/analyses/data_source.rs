//! Where the texts and images of a project come from, said in other words than those of a list (C1.4.2-CE8, C1.4.3-CE5).
//!
//! # What it looks for
//! Links to the page of a data set at a host of data sets; sentences whose subject is the data, followed by a word of origin and
//! the name of what they come from, however many words stand between.
//! The same addresses, bare, in texts and comments, and those of files to download where the text says that they are the data.
//! # Counts as evidence
//! `[Recipe-QA](https://huggingface.co/datasets/...)`; "Les données utilisées dans ce projet sont issues du Projet 6 (Bazarette)".
//! # Does not count
//! A host's own notebooks, models and courses; what a network was trained on before; data that come out of a step of the work
//! ("données issues du train").
//! # Limits
//! Whether the data named are the texts or the images is for the evaluator to see.

use std::sync::LazyLock;

use foldhash::HashSet;
use memchr::memmem::Finder;
use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, Phrases, fold};

use super::listed;
use super::word_list::WordList;
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
/// Hosts of data sets and of other things.
static MIXED_HOSTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../rules/preparation/data-hosts-mixed.txt"
    ))
});
/// Words beside an address of such a host that lead to no data.
static NO_DATA: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../rules/preparation/no-data-beside.txt"
    ))
});
/// Words beside a file to download that is a trained network: they are handed on in archives, too.
static MODEL: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../rules/preparation/model-beside.txt"
    ))
});
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
/// What stands between a preposition and the name of a source.
static PLACES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    listed(include_str!("../../../../rules/preparation/data-place.txt"))
        .into_iter()
        .map(fold)
        .collect()
});
/// How names of classes and networks end: what they yield is a step of the work.
static CLASS_ENDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../rules/preparation/class-name-end.txt"
    ))
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
/// Words that a source is named behind, and words of origin that mean nothing without one right behind them.
const PREPOSITIONS: &[&str] = &[
    "at", "by", "chez", "d", "de", "des", "du", "from", "on", "par", "sur",
];
const VAGUE: &[&str] = &["come", "comes", "issue", "issues"];
/// "celui du projet 4": anything else than a project may be called so.
const POINTING: &[&str] = &["celles", "celui", "ceux"];
/// Words between a preposition and the name.
const MAX_PLACE: usize = 4;
/// Words that a sentence has its subject among.
const SUBJECT_WORDS: usize = 6;
/// Words between the data and the word of their origin, and from there to the name.
const MAX_BETWEEN: usize = 14;
const MAX_TO_NAME: usize = 8;
/// Bytes of a sentence that is read.
const MAX_SENTENCE: usize = 400;
/// Bytes of a block that are read, and of an excerpt.
const MAX_BLOCK: usize = 4_000;
/// Addresses of a block that are tried: each may read its words again.
const MAX_LINKS: usize = 16;
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
    let linked = linked.filter(|block| block.kind != BlockKind::Code && !block.text.is_empty());
    let address = Finder::new("://");
    let linked = linked.filter_map(|block| {
        let mut links = block.links.iter().map(|link| &**link).take(MAX_LINKS);
        let link = links.find(|link| gives_data(link, &block.text));
        // Most addresses in plain text are no links to a parser.
        let bare = || {
            address.find(block.text.as_bytes())?;
            let read = &block.text[..block.text.floor_char_boundary(MAX_BLOCK)];
            address_of_data(read)
        };
        Some((block, link.or_else(bare)?))
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
        let told = sentences(read).find_map(|sentence| {
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
        if comment.is_code || !comment.text.contains("://") {
            return None;
        }
        let link = address_of_data(&comment.text)?;
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

/// The first address of a data set in a text or comment.
fn address_of_data(text: &str) -> Option<&str> {
    let words = text.split_whitespace();
    let bare = words.map(|word| word.trim_matches(|end| "<>()[],.;".contains(end)));
    let mut bare = bare.filter(|word| word.contains("://")).take(MAX_LINKS);
    bare.find(|word| gives_data(word, text))
}

/// Whether an address beside a text is that of the data: at hosts of other things too, and of a file anywhere, the text has to
/// say so.
fn gives_data(link: &str, text: &str) -> bool {
    if is_data_set(link, &HOSTS) {
        return true;
    }
    let is_file = is_download(link);
    (is_file || is_data_set(link, &MIXED_HOSTS)) && {
        let folded = fold(&text[..text.floor_char_boundary(MAX_BLOCK)]);
        let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
        words.any(is_data) && !(is_file && MODEL.is_in(&folded)) && !NO_DATA.is_in(&folded)
    }
}

/// Whether an address is that of a file that data are handed on in.
fn is_download(link: &str) -> bool {
    const ENDINGS: &[&str] = &[
        ".7z", ".csv", ".gz", ".parquet", ".rar", ".tar", ".tgz", ".xlsx", ".zip",
    ];
    let address = link.split(['?', '#']).next().unwrap_or(link);
    let of_machine = ["://localhost", "://127.", "://0.0.0.0"];
    address.contains("://")
        && !of_machine.iter().any(|host| address.contains(host))
        && ENDINGS.iter().any(|ending| address.ends_with(ending))
}

fn is_data(folded: &str) -> bool {
    DATA.contains(&folded) || folded.starts_with("dataset")
}

/// Whether an address is that of a data set: `host/path` of the list, where `*` stands for one name.
fn is_data_set(link: &str, hosts: &[&str]) -> bool {
    let Some((_, address)) = link.split_once("://") else {
        return false;
    };
    let address = address.split(['?', '#']).next().unwrap_or(address);
    let address = address.strip_prefix("www.").unwrap_or(address);
    hosts.iter().any(|host| {
        let mut parts = address.split('/').filter(|part| !part.is_empty());
        // What stands where a name is wanted may be a section of the host.
        host.split('/').all(|wanted| match parts.next() {
            Some(part) if wanted == "*" => !NO_SOURCE.contains(part),
            Some(part) => part.eq_ignore_ascii_case(wanted),
            None => false,
        })
    })
}

/// Sentences: a stop that ends one stands before white space.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    text.split(move |letter: char| {
        let ends = matches!(before, '.' | '!' | '?' | ';') && letter.is_whitespace();
        before = letter;
        ends
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
    let data = folded
        .iter()
        .take(SUBJECT_WORDS)
        .position(|word| is_data(word))?;
    let is = |list: &[&str], at: usize| {
        let word = folded.get(at);
        word.is_some_and(|word| list.contains(&word.as_str()))
    };
    let may_come = |at: &usize| {
        let is_origin = folded.get(*at).is_some_and(|word| ORIGINS.contains(word));
        is_origin && (!is(VAGUE, *at) || is(PREPOSITIONS, *at + 1))
    };
    let comes = (data + 1..=data + MAX_BETWEEN).find(may_come)?;
    let first = comes + 1;
    let last = words.len().min(first + MAX_TO_NAME);
    (first..last).find_map(|at| {
        let (word, plain) = (words[at], &folded[at]);
        let is_number = || {
            let next = words.get(at + 1)?;
            next.bytes().all(|byte| byte.is_ascii_digit()).then_some(())
        };
        let is_project = matches!(plain.as_str(), "projet" | "project") && is_number().is_some();
        let is_source = || {
            // Behind a preposition, with no more than "la place de marché" between.
            let between = (first..at).rev().take(MAX_PLACE);
            let mut leads = between.take_while(|at| {
                is(PREPOSITIONS, *at) || folded.get(*at).is_some_and(|word| PLACES.contains(word))
            });
            !is(POINTING, comes)
                && is_proper(word)
                && !NO_SOURCE.contains(plain)
                && leads.any(|at| is(PREPOSITIONS, at))
        };
        (is_project || is_source()).then_some(word)
    })
}

/// A name as people and sites have it: `Wikimedia`, `StackOverflow`. `TF-IDF`, `X_train` and `VGG16` are steps and models.
fn is_proper(word: &str) -> bool {
    let n_small = word.chars().filter(|letter| letter.is_lowercase()).count();
    word.starts_with(char::is_uppercase)
        && n_small >= 3
        && word.chars().all(char::is_alphabetic)
        && !CLASS_ENDS.iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_sets_have_pages_of_their_own() {
        for link in [
            "https://huggingface.co/datasets/some-team/recipe-qa",
            "https://www.kaggle.com/datasets/someone/fruits",
            "https://kaggle.com/c/home-credit-default-risk/data",
            "http://archive.ics.uci.edu/dataset/502/online+retail+ii",
        ] {
            assert!(gives_data(link, ""), "{link}");
        }
        for link in [
            "https://www.kaggle.com/code/someone/notebook",
            "https://www.kaggle.com/learn/feature-engineering",
            "https://www.kaggle.com",
            "https://huggingface.co/bert-base-uncased",
            "https://example.org/datasets/one",
            "datasets/one.csv",
        ] {
            assert!(!gives_data(link, "The data"), "{link}");
        }
    }

    #[test]
    fn hosts_of_more_need_words_on_data() {
        let link = "https://www.kaggle.com/someone/tweets";
        assert!(gives_data(link, "The tweets come from here"));
        assert!(!gives_data(link, "This follows some work"));
        assert!(!gives_data(
            link,
            "The data are cleaned as in this notebook"
        ));
        let weights = "http://www.image-net.org";
        assert!(!gives_data(
            weights,
            "Un réseau pré-entraîné sur les images d'ImageNet"
        ));
        let file = "https://bucket.example.org/of/fruits.zip?v=2";
        assert!(gives_data(file, "Le jeu de données d'images est ici"));
        assert!(!gives_data(file, "Les poids du réseau et les données"));
        assert!(!gives_data(file, "The program"));
        assert!(!gives_data(
            "https://zenodo.org/badge/latestdoi/1",
            "The data"
        ));
    }

    #[test]
    fn comments_may_hold_any_white_space() {
        let comment =
            "# Source :\u{a0}<https://www.kaggle.com/datasets/x/y>, voir https://example.org";
        assert_eq!(
            address_of_data(comment),
            Some("https://www.kaggle.com/datasets/x/y")
        );
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
            (
                "Les textes sont issus de la place de marché Bazarette",
                "Bazarette",
            ),
            (
                "Les données sont fournies par la société Bazarette",
                "Bazarette",
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
            "Les textes sont plus longs que ceux de la catégorie Jardin",
            "Les images mal classées sont celles de la catégorie Cuisine",
            "Les images extraites passent ensuite dans un réseau ResNet",
            "Data imbalance issue handled with Weighted classes",
            "The images come in different sizes, Resize is thus needed",
            "Les textes issus du nettoyage passent dans CountVectorizer",
            "Les images issues de la génération par ImageDataGenerator",
            "Les données sont extraites du fichier : Nettoyage",
        ] {
            assert_eq!(names_source(sentence), None, "{sentence}");
        }
    }
}
