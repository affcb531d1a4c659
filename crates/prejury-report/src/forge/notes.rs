//! What a reader of annotations must know beside the criteria: they alone would look complete.

use prejury_core::{Finding, Location, Voice};

use crate::annotations;
use crate::escape::{Escape, visible};
use crate::messages::Messages;
use crate::redact::redact;
use crate::summary;
use crate::view::{ONLY_NAMED, ReportView};

/// What a finding is about, in no language: forges and readers of JUnit tell cases apart by it.
fn key_of(finding: &Finding) -> String {
    let path = finding.places.first().map(|place| visible(&place.path));
    let values = finding.args.values().map(|value| visible(&redact(value)));
    let parts: Vec<String> = path.into_iter().chain(values).collect();
    format!("coherence/{}/{}", finding.code, parts.join("/"))
}

/// Message that heads what is said of the report itself.
pub(crate) const TITLE: &str = "forge-note";

/// A sentence that belongs to no criterion.
pub(crate) struct Note {
    /// What it is about, the same from run to run.
    pub(crate) key: String,
    /// Message that heads it.
    pub(crate) title: &'static str,
    /// Where it is shown: the candidate's configuration, or the first of the places that do not agree.
    pub(crate) place: Option<Location>,
    pub(crate) text: String,
}

/// What the candidate's configuration leaves out, then waivers without effect, then what does not agree.
pub(crate) fn notes(view: &ReportView<'_>, messages: &Messages) -> Vec<Note> {
    let mut notes = Vec::new();
    if annotations::is_narrowed_by_candidate(view) {
        let files = &view.report.annotations.configurations;
        let own = files.iter().find(|file| file.voice == Voice::Submission);
        let left_out = annotations::left_out(view, messages, Escape::LINE);
        notes.extend(left_out.map(|(what, text)| Note {
            key: format!("left-out/{what}"),
            title: TITLE,
            place: own.map(|file| Location::file(file.path.as_str())),
            text,
        }));
    }
    let stale = annotations::stale_waivers_named(view, messages, Escape::LINE);
    let waivers = view.stale_waivers.iter().zip(stale);
    notes.extend(waivers.map(|(waiver, text)| Note {
        key: format!("waiver/{}", waiver.criterion),
        title: TITLE,
        place: None,
        text,
    }));
    notes.extend(view.findings().iter().map(|finding| Note {
        key: key_of(finding),
        title: "forge-coherence",
        place: finding.places.first().cloned(),
        text: summary::finding(finding, messages, Escape::LINE),
    }));
    notes
}

/// What the candidate claims of competences that have no criteria here. There may be many: they come last.
pub(crate) fn claims(view: &ReportView<'_>, messages: &Messages) -> Vec<Note> {
    let criteria = view.claimed(&ONLY_NAMED);
    let claims = criteria.flat_map(|criterion| {
        let signposts = (1..).zip(&criterion.signposts);
        signposts.map(move |(n, signpost)| (n, criterion, signpost))
    });
    let notes = claims.map(|(n, criterion, signpost): (usize, _, _)| Note {
        key: format!("signpost/{}/{n}", criterion.report.id),
        title: TITLE,
        // Nobody can open what is not there.
        place: signpost.lack.is_none().then(|| signpost.location.clone()),
        text: annotations::claim_elsewhere(criterion, signpost, messages, Escape::LINE),
    });
    notes.collect()
}

/// What a mentor or evaluator takes off the list, and why: for forges, which have no word for it.
pub(crate) fn waivers(view: &ReportView<'_>, messages: &Messages) -> Vec<Note> {
    let waived = super::waived(view).into_iter();
    let notes = waived.filter_map(|problem| {
        let waiver = problem.criterion.waiver?;
        let values = [
            ("criterion", waiver.criterion.to_string().into()),
            (
                "reason",
                annotations::reason(waiver, messages, Escape::LINE).into(),
            ),
        ];
        Some(Note {
            key: format!("waived/{}", waiver.criterion),
            title: TITLE,
            place: problem.place.cloned(),
            text: messages.with("waiver-in-force", &values),
        })
    });
    notes.collect()
}
