//! Networks side by side (C2.3.2-CE3, CE6).
//!
//! # What it looks for
//! Stored outputs, tables and lists of documents in which several models stand with their scores; frames and charts of
//! scores in code; curves of several trainings in one chart.
//! # Counts as evidence
//! Two or more models with figures in one table, list, output or chart.
//! # Does not count
//! Summaries of layers, training logs, one model's classification report; clusterings of vectors, and vectors alone where
//! no network is trained.
//! # Limits
//! Tables shown as pictures hold no text to read.

mod frames;
mod rows;

use std::collections::BTreeSet;

use prejury_core::{Evidence, Location, Strength};
use prejury_documents::{Block, BlockKind};

use super::{Networks, emit_call_in_turn};
use crate::analyses::outputs::has_figure;
use crate::analyses::{Context, outputs};
use crate::sink::EvidenceSink;
use rows::{Beside, compares, has_network, is_log, models_in, names_reference};
pub(super) use rows::{has_share, names_score};

const SIGNAL: &str = "network.results.compared";
const WITH_REFERENCE: &str = "network.results.with-reference";

/// When a comparison is shown: models side by side, then what only lists them or makes a table that no cell shows.
mod turn {
    pub(super) const SET_OUT: i16 = -2;
    pub(super) const LISTED: i16 = -1;
}

/// Lines that an excerpt shows.
const MAX_LINES: usize = 4;

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    find_outputs(networks, sink);
    tables(ctx, sink);
    for call in networks.calls() {
        if let Some(with_reference) = frames::score_table(networks, call) {
            let turn = match frames::is_shown(networks, call) {
                true => turn::SET_OUT,
                false => turn::LISTED,
            };
            let signals = [(SIGNAL, true), (WITH_REFERENCE, with_reference)];
            for (signal, _) in signals.into_iter().filter(|(_, holds)| *holds) {
                emit_call_in_turn(networks.python, sink, signal, call, call.method(), turn);
            }
        }
    }
    frames::joint_curves(networks, sink);
}

fn find_outputs(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let trained: BTreeSet<&str> = networks
        .training_runs
        .iter()
        .filter_map(|unit| networks.python.units.get(unit.0 as usize))
        .map(|unit| &*unit.path)
        .collect();
    let is_comparison = |text: &str| compares(text, Beside::Training, has_figure);
    for (location, text) in outputs::texts_where(networks.python, is_comparison) {
        let is_of_vectors = || !compares(text, Beside::Other, has_figure);
        if !trained.contains(&*location.path) && is_of_vectors() {
            continue;
        }
        let excerpt = telling_lines(text);
        let comparison = Comparison {
            strength: Strength::Executed,
            location,
            excerpt,
            subject: "output",
            turn: turn::SET_OUT,
        };
        comparison.show(names_reference(text), sink);
    }
}

/// The title line of a comparison and the lines that name networks, or its first lines where none does.
fn telling_lines(text: &str) -> String {
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && line.len() < 400 && !is_log(line))
        .take(120);
    let Some(first) = lines.next() else {
        return outputs::first_lines(text);
    };
    let rest: Vec<&str> = lines.collect();
    let mut telling: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|line| has_figure(line) && has_network(&models_in(line)))
        .take(MAX_LINES - 1)
        .collect();
    if telling.is_empty() {
        telling = rest.into_iter().take(MAX_LINES - 1).collect();
    }
    telling.insert(0, first);
    telling.join("\n")
}

/// Tables and lists of documents, as wholes.
fn tables(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let is_row = |block: &Block| matches!(block.kind, BlockKind::TableRow | BlockKind::ListItem);
    for document in &ctx.facts.documents {
        for rows in document
            .blocks
            .chunk_by(|a, b| is_row(a) == is_row(b))
            .filter(|rows| is_row(&rows[0]) && rows.len() > 1)
        {
            let text = rows
                .iter()
                .map(|row| &*row.text)
                .collect::<Vec<_>>()
                .join("\n");
            // Lists of prose hold numbers and names of all kinds: there, two items must each have a model and its score.
            let is_list = rows[0].kind == BlockKind::ListItem;
            let is_scored = |row: &&Block| has_share(&row.text) && !models_in(&row.text).is_empty();
            if compares(&text, Beside::Training, has_share)
                && (!is_list || rows.iter().filter(is_scored).count() > 1)
            {
                let excerpt = telling_lines(&text);
                // A long table is opened where it names networks.
                let has_one = |row: &&Block| has_network(&models_in(&row.text));
                let is_long =
                    rows.len() > MAX_LINES && !rows[..MAX_LINES].iter().any(|row| has_one(&row));
                let first = rows.iter().find(has_one).filter(|_| is_long);
                let location = &first.unwrap_or(&rows[0]).location;
                let comparison = Comparison {
                    strength: Strength::Written,
                    location: location.clone(),
                    excerpt,
                    subject: "table",
                    turn: match is_list {
                        true => turn::LISTED,
                        false => turn::SET_OUT,
                    },
                };
                comparison.show(names_reference(&text), sink);
            }
        }
    }
}

/// Models side by side with their scores.
struct Comparison {
    strength: Strength,
    location: Location,
    excerpt: String,
    subject: &'static str,
    turn: i16,
}

impl Comparison {
    /// A reader looks for the comparison itself, not for the trainings that it compares: it comes first.
    fn show(self, with_reference: bool, sink: &mut EvidenceSink) {
        for signal in [SIGNAL, WITH_REFERENCE] {
            if signal == SIGNAL || with_reference {
                let evidence = Evidence {
                    signal: sink.intern(signal),
                    strength: self.strength,
                    supports: true,
                    location: self.location.clone(),
                    excerpt: self.excerpt.clone(),
                    subject: Some(self.subject.to_owned()),
                    related: Vec::new(),
                };
                sink.push_in_turn(self.turn, evidence);
            }
        }
    }
}
