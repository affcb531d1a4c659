//! Needs: how they are gathered, the user stories that tell them, and what each is estimated at.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use prejury_core::Strength;
use regex::Regex;

use super::lists::{
    BACKLOG, ESTIMATE, FUNCTIONAL_NEED, GATHERING, MITIGATION, NEED, NEEDS_HEADING, PRIORITY, RISK,
    SPRINT, STORY_GOAL, STORY_ROLE, STORY_WISH, STORY_WORD,
};
use super::tables::Table;
use super::texts::{Text, Texts, emit, emit_as};
use crate::sink::EvidenceSink;

/// Stories from which a document treats them.
const MIN_STORIES: usize = 2;
/// Needs in another form from which they are listed.
const MIN_NEEDS: usize = 3;
/// Words of a text that describes a way of gathering needs.
const MIN_DESCRIPTION: usize = 9;
/// Part of the stories that carry an estimate, in percent, from which each does.
const MOST: usize = 80;

/// An estimate written into a story.
static INLINE_ESTIMATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?-u:\b)\d+(?:[.,]\d+)?\s*(?:story[ -]points?|points?|pts|sp|jours?[ -]?homme|jours?|j/?h|j|man[ -]days?|days?)(?-u:\b)|(?:complexit[ée]|complexity|effort|taille|size|estimation|estimate|points?)\s*:\s*(?:\d|xs|s|m|l|xl|faible|moyen|haut|[ée]lev|low|medium|high)").ok()
});

/// Documents with user stories or a backlog.
pub(super) fn find<'t, 'f>(
    texts: &'t Texts<'f>,
    tables: &[Table<'t, 'f>],
    sink: &mut EvidenceSink,
) -> BTreeSet<usize> {
    let mut told: Vec<&Text<'_>> = texts.all.iter().filter(|text| is_story(text)).collect();
    let mut backlogs = Vec::new();
    let mut n_estimates = Estimates::default();
    for table in tables {
        let rows_tell = table.rows.iter().filter(|row| is_story(row)).count() > 1;
        let is_told_by_columns = table.has(STORY_ROLE) && table.has(STORY_WISH);
        if is_told_by_columns {
            told.extend(told_by_columns(table));
        }
        let is_backlog = rows_tell
            || is_told_by_columns
            || table.has(STORY_WORD | STORY_WISH) && table.has(PRIORITY | SPRINT | ESTIMATE)
            || table.has(SPRINT) && table.has(PRIORITY);
        if is_backlog && table.filled_rows().take(MIN_STORIES).count() == MIN_STORIES {
            backlogs.push(table);
            n_estimates.count(table);
        }
    }
    inline_estimates(&told, &mut n_estimates);
    for text in &told {
        emit(sink, "story.written", text);
    }
    for table in &backlogs {
        emit(sink, "backlog.table", table.header);
    }
    n_estimates.emit(sink);
    let mut documents: BTreeSet<usize> =
        backlogs.iter().map(|table| table.header.document).collect();
    if told.len() >= MIN_STORIES {
        documents.extend(told.iter().map(|text| text.document));
    }
    listed_needs(texts, sink);
    gathering(texts, sink);
    scope(texts, &documents, sink);
    documents
}

/// Someone wants something, in this order and in one text.
fn is_story(text: &Text<'_>) -> bool {
    text.is_about(STORY_ROLE | STORY_WISH)
        && text.hits.iter().any(|role| {
            role.subject == STORY_ROLE
                && text.hits.iter().any(|wish| {
                    wish.subject == STORY_WISH
                        && wish.word > role.word
                        && wish.word < role.word + 40
                })
        })
        && text.n_words > 7
}

/// Rows of a table whose columns are the parts of a story.
fn told_by_columns<'t, 'f>(table: &Table<'t, 'f>) -> Vec<&'t Text<'f>> {
    let Some(wish) = table.column(STORY_WISH) else {
        return Vec::new();
    };
    let roles: Vec<*const Text<'_>> = table
        .column(STORY_ROLE)
        .map(|role| {
            table
                .cells(role)
                .map(|(row, _)| std::ptr::from_ref(row))
                .collect()
        })
        .unwrap_or_default();
    table
        .cells(wish)
        .filter(|(row, _)| roles.contains(&std::ptr::from_ref(*row)))
        .map(|(row, _)| row)
        .collect()
}

/// Stories that carry an estimate, and those that do not.
#[derive(Default)]
struct Estimates<'t, 'f> {
    n_with: usize,
    n_all: usize,
    shown: Vec<&'t Text<'f>>,
}

impl<'t, 'f> Estimates<'t, 'f> {
    /// A backlog without the column is often a copy in another document: it takes nothing away.
    fn count(&mut self, table: &Table<'t, 'f>) {
        let Some(column) = table.column(ESTIMATE) else {
            return;
        };
        if !table.has(STORY_WORD | STORY_WISH | STORY_GOAL) && !table.rows.iter().any(is_story) {
            return;
        }
        let cells: Vec<_> = table
            .cells(column)
            .filter(|(_, cell)| cell.bytes().any(|byte| byte.is_ascii_digit()) || cell.len() < 20)
            .collect();
        self.n_all += table.filled_rows().count();
        self.n_with += cells.len();
        self.shown.push(table.header);
        self.shown.extend(cells.first().map(|(row, _)| *row));
    }

