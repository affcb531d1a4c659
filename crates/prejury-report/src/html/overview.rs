//! The first screen and what belongs to no competence: who and what, how to use the page, what could not be read.

use super::bilingual::{Page, attribute};
use crate::annotations;
use crate::escape::Escape;
use crate::messages::Messages;
use crate::place;
use crate::redact::{author_name, redact};
use crate::summary;
use crate::view::{CompetenceView, Display, ReportView, Word};

pub(super) fn header(page: &mut Page<'_>, views: &[ReportView<'_>; 2], show_authors: bool) {
    let input = &views[0].report.input;
    page.raw("<a class=\"skip\" href=\"#main\">");
    page.both("html-skip");
    page.raw("</a><header class=\"top\"><h1>");
    page.both_with("report-title", &[("label", input.label.as_str().into())]);
    page.raw("</h1><p class=\"facts\">");
    match &input.head {
        Some(head) => {
            page.both("html-commit");
            page.raw(" <code>");
            page.text(&place::short_commit(head));
            page.raw("</code>");
            if let Some(date) = &input.head_date {
                page.raw(" (");
                page.text(date);
                page.raw(")");
            }
            page.raw(" · ");
            page.both_with("read-commits", &[("n", input.commits.into())]);
        }
        None => page.both("html-no-history"),
    }
    for (id, n) in [
        ("read-files", input.files),
        ("read-notebooks", input.notebooks),
        ("read-scripts", input.scripts),
        ("read-documents", input.documents),
    ] {
        if n > 0 {
            page.raw(" · ");
            page.both_with(id, &[("n", n.into())]);
        }
    }
    page.raw("</p>");
    if !input.authors.is_empty() {
        page.raw("<p class=\"facts\">");
        page.both("html-authors");
        for (index, author) in input.authors.iter().enumerate() {
            page.raw(if index == 0 { " " } else { ", " });
            page.text(&author_name(&author.name, show_authors));
            if let Some(email) = author.email.as_ref().filter(|_| show_authors) {
                page.raw(" &lt;");
                page.text(&redact(email));
                page.raw("&gt;");
            }
            page.raw(&format!(" ({})", author.commits));
        }
        page.raw("</p>");
    }
    paragraphs(
        page,
        "facts",
        &both(views, page.messages, annotations::head),
    );
    page.raw("<div class=\"promise\"><p><strong>");
    page.both("decision-reminder");
    page.raw("</strong></p><p>");
    page.both("html-how");
    page.raw("</p><p class=\"note needs-script screen\">");
    page.both("html-kept-here");
    page.raw("</p><p class=\"note needs-script\" id=\"not-kept\" hidden><strong>");
    page.both("html-not-kept");
    page.raw("</strong></p><div class=\"needs-script screen\" id=\"aside\" hidden><p><strong>");
    page.both("html-aside");
    page.raw("</strong> <span id=\"aside-count\"></span></p><p class=\"tools\">");
    button(page, "swap", "html-aside-show");
    button(page, "forget", "html-aside-forget");
    page.raw("</p></div></div><div class=\"tools needs-script screen\">");
    for (action, id) in [
        ("export", "html-export"),
        ("import", "html-import"),
        ("remarks", "html-remarks"),
        ("print", "html-print"),
        ("help", "html-keyboard"),
        ("theme", "html-theme"),
        ("language", "html-language"),
    ] {
        button(page, action, id);
    }
    page.raw("<label hidden>");
    page.both("html-import");
    page.raw("<input type=\"file\" id=\"file\" accept=\".json,application/json\"></label></div><p id=\"import-said\" class=\"note\"></p><p id=\"live\" role=\"status\" class=\"note\"></p></header>\n");
}

