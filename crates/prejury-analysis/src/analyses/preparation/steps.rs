//! Steps of the cleaning, laid out in texts (C1.2.1-CE2).
//!
//! # Counts as evidence
//! Headings and list items of one document that name three different steps, or one text that does.
//! # Does not count
//! Remarks on single steps; a plan of merges, types and new variables alone.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_core::{Location, Place, Strength};
use prejury_documents::{Block, BlockKind};

use super::step_headings::{Outline, is_title, level_of};
use super::step_names::{is_cleaning, steps_in};
use super::words::{LIMITS, REASON, STEP_ACTION, holds_words};
use super::{Kind, Operation, Preparation, Prose};
use crate::analyses::{listed, needs};
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const SIGNAL: &str = "cleaning.steps-laid-out";

/// Words of code that looks for outliers in some way.
const OUTLIER_CODE: &[&str] = &[
    "aberrant", "atypi", "iqr", "IQR", "outlier", "quantile", "z_score", "zscore",
];
/// Different steps that make a plan.
const ENOUGH_STEPS: usize = 3;
/// From this rank on a place names too little to be a plan: it is a trace of one.
const TRACE: u8 = 6;
/// Blocks without a step between two of one list.
const MAX_GAP: usize = 2;
/// Shorter texts name a step and say nothing of it.
const SENTENCE: usize = 60;

/// Words by which several treatments are weighed, and none is done yet.
const OPTIONS: &[&str] = &[
    "autre option",
    "another option",
    "could be",
    "nous devrons",
    "il faudra",
    "on pourra",
    "pour l'instant",
    "pour le moment",
    "pourrait",
    "pourrions",
    "une option",
    "we could",
];

/// `Amélioration du produit`: what the whole work is about, and no wish.
const THING: &[&str] = &["amelioration d", "improvement of"];
const WISHES: &[&str] = &["axe", "future", "limit", "next", "perspective", "piste"];

pub(super) fn find(
    preparation: &Preparation<'_>,
    operations: &[Operation],
    sink: &mut EvidenceSink,
) {
    let mut done = Done {
        preparation,
        operations,
        known: HashMap::default(),
    };
    let mut is_said = false;
    for of_document in preparation
        .nearby
        .prose
        .chunk_by(|a, b| a.document == b.document)
    {
        // Where no code is handed in, a README says what was done elsewhere.
        let is_readme = !preparation.statements.is_empty()
            && of_document
                .first()
                .is_some_and(|prose| prejury_intake::is_named_readme(&prose.block.location.path));
        let mut steps: BTreeSet<&str> = BTreeSet::new();
        let mut plan: Vec<Step<'_>> = Vec::new();
        let mut outline = Outline::default();
        let mut limits: Option<u8> = None;
        let mut opened_first = false;
        for (number, Prose { block, text, .. }) in of_document.iter().enumerate() {
            let is_heading = is_title(block);
            let mut named = steps_in(text);
            if is_readme {
                named.retain(|step| done.holds(step));
            }
            let acts = STEP_ACTION.are_in(text);
            if is_heading {
                let level = level_of(block);
                // A title of the whole text (`Amélioration du produit`) opens no section that others stand in.
                if limits.is_some() && opened_first {
                    limits = None;
                }
                // The titles below such a heading tell limits, too.
                if limits.is_none_or(|of| level <= of) {
                    limits = (named.is_empty() && LIMITS.are_in(text)).then_some(level);
                    opened_first = limits == Some(1)
                        && number == 0
                        && text.contains_any(THING)
                        && !text.contains_any(WISHES);
                }
                if limits.is_none() {
                    outline.enter(block, &named, acts);
                }
            }
            let under_limits = limits.is_some();
            // `#outliers #encoding #merge` are tags.
            if named.is_empty() || block.text.matches('#').count() >= ENOUGH_STEPS {
                continue;
            }
            let gives_reason = !is_heading && text.len() >= SENTENCE && REASON.are_in(text);
            let worth = Worth {
                acts,
                gives_reason,
                is_aside: under_limits,
            };
            is_said = true;
            sink.found_text(
                "cleaning.steps-remarked",
                Strength::Written,
                worth.rank(&named.iter().copied().collect()),
                block.location.clone(),
                &*block.text,
            );
            // What was not done, or could be done later, is no step of a plan.
            let is_step =
                is_heading || block.kind == BlockKind::ListItem || named.len() >= ENOUGH_STEPS;
            if is_step && !under_limits {
                steps.extend(&named);
                plan.push(Step {
                    number,
                    block,
                    named,
                    worth,
                    weighs: block.kind == BlockKind::Paragraph && text.contains_any(OPTIONS),
                });
            }
        }
        let is_plan = steps.len() >= ENOUGH_STEPS && steps.iter().any(|step| is_cleaning(step));
        if !is_plan {
            continue;
        }
        // A heading that opens a list stands for it.
        for family in outline.families() {
            let worth = Worth {
                acts: family.acts,
                gives_reason: false,
                is_aside: false,
            };
            let rank = worth.rank(&family.named) + if family.is_opened { 0 } else { 2 };
            sink.found_text(
                SIGNAL,
                strength_of(rank),
                rank,
                family.location,
                family.excerpt,
            );
        }
        for run in plan.chunk_by(Step::goes_on_with) {
            emit(run, sink);
        }
    }
    if !is_said {
        in_comments(preparation, operations, sink);
    }
}

