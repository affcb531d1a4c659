//! The sentences of a README that say what the project is for.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_documents::{Block, BlockKind, Phrases, fold, words};

use super::instructions::{is_about_setup, is_description, is_instruction, opens_about_setup};
use super::task::{names_the_task, speaks_of_the_whole};
use crate::Facts;
use crate::analyses::needs;
use crate::analyses::word_list::{WordList, listed};

const GOAL: &str = include_str!("../../../../../rules/readme/goal.txt");
const GOAL_SUBJECTS: &str = include_str!("../../../../../rules/readme/goal-subjects.txt");
const GOAL_HEADINGS: &str = include_str!("../../../../../rules/readme/goal-headings.txt");

static GOAL_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(GOAL));
static SUBJECT_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(GOAL_SUBJECTS));
static HEADING_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(GOAL_HEADINGS));

/// The verb or the noun of a goal in a heading.
static SAYS_WHAT_FOR: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/readme/says-what-for.txt"
    ))
});

/// Words of labels that people stand behind, folded.
static PEOPLE: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/readme/people.txt")));

fn phrases(text: &str) -> Phrases {
    Phrases::new(
        text.lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#')),
    )
}

/// Words of a sentence that can state a goal.
const MIN_WORDS: usize = 8;
/// The same under a heading that announces it: "Prédire le défaut de paiement."
const MIN_ANNOUNCED_WORDS: usize = 4;
/// Words of a line that stands for a heading.
const MAX_TITLE_WORDS: usize = 5;
/// Words of an opening paragraph that describes a project without any usual phrase.
const MIN_OPENING_WORDS: usize = 15;

/// Bytes before the subject of a sentence that are read.
const MAX_BEFORE_SUBJECT: usize = 60;
/// Words of a sentence in which its subject stands.
const SUBJECT_WORDS: usize = 3;
/// What a sentence on the source of the data has as its subject, and beginnings of its verbs, folded.
const DATA: &[&str] = &[
    "data", "dataset", "donnees", "image", "images", "jeu", "photos", "source",
];
const SOURCES: &[&str] = &[
    "collected",
    "come",
    "download",
    "issue",
    "proven",
    "provien",
    "sourced",
    "taken",
    "telecharg",
];

/// Blocks of all documents that hold phrases of the lists, looked up once.
pub(super) struct Marked {
    goal: Blocks,
    heading: Blocks,
}

/// Blocks by their address: they stay where they are as long as the facts.
type Blocks = HashSet<*const Block>;

impl Marked {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let blocks = |phrases: &Phrases| -> Blocks {
            let hits = facts.find_any(phrases).into_iter();
            hits.map(|(document, hit)| std::ptr::from_ref(&document.blocks[hit.block]))
                .collect()
        };
        let mut goal: Blocks = blocks(&GOAL_PHRASES);
        let named = facts.find_any(&SUBJECT_PHRASES).into_iter();
        goal.extend(named.filter_map(|(document, hit)| {
            let block = &document.blocks[hit.block];
            begins_sentence(&block.text, hit.start).then(|| std::ptr::from_ref(block))
        }));
        Self {
            goal,
            heading: blocks(&HEADING_PHRASES),
        }
    }
}

/// Whether few words stand before `at` in its sentence: "Dans ce projet, nous ..." and not "un compte pour ce projet".
fn begins_sentence(text: &str, at: usize) -> bool {
    let near = text.floor_char_boundary(at.saturating_sub(MAX_BEFORE_SUBJECT));
    let before = &text[near..at];
    let sentence = before
        .rfind(['.', '!', '?', ':', '\n', ';'])
        .map_or(before, |end| &before[end..]);
    (near == 0 || sentence.len() < before.len()) && words(sentence).len() <= SUBJECT_WORDS
}

