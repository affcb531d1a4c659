//! Scrum and the steering of a project: roles, events, artefacts and priorities.

use std::collections::BTreeSet;

use prejury_core::Strength;
use prejury_documents::BlockKind;

use super::calendar::{self, MIN_SPRINTS, sprint_numbers};
use super::lists::{
    ARTEFACT, BACKLOG, DAILY, DEVELOPMENT_TEAM, MOSCOW, PRIORITY, PRODUCT_OWNER, PROGRESS_CHART,
    RETROSPECTIVE, REVIEW, RISK, SCRUM, SCRUM_HEADING, SCRUM_MASTER, SPRINT, SPRINT_PLANNING,
    STORY_WISH, STORY_WORD, Subjects,
};
use super::tables::Table;
use super::texts::{Text, Texts, emit, emit_as};
use crate::sink::EvidenceSink;

const ROLES: [Subjects; 3] = [PRODUCT_OWNER, SCRUM_MASTER, DEVELOPMENT_TEAM];
const EVENTS: [(Subjects, Option<&str>); 5] = [
    (SPRINT_PLANNING, None),
    (DAILY, Some("scrum.daily")),
    (REVIEW, Some("scrum.review")),
    (RETROSPECTIVE, Some("scrum.retrospective")),
    (PROGRESS_CHART, Some("scrum.progress-chart")),
];
/// Words of a text that describes the role or event which opens it.
const MIN_LABELLED: usize = 5;
/// Words behind the label of one inside a text, and of a sentence of it about one alone.
const MIN_VALUE: usize = 3;
const MIN_PART: usize = 6;
/// Words of a sentence that describes one.
const MIN_SENTENCE: usize = 9;
/// Roles or events in one short text, from which it lists them.
const MAX_TOGETHER: usize = 2;
/// Texts on Scrum under a heading of its own, from which a document treats it.
const MIN_TREATMENT: usize = 2;

pub(super) fn find<'t, 'f>(
    texts: &'t Texts<'f>,
    tables: &[Table<'t, 'f>],
    sink: &mut EvidenceSink,
) -> BTreeSet<usize> {
    let (documents, n_sprints) = treated(texts, tables, sink);
    if documents.is_empty() {
        return documents;
    }
    organisation(texts, sink);
    priorities(texts, tables, sink);
    calendar::sprints(texts, tables, n_sprints, sink);
    documents
}

/// Documents that treat Scrum, sprints or agile planning, and the highest number of sprints.
fn treated(
    texts: &Texts<'_>,
    tables: &[Table<'_, '_>],
    sink: &mut EvidenceSink,
) -> (BTreeSet<usize>, usize) {
    let mut documents = BTreeSet::new();
    let mut numbers: BTreeSet<(usize, u32)> = BTreeSet::new();
    let any_event = EVENTS.iter().fold(0, |all, (event, _)| all | event);
    let any_role = PRODUCT_OWNER | SCRUM_MASTER;
    for (at, text) in texts.all.iter().enumerate() {
        if super::is_notebook(text) {
            continue;
        }
        if text.subjects & SPRINT != 0 {
            numbers.extend(sprint_numbers(text.str()).map(|number| (text.document, number)));
        }
        let is_titled = text.is_heading && text.subjects & (SCRUM | SCRUM_HEADING) != 0;
        if !is_titled {
            continue;
        }
        let below = || {
            let below = texts.all[at + 1..].iter().take(30);
            below
                .take_while(|other| other.document == text.document)
                .filter(|other| {
                    other.section == text.section || other.under & (SCRUM | SCRUM_HEADING) != 0
                })
        };
        let n_texts = below()
            .filter(|other| {
                other.subjects & (any_event | any_role | SCRUM) != 0 && other.develops(3)
            })
            .count();
        let is_named = text.subjects & SCRUM != 0;
        let is_developed = below().filter(|other| other.develops(4)).count() >= MIN_TREATMENT;
        if n_texts >= MIN_TREATMENT || is_named && (n_texts > 0 || is_developed) {
            documents.insert(text.document);
            emit(sink, "agile.treated", text);
        }
    }
    for table in tables {
        let is_sprints = table.has(SPRINT) && table.filled_rows().take(2).count() > 1;
        if is_sprints && !super::is_notebook(table.header) {
            documents.insert(table.header.document);
            emit(sink, "agile.treated", table.header);
        }
    }
    let numbered: BTreeSet<usize> = numbers.iter().map(|(number, _)| *number).collect();
    for document in numbered {
        let found: Vec<&Text<'_>> = texts
            .of_document(document)
            .iter()
            .filter(|text| text.subjects & SPRINT != 0)
            .filter(|text| sprint_numbers(text.str()).next().is_some())
            .collect();
        let n_numbers = numbers
            .iter()
            .filter(|(other, _)| *other == document)
            .count();
        if n_numbers >= MIN_SPRINTS {
            documents.insert(document);
            if let Some(text) = found.first() {
                emit(sink, "agile.treated", text);
            }
        }
    }
    let highest = numbers
        .iter()
        .map(|(_, number)| *number as usize)
        .max()
        .unwrap_or(0);
    (documents, highest)
}

