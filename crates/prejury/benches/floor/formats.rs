//! What each format adds to a check, by ratio: places in raw files included, where a format needs those.

use std::io;
use std::path::Path;
use std::time::Duration;

use prejury_catalog::Catalog;
use prejury_core::{Anchors, Lang, Report};
use prejury_intake::Limits;
use prejury_report::{
    Detail, Messages, Options, Selection, github, gitlab, json, junit, markdown, sarif, terminal,
    xlsx,
};

use crate::{ROUNDS, median, millis, timed};

/// Above this part of a check a format costs too much.
const AIM: f64 = 0.10;

type Writer = fn(&[Report], &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;

const FORMATS: [(&str, Writer, bool); 8] = [
    ("terminal", terminal::write, false),
    ("markdown", markdown::write, false),
    ("json", json::write, false),
    ("xlsx", xlsx::write, false),
    ("junit", junit::write, false),
    ("sarif", sarif::write, true),
    ("github", github::write, true),
    ("gitlab", gitlab::write, true),
];

/// Prints the part of `check` that each format adds to it.
pub(crate) fn time(folder: &Path, catalog: &Catalog, check: Duration) {
    let submission = prejury_intake::open(folder.to_str().unwrap(), &Limits::default()).unwrap();
    let report = prejury_analysis::check(&submission, catalog);
    let messages = Messages::new(Lang::Fr, catalog.message_source(Lang::Fr)).unwrap();
    let reports = [report];
    println!(
        "formats, as a part of the check (aim: at most {:.0} %):",
        AIM * 100.0
    );
    for (name, write, for_forge) in FORMATS {
        let durations = (0..ROUNDS).map(|_| {
            timed(|| {
                let anchors: Vec<Anchors> = reports
                    .iter()
                    .filter(|_| for_forge)
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
        let duration = median(durations.collect());
        let part = duration.as_secs_f64() / check.as_secs_f64();
        println!(
            "  {name:9} {:5.1} ms  {:4.1} %",
            millis(duration),
            part * 100.0
        );
    }
}
