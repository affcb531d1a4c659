//! Results with and without augmentation (C2.3.3-CE2).
//!
//! # What it looks for
//! Tables, outputs and charts in which an augmented training stands beside one that is not; sentences with figures.
//! # Counts as evidence
//! Two rows, curves or figures, one of them named after augmentation.
//! # Does not count
//! A sentence without figures (a weaker signal), two trainings whose results stand apart (a weaker signal).
//! # Limits
//! Which training is augmented is known by names and rows that say so.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::{Place, Strength};
use prejury_documents::{Block, BlockKind, Document, fold};
use prejury_python::{Call, Value};
use regex::Regex;

use super::comparison::{has_share, names_score};
use super::prose::Treatment;
use super::{Networks, emit, walk};
use crate::analyses::{Context, outputs};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const COMPARED: &str = "augmentation.compared";

const AUGMENTATION: &str = include_str!("../../../../../rules/networks/augmentation.txt");

const EFFECTS: &str = include_str!("../../../../../rules/networks/augmentation-effect.txt");

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (location, text) in outputs::texts_where(networks.python, compares) {
        let excerpt: Vec<&str> = text
            .lines()
            .filter(|line| has_share(line))
            .take(4)
            .collect();
        sink.found(
            COMPARED,
            Strength::Executed,
            location,
            excerpt.join("\n"),
            None,
        );
    }
    documents(ctx, sink);
    charts(networks, sink);
    both_trained(networks, sink);
}

fn names_augmentation(text: &str) -> bool {
    let text = fold(text);
    text.contains("augment")
        || text
            .split(|c: char| !c.is_alphanumeric())
            .any(|token| token == "aug" || token == "dataaug")
}

fn denies_augmentation(text: &str) -> bool {
    let text = fold(text);
    [
        "no aug",
        "no_aug",
        "no-aug",
        "non augment",
        "sans aug",
        "without",
        "sans data",
        "not augmented",
        "no data",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Rows with figures, with augmentation and without.
fn compares(text: &str) -> bool {
    if text.contains("Layer (type)")
        || text.contains("ms/step")
        || text.contains("it/s]")
        || text.contains("s/step")
        // The log of one training, as older versions of Keras print it.
        || text.contains("s - loss:")
        || text.contains(", saving model to")
    {
        return false;
    }
    let (mut with, mut without) = (0, 0);
    let mut header = (false, false);
    let (mut side_by_side, mut shares) = (false, 0);
    // Rows below a column on augmentation that say `No`, and others.
    let mut said = (false, false);
    for line in text.lines().take(120).filter(|line| line.len() < 400) {
        let is_with = names_augmentation(line) && !denies_augmentation(line);
        if has_share(line) {
            with += usize::from(is_with);
            without += usize::from(!is_with);
            shares += 1;
            if header.0 {
                let is_plain = says_no(line);
                said.0 |= is_plain;
                said.1 |= !is_plain;
            }
        } else {
            side_by_side |= is_with && has_both_columns(line);
            header.0 |= is_with;
            header.1 |= names_augmentation(line) && denies_augmentation(line);
        }
    }
    with > 0 && without > 0
        || side_by_side && shares > 1
        || header.0 && header.1 && without > 0
        || said.0 && said.1
}

/// Whether a row of a table has a cell that says no.
fn says_no(row: &str) -> bool {
    let mut words = row.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        ["aucune", "false", "no", "non", "none", "sans", "without"]
            .iter()
            .any(|no| word.eq_ignore_ascii_case(no))
    })
}

/// `Baseline   Baseline + data aug`: the titles of two columns, of which one is the other with augmentation.
fn has_both_columns(line: &str) -> bool {
    let columns: Vec<String> = line
        .split([' ', '\t', '|'].as_slice())
        .collect::<Vec<_>>()
        .split(|word| word.is_empty())
        .filter(|words| !words.is_empty())
        .map(|words| fold(&words.join(" ")))
        .collect();
    let plain = |augmented: &String| {
        columns.iter().any(|other| {
            other.len() > 2 && !names_augmentation(other) && augmented.starts_with(other.as_str())
        })
    };
    columns
        .iter()
        .any(|column| names_augmentation(column) && plain(column))
}

