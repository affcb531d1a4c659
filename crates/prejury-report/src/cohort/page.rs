//! The index of a cohort: one page that needs no network, with a row for each candidate and a column for each competence.

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{CompetenceId, CriterionId};

use super::overview::{Candidate, Counts, Overview};
use crate::html::bilingual::{Page, attribute, tag};
use crate::html::{CSS, CSS_HASH};
use crate::messages::Messages;
use crate::redact::redact;

const OWN_CSS: &str = include_str!("../../assets/cohort.css");
const JS: &str = include_str!("../../assets/cohort.js");
const OWN_CSS_HASH: &str = include_str!("../../assets/cohort.css.sha256");
const JS_HASH: &str = include_str!("../../assets/cohort.js.sha256");

/// Criteria of the list of what most lack.
const MOST_LACKING: usize = 12;

/// Writes the page; `messages` are those of the language shown first and of the other.
pub fn write_page(
    overview: &Overview,
    catalog: &Catalog,
    messages: [&Messages; 2],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(messages[0], messages[1]);
    head(&mut page);
    header(&mut page, overview);
    filters(&mut page, overview, catalog);
    page.raw("<main id=\"main\">");
    matrix(&mut page, overview, catalog);
    most_lacking(&mut page, overview, catalog);
    waivers(&mut page, overview, catalog);
    page.raw("</main><script>");
    page.raw(JS);
    page.raw("</script></body></html>\n");
    out.write_all(page.finish().as_bytes())
}

fn head(page: &mut Page<'_>) {
    page.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\" class=\"no-script\" data-theme=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}' 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"prejury {}\">\n<title>prejury · {}</title>\n<style>",
        page.lang(),
        CSS_HASH.trim(),
        OWN_CSS_HASH.trim(),
        JS_HASH.trim(),
        env!("CARGO_PKG_VERSION"),
        attribute(&page.messages[0].text("cohort-title")),
    ));
    page.raw(CSS);
    page.raw("</style>\n<style>");
    page.raw(OWN_CSS);
    page.raw("</style>\n</head>\n<body>\n");
}

fn header(page: &mut Page<'_>, overview: &Overview) {
    page.raw("<a class=\"skip\" href=\"#main\">");
    page.both("cohort-skip");
    page.raw("</a><header class=\"top\"><h1>");
    page.both("cohort-title");
    page.raw("</h1><p class=\"facts\">");
    page.both_with(
        "cohort-candidates",
        &[("n", overview.candidates.len().into())],
    );
    if overview.failed() > 0 {
        page.raw(" · ");
        page.both_with("cohort-failed", &[("n", overview.failed().into())]);
    }
    page.raw("</p><div class=\"promise\"><p><strong>");
    page.both("decision-reminder");
    page.raw("</strong></p><p>");
    page.both("cohort-how");
    page.raw("</p></div><div class=\"tools needs-script screen\">");
    for (action, id) in [
        ("print", "html-print"),
        ("theme", "html-theme"),
        ("language", "html-language"),
    ] {
        page.raw(&format!(
            "<button type=\"button\" data-action=\"{action}\">"
        ));
        page.both(id);
        page.raw("</button>");
    }
    page.raw("</div></header>\n");
}

fn filters(page: &mut Page<'_>, overview: &Overview, catalog: &Catalog) {
    page.raw("<div class=\"bar needs-script\"><div role=\"search\"><label class=\"field\">");
    page.both("cohort-search");
    page.raw("<input type=\"search\" data-filter=\"search\"></label><label class=\"field\">");
    page.both("cohort-bloc");
    page.raw("<select data-filter=\"bloc\">");
    page.choice("", "html-all");
    for bloc in &catalog.blocs {
        let mut ids = overview.competences().into_iter();
        if ids.any(|id| id.bloc() == bloc.number) {
            page.raw(&format!("<option>{}</option>", bloc.number));
        }
    }
    page.raw("</select></label><label class=\"field\">");
    page.both("cohort-show");
    page.raw("<select data-filter=\"show\">");
    for (value, id) in [
        ("", "html-all"),
        ("absent", "cohort-show-absent"),
        ("lacking", "cohort-show-lacking"),
        ("complete", "cohort-show-complete"),
        ("failed", "cohort-show-failed"),
    ] {
        page.choice(value, id);
    }
    page.raw("</select></label><p class=\"progress\" role=\"status\"><span id=\"shown\">");
    page.raw(&overview.candidates.len().to_string());
    page.raw(&format!(
        "</span> / {}</p></div></div>\n",
        overview.candidates.len()
    ));
}