/// Blocks that state the goal, in order.
pub(super) fn find<'a>(marked: &Marked, blocks: &[&'a Block]) -> Vec<&'a Block> {
    let by_phrase = |block: &Block| marked.goal.contains(&std::ptr::from_ref(block));
    // A sentence with a goal may go on with how to run it all.
    let is_of_setup = |block: &Block| match by_phrase(block) {
        true => opens_about_setup(&block.text),
        false => is_about_setup(&block.text),
    };
    let is_goal_heading = |block: &Block| marked.heading.contains(&std::ptr::from_ref(block));
    let mut under_goal: Option<u8> = None;
    let mut before_second_heading = 0;
    let mut under_project = false;
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Heading(level) => {
                before_second_heading += 1;
                under_project = is_of_a_project(&block.text);
                // A sub-heading stays in the section of its heading.
                if is_goal_heading(block) {
                    under_goal = Some(level);
                } else if under_goal.is_some_and(|of| level <= of) {
                    under_goal = None;
                }
                // Some write their first sentences as headings: "# Ce projet consiste à ...".
                let is_sentence =
                    words(&block.text).len() >= MIN_WORDS && speaks_of_the_whole(&block.text);
                // Alone in a README it is a title, unless it says that this is what the work is for.
                let is_title = blocks.len() == 1 && !SAYS_WHAT_FOR.is_in(&fold(&block.text));
                if is_sentence && !is_title && by_phrase(block) && !is_of_setup(block) {
                    found.push(*block);
                }
            }
            // A short line above a list is a heading without its mark.
            BlockKind::Paragraph
                if is_goal_heading(block)
                    && words(&block.text).len() <= MAX_TITLE_WORDS
                    && blocks
                        .get(index + 1)
                        .is_some_and(|next| next.kind == BlockKind::ListItem) =>
            {
                under_goal = Some(u8::MAX);
            }
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::TableRow => {
                let n_words = words(&block.text).len();
                let opens = before_second_heading <= 1
                    && block.kind == BlockKind::Paragraph
                    && (n_words >= MIN_OPENING_WORDS
                        || n_words >= MIN_WORDS && is_description(&block.text));
                let states = n_words >= MIN_WORDS && by_phrase(block)
                    || n_words >= MIN_ANNOUNCED_WORDS && under_goal.is_some();
                let may_name = before_second_heading <= 1 || under_project;
                let names_task =
                    may_name && block.kind == BlockKind::Paragraph && names_the_task(&block.text);
                if (names_task || (opens || states) && !tells_other(&block.text))
                    && !is_setup(&block.text)
                    && !is_instruction(&block.text)
                    && !is_of_setup(block)
                {
                    found.push(*block);
                }
            }
            BlockKind::Code | BlockKind::Notes | BlockKind::AltText => {}
        }
    }
    found
}

/// "Projet 4", "## Project 5:": one of several projects that a README goes through.
fn is_of_a_project(heading: &str) -> bool {
    let folded = fold(heading);
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| matches!(word, "projet" | "project"))
        && folded.bytes().any(|byte| byte.is_ascii_digit())
}

/// Where the data come from, where something is found, or what a file holds, unless it says what for.
fn tells_other(text: &str) -> bool {
    let first = text.split(". ").next().unwrap_or(text);
    let folded = fold(text);
    let is_meant = AIMS.iter().any(|words| folded.contains(words));
    let opening = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .next();
    let is_link = opening.is_some_and(|word| LINKS.contains(&word));
    is_link
        || names_people(&folded) && !is_meant
        || has_versions(text)
        || tells_source(first)
        || needs::describes_a_file(text) && !is_meant
}

/// `Tutrice entreprise : Anne Roux`: who, in folded text, and nothing of what for.
fn names_people(folded: &str) -> bool {
    let Some((label, names)) = folded.split_once(':') else {
        return false;
    };
    let words = |text| str::split(text, |letter: char| !letter.is_alphanumeric());
    let n_words = |text| words(text).filter(|word| !word.is_empty()).count();
    n_words(label) <= LABEL_WORDS
        && n_words(names) <= NAME_WORDS
        && words(label).any(|word| PEOPLE.contains(&word))
}

/// A list of packages: `numpy==1.20.2`.
fn has_versions(text: &str) -> bool {
    let pinned = text.match_indices("==").filter(|(at, _)| {
        let (before, after) = (&text[..*at], &text[at + 2..]);
        before.ends_with(char::is_alphanumeric)
            && after.starts_with(|next: char| next.is_ascii_digit())
    });
    pinned.count() > 1
}

/// Words of a label before its colon.
const LABEL_WORDS: usize = 4;
/// Words of names behind a label: more are a sentence.
const NAME_WORDS: usize = 5;

/// Words that open a line which only leads elsewhere, folded.
const LINKS: &[&str] = &["lien", "liens", "link", "links"];

/// Words by which a sentence says what something is for, folded.
const AIMS: &[&str] = &[
    "aims to",
    "goal is",
    "objective is",
    "pour but",
    "pour objectif",
];

/// `The data for this project is sourced from ...`: where the data come from is no goal.
fn tells_source(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let of_data = words
        .iter()
        .take(SUBJECT_WORDS)
        .any(|word| DATA.contains(word));
    of_data
        && words
            .iter()
            .any(|word| SOURCES.iter().any(|start| word.starts_with(start)))
}

/// How to install and start a program says nothing of its goal.
pub(super) fn is_setup(text: &str) -> bool {
    [
        "pip install",
        "git clone",
        "conda create",
        "streamlit run",
        "docker run",
        "uvicorn ",
    ]
    .iter()
    .any(|command| text.contains(command))
}
