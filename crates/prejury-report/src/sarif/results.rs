//! Results: what is open, what is there, what the candidate claims, and what does not agree.

use std::collections::HashMap;

use prejury_core::{Anchors, Evidence, Finding, Location, Place, Signpost, Status};
use rayon::prelude::*;

use super::log::{
    Artifact, Fingerprints, LocationLine, Logical, Message, Physical, ROOT, RegionLine, ResultLine,
    ResultProperties, Rule, Suppression,
};
use super::rules::COHERENCE;
use crate::annotations;
use crate::escape::{Escape, excerpt_lines, visible};
use crate::forge::{Problem, Spot, problems, spot, title, uri, waived};
use crate::messages::Messages;
use crate::place;
use crate::redact::redact;
use crate::summary::typeset;
use crate::view::{CriterionView, ONLY_NAMED, ReportView, excerpt, related};

/// Further places of a result; GitHub shows fewer.
const MAX_RELATED: usize = 10;

/// Pieces of evidence of one criterion, the best first; the JSON report has them all.
const MAX_PIECES: usize = 24;

/// Lines and columns of an excerpt.
const EXCERPT: (usize, usize) = (4, 200);

/// What is said of one piece of evidence or claim.
struct Words<'a> {
    /// Code, title and status of its criterion.
    title: &'a str,
    /// What it shows or claims.
    label: &'a str,
    /// Its number among those of its kind, from 1.
    n: usize,
}

pub(super) fn of(
    view: &ReportView<'_>,
    rules: &[Rule],
    anchors: &Anchors,
    messages: &Messages,
) -> Vec<ResultLine> {
    let index: HashMap<&str, usize> = rules
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.id.as_str(), index))
        .collect();
    let mut results: Vec<ResultLine> = Vec::new();
    for problem in problems(view).into_iter().chain(waived(view)) {
        results.push(open(&problem, anchors, messages));
    }
    let criteria: Vec<&CriterionView<'_>> = view
        .shown()
        .flat_map(|competence| &competence.criteria)
        .collect();
    // There are thousands: each thread writes those of whole criteria.
    let of_criteria: Vec<Vec<ResultLine>> = criteria
        .par_iter()
        .with_max_len(1)
        .map(|criterion| of_criterion(criterion, anchors, messages))
        .collect();
    results.extend(of_criteria.into_iter().flatten());
    for criterion in view.claimed(&ONLY_NAMED) {
        let title = title(criterion, messages);
        results.extend(claims(criterion, &title, anchors, messages));
    }
    for finding in view.findings() {
        results.push(disagreement(finding, anchors, messages));
    }
    let is_any_waived = results.iter().any(|result| result.suppressions.is_some());
    for result in &mut results {
        if is_any_waived {
            result.suppressions.get_or_insert_default();
        }
        result.rule_index = index.get(result.rule_id.as_str()).copied();
    }
    results
}

/// What is there of one criterion, and what the candidate claims.
fn of_criterion(
    criterion: &CriterionView<'_>,
    anchors: &Anchors,
    messages: &Messages,
) -> Vec<ResultLine> {
    let mut results = Vec::new();
    let title = title(criterion, messages);
    // Signals repeat from place to place, and their words with them.
    let mut labels: HashMap<&str, String> = HashMap::new();
    // The n-th piece of one signal in one file keeps its fingerprint when lines move.
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    for evidence in criterion.supporting().take(MAX_PIECES) {
        let label = labels
            .entry(&evidence.signal)
            .or_insert_with(|| visible(&typeset(criterion.label(evidence), messages)));
        let n = seen
            .entry((&*evidence.signal, &*evidence.location.path))
            .or_default();
        *n += 1;
        let words = Words {
            title: &title,
            label,
            n: *n,
        };
        results.push(there(criterion, evidence, &words, anchors, messages));
    }
    results.extend(claims(criterion, &title, anchors, messages));
    results
}

/// What the candidate claims of a criterion.
fn claims(
    criterion: &CriterionView<'_>,
    title: &str,
    anchors: &Anchors,
    messages: &Messages,
) -> Vec<ResultLine> {
    let signposts = (1..).zip(&criterion.signposts);
    let lines = signposts.map(|(n, signpost)| {
        let label = &annotations::signpost_line(signpost, messages, Escape::LINE);
        let words = Words { title, label, n };
        claimed(criterion, signpost, &words, anchors, messages)
    });
    lines.collect()
}

/// An absent or partial criterion.
fn open(problem: &Problem<'_>, anchors: &Anchors, messages: &Messages) -> ResultLine {
    let criterion = problem.criterion;
    let others = criterion.against().chain(criterion.supporting());
    let others = others
        .map(|evidence| &evidence.location)
        .filter(|location| Some(*location) != problem.place);
    let mut sentences = vec![format!("{}.", problem.title(messages))];
    sentences.extend(problem.sentences(messages));
    ResultLine {
        rule_id: criterion.report.id.to_string(),
        rule_index: None,
        kind: "fail",
        level: match criterion.report.status {
            Status::Absent => "warning",
            _ => "note",
        },
        message: Message::new(sentences.join("\n")),
        locations: vec![placed(problem.place, anchors, messages)],
        related_locations: others
            .take(MAX_RELATED)
            .map(|location| further(location, anchors, messages))
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!("{}/open:1", criterion.report.id),
        },
        rank: Some(rank(criterion)),
        suppressions: criterion.waiver.map(|waiver| {
            vec![Suppression {
                kind: "external",
                status: "accepted",
                justification: annotations::reason(waiver, messages, Escape::LINE),
            }]
        }),
        properties: ResultProperties {
            status: Some(criterion.report.status.as_str()),
            ..ResultProperties::default()
        },
    }
}

