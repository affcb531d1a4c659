//! Lines about what people say beside the rules: configuration, profile, signposts, waivers. Shared by all formats for
//! readers; what candidates and mentors wrote leaves them escaped and without secrets.

use prejury_core::{Signpost, Voice, Waiver};

use crate::escape::Escape;
use crate::messages::Messages;
use crate::place::full;
use crate::redact::redact;
use crate::view::{CriterionView, Display, ONLY_NAMED, ReportView};

/// What the report is read as, which configuration was followed, and what that leaves out.
pub(crate) fn head(view: &ReportView<'_>, messages: &Messages, escape: Escape) -> Vec<String> {
    let mut lines = followed(view, messages, escape);
    lines.extend(left_out(view, messages, escape).map(|(_, line)| line));
    lines.extend(not_followed(view, messages, escape));
    lines
}

/// What the candidate wanted to narrow, where that counts for nothing.
fn not_followed(view: &ReportView<'_>, messages: &Messages, escape: Escape) -> Option<String> {
    let wanted = &view.report.annotations.not_followed;
    if wanted.is_empty() {
        return None;
    }
    let items: Vec<String> = wanted.iter().map(|item| (escape.name)(item)).collect();
    let values = [("items", items.join(", ").into())];
    Some(messages.with("configuration-not-followed", &values))
}

/// Whether the candidate's own word keeps something out of the report.
pub(crate) fn is_narrowed_by_candidate(view: &ReportView<'_>) -> bool {
    let annotations = &view.report.annotations;
    let narrowing = annotations.narrowing.as_ref();
    let profile = annotations.profile.as_ref();
    narrowing.is_some_and(|narrowing| narrowing.voice == Voice::Submission)
        || profile.is_some_and(|profile| profile.voice == Voice::Submission)
}

fn followed(view: &ReportView<'_>, messages: &Messages, escape: Escape) -> Vec<String> {
    let annotations = &view.report.annotations;
    let mut lines = Vec::new();
    if let Some((chosen, profile)) = annotations.profile.as_ref().zip(view.profile) {
        let values = [
            ("title", profile.title.get(messages.lang()).into()),
            ("id", profile.id.to_string().into()),
        ];
        let id = match chosen.voice {
            Voice::Tool => "profile-proposed",
            Voice::Submission => "profile-of-candidate",
            Voice::CommandLine | Voice::Reader => "profile-followed",
        };
        lines.push(messages.with(id, &values));
    }
    for file in &annotations.configurations {
        let id = match file.voice {
            Voice::Submission => "configuration-of-candidate",
            _ => "configuration-followed",
        };
        let path = (escape.name)(&file.path);
        lines.push(messages.with(id, &[("path", path.into())]));
    }
    lines
}

/// What is not in the report, with what kind of thing it is: a line for competences and one for files.
pub(crate) fn left_out(
    view: &ReportView<'_>,
    messages: &Messages,
    escape: Escape,
) -> impl Iterator<Item = (&'static str, String)> {
    let mut lines = Vec::new();
    if !view.left_out.is_empty() {
        let codes: Vec<&str> = view.left_out.iter().map(|id| id.as_str()).collect();
        let values = [
            ("n", codes.len().into()),
            ("items", codes.join(", ").into()),
        ];
        let id = if is_narrowed_by_candidate(view) {
            "left-out-by-candidate"
        } else {
            "left-out-by-choice"
        };
        lines.push(("competences", messages.with(id, &values)));
    }
    if let Some(narrowing) = &view.report.annotations.narrowing
        && !narrowing.excluded.is_empty()
    {
        let patterns: Vec<String> = narrowing
            .excluded
            .iter()
            .map(|pattern| (escape.name)(pattern))
            .collect();
        let id = match narrowing.voice {
            Voice::Submission => "excluded-by-candidate",
            _ => "excluded-by-choice",
        };
        let line = messages.with(id, &[("items", patterns.join(", ").into())]);
        lines.push(("files", line));
    }
    lines.into_iter()
}

