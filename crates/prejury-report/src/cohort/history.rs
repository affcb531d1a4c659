//! A cohort over time: its runs, one candidate or one criterion through them, and what most lack now.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::CriterionId;
use serde_json::{Value as Json, json};

use super::overview::Counts;
use crate::escape::{markdown, visible};
use crate::json::inert::{self, Layout};
use crate::messages::Messages;

/// One run over a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub number: i64,
    /// `YYYY-MM-DD`.
    pub day: String,
    pub version: String,
    pub candidates: usize,
    pub failed: usize,
    pub counts: Counts,
}

/// One candidate in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateRun {
    pub run: i64,
    pub day: String,
    pub counts: Counts,
    pub error: Option<String>,
    /// Criteria whose status is another one than in the run before: before and after, words of the JSON report.
    pub changes: Vec<(CriterionId, String, String)>,
}

/// One criterion in one run: candidates by status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionRun {
    pub run: i64,
    pub day: String,
    pub counts: Counts,
}

/// What the history shows. Lists that were not asked for are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The oldest first.
    pub runs: Vec<Run>,
    pub candidate: Option<(String, Vec<CandidateRun>)>,
    pub criterion: Option<(CriterionId, Vec<CriterionRun>)>,
    /// Of the last run, the commonest first.
    pub lacking: Vec<(CriterionId, Counts)>,
}

impl History {
    /// Whether anything that it shows is waived.
    fn waives(&self) -> bool {
        let of_candidate = self.candidate.iter().flat_map(|(_, runs)| runs);
        let of_criterion = self.criterion.iter().flat_map(|(_, runs)| runs);
        let runs = self.runs.iter().map(|run| run.counts);
        let mut all = runs
            .chain(of_candidate.map(|run| run.counts))
            .chain(of_criterion.map(|run| run.counts));
        all.any(|counts| counts.waived > 0)
    }
}

