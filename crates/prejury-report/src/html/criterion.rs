//! A criterion: what it asks, what the report proposes and why, and the evaluator's decision, which is blank.

use prejury_core::{ContextKind, Evidence, Place, Report, Status};

use super::bilingual::{Page, attribute, escape_into};
use super::code;
use super::overview::paragraphs;
use crate::annotations;
use crate::decisions::fingerprint;
use crate::escape::Escape;
use crate::place;
use crate::redact::redact;
use crate::view::{self, CriterionView};

/// Evidence that is shown before the reader asks for the rest.
const SHOWN: usize = 2;

pub(super) fn article(page: &mut Page<'_>, report: &Report, views: [&CriterionView<'_>; 2]) {
    let view = views[0];
    let id = view.report.id.to_string();
    page.raw(&format!(
        "<article class=\"ce\" id=\"{id}\" tabindex=\"-1\" aria-labelledby=\"h-{id}\" data-status=\"{}\"{} data-kind=\"{}\" data-fingerprint=\"{}\">\
         <div class=\"ce-head\"><h3 id=\"h-{id}\"><span class=\"code-id\">CE{}</span>",
        view.report.status.as_str(),
        // The status stays: decisions remember it.
        if view.waiver.is_some() { " data-waived" } else { "" },
        view.kind.as_str(),
        fingerprint(view.report),
        view.report.id.number,
    ));
    page.pair(view.title, views[1].title);
    page.raw("</h3>");
    status(page, view);
    page.raw("</div><p class=\"changed\" hidden></p><p class=\"official\" lang=\"fr\">");
    page.text(view.text);
    page.raw("</p>");
    let readings = [0, 1].map(|index| {
        let reading = annotations::reading(views[index], page.messages[index], Escape::LINE);
        reading.into_iter().collect()
    });
    paragraphs(page, "reading", &readings);
    page.raw("<div class=\"ce-body\"><div>");
    let claims =
        [0, 1].map(|index| annotations::claims(views[index], page.messages[index], Escape::LINE));
    paragraphs(page, "claim", &claims);
    evidence(page, report, views);
    lists(page, views);
    page.raw("</div>");
    work(page, &id);
    page.raw("</div></article>\n");
}

/// Sign and word: a colour alone says nothing to many.
fn status(page: &mut Page<'_>, view: &CriterionView<'_>) {
    let sign = match view.report.status {
        _ if view.waiver.is_some() => "◌",
        Status::Present => "●",
        Status::Partial => "◐",
        Status::Absent => "○",
        Status::Human => "◇",
        Status::OutOfScope | Status::NotApplicable => "–",
    };
    page.raw(&format!(
        "<p class=\"status\"><span aria-hidden=\"true\">{sign}</span> "
    ));
    page.both(view.word().status_id());
    if matches!(
        view.report.status,
        Status::Present | Status::Partial | Status::Absent
    ) {
        page.raw(" <small>");
        let percent = (view.report.confidence * 100.0).round().clamp(0.0, 100.0) as usize;
        page.both_with("confidence-line", &[("percent", percent.into())]);
        page.raw("</small>");
    }
    page.raw("</p>");
}

fn evidence(page: &mut Page<'_>, report: &Report, views: [&CriterionView<'_>; 2]) {
    let pieces = &views[0].report.evidence;
    if pieces.is_empty() {
        return;
    }
    page.raw("<h4>");
    page.both("html-evidence");
    page.raw("</h4>");
    for (index, piece) in pieces.iter().enumerate() {
        if index == SHOWN {
            page.raw("<details class=\"more\"><summary>");
            page.both_with("evidence-more", &[("n", (pieces.len() - SHOWN).into())]);
            page.raw("</summary>");
        }
        one_piece(page, report, views, piece);
    }
    if pieces.len() > SHOWN {
        page.raw("</details>");
    }
}

