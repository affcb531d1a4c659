//! What texts say of privacy (C1.1-CE6, C1.2.2-CE6), and personal fields that code removes under that name.
//!
//! # Does not count
//! The word alone, personal data that are loaded, explored or served, a mission statement that asks for it, `anonymised` in the description of a column.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::BlockKind;
use regex::Regex;

use super::words::{BRIEF, PERSONAL_FIELD, PRIVACY, PRIVACY_DETAIL, PRIVACY_PROTECTION, Text};
use super::{Preparation, plan};
use crate::sink::EvidenceSink;

/// A treatment is a sentence.
const SENTENCE: usize = 60;
/// List items and paragraphs after a heading or sentence about privacy belong to it.
const BELONGING: u32 = 8;

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let mut since = u32::MAX;
    plan::blocks(preparation, |block, text| {
        let is_named = is_law(text);
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        let continues = since < BELONGING && !is_heading;
        since = if is_named && names_law(text) {
            0
        } else if is_heading {
            u32::MAX
        } else {
            since.saturating_add(1)
        };
        if !is_named && !continues
            || BRIEF.are_in(text)
            || speaks_to_reader(text)
            || is_about_community(&block.location.path)
        {
            return;
        }
        let has_detail = if names_law(text) {
            PRIVACY_DETAIL.are_in(&without_law(text))
        } else {
            protects(text, continues)
        };
        if (is_named || continues)
            && has_detail
            && text.len() >= SENTENCE
            && !is_heading
            && block.kind != BlockKind::TableRow
        {
            sink.found(
                "privacy.treated",
                Strength::Written,
                block.location.clone(),
                &*block.text,
                None,
            );
        } else if is_named && names_law(text) {
            sink.found(
                "privacy.named",
                Strength::Written,
                block.location.clone(),
                &*block.text,
                None,
            );
        }
    });
    for (number, unit) in (0_u32..).zip(&preparation.python.units) {
        for comment in unit.comments.iter().filter(|comment| !comment.is_code) {
            let text = Text::of(&comment.text);
            if is_law(&text) {
                let acts =
                    PERSONAL_FIELD.are_in(&text) || PRIVACY_DETAIL.are_in(&without_law(&text));
                let signal = if acts {
                    "privacy.treated"
                } else {
                    "privacy.named"
                };
                debug_assert_eq!(comment.place.unit.0, number);
                crate::matching::emit_code(
                    preparation.python,
                    sink,
                    signal,
                    Strength::Written,
                    comment.place,
                    "",
                );
            }
        }
    }
}

/// `anonym` alone is a description of the data; with the law or personal data it is a treatment.
fn is_law(text: &Text) -> bool {
    PRIVACY.are_in(text)
        && [
            "rgpd",
            "gdpr",
            "cnil",
            "personnel",
            "personal",
            "protection de ces donnees",
            "protection de leurs donnees",
            "protection de nos donnees",
            "protection des donnees",
            "privacy",
            "vie privee",
            "pseudonym",
        ]
        .iter()
        .any(|word| text.contains(word))
}

/// `the provided anonymised database`: how data came, and nothing that the candidate did, in folded text.
static RECEIVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:provided|given|supplied|fournie?s?|mises? a disposition)\b[^.]{0,25}\banonymi[sz]\w*|\banonymi[sz]\w*[^.]{0,40}\b(?:provided|supplied|fournie?s?|mises? a disposition)\b",
    )
    .ok()
});

/// Whether a text that does not name the law protects persons: data that are called personal are loaded and shown, too.
/// Under the law's heading any sentence may, elsewhere the one that speaks of personal data.
fn protects(text: &Text, continues: bool) -> bool {
    if !PRIVACY_PROTECTION.are_in(text) {
        return false;
    }
    let own = |text: &str| match RECEIVED.as_ref() {
        Some(received) => Text::folded(received.replace_all(text, " ").into_owned()),
        None => Text::folded(text.to_owned()),
    };
    if continues {
        return PRIVACY_PROTECTION.are_in(&own(&text.folded));
    }
    let mut sentences = text.folded.split(['.', ';', '!', '?', '\n']);
    sentences.any(|sentence| {
        let sentence = own(sentence);
        PRIVACY.are_in(&sentence) && PRIVACY_PROTECTION.are_in(&sentence)
    })
}

/// The law itself, not the kind of data: a description of columns says `personal data` too.
fn names_law(text: &Text) -> bool {
    [
        "rgpd",
        "gdpr",
        "cnil",
        "protection",
        "privacy",
        "vie privee",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// The text without the names of the law, whose own words (`protection`, `personnel`) are no detail.
fn without_law(text: &Text) -> Text {
    let folded = text
        .folded
        .replace("reglement general sur la protection des donnees", " ")
        .replace("general data protection regulation", " ");
    Text::folded(folded)
}

/// The mission statement speaks to the candidate.
pub(super) fn speaks_to_reader(text: &Text) -> bool {
    // Most texts are told by two letters.
    text.contains("vo")
        && text
            .folded
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| matches!(word, "vous" | "votre" | "vos"))
}

/// Files about the people who work on a repository, not about its data.
fn is_about_community(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    ["code_of_conduct", "contributing", "licen", "security"]
        .iter()
        .any(|part| name.starts_with(part))
}