/// Writes it as text, or as Markdown.
pub fn write_history(
    history: &History,
    catalog: &Catalog,
    messages: &Messages,
    is_markdown: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let escape: fn(&str) -> String = if is_markdown { markdown::text } else { visible };
    let mut text = Text {
        is_markdown,
        messages,
        out,
    };
    // What is never there needs no column.
    let waives = history.waives();
    let statuses = ["status-present", "status-partial", "status-absent"];
    let statuses: Vec<&str> = statuses
        .into_iter()
        .chain(waives.then_some("status-waived"))
        .collect();
    let counted = |counts: &Counts| {
        let waived = waives.then_some(counts.waived);
        let all = [counts.present, counts.partial, counts.absent];
        let all = all.into_iter().chain(waived);
        all.map(|n| n.to_string()).collect::<Vec<_>>()
    };
    if let Some((name, runs)) = &history.candidate {
        text.title("cohort-history-candidate", &escape(name))?;
        let mut rows = Vec::new();
        for run in runs {
            let mut row = vec![run.run.to_string(), run.day.clone()];
            row.extend(counted(&run.counts));
            row.push(match &run.error {
                Some(error) => escape(error),
                None => run
                    .changes
                    .iter()
                    .map(|(id, before, after)| {
                        let word = |status: &str| {
                            messages.text(&format!("status-{}", status.replace('_', "-")))
                        };
                        format!("{id} {} → {}", word(before), word(after))
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            });
            rows.push(row);
        }
        text.table(
            &[
                &["cohort-run", "cohort-day"][..],
                &statuses,
                &["cohort-changes"],
            ]
            .concat(),
            &rows,
        )?;
    }
    if let Some((id, runs)) = &history.criterion {
        let title = catalog
            .criterion(id)
            .map_or("", |known| known.title.get(messages.lang()));
        text.title(
            "cohort-history-criterion",
            &format!("{id} {}", escape(title)),
        )?;
        let rows: Vec<Vec<String>> = runs
            .iter()
            .map(|run| {
                let mut row = vec![run.run.to_string(), run.day.clone()];
                row.extend(counted(&run.counts));
                row
            })
            .collect();
        text.table(
            &[&["cohort-run", "cohort-day"][..], &statuses].concat(),
            &rows,
        )?;
    }
    if history.candidate.is_some() || history.criterion.is_some() {
        return Ok(());
    }
    text.title("cohort-history-runs", "")?;
    let rows: Vec<Vec<String>> = history
        .runs
        .iter()
        .map(|run| {
            let mut row = vec![
                run.number.to_string(),
                run.day.clone(),
                escape(&run.version),
            ];
            row.extend([run.candidates.to_string(), run.failed.to_string()]);
            row.extend(counted(&run.counts));
            row
        })
        .collect();
    let columns = [
        "cohort-run",
        "cohort-day",
        "cohort-version",
        "cohort-n-candidates",
        "cohort-n-failed",
    ];
    text.table(&[&columns[..], &statuses].concat(), &rows)?;
    text.title("cohort-most-lacking", "")?;
    let rows: Vec<Vec<String>> = history
        .lacking
        .iter()
        .map(|(id, counts)| {
            let title = catalog
                .criterion(id)
                .map_or("", |known| known.title.get(messages.lang()));
            let mut row = vec![id.to_string()];
            row.extend(counted(counts));
            row.push(escape(title));
            row
        })
        .collect();
    text.table(
        &[&["column-criterion"][..], &statuses, &["cohort-wording"]].concat(),
        &rows,
    )
}

struct Text<'a> {
    is_markdown: bool,
    messages: &'a Messages,
    out: &'a mut dyn Write,
}

impl Text<'_> {
    fn title(&mut self, id: &str, about: &str) -> io::Result<()> {
        let title = self.messages.with(id, &[("about", about.into())]);
        if self.is_markdown {
            writeln!(self.out, "## {title}\n")
        } else {
            writeln!(self.out, "{title}")
        }
    }

    /// Numbers and words in columns; the last column is as long as it likes.
    fn table(&mut self, columns: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let head: Vec<String> = columns.iter().map(|id| self.messages.text(id)).collect();
        if self.is_markdown {
            writeln!(self.out, "| {} |", head.join(" | "))?;
            writeln!(self.out, "|{}", "---|".repeat(head.len()))?;
            for row in rows {
                writeln!(self.out, "| {} |", row.join(" | "))?;
            }
            return writeln!(self.out);
        }
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .chain(head.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        for row in std::iter::once(&head).chain(rows) {
            let mut line = String::from(" ");
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(&format!(" {cell:width$} "));
            }
            writeln!(self.out, "{}", line.trim_end())?;
        }
        writeln!(self.out)
    }
}

/// Writes it as JSON.
pub fn write_history_json(history: &History, out: &mut dyn Write) -> io::Result<()> {
    let counts = |counts: &Counts| json!({"present": counts.present, "partial": counts.partial, "absent": counts.absent, "waived": counts.waived});
    let runs: Vec<Json> = history
        .runs
        .iter()
        .map(|run| {
            json!({
                "run": run.number, "day": run.day, "version": run.version,
                "candidates": run.candidates, "failed": run.failed, "criteria": counts(&run.counts),
            })
        })
        .collect();
    let candidate = history.candidate.as_ref().map(|(name, runs)| {
        let runs: Vec<Json> = runs
            .iter()
            .map(|run| {
                let changes = run.changes.iter();
                let changes: Vec<Json> = changes
                    .map(|(id, before, after)| json!({"criterion": id.to_string(), "before": before, "after": after}))
                    .collect();
                json!({"run": run.run, "day": run.day, "criteria": counts(&run.counts), "error": run.error, "changes": changes})
            })
            .collect();
        json!({"name": name, "runs": runs})
    });
    let criterion = history.criterion.as_ref().map(|(id, runs)| {
        let runs = runs.iter();
        let runs: Vec<Json> = runs
            .map(|run| json!({"run": run.run, "day": run.day, "candidates": counts(&run.counts)}))
            .collect();
        json!({"id": id.to_string(), "runs": runs})
    });
    let lacking = history.lacking.iter();
    let lacking: Vec<Json> = lacking
        .map(|(id, n)| json!({"criterion": id.to_string(), "candidates": counts(n)}))
        .collect();
    let document = json!({
        "schema": "prejury-cohort-history", "schema_version": 1,
        "runs": runs, "candidate": candidate, "criterion": criterion, "lacking": lacking,
    });
    inert::write(&document, Layout::Indented, out)
}
