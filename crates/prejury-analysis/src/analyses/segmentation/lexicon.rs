//! The subjects that texts on a segmentation touch, each a list of phrases.

use std::sync::LazyLock;

use crate::analyses::passages::Lexicon;

pub(super) const SEGMENTATION: u32 = 1;
pub(super) const NEED: u32 = 1 << 1;
pub(super) const APPROACH: u32 = 1 << 2;
pub(super) const APPROACH_VERB: u32 = 1 << 3;
pub(super) const SEGMENT_NAME: u32 = 1 << 4;
pub(super) const SEGMENT_TRAIT: u32 = 1 << 5;
pub(super) const NEW_CUSTOMER: u32 = 1 << 6;
pub(super) const ASSIGNMENT: u32 = 1 << 7;
pub(super) const MAINTENANCE: u32 = 1 << 8;
pub(super) const FREQUENCY: u32 = 1 << 9;
pub(super) const VARIABLE_NATURE: u32 = 1 << 10;
pub(super) const TREATMENT: u32 = 1 << 11;
pub(super) const ALGORITHM: u32 = 1 << 12;
pub(super) const CHOICE: u32 = 1 << 13;
pub(super) const REASON: u32 = 1 << 14;
pub(super) const NUMBER: u32 = 1 << 15;
pub(super) const COMPARISON: u32 = 1 << 16;
pub(super) const STABILITY: u32 = 1 << 17;
pub(super) const BRIEF: u32 = 1 << 18;
pub(super) const PERSONA: u32 = 1 << 19;
pub(super) const GROUP_WORD: u32 = 1 << 20;
pub(super) const OPTIMAL: u32 = 1 << 21;
pub(super) const REJECTION: u32 = 1 << 22;
pub(super) const MEASURE_NAME: u32 = 1 << 23;
pub(super) const ANNOUNCEMENT: u32 = 1 << 24;
pub(super) const PURPOSE: u32 = 1 << 25;
pub(super) const GROUPING: u32 = 1 << 26;
pub(super) const ELSEWHERE: u32 = 1 << 27;
pub(super) const QUALITY: u32 = 1 << 28;
pub(super) const CHOICE_LABEL: u32 = 1 << 29;
pub(super) const APPROACH_LABEL: u32 = 1 << 30;

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(&[
        include_str!("../../../../../rules/segmentation/segmentation.txt"),
        include_str!("../../../../../rules/segmentation/need.txt"),
        include_str!("../../../../../rules/segmentation/approach.txt"),
        include_str!("../../../../../rules/segmentation/approach-verb.txt"),
        include_str!("../../../../../rules/segmentation/segment-name.txt"),
        include_str!("../../../../../rules/segmentation/segment-trait.txt"),
        include_str!("../../../../../rules/segmentation/new-customer.txt"),
        include_str!("../../../../../rules/segmentation/assignment.txt"),
        include_str!("../../../../../rules/segmentation/maintenance.txt"),
        include_str!("../../../../../rules/segmentation/frequency.txt"),
        include_str!("../../../../../rules/segmentation/variable-nature.txt"),
        include_str!("../../../../../rules/segmentation/treatment.txt"),
        include_str!("../../../../../rules/segmentation/algorithm.txt"),
        include_str!("../../../../../rules/segmentation/choice.txt"),
        include_str!("../../../../../rules/segmentation/reason.txt"),
        include_str!("../../../../../rules/segmentation/cluster-number.txt"),
        include_str!("../../../../../rules/segmentation/comparison.txt"),
        include_str!("../../../../../rules/segmentation/stability.txt"),
        include_str!("../../../../../rules/segmentation/brief.txt"),
        include_str!("../../../../../rules/segmentation/persona.txt"),
        include_str!("../../../../../rules/segmentation/group-word.txt"),
        include_str!("../../../../../rules/segmentation/optimal.txt"),
        include_str!("../../../../../rules/segmentation/rejection.txt"),
        include_str!("../../../../../rules/segmentation/measure.txt"),
        include_str!("../../../../../rules/segmentation/announcement.txt"),
        include_str!("../../../../../rules/segmentation/purpose.txt"),
        include_str!("../../../../../rules/segmentation/grouping.txt"),
        include_str!("../../../../../rules/segmentation/elsewhere-headings.txt"),
        include_str!("../../../../../rules/segmentation/quality.txt"),
        include_str!("../../../../../rules/segmentation/choice-label.txt"),
        include_str!("../../../../../rules/segmentation/approach-label.txt"),
    ])
    .deniable(
        SEGMENT_NAME
            | SEGMENT_TRAIT
            | VARIABLE_NATURE
            | TREATMENT
            | ALGORITHM
            | CHOICE
            | REASON
            | COMPARISON
            | STABILITY
            | BRIEF
            | OPTIMAL
            | REJECTION
            | MEASURE_NAME
            | QUALITY,
    )
});
