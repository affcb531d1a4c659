//! JUnit's XML: a suite for each competence, a test case for each criterion. What is open is a failure, what only a person can
//! tell is skipped.

use std::borrow::Cow;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::Report;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::escape::{Escape, visible};
use crate::forge::{Problem, problems};
use crate::messages::Messages;
use crate::options::Options;
use crate::place;
use crate::summary::typeset;
use crate::view::{CompetenceView, CriterionView, ReportView, Word};

/// Writes one document; with several reports, the names of suites begin with that of the submission.
pub fn write(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let views: Vec<ReportView<'_>> = reports
        .iter()
        .map(|report| ReportView::new(report, catalog, options))
        .collect();
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let total: Counts = views
        .iter()
        .flat_map(ReportView::shown)
        .map(Counts::of)
        .sum();
    let mut suites = BytesStart::new("testsuites");
    suites.push_attribute(("name", "prejury"));
    total.push(&mut suites, false);
    xml.write_event(Event::Start(suites))?;
    for view in &views {
        let label = (views.len() > 1).then(|| visible(&view.report.input.label));
        let problems = problems(view);
        for competence in view.shown() {
            suite(
                competence,
                label.as_deref(),
                &problems,
                options.messages,
                &mut xml,
            )?;
        }
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    out.write_all(b"\n")
}

/// Numbers of test cases.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    skipped: usize,
}

impl Counts {
    fn of(competence: &CompetenceView<'_>) -> Self {
        let failures = competence.count(Word::Absent) + competence.count(Word::Partial);
        let tests = competence.criteria.len();
        Self {
            tests,
            failures,
            skipped: tests - failures - competence.count(Word::Present),
        }
    }

    /// The root of a document has no `skipped`.
    fn push(&self, element: &mut BytesStart<'_>, skipped: bool) {
        element.push_attribute(("tests", self.tests.to_string().as_str()));
        element.push_attribute(("failures", self.failures.to_string().as_str()));
        element.push_attribute(("errors", "0"));
        if skipped {
            element.push_attribute(("skipped", self.skipped.to_string().as_str()));
        }
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |sum, one| Self {
            tests: sum.tests + one.tests,
            failures: sum.failures + one.failures,
            skipped: sum.skipped + one.skipped,
        })
    }
}

type Xml<'a, 'b> = Writer<&'a mut (dyn Write + 'b)>;

fn suite(
    competence: &CompetenceView<'_>,
    label: Option<&str>,
    problems: &[Problem<'_>],
    messages: &Messages,
    xml: &mut Xml<'_, '_>,
) -> io::Result<()> {
    let id = competence.report.id.to_string();
    let title = typeset(competence.title, messages);
    let name = match label {
        Some(label) => format!("{label}{}{id} {title}", messages.colon()),
        None => format!("{id} {title}"),
    };
    let mut element = BytesStart::new("testsuite");
    element.push_attribute(("name", &*legal(&name)));
    Counts::of(competence).push(&mut element, true);
    xml.write_event(Event::Start(element))?;
    let class = match label {
        Some(label) => format!("{label}.{id}"),
        None => id,
    };
    for criterion in &competence.criteria {
        let problem = problems
            .iter()
            .find(|problem| std::ptr::eq(problem.criterion, criterion));
        case(criterion, &class, problem, messages, xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(
    criterion: &CriterionView<'_>,
    class: &str,
    problem: Option<&Problem<'_>>,
    messages: &Messages,
    xml: &mut Xml<'_, '_>,
) -> io::Result<()> {
    let title = typeset(criterion.title, messages);
    let name = format!(
        "CE{} {title} ({})",
        criterion.report.id.number, criterion.slug
    );
    let mut element = BytesStart::new("testcase");
    element.push_attribute(("classname", &*legal(class)));
    element.push_attribute(("name", &*legal(&name)));
    xml.write_event(Event::Start(element))?;
    let status = messages.text(criterion.word().status_id());
    match (problem, criterion.word()) {
        (Some(problem), word) => {
            let sentences = problem.sentences(messages);
            let mut failure = BytesStart::new("failure");
            let headline = sentences.first().unwrap_or(&status);
            failure.push_attribute(("message", &*legal(&format!("{status}. {headline}"))));
            failure.push_attribute((
                "type",
                match word {
                    Word::Partial => "partial",
                    _ => "absent",
                },
            ));
            element_with(xml, failure, "failure", &sentences.join("\n"))?;
        }
        (None, Word::Present) => {}
        (None, _) => {
            let mut skipped = BytesStart::new("skipped");
            skipped.push_attribute(("message", &*legal(&status)));
            xml.write_event(Event::Empty(skipped))?;
        }
    }
    let places: Vec<String> = criterion
        .supporting()
        .map(|evidence| {
            let label = visible(&typeset(criterion.label(evidence), messages));
            let place = place::full(&evidence.location, messages, Escape::LINE);
            format!("{place} · {label}")
        })
        .collect();
    if !places.is_empty() {
        element_with(
            xml,
            BytesStart::new("system-out"),
            "system-out",
            &places.join("\n"),
        )?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn element_with(
    xml: &mut Xml<'_, '_>,
    start: BytesStart<'_>,
    name: &str,
    text: &str,
) -> io::Result<()> {
    xml.write_event(Event::Start(start))?;
    xml.write_event(Event::Text(BytesText::new(&legal(text))))?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

/// XML 1.0 knows neither control characters, which are made visible elsewhere, nor the non-characters at the end of a plane.
fn legal(text: &str) -> Cow<'_, str> {
    let illegal =
        |c: char| c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(illegal) {
        text.replace(illegal, "\u{fffd}").into()
    } else {
        text.into()
    }
}
