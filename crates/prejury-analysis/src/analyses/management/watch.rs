//! A technology watch: its sources, what they say, how they answer each other, and the trial of a new method.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{BlockKind, DocumentKind};
use regex::Regex;

use super::lists::{LINK, METHOD_HEADING, REFERENCES_HEADING, TOOL_POINT, TRIAL, WATCH};
use super::sources::{Source, Sources};
use super::texts::{Text, Texts, emit, emit_as};
use super::trial::Trials;
use crate::Facts;
use crate::sink::EvidenceSink;

/// Years after which a source is old.
const RECENT_YEARS: i64 = 5;
/// Blocks in which a document says what it is about.
const OPENING: usize = 10;
/// Blocks in which a paper has its abstract.
const PAPER_OPENING: usize = 30;
/// Brackets of references from which a text with an abstract is a paper.
const MIN_REFERENCES: usize = 25;
/// Words of a title.
const MAX_TITLE: usize = 16;
/// Words of a text that gives a point of a method.
const MIN_POINT: usize = 10;
/// Words of a strength or limit under a heading or behind a label that says so.
const MIN_WEIGHED: usize = 4;
/// Points from which a method is explained.
const MIN_POINTS: usize = 3;
/// Words of a text that ties sources together.
const MIN_LINK: usize = 12;

/// Mathematics outside of formulas that are marked: an equation with a function, a Greek letter or a sign.
static EQUATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[∑Σ∏√∫∂∇∈‖θτλσμ\u{1D400}-\u{1D7FF}][^.\n]{0,40}=|=[^.\n]{0,40}[∑Σ∏√∫∂∇‖τθλσ\u{1D400}-\u{1D7FF}]|(?:softmax|argmax|exp|log|sim|cos)\s?\([^)\n]{1,40}\)\s*[/·×*+−-]|(?:softmax|argmax|exp|log)\s?\([^)\n]{0,40}[√∑²ᵀ^/][^)\n]{0,40}\)").ok()
});

pub(super) fn find<'t, 'f>(facts: &Facts<'_>, texts: &'t Texts<'f>, sink: &mut EvidenceSink) {
    let documents = documents(texts);
    if documents.all.is_empty() {
        return;
    }
    let inside: Vec<&Text<'_>> = texts
        .all
        .iter()
        .filter(|text| documents.all.contains(&text.document) && text.block.kind != BlockKind::Code)
        .collect();
    let mut sources = Sources::default();
    for text in &inside {
        sources.read(text);
    }
    let cited: BTreeSet<usize> = sources
        .found
        .iter()
        .map(|source| source.text.section)
        .collect();
    let mut points: Vec<&Text<'_>> = inside
        .iter()
        .copied()
        .filter(|text| is_point(text, &cited))
        .collect();
    if points.len() < MIN_POINTS {
        points = inside
            .iter()
            .copied()
            .filter(|text| is_point(text, &cited) || weighs(text))
            .collect();
    }
    let trials = Trials::of(&inside);
    // The title of a project that the training organisation sets says nothing of a watch that was done.
    let is_tried = trials
        .compared
        .iter()
        .any(|text| documents.titled.contains(&text.document));
    if sources.found.is_empty() && !is_tried {
        return;
    }
    for text in &documents.titles {
        emit(sink, "watch.subject", text);
    }
    tell_sources(facts, &sources.found, sink);
    tell_points(&inside, &points, sink);
    tell_links(&inside, &sources.found, sink);
    for text in trials.compared.iter().take(6) {
        emit(sink, "watch.comparison", text);
    }
    for text in trials.results.iter().take(6) {
        emit(sink, "watch.result", text);
    }
}

/// Documents about a technology watch.
#[derive(Default)]
struct Documents<'t, 'f> {
    all: BTreeSet<usize>,
    /// Those that say so themselves.
    titled: BTreeSet<usize>,
    titles: Vec<&'t Text<'f>>,
}

fn documents<'t, 'f>(texts: &'t Texts<'f>) -> Documents<'t, 'f> {
    let mut documents = Documents::default();
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    let mut papers: BTreeSet<usize> = BTreeSet::new();
    for document in texts
        .all
        .chunk_by(|one, other| one.document == other.document)
    {
        let Some(first) = document.first() else {
            continue;
        };
        let path = &*first.location().path;
        let opening = || document.iter().take(OPENING).filter(|text| !text.is_row());
        let headed = |text: &&Text<'_>| matches!(text.block.kind, BlockKind::Heading(1..=3));
        if is_paper(document) {
            papers.insert(first.document);
            continue;
        }
        let title = opening()
            .find(|text| text.subjects & WATCH != 0)
            .or_else(|| {
                document
                    .iter()
                    .filter(headed)
                    .find(|text| text.subjects & WATCH != 0)
            })
            // A trial is the subject where it is the title; elsewhere it is a phase.
            .or_else(|| {
                opening()
                    .take(2)
                    .find(|text| text.subjects & TRIAL != 0 && text.n_words < MAX_TITLE)
            });
        let is_named = named_watch(path);
        if title.is_none() && !is_named {
            continue;
        }
        documents.all.insert(first.document);
        documents.titled.insert(first.document);
        documents.titles.push(title.unwrap_or(first));
        folders.insert(folder(path));
    }
    // The note and the slides of a watch lie beside its plan.
    for text in &texts.all {
        let path = &*text.location().path;
        let is_beside = folders.contains(folder(path)) && !super::is_notebook(text);
        let tells_method =
            text.subjects & (METHOD_HEADING | REFERENCES_HEADING) != 0 && text.is_heading;
        if is_beside && tells_method && !papers.contains(&text.document) {
            documents.all.insert(text.document);
        }
    }
    documents
}