/// The candidate's own claim.
fn claimed(
    criterion: &CriterionView<'_>,
    signpost: &Signpost,
    words: &Words<'_>,
    anchors: &Anchors,
    messages: &Messages,
) -> ResultLine {
    // Viewers cannot open what is not there.
    let place = Some(&signpost.location).filter(|_| signpost.lack.is_none());
    ResultLine {
        rule_id: criterion.report.id.to_string(),
        rule_index: None,
        kind: "informational",
        level: "none",
        message: Message::new(format!("{}. {}", words.title, words.label)),
        locations: vec![placed(place, anchors, messages)],
        related_locations: Vec::new(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!("{}/signpost:{}", criterion.report.id, words.n),
        },
        rank: None,
        suppressions: None,
        properties: ResultProperties::default(),
    }
}

/// One piece of evidence.
fn there(
    criterion: &CriterionView<'_>,
    evidence: &Evidence,
    words: &Words<'_>,
    anchors: &Anchors,
    messages: &Messages,
) -> ResultLine {
    let (lines, _) = excerpt_lines(&excerpt(evidence), EXCERPT.0, EXCERPT.1);
    let inside = place::inside(&evidence.location, messages);
    let place = place::full_of(&evidence.location, inside.as_deref(), Escape::LINE);
    let path = uri::encode(&evidence.location.path);
    ResultLine {
        rule_id: criterion.report.id.to_string(),
        rule_index: None,
        kind: "pass",
        level: "none",
        message: Message::new(format!(
            "{}. {place}{}{}",
            words.title,
            messages.colon(),
            words.label
        )),
        locations: vec![location(
            &spot(Some(&evidence.location), anchors),
            logical(&evidence.location, inside.as_deref(), place),
        )],
        related_locations: related(evidence)
            .take(MAX_RELATED)
            .map(|location| further(location, anchors, messages))
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!(
                "{}/{}/{path}:{}",
                criterion.report.id, evidence.signal, words.n
            ),
        },
        rank: Some(rank(criterion)),
        suppressions: None,
        properties: ResultProperties {
            status: Some(criterion.report.status.as_str()),
            signal: Some(evidence.signal.to_string()),
            strength: Some(evidence.strength.as_str()),
            excerpt: (!lines.is_empty()).then(|| lines.join("\n")),
        },
    }
}

/// Places that contradict one another: for a person to look at.
fn disagreement(finding: &Finding, anchors: &Anchors, messages: &Messages) -> ResultLine {
    let sentence = visible(&redact(&messages.finding(finding)));
    let first = finding.places.first();
    let path = first.map_or(String::new(), |place| uri::encode(&place.path));
    ResultLine {
        rule_id: format!("{COHERENCE}{}", finding.code),
        rule_index: None,
        kind: "review",
        level: "none",
        message: Message::new(match first {
            Some(place) => {
                let place = place::full(place, messages, Escape::LINE);
                format!("{place}{}{sentence}", messages.colon())
            }
            None => sentence.clone(),
        }),
        locations: vec![placed(first, anchors, messages)],
        related_locations: finding
            .places
            .iter()
            .skip(1)
            .take(MAX_RELATED)
            .map(|place| further(place, anchors, messages))
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!(
                "{COHERENCE}{}/{path}/{}:1",
                finding.code,
                uri::encode(&sentence)
            ),
        },
        rank: None,
        suppressions: None,
        properties: ResultProperties::default(),
    }
}

fn rank(criterion: &CriterionView<'_>) -> f64 {
    (f64::from(criterion.report.confidence) * 100.0).round()
}

/// A location with the place in words beside that in the file.
fn placed(place: Option<&Location>, anchors: &Anchors, messages: &Messages) -> LocationLine {
    let words = place.and_then(|place| {
        let inside = place::inside(place, messages)?;
        let full = place::full_of(place, Some(&inside), Escape::LINE);
        logical(place, Some(&inside), full)
    });
    location(&spot(place, anchors), words)
}

/// One of the further places of a result: viewers name it by its message, while the first is told by that of the result.
fn further(place: &Location, anchors: &Anchors, messages: &Messages) -> LocationLine {
    let mut line = placed(Some(place), anchors, messages);
    let words = line.logical_locations.first();
    line.message = words.map(|words| Message::new(words.fully_qualified_name.clone()));
    line
}

/// The place in words, where lines of the file do not say it.
fn logical(place: &Location, inside: Option<&str>, full: String) -> Option<Logical> {
    Some(Logical {
        name: visible(inside?),
        fully_qualified_name: full,
        kind: kind(place)?,
    })
}

pub(super) fn location(spot: &Spot, logical: Option<Logical>) -> LocationLine {
    LocationLine {
        physical_location: Physical {
            artifact_location: Artifact {
                uri: uri::encode(&spot.path),
                uri_base_id: ROOT,
            },
            region: RegionLine {
                start_line: spot.line,
                start_column: spot.columns.map(|(start, _)| start),
                end_line: spot.end_line,
                end_column: spot.columns.map(|(_, end)| end),
            },
        },
        logical_locations: logical.into_iter().collect(),
        message: None,
    }
}

/// What a place is when lines of the file do not say it.
fn kind(location: &Location) -> Option<&'static str> {
    match location.place {
        Place::Lines { cell: Some(_), .. } => Some("cell"),
        Place::Lines { cell: None, .. } => None,
        Place::File if &*location.path == ".git" => Some("history"),
        Place::File => None,
        Place::Page(_) => Some("page"),
        Place::Slide(_) => Some("slide"),
        Place::Row { .. } => Some("row"),
        Place::Paragraph { .. } => Some("paragraph"),
        Place::Commit(_) => Some("commit"),
    }
}
