//! The evaluator's checklist: one page that needs no network and no other file, in both languages.
//!
//! The page reads without scripts; `assets/page.js` adds the evaluator's own work: decisions, filters, export, remarks. Texts of
//! both languages stand side by side, and the language of the root element says which are shown.

pub(crate) mod bilingual;
mod code;
mod competence;
mod criterion;
mod overview;

use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::{Decisions, Report};

use crate::decisions;
use crate::messages::Messages;
use crate::options::Options;
use crate::redact::author_name;
use crate::view::{Display, ReportView};
use bilingual::{Page, attribute};

pub(crate) const CSS: &str = include_str!("../../assets/page.css");
const JS: &str = include_str!("../../assets/page.js");
/// Hashes that let the browser run this style and script and no other (`assets/README.md` says how they are made).
pub(crate) const CSS_HASH: &str = include_str!("../../assets/page.css.sha256");
const JS_HASH: &str = include_str!("../../assets/page.js.sha256");

/// Words that the script needs, by the name it asks for them.
const SCRIPT_WORDS: &[(&str, &str)] = &[
    ("status:present", "status-present"),
    ("status:partial", "status-partial"),
    ("status:absent", "status-absent"),
    ("status:human", "html-status-human"),
    ("status:out_of_scope", "status-out-of-scope"),
    ("status:not_applicable", "status-not-applicable"),
    ("forget", "html-aside-sure"),
    ("decision:acquired", "decision-acquired"),
    ("decision:not_acquired", "decision-not-acquired"),
    ("decision:at_defence", "decision-at-defence"),
    ("validated", "remarks-validated"),
    ("not_validated", "remarks-not-validated"),
    ("to-decide", "remarks-to-decide"),
    ("comments", "remarks-comments"),
    ("undecided", "remarks-undecided"),
    ("remarks-changed", "remarks-changed"),
    ("deliverable", "remarks-deliverable"),
    ("strengths", "remarks-strengths"),
    ("improvements", "remarks-improvements"),
    ("defence", "remarks-defence"),
    ("changed", "html-changed"),
    ("changed-evidence", "html-changed-evidence"),
    ("cleared", "html-cleared"),
    ("imported", "html-imported"),
    ("refused", "html-not-imported"),
    ("copied", "html-copied"),
    ("copy-by-hand", "html-copy-by-hand"),
];

/// Writes the page of one report. `options` gives the language that is shown first, `other` the messages of the other one; a
/// page of several reports would mix the decisions of several candidates, so each has its own.
pub fn write(
    report: &Report,
    catalog: &Catalog,
    options: &Options<'_>,
    other: &Messages,
    decided: Option<&Decisions>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let other_options = Options {
        messages: other,
        detail: options.detail,
        selection: options.selection.clone(),
        width: options.width,
        show_authors: options.show_authors,
        anchors: options.anchors,
        one_per_line: false,
    };
    let mut page = Page::new(options.messages, other);
    let views = [
        ReportView::new(report, catalog, options),
        ReportView::new(report, catalog, &other_options),
    ];
    head(&mut page, &views[0], decided);
    overview::header(&mut page, &views, options.show_authors);
    overview::filters(&mut page, &views);
    page.raw("<main id=\"main\">");
    overview::summary(&mut page, &views);
    let pairs = views[0].competences.iter().zip(&views[1].competences);
    for (first, second) in pairs.filter(|(first, _)| first.display != Display::NotAddressed) {
        competence::section(&mut page, report, [first, second]);
    }
    overview::nothing_left(&mut page);
    overview::general(&mut page);
    overview::notes(&mut page, &views);
    page.raw("</main>");
    overview::dialogs(&mut page);
    page.raw("<script>");
    page.raw(JS);
    page.raw("</script></body></html>\n");
    out.write_all(page.finish().as_bytes())
}

fn head(page: &mut Page<'_>, view: &ReportView<'_>, decided: Option<&Decisions>) {
    let input = &view.report.input;
    // Tells apart the work of several candidates whose folders are called the same; nobody reads it.
    let first = input.authors.first();
    let owner = first.map_or_else(String::new, |author| author_name(&author.name, false));
    page.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\" class=\"no-script\" data-theme=\"auto\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"prejury {}\">\n<title>prejury · {}</title>\n<style>",
        page.lang(),
        CSS_HASH.trim(),
        JS_HASH.trim(),
        env!("CARGO_PKG_VERSION"),
        attribute(&input.label),
    ));
    page.raw(CSS);
    page.raw(&format!(
        "</style>\n</head>\n<body data-label=\"{}\" data-owner=\"{}\" data-head=\"{}\">\n",
        attribute(&input.label),
        attribute(&owner),
        attribute(input.head.as_deref().unwrap_or("")),
    ));
    page.raw("<div id=\"words\" hidden>");
    for (name, id) in SCRIPT_WORDS {
        page.raw(&format!("<p data-id=\"{name}\">"));
        page.both_marked(id);
        page.raw("</p>");
    }
    page.raw("</div>");
    if let Some(decided) = decided {
        page.raw("<script type=\"application/json\" id=\"decisions\">");
        page.raw(&in_script(&decisions::to_json(decided)));
        page.raw("</script>");
    }
}

/// JSON that no sign of which ends or opens anything inside a script element.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
