//! What candidates write of their architecture, of scale and of data protection.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{Phrases, fold};
use regex::Regex;

use super::Context;
use super::bricks;
use super::engine::Engine;
use super::trace::names_eu_region;
use crate::analyses::passages::{Lexicon, Passage, Passages, emit, emit_in_turn};
use crate::analyses::word_list::WordList;
use crate::sink::EvidenceSink;

const PLATFORM: u32 = 1;
pub(super) const STORAGE: u32 = 1 << 1;
pub(super) const COMPUTE: u32 = 1 << 2;
pub(super) const SECURITY: u32 = 1 << 3;
pub(super) const STORAGE_ROLE: u32 = 1 << 4;
pub(super) const COMPUTE_ROLE: u32 = 1 << 5;
const REGION: u32 = 1 << 6;
const SAME_REGION: u32 = 1 << 7;
const GDPR: u32 = 1 << 8;
const GDPR_DETAIL: u32 = 1 << 9;
const CRITICAL: u32 = 1 << 10;
const CRITICAL_REASON: u32 = 1 << 11;
const SCALE: u32 = 1 << 12;
const BRIEF: u32 = 1 << 13;
const SERVICE: u32 = 1 << 14;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(&[
        include_str!("../../../../../rules/big-data/platform.txt"),
        include_str!("../../../../../rules/big-data/storage.txt"),
        include_str!("../../../../../rules/big-data/compute.txt"),
        include_str!("../../../../../rules/big-data/security.txt"),
        include_str!("../../../../../rules/big-data/storage-role.txt"),
        include_str!("../../../../../rules/big-data/compute-role.txt"),
        include_str!("../../../../../rules/big-data/region.txt"),
        include_str!("../../../../../rules/big-data/same-region.txt"),
        include_str!("../../../../../rules/big-data/gdpr.txt"),
        include_str!("../../../../../rules/big-data/gdpr-detail.txt"),
        include_str!("../../../../../rules/big-data/critical.txt"),
        include_str!("../../../../../rules/big-data/critical-reason.txt"),
        include_str!("../../../../../rules/big-data/scale.txt"),
        include_str!("../../../../../rules/big-data/brief.txt"),
        include_str!("../../../../../rules/big-data/service.txt"),
    ])
    .deniable(GDPR | GDPR_DETAIL | CRITICAL | CRITICAL_REASON | SCALE | BRIEF)
});
static PLATFORMS: LazyLock<Phrases> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/big-data/platform.txt");
    Phrases::new(list.lines().filter(|line| !line.starts_with('#')))
});

/// Types of machines of the large providers: `m5.xlarge`, `n1-standard-4`, `Standard_DS3_v2`.
static MACHINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b[a-z]\d[a-z]{0,3}\.(?:medium|large|\d{0,2}xlarge)\b|\b[a-z]\d[a-z]?-(?:standard|highmem|highcpu)-\d|\bStandard_[A-Z]{1,2}\d").ok()
});

/// Verbs by which a statement of the project opens.
static GOALS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/big-data/goal-opening.txt");
    list.lines().filter(|line| !line.starts_with('#')).collect()
});

/// Treatments that a work does, beside partitions, which are there anyway.
static FIRST_TREATMENTS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/big-data/critical-first.txt"
    ))
});

/// Texts of one document that name a platform, from which it treats Big Data rather than list skills.
const MIN_TEXTS: usize = 5;
/// Words of a text that says what a brick is for.
const MIN_BRICK: usize = 5;
/// Words of the longest label before a text.
const LABEL: usize = 3;
/// Marks of a list of files and pages, which lays out no architecture; the address of a storage (`s3://`) belongs to one.
const FILES: &[&str] = &["http://", "https://", ".ipynb", ".pdf"];
/// Marks of a page to go to and of a command.
const COMMANDS: &[&str] = &["http://", "https://", "aws s3 "];
/// Words of a text that treats a subject.
const MIN_TREATMENT: usize = 8;

