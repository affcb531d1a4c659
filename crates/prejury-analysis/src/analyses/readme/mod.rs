//! README: does it say what the project is for, and what its folders and files are?
//!
//! # What it looks for
//! Prose on the goal, the context or the problem; explanations of folders and files that are there.
//!
//! # Counts as evidence
//! For the goal: a sentence that states it, or running text under a heading such as "Objectif" or "Contexte". For the layout:
//! a tree drawing, or list items, table rows, headings and sentences that name real folders or files (data files that the code reads
//! included) with a word of explanation; a README in a folder explains that folder. Index files under other names count.
//!
//! # Does not count
//! A bare title; the README that a framework generates; files that do not exist; deliverables named by their kind only
//! ("a notebook, a presentation"). The statement of the project, pasted in, tells its goal in part only.
//!
//! # Limits
//! Whether the text fits the project is for the evaluator to judge.

mod goal;
mod instructions;
mod layout;
mod names;
mod task;
mod trace;
mod tree;

use prejury_core::{Evidence, Issue, Location, Strength};
use prejury_documents::{Block, BlockKind, Document, fold, words};
use prejury_intake::is_named_readme;

use super::{Analysis, Context};
use crate::sink::EvidenceSink;

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "readme",
    signals: &[
        "readme.goal",
        "readme.layout",
        "readme.layout-partial",
        "readme.statement",
        "readme.title-only",
        "readme.template",
        "readme.trace",
    ],
    run,
};

/// Names of files that introduce a project, without their ending, folded.
const INDEX_NAMES: &[&str] = &[
    "00_index",
    "00_readme",
    "a_lire",
    "about",
    "index",
    "introduction",
    "lire_moi",
    "lisez_moi",
    "lisezmoi",
    "note_d_introduction",
    "note_introductive",
    "presentation_du_projet",
    "sommaire",
];
/// Words besides headings below which a README holds a title and nothing else.
const MIN_BODY_WORDS: usize = 3;
/// Sentences on the goal that are shown.
const MAX_GOALS: usize = 2;
/// Pieces shown.
const MAX_SHOWN: usize = 4;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let mut readmes: Vec<&Document> = ctx
        .facts
        .documents
        .iter()
        .filter(|document| introduces(&document.path) && !document.is_deck())
        .collect();
    readmes.sort_by_key(|document| (document.path.matches('/').count(), document.path.clone()));
    let Some(main) = readmes.first() else { return };
    let depth = main.path.matches('/').count();
    let (top, inner): (Vec<&Document>, Vec<&Document>) = readmes
        .iter()
        .partition(|document| document.path.matches('/').count() == depth);

    let marked = goal::Marked::of(ctx.facts);
    for document in &top {
        let is_of_document = |issue: &&Issue| {
            issue.code.starts_with("text.set-aside")
                && issue.path.as_deref() == Some(&*document.path)
        };
        let set_aside = ctx.facts.issues.iter().find(is_of_document);
        let reason = set_aside.and_then(|issue| issue.args.get("reason"));
        if set_aside.is_some_and(|issue| issue.code == "text.set-aside")
            && reason.is_some_and(|reason| reason == "generated")
        {
            against("readme.template", document, sink);
            continue;
        }
        let own: Vec<&Block> = document
            .blocks
            .iter()
            .filter(|block| !block.text.is_empty())
            .collect();
        let goals = goal::find(&marked, &own);
        if goals.is_empty() && reason.is_some_and(|reason| reason == "statement") {
            statement(document, sink);
        }
        let states_goal = !goals.is_empty();
        for block in goals.into_iter().take(MAX_GOALS) {
            sink.found(
                "readme.goal",
                Strength::Written,
                block.location.clone(),
                &*block.text,
                None,
            );
        }
        if body_words(&own) < MIN_BODY_WORDS && !states_goal {
            against("readme.title-only", document, sink);
        }
    }
    let explains = layout::find(ctx.facts, &top, &inner, sink);
    // Saves time where the criterion is met in part at least. A list of deliverables by their kind explains nothing.
    if !explains && !sink.has_any(&["readme.goal", "readme.statement"]) {
        trace::find(ctx.facts, &readmes, sink);
    }
}

/// A README that repeats the statement of the project tells the goal in words that are not the candidate's. Texts of the
/// statement have lost their words when they come here: the heading above is what can be quoted.
fn statement(document: &Document, sink: &mut EvidenceSink) {
    let is_aside = |block: &&Block| block.text.is_empty() && block.kind == BlockKind::Paragraph;
    let Some(at) = document.blocks.iter().position(|block| is_aside(&block)) else {
        return;
    };
    let above = document.blocks[..at].iter().rev();
    let mut headings = above.filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    let quoted = headings.find(|block| !block.text.is_empty());
    sink.found(
        "readme.statement",
        Strength::Written,
        document.blocks[at].location.clone(),
        quoted.map_or(&*document.path, |heading| &*heading.text),
        None,
    );
}

/// Folders of data and code that others made, in lower case.
const OF_OTHERS: &[&str] = &["nltk_data", "third_party", "vendor"];

/// Whether a file introduces the project or a folder of it, as far as its name tells.
fn is_readme(path: &str) -> bool {
    let folded = fold(path.rsplit('/').next().unwrap_or(path));
    // A presentation in pages is mostly slides.
    let is_slides = folded.starts_with("presentation") && folded.ends_with(".pdf");
    !is_slides && introduces(path)
}

/// The same of a file whose pages tell whether they are slides.
fn introduces(path: &str) -> bool {
    let mut folders = path.split('/');
    if folders.any(|folder| OF_OTHERS.iter().any(|one| folder.eq_ignore_ascii_case(one))) {
        return false;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let folded = fold(name);
    let stem = folded
        .split('.')
        .next()
        .unwrap_or_default()
        .replace(['-', ' ', '\'', '’'], "_");
    let is_text = ![".html", ".ipynb", ".odp", ".pptx"]
        .iter()
        .any(|ending| folded.ends_with(ending));
    is_text && (is_named_readme(name) || INDEX_NAMES.contains(&stem.as_str()))
}

/// Words of everything but headings.
fn body_words(blocks: &[&Block]) -> usize {
    let is_body = |block: &&&Block| !matches!(block.kind, BlockKind::Heading(_));
    blocks
        .iter()
        .filter(is_body)
        .map(|block| words(&block.text).len())
        .sum()
}

/// Words of running text: headings and code are none.
fn prose_words(blocks: &[&Block]) -> usize {
    let is_prose = |block: &&&Block| !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Code);
    blocks
        .iter()
        .filter(is_prose)
        .map(|block| words(&block.text).len())
        .sum()
}

fn against(signal: &str, document: &Document, sink: &mut EvidenceSink) {
    let first = document.blocks.first();
    sink.push(Evidence {
        signal: signal.into(),
        strength: Strength::Written,
        supports: false,
        location: first.map_or_else(
            || Location::file(document.path.clone()),
            |block| block.location.clone(),
        ),
        excerpt: first
            .map(|block| block.text.to_string())
            .unwrap_or_default(),
        subject: None,
        related: Vec::new(),
    });
}

#[cfg(test)]
mod tests;