fn matrix(page: &mut Page<'_>, overview: &Overview, catalog: &Catalog) {
    let ids = overview.competences();
    page.raw("<div class=\"scroll matrix\" tabindex=\"0\" role=\"region\" aria-labelledby=\"matrix-caption\"><table id=\"matrix\"><caption id=\"matrix-caption\">");
    page.both(match overview.waives() {
        true => "cohort-matrix-waived",
        false => "cohort-matrix",
    });
    page.raw("</caption><thead><tr>");
    sortable(page, "name", None, "", |page| page.both("cohort-candidate"));
    for (key, id) in statuses(overview) {
        sortable(page, key, None, "n", |page| page.both(id));
    }
    for id in &ids {
        let title = catalog.competence(id).map(|known| &known.title);
        let titles = page
            .messages
            .map(|messages| title.map_or("", |title| title.get(messages.lang())));
        sortable(page, id.as_str(), Some(id.bloc()), "cell", |page| {
            // A title can be in one language only, so the script changes it.
            let langs = page.messages.map(tag);
            page.raw(&format!(
                "<abbr title=\"{0}\" data-{1}=\"{0}\" data-{2}=\"{3}\">{id}</abbr>",
                attribute(titles[0]),
                langs[0],
                langs[1],
                attribute(titles[1]),
            ));
        });
    }
    page.raw("</tr></thead><tbody>\n");
    for candidate in &overview.candidates {
        row(page, candidate, &ids, overview.waives());
    }
    page.raw("</tbody></table></div><p id=\"nothing\" hidden>");
    page.both("cohort-nothing");
    page.raw("</p>");
    titles(page, &ids, catalog);
}

/// What the codes stand for, where no pointer can ask a title for it.
fn titles(page: &mut Page<'_>, ids: &[&CompetenceId], catalog: &Catalog) {
    if ids.is_empty() {
        return;
    }
    page.raw("<details class=\"titles\"><summary>");
    page.both("cohort-titles");
    page.raw("</summary><ul>");
    for id in ids {
        let title = catalog.competence(id).map(|known| &known.title);
        let titles = page
            .messages
            .map(|messages| title.map_or("", |title| title.get(messages.lang())));
        page.raw(&format!("<li><span class=\"code-id\">{id}</span> "));
        page.pair(titles[0], titles[1]);
        page.raw("</li>");
    }
    page.raw("</ul></details>");
}