fn documents(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let is_row = |block: &Block| matches!(block.kind, BlockKind::TableRow | BlockKind::ListItem);
    for document in &ctx.facts.documents {
        for rows in document
            .blocks
            // Lists of two cells are two lists.
            .chunk_by(|a, b| is_row(a) == is_row(b) && a.location.cell() == b.location.cell())
            .filter(|rows| is_row(&rows[0]) && rows.len() > 1)
        {
            let text = rows
                .iter()
                .map(|row| &*row.text)
                .collect::<Vec<_>>()
                .join("\n");
            if compares(&text) {
                let excerpt: Vec<&str> = text.lines().take(4).collect();
                let location = rows[0].location.clone();
                sink.found(
                    COMPARED,
                    Strength::Written,
                    location,
                    excerpt.join("\n"),
                    None,
                );
            }
        }
    }
    for (document, block) in Treatment::new(&[AUGMENTATION, EFFECTS]).blocks(ctx.facts) {
        if !is_of_data(&block.text) {
            continue;
        }
        // What will be tried has no result yet.
        let with_figures =
            has_share(&block.text) && !is_planned(&block.text) && compares_runs(&block.text);
        // A text that gives the figures itself, or a table of them, comes before a page that holds them apart.
        let is_half = !with_figures && is_half_of_page(document, block);
        let signal = if with_figures || is_half {
            COMPARED
        } else {
            "augmentation.mentioned-result"
        };
        let location = block.location.clone();
        let (turn, strength) = (i16::from(is_half), Strength::Written);
        sink.found_in_turn(turn, signal, strength, location, &*block.text, None);
    }
}

/// Whether a text names the training without augmentation alone, and its page the one with it and a figure for each.
fn is_half_of_page(document: &Document, block: &Block) -> bool {
    let place = &block.location.place;
    let is_on_page = matches!(place, Place::Page(_) | Place::Slide(_));
    if !is_on_page || !denies_augmentation(&block.text) || is_planned(&block.text) {
        return false;
    }
    let folded = fold(&block.text);
    if ["avec et sans", "with and without"]
        .iter()
        .any(|both| folded.contains(both))
    {
        return false;
    }
    // Blocks are in the order of the pages.
    let first = document
        .blocks
        .partition_point(|other| other.location.place < *place);
    let page = || {
        let blocks = document.blocks[first..].iter();
        blocks.take_while(|other| other.location.place == *place)
    };
    let is_with = |text: &str| names_augmentation(text) && !denies_augmentation(text);
    // A share of pixels or of units is no result: a score is named beside it.
    let is_score = |text: &str| has_share(text) && names_score(&fold(text));
    page().any(|other| is_with(&other.text))
        && page()
            .filter(|other| is_score(&other.text))
            .nth(1)
            .is_some()
}

/// Data are augmented, and not a score: `le F1 a augmenté de 11 %`, `une augmentation de 3 points`.
fn is_of_data(text: &str) -> bool {
    let text = fold(text);
    let is_named = text.contains("data aug");
    is_named
        || text.match_indices("augment").any(|(at, _)| {
            let rest = &text[at..];
            let end = rest
                .find(|letter: char| !letter.is_alphanumeric())
                .unwrap_or(rest.len());
            let mut after = rest[end..].split_whitespace();
            let is_amount = matches!(after.next(), Some("de" | "of" | "by"))
                && after
                    .next()
                    .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let is_noun = matches!(&rest[..end], "augmentation" | "augmentations" | "augmented");
            // "L'augmentation de la taille", "an increase" of anything but data.
            let mut of = rest[end..].split_whitespace();
            let is_of_other =
                of.next().is_some_and(|word| OF.contains(&word)) && !of.take(3).any(is_data);
            // "La précision a augmenté": a verb is of data where they stand beside it.
            let beside = text[..at].split_whitespace().rev().take(2);
            let beside = beside.chain(rest[end..].split_whitespace().take(3));
            !is_amount && (is_noun && !is_of_other || !is_noun && beside.into_iter().any(is_data))
        })
}

/// Words behind which stands what is augmented.
const OF: &[&str] = &["d", "de", "des", "du", "of"];

fn is_data(word: &str) -> bool {
    let word = word.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let word = word.strip_prefix("d'").unwrap_or(word);
    DATA.iter().any(|data| word.starts_with(data))
}

/// Words for what is augmented.
const DATA: &[&str] = &[
    "data",
    "donnee",
    "echantillon",
    "image",
    "jeu",
    "l'image",
    "photo",
    "texte",
    "training",
];

/// Whether a text sets one result against another: the figures of one run on its parts are none.
fn compares_runs(text: &str) -> bool {
    let text = fold(text);
    [
        "au lieu",
        "compar",
        "contre ",
        "gain",
        "instead",
        "par rapport",
        "points",
        "sans ",
        "than ",
        "versus",
        "vs",
        "without",
    ]
    .iter()
    .any(|words| text.contains(words))
        || FROM_TO
            .as_ref()
            .is_some_and(|change| change.is_match(&text))
}

