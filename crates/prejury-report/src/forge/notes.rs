//! What a reader of annotations must know beside the criteria: they alone would look complete.

use prejury_core::Voice;

use crate::annotations;
use crate::escape::Escape;
use crate::messages::Messages;
use crate::view::ReportView;

/// A sentence that belongs to no criterion.
pub(crate) struct Note {
    /// What it is about, the same from run to run.
    pub(crate) key: String,
    /// The candidate's configuration, where it is one.
    pub(crate) path: Option<String>,
    pub(crate) text: String,
}

/// What the candidate's configuration leaves out, then waivers without effect.
pub(crate) fn notes(view: &ReportView<'_>, messages: &Messages) -> Vec<Note> {
    let mut notes = Vec::new();
    if annotations::is_narrowed_by_candidate(view) {
        let files = &view.report.annotations.configurations;
        let own = files.iter().find(|file| file.voice == Voice::Submission);
        let left_out = annotations::left_out(view, messages, Escape::LINE);
        notes.extend(left_out.map(|(what, text)| Note {
            key: format!("left-out/{what}"),
            path: own.map(|file| file.path.clone()),
            text,
        }));
    }
    let stale = annotations::stale_waivers_named(view, messages, Escape::LINE);
    let waivers = view.stale_waivers.iter().zip(stale);
    notes.extend(waivers.map(|(waiver, text)| Note {
        key: format!("waiver/{}", waiver.criterion),
        path: None,
        text,
    }));
    notes
}

impl Note {
    /// Where it is shown.
    pub(crate) fn location(&self) -> Option<prejury_core::Location> {
        self.path.as_deref().map(prejury_core::Location::file)
    }
}