/// Comments that are asked what they say, and different ones from which they are remarks.
const MAX_COMMENTS: usize = 200;
const ENOUGH_COMMENTS: usize = 2;

/// Where no text says a word of the cleaning, comments over its code may: `# Supprime les films sans titre`.
fn in_comments(preparation: &Preparation<'_>, operations: &[Operation], sink: &mut EvidenceSink) {
    let mut said: Vec<(String, &Operation)> = Vec::new();
    for operation in operations.iter().take(MAX_COMMENTS) {
        let comment = preparation.nearby.comments_at(operation.place);
        let is_remark = !comment.is_empty()
            && STEP_ACTION.are_in(&comment)
            && !asks_or_denies(&comment.folded)
            && comment.folded.split_whitespace().nth(2).is_some();
        if is_remark && said.iter().all(|(known, _)| *known != comment.folded) {
            said.push((comment.folded, operation));
        }
    }
    if said.len() >= ENOUGH_COMMENTS {
        for (_, operation) in said {
            emit_code(
                preparation.python,
                sink,
                "cleaning.steps-remarked",
                operation.strength,
                preparation
                    .nearby
                    .with_comment_above(operation.place, |comment| STEP_ACTION.are_in(comment)),
                "",
            );
        }
    }
}

static NOT_DONE: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/preparation/not-done.txt"
    ))
});

/// `# TODO supprimer les doublons ?`, `# ne pas supprimer les lignes vides`: no step that is done.
fn asks_or_denies(comment: &str) -> bool {
    comment.contains('?') || NOT_DONE.iter().any(|words| holds_words(comment, words))
}

/// Which steps the code of the submission does: of those that a README names, the others are claims.
struct Done<'p> {
    preparation: &'p Preparation<'p>,
    operations: &'p [Operation],
    known: HashMap<&'static str, bool>,
}

impl Done<'_> {
    fn holds(&mut self, step: &'static str) -> bool {
        if let Some(known) = self.known.get(step) {
            return *known;
        }
        let (kind, words): (Kind, &[&str]) = match step {
            "missing values" => (Kind::Missing, &["isna", "isnull"]),
            "outliers" => (Kind::Outliers, OUTLIER_CODE),
            "duplicates" => (Kind::Duplicates, &["duplicate"]),
            "columns" => (Kind::Columns, &["drop("]),
            _ => return true,
        };
        let mut operations = self.operations.iter();
        let mut statements = self.preparation.statements.iter();
        let is_done = operations.any(|operation| operation.kind == kind)
            || statements.any(|statement| words.iter().any(|word| statement.code.contains(word)));
        self.known.insert(step, is_done);
        is_done
    }
}