/// `de 0,71 à 0,78`, `from 71 % to 78 %`.
static FROM_TO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:de|from) \d[\d.,]* ?%? ?(?:a|to) \d").ok());

fn is_planned(text: &str) -> bool {
    let text = fold(text);
    [
        "on va ",
        "nous allons ",
        "allons donc ",
        "essayons ",
        "we will ",
        "let's ",
    ]
    .iter()
    .any(|words| text.contains(words))
}

/// A frame, bar chart or joint chart whose names say which results are augmented.
fn charts(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let mut last: Option<(u32, u32)> = None;
    let mut drawn: (bool, bool) = (false, false);
    let mut augmented: BTreeSet<&str> = BTreeSet::new();
    for call in networks.calls() {
        let method = call.method();
        let is_table = matches!(&*call.callee, "pandas.DataFrame" | "pandas.concat")
            || matches!(method, "bar" | "barplot" | "barh");
        let (with, without) = texts(call);
        if is_table && declares_columns(call) {
            // What it is filled with later may compare them, or not.
            if with {
                let (python, place) = (networks.python, call.place);
                emit_code(python, sink, COMPARED, Strength::Mentioned, place, method);
            }
        } else if is_table && with && without {
            emit(networks.python, sink, COMPARED, call, method);
        }
        if matches!(method, "plot" | "lineplot") && (with || without) {
            let cell = (call.place.unit.0, call.place.cell);
            if last != Some(cell) {
                last = Some(cell);
                drawn = (false, false);
                augmented.clear();
            }
            // A curve named after the augmentation and its twin come from one training.
            let roots = call.args.iter().filter_map(|arg| root_of(&arg.value));
            let roots: Vec<&str> = roots.collect();
            if with {
                augmented.extend(&roots);
            }
            let without = without && !with && !roots.iter().any(|root| augmented.contains(root));
            let had_both = drawn.0 && drawn.1;
            drawn.0 |= with;
            drawn.1 |= without;
            if drawn.0 && drawn.1 && !had_both {
                emit(networks.python, sink, COMPARED, call, method);
            }
        }
    }
}

/// `pd.DataFrame(columns=[...])`: a table that has no rows yet.
fn declares_columns(call: &Call) -> bool {
    let data = call.arg("data", Some(0));
    let is_empty =
        |data: &Value| data.elements.is_empty() && data.name.is_none() && data.types.is_empty();
    call.keyword("columns").is_some() && data.is_none_or(is_empty)
}

/// The name that a value is read from: `history2` of `history2.history["loss"]`.
fn root_of(value: &Value) -> Option<&str> {
    let name = value.name.as_deref()?;
    Some(name.split(['.', '[']).next().unwrap_or(name))
}

/// Whether the texts and names in a call's arguments name augmented results, and others beside them.
fn texts(call: &Call) -> (bool, bool) {
    let mut with = false;
    let mut without = false;
    for arg in &call.args {
        walk(&arg.value, &mut |value| {
            let texts = value
                .keys
                .iter()
                .map(|key| key.as_str())
                .chain(value.as_str())
                .chain(value.name.as_deref());
            for text in texts {
                let augmented = names_augmentation(text) && !denies_augmentation(text);
                with |= augmented;
                without |= !augmented
                    && (denies_augmentation(text) || text.to_lowercase().contains("hist"));
            }
            // A list of names: some with augmentation, others without.
            let labels: Vec<&str> = value
                .elements
                .iter()
                .filter_map(|element| element.as_str())
                .collect();
            if labels.iter().any(|label| names_augmentation(label)) {
                without |= labels
                    .iter()
                    .any(|label| !names_augmentation(label) || denies_augmentation(label));
            }
        });
    }
    (with, without)
}

/// Two trainings of one run, one on data whose name says that they are augmented, one on others.
fn both_trained(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let is_augmented = |call: &Call| {
        let receiver = call
            .receiver
            .as_ref()
            .and_then(|receiver| receiver.name.as_deref());
        call.args
            .iter()
            .filter_map(|arg| arg.value.name.as_deref())
            .chain(receiver)
            .any(|name| names_augmentation(name) && !denies_augmentation(name))
    };
    let mut kinds: BTreeSet<bool> = BTreeSet::new();
    for training in &networks.trainings {
        if kinds.insert(is_augmented(training.call)) && kinds.len() == 2 {
            emit(
                networks.python,
                sink,
                "augmentation.both-trained",
                training.call,
                training.call.method(),
            );
        }
    }
}
