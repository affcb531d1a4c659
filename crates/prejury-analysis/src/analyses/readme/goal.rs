//! The sentences of a README that say what the project is for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_documents::{Block, BlockKind, Phrases, words};

const GOAL: &str = include_str!("../../../../../rules/readme/goal.txt");
const GOAL_HEADINGS: &str = include_str!("../../../../../rules/readme/goal-headings.txt");
const TEMPLATES: &str = include_str!("../../../../../rules/readme/templates.txt");

static GOAL_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(GOAL));
static HEADING_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(GOAL_HEADINGS));
static TEMPLATE_PHRASES: LazyLock<Phrases> = LazyLock::new(|| phrases(TEMPLATES));

fn phrases(text: &str) -> Phrases {
    Phrases::new(
        text.lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#')),
    )
}

/// Words of a sentence that can state a goal.
const MIN_WORDS: usize = 8;
/// Words of a line that stands for a heading.
const MAX_TITLE_WORDS: usize = 5;
/// Words of an opening paragraph that describes a project without any usual phrase.
const MIN_OPENING_WORDS: usize = 15;

/// Blocks that a framework did not write: those of its sections are left out up to the next heading.
pub(super) fn without_template(blocks: &[Block]) -> Vec<&Block> {
    let hits = hits(&TEMPLATE_PHRASES, &blocks.iter().collect::<Vec<_>>());
    let mut in_template = false;
    let mut own = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let is_template = hits.contains(&index);
        if is_template {
            in_template = true;
        } else if matches!(block.kind, BlockKind::Heading(_)) && !hits.is_empty() {
            in_template = false;
        }
        if !in_template {
            own.push(block);
        }
    }
    own
}

/// Blocks that state the goal, in order.
pub(super) fn find<'a>(blocks: &[&'a Block]) -> Vec<&'a Block> {
    let by_phrase = hits(&GOAL_PHRASES, blocks);
    let headings = hits(&HEADING_PHRASES, blocks);
    let mut under_goal: Option<u8> = None;
    let mut before_second_heading = 0;
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Heading(level) => {
                before_second_heading += 1;
                // A sub-heading stays in the section of its heading.
                if headings.contains(&index) {
                    under_goal = Some(level);
                } else if under_goal.is_some_and(|of| level <= of) {
                    under_goal = None;
                }
            }
            // A short line above a list is a heading without its mark.
            BlockKind::Paragraph
                if headings.contains(&index)
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
                    && n_words >= MIN_OPENING_WORDS;
                let states =
                    n_words >= MIN_WORDS && (by_phrase.contains(&index) || under_goal.is_some());
                if (opens || states) && !is_setup(&block.text) {
                    found.push(*block);
                }
            }
            BlockKind::Code | BlockKind::Notes | BlockKind::AltText => {}
        }
    }
    found
}

/// Indexes of the blocks in which some phrase stands.
fn hits(phrases: &Phrases, blocks: &[&Block]) -> BTreeSet<usize> {
    phrases
        .find(blocks.iter().map(|block| &*block.text))
        .into_iter()
        .map(|hit| hit.block)
        .collect()
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
