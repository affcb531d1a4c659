//! Goals of the cleaning (C1.2.1-CE1).
//!
//! # Counts as evidence
//! The business problem in a sentence; a sentence that says what the cleaning is for.
//! # Does not count
//! The mission statement in the voice of the client; steps of the work and aims of algorithms.
//! # Limits
//! A goal that follows from the context only is not seen.

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_documents::{Block, BlockKind, fold};
use prejury_python::{CodePlace, Comment, UnitKind};

use super::tied::ties;
use super::words::{
    BRIEF, CLEANING, GOAL, GOAL_ASIDE, GOAL_HEADING, OTHER_AIMS, OTHER_OBJECT, Text,
};
use super::{Operation, Preparation, Prose, works};
use crate::Facts;
use crate::analyses::needs;
use crate::sink::EvidenceSink;

/// Shorter blocks do not develop anything.
const SENTENCE: usize = 60;
/// Shorter lines are labels.
const LINE: usize = 20;
/// Blocks below a heading that describes the project in which the description stands.
const DESCRIPTION: usize = 4;
/// Longer blocks are read up to here.
const MAX_BYTES: usize = 6_000;
/// Titles under which the course says what is to be done: nothing below them is the candidate's.
const TASKS: &[&str] = &[
    "a realiser",
    "assignment",
    "consigne",
    "enonce",
    "travail a faire",
    "travail demande",
];
/// Bytes of the longest label before a text.
const LABEL: usize = 40;
/// Shorter texts tell little of a need.
const SHORT: usize = 100;
/// Lines of a script in which its head begins and ends, and words of one that is a sentence.
const MAX_HEAD: u32 = 15;
const HEAD_WORDS: usize = 12;
/// When a comment is shown among the goals: last.
const HEAD_RANK: u8 = 20;
/// Blocks at the beginning of a README that say what it is all for.
const OPENING: usize = 3;
/// By how much later a sentence is shown that says what the cleaning is for, and no goal.
const TIED: u8 = 4;
/// Blocks at the beginning of a document that introduce it.
const INTRODUCTION: usize = 12;
/// From this rank on a text lacks too much of what a goal has: it is a trace of one.
const TRACE: u8 = 6;

/// Every block of prose, folded once.
pub(super) fn prose<'f>(facts: &'f Facts<'f>) -> Vec<Prose<'f>> {
    let is_licence = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.to_lowercase().starts_with("licen")
    };
    let mut prose = Vec::new();
    for (number, document) in facts
        .documents
        .iter()
        .enumerate()
        .filter(|(_, document)| !is_licence(&document.path))
    {
        for block in document
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Code)
        {
            let text = Text::of(&block.text[..block.text.floor_char_boundary(MAX_BYTES)]);
            prose.push(Prose {
                block,
                document: number,
                text,
            });
        }
    }
    prose
}

/// Visits every block of prose with its folded text.
pub(super) fn blocks<'f>(preparation: &Preparation<'f>, mut visit: impl FnMut(&'f Block, &Text)) {
    for prose in &preparation.nearby.prose {
        visit(prose.block, &prose.text);
    }
}

