//! The plan of a project over time: what each sprint holds, when it takes place, and phases.
//!
//! A date, or the number of a week or day, places a sprint; a line that says how long it lasts does not. A table that gives
//! each sprint its length lays them out one after the other.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_documents::BlockKind;
use regex::Regex;

use super::lists::{
    BACKLOG, CALENDAR_WORD, PERIOD, PHASE, PLAN_HEADING, PRIORITY, SPRINT, STORY_WISH, STORY_WORD,
};
use super::tables::Table;
use super::texts::{Texts, emit};
use crate::sink::EvidenceSink;

/// Words of a line that gives the time of a sprint.
const MAX_CALENDAR_LINE: usize = 16;
/// Sprints from which a work is spread over them.
pub(super) const MIN_SPRINTS: usize = 2;
/// Columns of a table in which dates are looked for.
const MAX_COLUMNS: usize = 40;

/// `Sprint 1`, `sprint n° 2`, `S3` in a row that is about sprints.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:sprint|it[ée]ration)\s*(?:n\s*°\s*|#\s*|no\.?\s*)?(\d{1,2})").ok()
});

/// A date, or a week, month or day with its number.
static WHEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})(?-u:\b)|(?-u:\b)\d{1,2}/\d{1,2}(?-u:\b)|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)?\s+(?:janv|f[ée]vr|mars|avri|mai|juin|juil|ao[uû]t|sept|octo|nove|d[ée]ce|jan|feb|mar|apr|may|jun|jul|aug|oct|nov|dec)|(?-u:\b)(?:semaines?|weeks?|sem\.?|s|mois|months?|jours?|days?|j|d)\s*(?:n\s*°\s*)?\d").ok()
});

/// A date with its day and month.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:\d{1,2}/\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})(?:[T\s,à]*\d{1,2}[:h]\d{2}[\d:.Zz+]*)?\s*$").ok()
});

/// How long something lasts: `2 semaines`, `10 jours`.
static DURATION_TEXT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\d|une?|deux|trois|quatre|one|two|three|four)\s*-?\s*(?:semaines?|weeks?|sem(?-u:\b)|jours?|days?|mois|months?)").ok()
});

/// `fin du sprint 3`: with the weeks gone by until then, a point in time.
static END_OF_SPRINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:fin|terme|issue|d[ée]but|end|start)\s+(?:du|de|of|au)?\s*(?:the\s+)?sprint\s*\d",
    )
    .ok()
});

/// `sprints de deux semaines`, `3 sprints`.
static LENGTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\d+\s*(?:à|-|to)?\s*\d*\s*sprints?|sprints?\s+(?:de|of|d[’'])\s*(?:\d|une?|deux|trois|quatre|one|two|three|four)|(?:\d|two|three|four|one)[- ]week sprints?|sprints?[^.]{0,20}(?:\d+\s*(?:semaines?|weeks?|jours|days))").ok()
});

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Numbers of the sprints that a text names.
pub(super) fn sprint_numbers(text: &str) -> impl Iterator<Item = u32> {
    NUMBERED
        .as_ref()
        .into_iter()
        .flat_map(move |regex| regex.captures_iter(text))
        .filter_map(|found| found.get(1)?.as_str().parse().ok())
        .filter(|number| (1..40).contains(number))
}

/// What each sprint holds, and when it takes place.
pub(super) fn sprints(
    texts: &Texts<'_>,
    tables: &[Table<'_, '_>],
    n_sprints: usize,
    sink: &mut EvidenceSink,
) {
    for table in tables {
        if table.has(SPRINT) {
            let column = table.column(SPRINT);
            let cells: BTreeSet<&str> = column
                .map(|column| table.cells(column).map(|(_, cell)| cell).collect())
                .unwrap_or_default();
            let has_work = table.has(STORY_WORD | STORY_WISH | PRIORITY)
                || (table.header.subjects | table.header.under) & BACKLOG != 0
                || table
                    .filled_rows()
                    .any(|row| row.str().split('|').count() > 3);
            if cells.len() >= MIN_SPRINTS && has_work {
                emit(sink, "sprint.backlog", table.header);
            }
            if cells.len() >= MIN_SPRINTS && lays_out(table) {
                emit(sink, "sprint.calendar", table.header);
            }
        } else if table.has(PHASE) && table.n_filled(PERIOD) > 1 {
            emit(sink, "plan.phases", table.header);
            if (table.header.subjects | table.header.under) & (BACKLOG | STORY_WORD | PRIORITY) != 0
            {
                emit(sink, "backlog.milestones", table.header);
            }
        }
    }
    for (at, text) in texts.all.iter().enumerate() {
        if super::is_notebook(text) {
            continue;
        }
        if text.block.kind == BlockKind::Code {
            let code = text.str().trim_start();
            if code.starts_with("gantt") {
                let is_of_sprints = code.contains("print");
                emit(
                    sink,
                    if is_of_sprints {
                        "sprint.calendar"
                    } else {
                        "plan.phases"
                    },
                    text,
                );
            }
            continue;
        }
        let str = text.str();
        let is_numbered = text.subjects & SPRINT != 0 && sprint_numbers(str).next().is_some();
        if is_numbered && n_sprints >= MIN_SPRINTS {
            let is_of_sprint = text.has_label(SPRINT)
                || text.is_heading
                || !text.is_row() && text.n_words < MAX_CALENDAR_LINE;
            let is_end = || matches(&END_OF_SPRINT, str) && matches(&DURATION_TEXT, str);
            if is_of_sprint && matches(&WHEN, str) || is_end() {
                emit(sink, "sprint.calendar", text);
            } else if is_of_sprint && matches(&DURATION_TEXT, str) {
                emit(sink, "sprint.length", text);
            }
            let next = texts.all.get(at + 1);
            let holds = text.has_label(SPRINT) && text.n_words > 4
                || text.is_heading
                    && next.is_some_and(|next| next.section == text.section && next.develops(3));
            if holds {
                emit(sink, "sprint.backlog", text);
            }
        } else if text.subjects & SPRINT != 0 && matches(&LENGTH, str) {
            emit(sink, "sprint.length", text);
        }
        if text.subjects & CALENDAR_WORD != 0 && text.concerns(SPRINT) && text.block.images > 0 {
            emit(sink, "sprint.calendar", text);
        }
        let is_planned = text.under & PLAN_HEADING != 0 || text.has_label(PHASE);
        if text.subjects & PHASE != 0
            && is_planned
            && !text.is_row()
            && (matches(&WHEN, str) || matches(&DURATION_TEXT, str))
            && text.develops(4)
        {
            emit(sink, "plan.phases", text);
        }
    }
}

/// Whether a table lays its sprints out in time: each has a period or, one after the other, a length; or its stories have
/// dates.
fn lays_out(table: &Table<'_, '_>) -> bool {
    if table.n_filled(PERIOD) >= MIN_SPRINTS {
        return true;
    }
    let Some(sprint) = table.column(SPRINT) else {
        return false;
    };
    let columns = (0..table.n_columns().min(MAX_COLUMNS)).filter(|column| *column != sprint);
    for column in columns {
        let dated: BTreeSet<&str> = table
            .cells(column)
            .filter(|(_, cell)| matches(&DATE, cell))
            .filter_map(|(row, _)| row.str().split('|').nth(sprint))
            .map(str::trim)
            .collect();
        if dated.len() >= MIN_SPRINTS {
            return true;
        }
    }
    false
}