    fn emit(&self, sink: &mut EvidenceSink) {
        if self.n_with == 0 {
            return;
        }
        let is_each = self.n_with > 1 && self.n_with * 100 >= self.n_all * MOST;
        let signal = if is_each {
            "story.estimated"
        } else {
            "story.estimated-some"
        };
        for text in &self.shown {
            emit(sink, signal, text);
        }
    }
}

/// Estimates that stand in the text of stories, where no table gives them.
fn inline_estimates<'t, 'f>(told: &[&'t Text<'f>], estimates: &mut Estimates<'t, 'f>) {
    if estimates.n_all > 0 {
        return;
    }
    let Some(regex) = INLINE_ESTIMATE.as_ref() else {
        return;
    };
    let with: Vec<_> = told
        .iter()
        .filter(|text| !text.is_row() && regex.is_match(text.str()))
        .collect();
    estimates.n_all = told.iter().filter(|text| !text.is_row()).count();
    estimates.n_with = with.len();
    estimates.shown = with.into_iter().take(3).copied().collect();
}

/// Needs that are no stories: what users must be able to do.
fn listed_needs(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let needs: Vec<&Text<'_>> = texts
        .about(FUNCTIONAL_NEED)
        .filter(|text| text.develops(5) && !is_story(text))
        .collect();
    if needs.len() >= MIN_NEEDS {
        for text in needs {
            emit(sink, "needs.listed", text);
        }
    }
    let under_heading: Vec<&Text<'_>> = texts
        .all
        .iter()
        .filter(|text| text.under & (NEEDS_HEADING | STORY_WORD | BACKLOG) != 0)
        .filter(|text| text.develops(4) && !text.is_row() && text.subjects & GATHERING == 0)
        .collect();
    if under_heading.len() >= MIN_NEEDS {
        for text in under_heading {
            emit(sink, "needs.listed", text);
        }
    }
}

/// How needs are gathered: a sentence that says so, or a mention.
fn gathering(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let names_way = |text: &&Text<'_>| {
        text.subjects & GATHERING != 0 || text.concerns(NEED | NEEDS_HEADING) && names_persona(text)
    };
    for text in texts.all.iter().filter(names_way) {
        let is_of_needs = text.concerns(NEED | NEEDS_HEADING);
        if !is_of_needs || is_story(text) {
            continue;
        }
        // What would be done against a risk was not done.
        let is_answer = text.is_row() && text.concerns(RISK | MITIGATION);
        let is_method = text.develops(MIN_DESCRIPTION) && is_described(text) && !is_answer;
        if is_method {
            emit(sink, "needs.gathering", text);
        } else {
            emit_as(
                sink,
                "needs.gathering-named",
                text,
                Strength::Mentioned,
                None,
            );
        }
    }
}

/// Names personas, whose stem is that of persons and of what is personal.
fn names_persona(text: &Text<'_>) -> bool {
    let mut words = text.str().split(|one: char| !one.is_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case("persona") || word.eq_ignore_ascii_case("personas"))
}

/// Names a way of gathering that is more than the words "expression of needs".
fn is_described(text: &Text<'_>) -> bool {
    let n_ways = text.phrases(GATHERING).count();
    let names_needs_alone = text
        .hits
        .iter()
        .filter(|hit| hit.subject == GATHERING)
        .all(|hit| {
            text.hits.iter().any(|other| {
                other.subject == NEEDS_HEADING && other.start <= hit.start && hit.end <= other.end
            })
        });
    n_ways > 0 && !names_needs_alone
}

/// Where a document treats needs.
fn scope(texts: &Texts<'_>, documents: &BTreeSet<usize>, sink: &mut EvidenceSink) {
    for number in documents {
        let first = texts.of_document(*number).iter().find(|text| {
            is_story(text) || text.subjects & (BACKLOG | STORY_WORD | STORY_WISH) != 0
        });
        if let Some(text) = first {
            emit(sink, "needs.treated", text);
        }
    }
    if !documents.is_empty() {
        return;
    }
    for heading in texts.all.iter().filter(|text| text.is_heading) {
        if heading.subjects & (NEEDS_HEADING | STORY_WORD) == 0 || super::is_notebook(heading) {
            continue;
        }
        let n_needs = texts
            .all
            .iter()
            .filter(|text| text.section == heading.section && text.develops(5))
            .filter(|text| text.subjects & (FUNCTIONAL_NEED | GATHERING | STORY_ROLE) != 0)
            .count();
        if n_needs >= MIN_NEEDS {
            emit(sink, "needs.treated", heading);
        }
    }
}