fn one_piece<'a>(
    page: &mut Page<'_>,
    report: &Report,
    views: [&CriterionView<'a>; 2],
    piece: &'a Evidence,
) {
    page.raw("<div class=\"evidence\"><div class=\"place\"><b>");
    if &*piece.location.path != ".git" {
        page.text(&piece.location.path);
        page.raw("</b>");
        if place::inside(&piece.location, page.messages[0]).is_some() {
            page.raw(", ");
        }
    } else {
        page.raw("</b>");
    }
    let places = page
        .messages
        .map(|messages| place::inside(&piece.location, messages).unwrap_or_default());
    page.pair(&places[0], &places[1]);
    page.raw(" · ");
    if !piece.supports {
        page.raw("<strong>");
        page.both("html-against");
        page.raw("</strong> ");
    }
    page.pair(views[0].label(piece), views[1].label(piece));
    page.raw(" (");
    page.both(&format!("strength-{}", piece.strength.as_str()));
    page.raw(")</div>");
    match report.context(&piece.location) {
        Some(context) => {
            let (first, last) = match piece.location.place {
                Place::Lines { line, end_line, .. } => (line, end_line),
                _ => (0, 0),
            };
            let mut markup = String::from("<pre>");
            let text = redact(&context.text);
            for (index, line) in text.lines().enumerate() {
                let number = context
                    .first_line
                    .saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
                if context.kind == ContextKind::Prose {
                    escape_into(line, &mut markup);
                    markup.push('\n');
                    continue;
                }
                let class = if (first..=last).contains(&number) {
                    " class=\"hit\""
                } else {
                    ""
                };
                markup.push_str(&format!("<span{class}><span class=\"no\">{number}</span>"));
                if context.kind == ContextKind::Python {
                    code::coloured(line, &mut markup);
                } else {
                    escape_into(line, &mut markup);
                }
                markup.push_str("</span>\n");
            }
            markup.push_str("</pre>");
            page.raw(&markup);
            if !context.output.is_empty() {
                page.raw("<div class=\"caption\">");
                page.both("html-output");
                page.raw("</div><pre class=\"output\">");
                page.text(&redact(&context.output));
                page.raw("</pre>");
            }
        }
        None => {
            let excerpt = view::excerpt(piece);
            if !excerpt.trim().is_empty() {
                page.raw("<pre>");
                page.text(&excerpt);
                page.raw("</pre>");
            }
        }
    }
    page.raw("</div>");
}

fn lists(page: &mut Page<'_>, views: [&CriterionView<'_>; 2]) {
    let missing = [0, 1].map(|index| views[index].missing(page.messages[index]));
    list(page, "html-missing", &missing);
    if views[0].wants_advice() {
        page.raw("<h4>");
        page.both("html-advice");
        page.raw("</h4><p>");
        page.pair(views[0].advice, views[1].advice);
        page.raw("</p>");
    }
    let questions = views.map(|view| {
        view.questions()
            .into_iter()
            .map(|question| question.into_owned())
            .collect()
    });
    list(page, "html-questions", &questions);
    let leads = page.messages.map(|messages| {
        let leads = views[0].report.leads.iter();
        leads
            .map(|lead| redact(&messages.lead(lead)).into_owned())
            .collect()
    });
    list(page, "html-leads", &leads);
}

fn list(page: &mut Page<'_>, title: &str, items: &[Vec<String>; 2]) {
    if items[0].is_empty() {
        return;
    }
    page.raw("<h4>");
    page.both(title);
    page.raw("</h4><ul>");
    for (first, second) in items[0].iter().zip(&items[1]) {
        page.raw("<li>");
        page.pair(first, second);
        page.raw("</li>");
    }
    page.raw("</ul>");
}

/// Nothing is ticked: the report proposes a status, and a person decides.
fn work(page: &mut Page<'_>, id: &str) {
    let name = attribute(id);
    page.raw("<div class=\"work needs-script\"><fieldset><legend>");
    page.both("html-decision");
    page.raw(&format!(" <span class=\"code-id\">{name}</span></legend>"));
    for (value, message) in [
        ("acquired", "decision-acquired"),
        ("not_acquired", "decision-not-acquired"),
        ("at_defence", "decision-at-defence"),
    ] {
        page.raw(&format!(
            "<label class=\"choice\"><input type=\"radio\" name=\"d-{name}\" value=\"{value}\"> "
        ));
        page.both(message);
        page.raw("</label>");
    }
    page.raw("</fieldset><button type=\"button\" data-action=\"clear\">");
    page.both("html-clear");
    page.raw("</button><p><label>");
    page.both("html-comment");
    page.raw("<textarea rows=\"2\"></textarea></label></p></div>");
}