pub(super) fn find(
    preparation: &Preparation<'_>,
    operations: &[Operation],
    sink: &mut EvidenceSink,
) {
    let cleaning: HashSet<&str> = operations
        .iter()
        .map(|operation| &*preparation.python.units[operation.place.unit.0 as usize].path)
        .collect();
    let mut goals: Vec<Goal<'_>> = Vec::new();
    for of_document in preparation
        .nearby
        .prose
        .chunk_by(|a, b| a.document == b.document)
    {
        let mut after_goal_heading = false;
        let mut described: usize = 0;
        let mut under_task: Option<u8> = None;
        for (number, Prose { block, text, .. }) in of_document.iter().enumerate() {
            let is_heading = matches!(block.kind, BlockKind::Heading(_));
            if is_heading {
                let level = super::step_headings::level_of(block);
                // The titles below such a one belong to the task, too.
                if under_task.is_none_or(|of| level <= of) {
                    under_task = names_task(text).then_some(level);
                }
                described = usize::from(works::opens_description(&text.folded)) * DESCRIPTION;
            }
            // A README whose title says what is made and what for: `# Outil pour repérer les retards`.
            let is_title =
                is_heading && number == 0 && prejury_intake::is_named_readme(&block.location.path);
            if is_title && works::names_a_work(&text.folded) {
                goals.push(Goal {
                    block,
                    text,
                    strength: Strength::Mentioned,
                    states: false,
                    introduces: true,
                    is_elsewhere: is_elsewhere(&block.location.path, &cleaning),
                });
            }
            let is_described = described > 0;
            described = described.saturating_sub(usize::from(!is_heading));
            let is_short = (LINE..SENTENCE).contains(&text.len());
            if !is_heading && is_short && (after_goal_heading || is_described) {
                let is_own = under_task.is_none()
                    && !BRIEF.are_in(text)
                    && !CLEANING.are_in(text)
                    && !super::privacy::speaks_to_reader(text);
                if is_own && works::tells(&block.text) {
                    goals.push(Goal {
                        block,
                        text,
                        strength: Strength::Mentioned,
                        states: false,
                        introduces: number < INTRODUCTION,
                        is_elsewhere: is_elsewhere(&block.location.path, &cleaning),
                    });
                }
            }
            if !is_heading && text.len() >= SENTENCE {
                let states = states_goal(text);
                let is_brief = under_task.is_some()
                    || BRIEF.are_in(text)
                    || super::privacy::speaks_to_reader(text);
                let strength = if is_brief {
                    Strength::Mentioned
                } else {
                    Strength::Written
                };
                let is_under_goal = || {
                    after_goal_heading
                        && !GOAL_ASIDE.are_in(text)
                        && !needs::is_circumstance(&text.folded)
                };
                let goal = Goal {
                    block,
                    text,
                    strength,
                    states,
                    introduces: number < INTRODUCTION,
                    is_elsewhere: is_elsewhere(&block.location.path, &cleaning),
                };
                if let Some(tied) = ties(text) {
                    // A goal with its cleaning says both; a purpose of the cleaning alone comes after most goals.
                    let path = &block.location.path;
                    let opens = number < OPENING
                        && !path.contains('/')
                        && prejury_intake::is_named_readme(path);
                    let rank = goal.rank() + if states || opens { 0 } else { TIED };
                    let place = block.location.clone();
                    let strength = strength.min(tied);
                    sink.found_text("cleaning.goal-tied", strength, rank, place, &*block.text);
                }
                if states || is_under_goal() {
                    goals.push(goal);
                } else if says_task(block, number)
                    || is_described && !is_brief && !CLEANING.are_in(text) && tells_work(block)
                {
                    // What the work does, and not for whom: half of a goal.
                    goals.push(Goal {
                        strength: Strength::Mentioned,
                        ..goal
                    });
                }
            }
            after_goal_heading = if is_heading || is_label(text) {
                GOAL_HEADING.are_in(text)
            } else {
                after_goal_heading && text.len() < SENTENCE
            };
        }
    }
    heads_of_scripts(preparation, sink);
    // What several notebooks begin with was handed to the candidate, or says little about any of them.
    let mut n_times: HashMap<&str, u8> = HashMap::default();
    for goal in &goals {
        let times = n_times.entry(&goal.text.folded).or_default();
        *times = times.saturating_add(1);
    }
    for goal in &goals {
        let is_repeated = n_times
            .get(&*goal.text.folded)
            .is_some_and(|times| *times > 1);
        let place = goal.block.location.clone();
        let rank = goal.rank() + u8::from(is_repeated) * 3;
        let strength = if rank < TRACE {
            goal.strength
        } else {
            Strength::Mentioned
        };
        // A text that also says what the cleaning is for shows all that is asked for.
        let is_tied = ties(goal.text).is_some();
        let rank = rank.saturating_sub(u8::from(is_tied) * TIED);
        sink.found_text("cleaning.goal", strength, rank, place, &*goal.block.text);
    }
}

/// Whether a title names a task, in whole words: `renoncer` holds none.
fn names_task(text: &Text) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric();
    TASKS.iter().any(|task| {
        text.folded.match_indices(task).any(|(at, _)| {
            let rest = &text.folded[at + task.len()..];
            let rest = rest.strip_prefix('s').unwrap_or(rest);
            !text.folded[..at].ends_with(is_letter) && !rest.starts_with(is_letter)
        })
    })
}

/// Whether one of the first texts of a README or notebook opens with the task of the work: `GOAL: sort the photos of a shop`.
fn says_task(block: &Block, number: usize) -> bool {
    let path = &*block.location.path;
    let introduces =
        number < OPENING && (path.ends_with(".ipynb") || prejury_intake::is_named_readme(path));
    let said = match block.text.split_once(':') {
        Some((label, rest)) if label.len() <= LABEL => rest,
        _ => &*block.text,
    };
    introduces
        && !super::privacy::speaks_to_reader(&Text::of(&block.text))
        && (needs::opens_with_a_task(said)
            || needs::opens_with_a_work(said)
            || works::names_a_work(&fold(said)))
}

