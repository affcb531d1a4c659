//! Results: what is open, what is there, what the candidate claims, and what does not agree.

use std::collections::HashMap;

use prejury_core::{Anchors, Evidence, Finding, Location, Place, Signpost, Status};

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
use crate::view::{CriterionView, ReportView, excerpt, related};

/// Further places of a result; GitHub shows fewer.
const MAX_RELATED: usize = 10;

/// Lines and columns of an excerpt.
const EXCERPT: (usize, usize) = (4, 200);

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
    for criterion in view.shown().flat_map(|competence| &competence.criteria) {
        // The n-th piece of one signal in one file keeps its fingerprint when lines move.
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        for evidence in criterion.supporting() {
            let n = seen
                .entry((&*evidence.signal, &*evidence.location.path))
                .or_default();
            *n += 1;
            results.push(there(criterion, evidence, *n, anchors, messages));
        }
        for (n, signpost) in (1..).zip(&criterion.signposts) {
            results.push(claimed(criterion, signpost, n, anchors, messages));
        }
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
            .map(|location| placed(Some(location), anchors, messages))
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
    n: usize,
    anchors: &Anchors,
    messages: &Messages,
) -> ResultLine {
    let line = annotations::signpost_line(signpost, messages, Escape::LINE);
    // Viewers cannot open what is not there.
    let place = Some(&signpost.location).filter(|_| signpost.lack.is_none());
    ResultLine {
        rule_id: criterion.report.id.to_string(),
        rule_index: None,
        kind: "informational",
        level: "none",
        message: Message::new(format!("{}. {line}", title(criterion, messages))),
        locations: vec![placed(place, anchors, messages)],
        related_locations: Vec::new(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!("{}/signpost:{n}", criterion.report.id),
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
    n: usize,
    anchors: &Anchors,
    messages: &Messages,
) -> ResultLine {
    let (lines, _) = excerpt_lines(&excerpt(evidence), EXCERPT.0, EXCERPT.1);
    let label = visible(&typeset(criterion.label(evidence), messages));
    let place = place::full(&evidence.location, messages, Escape::LINE);
    let path = uri::encode(&evidence.location.path);
    ResultLine {
        rule_id: criterion.report.id.to_string(),
        rule_index: None,
        kind: "pass",
        level: "none",
        message: Message::new(format!(
            "{}. {place}{}{label}",
            title(criterion, messages),
            messages.colon()
        )),
        locations: vec![placed(Some(&evidence.location), anchors, messages)],
        related_locations: related(evidence)
            .take(MAX_RELATED)
            .map(|location| placed(Some(location), anchors, messages))
            .collect(),
        partial_fingerprints: Fingerprints {
            primary_location_line_hash: format!(
                "{}/{}/{path}:{n}",
                criterion.report.id, evidence.signal
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
            .map(|place| placed(Some(place), anchors, messages))
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
    let logical = place.and_then(|location| {
        Some(Logical {
            name: visible(&place::inside(location, messages)?),
            fully_qualified_name: place::full(location, messages, Escape::LINE),
            kind: kind(location)?,
        })
    });
    location(&spot(place, anchors), logical)
}

pub(super) fn location(spot: &Spot, logical: Option<Logical>) -> LocationLine {
    let message = logical
        .as_ref()
        .map(|logical| Message::new(logical.fully_qualified_name.clone()));
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
        message,
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
