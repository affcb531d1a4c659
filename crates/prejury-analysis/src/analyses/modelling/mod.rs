//! What candidates write about their models for others: methodological notes (C4.4.2) and slides (C4.4.3).
//!
//! # What it looks for
//! Notes in running paragraphs (PDF, Word, articles in Markdown or HTML), and decks of slides, about models.
//! # Counts as evidence
//! A sentence that treats the subject, or a developed one under a heading about it; of slides, everything on one of them.
//! # Does not count
//! A heading alone, a table of contents; READMEs, manuals, exported notebooks; instructions of the training organisation.
//! # Limits
//! Pictures of text and tables are not read.

mod chosen;
mod kinds;
mod lists;
mod note;
mod slides;
mod texts;

pub(crate) use chosen::chosen;
pub(crate) use lists::algorithms_named;

use super::{Analysis, Context};
use crate::sink::EvidenceSink;
use texts::Accounts;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "modelling",
    signals: &[
        "note.approach",
        "note.global-interpretability",
        "note.improvements",
        "note.limits",
        "note.local-interpretability",
        "note.metric",
        "note.modelling",
        "note.optimisation",
        "slides.approach",
        "slides.comparison",
        "slides.model",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let accounts = Accounts::of(ctx.facts);
    for note in &accounts.notes {
        note::find(note, sink);
    }
    for deck in &accounts.decks {
        slides::find(deck, sink);
    }
}
