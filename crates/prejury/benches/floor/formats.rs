//! What each format adds to a check, by ratio: what is collected for that format only (places in raw files, the text around
//! places) is part of it.

use std::io;
use std::path::Path;
use std::time::Duration;

use prejury_analysis::Asked;
use prejury_catalog::Catalog;
use prejury_core::{Anchors, Lang, Report};
use prejury_intake::{Limits, Submission};
use prejury_report::{
    Detail, Messages, Options, Selection, github, gitlab, html, json, junit, markdown, sarif,
    terminal, xlsx,
};

use crate::{ROUNDS, median, millis, timed};

/// Above this part of a check a format costs too much.
const AIM: f64 = 0.10;
/// The same for the page, which shows the text around every place.
const AIM_OF_PAGE: f64 = 0.25;

type Writer = fn(&[Report], &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;

/// What a format shows beside the report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Anchors,
    Context,
}

const FORMATS: [(&str, Writer, Needs); 9] = [
    ("terminal", terminal::write, Needs::Nothing),
    ("markdown", markdown::write, Needs::Nothing),
    ("xlsx", xlsx::write, Needs::Nothing),
    ("junit", junit::write, Needs::Nothing),
    ("sarif", sarif::write, Needs::Anchors),
    ("github", github::write, Needs::Anchors),
    ("gitlab", gitlab::write, Needs::Anchors),
    ("json", json::write, Needs::Context),
    ("html", page, Needs::Context),
];

/// Prints the part of `check` that each format adds to it.
pub(crate) fn time(folder: &Path, catalog: &Catalog, check: Duration) {
    let submission = prejury_intake::open(folder.to_str().unwrap(), &Limits::default()).unwrap();
    let reports = [check_in_context(&submission, catalog)];
    let messages = messages(Lang::Fr, catalog);
    let context = time_context(&submission, catalog);
    println!(
        "formats, as a part of the check (aim: at most {:.0} %, html {:.0} %; {:.1} ms of json and html for the text around places):",
        AIM * 100.0,
        AIM_OF_PAGE * 100.0,
        millis(context)
    );
    for (name, write, needs) in FORMATS {
        let durations = (0..ROUNDS).map(|_| {
            timed(|| {
                let anchors: Vec<Anchors> = reports
                    .iter()
                    .filter(|_| needs == Needs::Anchors)
                    .map(|report| prejury_analysis::anchors(&submission, report))
                    .collect();
                let options = Options {
                    messages: &messages,
                    detail: Detail::Normal,
                    selection: Selection::default(),
                    width: 80,
                    anchors: &anchors,
                    show_authors: false,
                    one_per_line: false,
                };
                let mut bytes = Vec::new();
                write(&reports, catalog, &options, &mut bytes).unwrap();
                bytes
            })
        });
        let mut duration = median(durations.collect());
        if needs == Needs::Context {
            duration += context;
        }
        let part = duration.as_secs_f64() / check.as_secs_f64();
        println!(
            "  {name:9} {:5.1} ms  {:4.1} %",
            millis(duration),
            part * 100.0
        );
    }
}

fn check_in_context(submission: &Submission, catalog: &Catalog) -> Report {
    let asked = Asked {
        context: true,
        profile: None,
    };
    let (report, remains) = prejury_analysis::check_as(submission, catalog, asked, &());
    remains.free();
    report
}

/// What a check takes longer when it keeps the text around places.
fn time_context(submission: &Submission, catalog: &Catalog) -> Duration {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        with.push(timed(|| check_in_context(submission, catalog)));
        without.push(timed(|| {
            prejury_analysis::check_with(submission, catalog, &())
        }));
    }
    median(with).saturating_sub(median(without))
}

/// The page of the only report, in both languages.
fn page(
    reports: &[Report],
    catalog: &Catalog,
    options: &Options<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let other = messages(Lang::En, catalog);
    html::write(&reports[0], catalog, options, &other, None, out)
}

fn messages(lang: Lang, catalog: &Catalog) -> Messages {
    Messages::new(lang, catalog.message_source(lang)).unwrap()
}
