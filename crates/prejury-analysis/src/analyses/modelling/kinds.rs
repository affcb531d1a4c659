//! Which documents are notes of the candidate's own, by their format, name and text.

use prejury_documents::{BlockKind, Document, DocumentKind};

use super::lists::{BRIEF, METRIC};
use super::texts::{Account, Text};

/// Words of a running paragraph.
const MIN_RUNNING: usize = 14;
/// Words in running paragraphs from which a document is a note.
const MIN_NOTE_WORDS: usize = 200;
/// The same for items of a list, and for a document that calls itself a methodological note.
const MIN_LISTED: usize = 7;
const MIN_TITLED_WORDS: usize = 120;
/// Running paragraphs of a note that speak of models.
const MIN_ABOUT_MODELS: usize = 4;
/// Instructions to the candidate from which a document is the training organisation's.
const MAX_INSTRUCTIONS: usize = 2;
/// Share of code blocks from which a document is a notebook or a manual.
const MAX_CODE_PERCENT: usize = 15;
/// Citations by number from which a text with an abstract is a published paper.
const MIN_CITATIONS: usize = 6;

/// Parts of names, in lower case, of documents in a format for any text that are notes.
const NOTES: &[&str] = &[
    "article",
    "blog",
    "memo",
    "methodolog",
    "méthodolog",
    "note",
    "paper",
    "rapport",
    "report",
    "synthese",
    "synthèse",
    "technique",
];
/// Titles of documents that tell what will be done.
const PLANS: &[&str] = &[
    "plan de travail",
    "plan previsionnel",
    "plan prévisionnel",
    "plan provisoire",
    "project plan",
    "provisional plan",
    "work plan",
];
/// Blocks among which the title of a document is, and bytes of a title.
const OPENING: usize = 3;
const MAX_TITLE: usize = 80;

/// Parts of names of documents that are something else.
const OTHERS: &[&str] = &[
    "brief",
    "changelog",
    "consigne",
    "contributing",
    "cours",
    "drift",
    "enonce",
    "énoncé",
    "guide",
    "license",
    "mission",
    "prevision",
    "prévision",
    "profiling",
    "readme",
    "release-note",
    "template",
];

impl Account<'_> {
    pub(super) fn is_instruction(&self) -> bool {
        let told = self
            .texts
            .iter()
            .filter(|text| text.is_about(BRIEF))
            .count();
        told > MAX_INSTRUCTIONS
    }

    /// A paper of others, handed in beside the work: an abstract, and citations by number.
    pub(super) fn is_published(&self) -> bool {
        let mut first = self.texts.iter().take(40);
        let has_abstract = first.any(|text| {
            let start = text.block.text.get(..8).unwrap_or_default();
            start.eq_ignore_ascii_case("abstract")
        });
        let is_citation = |text: &&Text<'_>| {
            let rest = text.block.text.split('[').nth(1).unwrap_or_default();
            let number = rest.split([']', ',']).next().unwrap_or_default();
            !number.is_empty()
                && number.len() < 4
                && number.bytes().all(|byte| byte.is_ascii_digit())
        };
        has_abstract && self.texts.iter().filter(is_citation).count() >= MIN_CITATIONS
    }

    pub(super) fn is_note(&self) -> bool {
        // A document that calls itself a methodological note may be written in lists.
        let is_titled = self.document.path.to_lowercase().contains("thodologi");
        let (min_words, min_total) = if is_titled {
            (MIN_LISTED, MIN_TITLED_WORDS)
        } else {
            (MIN_RUNNING, MIN_NOTE_WORDS)
        };
        let running = self.texts.iter().filter(|text| {
            (text.block.kind == BlockKind::Paragraph || is_titled) && text.is_sentence(min_words)
        });
        let n_words: usize = running.clone().map(|text| text.n_words).sum();
        let n_about = running.filter(|text| text.speaks_of_models()).count();
        let n_code = self
            .texts
            .iter()
            .filter(|text| text.block.kind == BlockKind::Code)
            .count();
        n_words >= min_total
            && n_about >= MIN_ABOUT_MODELS
            && self.texts.iter().any(|text| text.is_about(METRIC))
            && n_code * 100 <= self.texts.len() * MAX_CODE_PERCENT
    }
}

/// Whether a document tells what will be done: `Nom_Prenom_1_plan_042024.pdf`, or a plan by its first title.
fn is_plan(document: &Document, name: &str) -> bool {
    let is_plan_word = |part: &str| matches!(part, "plan" | "planning");
    let by_name = name
        .split(|next: char| !next.is_alphanumeric())
        .any(is_plan_word);
    let opening = document.blocks.iter().take(OPENING);
    by_name
        || opening
            .map(|block| block.text.to_lowercase())
            .any(|text| text.len() < MAX_TITLE && PLANS.iter().any(|title| text.contains(title)))
}

/// Whether a document may be a note, by its format and its name.
pub(super) fn is_note_kind(document: &Document) -> bool {
    let name = document
        .path
        .rsplit('/')
        .next()
        .unwrap_or(&document.path)
        .to_lowercase();
    // Names come in decomposed form, too.
    let is_named = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if is_named(OTHERS) || is_plan(document, &name) || document.is_deck() {
        return false;
    }
    match document.kind {
        DocumentKind::Pdf | DocumentKind::Word | DocumentKind::Tex => true,
        DocumentKind::Html | DocumentKind::Markdown | DocumentKind::RestructuredText => {
            let title = document
                .blocks
                .iter()
                .find(|block| matches!(block.kind, BlockKind::Heading(_)));
            let title = title
                .map(|block| block.text.to_lowercase())
                .unwrap_or_default();
            is_named(NOTES) || NOTES.iter().any(|part| title.contains(part))
        }
        DocumentKind::NotebookText
        | DocumentKind::ScriptText
        | DocumentKind::PlainText
        | DocumentKind::Slides
        | DocumentKind::Spreadsheet => false,
    }
}
