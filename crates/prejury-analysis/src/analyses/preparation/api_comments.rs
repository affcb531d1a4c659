//! APIs that a comment, a title or a generic word names (half of C1.1-CE1).
//!
//! # Counts as evidence
//! Where the code asks an API: comments that name or link one, and texts that say that data are asked of "the API".
//! # Does not count
//! A URL in code, the API of one's own predictions, tasks of the course.

use prejury_core::Strength;
use prejury_documents::BlockKind;
use prejury_python::{CodePlace, Comment};

use super::api::Requests;
use super::words::{API, API_NEED, BRIEF, Text};
use super::{Preparation, is_match, pattern};
use crate::sink::EvidenceSink;

/// Texts that are shown.
const MAX_SHOWN: usize = 4;

// Data are asked for or taken out, by whatever word.
pattern!(
    ASKS,
    r"\b(?:collect|recuper|retriev|extrai|extract|requet|request|obten|obtain|interrog|fetch|query|quer(?:y|ies)|appel|telecharg|download)"
);
pattern!(WORD, r"\bapis?\b");
// A link to what an API says of itself, and not to somebody's answer to a question about one.
pattern!(
    DOCUMENTED,
    r"(?i)://(?:\w+\.)*(?:api|developers?)\.|://[^\s/]+/(?:\S*/)?(?:api|apis|docs?|developers?|documentation)\b"
);
// One's own API, which answers with predictions.
pattern!(
    OWN,
    r"predi|fastapi|flask|streamlit|deploi|deploy|scoring|heroku|uvicorn|endpoint|\b(?:notre|mon|our|my) api\b|\bfront\b|\bpas d.api|\bno api|\bsans api|\bwithout api"
);

/// Texts that name an API in passing, where the code collects through one.
pub(super) fn find(
    preparation: &Preparation<'_>,
    requests: &Requests<'_>,
    sink: &mut EvidenceSink,
) {
    if requests.calls.is_empty() {
        return;
    }
    comments(preparation, requests, sink);
    let mut n_shown = 0;
    let prose = &preparation.nearby.prose;
    for (at, one) in prose.iter().enumerate() {
        if n_shown == MAX_SHOWN {
            break;
        }
        let is_heading = matches!(one.block.kind, BlockKind::Heading(_));
        if is_heading || is_aside(&one.text) || !is_match(&ASKS, &one.text.folded) {
            continue;
        }
        let above = at.checked_sub(1).map(|above| &prose[above]);
        let is_under = || {
            above.is_some_and(|above| {
                above.document == one.document
                    && matches!(above.block.kind, BlockKind::Heading(_))
                    && is_match(&WORD, &above.text.folded)
                    && !is_aside(&above.text)
            }) && API_NEED.are_in(&one.text)
        };
        if is_match(&WORD, &one.text.folded) || is_under() {
            n_shown += 1;
            let location = one.block.location.clone();
            let text = &*one.block.text;
            sink.found("api.named-loosely", Strength::Written, location, text, None);
        }
    }
}

fn is_aside(text: &Text) -> bool {
    BRIEF.are_in(text) || is_match(&OWN, &text.folded) || text.folded.starts_with("livrable")
}

/// Comments of the files that ask an API, those on lines that follow each other as one.
fn comments(preparation: &Preparation<'_>, requests: &Requests<'_>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    for number in &requests.units {
        let Some(unit) = preparation.python.units.get(number.0 as usize) else {
            continue;
        };
        let prose: Vec<&Comment> = unit
            .comments
            .iter()
            .filter(|comment| !comment.is_code)
            .collect();
        let follows = |one: &&Comment, next: &&Comment| {
            one.place.cell == next.place.cell && one.place.end_line + 1 == next.place.line
        };
        for run in prose.chunk_by(follows) {
            let lines: Vec<&str> = run
                .iter()
                .map(|comment| comment.text.trim_start_matches(['#', ' ']))
                .collect();
            let said = lines.join(" ");
            let text = Text::of(&said);
            let names_one = API.are_in(&text) && super::api::names_api(&said);
            let links = said.contains("://")
                && is_match(&DOCUMENTED, &said)
                && is_match(&WORD, &text.folded);
            if n_shown == MAX_SHOWN || is_aside(&text) || !(names_one || links) {
                continue;
            }
            n_shown += 1;
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            let place = CodePlace {
                end_line: last.place.end_line,
                ..first.place
            };
            let location = preparation.python.location(place);
            sink.found("api.named-loosely", Strength::Written, location, said, None);
        }
    }
}
