//! Documents that are not the candidate's: forms nobody filled, briefs, lists in which criteria are ticked.

use prejury_documents::BlockKind;

use super::lists::{BRIEF, SELF_CHECK};
use super::texts::Text;

/// Values left in brackets from which a document is a form that nobody filled.
const MIN_PLACEHOLDERS: usize = 4;

/// `[Action à engager]`, `Risque : [description]`: what a form says where something is to be written.
fn is_placeholder(text: &Text<'_>) -> bool {
    // Nearly no text ends so: only those that do are looked at from the front.
    let text_end = text.str().trim_end_matches(['|', ' ', '*']);
    if !text_end.ends_with(']') {
        return false;
    }
    let value = text_end.rsplit(" : ").next().unwrap_or("");
    let value = value.trim_start_matches(['|', ' ', '*']);
    value.starts_with('[') && value.contains(' ') && text.block.links.is_empty()
}

/// Folders in which candidates keep what they were given.
const GIVEN: &[&str] = &[
    "pieces_jointes",
    "pieces jointes",
    "pièces jointes",
    "pièces_jointes",
    "pieces-jointes",
    "attachments",
    "brief",
    "briefs",
    "consigne",
    "consignes",
    "enonce",
    "énoncé",
    "sujet",
    "template",
    "templates",
];

/// Whether a document ticks criteria, or is what the training organisation wrote to the candidate.
pub(super) fn is_set_aside(texts: &[Text<'_>]) -> bool {
    let path = texts.first().map_or("", |text| &text.location().path);
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    if folders
        .split('/')
        .any(|folder| GIVEN.iter().any(|given| folder.eq_ignore_ascii_case(given)))
    {
        return true;
    }
    let opens = |text: &&Text<'_>| matches!(text.block.kind, BlockKind::Heading(_));
    // A title that lost its words was somebody else's, and so is what stands under it.
    if texts
        .iter()
        .find(opens)
        .is_some_and(|text| text.str().is_empty())
    {
        return true;
    }
    let is_check = texts
        .iter()
        .filter(opens)
        .take(2)
        .any(|text| text.subjects & SELF_CHECK != 0);
    let n_told = texts
        .iter()
        .filter(|text| text.subjects & BRIEF != 0)
        .count();
    let n_open = texts.iter().filter(|text| is_placeholder(text)).count();
    is_check || n_told > 3 || n_open >= MIN_PLACEHOLDERS
}
