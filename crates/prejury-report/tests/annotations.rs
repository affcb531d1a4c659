//! What people say beside the rules: in every format, and still there after a report was stored and read back.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::io::{self, Cursor, Read};

use prejury_catalog::Catalog;
use prejury_core::{
    Anchors, ChosenProfile, Decisions, Lang, Location, Narrowing, Report, Signpost, SignpostLack,
    Voice,
};
use prejury_report::{
    Options, github, gitlab, html, json, junit, markdown, remarks, sarif, terminal, xlsx,
};

type Writer = fn(&[Report], &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;

/// Formats that tell everything, and those for forges, which tell what is open.
const FULL: [(&str, Writer); 2] = [("terminal", terminal::write), ("markdown", markdown::write)];
const FORGES: [(&str, Writer); 4] = [
    ("sarif", sarif::write),
    ("junit", junit::write),
    ("github", github::write),
    ("gitlab", gitlab::write),
];

fn written(writer: Writer, report: &Report) -> String {
    let messages = common::messages(Lang::En);
    let anchors = [Anchors::default()];
    let options = Options {
        anchors: &anchors,
        width: 1_000,
        ..common::options(&messages)
    };
    let mut out = Vec::new();
    writer(
        std::slice::from_ref(report),
        &common::catalog(),
        &options,
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    anstream::adapter::strip_str(&text).to_string()
}

/// All texts of the workbook.
fn workbook(report: &Report) -> String {
    let messages = common::messages(Lang::En);
    let mut out = Vec::new();
    xlsx::write(
        std::slice::from_ref(report),
        &common::catalog(),
        &common::options(&messages),
        &mut out,
    )
    .unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(out)).unwrap();
    let mut xml = String::new();
    let mut file = archive.by_name("xl/sharedStrings.xml").unwrap();
    file.read_to_string(&mut xml).unwrap();
    xml
}

fn page(report: &Report) -> String {
    let (english, french) = (common::messages(Lang::En), common::messages(Lang::Fr));
    let mut out = Vec::new();
    let options = common::options(&english);
    html::write(
        report,
        &common::catalog(),
        &options,
        &french,
        None,
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

/// The candidate's configuration names the project and leaves out a competence that is addressed.
fn narrowed() -> Report {
    let mut report = common::report();
    report.competences[1].scope = prejury_core::Scope::In;
    report.competences[1].criteria[0].status = prejury_core::Status::Absent;
    report.annotations.narrowing = Some(Narrowing {
        voice: Voice::Submission,
        competences: vec!["C1.1".parse().unwrap()],
        excluded: vec!["old/**".to_owned()],
    });
    report
}

/// The project that evaluates C1.2 before two criteria of C1.1.
fn of_project() -> Report {
    let mut report = common::report();
    report.competences[1].scope = prejury_core::Scope::In;
    report.competences[1].criteria[0].status = prejury_core::Status::Absent;
    report.annotations.profile = Some(ChosenProfile {
        id: "kitchen".into(),
        voice: Voice::CommandLine,
    });
    report
}

#[test]
fn every_format_says_what_the_candidate_left_out() {
    let report = narrowed();
    let sentences = [
        "Addressed competence left out by the candidate: C1.2",
        "Paths excluded from reading by the candidate: ",
    ];
    let texts = FULL.iter().chain(&FORGES);
    let texts = texts.map(|(format, writer)| (*format, written(*writer, &report)));
    let texts = texts.chain([("html", page(&report)), ("xlsx", workbook(&report))]);
    for (format, text) in texts {
        for sentence in sentences {
            // GitHub's commands stand a colon in for its code in titles only.
            assert!(text.contains(sentence), "{format}: {sentence} in {text}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&written(json::write, &report)).unwrap();
    assert_eq!(json["configuration"]["left_out"][0], "C1.2");
    assert_eq!(json["configuration"]["excluded"][0], "old/**");
    assert_eq!(json["configuration"]["narrowed_by"], "submission");
}

#[test]
fn every_format_shows_claims_and_waivers_and_forges_open_nothing_that_is_waived() {
    let report = common::report();
    let texts = FULL.iter().chain(&FORGES);
    let texts = texts.map(|(format, writer)| (*format, written(*writer, &report)));
    let texts = texts.chain([("html", page(&report)), ("xlsx", workbook(&report))]);
    for (format, text) in texts {
        let claim = ["this file is not in the deliverables", "signpost"];
        let shows = claim.iter().all(|part| text.contains(part));
        assert!(shows, "{format}: the claim in {text}");
        let without_effect =
            text.contains("C1.1-CE1: this criterion is neither absent nor partial");
        assert!(without_effect, "{format}: {text}");
        let waiver = text.contains("by la mentore, until 2027-06-30");
        assert!(waiver, "{format}: {text}");
        if matches!(format, "github" | "gitlab") {
            let note = "Waived: C1.1-CE7 (";
            assert!(text.contains(note), "{format}: {text}");
            let n = if format == "github" { 1 } else { 2 };
            assert_eq!(
                text.matches("C1.1-CE7").count(),
                n,
                "{format}: opened {text}"
            );
        } else {
            assert!(text.contains("waived"), "{format}: {text}");
        }
    }
}

#[test]
fn every_format_shows_claims_about_what_is_not_addressed() {
    let mut report = common::report();
    let signpost = |location, note: &str, lack| Signpost {
        criterion: "C1.2-CE1".parse().unwrap(),
        location,
        note: note.to_owned(),
        lack,
    };
    report.annotations.signposts = vec![
        signpost(Location::line("cave.md", 7), "the list", None),
        signpost(
            Location::file("docs/vins.pdf"),
            "",
            Some(SignpostLack::NoFile),
        ),
    ];
    let texts = FULL.iter().chain(&FORGES);
    let texts = texts.map(|(format, writer)| (*format, written(*writer, &report)));
    let texts = texts.chain([
        ("html", page(&report)),
        ("xlsx", workbook(&report)),
        ("json", written(json::write, &report)),
    ]);
    for (format, text) in texts {
        let plain = text.replace(['`', '\\'], "");
        let plain = plain.replace("&apos;", "'").replace("&#39;", "'");
        let parts = match format {
            "json" => ["\"note\": \"the list\"", "\"lack\": \"no-file\""],
            _ => [
                "cave.md, line 7: the list",
                "docs/vins.pdf (this file is not in the deliverables)",
            ],
        };
        for part in parts {
            assert!(plain.contains(part), "{format}: {part} in {plain}");
        }
        if format != "json" {
            // Whose word it is.
            let claims = plain.matches("andidate's signpost").count();
            assert!(claims >= 2, "{format}: {plain}");
        }
        assert!(plain.contains("C1.2-CE1"), "{format}: {plain}");
    }
    // A place that exists can be opened; one that does not is shown elsewhere.
    let github = written(github::write, &report);
    assert!(github.contains("file=cave.md,line=7"), "{github}");
    assert!(!github.contains("file=docs"), "{github}");
    let sarif: serde_json::Value = serde_json::from_str(&written(sarif::write, &report)).unwrap();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().unwrap().iter();
    let claims: Vec<_> = results.filter(|it| it["ruleId"] == "C1.2-CE1").collect();
    assert_eq!(claims.len(), 2);
    for claim in claims {
        assert_eq!(claim["kind"], "informational");
        let index = usize::try_from(claim["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "C1.2-CE1");
    }
}

#[test]
fn a_project_orders_names_and_reads_in_every_format() {
    let report = of_project();
    let texts = FULL.map(|(format, writer)| (format, written(writer, &report)));
    let texts = texts
        .into_iter()
        .chain([("html", page(&report)), ("xlsx", workbook(&report))]);
    for (format, text) in texts {
        for part in ["Project: Cooking", "In the oven, not under the grill."] {
            assert!(text.contains(part), "{format}: {part} in {text}");
        }
        // Criteria that the project does not evaluate are none of its list.
        assert!(!text.contains("Hyper-parameter search"), "{format}: {text}");
    }
    let page = page(&report);
    assert!(page.find("id=\"C1.2\"").unwrap() < page.find("id=\"C1.1\"").unwrap());
}

/// A candidate who would show less than a cohort does.
fn not_followed() -> Report {
    let mut report = common::report();
    report.annotations.narrowing = None;
    report.annotations.not_followed = vec!["kitchen".to_owned(), "old/**".to_owned()];
    report
}

#[test]
fn a_narrowing_that_counts_for_nothing_is_told() {
    let report = not_followed();
    let texts = FULL.map(|(format, writer)| (format, written(writer, &report)));
    let texts = texts.into_iter().chain([
        ("sarif", written(sarif::write, &report)),
        ("html", page(&report)),
        ("xlsx", workbook(&report)),
    ]);
    for (format, text) in texts {
        let text = text.replace('`', "");
        let said = "narrows the reading (kitchen, old/**): this report takes no account of it.";
        assert!(text.contains(said), "{format}: {text}");
        if format == "html" {
            assert!(text.contains("ce rapport n&#39;en tient pas compte."));
        }
    }
}

#[test]
fn what_people_say_outlives_storage() {
    for report in [narrowed(), of_project(), not_followed(), common::report()] {
        let stored = written(json::write, &report);
        let again = &json::read(stored.as_bytes()).unwrap()[0];
        assert_eq!(written(json::write, again), stored);
        for (format, writer) in FULL.iter().chain(&FORGES[1..]) {
            assert_eq!(
                written(*writer, again),
                written(*writer, &report),
                "{format}"
            );
        }
        assert_eq!(workbook(again), workbook(&report));
        assert_eq!(page(again), page(&report));
    }
}

#[test]
fn remarks_follow_the_list_of_the_project() {
    let decided = br#"{"schema": "prejury-decisions", "schema_version": 1, "input": {"label": "x", "head": null},
        "criteria": {"C1.1-CE1": {"decision": "acquired", "comment": ""}, "C1.2-CE1": {"decision": "acquired", "comment": ""}},
        "competences": {}, "general": {"overall": "", "strengths": "", "improvements": "", "defence": ""}}"#;
    let decided: Decisions = prejury_report::decisions::read(decided).unwrap();
    let messages = common::messages(Lang::En);
    let stored = written(json::write, &of_project());
    let mut out = Vec::new();
    remarks::write(
        &json::read(stored.as_bytes()).unwrap()[0],
        &decided,
        &common::catalog(),
        &common::options(&messages),
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(
        text.find("C1.2 ").unwrap() < text.find("C1.1 ").unwrap(),
        "{text}"
    );
}
