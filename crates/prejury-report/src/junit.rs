//! JUnit's XML: a suite for each competence, a test case for each criterion. What is open is a failure, what only a person can
//! tell and what is waived are skipped.

use std::borrow::Cow;
use std::io::{self, Write};

use prejury_catalog::Catalog;
use prejury_core::Report;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::annotations;
use crate::escape::{Escape, visible};
use crate::forge::notes::{Note, TITLE, claims, notes};
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
    let all_notes: Vec<Vec<Note>> = views
        .iter()
        .map(|view| {
            let mut all = notes(view, options.messages);
            all.extend(claims(view, options.messages));
            all
        })
        .collect();
    let competences = views.iter().flat_map(ReportView::shown).map(Counts::of);
    let total: Counts = competences
        .chain(all_notes.iter().map(|notes| Counts::skipped(notes.len())))
        .sum();
    let mut suites = BytesStart::new("testsuites");
    suites.push_attribute(("name", "prejury"));
    total.push(&mut suites, false);
    xml.write_event(Event::Start(suites))?;
    for (view, notes) in views.iter().zip(&all_notes) {
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
        if !notes.is_empty() {
            about_report(notes, label.as_deref(), options.messages, &mut xml)?;
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
    fn skipped(n: usize) -> Self {
        Self {
            tests: n,
            failures: 0,
            skipped: n,
        }
    }

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

/// What belongs to no criterion as skipped cases, since viewers show nothing else.
fn about_report(
    notes: &[Note],
    label: Option<&str>,
    messages: &Messages,
    xml: &mut Xml<'_, '_>,
) -> io::Result<()> {
    let title = messages.text(TITLE);
    let name = match label {
        Some(label) => format!("{label}{}{title}", messages.colon()),
        None => title,
    };
    let mut element = BytesStart::new("testsuite");
    element.push_attribute(("name", &*legal(&name)));
    Counts::skipped(notes.len()).push(&mut element, true);
    xml.write_event(Event::Start(element))?;
    for note in notes {
        let mut case = BytesStart::new("testcase");
        case.push_attribute(("classname", &*legal(&name)));
        case.push_attribute(("name", &*legal(&note.key)));
        xml.write_event(Event::Start(case))?;
        skip(&note.text, xml)?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn skip(message: &str, xml: &mut Xml<'_, '_>) -> io::Result<()> {
    let mut skipped = BytesStart::new("skipped");
    skipped.push_attribute(("message", &*legal(message)));
    xml.write_event(Event::Empty(skipped))
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
            let message = match criterion.waiver {
                Some(waiver) => {
                    let reason = annotations::reason(waiver, messages, Escape::LINE);
                    format!("{status}{}{reason}", messages.colon())
                }
                None => status,
            };
            skip(&message, xml)?;
        }
    }
    let places: Vec<String> = criterion
        .supporting()
        .map(|evidence| {
            let label = visible(&typeset(criterion.label(evidence), messages));
            let place = place::full(&evidence.location, messages, Escape::LINE);
            format!("{place} · {label}")
        })
        .chain(
            // Those of an open criterion stand in the text of its failure.
            criterion
                .signposts
                .iter()
                .filter(|_| problem.is_none())
                .map(|signpost| annotations::signpost_line(signpost, messages, Escape::LINE)),
        )
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