fn sortable(
    page: &mut Page<'_>,
    key: &str,
    bloc: Option<u8>,
    class: &str,
    label: impl FnOnce(&mut Page<'_>),
) {
    let bloc = bloc.map_or(String::new(), |bloc| format!(" data-bloc=\"{bloc}\""));
    page.raw(&format!(
        "<th scope=\"col\" class=\"{class}\"{bloc} data-key=\"{key}\"><button type=\"button\" class=\"sort\">"
    ));
    label(page);
    page.raw("<span class=\"arrow\" aria-hidden=\"true\"></span></button></th>");
}

fn row(page: &mut Page<'_>, candidate: &Candidate, ids: &[&CompetenceId], waives: bool) {
    let total = candidate.total();
    let failed = if candidate.error.is_some() {
        " data-failed"
    } else {
        ""
    };
    page.raw(&format!("<tr{failed}><th scope=\"row\">"));
    match &candidate.page {
        Some(address) => {
            page.raw(&format!("<a href=\"{}\">", attribute(address)));
            page.name(&candidate.name);
            page.raw("</a>");
        }
        None => page.name(&candidate.name),
    }
    page.raw("</th>");
    if let Some(error) = &candidate.error {
        page.raw(&format!(
            "<td class=\"failed\" colspan=\"{}\">",
            ids.len() + 3 + usize::from(waives)
        ));
        page.both("cohort-not-read");
        page.raw(" ");
        page.text(&redact(error));
        page.raw("</td></tr>\n");
        return;
    }
    numbers(page, total, waives);
    for id in ids {
        match candidate.competences.get(id) {
            Some(counts) => cell(page, candidate, id, *counts),
            None => page.raw(&format!(
                "<td class=\"cell none\" data-bloc=\"{}\">–</td>",
                id.bloc()
            )),
        }
    }
    page.raw("</tr>\n");
}

/// Statuses that are counted, with the keys of their columns: what is waived where something is.
fn statuses(overview: &Overview) -> impl Iterator<Item = (&'static str, &'static str)> {
    let waived = overview.waives().then_some(("waived", "status-waived"));
    [
        ("present", "status-present"),
        ("partial", "status-partial"),
        ("absent", "status-absent"),
    ]
    .into_iter()
    .chain(waived)
}

/// A cell for each of them.
fn numbers(page: &mut Page<'_>, counts: Counts, waives: bool) {
    let waived = waives.then_some(counts.waived);
    let all = [counts.present, counts.partial, counts.absent];
    for n in all.into_iter().chain(waived) {
        page.raw(&format!("<td class=\"n\">{n}</td>"));
    }
}

/// Present, partial and absent, in this order, then what is waived if anything is; the tint says how much of what the deliverables settle is
/// there.
fn cell(page: &mut Page<'_>, candidate: &Candidate, id: &CompetenceId, counts: Counts) {
    let settled = counts.settled();
    let level = match settled {
        0 => 0,
        _ => counts.present * 4 / settled,
    };
    page.raw(&format!(
        "<td class=\"cell\" data-bloc=\"{}\" data-level=\"{level}\" data-lacking=\"{}\" data-absent=\"{}\" data-present=\"{}\">",
        id.bloc(),
        counts.lacking(),
        counts.absent,
        counts.present,
    ));
    let numbers: Vec<String> = [
        ("p", counts.present),
        ("q", counts.partial),
        ("a", counts.absent),
    ]
    .into_iter()
    .chain((counts.waived > 0).then_some(("w", counts.waived)))
    .map(|(class, n)| match n {
        0 => "<span class=\"zero\">0</span>".to_owned(),
        _ => format!("<span class=\"{class}\">{n}</span>"),
    })
    .collect();
    let numbers = numbers.join("<span class=\"sep\">·</span>");
    match &candidate.page {
        // One stop of the keyboard for each candidate is enough: the checklist has its own ways.
        Some(address) => page.raw(&format!(
            "<a tabindex=\"-1\" href=\"{}#{id}\">{numbers}</a></td>",
            attribute(address)
        )),
        None => page.raw(&format!("{numbers}</td>")),
    }
}

fn most_lacking(page: &mut Page<'_>, overview: &Overview, catalog: &Catalog) {
    let lacking = overview.most_lacking();
    if lacking.is_empty() {
        return;
    }
    page.raw("<section aria-labelledby=\"lacking\"><h2 id=\"lacking\">");
    page.both("cohort-most-lacking");
    page.raw("</h2><table class=\"lacking\"><thead><tr><th scope=\"col\">");
    page.both("column-criterion");
    page.raw("</th>");
    let waived = overview.waives().then_some("status-waived");
    let columns = ["status-absent", "status-partial", "status-present"];
    for id in columns.into_iter().chain(waived) {
        page.raw("<th scope=\"col\" class=\"n\">");
        page.both(id);
        page.raw("</th>");
    }
    page.raw("</tr></thead><tbody>");
    for (id, counts) in lacking.into_iter().take(MOST_LACKING) {
        criterion(page, id, catalog);
        let waived = overview.waives().then_some(counts.waived);
        let all = [counts.absent, counts.partial, counts.present];
        for n in all.into_iter().chain(waived) {
            page.raw(&format!("<td class=\"n\">{n}</td>"));
        }
        page.raw("</tr>");
    }
    page.raw("</tbody></table></section>");
}

/// The head of a row about a criterion.
fn criterion(page: &mut Page<'_>, id: &CriterionId, catalog: &Catalog) {
    let title = catalog.criterion(id).map(|known| &known.title);
    let titles = page
        .messages
        .map(|messages| title.map_or("", |title| title.get(messages.lang())));
    page.raw(&format!(
        "<tr><th scope=\"row\"><span class=\"code-id\">{id}</span>"
    ));
    page.pair(titles[0], titles[1]);
    page.raw("</th>");
}

/// What is taken off the list, and why.
fn waivers(page: &mut Page<'_>, overview: &Overview, catalog: &Catalog) {
    if !overview.waives() {
        return;
    }
    page.raw("<section aria-labelledby=\"waivers\"><h2 id=\"waivers\">");
    page.both("cohort-waivers");
    page.raw("</h2><table class=\"lacking\"><thead><tr><th scope=\"col\">");
    page.both("column-criterion");
    page.raw("</th><th scope=\"col\">");
    page.both("cohort-reason");
    page.raw("</th><th scope=\"col\" class=\"n\">");
    page.both("cohort-n-candidates");
    page.raw("</th></tr></thead><tbody>");
    for ((id, reason), n) in &overview.waivers {
        criterion(page, id, catalog);
        page.raw("<td>");
        page.text(&redact(reason));
        page.raw(&format!("</td><td class=\"n\">{n}</td></tr>"));
    }
    page.raw("</tbody></table></section>");
}