/// Whether a text describes one thing: it opens with it, or is a sentence and no list of names.
fn describes(text: &Text<'_>, subject: Subjects, all: Subjects) -> bool {
    if text.subjects & subject == 0 {
        return false;
    }
    if text.is_row() {
        return text.has_label(subject) && text.n_words >= MIN_LABELLED;
    }
    let n_together = (text.subjects & all).count_ones() as usize;
    let has_figure = text.str().bytes().any(|byte| byte.is_ascii_digit());
    let is_label =
        text.n_words >= MIN_LABELLED && (text.has_label(subject) || has_figure && text.develops(1));
    // `Daily scrum : 15 minutes chaque matin. Revue de sprint : démonstration aux métiers.`
    let has_value = |value: &str| value.split_whitespace().count() >= MIN_VALUE;
    if text.inner_value(subject).is_some_and(has_value)
        || text.develops(MIN_SENTENCE) && text.has_sentence_on(subject, all, MIN_PART)
    {
        return true;
    }
    let is_sentence = text.develops(MIN_SENTENCE) && text.n_words >= n_together * 5;
    n_together <= MAX_TOGETHER && (is_label || is_sentence)
        || is_sentence && text.n_words >= n_together * 9
}

/// Roles, events and artefacts, each described.
fn organisation(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let roles = PRODUCT_OWNER | SCRUM_MASTER | DEVELOPMENT_TEAM;
    let events = SPRINT_PLANNING | DAILY | REVIEW | RETROSPECTIVE | PROGRESS_CHART;
    for (at, text) in texts.all.iter().enumerate() {
        if super::is_notebook(text) {
            continue;
        }
        // Developers in a table of risks hold no role.
        if text.is_row() && text.under & RISK != 0 {
            continue;
        }
        // A chart that the workbook draws is more than its name.
        let is_drawn = text.block.kind == BlockKind::AltText && text.subjects & PROGRESS_CHART != 0;
        let names_role = text.has_label(PRODUCT_OWNER | SCRUM_MASTER);
        if !names_role && !is_drawn && !text.concerns(SCRUM | SCRUM_HEADING) {
            continue;
        }
        let next = texts.all.get(at + 1);
        let opens = |subject: Subjects| {
            // A heading of its own with text under it.
            text.is_heading
                && text.subjects & subject != 0
                && next.is_some_and(|next| next.section == text.section && next.develops(4))
        };
        for role in ROLES {
            let is_told = if role == DEVELOPMENT_TEAM {
                text.has_label(role) && text.subjects & events == 0
            } else {
                describes(text, role, roles) || opens(role)
            };
            if is_told {
                let subject = if role == PRODUCT_OWNER {
                    "product owner"
                } else if role == SCRUM_MASTER {
                    "scrum master"
                } else {
                    "team"
                };
                emit_as(
                    sink,
                    "scrum.role",
                    text,
                    Strength::Written,
                    Some(subject.to_owned()),
                );
            }
        }
        for (event, signal) in EVENTS {
            let is_described = describes(text, event, events)
                || opens(event)
                || is_drawn && event == PROGRESS_CHART;
            if !is_described {
                continue;
            }
            let subject = signal.map_or("planning", |signal| &signal[6..]);
            if event != PROGRESS_CHART {
                emit_as(
                    sink,
                    "scrum.event",
                    text,
                    Strength::Written,
                    Some(subject.to_owned()),
                );
            }
            if let Some(signal) = signal {
                emit(sink, signal, text);
            }
        }
        if text.subjects & (SCRUM | events | ARTEFACT) != 0 {
            emit_as(sink, "scrum.named", text, Strength::Mentioned, None);
        }
    }
}

/// Priorities of a backlog.
fn priorities(texts: &Texts<'_>, tables: &[Table<'_, '_>], sink: &mut EvidenceSink) {
    for table in tables {
        let has_work = table.has(STORY_WORD | STORY_WISH | SPRINT)
            || (table.header.subjects | table.header.under) & BACKLOG != 0;
        if has_work && table.n_filled(PRIORITY) > 1 {
            emit(sink, "backlog.priorities", table.header);
        }
    }
    for text in texts.about(PRIORITY) {
        let is_ordered = text.develops(8) && text.concerns(BACKLOG | STORY_WORD)
            || text.concerns(PRIORITY) && text.is_about(MOSCOW) && text.develops(4);
        if is_ordered && !text.is_row() && !super::is_notebook(text) {
            emit(sink, "backlog.priorities", text);
        }
    }
}