/// Whether a document treats a Big Data architecture at length.
pub(super) fn is_treated(ctx: &Context<'_>, sink: &mut EvidenceSink) -> bool {
    let hits = ctx.facts.find(&PLATFORMS);
    let mut is_treated = false;
    for hits in hits.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
        let document = hits[0].0;
        let mut blocks: Vec<usize> = hits.iter().map(|(_, hit)| hit.block).collect();
        blocks.dedup();
        let is_text = |block: &&usize| {
            document.blocks[**block]
                .text
                .split_whitespace()
                .nth(MIN_BRICK - 1)
                .is_some()
        };
        let mut phrases: Vec<usize> = hits.iter().map(|(_, hit)| hit.phrase).collect();
        phrases.sort_unstable();
        phrases.dedup();
        if blocks.iter().filter(is_text).count() >= MIN_TEXTS && phrases.len() > 1 {
            is_treated = true;
            for block in blocks.iter().filter(is_text) {
                let block = &document.blocks[*block];
                sink.found(
                    "big-data.treated",
                    Strength::Written,
                    block.location.clone(),
                    &*block.text,
                    None,
                );
            }
        }
    }
    is_treated
}

pub(super) fn find(ctx: &Context<'_>, engine: &Engine, sink: &mut EvidenceSink) {
    let mut passages = Passages::of(ctx.facts, &LEXICON);
    passages.leave_out(BRIEF);
    let mut bricks = bricks::on_pages(&passages);
    let own = |passage: &&Passage| !opens_as_told(&passage.text);
    for passage in passages.all.iter().filter(own) {
        architecture(&passages, passage, &mut bricks, sink);
        protection(&passages, passage, sink);
        // A comment speaks of the code that it stands in: that of another library has its own volumes.
        if !passage.is_comment || engine.is_near(&ctx.facts.python, &passage.location) {
            scale(&passages, passage, sink);
        }
    }
    bricks::show(bricks, sink);
    addresses(ctx, sink);
}

/// Addresses of consoles and end points that name their region and their service:
/// `https://eu-west-3.console.aws.amazon.com/ec2/`, `https://fruits.s3.eu-west-3.amazonaws.com/`.
fn addresses(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for document in &ctx.facts.documents {
        for block in &document.blocks {
            for link in block.links.iter().filter(|link| names_eu_region(link)) {
                for (signal, services) in [
                    ("cloud.region.storage", STORING),
                    ("cloud.region.compute", COMPUTING),
                ] {
                    let mut parts = link.split(|letter: char| !letter.is_ascii_alphanumeric());
                    // What a bucket holds may be called after a cluster.
                    let may_be = signal == "cloud.region.storage" || !is_of_storage(link);
                    if may_be && parts.any(|part| services.contains(&part)) {
                        sink.found(
                            signal,
                            Strength::Written,
                            block.location.clone(),
                            &**link,
                            None,
                        );
                    }
                }
            }
        }
    }
}

/// Parts of an address that name a service which stores, or one which computes.
const STORING: &[&str] = &["blob", "dfs", "s3", "storage"];
const COMPUTING: &[&str] = &[
    "azuredatabricks",
    "azurehdinsight",
    "azuresynapse",
    "azurewebsites",
    "cloudapp",
    "compute",
    "databricks",
    "dataproc",
    "ec2",
    "emr",
    "emrappui",
    "emrstudio",
    "sagemaker",
];

/// Bricks with their roles, in one sentence or under a heading that names the brick.
fn architecture<'p>(
    passages: &Passages,
    passage: &'p Passage,
    bricks: &mut Vec<bricks::Brick<'p>>,
    sink: &mut EvidenceSink,
) {
    if passage.subjects & (PLATFORM | STORAGE | COMPUTE | SERVICE) != 0 && !passage.is_comment {
        // Proper names come before engines; clusters, servers and instances are words of other work, too.
        if passage.subjects & (SERVICE | PLATFORM) != 0 {
            let turn = i16::from(passage.subjects & SERVICE == 0);
            emit_in_turn(sink, "cloud.service-named", passage, turn);
        }
        if MACHINE
            .as_ref()
            .is_some_and(|machine| machine.is_match(&passage.text))
        {
            emit(sink, "cloud.cluster.described", passage);
        }
    }
    // "Données sur S3", over a screenshot of the console: what the deliverables show of it is told by a document.
    let is_told = passage.page().is_some()
        && passage.is_about(STORAGE | STORAGE_ROLE)
        && names_data(&passage.text);
    if is_told && !opens_as_goal(&passage.text) {
        // After any code that goes there, however little of it was reached.
        emit_in_turn(sink, "cloud.data.described", passage, 1);
    }
    let heading = passages.heading(passage);
    let says = |brick: u32, role: u32| {
        let is_named = (passage.subjects | heading) & brick != 0;
        is_named && passage.is_about(role)
    };
    if passage.is_comment || passage.is_heading {
        return;
    }
    let is_long = passage.is_sentence(MIN_BRICK);
    let is_under = heading & (STORAGE | COMPUTE | SECURITY) != 0;
    if !is_long && !is_under {
        return;
    }
    let stores = says(STORAGE, STORAGE_ROLE);
    let computes = says(COMPUTE, COMPUTE_ROLE);
    let secures = passage.is_about(SECURITY);
    if !stores && !computes && !secures {
        return;
    }
    // A text that says of both storage and computing by name what they are for is the one to open.
    let lays_out = passage.is_about(STORAGE | COMPUTE | STORAGE_ROLE | COMPUTE_ROLE)
        && passage.is_sentence(MIN_TREATMENT)
        && !FILES.iter().any(|mark| passage.text.contains(mark));
    let turn = if is_step(&passage.text) {
        2
    } else {
        -i16::from(lays_out)
    };
    if stores {
        // To read from a storage or write to it is a step of the work; that it stores says what it is for.
        let is_step = !says_storing(&passage.text);
        bricks.push(("cloud.brick.storage", passage, turn + i16::from(is_step)));
    }
    if computes {
        bricks.push(("cloud.brick.compute", passage, turn));
    }
    if secures {
        bricks.push(("cloud.brick.security", passage, turn));
    }
}