/// Lines about the report in the language shown first and in the other.
fn both(
    views: &[ReportView<'_>; 2],
    messages: [&Messages; 2],
    lines: fn(&ReportView<'_>, &Messages, Escape) -> Vec<String>,
) -> [Vec<String>; 2] {
    [0, 1].map(|index| lines(&views[index], messages[index], Escape::LINE))
}

/// A paragraph for each line.
pub(super) fn paragraphs(page: &mut Page<'_>, class: &str, lines: &[Vec<String>; 2]) {
    for (first, second) in lines[0].iter().zip(&lines[1]) {
        page.raw(&format!("<p class=\"{class}\">"));
        page.pair(first, second);
        page.raw("</p>");
    }
}

fn button(page: &mut Page<'_>, action: &str, id: &str) {
    let class = if action == "remarks" {
        " class=\"main\""
    } else {
        ""
    };
    page.raw(&format!(
        "<button type=\"button\"{class} data-action=\"{action}\">"
    ));
    page.both(id);
    page.raw("</button>");
}

pub(super) fn filters(page: &mut Page<'_>, views: &[ReportView<'_>; 2]) {
    page.raw("<div class=\"bar needs-script\"><div role=\"search\"><label class=\"field\">");
    page.both("html-search");
    page.raw("<input type=\"search\" data-filter=\"search\"></label>");
    let mut statuses = vec![
        ("", "html-all"),
        ("present", "status-present"),
        ("partial", "status-partial"),
        ("absent", "status-absent"),
        ("human", "html-status-human"),
        ("not_applicable", "status-not-applicable"),
    ];
    if has_waived(&views[0]) {
        statuses.insert(4, ("waived", "status-waived"));
    }
    let kinds = [
        ("", "html-all"),
        ("auto", "html-kind-auto"),
        ("assisted", "html-kind-assisted"),
        ("human", "html-kind-human"),
    ];
    let decisions = [
        ("", "html-all"),
        ("undecided", "html-undecided"),
        ("acquired", "decision-acquired"),
        ("not_acquired", "decision-not-acquired"),
        ("at_defence", "decision-at-defence"),
        ("changed", "html-changed-only"),
    ];
    select(page, "status", "html-status", &statuses);
    select(page, "kind", "html-kind", &kinds);
    select(page, "decision", "html-decision", &decisions);
    page.raw("<label class=\"field\">");
    page.both("column-competence");
    page.raw("<select data-filter=\"competence\">");
    page.choice("", "html-all-competences");
    let shown = views[0]
        .competences
        .iter()
        .filter(|competence| competence.display != Display::NotAddressed);
    for competence in shown {
        let id = competence.report.id.to_string();
        page.raw(&format!("<option value=\"{id}\">{id}</option>"));
    }
    page.raw("</select></label>");
    button(page, "fold", "html-fold");
    let n: usize = views[0]
        .competences
        .iter()
        .filter(|competence| competence.display != Display::NotAddressed)
        .map(|competence| competence.criteria.len())
        .sum();
    page.raw("<label class=\"progress\">");
    page.both("html-decided");
    page.raw(&format!(
        " <span id=\"progress\">0 / {n}</span> <progress id=\"meter\" max=\"{}\" value=\"0\"></progress></label></div></div>\n",
        n.max(1)
    ));
}

fn select(page: &mut Page<'_>, name: &str, title: &str, choices: &[(&str, &str)]) {
    page.raw("<label class=\"field\">");
    page.both(title);
    page.raw(&format!("<select data-filter=\"{name}\">"));
    for (value, id) in choices {
        page.choice(value, id);
    }
    page.raw("</select></label>");
}

fn has_waived(view: &ReportView<'_>) -> bool {
    let mut competences = view.competences.iter();
    competences.any(|competence| competence.count(Word::Waived) > 0)
}

/// Competences in scope with their counts.
pub(super) fn summary(page: &mut Page<'_>, views: &[ReportView<'_>; 2]) {
    // Before the table, which may be longer than a screen.
    let n = views[0].issues().len();
    if n > 0 {
        page.raw("<p><a href=\"#issues\"><strong>");
        page.both_with("issues-title", &[("n", n.into())]);
        page.raw("</strong></a></p>");
    }
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"overview\"><table><caption class=\"skip\" id=\"overview\">");
    page.both("html-overview");
    page.raw("</caption><thead><tr><th scope=\"col\">");
    page.both("column-competence");
    page.raw("</th>");
    let mut columns = vec![
        ("column-present", vec![Word::Present]),
        ("column-partial", vec![Word::Partial]),
        ("column-absent", vec![Word::Absent]),
        ("column-not-applicable", vec![Word::NotApplicable]),
        ("column-human", vec![Word::Evaluator, Word::Oral]),
    ];
    if has_waived(&views[0]) {
        columns.insert(3, ("column-waived", vec![Word::Waived]));
    }
    for (id, _) in &columns {
        page.raw("<th scope=\"col\" class=\"n\">");
        page.both(id);
        page.raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    let pairs = views[0].competences.iter().zip(&views[1].competences);
    for (first, second) in pairs.filter(|(first, _)| first.display != Display::NotAddressed) {
        let id = first.report.id.to_string();
        page.raw(&format!(
            "<tr><th scope=\"row\"><a href=\"#{id}\">{id}</a> "
        ));
        page.pair(first.title, second.title);
        page.raw("</th>");
        for (_, words) in &columns {
            let n: usize = words.iter().map(|word| first.count(*word)).sum();
            let shown = if n == 0 {
                "·".to_owned()
            } else {
                n.to_string()
            };
            page.raw(&format!("<td class=\"n\">{shown}</td>"));
        }
        page.raw("</tr>");
    }
    page.raw("</tbody></table></div>");
    let left: Vec<String> = views[0]
        .displayed(Display::NotAddressed)
        .map(|competence| competence.report.id.to_string())
        .collect();
    if !left.is_empty() {
        page.raw("<p class=\"note\">");
        page.both_with(
            "not-addressed",
            &[("n", left.len().into()), ("items", left.join(", ").into())],
        );
        page.raw("</p>");
    }
    let claims = both(views, page.messages, annotations::claims_not_addressed);
    paragraphs(page, "claim", &claims);
    issues(page, views);
}