/// Whether a text under a heading that describes the project says what is made and what for.
fn tells_work(block: &Block) -> bool {
    works::tells(&block.text) && !needs::describes_a_file(&block.text)
}

/// `**Main goals** :`: a line that stands for a heading.
fn is_label(text: &Text) -> bool {
    text.len() <= LABEL && text.folded.trim_end().ends_with(':')
}

/// What a script says at its head that its preparation is for, in a sentence of comments.
fn heads_of_scripts(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let scripts = preparation.python.units.iter();
    for unit in scripts.filter(|unit| unit.kind == UnitKind::Script) {
        let prose = unit.comments.iter().filter(|comment| !comment.is_code);
        let mut head: Vec<&Comment> = Vec::new();
        for comment in prose.take_while(|comment| comment.place.line <= MAX_HEAD) {
            match head.last() {
                Some(last) if last.place.end_line + 1 < comment.place.line => break,
                _ => head.push(comment),
            }
        }
        let (Some(first), Some(last)) = (head.first(), head.last()) else {
            continue;
        };
        let lines: Vec<&str> = head
            .iter()
            .map(|comment| comment.text.trim_start_matches(['#', ' ']))
            .collect();
        let said = lines.join(" ");
        let n_words = said.split_whitespace().count();
        let tied = ties(&Text::of(&said)).filter(|_| n_words >= HEAD_WORDS);
        if let Some(strength) = tied {
            let place = CodePlace {
                end_line: last.place.end_line,
                ..first.place
            };
            let place = preparation.python.location(place);
            sink.found_text("cleaning.goal-tied", strength, HEAD_RANK, place, said);
        }
    }
}

/// A text that may state what the work is for.
struct Goal<'p> {
    block: &'p Block,
    text: &'p Text,
    strength: Strength,
    /// It does so in words, and not by the heading above alone.
    states: bool,
    /// It stands at the beginning of its document.
    introduces: bool,
    /// It stands in a notebook that cleans nothing, where others do.
    is_elsewhere: bool,
}

fn is_elsewhere(path: &str, cleaning: &HashSet<&str>) -> bool {
    path.ends_with(".ipynb") && !cleaning.is_empty() && !cleaning.contains(path)
}

impl Goal<'_> {
    /// The more of somebody's need a text tells, the sooner it is shown; what columns hold or methods aim at comes last.
    fn rank(&self) -> u8 {
        let text = &self.text;
        let serves_somebody = text.contains_any(BENEFICIARIES);
        let is_project = text.contains_any(&["projet", "project", "mission", "problematique"]);
        let is_of_data = text.contains_any(&[
            "boxplot",
            "cellule",
            "colonne",
            "column",
            "dataframe",
            "la valeur",
            "les valeurs",
            "ligne",
        ]);
        let is_of_means = needs::is_goal_of_means(&self.block.text)
            || needs::has_means_as_subject(&self.block.text);
        // What one notebook is for, and that is no data.
        let is_other_aim = text.contains("notebook")
            && OTHER_AIMS.are_in(text)
            && !(CLEANING.are_in(text) || is_project);
        let lacks = [
            (!self.states, 2),
            (!serves_somebody, 2),
            (!is_project, 1),
            (!self.introduces, 3),
            (!(serves_somebody && CLEANING.are_in(text)), 1),
            (text.len() < SHORT, 1),
            (is_of_data, 2),
            (OTHER_OBJECT.are_in(text), 2),
            (is_of_means, 3),
            (self.is_elsewhere, 2),
            (is_other_aim, 4),
        ];
        lacks
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, weight)| weight)
            .sum()
    }
}

/// Whom a work serves.
const BENEFICIARIES: &[&str] = &[
    "agence",
    "agency",
    "association",
    "banque",
    "bank",
    "client",
    "company",
    "customer",
    "entreprise",
    "equipe",
    "francais",
    "marketing",
    "organis",
    "patient",
    "sante publique",
    "societe",
    "start",
    "team",
    "user",
    "utilisateur",
    "ville",
];

/// Whether a sentence states what the work is for. "On cherchera à supprimer les doublons" is a step, and what an
/// algorithm or a metric aims at is no business goal.
fn states_goal(text: &Text) -> bool {
    if !GOAL.are_in(text) || needs::is_circumstance(&text.folded) {
        return false;
    }
    if !GOAL_ASIDE.are_in(text) {
        return true;
    }
    let mut sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    sentences.any(|sentence| {
        let sentence = Text::folded(sentence.to_owned());
        GOAL.are_in(&sentence) && !GOAL_ASIDE.are_in(&sentence)
    })
}
