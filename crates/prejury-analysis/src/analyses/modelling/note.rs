//! The methodological note (C4.4.2): approach, metric and optimisation, interpretability, limits and improvements.
//!
//! Of all sentences that treat a subject, only the best ones are shown: those that say it under a heading about it come
//! before those that a heading alone explains, these before single sentences elsewhere, and these before items of a list.

use prejury_core::Strength;
use prejury_documents::BlockKind;

use super::lists::{
    APPROACH, GLOBAL, IMPROVEMENT, IMPROVEMENT_HEADING, IMPROVEMENT_VERB, LIMIT, LIMIT_HEADING,
    LOCAL, METRIC, METRIC_REASON, MODEL, OPTIMISATION, Subjects,
};
use super::texts::{Account, Text};
use crate::sink::EvidenceSink;

/// Words of a sentence that explains something.
const MIN_WORDS: usize = 9;
/// Paragraphs about the approach from which a note presents it.
const MIN_APPROACH: usize = 3;
/// Words from which a paragraph under a heading of its own develops it.
const MIN_DEVELOPED: usize = 12;

/// Words of an item under a heading of its own.
const MIN_ITEM: usize = 4;
/// Items from which a list under a heading says something.
const MIN_ITEMS: usize = 2;

/// Share of the note after which limits and improvements are its own.
const CLOSING_PERCENT: usize = 40;

/// A subject of the note, with the headings that announce it.
struct Topic {
    signal: &'static str,
    /// Every one of these in the sentence.
    said: Subjects,
    /// One of these in the heading.
    headed: Subjects,
    /// What a developed sentence under such a heading still has to say.
    under: Subjects,
    /// It closes a note: what comes before speaks of the limits and improvements of others' methods.
    closes: bool,
}

const TOPICS: &[Topic] = &[
    Topic {
        signal: "note.metric",
        said: METRIC | METRIC_REASON,
        headed: METRIC,
        under: METRIC_REASON,
        closes: false,
    },
    Topic {
        signal: "note.optimisation",
        said: OPTIMISATION,
        headed: OPTIMISATION,
        under: 0,
        closes: false,
    },
    Topic {
        signal: "note.global-interpretability",
        said: GLOBAL,
        headed: GLOBAL,
        under: 0,
        closes: false,
    },
    Topic {
        signal: "note.local-interpretability",
        said: LOCAL,
        headed: LOCAL,
        under: 0,
        closes: false,
    },
    Topic {
        signal: "note.limits",
        said: LIMIT,
        headed: LIMIT_HEADING,
        under: 0,
        closes: true,
    },
    Topic {
        signal: "note.improvements",
        said: IMPROVEMENT,
        headed: IMPROVEMENT_HEADING,
        under: 0,
        closes: true,
    },
];

/// How well a sentence treats a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Listed,
    Said,
    Under,
    SaidUnder,
}

pub(super) fn find(note: &Account<'_>, sink: &mut EvidenceSink) {
    approach(note, sink);
    for topic in TOPICS {
        let closing = note.texts.len() * CLOSING_PERCENT / 100;
        let graded = note.texts.iter().enumerate().filter_map(|(at, text)| {
            let grade = topic.grade(text)?;
            (!topic.closes || at >= closing).then_some((grade, text))
        });
        let n_listed = graded
            .clone()
            .filter(|(grade, _)| *grade == Grade::Listed)
            .count();
        let graded = graded.filter(|(grade, _)| *grade != Grade::Listed || n_listed >= MIN_ITEMS);
        let best = graded.clone().map(|(grade, _)| grade).max();
        for (_, text) in graded.filter(|(grade, _)| Some(*grade) == best) {
            let excerpt = text.excerpt(topic.said);
            sink.found(
                topic.signal,
                Strength::Written,
                text.location().clone(),
                excerpt,
                None,
            );
        }
        if best.is_none() {
            let heading = note
                .texts
                .iter()
                .find(|text| text.is_heading() && text.subjects & topic.headed != 0);
            if let Some(heading) = heading {
                let (place, excerpt) = (heading.location().clone(), &*heading.block.text);
                sink.found(topic.signal, Strength::Mentioned, place, excerpt, None);
            }
        }
    }
}

fn approach(note: &Account<'_>, sink: &mut EvidenceSink) {
    let is_approach = |text: &&Text<'_>| {
        text.is_sentence(MIN_DEVELOPED)
            && (text.subjects | text.heading) & MODEL != 0
            && text.is_about(APPROACH)
    };
    let found: Vec<&Text<'_>> = note.texts.iter().filter(is_approach).collect();
    let is_headed = |text: &&&Text<'_>| text.heading & (APPROACH | MODEL) != 0;
    let mut headed: Vec<&Text<'_>> = found.iter().filter(is_headed).copied().collect();
    if headed.is_empty() {
        headed.clone_from(&found);
    }
    let mut emit = |signal, text: &Text<'_>| {
        let excerpt = text.excerpt(APPROACH);
        sink.found(
            signal,
            Strength::Written,
            text.location().clone(),
            excerpt,
            None,
        );
    };
    if let Some(first) = headed.first().copied().or(note.texts.first()) {
        emit("note.modelling", first);
    }
    if found.len() >= MIN_APPROACH {
        headed
            .into_iter()
            .for_each(|text| emit("note.approach", text));
    }
}

impl Topic {
    /// Every subject, and those of a pair near one another.
    fn is_said(&self, text: &Text<'_>) -> bool {
        let first = 1 << self.said.trailing_zeros();
        let second = self.said & !first;
        text.is_about(self.said) && (second == 0 || text.joins(first, second))
    }

    /// An item of a list that a heading or a line before it announces: short, but one of several.
    fn is_listed(&self, text: &Text<'_>) -> bool {
        self.closes
            && text.block.kind == BlockKind::ListItem
            && text.is_sentence(MIN_ITEM)
            && text.heading & self.headed != 0
            && (self.headed != IMPROVEMENT_HEADING || says_improvement(text))
    }

    fn grade(&self, text: &Text<'_>) -> Option<Grade> {
        let is_said = text.is_sentence(MIN_WORDS) && self.is_said(text);
        let is_under = text.is_sentence(MIN_DEVELOPED)
            && text.heading & self.headed != 0
            && text.is_about(self.under)
            && (self.headed != IMPROVEMENT_HEADING || says_improvement(text));
        match (is_said, is_under) {
            (true, true) => Some(Grade::SaidUnder),
            (false, true) => Some(Grade::Under),
            (true, false) => Some(Grade::Said),
            (false, false) => self.is_listed(text).then_some(Grade::Listed),
        }
    }
}

/// Under a title that announces limits as well, a sentence has to say what would be done.
fn says_improvement(text: &Text<'_>) -> bool {
    text.heading & LIMIT_HEADING == 0 || text.subjects & (IMPROVEMENT | IMPROVEMENT_VERB) != 0
}