/// A numbered step, a command or a part of the brief: they name bricks on the way to something else.
fn is_step(text: &str) -> bool {
    let number = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    // `1.5 To` is an amount.
    let after = number.strip_prefix(['.', ')']);
    let is_numbered = number.len() < text.len()
        && after.is_some_and(|after| after.starts_with(char::is_whitespace));
    is_numbered || is_command(text) || text.split_whitespace().any(tells)
}

/// `utiliserez`, `définirez`: a verb by which the candidate is told what to do.
fn tells(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphabetic());
    word.ends_with("erez") || word.ends_with("irez")
}

/// A command, or a page to go to.
pub(super) fn is_command(text: &str) -> bool {
    COMMANDS.iter().any(|mark| text.contains(mark))
}

/// Whether a text says that something is stored, rather than read or written.
pub(super) fn says_storing(text: &str) -> bool {
    let text = fold(text);
    ["stock", "stor", "conserv", "heberg", "durab", "depot"]
        .iter()
        .any(|stem| text.contains(stem))
}

/// Whether a text names the data that are kept, and not the storage alone.
fn names_data(text: &str) -> bool {
    let text = fold(text).replace("big data", "");
    [
        "donnee", "data", "fichier", "file", "image", "photo", "resultat", "result",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Data protection, and the place of storage and computing.
fn protection(passages: &Passages, passage: &Passage, sink: &mut EvidenceSink) {
    // What must be done is not yet done: only a region by its code is an account of it.
    if opens_as_goal(&passage.text) && !names_eu_region(&passage.text) {
        if passage.is_about(GDPR) {
            emit(sink, "big-data.gdpr-named", passage);
        }
        return;
    }
    let is_in_union = passage.is_about(REGION) || names_eu_region(&passage.text);
    // What a reader wants to see is one line that says data protection and place; host names in outputs support it.
    let under = passages.heading(passage);
    let turn = match (passage.subjects | under) & GDPR != 0 {
        true if is_in_union => -3,
        true => -2,
        false if (passage.subjects | under) & (STORAGE | COMPUTE) != 0 => -1,
        false => 0,
    };
    if passage.is_about(GDPR) {
        emit(sink, "big-data.gdpr-named", passage);
        let is_detailed = is_in_union || passage.is_about(GDPR_DETAIL);
        if passage.is_sentence(MIN_TREATMENT) && is_detailed {
            emit_in_turn(sink, "big-data.gdpr-treated", passage, turn);
        }
    } else if passages.heading(passage) & GDPR != 0
        && passage.is_sentence(MIN_TREATMENT)
        && (is_in_union || passage.is_about(GDPR_DETAIL))
    {
        emit_in_turn(sink, "big-data.gdpr-treated", passage, turn);
    }
    let is_placed = is_in_union || passage.is_about(SAME_REGION);
    if !is_placed || passage.is_heading {
        return;
    }
    let heading = passages.heading(passage);
    let subjects = passage.subjects | heading;
    if subjects & STORAGE != 0 || passage.is_about(STORAGE_ROLE | REGION) {
        emit_in_turn(sink, "cloud.region.storage", passage, turn);
    }
    // `https://fruits.s3.eu-west-3.amazonaws.com/EMR/`: the address of a storage says nothing of where something computes.
    let is_computed_there =
        || passage.is_about(REGION) || names_eu_region(&outside_addresses(&passage.text));
    if is_in_union && subjects & COMPUTE != 0 && is_computed_there() {
        emit_in_turn(sink, "cloud.region.compute", passage, turn);
    }
}

/// A text without the addresses of storages in it.
pub(super) fn outside_addresses(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !is_of_storage(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether an address is that of a storage, by its scheme or its host.
fn is_of_storage(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else {
        return false;
    };
    let scheme = scheme.rsplit(|letter: char| !letter.is_ascii_alphanumeric());
    if scheme.take(1).any(|scheme| SCHEMES.contains(&scheme)) {
        return true;
    }
    let host = rest.split('/').next().unwrap_or_default();
    let mut parts = host.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.any(|part| STORING.contains(&part))
}

/// Schemes of addresses in storages.
const SCHEMES: &[&str] = &["abfss", "gs", "s3", "s3a", "s3n", "wasbs"];

/// Whether a text tells somebody what to do from its first word on: "Développerez des scripts", "Respecterez les contraintes".
fn opens_as_told(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(tells)
}

/// Whether a text opens like a goal or a criterion: "Respecter les normes RGPD ...", "CE2 : ...".
fn opens_as_goal(text: &str) -> bool {
    // `Privacy compliance: ensure ...`: what follows the label is the text.
    let text = match text.split_once(':') {
        Some((label, rest))
            if label.split_whitespace().count() <= LABEL && !rest.trim().is_empty() =>
        {
            rest
        }
        _ => text,
    };
    let first = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’')
        .find(|word| !word.is_empty() && !word.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or_default();
    let is_criterion = first.strip_prefix("CE").is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    let first = first.replace('’', "'").to_lowercase();
    is_criterion || GOALS.binary_search(&first.as_str()).is_ok()
}

/// Treatments that are critical at scale.
fn scale(passages: &Passages, passage: &Passage, sink: &mut EvidenceSink) {
    let is_treatment =
        passage.is_about(CRITICAL) && passage.subjects & (CRITICAL_REASON | SCALE) != 0;
    let under_scale =
        passage.is_about(CRITICAL) && passages.heading(passage) & (SCALE | CRITICAL) != 0;
    if passage.is_sentence(MIN_TREATMENT) && (is_treatment || under_scale) {
        // A text that gives the reason itself says more than one that stands under a heading of it.
        let turn = if is_treatment { -1 } else { 0 };
        // What partitions are in general is told by any course.
        let folded = fold(&passage.text).replace('_', " ");
        let is_own = FIRST_TREATMENTS.is_in(&folded);
        emit_in_turn(
            sink,
            "big-data.critical-treatment",
            passage,
            turn - i16::from(is_own),
        );
    } else if passage.subjects & (CRITICAL | SCALE) != 0 && passage.is_sentence(MIN_BRICK) {
        emit(sink, "big-data.volume-named", passage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_that_tells_what_to_do_opens_a_brief() {
        assert!(opens_as_told("Développerez des scripts") && opens_as_told("Définirez le budget"));
        assert!(!opens_as_told(
            "Démarrez le cluster EMR, les données restent sur S3"
        ));
        assert!(!opens_as_told("Suarez et al."));
    }

    #[test]
    fn the_address_of_a_storage_places_nothing_else() {
        for address in [
            "s3://fruits-eu-west-3/EMR/",
            "(s3a://fruits-eu-west-3/EMR/)",
            "https://fruits.s3.eu-west-3.amazonaws.com/EMR/",
        ] {
            assert_eq!(outside_addresses(&format!("voir {address}")), "voir");
        }
    }

    #[test]
    fn the_address_of_a_storage_is_no_step() {
        let told = "Les images sont stockées sur S3 (s3://fruits/), le calcul se fait sur EMR";
        assert!(!is_step(told));
        for step in [
            "Ouvrir https://eu-west-3.console.aws.amazon.com/emr",
            "aws s3 cp fruits s3://fruits",
            "2. Lancer le cluster",
        ] {
            assert!(is_step(step), "{step}");
        }
    }

    #[test]
    fn own_treatments_are_told_from_words_that_hold_their_names() {
        let is_own = |text: &str| FIRST_TREATMENTS.is_in(&fold(text).replace('_', " "));
        assert!(is_own("l'inférence passe par une pandas_udf"));
        assert!(is_own("éviter collect() sur le driver"));
        assert!(!is_own("la collecte des données et leur diffusion"));
    }
}
