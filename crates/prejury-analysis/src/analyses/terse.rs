//! An approach that a notebook tells without a verb: a title or lead that names a model, and below it the pieces that it is put
//! together from ("Réseau sur mesure : Embedding + BiGRU"), right above the cell that trains it; or titles that go through several
//! models. Half of an approach (C2.1.1-CE1, C2.3.1-CE1): it says what, and not why.
//!
//! # Does not count
//! One title alone, whatever algorithm it names; a list in which only one piece is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::{Block, BlockKind, Document, DocumentKind, fold};
use prejury_python::{Call, PythonFacts};

use crate::Facts;
use crate::sink::EvidenceSink;

/// Cells below a text in which its model is trained.
const MAX_CELLS: u32 = 3;
/// Cells of a section between its title and its training.
const MAX_SECTION: u32 = 8;
/// Words of a line that names pieces, and pieces that make an approach.
const MAX_LINE: usize = 14;
const MIN_PIECES: usize = 2;
/// Titles of a notebook that are looked at.
const MAX_TITLES: usize = 20;
/// What a title or lead calls a model by: stems.
const MODELS: &[&str] = &[
    "approach",
    "approche",
    "architecture",
    "baseline",
    "model",
    "network",
    "reseau",
];

static PIECES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let list = include_str!("../../../../rules/modelling/components.txt");
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Where models are trained: cells by the path of their notebook.
pub(super) type Trained<'f> = BTreeMap<&'f str, BTreeSet<u32>>;

pub(super) fn trained<'f>(
    python: &'f PythonFacts,
    calls: impl Iterator<Item = &'f Call>,
) -> Trained<'f> {
    let mut cells = Trained::new();
    for call in calls {
        if let Some(unit) = python.units.get(call.place.unit.0 as usize) {
            cells.entry(&unit.path).or_default().insert(call.place.cell);
        }
    }
    cells
}

/// What is trained, as the lines of an approach name it.
pub(super) struct Models<'a> {
    /// Whether a line names an algorithm, or a kind of network.
    pub(super) are_in: &'a dyn Fn(&str) -> bool,
    /// How many different ones a text names.
    pub(super) n_in: &'a dyn Fn(&str) -> usize,
    /// The list of pieces holds them, too.
    pub(super) are_pieces: bool,
}

/// Puts every approach told so above a cell of `trained` into the sink.
pub(super) fn approaches(
    signal: &str,
    facts: &Facts<'_>,
    trained: &Trained<'_>,
    models: &Models<'_>,
    sink: &mut EvidenceSink,
) {
    for document in &facts.documents {
        let Some(cells) = trained.get(&*document.path) else {
            continue;
        };
        if document.kind != DocumentKind::NotebookText {
            continue;
        }
        // What leads to a training: `Import de Random Forest` far from one goes through nothing.
        let is_above = |cell: u32, reach: u32| {
            let mut below = cells.range(cell + 1..=cell.saturating_add(reach));
            below.next().is_some()
        };
        if let Some((location, excerpt)) =
            told_by_titles(document, models, &|cell| is_above(cell, MAX_SECTION))
        {
            sink.push_in_turn(2, half(signal, location, excerpt));
        }
        for told in cells_of(document) {
            let cell = told[0].location.cell().unwrap_or(0);
            if !is_above(cell, MAX_CELLS) {
                continue;
            }
            if let Some((location, excerpt)) = told_in(told, models) {
                sink.push_in_turn(1, half(signal, location, excerpt));
            }
        }
    }
}

/// An approach that says half: with a need beside it, the reason is still missing.
fn half(signal: &str, location: Location, excerpt: String) -> Evidence {
    Evidence {
        signal: signal.into(),
        strength: Strength::Mentioned,
        supports: true,
        location,
        excerpt,
        subject: None,
        related: Vec::new(),
    }
}

/// Titles of a notebook that go through several models: `Baseline : TF-IDF + Régression logistique`, then `LSTM`.
fn told_by_titles(
    document: &Document,
    models: &Models<'_>,
    is_above: &impl Fn(u32) -> bool,
) -> Option<(Location, String)> {
    let titles = document.blocks.iter().filter(|block| {
        matches!(block.kind, BlockKind::Heading(_))
            && block.location.cell().is_some_and(is_above)
            && (models.are_in)(&block.text)
    });
    let titles: Vec<&Block> = titles.take(MAX_TITLES).collect();
    let texts: Vec<&str> = titles.iter().map(|title| title.text.trim()).collect();
    let is_several = titles.len() > 1 && (models.n_in)(&texts.join("\n")) > 1;
    is_several.then(|| {
        (
            titles[0].location.clone(),
            texts[..texts.len().min(4)].join("\n"),
        )
    })
}

fn cells_of(document: &Document) -> impl Iterator<Item = &[Block]> {
    document
        .blocks
        .chunk_by(|one, other| one.location.cell() == other.location.cell())
}

/// The title and the lines of a cell that name pieces.
fn told_in(told: &[Block], models: &Models<'_>) -> Option<(Location, String)> {
    let opens = |block: &Block| {
        let is_lead = block.text.trim_end().ends_with(':');
        if !is_lead && !matches!(block.kind, BlockKind::Heading(_)) {
            return false;
        }
        let text = fold(&block.text);
        MODELS.iter().any(|model| text.contains(model))
    };
    let first = told.iter().position(opens)?;
    let mut pieces = BTreeSet::new();
    let mut has_model = false;
    let mut excerpt = told[first].text.trim().to_owned();
    let mut location = told[first].location.clone();
    for block in &told[first + 1..] {
        let is_line = matches!(block.kind, BlockKind::ListItem | BlockKind::Paragraph)
            && block.text.split_whitespace().count() <= MAX_LINE;
        if !is_line {
            continue;
        }
        let text = fold(&block.text);
        let n_before = pieces.len();
        pieces.extend(words_of(&text).filter_map(|word| PIECES.get(word).copied()));
        let names_model = (models.are_in)(&block.text);
        if names_model || pieces.len() > n_before || opens(block) {
            has_model |= names_model;
            excerpt.push('\n');
            excerpt.push_str(block.text.trim());
            reach(&mut location, &block.location);
        }
    }
    let n_pieces = pieces.len() + usize::from(!models.are_pieces);
    (has_model && n_pieces >= MIN_PIECES).then_some((location, excerpt))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|next: char| !(next.is_alphanumeric() || next == '-'))
}

fn reach(from: &mut Location, to: &Location) {
    if let (Place::Lines { end_line, .. }, Place::Lines { end_line: end, .. }) =
        (&mut from.place, &to.place)
    {
        *end_line = (*end_line).max(*end);
    }
}
