//! A competence: its head, its criteria, and the evaluator's word on it.

use prejury_core::Report;

use super::bilingual::{Page, attribute};
use super::{criterion, overview};
use crate::view::CompetenceView;

/// `views` is the competence in the language shown first and in the other.
pub(super) fn section(page: &mut Page<'_>, report: &Report, views: [&CompetenceView<'_>; 2]) {
    let id = views[0].report.id.to_string();
    page.raw(&format!(
        "<section class=\"competence\" id=\"{id}\"><details open><summary><h2><span class=\"code-id\">{id}</span>"
    ));
    let titles: Vec<String> = views
        .iter()
        .zip(page.messages)
        .map(|(view, messages)| {
            let lang = match messages.lang() {
                prejury_core::Lang::Fr => "fr",
                prejury_core::Lang::En => "en",
            };
            format!(" data-{lang}=\"{}\"", attribute(view.title))
        })
        .collect();
    page.raw(&format!("<span class=\"title\"{}>", titles.concat()));
    page.pair(views[0].title, views[1].title);
    page.raw("</span></h2> <span class=\"counts\">");
    overview::counts(page, views[0]);
    page.raw("</span></summary>");
    if let Some(with) = views[0].with {
        page.raw("<p class=\"note\">");
        page.both_with("evaluated-with", &[("competence", with.as_str().into())]);
        page.raw("</p>");
    }
    for (first, second) in views[0].criteria.iter().zip(&views[1].criteria) {
        criterion::article(page, report, [first, second]);
    }
    remark(page, &id);
    page.raw("</details></section>\n");
}

fn remark(page: &mut Page<'_>, id: &str) {
    page.raw("<div class=\"remark needs-script\"><fieldset><legend>");
    page.both("html-competence-decision");
    page.raw(&format!("<span class=\"code-id\"> {id}</span></legend>"));
    for (value, message) in [
        ("validated", "remarks-validated"),
        ("not_validated", "remarks-not-validated"),
    ] {
        page.raw(&format!(
            "<label class=\"choice\"><input type=\"radio\" name=\"v-{id}\" value=\"{value}\"> "
        ));
        page.both(message);
        page.raw("</label>");
    }
    page.raw("</fieldset><label>");
    page.both("html-competence-remark");
    page.raw("<textarea rows=\"2\"></textarea></label></div>");
}