/// What a place says beside the names of steps.
#[derive(Clone, Copy)]
struct Worth {
    /// Tells what is done, and not only what data hold.
    acts: bool,
    gives_reason: bool,
    /// Stands under a heading of limits: it tells what was not done.
    is_aside: bool,
}

impl Worth {
    /// The more steps of a cleaning a place names, the better it shows the plan; what is done, and reasons, say more than
    /// names alone.
    fn rank(self, named: &BTreeSet<&str>) -> u8 {
        let few = match named.iter().filter(|step| is_cleaning(step)).count() {
            0 => 8,
            1 => 5,
            2 => 3,
            _ => 0,
        };
        few + u8::from(!self.acts) * 2
            + u8::from(!self.gives_reason)
            + u8::from(named.len() < 2)
            + u8::from(self.is_aside) * 12
    }
}

/// A block of a plan.
struct Step<'p> {
    /// Number in its document.
    number: usize,
    block: &'p Block,
    named: Vec<&'static str>,
    worth: Worth,
    /// Weighs what could be done, in a paragraph: a remark rather than a plan.
    weighs: bool,
}

impl Step<'_> {
    /// Whether another one stands in the same list: in one cell, on one page, with little between.
    fn goes_on_with(&self, next: &Self) -> bool {
        next.number - self.number <= MAX_GAP
            && match (&self.block.location.place, &next.block.location.place) {
                (Place::Lines { cell: a, .. }, Place::Lines { cell: b, .. }) => a == b,
                (a, b) => a == b,
            }
    }
}

/// A plan that no place shows is told in part only.
fn strength_of(rank: u8) -> Strength {
    if rank < TRACE {
        Strength::Written
    } else {
        Strength::Mentioned
    }
}

/// One list, or one heading that stands alone, as one place.
fn emit(run: &[Step<'_>], sink: &mut EvidenceSink) {
    let named: BTreeSet<&str> = run
        .iter()
        .flat_map(|step| step.named.iter().copied())
        .collect();
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    // New variables are a step of the plan, and no place to show its cleaning.
    if named.iter().all(|name| *name == "variables") {
        return;
    }
    let worth = Worth {
        acts: run.iter().any(|step| step.worth.acts),
        gives_reason: run.iter().any(|step| step.worth.gives_reason),
        is_aside: run.iter().all(|step| step.worth.is_aside),
    };
    let is_remark = run.len() == 1
        && (first.weighs
            || needs::describes_a_file(&first.block.text)
            || opens_as_remark(&first.block.text));
    // A row of a sheet says what one trial was given.
    let is_row = matches!(first.block.location.place, Place::Row { .. });
    let rank = worth.rank(&named) + if is_remark || is_row { 4 } else { 0 };
    let excerpt: Vec<&str> = run.iter().map(|step| &*step.block.text).collect();
    sink.found_text(
        SIGNAL,
        strength_of(rank),
        rank,
        span(&first.block.location, &last.block.location),
        excerpt.join("\n"),
    );
}

/// `Remarque : ...`: what is said by the way.
fn opens_as_remark(text: &str) -> bool {
    let word = text.split_whitespace().find_map(|word| {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        (!word.is_empty()).then(|| word.to_lowercase())
    });
    word.is_some_and(|word| REMARKS.contains(&word.trim_end_matches('s')))
}

static REMARKS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/preparation/remarks.txt")));

fn span(first: &Location, last: &Location) -> Location {
    let mut span = first.clone();
    if let (Place::Lines { end_line, .. }, Place::Lines { end_line: end, .. }) =
        (&mut span.place, &last.place)
    {
        *end_line = (*end_line).max(*end);
    }
    span
}