/// Whether a document is a paper that the candidate read: an abstract, and a long list of references.
fn is_paper(document: &[Text<'_>]) -> bool {
    let is_pdf = document
        .first()
        .is_some_and(|text| text.kind == DocumentKind::Pdf);
    // Columns are read in turn, so that the word may stand inside a block.
    let holds_abstract =
        |text: &Text<'_>| text.str().contains("Abstract") || text.str().contains("ABSTRACT");
    let is_named = document.first().is_some_and(|text| {
        let name = text.location().path.rsplit('/').next().unwrap_or("");
        name.contains("aper.pdf")
            || name.starts_with(|one: char| one.is_ascii_digit()) && name.matches('.').count() > 1
    });
    let n_references = || {
        let counts = document.iter().map(|text| text.str().matches('[').count());
        counts.sum::<usize>()
    };
    is_pdf
        && (is_named || document.iter().take(PAPER_OPENING).any(holds_abstract))
        && n_references() >= MIN_REFERENCES
}

/// Whether the name of a file says so.
fn named_watch(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    [
        "veille",
        "preuve_de_concept",
        "preuve-de-concept",
        "plan_previsionnel",
        "plan_prévisionnel",
        "etat_de_l",
    ]
    .iter()
    .any(|part| name.contains(part))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Year of the work: that of the last commit, or of the newest document.
fn year_of_work(facts: &Facts<'_>, sources: &[Source<'_, '_>]) -> i64 {
    let last = facts
        .submission
        .history
        .as_ref()
        .and_then(|history| history.commits.first());
    let by_history = last.map(|commit| 1970 + commit.committer_time / 31_556_952);
    let by_documents = || {
        let dates = facts
            .documents
            .iter()
            .filter_map(|one| one.metadata.date.as_ref());
        dates
            .filter_map(|date| date.get(..4)?.parse::<i64>().ok())
            .max()
    };
    let by_sources = || {
        sources
            .iter()
            .filter_map(|source| source.year)
            .max()
            .map(i64::from)
    };
    by_history
        .or_else(by_documents)
        .or_else(by_sources)
        .unwrap_or(0)
}

fn tell_sources(facts: &Facts<'_>, sources: &[Source<'_, '_>], sink: &mut EvidenceSink) {
    let now = year_of_work(facts, sources);
    for source in sources {
        let is_old = source
            .year
            .is_some_and(|year| i64::from(year) + RECENT_YEARS < now);
        let signal = if is_old {
            "watch.source-old"
        } else {
            "watch.source-recent"
        };
        emit_as(
            sink,
            signal,
            source.text,
            Strength::Written,
            Some(source.name.clone()),
        );
        emit_as(
            sink,
            "watch.source",
            source.text,
            Strength::Written,
            Some(source.name.clone()),
        );
    }
}

/// A point of a method: a text of its own under a heading that explains one, or beside the source that it comes from.
fn is_point(text: &Text<'_>, cited: &BTreeSet<usize>) -> bool {
    let explains = text.under & METHOD_HEADING != 0 || cited.contains(&text.section);
    explains
        && text.develops(MIN_POINT)
        && !text.is_row()
        && (text.subjects | text.heading) & REFERENCES_HEADING == 0
}

/// A strength or limit of a tool, however short.
fn weighs(text: &Text<'_>) -> bool {
    (text.heading & TOOL_POINT != 0 || text.has_label(TOOL_POINT))
        && text.develops(MIN_WEIGHED)
        && !text.is_row()
}

fn tell_points(inside: &[&Text<'_>], points: &[&Text<'_>], sink: &mut EvidenceSink) {
    if points.len() < MIN_POINTS {
        return;
    }
    for text in points.iter().take(8) {
        emit(sink, "watch.key-points", text);
    }
    for text in inside.iter().filter(|text| has_formula(text.str())).take(6) {
        emit(sink, "watch.formula", text);
    }
}

/// Whether a text holds mathematics.
fn has_formula(text: &str) -> bool {
    let marked = text.contains('$') && {
        let parts: Vec<&str> = text.split('$').collect();
        parts.len() > 2
            && parts[1..parts.len() - 1].iter().any(|part| {
                part.len() > 2 && (part.contains('\\') || part.contains('=') || part.contains('^'))
            })
    };
    marked
        || EQUATION
            .as_ref()
            .is_some_and(|equation| equation.is_match(text))
}

/// Texts that set sources against each other: a word that does so beside a source, in a sentence of its own.
fn tell_links(inside: &[&Text<'_>], sources: &[Source<'_, '_>], sink: &mut EvidenceSink) {
    if sources.len() < 2 {
        return;
    }
    let cites = |text: &&&Text<'_>| {
        let str = text.str();
        let by_name = sources.iter().filter(|source| {
            source.name.split(' ').next().is_some_and(|author| {
                author.len() > 2 && !author.contains('.') && str.contains(author)
            })
        });
        let by_number = str.contains("[1]") || str.contains("[2]") || str.contains("[3]");
        by_number || by_name.take(1).count() == 1
    };
    for text in inside
        .iter()
        .filter(|text| {
            text.subjects & LINK != 0
                && !text.is_row()
                && text.develops(MIN_LINK)
                && text.under & REFERENCES_HEADING == 0
        })
        .filter(cites)
        .take(6)
    {
        emit(sink, "watch.sources-linked", text);
    }
}