/// What could not be read: an absence is to be read with it. A link to what stands inside opens the list.
fn issues(page: &mut Page<'_>, views: &[ReportView<'_>; 2]) {
    let issues = views[0].issues();
    if issues.is_empty() {
        return;
    }
    page.raw("<details class=\"issues\"><summary><strong>");
    page.both_with("issues-title", &[("n", issues.len().into())]);
    page.raw("</strong></summary><p class=\"note\" id=\"issues\">");
    page.both("issues-and-absent");
    page.raw("</p><ul>");
    for issue in issues {
        page.raw("<li>");
        if let Some(path) = &issue.path {
            page.raw("<b>");
            page.text(path);
            page.raw("</b> · ");
        }
        let said = page
            .messages
            .map(|messages| redact(&messages.issue(issue)).into_owned());
        page.pair(&said[0], &said[1]);
        page.raw("</li>");
    }
    page.raw("</ul></details>");
}

pub(super) fn counts(page: &mut Page<'_>, view: &CompetenceView<'_>) {
    let mut is_first = true;
    for word in Word::ALL {
        let n = view.count(word);
        if n > 0 {
            if !is_first {
                page.raw(" · ");
            }
            page.both_with(word.count_id(), &[("n", n.into())]);
            is_first = false;
        }
    }
}

pub(super) fn nothing_left(page: &mut Page<'_>) {
    page.raw("<p id=\"nothing\" hidden>");
    page.both("html-nothing");
    page.raw("</p>");
}

/// The parts of the form that belong to no criterion.
pub(super) fn general(page: &mut Page<'_>) {
    page.raw("<section class=\"needs-script\"><h2>");
    page.both("html-general");
    page.raw("</h2>");
    for (name, id) in [
        ("overall", "html-overall"),
        ("strengths", "html-strengths"),
        ("improvements", "html-improvements"),
        ("defence", "html-defence"),
    ] {
        page.raw("<p class=\"remark\"><label>");
        page.both(id);
        page.raw(&format!(
            "<textarea rows=\"3\" data-general=\"{name}\"></textarea></label></p>"
        ));
    }
    page.raw("</section>");
}

/// Waivers that do nothing any more, then places that do not agree.
pub(super) fn notes(page: &mut Page<'_>, views: &[ReportView<'_>; 2]) {
    let stale = both(views, page.messages, annotations::stale_waivers);
    if !stale[0].is_empty() {
        page.raw("<section><h2>");
        page.both_with("waivers-title", &[("n", stale[0].len().into())]);
        page.raw("</h2>");
        paragraphs(page, "note", &stale);
        page.raw("</section>");
    }
    let findings = views[0].findings();
    if findings.is_empty() {
        return;
    }
    page.raw("<section><h2>");
    page.both("html-findings");
    page.raw("</h2><ul>");
    for finding in findings {
        page.raw("<li>");
        let said = page
            .messages
            .map(|messages| redact(&messages.finding(finding)).into_owned());
        page.pair(&said[0], &said[1]);
        if !finding.places.is_empty() {
            let places = page
                .messages
                .map(|messages| summary::places(finding, messages, Escape::LINE));
            page.raw(" <span class=\"note\">");
            page.pair(&places[0], &places[1]);
            page.raw("</span>");
        }
        page.raw("</li>");
    }
    page.raw("</ul></section>");
}

pub(super) fn dialogs(page: &mut Page<'_>) {
    page.raw("<footer>prejury ");
    page.raw(&attribute(env!("CARGO_PKG_VERSION")));
    page.raw("</footer><dialog id=\"remarks\" aria-labelledby=\"remarks-title\"><h2 id=\"remarks-title\">");
    page.both("html-remarks");
    page.raw("</h2><p class=\"note\">");
    page.both("html-remarks-note");
    page.raw("</p><label>");
    page.both("html-remarks-text");
    page.raw("<textarea></textarea></label><p class=\"tools\">");
    button(page, "copy", "html-copy");
    button(page, "close", "html-close");
    page.raw(" <span id=\"copied\" role=\"status\"></span></p></dialog>");
    page.raw("<dialog id=\"help\" aria-labelledby=\"help-title\"><h2 id=\"help-title\">");
    page.both("html-keyboard");
    page.raw("</h2><ul>");
    for (keys, id) in [
        ("j k", "html-key-move"),
        ("u", "html-key-undecided"),
        ("1 2 3 0", "html-key-decide"),
        ("c", "html-key-comment"),
        ("Esc", "html-key-back"),
        ("e", "html-key-evidence"),
        ("/", "html-key-search"),
    ] {
        page.raw("<li>");
        for key in keys.split(' ') {
            page.raw(&format!("<kbd>{key}</kbd> "));
        }
        page.both(id);
        page.raw("</li>");
    }
    page.raw("</ul><p><label><input type=\"checkbox\" id=\"keys\" checked> ");
    page.both("html-key-switch");
    page.raw("</label></p><p>");
    button(page, "close", "html-close");
    page.raw("</p></dialog>");
}