/// The project's reading of a criterion.
pub(crate) fn reading(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Option<String> {
    let text = crate::summary::typeset(criterion.reading?, messages);
    Some(messages.with("reading-line", &[("text", (escape.text)(&text).into())]))
}

/// The waiver of a criterion that is counted apart, then the candidate's claims.
pub(crate) fn claims(
    criterion: &CriterionView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    let waiver = criterion.waiver.map(|waiver| {
        let status = messages.text(&format!("status-{}", criterion.report.status.as_str()));
        let values = [
            ("status", status.into()),
            ("reason", reason(waiver, messages, escape).into()),
        ];
        messages.with("waiver-line", &values)
    });
    let signposts = criterion
        .signposts
        .iter()
        .map(|signpost| signpost_line(signpost, messages, escape));
    waiver.into_iter().chain(signposts).collect()
}

/// Waivers that do nothing any more, one line each.
pub(crate) fn stale_waivers(
    view: &ReportView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    view.stale_waivers
        .iter()
        .map(|waiver| {
            let why = messages.text(&format!("waiver-{}", waiver.state.as_str()));
            let values = [
                ("criterion", waiver.criterion.to_string().into()),
                ("why", why.into()),
                ("reason", reason(waiver, messages, escape).into()),
            ];
            messages.with("waiver-stale", &values)
        })
        .collect()
}

/// The same where no title says what they are.
pub(crate) fn stale_waivers_named(
    view: &ReportView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    stale_waivers(view, messages, escape)
        .into_iter()
        .map(|text| messages.with("waiver-without-effect", &[("text", text.into())]))
        .collect()
}

/// "reason, by whom, until when".
pub(crate) fn reason(waiver: &Waiver, messages: &Messages, escape: Escape) -> String {
    let mut text: &str = &redact(&waiver.reason);
    if waiver.by.is_some() || waiver.until.is_some() {
        // The sentence goes on.
        text = text.trim_end_matches('.');
    }
    let mut parts = vec![(escape.text)(text)];
    if let Some(by) = &waiver.by {
        parts.push(messages.with("waiver-by", &[("by", (escape.text)(&redact(by)).into())]));
    }
    if let Some(until) = &waiver.until {
        parts.push(messages.with("waiver-until", &[("date", (escape.text)(until).into())]));
    }
    parts.join(", ")
}

/// Claims about criteria of competences that are only named, a line each: they would be lost with them.
pub(crate) fn claims_elsewhere(
    view: &ReportView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    claims_of(view, &ONLY_NAMED, messages, escape)
}

/// The same where all competences that are addressed have their criteria.
pub(crate) fn claims_not_addressed(
    view: &ReportView<'_>,
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    claims_of(view, &[Display::NotAddressed], messages, escape)
}

fn claims_of(
    view: &ReportView<'_>,
    displays: &[Display],
    messages: &Messages,
    escape: Escape,
) -> Vec<String> {
    let criteria = view.claimed(displays);
    let claims = criteria.flat_map(|criterion| {
        let signposts = criterion.signposts.iter();
        signposts.map(move |signpost| (criterion, signpost))
    });
    claims
        .map(|(criterion, signpost)| claim_elsewhere(criterion, signpost, messages, escape))
        .collect()
}

/// A claim far from its criterion.
pub(crate) fn claim_elsewhere(
    criterion: &CriterionView<'_>,
    signpost: &Signpost,
    messages: &Messages,
    escape: Escape,
) -> String {
    let values = [
        ("criterion", criterion.report.id.to_string().into()),
        ("text", claim(signpost, messages, escape).into()),
    ];
    messages.with("signpost-elsewhere", &values)
}

/// The claim, its place, and whether that is there.
pub(crate) fn signpost_line(signpost: &Signpost, messages: &Messages, escape: Escape) -> String {
    let text = claim(signpost, messages, escape);
    messages.with("signpost-line", &[("text", text.into())])
}

fn claim(signpost: &Signpost, messages: &Messages, escape: Escape) -> String {
    let mut text = full(&signpost.location, messages, escape);
    if !signpost.note.is_empty() {
        let note = (escape.text)(&redact(&signpost.note));
        text = format!("{text}{}{note}", messages.colon());
    }
    if let Some(lack) = signpost.lack {
        let lack = messages.text(&format!("signpost-{}", lack.as_str()));
        text = format!("{text} ({lack})");
    }
    text
}
